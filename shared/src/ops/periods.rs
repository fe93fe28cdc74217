//! Periods: reading them, whether one may be written to, and signing them off.

use super::announce::{Concern, announce};
use super::context::{Change, Context, IMPORT};
use super::frozen_reports::{Prepared, freeze};
use super::history::{self, About};
use super::reconcile_alerts::reconcile_returns;
use super::{batch, checklist};
use crate::db::Conn;
use crate::domain::calendar::return_deadline;
use crate::domain::day::Day;
use crate::domain::period::{Period, Quarter};
use crate::domain::plan::PeriodState;
use crate::error::{Error, Result};
use crate::model::history::Subject;
use crate::model::period::{PeriodDetails, PeriodStateDraft};
use crate::model::settings::Settings;
use crate::model::webhook::EventType;
use crate::store::frozen_reports;
use crate::store::periods::{self as store, PeriodRow};
use serde_json::json;

/// The most periods of one list.
pub const MAX_LISTED: i32 = 100;
/// How far a list goes back that does not say from when.
const LISTED_BACK: i32 = 8;

/// Which periods a list holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct PeriodQuery {
    /// The four of the fiscal year that starts in this calendar year.
    pub year: Option<i32>,
    /// From this one on; without it, from eight quarters before the last.
    pub from: Option<Period>,
    /// To this one; without it, to the present one.
    pub to: Option<Period>,
}

/// Periods in the order of time.
///
/// # Errors
/// [`Error::Invalid`] for a range that is not one, or is too long.
pub fn list(conn: &mut Conn, context: &Context, settings: &Settings, query: PeriodQuery) -> Result<Vec<PeriodDetails>> {
    let (first, last) = range(context, settings, query)?;
    let rows = store::between(conn, first, last)?;
    let periods = (first.index()..=last.index()).filter_map(Period::from_index);
    Ok(periods.map(|period| details(settings, period, rows.iter().find(|row| row.period == period))).collect())
}

fn range(context: &Context, settings: &Settings, query: PeriodQuery) -> Result<(Period, Period)> {
    let outside = |pointer: &str| Error::field(pointer, "out_of_range", "must be within the years from 1900 to 2199");
    if let Some(year) = query.year {
        if query.from.is_some() || query.to.is_some() {
            return Err(Error::field("?year", "inconsistent", "must be given alone, or from and to without it"));
        }
        let ends = Period::new(year, Quarter::Q1).zip(Period::new(year, Quarter::Q4));
        return ends.ok_or_else(|| outside("?year"));
    }
    let present = || settings.running_period(context.today(settings));
    let last = query.to.or_else(present).ok_or_else(|| outside("?to"))?;
    let first = query.from.or_else(|| last.plus(-LISTED_BACK)).ok_or_else(|| outside("?from"))?;
    let length = last.index() - first.index() + 1;
    if !(1..=MAX_LISTED).contains(&length) {
        let detail = format!("from {first} to {last} must be 1 to {MAX_LISTED} periods");
        return Err(Error::field("?from", "out_of_range", detail));
    }
    Ok((first, last))
}

/// One period.
///
/// # Errors
/// Those of the database.
pub fn get(conn: &mut Conn, settings: &Settings, period: Period) -> Result<PeriodDetails> {
    let rows = store::between(conn, period, period)?;
    Ok(details(settings, period, rows.first()))
}

fn details(settings: &Settings, period: Period, row: Option<&PeriodRow>) -> PeriodDetails {
    let start = settings.fiscal_year_start;
    PeriodDetails {
        period,
        label: period.label(),
        first_day: period.first_day(start),
        last_day: period.last_day(start),
        return_deadline: return_deadline(period, start, &settings.working_days(), settings.return_deadline_days),
        state: row.map_or(PeriodState::Open, |row| row.state),
        reason: row.and_then(|row| row.reason.clone()),
        changed_at: row.map(|row| row.changed_at),
        changed_by: row.map(|row| row.changed_by.clone()),
    }
}

