//! Roll-ups: counts of statuses, and the overall RAG they suggest.

use super::explanation::Explanation;
use super::number::{Figure, ONE};
use super::status::{self, Direction, Rag};
use serde::Serialize;

/// How many of each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Counts {
    /// Green.
    pub green: u32,
    /// Amber.
    pub amber: u32,
    /// Red.
    pub red: u32,
    /// Not applicable.
    #[serde(rename = "n/a")]
    pub not_applicable: u32,
}

/// From which mean an overall status is Green or Amber.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// 0.70 unless set otherwise.
    pub green: Figure,
    /// 0.40 unless set otherwise.
    pub amber: Figure,
}

/// A suggested overall status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Suggestion {
    /// The status.
    pub rag: Rag,
    /// The mean it comes from (Green 1, Amber ½, Red 0), rounded to three decimals; absent for N/A.
    pub mean: Option<Figure>,
    /// Why.
    pub explanation: Explanation,
}

impl Counts {
    /// Counts one more.
    pub fn add(&mut self, rag: Rag) {
        match rag {
            Rag::Green => self.green += 1,
            Rag::Amber => self.amber += 1,
            Rag::Red => self.red += 1,
            Rag::NotApplicable => self.not_applicable += 1,
        }
    }

    /// Counts those of another, too.
    pub const fn merge(&mut self, other: &Self) {
        self.green += other.green;
        self.amber += other.amber;
        self.red += other.red;
        self.not_applicable += other.not_applicable;
    }

    /// All of them.
    pub const fn total(&self) -> u32 {
        self.green + self.amber + self.red + self.not_applicable
    }

    /// What these counts alone suggest.
    pub fn suggest(&self, thresholds: &Thresholds) -> Suggestion {
        let explain = |explanation: Explanation| {
            let count = |count: u32| Figure::quotient(count.into(), 1, 0);
            explanation
                .with("green", count(self.green))
                .with("amber", count(self.amber))
                .with("red", count(self.red))
                .with("not_applicable", count(self.not_applicable))
        };
        suggestion(self.mean(), thresholds, explain)
    }

    /// Green 1, Amber ½, Red 0; `None` where nothing is rated.
    fn mean(&self) -> Option<Ratio> {
        let points = 2 * i128::from(self.green) + i128::from(self.amber);
        let rated = i128::from(self.green) + i128::from(self.amber) + i128::from(self.red);
        (rated > 0).then_some(Ratio { numerator: points, denominator: 2 * rated })
    }
}

/// An exact mean, so that no rounding decides on which side of a threshold it lies.
#[derive(Clone, Copy)]
struct Ratio {
    numerator: i128,
    denominator: i128,
}

impl Ratio {
    fn reaches(self, threshold: Figure) -> bool {
        self.numerator * i128::from(ONE) >= threshold.wide() * self.denominator
    }

    fn shown(self) -> Option<Figure> {
        Figure::quotient(self.numerator, self.denominator, 3)
    }

    fn mean(one: Self, other: Self) -> Self {
        Self {
            numerator: one.numerator * other.denominator + other.numerator * one.denominator,
            denominator: 2 * one.denominator * other.denominator,
        }
    }
}

/// The overall status of a scope: the mean of its actions' mean and its measures' mean.
pub fn overall(actions: &Counts, measures: &Counts, thresholds: &Thresholds) -> Suggestion {
    let (actions, measures) = (actions.mean(), measures.mean());
    let mean = match (actions, measures) {
        (Some(actions), Some(measures)) => Some(Ratio::mean(actions, measures)),
        (one, other) => one.or(other),
    };
    let shown = |mean: Option<Ratio>| mean.and_then(Ratio::shown);
    suggestion(mean, thresholds, |explanation| explanation.with("actions_mean", shown(actions)).with("measures_mean", shown(measures)))
}

/// Direction of travel of a scope: its printed overall against the previous period's.
pub fn direction(previous: Option<Rag>, current: Rag) -> (Direction, Explanation) {
    status::compare("overall_direction", previous, current)
}

fn suggestion(mean: Option<Ratio>, thresholds: &Thresholds, explain: impl FnOnce(Explanation) -> Explanation) -> Suggestion {
    let Thresholds { green, amber } = thresholds;
    let shown = mean.and_then(Ratio::shown);
    let of = |verdict: String| shown.map(|mean| format!("The mean of {mean} {verdict}.")).unwrap_or_default();
    let (rag, reason, summary) = match mean {
        None => (Rag::NotApplicable, "nothing_rated", "Nothing in it has a status.".to_owned()),
        Some(mean) if mean.reaches(*green) => (Rag::Green, "reaches_green", of(format!("reaches {green}, from which it is Green"))),
        Some(mean) if mean.reaches(*amber) => (Rag::Amber, "reaches_amber", of(format!("reaches {amber}, from which it is Amber"))),
        Some(_) => (Rag::Red, "below_amber", of(format!("is below {amber}, from which it would be Amber"))),
    };
    let explanation = explain(Explanation::new("overall_rag", reason, summary))
        .with("mean", shown)
        .with("green_from", Some(*green))
        .with("amber_from", Some(*amber));
    Suggestion { rag, mean: shown, explanation }
}

#[cfg(test)]
mod tests;
