//! The statuses of service actions: what the rules need of them, and what they make of it.

use super::context::Scope;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::domain::action::{self, Progress, Schedule, default_start};
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use crate::model::action::{ActionExplanation, ActionStatus};
use crate::model::settings::Settings;
use crate::store::action_updates::{self as store, DueDateRow, ProgressRow, UpdateRow};
use crate::store::actions::{ActionRecord, ActionRow, succeeded_from};

/// What has happened to some actions, so far as their statuses depend on it; sorted by action, so that nothing is hashed or
/// allocated for each of them.
pub struct ActionFacts {
    progress: Vec<ProgressRow>,
    /// Of each action, the latest agreed last.
    due_dates: Vec<DueDateRow>,
    /// Of each action, the first day of what takes its place; the earliest first.
    succeeded: Vec<(Id, Day)>,
}

impl ActionFacts {
    /// That of the actions with these ids, in three queries.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load(conn: &mut Conn, ids: &[Id]) -> Result<Self> {
        let progress = store::progress(conn, ids, None, None)?;
        Self::of(conn, ids, progress, None)
    }

    /// That of these actions.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of_all(conn: &mut Conn, records: &[ActionRecord]) -> Result<Self> {
        Self::load(conn, &records.iter().map(|record| record.row.id).collect::<Vec<_>>())
    }

    /// The same, as far as the scope knows it, where all their updates of its period were read already.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_beside(conn: &mut Conn, ids: &[Id], scope: Scope, updates: &[UpdateRow]) -> Result<Self> {
        let mut progress = store::progress(conn, ids, Some(scope.period), scope.known_at)?;
        progress.extend(updates.iter().filter(|row| scope.knows(row.recorded_at)).map(ProgressRow::from));
        Self::of(conn, ids, progress, scope.known_at)
    }

    fn of(conn: &mut Conn, ids: &[Id], mut progress: Vec<ProgressRow>, known_at: Option<Timestamp>) -> Result<Self> {
        let mut due_dates = store::due_dates(conn, ids)?;
        due_dates.retain(|row| known_at.is_none_or(|known| row.recorded_at <= known));
        progress.sort_by_key(|row| row.action_id);
        due_dates.sort_by_key(|row| row.action_id);
        Ok(Self { progress, due_dates, succeeded: succeeded_from(conn, ids)? })
    }

    /// Was anything recorded of it: an update, a revised due date?
    pub fn any_of(&self, action: Id) -> bool {
        !self.updates(action).is_empty() || !self.revisions(action).is_empty()
    }

    /// The revised due date that counts on `day`, if one had been agreed by then.
    pub fn revised_due(&self, action: Id, day: Day) -> Option<&DueDateRow> {
        self.revisions(action).iter().rfind(|row| row.agreed_on <= day)
    }

    /// How often its due date had been moved to a later day by `day`, from the original date on.
    pub fn moves(&self, action: Id, original_due: Day, day: Day) -> u32 {
        let dates = self.revisions(action).iter().filter(|row| row.agreed_on <= day).map(|row| row.due_date);
        let (_, moves) = dates.fold((original_due, 0), |(before, moves), due| (due, moves + u32::from(due > before)));
        moves
    }

    /// The period of the latest update that counts on `day` and belongs to a period no later than `until`.
    pub fn latest_period(&self, action: Id, until: Period, day: Day) -> Option<Period> {
        self.updates(action).iter().filter(|row| row.period <= until && row.effect_on <= day).map(|row| row.period).max()
    }

    /// The update of `period` that counts on `day`.
    pub fn update(&self, action: Id, period: Period, day: Day) -> Option<&ProgressRow> {
        self.updates(action).iter().filter(|row| row.period == period && row.effect_on <= day).max_by_key(|row| row.revision)
    }

    /// The update that counts on `day`, of whatever period.
    pub fn latest_update(&self, action: Id, day: Day) -> Option<&ProgressRow> {
        self.updates(action).iter().filter(|row| row.effect_on <= day).max_by_key(|row| (row.effect_on, row.period, row.revision))
    }

    /// The dates and lifecycle of an action as they count on `day`.
    pub fn schedule(&self, row: &ActionRow, settings: &Settings, day: Day) -> Schedule {
        let earliest = || self.updates(row.id).iter().map(|row| row.period).min();
        // The original date: moving the end of an action does not move its beginning.
        let default = || default_start(earliest(), row.original_due_date, settings.fiscal_year_start);
        Schedule {
            start: row.start_date.unwrap_or_else(default),
            due: self.revised_due(row.id, day).map_or(row.original_due_date, |revised| revised.due_date),
            lifecycle: row.lifecycle_at(day),
        }
    }

    /// Is it overdue on `day`?
    pub fn is_overdue(&self, row: &ActionRow, settings: &Settings, day: Day) -> bool {
        let percent = self.latest_update(row.id, day).map(|update| update.percent_complete);
        self.schedule(row, settings, day).is_overdue(day, percent)
    }

    /// Its RAG in the scope: by the dates and the update that count at the period's end, or at `as_of` if that is earlier.
    pub fn rag(&self, row: &ActionRow, settings: &Settings, scope: Scope) -> action::Status {
        self.rag_by(&self.schedule(row, settings, rag_day(settings, scope)), row.id, settings, scope)
    }

    fn rag_by(&self, schedule: &Schedule, action: Id, settings: &Settings, scope: Scope) -> action::Status {
        let update = self.update(action, scope.period, scope.as_of).map(progress);
        let thresholds = settings.action_thresholds.into();
        schedule.status(scope.period, settings.fiscal_year_start, scope.as_of, update.as_ref(), &thresholds)
    }

    /// Its status in the scope, as it is shown.
    pub fn status(&self, row: &ActionRow, settings: &Settings, scope: Scope) -> ActionStatus {
        let update = self.update(row.id, scope.period, scope.as_of);
        let day = rag_day(settings, scope);
        let schedule = self.schedule(row, settings, day);
        let current = self.rag_by(&schedule, row.id, settings, scope);
        let previous = scope.period.plus(-1).map(|period| self.rag(row, settings, Scope { period, ..scope }).rag);
        let (direction, why) = action::direction(previous, current.rag);
        ActionStatus {
            period: scope.period,
            as_of: scope.as_of,
            rag: current.rag,
            source: current.source,
            expected_rag: current.expected,
            reported_rag: update.and_then(|update| update.reported_rag),
            challenged: current.challenged,
            direction,
            overdue: self.is_overdue(row, settings, scope.as_of),
            percent_complete: update.map(|update| update.percent_complete),
            expected_progress: schedule.expected_progress(day),
            explanation: ActionExplanation { rag: schedule.explain(&current, &settings.action_thresholds.into()), direction: why },
        }
    }

    /// Has another action taken its place by that day?
    pub fn is_succeeded(&self, action: Id, by: Day) -> bool {
        of(action, &self.succeeded, |(succeeded, _)| *succeeded).first().is_some_and(|(_, from)| *from <= by)
    }

    fn updates(&self, action: Id) -> &[ProgressRow] {
        of(action, &self.progress, |row| row.action_id)
    }

    fn revisions(&self, action: Id) -> &[DueDateRow] {
        of(action, &self.due_dates, |row| row.action_id)
    }
}

/// Those of one action, out of rows sorted by it.
fn of<T>(action: Id, rows: &[T], whose: impl Fn(&T) -> Id) -> &[T] {
    let from = rows.partition_point(|row| whose(row) < action);
    let rows = rows.get(from..).unwrap_or_default();
    rows.get(..rows.partition_point(|row| whose(row) == action)).unwrap_or_default()
}

/// The day that a period's RAG is worked out for.
fn rag_day(settings: &Settings, scope: Scope) -> Day {
    scope.as_of.min(scope.period.last_day(settings.fiscal_year_start))
}

fn progress(row: &ProgressRow) -> Progress {
    Progress { percent_complete: row.percent_complete, reported_rag: row.reported_rag }
}
