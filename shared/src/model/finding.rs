//! Findings as they are read, and accepted.

use super::check::Check;
use super::link::Link;
use crate::clock::Timestamp;
use crate::domain::finding::{FindingKind, FindingSide, Severity, Told};
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use crate::model::history::Subject;
use serde::{Deserialize, Serialize};

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FoundItem {
    /// `action`, `indicator`, `risk` or `narrative`.
    pub kind: Subject,
    /// Its id.
    pub id: Id,
    /// Its ref; of a narrative, its scope, section and language.
    #[serde(rename = "ref")]
    #[schema(example = "CPM/223")]
    pub reference: String,
    /// Its title; of a narrative, its section.
    pub title: String,
    /// Where to read it.
    #[schema(example = "/api/v1/indicators/CPM-223?period=2026-27-Q2")]
    pub link: String,
    /// Its service area; of a service risk, the one that assesses it.
    pub service_area: Option<Link>,
    /// Who answers for it; of a narrative, its author.
    pub owner: Option<Link>,
}

/// Where a quarter's record disagrees with itself or with the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Finding {
    /// Its id: the same for as long as both values stay as they are.
    #[schema(example = "2026-27-Q2-3f6a2d1c8e7001a0f0a25f3a")]
    pub id: String,
    /// What was found.
    pub kind: FindingKind,
    /// How much it matters.
    pub severity: Severity,
    /// The quarter.
    pub period: Period,
    /// What it is about.
    pub item: FoundItem,
    /// What is in question.
    pub says: FindingSide,
    /// What it disagrees with.
    pub against: FindingSide,
    /// Both in one plain-English sentence.
    #[schema(example = "64 of 126 is 50.8 %, and 48.8 % is given.")]
    pub sentence: String,
    /// What the sentence is made of.
    #[serde(skip)]
    pub told: Told,
    /// What settles it.
    #[schema(value_type = String, example = "Correct the figure, its numerator or its denominator.")]
    pub remedy: &'static str,
    /// That it is let stand; null while it is to be settled.
    pub accepted: Option<Acceptance>,
}

/// That a finding is let stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Acceptance {
    /// Why.
    pub reason: String,
    /// Since when.
    pub at: Timestamp,
    /// By which key or command.
    pub by: String,
}

/// The wish to let a finding stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptanceDraft {
    /// Why.
    #[schema(example = "The contract was signed on 2 October: Green is right.", min_length = 1, max_length = 20000)]
    pub reason: String,
}

impl AcceptanceDraft {
    /// # Errors
    /// All that is wrong with its fields.
    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        check.require(!self.reason.trim().is_empty(), "/reason", "missing_field", "must say why it is let stand");
        check.text("/reason", Some(&self.reason));
        check.finish()
    }
}