/// Brings a period into a state: into review, signed off, or open again. What is signed off is frozen, so far as it was not
/// `prepared`; what was frozen and is open again stays, and is what was reported no more.
///
/// # Errors
/// [`Error::Conflict`] for signing off a period that has not ended, or has items open, unless the draft says to do so all the same;
/// [`Error::Stale`] when another state was expected;
/// [`Error::Invalid`] for that, or for reopening, without a reason.
pub fn set_state(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    period: Period,
    draft: PeriodStateDraft,
    prepared: &Prepared,
) -> Result<(Change, PeriodDetails)> {
    context.authority.check_common("the state of a period")?;
    let draft = draft.check()?;
    let state = draft.state;
    if state == PeriodState::Closed {
        // Imports and lists hold what they write to before they come to the quarter.
        conn.lock(IMPORT)?;
    }
    conn.lock(&lock_name(period))?;
    batch::check_read(conn, context, Subject::Period, period)?;
    let current = store::state(conn, period)?;
    if state == current {
        return Ok((Change::Unchanged, get(conn, settings, period)?));
    }
    if state == PeriodState::Closed {
        conn.hold_still()?;
        check_closable(conn, context, settings, period, &draft)?;
    }
    if current == PeriodState::Closed && draft.reason.is_none() {
        let detail = format!("{} is signed off; say why it is reopened", period.label());
        return Err(Error::field("/reason", "missing_field", detail));
    }
    let about = About { kind: Subject::Period, item: None, reference: &period.to_string(), period: Some(period) };
    let before = PeriodStateDraft { state: current, reason: None, with_open_items: false };
    history::note(conn, context, about, Some(&before), Some(&draft))?;
    let (changed_at, changed_by, reason) = (context.at(), context.actor.clone(), draft.reason);
    store::save(conn, &PeriodRow { period, state, reason: reason.clone(), changed_at, changed_by })?;
    match (current, state) {
        (_, PeriodState::Closed) => freeze(conn, context, settings, period, reason.as_deref(), prepared)?,
        (PeriodState::Closed, _) => frozen_reports::supersede(conn, period, changed_at, &context.actor, reason.as_deref())?,
        _ => {}
    }
    if [current, state].contains(&PeriodState::Closed) {
        reconcile_returns(conn, context, settings, period)?;
    }
    let told = || json!({"period": period, "state": state, "previous_state": current, "link": format!("/api/v1/periods/{period}")});
    match (current, state) {
        (_, PeriodState::Closed) => announce(conn, context, EventType::PeriodClosed, Concern::All, told)?,
        (PeriodState::Closed, _) => announce(conn, context, EventType::PeriodReopened, Concern::All, told)?,
        _ => {}
    }
    Ok((Change::Updated, get(conn, settings, period)?))
}

/// May the quarter be signed off, as far as the record goes?
///
/// # Errors
/// [`Error::Conflict`] for one that has not ended, or has items open, unless the draft says to do so all the same; [`Error::Invalid`]
/// for that without a reason.
pub fn check_closable(conn: &mut Conn, context: &Context, settings: &Settings, period: Period, draft: &PeriodStateDraft) -> Result<()> {
    let last_day = period.last_day(settings.fiscal_year_start);
    if last_day >= context.today(settings) {
        let detail = format!("{} ends on {last_day}; it can be signed off from the day after", period.label());
        return Err(Error::conflict("period_not_ended", detail));
    }
    checklist::check_settled(conn, context, settings, period, draft)
}

/// A quarter that has not begun may hold an indicator's targets, and no actuals or reports.
///
/// # Errors
/// [`Error::Invalid`] at `pointer`.
pub fn check_actual(settings: &Settings, period: Period, today: Day, has_actual: bool, pointer: &str) -> Result<()> {
    let first = period.first_day(settings.fiscal_year_start);
    if has_actual && first > today {
        let detail = format!("{} begins on {first}; what happens in it can be recorded from that day", period.label());
        return Err(Error::field(pointer, "period_not_begun", detail));
    }
    Ok(())
}

/// The state of a period, which nobody changes before this transaction ends.
///
/// # Errors
/// Those of the database.
pub fn settled_state(conn: &mut Conn, period: Period) -> Result<PeriodState> {
    conn.share(&lock_name(period))?;
    store::state(conn, period)
}

fn lock_name(period: Period) -> String {
    format!("period {period}")
}

/// A signed-off period takes restatements only, each with its reason, from those who may restate.
///
/// # Errors
/// [`Error::Conflict`]; [`Error::Forbidden`] for a restatement by an owner.
pub fn check_open(conn: &mut Conn, context: &Context, period: Period, restatement_reason: Option<&str>) -> Result<()> {
    check_open_in(context, period, restatement_reason, || settled_state(conn, period))
}

/// As [`check_open`], where the period's state is found another way, which must keep it until this transaction ends.
///
/// # Errors
/// As [`check_open`]; those of `state`.
pub fn check_open_in(
    context: &Context,
    period: Period,
    restatement_reason: Option<&str>,
    state: impl FnOnce() -> Result<PeriodState>,
) -> Result<()> {
    let may_restate = context.authority.check_restatement();
    if (restatement_reason.is_none() || may_restate.is_err()) && state()? == PeriodState::Closed {
        may_restate?;
        let detail = format!("{} is signed off; give a restatement_reason to restate it", period.label());
        return Err(Error::conflict("period_closed", detail));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
