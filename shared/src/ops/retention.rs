//! What is kept for a time only: taken away once a day, a bounded piece at a time.

use super::context::Context;
use super::history::{self, About};
use crate::db::Conn;
use crate::error::Result;
use crate::model::history::{Event, FieldChange, Subject};
use crate::model::settings::Settings;
use crate::store::{history as events, notifications, schedule, suppressions};
use serde_json::{Value, json};

/// Rows taken away in one transaction, at most: others wait for it.
const PIECE: i64 = 1_000;
/// How the schedule names it.
const NAME: &str = "retention";

/// What was taken away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Mails whose address, bytes and reply were wiped.
    pub mails: usize,
    /// Suppressed addresses that nobody has any more.
    pub addresses: usize,
    /// Events of history.
    pub events: usize,
}

/// Takes a piece of what is past its time away, if that was not done today; when something may be left, the next call goes on.
///
/// # Errors
/// Those of the database.
pub fn prune_due(conn: &mut Conn, context: &Context, settings: &Settings) -> Result<Pruned> {
    let (mails_from, history_from) = (settings.retention.mails_from(context.at()), settings.retention.history_from(context.at()));
    let today = context.today(settings);
    if (mails_from, history_from) == (None, None) || schedule::next_on(conn, NAME)?.is_some_and(|day| today < day) {
        return Ok(Pruned::default());
    }
    conn.lock(NAME)?;
    let mails = mails_from.map_or(Ok(0), |first| notifications::wipe_settled(conn, first, PIECE))?;
    let addresses = mails_from.map_or(Ok(0), |first| suppressions::forget_strangers(conn, first))?;
    let events = history_from.map_or(Ok(0), |first| events::forget(conn, first, PIECE))?;
    let pruned = Pruned { mails, addresses, events };
    if pruned == Pruned::default() {
        schedule::set_next(conn, NAME, today.plus(1))?;
        return Ok(pruned);
    }
    let told = |name: &str, count: usize| FieldChange { field: format!("/{name}"), from: Value::Null, to: json!(count) };
    let about = About { kind: Subject::Retention, item: None, reference: NAME, period: None };
    let removed = [told("mails_wiped", mails), told("events_removed", events), told("addresses_removed", addresses)];
    history::note_event(conn, context, about, Event::Pruned, &removed)?;
    Ok(pruned)
}
