//! The outbox, step by step: take a row, see that it is still true, fix its bytes, and put down what became of it.
//!
//! No transaction is open while a mail is sent. Whoever holds a row holds it by its fence: a worker that lost its lease
//! settles nothing.

use super::audience::Audience;
use super::compose_digests::explanation;
use super::context::Context;
use super::reconcile_alerts::reconcile;
use super::suppressions;
use super::wanted_alerts::Items;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::domain::alert::ItemKind;
use crate::domain::day::Day;
use crate::domain::plan::Language;
use crate::error::Result;
use crate::id::Id;
use crate::link::{Signer, Target};
use crate::mail::Outcome;
use crate::model::notification::State;
use crate::model::settings::Settings;
use crate::render::digest::{Digest, Line, LineState, Owned};
use crate::store::alerts::{self, AlertItem, AlertRow};
use crate::store::notifications::{self as store, NotificationRow, Settlement};
use crate::store::recipients::Recipient;
use crate::store::suppressions::is_suppressed;
use crate::store::{schedule, service_areas};
use chrono::Duration;
use std::collections::HashSet;

/// Minutes before each further attempt after the server asked to try later; after the last, the row is dead.
const BACK_OFF: [i64; 11] = [5, 15, 60, 120, 240, 480, 720, 720, 1440, 1440, 1440];

/// A row that this worker holds.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The row as it was before it was taken. One that was left behind half sent counts as uncertain.
    pub before: NotificationRow,
    /// What proves that it is held.
    pub fence: i64,
}

/// What is to be done with a claimed row.
#[derive(Debug)]
pub enum Prepared {
    /// Its bytes are fixed: send them.
    Frozen {
        /// To whom.
        address: String,
        /// What.
        bytes: String,
    },
    /// To be worded, then fixed.
    Draft {
        /// To whom.
        address: String,
        /// In which language; both when unknown.
        language: Option<Language>,
        /// What it says.
        digest: Box<Digest>,
    },
    /// Not to be sent: it was settled, or the lease was lost.
    Settled,
}

/// What is needed to word a digest.
#[derive(Clone, Debug)]
pub struct Wording {
    /// Signs the links.
    pub signer: Signer,
    /// What links start with.
    pub public_url: String,
    /// For how many days links open.
    pub link_days: u32,
    /// Who answers replies.
    pub reply_to: String,
    /// The address of the performance team, if there is one.
    pub team: Option<String>,
}

/// Takes the row that has waited longest of those that may be tried now, for as long as `lease`; `None` when there is none.
///
/// # Errors
/// Those of the database.
pub fn claim(conn: &mut Conn, context: &Context, lease: Duration) -> Result<Option<Claim>> {
    // Workers that claim at once would all see the same row, and all but one go away with nothing.
    conn.lock("outbox")?;
    while let Some(mut before) = store::next_ready(conn, context.at())? {
        if !store::claim(conn, &before, context.at().plus(lease))? {
            continue;
        }
        let left_behind = before.state == State::Sending;
        if left_behind {
            before.state = if before.frozen.is_some() { State::Uncertain } else { State::Pending };
        }
        let claim = Claim { fence: before.fence + 1, before };
        if !left_behind || back_off(claim.before.attempts).is_some() {
            return Ok(Some(claim));
        }
        give_up(conn, context, &claim, State::Dead, "whoever tried to send it never finished, every time")?;
    }
    Ok(None)
}

/// The wait after so many attempts, if there is to be another.
fn back_off(attempts: i32) -> Option<Duration> {
    let wait = usize::try_from(attempts - 1).ok().and_then(|index| BACK_OFF.get(index));
    wait.copied().map(Duration::minutes)
}

