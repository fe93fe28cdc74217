//! Lists of rows that are written in one request: all of them, or, when one is wrong, none.

use super::context::{Change, Context};
use crate::db::Conn;
use crate::domain::period::Period;
use crate::error::{Error, FieldError, Result};
use crate::model::history::Subject;
use crate::store::history;
use serde::Serialize;

/// The most rows of one request.
pub const MAX_ROWS: usize = 1_000;

/// What writing a list of rows did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Written {
    /// Rows that were not there before.
    pub created: u32,
    /// Rows that were different before.
    pub updated: u32,
    /// Rows that were the same before.
    pub unchanged: u32,
}

impl Written {
    const fn count(&mut self, change: Change) {
        match change {
            Change::Created => self.created += 1,
            Change::Updated => self.updated += 1,
            Change::Unchanged => self.unchanged += 1,
        }
    }
}

/// The version of the list of that kind and quarter, which every write to it raises; 0 where nothing was ever written.
///
/// # Errors
/// Those of the database.
pub fn version(conn: &mut Conn, kind: Subject, period: Period) -> Result<i64> {
    history::latest(conn, kind, period)
}

/// Is the list the one that its caller has read? The caller holds it, so that nobody else writes to it meanwhile.
///
/// # Errors
/// [`Error::Stale`] when it is another; those of the database.
pub fn check_read(conn: &mut Conn, context: &Context, kind: Subject, period: Period) -> Result<()> {
    context.expected.check(version(conn, kind, period)?)
}

/// Before a row takes the place of one that says something else.
///
/// # Errors
/// [`Error::Unconditional`] when its caller has not said to have read the list; those of the database.
pub fn check_said(conn: &mut Conn, context: &Context, kind: Subject, period: Period) -> Result<()> {
    if context.expected.check_said(1).is_ok() {
        return Ok(());
    }
    // What wrote it may be past its time, and forgotten.
    context.expected.check_said(version(conn, kind, period)?.max(1))
}

/// Checks all rows, telling what is wrong with each by its place, and then saves them one by one.
///
/// # Errors
/// [`Error::Invalid`] for rows that `check` refuses, or for too many; those of `save`.
pub fn save_all<T>(rows: Vec<T>, check: impl Fn(&T) -> Result<()>, mut save: impl FnMut(T) -> Result<Change>) -> Result<Written> {
    if rows.len() > MAX_ROWS {
        return Err(Error::field("", "too_many", format!("must be at most {MAX_ROWS} rows; send the others in further requests")));
    }
    let mut wrong: Vec<FieldError> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        match check(row).map_err(|error| error.under(&format!("/{index}"))) {
            Ok(()) => {}
            Err(Error::Invalid(errors)) => wrong.extend(errors),
            Err(other) => return Err(other),
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let mut written = Written::default();
    for (index, row) in rows.into_iter().enumerate() {
        written.count(save(row).map_err(|error| error.under(&format!("/{index}")))?);
    }
    Ok(written)
}
