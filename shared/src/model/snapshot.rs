//! Snapshots: what the items of a scope add up to in a period.

use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::domain::rollup::{Counts, Suggestion};
use serde::Serialize;

/// The measures of a scope in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct MeasuresSnapshot {
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
    /// What the counts suggest.
    pub overall: Suggestion,
}

/// The measures of a scope: those of its set, and the additional ones, which count for nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct MeasuresOfScope {
    /// Those that snapshots and exceptions are made of.
    pub measures: MeasuresSnapshot,
    /// Those printed in the additional appendix.
    pub additional: MeasuresSnapshot,
}

/// The actions of a scope in a period, by their printed RAG.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ActionsSnapshot {
    /// How many of each status.
    pub counts: Counts,
    /// All of them.
    pub total: u32,
    /// Those whose reported RAG differs from the expected one.
    pub challenged: u32,
    /// What the counts suggest.
    pub overall: Suggestion,
}

/// What a scope adds up to in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Snapshot {
    /// The quarter.
    pub period: Period,
    /// The day that the rules were run for.
    pub as_of: Day,
    /// Its actions.
    pub actions: ActionsSnapshot,
    /// Its measures, without additional ones.
    pub measures: MeasuresSnapshot,
    /// Its additional measures, which count for nothing else.
    pub additional: MeasuresSnapshot,
    /// What actions and measures suggest together.
    pub overall: Suggestion,
}
