//! Who still owes what for a quarter: a list for the performance team, before any mail, and its counts.

use super::action_status::ActionFacts;
use super::context::{Context, Scope, resolve};
use super::due_returns::{owed_assessments, owes_result, owes_update};
use super::indicator_status::ResultsByIndicator;
use crate::db::Conn;
use crate::db::page::{Cursor, MAX_SCANNED, Page, PageRequest, in_batches, not_of_this_list};
use crate::domain::alert::{ItemKind, Return};
use crate::domain::calendar::return_deadline;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::{Id, Key};
use crate::model::Link;
use crate::model::action::ActionSort;
use crate::model::due_return::{AreaReturns, DueReturn, ReturnCounts, ReturnState, ReturnsSummary};
use crate::model::notification::AlertedItem;
use crate::model::settings::Settings;
use crate::store::actions::{self, ActionFilter, ActionRecord};
use crate::store::indicators::{self, IndicatorFilter, IndicatorRecord};
use crate::store::refs::Kind;
use crate::store::risk_assessments::{Pair, latest_assessed};
use crate::store::risks::{self, RiskFilter, RiskRecord};
use std::collections::{BTreeMap, HashMap};

/// The order of the list.
pub const SORT: &str = "item";

/// Which returns a list holds, as callers name what they belong to: by id or ref.
#[derive(Clone, Debug, Default)]
pub struct ReturnQuery {
    /// The quarter; the one that ended last without it.
    pub period: Option<Period>,
    /// Where they stand.
    pub state: Option<ReturnState>,
    /// Of this kind of item.
    pub item_kind: Option<ItemKind>,
    /// Of this person's items.
    pub owner: Option<String>,
    /// Of this service area.
    pub service_area: Option<String>,
}

/// A quarter, and the day for which it is looked at.
#[derive(Clone, Copy)]
struct Asked<'a> {
    settings: &'a Settings,
    period: Period,
    day: Day,
    deadline: Day,
}

/// A return with its place in the list; none where nothing is owed.
type Placed = (Cursor, Option<DueReturn>);

/// A page of the returns that a quarter is owed: of actions, of indicators, of risks, each in the order of their refs.
///
/// # Errors
/// [`Error::Invalid`] when the query names something unknown.
pub fn list(conn: &mut Conn, context: &Context, settings: &Settings, query: &ReturnQuery, page: &PageRequest) -> Result<Page<DueReturn>> {
    let asked = Asked::of(context, settings, query.period)?;
    let owner = resolve(conn, Kind::Person, "?owner", query.owner.as_deref())?;
    let area = resolve(conn, Kind::ServiceArea, "?service_area", query.service_area.as_deref())?;
    let kinds = ItemKind::ALL.iter().copied().filter(|kind| query.item_kind.is_none_or(|only| only == *kind));
    let kinds: Vec<ItemKind> = kinds.collect();
    let fits = |(_, found): &Placed| {
        found.as_ref().is_some_and(|found| {
            let of_area = area.is_none_or(|area| found.service_area.as_ref().is_some_and(|link| link.id == area));
            of_area && query.state.is_none_or(|state| state == found.state)
        })
    };
    let found = page.fill(
        MAX_SCANNED,
        |(place, _)| place.clone(),
        fits,
        |request| {
            let mut rows = Vec::new();
            let (mut after, start) = match &request.after {
                Some(cursor) => after(cursor)?,
                None => (None, ItemKind::Action),
            };
            for kind in kinds.iter().copied().filter(|kind| *kind >= start) {
                let limit = request.limit.saturating_sub(rows.len());
                if limit > 0 {
                    rows.extend(asked.placed(conn, kind, (owner, area), after.take(), limit)?);
                }
            }
            Ok(rows)
        },
    )?;
    let returns = found.items.into_iter().filter_map(|(_, found)| found).collect();
    Ok(Page { items: returns, next: found.next })
}

/// From where in which kind a list goes on: the ref, and of a service risk the area.
fn after(cursor: &Cursor) -> Result<(Option<(String, String)>, ItemKind)> {
    let [kind, reference, area] = cursor.parts()?;
    let kind = kind.parse().map_err(|_| not_of_this_list())?;
    Ok((Some((reference.to_owned(), area.to_owned())), kind))
}

