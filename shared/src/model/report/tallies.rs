//! What the items of a report add up to.

use super::PlanRef;
use crate::clock::Timestamp;
use crate::domain::explanation::Explanation;
use crate::domain::rollup::{Counts, Suggestion};
use crate::domain::status::{Direction, Rag};
use serde::Serialize;

/// An overall status: what is printed, what the counts suggest, what an editor judged, and how it moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Verdict {
    /// What is printed: the judgement, or the suggestion where there is none.
    pub rag: Rag,
    /// What the counts suggest, and why.
    pub suggested: Suggestion,
    /// What an editor judged, if one did.
    pub judged: Option<Judgement>,
    /// Against what was printed for the previous period.
    pub direction: Direction,
    /// Why that direction.
    pub direction_explanation: Explanation,
}

/// An editor's judgement of an overall status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = PrintedJudgement)]
pub struct Judgement {
    /// The status.
    pub rag: Rag,
    /// Why.
    pub reason: String,
    /// In which role: `editor`, or the command that recorded it. Who it was says history.
    #[schema(example = "editor")]
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// How the whole stands: actions and measures apart, and together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Overall {
    /// The actions.
    pub actions: ActionsTally,
    /// The measures, without additional ones.
    pub measures: MeasuresTally,
    /// Both together.
    pub whole: Verdict,
}

/// What actions add up to, by their printed RAG.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ActionsTally {
    /// How many of each status.
    pub counts: Counts,
    /// All of them.
    pub total: u32,
    /// Those whose reported RAG differs from the expected one.
    pub challenged: u32,
    /// What they add up to.
    pub overall: Verdict,
}

/// What measures add up to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct MeasuresTally {
    /// How many of each status.
    pub counts: Counts,
    /// All of them.
    pub total: u32,
    /// Those due in this quarter.
    pub due: u32,
    /// Those due in this quarter whose figure is in.
    pub reported: u32,
    /// Those reported each quarter.
    pub quarterly: u32,
    /// Those reported each year or every other year.
    pub annual: u32,
    /// What they add up to.
    pub overall: Verdict,
}

/// A row of the snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SnapshotRow {
    /// The outcome or objective; null for what belongs to none.
    pub item: Option<PlanRef>,
    /// An outcome with all that is under it, whose parts have rows of their own.
    pub subtotal: bool,
    /// Its actions.
    pub actions: ActionsTally,
    /// Its measures.
    pub measures: MeasuresTally,
    /// Both together.
    pub whole: Verdict,
}

/// What is said of some measures: counts, and which have which status by their refs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct MeasureFacts {
    /// All of them.
    pub total: u32,
    /// Those reported each quarter.
    pub quarterly: u32,
    /// Those reported each year or every other year.
    pub annual: u32,
    /// Those due in this quarter.
    pub due: u32,
    /// Those due in this quarter whose figure is in.
    pub reported: u32,
    /// Those with a status.
    pub rated: u32,
    /// Refs of those that are Green.
    pub green: Vec<String>,
    /// Refs of those that are Amber.
    pub amber: Vec<String>,
    /// Refs of those that are Red.
    pub red: Vec<String>,
}

/// What is said of some risks. One that several service areas assess counts once for each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RiskFacts {
    /// Risks, each counted once.
    pub risks: u32,
    /// Lines: what is assessed by itself.
    pub total: u32,
    /// Those that were assessed for the period.
    pub assessed: u32,
    /// In the band 12 to 16.
    pub high: u32,
    /// In the band 8 to 9.
    pub medium_high: u32,
    /// In the band 4 to 6.
    pub medium: u32,
    /// In the band 3.
    pub medium_low: u32,
    /// In the band 1 to 2.
    pub low: u32,
    /// With a score that has no band.
    pub without_band: u32,
    /// Whose score is higher than before.
    pub increasing: u32,
    /// Whose score is as before.
    pub unchanged: u32,
    /// Whose score is lower than before.
    pub decreasing: u32,
    /// With nothing to compare with yet.
    pub establishing: u32,
    /// Forecast to rise.
    pub forecast_up: u32,
    /// Forecast to stay.
    pub forecast_same: u32,
    /// Forecast to fall.
    pub forecast_down: u32,
    /// Rising: forecast up, or increasing.
    pub rising: u32,
}
