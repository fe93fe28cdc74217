//! Calendar feeds: make, list, revoke.

use super::context::Context;
use super::history::{self, About};
use super::references::refer;
use crate::db::Conn;
use crate::db::page::{Cursor, Page, PageRequest};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::calendar::{Calendar, CalendarDraft, FeedSecret};
use crate::model::history::{Event, Subject};
use crate::store::calendars::{self as store, CalendarRecord, CalendarRow};
use crate::store::refs::Kind;

/// The order of the list: that in which they were made.
pub const SORT: &str = "id";

/// Makes a feed. Its secret is shown once, and not kept.
///
/// # Errors
/// [`Error::Invalid`] for its fields; [`Error::Forbidden`] for what is not the caller's to hand out.
pub fn create(conn: &mut Conn, context: &Context, draft: CalendarDraft) -> Result<(FeedSecret, Calendar)> {
    if draft.person.is_some() && draft.service_area.is_some() {
        return Err(Error::field("/service_area", "inconsistent", "give a person or a service area, not both"));
    }
    let person = named(conn, Kind::Person, "/person", draft.person.as_deref())?;
    let area = named(conn, Kind::ServiceArea, "/service_area", draft.service_area.as_deref())?;
    context.authority.check_calendar(person, area)?;
    let secret = FeedSecret::generate()?;
    let row = CalendarRow {
        id: context.new_id(),
        person_id: person,
        service_area_id: area,
        secret_hash: secret.hash(),
        created_at: context.at(),
        created_by: context.actor.clone(),
        revoked_at: None,
    };
    store::insert(conn, &row)?;
    let made = get(conn, row.id)?;
    history::note(conn, context, about(&made.id.to_string()), None, Some(&made))?;
    Ok((secret, made))
}

/// What a draft names; an empty name would be a feed of everything.
fn named(conn: &mut Conn, kind: Kind, pointer: &str, reference: Option<&str>) -> Result<Option<Id>> {
    let found = refer(conn, kind, pointer, reference, None)?;
    if reference.is_some() && found.is_none() {
        return Err(Error::field(pointer, "invalid_value", "must not be empty"));
    }
    Ok(found)
}

/// A page of feeds, revoked ones too.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, page: &PageRequest) -> Result<Page<Calendar>> {
    let records = store::list(conn, &PageRequest { limit: page.limit + 1, after: page.after.clone() })?;
    let place = |record: &CalendarRecord| Cursor { sort: SORT.to_owned(), value: String::new(), id: record.row.id.to_string() };
    Ok(Page::cut(records, page.limit, place).map(view))
}

/// Revokes a feed: its address is unknown from now on. One that is revoked already stays so.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] for what is not the caller's.
pub fn revoke(conn: &mut Conn, context: &Context, id: &str) -> Result<()> {
    let missing = || Error::not_found("calendar", id);
    let before = get(conn, id.parse().map_err(|_| missing())?)?;
    let of = |link: &Option<crate::model::Link>| link.as_ref().map(|link| link.id);
    context.authority.check_calendar(of(&before.person), of(&before.service_area))?;
    if store::revoke(conn, before.id, context.at())? {
        let after = get(conn, before.id)?;
        history::note_as(conn, context, about(id), Event::Revoked, &before, &after)?;
    }
    Ok(())
}

/// Has the feeds of one service area be of another; how many there are.
///
/// # Errors
/// Those of the database.
pub(super) fn move_service_area(conn: &mut Conn, context: &Context, from: Id, into: Id) -> Result<usize> {
    let ids = store::of_service_area(conn, from)?;
    for id in &ids {
        let before = get(conn, *id)?;
        store::set_service_area(conn, *id, into)?;
        let after = get(conn, *id)?;
        history::note(conn, context, about(&id.to_string()), Some(&before), Some(&after))?;
    }
    Ok(ids.len())
}

/// Revokes all feeds of a person.
///
/// # Errors
/// Those of [`revoke`].
pub(super) fn revoke_of_person(conn: &mut Conn, context: &Context, person: Id) -> Result<()> {
    store::of_person(conn, person)?.into_iter().try_for_each(|id| revoke(conn, context, &id.to_string()))
}

fn get(conn: &mut Conn, id: Id) -> Result<Calendar> {
    store::find(conn, id)?.map(view).ok_or_else(|| Error::not_found("calendar", id))
}

fn about(id: &str) -> About<'_> {
    About { kind: Subject::Calendar, item: None, reference: id, period: None }
}

fn view(record: CalendarRecord) -> Calendar {
    let CalendarRecord { row, person, service_area, .. } = record;
    Calendar { id: row.id, person, service_area, created_at: row.created_at, created_by: row.created_by, revoked_at: row.revoked_at }
}