/// Sees whether a claimed row is still true. What is resolved, or has another owner by now, is not listed; when nothing is
/// left the row is settled as superseded, without an address as suppressed.
///
/// # Errors
/// Those of the database.
pub fn prepare(conn: &mut Conn, context: &Context, settings: &Settings, claim: &Claim, wording: &Wording) -> Result<Prepared> {
    let row = &claim.before;
    if !store::holds(conn, row.id, claim.fence)? {
        return Ok(Prepared::Settled);
    }
    let listed = alerts::of_notification(conn, row.id)?;
    let items: HashSet<(ItemKind, Id)> =
        listed.iter().filter(|(_, state)| state != "resolved").map(|(alert, _)| (alert.item_kind, alert.item_id)).collect();
    // As at the last check, where one was made since: an earlier day would undo what that one found.
    let day = schedule::last_day(conn)?.map_or(row.day, |last| last.max(row.day));
    for (kind, item) in items {
        reconcile(conn, context, settings, day, Items::One(kind, item))?;
    }
    let listed = alerts::of_notification(conn, row.id)?;
    let owners = listed.iter().filter_map(|(alert, _)| alert.owner_id).chain([row.person_id]).collect();
    let audience = Audience::load(conn, owners, wording.team.as_deref())?;
    let still = |(alert, state): &(AlertRow, String)| {
        let told = audience.told(alert.owner_id).iter().any(|person| person.id == row.person_id);
        told && (state == "resolved" || alert.resolved_on.is_none())
    };
    let current: Vec<_> = listed.into_iter().filter(still).collect();
    let reachable = audience.person(row.person_id).ok_or("the recipient is gone");
    let (person, address) = match reachable.and_then(|person| Ok((person, person.reachable_at()?.to_owned()))) {
        Ok(found) => found,
        Err(why) => return give_up(conn, context, claim, State::Suppressed, why),
    };
    if row.address.as_ref().map_or(Ok(false), |old| is_suppressed(conn, &old.to_lowercase()))? {
        let why = "it was for a former address of the recipient, which is suppressed";
        return give_up(conn, context, claim, State::Suppressed, why);
    }
    if !current.iter().any(|(_, state)| state != "resolved") {
        return give_up(conn, context, claim, State::Superseded, "nothing of it was true any more");
    }
    if let (Some(bytes), Some(address)) = (&row.frozen, &row.address) {
        return Ok(Prepared::Frozen { address: address.clone(), bytes: bytes.clone() });
    }
    let links = Links { wording, last_day: link_end(context, settings, row, wording) };
    let digest = Box::new(digest(conn, settings, row, person, &audience, &current, &links)?);
    Ok(Prepared::Draft { address, language: person.language, digest })
}

fn give_up(conn: &mut Conn, context: &Context, claim: &Claim, state: State, why: &str) -> Result<Prepared> {
    let at = context.at();
    let settlement =
        Settlement { state, next_attempt_at: at, attempts: claim.before.attempts, last_reply: Some(why.to_owned()), settled_at: Some(at) };
    store::settle(conn, claim.before.id, claim.fence, &settlement)?;
    Ok(Prepared::Settled)
}

fn digest(
    conn: &mut Conn,
    settings: &Settings,
    row: &NotificationRow,
    person: &Recipient,
    audience: &Audience,
    current: &[(AlertRow, String)],
    links: &Links<'_>,
) -> Result<Digest> {
    let items = alerts::items(conn, current.iter().map(|(alert, _)| alert))?;
    let areas: Vec<Id> = current.iter().filter_map(|(alert, _)| alert.service_area_id).collect();
    let areas = service_areas::names(conn, &areas)?;
    let mut lines = Vec::with_capacity(current.len());
    for (alert, state) in current {
        let Some(item) = items.get(&alert.item_id) else {
            continue;
        };
        let mut line = line(person, alert, state, item, links)?;
        line.owned = match alert.owner_id {
            None => Owned::ByNobody,
            Some(owner) if owner == person.id => Owned::ByReader,
            Some(owner) => Owned::By(audience.person(owner).map(|owner| owner.name.clone()).unwrap_or_default()),
        };
        if let Some(area) = alert.service_area_id.and_then(|area| areas.get(&area)) {
            (line.service_area, line.service_area_cy) = (Some(area.0.clone()), area.1.clone());
        }
        lines.push(line);
    }
    Ok(Digest {
        organisation: settings.organisation.clone(),
        organisation_cy: settings.organisation_cy.clone(),
        recipient_name: person.name.clone(),
        as_of: row.day,
        lines,
        reply_to: links.wording.reply_to.clone(),
    })
}

