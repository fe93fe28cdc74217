//! Periods, as they are read and signed off.

use super::check::{Check, given};
use crate::clock::Timestamp;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::domain::plan::PeriodState;
use crate::error::Result;
use serde::{Deserialize, Serialize};

/// A quarter of a fiscal year with its days and state.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PeriodDetails {
    /// The quarter.
    pub period: Period,
    /// Its name for people.
    #[schema(example = "Q2 2026/27")]
    pub label: String,
    /// Its first day.
    pub first_day: Day,
    /// Its last day.
    pub last_day: Day,
    /// The last day on which returns for it are in time.
    pub return_deadline: Day,
    /// Whether it may be written to.
    pub state: PeriodState,
    /// Why it was brought into that state, if said.
    pub reason: Option<String>,
    /// When it was; null while nobody has changed it.
    pub changed_at: Option<Timestamp>,
    /// By which key or command.
    pub changed_by: Option<String>,
}

/// The state that a period is to have.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PeriodStateDraft {
    /// The state.
    pub state: PeriodState,
    /// Why; needed to reopen a period that is signed off, and to sign one off `with_open_items`.
    #[serde(default)]
    #[schema(example = "Late figures from two schools.", max_length = 20000)]
    pub reason: Option<String>,
    /// Sign it off although its checklist is not settled.
    #[serde(default)]
    pub with_open_items: bool,
}

impl PeriodStateDraft {
    /// Blank texts become absent; what breaks a rule is told.
    ///
    /// # Errors
    /// All that is wrong with its fields.
    pub fn check(mut self) -> Result<Self> {
        self.reason = given(self.reason);
        let mut check = Check::new();
        check.text("/reason", self.reason.as_deref());
        check.finish()?;
        Ok(self)
    }
}
