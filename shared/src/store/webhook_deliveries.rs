//! The outbox of webhooks: one row per webhook and event, and what became of it.

use crate::clock::Timestamp;
use crate::db::page::PageRequest;
use crate::db::schema::{webhook_deliveries, webhooks};
use crate::db::{Conn, on};
use crate::error::Result;
use crate::id::Id;
use crate::model::webhook::{DeliveryState, EventType, HookState};
use diesel::prelude::*;

/// A row of `webhook_deliveries`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = webhook_deliveries, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct DeliveryRow {
    pub id: Id,
    pub webhook_id: Id,
    pub event_type: EventType,
    pub payload: String,
    pub state: DeliveryState,
    pub attempts: i32,
    pub next_attempt_at: Timestamp,
    pub leased_until: Option<Timestamp>,
    pub fence: i64,
    pub last_status: Option<i32>,
    pub last_error: Option<String>,
    pub created_at: Timestamp,
    pub settled_at: Option<Timestamp>,
}

/// How a claimed row is put down again.
#[derive(Clone, Debug)]
pub struct Settlement {
    /// The new state.
    pub state: DeliveryState,
    /// When it is tried again, for a state that is.
    pub next_attempt_at: Timestamp,
    /// What was answered.
    pub last_status: Option<i32>,
    /// Why nothing was.
    pub last_error: Option<String>,
    /// When it ended, for states that are final.
    pub settled_at: Option<Timestamp>,
}

diesel::alias!(const HELD: Alias<Held> = webhook_deliveries as held);

/// States in which a delivery still waits.
const WAITING: [DeliveryState; 3] = [DeliveryState::Pending, DeliveryState::Sending, DeliveryState::Deferred];

/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, rows: &[DeliveryRow]) -> Result<()> {
    // In pieces: both databases bound the number of values in a statement.
    for piece in rows.chunks(100) {
        on!(conn, c => diesel::insert_into(webhook_deliveries::table).values(piece).execute(c))?;
    }
    Ok(())
}

/// The delivery of that id, of that webhook.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, webhook: Id, id: Id) -> Result<Option<DeliveryRow>> {
    let found = webhook_deliveries::table.find(id).filter(webhook_deliveries::webhook_id.eq(webhook));
    Ok(on!(conn, c => found.select(DeliveryRow::as_select()).first(c).optional())?)
}

/// Deliveries of a webhook, the latest first.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, webhook: Id, state: Option<DeliveryState>, page: &PageRequest) -> Result<Vec<DeliveryRow>> {
    let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
    let rows = on!(conn, c => {
        let mut query = webhook_deliveries::table.filter(webhook_deliveries::webhook_id.eq(webhook)).into_boxed::<DB>();
        if let Some(state) = state {
            query = query.filter(webhook_deliveries::state.eq(state));
        }
        if let Some(after) = &page.after {
            query = query.filter(webhook_deliveries::id.lt(&after.id));
        }
        query.order(webhook_deliveries::id.desc()).limit(limit).select(DeliveryRow::as_select()).load(c)
    })?;
    Ok(rows)
}

/// The row that has waited longest of those that may be tried now, of webhooks that are active and have none in hand: so each
/// is sent one at a time, and a slow one holds up none but its own.
///
/// # Errors
/// Those of the database.
pub fn next_ready(conn: &mut Conn, now: Timestamp) -> Result<Option<DeliveryRow>> {
    use webhook_deliveries as row;
    let due = row::state.eq_any([DeliveryState::Pending, DeliveryState::Deferred]).and(row::next_attempt_at.le(now));
    let orphaned = row::state.eq(DeliveryState::Sending).and(row::leased_until.lt(now));
    let active = webhooks::table.filter(webhooks::state.eq(HookState::Active)).select(webhooks::id);
    let held = HELD;
    let in_hand = held
        .filter(held.field(row::state).eq(DeliveryState::Sending))
        .filter(held.field(row::leased_until).ge(now))
        .select(held.field(row::webhook_id));
    Ok(on!(conn, c => row::table
        .filter(due.or(orphaned))
        .filter(row::webhook_id.eq_any(active))
        .filter(row::webhook_id.ne_all(in_hand))
        .order((row::next_attempt_at, row::id))
        .select(DeliveryRow::as_select())
        .first(c)
        .optional())?)
}

