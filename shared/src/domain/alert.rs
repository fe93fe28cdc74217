//! Alerts: which ought to exist, when one is mentioned, and to whom.

use super::period::Period;
use chrono::{Days, NaiveDate};

tokens! {
    /// A condition that makes an alert.
    pub enum Rule {
        /// Past its due date, active and not complete.
        ActionOverdue = "action_overdue",
        /// The result of the latest period reported is Red.
        MeasureRed = "measure_red",
        /// Forecast up, or its score went up.
        RiskRising = "risk_rising",
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

/// What makes an alert the same alert from day to day: its item, and the period or due date it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The quarter whose result or assessment it is about.
    Period(Period),
    /// The due date that has passed.
    Due(NaiveDate),
}

/// The waits, in days, between one mention of an alert and the next; the last one repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cadence(pub Vec<u32>);

impl Cadence {
    /// The day from which an alert is due for mention again, `mentions` digests (at least one) having listed it as due,
    /// the last on `last`.
    pub fn next_mention(&self, mentions: u32, last: NaiveDate) -> NaiveDate {
        let index = usize::try_from(mentions.saturating_sub(1)).unwrap_or(usize::MAX);
        let wait = self.0.get(index).or(self.0.last()).copied().unwrap_or(28);
        last.checked_add_days(Days::new(u64::from(wait))).unwrap_or(last)
    }
}
