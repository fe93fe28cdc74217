//! Roll-ups: counts of statuses, and the overall RAG they suggest.

use super::explanation::Explanation;
use super::number::Figure;
use super::status::Rag;
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

    /// All of them.
    pub const fn total(&self) -> u32 {
        self.green + self.amber + self.red + self.not_applicable
    }

    /// What these counts alone suggest.
    pub fn suggest(&self, thresholds: &Thresholds) -> Suggestion {
        todo!()
    }
}

/// The overall status of a scope: the mean of its actions' mean and its measures' mean.
pub fn overall(actions: &Counts, measures: &Counts, thresholds: &Thresholds) -> Suggestion {
    todo!()
}
