//! The states of periods; one without a row is open.

use crate::db::schema::periods;
use crate::db::{Conn, on};
use crate::domain::period::Period;
use crate::domain::plan::PeriodState;
use crate::error::Result;
use diesel::prelude::*;

/// The state of a period.
///
/// # Errors
/// Those of the database.
pub fn state(conn: &mut Conn, period: Period) -> Result<PeriodState> {
    let found: Option<PeriodState> = on!(conn, c => periods::table.find(period).select(periods::state).first(c).optional())?;
    Ok(found.unwrap_or(PeriodState::Open))
}