/// How many returns a quarter is owed and has, by service area.
///
/// # Errors
/// [`Error::Invalid`] for a quarter there is not.
pub fn summary(conn: &mut Conn, context: &Context, settings: &Settings, period: Option<Period>) -> Result<ReturnsSummary> {
    let asked = Asked::of(context, settings, period)?;
    asked.summary(conn)
}

/// The same for a quarter, as it stands on a day.
///
/// # Errors
/// Those of the database.
pub fn summary_on(conn: &mut Conn, settings: &Settings, period: Period, day: Day) -> Result<ReturnsSummary> {
    Asked::on(settings, period, day).summary(conn)
}

impl<'a> Asked<'a> {
    fn on(settings: &'a Settings, period: Period, day: Day) -> Self {
        let (start, days) = (settings.fiscal_year_start, settings.return_deadline_days);
        Self { settings, period, day, deadline: return_deadline(period, start, &settings.working_days(), days) }
    }

    fn of(context: &Context, settings: &'a Settings, period: Option<Period>) -> Result<Self> {
        let Scope { period, as_of, .. } = context.scope(settings, period, None)?;
        Ok(Self::on(settings, period, as_of))
    }

    /// The returns of `limit` rows of that kind, at least, from after that place.
    fn placed(
        &self,
        conn: &mut Conn,
        kind: ItemKind,
        (owner, service_area): (Option<Id>, Option<Id>),
        after: Option<(String, String)>,
        limit: usize,
    ) -> Result<Vec<Placed>> {
        let cursor = after.as_ref().map(|(reference, _)| Cursor { sort: SORT.to_owned(), value: reference.clone(), id: String::new() });
        let page = PageRequest { limit, after: cursor };
        match kind {
            ItemKind::Action => {
                let records =
                    actions::list(conn, &ActionFilter { owner, service_area, ..ActionFilter::default() }, ActionSort::Ref, &page)?;
                self.of_actions(conn, records)
            }
            ItemKind::Indicator => {
                let records = indicators::list(conn, &IndicatorFilter { owner, service_area, ..IndicatorFilter::default() }, &page)?;
                self.of_indicators(conn, records)
            }
            ItemKind::Risk => {
                // The areas of the risk that the page before ended with.
                let filter = RiskFilter { owner, service_area, ..RiskFilter::default() };
                let mut records = Vec::new();
                if let Some((reference, area)) = after.as_ref().filter(|(_, area)| !area.is_empty()) {
                    records.extend(risks::find(conn, &Key::Ref(reference.clone()))?);
                    records.iter_mut().for_each(|record| record.service_areas.retain(|link| link.reference > *area));
                }
                records.extend(risks::list(conn, &filter, &page)?);
                self.of_risks(conn, records)
            }
        }
    }

    fn of_actions(&self, conn: &mut Conn, records: Vec<ActionRecord>) -> Result<Vec<Placed>> {
        let facts = ActionFacts::of_all(conn, &records)?;
        let placed = |record: ActionRecord| {
            let ActionRecord { row, owner, deputy, service_area, .. } = record;
            let made = facts.update(row.id, self.period, self.day).is_some();
            let owed = made || owes_update(&row, &facts, self.settings, self.period, self.day);
            let item = AlertedItem { kind: ItemKind::Action, id: row.id, reference: row.reference, title: row.title };
            let found = owed.then(|| self.due_return(Return::Update, item, service_area, (owner, deputy), made));
            (place(ItemKind::Action, &row.ref_key, ""), found)
        };
        Ok(records.into_iter().map(placed).collect())
    }

    fn of_indicators(&self, conn: &mut Conn, records: Vec<IndicatorRecord>) -> Result<Vec<Placed>> {
        let results = ResultsByIndicator::load(conn, &records, Scope::now(self.period, self.day))?;
        let placed = |record: IndicatorRecord| {
            let made = results.in_effect(record.row.id, self.period).is_some_and(|row| row.actual.is_some());
            let owed = made || owes_result(&record.row, &results, self.settings, self.period);
            let IndicatorRecord { row, owner, deputy, service_area, .. } = record;
            let item = AlertedItem { kind: ItemKind::Indicator, id: row.id, reference: row.reference, title: row.title };
            let found = owed.then(|| self.due_return(Return::Result, item, service_area, (owner, deputy), made));
            (place(ItemKind::Indicator, &row.ref_key, ""), found)
        };
        Ok(records.into_iter().map(placed).collect())
    }

