//! What there is to decide: the unfinished actions, and the indicators with what was reached.

use super::{free_ref, pages};
use crate::db::Conn;
use crate::db::page::{Cursor, MAX_SCANNED, Page, PageRequest, in_batches};
use crate::domain::action::Lifecycle;
use crate::domain::alert::ItemKind;
use crate::domain::day::Day;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::rollover::{Decision, FiscalYear, successor_due, successor_ref};
use crate::error::Result;
use crate::id::ref_key;
use crate::model::action::ActionSort;
use crate::model::rollover::{ActionDecision, IndicatorTargets, QuarterTarget, Rollover, UnfinishedAction};
use crate::model::settings::Settings;
use crate::ops::action_status::ActionFacts;
use crate::ops::context::{Context, Scope};
use crate::ops::findings::target_below_last_year;
use crate::ops::indicator_status::ResultsByIndicator;
use crate::store::actions::{self as action_store, ActionFilter, ActionRecord, ActionRow};
use crate::store::indicators::{self as indicator_store, IndicatorFilter, IndicatorRecord};

/// The order of what there is to decide: actions before indicators, each by ref.
pub const SORT: &str = "rollover";

/// A page of what is unfinished at the end of the year before `year`, with what is proposed for it, and then of the targets of `year`,
/// beside what was reached a year before; and where the next page starts. A page may be short of its limit.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for a year that none comes before.
pub fn propose(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    year: FiscalYear,
    page: &PageRequest,
) -> Result<(Rollover, Option<Cursor>)> {
    let proposing = Proposing::new(context, settings, year)?;
    let mut found = Rollover { year: year.to_string(), from: proposing.from.to_string(), ..Rollover::default() };
    let (kind, mut after) = pages::start(page, SORT)?;
    if kind == ItemKind::Action {
        let at = |(key, _): &(String, Option<UnfinishedAction>)| pages::by_ref(key);
        let load = |page: &PageRequest| {
            let records = action_store::list(conn, &unfinished(), ActionSort::Ref, page)?;
            let keys: Vec<String> = records.iter().map(|record| record.row.ref_key.clone()).collect();
            Ok(keys.into_iter().zip(proposing.actions(conn, records)?).collect())
        };
        let actions = PageRequest { limit: page.limit, after: after.take() }.fill(MAX_SCANNED, at, |(_, one)| one.is_some(), load)?;
        found.actions = actions.items.into_iter().filter_map(|(_, action)| action).collect();
        let full = found.actions.len() >= page.limit;
        let next = actions.next.map(|next| pages::after(SORT, ItemKind::Action, &next.value));
        if let Some(next) = next.or_else(|| full.then(|| pages::after(SORT, ItemKind::Indicator, ""))) {
            return Ok((found, Some(next)));
        }
    }
    let left = page.limit - found.actions.len();
    let records = indicator_store::list(conn, &IndicatorFilter::default(), &PageRequest { limit: left + 1, after })?;
    let place = |record: &IndicatorRecord| pages::after(SORT, ItemKind::Indicator, &record.row.ref_key);
    let records = Page::cut(records, left, place);
    found.indicators = proposing.indicators(conn, &records.items)?;
    Ok((found, records.next))
}

/// What may be unfinished: the rules settle which of it is.
fn unfinished() -> ActionFilter {
    ActionFilter { lifecycle: Some(Lifecycle::Active), ..ActionFilter::default() }
}

/// How an active action stands at the end of the year before a plan's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// There is something to decide.
    Unfinished,
    /// All of it is done, and nobody completed it.
    Finished,
    /// It is of the year to come, or of a later one: it begins on that day.
    Begins(Day),
}

impl Standing {
    /// By what is recorded up to `today`.
    pub(super) fn of(row: &ActionRow, facts: &ActionFacts, settings: &Settings, today: Day, year: FiscalYear) -> Self {
        let start = facts.schedule(row, settings, today).start;
        if start >= year.first_day(settings.fiscal_year_start) {
            return Self::Begins(start);
        }
        let percent = facts.latest_update(row.id, today).map(|update| update.percent_complete);
        if percent.is_some_and(|percent| percent >= Figure::from(100)) { Self::Finished } else { Self::Unfinished }
    }
}

/// What proposals depend on.
pub(super) struct Proposing<'a> {
    settings: &'a Settings,
    today: Day,
    year: FiscalYear,
    pub(super) from: FiscalYear,
}

impl<'a> Proposing<'a> {
    pub(super) fn new(context: &Context, settings: &'a Settings, year: FiscalYear) -> Result<Self> {
        Ok(Self { settings, today: context.today(settings), year, from: super::ending(context, settings, year)? })
    }

