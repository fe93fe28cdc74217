//! The quarterly updates of service actions, as they are written and read.

use super::action::{ActionStatus, require_day};
use super::check::{Check, given};
use crate::clock::Timestamp;
use crate::domain::day::Day;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::status::Rag;
use crate::error::Result;
use serde::{Deserialize, Serialize};

/// What to do with an update that reports Red and gives no explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnexplainedRed {
    /// Refuse it: whoever reports Red says why, and what is being done.
    Refuse,
    /// Take it: a file from another system cannot be asked; it becomes a finding.
    Accept,
}

/// A quarter's update as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateDraft {
    /// How far it is, 0 to 100.
    #[schema(example = 45)]
    pub percent_complete: Figure,
    /// The owner's judgement: green, amber or red. Without one, the expected RAG is printed.
    #[serde(default)]
    pub reported_rag: Option<Rag>,
    /// What has been done; for Red, why it slipped and what is being done about it (required).
    #[serde(default)]
    #[schema(example = "The policy is out for consultation.", max_length = 20000)]
    pub commentary: Option<String>,
    /// The same in Welsh.
    #[serde(default)]
    pub commentary_cy: Option<String>,
    /// A new due date, agreed with this update; given together with its reason.
    #[serde(default)]
    pub revised_due_date: Option<Day>,
    /// Why the due date is moved.
    #[serde(default)]
    pub revision_reason: Option<String>,
    /// Why a signed-off period is changed; needed there, and only there.
    #[serde(default)]
    pub restatement_reason: Option<String>,
}

/// A quarter's update as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ActionUpdate {
    /// The quarter.
    pub period: Period,
    /// 1 for the first update, one more for each change.
    pub revision: i32,
    /// How far it is, 0 to 100.
    pub percent_complete: Figure,
    /// The owner's judgement.
    pub reported_rag: Option<Rag>,
    /// What has been done.
    pub commentary: Option<String>,
    /// The same in Welsh.
    pub commentary_cy: Option<String>,
    /// The due date agreed with it.
    pub revised_due_date: Option<Day>,
    /// Why the due date was moved.
    pub revision_reason: Option<String>,
    /// The day from which it counts.
    pub effect_on: Day,
    /// Why a signed-off period was changed.
    pub restatement_reason: Option<String>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// By which key or command.
    pub recorded_by: String,
}

/// An update as it was recorded, with the status it gives.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RecordedUpdate {
    /// The action's ref.
    #[schema(example = "HC/02")]
    pub action: String,
    /// The revision now in effect.
    pub update: ActionUpdate,
    /// The status it gives.
    pub status: ActionStatus,
}

impl UpdateDraft {
    /// Blank texts become absent; what breaks a rule is told.
    ///
    /// # Errors
    /// All that is wrong with its fields.
    pub fn check(mut self, red: UnexplainedRed) -> Result<Self> {
        for text in [&mut self.commentary, &mut self.commentary_cy, &mut self.revision_reason, &mut self.restatement_reason] {
            *text = given(text.take());
        }
        let mut check = Check::new();
        let whole = Figure::ZERO..=Figure::from(100);
        check.require(whole.contains(&self.percent_complete), "/percent_complete", "out_of_range", "must be from 0 to 100");
        let judged = self.reported_rag != Some(Rag::NotApplicable);
        check.require(judged, "/reported_rag", "invalid_value", "must be green, amber or red; leave it out where there is no judgement");
        check.text("/commentary", self.commentary.as_deref());
        check.text("/commentary_cy", self.commentary_cy.as_deref());
        check.text("/revision_reason", self.revision_reason.as_deref());
        check.text("/restatement_reason", self.restatement_reason.as_deref());
        require_day(&mut check, "/revised_due_date", self.revised_due_date);
        let (date, reason) = (self.revised_due_date.is_some(), self.revision_reason.is_some());
        check.require(reason || !date, "/revision_reason", "inconsistent", "must say why the due date is moved");
        check.require(date || !reason, "/revised_due_date", "inconsistent", "must be given together with revision_reason");
        check.require(
            red == UnexplainedRed::Accept || !self.is_unexplained_red(),
            "/commentary",
            "explanation_needed",
            "must say why the action has slipped and what is being done about it, since it is reported Red",
        );
        check.finish()?;
        Ok(self)
    }

    fn is_unexplained_red(&self) -> bool {
        self.reported_rag == Some(Rag::Red) && self.commentary.is_none() && self.commentary_cy.is_none()
    }
}
