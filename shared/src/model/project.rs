//! The projects of programmes and their statuses, as they are written and read.

use super::check::{Check, given};
use crate::clock::Timestamp;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::domain::plan::ProjectStatus;
use crate::error::Result;
use crate::id::{Id, composed};
use serde::{Deserialize, Serialize};

/// A project as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectDraft {
    /// The council's own ref; unique.
    #[serde(rename = "ref")]
    #[schema(example = "Y2", min_length = 1, max_length = 64)]
    pub reference: String,
    /// What it is about.
    #[schema(example = "Paperless council tax", min_length = 1, max_length = 500)]
    pub title: String,
    /// The same in Welsh.
    #[serde(default)]
    pub title_cy: Option<String>,
    /// The programme it belongs to.
    #[serde(default)]
    #[schema(example = "Valley of Tomorrow", max_length = 500)]
    pub programme: Option<String>,
    /// The tranches of the programme that it belongs to.
    #[serde(default)]
    #[schema(example = json!(["1"]))]
    pub tranches: Vec<String>,
    /// Archived: kept with its history, out of lists and reports.
    #[serde(default)]
    pub archived: bool,
}

/// A project as it is read, with its status for a period.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Project {
    /// Its id.
    pub id: Id,
    /// The council's own ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What it is about.
    pub title: String,
    /// The same in Welsh.
    pub title_cy: Option<String>,
    /// The programme it belongs to.
    pub programme: Option<String>,
    /// The tranches of the programme that it belongs to.
    pub tranches: Vec<String>,
    /// Out of lists and reports.
    pub archived: bool,
    /// Grows with every change of the item.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Its status for the period asked for.
    pub status: StatusInPeriod,
    /// The report that the status is from; none was made when absent.
    pub report: Option<ProjectReport>,
}

/// The status of a project in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct StatusInPeriod {
    /// The period.
    pub period: Period,
    /// The day for which it is given.
    pub as_of: Day,
    /// The status; null where none was reported.
    pub status: Option<ProjectStatus>,
}

/// A quarter's status as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectStatusDraft {
    /// The project lead's judgement.
    pub status: ProjectStatus,
    /// What lies behind it.
    #[serde(default)]
    #[schema(example = "The trading company is set up.", max_length = 20000)]
    pub commentary: Option<String>,
    /// The same in Welsh.
    #[serde(default)]
    pub commentary_cy: Option<String>,
    /// Why a signed-off period is changed; needed there, and only there.
    #[serde(default)]
    pub restatement_reason: Option<String>,
}

/// A quarter's status as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ProjectReport {
    /// The quarter.
    pub period: Period,
    /// 1 for the first status, one more for each change.
    pub revision: i32,
    /// The project lead's judgement.
    pub status: ProjectStatus,
    /// What lies behind it.
    pub commentary: Option<String>,
    /// The same in Welsh.
    pub commentary_cy: Option<String>,
    /// The day from which it counts.
    pub effect_on: Day,
    /// Why a signed-off period was changed.
    pub restatement_reason: Option<String>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// By which key or command.
    pub recorded_by: String,
}

/// A status as it was recorded.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RecordedProjectStatus {
    /// The project's ref.
    #[schema(example = "Y2")]
    pub project: String,
    /// The revision now in effect.
    pub report: ProjectReport,
}

impl ProjectDraft {
    /// Blank texts become absent; what breaks a rule is told.
    ///
    /// # Errors
    /// All that is wrong with its fields.
    pub fn check(mut self) -> Result<Self> {
        self.title_cy = given(self.title_cy);
        self.programme = given(self.programme);
        self.reference = composed(&self.reference).into_owned();
        let mut check = Check::new();
        check.reference("/ref", &self.reference);
        check.title("/title", &self.title);
        check.optional_title("/title_cy", self.title_cy.as_deref());
        check.optional_title("/programme", self.programme.as_deref());
        self.tranches.iter().enumerate().for_each(|(index, tranche)| check.reference(&format!("/tranches/{index}"), tranche));
        check.require(self.tranches.len() <= 20, "/tranches", "too_many", "must be at most 20");
        check.finish()?;
        Ok(self)
    }
}

impl ProjectStatusDraft {
    /// Blank texts become absent; what breaks a rule is told.
    ///
    /// # Errors
    /// All that is wrong with its fields.
    pub fn check(mut self) -> Result<Self> {
        for text in [&mut self.commentary, &mut self.commentary_cy, &mut self.restatement_reason] {
            *text = given(text.take());
        }
        let mut check = Check::new();
        check.text("/commentary", self.commentary.as_deref());
        check.text("/commentary_cy", self.commentary_cy.as_deref());
        check.text("/restatement_reason", self.restatement_reason.as_deref());
        check.finish()?;
        Ok(self)
    }
}
