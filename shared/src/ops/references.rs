//! What items refer to: it must be there, current, and fit; and nothing current is left referring to what is archived.

use super::context::resolve;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::domain::plan::PlanLevel;
use crate::error::{Error, Result};
use crate::id::{Id, Key};
use crate::store::refs::Kind;
use crate::store::{plan, referrers, refs};

/// The id of what a draft refers to at `pointer`. It must be current, unless it is one of those `kept`: a reference that the
/// item has already stays, whatever has become of what it refers to.
///
/// # Errors
/// [`Error::Invalid`] when there is none, or it is archived.
pub fn refer(
    conn: &mut Conn,
    kind: Kind,
    pointer: &str,
    reference: Option<&str>,
    kept: impl IntoIterator<Item = Id>,
) -> Result<Option<Id>> {
    let Some(id) = resolve(conn, kind, pointer, reference)? else { return Ok(None) };
    if !kept.into_iter().any(|kept| kept == id) {
        check_not_archived(conn, kind, pointer, id)?;
    }
    Ok(Some(id))
}

/// As [`refer`], for an item of the plan, which must be of one of these levels.
///
/// # Errors
/// As [`refer`]; [`Error::Invalid`] for another level.
pub fn refer_to_plan(
    conn: &mut Conn,
    pointer: &str,
    reference: Option<&str>,
    levels: &[PlanLevel],
    kept: impl IntoIterator<Item = Id>,
) -> Result<Option<Id>> {
    let Some(id) = resolve(conn, Kind::PlanItem, pointer, reference)? else { return Ok(None) };
    if !kept.into_iter().any(|kept| kept == id) {
        check_not_archived(conn, Kind::PlanItem, pointer, id)?;
        check_level(conn, pointer, id, levels)?;
    }
    Ok(Some(id))
}

/// May something new refer to the item?
///
/// # Errors
/// [`Error::Invalid`] at `pointer` when it is archived.
pub fn check_not_archived(conn: &mut Conn, kind: Kind, pointer: &str, id: Id) -> Result<()> {
    conn.share(&lock_name(kind, id))?;
    if refs::is_archived(conn, kind, id)? {
        let detail = format!("that {} is archived; restore it first, or name another", kind.name());
        return Err(Error::field(pointer, "archived_reference", detail));
    }
    Ok(())
}

/// Is the item of the plan of one of these levels?
///
/// # Errors
/// [`Error::Invalid`] at `pointer`.
pub fn check_level(conn: &mut Conn, pointer: &str, id: Id, levels: &[PlanLevel]) -> Result<()> {
    let Some(row) = plan::find(conn, &Key::Id(id))?.map(|record| record.row) else { return Ok(()) };
    if levels.contains(&row.level) {
        return Ok(());
    }
    let allowed = levels.iter().map(|level| level.as_str()).collect::<Vec<_>>().join(" or ");
    let detail = format!("must name an item of the level {allowed}; {} is of the level {}", row.reference, row.level);
    Err(Error::field(pointer, "wrong_level", detail))
}

/// Does nothing current refer to the item that is to be archived?
///
/// # Errors
/// [`Error::Conflict`] that says how many of what do, and what to do about it.
pub fn check_unused(conn: &mut Conn, kind: Kind, reference: &str, id: Id) -> Result<()> {
    conn.lock(&lock_name(kind, id))?;
    let used = referrers::of(conn, kind, id)?;
    if used.is_empty() {
        return Ok(());
    }
    let used: Vec<String> = used.into_iter().map(|(kind, count)| kind.counted(count)).collect();
    let remedy = match kind {
        Kind::Person => "hand them to others, or archive them first; of a person who has left, set \"active\": false as well",
        _ => "move them elsewhere, or archive them first",
    };
    let detail = format!("the {} {reference:?} is referred to by what is current ({}): {remedy}", kind.name(), used.join(", "));
    Err(Error::conflict("in_use", detail))
}

/// What keeps new references to an item and its archiving apart.
fn lock_name(kind: Kind, id: Id) -> String {
    format!("references to {} {id}", kind.name())
}

/// Is the item, which something is to be recorded of, current?
///
/// # Errors
/// [`Error::Conflict`] when it is archived.
pub fn check_current(kind: Kind, reference: &str, archived_at: Option<Timestamp>) -> Result<()> {
    if archived_at.is_none() {
        return Ok(());
    }
    let detail = format!("the {} {reference:?} is archived; restore it first, by a PATCH with \"archived\": false", kind.name());
    Err(Error::conflict("archived", detail))
}

#[cfg(test)]
mod tests;
