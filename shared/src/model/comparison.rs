//! Two quarters beside each other.

use super::report::{AreaRef, ReportScope};
use crate::domain::alert::ItemKind;
use crate::domain::comparison::{Absence, ChangeKind};
use crate::domain::day::Day;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::rollup::Counts;
use crate::domain::status::Direction;
use serde::Serialize;

/// How two quarters of the same part of the council differ: both by what is recorded now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Comparison {
    /// Which part of the council.
    pub scope: ReportScope,
    /// The earlier quarter.
    pub from: Period,
    /// The later quarter.
    pub to: Period,
    /// The day that the rules were run for.
    pub as_of: Day,
    /// What differs, in numbers.
    #[serde(flatten)]
    pub numbers: ComparedNumbers,
}

/// What differs, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ComparedNumbers {
    /// The actions.
    pub actions: ComparedRags,
    /// The measures, without additional ones.
    pub measures: ComparedRags,
    /// The risks: once for each service area that assesses them.
    pub risks: ComparedBands,
}

impl ComparedNumbers {
    /// Has nothing a status in the earlier quarter, so that there is nothing to hold the later one against?
    pub fn has_nothing_before(&self) -> bool {
        let none = |counts: &Counts| [counts.green, counts.amber, counts.red] == [0; 3];
        none(&self.actions.from) && none(&self.measures.from) && self.risks.from == BandCounts::default()
    }
}

/// How many of each status in either quarter, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ComparedRags {
    /// In the earlier quarter, as its snapshot has them.
    pub from: Counts,
    /// In the later quarter, as its snapshot has them.
    pub to: Counts,
    /// What became of them.
    pub changes: ChangeCounts,
}

/// How many in each band in either quarter, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ComparedBands {
    /// In the earlier quarter.
    pub from: BandCounts,
    /// In the later quarter.
    pub to: BandCounts,
    /// What became of them.
    pub changes: ChangeCounts,
}

/// How many assessed risks in each band.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct BandCounts {
    /// 12 to 16.
    pub high: u32,
    /// 8 to 9.
    pub medium_high: u32,
    /// 4 to 6.
    pub medium: u32,
    /// 3.
    pub medium_low: u32,
    /// 1 to 2.
    pub low: u32,
    /// With a score that has no band.
    pub without_band: u32,
}

/// How many moved, are new, or left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ChangeCounts {
    /// Moved, and stand better.
    pub better: u32,
    /// Moved, and stand worse.
    pub worse: u32,
    /// Moved from or to N/A.
    pub neither: u32,
    /// New.
    pub new: u32,
    /// Left.
    pub left: u32,
}

/// An item that moved, is new, or left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ChangedItem {
    /// What it is.
    pub kind: ItemKind,
    /// Its ref.
    #[serde(rename = "ref")]
    #[schema(example = "HC/02")]
    pub reference: String,
    /// Its title.
    pub title: String,
    /// The same in Welsh.
    pub title_cy: Option<String>,
    /// Its service area; of a service risk, the one that assesses it.
    pub service_area: Option<AreaRef>,
    /// What became of it.
    pub change: ChangeKind,
    /// Better (`improved`), worse (`declined`) or neither (`n/a`); null for what is new or left.
    pub direction: Option<Direction>,
    /// How it stood in the earlier quarter; null for what is new.
    pub from: Option<StandingView>,
    /// How it stands in the later quarter; null for what left.
    pub to: Option<StandingView>,
    /// Why it left.
    pub why: Option<Absence>,
    /// The unit of a measure's figures.
    #[schema(example = "percent")]
    pub unit: Option<String>,
    /// Decimals that a measure's figures are shown with.
    pub decimals: Option<u8>,
}

/// How an item stands in a quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ComparedStanding)]
pub struct StandingView {
    /// Its RAG; of a risk its band, null for a score that has none.
    #[schema(value_type = Option<String>, example = "green")]
    pub status: Option<&'static str>,
    /// Of an action, percent complete; of a measure, its figure; of a risk, its residual score.
    pub value: Option<Figure>,
}

/// Two quarters beside each other, as a report has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ReportComparison {
    /// The earlier quarter.
    pub from: Period,
    /// What differs, in numbers.
    #[serde(flatten)]
    pub numbers: ComparedNumbers,
    /// What moved, is new or left: actions, measures, risks, each by ref.
    pub items: Vec<ChangedItem>,
}
