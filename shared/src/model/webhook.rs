//! Webhooks and their deliveries, as they are written and read.

use super::check::Check;
use super::link::Link;
use crate::clock::Timestamp;
use crate::error::Result;
use crate::hidden::{is_break, is_hidden};
use crate::id::Id;
use serde::{Deserialize, Serialize};

mod secret;

pub use secret::Secret;

tokens! {
    /// What webhooks tell of.
    pub enum EventType {
        /// An alert opened.
        AlertOpened = "alert.opened",
        /// What an alert was about holds no longer.
        AlertResolved = "alert.resolved",
        /// A result was recorded, or took the place of an earlier one.
        ResultRecorded = "result.recorded",
        /// So was an update of an action.
        UpdateRecorded = "update.recorded",
        /// So was an assessment of a risk.
        AssessmentRecorded = "assessment.recorded",
        /// So was the status of a project.
        StatusRecorded = "status.recorded",
        /// A period was signed off.
        PeriodClosed = "period.closed",
        /// A period that was signed off takes returns again.
        PeriodReopened = "period.reopened",
        /// Nothing happened: somebody tries the webhook. It is not subscribed to.
        Ping = "ping",
    }
}

tokens! {
    /// Whether a webhook is told of events.
    pub enum HookState {
        /// It is.
        Active = "active",
        /// It is not, until it is made active again: of what happens meanwhile it is never told.
        Paused = "paused",
        /// It is not: the service gave it up, and says why. To make it `active` tries it again.
        Disabled = "disabled",
    }
}

tokens! {
    /// What became of a delivery.
    pub enum DeliveryState {
        /// To be sent.
        Pending = "pending",
        /// A worker has it in hand.
        Sending = "sending",
        /// It failed, and is tried again.
        Deferred = "deferred",
        /// The receiver took it: it answered 2xx.
        Delivered = "delivered",
        /// Given up.
        Dead = "dead",
    }
}

/// The longest name of a webhook, in characters.
const NAME_LENGTH: usize = 100;
/// The most service areas that one may be narrowed to.
const MAX_AREAS: usize = 100;
/// The longest that an old secret goes on counting, in hours: a week.
const MAX_OVERLAP: u32 = 7 * 24;

/// A webhook as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookDraft {
    /// What it is for.
    #[schema(example = "Data warehouse", min_length = 1, max_length = 100)]
    pub name: String,
    /// Where events are sent by POST: https, at a public address, unless the operator allows others (`outbound_allow`).
    #[schema(example = "https://hooks.example.org/plumbline", max_length = 2000)]
    pub url: String,
    /// What it is told of.
    #[schema(example = json!(["alert.opened", "alert.resolved"]))]
    pub events: Vec<EventType>,
    /// Only what belongs to these service areas (ids or refs); periods belong to all. Without them, everything.
    #[serde(default)]
    #[schema(example = json!(["WR"]))]
    pub service_areas: Option<Vec<String>>,
    /// `active`, or `paused`.
    #[serde(default = "active")]
    pub state: HookState,
}

/// How a webhook is given another secret.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecretRotation {
    /// For how many hours deliveries are signed with the old secret too: at most 168, a week; 0 ends it at once.
    #[serde(default = "a_day")]
    #[schema(example = 24, minimum = 0, maximum = 168)]
    pub overlap_hours: u32,
}

/// A webhook as it is read: without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Webhook {
    /// Its id.
    pub id: Id,
    /// What it is for.
    #[schema(example = "Data warehouse")]
    pub name: String,
    /// Where events are sent.
    #[schema(example = "https://hooks.example.org/plumbline")]
    pub url: String,
    /// What it is told of.
    pub events: Vec<EventType>,
    /// Only what belongs to these service areas; null: everything.
    pub service_areas: Option<Vec<Link>>,
    /// Whether it is told.
    pub state: HookState,
    /// Why it is disabled.
    pub disabled_reason: Option<String>,
    /// Since when no delivery has succeeded; null: the last one did, or there was none. After five days it is disabled.
    pub failing_since: Option<Timestamp>,
    /// Until when deliveries are signed with the secret before the last rotation too.
    pub previous_secret_until: Option<Timestamp>,
    /// Grows with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A webhook with its secret: shown once.
// It has no `Debug`, so that it cannot be logged by mistake.
#[derive(Clone, Serialize, utoipa::ToSchema)]
pub struct IssuedWebhook {
    /// What its receiver verifies signatures with. It is not shown again.
    #[schema(example = "whsec_…")]
    pub secret: String,
    /// The webhook.
    #[serde(flatten)]
    pub details: Webhook,
}

/// One event for one webhook, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Delivery {
    /// Its id: the `webhook-id` of every attempt.
    pub id: Id,
    /// What it tells of.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// What became of it.
    pub state: DeliveryState,
    /// How often it was tried since it was made, or last sent again.
    pub attempts: i32,
    /// When it is tried next; null once it is settled.
    pub next_attempt_at: Option<Timestamp>,
    /// The status that the receiver answered last.
    #[schema(example = 503)]
    pub last_status: Option<i32>,
    /// Why there was no answer the last time.
    #[schema(example = "no answer in time")]
    pub last_error: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was settled.
    pub settled_at: Option<Timestamp>,
    /// The body.
    #[schema(value_type = Object)]
    pub payload: serde_json::Value,
}

impl WebhookDraft {
    /// What breaks a rule is told; of the URL, only its caller can say whether it may be called. `current` is the state before.
    ///
    /// # Errors
    /// All that is wrong with its fields.
    pub fn check(self, current: Option<HookState>) -> Result<Self> {
        let mut check = Check::new();
        let name = &self.name;
        let one_line = !name.trim().is_empty() && name.chars().count() <= NAME_LENGTH && !name.contains(|c| is_break(c) || is_hidden(c));
        check.require(one_line, "/name", "invalid_text", &format!("must be one line of 1 to {NAME_LENGTH} characters, none invisible"));
        check.require(!self.events.is_empty(), "/events", "missing_field", "must name at least one type of event");
        for (index, event) in self.events.iter().enumerate() {
            let before = self.events.iter().take(index).any(|earlier| earlier == event);
            check.require(!before, &format!("/events/{index}"), "repeated", "is in the list already");
            let detail = "is sent by POST …/test, and not subscribed to";
            check.require(*event != EventType::Ping, &format!("/events/{index}"), "inconsistent", detail);
        }
        let some = self.service_areas.as_ref().is_none_or(|areas| (1..=MAX_AREAS).contains(&areas.len()));
        check.require(some, "/service_areas", "out_of_range", &format!("must be 1 to {MAX_AREAS} areas; leave it out for all"));
        let settable = self.state != HookState::Disabled || current == Some(HookState::Disabled);
        check.require(settable, "/state", "inconsistent", "is for the service to say: use active or paused");
        check.finish()?;
        Ok(self)
    }
}

impl SecretRotation {
    /// What breaks a rule is told.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for an overlap that is too long.
    pub fn check(self) -> Result<Self> {
        let mut check = Check::new();
        let detail = format!("must be from 0 to {MAX_OVERLAP}");
        check.require(self.overlap_hours <= MAX_OVERLAP, "/overlap_hours", "out_of_range", &detail);
        check.finish()?;
        Ok(self)
    }
}

const fn active() -> HookState {
    HookState::Active
}

const fn a_day() -> u32 {
    24
}
