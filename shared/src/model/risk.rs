//! Risks, as they are written and read.

use super::check::{Check, given};
use super::link::Link;
use super::risk_assessment::{RiskAssessment, RiskStatus};
use crate::clock::Timestamp;
use crate::domain::risk::RiskKind;
use crate::error::Result;
use crate::id::{Id, composed};
use serde::{Deserialize, Serialize};

/// The most service areas, objectives and mitigating actions of one risk, of each kind.
pub const MAX_LINKS: usize = 100;

/// A risk as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RiskDraft {
    /// The council's own ref; unique.
    #[serde(rename = "ref")]
    #[schema(example = "CR5", min_length = 1, max_length = 64)]
    pub reference: String,
    /// Whose register it is on. Fixed once the risk has been assessed.
    pub kind: RiskKind,
    /// What may happen.
    #[schema(example = "Key posts cannot be filled", min_length = 1, max_length = 500)]
    pub title: String,
    /// The same in Welsh.
    #[serde(default)]
    pub title_cy: Option<String>,
    /// The council's own grouping of risks.
    #[serde(default)]
    #[schema(example = "People", max_length = 500)]
    pub category: Option<String>,
    /// Who answers for it: an id or ref (e-mail) of a person.
    #[serde(default)]
    pub owner: Option<String>,
    /// Who stands in: an id or ref of a person.
    #[serde(default)]
    pub deputy: Option<String>,
    /// The areas that assess it, each by itself: ids or refs. A service risk has at least one, a corporate risk none.
    #[serde(default)]
    #[schema(example = json!([]), max_items = 100)]
    pub service_areas: Vec<String>,
    /// The objectives or outcomes it threatens: ids or refs of the plan.
    #[serde(default)]
    #[schema(example = json!(["CH"]), max_items = 100)]
    pub objectives: Vec<String>,
    /// What keeps it in check already.
    #[serde(default)]
    #[schema(max_length = 20000)]
    pub controls: Option<String>,
    /// What is being done about it.
    #[serde(default)]
    #[schema(max_length = 20000)]
    pub mitigating_actions: Option<String>,
    /// The service actions that are to bring it down: ids or refs.
    #[serde(default)]
    #[schema(example = json!([]), max_items = 100)]
    pub mitigated_by: Vec<String>,
    /// Archived: kept with its history, out of lists and alerts.
    #[serde(default)]
    pub archived: bool,
}

/// A risk as it is read, with its status for a period: one per service area, or one alone for a corporate risk.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Risk {
    /// Its id.
    pub id: Id,
    /// The council's own ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Whose register it is on.
    pub kind: RiskKind,
    /// What may happen.
    pub title: String,
    /// The same in Welsh.
    pub title_cy: Option<String>,
    /// The council's own grouping of risks.
    pub category: Option<String>,
    /// Who answers for it.
    pub owner: Option<Link>,
    /// Who stands in.
    pub deputy: Option<Link>,
    /// The areas that assess it.
    pub service_areas: Vec<Link>,
    /// The objectives or outcomes it threatens.
    pub objectives: Vec<Link>,
    /// What keeps it in check already.
    pub controls: Option<String>,
    /// What is being done about it.
    pub mitigating_actions: Option<String>,
    /// The service actions that are to bring it down.
    pub mitigated_by: Vec<Link>,
    /// Out of lists and alerts.
    pub archived: bool,
    /// Grows with every change of the item.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// One per service area, in their order; for a corporate risk, one without an area.
    pub assessments: Vec<AreaAssessment>,
}

/// How a risk stands in a period: in one of its areas, or, if corporate, as a whole.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AreaAssessment {
    /// The area; null for a corporate risk.
    pub service_area: Option<Link>,
    /// Its status for the period asked for.
    pub status: RiskStatus,
    /// The assessment that the status is of; null when there was none in that period.
    pub assessment: Option<RiskAssessment>,
}

impl RiskDraft {
    /// Blank texts become absent; what breaks a rule is told.
    ///
    /// # Errors
    /// All that is wrong with its fields.
    pub fn check(mut self) -> Result<Self> {
        self.title_cy = given(self.title_cy);
        self.category = given(self.category);
        self.controls = given(self.controls);
        self.mitigating_actions = given(self.mitigating_actions);
        self.reference = composed(&self.reference).into_owned();
        let mut check = Check::new();
        check.reference("/ref", &self.reference);
        check.title("/title", &self.title);
        check.optional_title("/title_cy", self.title_cy.as_deref());
        check.optional_title("/category", self.category.as_deref());
        check.text("/controls", self.controls.as_deref());
        check.text("/mitigating_actions", self.mitigating_actions.as_deref());
        check.require(
            self.service_areas.is_empty() == (self.kind == RiskKind::Corporate),
            "/service_areas",
            "inconsistent",
            "must name at least one area for a service risk, and none for a corporate risk",
        );
        check.require(self.service_areas.len() <= MAX_LINKS, "/service_areas", "too_many", "must be at most 100");
        check.require(self.objectives.len() <= MAX_LINKS, "/objectives", "too_many", "must be at most 100");
        check.require(self.mitigated_by.len() <= MAX_LINKS, "/mitigated_by", "too_many", "must be at most 100");
        check.finish()?;
        Ok(self)
    }
}
