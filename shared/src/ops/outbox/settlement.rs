//! What an outcome makes of a row, and when it is tried again.

use super::Claim;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::error::Result;
use crate::mail::Outcome;
use crate::model::notification::State;
use crate::store::notifications::{self as store, NotificationRow, Settlement};
use chrono::Duration;

/// Minutes before each further attempt after the server asked to try later; after the last, the row is dead.
const BACK_OFF: [i64; 11] = [5, 15, 60, 120, 240, 480, 720, 720, 1440, 1440, 1440];

/// The wait after so many attempts, if there is to be another.
pub(super) fn back_off(attempts: i32) -> Option<Duration> {
    let wait = usize::try_from(attempts - 1).ok().and_then(|index| BACK_OFF.get(index));
    wait.copied().map(Duration::minutes)
}

/// What an outcome is, seen beside the other mails: where the server took others since it last hung up at this one, it is this one
/// that it does not want, and not the channel that is down.
///
/// # Errors
/// Those of the database.
pub fn beside_others(conn: &mut Conn, claim: &Claim, outcome: Outcome) -> Result<Outcome> {
    match (outcome, claim.before.broken_at) {
        (Outcome::ChannelDown { detail }, Some(broken)) if store::accepted_since(conn, broken)? => Ok(Outcome::BrokenOff { detail }),
        (outcome, _) => Ok(outcome),
    }
}

/// What an outcome makes of a row, `before` it was taken; `pause` is how long the channel rests when it is down.
pub(super) fn settlement(now: Timestamp, before: &NotificationRow, outcome: &Outcome, pause: Duration) -> Settlement {
    let attempts = before.attempts + 1;
    let ended = |state, reply: String| Settlement {
        state,
        next_attempt_at: now,
        attempts,
        last_reply: Some(reply),
        settled_at: Some(now),
        broken_at: None,
    };
    let again = |state, after, reply: String| Settlement { next_attempt_at: now.plus(after), settled_at: None, ..ended(state, reply) };
    let later = |reply: String| {
        // Of one that may have arrived that stays so, whatever the server says meanwhile.
        let may_be_there = before.state == State::Uncertain;
        let (later, never) = if may_be_there { (State::Uncertain, State::UncertainFinal) } else { (State::Deferred, State::Dead) };
        match back_off(attempts) {
            Some(wait) => again(later, wait, reply),
            None => ended(never, reply),
        }
    };
    match outcome {
        Outcome::Accepted { reply } => ended(State::Accepted, reply.to_string()),
        Outcome::Refused { reply, .. } => ended(State::Refused, reply.to_string()),
        Outcome::Unsendable { detail } => ended(State::Dead, detail.to_string()),
        Outcome::Deferred { reply } => later(reply.to_string()),
        // It stays known for that: nothing else needs to go through before the next time.
        Outcome::BrokenOff { detail } => Settlement { broken_at: before.broken_at, ..later(detail.to_string()) },
        // One identical copy more, never two.
        Outcome::Uncertain { detail } if before.state == State::Uncertain => ended(State::UncertainFinal, detail.to_string()),
        Outcome::Uncertain { detail } => again(State::Uncertain, Duration::minutes(5), detail.to_string()),
        // Nothing was handed over: the attempt is not spent, and the row is what it was.
        Outcome::ChannelDown { detail } => {
            Settlement { attempts: before.attempts, broken_at: Some(now), ..again(before.state, pause, detail.to_string()) }
        }
    }
}
