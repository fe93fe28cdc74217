//! Sentences that are proposed for a report, and accepted.

use super::report::Text;
use crate::domain::alert::ItemKind;
use crate::domain::proposal::{ProposalReason, ProposalSection};
use serde::{Deserialize, Serialize};

/// A sentence that is proposed for the achievements or the challenges of a quarter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Proposal {
    /// What it is accepted by: the same as long as its reason holds.
    #[schema(example = "won_back-indicator-0199d3c4-8a00-7000-8000-000000000001")]
    pub id: String,
    /// Which part of the report it is for.
    pub section: ProposalSection,
    /// Why it is proposed.
    pub reason: ProposalReason,
    /// What the item is.
    pub kind: ItemKind,
    /// The item's ref.
    #[serde(rename = "ref")]
    #[schema(example = "HO/M01")]
    pub reference: String,
    /// Of a service risk, the ref of the area that assesses it.
    pub service_area: Option<String>,
    /// The sentence in both languages, as Markdown.
    pub text: Text,
    /// Whether the section has it in both languages already.
    pub accepted: bool,
}

/// The wish to have a proposed sentence in a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposalAcceptance {
    /// Of which part of the council: `council`, or the id or ref of a plan item, a service area or a directorate.
    #[schema(example = "council")]
    pub scope: String,
    /// The id of the proposal.
    pub proposal: String,
    /// Why a signed-off period is changed; needed there, and only there.
    #[serde(default)]
    #[schema(max_length = 20000)]
    pub restatement_reason: Option<String>,
}
