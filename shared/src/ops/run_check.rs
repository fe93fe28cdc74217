//! A check: alerts are brought up to date for a day, and digests are queued.

use super::audience::Origin;
use super::compose_digests::{Composed, Composition, compose, explanation};
use super::context::Context;
use super::reconcile_alerts::{Reconciled, reconcile};
use super::summaries;
use super::wanted_alerts::Items;
use crate::db::Conn;
use crate::domain::day::Day;
use crate::domain::explanation::Explanation;
use crate::domain::timetable::Check;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::settings::Settings;
use crate::store::schedule::{self, RunRow};
use crate::store::{alerts, settings};
use serde::Serialize;

/// Held by whoever makes checks or plans them.
pub(super) const CHECK_LOCK: &str = "check";

/// How a check came to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// By the timetable.
    Schedule,
    /// By hand.
    Hand,
}

/// What a check did, in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// The day it was made for.
    pub day: Day,
    /// On a day that is not worked, nothing is sent.
    pub working_day: bool,
    /// Alerts opened.
    pub opened: i32,
    /// Alerts resolved.
    pub resolved: i32,
    /// How many people are written to.
    pub digests: usize,
    /// How many open alerts nobody can be told of.
    pub unreachable: usize,
}

/// What a check did.
#[derive(Clone, Debug, Serialize)]
pub struct CheckReport {
    /// The day it was made for.
    pub day: Day,
    /// On a day that is not worked, nothing is sent.
    pub working_day: bool,
    /// Alerts opened.
    pub opened: i32,
    /// Alerts resolved.
    pub resolved: i32,
    /// Who is written to, and about what.
    pub recipients: Vec<Recipient>,
    /// How many people are told at the next check instead, because there are more than a check may write to.
    pub put_off: usize,
    /// Open alerts that nobody can be told of.
    pub unreachable: Vec<ReportedItem>,
}

/// Someone who is written to.
#[derive(Clone, Debug, Serialize)]
pub struct Recipient {
    /// Who they are.
    pub person: Id,
    /// Their notification, by which its delivery can be followed.
    pub notification: Id,
    /// Their address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// What they are told of.
    pub items: Vec<ReportedItem>,
}

/// One alert of a report.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ReportedItem {
    /// The condition.
    pub rule: String,
    /// The item's ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The item's title.
    pub title: String,
    /// Which area's assessment of a service risk it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_area: Option<String>,
    /// The period it is about; absent when it is about a due date.
    pub period: Option<String>,
    /// `new`, `open` or `resolved`.
    pub state: String,
    /// The day since which it is open.
    pub since: Day,
    /// Why, in a sentence.
    pub why: String,
    /// Why, for programs.
    pub explanation: Explanation,
}

/// Makes the check for `day`.
///
/// # Errors
/// [`Error::Conflict`] for a day before the last check made, since it would undo what that one found, and for one that is
/// still to come, since it would keep those before it from being made.
pub fn run_check(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    check: Check,
    trigger: Trigger,
    day: Day,
    origin: &Origin,
) -> Result<CheckReport> {
    let (made, composition) = make_check(conn, context, settings, check, trigger, day, origin)?;
    report(conn, &made, composition)
}

/// As [`run_check`], without a report of every line: that of thousands of people takes more memory than the check.
fn make_check(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    check: Check,
    trigger: Trigger,
    day: Day,
    origin: &Origin,
) -> Result<(Made, Composition)> {
    let _span = tracing::info_span!("check", check = check.as_str(), day = %day).entered();
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
    compose_check(conn, context, settings, check, trigger, day, origin)
}

/// As [`run_check`], for any day: to be rehearsed, not kept.
///
/// # Errors
/// Those of the database.
pub fn preview_check(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    check: Check,
    trigger: Trigger,
    day: Day,
    origin: &Origin,
) -> Result<CheckReport> {
    let (made, composition) = compose_check(conn, context, settings, check, trigger, day, origin)?;
    report(conn, &made, composition)
}

