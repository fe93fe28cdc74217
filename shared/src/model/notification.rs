//! Alerts and notifications, as they are read.

use super::link::Link;
use crate::clock::Timestamp;
use crate::domain::alert::{Ending, ItemKind, Quiet, Rule};
use crate::domain::day::Day;
use crate::domain::explanation::Explanation;
use crate::domain::period::Period;
use crate::id::Id;
use serde::{Deserialize, Serialize};

tokens! {
    /// What makes a mail.
    pub enum Occasion {
        /// The check on the first working day after a quarter's deadline.
        Quarterly = "quarterly",
        /// The check of every working day.
        Daily = "daily",
        /// How a quarter's returns stand, after the deadline: for the performance team and for directors.
        Summary = "summary",
    }
}

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
        /// Handed over without an answer, twice, or once and then put off for as long as is tried: it is not sent again.
        UncertainFinal = "uncertain_final",
        /// What it would have said was no longer true.
        Superseded = "superseded",
        /// Its recipient has no usable address any more.
        Suppressed = "suppressed",
        /// Given up.
        Dead = "dead",
    }
}

impl State {
    /// Those of mails that told nobody.
    pub const NEVER_WENT: [Self; 4] = [Self::Refused, Self::Superseded, Self::Suppressed, Self::Dead];
}

tokens! {
    /// Where an alert is in its life. What is acknowledged or snoozed is so through a day, and then what it would have been.
    pub enum AlertState {
        /// Its condition holds.
        Open = "open",
        /// Its owner has said what is being done: it is not mentioned until then.
        Acknowledged = "acknowledged",
        /// Put off for a few days.
        Snoozed = "snoozed",
        /// Open for so long that the owner's manager hears of it, too.
        Escalated = "escalated",
        /// Its condition holds no longer.
        Resolved = "resolved",
    }
}

/// A fact about one item that its owner should know.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Alert {
    /// Its id.
    pub id: Id,
    /// The condition.
    pub rule: Rule,
    /// Where it is in its life, today.
    pub state: AlertState,
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
    /// How it came to its end; null while it is open. Only of what was `put_right` is anyone told.
    pub ended: Option<Ending>,
    /// How many digests have listed it as due: those that went out or are about to.
    pub mentions: i32,
    /// The day of the latest of them.
    pub mentioned_on: Option<Day>,
    /// Of `action_due_soon`: how near its date the action has come, as the number of days of a stage.
    pub stage: Option<i32>,
    /// The day on which a mail that lists it first went out.
    pub first_sent_on: Option<Day>,
    /// The day from which the owner's manager hears of it, too.
    pub escalated_on: Option<Day>,
    /// Why it is not mentioned just now: acknowledged or snoozed, and not past its day.
    pub quiet: Option<QuietTime>,
}

/// For how long an alert is not mentioned, and who said so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct QuietTime {
    /// Acknowledged or snoozed.
    pub kind: Quiet,
    /// Through this day.
    pub until: Day,
    /// What is being done; only of what is acknowledged.
    pub reason: Option<String>,
    /// By whom: as history names them.
    pub by: String,
}

/// Until when an alert is acknowledged, and why.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acknowledgement {
    /// Through this day: after today, and no later than `alerts.acknowledge_days` from today.
    #[schema(example = "2026-11-15")]
    pub until: Day,
    /// What is being done, for the manager and the performance team.
    #[schema(example = "The contractor starts on 9 November.", min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// Until when an alert is snoozed.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Snooze {
    /// Through this day: after today, and no later than `alerts.snooze_days` from today.
    #[schema(example = "2026-10-22")]
    pub until: Day,
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

/// A notification with all that it listed.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct NotificationDetail {
    /// The notification.
    #[serde(flatten)]
    pub notification: Notification,
    /// What it listed when it was made; what was not true any more when it was sent was left out.
    pub listed: Vec<ListedAlert>,
}

/// One alert of a notification.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ListedAlert {
    /// How it was listed: `new`, `open` or `resolved`.
    #[schema(example = "new")]
    pub listed_as: String,
    /// The alert, as it is now.
    pub alert: Alert,
}

/// Which notifications are to be sent again.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Replay {
    /// All in this state: `dead`, `refused`, `suppressed` or `uncertain_final`.
    #[schema(example = "dead")]
    pub state: State,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Replayed {
    /// How many were put into the outbox again.
    pub queued: usize,
    /// How many are still in that state: send the request again for these.
    pub left: usize,
}

impl State {
    /// Never arrived, as far as is known, and is not tried any more.
    pub const fn can_be_replayed(self) -> bool {
        matches!(self, Self::Dead | Self::Refused | Self::Suppressed | Self::UncertainFinal)
    }

    /// May it still be sent?
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Sending | Self::Deferred | Self::Uncertain)
    }
}
