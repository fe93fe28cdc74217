//! The lines of a report: an action, a measure, a risk.

use super::{AreaRef, Text};
use crate::domain::action::Lifecycle;
use crate::domain::day::Day;
use crate::domain::indicator::{Frequency, Polarity, YearEnd};
use crate::domain::number::Figure;
use crate::domain::period::{Period, Quarter};
use crate::model::action::ActionStatus;
use crate::model::indicator::IndicatorStatus;
use crate::model::risk_assessment::RiskStatus;
use serde::Serialize;

/// A service action in a report.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ActionLine {
    /// Its ref.
    #[serde(rename = "ref")]
    #[schema(example = "HC/02")]
    pub reference: String,
    /// What is to be done.
    pub title: String,
    /// The same in Welsh.
    pub title_cy: Option<String>,
    /// The service area.
    pub service_area: Option<AreaRef>,
    /// First day of work.
    pub start: Day,
    /// The due date at first.
    pub original_due: Day,
    /// The due date that counts: the latest agreed.
    pub due: Day,
    /// Whether that is a revised one.
    pub revised: bool,
    /// Why it was moved, if said.
    pub revision_reason: Option<String>,
    /// Where it is in its life.
    pub lifecycle: Lifecycle,
    /// Its status, and why.
    pub status: ActionStatus,
    /// What its owner wrote for the period.
    pub commentary: Option<Text>,
}

/// A measure in a report.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MeasureLine {
    /// Its ref.
    #[serde(rename = "ref")]
    #[schema(example = "WR/M01")]
    pub reference: String,
    /// Other refs it is known by.
    pub aliases: Vec<String>,
    /// What is measured.
    pub title: String,
    /// The same in Welsh.
    pub title_cy: Option<String>,
    /// The service area.
    pub service_area: Option<AreaRef>,
    /// Which way is better.
    pub polarity: Polarity,
    /// What its figures are.
    #[schema(example = "percent")]
    pub unit: String,
    /// Decimals that figures are shown with.
    pub decimals: u8,
    /// How often it is reported.
    pub frequency: Frequency,
    /// The quarter it is reported in, unless quarterly.
    pub reporting_quarter: Option<Quarter>,
    /// Lower inclusive limit of a band.
    pub band_low: Option<Figure>,
    /// Upper inclusive limit of a band.
    pub band_high: Option<Figure>,
    /// The figure of the same quarter of last year (biennial: two years back).
    pub last_year: Option<Figure>,
    /// The figure.
    pub actual: Option<Figure>,
    /// The target of the quarter.
    pub target: Option<Figure>,
    /// What a percentage was worked out from.
    pub numerator: Option<Figure>,
    /// What a percentage was worked out from.
    pub denominator: Option<Figure>,
    /// May still change.
    pub provisional: bool,
    /// Its status, and why.
    pub status: IndicatorStatus,
    /// Of one whose figures add up over the year, where it will stand at its end; null for others.
    pub year_end: Option<YearEnd>,
    /// What its owner wrote for the period.
    pub commentary: Option<Text>,
    /// Up to eight quarters to this one, the oldest first: those with a figure or a target.
    pub trend: Vec<Point>,
}

/// A quarter of a trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Point {
    /// The quarter.
    pub period: Period,
    /// The figure.
    pub actual: Option<Figure>,
    /// The target.
    pub target: Option<Figure>,
}

/// A risk in a report, as a whole or as one service area assesses it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RiskLine {
    /// Its ref.
    #[serde(rename = "ref")]
    #[schema(example = "CR1")]
    pub reference: String,
    /// What may happen.
    pub title: String,
    /// The same in Welsh.
    pub title_cy: Option<String>,
    /// The area that assesses it; null for a corporate risk.
    pub service_area: Option<AreaRef>,
    /// Before controls: likelihood × impact.
    pub inherent_score: Option<i32>,
    /// With controls, 1 to 4.
    pub residual_likelihood: Option<i32>,
    /// With controls, 1 to 4.
    pub residual_impact: Option<i32>,
    /// Its status, and why.
    pub status: RiskStatus,
    /// What keeps it in check already.
    pub controls: Option<String>,
    /// What is being done about it.
    pub mitigating_actions: Option<String>,
    /// What lies behind the score and the forecast.
    pub reason: Option<Text>,
}
