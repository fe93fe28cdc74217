//! Programme projects: create, read, update, archive, with their status in a period.

use super::context::{Change, Context, Scope, changed_meanwhile, for_change, merged, ref_taken};
use super::history::{self, About};
use super::past::{as_known, filters};
use super::record_project_status::report_view;
use crate::db::Conn;
use crate::db::page::{Cursor, MAX_SCANNED, Page, PageRequest};
use crate::domain::plan::ProjectStatus;
use crate::error::{Error, Result};
use crate::id::{Id, Key, ref_key};
use crate::model::project::{Project, ProjectDraft, ProjectReport, StatusInPeriod};
use crate::store::projects::{self as store, ProjectFilter, ProjectRow, ProjectStatusRow};
use crate::store::refs::Kind;
use crate::store::searchable;
use std::collections::HashMap;
use std::mem::take;

/// The order of lists.
pub const SORT: &str = "ref";

/// Filters that are not left to the database.
#[derive(Clone, Debug, Default)]
pub struct ProjectMatch {
    /// In this tranche.
    pub tranche: Option<String>,
    /// Of this status in the period.
    pub status: Option<ProjectStatus>,
}

impl ProjectMatch {
    fn keeps(&self, project: &Project) -> bool {
        self.tranche.as_ref().is_none_or(|tranche| project.tranches.contains(tranche))
            && self.status.is_none_or(|status| project.status.status == Some(status))
    }
}

/// A project with its status.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn get(conn: &mut Conn, key: &Key, scope: Scope) -> Result<Project> {
    let row = find(conn, key)?;
    let found = views(conn, scope, vec![row])?.pop();
    found.filter(|item| scope.knows(item.created_at)).ok_or_else(|| Error::not_found("project", key))
}

/// A page of projects in the order of their refs. With a tranche or a status, a page may be short of its limit.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, filter: &ProjectFilter, wanted: &ProjectMatch, scope: Scope, page: &PageRequest) -> Result<Page<Project>> {
    filters::check_projects(scope, filter)?;
    let filter = ProjectFilter { either: scope.known_at.is_some(), ..filter.clone() };
    // Beside each project, the ref that it is sorted by: the one shown is that of `known_at`.
    let place = |(key, item): &(String, Project)| Cursor { sort: SORT.to_owned(), value: key.clone(), id: item.id.to_string() };
    let found = page.fill(
        MAX_SCANNED,
        place,
        |(_, item)| wanted.keeps(item) && item.archived == filter.archived && scope.knows(item.created_at),
        |page| {
            let mut rows = store::list(conn, &filter, page)?;
            let keys: Vec<String> = rows.iter_mut().map(|row| take(&mut row.ref_key)).collect();
            Ok(keys.into_iter().zip(views(conn, scope, rows)?).collect())
        },
    );
    Ok(found?.map(|(_, item)| item))
}

/// Makes a project.
///
/// # Errors
/// [`Error::Invalid`] for its fields, [`Error::Conflict`] when its ref is taken.
pub fn create(conn: &mut Conn, context: &Context, draft: ProjectDraft) -> Result<Id> {
    let row = row(context, draft.check()?, None);
    context.authority.check_change([&row])?;
    store::insert(conn, &row).map_err(|error| ref_taken(error, Kind::Project, &row.reference))?;
    history::note(conn, context, About::item(Kind::Project, row.id, &row.reference), None, Some(&draft_of(&row)))?;
    Ok(row.id)
}

/// Writes `draft` over the stored project, unless it says the same.
///
/// # Errors
/// As [`create`]; [`Error::Conflict`] when it was changed meanwhile.
pub fn update(conn: &mut Conn, context: &Context, current: &ProjectRow, draft: ProjectDraft) -> Result<Change> {
    let row = row(context, draft.check()?, Some(current));
    context.authority.check_change([current, &row])?;
    context.expected.check(current.version)?;
    if (ProjectRow { version: current.version, updated_at: current.updated_at, ..row.clone() }) == *current {
        return Ok(Change::Unchanged);
    }
    let written = store::update(conn, &row).map_err(|error| ref_taken(error, Kind::Project, &row.reference))?;
    if !written {
        return Err(changed_meanwhile());
    }
    history::note(conn, context, About::item(Kind::Project, row.id, &row.reference), Some(&draft_of(current)), Some(&draft_of(&row)))?;
    Ok(Change::Updated)
}

