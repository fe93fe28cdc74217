//! Snapshots of a scope: counts of statuses, and the overall status they suggest.

mod scope;

pub use scope::{SnapshotQuery, SnapshotScope};

use super::action_status::ActionFacts;
use super::context::Scope;
use super::indicator_status::{ResultsByIndicator, definition};
use super::judgements;
use super::narratives::COUNCIL;
use crate::db::Conn;
use crate::domain::action::Lifecycle;
use crate::domain::indicator::Frequency;
use crate::domain::period::Period;
use crate::domain::rollup::{self, Counts, Part, overall};
use crate::domain::status::Rag;
use crate::error::Result;
use crate::id::Id;
use crate::model::settings::Settings;
use crate::model::snapshot::{ActionsSnapshot, MeasuresOfScope, MeasuresSnapshot, Printed, PrintedStatuses, Snapshot};
use crate::store::actions::ActionRow;
use crate::store::indicators::{IndicatorFilter, IndicatorRow};
use crate::store::judgements as store_judgements;
use crate::store::refs::Kind;

/// The measures of a scope.
///
/// # Errors
/// Those of the database.
pub fn measures(conn: &mut Conn, settings: &Settings, of: &SnapshotScope, scope: Scope) -> Result<MeasuresOfScope> {
    let (mut measures, mut additional) = (Tally::default(), Tally::default());
    of.each_indicators(conn, &IndicatorFilter::default(), |conn, records| {
        let results = ResultsByIndicator::load(conn, &records, scope)?;
        for record in &records {
            let tally = if record.row.additional { &mut additional } else { &mut measures };
            tally.count(&record.row, settings, scope, &results);
        }
        Ok(())
    })?;
    Ok(MeasuresOfScope { measures: measures.finish(settings), additional: additional.finish(settings) })
}

/// The actions of a scope: those started by the period's end, and not completed, cancelled, archived or succeeded before its year.
///
/// # Errors
/// Those of the database.
pub fn actions(conn: &mut Conn, settings: &Settings, of: &SnapshotScope, scope: Scope) -> Result<ActionsSnapshot> {
    let (mut counts, mut challenged) = (Counts::default(), 0);
    of.each_actions(conn, |conn, records| {
        let facts = ActionFacts::of_all(conn, &records)?;
        for record in records.iter().filter(|record| action_counts(&record.row, settings, scope, &facts)) {
            let status = facts.rag(&record.row, settings, scope);
            counts.add(status.rag);
            challenged += u32::from(status.challenged);
        }
        Ok(())
    })?;
    Ok(ActionsSnapshot { counts, total: counts.total(), challenged, overall: counts.suggest(&settings.overall_thresholds.into()) })
}

/// Does it count in the scope's period?
pub(super) fn action_counts(row: &ActionRow, settings: &Settings, scope: Scope, facts: &ActionFacts) -> bool {
    left_out(row, settings, scope, facts).is_none()
}

/// Why an action does not count in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LeftOut {
    /// It begins after the period.
    ToCome,
    /// It was completed before the year.
    Completed,
    /// It was cancelled or archived before the year, or another took its place by then.
    Cancelled,
}

/// Why it does not count in the scope's period, if it does not.
pub(super) fn left_out(row: &ActionRow, settings: &Settings, scope: Scope, facts: &ActionFacts) -> Option<LeftOut> {
    let fiscal = settings.fiscal_year_start;
    let year_start = scope.period.first_day_of_year(fiscal);
    let ended = |lifecycle: Lifecycle| row.lifecycle == lifecycle && row.lifecycle_on < year_start;
    let archived = || row.archived_at.is_some_and(|at| at.utc().with_timezone(&settings.time_zone).date_naive() < *year_start);
    if ended(Lifecycle::Completed) {
        Some(LeftOut::Completed)
    } else if ended(Lifecycle::Cancelled) || archived() || facts.is_succeeded(row.id, year_start) {
        Some(LeftOut::Cancelled)
    } else {
        let started = facts.schedule(row, settings, scope.as_of).start <= scope.period.last_day(fiscal);
        (!started).then_some(LeftOut::ToCome)
    }
}

