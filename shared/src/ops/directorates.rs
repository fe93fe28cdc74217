//! Directorates.

use super::context::{Change, Context, changed_meanwhile, for_change, merged, ref_taken};
use super::history::{self, About};
use super::references::check_unused;
use crate::db::Conn;
use crate::db::page::{Cursor, MAX_SCANNED, Page, PageRequest};
use crate::error::{Error, Result};
use crate::id::{Id, Key, ref_key};
use crate::model::check::REF_LENGTH;
use crate::model::directorate::{Directorate, DirectorateDraft};
use crate::store::directorates::{self as store, DirectorateFilter, DirectorateRecord, DirectorateRow};
use crate::store::refs::{self, Kind};
use crate::store::searchable;

/// The order of lists.
pub const SORT: &str = "ref";

item_use_cases!(Kind::Directorate, DirectorateFilter, DirectorateDraft, Directorate, DirectorateRow, DirectorateRecord);

/// The directorate that files name by its ref or exact name; where there is none, a new one, whose ref is made of the name.
///
/// # Errors
/// [`Error::Invalid`] for a name that cannot be one, [`Error::Conflict`] when the ref made of it is that of another name.
pub fn find_or_create_by_name(conn: &mut Conn, context: &Context, name: &str) -> Result<(Id, Change)> {
    conn.lock("directorates")?;
    let name = name.trim();
    let known = match refs::find_id(conn, Kind::Directorate, &Key::parse(name))? {
        None => store::id_by_name(conn, name)?,
        by_ref => by_ref,
    };
    if let Some(id) = known {
        return Ok((id, Change::Unchanged));
    }
    let draft = DirectorateDraft { reference: reference_of(name), name: name.to_owned(), name_cy: None, archived: false };
    Ok((create(conn, context, draft)?, Change::Created))
}

/// The ref of a directorate that has only a name: its words in lower case, joined with `-`.
fn reference_of(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let joined: String = words.collect::<Vec<_>>().join("-").chars().take(REF_LENGTH).collect();
    joined.trim_end_matches('-').to_owned()
}

fn filter(_: &mut Conn, query: DirectorateFilter) -> Result<DirectorateFilter> {
    Ok(query)
}

/// The draft that would write a stored directorate again: what a change is merged into.
pub fn draft_of(record: &DirectorateRecord) -> DirectorateDraft {
    let row = record.row.clone();
    DirectorateDraft { reference: row.reference, name: row.name, name_cy: row.name_cy, archived: row.archived_at.is_some() }
}

fn row(conn: &mut Conn, context: &Context, draft: DirectorateDraft, current: Option<&DirectorateRow>) -> Result<DirectorateRow> {
    let at = context.at();
    let id = current.map_or_else(|| context.new_id(), |row| row.id);
    if draft.archived && current.is_some_and(|row| row.archived_at.is_none()) {
        check_unused(conn, Kind::Directorate, &draft.reference, id)?;
    }
    Ok(DirectorateRow {
        id,
        ref_key: ref_key(&draft.reference),
        search: searchable(&[Some(&draft.reference), Some(&draft.name), draft.name_cy.as_deref()]),
        archived_at: draft.archived.then(|| current.and_then(|row| row.archived_at).unwrap_or(at)),
        version: current.map_or(0, |row| row.version) + 1,
        created_at: current.map_or(at, |row| row.created_at),
        updated_at: at,
        reference: draft.reference,
        name: draft.name,
        name_cy: draft.name_cy,
    })
}

fn view(record: DirectorateRecord) -> Directorate {
    let row = record.row;
    Directorate {
        id: row.id,
        reference: row.reference,
        name: row.name,
        name_cy: row.name_cy,
        archived: row.archived_at.is_some(),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
