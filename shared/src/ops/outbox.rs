//! The outbox, step by step: take a row, see that it is still true, fix its bytes, and put down what became of it.
//!
//! No transaction is open while a mail is sent. Whoever holds a row holds it by its fence: a worker that lost its lease
//! settles nothing.

use super::context::Context;
use super::mentions::recount;
use super::reconcile_alerts::reconcile;
use super::wanted_alerts::Items;
use super::{summaries, suppressions};
use crate::db::Conn;
use crate::domain::alert::ItemKind;
use crate::domain::plan::Language;
use crate::error::Result;
use crate::id::Id;
use crate::link::Signer;
use crate::mail::Outcome;
use crate::model::notification::{Occasion, State};
use crate::model::settings::Settings;
use crate::render::Message;
use crate::store::notifications::{self as store, NotificationRow, Settlement};
use crate::store::suppressions::is_suppressed;
use crate::store::{alerts, recipients, schedule};
use chrono::Duration;
use drafting::Drafting;
use settlement::{back_off, settlement};
use std::collections::BTreeMap;

mod drafting;
mod settlement;

pub use drafting::{Links, draft};
pub use settlement::beside_others;

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
        /// Under this Message-ID.
        message_id: String,
        /// In which language; both when unknown.
        language: Option<Language>,
        /// What it says.
        message: Box<Message>,
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

/// Sees whether a claimed row is still true. What is resolved, or has another owner by now, is not listed; when nothing is
/// left the row is settled as superseded, without an address as suppressed.
///
/// # Errors
/// Those of the database.
pub fn prepare(conn: &mut Conn, context: &Context, settings: &Settings, claim: &Claim, wording: &Wording) -> Result<Prepared> {
    let mut row = claim.before.clone();
    if !store::holds(conn, row.id, claim.fence)? {
        return Ok(Prepared::Settled);
    }
    // What reached nobody before the next check came: that one's mail says all that is still true.
    if matches!(row.state, State::Pending | State::Deferred) && store::has_later(conn, &row)? {
        return give_up(conn, context, claim, State::Superseded, "a later mail says what of it is still true");
    }
    if row.check_name == Occasion::Summary.as_str() {
        return prepare_summary(conn, context, settings, claim, wording);
    }
    let listed = alerts::of_notification(conn, row.id)?;
    let mut items: BTreeMap<ItemKind, Vec<Id>> = BTreeMap::new();
    for row in listed.iter().filter(|row| row.state != "resolved") {
        items.entry(row.alert.item_kind).or_default().push(row.alert.item_id);
    }
    let day = schedule::not_before_last(conn, row.day)?;
    for (kind, ids) in items {
        reconcile(conn, context, settings, day, Items::Of(kind, &ids))?;
    }
    let drafting = Drafting::load(conn, &row, wording.team.as_deref())?;
    let reachable = drafting.audience.person(row.person_id).ok_or("the recipient is gone");
    let (person, address) = match reachable.and_then(|person| Ok((person, person.reachable_at()?.to_owned()))) {
        Ok(found) => found,
        Err(why) => return give_up(conn, context, claim, State::Suppressed, why),
    };
    if row.address.as_ref().map_or(Ok(false), |old| is_suppressed(conn, &old.to_lowercase()))? {
        let why = "it was for a former address of the recipient, which is suppressed";
        return give_up(conn, context, claim, State::Suppressed, why);
    }
    if !drafting.current.iter().any(|line| line.speaks(context.today(settings), row.created_at)) {
        return give_up(conn, context, claim, State::Superseded, "nothing of it was true any more");
    }
    if !drafting.left_out.is_empty() {
        thaw(conn, context, &mut row, claim.fence)?;
    }
    if let (Some(bytes), Some(address)) = (&row.frozen, &row.address) {
        return Ok(Prepared::Frozen { address: address.clone(), bytes: bytes.clone() });
    }
    // What is not said was not told: neither its escalation nor its reader's clock counts from this mail.
    store::unlist(conn, row.id, &drafting.left_out)?;
    for (state, alerts) in drafting.restated() {
        store::list_as(conn, row.id, &alerts, state)?;
    }
    let links = Links::new(context, settings, &row, wording);
    let digest = drafting.digest(conn, settings, &row, person, (&wording.reply_to, Some(&links)))?;
    let message = Box::new(Message::Digest(digest));
    Ok(Prepared::Draft { address, message_id: row.message_id, language: person.language, message })
}

