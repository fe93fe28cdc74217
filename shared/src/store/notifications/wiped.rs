//! What is forgotten of mails: whom they went to, and what they said.

use crate::clock::Timestamp;
use crate::db::schema::notifications;
use crate::db::{Conn, among, on};
use crate::error::Result;
use crate::id::Id;
use crate::model::notification::State;
use diesel::prelude::*;

/// What a row says of its recipient, and of what they were told.
macro_rules! blank {
    () => {
        (notifications::address.eq(None::<String>), notifications::frozen.eq(None::<String>), notifications::last_reply.eq(None::<String>))
    };
}

/// Wipes address, bytes and reply of all of a person's; what still waited is not sent. How many there are.
///
/// # Errors
/// Those of the database.
pub fn wipe_person(conn: &mut Conn, person: Id, at: Timestamp) -> Result<usize> {
    let theirs = notifications::table.filter(notifications::person_id.eq(person));
    let waiting = theirs.filter(notifications::settled_at.is_null());
    let ended = (notifications::state.eq(State::Suppressed), notifications::settled_at.eq(at));
    on!(conn, c => diesel::update(waiting).set(ended).execute(c))?;
    Ok(on!(conn, c => diesel::update(theirs).set(blank!()).execute(c))?)
}

/// Wipes address, bytes and reply of those settled before an instant, the oldest first, at most so many; how many there were.
///
/// # Errors
/// Those of the database.
pub fn wipe_settled(conn: &mut Conn, before: Timestamp, most: i64) -> Result<usize> {
    let full = notifications::address.is_not_null().or(notifications::frozen.is_not_null()).or(notifications::last_reply.is_not_null());
    let old = notifications::table.filter(notifications::settled_at.lt(before)).filter(full);
    let ids: Vec<Id> = on!(conn, c => old.order(notifications::id).limit(most).select(notifications::id).load(c))?;
    Ok(on!(conn, c => diesel::update(notifications::table.filter(among(notifications::id, &ids))).set(blank!()).execute(c))?)
}
