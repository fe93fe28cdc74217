//! Rows that are items: found by their ref, then created or updated.

use super::session::Session;
use super::sheet::Row;
use crate::error::{Error, Result};
use crate::id::Key;
use crate::ops::{Change, indicators};
use crate::store;

/// Stores a row of `indicators.csv`.
pub(super) fn indicator(session: &mut Session<'_>, row: &Row) -> Result<Change> {
    let Some(record) = store::indicators::find(session.conn, &Key::parse(row.text("ref")))? else {
        indicators::create(session.conn, session.context, row.draft(None)?)?;
        return Ok(Change::Created);
    };
    same_ref(row, "ref", &record.row.reference)?;
    let draft = row.draft(Some(&indicators::draft_of(&record)))?;
    indicators::update(session.conn, session.context, record.row, draft)
}

/// A ref finds its item with `-` for `/`; written over the stored one, it would rename it.
fn same_ref(row: &Row, column: &str, stored: &str) -> Result<()> {
    if row.text(column) == stored {
        return Ok(());
    }
    let detail = format!("is recorded as {stored:?}; write it the same way, since the two would share a path");
    Err(Error::field(format!("/{column}"), "ref_taken", detail))
}
