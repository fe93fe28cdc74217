//! Service actions: expected progress, expected RAG, what is printed, and when one is overdue.

use super::explanation::{Explanation, spoken};
use super::number::Figure;
use super::period::{FiscalStart, Period};
use super::status::{self, Direction, Rag};
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
    earliest_update.or_else(|| Period::containing(due, start)).map_or(due, |period| period.first_day_of_year(start))
}

/// When a rule is run: its day, and whether that ends the period.
#[derive(Clone, Copy)]
struct Moment {
    period: Period,
    day: NaiveDate,
    period_ended: bool,
}

impl Schedule {
    /// Expected progress at `day`, in percent, for people (rounded to two decimals; the rule itself uses exact ratios).
    pub fn expected_progress(&self, day: NaiveDate) -> Figure {
        let (elapsed, span) = self.elapsed(day);
        Figure::quotient(100 * elapsed, span, 2).unwrap_or_default()
    }

    /// The status for `period` at `as_of`; `update` is the one in effect for that very period.
    pub fn status(
        &self,
        period: Period,
        fiscal: FiscalStart,
        as_of: NaiveDate,
        update: Option<&Progress>,
        thresholds: &Thresholds,
    ) -> Status {
        let end = period.last_day(fiscal);
        let moment = Moment { period, day: as_of.min(end), period_ended: as_of >= end };
        let (expected, explanation) = self.expected(moment, update.map(|update| update.percent_complete), thresholds);
        let reported = update.and_then(|update| update.reported_rag).filter(|&rag| rag != Rag::NotApplicable);
        Status {
            rag: reported.unwrap_or(expected),
            source: if reported.is_some() { RagSource::Reported } else { RagSource::Expected },
            expected,
            explanation,
            challenged: expected != Rag::NotApplicable && reported.is_some_and(|reported| reported != expected),
        }
    }

    /// Is it overdue at `day`? `latest` is the latest update in effect, of whatever period.
    pub fn is_overdue(&self, day: NaiveDate, latest: Option<Figure>) -> bool {
        self.due < day && self.lifecycle == Lifecycle::Active && !latest.is_some_and(is_complete)
    }

    /// How much of its time has gone by at `day`: the exact ratio of two numbers of days, within 0–1.
    fn elapsed(&self, day: NaiveDate) -> (i128, i128) {
        let days = |until: NaiveDate| i128::from(until.signed_duration_since(self.start).num_days());
        if day >= self.due {
            (1, 1)
        } else if day <= self.start {
            (0, 1)
        } else {
            (days(day), days(self.due))
        }
    }

    fn expected(&self, moment: Moment, percent: Option<Figure>, thresholds: &Thresholds) -> (Rag, Explanation) {
        let (rag, reason, summary) = self.verdict(moment, percent, thresholds);
        let (elapsed, span) = self.elapsed(moment.day);
        let ratio = percent.and_then(|percent| Figure::quotient(percent.wide() * span, HUNDRED * elapsed, 4));
        let explanation = Explanation::new("action_expected_rag", reason, summary)
            .with("period", Some(moment.period))
            .with("day", Some(moment.day))
            .with("start", Some(self.start))
            .with("due", Some(self.due))
            .with("lifecycle", Some(self.lifecycle.as_str()))
            .with("percent_complete", percent)
            .with("expected_percent", Some(self.expected_progress(moment.day)))
            .with("ratio", ratio)
            .with("green_from", Some(thresholds.green))
            .with("amber_from", Some(thresholds.amber));
        (rag, explanation)
    }

    /// The first case that applies, in the order of the rule.
    fn verdict(&self, moment: Moment, percent: Option<Figure>, thresholds: &Thresholds) -> (Rag, &'static str, String) {
        let Moment { period, day, period_ended } = moment;
        match (self.lifecycle, percent) {
            (Lifecycle::Deferred, _) => (Rag::NotApplicable, "deferred", "It has been deferred.".to_owned()),
            (Lifecycle::Cancelled, _) => (Rag::NotApplicable, "cancelled", "It has been cancelled.".to_owned()),
            (Lifecycle::Completed, _) => (Rag::Green, "completed", "It has been completed.".to_owned()),
            (Lifecycle::Active, Some(percent)) if is_complete(percent) => (Rag::Green, "complete", "It is 100 % complete.".to_owned()),
            _ if self.start > day => (Rag::NotApplicable, "not_started", format!("It starts on {} only.", spoken(self.start))),
            (Lifecycle::Active, None) => (Rag::NotApplicable, "no_update", format!("No update has been made for {}.", period.label())),
            (Lifecycle::Active, Some(percent)) if self.due < day || (period_ended && self.due == day) => {
                (Rag::Red, "due_reached", format!("It was due on {} and is {percent} % complete.", spoken(self.due)))
            }
            (Lifecycle::Active, Some(percent)) => self.against_time(day, percent, thresholds),
        }
    }

    /// Compares what is complete with what is expected at `day`.
    fn against_time(&self, day: NaiveDate, percent: Figure, thresholds: &Thresholds) -> (Rag, &'static str, String) {
        let (elapsed, span) = self.elapsed(day);
        let reaches = |threshold: Figure| percent.wide() * span >= threshold.wide() * 100 * elapsed;
        let (rag, reason, verdict) = if elapsed == 0 {
            (Rag::Green, "nothing_expected_yet", "nothing is expected yet")
        } else if reaches(thresholds.green) {
            (Rag::Green, "on_track", "it is on track")
        } else if reaches(thresholds.amber) {
            (Rag::Amber, "slightly_behind", "it is a little behind")
        } else {
            (Rag::Red, "well_behind", "it is well behind")
        };
        let expected = self.expected_progress(day);
        let summary = format!("It is {percent} % complete where {expected} % is expected by {}: {verdict}.", spoken(day));
        (rag, reason, summary)
    }
}

/// 100 %, in millionths.
const HUNDRED: i128 = 100_000_000;

fn is_complete(percent: Figure) -> bool {
    percent.wide() >= HUNDRED
}

/// Direction of travel between two printed RAGs.
pub fn direction(previous: Option<Rag>, current: Rag) -> (Direction, Explanation) {
    status::compare("action_direction", previous, current)
}

#[cfg(test)]
mod tests;
