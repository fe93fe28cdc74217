//! Recording a quarter's result: a new revision, unless it says what is recorded already.

use super::announce::{Concern, announce, of_return};
use super::context::{Change, Context, Scope};
use super::history::{self, About};
use super::indicator_status::{self, ResultsByIndicator, result_view};
use super::indicators::{find, find_for_change};
use super::periods;
use super::reconcile_alerts::follow;
use super::references::check_current;
use crate::db::Conn;
use crate::domain::alert::ItemKind;
use crate::domain::period::Period;
use crate::domain::plan::PeriodState;
use crate::error::{Error, Result};
use crate::id::{Id, Key};
use crate::model::indicator_result::{IndicatorResult, RecordedResult, ResultDraft};
use crate::model::settings::Settings;
use crate::model::webhook::EventType;
use crate::store::indicators::{self as store, IndicatorRecord, IndicatorRow, ResultRow};
use crate::store::refs::Kind;

/// Records `draft` as the result of the indicator that `key` names.
///
/// # Errors
/// [`crate::error::Error::Forbidden`] for who may not, [`crate::error::Error::NotFound`] for the indicator,
/// [`crate::error::Error::Invalid`] for its fields, [`crate::error::Error::Conflict`] in a signed-off period.
pub fn record_result(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    key: &Key,
    period: Period,
    draft: ResultDraft,
) -> Result<(Change, RecordedResult)> {
    let (indicator, recorded) = record(conn, context, settings, key, period, draft)?;
    follow(conn, context, settings, ItemKind::Indicator, indicator)?;
    Ok(recorded)
}

/// The same, whose alerts are still to follow; and the indicator's id.
pub(super) fn record(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    key: &Key,
    period: Period,
    draft: ResultDraft,
) -> Result<(Id, (Change, RecordedResult))> {
    let draft = draft.check()?;
    let record = find_for_change(conn, key)?;
    context.authority.check_return((&record.row).into())?;
    let (change, row) = save(conn, context, settings, &record, period, draft)?;
    let scope = Scope::now(period, context.today(settings));
    let results = ResultsByIndicator::load(conn, std::slice::from_ref(&record), scope)?;
    let status = indicator_status::status(scope, results.assess(&record.row, settings, scope));
    if change != Change::Unchanged {
        let why = &status.explanation;
        let told = [("rag", status.rag.as_str(), &why.rag), ("direction", status.direction.as_str(), &why.direction)];
        let item = (Kind::Indicator, record.row.id, &*record.row.reference);
        let concern = Concern::Area(record.row.service_area_id);
        announce(conn, context, EventType::ResultRecorded, concern, || of_return(item, period, row.revision, &told))?;
    }
    Ok((record.row.id, (change, RecordedResult { indicator: record.row.reference, result: result_view(&row), status })))
}

/// Every revision for that period, the latest first.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for the indicator.
pub fn revisions(conn: &mut Conn, key: &Key, period: Period) -> Result<Vec<IndicatorResult>> {
    let id = find(conn, key)?.row.id;
    Ok(store::revisions(conn, id, period)?.iter().rev().map(result_view).collect())
}

/// Stores a checked draft, and gives the revision that says it.
fn save(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    record: &IndicatorRecord,
    period: Period,
    draft: ResultDraft,
) -> Result<(Change, ResultRow)> {
    let latest = store::last_revision(conn, record.row.id, period)?;
    let state = || periods::settled_state(conn, period);
    let Some(row) = revision(context, settings, &record.row, period, latest.as_ref(), draft, state)? else {
        let unchanged = latest.ok_or_else(|| Error::Internal("what is not there cannot be unchanged".to_owned()))?;
        return Ok((Change::Unchanged, unchanged));
    };
    store::insert_result(conn, &row)?;
    let about = About::item(Kind::Indicator, record.row.id, &record.row.reference).of(period);
    history::note_return(conn, context, about, latest.as_ref().map(result_view).as_ref(), &result_view(&row))?;
    Ok((if row.revision == 1 { Change::Created } else { Change::Updated }, row))
}

/// The revision that a checked draft makes after the latest one; none when that says the same. `state` is asked for the
/// period's state, which nobody changes before this transaction ends.
fn revision(
    context: &Context,
    settings: &Settings,
    indicator: &IndicatorRow,
    period: Period,
    latest: Option<&ResultRow>,
    draft: ResultDraft,
    state: impl FnOnce() -> Result<PeriodState>,
) -> Result<Option<ResultRow>> {
    let today = context.today(settings);
    periods::check_actual(settings, period, today, draft.actual.is_some(), "/actual")?;
    let recorded = latest.map_or(0, |latest| latest.revision);
    context.expected.check(recorded.into())?;
    if latest.is_some_and(|latest| says(latest, &draft)) {
        return Ok(None);
    }
    context.expected.check_said(recorded)?;
    check_current(Kind::Indicator, &indicator.reference, indicator.archived_at)?;
    periods::check_open_in(context, period, draft.restatement_reason.as_deref(), state)?;
    Ok(Some(ResultRow {
        id: context.new_id(),
        indicator_id: indicator.id,
        period,
        revision: recorded + 1,
        actual: draft.actual,
        target: draft.target,
        numerator: draft.numerator,
        denominator: draft.denominator,
        provisional: draft.provisional,
        comparable: draft.comparable,
        commentary: draft.commentary,
        commentary_cy: draft.commentary_cy,
        stated_rag: draft.stated_rag,
        stated_direction: draft.stated_direction,
        effect_on: crate::domain::calendar::effect_day(today, period, settings.fiscal_year_start),
        restatement_reason: draft.restatement_reason,
        recorded_at: context.at(),
        recorded_by: context.actor.clone(),
    }))
}

/// Does the revision say what the draft says?
fn says(row: &ResultRow, draft: &ResultDraft) -> bool {
    row.actual == draft.actual
        && row.target == draft.target
        && row.numerator == draft.numerator
        && row.denominator == draft.denominator
        && row.provisional == draft.provisional
        && row.comparable == draft.comparable
        && row.commentary == draft.commentary
        && row.commentary_cy == draft.commentary_cy
        && row.stated_rag == draft.stated_rag
        && row.stated_direction == draft.stated_direction
}

mod many;

pub use many::Recording;

#[cfg(test)]
mod tests;
