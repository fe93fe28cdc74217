//! People.

use super::refs::Kind;
use crate::clock::Timestamp;
use crate::db::page::PageRequest;
use crate::db::schema::{directorates, managers, people, service_areas, suppressed_addresses as suppressed};
use crate::db::{Conn, among, on};
use crate::domain::plan::Language;
use crate::domain::reminder::{OptionalMail, Workday};
use crate::error::Result;
use crate::id::{Id, Key};
use crate::model::Link;
use diesel::prelude::*;

/// A row of `people`. It is personal data: it has no `Debug`, so that it cannot be logged by mistake.
#[derive(Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = people, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct PersonRow {
    pub id: Id,
    pub reference: String,
    pub ref_key: String,
    pub search: String,
    pub email: Option<String>,
    pub name: String,
    pub language: Option<Language>,
    pub service_area_id: Option<Id>,
    pub manager_id: Option<Id>,
    pub active: bool,
    pub archived_at: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub optional_mail: Option<OptionalMail>,
    pub optional_mail_day: Option<Workday>,
    pub directs_id: Option<Id>,
}

/// A person with what they refer to.
#[derive(Clone, Queryable)]
pub struct PersonRecord {
    /// The row.
    pub row: PersonRow,
    /// The service area they belong to.
    pub service_area: Option<Link>,
    /// Their line manager.
    pub manager: Option<Link>,
    /// The directorate they lead.
    pub directs: Option<Link>,
    /// Since when their address is suppressed.
    pub suppressed_since: Option<Timestamp>,
}

/// Which people a list holds.
#[derive(Clone, Default)]
pub struct PersonFilter {
    /// Of this service area.
    pub service_area: Option<Id>,
    /// Of this line manager.
    pub manager: Option<Id>,
    /// At work here, or not.
    pub active: Option<bool>,
    /// Written to in this language.
    pub language: Option<Language>,
    /// Archived ones instead of current ones.
    pub archived: bool,
    /// Whose ref, e-mail address or name hold this text, whatever its case.
    pub text: Option<String>,
}

macro_rules! records {
    () => {
        people::table
            .left_join(service_areas::table)
            .left_join(managers.on(people::manager_id.eq(managers.field(people::id).nullable())))
            .left_join(directorates::table.on(people::directs_id.eq(directorates::id.nullable())))
            .left_join(suppressed::table.on(people::email.eq(suppressed::address.nullable())))
            .select((
                PersonRow::as_select(),
                (service_areas::id, service_areas::reference, service_areas::name).nullable(),
                managers.fields((people::id, people::reference, people::name)).nullable(),
                (directorates::id, directorates::reference, directorates::name).nullable(),
                suppressed::since.nullable(),
            ))
    };
}

item_table!(people, Kind::Person, PersonRow, PersonRecord, PersonFilter, |query, filter| {
    if let Some(area) = filter.service_area {
        query = query.filter(people::service_area_id.eq(area));
    }
    if let Some(manager) = filter.manager {
        query = query.filter(people::manager_id.eq(manager));
    }
    if let Some(active) = filter.active {
        query = query.filter(people::active.eq(active));
    }
    if let Some(language) = filter.language {
        query = query.filter(people::language.eq(language));
    }
});

/// The line manager of a person.
///
/// # Errors
/// Those of the database.
pub fn manager_of(conn: &mut Conn, person: Id) -> Result<Option<Id>> {
    let manager: Option<Option<Id>> = on!(conn, c => people::table.find(person).select(people::manager_id).first(c).optional())?;
    Ok(manager.flatten())
}

/// The person whose e-mail address that is, in lower case.
///
/// # Errors
/// Those of the database.
pub fn id_by_email(conn: &mut Conn, email: &str) -> Result<Option<Id>> {
    Ok(on!(conn, c => people::table.filter(people::email.eq(email)).select(people::id).first(c).optional())?)
}

/// Current people, and those who have left and are archived, in the order of their addresses, from after `after`; those without
/// an address are left out.
///
/// # Errors
/// Those of the database.
pub fn by_email(conn: &mut Conn, after: &str, limit: usize) -> Result<Vec<PersonRecord>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = on!(conn, c => records!()
        .filter(people::email.gt(after))
        .filter(people::archived_at.is_null().or(people::active.eq(false)))
        .order(people::email)
        .limit(limit)
        .load(c))?;
    Ok(rows)
}

/// The addresses of those of these people who have one.
///
/// # Errors
/// Those of the database.
pub fn emails(conn: &mut Conn, ids: &[Id]) -> Result<Vec<(Id, String)>> {
    let named = people::table.filter(among(people::id, ids)).filter(people::email.is_not_null());
    let rows: Vec<(Id, Option<String>)> = on!(conn, c => named.select((people::id, people::email)).load(c))?;
    Ok(rows.into_iter().filter_map(|(id, email)| Some((id, email?))).collect())
}
