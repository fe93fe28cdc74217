//! Snapshots: what the items of a scope add up to in a period.

use super::judgement::Judgement;
use crate::domain::day::Day;
use crate::domain::explanation::Explanation;
use crate::domain::period::Period;
use crate::domain::rollup::{Counts, Suggestion};
use crate::domain::status::{Direction, Rag};
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

/// An overall status as it is printed, with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Printed {
    /// What is printed: the judgement, or the suggestion where there is none.
    pub rag: Rag,
    /// What the figures suggest.
    pub suggested: Rag,
    /// What an editor judged it to be; null where nobody did.
    pub judgement: Option<Judgement>,
}

/// The overall statuses of a scope as they are printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PrintedStatuses {
    /// Of its actions.
    pub actions: Printed,
    /// Of its measures.
    pub measures: Printed,
    /// Of both together.
    pub overall: Printed,
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
    /// The overall statuses as they are printed: judgements before suggestions.
    pub printed: PrintedStatuses,
    /// Its printed overall status against that of the quarter before.
    pub direction: Direction,
    /// Why.
    pub direction_explanation: Explanation,
}
