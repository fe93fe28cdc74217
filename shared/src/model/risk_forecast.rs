//! How right owners' forecasts of their risks were.

use super::link::Link;
use crate::domain::period::Period;
use serde::Serialize;

/// How right some forecasts were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ForecastCounts {
    /// Forecasts that were made.
    pub made: u32,
    /// The score went where it was said to go.
    pub right: u32,
    /// It came out higher than was said.
    pub too_low: u32,
    /// It came out lower than was said.
    pub too_high: u32,
    /// There is no later assessment yet.
    pub pending: u32,
}

/// How right the forecasts were of the risks that someone owns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct OwnersForecasts {
    /// Who owns the risks now; null for risks that nobody owns.
    pub owner: Option<Link>,
    /// How right they were.
    #[serde(flatten)]
    pub counts: ForecastCounts,
}

/// How right all forecasts were.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AllForecasts {
    /// Those made from this quarter on.
    pub from: Period,
    /// To this one.
    pub to: Period,
    /// How right they were.
    #[serde(flatten)]
    pub counts: ForecastCounts,
}
