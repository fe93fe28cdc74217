//! People: who answers for things, who manages whom, and in which language they are written to.

use super::context::{Change, Context, changed_meanwhile, for_change, merged, ref_taken, resolve};
use super::history::{self, About};
use super::outbox::follow_address;
use super::references::{check_unused, refer};
use crate::db::Conn;
use crate::db::page::{Cursor, MAX_SCANNED, Page, PageRequest};
use crate::domain::plan::Language;
use crate::error::{Error, Result};
use crate::id::{Id, Key, ref_key};
use crate::model::Link;
use crate::model::person::{Person, PersonDraft};
use crate::store::people::{self as store, PersonFilter, PersonRecord, PersonRow};
use crate::store::refs::Kind;
use crate::store::searchable;
use std::collections::HashSet;

/// The order of lists.
pub const SORT: &str = "ref";

/// Which people a list holds, as callers name what they belong to: by id or ref.
#[derive(Clone, Default)]
#[expect(missing_docs, reason = "as in PersonFilter, by keys")]
pub struct PersonQuery {
    pub service_area: Option<String>,
    pub manager: Option<String>,
    pub active: Option<bool>,
    pub language: Option<Language>,
    pub archived: bool,
    pub text: Option<String>,
}

item_use_cases!(Kind::Person, PersonQuery, PersonDraft, Person, PersonRow, PersonRecord);

fn filter(conn: &mut Conn, query: PersonQuery) -> Result<PersonFilter> {
    Ok(PersonFilter {
        service_area: resolve(conn, Kind::ServiceArea, "?service_area", query.service_area.as_deref())?,
        manager: resolve(conn, Kind::Person, "?manager", query.manager.as_deref())?,
        active: query.active,
        language: query.language,
        archived: query.archived,
        text: query.text,
    })
}

/// The draft that would write a stored person again: what a change is merged into. A ref that is the e-mail address is
/// left out, so that it follows the address.
pub fn draft_of(record: &PersonRecord) -> PersonDraft {
    let row = record.row.clone();
    let key = |link: &Option<Link>| link.as_ref().map(|link| link.reference.clone());
    PersonDraft {
        reference: Some(row.reference).filter(|reference| row.email.as_ref() != Some(reference)),
        email: row.email,
        name: row.name,
        language: row.language,
        service_area: key(&record.service_area),
        manager: key(&record.manager),
        directs: key(&record.directs),
        active: row.active,
        optional_mail: row.optional_mail,
        optional_mail_day: row.optional_mail_day,
        archived: row.archived_at.is_some(),
    }
}

fn row(conn: &mut Conn, context: &Context, draft: PersonDraft, current: Option<&PersonRow>) -> Result<PersonRow> {
    let at = context.at();
    let id = current.map_or_else(|| context.new_id(), |row| row.id);
    check_email(conn, id, draft.email.as_deref())?;
    let former = current.and_then(|row| row.email.as_deref()).filter(|former| draft.email.as_deref() != Some(former));
    former.map_or(Ok(()), |former| follow_address(conn, context, id, former))?;
    // Someone restored must find current whom and what they refer to.
    let kept = current.filter(|row| draft.archived || row.archived_at.is_none());
    let manager_id = refer(conn, Kind::Person, "/manager", draft.manager.as_deref(), kept.and_then(|row| row.manager_id))?;
    check_manager(conn, id, manager_id)?;
    let reference = draft.reference.or_else(|| draft.email.clone()).unwrap_or_default();
    // What someone who has left still owns goes to others; of anyone else it would be lost.
    if draft.archived && draft.active && current.is_some_and(|row| row.archived_at.is_none()) {
        check_unused(conn, Kind::Person, &reference, id)?;
    }
    Ok(PersonRow {
        id,
        ref_key: ref_key(&reference),
        search: searchable(&[Some(&reference), draft.email.as_deref(), Some(&draft.name)]),
        service_area_id: refer(
            conn,
            Kind::ServiceArea,
            "/service_area",
            draft.service_area.as_deref(),
            kept.and_then(|row| row.service_area_id),
        )?,
        manager_id,
        directs_id: refer(conn, Kind::Directorate, "/directs", draft.directs.as_deref(), kept.and_then(|row| row.directs_id))?,
        archived_at: draft.archived.then(|| current.and_then(|row| row.archived_at).unwrap_or(at)),
        version: current.map_or(0, |row| row.version) + 1,
        created_at: current.map_or(at, |row| row.created_at),
        updated_at: at,
        reference,
        email: draft.email,
        name: draft.name,
        language: draft.language,
        active: draft.active,
        optional_mail: draft.optional_mail,
        optional_mail_day: draft.optional_mail_day,
    })
}

/// An address is one person's.
fn check_email(conn: &mut Conn, person: Id, email: Option<&str>) -> Result<()> {
    let Some(email) = email else { return Ok(()) };
    conn.lock("e-mail addresses")?;
    match store::id_by_email(conn, email)? {
        Some(other) if other != person => Err(Error::conflict("email_taken", "another person has that e-mail address")),
        _ => Ok(()),
    }
}

/// Nobody is their own manager, nor that of someone above them: what is escalated must end somewhere.
fn check_manager(conn: &mut Conn, person: Id, manager: Option<Id>) -> Result<()> {
    if manager.is_some() {
        conn.lock("line managers")?;
    }
    let mut seen = HashSet::new();
    let mut above = manager;
    while let Some(id) = above.filter(|id| seen.insert(*id)) {
        if id == person {
            let detail = "must be neither the person nor someone whose line of managers leads to the person";
            return Err(Error::field("/manager", "loop", detail));
        }
        above = store::manager_of(conn, id)?;
    }
    Ok(())
}

fn view(record: PersonRecord) -> Person {
    let row = record.row;
    Person {
        id: row.id,
        reference: row.reference,
        email: row.email,
        name: row.name,
        language: row.language,
        service_area: record.service_area,
        manager: record.manager,
        directs: record.directs,
        mail_suppressed_since: record.suppressed_since,
        active: row.active,
        optional_mail: row.optional_mail,
        optional_mail_day: row.optional_mail_day,
        archived: row.archived_at.is_some(),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

#[cfg(test)]
mod tests;
