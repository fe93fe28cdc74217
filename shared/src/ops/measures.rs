//! What those who watch over the service measure of the record: few queries, each by an index.

use super::context::Context;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::domain::timetable::Check;
use crate::error::Result;
use crate::model::notification::State;
use crate::store::{notifications, schedule, settings, suppressions, webhook_deliveries};

/// Mails that are still to be sent.
const WAITING: [State; 4] = [State::Pending, State::Sending, State::Deferred, State::Uncertain];
/// Mails that never arrived, as far as is known.
const FAILED: [State; 3] = [State::Refused, State::Dead, State::UncertainFinal];

/// What is measured.
#[derive(Clone, Debug)]
pub struct Measures {
    /// How many mails there are in each state that is waited in or failed in.
    pub mails: Vec<(State, i64)>,
    /// How many addresses are suppressed.
    pub suppressed_addresses: i64,
    /// For how many seconds the oldest mail has waited; 0 when none does.
    pub oldest_mail_seconds: i64,
    /// How many events wait to be sent to webhooks.
    pub events_waiting: i64,
    /// For how many seconds the oldest of them has waited; 0 when none does.
    pub oldest_event_seconds: i64,
    /// When a worker last showed that it lives.
    pub worker_at: Option<Timestamp>,
    /// Each check.
    pub checks: Vec<CheckMeasure>,
}

/// What is measured of a check.
#[derive(Clone, Copy, Debug)]
pub struct CheckMeasure {
    /// Which.
    pub check: Check,
    /// When it was last made.
    pub made_at: Option<Timestamp>,
    /// It should have been made by now.
    pub due: bool,
}

/// Measures.
///
/// # Errors
/// Those of the database.
pub fn measure(conn: &mut Conn, context: &Context) -> Result<Measures> {
    let found = notifications::by_state(conn, &[&WAITING[..], &FAILED[..]].concat())?;
    let count = |state: &State| (*state, found.iter().find(|(known, ..)| known == state).map_or(0, |(_, count, _)| *count));
    let oldest = found.iter().filter(|(state, ..)| WAITING.contains(state)).filter_map(|(_, _, at)| *at).min();
    let (events_waiting, oldest_event) = webhook_deliveries::waiting(conn)?;
    let seconds_since = |at: Timestamp| (context.at().micros() - at.micros()).max(0) / 1_000_000;
    Ok(Measures {
        mails: WAITING.iter().chain(&FAILED).map(count).collect(),
        suppressed_addresses: suppressions::count(conn)?,
        oldest_mail_seconds: oldest.map_or(0, seconds_since),
        events_waiting,
        oldest_event_seconds: oldest_event.map_or(0, seconds_since),
        worker_at: schedule::last_beat(conn)?,
        checks: checks(conn, context)?,
    })
}

fn checks(conn: &mut Conn, context: &Context) -> Result<Vec<CheckMeasure>> {
    let (settings, _) = settings::load(conn)?;
    let (timetable, local) = (settings.timetable(), context.now.local(settings.time_zone));
    let one = |check: &Check| {
        let due = schedule::next_on(conn, check.as_str())?.is_some_and(|next| timetable.is_due(next, local));
        Ok(CheckMeasure { check: *check, made_at: schedule::last_made(conn, check.as_str())?, due })
    };
    Check::ALL.iter().map(one).collect()
}
