//! API keys and the service's own secrets.

use crate::clock::Timestamp;
use crate::db::page::{Cursor, PageRequest, not_of_this_list};
use crate::db::schema::{api_keys, people, secrets};
use crate::db::{Conn, on};
use crate::domain::access::Role;
use crate::error::Result;
use crate::id::Id;
use crate::model::Link;
use diesel::prelude::*;

/// A row of `api_keys`. The secrets themselves are not kept.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = api_keys, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct KeyRow {
    pub id: String,
    pub name: String,
    pub role: Role,
    pub secret_hash: String,
    pub created_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
    pub person_id: Option<Id>,
    pub scopes: Option<String>,
    pub service_area_ids: Option<String>,
    pub expires_at: Option<Timestamp>,
    pub last_used_at: Option<Timestamp>,
    pub previous_hash: Option<String>,
    pub previous_until: Option<Timestamp>,
}

/// A key with what it refers to.
#[derive(Clone, Debug, Queryable)]
pub struct KeyRecord {
    /// The row.
    pub row: KeyRow,
    /// Whose items its bearer files returns of.
    pub person: Option<Link>,
    /// Is that person at work here, and not archived?
    pub person_active: Option<bool>,
}

macro_rules! records {
    () => {
        api_keys::table.left_join(people::table).select((
            KeyRow::as_select(),
            (people::id, people::reference, people::name).nullable(),
            people::active.and(people::archived_at.is_null()).nullable(),
        ))
    };
}

/// The key of that id.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &str) -> Result<Option<KeyRecord>> {
    Ok(on!(conn, c => records!().filter(api_keys::id.eq(id)).first(c).optional())?)
}

/// Keys in the order in which they were made.
///
/// # Errors
/// Those of the database; [`crate::error::Error::Invalid`] for a place that is none in this list.
pub fn list(conn: &mut Conn, page: &PageRequest) -> Result<Vec<KeyRecord>> {
    let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
    let place = |after: &Cursor| -> Result<(i64, String)> { Ok((after.value.parse().map_err(|_| not_of_this_list())?, after.id.clone())) };
    let after = page.after.as_ref().map(place).transpose()?;
    let rows = on!(conn, c => {
        let mut query = records!().into_boxed::<DB>();
        if let Some((made, id)) = after {
            let later = api_keys::created_at.gt(made);
            query = query.filter(later.or(api_keys::created_at.eq(made).and(api_keys::id.gt(id))));
        }
        query.order((api_keys::created_at, api_keys::id)).limit(limit).load(c)
    })?;
    Ok(rows)
}

/// Those of that role that are not revoked.
///
/// # Errors
/// Those of the database.
pub fn of_role(conn: &mut Conn, role: Role) -> Result<Vec<KeyRow>> {
    let query = api_keys::table.filter(api_keys::role.eq(role)).filter(api_keys::revoked_at.is_null());
    Ok(on!(conn, c => query.select(KeyRow::as_select()).load(c))?)
}

/// Those of a person, revoked or not.
///
/// # Errors
/// Those of the database.
pub fn of_person(conn: &mut Conn, person: Id) -> Result<Vec<KeyRow>> {
    let query = api_keys::table.filter(api_keys::person_id.eq(person)).order((api_keys::created_at, api_keys::id));
    Ok(on!(conn, c => query.select(KeyRow::as_select()).load(c))?)
}

/// Those that write only in some service areas, revoked or not.
///
/// # Errors
/// Those of the database.
pub fn restricted(conn: &mut Conn) -> Result<Vec<KeyRow>> {
    let query = api_keys::table.filter(api_keys::service_area_ids.is_not_null());
    Ok(on!(conn, c => query.select(KeyRow::as_select()).load(c))?)
}

/// Restricts a key to other service areas.
///
/// # Errors
/// Those of the database.
pub fn set_service_areas(conn: &mut Conn, id: &str, ids: &str) -> Result<()> {
    on!(conn, c => diesel::update(api_keys::table.find(id)).set(api_keys::service_area_ids.eq(ids)).execute(c))?;
    Ok(())
}

/// Gives a key another name.
///
/// # Errors
/// Those of the database.
pub fn set_name(conn: &mut Conn, id: &str, name: &str) -> Result<()> {
    on!(conn, c => diesel::update(api_keys::table.find(id)).set(api_keys::name.eq(name)).execute(c))?;
    Ok(())
}

/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &KeyRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(api_keys::table).values(row).execute(c))?;
    Ok(())
}

/// Revokes a key, unless it is revoked already.
///
/// # Errors
/// Those of the database.
pub fn revoke(conn: &mut Conn, id: &str, at: Timestamp) -> Result<()> {
    let current = api_keys::table.find(id).filter(api_keys::revoked_at.is_null());
    on!(conn, c => diesel::update(current).set(api_keys::revoked_at.eq(at)).execute(c))?;
    Ok(())
}

/// Gives a key another secret; `previous` is the one before it, and until when it still works.
///
/// # Errors
/// Those of the database.
pub fn set_secret(conn: &mut Conn, id: &str, hash: &str, previous: Option<(&str, Timestamp)>) -> Result<()> {
    let (previous_hash, previous_until) = previous.unzip();
    let set = (api_keys::secret_hash.eq(hash), api_keys::previous_hash.eq(previous_hash), api_keys::previous_until.eq(previous_until));
    on!(conn, c => diesel::update(api_keys::table.find(id)).set(set).execute(c))?;
    Ok(())
}

/// Notes that a key was used at `at`, unless that is noted since `noted_since`.
///
/// # Errors
/// Those of the database.
pub fn note_use(conn: &mut Conn, id: &str, at: Timestamp, noted_since: Timestamp) -> Result<()> {
    let known = api_keys::last_used_at.is_null().or(api_keys::last_used_at.le(noted_since));
    let key = api_keys::table.find(id).filter(known);
    on!(conn, c => diesel::update(key).set(api_keys::last_used_at.eq(at)).execute(c))?;
    Ok(())
}

/// The secret of that name, made with `fresh` by whoever asks first.
///
/// # Errors
/// Those of the database.
pub fn secret(conn: &mut Conn, name: &str, fresh: &str) -> Result<String> {
    let row = (secrets::name.eq(name), secrets::value.eq(fresh));
    on!(conn, c => diesel::insert_into(secrets::table).values(row).on_conflict_do_nothing().execute(c))?;
    Ok(on!(conn, c => secrets::table.find(name).select(secrets::value).first(c))?)
}
