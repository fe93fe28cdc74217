//! Calendar feeds.

use crate::clock::Timestamp;
use crate::db::page::PageRequest;
use crate::db::schema::{calendars, people, service_areas};
use crate::db::{Conn, on};
use crate::domain::plan::Language;
use crate::error::Result;
use crate::id::Id;
use crate::model::Link;
use diesel::prelude::*;

/// A row of `calendars`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = calendars, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct CalendarRow {
    pub id: Id,
    pub person_id: Option<Id>,
    pub service_area_id: Option<Id>,
    pub secret_hash: String,
    pub created_at: Timestamp,
    pub created_by: String,
    pub revoked_at: Option<Timestamp>,
}

/// A feed with what it is of.
#[derive(Clone, Debug, Queryable)]
pub struct CalendarRecord {
    /// The row.
    pub row: CalendarRow,
    /// Whose deadlines.
    pub person: Option<Link>,
    /// In which language they read them, and whether they are at work here.
    pub reader: Option<(Option<Language>, bool)>,
    /// Which service area's.
    pub service_area: Option<Link>,
}

macro_rules! records {
    () => {
        calendars::table.left_join(people::table).left_join(service_areas::table).select((
            CalendarRow::as_select(),
            (people::id, people::reference, people::name).nullable(),
            (people::language, people::active.and(people::archived_at.is_null())).nullable(),
            (service_areas::id, service_areas::reference, service_areas::name).nullable(),
        ))
    };
}

/// The feed of that id.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: Id) -> Result<Option<CalendarRecord>> {
    Ok(on!(conn, c => records!().filter(calendars::id.eq(id)).first(c).optional())?)
}

/// The feed whose secret has that hash, unless it is revoked.
///
/// # Errors
/// Those of the database.
pub fn find_by_hash(conn: &mut Conn, hash: &str) -> Result<Option<CalendarRecord>> {
    let found = on!(conn, c => records!()
        .filter(calendars::secret_hash.eq(hash))
        .filter(calendars::revoked_at.is_null())
        .first(c)
        .optional())?;
    Ok(found)
}

/// Feeds in the order in which they were made, revoked ones too.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, page: &PageRequest) -> Result<Vec<CalendarRecord>> {
    let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
    let rows = on!(conn, c => {
        let mut query = records!().into_boxed::<DB>();
        if let Some(after) = &page.after {
            query = query.filter(calendars::id.gt(&after.id));
        }
        query.order(calendars::id).limit(limit).load(c)
    })?;
    Ok(rows)
}

/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &CalendarRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(calendars::table).values(row).execute(c))?;
    Ok(())
}

/// Revokes a feed; `false` when it was revoked already.
///
/// # Errors
/// Those of the database.
pub fn revoke(conn: &mut Conn, id: Id, at: Timestamp) -> Result<bool> {
    let current = calendars::table.find(id).filter(calendars::revoked_at.is_null());
    Ok(on!(conn, c => diesel::update(current).set(calendars::revoked_at.eq(at)).execute(c))? == 1)
}

/// The feeds of a service area.
///
/// # Errors
/// Those of the database.
pub fn of_service_area(conn: &mut Conn, area: Id) -> Result<Vec<Id>> {
    let its = calendars::table.filter(calendars::service_area_id.eq(area)).order(calendars::id);
    Ok(on!(conn, c => its.select(calendars::id).load(c))?)
}

/// The feeds of a person.
///
/// # Errors
/// Those of the database.
pub fn of_person(conn: &mut Conn, person: Id) -> Result<Vec<Id>> {
    let theirs = calendars::table.filter(calendars::person_id.eq(person)).order(calendars::id);
    Ok(on!(conn, c => theirs.select(calendars::id).load(c))?)
}

/// Has a feed be of another service area.
///
/// # Errors
/// Those of the database.
pub fn set_service_area(conn: &mut Conn, id: Id, area: Id) -> Result<()> {
    on!(conn, c => diesel::update(calendars::table.find(id)).set(calendars::service_area_id.eq(area)).execute(c))?;
    Ok(())
}
