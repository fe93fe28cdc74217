//! The conditions of returns: what is owed for a quarter that has ended.

use super::{Rule, days};
use crate::domain::day::Day;
use crate::domain::explanation::{Explanation, spoken};
use crate::domain::number::Figure;
use crate::domain::period::Period;

/// A quarter that has ended, and until when returns for it are in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReturnWindow {
    /// The quarter.
    pub period: Period,
    /// The last day in time.
    pub deadline: Day,
}

tokens! {
    /// What is owed for a quarter.
    pub enum Return {
        /// Of an action.
        Update = "update",
        /// Of an indicator.
        Result = "result",
        /// Of a risk.
        Assessment = "assessment",
    }
}

/// The rule, and why, by which there ought to be an alert about a return that is owed and not in on `day`: due through the
/// deadline, missing from the day after.
pub fn return_outstanding(owed: Return, window: ReturnWindow, day: Day) -> (Rule, Explanation) {
    let ReturnWindow { period, deadline } = window;
    let (what, left) = (owed.noun(), deadline.since(day));
    let (rule, name, reason, summary) = if left >= 0 {
        let summary = format!("{what} for {} is due by {}.", period.label(), spoken(deadline));
        (Rule::ReturnDue, "return_due", "not_in_yet", summary)
    } else {
        let summary = format!("{what} for {} was due by {}, {} ago, and is not in.", period.label(), spoken(deadline), days(-left));
        (Rule::ReturnMissing, "return_missing", "not_in_by_the_deadline", summary)
    };
    let explanation = Explanation::new(name, reason, summary)
        .with("period", Some(period))
        .with("deadline", Some(deadline))
        .with("days_late", Figure::quotient((-left).into(), 1, 0).filter(|_| left < 0))
        .with("return", Some(owed.as_str()));
    (rule, explanation)
}

impl Return {
    const fn noun(self) -> &'static str {
        match self {
            Self::Update => "An update",
            Self::Result => "A result",
            Self::Assessment => "An assessment",
        }
    }
}
