//! What editors judge the overall status of a part of the council to be, as it is written and read.

use super::check::{Check, given};
use crate::clock::Timestamp;
use crate::domain::period::Period;
use crate::domain::rollup::Part;
use crate::domain::status::Rag;
use crate::error::Result;
use crate::id::Id;
use serde::{Deserialize, Serialize};

/// A judgement as it is written. What tells it apart is what it is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgementDraft {
    /// Of what: `council`, or the id or ref of a plan item, a service area or a directorate.
    #[schema(example = "council")]
    pub scope: String,
    /// Of its actions, its measures, or both together.
    pub part: Part,
    /// Green, Amber or Red. Null takes the judgement away: the suggestion is printed again.
    #[serde(default)]
    pub rag: Option<Rag>,
    /// Why it is not what the figures suggest, or why it is. Needed with a `rag`.
    #[serde(default)]
    #[schema(example = "Three of the four late actions were finished in the first days of October.", max_length = 20000)]
    pub reason: Option<String>,
    /// Why a signed-off period is changed; needed there, and only there.
    #[serde(default)]
    #[schema(max_length = 20000)]
    pub restatement_reason: Option<String>,
}

/// A judgement as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Judgement {
    /// Its id.
    pub id: Id,
    /// Of what: `council`, or the ref of a plan item, a service area or a directorate.
    #[schema(example = "council")]
    pub scope: String,
    /// The quarter.
    pub period: Period,
    /// Of its actions, its measures, or both together.
    pub part: Part,
    /// What it was judged to be.
    pub rag: Rag,
    /// Why.
    pub reason: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// By which key or command.
    pub recorded_by: String,
}

impl JudgementDraft {
    /// Blank texts become absent; what breaks a rule is told.
    ///
    /// # Errors
    /// All that is wrong with its fields.
    pub fn check(mut self) -> Result<Self> {
        self.reason = given(self.reason);
        self.restatement_reason = given(self.restatement_reason);
        let mut check = Check::new();
        check.require(!self.scope.trim().is_empty(), "/scope", "missing_field", "must be `council`, or an id or ref");
        let judged = self.rag != Some(Rag::NotApplicable);
        check.require(judged, "/rag", "invalid_value", "must be green, amber or red; null takes the judgement away");
        let reasoned = self.rag.is_none() || self.reason.is_some();
        check.require(reasoned, "/reason", "missing_field", "must say why it is judged so");
        check.text("/reason", self.reason.as_deref());
        check.text("/restatement_reason", self.restatement_reason.as_deref());
        check.finish()?;
        Ok(self)
    }
}
