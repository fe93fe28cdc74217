//! When each check is next due, which checks were made, and which workers live.

use crate::clock::Timestamp;
use crate::db::schema::{check_runs, schedule, workers};
use crate::db::{Conn, on};
use crate::domain::day::Day;
use crate::error::Result;
use crate::id::Id;
use diesel::dsl::max;
use diesel::prelude::*;

/// A row of `check_runs`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = check_runs, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct RunRow {
    pub id: Id,
    pub check_name: String,
    pub day: Day,
    pub trigger_kind: String,
    pub started_at: Timestamp,
    pub opened: i32,
    pub resolved: i32,
    pub queued: i32,
}

/// The day on which a check is next due; `None` before its first.
///
/// # Errors
/// Those of the database.
pub fn next_on(conn: &mut Conn, check: &str) -> Result<Option<Day>> {
    Ok(on!(conn, c => schedule::table.find(check).select(schedule::next_on).first(c).optional())?)
}

/// Sets the day on which a check is next due.
///
/// # Errors
/// Those of the database.
pub fn set_next(conn: &mut Conn, check: &str, day: Day) -> Result<()> {
    on!(conn, c => diesel::insert_into(schedule::table)
        .values((schedule::name.eq(check), schedule::next_on.eq(day)))
        .on_conflict(schedule::name)
        .do_update()
        .set(schedule::next_on.eq(day))
        .execute(c))?;
    Ok(())
}

/// The latest day for which any check was made.
///
/// # Errors
/// Those of the database.
pub fn last_day(conn: &mut Conn) -> Result<Option<Day>> {
    Ok(on!(conn, c => check_runs::table.select(max(check_runs::day)).first(c))?)
}

/// That day; where the last check was made for a later one, that: an earlier would undo what it found.
///
/// # Errors
/// Those of the database.
pub fn not_before_last(conn: &mut Conn, day: Day) -> Result<Day> {
    Ok(last_day(conn)?.map_or(day, |last| last.max(day)))
}

/// When the check was last made.
///
/// # Errors
/// Those of the database.
pub fn last_made(conn: &mut Conn, check: &str) -> Result<Option<Timestamp>> {
    let newest = check_runs::table.filter(check_runs::check_name.eq(check)).order((check_runs::day.desc(), check_runs::id.desc()));
    Ok(on!(conn, c => newest.select(check_runs::started_at).first(c).optional())?)
}

/// # Errors
/// Those of the database.
pub fn insert_run(conn: &mut Conn, row: &RunRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(check_runs::table).values(row).execute(c))?;
    Ok(())
}

/// Notes that a worker lives, and forgets those that have been silent since `forget_before`.
///
/// # Errors
/// Those of the database.
pub fn beat(conn: &mut Conn, worker: Id, now: Timestamp, forget_before: Timestamp) -> Result<()> {
    on!(conn, c => diesel::insert_into(workers::table)
        .values((workers::id.eq(worker), workers::started_at.eq(now), workers::last_tick_at.eq(now)))
        .on_conflict(workers::id)
        .do_update()
        .set(workers::last_tick_at.eq(now))
        .execute(c))?;
    on!(conn, c => diesel::delete(workers::table.filter(workers::last_tick_at.lt(forget_before))).execute(c))?;
    Ok(())
}

/// Notes that the mail server takes nothing, and when that worker tries it again.
///
/// # Errors
/// Those of the database.
pub fn mail_waits(conn: &mut Conn, worker: Id, resumes: Timestamp) -> Result<()> {
    on!(conn, c => diesel::update(workers::table.find(worker)).set(workers::mail_resumes_at.eq(resumes)).execute(c))?;
    Ok(())
}

/// Notes that the mail server can be spoken with, whichever worker found it away.
///
/// # Errors
/// Those of the database.
pub fn mail_goes(conn: &mut Conn) -> Result<()> {
    let waiting = workers::table.filter(workers::mail_resumes_at.is_not_null());
    on!(conn, c => diesel::update(waiting).set(workers::mail_resumes_at.eq(None::<Timestamp>)).execute(c))?;
    Ok(())
}

/// When the mail server is, or was to be, tried again, if it took nothing when it was last spoken with.
///
/// # Errors
/// Those of the database.
pub fn mail_resumes_at(conn: &mut Conn) -> Result<Option<Timestamp>> {
    Ok(on!(conn, c => workers::table.select(max(workers::mail_resumes_at)).first::<Option<Timestamp>>(c))?)
}

/// When a worker last lived.
///
/// # Errors
/// Those of the database.
pub fn last_beat(conn: &mut Conn) -> Result<Option<Timestamp>> {
    Ok(on!(conn, c => workers::table.select(max(workers::last_tick_at)).first(c))?)
}
