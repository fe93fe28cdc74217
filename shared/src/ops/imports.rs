//! Imports as they are kept: begun, carried out, and read again.

use super::context::Context;
use super::import::{self, Block, Imported, Pack, Progress, Report, Step, Wish};
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::page::{Cursor, Page, PageRequest, not_of_this_list};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::import::{Import, ImportRow, ImportState, Outcome};
use crate::model::settings::Settings;
use crate::store::imports::{self as store, BlockRow, ImportRecord};
use chrono::TimeDelta;
use serde::Serialize;
use serde_json::Value;

/// How long imports are kept, in days.
pub const KEPT_DAYS: i64 = 90;
/// The order of the list of imports.
pub const SORT: &str = "-started_at";
/// The order of the list of an import's rows: that of reading.
pub const ROWS_SORT: &str = "row";
/// After so many hours, nobody is still at work.
const LONGEST_HOURS: i64 = 1;
/// Blocks looked at for one page of rows: a filter may fit few of them.
const MAX_BLOCKS: usize = 100;

/// Which rows a list holds.
#[derive(Clone, Debug, Default)]
pub struct RowQuery {
    /// Those of which this became.
    pub outcome: Option<Outcome>,
    /// Those of this file, such as `indicators` or `indicators.csv`.
    pub file: Option<String>,
}

/// Notes that an import has come, to be carried out next, and forgets those of long ago.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not write everywhere; those of the database.
pub fn begin(conn: &mut Conn, context: &Context, wish: Wish) -> Result<Id> {
    context.authority.check_common("a pack")?;
    store::forget(conn, context.at().plus(TimeDelta::days(-KEPT_DAYS)))?;
    let row = ImportRecord {
        id: context.new_id(),
        state: ImportState::Running,
        mode: wish.mode,
        dry_run: wish.dry_run,
        actor: context.actor.clone(),
        request_id: context.request_id.clone(),
        started_at: context.at(),
        finished_at: None,
        summary: None,
        errors: None,
        fault: None,
    };
    store::insert(conn, &row)?;
    Ok(row.id)
}

/// Carries an import out, and keeps what came of it in the same transaction.
///
/// # Errors
/// As [`import::carry_out`]; [`fail`] then notes it, in a transaction of its own.
pub fn carry_out(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    (id, pack, wish): (Id, &Pack, Wish),
    progress: &Progress,
    now: impl FnOnce() -> Timestamp,
) -> Result<Report> {
    let Imported { report, rows } = import::carry_out(conn, context, settings, pack, wish, progress)?;
    for (number, Block { file, kind, body }) in rows.into_iter().enumerate() {
        let block = i32::try_from(number).map_err(|error| Error::Internal(error.to_string()))?;
        store::insert_block(conn, &BlockRow { import_id: id, block, file, kind, body })?;
    }
    let state = if report.errors.is_empty() { ImportState::Done } else { ImportState::Refused };
    let summary = Report { errors: Vec::new(), ..report.clone() };
    let ended = ImportRecord {
        state,
        finished_at: Some(now()),
        summary: Some(json(&summary)?),
        errors: Some(json(&report.errors)?),
        ..stored(conn, id)?
    };
    store::update(conn, &ended)?;
    Ok(report)
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))
}

/// Notes that a fault stopped an import.
///
/// # Errors
/// Those of the database.
pub fn fail(conn: &mut Conn, id: Id, at: Timestamp, fault: String) -> Result<()> {
    let row = stored(conn, id)?;
    store::update(conn, &ImportRecord { state: ImportState::Failed, finished_at: Some(at), fault: Some(fault), ..row })
}

fn stored(conn: &mut Conn, id: Id) -> Result<ImportRecord> {
    store::find(conn, id)?.ok_or_else(|| Error::not_found("import", id))
}

