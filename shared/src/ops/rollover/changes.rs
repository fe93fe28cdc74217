//! What is different in the plan of the year to come.

use super::pages;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::page::{Cursor, MAX_SCANNED, Page, PageRequest};
use crate::domain::alert::ItemKind;
use crate::domain::comparison::Absence;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::domain::rollover::{FiscalYear, PlanMark, plan_mark};
use crate::error::Result;
use crate::id::Id;
use crate::model::Link;
use crate::model::action::ActionSort;
use crate::model::rollover::{Difference, PlanChange};
use crate::model::settings::Settings;
use crate::ops::action_status::ActionFacts;
use crate::ops::context::{Context, Scope};
use crate::ops::indicator_status::ResultsByIndicator;
use crate::ops::snapshot::{LeftOut, left_out};
use crate::store::actions::{self as action_store, ActionFilter, ActionRecord};
use crate::store::indicators::{self as indicator_store, IndicatorFilter, IndicatorRecord};
use std::collections::HashMap;

/// The order of changes: actions before indicators, each by ref.
pub const CHANGES_SORT: &str = "plan_changes";

/// Which changes are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlanChangeQuery {
    /// Of actions, or of indicators.
    pub kind: Option<ItemKind>,
    /// So marked.
    pub change: Option<PlanMark>,
}

/// A page of what is in the plan of `year` or of the year before, each marked by how they differ. What an action of the new plan takes
/// the place of is told with it. A page may be short of its limit.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for a year that none comes before.
pub fn changes(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    year: FiscalYear,
    query: PlanChangeQuery,
    page: &PageRequest,
) -> Result<Page<PlanChange>> {
    let comparing = Comparing { settings, today: context.today(settings), year, from: super::before(year)? };
    let (kind, mut after) = pages::start(page, CHANGES_SORT)?;
    let keeps = |(_, change): &Placed| change.as_ref().is_some_and(|found| query.change.is_none_or(|wanted| wanted == found.change));
    let place = |(key, _): &Placed| pages::by_ref(key);
    let mut items = Vec::new();
    if kind == ItemKind::Action && query.kind.is_none_or(|wanted| wanted == ItemKind::Action) {
        let wanted = PageRequest { limit: page.limit, after: after.take() };
        let all = ActionFilter { either: true, ..ActionFilter::default() };
        let load = |page: &PageRequest| {
            let records = action_store::list(conn, &all, ActionSort::Ref, page)?;
            comparing.actions(conn, &records)
        };
        let found = wanted.fill(MAX_SCANNED, place, keeps, load)?;
        items.extend(found.items.into_iter().filter_map(|(_, change)| change));
        if let Some(next) = found.next {
            return Ok(Page { items, next: Some(pages::after(CHANGES_SORT, ItemKind::Action, &next.value)) });
        }
    }
    if query.kind.is_some_and(|wanted| wanted != ItemKind::Indicator) {
        return Ok(Page { items, next: None });
    }
    if items.len() >= page.limit {
        return Ok(Page { items, next: Some(pages::after(CHANGES_SORT, ItemKind::Indicator, "")) });
    }
    let wanted = PageRequest { limit: page.limit - items.len(), after };
    let all = IndicatorFilter { either: true, ..IndicatorFilter::default() };
    let load = |page: &PageRequest| {
        let records = indicator_store::list(conn, &all, page)?;
        comparing.indicators(conn, &records)
    };
    let found = wanted.fill(MAX_SCANNED, place, keeps, load)?;
    items.extend(found.items.into_iter().filter_map(|(_, change)| change));
    let next = found.next.map(|next: Cursor| pages::after(CHANGES_SORT, ItemKind::Indicator, &next.value));
    Ok(Page { items, next })
}

/// The ref by which an item is placed, and what there is to tell of it.
type Placed = (String, Option<PlanChange>);

struct Comparing<'a> {
    settings: &'a Settings,
    today: Day,
    year: FiscalYear,
    from: FiscalYear,
}

