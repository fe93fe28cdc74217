//! What editors judge overall statuses to be.

use crate::clock::Timestamp;
use crate::db::page::{Cursor, PageRequest, not_of_this_list};
use crate::db::schema::judgements;
use crate::db::{Conn, on};
use crate::domain::period::Period;
use crate::domain::rollup::Part;
use crate::domain::status::Rag;
use crate::error::Result;
use crate::id::Id;
use diesel::prelude::*;

/// A row of `judgements`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = judgements, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct JudgementRow {
    pub id: Id,
    pub scope: String,
    pub period: Period,
    pub part: Part,
    pub rag: Rag,
    pub reason: String,
    pub recorded_at: Timestamp,
    pub recorded_by: String,
}

/// Which judgements a list holds.
#[derive(Clone, Debug, Default)]
pub struct JudgementFilter {
    /// Of this period.
    pub period: Option<Period>,
    /// Of this, as the column has it.
    pub scope: Option<String>,
    /// Of this part of it.
    pub part: Option<Part>,
}

/// The one that stands there, if any.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, scope: &str, period: Period, part: Part) -> Result<Option<JudgementRow>> {
    let same =
        judgements::table.filter(judgements::scope.eq(scope)).filter(judgements::period.eq(period)).filter(judgements::part.eq(part));
    Ok(on!(conn, c => same.select(JudgementRow::as_select()).first(c).optional())?)
}

/// Judgements by period, scope and part, at most `page.limit`, from after `page.after`.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for a cursor of another list.
pub fn list(conn: &mut Conn, filter: &JudgementFilter, page: &PageRequest) -> Result<Vec<JudgementRow>> {
    use judgements::{part, period, scope};
    let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
    let after = page.after.as_ref().map(place).transpose()?;
    let rows = on!(conn, c => {
        let mut query = judgements::table.select(JudgementRow::as_select()).into_boxed::<DB>();
        if let Some(wanted) = filter.period {
            query = query.filter(period.eq(wanted));
        }
        if let Some(wanted) = &filter.scope {
            query = query.filter(scope.eq(wanted));
        }
        if let Some(wanted) = filter.part {
            query = query.filter(part.eq(wanted));
        }
        if let Some((p, about, of)) = after {
            let by_scope = scope.gt(about).or(scope.eq(about).and(part.gt(of)));
            query = query.filter(period.gt(p).or(period.eq(p).and(by_scope)));
        }
        query.order((period, scope, part)).limit(limit).load(c)
    })?;
    Ok(rows)
}

/// All of that scope, as the column has it.
///
/// # Errors
/// Those of the database.
pub fn of_scope(conn: &mut Conn, scope: &str) -> Result<Vec<JudgementRow>> {
    let of = judgements::table.filter(judgements::scope.eq(scope)).order(judgements::id);
    Ok(on!(conn, c => of.select(JudgementRow::as_select()).load(c))?)
}

/// # Errors
/// [`crate::error::Error::Duplicate`] when another writer made it first.
pub fn insert(conn: &mut Conn, row: &JudgementRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(judgements::table).values(row).execute(c))?;
    Ok(())
}

/// Writes `row` over the one with its id.
///
/// # Errors
/// Those of the database.
pub fn update(conn: &mut Conn, row: &JudgementRow) -> Result<()> {
    on!(conn, c => diesel::update(judgements::table.find(row.id)).set(row).execute(c))?;
    Ok(())
}

/// Takes a row away.
///
/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Conn, id: Id) -> Result<()> {
    on!(conn, c => diesel::delete(judgements::table.find(id)).execute(c))?;
    Ok(())
}

/// Where a cursor of that list stands.
fn place(cursor: &Cursor) -> Result<(Period, &str, Part)> {
    let [period, scope, part] = cursor.parts()?;
    let (period, part) = (period.parse().ok(), part.parse().ok());
    period.zip(part).map(|(period, part)| (period, scope, part)).ok_or_else(not_of_this_list)
}