/// What a scope adds up to: its actions, its measures, and both together.
///
/// # Errors
/// [`Error::Invalid`] when the query names something unknown, or more than one thing.
pub fn snapshot(conn: &mut Conn, settings: &Settings, query: &SnapshotQuery, scope: Scope) -> Result<Snapshot> {
    let item = scope::named(conn, query)?;
    let of = SnapshotScope::of(conn, item)?;
    let actions = actions(conn, settings, &of, scope)?;
    let MeasuresOfScope { measures, additional } = measures(conn, settings, &of, scope)?;
    let overall = overall(&actions.counts, &measures.counts, &settings.overall_thresholds.into());
    let judged = scope_name(item);
    let printed = printed(conn, &judged, scope.period, [actions.overall.rag, measures.overall.rag, overall.rag])?;
    let before = previous_overall(conn, settings, (&judged, &of), scope)?;
    let (direction, direction_explanation) = rollup::direction(before, printed.overall.rag);
    Ok(Snapshot {
        period: scope.period,
        as_of: scope.as_of,
        actions,
        measures,
        additional,
        overall,
        printed,
        direction,
        direction_explanation,
    })
}

/// As judgements and narratives are stored of it.
fn scope_name(item: Option<(Kind, Id)>) -> String {
    item.map_or_else(|| COUNCIL.to_owned(), |(_, id)| id.to_string())
}

/// Suggested statuses, of actions, measures and both, with what editors judged them to be.
fn printed(conn: &mut Conn, scope: &str, period: Period, suggested: [Rag; 3]) -> Result<PrintedStatuses> {
    let mut judged = judgements::of(conn, scope, period)?;
    let mut print = |part: Part, suggested: Rag| {
        let place = judged.iter().position(|judgement| judgement.part == part);
        let judgement = place.map(|place| judged.swap_remove(place));
        Printed { rag: judgement.as_ref().map_or(suggested, |judgement| judgement.rag), suggested, judgement }
    };
    let [actions, measures, overall] = suggested;
    Ok(PrintedStatuses {
        actions: print(Part::Actions, actions),
        measures: print(Part::Measures, measures),
        overall: print(Part::Overall, overall),
    })
}

/// The overall status that was printed of a scope for the quarter before: worked out only where nobody judged it.
fn previous_overall(conn: &mut Conn, settings: &Settings, (name, of): (&str, &SnapshotScope), scope: Scope) -> Result<Option<Rag>> {
    let Some(period) = scope.period.plus(-1) else { return Ok(None) };
    if let Some(judged) = store_judgements::find(conn, name, period, Part::Overall)? {
        return Ok(Some(judged.rag));
    }
    let before = Scope { period, ..scope };
    let (actions, measures) = (actions(conn, settings, of, before)?, measures(conn, settings, of, before)?.measures);
    Ok(Some(overall(&actions.counts, &measures.counts, &settings.overall_thresholds.into()).rag))
}

/// What some measures add up to.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) counts: Counts,
    due: u32,
    reported: u32,
    quarterly: u32,
}

impl Tally {
    /// Counts one more.
    pub(super) fn count(&mut self, row: &IndicatorRow, settings: &Settings, scope: Scope, results: &ResultsByIndicator) {
        let reported = |period: Option<Period>| {
            let result = period.and_then(|period| results.in_effect(row.id, period));
            result.is_some_and(|result| result.actual.is_some())
        };
        let due = definition(row, settings).is_due(scope.period, reported(scope.period.plus(-4)));
        self.counts.add(results.assess(row, settings, scope).rag);
        self.due += u32::from(due);
        self.reported += u32::from(due && reported(Some(scope.period)));
        self.quarterly += u32::from(row.frequency == Frequency::Quarterly);
    }

    /// Counts those of another tally, too.
    pub(super) fn merge(&mut self, other: &Self) {
        self.counts.merge(&other.counts);
        self.due += other.due;
        self.reported += other.reported;
        self.quarterly += other.quarterly;
    }

    /// What is told of them.
    pub(super) fn finish(self, settings: &Settings) -> MeasuresSnapshot {
        let total = self.counts.total();
        MeasuresSnapshot {
            counts: self.counts,
            total,
            due: self.due,
            reported: self.reported,
            quarterly: self.quarterly,
            annual: total - self.quarterly,
            overall: self.counts.suggest(&settings.overall_thresholds.into()),
        }
    }
}

#[cfg(test)]
mod tests;
