//! Risks: score, band, direction, rising.

mod forecast;

pub use forecast::{Accuracy, Forecast, accuracy, judged};

use super::explanation::Explanation;
use super::number::Figure;
use super::period::Period;
use std::cmp::Ordering;

tokens! {
    /// Whose register a risk is on.
    pub enum RiskKind {
        /// The council's numbered register.
        Corporate = "corporate",
        /// One or more service areas'; each area assesses it by itself.
        Service = "service",
    }
}

tokens! {
    /// The band of a score, by the printed matrix.
    pub enum Band {
        /// 1–2, blue.
        Low = "low",
        /// 3, green.
        MediumLow = "medium/low",
        /// 4–6, yellow.
        Medium = "medium",
        /// 8–9, amber.
        MediumHigh = "medium/high",
        /// 12–16, red.
        High = "high",
    }
}

tokens! {
    /// Which way a residual score moved. Here ↑ is bad news.
    pub enum RiskDirection {
        /// Larger than before.
        Increasing = "increasing",
        /// As before.
        Same = "same",
        /// Smaller than before.
        Decreasing = "decreasing",
        /// Nothing to compare with yet.
        EstablishingBaseline = "establishing baseline",
    }
}

tokens! {
    /// Which way the owner expects a score to move, or an earlier system said it moved.
    pub enum Movement {
        /// Rising.
        Up = "up",
        /// Staying.
        Same = "same",
        /// Falling.
        Down = "down",
    }
}

/// A likelihood or impact: 1 to 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "i32", into = "i32")]
pub struct Factor(i32);

/// A score with the factors it is the product of, or a score alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    /// Likelihood × impact.
    pub score: i32,
    /// 1 very unlikely, 2 possible, 3 probable, 4 almost certain.
    pub likelihood: Option<Factor>,
    /// 1 low, 2 medium, 3 high, 4 catastrophic.
    pub impact: Option<Factor>,
}

/// What of an assessment the statuses depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assessed {
    /// Residual score.
    pub residual: i32,
    /// Where the owner expects it to go.
    pub forecast: Option<Movement>,
    /// What an earlier system stated; used only where no earlier assessment exists.
    pub stated_direction: Option<Movement>,
}

/// The computed status of an assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The band; `None` for a score that no two factors give.
    pub band: Option<Band>,
    /// Why.
    pub band_explanation: Explanation,
    /// Against the latest earlier assessment of the same pair.
    pub direction: RiskDirection,
    /// Why.
    pub direction_explanation: Explanation,
    /// Forecast up, or direction increasing.
    pub rising: bool,
}

impl Factor {
    /// `None` outside 1–4.
    pub fn new(value: i32) -> Option<Self> {
        (1..=4).contains(&value).then_some(Self(value))
    }

    /// 1 to 4.
    pub const fn value(self) -> i32 {
        self.0
    }
}

impl TryFrom<i32> for Factor {
    type Error = &'static str;

    fn try_from(value: i32) -> Result<Self, Self::Error> {
        Self::new(value).ok_or("must be a whole number from 1 to 4")
    }
}

impl From<Factor> for i32 {
    fn from(factor: Factor) -> Self {
        factor.0
    }
}

/// The band of a score; `None` for one that no 1–4 × 1–4 gives.
pub fn band(score: i32) -> Option<Band> {
    match score {
        1 | 2 => Some(Band::Low),
        3 => Some(Band::MediumLow),
        4 | 6 => Some(Band::Medium),
        8 | 9 => Some(Band::MediumHigh),
        12 | 16 => Some(Band::High),
        _ => None,
    }
}

/// The status of `current`, `earlier` being the residual score of the latest earlier assessment of the same pair.
pub fn assess(current: &Assessed, earlier: Option<i32>) -> Status {
    let (band, band_explanation) = explained_band(current.residual);
    let (direction, direction_explanation) = explained_direction(current, earlier);
    let rising = current.forecast == Some(Movement::Up) || direction == RiskDirection::Increasing;
    Status { band, band_explanation, direction, direction_explanation, rising }
}

/// Why there is no status where no assessment is in effect: for the band, and for the direction.
pub fn not_assessed(period: Period) -> (Explanation, Explanation) {
    let explain = |rule| {
        let summary = format!("No assessment has been made for {}.", period.label());
        Explanation::new(rule, "not_assessed", summary).with("period", Some(period))
    };
    (explain("risk_band"), explain("risk_direction"))
}

fn explained_band(score: i32) -> (Option<Band>, Explanation) {
    let band = band(score);
    let (reason, summary) = match band {
        Some(band) => ("score_in_band", format!("A score of {score} is in the {band} band.")),
        None => ("impossible_score", format!("No likelihood and impact from 1 to 4 give a score of {score}, so it has no band.")),
    };
    let explanation = Explanation::new("risk_band", reason, summary)
        .with("residual_score", Some(Figure::from(score)))
        .with("band", band.map(Band::as_str));
    (band, explanation)
}

fn explained_direction(current: &Assessed, earlier: Option<i32>) -> (RiskDirection, Explanation) {
    use RiskDirection::{Decreasing, EstablishingBaseline, Increasing, Same};
    let score = current.residual;
    let (direction, reason, summary) = match (earlier.map(|earlier| score.cmp(&earlier)), current.stated_direction) {
        (Some(Ordering::Greater), _) => (Increasing, "score_increased", "The score is higher than at the latest earlier assessment."),
        (Some(Ordering::Equal), _) => (Same, "score_unchanged", "The score is the same as at the latest earlier assessment."),
        (Some(Ordering::Less), _) => (Decreasing, "score_decreased", "The score is lower than at the latest earlier assessment."),
        (None, Some(Movement::Up)) => (Increasing, "stated_up", "Without an earlier assessment, it is as stated: up."),
        (None, Some(Movement::Same)) => (Same, "stated_same", "Without an earlier assessment, it is as stated: the same."),
        (None, Some(Movement::Down)) => (Decreasing, "stated_down", "Without an earlier assessment, it is as stated: down."),
        (None, None) => (EstablishingBaseline, "no_earlier_assessment", "There is no earlier assessment to compare it with."),
    };
    let explanation = Explanation::new("risk_direction", reason, summary.to_owned())
        .with("residual_score", Some(Figure::from(score)))
        .with("previous_score", earlier.map(Figure::from))
        .with("stated_direction", current.stated_direction.map(Movement::as_str));
    (direction, explanation)
}

#[cfg(test)]
mod tests;
