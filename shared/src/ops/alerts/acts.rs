//! What people do about an alert: acknowledge it until a day with a reason, put it off for some days, or end either at once.
//!
//! An alert has no version: checks and changes of its item write to it all the time, and each act says the whole of what it
//! wants. What is done again changes nothing.

use crate::db::Conn;
use crate::domain::alert::{ItemKind, Quiet};
use crate::domain::day::Day;
use crate::error::{Error, Result};
use crate::id::{Id, Key};
use crate::model::check::Check;
use crate::model::history::{Event, Subject as Of};
use crate::model::notification::{Alert, QuietTime};
use crate::model::settings::Settings;
use crate::ops::authority::Subject;
use crate::ops::context::Context;
use crate::ops::history::{self, About};
use crate::ops::{actions, indicators, risks};
use crate::store::alerts::{self as store, AlertRow};
use serde::Serialize;
use std::iter;

/// The longest reason, in characters.
const REASON_LENGTH: usize = 2_000;

/// Has an alert not be mentioned through `until`, since something is being done: `reason` says what. It takes the place of what
/// was said before.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] for who neither owns the item nor stands in; [`Error::Invalid`] for a day that is
/// not after today or too far off, or without a reason; [`Error::Conflict`] for an alert that is resolved.
pub fn acknowledge(conn: &mut Conn, context: &Context, settings: &Settings, id: Id, until: Day, reason: &str) -> Result<Alert> {
    let row = for_change(conn, context, id)?;
    let reason = reason.trim();
    let mut check = Check::new();
    check_day(&mut check, context.today(settings), until, settings.alerts.acknowledge_days);
    check.require(!reason.is_empty(), "/reason", "invalid_text", "must say in 1 to 2000 characters what is being done");
    check.text_within("/reason", Some(reason), REASON_LENGTH);
    check.finish()?;
    let quiet = QuietTime { kind: Quiet::Acknowledged, until, reason: Some(reason.to_owned()), by: context.actor.clone() };
    put(conn, context, settings, row, Event::Acknowledged, Some(quiet))
}

/// Has an alert not be mentioned through `until`. It takes the place of what was said before.
///
/// # Errors
/// As [`acknowledge`].
pub fn snooze(conn: &mut Conn, context: &Context, settings: &Settings, id: Id, until: Day) -> Result<Alert> {
    let row = for_change(conn, context, id)?;
    let mut check = Check::new();
    check_day(&mut check, context.today(settings), until, settings.alerts.snooze_days);
    check.finish()?;
    let quiet = QuietTime { kind: Quiet::Snoozed, until, reason: None, by: context.actor.clone() };
    put(conn, context, settings, row, Event::Snoozed, Some(quiet))
}

/// Has an alert be mentioned again, by its cadence. One that is neither acknowledged nor snoozed stays as it is.
///
/// # Errors
/// As [`acknowledge`].
pub fn wake(conn: &mut Conn, context: &Context, settings: &Settings, id: Id) -> Result<Alert> {
    let row = for_change(conn, context, id)?;
    put(conn, context, settings, row, Event::Woken, None)
}

/// Why an alert is not mentioned on that day.
pub(super) fn quiet(row: &AlertRow, day: Day) -> Option<QuietTime> {
    let (kind, until) = row.quiet_kind.zip(row.quiet_until)?;
    let quiet = QuietTime { kind, until, reason: row.quiet_reason.clone(), by: row.quiet_by.clone().unwrap_or_default() };
    Some(quiet).filter(|quiet| day <= quiet.until)
}

/// Notes that what was said of an alert counts no longer, if it did.
///
/// # Errors
/// Those of the database.
pub(in crate::ops) fn note_end(conn: &mut Conn, context: &Context, row: &AlertRow, day: Day) -> Result<()> {
    match quiet(row, day) {
        Some(said) => note(conn, context, row, Event::Woken, Some(said), None),
        None => Ok(()),
    }
}

fn check_day(check: &mut Check, today: Day, until: Day, most: u32) {
    let detail = format!("must be a day from {} to {}", today.plus(1), today.plus(most.into()));
    check.require(today < until && until <= today.plus(most.into()), "/until", "out_of_range", &detail);
}

/// The alert, held until the transaction ends: checks and changes of its item wait.
fn for_change(conn: &mut Conn, context: &Context, id: Id) -> Result<AlertRow> {
    conn.lock("alerts")?;
    let row = store::find(conn, id)?.ok_or_else(|| Error::not_found("alert", id))?.row;
    let key = Key::Id(row.item_id);
    match row.item_kind {
        ItemKind::Action => context.authority.check_answer((&actions::find(conn, &key)?.row).into())?,
        ItemKind::Indicator => context.authority.check_answer((&indicators::find(conn, &key)?.row).into())?,
        ItemKind::Risk => {
            let risk = risks::find(conn, &key)?.row;
            context.authority.check_answer(Subject::risk(&risk, row.service_area_id.as_slice()))?;
        }
    }
    Ok(row)
}

fn put(conn: &mut Conn, context: &Context, settings: &Settings, row: AlertRow, event: Event, wanted: Option<QuietTime>) -> Result<Alert> {
    let today = context.today(settings);
    if let Some(day) = row.resolved_on {
        return Err(Error::conflict("alert_resolved", format!("the alert was resolved on {day}: there is nothing left to be mentioned")));
    }
    let before = quiet(&row, today);
    let said = |quiet: &Option<QuietTime>| quiet.as_ref().map(|quiet| (quiet.kind, quiet.until, quiet.reason.clone()));
    if said(&before) != said(&wanted) {
        let row = AlertRow {
            quiet_until: wanted.as_ref().map(|quiet| quiet.until),
            quiet_kind: wanted.as_ref().map(|quiet| quiet.kind),
            quiet_reason: wanted.as_ref().and_then(|quiet| quiet.reason.clone()),
            quiet_by: wanted.as_ref().map(|quiet| quiet.by.clone()),
            quiet_at: wanted.as_ref().map(|_| context.at()),
            ..row.clone()
        };
        store::update(conn, &row)?;
        note(conn, context, &row, event, before, wanted)?;
    }
    super::get(conn, row.id, today)
}

fn note(
    conn: &mut Conn,
    context: &Context,
    row: &AlertRow,
    event: Event,
    before: Option<QuietTime>,
    after: Option<QuietTime>,
) -> Result<()> {
    #[derive(Serialize)]
    struct Told {
        quiet: Option<QuietTime>,
    }
    let items = store::items(conn, iter::once(row))?;
    let reference = items.get(&row.item_id).map(|item| item.reference.as_str()).unwrap_or_default();
    let about = About { kind: Of::Alert, item: Some(row.id), reference, period: row.period() };
    history::note_as(conn, context, about, event, &Told { quiet: before }, &Told { quiet: after })
}
