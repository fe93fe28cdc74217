//! Alerts follow the facts: what ought to be alerted (by the rules) against what is; the difference is opened or resolved.
//!
//! The same function serves one item, in the transaction that changed it, and all of them, in the check: a reaction that
//! was missed repairs itself.

use super::alerts::note_end;
use super::announce::announce_alerts;
use super::context::Context;
use super::wanted_alerts::{Items, Wanted, still_so, wanted};
use crate::db::Conn;
use crate::domain::alert::{Ending, ItemKind, Rule};
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use crate::model::settings::Settings;
use crate::store;
use crate::store::alerts::{self, AlertRow};
use std::collections::HashMap;

/// What changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Alerts opened.
    pub opened: i32,
    /// Alerts resolved.
    pub resolved: i32,
}

type Key = (Id, Rule, String, Option<Id>);

/// How many alerts are written at once.
const BATCH: usize = 1_000;

/// Opens and resolves alerts about `items` so that they are what the rules say at `day`.
///
/// # Errors
/// Those of the database.
pub fn reconcile(conn: &mut Conn, context: &Context, settings: &Settings, day: Day, items: Items<'_>) -> Result<Reconciled> {
    conn.lock("alerts")?;
    let open = alerts::open(conn, items.ids())?;
    let mut open: HashMap<Key, AlertRow> = open.into_iter().map(|row| (key_of(&row), row)).collect();
    let number = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    let mut outcome = Reconciled::default();
    // A first check finds as much as there is: what is opened is not all held at once.
    let mut found = wanted(conn, settings, day, items)?.into_iter();
    loop {
        let mut new = Vec::new();
        for alert in found.by_ref() {
            let key = (alert.item_id, alert.rule, alert.subject.to_string(), alert.service_area_id);
            if let Some(row) = open.remove(&key) {
                keep(conn, context, day, row, alert)?;
            } else {
                new.push(opened(context, day, alert));
            }
            if new.len() == BATCH {
                break;
            }
        }
        if new.is_empty() {
            break;
        }
        alerts::insert(conn, &new)?;
        announce_alerts(conn, context, &new)?;
        outcome.opened += number(new.len());
    }
    outcome.resolved = number(open.len());
    end(conn, context, settings, day, open.into_values().collect())?;
    Ok(outcome)
}

/// Resolves these, each by how it came to its end.
fn end(conn: &mut Conn, context: &Context, settings: &Settings, day: Day, mut over: Vec<AlertRow>) -> Result<()> {
    let still_so = still_so(conn, settings, day, &over)?;
    for row in &mut over {
        let ended = if still_so.contains(&row.id) { Ending::Dropped } else { Ending::PutRight };
        *row = AlertRow { resolved_on: Some(day), resolved_at: Some(context.at()), ended: Some(ended), ..row.clone() };
    }
    for ended in Ending::ALL {
        let ids: Vec<Id> = over.iter().filter(|row| row.ended == Some(*ended)).map(|row| row.id).collect();
        alerts::resolve(conn, &ids, *ended, day, context.at())?;
    }
    announce_alerts(conn, context, &over)
}

/// Brings the alerts about one item up to date after it was written to.
///
/// # Errors
/// Those of the database.
pub fn follow(conn: &mut Conn, context: &Context, settings: &Settings, kind: ItemKind, item: Id) -> Result<()> {
    let today = store::schedule::not_before_last(conn, context.today(settings))?;
    reconcile(conn, context, settings, today, Items::Of(kind, &[item]))?;
    if kind == ItemKind::Action {
        // What an action does not bring down any more.
        let risks = store::risks::mitigated_by(conn, item)?;
        if !risks.is_empty() {
            reconcile(conn, context, settings, today, Items::Of(ItemKind::Risk, &risks))?;
        }
    }
    Ok(())
}

/// Brings the alerts about a quarter's returns up to date after it was signed off or reopened.
///
/// # Errors
/// Those of the database.
pub fn reconcile_returns(conn: &mut Conn, context: &Context, settings: &Settings, period: Period) -> Result<()> {
    let day = store::schedule::not_before_last(conn, context.today(settings))?;
    for (kind, items) in alerts::items_of_returns(conn, period)? {
        reconcile(conn, context, settings, day, Items::Of(kind, &items))?;
    }
    Ok(())
}

fn key_of(row: &AlertRow) -> Key {
    (row.item_id, row.rule, row.subject.clone(), row.service_area_id)
}

/// It stays one alert. A new owner hears of it at once, and what its former one said of it does not count.
fn keep(conn: &mut Conn, context: &Context, day: Day, row: AlertRow, alert: Wanted) -> Result<()> {
    if row.owner_id != alert.owner_id {
        note_end(conn, context, &row, day)?;
        let AlertRow { id, opened_on, opened_at, .. } = row;
        return alerts::update(conn, &AlertRow { id, opened_on, opened_at, ..opened(context, day, alert) });
    }
    if row.why == alert.why && row.stage == alert.stage {
        return Ok(());
    }
    alerts::reword(conn, row.id, &alert.why, alert.stage)
}

fn opened(context: &Context, day: Day, alert: Wanted) -> AlertRow {
    AlertRow {
        id: context.new_id(),
        why: alert.why,
        rule: alert.rule,
        item_kind: alert.item_kind,
        item_id: alert.item_id,
        service_area_id: alert.service_area_id,
        subject: alert.subject.to_string(),
        owner_id: alert.owner_id,
        opened_on: day,
        opened_at: context.at(),
        resolved_on: None,
        resolved_at: None,
        ended: None,
        mentions: 0,
        mentioned_on: None,
        told_to: None,
        closing_told: false,
        stage: alert.stage,
        told_stage: None,
        first_sent_on: None,
        escalated_on: None,
        quiet_until: None,
        quiet_kind: None,
        quiet_reason: None,
        quiet_by: None,
        quiet_at: None,
    }
}