/// How the links of one mail are made.
struct Links<'a> {
    wording: &'a Wording,
    last_day: Day,
}

/// Links open for some days after the mail is worded, or after the day it is about if that is later.
fn link_end(context: &Context, settings: &Settings, row: &NotificationRow, wording: &Wording) -> Day {
    let from = context.today(settings).max(row.day);
    from.plus(wording.link_days.into())
}

fn line(person: &Recipient, alert: &AlertRow, state: &str, item: &AlertItem, links: &Links<'_>) -> Result<Line> {
    let target = Target {
        kind: alert.item_kind,
        item: alert.item_id,
        service_area: alert.service_area_id,
        person: person.id,
        last_day: links.last_day,
    };
    Ok(Line {
        rule: alert.rule,
        state: match state {
            "new" => LineState::New,
            "resolved" => LineState::Resolved,
            _ => LineState::Open,
        },
        reference: item.reference.clone(),
        title: item.title.clone(),
        title_cy: item.title_cy.clone(),
        service_area: item.service_area.clone(),
        service_area_cy: item.service_area_cy.clone(),
        period: alert.period(),
        since: alert.opened_on,
        why: explanation(alert)?,
        unit: item.unit.clone(),
        decimals: item.decimals.and_then(|decimals| u8::try_from(decimals).ok()),
        link: Some(format!("{}/items/{}", links.wording.public_url.trim_end_matches('/'), links.wording.signer.sign(&target))),
        owned: Owned::ByReader,
    })
}

/// Fixes the bytes of a claimed row; `false` when the lease was lost.
///
/// # Errors
/// Those of the database.
pub fn freeze(conn: &mut Conn, claim: &Claim, address: &str, bytes: &str) -> Result<bool> {
    store::freeze(conn, claim.before.id, claim.fence, address, bytes)
}

/// Puts down what became of an attempt; `false` when the lease was lost, and nothing was written.
///
/// # Errors
/// Those of the database.
pub fn settle(conn: &mut Conn, context: &Context, claim: &Claim, outcome: &Outcome, pause: Duration) -> Result<bool> {
    let settled = store::settle(conn, claim.before.id, claim.fence, &settlement(context.at(), &claim.before, outcome, pause))?;
    if let (true, Outcome::Refused { reply, address: true }) = (settled, outcome) {
        suppressions::suppress(conn, context, claim.before.id, reply)?;
    }
    Ok(settled)
}

/// What an outcome makes of a row, `before` it was taken; `pause` is how long the channel rests when it is down.
fn settlement(now: Timestamp, before: &NotificationRow, outcome: &Outcome, pause: Duration) -> Settlement {
    let attempts = before.attempts + 1;
    let ended = |state, reply: String| Settlement { state, next_attempt_at: now, attempts, last_reply: Some(reply), settled_at: Some(now) };
    let again = |state, after, reply: String| {
        let next_attempt_at = now.plus(after);
        Settlement { state, next_attempt_at, attempts, last_reply: Some(reply), settled_at: None }
    };
    match outcome {
        Outcome::Accepted { reply } => ended(State::Accepted, reply.to_string()),
        Outcome::Refused { reply, .. } => ended(State::Refused, reply.to_string()),
        Outcome::Unsendable { detail } => ended(State::Dead, detail.to_string()),
        Outcome::Deferred { reply } => {
            back_off(attempts).map_or_else(|| ended(State::Dead, reply.to_string()), |wait| again(State::Deferred, wait, reply.to_string()))
        }
        // One identical copy more, never two.
        Outcome::Uncertain { detail } if before.state == State::Uncertain => ended(State::UncertainFinal, detail.to_string()),
        Outcome::Uncertain { detail } => again(State::Uncertain, Duration::minutes(5), detail.to_string()),
        // Nothing was handed over: the attempt is not spent, and the row is what it was.
        Outcome::ChannelDown { detail } => Settlement { attempts: before.attempts, ..again(before.state, pause, detail.to_string()) },
    }
}
