//! Judgements: the overall statuses that editors set beside the suggested ones, written and read in lists.

use super::batch::{self, Written};
use super::context::{Change, Context, IMPORT};
use super::history::{self, About};
use super::narratives::{check_scope_current, scope_refs, stored_scope};
use super::periods;
use crate::db::Conn;
use crate::db::page::{Cursor, Page, PageRequest};
use crate::domain::period::Period;
use crate::domain::rollup::Part;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::history::Subject;
use crate::model::judgement::{Judgement, JudgementDraft};
use crate::store::judgements::{self as store, JudgementFilter, JudgementRow};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// The order of lists.
pub const SORT: &str = "part";

/// Which judgements a list holds; the scope as a draft names it.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as in JudgementFilter")]
pub struct JudgementQuery {
    pub period: Option<Period>,
    pub scope: Option<String>,
    pub part: Option<Part>,
}

/// A page of judgements by period, scope and part.
///
/// # Errors
/// [`Error::Invalid`] when the query names something unknown.
pub fn list(conn: &mut Conn, query: JudgementQuery, page: &PageRequest) -> Result<Page<Judgement>> {
    let scope = query.scope.map(|scope| stored_scope(conn, "?scope", &scope)).transpose()?;
    let filter = JudgementFilter { period: query.period, scope, part: query.part };
    let place = |row: &JudgementRow| Cursor::of_parts(SORT, &[&row.period.to_string(), &row.scope, row.part.as_str()], row.id.to_string());
    let rows = store::list(conn, &filter, &PageRequest { limit: page.limit + 1, after: page.after.clone() })?;
    let refs = scope_refs(conn, rows.iter().map(|row| row.scope.as_str()))?.into_iter().map(|(_, id, reference)| (id, reference)).collect();
    Ok(Page::cut(rows, page.limit, place).map(|row| view(row, &refs)))
}

/// Those of a scope, as the column has it, in a period.
///
/// # Errors
/// Those of the database.
pub fn of(conn: &mut Conn, scope: &str, period: Period) -> Result<Vec<Judgement>> {
    let filter = JudgementFilter { period: Some(period), scope: Some(scope.to_owned()), part: None };
    let rows = store::list(conn, &filter, &PageRequest { limit: Part::ALL.len(), after: None })?;
    let refs = scope_refs(conn, [scope].into_iter())?.into_iter().map(|(_, id, reference)| (id, reference)).collect();
    Ok(rows.into_iter().map(|row| view(row, &refs)).collect())
}

/// Writes a list of judgements of a period: each where it stood before, or anew. Those that the list leaves out stay.
///
/// # Errors
/// [`Error::Invalid`] for rows, each by its place; [`Error::Conflict`] in a signed-off period, unless a row says why it
/// is restated; [`Error::Stale`] and [`Error::Unconditional`] for what its caller has not read.
pub fn put(conn: &mut Conn, context: &Context, period: Period, rows: Vec<JudgementDraft>) -> Result<Written> {
    context.authority.check_common("judgements")?;
    conn.share(IMPORT)?;
    conn.lock(&format!("judgements {period}"))?;
    batch::check_read(conn, context, Subject::Judgement, period)?;
    let mut seen = HashSet::with_capacity(rows.len());
    let check = |row: &JudgementDraft| row.clone().check().map(drop);
    batch::save_all(rows, check, |row| {
        if !seen.insert((row.scope.clone(), row.part)) {
            return Err(Error::field("/part", "repeated", "another row of the list stands in the same place"));
        }
        save(conn, context, period, row)
    })
}

/// Stores one judgement; one without a status takes the stored one away.
///
/// # Errors
/// As [`put`].
pub fn save(conn: &mut Conn, context: &Context, period: Period, draft: JudgementDraft) -> Result<Change> {
    let draft = draft.check()?;
    let scope = stored_scope(conn, "/scope", &draft.scope)?;
    let current = store::find(conn, &scope, period, draft.part)?;
    let row = draft.rag.map(|rag| JudgementRow {
        id: current.as_ref().map_or_else(|| context.new_id(), |current| current.id),
        scope: scope.clone(),
        period,
        part: draft.part,
        rag,
        reason: draft.reason.unwrap_or_default(),
        recorded_at: context.at(),
        recorded_by: context.actor.clone(),
    });
    let says = |row: &JudgementRow| json!({"rag": row.rag, "reason": row.reason});
    let (was, is) = (current.as_ref().map(says), row.as_ref().map(says));
    if was == is {
        return Ok(Change::Unchanged);
    }
    if current.is_some() {
        batch::check_said(conn, context, Subject::Judgement, period)?;
    }
    periods::check_open(conn, context, period, draft.restatement_reason.as_deref())?;
    let item = row.as_ref().or(current.as_ref()).map(|row| row.id);
    let reference = format!("{scope} {}", draft.part);
    let about = About { kind: Subject::Judgement, item, reference: &reference, period: Some(period) };
    history::note_restated(conn, context, about, (was.as_ref(), is.as_ref()), draft.restatement_reason.as_deref())?;
    match (current, row) {
        (Some(_), Some(row)) => store::update(conn, &row)?,
        (Some(current), None) => store::delete(conn, current.id)?,
        (None, Some(row)) => {
            check_scope_current(conn, &scope)?;
            store::insert(conn, &row)?;
            return Ok(Change::Created);
        }
        (None, None) => {}
    }
    Ok(Change::Updated)
}

/// Does any judgement stand already where this one would?
///
/// # Errors
/// [`Error::Invalid`] for a scope that there is not.
pub fn is_recorded(conn: &mut Conn, period: Period, draft: &JudgementDraft) -> Result<bool> {
    let scope = stored_scope(conn, "/scope", &draft.scope)?;
    Ok(store::find(conn, &scope, period, draft.part)?.is_some())
}

fn view(row: JudgementRow, refs: &HashMap<Id, String>) -> Judgement {
    let reference = row.scope.parse().ok().and_then(|id: Id| refs.get(&id).cloned());
    Judgement {
        id: row.id,
        scope: reference.unwrap_or(row.scope),
        period: row.period,
        part: row.part,
        rag: row.rag,
        reason: row.reason,
        recorded_at: row.recorded_at,
        recorded_by: row.recorded_by,
    }
}

#[cfg(test)]
mod tests;
