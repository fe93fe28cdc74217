//! The outbox of webhooks, step by step: take a delivery, sign it, and put down what became of it.
//!
//! As with mails, no transaction is open while it is sent, and whoever holds it holds it by its fence.

use super::context::Context;
use super::webhooks::{LOCK, save};
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::error::Result;
use crate::id::Id;
use crate::model::webhook::{DeliveryState, HookState};
use crate::store::webhook_deliveries::{self as store, DeliveryRow, Settlement};
use crate::store::webhooks::{self as hooks, HookRow, Secrets};
use chrono::{DateTime, Duration, Utc};

/// Seconds before each further attempt; after the last, the delivery is dead.
const BACK_OFF: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// However much longer a receiver asks for, it is tried again after a day.
const LONGEST_WAIT: Duration = Duration::days(1);
/// A webhook that has only failed for so long is disabled.
const FAILING: Duration = Duration::days(5);
/// What was sent, or not, is kept for so long.
const KEPT: Duration = Duration::days(30);
/// The receiver is gone for good.
const GONE: u16 = 410;

/// A delivery that this worker holds, ready to be sent.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// Its id.
    pub id: Id,
    /// Its webhook.
    pub webhook: Id,
    /// Where to.
    pub url: String,
    /// `webhook-id`, `webhook-timestamp` and `webhook-signature`.
    pub headers: [(&'static str, String); 3],
    /// What.
    pub body: String,
    attempts: i32,
    fence: i64,
}

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// There was an answer.
    Answered {
        /// Its status.
        status: u16,
        /// Its `Retry-After`.
        retry_after: Option<String>,
    },
    /// There was none: why.
    Failed(String),
}

/// Takes the delivery that has waited longest of those that may be tried now, for as long as `lease`; `None` when there is none.
///
/// # Errors
/// Those of the database.
pub fn claim(conn: &mut Conn, context: &Context, lease: Duration) -> Result<Option<Parcel>> {
    conn.lock(LOCK)?;
    while let Some(row) = store::next_ready(conn, context.at())? {
        let (hook, secrets) = (hooks::find(conn, row.webhook_id)?, hooks::secrets(conn, row.webhook_id)?);
        let (Some(hook), Some(secrets)) = (hook, secrets) else { return Ok(None) };
        if !store::claim(conn, &row, context.at().plus(lease))? {
            continue;
        }
        let parcel = signed(context, &row, &hook, &secrets);
        if row.attempts <= most_retries() {
            return Ok(Some(parcel));
        }
        let why = "whoever tried to send it never finished, every time";
        settle(conn, context, &parcel, &Sent::Failed(why.to_owned()))?;
    }
    Ok(None)
}

fn most_retries() -> i32 {
    i32::try_from(BACK_OFF.len()).unwrap_or(i32::MAX)
}

fn signed(context: &Context, row: &DeliveryRow, hook: &HookRow, secrets: &Secrets) -> Parcel {
    let at = context.at();
    let previous = secrets.previous.iter().filter(|(_, until)| at < *until).map(|(secret, _)| secret);
    let signatures = std::iter::once(&secrets.current).chain(previous).map(|secret| secret.sign(row.id, at, &row.payload));
    let headers = [
        ("webhook-id", row.id.to_string()),
        ("webhook-timestamp", at.utc().timestamp().to_string()),
        ("webhook-signature", signatures.collect::<Vec<_>>().join(" ")),
    ];
    Parcel {
        id: row.id,
        webhook: hook.id,
        url: hook.url.clone(),
        headers,
        body: row.payload.clone(),
        attempts: row.attempts + 1,
        fence: row.fence + 1,
    }
}

/// Puts down what became of an attempt, and what that says of the webhook; `false` when the lease was lost, and nothing was
/// written.
///
/// # Errors
/// Those of the database.
pub fn settle(conn: &mut Conn, context: &Context, parcel: &Parcel, sent: &Sent) -> Result<bool> {
    conn.lock(LOCK)?;
    let kept = store::settle(conn, parcel.id, parcel.fence, &settlement(context.at(), parcel.attempts, sent))?;
    if let (true, Some(hook)) = (kept, hooks::find(conn, parcel.webhook)?) {
        note_health(conn, context, &hook, sent)?;
    }
    Ok(kept)
}

fn settlement(now: Timestamp, attempts: i32, sent: &Sent) -> Settlement {
    let (last_status, last_error) = match sent {
        Sent::Answered { status, .. } => (Some((*status).into()), None),
        Sent::Failed(why) => (None, Some(why.clone())),
    };
    let wait = usize::try_from(attempts - 1).ok().and_then(|index| BACK_OFF.get(index)).copied().map(Duration::seconds);
    let (state, wait) = match (sent, wait) {
        (Sent::Answered { status: 200..=299, .. }, _) => (DeliveryState::Delivered, None),
        (Sent::Answered { status: GONE, .. }, _) | (_, None) => (DeliveryState::Dead, None),
        (Sent::Answered { retry_after, .. }, Some(wait)) => {
            let asked = retry_after.as_deref().and_then(|text| asked_wait(text, now)).unwrap_or(wait);
            (DeliveryState::Deferred, Some(asked.clamp(wait, LONGEST_WAIT)))
        }
        (Sent::Failed(_), Some(wait)) => (DeliveryState::Deferred, Some(wait)),
    };
    let settled_at = wait.is_none().then_some(now);
    Settlement { state, next_attempt_at: now.plus(wait.unwrap_or_default()), last_status, last_error, settled_at }
}

/// `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
fn asked_wait(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(Duration::seconds(seconds.into()));
    }
    let date = DateTime::parse_from_rfc2822(text).ok()?;
    Some(date.with_timezone(&Utc) - now.utc())
}

/// A success ends a run of failures; one that lasts too long, or a receiver that is gone, ends the webhook.
fn note_health(conn: &mut Conn, context: &Context, hook: &HookRow, sent: &Sent) -> Result<()> {
    let at = context.at();
    let failed = match sent {
        Sent::Answered { status: 200..=299, .. } => None,
        Sent::Answered { status, .. } => Some(format!("the receiver answered {status}")),
        Sent::Failed(why) => Some(why.clone()),
    };
    let Some(failed) = failed else {
        return if hook.failing_since.is_none() { Ok(()) } else { hooks::update(conn, &HookRow { failing_since: None, ..hook.clone() }) };
    };
    let since = hook.failing_since.unwrap_or(at);
    let reason = match sent {
        Sent::Answered { status: GONE, .. } => Some("the receiver answered 410: it wants no more events".to_owned()),
        _ if since.plus(FAILING) <= at => Some(format!("no delivery has succeeded since {since}; the last time, {failed}")),
        _ => None,
    };
    match reason.filter(|_| hook.state != HookState::Disabled) {
        None if hook.failing_since.is_some() => Ok(()),
        None => hooks::update(conn, &HookRow { failing_since: Some(since), ..hook.clone() }),
        Some(reason) => {
            let disabled = HookRow {
                state: HookState::Disabled,
                disabled_reason: Some(reason),
                failing_since: Some(since),
                version: hook.version + 1,
                updated_at: at,
                ..hook.clone()
            };
            save(conn, context, hook, &disabled)
        }
    }
}

/// Forgets what was made long ago, whatever became of it, and secrets that count no longer.
///
/// # Errors
/// Those of the database.
pub fn forget(conn: &mut Conn, context: &Context) -> Result<()> {
    hooks::forget_secrets(conn, context.at())?;
    store::forget(conn, context.at().plus(-KEPT))
}

#[cfg(test)]
mod tests;
