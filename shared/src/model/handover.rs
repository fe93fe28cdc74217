//! Handing over: what one person, or one service area, has goes to another.

use super::history::Subject;
use super::link::Link;
use serde::{Deserialize, Serialize};

tokens! {
    /// What someone is to an item, or to another person.
    pub enum Capacity {
        /// Who answers for it.
        Owner = "owner",
        /// Who stands in.
        Deputy = "deputy",
        /// Their line manager.
        Manager = "manager",
    }
}

/// To whom goes what a person has.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reassignment {
    /// The person (id, ref or e-mail address) who takes it over, and is at work here.
    #[schema(example = "tomos.gethin@dyffrynalarch.example")]
    pub to: String,
    /// What they take over: without it, everything.
    #[serde(default = "everything")]
    #[schema(example = json!(["owner", "deputy"]))]
    pub what: Vec<Capacity>,
    /// Only what belongs to this service area (id or ref).
    #[serde(default)]
    #[schema(example = "PC")]
    pub service_area: Option<String>,
    /// Try it only: the same answer, and nothing is changed.
    #[serde(default)]
    pub dry_run: bool,
}

fn everything() -> Vec<Capacity> {
    Capacity::ALL.to_vec()
}

/// What went from one person to another.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Reassigned {
    /// Who had it.
    pub from: Link,
    /// Who has it now.
    pub to: Link,
    /// Whether it was only tried.
    pub dry_run: bool,
    /// How many items they own now instead.
    pub owned: usize,
    /// For how many they stand in now instead.
    pub deputised: usize,
    /// How many people they manage now instead.
    pub managed: usize,
    /// Each, by kind and ref; the first 1,000.
    pub items: Vec<Handed>,
}

/// Something that went to another.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Handed {
    /// What it is.
    pub kind: Subject,
    /// Its ref.
    #[serde(rename = "ref")]
    #[schema(example = "HC/02")]
    pub reference: String,
    /// What the person was to it.
    pub what: Vec<Capacity>,
}

/// Into which service area another goes.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeDraft {
    /// The service area (id or ref) that stays.
    #[schema(example = "FI")]
    pub into: String,
    /// Try it only: the same answer, and nothing is changed.
    #[serde(default)]
    pub dry_run: bool,
}

/// What went from one service area to another.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Merged {
    /// The one that was, under its ref from now on.
    pub from: Link,
    /// The one that stays.
    pub into: Link,
    /// Whether it was only tried.
    pub dry_run: bool,
    /// Actions, archived ones too.
    pub actions: usize,
    /// Indicators, archived ones too.
    pub indicators: usize,
    /// Risks, archived ones too.
    pub risks: usize,
    /// People, archived ones too.
    pub people: usize,
    /// API keys that write in it.
    pub keys: usize,
    /// Webhooks that are told of it.
    pub webhooks: usize,
    /// Calendar feeds of it.
    pub calendars: usize,
    /// Revisions of assessments.
    pub assessments: usize,
    /// Texts of reports.
    pub narratives: usize,
    /// Judgements of its overall status.
    pub judgements: usize,
}
