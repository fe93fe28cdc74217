//! Alerts: which ought to exist, when one is mentioned, and to whom.

use super::day::Day;
use super::period::Period;

mod actions;
mod measures;
mod returns;
mod risks;

pub use actions::{DueSoon, Reported, Slip, action_due_soon, action_overdue, action_red, quiet_slip};
pub use measures::{chronic_red, explanation_missing, measure_red};
pub use returns::{Return, ReturnWindow, return_outstanding};
pub use risks::{Mitigation, risk_rising, unmitigated_rise};

tokens! {
    /// A condition that makes an alert. In the order in which a digest lists them: what is late, what is red, what is to come.
    pub enum Rule {
        /// Past its due date, active and not complete.
        ActionOverdue = "action_overdue",
        /// The deadline has passed, and a return of the quarter is not in.
        ReturnMissing = "return_missing",
        /// The status that is printed of the latest quarter reported is Red.
        ActionRed = "action_red",
        /// The result of the latest quarter reported is Red.
        MeasureRed = "measure_red",
        /// Red for several quarters running.
        ChronicRed = "chronic_red",
        /// A Red result without commentary.
        ExplanationMissing = "explanation_missing",
        /// Forecast up, or its score went up.
        RiskRising = "risk_rising",
        /// A rising risk, while nothing that was to bring it down is under way and on time.
        UnmitigatedRise = "unmitigated_rise",
        /// The quarter has ended, and a return due for it is not in yet.
        ReturnDue = "return_due",
        /// Due within days, and not complete.
        ActionDueSoon = "action_due_soon",
        /// No further than a quarter ago, or put off again and again.
        QuietSlip = "quiet_slip",
    }
}

impl Rule {
    /// Is it a reminder that a person may do without? The others are duties: everyone hears of them.
    pub const fn is_optional(self) -> bool {
        matches!(self, Self::ChronicRed | Self::UnmitigatedRise | Self::ActionDueSoon | Self::QuietSlip)
    }

    /// What it is a matter of, by the rule that is its worst: an alert that ends while another of the same matter and item is open was
    /// replaced by that one, and nothing was put right.
    pub const fn matter(self) -> Self {
        match self {
            Self::ActionDueSoon => Self::ActionOverdue,
            Self::ReturnDue => Self::ReturnMissing,
            other => other,
        }
    }
}

tokens! {
    /// What an alert is about.
    pub enum ItemKind {
        /// A service action.
        Action = "action",
        /// An indicator.
        Indicator = "indicator",
        /// A risk (a service risk: one area's assessment of it).
        Risk = "risk",
    }
}

tokens! {
    /// Why an open alert is not mentioned for a time.
    pub enum Quiet {
        /// Its owner has said what is being done, and until when; their manager hears of it.
        Acknowledged = "acknowledged",
        /// Put off for a few days.
        Snoozed = "snoozed",
    }
}

tokens! {
    /// How an alert came to its end.
    pub enum Ending {
        /// What it was about is so no longer.
        PutRight = "put_right",
        /// It is so still, and not asked for any more, or not yet: by the settings of its rule, because its quarter is signed off or
        /// another has ended since, or because another alert took its place.
        Dropped = "dropped",
    }
}

/// What makes an alert the same alert from day to day: its item, and the period or due date it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The quarter whose result or assessment it is about.
    Period(Period),
    /// The due date that has passed or is near.
    Due(Day),
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Period(period) => period.fmt(f),
            Self::Due(day) => day.fmt(f),
        }
    }
}

/// The waits, in days, between one mention of an alert and the next; the last one repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cadence(pub Vec<u32>);

impl Cadence {
    /// The day from which an alert is due for mention again, `mentions` digests (at least one) having listed it as due,
    /// the last on `last`.
    pub fn next_mention(&self, mentions: u32, last: Day) -> Day {
        let index = usize::try_from(mentions.saturating_sub(1)).unwrap_or(usize::MAX);
        let wait = self.0.get(index).or(self.0.last()).copied().unwrap_or(28);
        last.plus(wait.into())
    }
}

impl Default for Cadence {
    /// After 7, 7, 7, then every 28 days.
    fn default() -> Self {
        Self(vec![7, 7, 7, 28])
    }
}

/// `1 day`, `2 days`.
fn days(count: i64) -> String {
    format!("{count} {}", if count == 1 { "day" } else { "days" })
}

#[cfg(test)]
mod tests;
