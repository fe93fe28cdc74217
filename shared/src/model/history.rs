//! What was written: as it is read.

use crate::clock::Timestamp;
use crate::domain::period::Period;
use crate::id::Id;
use serde::{Deserialize, Serialize};
use serde_json::Value;

tokens! {
    /// What happened.
    pub enum Event {
        /// It was made.
        Created = "created",
        /// Fields of it were changed.
        Changed = "changed",
        /// It was taken out of lists and alerts.
        Archived = "archived",
        /// It was brought back.
        Restored = "restored",
        /// A return was filed, the first of its quarter.
        Recorded = "recorded",
        /// Another return took its place.
        Revised = "revised",
        /// It was taken away.
        Removed = "removed",
        /// A key or webhook got another secret.
        Rotated = "rotated",
        /// A key or calendar feed was withdrawn.
        Revoked = "revoked",
        /// One service area went into another.
        Merged = "merged",
        /// What it said of a person was taken out.
        Anonymised = "anonymised",
        /// What is kept for a time only was taken away.
        Pruned = "pruned",
        /// An alert is not mentioned for a time, for a reason.
        Acknowledged = "acknowledged",
        /// A finding is let stand, for a reason.
        Accepted = "accepted",
        /// A finding that was let stand is to be settled after all.
        Reopened = "reopened",
        /// An alert is put off for a few days.
        Snoozed = "snoozed",
        /// An alert is mentioned again before its time.
        Woken = "woken",
        /// A mail was put into the outbox again.
        Replayed = "replayed",
        /// A mail server refused a person's address: nothing more is sent to it.
        Suppressed = "suppressed",
        /// Mails are sent to a person's address again.
        Unsuppressed = "unsuppressed",
    }
}

tokens! {
    /// What it happened to.
    pub enum Subject {
        /// A service action: itself, its due date, or its update of a quarter.
        Action = "action",
        /// An alert: what people did about it; its ref is the item's. By itself it opens and resolves without an event.
        Alert = "alert",
        /// A figure of a breakdown.
        Breakdown = "breakdown",
        /// A calendar feed; its ref is its id.
        Calendar = "calendar",
        /// A directorate.
        Directorate = "directorate",
        /// An indicator, or its result of a quarter.
        Indicator = "indicator",
        /// An API key; its ref is its id.
        Key = "key",
        /// What the overall status of a part of the council was judged to be.
        Judgement = "judgement",
        /// A finding that was accepted; its ref is its id.
        Finding = "finding",
        /// A report that was frozen: whether anybody may read it; its ref is its id.
        FrozenReport = "frozen_report",
        /// A text of a report.
        Narrative = "narrative",
        /// The state of a quarter.
        Period = "period",
        /// A mail of the delivery log; its ref is its recipient's.
        Notification = "notification",
        /// A person.
        Person = "person",
        /// An outcome, objective or corporate action.
        PlanItem = "plan_item",
        /// A project, or its status of a quarter.
        Project = "project",
        /// What is kept for a time only: the delivery log, history.
        Retention = "retention",
        /// A risk, or its assessment of a quarter.
        Risk = "risk",
        /// A service area.
        ServiceArea = "service_area",
        /// The organisation's settings.
        Settings = "settings",
        /// A webhook, or one of its deliveries; its ref is the webhook's id.
        Webhook = "webhook",
    }
}

/// Something that was written.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct HistoryEvent {
    /// Its id.
    pub id: Id,
    /// When its writer came; those that wait for each other are listed in the order in which they wrote.
    pub at: Timestamp,
    /// By whom: `key:` and the id of a key, `person:` and the id of a person who signed in,
    /// `link:` and the id of a person who used the link of a mail, or a command.
    #[schema(example = "key:3f9a1c2b7d4e")]
    pub actor: String,
    /// In which request: the `x-request-id` of its answer. Absent for commands.
    pub request_id: Option<String>,
    /// What happened.
    pub event: Event,
    /// To what kind of thing.
    pub kind: Subject,
    /// To which item, where it is one.
    pub item_id: Option<Id>,
    /// The item's ref as it was then.
    #[serde(rename = "ref")]
    #[schema(example = "PC/M08")]
    pub reference: String,
    /// Of which quarter, where it is about one.
    pub period: Option<Period>,
    /// Each field that became something else.
    pub changes: Vec<FieldChange>,
}

/// One field, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldChange {
    /// Where: a JSON Pointer (RFC 6901) into what is written.
    #[schema(example = "/title")]
    pub field: String,
    /// What it was; null for nothing.
    pub from: Value,
    /// What it is now.
    pub to: Value,
}
