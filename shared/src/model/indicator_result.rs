//! Indicators' results, as they are written and read.

use super::check::{Check, given};
use super::indicator::IndicatorStatus;
use crate::clock::Timestamp;
use crate::domain::day::Day;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::status::{Direction, Rag};
use crate::error::Result;
use serde::{Deserialize, Serialize};

/// A quarter's result as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultDraft {
    /// The figure; absent while only the target is known.
    #[serde(default)]
    #[schema(example = 4)]
    pub actual: Option<Figure>,
    /// The target of that quarter.
    #[serde(default)]
    #[schema(example = 4.5)]
    pub target: Option<Figure>,
    /// What a percentage was worked out from.
    #[serde(default)]
    pub numerator: Option<Figure>,
    /// What a percentage was worked out from.
    #[serde(default)]
    pub denominator: Option<Figure>,
    /// May still change.
    #[serde(default)]
    pub provisional: bool,
    /// Comparable with last year; false marks a changed definition.
    #[serde(default = "yes")]
    pub comparable: bool,
    /// What lies behind the figure.
    #[serde(default)]
    #[schema(example = "Fewer leavers than last year.", max_length = 20000)]
    pub commentary: Option<String>,
    /// The same in Welsh.
    #[serde(default)]
    pub commentary_cy: Option<String>,
    /// The RAG that an earlier system printed.
    #[serde(default)]
    pub stated_rag: Option<Rag>,
    /// The direction that an earlier system printed.
    #[serde(default)]
    pub stated_direction: Option<Direction>,
    /// Why a signed-off period is changed; needed there, and only there.
    #[serde(default)]
    pub restatement_reason: Option<String>,
}

/// One of many results as they are written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultOf {
    /// The indicator: its id or ref.
    #[schema(example = "PC/M01")]
    pub indicator: String,
    /// The quarter.
    pub period: Period,
    /// The result.
    pub result: ResultDraft,
}

/// A quarter's result as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct IndicatorResult {
    /// The quarter.
    pub period: Period,
    /// 1 for the first figures, one more for each change.
    pub revision: i32,
    /// The figure.
    pub actual: Option<Figure>,
    /// The target of that quarter.
    pub target: Option<Figure>,
    /// What a percentage was worked out from.
    pub numerator: Option<Figure>,
    /// What a percentage was worked out from.
    pub denominator: Option<Figure>,
    /// May still change.
    pub provisional: bool,
    /// Comparable with last year.
    pub comparable: bool,
    /// What lies behind the figure.
    pub commentary: Option<String>,
    /// The same in Welsh.
    pub commentary_cy: Option<String>,
    /// The RAG that an earlier system printed.
    pub stated_rag: Option<Rag>,
    /// The direction that an earlier system printed.
    pub stated_direction: Option<Direction>,
    /// The day from which it counts.
    pub effect_on: Day,
    /// Why a signed-off period was changed.
    pub restatement_reason: Option<String>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// By which key or command.
    pub recorded_by: String,
}

/// A result as it was recorded, with the status it gives.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RecordedResult {
    /// The indicator's ref.
    #[schema(example = "PC/M01")]
    pub indicator: String,
    /// The revision now in effect.
    pub result: IndicatorResult,
    /// The status it gives.
    pub status: IndicatorStatus,
}

const fn yes() -> bool {
    true
}

impl ResultDraft {
    /// Blank texts become absent; what breaks a rule is told.
    ///
    /// # Errors
    /// All that is wrong with its fields.
    pub fn check(mut self) -> Result<Self> {
        self.commentary = given(self.commentary);
        self.commentary_cy = given(self.commentary_cy);
        self.restatement_reason = given(self.restatement_reason);
        let mut check = Check::new();
        check.text("/commentary", self.commentary.as_deref());
        check.text("/commentary_cy", self.commentary_cy.as_deref());
        check.text("/restatement_reason", self.restatement_reason.as_deref());
        check.require(
            self.numerator.is_some() == self.denominator.is_some(),
            "/denominator",
            "inconsistent",
            "numerator and denominator must be given together",
        );
        check.require(self.denominator != Some(Figure::ZERO), "/denominator", "out_of_range", "must not be 0");
        check.finish()?;
        Ok(self)
    }
}