    /// Goes through all unfinished actions, in batches.
    pub(super) fn each_action(&self, conn: &mut Conn, mut each: impl FnMut(UnfinishedAction) -> Result<()>) -> Result<()> {
        let read = |conn: &mut Conn, page: &PageRequest| action_store::list(conn, &unfinished(), ActionSort::Ref, page);
        in_batches(
            conn,
            read,
            |record| &record.row.ref_key,
            |conn, records| self.actions(conn, records)?.into_iter().flatten().try_for_each(&mut each),
        )
    }

    /// Goes through all indicators, in batches.
    pub(super) fn each_indicator(&self, conn: &mut Conn, mut each: impl FnMut(IndicatorTargets) -> Result<()>) -> Result<()> {
        let read = |conn: &mut Conn, page: &PageRequest| indicator_store::list(conn, &IndicatorFilter::default(), page);
        in_batches(
            conn,
            read,
            |record| &record.row.ref_key,
            |conn, records| self.indicators(conn, &records)?.into_iter().try_for_each(&mut each),
        )
    }

    /// Of each of these actions what is proposed, unless it begins in the year to come.
    fn actions(&self, conn: &mut Conn, records: Vec<ActionRecord>) -> Result<Vec<Option<UnfinishedAction>>> {
        let facts = ActionFacts::of_all(conn, &records)?;
        let [first, .., last] = self.from.quarters();
        let quarter = self.settings.running_period(self.today).unwrap_or(last).clamp(first, last);
        let mut proposed: Vec<Option<UnfinishedAction>> = records.into_iter().map(|record| self.action(record, &facts, quarter)).collect();
        let new = proposed.iter().flatten().filter_map(|action| action.proposed.reference.as_deref()).map(ref_key).collect();
        let kept = action_store::archived_keys(conn, new)?;
        for action in proposed.iter_mut().flatten() {
            if action.proposed.reference.as_deref().is_some_and(|reference| kept.contains(&ref_key(reference))) {
                action.proposed.reference = Some(free_ref(conn, &action.reference, self.year)?);
            }
        }
        Ok(proposed)
    }

    fn action(&self, record: ActionRecord, facts: &ActionFacts, quarter: Period) -> Option<UnfinishedAction> {
        let (today, start) = (self.today, self.settings.fiscal_year_start);
        let is_finished = match Standing::of(&record.row, facts, self.settings, today, self.year) {
            Standing::Begins(_) => return None,
            standing => standing == Standing::Finished,
        };
        let schedule = facts.schedule(&record.row, self.settings, today);
        let percent = facts.latest_update(record.row.id, today).map(|update| update.percent_complete);
        let row = record.row;
        Some(UnfinishedAction {
            proposed: ActionDecision {
                action: row.reference.clone(),
                decision: if is_finished { Decision::Complete } else { Decision::Carry },
                reference: (!is_finished).then(|| successor_ref(&row.reference, self.year)),
                title: None,
                title_cy: None,
                due_date: (!is_finished).then(|| successor_due(schedule.due, self.year, start)),
                reason: None,
            },
            rag: facts.rag(&row, self.settings, Scope::now(quarter, today)).rag,
            id: row.id,
            reference: row.reference,
            title: row.title,
            title_cy: row.title_cy,
            corporate_action: record.corporate_action,
            service_area: record.service_area,
            owner: record.owner,
            due_date: schedule.due,
            percent_complete: percent,
        })
    }

    fn indicators(&self, conn: &mut Conn, records: &[IndicatorRecord]) -> Result<Vec<IndicatorTargets>> {
        let of = |record: &IndicatorRecord| IndicatorTargets {
            id: record.row.id,
            reference: record.row.reference.clone(),
            title: record.row.title.clone(),
            polarity: record.row.polarity,
            quarters: Vec::with_capacity(4),
        };
        let mut targets: Vec<IndicatorTargets> = records.iter().map(of).collect();
        let ([first, ..], [.., last]) = (self.from.quarters(), self.year.quarters());
        let results = ResultsByIndicator::load_since(conn, records, first, Scope::now(last, self.today))?;
        for (period, before) in self.year.quarters().into_iter().zip(self.from.quarters()) {
            let scope = Scope::now(before, self.today);
            for (record, target) in records.iter().zip(&mut targets) {
                let last = results.in_effect(record.row.id, before);
                target.quarters.push(QuarterTarget {
                    period,
                    target: results.in_effect(record.row.id, period).and_then(|row| row.target),
                    last_actual: last.and_then(|row| row.actual),
                    last_target: last.and_then(|row| row.target),
                    last_rag: results.assess(&record.row, self.settings, scope).rag,
                    flag: target_below_last_year(record, period, &results).map(|found| found.told.what.summary),
                });
            }
        }
        Ok(targets)
    }
}
