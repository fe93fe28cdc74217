//! Keys follow the people whose they are, and the service areas that they write in.

use super::{LOCK, get, joined, parts, store};
use crate::db::Conn;
use crate::error::Result;
use crate::id::Id;
use crate::model::history::Event;
use crate::model::key::ApiKey;
use crate::ops::context::Context;
use crate::ops::history;

/// Those of a person, as a list shows them.
///
/// # Errors
/// Those of the database.
pub fn of_person(conn: &mut Conn, person: Id) -> Result<Vec<ApiKey>> {
    let ids: Vec<String> = store::of_person(conn, person)?.into_iter().map(|row| row.id).collect();
    ids.iter().map(|id| get(conn, id)).collect()
}

/// Revokes a person's keys, and has nothing of them say whose they were; their ids.
///
/// # Errors
/// Those of the database.
pub fn retire_of_person(conn: &mut Conn, context: &Context, person: Id, name: &str) -> Result<Vec<String>> {
    conn.lock(LOCK)?;
    let rows = store::of_person(conn, person)?;
    for row in &rows {
        if row.revoked_at.is_none() {
            store::revoke(conn, &row.id, context.at())?;
            let after = get(conn, &row.id)?;
            let before = ApiKey { revoked_at: None, ..after.clone() };
            history::note_key(conn, context, Event::Revoked, Some(&before), &after)?;
        }
        store::set_name(conn, &row.id, name)?;
        history::rename_key(conn, &row.id, name)?;
    }
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Has keys that write in one service area write in another instead; how many there are.
///
/// # Errors
/// Those of the database.
pub fn move_service_area(conn: &mut Conn, context: &Context, from: Id, into: Id) -> Result<usize> {
    conn.lock(LOCK)?;
    let mut moved = 0;
    for row in store::restricted(conn)? {
        let areas: Vec<Id> = row.service_area_ids.as_deref().map(parts).transpose()?.unwrap_or_default();
        if !areas.contains(&from) {
            continue;
        }
        let before = get(conn, &row.id)?;
        let others = areas.into_iter().filter(|area| *area != from && *area != into);
        store::set_service_areas(conn, &row.id, &joined(&others.chain([into]).collect::<Vec<_>>()))?;
        let after = get(conn, &row.id)?;
        history::note_key(conn, context, Event::Changed, Some(&before), &after)?;
        moved += 1;
    }
    Ok(moved)
}
