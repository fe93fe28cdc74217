//! Mails that were settled, and go out again.

use super::NotificationRow;
use crate::clock::Timestamp;
use crate::db::schema::{notifications, people};
use crate::db::{Conn, on};
use crate::error::Result;
use crate::model::Link;
use crate::model::notification::State;
use diesel::prelude::*;

/// How a settled row goes out again.
#[derive(Clone, Debug)]
pub struct Again {
    /// Its new state: pending, or uncertain when a copy may have arrived.
    pub state: State,
    /// With the bytes, and to the address, that it has.
    pub same_bytes: bool,
    /// Under this Message-ID.
    pub message_id: String,
    /// From now on.
    pub at: Timestamp,
}

/// Has a settled row be sent again; `false` when it is not as it was read.
///
/// # Errors
/// Those of the database.
pub fn put_again(conn: &mut Conn, row: &NotificationRow, again: &Again) -> Result<bool> {
    let untouched = notifications::table.find(row.id).filter(notifications::fence.eq(row.fence)).filter(notifications::state.eq(row.state));
    let changes = (
        notifications::state.eq(again.state),
        notifications::message_id.eq(&again.message_id),
        notifications::frozen.eq(row.frozen.as_ref().filter(|_| again.same_bytes)),
        notifications::address.eq(row.address.as_ref().filter(|_| again.same_bytes)),
        notifications::attempts.eq(0),
        notifications::next_attempt_at.eq(again.at),
        notifications::fence.eq(row.fence + 1),
        notifications::settled_at.eq(None::<Timestamp>),
        notifications::broken_at.eq(None::<Timestamp>),
    );
    Ok(on!(conn, c => diesel::update(untouched).set(changes).execute(c))? == 1)
}

/// Rows in that state with their recipients, the oldest first, at most so many.
///
/// # Errors
/// Those of the database.
pub fn oldest_in(conn: &mut Conn, state: State, most: usize) -> Result<Vec<(NotificationRow, Link)>> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    Ok(on!(conn, c => notifications::table
        .inner_join(people::table)
        .filter(notifications::state.eq(state))
        .order(notifications::id)
        .limit(limit)
        .select((NotificationRow::as_select(), (people::id, people::reference, people::name)))
        .load(c))?)
}
