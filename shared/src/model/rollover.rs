//! Rolling a plan over into the next fiscal year, as it is proposed, decided and told.

use super::link::Link;
use crate::domain::alert::ItemKind;
use crate::domain::comparison::Absence;
use crate::domain::day::Day;
use crate::domain::indicator::Polarity;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::rollover::{ActionOutcome, Decision, PlanMark, TargetOutcome};
use crate::domain::status::Rag;
use crate::id::Id;
use serde::{Deserialize, Deserializer, Serialize};

/// What is there to decide before the year begins.
#[derive(Clone, Debug, Default, Serialize, utoipa::ToSchema)]
pub struct Rollover {
    /// The year to come.
    #[schema(example = "2027-28")]
    pub year: String,
    /// The year that ends.
    #[schema(example = "2026-27")]
    pub from: String,
    /// The actions of the year that ends which are still at work, in the order of their refs.
    pub actions: Vec<UnfinishedAction>,
    /// The indicators, in the order of their refs, after the last of the actions.
    pub indicators: Vec<IndicatorTargets>,
    /// The path of the next page; null at the end. Also sent as `Link: …; rel="next"`.
    #[schema(example = "/api/v1/rollovers/2027-28?limit=50&cursor=eyJzIjoi")]
    pub next: Option<String>,
}

/// An action that is still at work, and what is proposed for it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct UnfinishedAction {
    /// Its id.
    pub id: Id,
    /// The council's own ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What is to be done.
    pub title: String,
    /// The same in Welsh.
    pub title_cy: Option<String>,
    /// The corporate action it serves.
    pub corporate_action: Option<Link>,
    /// The service area.
    pub service_area: Option<Link>,
    /// Who answers for it.
    pub owner: Option<Link>,
    /// The due date that counts today.
    pub due_date: Day,
    /// How far it is, in percent, by the latest update.
    pub percent_complete: Option<Figure>,
    /// What is printed of it for the last quarter of the year that has begun.
    pub rag: Rag,
    /// What is proposed: sent back as it is, it is carried forward.
    pub proposed: ActionDecision,
}

/// The targets of an indicator for the year to come, and what was reached in the year that ends.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct IndicatorTargets {
    /// Its id.
    pub id: Id,
    /// The council's own ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What it measures.
    pub title: String,
    /// Whether higher or lower is better, or what lies within a band.
    pub polarity: Polarity,
    /// Its four quarters.
    pub quarters: Vec<QuarterTarget>,
}

/// The target of a quarter, and what was reached a year before.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct QuarterTarget {
    /// The quarter to come.
    pub period: Period,
    /// Its target, if one is recorded.
    pub target: Option<Figure>,
    /// Last year's figure.
    pub last_actual: Option<Figure>,
    /// Last year's target.
    pub last_target: Option<Figure>,
    /// Last year's RAG.
    pub last_rag: Rag,
    /// That the target is below last year's figure, read through the polarity: a sentence.
    pub flag: Option<String>,
}

/// What was decided. What it does not mention is left alone.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RolloverDraft {
    /// Of actions; at most 1,000.
    #[serde(default)]
    pub actions: Vec<ActionDecision>,
    /// Of targets; at most 4,000.
    #[serde(default)]
    pub targets: Vec<TargetDraft>,
}

/// What is to become of an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionDecision {
    /// The action of the year that ends: its id or ref.
    #[schema(example = "HC/02")]
    pub action: String,
    /// What is to become of it.
    pub decision: Decision,
    /// The ref of the new action; without one, the old ref with the year after it, such as `HC/02/2027-28`.
    #[serde(default, rename = "ref")]
    pub reference: Option<String>,
    /// The title of the new action: needed to replace; to carry, the old one where none is given.
    #[serde(default)]
    pub title: Option<String>,
    /// The same in Welsh.
    #[serde(default)]
    pub title_cy: Option<String>,
    /// When the new action is due; without one, as the old one if that is in the year or later, else the last day of the year.
    #[serde(default)]
    pub due_date: Option<Day>,
    /// Why: needed to close or replace; kept in the history of the old action.
    #[serde(default)]
    #[schema(max_length = 20000)]
    pub reason: Option<String>,
}

/// A target of a quarter of the year to come.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetDraft {
    /// The indicator: its id or ref.
    #[schema(example = "PC/M01")]
    pub indicator: String,
    /// The quarter.
    pub period: Period,
    /// The target; null takes it away.
    #[serde(deserialize_with = "said")]
    #[schema(required = true)]
    pub target: Option<Figure>,
}

/// To take a target away is said, not left out.
fn said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Figure>, D::Error> {
    Option::deserialize(deserializer)
}

/// What became of it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RolledOver {
    /// The year to come.
    #[schema(example = "2027-28")]
    pub year: String,
    /// Whether it was only tried.
    pub dry_run: bool,
    /// Of each action, in the order sent.
    pub actions: Vec<RolledAction>,
    /// Of each target, in the order sent.
    pub targets: Vec<RolledTarget>,
}

/// What became of an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RolledAction {
    /// The ref of the old action.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What became of it.
    pub outcome: ActionOutcome,
    /// The ref of the action that took its place.
    pub succeeded_by: Option<String>,
}

/// What became of a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RolledTarget {
    /// The ref of the indicator.
    pub indicator: String,
    /// The quarter.
    pub period: Period,
    /// What became of it.
    pub outcome: TargetOutcome,
    /// The target as it is now.
    pub target: Option<Figure>,
    /// That it is below last year's figure, read through the polarity: a sentence. It stands in the way of nothing.
    pub flag: Option<String>,
}

/// An item of the plan of the year to come, or of the year before, and how they differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PlanChange {
    /// What it is: `action` or `indicator`.
    pub kind: ItemKind,
    /// Its id.
    pub id: Id,
    /// The council's own ref.
    #[serde(rename = "ref")]
    #[schema(example = "HC/02/2027-28")]
    pub reference: String,
    /// Its title.
    pub title: String,
    /// The same in Welsh.
    pub title_cy: Option<String>,
    /// How it stands in the new plan.
    pub change: PlanMark,
    /// The action of the old plan whose place it takes.
    pub succeeds: Option<Link>,
    /// Why it is not in the new plan.
    pub why: Option<Absence>,
    /// In what it differs: an action from the one whose place it takes, an indicator in its targets.
    pub differences: Vec<Difference>,
}

/// What differs between the plans of two years.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Difference {
    /// What: a field of an action, or `target`.
    #[schema(value_type = String, example = "due_date")]
    pub field: &'static str,
    /// The quarter of the new year that a target is for; it is compared with that of a year before.
    pub period: Option<Period>,
    /// As it was.
    #[schema(example = "2027-03-31")]
    pub from: Option<String>,
    /// As it is.
    #[schema(example = "2028-03-31")]
    pub to: Option<String>,
}
