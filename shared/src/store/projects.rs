//! Programme projects and the revisions of their statuses.

use crate::clock::Timestamp;
use crate::db::page::PageRequest;
use crate::db::schema::{project_statuses, projects};
use crate::db::{Conn, among, on};
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::domain::plan::ProjectStatus;
use crate::error::Result;
use crate::id::{Id, Key};
use diesel::prelude::*;

/// A row of `projects`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projects, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct ProjectRow {
    pub id: Id,
    pub reference: String,
    pub ref_key: String,
    pub search: String,
    pub title: String,
    pub title_cy: Option<String>,
    pub programme: Option<String>,
    pub tranches: String,
    pub archived_at: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A row of `project_statuses`: one revision.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = project_statuses, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct ProjectStatusRow {
    pub id: Id,
    pub project_id: Id,
    pub period: Period,
    pub revision: i32,
    pub status: ProjectStatus,
    pub commentary: Option<String>,
    pub commentary_cy: Option<String>,
    pub effect_on: Day,
    pub restatement_reason: Option<String>,
    pub recorded_at: Timestamp,
    pub recorded_by: String,
}

/// Which projects a list holds, by what is stored of them.
#[derive(Clone, Debug, Default)]
pub struct ProjectFilter {
    /// Of this programme.
    pub programme: Option<String>,
    /// Archived ones instead of current ones.
    pub archived: bool,
    /// Current ones and archived ones, whatever `archived` says.
    pub either: bool,
    /// Whose ref or title holds this text, whatever its case.
    pub text: Option<String>,
}

/// The project that `key` names.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, key: &Key) -> Result<Option<ProjectRow>> {
    let found = on!(conn, c => match key {
        Key::Id(id) => projects::table.find(id).select(ProjectRow::as_select()).first(c).optional(),
        Key::Ref(key) => projects::table.filter(projects::ref_key.eq(key)).select(ProjectRow::as_select()).first(c).optional(),
    })?;
    Ok(found)
}

/// Projects in the order of their refs, at most `page.limit`, from after `page.after`.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, filter: &ProjectFilter, page: &PageRequest) -> Result<Vec<ProjectRow>> {
    let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
    let rows = on!(conn, c => {
        let mut query = projects::table.select(ProjectRow::as_select()).into_boxed::<DB>();
        query = match (filter.either, filter.archived) {
            (true, _) => query,
            (_, true) => query.filter(projects::archived_at.is_not_null()),
            (_, false) => query.filter(projects::archived_at.is_null()),
        };
        if let Some(programme) = &filter.programme {
            query = query.filter(projects::programme.eq(programme));
        }
        if let Some(text) = &filter.text {
            query = query.filter(projects::search.like(super::contains(text)).escape('\\'));
        }
        if let Some(after) = &page.after {
            query = query.filter(projects::ref_key.gt(&after.value));
        }
        query.order(projects::ref_key).limit(limit).load(c)
    })?;
    Ok(rows)
}

/// # Errors
/// [`crate::error::Error::Duplicate`] when the ref is taken.
pub fn insert(conn: &mut Conn, row: &ProjectRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(projects::table).values(row).execute(c))?;
    Ok(())
}

/// Writes `row` over the row of the version before it; `false` when that is not the stored one any more.
///
/// # Errors
/// [`crate::error::Error::Duplicate`] when the ref is taken.
pub fn update(conn: &mut Conn, row: &ProjectRow) -> Result<bool> {
    let current = projects::table.filter(projects::id.eq(row.id)).filter(projects::version.eq(row.version - 1));
    Ok(on!(conn, c => diesel::update(current).set(row).execute(c))? == 1)
}

/// All revisions of the statuses of these projects in that period, oldest first.
///
/// # Errors
/// Those of the database.
pub fn statuses(conn: &mut Conn, ids: &[Id], period: Period) -> Result<Vec<ProjectStatusRow>> {
    let rows = on!(conn, c => project_statuses::table
        .filter(among(project_statuses::project_id, ids))
        .filter(project_statuses::period.eq(period))
        .order((project_statuses::project_id, project_statuses::period, project_statuses::revision))
        .select(ProjectStatusRow::as_select())
        .load(c))?;
    Ok(rows)
}

/// # Errors
/// [`crate::error::Error::Duplicate`] when another writer made that revision first.
pub fn insert_status(conn: &mut Conn, row: &ProjectStatusRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(project_statuses::table).values(row).execute(c))?;
    Ok(())
}
