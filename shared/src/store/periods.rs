//! The states of periods; one without a row is open.

use crate::clock::Timestamp;
use crate::db::schema::{
    action_updates, breakdowns, indicator_results, judgements, narratives, periods, project_statuses, risk_assessments,
};
use crate::db::{Conn, on};
use crate::domain::period::Period;
use crate::domain::plan::PeriodState;
use crate::error::Result;
use diesel::dsl::exists;
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

/// Is anything recorded of any period, or was the state of one ever changed?
///
/// # Errors
/// Those of the database.
pub fn hold_anything(conn: &mut Conn) -> Result<bool> {
    let results = exists(indicator_results::table.select(indicator_results::id));
    let updates = exists(action_updates::table.select(action_updates::id));
    let assessments = exists(risk_assessments::table.select(risk_assessments::id));
    let statuses = exists(project_statuses::table.select(project_statuses::id));
    let figures = exists(breakdowns::table.select(breakdowns::id));
    let texts = exists(narratives::table.select(narratives::id));
    let judged = exists(judgements::table.select(judgements::id));
    let states = exists(periods::table.select(periods::period));
    let any = results.or(updates).or(assessments).or(statuses).or(figures).or(texts).or(judged).or(states);
    Ok(on!(conn, c => diesel::select(any).get_result(c))?)
}