fn compose_check(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    check: Check,
    trigger: Trigger,
    day: Day,
    origin: &Origin,
) -> Result<(Made, Composition)> {
    let Reconciled { opened, resolved } = reconcile(conn, context, settings, day, Items::All)?;
    let working_day = settings.working_days().is_working_day(day);
    let composition = if working_day { compose(conn, context, settings, origin, check.as_str(), day)? } else { Default::default() };
    let summaries = if working_day && check == Check::Quarterly { summaries::queue(conn, context, origin, day)? } else { 0 };
    let run = RunRow {
        id: context.new_id(),
        check_name: check.as_str().to_owned(),
        day,
        trigger_kind: if trigger == Trigger::Hand { "hand" } else { "schedule" }.to_owned(),
        started_at: context.at(),
        opened,
        resolved,
        queued: i32::try_from(composition.digests.len() + summaries).unwrap_or(i32::MAX),
    };
    schedule::insert_run(conn, &run)?;
    let (digests, unreachable) = (composition.digests.len(), composition.unreachable.len());
    Ok((Made { day, working_day, opened, resolved, digests, unreachable }, composition))
}

fn report(conn: &mut Conn, made: &Made, composition: Composition) -> Result<CheckReport> {
    let alone = composition.unreachable.iter().map(|alert| (alert.clone(), "open")).collect::<Vec<_>>();
    Ok(CheckReport {
        day: made.day,
        working_day: made.working_day,
        opened: made.opened,
        resolved: made.resolved,
        recipients: composition.digests.into_iter().map(|digest| recipient(conn, &digest)).collect::<Result<_>>()?,
        put_off: composition.put_off,
        unreachable: reported(conn, &alone)?,
    })
}

/// Makes every check that is due now, each in the place of all its missed runs, and moves it to its next day. Called in
/// one transaction: however many workers call it, each run is made once.
///
/// # Errors
/// Those of the database.
pub fn run_due(conn: &mut Conn, context: &Context, origin: &Origin) -> Result<Vec<(Check, Made)>> {
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
            let (done, _) = make_check(conn, context, settings, check, Trigger::Schedule, today, origin)?;
            made.push((check, done));
        }
    }
    Ok(made)
}

fn recipient(conn: &mut Conn, digest: &Composed) -> Result<Recipient> {
    let lines: Vec<_> = digest.lines.iter().map(|line| (line.alert.clone(), line.state)).collect();
    Ok(Recipient {
        person: digest.recipient.id,
        notification: digest.id,
        email: digest.recipient.email.clone().unwrap_or_default(),
        name: digest.recipient.name.clone(),
        items: reported(conn, &lines)?,
    })
}

fn reported(conn: &mut Conn, lines: &[(alerts::AlertRow, &'static str)]) -> Result<Vec<ReportedItem>> {
    let items = alerts::items(conn, lines.iter().map(|(alert, _)| alert))?;
    let areas: Vec<Id> = lines.iter().filter_map(|(alert, _)| alert.service_area_id).collect();
    let areas = crate::store::refs::service_areas(conn, &areas)?;
    let one = |(alert, state): &(alerts::AlertRow, &'static str)| {
        let why = explanation(alert)?;
        let item = items.get(&alert.item_id);
        Ok(ReportedItem {
            rule: alert.rule.as_str().to_owned(),
            reference: item.map(|item| item.reference.clone()).unwrap_or_default(),
            title: item.map(|item| item.title.clone()).unwrap_or_default(),
            service_area: alert.service_area_id.and_then(|area| areas.get(&area)).map(|area| area.reference.clone()),
            period: alert.period().map(|period| period.to_string()),
            state: (*state).to_owned(),
            since: alert.opened_on,
            why: why.summary.clone(),
            explanation: why,
        })
    };
    let mut told = lines.iter().map(one).collect::<Result<Vec<ReportedItem>>>()?;
    let place = |item: &ReportedItem| ["new", "open", "resolved"].iter().position(|state| *state == item.state);
    told.sort_by(|a, b| (place(a), &a.rule, &a.reference, &a.service_area).cmp(&(place(b), &b.rule, &b.reference, &b.service_area)));
    Ok(told)
}

#[cfg(test)]
mod tests;
