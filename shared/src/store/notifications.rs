//! The outbox: one row per person and run, and what became of it.

mod again;
mod lines;
mod wiped;

pub use again::{Again, oldest_in, put_again};
pub use lines::{ListedAlert, Mention, Told, insert, list_as, mentions, told, told_before, unlist};
pub use wiped::{wipe_person, wipe_settled};

use crate::clock::Timestamp;
use crate::db::page::PageRequest;
use crate::db::schema::{notifications, people};
use crate::db::{Conn, on};
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use crate::model::Link;
use crate::model::notification::{Occasion, State};
use diesel::prelude::*;

/// A row of `notifications`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = notifications, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct NotificationRow {
    pub id: Id,
    pub person_id: Id,
    pub check_name: String,
    pub day: Day,
    pub state: State,
    pub message_id: String,
    pub frozen: Option<String>,
    pub address: Option<String>,
    pub attempts: i32,
    pub next_attempt_at: Timestamp,
    pub leased_until: Option<Timestamp>,
    pub fence: i64,
    pub last_reply: Option<String>,
    pub created_at: Timestamp,
    pub settled_at: Option<Timestamp>,
    pub broken_at: Option<Timestamp>,
    pub period: Option<Period>,
}

impl NotificationRow {
    /// The Message-ID of other words in the place of these.
    pub fn message_id_of(&self, new: Id) -> String {
        let domain = self.message_id.rsplit('@').next().unwrap_or("localhost");
        format!("{new}@{domain}")
    }

    /// A mail of that day to that person, to be sent as soon as can be.
    pub fn pending(id: Id, person_id: Id, check_name: &str, day: Day, message_id: String, at: Timestamp) -> Self {
        Self {
            id,
            person_id,
            check_name: check_name.to_owned(),
            day,
            state: State::Pending,
            message_id,
            frozen: None,
            address: None,
            attempts: 0,
            next_attempt_at: at,
            leased_until: None,
            fence: 0,
            last_reply: None,
            created_at: at,
            settled_at: None,
            broken_at: None,
            period: None,
        }
    }
}

/// How a claimed row is put down again.
#[derive(Clone, Debug)]
pub struct Settlement {
    /// The new state.
    pub state: State,
    /// When it is tried again, for states that are.
    pub next_attempt_at: Timestamp,
    /// Attempts spent so far.
    pub attempts: i32,
    /// What the server said, or why not.
    pub last_reply: Option<String>,
    /// When it ended, for states that are final.
    pub settled_at: Option<Timestamp>,
    /// When the conversation about it broke off, if it did.
    pub broken_at: Option<Timestamp>,
}

/// Which notifications a list holds.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each is the value of the column it is named after")]
pub struct NotificationFilter {
    pub person: Option<Id>,
    pub state: Option<State>,
    pub day: Option<Day>,
    pub check: Option<String>,
}

/// The people who have a digest of that day already, by whichever check; or a summary of it.
///
/// # Errors
/// Those of the database.
pub fn recipients_on(conn: &mut Conn, day: Day, summaries: bool) -> Result<Vec<Id>> {
    let of_kind = notifications::check_name.eq(Occasion::Summary.as_str()).eq(summaries);
    let of_day = notifications::table.filter(notifications::day.eq(day)).filter(of_kind);
    Ok(on!(conn, c => of_day.select(notifications::person_id).load(c))?)
}

/// The row of that id.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: Id) -> Result<Option<NotificationRow>> {
    Ok(on!(conn, c => notifications::table.find(id).select(NotificationRow::as_select()).first(c).optional())?)
}

/// The row that has waited longest of those that may be tried now: those due, and those whose worker lost its lease.
///
/// # Errors
/// Those of the database.
pub fn next_ready(conn: &mut Conn, now: Timestamp) -> Result<Option<NotificationRow>> {
    let due = notifications::state.eq_any([State::Pending, State::Deferred, State::Uncertain]).and(notifications::next_attempt_at.le(now));
    let orphaned = notifications::state.eq(State::Sending).and(notifications::leased_until.lt(now));
    Ok(on!(conn, c => notifications::table
        .filter(due.or(orphaned))
        .order((notifications::next_attempt_at, notifications::id))
        .select(NotificationRow::as_select())
        .first(c)
        .optional())?)
}

/// Takes a row for sending, if nobody has touched it since it was read: its fence tells.
///
/// # Errors
/// Those of the database.
pub fn claim(conn: &mut Conn, row: &NotificationRow, leased_until: Timestamp) -> Result<bool> {
    let untouched = notifications::table.find(row.id).filter(notifications::fence.eq(row.fence));
    let taken = (
        notifications::state.eq(State::Sending),
        notifications::leased_until.eq(leased_until),
        notifications::fence.eq(row.fence + 1),
        notifications::attempts.eq(row.attempts + 1),
    );
    Ok(on!(conn, c => diesel::update(untouched).set(taken).execute(c))? == 1)
}

/// Is the row still held by that fence?
///
/// # Errors
/// Those of the database.
pub fn holds(conn: &mut Conn, id: Id, fence: i64) -> Result<bool> {
    let held = notifications::table.find(id).filter(notifications::fence.eq(fence)).filter(notifications::state.eq(State::Sending));
    Ok(on!(conn, c => diesel::select(diesel::dsl::exists(held)).get_result(c))?)
}

/// Fixes the bytes and the address of a claimed row; `false` when the lease was lost.
///
/// # Errors
/// Those of the database.
pub fn freeze(conn: &mut Conn, id: Id, fence: i64, address: &str, bytes: &str) -> Result<bool> {
    let held = notifications::table.find(id).filter(notifications::fence.eq(fence)).filter(notifications::frozen.is_null());
    Ok(on!(conn, c => diesel::update(held).set((notifications::frozen.eq(bytes), notifications::address.eq(address))).execute(c))? == 1)
}

