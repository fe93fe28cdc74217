//! What items were called before.

use super::refs::{Kind, references};
use crate::db::schema::former_refs;
use crate::db::{Conn, on};
use crate::error::Result;
use crate::id::Id;
use diesel::prelude::*;

/// Keeps what an item was called, as paths write it; of several items that were called so, the latest counts.
///
/// # Errors
/// Those of the database.
pub fn keep(conn: &mut Conn, kind: Kind, ref_key: &str, item: Id) -> Result<()> {
    let row = (former_refs::kind.eq(kind.subject()), former_refs::ref_key.eq(ref_key), former_refs::item_id.eq(item));
    on!(conn, c => diesel::insert_into(former_refs::table)
        .values(row)
        .on_conflict((former_refs::kind, former_refs::ref_key))
        .do_update()
        .set(former_refs::item_id.eq(item))
        .execute(c))?;
    Ok(())
}

/// The item that was called so, and its ref now. A person was known by their address too, whatever its case.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, kind: Kind, ref_key: &str) -> Result<Option<(Id, String)>> {
    let mut keys = vec![ref_key.to_owned()];
    keys.extend((kind == Kind::Person).then(|| ref_key.to_lowercase()));
    let former = former_refs::table.filter(former_refs::kind.eq(kind.subject())).filter(former_refs::ref_key.eq_any(keys));
    let found: Option<Id> = on!(conn, c => former.select(former_refs::item_id).first(c).optional())?;
    Ok(match found {
        Some(id) => references(conn, kind, &[id])?.pop(),
        None => None,
    })
}

/// All that an item was called.
///
/// # Errors
/// Those of the database.
pub fn of(conn: &mut Conn, item: Id) -> Result<Vec<String>> {
    let former = former_refs::table.filter(former_refs::item_id.eq(item)).order(former_refs::ref_key);
    Ok(on!(conn, c => former.select(former_refs::ref_key).load(c))?)
}

/// Forgets what an item was called.
///
/// # Errors
/// Those of the database.
pub fn forget(conn: &mut Conn, item: Id) -> Result<()> {
    on!(conn, c => diesel::delete(former_refs::table.filter(former_refs::item_id.eq(item))).execute(c))?;
    Ok(())
}

/// Has all that led to one item lead to another.
///
/// # Errors
/// Those of the database.
pub fn lead_on(conn: &mut Conn, from: Id, to: Id) -> Result<()> {
    let former = former_refs::table.filter(former_refs::item_id.eq(from));
    on!(conn, c => diesel::update(former).set(former_refs::item_id.eq(to)).execute(c))?;
    Ok(())
}
