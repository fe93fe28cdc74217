//! Service actions: expected progress, expected RAG, what is printed, and when one is overdue.

use super::day::Day;
use super::explanation::{Explanation, spoken};
use super::number::Figure;
use super::period::{FiscalStart, Period};
use super::status::{self, Direction, Rag};

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

impl Lifecycle {
    /// What holds on `day` of an action that is still at work on its last day, where it has one, and is this after it.
    pub fn at(self, last: Option<Day>, day: Day) -> Self {
        if last.is_some_and(|last| day <= last) { Self::Active } else { self }
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
    pub start: Day,
    /// The due date that counts: the latest agreed.
    pub due: Day,
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

/// The status of an action in a period; [`Schedule::explain`] tells why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// What is printed: the reported RAG, or the expected one where none was reported.
    pub rag: Rag,
    /// Which of the two `rag` is.
    pub source: RagSource,
    /// What the rule expects.
    pub expected: Rag,
    /// Both exist (N/A never counts) and differ.
    pub challenged: bool,
    /// The case of the rule that applied.
    pub reason: Reason,
    moment: Moment,
    percent: Option<Figure>,
}

/// The start of an action that states none: the first day of the fiscal year of its earliest update, or of its due date.
pub fn default_start(earliest_update: Option<Period>, due: Day, start: FiscalStart) -> Day {
    earliest_update.or_else(|| Period::containing(due, start)).map_or(due, |period| period.first_day_of_year(start))
}

/// When a rule is run: its day, and whether that ends the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Moment {
    period: Period,
    day: Day,
    period_ended: bool,
}

impl Moment {
    fn of(period: Period, fiscal: FiscalStart, as_of: Day) -> Self {
        let end = period.last_day(fiscal);
        Self { period, day: as_of.min(end), period_ended: as_of >= end }
    }
}

tokens! {
    /// The cases of the rule for the expected RAG, in its order.
    pub enum Reason {
        /// Put off.
        Deferred = "deferred",
        /// Given up.
        Cancelled = "cancelled",
        /// Done, by its lifecycle.
        Completed = "completed",
        /// Done, by its update.
        Complete = "complete",
        /// Its start is yet to come.
        NotStarted = "not_started",
        /// Nothing was reported for the period.
        NoUpdate = "no_update",
        /// Its time is up.
        DueReached = "due_reached",
        /// No time has gone by.
        NothingExpectedYet = "nothing_expected_yet",
        /// As far as its time, or nearly.
        OnTrack = "on_track",
        /// A little behind its time.
        SlightlyBehind = "slightly_behind",
        /// Far behind its time.
        WellBehind = "well_behind",
    }
}

impl Schedule {
    /// Expected progress at `day`, in percent, for people (rounded to two decimals; the rule itself uses exact ratios).
    pub fn expected_progress(&self, day: Day) -> Figure {
        let (elapsed, span) = self.elapsed(day);
        Figure::quotient(100 * elapsed, span, 2).unwrap_or_default()
    }

    /// The status for `period` at `as_of`; `update` is the one in effect for that very period.
    pub fn status(&self, period: Period, fiscal: FiscalStart, as_of: Day, update: Option<&Progress>, thresholds: &Thresholds) -> Status {
        let moment = Moment::of(period, fiscal, as_of);
        let percent = update.map(|update| update.percent_complete);
        let reason = self.reason(moment, percent, thresholds);
        let expected = reason.rag();
        // N/A is no judgement.
        let reported = update.and_then(|update| update.reported_rag).filter(|&rag| rag != Rag::NotApplicable);
        Status {
            rag: reported.unwrap_or(expected),
            source: if reported.is_some() { RagSource::Reported } else { RagSource::Expected },
            expected,
            challenged: expected != Rag::NotApplicable && reported.is_some_and(|reported| reported != expected),
            reason,
            moment,
            percent,
        }
    }

