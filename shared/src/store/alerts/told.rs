//! What is kept of who was told of an alert: how often, when last, whether that it is over.

use crate::db::schema::{alerts, notification_alerts};
use crate::db::{Conn, among, on};
use crate::domain::day::Day;
use crate::error::Result;
use crate::id::Id;
use diesel::prelude::*;

/// From when on an alert waits, and for whom.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = alerts)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct ClockRow {
    pub id: Id,
    pub owner_id: Option<Id>,
    pub resolved_on: Option<Day>,
    pub mentions: i32,
    pub mentioned_on: Option<Day>,
    pub told_to: Option<Id>,
}

/// The clocks of the alerts that a notification lists, with how it listed them: no more, so that they are read of what nobody can
/// word.
///
/// # Errors
/// Those of the database.
pub fn clocks_of_notification(conn: &mut Conn, notification: Id) -> Result<Vec<(ClockRow, String)>> {
    let listed = notification_alerts::table.inner_join(alerts::table).filter(notification_alerts::notification_id.eq(notification));
    Ok(on!(conn, c => listed.select((ClockRow::as_select(), notification_alerts::state)).load(c))?)
}

/// Puts down who has heard of these: their owner, or others only. Where that was another until now, they wait anew for their owner to
/// do something.
///
/// # Errors
/// Those of the database.
pub fn tell(conn: &mut Conn, ids: &[Id], to: Option<Id>) -> Result<()> {
    let these = || alerts::table.filter(among(alerts::id, ids));
    let told = (alerts::told_to.eq(to), alerts::first_sent_on.eq(None::<Day>));
    match to {
        Some(owner) => {
            let others = these().filter(alerts::told_to.is_null().or(alerts::told_to.ne(owner)));
            on!(conn, c => diesel::update(others).set(told).execute(c))?
        }
        None => on!(conn, c => diesel::update(these().filter(alerts::told_to.is_not_null())).set(told).execute(c))?,
    };
    Ok(())
}

/// Puts down that these were mentioned on that day, at their present stage, so many times by now.
///
/// # Errors
/// Those of the database.
pub fn mention(conn: &mut Conn, ids: &[Id], times: i32, day: Day) -> Result<()> {
    let mentioned = (alerts::mentions.eq(times), alerts::mentioned_on.eq(day), alerts::told_stage.eq(alerts::stage));
    on!(conn, c => diesel::update(alerts::table.filter(among(alerts::id, ids))).set(mentioned).execute(c))?;
    Ok(())
}

/// Puts down how often an alert was mentioned, when last, and to which owner, by what went out.
///
/// # Errors
/// Those of the database.
pub fn set_clock(conn: &mut Conn, id: Id, times: i32, last: Option<Day>, to: Option<Id>) -> Result<()> {
    let clock = (alerts::mentions.eq(times), alerts::mentioned_on.eq(last), alerts::told_to.eq(to));
    on!(conn, c => diesel::update(alerts::table.find(id)).set(clock).execute(c))?;
    Ok(())
}

/// Puts down whether all who are to be told that these are over have been.
///
/// # Errors
/// Those of the database.
pub fn set_closing_told(conn: &mut Conn, ids: &[Id], told: bool) -> Result<()> {
    on!(conn, c => diesel::update(alerts::table.filter(among(alerts::id, ids))).set(alerts::closing_told.eq(told)).execute(c))?;
    Ok(())
}

/// Puts down that these go to the managers of their owners from that day on.
///
/// # Errors
/// Those of the database.
pub fn escalate(conn: &mut Conn, ids: &[Id], day: Day) -> Result<()> {
    on!(conn, c => diesel::update(alerts::table.filter(among(alerts::id, ids))).set(alerts::escalated_on.eq(day)).execute(c))?;
    Ok(())
}

/// Puts down that a mail which lists them has gone out: the day of the first one stays.
///
/// # Errors
/// Those of the database.
pub fn mark_sent(conn: &mut Conn, notification: Id, day: Day) -> Result<()> {
    let listed = notification_alerts::table
        .filter(notification_alerts::notification_id.eq(notification))
        .filter(notification_alerts::state.ne("resolved"))
        .select(notification_alerts::alert_id);
    let first = alerts::table.filter(alerts::id.eq_any(listed)).filter(alerts::first_sent_on.is_null());
    on!(conn, c => diesel::update(first).set(alerts::first_sent_on.eq(day)).execute(c))?;
    Ok(())
}
