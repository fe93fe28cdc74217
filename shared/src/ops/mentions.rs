//! What counts as told: what mails say that went out, or are about to.

use crate::db::Conn;
use crate::domain::day::Day;
use crate::error::Result;
use crate::id::Id;
use crate::store::alerts::{self, ClockRow};
use crate::store::notifications::{self, Mention};
use std::collections::{BTreeSet, HashMap};

/// Counts anew what a mail lists, which never went out, or is to go out after all: an open alert waits from the last mail that told
/// of it, and one that is over waits to be told as that.
///
/// # Errors
/// Those of the database.
pub fn recount(conn: &mut Conn, notification: Id) -> Result<()> {
    conn.lock("alerts")?;
    let (resolved, open): (Vec<_>, Vec<_>) =
        alerts::clocks_of_notification(conn, notification)?.into_iter().partition(|(_, listed_as)| listed_as == "resolved");
    alerts::set_closing_told(conn, &resolved.iter().map(|(alert, _)| alert.id).collect::<Vec<_>>(), false)?;
    let open: Vec<ClockRow> = open.into_iter().map(|(alert, _)| alert).filter(|alert| alert.resolved_on.is_none()).collect();
    let mut told: HashMap<Id, Vec<Mention>> = HashMap::new();
    for mention in notifications::mentions(conn, &open.iter().map(|alert| alert.id).collect::<Vec<_>>())? {
        told.entry(mention.alert).or_default().push(mention);
    }
    for alert in open {
        let clock = Clock::of(&alert, told.get(&alert.id).map(Vec::as_slice).unwrap_or_default());
        if clock != (Clock { times: alert.mentions, last: alert.mentioned_on, to: alert.told_to }) {
            alerts::set_clock(conn, alert.id, clock.times, clock.last, clock.to)?;
        }
    }
    Ok(())
}

/// From when on an alert waits.
#[derive(Debug, PartialEq, Eq)]
struct Clock {
    /// So often it was mentioned.
    times: i32,
    /// When last.
    last: Option<Day>,
    /// To its owner; nobody, where others stood in.
    to: Option<Id>,
}

impl Clock {
    /// By what its owner was told, unless others were later. What no mail was due for, and one listed all the same, was mentioned by
    /// that one.
    fn of(alert: &ClockRow, told: &[Mention]) -> Self {
        let (owners, others): (Vec<&Mention>, Vec<&Mention>) = told.iter().partition(|mention| Some(mention.person) == alert.owner_id);
        let last = |mentions: &[&Mention]| mentions.last().map(|mention| mention.day);
        let by_owner = if alert.told_to.is_some() { !owners.is_empty() } else { last(&owners) >= last(&others) };
        let theirs = if by_owner { &owners } else { &others };
        let due: BTreeSet<Day> = theirs.iter().filter(|mention| mention.due).map(|mention| mention.day).collect();
        let (times, last) = match (due.last(), theirs.first()) {
            (Some(last), _) => (i32::try_from(due.len()).unwrap_or(i32::MAX), Some(*last)),
            (None, Some(listed)) => (1, Some(listed.day)),
            (None, None) => (0, None),
        };
        Self { times, last, to: alert.owner_id.filter(|_| by_owner && last.is_some()) }
    }
}
