//! Service actions: create, read, update, archive, with their computed status.

use super::context::{Change, Context, Scope, changed_meanwhile, for_change, merged, ref_taken, resolve};
use super::due_dates;
use super::history::{self, About};
use super::past::filters;
use super::reconcile_alerts::follow;
use super::references::{refer, refer_to_plan};
use crate::db::Conn;
use crate::db::page::{Cursor, MAX_SCANNED, Page, PageRequest};
use crate::domain::action::{Lifecycle, default_start};
use crate::domain::alert::ItemKind;
use crate::domain::day::Day;
use crate::domain::plan::PlanLevel;
use crate::domain::status::Rag;
use crate::error::{Error, Result};
use crate::id::{Id, Key, ref_key};
use crate::model::Link;
use crate::model::action::{Action, ActionDraft, ActionSort};
use crate::model::settings::Settings;
use crate::store::actions::{self as store, ActionFilter, ActionRecord, ActionRow};
use crate::store::{plan, refs::Kind, searchable};
use std::mem::take;

/// Which actions a list holds, as callers name what they belong to: by id or ref.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as in ActionFilter, by keys")]
pub struct ActionQuery {
    pub owner: Option<String>,
    pub service_area: Option<String>,
    pub objective: Option<String>,
    pub corporate_action: Option<String>,
    pub lifecycle: Option<Lifecycle>,
    pub due_before: Option<Day>,
    pub due_after: Option<Day>,
    pub archived: bool,
    pub text: Option<String>,
}

/// Filters on computed statuses.
#[derive(Clone, Copy, Debug, Default)]
pub struct StatusFilter {
    /// Of this printed RAG.
    pub rag: Option<Rag>,
    /// Overdue, or not.
    pub overdue: Option<bool>,
    /// Challenged, or not.
    pub challenged: Option<bool>,
}

impl StatusFilter {
    fn keeps(self, action: &Action) -> bool {
        let status = &action.status;
        self.rag.is_none_or(|rag| rag == status.rag)
            && self.overdue.is_none_or(|overdue| overdue == status.overdue)
            && self.challenged.is_none_or(|challenged| challenged == status.challenged)
    }
}

/// An action with its status.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn get(conn: &mut Conn, settings: &Settings, key: &Key, scope: Scope) -> Result<Action> {
    let record = find(conn, key)?;
    let found = views(conn, settings, scope, vec![record])?.pop();
    found.filter(|item| scope.knows(item.created_at)).ok_or_else(|| Error::not_found("action", key))
}

/// A page of actions. With a filter on a status, a page may be short of its limit.
///
/// # Errors
/// [`Error::Invalid`] when the query names something unknown.
pub fn list(
    conn: &mut Conn,
    settings: &Settings,
    query: &ActionQuery,
    status: StatusFilter,
    scope: Scope,
    sort: ActionSort,
    page: &PageRequest,
) -> Result<Page<Action>> {
    let filter = ActionFilter { either: scope.known_at.is_some(), ..filter(conn, query)? };
    filters::check_actions(scope, &filter, sort)?;
    // Beside each action, what it is sorted by: the due date shown is that of `as_of`, the ref that of `known_at`.
    let place = |((key, due), item): &((String, Day), Action)| {
        let value = if sort == ActionSort::Ref { key.clone() } else { due.to_string() };
        Cursor { sort: sort.to_string(), value, id: item.id.to_string() }
    };
    let found = page.fill(
        MAX_SCANNED,
        place,
        |(_, item)| status.keeps(item) && item.archived == query.archived && scope.knows(item.created_at),
        |page| {
            let mut records = store::list(conn, &filter, sort, page)?;
            let places: Vec<_> = records.iter_mut().map(|record| (take(&mut record.row.ref_key), record.row.due_date)).collect();
            Ok(places.into_iter().zip(views(conn, settings, scope, records)?).collect())
        },
    );
    Ok(found?.map(|(_, item)| item))
}

