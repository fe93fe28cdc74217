//! Addresses that a mail server refused: nothing more is sent to them, and whoever stands in hears, until they are taken off.

use super::context::Context;
use super::history::{self, About};
use crate::db::Conn;
use crate::db::page::{Cursor, Page, PageRequest};
use crate::error::{Error, Result};
use crate::id::{Id, Key};
use crate::mail::Reply;
use crate::model::history::{Event, FieldChange};
use crate::model::suppression::Suppression;
use crate::store::notifications;
use crate::store::refs::{self, Kind};
use crate::store::suppressions::{self as store, SuppressionRecord, SuppressionRow};
use serde_json::{Value, json};

/// The order of the list.
pub const SORT: &str = "-id";

/// A page of them, the latest first.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, page: &PageRequest) -> Result<Page<Suppression>> {
    let records = store::list(conn, &PageRequest { limit: page.limit + 1, after: page.after.clone() })?;
    let place = |(row, _): &SuppressionRecord| Cursor { sort: SORT.to_owned(), value: String::new(), id: row.id.to_string() };
    Ok(Page::cut(records, page.limit, place).map(view))
}

/// Has mails be sent to an address again, by its id or itself: its owner hears of what is open as it falls due.
///
/// # Errors
/// [`Error::NotFound`] for one that is not suppressed; [`Error::Forbidden`].
pub fn remove(conn: &mut Conn, context: &Context, key: &str) -> Result<()> {
    context.authority.check_common("suppressed addresses")?;
    let parsed = key.parse().map_or_else(|_| Key::Ref(key.to_lowercase().replace('\0', "\u{FFFD}")), Key::Id);
    let (row, _) = store::find(conn, &parsed)?.ok_or_else(|| Error::not_found("suppressed address", key))?;
    store::delete(conn, row.id)?;
    note(conn, context, &row, Event::Unsuppressed)
}

/// Suppresses the address to which a notification was refused with that answer; that address and no other.
///
/// # Errors
/// Those of the database.
pub(super) fn suppress(conn: &mut Conn, context: &Context, notification: Id, reply: &Reply) -> Result<()> {
    let Some(address) = notifications::find(conn, notification)?.and_then(|row| row.address) else { return Ok(()) };
    let row = SuppressionRow {
        id: context.new_id(),
        address: address.to_lowercase(),
        since: context.at(),
        reason: reply.to_string(),
        notification_id: notification,
    };
    if store::insert(conn, &row)? { note(conn, context, &row, Event::Suppressed) } else { Ok(()) }
}

/// It is part of the history of the person to whom the mail went.
fn note(conn: &mut Conn, context: &Context, row: &SuppressionRow, event: Event) -> Result<()> {
    let Some(mail) = notifications::find(conn, row.notification_id)? else { return Ok(()) };
    let Some(person) = refs::link(conn, Kind::Person, mail.person_id)? else { return Ok(()) };
    let change = |field: &str, value: Value| {
        let (from, to) = if event == Event::Suppressed { (Value::Null, value) } else { (value, Value::Null) };
        FieldChange { field: field.to_owned(), from, to }
    };
    let changes = [change("/mail_suppressed_since", json!(row.since)), change("/mail_suppressed_reason", json!(row.reason))];
    history::note_event(conn, context, About::item(Kind::Person, person.id, &person.reference), event, &changes)
}

fn view((row, person): SuppressionRecord) -> Suppression {
    Suppression { id: row.id, address: row.address, person, since: row.since, reason: row.reason, notification: row.notification_id }
}
