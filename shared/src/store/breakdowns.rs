//! Figures broken down by one dimension.

use crate::clock::Timestamp;
use crate::db::page::{Cursor, PageRequest, not_of_this_list};
use crate::db::schema::{breakdowns, indicators};
use crate::db::{Conn, on};
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use crate::model::Link;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;

/// A row of `breakdowns`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = breakdowns, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct BreakdownRow {
    pub id: Id,
    pub indicator_id: Option<Id>,
    pub measure: String,
    pub dimension: String,
    pub value_label: String,
    pub period: Period,
    pub value: Figure,
    pub unit: String,
    pub recorded_at: Timestamp,
    pub recorded_by: String,
}

/// Which figures a list holds.
#[derive(Clone, Debug, Default)]
pub struct BreakdownFilter {
    /// Of this period.
    pub period: Option<Period>,
    /// Of this indicator.
    pub indicator: Option<Id>,
    /// Of this measure.
    pub measure: Option<String>,
    /// By this dimension.
    pub dimension: Option<String>,
}

/// The row that stands where `row` would, with whatever value.
///
/// # Errors
/// Those of the database.
pub fn find_same(conn: &mut Conn, row: &BreakdownRow) -> Result<Option<BreakdownRow>> {
    let same = breakdowns::table
        .filter(breakdowns::period.eq(row.period))
        .filter(breakdowns::measure.eq(&row.measure))
        .filter(breakdowns::dimension.eq(&row.dimension))
        .filter(breakdowns::value_label.eq(&row.value_label));
    let rows: Vec<BreakdownRow> = on!(conn, c => same.select(BreakdownRow::as_select()).load(c))?;
    // Few indicators share a measure; both databases compare an absent one in their own words.
    Ok(rows.into_iter().find(|found| found.indicator_id == row.indicator_id))
}

/// Figures by period, measure, dimension and label, each with its indicator; at most `page.limit`, from after `page.after`.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for a cursor of another list.
pub fn list(conn: &mut Conn, filter: &BreakdownFilter, page: &PageRequest) -> Result<Vec<(BreakdownRow, Option<Link>)>> {
    use breakdowns::{dimension, id, measure, period, value_label};
    let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
    let after = page.after.as_ref().map(place).transpose()?;
    let rows = on!(conn, c => {
        let mut query = breakdowns::table
            .left_join(indicators::table)
            .select((BreakdownRow::as_select(), (indicators::id, indicators::reference, indicators::title).nullable()))
            .into_boxed::<DB>();
        if let Some(wanted) = filter.period {
            query = query.filter(period.eq(wanted));
        }
        if let Some(wanted) = filter.indicator {
            query = query.filter(breakdowns::indicator_id.eq(wanted));
        }
        if let Some(wanted) = &filter.measure {
            query = query.filter(measure.eq(wanted));
        }
        if let Some(wanted) = &filter.dimension {
            query = query.filter(dimension.eq(wanted));
        }
        if let Some((p, [m, d, l, i])) = after {
            let label = value_label.gt(l).or(value_label.eq(l).and(id.gt(i)));
            let by_dimension = dimension.gt(d).or(dimension.eq(d).and(label));
            let by_measure = measure.gt(m).or(measure.eq(m).and(by_dimension));
            query = query.filter(period.gt(p).or(period.eq(p).and(by_measure)));
        }
        query.order((period, measure, dimension, value_label, id)).limit(limit).load(c)
    })?;
    Ok(rows)
}

/// Where [`current`] stands: the period, measure, dimension and label of a figure, and the key of its indicator's ref.
pub type Standing = (Period, String, String, String, String);

/// Figures of what is current, in an order that says nothing of when they were recorded, from after `after`; each with the ref
/// of its indicator, and where it stands.
///
/// # Errors
/// Those of the database.
pub fn current(
    conn: &mut Conn,
    only: Option<Period>,
    after: Option<&Standing>,
    limit: usize,
) -> Result<Vec<(BreakdownRow, Option<String>, Standing)>> {
    use breakdowns::{dimension, measure, period, value_label};
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows: Vec<(BreakdownRow, Option<(String, String)>)> = on!(conn, c => {
        let mut query = breakdowns::table
            .left_join(indicators::table)
            .filter(indicators::archived_at.is_null())
            .select((BreakdownRow::as_select(), (indicators::reference, indicators::ref_key).nullable()))
            .into_boxed::<DB>();
        if let Some(only) = only {
            query = query.filter(period.eq(only));
        }
        if let Some((p, m, d, l, i)) = after {
            let by_label = value_label.gt(l).or(value_label.eq(l).and(indicator_key().gt(i)));
            let by_dimension = dimension.gt(d).or(dimension.eq(d).and(by_label));
            let by_measure = measure.gt(m).or(measure.eq(m).and(by_dimension));
            query = query.filter(period.gt(p).or(period.eq(p).and(by_measure)));
        }
        query.order((period, measure, dimension, value_label, indicator_key())).limit(limit).load(c)
    })?;
    let standing = |(row, indicator): (BreakdownRow, Option<(String, String)>)| {
        let (reference, key) = indicator.unzip();
        let standing = (row.period, row.measure.clone(), row.dimension.clone(), row.value_label.clone(), key.unwrap_or_default());
        (row, reference, standing)
    };
    Ok(rows.into_iter().map(standing).collect())
}

/// The databases do not agree where an absent value comes in an order.
fn indicator_key() -> diesel::expression::SqlLiteral<Text> {
    sql("coalesce(indicators.ref_key, '')")
}

/// # Errors
/// [`crate::error::Error::Duplicate`] when another writer made it first.
pub fn insert(conn: &mut Conn, row: &BreakdownRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(breakdowns::table).values(row).execute(c))?;
    Ok(())
}

/// Writes `row` over the one with its id.
///
/// # Errors
/// Those of the database.
pub fn update(conn: &mut Conn, row: &BreakdownRow) -> Result<()> {
    on!(conn, c => diesel::update(breakdowns::table.find(row.id)).set(row).execute(c))?;
    Ok(())
}

/// Where a cursor of that list stands.
fn place(cursor: &Cursor) -> Result<(Period, [&str; 4])> {
    let [period, measure, dimension, label] = cursor.parts()?;
    let period = period.parse().map_err(|_| not_of_this_list())?;
    Ok((period, [measure, dimension, label, &cursor.id]))
}
