//! Service actions: expected progress, expected RAG, what is printed, and when one is overdue.

use super::explanation::Explanation;
use super::number::Figure;
use super::period::{FiscalStart, Period};
use super::status::{Direction, Rag};
use chrono::NaiveDate;

tokens! {
    /// Where an action is in its life.
    pub enum Lifecycle {
        /// Being worked on.
        Active = "active",
        /// Done.
        Completed = "completed",
        /// Put off.
        Deferred = "deferred",
        /// Given up.
        Cancelled = "cancelled",
    }
}

tokens! {
    /// Where a printed RAG comes from.
    pub enum RagSource {
        /// The owner's judgement.
        Reported = "reported",
        /// The rule, because the owner gave none.
        Expected = "expected",
    }
}

/// The shares of expected progress from which an action is Green or Amber.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// Green from this ratio of complete to expected; 0.90 unless set otherwise.
    pub green: Figure,
    /// Amber from this one; 0.70 unless set otherwise.
    pub amber: Figure,
}

/// What of an action its statuses depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// First day of work.
    pub start: NaiveDate,
    /// The due date that counts: the latest agreed.
    pub due: NaiveDate,
    /// Where it is in its life.
    pub lifecycle: Lifecycle,
}

/// What of an update the statuses depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// 0–100.
    pub percent_complete: Figure,
    /// The owner's judgement, if given.
    pub reported_rag: Option<Rag>,
}

/// The status of an action in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// What is printed: the reported RAG, or the expected one where none was reported.
    pub rag: Rag,
    /// Which of the two `rag` is.
    pub source: RagSource,
    /// What the rule expects.
    pub expected: Rag,
    /// Why it expects that.
    pub explanation: Explanation,
    /// Both exist (N/A never counts) and differ.
    pub challenged: bool,
}

/// The start of an action that states none: the first day of the fiscal year of its earliest update, or of its due date.
pub fn default_start(earliest_update: Option<Period>, due: NaiveDate, start: FiscalStart) -> NaiveDate {
    todo!()
}

impl Schedule {
    /// Expected progress at `day`, in percent, for people (rounded to two decimals; the rule itself uses exact ratios).
    pub fn expected_progress(&self, day: NaiveDate) -> Figure {
        todo!()
    }

    /// The status for `period` at `as_of`; `update` is the one in effect for that very period.
    pub fn status(&self, period: Period, fiscal: FiscalStart, as_of: NaiveDate, update: Option<&Progress>, thresholds: &Thresholds) -> Status {
        todo!()
    }

    /// Is it overdue at `day`? `latest` is the latest update in effect, of whatever period.
    pub fn is_overdue(&self, day: NaiveDate, latest: Option<Figure>) -> bool {
        todo!()
    }
}

/// Direction of travel between two printed RAGs.
pub fn direction(previous: Option<Rag>, current: Rag) -> (Direction, Explanation) {
    todo!()
}
