//! The revisions of risks' assessments.

use crate::clock::Timestamp;
use crate::db::schema::risk_assessments as table;
use crate::db::{Conn, among, on};
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::domain::risk::{Band, Factor, Forecast, Movement};
use crate::error::Result;
use crate::id::Id;
use diesel::prelude::*;

/// What is assessed: a risk and the area that assesses it (none: a corporate risk).
pub type Pair = (Id, Option<Id>);

/// A row of `risk_assessments`: one revision.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = table, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct AssessmentRow {
    pub id: Id,
    pub risk_id: Id,
    pub service_area_id: Option<Id>,
    pub period: Period,
    pub revision: i32,
    pub inherent_likelihood: Option<Factor>,
    pub inherent_impact: Option<Factor>,
    pub residual_likelihood: Option<Factor>,
    pub residual_impact: Option<Factor>,
    pub residual_score: i32,
    pub forecast: Option<Movement>,
    pub reason: Option<String>,
    pub reason_cy: Option<String>,
    pub stated_direction: Option<Movement>,
    pub stated_band: Option<Band>,
    pub effect_on: Day,
    pub restatement_reason: Option<String>,
    pub recorded_at: Timestamp,
    pub recorded_by: String,
}

/// All revisions of the assessments of these risks in that period, oldest first.
///
/// # Errors
/// Those of the database.
pub fn in_period(conn: &mut Conn, risks: &[Id], period: Period) -> Result<Vec<AssessmentRow>> {
    let rows = on!(conn, c => table::table
        .filter(among(table::risk_id, risks))
        .filter(table::period.eq(period))
        .order((table::risk_id, table::service_area_id, table::revision))
        .select(AssessmentRow::as_select())
        .load(c))?;
    Ok(rows)
}

/// The residual scores of these risks in periods before `period`, as far as in effect on `day` and recorded by `known_at`, the
/// latest last. There are four quarters a year, so a few small rows for each pair.
///
/// # Errors
/// Those of the database.
pub fn earlier_scores(conn: &mut Conn, risks: &[Id], period: Period, day: Day, known_at: Option<Timestamp>) -> Result<Vec<(Pair, i32)>> {
    let rows = on!(conn, c => {
        let query = table::table
            .filter(among(table::risk_id, risks))
            .filter(table::period.lt(period))
            .filter(table::effect_on.le(day))
            .order((table::period, table::revision))
            .select(((table::risk_id, table::service_area_id), table::residual_score));
        match known_at {
            Some(known) => query.filter(table::recorded_at.le(known)).load(c),
            None => query.load(c),
        }
    })?;
    Ok(rows)
}

/// The residual scores of these risks in every period, as far as in effect on `day`, of each pair and period the latest last.
///
/// # Errors
/// Those of the database.
pub fn scores(conn: &mut Conn, risks: &[Id], day: Day) -> Result<Vec<(Pair, Period, i32)>> {
    let rows = on!(conn, c => table::table
        .filter(among(table::risk_id, risks))
        .filter(table::effect_on.le(day))
        .order((table::risk_id, table::period, table::revision))
        .select(((table::risk_id, table::service_area_id), table::period, table::residual_score))
        .load(c))?;
    Ok(rows)
}

/// What the assessments of these risks say that forecasts are judged by, from period `first` on, as far as in effect on `day`: of each pair
/// and period the latest revision last.
///
/// # Errors
/// Those of the database.
pub fn forecasts(conn: &mut Conn, risks: &[Id], first: Period, day: Day) -> Result<Vec<(Pair, Forecast)>> {
    let rows: Vec<(Pair, Period, i32, Option<Movement>)> = on!(conn, c => table::table
        .filter(among(table::risk_id, risks))
        .filter(table::period.ge(first))
        .filter(table::effect_on.le(day))
        .order((table::risk_id, table::period, table::revision))
        .select(((table::risk_id, table::service_area_id), table::period, table::residual_score, table::forecast))
        .load(c))?;
    Ok(rows.into_iter().map(|(pair, period, score, forecast)| (pair, Forecast { period, score, forecast })).collect())
}

/// For each pair of these risks, the latest period up to `last` with an assessment in effect on `day`.
///
/// # Errors
/// Those of the database.
pub fn latest_assessed(conn: &mut Conn, risks: &[Id], last: Period, day: Day) -> Result<Vec<(Pair, Period)>> {
    use diesel::dsl::max;
    let rows: Vec<(Id, Option<Id>, Option<Period>)> = on!(conn, c => table::table
        .filter(among(table::risk_id, risks))
        .filter(table::period.le(last))
        .filter(table::effect_on.le(day))
        .group_by((table::risk_id, table::service_area_id))
        .select((table::risk_id, table::service_area_id, max(table::period)))
        .load(c))?;
    Ok(rows.into_iter().filter_map(|(risk, area, period)| Some(((risk, area), period?))).collect())
}

/// All revisions of a service area's assessments, of each risk and period the latest last.
///
/// # Errors
/// Those of the database.
pub fn of_area(conn: &mut Conn, area: Id) -> Result<Vec<AssessmentRow>> {
    let rows = on!(conn, c => table::table
        .filter(table::service_area_id.eq(area))
        .order((table::risk_id, table::period, table::revision))
        .select(AssessmentRow::as_select())
        .load(c))?;
    Ok(rows)
}

/// Has the area ever assessed the risk?
///
/// # Errors
/// Those of the database.
pub fn exist_of_area(conn: &mut Conn, (risk, area): (Id, Id)) -> Result<bool> {
    let assessed = table::table.filter(table::risk_id.eq(risk)).filter(table::service_area_id.eq(area));
    Ok(on!(conn, c => diesel::select(diesel::dsl::exists(assessed)).get_result(c))?)
}

/// Has the risk ever been assessed?
///
/// # Errors
/// Those of the database.
pub fn exist(conn: &mut Conn, risk: Id) -> Result<bool> {
    let assessed = table::table.filter(table::risk_id.eq(risk));
    Ok(on!(conn, c => diesel::select(diesel::dsl::exists(assessed)).get_result(c))?)
}

/// # Errors
/// [`crate::error::Error::Duplicate`] when another writer made that revision first.
pub fn insert(conn: &mut Conn, row: &AssessmentRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(table::table).values(row).execute(c))?;
    Ok(())
}
