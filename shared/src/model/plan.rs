//! Items of the corporate plan, as they are written and read.

use super::check::{Check, given};
use super::link::Link;
use crate::clock::Timestamp;
use crate::domain::period::is_fiscal_year;
use crate::domain::plan::PlanLevel;
use crate::error::Result;
use crate::id::{Id, composed};
use serde::{Deserialize, Serialize};

/// An outcome, objective or corporate action as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanItemDraft {
    /// Its code; unique in the plan.
    #[serde(rename = "ref")]
    #[schema(example = "CA1", min_length = 1, max_length = 64)]
    pub reference: String,
    /// What it is. It cannot change once something is under it.
    pub level: PlanLevel,
    /// What it is under (an id or ref): nothing for an outcome, an outcome for an objective, either for a corporate action.
    #[serde(default)]
    #[schema(example = "CH")]
    pub parent: Option<String>,
    /// What it says.
    #[schema(example = "Bring the Council’s own carbon emissions to net zero", min_length = 1, max_length = 500)]
    pub title: String,
    /// The same in Welsh.
    #[serde(default)]
    pub title_cy: Option<String>,
    /// The fiscal year by which it is to be done.
    #[serde(default)]
    #[schema(example = "2030/31", pattern = r"^\d{4}/\d{2}$")]
    pub target_year: Option<String>,
    /// The number it is printed with.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 9999)]
    pub number: Option<i32>,
    /// Archived: kept, and out of lists.
    #[serde(default)]
    pub archived: bool,
}

/// An outcome, objective or corporate action as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PlanItem {
    /// Its id.
    pub id: Id,
    /// Its code.
    #[serde(rename = "ref")]
    #[schema(example = "CA1")]
    pub reference: String,
    /// What it is.
    pub level: PlanLevel,
    /// What it is under.
    pub parent: Option<Link>,
    /// What it says.
    #[schema(example = "Bring the Council’s own carbon emissions to net zero")]
    pub title: String,
    /// The same in Welsh.
    pub title_cy: Option<String>,
    /// The fiscal year by which it is to be done.
    #[schema(example = "2030/31")]
    pub target_year: Option<String>,
    /// The number it is printed with.
    pub number: Option<i32>,
    /// Out of lists.
    pub archived: bool,
    /// Grows with every change of the item.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl PlanItemDraft {
    /// Blank texts become absent; what breaks a rule is told.
    ///
    /// # Errors
    /// All that is wrong with its fields.
    pub fn check(mut self) -> Result<Self> {
        self.parent = given(self.parent);
        self.title_cy = given(self.title_cy);
        self.target_year = given(self.target_year);
        self.reference = composed(&self.reference).into_owned();
        let mut check = Check::new();
        check.reference("/ref", &self.reference);
        check.title("/title", &self.title);
        check.optional_title("/title_cy", self.title_cy.as_deref());
        let parents = self.level.parents();
        let detail = if parents.is_empty() { "must be absent: nothing is above an outcome" } else { "must be given, except for outcomes" };
        check.require(self.parent.is_none() == parents.is_empty(), "/parent", "inconsistent", detail);
        let year = self.target_year.as_deref().is_none_or(is_fiscal_year);
        check.require(year, "/target_year", "invalid_year", "must be a fiscal year such as 2019/20");
        let number = self.number.is_none_or(|number| (0..=9999).contains(&number));
        check.require(number, "/number", "out_of_range", "must be from 0 to 9999");
        check.finish()?;
        Ok(self)
    }
}
