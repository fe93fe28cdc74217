//! The written parts of a report, as they are written and read.

use super::check::Check;
use super::link::Link;
use crate::clock::Timestamp;
use crate::domain::period::Period;
use crate::domain::plan::{Language, NarrativeState};
use crate::error::Result;
use crate::id::Id;
use serde::{Deserialize, Serialize};

/// The longest name of a section.
pub const SECTION_LENGTH: usize = 64;

/// A text of a report as it is written. What tells it apart is all but the text itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NarrativeDraft {
    /// What it is about: `council`, or the id or ref of a plan item, a service area or a directorate.
    #[schema(example = "CH")]
    pub scope: String,
    /// The section of the report.
    #[schema(example = "position_statement", min_length = 1, max_length = 64)]
    pub section: String,
    /// The language it is written in.
    pub language: Language,
    /// Markdown. A blank text takes the narrative away.
    #[schema(example = "Three of four actions are **on track**.", max_length = 20000)]
    pub text: String,
    /// Who answers for it: the id or ref of a person, or their e-mail address. Left out, it stays as it is; empty, it is nobody.
    #[serde(default)]
    pub author: Option<String>,
    /// Whether it may be printed. Left out, a text that is new or another is a draft, and one that is the same stays as it is.
    #[serde(default)]
    pub state: Option<NarrativeState>,
    /// Why a signed-off period is changed; needed there, and only there.
    #[serde(default)]
    #[schema(max_length = 20000)]
    pub restatement_reason: Option<String>,
}

/// A text of a report as it is read.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Narrative {
    /// Its id.
    pub id: Id,
    /// What it is about: `council`, or the ref of a plan item, a service area or a directorate.
    #[schema(example = "CH")]
    pub scope: String,
    /// The quarter.
    pub period: Period,
    /// The section of the report.
    pub section: String,
    /// The language it is written in.
    pub language: Language,
    /// Markdown.
    pub text: String,
    /// Who answers for it.
    pub author: Option<Link>,
    /// Whether it may be printed.
    pub state: NarrativeState,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// By which key or command.
    pub recorded_by: String,
}

impl NarrativeDraft {
    /// # Errors
    /// All that is wrong with its fields.
    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        check.require(!self.scope.trim().is_empty(), "/scope", "missing_field", "must be `council`, or an id or ref");
        check.title("/section", &self.section);
        check.require(self.section.chars().count() <= SECTION_LENGTH, "/section", "invalid_text", "must have at most 64 characters");
        check.text("/text", Some(&self.text));
        check.text("/restatement_reason", self.restatement_reason.as_deref());
        check.finish()
    }
}
