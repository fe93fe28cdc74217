//! Answers kept for requests that may be sent again.

use crate::clock::Timestamp;
use crate::db::schema::kept_answers;
use crate::db::{Conn, on};
use crate::error::Result;
use diesel::prelude::*;

/// A row of `kept_answers`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = kept_answers, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct AnswerRow {
    pub caller: String,
    pub operation: String,
    pub idempotency_key: String,
    pub fingerprint: String,
    pub status: i32,
    pub version: Option<i64>,
    pub body: String,
    pub answered_at: Timestamp,
}

/// The answer kept under that key for that caller and operation.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, caller: &str, operation: &str, key: &str) -> Result<Option<AnswerRow>> {
    let row = on!(conn, c => kept_answers::table.find((caller, operation, key)).select(AnswerRow::as_select()).first(c).optional())?;
    Ok(row)
}

/// # Errors
/// [`crate::error::Error::Duplicate`] when there is one.
pub fn insert(conn: &mut Conn, row: &AnswerRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(kept_answers::table).values(row).execute(c))?;
    Ok(())
}

/// Forgets those that contain that text.
///
/// # Errors
/// Those of the database.
pub fn forget_naming(conn: &mut Conn, text: &str) -> Result<()> {
    let naming = kept_answers::table.filter(kept_answers::body.like(format!("%{text}%")));
    on!(conn, c => diesel::delete(naming).execute(c))?;
    Ok(())
}

/// Forgets those given before an instant.
///
/// # Errors
/// Those of the database.
pub fn forget(conn: &mut Conn, before: Timestamp) -> Result<()> {
    on!(conn, c => diesel::delete(kept_answers::table.filter(kept_answers::answered_at.lt(before))).execute(c))?;
    Ok(())
}
