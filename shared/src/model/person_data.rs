//! All that the record holds about a person, and what became of it.

use super::handover::Handed;
use super::history::HistoryEvent;
use super::key::ApiKey;
use super::notification::State;
use super::person::Person;
use super::risk_forecast::ForecastCounts;
use crate::clock::Timestamp;
use crate::domain::alert::{ItemKind, Rule};
use crate::domain::day::Day;
use crate::id::Id;
use serde::{Deserialize, Serialize};

/// All that the record holds about a person. Of each list at most 10,000 entries, the latest.
#[derive(Serialize, utoipa::ToSchema)]
pub struct PersonData {
    /// Their fields.
    pub person: Person,
    /// What they were called before, as paths wrote it.
    pub former_refs: Vec<String>,
    /// What is current and they own, stand in for or manage.
    pub has: Vec<Handed>,
    /// The API keys that are theirs, without their secrets.
    pub keys: Vec<ApiKey>,
    /// What they wrote, signed in or with these keys: every return that they filed is there.
    pub written: Vec<HistoryEvent>,
    /// What was written about them: to their own fields, and to others that named them.
    pub about: Vec<HistoryEvent>,
    /// The mails that were made for them.
    pub mails: Vec<MailData>,
    /// The alerts that were theirs.
    pub alerts: Vec<AlertData>,
    /// How right the forecasts were of the risks that they own.
    pub risk_forecasts: ForecastCounts,
    /// The imports whose rows or errors name them, as long as they are kept.
    pub imports: Vec<Id>,
    /// Whether any of these lists had more entries than it tells.
    pub cut: bool,
}

/// A mail that was made for someone.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MailData {
    /// Its id.
    pub id: Id,
    /// By which check.
    pub check: String,
    /// For which day.
    pub day: Day,
    /// What became of it.
    pub state: State,
    /// To which address.
    pub address: Option<String>,
    /// Its `Message-ID`.
    pub message_id: String,
    /// What the mail server said last.
    pub last_reply: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was settled.
    pub settled_at: Option<Timestamp>,
}

/// An alert that was someone's.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AlertData {
    /// Its id.
    pub id: Id,
    /// The condition.
    pub rule: Rule,
    /// What kind of item it is about.
    pub item_kind: ItemKind,
    /// Which.
    pub item_id: Id,
    /// When the condition was first seen to hold.
    pub opened_on: Day,
    /// When it was seen to hold no longer.
    pub resolved_on: Option<Day>,
}

/// How a person is made unknown.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Anonymisation {
    /// Try it only: the same answer, with what stands in the way, and nothing is changed.
    #[serde(default)]
    pub dry_run: bool,
}

/// What became of what the record held about a person.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Anonymised {
    /// As they are now.
    pub person: Person,
    /// Whether it was only tried.
    pub dry_run: bool,
    /// Why it cannot be done yet; told where it is tried only.
    pub in_the_way: Vec<String>,
    /// The ids of keys that were theirs, and are revoked.
    pub keys: Vec<String>,
    /// Mails whose address, bytes and reply were wiped.
    pub mails: usize,
    /// Events of history from which they were taken out.
    pub events: usize,
    /// Imports from whose rows and errors they were taken out.
    pub imports: usize,
}