/// Takes a row for sending, if nobody has touched it since it was read: its fence tells.
///
/// # Errors
/// Those of the database.
pub fn claim(conn: &mut Conn, row: &DeliveryRow, leased_until: Timestamp) -> Result<bool> {
    let untouched = webhook_deliveries::table.find(row.id).filter(webhook_deliveries::fence.eq(row.fence));
    let taken = (
        webhook_deliveries::state.eq(DeliveryState::Sending),
        webhook_deliveries::leased_until.eq(leased_until),
        webhook_deliveries::fence.eq(row.fence + 1),
        webhook_deliveries::attempts.eq(row.attempts + 1),
    );
    Ok(on!(conn, c => diesel::update(untouched).set(taken).execute(c))? == 1)
}

/// Puts a claimed row down; `false` when the lease was lost meanwhile, and nothing was written.
///
/// # Errors
/// Those of the database.
pub fn settle(conn: &mut Conn, id: Id, fence: i64, settlement: &Settlement) -> Result<bool> {
    let held = webhook_deliveries::table
        .find(id)
        .filter(webhook_deliveries::fence.eq(fence))
        .filter(webhook_deliveries::state.eq(DeliveryState::Sending));
    let changes = (
        webhook_deliveries::state.eq(settlement.state),
        webhook_deliveries::next_attempt_at.eq(settlement.next_attempt_at),
        webhook_deliveries::last_status.eq(settlement.last_status),
        webhook_deliveries::last_error.eq(&settlement.last_error),
        webhook_deliveries::settled_at.eq(settlement.settled_at),
        webhook_deliveries::leased_until.eq(None::<Timestamp>),
    );
    Ok(on!(conn, c => diesel::update(held).set(changes).execute(c))? == 1)
}

/// Has a row that nobody has in hand sent anew, from its first attempt on; `false` when somebody has taken it meanwhile.
///
/// # Errors
/// Those of the database.
pub fn renew(conn: &mut Conn, row: &DeliveryRow, at: Timestamp) -> Result<bool> {
    let untouched = webhook_deliveries::table.find(row.id).filter(webhook_deliveries::fence.eq(row.fence));
    let renewed = (
        webhook_deliveries::state.eq(DeliveryState::Pending),
        webhook_deliveries::next_attempt_at.eq(at),
        webhook_deliveries::fence.eq(row.fence + 1),
        webhook_deliveries::attempts.eq(0),
        webhook_deliveries::settled_at.eq(None::<Timestamp>),
    );
    Ok(on!(conn, c => diesel::update(untouched).set(renewed).execute(c))? == 1)
}

/// How many rows of active webhooks wait, and since when the oldest does.
///
/// # Errors
/// Those of the database.
pub fn waiting(conn: &mut Conn) -> Result<(i64, Option<Timestamp>)> {
    use diesel::dsl::{count_star, min};
    let active = webhooks::table.filter(webhooks::state.eq(HookState::Active)).select(webhooks::id);
    let rows =
        webhook_deliveries::table.filter(webhook_deliveries::state.eq_any(WAITING)).filter(webhook_deliveries::webhook_id.eq_any(active));
    Ok(on!(conn, c => rows.select((count_star(), min(webhook_deliveries::created_at))).first(c))?)
}

/// Forgets those of a webhook.
///
/// # Errors
/// Those of the database.
pub fn delete_of(conn: &mut Conn, webhook: Id) -> Result<()> {
    let rows = webhook_deliveries::table.filter(webhook_deliveries::webhook_id.eq(webhook));
    on!(conn, c => diesel::delete(rows).execute(c))?;
    Ok(())
}

/// Forgets those that were made before an instant.
///
/// # Errors
/// Those of the database.
pub fn forget(conn: &mut Conn, before: Timestamp) -> Result<()> {
    on!(conn, c => diesel::delete(webhook_deliveries::table.filter(webhook_deliveries::created_at.lt(before))).execute(c))?;
    Ok(())
}
