//! Breakdowns of figures by one dimension, as they are written and read.

use super::check::Check;
use super::indicator::{UNITS, is_unit};
use super::link::Link;
use crate::clock::Timestamp;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use serde::{Deserialize, Serialize};

/// One figure of a breakdown as it is written. What tells it apart is all but its value and unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakdownDraft {
    /// The indicator that is broken down: an id or ref. Without one, a statistic of the council that stands alone.
    #[serde(default)]
    #[schema(example = "PC/M01")]
    pub indicator: Option<String>,
    /// What is counted.
    #[schema(example = "Working days lost to illness for each full-time post", min_length = 1, max_length = 500)]
    pub measure: String,
    /// What it is broken down by.
    #[schema(example = "service area", min_length = 1, max_length = 500)]
    pub dimension: String,
    /// Which part this figure is of: free text.
    #[schema(example = "Housing", min_length = 1, max_length = 500)]
    pub value_label: String,
    /// The figure.
    #[schema(example = 3.76)]
    pub value: Figure,
    /// percent, number, days, years, seconds, currency, rank, or rate_per_N.
    #[schema(example = "days")]
    pub unit: String,
    /// Why a signed-off period is changed; needed there, and only there.
    #[serde(default)]
    #[schema(max_length = 20000)]
    pub restatement_reason: Option<String>,
}

/// One figure of a breakdown as it is read.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Breakdown {
    /// Its id.
    pub id: Id,
    /// The indicator that is broken down; null for a statistic that stands alone.
    pub indicator: Option<Link>,
    /// What is counted.
    pub measure: String,
    /// What it is broken down by.
    pub dimension: String,
    /// Which part this figure is of.
    pub value_label: String,
    /// The quarter.
    pub period: Period,
    /// The figure.
    pub value: Figure,
    /// What the figure is.
    pub unit: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// By which key or command.
    pub recorded_by: String,
}

impl BreakdownDraft {
    /// # Errors
    /// All that is wrong with its fields.
    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        check.title("/measure", &self.measure);
        check.title("/dimension", &self.dimension);
        check.title("/value_label", &self.value_label);
        check.require(is_unit(&self.unit), "/unit", "unknown_unit", &format!("must be one of: {}, or rate_per_N", UNITS.join(", ")));
        check.text("/restatement_reason", self.restatement_reason.as_deref());
        check.finish()
    }
}
