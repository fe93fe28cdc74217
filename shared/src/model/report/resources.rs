//! How the council's resources stand: figures by one dimension, and the projects of programmes.

use super::Text;
use crate::domain::number::Figure;
use crate::domain::plan::ProjectStatus;
use crate::domain::rollup::{Counts, Suggestion};
use serde::Serialize;

/// Breakdowns and projects.
#[derive(Clone, Debug, Default, Serialize, utoipa::ToSchema)]
pub struct Resources {
    /// Figures of the period by one dimension, a table for each measure and dimension.
    pub breakdowns: Vec<BreakdownTable>,
    /// Programmes, by name.
    pub programmes: Vec<Programme>,
}

/// Figures of one measure by one dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct BreakdownTable {
    /// The ref of the measure that is broken down; null for a statistic that stands alone.
    #[schema(example = "PC/M01")]
    pub indicator: Option<String>,
    /// What is counted.
    pub measure: String,
    /// What it is broken down by.
    pub dimension: String,
    /// What the figures are.
    pub unit: String,
    /// The largest figure first.
    pub rows: Vec<BreakdownRow>,
}

/// One figure of a breakdown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct BreakdownRow {
    /// Which part it is of.
    pub label: String,
    /// The figure.
    pub value: Figure,
}

/// A programme.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Programme {
    /// Its name; null for projects of none.
    pub name: Option<String>,
    /// Its tranches, by name.
    pub tranches: Vec<Tranche>,
}

/// A tranche of a programme.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Tranche {
    /// Its name; null for projects of none.
    pub name: Option<String>,
    /// How many of each status: a completed project counts as Green, one without a status as N/A.
    pub counts: Counts,
    /// What those suggest.
    pub overall: Suggestion,
    /// Its projects, by ref; one of several tranches stands in each.
    pub projects: Vec<ProjectLine>,
}

/// A project in a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ProjectLine {
    /// Its ref.
    #[serde(rename = "ref")]
    #[schema(example = "Y2")]
    pub reference: String,
    /// What it is about.
    pub title: String,
    /// The same in Welsh.
    pub title_cy: Option<String>,
    /// Its status; null where none was reported.
    pub status: Option<ProjectStatus>,
    /// What lies behind it.
    pub commentary: Option<Text>,
}
