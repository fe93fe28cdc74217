//! Reports as they were when their quarter was signed off, and their faces: added to, marked, never taken away.

use crate::clock::Timestamp;
use crate::db::schema::{frozen_faces, frozen_reports};
use crate::db::{Conn, among, on};
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use diesel::prelude::*;

/// A row of `frozen_reports`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = frozen_reports, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct FrozenReportRow {
    pub id: Id,
    pub period: Period,
    pub scope: String,
    pub name: String,
    pub signed_at: Timestamp,
    pub signed_by: String,
    pub reason: Option<String>,
    pub digest: String,
    pub superseded_at: Option<Timestamp>,
    pub superseded_by: Option<String>,
    pub superseded_because: Option<String>,
    pub published: bool,
    pub published_at: Option<Timestamp>,
}

/// A row of `frozen_faces`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = frozen_faces)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct FrozenFaceRow {
    pub report_id: Id,
    pub name: String,
    pub media_type: String,
    pub size: i64,
    pub sha256: String,
    pub body: String,
}

/// A face without its body.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = frozen_faces)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct FaceFacts {
    pub report_id: Id,
    pub name: String,
    pub media_type: String,
    pub size: i64,
    pub sha256: String,
}

/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &FrozenReportRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(frozen_reports::table).values(row).execute(c))?;
    Ok(())
}

/// # Errors
/// Those of the database.
pub fn insert_face(conn: &mut Conn, row: &FrozenFaceRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(frozen_faces::table).values(row).execute(c))?;
    Ok(())
}

/// That with the id.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: Id) -> Result<Option<FrozenReportRow>> {
    let row = frozen_reports::table.find(id);
    Ok(on!(conn, c => row.select(FrozenReportRow::as_select()).first(c).optional())?)
}

/// Those of a quarter: of the whole council first, then by name; of one scope, the latest first.
///
/// # Errors
/// Those of the database.
pub fn of_period(conn: &mut Conn, period: Period) -> Result<Vec<FrozenReportRow>> {
    use frozen_reports::{id, name, signed_at};
    let rows = frozen_reports::table.filter(frozen_reports::period.eq(period)).order((name, signed_at.desc(), id.desc()));
    Ok(on!(conn, c => rows.select(FrozenReportRow::as_select()).load(c))?)
}

/// Those of a scope and a quarter, the latest first.
///
/// # Errors
/// Those of the database.
pub fn of_scope(conn: &mut Conn, scope: &str, period: Period) -> Result<Vec<FrozenReportRow>> {
    let rows = frozen_reports::table
        .filter(frozen_reports::period.eq(period))
        .filter(frozen_reports::scope.eq(scope))
        .order((frozen_reports::signed_at.desc(), frozen_reports::id.desc()));
    Ok(on!(conn, c => rows.select(FrozenReportRow::as_select()).load(c))?)
}

/// Those of a quarter that were called so when they were frozen, the latest first.
///
/// # Errors
/// Those of the database.
pub fn called(conn: &mut Conn, name: &str, period: Period) -> Result<Vec<FrozenReportRow>> {
    let rows = frozen_reports::table
        .filter(frozen_reports::period.eq(period))
        .filter(frozen_reports::name.eq(name))
        .order((frozen_reports::signed_at.desc(), frozen_reports::id.desc()));
    Ok(on!(conn, c => rows.select(FrozenReportRow::as_select()).load(c))?)
}

/// The faces of these reports, by name, without their bodies.
///
/// # Errors
/// Those of the database.
pub fn faces(conn: &mut Conn, reports: &[Id]) -> Result<Vec<FaceFacts>> {
    let rows = frozen_faces::table.filter(among(frozen_faces::report_id, reports)).order(frozen_faces::name);
    Ok(on!(conn, c => rows.select(FaceFacts::as_select()).load(c))?)
}

/// A face of a report.
///
/// # Errors
/// Those of the database.
pub fn face(conn: &mut Conn, report: Id, name: &str) -> Result<Option<FrozenFaceRow>> {
    let row = frozen_faces::table.find((report, name));
    Ok(on!(conn, c => row.select(FrozenFaceRow::as_select()).first(c).optional())?)
}

/// Marks those of a quarter that stand as what was reported no more.
///
/// # Errors
/// Those of the database.
pub fn supersede(conn: &mut Conn, period: Period, at: Timestamp, by: &str, because: Option<&str>) -> Result<()> {
    use frozen_reports::{superseded_at, superseded_because, superseded_by};
    let standing = frozen_reports::table.filter(frozen_reports::period.eq(period)).filter(superseded_at.is_null());
    let marks = (superseded_at.eq(at), superseded_by.eq(by), superseded_because.eq(because));
    on!(conn, c => diesel::update(standing).set(marks).execute(c))?;
    Ok(())
}

/// Those that anybody may read, of quarters before one: the latest quarter first, so many at most.
///
/// # Errors
/// Those of the database.
pub fn published(conn: &mut Conn, before: Option<Period>, limit: i64) -> Result<Vec<FrozenReportRow>> {
    use frozen_reports::{id, name, period, published};
    let rows = on!(conn, c => {
        let mut query = frozen_reports::table.filter(published).select(FrozenReportRow::as_select()).into_boxed::<DB>();
        if let Some(before) = before {
            query = query.filter(period.lt(before));
        }
        query.order((period.desc(), name, id)).limit(limit).load(c)
    })?;
    Ok(rows)
}

/// Lets anybody read one, or nobody without a key.
///
/// # Errors
/// Those of the database.
pub fn publish(conn: &mut Conn, id: Id, since: Option<Timestamp>) -> Result<()> {
    let marks = (frozen_reports::published.eq(since.is_some()), frozen_reports::published_at.eq(since));
    on!(conn, c => diesel::update(frozen_reports::table.find(id)).set(marks).execute(c))?;
    Ok(())
}