/// Makes an action, and gives it as it is read.
///
/// # Errors
/// As [`create`].
pub fn add(conn: &mut Conn, context: &Context, settings: &Settings, draft: ActionDraft) -> Result<Action> {
    let id = create(conn, context, settings, draft)?;
    follow(conn, context, settings, ItemKind::Action, id)?;
    get(conn, settings, &Key::Id(id), context.scope(settings, None, None)?)
}

/// Changes an action by a JSON Merge Patch, and gives it as it is read.
///
/// # Errors
/// As [`update`]; [`Error::NotFound`] when there is none.
pub fn patch(conn: &mut Conn, context: &Context, settings: &Settings, key: &Key, patch: &serde_json::Value) -> Result<Action> {
    let record = find_for_change(conn, key)?;
    let draft = merged(&draft_of(&record), patch)?;
    let id = record.row.id;
    update(conn, context, settings, &record, draft)?;
    follow(conn, context, settings, ItemKind::Action, id)?;
    get(conn, settings, &Key::Id(id), context.scope(settings, None, None)?)
}

/// Stores a new action; used by imports too, which settle alerts by themselves.
///
/// # Errors
/// [`Error::Invalid`] for its fields, [`Error::Conflict`] when its ref is taken.
pub fn create(conn: &mut Conn, context: &Context, settings: &Settings, draft: ActionDraft) -> Result<Id> {
    let row = row(conn, context, settings, draft.check()?, None)?;
    context.authority.check_change([&row])?;
    store::insert(conn, &row).map_err(|error| ref_taken(error, Kind::Action, &row.reference))?;
    note_item(conn, context, row.id, None)?;
    Ok(row.id)
}

/// Writes `draft` over the stored action, unless it says the same; used by imports too.
///
/// # Errors
/// As [`create`]; [`Error::Invalid`] for another original due date once the original one is kept; [`Error::Conflict`] when it was
/// changed meanwhile.
pub fn update(conn: &mut Conn, context: &Context, settings: &Settings, record: &ActionRecord, draft: ActionDraft) -> Result<Change> {
    let current = &record.row;
    let draft = draft.check()?;
    if draft.due_date != current.original_due_date {
        due_dates::check_correctable(conn, context, settings, current)?;
    }
    let row = row(conn, context, settings, draft, Some(current))?;
    context.authority.check_change([current, &row])?;
    context.expected.check(current.version)?;
    if (ActionRow { version: current.version, updated_at: current.updated_at, ..row.clone() }) == *current {
        return Ok(Change::Unchanged);
    }
    let written = store::update(conn, &row).map_err(|error| ref_taken(error, Kind::Action, &row.reference))?;
    if !written {
        return Err(changed_meanwhile());
    }
    note_item(conn, context, row.id, Some(&draft_of(record)))?;
    Ok(Change::Updated)
}

fn note_item(conn: &mut Conn, context: &Context, id: Id, before: Option<&ActionDraft>) -> Result<()> {
    let after = find(conn, &Key::Id(id))?;
    history::note(conn, context, About::item(Kind::Action, id, &after.row.reference), before, Some(&draft_of(&after)))
}

/// The action that `key` names.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn find(conn: &mut Conn, key: &Key) -> Result<ActionRecord> {
    store::find(conn, key)?.ok_or_else(|| Error::not_found("action", key))
}

/// The same, to be changed or to be recorded of.
///
/// # Errors
/// As [`find`].
pub fn find_for_change(conn: &mut Conn, key: &Key) -> Result<ActionRecord> {
    for_change(conn, Kind::Action, |record: &ActionRecord| record.row.id, |conn| find(conn, key))
}

/// The draft that would write a stored action again: what a change is merged into.
pub fn draft_of(record: &ActionRecord) -> ActionDraft {
    let row = record.row.clone();
    let key = |link: &Option<Link>| link.as_ref().map(|link| link.reference.clone());
    ActionDraft {
        corporate_action: key(&record.corporate_action),
        service_area: key(&record.service_area),
        owner: key(&record.owner),
        deputy: key(&record.deputy),
        archived: row.archived_at.is_some(),
        reference: row.reference,
        title: row.title,
        title_cy: row.title_cy,
        start_date: row.start_date,
        due_date: row.original_due_date,
        lifecycle: row.lifecycle,
        ends_on: row.ends_on,
        succeeds: key(&record.succeeds),
    }
}

