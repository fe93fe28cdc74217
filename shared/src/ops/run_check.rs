//! A check: alerts are brought up to date for a day, and digests are queued.

use super::audience::Origin;
use super::compose_digests::{Composition, compose};
use super::context::Context;
use super::reconcile_alerts::{Reconciled, reconcile};
use super::summaries::{self, Queued};
use super::wanted_alerts::Items;
use crate::db::Conn;
use crate::domain::day::Day;
use crate::domain::timetable::Check;
use crate::error::{Error, Result};
use crate::model::settings::Settings;
use crate::store::schedule::{self, RunRow};
use crate::store::settings;

mod report;

pub use report::{CheckReport, Recipient, ReportedItem};

/// Held by whoever makes checks or plans them.
pub(super) const CHECK_LOCK: &str = "check";

/// How a check came to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trigger {
    /// By the timetable.
    Schedule,
    /// By hand.
    Hand,
}

/// What a check did, in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// Which it was.
    pub check: Check,
    /// The day it was made for.
    pub day: Day,
    /// Alerts opened.
    pub opened: i32,
    /// Alerts resolved.
    pub resolved: i32,
    /// How many digests were queued.
    pub digests: usize,
    /// How many summaries were queued.
    pub summaries: usize,
    /// How many open alerts nobody can be told of.
    pub unreachable: usize,
}

/// Makes by hand what is to be made on `day`: the daily check, and before it the quarter's when its day has come.
///
/// # Errors
/// [`Error::Conflict`] for a day before the last check made, since it would undo what that one found, and for one that is
/// still to come, since it would keep those before it from being made.
pub fn run_check(conn: &mut Conn, context: &Context, settings: &Settings, day: Day, origin: &Origin) -> Result<CheckReport> {
    conn.lock(CHECK_LOCK)?;
    let today = context.today(settings);
    if day > today {
        let detail =
            format!("{day} is still to come (today is {today}): a check for it would keep earlier ones from being made. Use --dry-run");
        return Err(Error::conflict("check_in_the_future", detail));
    }
    if let Some(last) = schedule::last_day(conn)?.filter(|last| day < *last) {
        let detail = format!("a check was made for {last} already; one for {day} would undo it. Use --dry-run to see what it would find");
        return Err(Error::conflict("check_in_the_past", detail));
    }
    preview_check(conn, context, settings, day, origin)
}

/// As [`run_check`], for any day: to be rehearsed, not kept.
///
/// # Errors
/// Those of the database.
pub fn preview_check(conn: &mut Conn, context: &Context, settings: &Settings, day: Day, origin: &Origin) -> Result<CheckReport> {
    let mut report = CheckReport::before(day, settings.working_days().is_working_day(day));
    if report.working_day && quarters_turn(conn, settings, day)? {
        let quarterly = make_check(conn, context, settings, Check::Quarterly, Trigger::Hand, day, origin)?;
        report.add(conn, quarterly)?;
    }
    let daily = make_check(conn, context, settings, Check::Daily, Trigger::Hand, day, origin)?;
    report.add(conn, daily)?;
    Ok(report)
}

/// Is the quarter's check to be made on `day`? One that the timetable has planned is taken off it; before anything is planned, it is
/// made on its very day.
fn quarters_turn(conn: &mut Conn, settings: &Settings, day: Day) -> Result<bool> {
    let (check, timetable) = (Check::Quarterly, settings.timetable());
    let Some(planned) = schedule::next_on(conn, check.as_str())? else {
        return Ok(timetable.after(check, day.plus(-1)) == day);
    };
    if planned <= day {
        schedule::set_next(conn, check.as_str(), timetable.after(check, day))?;
    }
    Ok(planned <= day)
}

/// What a check did, line by line.
struct Run {
    check: Check,
    opened: i32,
    resolved: i32,
    composition: Composition,
    summaries: Vec<Queued>,
}

fn make_check(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    check: Check,
    trigger: Trigger,
    day: Day,
    origin: &Origin,
) -> Result<Run> {
    let _span = tracing::info_span!("check", check = check.as_str(), day = %day).entered();
    let Reconciled { opened, resolved } = reconcile(conn, context, settings, day, Items::All)?;
    let working_day = settings.working_days().is_working_day(day);
    let composition = if working_day { compose(conn, context, settings, origin, check.as_str(), day)? } else { Default::default() };
    let summarised = working_day && check == Check::Quarterly;
    let summaries = if summarised { summaries::queue(conn, context, settings, origin, day)? } else { Vec::new() };
    let run = RunRow {
        id: context.new_id(),
        check_name: check.as_str().to_owned(),
        day,
        trigger_kind: if trigger == Trigger::Hand { "hand" } else { "schedule" }.to_owned(),
        started_at: context.at(),
        opened,
        resolved,
        queued: i32::try_from(composition.digests.len() + summaries.len()).unwrap_or(i32::MAX),
    };
    schedule::insert_run(conn, &run)?;
    Ok(Run { check, opened, resolved, composition, summaries })
}

/// Makes every check that is due now, each in the place of all its missed runs, and moves it to its next day. Called in
/// one transaction: however many workers call it, each run is made once.
///
/// # Errors
/// Those of the database.
pub fn run_due(conn: &mut Conn, context: &Context, origin: &Origin) -> Result<Vec<Made>> {
    conn.lock(CHECK_LOCK)?;
    // Read under the lock: whoever changes them plans the checks anew.
    let (settings, _) = settings::load(conn)?;
    let settings = &settings;
    let timetable = settings.timetable();
    let (local, today) = (context.now.local(settings.time_zone), context.today(settings));
    let mut made = Vec::new();
    for check in Check::ALL.iter().copied() {
        let Some(next) = schedule::next_on(conn, check.as_str())? else {
            schedule::set_next(conn, check.as_str(), timetable.first(check, local))?;
            continue;
        };
        if !timetable.is_due(next, local) {
            continue;
        }
        schedule::set_next(conn, check.as_str(), timetable.after(check, today))?;
        // A check for a later day was made by hand: it saw all that this one would.
        if schedule::last_day(conn)?.is_none_or(|last| last <= today) {
            let Run { opened, resolved, composition, summaries, .. } =
                make_check(conn, context, settings, check, Trigger::Schedule, today, origin)?;
            // In numbers alone: a report of every line of thousands of people takes more memory than the check.
            let (digests, unreachable) = (composition.digests.len(), composition.unreachable.len());
            made.push(Made { check, day: today, opened, resolved, digests, summaries: summaries.len(), unreachable });
        }
    }
    Ok(made)
}

#[cfg(test)]
mod tests;
