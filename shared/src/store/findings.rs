//! Findings that are let stand. What is found is worked out anew each time.

use crate::clock::Timestamp;
use crate::db::schema::finding_acceptances;
use crate::db::{Conn, on};
use crate::domain::period::Period;
use crate::error::Result;
use diesel::prelude::*;

/// A row of `finding_acceptances`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = finding_acceptances, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct AcceptanceRow {
    pub id: String,
    pub period: Period,
    pub reason: String,
    pub accepted_at: Timestamp,
    pub accepted_by: String,
}

/// That of the finding with that id, if it is let stand.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &str) -> Result<Option<AcceptanceRow>> {
    let row = finding_acceptances::table.find(id);
    Ok(on!(conn, c => row.select(AcceptanceRow::as_select()).first(c).optional())?)
}

/// Those of a period.
///
/// # Errors
/// Those of the database.
pub fn of_period(conn: &mut Conn, period: Period) -> Result<Vec<AcceptanceRow>> {
    let rows = finding_acceptances::table.filter(finding_acceptances::period.eq(period));
    Ok(on!(conn, c => rows.select(AcceptanceRow::as_select()).load(c))?)
}

/// Writes one, whether there was one or not.
///
/// # Errors
/// Those of the database.
pub fn save(conn: &mut Conn, row: &AcceptanceRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(finding_acceptances::table)
        .values(row)
        .on_conflict(finding_acceptances::id)
        .do_update()
        .set(row)
        .execute(c))?;
    Ok(())
}

/// Takes one away.
///
/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Conn, id: &str) -> Result<()> {
    on!(conn, c => diesel::delete(finding_acceptances::table.find(id)).execute(c))?;
    Ok(())
}
