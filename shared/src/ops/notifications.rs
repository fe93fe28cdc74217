//! The delivery log: each digest, what it listed and what became of it; and what never arrived, sent again.

use super::alerts;
use super::context::{Context, resolve};
use super::history::{self, About};
use super::mentions::recount;
use crate::db::Conn;
use crate::db::page::{Cursor, Page, PageRequest};
use crate::domain::day::Day;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::Link;
use crate::model::history::{Event, Subject};
use crate::model::notification::{Notification, NotificationDetail, Replayed, State};
use crate::store::notifications::{self as store, Again, NotificationFilter, NotificationRow};
use crate::store::recipients;
use crate::store::refs::{self, Kind};
use serde_json::json;

/// The order of the list.
pub const SORT: &str = "id";
/// Mails that are put into the outbox again by one request, at most.
const MOST: usize = 500;

/// Which notifications a list holds.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as in NotificationFilter, by keys")]
pub struct NotificationQuery {
    pub person: Option<String>,
    pub state: Option<State>,
    pub day: Option<Day>,
    pub check: Option<String>,
}

/// A page of the delivery log, newest first.
///
/// # Errors
/// [`Error::Invalid`] when the query names something unknown.
pub fn list(conn: &mut Conn, query: &NotificationQuery, page: &PageRequest) -> Result<Page<Notification>> {
    let filter = NotificationFilter {
        person: resolve(conn, Kind::Person, "?person", query.person.as_deref())?,
        state: query.state,
        day: query.day,
        check: query.check.clone(),
    };
    let rows = store::list(conn, &filter, &PageRequest { limit: page.limit + 1, after: page.after.clone() })?;
    let place = |(row, _): &(NotificationRow, Link)| Cursor { sort: SORT.to_owned(), value: String::new(), id: row.id.to_string() };
    Ok(Page::cut(rows, page.limit, place).map(|(row, person)| view(row, person)))
}

/// One notification, with what it listed.
///
/// # Errors
/// [`Error::NotFound`].
pub fn get(conn: &mut Conn, id: Id, today: Day) -> Result<NotificationDetail> {
    let (row, person) = find(conn, id)?;
    Ok(NotificationDetail { notification: view(row, person), listed: alerts::listed(conn, id, today)? })
}

/// Puts a mail that never arrived into the outbox again, with as many attempts as a new one. Whether it is still true, and its
/// recipient can be written to, is seen when it is sent. To the same address the same bytes go; to another, words of that day.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] for one that may still be sent, arrived, or had nothing left to say; [`Error::Forbidden`].
pub fn replay(conn: &mut Conn, context: &Context, id: Id) -> Result<Notification> {
    context.authority.check_common("notifications")?;
    let (row, person) = find(conn, id)?;
    if !row.state.can_be_replayed() || !put_again(conn, context, &row, &person)? {
        let detail =
            format!("the notification is {}: only one that is dead, refused, suppressed or uncertain_final is sent again", row.state);
        return Err(Error::conflict("not_replayable", detail));
    }
    let (row, person) = find(conn, id)?;
    Ok(view(row, person))
}

/// The same for all in one state, the oldest first, at most 500.
///
/// # Errors
/// [`Error::Invalid`] for a state that is not sent again; [`Error::Forbidden`].
pub fn replay_all(conn: &mut Conn, context: &Context, state: State) -> Result<Replayed> {
    context.authority.check_common("notifications")?;
    if !state.can_be_replayed() {
        return Err(Error::field("/state", "invalid_value", "must be dead, refused, suppressed or uncertain_final"));
    }
    let mut queued = 0;
    for (row, person) in store::oldest_in(conn, state, MOST)? {
        queued += usize::from(put_again(conn, context, &row, &person)?);
    }
    let left = store::by_state(conn, &[state])?.first().map_or(0, |(_, count, _)| usize::try_from(*count).unwrap_or(0));
    Ok(Replayed { queued, left })
}

/// `false` when somebody else did so meanwhile.
fn put_again(conn: &mut Conn, context: &Context, row: &NotificationRow, person: &Link) -> Result<bool> {
    let people = recipients::with_managers(conn, vec![row.person_id])?;
    let email = people.get(&row.person_id).and_then(|person| person.email.as_deref());
    let same_bytes = row.frozen.is_some() && row.address.as_deref() == email;
    // What was handed over once may be at its recipient's under that Message-ID: other words need another.
    let named_anew = !same_bytes && row.attempts > 0;
    let again = Again {
        // It may have arrived: one identical copy more, never two.
        state: if same_bytes && row.state == State::UncertainFinal { State::Uncertain } else { State::Pending },
        same_bytes,
        message_id: if named_anew { row.message_id_of(context.new_id()) } else { row.message_id.clone() },
        at: context.at(),
    };
    if !store::put_again(conn, row, &again)? {
        return Ok(false);
    }
    recount(conn, row.id)?;
    let told = |state: State, message_id: &str| json!({"state": state, "message_id": message_id});
    let about = About { kind: Subject::Notification, item: Some(row.id), reference: &person.reference, period: None };
    let (before, after) = (told(row.state, &row.message_id), told(again.state, &again.message_id));
    history::note_as(conn, context, about, Event::Replayed, &before, &after)?;
    Ok(true)
}

fn find(conn: &mut Conn, id: Id) -> Result<(NotificationRow, Link)> {
    let missing = || Error::not_found("notification", id);
    let row = store::find(conn, id)?.ok_or_else(missing)?;
    let person = refs::link(conn, Kind::Person, row.person_id)?.ok_or_else(missing)?;
    Ok((row, person))
}

fn view(row: NotificationRow, person: Link) -> Notification {
    Notification {
        id: row.id,
        person,
        check: row.check_name,
        day: row.day,
        state: row.state,
        message_id: row.message_id,
        attempts: row.attempts,
        next_attempt_at: row.state.is_open().then_some(row.next_attempt_at),
        last_reply: row.last_reply,
        created_at: row.created_at,
        settled_at: row.settled_at,
    }
}