fn row(conn: &mut Conn, context: &Context, settings: &Settings, draft: ActionDraft, current: Option<&ActionRow>) -> Result<ActionRow> {
    let (at, id) = (context.at(), current.map_or_else(|| context.new_id(), |row| row.id));
    // A restored item must find current all that it refers to.
    let kept = current.filter(|row| draft.archived || row.archived_at.is_none());
    let corporate_action = draft.corporate_action.as_deref();
    let corporate_action_id = refer_to_plan(
        conn,
        "/corporate_action",
        corporate_action,
        &[PlanLevel::CorporateAction],
        kept.and_then(|row| row.corporate_action_id),
    )?;
    let succeeds_id = succession::resolve(conn, id, draft.succeeds.as_deref(), current.and_then(|row| row.succeeds_id))?;
    let area = draft.service_area.as_deref();
    Ok(ActionRow {
        id,
        ref_key: ref_key(&draft.reference),
        search: searchable(&[Some(&draft.reference), Some(&draft.title), draft.title_cy.as_deref()]),
        corporate_action_id,
        service_area_id: refer(conn, Kind::ServiceArea, "/service_area", area, kept.and_then(|row| row.service_area_id))?,
        owner_id: refer(conn, Kind::Person, "/owner", draft.owner.as_deref(), kept.and_then(|row| row.owner_id))?,
        deputy_id: refer(conn, Kind::Person, "/deputy", draft.deputy.as_deref(), kept.and_then(|row| row.deputy_id))?,
        start_date: draft.start_date,
        original_due_date: draft.due_date,
        // Without another original date, the latest agreed is what it was.
        due_date: current.filter(|row| row.original_due_date == draft.due_date).map_or(draft.due_date, |row| row.due_date),
        lifecycle: draft.lifecycle,
        ends_on: draft.ends_on,
        lifecycle_on: lifecycle_on(context.today(settings), settings, &draft, current),
        archived_at: draft.archived.then(|| current.and_then(|row| row.archived_at).unwrap_or(at)),
        version: current.map_or(0, |row| row.version) + 1,
        created_at: current.map_or(at, |row| row.created_at),
        updated_at: at,
        succeeds_id,
        reference: draft.reference,
        title: draft.title,
        title_cy: draft.title_cy,
    })
}

/// The day from which the lifecycle holds. Of an action that comes with one it is not known: taken for the first day of the
/// fiscal year it is due in, so that one completed long ago counts in that year and in none after it; never a day to come. Of one that has a last day, that.
fn lifecycle_on(today: Day, settings: &Settings, draft: &ActionDraft, current: Option<&ActionRow>) -> Day {
    match (draft.ends_on, current) {
        (Some(last), _) => last,
        (None, Some(row)) if row.lifecycle == draft.lifecycle => row.lifecycle_on,
        (None, Some(_)) => today,
        (None, None) => default_start(None, draft.due_date, settings.fiscal_year_start).min(today),
    }
}

fn filter(conn: &mut Conn, query: &ActionQuery) -> Result<ActionFilter> {
    let objective = resolve(conn, Kind::PlanItem, "?objective", query.objective.as_deref())?;
    Ok(ActionFilter {
        owner: resolve(conn, Kind::Person, "?owner", query.owner.as_deref())?,
        service_area: resolve(conn, Kind::ServiceArea, "?service_area", query.service_area.as_deref())?,
        corporate_action: resolve(conn, Kind::PlanItem, "?corporate_action", query.corporate_action.as_deref())?,
        plan_items: objective.map(|id| plan::with_descendants(conn, id)).transpose()?,
        lifecycle: query.lifecycle,
        at_work_on: None,
        due_before: query.due_before,
        due_after: query.due_after,
        archived: query.archived,
        either: false,
        text: query.text.clone(),
        ids: None,
        succeeds: None,
    })
}

mod succession;
mod views;

pub use views::views;

#[cfg(test)]
mod tests;
