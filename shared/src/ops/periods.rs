//! Periods: whether one may be written to, and signing them off.

use crate::db::Conn;
use crate::domain::period::Period;
use crate::domain::plan::PeriodState;
use crate::error::{Error, Result};
use crate::model::settings::Settings;
use crate::store;
use chrono::NaiveDate;

/// A quarter that has not begun may hold targets, no actuals.
///
/// # Errors
/// [`Error::Invalid`] at `pointer`.
pub fn check_actual(settings: &Settings, period: Period, today: NaiveDate, has_actual: bool, pointer: &str) -> Result<()> {
    let first = period.first_day(settings.fiscal_year_start);
    if has_actual && first > today {
        let detail = format!("{} begins on {first}; until then it may hold targets only", period.label());
        return Err(Error::field(pointer, "period_not_begun", detail));
    }
    Ok(())
}

/// A signed-off period takes restatements only, each with its reason.
///
/// # Errors
/// [`Error::Conflict`].
pub fn check_open(conn: &mut Conn, period: Period, restatement_reason: Option<&str>) -> Result<()> {
    if restatement_reason.is_none() && store::periods::state(conn, period)? == PeriodState::Closed {
        let detail = format!("{} is signed off; give a restatement_reason to restate it", period.label());
        return Err(Error::conflict("period_closed", detail));
    }
    Ok(())
}
