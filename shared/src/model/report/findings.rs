//! What is to be known of a report before it is believed: findings, and what was changed since it was reported.

use crate::clock::Timestamp;
use crate::domain::finding::{FindingKind, FindingSide, Severity, Told};
use crate::domain::period::Period;
use crate::model::history::{FieldChange, Subject};
use serde::Serialize;

/// Where the record of a report disagrees with itself or with the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ReportFindings)]
pub struct FindingsSection {
    /// How many there are.
    pub counts: FindingCounts,
    /// Those that are to be settled: what matters most first, then by kind and ref.
    pub open: Vec<FindingLine>,
    /// Those that an editor lets stand, in the same order.
    pub accepted: Vec<AcceptedFinding>,
}

/// How many findings there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FindingCounts {
    /// Open, and what is printed would be wrong or have a hole.
    pub blocking: u32,
    /// Open, and two things cannot both be right, or something is missing.
    pub warning: u32,
    /// Open, and worth a look.
    pub note: u32,
    /// Let stand, with a reason.
    pub accepted: u32,
}

/// A finding, as a report tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ReportFinding)]
pub struct FindingLine {
    /// What was found.
    pub kind: FindingKind,
    /// How much it matters.
    pub severity: Severity,
    /// What it is about: `action`, `indicator`, `risk` or `narrative`.
    pub about: Subject,
    /// Its ref; of a narrative, its scope, section and language.
    #[serde(rename = "ref")]
    #[schema(example = "CPM/223")]
    pub reference: String,
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
}

/// A finding that is let stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ReportAcceptedFinding)]
pub struct AcceptedFinding {
    /// What was found.
    #[serde(flatten)]
    pub finding: FindingLine,
    /// Why it is let stand.
    #[schema(example = "The contract was signed on 2 October: Green is right.")]
    pub reason: String,
    /// Since when.
    pub at: Timestamp,
}

/// Something that was changed after its quarter had been signed off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RestatedLine {
    /// The quarter that it is of.
    pub period: Period,
    /// What was changed: `action`, `indicator`, `risk`, `project`, `breakdown`, `narrative` or `judgement`; `settings`, where a rule
    /// is another since; `period`, where the quarter was opened again.
    pub about: Subject,
    /// Its ref; of a narrative or a judgement, its scope and which.
    #[serde(rename = "ref")]
    #[schema(example = "CPM/223")]
    pub reference: String,
    /// Each field that was changed, from what to what.
    pub changes: Vec<FieldChange>,
    /// Why, as whoever changed it said.
    #[schema(example = "One case was counted twice.")]
    pub reason: Option<String>,
    /// When.
    pub at: Timestamp,
}