/// Changes a project by a JSON Merge Patch, and gives its id.
///
/// # Errors
/// As [`update`]; [`Error::NotFound`] when there is none.
pub fn patch(conn: &mut Conn, context: &Context, key: &Key, patch: &serde_json::Value) -> Result<Id> {
    let current = find_for_change(conn, key)?;
    let draft = merged(&draft_of(&current), patch)?;
    update(conn, context, &current, draft)?;
    Ok(current.id)
}

/// The project that `key` names.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn find(conn: &mut Conn, key: &Key) -> Result<ProjectRow> {
    store::find(conn, key)?.ok_or_else(|| Error::not_found("project", key))
}

/// The same, to be changed or to be recorded of.
///
/// # Errors
/// As [`find`].
pub fn find_for_change(conn: &mut Conn, key: &Key) -> Result<ProjectRow> {
    for_change(conn, Kind::Project, |row: &ProjectRow| row.id, |conn| find(conn, key))
}

/// The draft that would write a stored project again: what a change is merged into.
pub fn draft_of(row: &ProjectRow) -> ProjectDraft {
    let row = row.clone();
    ProjectDraft {
        tranches: tranches(&row),
        archived: row.archived_at.is_some(),
        reference: row.reference,
        title: row.title,
        title_cy: row.title_cy,
        programme: row.programme,
    }
}

fn row(context: &Context, draft: ProjectDraft, current: Option<&ProjectRow>) -> ProjectRow {
    let at = context.at();
    ProjectRow {
        id: current.map_or_else(|| context.new_id(), |row| row.id),
        ref_key: ref_key(&draft.reference),
        search: searchable(&[Some(&draft.reference), Some(&draft.title), draft.title_cy.as_deref()]),
        tranches: draft.tranches.join(";"),
        archived_at: draft.archived.then(|| current.and_then(|row| row.archived_at).unwrap_or(at)),
        version: current.map_or(0, |row| row.version) + 1,
        created_at: current.map_or(at, |row| row.created_at),
        updated_at: at,
        reference: draft.reference,
        title: draft.title,
        title_cy: draft.title_cy,
        programme: draft.programme,
    }
}

fn tranches(row: &ProjectRow) -> Vec<String> {
    row.tranches.split(';').filter(|tranche| !tranche.is_empty()).map(str::to_owned).collect()
}

/// Projects as they are read, in the order given; one query, however many they are.
///
/// # Errors
/// Those of the database.
pub fn views(conn: &mut Conn, scope: Scope, rows: Vec<ProjectRow>) -> Result<Vec<Project>> {
    let rows = as_known(conn, scope, rows)?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let in_effect = store::statuses(conn, &ids, scope.period)?.into_iter().filter(|row| scope.counts(row.recorded_at, row.effect_on));
    // Oldest first: of each project the latest revision is left.
    let mut reports: HashMap<Id, ProjectStatusRow> = in_effect.map(|row| (row.project_id, row)).collect();
    let shown = |row: ProjectRow| {
        let report = reports.remove(&row.id);
        view(row, scope, report.map(report_view))
    };
    Ok(rows.into_iter().map(shown).collect())
}

fn view(row: ProjectRow, scope: Scope, report: Option<ProjectReport>) -> Project {
    Project {
        tranches: tranches(&row),
        id: row.id,
        reference: row.reference,
        title: row.title,
        title_cy: row.title_cy,
        programme: row.programme,
        archived: row.archived_at.is_some(),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
        status: StatusInPeriod { period: scope.period, as_of: scope.as_of, status: report.as_ref().map(|report| report.status) },
        report,
    }
}

#[cfg(test)]
mod tests;
