//! API keys and the service's own secrets.

use crate::clock::Timestamp;
use crate::db::schema::{api_keys, secrets};
use crate::db::{Conn, on};
use crate::domain::access::Role;
use crate::error::Result;
use diesel::prelude::*;

/// A row of `api_keys`. The secret itself is not kept.
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
}

/// The key of that id.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &str) -> Result<Option<KeyRow>> {
    Ok(on!(conn, c => api_keys::table.find(id).select(KeyRow::as_select()).first(c).optional())?)
}

/// Every key, oldest first.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn) -> Result<Vec<KeyRow>> {
    Ok(on!(conn, c => api_keys::table.order((api_keys::created_at, api_keys::id)).select(KeyRow::as_select()).load(c))?)
}

/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &KeyRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(api_keys::table).values(row).execute(c))?;
    Ok(())
}

/// Revokes a key that is not revoked yet; `false` when there is none.
///
/// # Errors
/// Those of the database.
pub fn revoke(conn: &mut Conn, id: &str, at: Timestamp) -> Result<bool> {
    let current = api_keys::table.find(id).filter(api_keys::revoked_at.is_null());
    Ok(on!(conn, c => diesel::update(current).set(api_keys::revoked_at.eq(at)).execute(c))? == 1)
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
