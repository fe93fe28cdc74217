//! Breakdowns: figures by one dimension, written and read in lists.

use super::batch::{self, Written};
use super::context::{Change, Context, IMPORT, resolve};
use super::history::{self, About};
use super::references::check_not_archived;
use super::{indicators, periods};
use crate::db::Conn;
use crate::db::page::{Cursor, Page, PageRequest};
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::id::{Id, Key};
use crate::model::Link;
use crate::model::breakdown::{Breakdown, BreakdownDraft};
use crate::model::check::given;
use crate::model::history::Subject;
use crate::model::settings::Settings;
use crate::store::breakdowns::{self as store, BreakdownFilter, BreakdownRow};
use crate::store::refs::Kind;
use serde_json::json;
use std::collections::HashSet;

/// The order of lists.
pub const SORT: &str = "measure";

/// Which figures a list holds; the indicator by id or ref.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as in BreakdownFilter")]
pub struct BreakdownQuery {
    pub period: Option<Period>,
    pub indicator: Option<String>,
    pub measure: Option<String>,
    pub dimension: Option<String>,
}

/// A page of figures by period, measure, dimension and label.
///
/// # Errors
/// [`Error::Invalid`] when the query names something unknown.
pub fn list(conn: &mut Conn, query: BreakdownQuery, page: &PageRequest) -> Result<Page<Breakdown>> {
    let filter = BreakdownFilter {
        period: query.period,
        indicator: resolve(conn, Kind::Indicator, "?indicator", query.indicator.as_deref())?,
        measure: query.measure,
        dimension: query.dimension,
    };
    let place = |(row, _): &(BreakdownRow, Option<Link>)| {
        Cursor::of_parts(SORT, &[&row.period.to_string(), &row.measure, &row.dimension, &row.value_label], row.id.to_string())
    };
    let rows = store::list(conn, &filter, &PageRequest { limit: page.limit + 1, after: page.after.clone() })?;
    Ok(Page::cut(rows, page.limit, place).map(view))
}

/// Writes a list of figures of a period: each where it stood before, or anew. Figures that the list leaves out stay.
///
/// # Errors
/// [`Error::Invalid`] for rows, each by its place; [`Error::Conflict`] in a signed-off period, unless a row says why it
/// is restated; [`Error::Stale`] and [`Error::Unconditional`] for what its caller has not read.
pub fn put(conn: &mut Conn, context: &Context, settings: &Settings, period: Period, rows: Vec<BreakdownDraft>) -> Result<Written> {
    conn.share(IMPORT)?;
    conn.lock(&format!("breakdowns {period}"))?;
    batch::check_read(conn, context, Subject::Breakdown, period)?;
    let mut seen = HashSet::with_capacity(rows.len());
    let check = |row: &BreakdownDraft| row.check();
    batch::save_all(rows, check, |row| {
        let place = (row.indicator.clone(), row.measure.clone(), row.dimension.clone(), row.value_label.clone());
        if !seen.insert(place) {
            return Err(Error::field("/value_label", "repeated", "another row of the list stands in the same place"));
        }
        save(conn, context, settings, period, row)
    })
}

/// Stores one figure.
///
/// # Errors
/// As [`put`].
pub fn save(conn: &mut Conn, context: &Context, settings: &Settings, period: Period, draft: BreakdownDraft) -> Result<Change> {
    draft.check()?;
    periods::check_actual(settings, period, context.today(settings), true, "")?;
    let restated = given(draft.restatement_reason.clone());
    let row = row_of(conn, context, period, draft)?;
    if context.authority.is_restricted() {
        check_area(conn, context, row.indicator_id)?;
    }
    let current = store::find_same(conn, &row)?;
    if current.as_ref().is_some_and(|current| current.value == row.value && current.unit == row.unit) {
        return Ok(Change::Unchanged);
    }
    if let Some(indicator) = row.indicator_id {
        check_not_archived(conn, Kind::Indicator, "/indicator", indicator)?;
    }
    if current.is_some() {
        batch::check_said(conn, context, Subject::Breakdown, period)?;
    }
    periods::check_open(conn, context, period, restated.as_deref())?;
    note_figure(conn, context, current.as_ref(), &row, restated.as_deref())?;
    if let Some(current) = current {
        store::update(conn, &BreakdownRow { id: current.id, ..row })?;
        return Ok(Change::Updated);
    }
    store::insert(conn, &row)?;
    Ok(Change::Created)
}

/// Does any figure stand already where this one would?
///
/// # Errors
/// [`Error::Invalid`] for an indicator that there is not.
pub fn is_recorded(conn: &mut Conn, context: &Context, period: Period, draft: &BreakdownDraft) -> Result<bool> {
    let row = row_of(conn, context, period, draft.clone())?;
    Ok(store::find_same(conn, &row)?.is_some())
}

fn row_of(conn: &mut Conn, context: &Context, period: Period, draft: BreakdownDraft) -> Result<BreakdownRow> {
    Ok(BreakdownRow {
        id: context.new_id(),
        indicator_id: resolve(conn, Kind::Indicator, "/indicator", draft.indicator.as_deref())?,
        measure: draft.measure,
        dimension: draft.dimension,
        value_label: draft.value_label,
        period,
        value: draft.value,
        unit: draft.unit,
        recorded_at: context.at(),
        recorded_by: context.actor.clone(),
    })
}

fn note_figure(
    conn: &mut Conn,
    context: &Context,
    current: Option<&BreakdownRow>,
    row: &BreakdownRow,
    restated: Option<&str>,
) -> Result<()> {
    let reference = format!("{}: {} {}", row.measure, row.dimension, row.value_label);
    let item = current.map_or(row.id, |current| current.id);
    let about = About { kind: Subject::Breakdown, item: Some(item), reference: &reference, period: Some(row.period) };
    let figure = |row: &BreakdownRow| json!({"value": row.value, "unit": row.unit});
    history::note_restated(conn, context, about, (current.map(figure).as_ref(), Some(&figure(row))), restated)
}

/// A figure is its indicator's; one that stands alone is the council's.
fn check_area(conn: &mut Conn, context: &Context, indicator: Option<Id>) -> Result<()> {
    match indicator {
        Some(id) => context.authority.check_change([&indicators::find(conn, &Key::Id(id))?.row]),
        None => context.authority.check_common("a statistic of the council"),
    }
}

fn view((row, indicator): (BreakdownRow, Option<Link>)) -> Breakdown {
    Breakdown {
        id: row.id,
        indicator,
        measure: row.measure,
        dimension: row.dimension,
        value_label: row.value_label,
        period: row.period,
        value: row.value,
        unit: row.unit,
        recorded_at: row.recorded_at,
        recorded_by: row.recorded_by,
    }
}

#[cfg(test)]
mod tests;