/// What was worded for that person at that address, and is to be tried again.
///
/// # Errors
/// Those of the database.
pub fn waiting_at(conn: &mut Conn, person: Id, address: &str) -> Result<Vec<NotificationRow>> {
    let theirs = notifications::table
        .filter(notifications::person_id.eq(person))
        .filter(notifications::address.eq(address))
        .filter(notifications::state.eq_any([State::Pending, State::Deferred]));
    Ok(on!(conn, c => theirs.select(NotificationRow::as_select()).load(c))?)
}

/// Has a row be worded anew, under that Message-ID.
///
/// # Errors
/// Those of the database.
pub fn thaw(conn: &mut Conn, id: Id, fence: i64, message_id: &str) -> Result<()> {
    let held = notifications::table.find(id).filter(notifications::fence.eq(fence));
    let nothing = (notifications::frozen.eq(None::<String>), notifications::address.eq(None::<String>));
    on!(conn, c => diesel::update(held).set((nothing, notifications::message_id.eq(message_id))).execute(c))?;
    Ok(())
}

/// Puts a claimed row down; `false` when the lease was lost meanwhile, and nothing was written.
///
/// # Errors
/// Those of the database.
pub fn settle(conn: &mut Conn, id: Id, fence: i64, settlement: &Settlement) -> Result<bool> {
    let held = notifications::table.find(id).filter(notifications::fence.eq(fence)).filter(notifications::state.eq(State::Sending));
    let changes = (
        notifications::state.eq(settlement.state),
        notifications::next_attempt_at.eq(settlement.next_attempt_at),
        notifications::attempts.eq(settlement.attempts),
        notifications::last_reply.eq(&settlement.last_reply),
        notifications::settled_at.eq(settlement.settled_at),
        notifications::broken_at.eq(settlement.broken_at),
        notifications::leased_until.eq(None::<Timestamp>),
    );
    Ok(on!(conn, c => diesel::update(held).set(changes).execute(c))? == 1)
}

/// Did the mail server take any mail after that moment?
///
/// # Errors
/// Those of the database.
pub fn accepted_since(conn: &mut Conn, since: Timestamp) -> Result<bool> {
    let taken = notifications::table.filter(notifications::state.eq(State::Accepted)).filter(notifications::settled_at.gt(since));
    Ok(on!(conn, c => diesel::select(diesel::dsl::exists(taken)).get_result(c))?)
}

/// Was a digest of a later day sent to that person, or does one wait to be? Of a summary: a later summary.
///
/// # Errors
/// Those of the database.
pub fn has_later(conn: &mut Conn, row: &NotificationRow) -> Result<bool> {
    let summary = Occasion::Summary.as_str();
    let heard = [State::Pending, State::Sending, State::Deferred, State::Uncertain, State::Accepted, State::UncertainFinal];
    let later = notifications::table
        .filter(notifications::person_id.eq(row.person_id))
        .filter(notifications::day.gt(row.day))
        .filter(notifications::check_name.eq(summary).eq(row.check_name == summary))
        .filter(notifications::state.eq_any(heard));
    Ok(on!(conn, c => diesel::select(diesel::dsl::exists(later)).get_result(c))?)
}

/// How many rows wait, and since when the oldest does.
///
/// # Errors
/// Those of the database.
pub fn waiting(conn: &mut Conn) -> Result<(i64, Option<Timestamp>)> {
    use diesel::dsl::{count_star, min};
    let waiting = notifications::state.eq_any([State::Pending, State::Deferred, State::Uncertain, State::Sending]);
    Ok(on!(conn, c => notifications::table.filter(waiting).select((count_star(), min(notifications::created_at))).first(c))?)
}

/// How many rows are in each of those states, and when the oldest of them was made.
///
/// # Errors
/// Those of the database.
pub fn by_state(conn: &mut Conn, states: &[State]) -> Result<Vec<(State, i64, Option<Timestamp>)>> {
    use diesel::dsl::{count_star, min};
    let counted = notifications::table.filter(notifications::state.eq_any(states)).group_by(notifications::state);
    Ok(on!(conn, c => counted.select((notifications::state, count_star(), min(notifications::created_at))).load(c))?)
}

/// Notifications with their recipients and the number of alerts they list, newest first.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, filter: &NotificationFilter, page: &PageRequest) -> Result<Vec<(NotificationRow, Link)>> {
    let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
    let rows = on!(conn, c => {
        let mut query = notifications::table.inner_join(people::table).into_boxed::<DB>();
        if let Some(person) = filter.person {
            query = query.filter(notifications::person_id.eq(person));
        }
        if let Some(state) = filter.state {
            query = query.filter(notifications::state.eq(state));
        }
        if let Some(day) = filter.day {
            query = query.filter(notifications::day.eq(day));
        }
        if let Some(check) = &filter.check {
            query = query.filter(notifications::check_name.eq(check));
        }
        if let Some(after) = &page.after {
            query = query.filter(notifications::id.lt(&after.id));
        }
        query
            .order(notifications::id.desc())
            .limit(limit)
            .select((NotificationRow::as_select(), (people::id, people::reference, people::name)))
            .load(c)
    })?;
    Ok(rows)
}

/// A person's, newest first, at most so many.
///
/// # Errors
/// Those of the database.
pub fn of_person(conn: &mut Conn, person: Id, most: i64) -> Result<Vec<NotificationRow>> {
    let theirs = notifications::table.filter(notifications::person_id.eq(person)).order(notifications::id.desc()).limit(most);
    Ok(on!(conn, c => theirs.select(NotificationRow::as_select()).load(c))?)
}
