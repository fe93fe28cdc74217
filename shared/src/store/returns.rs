//! The returns of many items over many periods: of each, the revision that was recorded last.

use super::action_updates::{DueDateRow, UpdateRow};
use super::projects::ProjectStatusRow;
use super::risk_assessments::AssessmentRow;
use crate::db::schema::{action_due_dates, action_updates, project_statuses, risk_assessments, risk_service_areas};
use crate::db::{Conn, among, on};
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// Every revision in the table `$table` of these items, of that period if one is given; the last one of each return comes last.
macro_rules! revisions {
    ($conn:expr, $table:ident, $item:ident, $row:ty, $ids:expr, $period:expr) => {
        on!($conn, c => {
            let query = $table::table
                .filter(among($table::$item, $ids))
                .order(($table::period, $table::revision))
                .select(<$row>::as_select());
            match $period {
                Some(period) => query.filter($table::period.eq(period)).load(c),
                None => query.load(c),
            }
        })?
    };
}

/// The updates of these actions.
///
/// # Errors
/// Those of the database.
pub fn updates(conn: &mut Conn, actions: &[Id], period: Option<Period>) -> Result<Vec<UpdateRow>> {
    let rows: Vec<UpdateRow> = revisions!(conn, action_updates, action_id, UpdateRow, actions, period);
    Ok(last(rows, |row| (row.action_id, row.period)))
}

/// The statuses of these projects.
///
/// # Errors
/// Those of the database.
pub fn statuses(conn: &mut Conn, projects: &[Id], period: Option<Period>) -> Result<Vec<ProjectStatusRow>> {
    let rows: Vec<ProjectStatusRow> = revisions!(conn, project_statuses, project_id, ProjectStatusRow, projects, period);
    Ok(last(rows, |row| (row.project_id, row.period)))
}

/// The assessments of these risks; of service risks, those of areas that still assess them.
///
/// # Errors
/// Those of the database.
pub fn assessments(conn: &mut Conn, risks: &[Id], period: Option<Period>) -> Result<Vec<AssessmentRow>> {
    let rows: Vec<AssessmentRow> = revisions!(conn, risk_assessments, risk_id, AssessmentRow, risks, period);
    let pairs: HashSet<(Id, Id)> = areas_of_risks(conn, risks)?.into_iter().collect();
    let still = |row: &AssessmentRow| row.service_area_id.is_none_or(|area| pairs.contains(&(row.risk_id, area)));
    Ok(last(rows.into_iter().filter(still).collect(), |row| (row.risk_id, row.service_area_id, row.period)))
}

/// Which areas assess these service risks.
///
/// # Errors
/// Those of the database.
pub fn areas_of_risks(conn: &mut Conn, risks: &[Id]) -> Result<Vec<(Id, Id)>> {
    let pairs = on!(conn, c => risk_service_areas::table
        .filter(among(risk_service_areas::risk_id, risks))
        .select((risk_service_areas::risk_id, risk_service_areas::service_area_id))
        .load(c))?;
    Ok(pairs)
}

/// The revised due dates of these actions, of each in the order in which they were recorded.
///
/// # Errors
/// Those of the database.
pub fn due_dates(conn: &mut Conn, actions: &[Id]) -> Result<Vec<DueDateRow>> {
    let rows = on!(conn, c => action_due_dates::table
        .filter(among(action_due_dates::action_id, actions))
        .order((action_due_dates::action_id, action_due_dates::revision))
        .select(DueDateRow::as_select())
        .load(c))?;
    Ok(rows)
}

/// Of the rows of one return, the last.
fn last<R, K: Eq + Hash>(rows: Vec<R>, of: impl Fn(&R) -> K) -> Vec<R> {
    let rows: HashMap<K, R> = rows.into_iter().map(|row| (of(&row), row)).collect();
    rows.into_values().collect()
}
