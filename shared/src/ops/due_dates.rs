//! Due dates of service actions: the original, and those agreed in its place. None is ever lost.

use super::action_status::ActionFacts;
use super::actions;
use super::context::{Change, Context};
use super::history::{self, About};
use super::reconcile_alerts::follow;
use super::references::check_current;
use crate::db::Conn;
use crate::domain::alert::ItemKind;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::id::Key;
use crate::model::action::{ActionDueDate, DueDateDraft};
use crate::model::settings::Settings;
use crate::store::action_updates::{self as store, DueDateRow};
use crate::store::actions::{self as action_store, ActionRow};
use crate::store::refs::Kind;
use serde_json::json;

/// A due date agreed in place of an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// The new date.
    pub due_date: Day,
    /// Why.
    pub reason: String,
    /// When.
    pub agreed_on: Day,
    /// With the update of which period, if with one.
    pub period: Option<Period>,
}

/// The original due date, then the revised ones in the order in which they were agreed.
///
/// # Errors
/// [`Error::NotFound`] for the action.
pub fn list(conn: &mut Conn, context: &Context, settings: &Settings, key: &Key) -> Result<Vec<ActionDueDate>> {
    let row = actions::find(conn, key)?.row;
    let today = context.today(settings);
    let revised = store::due_dates(conn, &[row.id])?;
    let current = current(&revised, today);
    let original = ActionDueDate {
        due_date: row.original_due_date,
        original: true,
        current: current.is_none(),
        reason: None,
        agreed_on: None,
        period: None,
        recorded_at: None,
        recorded_by: None,
    };
    Ok(std::iter::once(original).chain(revised.into_iter().map(|row| view(row, current))).collect())
}

/// Agrees a revised due date for the action that `key` names.
///
/// # Errors
/// [`Error::NotFound`] for the action, [`Error::Conflict`] when it is archived,
/// [`Error::Invalid`] for its fields.
pub fn agree(conn: &mut Conn, context: &Context, settings: &Settings, key: &Key, draft: DueDateDraft) -> Result<(Change, ActionDueDate)> {
    let today = context.today(settings);
    draft.check(today)?;
    let row = actions::find_for_change(conn, key)?.row;
    context.authority.check_change([&row])?;
    check_current(Kind::Action, &row.reference, row.archived_at)?;
    let id = row.id;
    let agreed = Agreed { due_date: draft.due_date, reason: draft.reason, agreed_on: draft.agreed_on.unwrap_or(today), period: None };
    let (change, agreed) = save(conn, context, &row, agreed)?;
    follow(conn, context, settings, ItemKind::Action, id)?;
    let current = current(&store::due_dates(conn, &[id])?, today);
    Ok((change, view(agreed, current)))
}

/// Records a revised due date, and gives its row. One that says what was recorded last (for an update: last with that
/// period's) is not recorded again. Earlier ones stay.
///
/// # Errors
/// Those of the database.
pub fn save(conn: &mut Conn, context: &Context, action: &ActionRow, agreed: Agreed) -> Result<(Change, DueDateRow)> {
    let known = store::due_dates(conn, &[action.id])?;
    let comparable = known.iter().filter(|row| agreed.period.is_none() || row.period == agreed.period);
    if let Some(row) = comparable.max_by_key(|row| row.revision).filter(|row| says(row, &agreed)) {
        return Ok((Change::Unchanged, row.clone()));
    }
    let row = DueDateRow {
        id: context.new_id(),
        action_id: action.id,
        revision: known.iter().map(|row| row.revision).max().unwrap_or(0) + 1,
        due_date: agreed.due_date,
        reason: Some(agreed.reason),
        agreed_on: agreed.agreed_on,
        period: agreed.period,
        recorded_at: context.at(),
        recorded_by: context.actor.clone(),
    };
    store::insert_due_date(conn, &row)?;
    let before = json!({"due_date": known.last().map_or(action.original_due_date, |known| known.due_date)});
    let after = json!({"due_date": row.due_date, "reason": row.reason, "agreed_on": row.agreed_on});
    let about = About { period: row.period, ..About::item(Kind::Action, action.id, &action.reference) };
    history::note(conn, context, about, Some(&before), Some(&after))?;
    // Of those agreed on one day the later recorded counts, and none was recorded later than this one.
    let latest = known.last().filter(|known| known.agreed_on > row.agreed_on).unwrap_or(&row);
    action_store::set_due_date(conn, action.id, latest.due_date, context.at())?;
    Ok((Change::Created, row))
}

/// May the original due date still be corrected? Until the action has begun, or anything was recorded of it; after that the
/// original is kept, and a change of plan is agreed beside it.
///
/// # Errors
/// [`Error::Invalid`] when it is kept.
pub fn check_correctable(conn: &mut Conn, context: &Context, settings: &Settings, action: &ActionRow) -> Result<()> {
    let facts = ActionFacts::load(conn, &[action.id])?;
    let today = context.today(settings);
    if !facts.any_of(action.id) && facts.schedule(action, settings, today).start > today {
        return Ok(());
    }
    let detail = format!(
        "the original date is kept once the action has begun, or has an update or a revised date; \
         POST the new date, with a reason, to /api/v1/actions/{}/due-dates",
        action.ref_key
    );
    Err(Error::field("/due_date", "due_date_kept", detail))
}

/// An update filed again on another day agrees nothing anew.
fn says(row: &DueDateRow, agreed: &Agreed) -> bool {
    row.due_date == agreed.due_date
        && row.reason.as_ref() == Some(&agreed.reason)
        && (agreed.period.is_some() || row.agreed_on == agreed.agreed_on)
}

/// Which revision counts on `day`; none while the original does.
fn current(revised: &[DueDateRow], day: Day) -> Option<i32> {
    revised.iter().rev().find(|row| row.agreed_on <= day).map(|row| row.revision)
}

fn view(row: DueDateRow, current: Option<i32>) -> ActionDueDate {
    ActionDueDate {
        due_date: row.due_date,
        original: false,
        current: current == Some(row.revision),
        reason: row.reason,
        agreed_on: Some(row.agreed_on),
        period: row.period,
        recorded_at: Some(row.recorded_at),
        recorded_by: Some(row.recorded_by),
    }
}