    /// Why that status is expected.
    pub fn explain(&self, status: &Status, thresholds: &Thresholds) -> Explanation {
        let Status { reason, moment, percent, .. } = *status;
        let (elapsed, span) = self.elapsed(moment.day);
        let ratio = percent.and_then(|percent| Figure::quotient(percent.wide() * span, HUNDRED * elapsed, 4));
        Explanation::new("action_expected_rag", reason.as_str(), self.summary(reason, moment, percent))
            .with("period", Some(moment.period))
            .with("day", Some(moment.day))
            .with("start", Some(self.start))
            .with("due", Some(self.due))
            .with("lifecycle", Some(self.lifecycle.as_str()))
            .with("percent_complete", percent)
            .with("expected_percent", Some(self.expected_progress(moment.day)))
            .with("ratio", ratio)
            .with("green_from", Some(thresholds.green))
            .with("amber_from", Some(thresholds.amber))
    }

    /// Is it overdue at `day`? `latest` is the latest update in effect, of whatever period.
    pub fn is_overdue(&self, day: Day, latest: Option<Figure>) -> bool {
        self.due < day && self.lifecycle == Lifecycle::Active && !latest.is_some_and(is_complete)
    }

    /// How much of its time has gone by at `day`: the exact ratio of two numbers of days, within 0–1.
    fn elapsed(&self, day: Day) -> (i128, i128) {
        let days = |until: Day| i128::from(until.since(self.start));
        if day >= self.due {
            (1, 1)
        } else if day <= self.start {
            (0, 1)
        } else {
            (days(day), days(self.due))
        }
    }

    fn summary(&self, reason: Reason, moment: Moment, percent: Option<Figure>) -> String {
        let Moment { period, day, .. } = moment;
        let percent = percent.unwrap_or_default();
        let against_time = |verdict: &str| {
            let expected = self.expected_progress(day);
            format!("It is {percent} % complete where {expected} % is expected by {}: {verdict}.", spoken(day))
        };
        match reason {
            Reason::Deferred => "It has been deferred.".to_owned(),
            Reason::Cancelled => "It has been cancelled.".to_owned(),
            Reason::Completed => "It has been completed.".to_owned(),
            Reason::Complete => "It is 100 % complete.".to_owned(),
            Reason::NotStarted => format!("It starts on {} only.", spoken(self.start)),
            Reason::NoUpdate => format!("No update has been made for {}.", period.label()),
            Reason::DueReached => format!("It was due on {} and is {percent} % complete.", spoken(self.due)),
            Reason::NothingExpectedYet => against_time("nothing is expected yet"),
            Reason::OnTrack => against_time("it is on track"),
            Reason::SlightlyBehind => against_time("it is a little behind"),
            Reason::WellBehind => against_time("it is well behind"),
        }
    }

    /// The first case that applies, in the order of the rule.
    fn reason(&self, moment: Moment, percent: Option<Figure>, thresholds: &Thresholds) -> Reason {
        let Moment { day, period_ended, .. } = moment;
        match (self.lifecycle, percent) {
            (Lifecycle::Deferred, _) => Reason::Deferred,
            (Lifecycle::Cancelled, _) => Reason::Cancelled,
            (Lifecycle::Completed, _) => Reason::Completed,
            (Lifecycle::Active, Some(percent)) if is_complete(percent) => Reason::Complete,
            _ if self.start > day => Reason::NotStarted,
            (Lifecycle::Active, None) => Reason::NoUpdate,
            (Lifecycle::Active, Some(_)) if self.due < day || (period_ended && self.due == day) => Reason::DueReached,
            (Lifecycle::Active, Some(percent)) => self.against_time(day, percent, thresholds),
        }
    }

    /// Compares what is complete with what is expected at `day`.
    fn against_time(&self, day: Day, percent: Figure, thresholds: &Thresholds) -> Reason {
        let (elapsed, span) = self.elapsed(day);
        let reaches = |threshold: Figure| percent.wide() * span >= threshold.wide() * 100 * elapsed;
        if elapsed == 0 {
            Reason::NothingExpectedYet
        } else if reaches(thresholds.green) {
            Reason::OnTrack
        } else if reaches(thresholds.amber) {
            Reason::SlightlyBehind
        } else {
            Reason::WellBehind
        }
    }
}

impl Reason {
    const fn rag(self) -> Rag {
        match self {
            Self::Deferred | Self::Cancelled | Self::NotStarted | Self::NoUpdate => Rag::NotApplicable,
            Self::Completed | Self::Complete | Self::NothingExpectedYet | Self::OnTrack => Rag::Green,
            Self::SlightlyBehind => Rag::Amber,
            Self::DueReached | Self::WellBehind => Rag::Red,
        }
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
