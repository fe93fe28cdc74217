//! The states of periods; one without a row is open.

use crate::clock::Timestamp;
use crate::db::schema::periods;
use crate::db::{Conn, on};
use crate::domain::period::Period;
use crate::domain::plan::PeriodState;
use crate::error::Result;
use diesel::prelude::*;

/// A row of `periods`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = periods, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct PeriodRow {
    pub period: Period,
    pub state: PeriodState,
    pub reason: Option<String>,
    pub changed_at: Timestamp,
    pub changed_by: String,
}

/// The state of a period.
///
/// # Errors
/// Those of the database.
pub fn state(conn: &mut Conn, period: Period) -> Result<PeriodState> {
    let found: Option<PeriodState> = on!(conn, c => periods::table.find(period).select(periods::state).first(c).optional())?;
    Ok(found.unwrap_or(PeriodState::Open))
}

/// The rows from `first` to `last`, both included: periods whose state was ever changed.
///
/// # Errors
/// Those of the database.
pub fn between(conn: &mut Conn, first: Period, last: Period) -> Result<Vec<PeriodRow>> {
    let range = periods::table.filter(periods::period.between(first, last));
    Ok(on!(conn, c => range.select(PeriodRow::as_select()).load(c))?)
}

/// Writes the state of a period, whether it has a row or not.
///
/// # Errors
/// Those of the database.
pub fn save(conn: &mut Conn, row: &PeriodRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(periods::table)
        .values(row)
        .on_conflict(periods::period)
        .do_update()
        .set(row)
        .execute(c))?;
    Ok(())
}
