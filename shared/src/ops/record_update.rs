//! Recording a quarter's update of a service action: a new revision, unless it says what is recorded already.

use super::action_status::ActionFacts;
use super::actions;
use super::announce::{Concern, announce, of_return};
use super::context::{Change, Context, Scope};
use super::due_dates::{self, Agreed};
use super::history::{self, About};
use super::periods;
use super::reconcile_alerts::follow;
use super::references::check_current;
use crate::db::Conn;
use crate::domain::alert::ItemKind;
use crate::domain::calendar::effect_day;
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Key;
use crate::model::action_update::{ActionUpdate, RecordedUpdate, UnexplainedRed, UpdateDraft};
use crate::model::settings::Settings;
use crate::model::webhook::EventType;
use crate::store::action_updates::{self as store, UpdateRow};
use crate::store::actions::ActionRow;
use crate::store::refs::Kind;

/// Records `draft` as the update of the action that `key` names. A Red one must be explained.
///
/// # Errors
/// [`crate::error::Error::Forbidden`] for who may not, [`crate::error::Error::NotFound`] for the action,
/// [`crate::error::Error::Invalid`] for its fields, [`crate::error::Error::Conflict`] in a signed-off period.
pub fn record_update(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    key: &Key,
    period: Period,
    draft: UpdateDraft,
) -> Result<(Change, RecordedUpdate)> {
    let row = actions::find_for_change(conn, key)?.row;
    context.authority.check_return((&row).into())?;
    let (change, update) = save(conn, context, settings, &row, period, draft, UnexplainedRed::Refuse)?;
    follow(conn, context, settings, ItemKind::Action, row.id)?;
    let scope = Scope::now(period, context.today(settings));
    let status = ActionFacts::load(conn, &[row.id])?.status(&row, settings, scope);
    if change != Change::Unchanged {
        let why = &status.explanation;
        let told = [("rag", status.rag.as_str(), &why.rag), ("direction", status.direction.as_str(), &why.direction)];
        let (item, concern) = ((Kind::Action, row.id, &*row.reference), Concern::Area(row.service_area_id));
        announce(conn, context, EventType::UpdateRecorded, concern, || of_return(item, period, update.revision, &told))?;
    }
    Ok((change, RecordedUpdate { action: row.reference, update: update_view(update), status }))
}

/// Every revision for that period, the latest first.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for the action.
pub fn revisions(conn: &mut Conn, key: &Key, period: Period) -> Result<Vec<ActionUpdate>> {
    let id = actions::find(conn, key)?.row.id;
    Ok(store::updates(conn, &[id], period)?.into_iter().rev().map(update_view).collect())
}

/// Stores an update, and the due date agreed with it (which makes a new version of the action), and gives the revision that
/// says it; used by imports too, which settle alerts and answers by themselves.
///
/// # Errors
/// As [`record_update`].
pub fn save(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    action: &ActionRow,
    period: Period,
    draft: UpdateDraft,
    red: UnexplainedRed,
) -> Result<(Change, UpdateRow)> {
    let draft = draft.check(red)?;
    let today = context.today(settings);
    periods::check_actual(settings, period, today, true, "/percent_complete")?;
    let latest = store::updates(conn, &[action.id], period)?.pop();
    let recorded = latest.as_ref().map_or(0, |latest| latest.revision);
    context.expected.check(recorded.into())?;
    if let Some(latest) = latest.as_ref().filter(|latest| says(latest, &draft)) {
        return Ok((Change::Unchanged, latest.clone()));
    }
    context.expected.check_said(recorded)?;
    check_current(Kind::Action, &action.reference, action.archived_at)?;
    periods::check_open(conn, context, period, draft.restatement_reason.as_deref())?;
    let row = UpdateRow {
        id: context.new_id(),
        action_id: action.id,
        period,
        revision: recorded + 1,
        percent_complete: draft.percent_complete,
        reported_rag: draft.reported_rag,
        commentary: draft.commentary,
        commentary_cy: draft.commentary_cy,
        revised_due_date: draft.revised_due_date,
        revision_reason: draft.revision_reason,
        effect_on: effect_day(today, period, settings.fiscal_year_start),
        restatement_reason: draft.restatement_reason,
        recorded_at: context.at(),
        recorded_by: context.actor.clone(),
    };
    store::insert_update(conn, &row)?;
    let about = About::item(Kind::Action, action.id, &action.reference).of(period);
    history::note_return(conn, context, about, latest.map(update_view).as_ref(), &update_view(row.clone()))?;
    if let Some((due_date, reason)) = row.revised_due_date.zip(row.revision_reason.clone()) {
        due_dates::save(conn, context, action, Agreed { due_date, reason, agreed_on: row.effect_on, period: Some(period) })?;
    }
    Ok((if row.revision == 1 { Change::Created } else { Change::Updated }, row))
}

/// Does the revision say what the draft says?
fn says(row: &UpdateRow, draft: &UpdateDraft) -> bool {
    row.percent_complete == draft.percent_complete
        && row.reported_rag == draft.reported_rag
        && row.commentary == draft.commentary
        && row.commentary_cy == draft.commentary_cy
        && row.revised_due_date == draft.revised_due_date
        && row.revision_reason == draft.revision_reason
}

/// A revision as it is shown.
pub fn update_view(row: UpdateRow) -> ActionUpdate {
    ActionUpdate {
        period: row.period,
        revision: row.revision,
        percent_complete: row.percent_complete,
        reported_rag: row.reported_rag,
        commentary: row.commentary,
        commentary_cy: row.commentary_cy,
        revised_due_date: row.revised_due_date,
        revision_reason: row.revision_reason,
        effect_on: row.effect_on,
        restatement_reason: row.restatement_reason,
        recorded_at: row.recorded_at,
        recorded_by: row.recorded_by,
    }
}