impl Comparing<'_> {
    fn actions(&self, conn: &mut Conn, records: &[ActionRecord]) -> Result<Vec<Placed>> {
        let facts = ActionFacts::of_all(conn, records)?;
        let ids: Vec<Id> = records.iter().filter_map(|record| record.row.succeeds_id).collect();
        let filter = ActionFilter { either: true, ids: Some(ids), ..ActionFilter::default() };
        let before = action_store::list(conn, &filter, ActionSort::Ref, &PageRequest { limit: usize::MAX, after: None })?;
        let their_facts = ActionFacts::of_all(conn, &before)?;
        let before: HashMap<Id, &ActionRecord> = before.iter().map(|record| (record.row.id, record)).collect();
        let placed = |record: &ActionRecord| {
            let predecessor = record.row.succeeds_id.and_then(|id| before.get(&id).copied());
            let predecessor = predecessor.filter(|before| self.left_out(before, &their_facts, self.from).is_none());
            (record.row.ref_key.clone(), self.action(record, &facts, predecessor))
        };
        Ok(records.iter().map(placed).collect())
    }

    /// Why the action is not of that year's plan, if it is not.
    fn left_out(&self, record: &ActionRecord, facts: &ActionFacts, year: FiscalYear) -> Option<LeftOut> {
        let [.., last] = year.quarters();
        left_out(&record.row, self.settings, Scope::now(last, self.today), facts)
    }

    fn action(&self, record: &ActionRecord, facts: &ActionFacts, predecessor: Option<&ActionRecord>) -> Option<PlanChange> {
        let row = &record.row;
        let before = self.left_out(record, facts, self.from).is_none();
        let gone = self.left_out(record, facts, self.year);
        if before && facts.is_succeeded(row.id, self.year.first_day(self.settings.fiscal_year_start)) {
            return None;
        }
        let differences = predecessor.map(|before| differences(before, record)).unwrap_or_default();
        let other = differences.iter().any(|difference| difference.field != "due_date");
        let change = plan_mark(before || predecessor.is_some(), gone.is_none(), other)?;
        let why = gone.filter(|_| change == PlanMark::Removed).map(|gone| match gone {
            LeftOut::Completed => Absence::Completed,
            LeftOut::ToCome => Absence::ToCome,
            LeftOut::Cancelled => Absence::of_lifecycle(row.lifecycle).unwrap_or(Absence::Archived),
        });
        Some(PlanChange {
            kind: ItemKind::Action,
            id: row.id,
            reference: row.reference.clone(),
            title: row.title.clone(),
            title_cy: row.title_cy.clone(),
            change,
            succeeds: record.succeeds.clone().filter(|_| predecessor.is_some()),
            why,
            differences,
        })
    }

    fn indicators(&self, conn: &mut Conn, records: &[IndicatorRecord]) -> Result<Vec<Placed>> {
        let [first, ..] = self.year.quarters();
        let results = ResultsByIndicator::load(conn, records, Scope::now(first, self.today))?;
        Ok(records.iter().map(|record| (record.row.ref_key.clone(), self.indicator(record, &results))).collect())
    }

    fn indicator(&self, record: &IndicatorRecord, results: &ResultsByIndicator) -> Option<PlanChange> {
        let row = &record.row;
        let target = |period: Period| results.in_effect(row.id, period).and_then(|result| result.target);
        let [first, ..] = self.year.quarters();
        // As far back as results are compared.
        let known = (1..=8).filter_map(|back| first.plus(-back)).any(|period| results.in_effect(row.id, period).is_some());
        let begins = self.from.first_day(self.settings.fiscal_year_start);
        let day = |at: Timestamp| at.utc().with_timezone(&self.settings.time_zone).date_naive();
        let gone_before = row.archived_at.is_some_and(|at| day(at) < *begins);
        let quarters = self.from.quarters().into_iter().zip(self.year.quarters());
        // A target that is not set yet is no change.
        let differences = quarters.filter(|(_, now)| target(*now).is_some()).filter(|(before, now)| target(*before) != target(*now));
        let differences: Vec<Difference> = differences
            .map(|(before, now)| Difference {
                field: "target",
                period: Some(now),
                from: target(before).map(|figure| figure.to_string()),
                to: target(now).map(|figure| figure.to_string()),
            })
            .collect();
        let change = plan_mark(known && !gone_before, row.archived_at.is_none(), !differences.is_empty())?;
        Some(PlanChange {
            kind: ItemKind::Indicator,
            id: row.id,
            reference: row.reference.clone(),
            title: row.title.clone(),
            title_cy: row.title_cy.clone(),
            change,
            succeeds: None,
            why: (change == PlanMark::Removed).then_some(Absence::Archived),
            differences: if change == PlanMark::Removed { Vec::new() } else { differences },
        })
    }
}

/// In what an action differs from the one whose place it takes.
fn differences(before: &ActionRecord, now: &ActionRecord) -> Vec<Difference> {
    let name = |link: &Option<Link>| link.as_ref().map(|link| link.reference.clone());
    let of = |record: &ActionRecord| {
        [
            ("title", Some(record.row.title.clone())),
            ("title_cy", record.row.title_cy.clone()),
            ("corporate_action", name(&record.corporate_action)),
            ("service_area", name(&record.service_area)),
            ("owner", name(&record.owner)),
            ("deputy", name(&record.deputy)),
            ("due_date", Some(record.row.due_date.to_string())),
        ]
    };
    let pairs = of(before).into_iter().zip(of(now)).filter(|((_, from), (_, to))| from != to);
    pairs.map(|((field, from), (_, to))| Difference { field, period: None, from, to }).collect()
}
