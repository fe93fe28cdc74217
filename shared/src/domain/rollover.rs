//! Rolling a plan over into the next fiscal year: what becomes of an action, what its successor is called, by when it
//! is due, and what became of a target.

use super::day::Day;
use super::number::Figure;
use super::period::{FiscalStart, Period};
use std::fmt;
use std::str::FromStr;

tokens! {
    /// What is to become of an action that is unfinished at the end of its year.
    pub enum Decision {
        /// It goes on: a new action with all that the old one says takes its place, and the old one is deferred.
        Carry = "carry",
        /// It ends: the old one is cancelled.
        Close = "close",
        /// It is done: an action at 100 % that nobody completed is.
        Complete = "complete",
        /// Another piece of work takes its place: a new action with another title, and the old one is cancelled.
        Replace = "replace",
    }
}

tokens! {
    /// What became of an action.
    pub enum ActionOutcome {
        /// A new action goes on with it.
        Carried = "carried",
        /// It was closed.
        Closed = "closed",
        /// It was completed.
        Completed = "completed",
        /// A new action took its place.
        Replaced = "replaced",
        /// That was done before.
        Unchanged = "unchanged",
    }
}

tokens! {
    /// What became of a target.
    pub enum TargetOutcome {
        /// There was none before.
        New = "new",
        /// There was another before.
        Changed = "changed",
        /// There is none any more.
        Removed = "removed",
        /// It was the same before.
        Same = "same",
    }
}

tokens! {
    /// How an item stands in the plan of the year to come, beside that of the year before.
    pub enum PlanMark {
        /// It is in no earlier plan, and takes the place of nothing.
        New = "new",
        /// It goes on, and says something else than before.
        Changed = "changed",
        /// It goes on as it was.
        Carried = "carried",
        /// It is not in the new plan, and nothing takes its place.
        Removed = "removed",
    }
}

/// How an item stands that was in the plan before, is in the new one, and says something else than it did; `None` for one in neither.
pub const fn plan_mark(before: bool, now: bool, differs: bool) -> Option<PlanMark> {
    match (before, now) {
        (false, false) => None,
        (false, true) => Some(PlanMark::New),
        (true, false) => Some(PlanMark::Removed),
        (true, true) if differs => Some(PlanMark::Changed),
        (true, true) => Some(PlanMark::Carried),
    }
}

/// A fiscal year, written `2027-28` in paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FiscalYear([Period; 4]);

/// The text is not a fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a fiscal year such as 2027-28")]
pub struct FiscalYearError;

impl FiscalYear {
    /// The year that a period belongs to; `None` past the last one.
    pub fn of(period: Period) -> Option<Self> {
        let first = Period::new(period.year(), super::period::Quarter::Q1)?;
        Some(Self([first, first.plus(1)?, first.plus(2)?, first.plus(3)?]))
    }

    /// The year before; `None` before the first one.
    pub fn before(self) -> Option<Self> {
        let [first, ..] = self.0;
        Self::of(first.plus(-4)?)
    }

    /// Its quarters.
    pub const fn quarters(self) -> [Period; 4] {
        self.0
    }

    /// Its first day, where years start on `start`.
    pub fn first_day(self, start: FiscalStart) -> Day {
        let [first, ..] = self.0;
        first.first_day(start)
    }

    /// Its last day.
    pub fn last_day(self, start: FiscalStart) -> Day {
        let [.., last] = self.0;
        last.last_day(start)
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, ..] = self.0;
        let year = first.year();
        write!(f, "{year:04}-{:02}", (year + 1).rem_euclid(100))
    }
}

impl FromStr for FiscalYear {
    type Err = FiscalYearError;

    fn from_str(text: &str) -> Result<Self, FiscalYearError> {
        let first = format!("{text}-Q1").parse().map_err(|_| FiscalYearError)?;
        Self::of(first).ok_or(FiscalYearError)
    }
}

/// The ref of an action that takes the place of `old` in `year`, where none is given: the old ref with the year after it, in place
/// of an earlier year that was put there so. `HC/02` becomes `HC/02/2027-28`, and that in turn `HC/02/2028-29`.
pub fn successor_ref(old: &str, year: FiscalYear) -> String {
    let stem = match old.rsplit_once('/') {
        Some((stem, last)) if !stem.is_empty() && last.parse::<FiscalYear>().is_ok() => stem,
        _ => old,
    };
    format!("{stem}/{year}")
}

/// By when the successor is due, where no day is given: as the old one, if that is in the year or after it; else by its last day.
pub fn successor_due(old_due: Day, year: FiscalYear, start: FiscalStart) -> Day {
    if old_due >= year.first_day(start) { old_due } else { year.last_day(start) }
}

/// What becomes of a target.
pub fn target_outcome(before: Option<Figure>, after: Option<Figure>) -> TargetOutcome {
    match (before, after) {
        (before, after) if before == after => TargetOutcome::Same,
        (None, _) => TargetOutcome::New,
        (_, None) => TargetOutcome::Removed,
        _ => TargetOutcome::Changed,
    }
}

#[cfg(test)]
mod tests;
