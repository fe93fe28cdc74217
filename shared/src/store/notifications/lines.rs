//! What a mail lists, and who has heard of what by that.

use super::NotificationRow;
use crate::clock::Timestamp;
use crate::db::schema::{notification_alerts, notifications};
use crate::db::{Conn, among, on};
use crate::domain::day::Day;
use crate::error::Result;
use crate::id::Id;
use crate::model::notification::State;
use diesel::prelude::*;
use std::collections::HashSet;

diesel::allow_columns_to_appear_in_same_group_by_clause!(
    notification_alerts::alert_id,
    notification_alerts::due,
    notification_alerts::state,
    notifications::person_id,
);

/// How often someone was told of an alert, or is about to be.
#[derive(Clone, Debug, Queryable)]
pub struct Told {
    /// The alert.
    pub alert: Id,
    /// Who.
    pub person: Id,
    /// As `new`, `open` or `resolved`.
    pub state: String,
    /// It was a reason for the digest to go out.
    pub due: bool,
    /// In so many digests.
    pub times: i64,
    /// The day of the last of them.
    pub last: Option<Day>,
    /// When that was composed.
    pub at: Option<Timestamp>,
}

/// Who was told of these alerts, how and how often: by mails that went out, or are about to.
///
/// # Errors
/// Those of the database.
pub fn told(conn: &mut Conn, alerts: &[Id]) -> Result<Vec<Told>> {
    use diesel::dsl::{count_star, max};
    let how = (notification_alerts::alert_id, notifications::person_id, notification_alerts::state, notification_alerts::due);
    let listed = notification_alerts::table
        .inner_join(notifications::table)
        .filter(among(notification_alerts::alert_id, alerts))
        .filter(notifications::state.ne_all(State::NEVER_WENT));
    let counted = (
        notification_alerts::alert_id,
        notifications::person_id,
        notification_alerts::state,
        notification_alerts::due,
        count_star(),
        max(notifications::day),
        max(notifications::created_at),
    );
    Ok(on!(conn, c => listed.group_by(how).select(counted).load(c))?)
}

/// A mail that lists an open alert, and went out or is about to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub struct Mention {
    /// The alert.
    pub alert: Id,
    /// Whom it is for.
    pub person: Id,
    /// Its day.
    pub day: Day,
    /// The alert was a reason for it to go out.
    pub due: bool,
}

/// The mails that tell of these alerts as open, by day.
///
/// # Errors
/// Those of the database.
pub fn mentions(conn: &mut Conn, alerts: &[Id]) -> Result<Vec<Mention>> {
    let listed = notification_alerts::table
        .inner_join(notifications::table)
        .filter(among(notification_alerts::alert_id, alerts))
        .filter(notification_alerts::state.ne("resolved"))
        .filter(notifications::state.ne_all(State::NEVER_WENT))
        .order((notification_alerts::alert_id, notifications::day));
    let mention = (notification_alerts::alert_id, notifications::person_id, notifications::day, notification_alerts::due);
    Ok(on!(conn, c => listed.select(mention).load(c))?)
}

/// An alert as a digest is to list it.
#[derive(Clone, Copy, Debug)]
pub struct ListedAlert {
    /// The alert.
    pub alert: Id,
    /// As `new`, `open` or `resolved`.
    pub state: &'static str,
    /// It is a reason for the digest to go out.
    pub due: bool,
}

/// Adds a row and the alerts it lists.
///
/// # Errors
/// [`crate::error::Error::Duplicate`] when the person has one of that run.
pub fn insert(conn: &mut Conn, row: &NotificationRow, listed: &[ListedAlert]) -> Result<()> {
    on!(conn, c => diesel::insert_into(notifications::table).values(row).execute(c))?;
    // In pieces: both databases bound the number of values in a statement.
    for piece in listed.chunks(500) {
        let lines: Vec<_> = piece
            .iter()
            .map(|listed| {
                (
                    notification_alerts::notification_id.eq(row.id),
                    notification_alerts::alert_id.eq(listed.alert),
                    notification_alerts::state.eq(listed.state),
                    notification_alerts::due.eq(listed.due),
                )
            })
            .collect();
        on!(conn, c => diesel::insert_into(notification_alerts::table).values(&lines).execute(c))?;
    }
    Ok(())
}

/// Which of these alerts a mail has told that person of, other than this row's.
///
/// # Errors
/// Those of the database.
pub fn told_before(conn: &mut Conn, row: &NotificationRow, alerts: &[Id]) -> Result<HashSet<Id>> {
    let sent = [State::Accepted, State::UncertainFinal, State::Uncertain, State::Sending];
    let listed = notification_alerts::table
        .inner_join(notifications::table)
        .filter(among(notification_alerts::alert_id, alerts))
        .filter(notifications::person_id.eq(row.person_id))
        .filter(notifications::id.ne(row.id))
        .filter(notifications::state.eq_any(sent));
    let ids: Vec<Id> = on!(conn, c => listed.select(notification_alerts::alert_id).load(c))?;
    Ok(ids.into_iter().collect())
}

/// Has a row list these alerts as `new`, `open` or `resolved`.
///
/// # Errors
/// Those of the database.
pub fn list_as(conn: &mut Conn, notification: Id, alerts: &[Id], state: &str) -> Result<()> {
    let listed = notification_alerts::table
        .filter(notification_alerts::notification_id.eq(notification))
        .filter(among(notification_alerts::alert_id, alerts));
    on!(conn, c => diesel::update(listed).set(notification_alerts::state.eq(state)).execute(c))?;
    Ok(())
}

/// Takes away what a row was to list and does not.
///
/// # Errors
/// Those of the database.
pub fn unlist(conn: &mut Conn, notification: Id, alerts: &[Id]) -> Result<()> {
    let left_out = notification_alerts::table
        .filter(notification_alerts::notification_id.eq(notification))
        .filter(among(notification_alerts::alert_id, alerts));
    on!(conn, c => diesel::delete(left_out).execute(c))?;
    Ok(())
}
