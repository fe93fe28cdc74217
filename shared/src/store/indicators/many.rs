//! Many indicators and results at once, for imports.

use super::{IndicatorRow, ResultRow};
use crate::db::schema::{indicator_results, indicators};
use crate::db::{Conn, among, on, rows_in};
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::{Id, Key};
use diesel::dsl::max;
use diesel::prelude::*;

/// # Errors
/// [`crate::error::Error::Duplicate`] when another writer made one of those revisions first.
pub fn insert_results(conn: &mut Conn, rows: &[ResultRow]) -> Result<()> {
    match conn {
        // What is prepared once is quicker than one long statement, and takes less memory.
        Conn::Sqlite(_) => rows.iter().try_for_each(|row| super::insert_result(conn, row)),
        Conn::Postgres(_) if rows.is_empty() => Ok(()),
        Conn::Postgres(c) => {
            diesel::insert_into(indicator_results::table).values(rows).execute(c)?;
            Ok(())
        }
    }
}

/// The rows that these keys name.
///
/// # Errors
/// Those of the database.
pub fn with_keys(conn: &mut Conn, keys: &[&Key]) -> Result<Vec<IndicatorRow>> {
    let (mut ids, mut refs): (Vec<Id>, Vec<&str>) = (Vec::new(), Vec::new());
    for key in keys {
        match key {
            Key::Id(id) => ids.push(*id),
            Key::Ref(reference) => refs.push(reference),
        }
    }
    refs.sort_unstable();
    refs.dedup();
    let mut rows: Vec<IndicatorRow> = Vec::new();
    if !ids.is_empty() {
        rows = on!(conn, c => indicators::table.filter(among(indicators::id, &ids)).select(IndicatorRow::as_select()).load(c))?;
    }
    if !refs.is_empty() {
        let found: Vec<IndicatorRow> =
            on!(conn, c => indicators::table.filter(indicators::ref_key.eq_any(refs)).select(IndicatorRow::as_select()).load(c))?;
        rows.extend(found);
    }
    Ok(rows)
}

/// The last revisions of the results of these indicators for these periods, in effect or not.
///
/// # Errors
/// Those of the database.
pub fn last_revisions(conn: &mut Conn, ids: &[Id], periods: &[Period]) -> Result<Vec<ResultRow>> {
    let periods: Vec<i32> = periods.iter().map(|period| period.index()).collect();
    let rows = on!(conn, c => indicator_results::table
        .filter(rows_in(
            (indicator_results::indicator_id, indicator_results::period, indicator_results::revision.nullable()),
            indicator_results::table
                .filter(among(indicator_results::indicator_id, ids))
                .filter(indicator_results::period.eq_any(periods))
                .group_by((indicator_results::indicator_id, indicator_results::period))
                .select((indicator_results::indicator_id, indicator_results::period, max(indicator_results::revision))),
        ))
        .select(ResultRow::as_select())
        .load(c))?;
    Ok(rows)
}