    /// Of each risk one row at least, so that a list knows where it is.
    fn of_risks(&self, conn: &mut Conn, records: Vec<RiskRecord>) -> Result<Vec<Placed>> {
        let ids: Vec<Id> = records.iter().map(|record| record.row.id).collect();
        let latest: HashMap<Pair, Period> = latest_assessed(conn, &ids, self.period, self.day)?.into_iter().collect();
        let mut placed = Vec::new();
        for record in records {
            let owed = owed_assessments(&record, &latest, self.period);
            let mut areas: Vec<Option<Link>> = super::risks::pairs(&record);
            areas.sort_by(|a, b| a.as_ref().map(|link| &link.reference).cmp(&b.as_ref().map(|link| &link.reference)));
            for area in areas {
                let made = latest.get(&(record.row.id, area.as_ref().map(|link| link.id))) == Some(&self.period);
                let reference = area.as_ref().map_or("", |link| link.reference.as_str());
                let cursor = place(ItemKind::Risk, &record.row.ref_key, reference);
                let found = (made || owed.contains(&area)).then(|| {
                    let row = &record.row;
                    let item = AlertedItem { kind: ItemKind::Risk, id: row.id, reference: row.reference.clone(), title: row.title.clone() };
                    self.due_return(Return::Assessment, item, area, (record.owner.clone(), record.deputy.clone()), made)
                });
                placed.push((cursor, found));
            }
        }
        Ok(placed)
    }

    fn due_return(
        &self,
        owed: Return,
        item: AlertedItem,
        service_area: Option<Link>,
        (owner, deputy): (Option<Link>, Option<Link>),
        made: bool,
    ) -> DueReturn {
        let state = match made {
            true => ReturnState::In,
            false if self.day > self.deadline => ReturnState::Missing,
            false => ReturnState::Due,
        };
        DueReturn { owed, item, service_area, owner, deputy, state, deadline: self.deadline }
    }

    fn summary(&self, conn: &mut Conn) -> Result<ReturnsSummary> {
        let mut areas: BTreeMap<(bool, String), AreaReturns> = BTreeMap::new();
        let mut whole = ReturnCounts::default();
        let mut count = |placed: Vec<Placed>| {
            for found in placed.into_iter().filter_map(|(_, found)| found) {
                let made = found.state == ReturnState::In;
                let reference = found.service_area.as_ref().map(|link| link.reference.clone());
                let area = areas
                    .entry((reference.is_none(), reference.unwrap_or_default()))
                    .or_insert_with(|| AreaReturns { service_area: found.service_area, returns: ReturnCounts::default() });
                area.returns.add(made);
                whole.add(made);
            }
        };
        let filter = ActionFilter::default();
        in_batches(
            conn,
            |conn, page| actions::list(conn, &filter, ActionSort::Ref, page),
            |record| &record.row.ref_key,
            |conn, batch| self.of_actions(conn, batch).map(&mut count),
        )?;
        let filter = IndicatorFilter::default();
        in_batches(
            conn,
            |conn, page| indicators::list(conn, &filter, page),
            |record| &record.row.ref_key,
            |conn, batch| self.of_indicators(conn, batch).map(&mut count),
        )?;
        let filter = RiskFilter::default();
        in_batches(
            conn,
            |conn, page| risks::list(conn, &filter, page),
            |record| &record.row.ref_key,
            |conn, batch| self.of_risks(conn, batch).map(&mut count),
        )?;
        Ok(ReturnsSummary { period: self.period, deadline: self.deadline, returns: whole, service_areas: areas.into_values().collect() })
    }
}

fn place(kind: ItemKind, ref_key: &str, area: &str) -> Cursor {
    Cursor::of_parts(SORT, &[kind.as_str(), ref_key, area], String::new())
}

#[cfg(test)]
mod tests;