/// One import. `at_work` tells how far one is that this process carries out, and `since` when the process began.
///
/// # Errors
/// [`Error::NotFound`].
pub fn get(conn: &mut Conn, context: &Context, id: Id, since: Timestamp, at_work: impl Fn(Id) -> Option<Step>) -> Result<Import> {
    view(stored(conn, id)?, context, since, &at_work, true)
}

/// A page of imports, the latest first.
///
/// # Errors
/// Those of the database.
pub fn list(
    conn: &mut Conn,
    context: &Context,
    page: &PageRequest,
    since: Timestamp,
    at_work: impl Fn(Id) -> Option<Step>,
) -> Result<Page<Import>> {
    let rows = store::list(conn, &PageRequest { limit: page.limit + 1, after: page.after.clone() })?;
    let place = |row: &ImportRecord| Cursor { sort: SORT.to_owned(), value: row.started_at.micros().to_string(), id: row.id.to_string() };
    let Page { items, next } = Page::cut(rows, page.limit, place);
    let items = items.into_iter().map(|row| view(row, context, since, &at_work, false)).collect::<Result<_>>()?;
    Ok(Page { items, next })
}

fn view(row: ImportRecord, context: &Context, since: Timestamp, at_work: &dyn Fn(Id) -> Option<Step>, whole: bool) -> Result<Import> {
    let read = |text: &str| serde_json::from_str::<Value>(text).map_err(|error| Error::Internal(error.to_string()));
    let mut report = row.summary.as_deref().map(read).transpose()?;
    if let (true, Some(report), Some(errors)) = (whole, &mut report, &row.errors) {
        let errors = read(errors)?;
        report.as_object_mut().map(|members| members.insert("errors".to_owned(), errors));
    }
    let progress = if row.state == ImportState::Running { at_work(row.id) } else { None };
    // It may be another process's; not for ever, and not when it was begun before this one, which took its place.
    let left = progress.is_none() && (row.started_at < since || row.started_at.plus(TimeDelta::hours(LONGEST_HOURS)) < context.at());
    let state = if row.state == ImportState::Running && left { ImportState::Interrupted } else { row.state };
    Ok(Import {
        id: row.id,
        state,
        mode: row.mode,
        dry_run: row.dry_run,
        actor: row.actor,
        request_id: row.request_id,
        started_at: row.started_at,
        finished_at: row.finished_at,
        progress,
        report,
        fault: row.fault,
    })
}

/// A page of what became of an import's rows, in the order of reading. It may hold fewer than its limit where a filter fits few.
///
/// # Errors
/// [`Error::NotFound`] for the import; [`Error::Invalid`] for a cursor of another list.
pub fn rows(conn: &mut Conn, id: Id, query: &RowQuery, page: &PageRequest) -> Result<Page<ImportRow>> {
    stored(conn, id)?;
    let kind = query.file.as_deref().map(|file| file.strip_suffix(".csv").or(file.strip_suffix(".ndjson")).unwrap_or(file));
    let place = |cursor: &Cursor| Some((cursor.value.parse::<i32>().ok()?, cursor.id.parse::<usize>().ok()?));
    let (mut from, mut skipped) = page.after.as_ref().map_or(Some((0, 0)), place).ok_or_else(not_of_this_list)?;
    let at = |block: i32, row: usize| Cursor { sort: ROWS_SORT.to_owned(), value: block.to_string(), id: row.to_string() };
    let mut items = Vec::new();
    for _ in 0..MAX_BLOCKS {
        let Some(BlockRow { block, file, kind, body, .. }) = store::block(conn, id, from, kind)? else {
            return Ok(Page { items, next: None });
        };
        let start = if block == from { skipped } else { 0 };
        for (number, row) in (Block { file, kind, body }).rows()?.into_iter().enumerate().skip(start) {
            if query.outcome.is_some_and(|outcome| outcome != row.outcome) {
                continue;
            }
            if items.len() == page.limit {
                return Ok(Page { items, next: Some(at(block, number)) });
            }
            items.push(row);
        }
        (from, skipped) = (block + 1, 0);
    }
    Ok(Page { items, next: Some(at(from, 0)) })
}
