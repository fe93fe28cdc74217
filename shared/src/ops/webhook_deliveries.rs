//! What webhooks were sent, or are to be: look at it, try a webhook, and send something again.

use super::announce;
use super::context::Context;
use super::history;
use super::webhooks::{LOCK, about, find};
use crate::db::Conn;
use crate::db::page::{Cursor, Page, PageRequest};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::history::Event;
use crate::model::webhook::{Delivery, DeliveryState, EventType, HookState};
use crate::store::webhook_deliveries::{self as deliveries, DeliveryRow};
use crate::store::webhooks::HookRow;
use serde_json::json;

/// The order of the list.
pub const SORT: &str = "-id";

/// Queues a `ping`.
///
/// # Errors
/// [`Error::NotFound`] for the webhook, [`Error::Conflict`] when it is not active; [`Error::Forbidden`].
pub fn test(conn: &mut Conn, context: &Context, id: &str) -> Result<Delivery> {
    let hook = active(conn, context, id)?;
    let row = announce::delivery(context, hook.id, EventType::Ping, &json!({"webhook": hook.id}));
    deliveries::insert(conn, std::slice::from_ref(&row))?;
    let sent = |state: Option<DeliveryState>| json!({"deliveries": {row.id.to_string(): {"type": row.event_type, "state": state}}});
    history::note(conn, context, about(id), Some(&json!({})), Some(&sent(Some(row.state))))?;
    delivery_view(row)
}

/// A page of what was sent, or is to be, the latest first.
///
/// # Errors
/// [`Error::NotFound`] for the webhook.
pub fn list(conn: &mut Conn, id: &str, state: Option<DeliveryState>, page: &PageRequest) -> Result<Page<Delivery>> {
    let hook = find(conn, id)?;
    let rows = deliveries::list(conn, hook.id, state, &PageRequest { limit: page.limit + 1, after: page.after.clone() })?;
    let place = |row: &DeliveryRow| Cursor { sort: SORT.to_owned(), value: String::new(), id: row.id.to_string() };
    let Page { items, next } = Page::cut(rows, page.limit, place);
    Ok(Page { items: items.into_iter().map(delivery_view).collect::<Result<_>>()?, next })
}

/// Has a delivery sent again, whatever became of it: with the same id and body, and as many attempts as a new one.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] while it is being sent, or when the webhook is not active; [`Error::Forbidden`].
pub fn replay(conn: &mut Conn, context: &Context, id: &str, delivery: &str) -> Result<Delivery> {
    let hook = active(conn, context, id)?;
    let missing = || Error::not_found("delivery", delivery);
    let find = |conn: &mut Conn, id: Id| deliveries::find(conn, hook.id, id)?.ok_or_else(missing);
    let row = find(conn, delivery.parse().map_err(|_| missing())?)?;
    let in_hand = row.state == DeliveryState::Sending && row.leased_until.is_some_and(|until| until >= context.at());
    if in_hand || !deliveries::renew(conn, &row, context.at())? {
        return Err(Error::conflict("being_sent", "the delivery is being sent just now; look at what becomes of it"));
    }
    let after = find(conn, row.id)?;
    let told = |row: &DeliveryRow| json!({"deliveries": {row.id.to_string(): {"state": row.state}}});
    history::note_as(conn, context, about(id), Event::Changed, &told(&row), &told(&after))?;
    delivery_view(after)
}

/// The webhook of that id, to have something sent to it.
fn active(conn: &mut Conn, context: &Context, id: &str) -> Result<HookRow> {
    context.authority.check_common("webhooks")?;
    conn.lock(LOCK)?;
    let hook = find(conn, id)?;
    if hook.state != HookState::Active {
        let detail = format!("the webhook is {}; PATCH it with {{\"state\": \"active\"}} first", hook.state);
        return Err(Error::conflict("webhook_not_active", detail));
    }
    Ok(hook)
}

fn delivery_view(row: DeliveryRow) -> Result<Delivery> {
    let payload = serde_json::from_str(&row.payload).map_err(|error| Error::Internal(format!("a stored event: {error}")))?;
    Ok(Delivery {
        id: row.id,
        event_type: row.event_type,
        state: row.state,
        attempts: row.attempts,
        next_attempt_at: row.settled_at.is_none().then_some(row.next_attempt_at),
        last_status: row.last_status,
        last_error: row.last_error,
        created_at: row.created_at,
        settled_at: row.settled_at,
        payload,
    })
}