/// What no server has taken has no copy anywhere that its bytes would have to match: it is worded anew, under another Message-ID. What
/// may have arrived stays as it is.
fn thaw(conn: &mut Conn, context: &Context, row: &mut NotificationRow, fence: i64) -> Result<()> {
    if row.frozen.is_none() || !matches!(row.state, State::Pending | State::Deferred) {
        return Ok(());
    }
    let message_id = row.message_id_of(context.new_id());
    store::thaw(conn, row.id, fence, &message_id)?;
    *row = NotificationRow { frozen: None, address: None, message_id, ..row.clone() };
    Ok(())
}

/// Has what waits for somebody's former address be worded anew, for the one that they have by now.
///
/// # Errors
/// Those of the database.
pub fn follow_address(conn: &mut Conn, context: &Context, person: Id, former: &str) -> Result<()> {
    for mut row in store::waiting_at(conn, person, former)? {
        let fence = row.fence;
        thaw(conn, context, &mut row, fence)?;
    }
    Ok(())
}

/// A summary tells how things stood on its day: it goes out whatever became of them, unless the next quarter's has come.
fn prepare_summary(conn: &mut Conn, context: &Context, settings: &Settings, claim: &Claim, wording: &Wording) -> Result<Prepared> {
    let row = &claim.before;
    let person = recipients::with_managers(conn, vec![row.person_id])?.remove(&row.person_id);
    let reachable = person.as_ref().ok_or("the recipient is gone");
    let (person, address) = match reachable.and_then(|person| Ok((person, person.reachable_at()?.to_owned()))) {
        Ok(found) => found,
        Err(why) => return give_up(conn, context, claim, State::Suppressed, why),
    };
    if let (Some(bytes), Some(address)) = (&row.frozen, &row.address) {
        return Ok(Prepared::Frozen { address: address.clone(), bytes: bytes.clone() });
    }
    let links = Links::new(context, settings, row, wording);
    match summaries::draft(conn, settings, row, person, (wording, Some(&links)))? {
        Some(summary) => {
            let message = Box::new(Message::Summary(summary));
            Ok(Prepared::Draft { address, message_id: row.message_id.clone(), language: person.language, message })
        }
        None => give_up(conn, context, claim, State::Superseded, "it had nothing to tell"),
    }
}

fn give_up(conn: &mut Conn, context: &Context, claim: &Claim, state: State, why: &str) -> Result<Prepared> {
    let at = context.at();
    let settlement = Settlement {
        state,
        next_attempt_at: at,
        attempts: claim.before.attempts,
        last_reply: Some(why.to_owned()),
        settled_at: Some(at),
        broken_at: None,
    };
    if store::settle(conn, claim.before.id, claim.fence, &settlement)? {
        recount(conn, claim.before.id)?;
    }
    Ok(Prepared::Settled)
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
    let settlement = settlement(context.at(), &claim.before, outcome, pause);
    let went_out = matches!(settlement.state, State::Accepted | State::UncertainFinal);
    let settled = store::settle(conn, claim.before.id, claim.fence, &settlement)?;
    if settled && went_out {
        alerts::mark_sent(conn, claim.before.id, claim.before.day)?;
    } else if settled && State::NEVER_WENT.contains(&settlement.state) {
        recount(conn, claim.before.id)?;
    }
    if let (true, Outcome::Refused { reply, address: true }) = (settled, outcome) {
        suppressions::suppress(conn, context, claim.before.id, reply)?;
    }
    Ok(settled)
}
