//! Alerts and notifications, as they are read.

use super::link::Link;
use crate::clock::Timestamp;
use crate::domain::alert::{ItemKind, Rule};
use crate::domain::day::Day;
use crate::domain::explanation::Explanation;
use crate::domain::period::Period;
use crate::id::Id;
use serde::Serialize;

tokens! {
    /// What became of a mail.
    pub enum State {
        /// To be sent.
        Pending = "pending",
        /// A worker has it in hand.
        Sending = "sending",
        /// The mail server took it.
        Accepted = "accepted",
        /// The mail server asked to try again later.
        Deferred = "deferred",
        /// The mail server refused it for good.
        Refused = "refused",
        /// Handed over without an answer: it is sent once more, byte for byte the same.
        Uncertain = "uncertain",
        /// Handed over twice without an answer: it is not sent again.
        UncertainFinal = "uncertain_final",
        /// What it would have said was no longer true.
        Superseded = "superseded",
        /// Its recipient has no usable address any more.
        Suppressed = "suppressed",
        /// Given up.
        Dead = "dead",
    }
}

/// A fact about one item that its owner should know.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Alert {
    /// Its id.
    pub id: Id,
    /// The condition.
    pub rule: Rule,
    /// What it is about.
    pub item: AlertedItem,
    /// Which area's assessment of a service risk it is about.
    pub service_area: Option<Link>,
    /// The period it is about; absent when it is about a due date.
    pub period: Option<Period>,
    /// The due date it is about; absent when it is about a period.
    pub due_date: Option<Day>,
    /// Who owns the item.
    pub owner: Option<Link>,
    /// Why there is an alert.
    pub why: Explanation,
    /// The day on which the condition was first seen to hold.
    pub opened_on: Day,
    /// The day on which it was seen to hold no longer; null while it is open.
    pub resolved_on: Option<Day>,
    /// How many digests have listed it as due.
    pub mentions: i32,
    /// The day of the latest of them.
    pub mentioned_on: Option<Day>,
}

/// The item that an alert is about.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AlertedItem {
    /// Its kind.
    pub kind: ItemKind,
    /// Its id.
    pub id: Id,
    /// Its ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its title.
    pub title: String,
}

/// A digest for one person and run, and what became of it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Notification {
    /// Its id.
    pub id: Id,
    /// Whom it is for.
    pub person: Link,
    /// The check that made it.
    #[schema(example = "daily")]
    pub check: String,
    /// The day of that check.
    pub day: Day,
    /// What became of it.
    pub state: State,
    /// The Message-ID that all its copies carry.
    pub message_id: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried next; null once it is settled.
    pub next_attempt_at: Option<Timestamp>,
    /// What the mail server said last, or why it was not sent; addresses are masked.
    pub last_reply: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was settled.
    pub settled_at: Option<Timestamp>,
}

impl State {
    /// May it still be sent?
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Sending | Self::Deferred | Self::Uncertain)
    }
}
