//! Narratives: the written parts of reports, written and read in lists.

use super::batch::{self, Written};
use super::context::{Change, Context, IMPORT, check_not_moved, resolve};
use super::history::{self, About};
use super::periods;
use super::references::check_not_archived;
use crate::db::Conn;
use crate::db::page::{Cursor, Page, PageRequest};
use crate::domain::period::Period;
use crate::domain::plan::{Language, NarrativeState};
use crate::error::{Error, Result};
use crate::id::{Id, Key};
use crate::model::Link;
use crate::model::check::given;
use crate::model::history::Subject;
use crate::model::narrative::{Narrative, NarrativeDraft};
use crate::model::report::ScopeKind;
use crate::store::narratives::{self as store, NarrativeFilter, NarrativeRow};
use crate::store::refs::{self, Kind};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// The order of lists.
pub const SORT: &str = "section";
/// The scope that is no item: the whole council.
pub const COUNCIL: &str = "council";
/// What a scope may be besides, in the order in which a ref is looked up.
const SCOPES: [Kind; 3] = [Kind::PlanItem, Kind::ServiceArea, Kind::Directorate];

/// Which texts a list holds; the scope as a draft names it.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as in NarrativeFilter")]
pub struct NarrativeQuery {
    pub period: Option<Period>,
    pub scope: Option<String>,
    pub section: Option<String>,
    pub language: Option<Language>,
    pub state: Option<NarrativeState>,
}

/// A page of texts by period, scope, section and language.
///
/// # Errors
/// [`Error::Invalid`] when the query names something unknown.
pub fn list(conn: &mut Conn, query: NarrativeQuery, page: &PageRequest) -> Result<Page<Narrative>> {
    let filter = NarrativeFilter {
        period: query.period,
        scope: query.scope.map(|scope| stored_scope(conn, "?scope", &scope)).transpose()?,
        section: query.section,
        language: query.language,
        state: query.state,
    };
    let place = |row: &NarrativeRow| {
        let parts = [&row.period.to_string(), &row.scope, &row.section, row.language.as_str()];
        Cursor::of_parts(SORT, &parts, row.id.to_string())
    };
    let rows = store::list(conn, &filter, &PageRequest { limit: page.limit + 1, after: page.after.clone() })?;
    let refs = scope_refs(conn, rows.iter().map(|row| row.scope.as_str()))?.into_iter().map(|(_, id, reference)| (id, reference)).collect();
    let authors = authors(conn, &rows)?;
    Ok(Page::cut(rows, page.limit, place).map(|row| view(row, &refs, &authors)))
}

/// Writes a list of texts of a period: each where it stood before, or anew. Texts that the list leaves out stay.
///
/// # Errors
/// [`Error::Invalid`] for rows, each by its place; [`Error::Conflict`] in a signed-off period, unless a row says why it
/// is restated; [`Error::Stale`] and [`Error::Unconditional`] for what its caller has not read.
pub fn put(conn: &mut Conn, context: &Context, period: Period, rows: Vec<NarrativeDraft>) -> Result<Written> {
    context.authority.check_common("narratives")?;
    hold(conn, period)?;
    batch::check_read(conn, context, Subject::Narrative, period)?;
    let mut seen = HashSet::with_capacity(rows.len());
    let check = |row: &NarrativeDraft| row.check();
    batch::save_all(rows, check, |row| {
        if !seen.insert((row.scope.clone(), row.section.clone(), row.language)) {
            return Err(Error::field("/section", "repeated", "another row of the list stands in the same place"));
        }
        save(conn, context, period, row)
    })
}

/// Has whoever else would write to the narratives of that period wait until this transaction ends.
///
/// # Errors
/// Those of the database.
pub fn hold(conn: &mut Conn, period: Period) -> Result<()> {
    conn.share(IMPORT)?;
    conn.lock(&format!("narratives {period}"))
}

/// Stores one text; a blank one takes the stored one away.
///
/// # Errors
/// As [`put`].
pub fn save(conn: &mut Conn, context: &Context, period: Period, draft: NarrativeDraft) -> Result<Change> {
    draft.check()?;
    let restated = given(draft.restatement_reason.clone());
    let (row, current) = placed(conn, context, period, draft)?;
    let blank = row.body.trim().is_empty();
    let says = |current: &NarrativeRow| (&current.body, current.author_id, current.state) == (&row.body, row.author_id, row.state);
    if current.as_ref().map_or(blank, says) {
        return Ok(Change::Unchanged);
    }
    if current.is_some() {
        batch::check_said(conn, context, Subject::Narrative, period)?;
    }
    periods::check_open(conn, context, period, restated.as_deref())?;
    note_text(conn, context, current.as_ref(), &row, restated.as_deref())?;
    match current {
        Some(current) if blank => store::delete(conn, current.id)?,
        Some(current) => store::update(conn, &NarrativeRow { id: current.id, ..row })?,
        None => {
            check_scope_current(conn, &row.scope)?;
            store::insert(conn, &row)?;
            return Ok(Change::Created);
        }
    }
    Ok(Change::Updated)
}

/// Does any text stand already where this one would?
///
/// # Errors
/// [`Error::Invalid`] for a scope that there is not.
pub fn is_recorded(conn: &mut Conn, context: &Context, period: Period, draft: &NarrativeDraft) -> Result<bool> {
    Ok(placed(conn, context, period, draft.clone())?.1.is_some())
}

/// The row that a draft makes, and the one that stands in its place.
fn placed(conn: &mut Conn, context: &Context, period: Period, draft: NarrativeDraft) -> Result<(NarrativeRow, Option<NarrativeRow>)> {
    let mut row = NarrativeRow {
        id: context.new_id(),
        scope: stored_scope(conn, "/scope", &draft.scope)?,
        period,
        section: draft.section,
        language: draft.language,
        body: draft.text,
        recorded_at: context.at(),
        recorded_by: context.actor.clone(),
        author_id: resolve(conn, Kind::Person, "/author", draft.author.as_deref())?,
        state: draft.state.unwrap_or(NarrativeState::Draft),
    };
    let current = store::find_same(conn, &row)?;
    if let Some(current) = &current {
        if draft.author.is_none() {
            row.author_id = current.author_id;
        }
        // What its author had done with, someone has changed since.
        if draft.state.is_none() && current.body == row.body {
            row.state = current.state;
        }
    }
    Ok((row, current))
}

fn note_text(conn: &mut Conn, context: &Context, current: Option<&NarrativeRow>, row: &NarrativeRow, restated: Option<&str>) -> Result<()> {
    let reference = format!("{} {} {}", row.scope, row.section, row.language);
    let item = current.map_or(row.id, |current| current.id);
    let about = About { kind: Subject::Narrative, item: Some(item), reference: &reference, period: Some(row.period) };
    let refs = authors(conn, current.into_iter().chain([row]))?;
    let text = |row: &NarrativeRow| {
        let author = row.author_id.and_then(|id| refs.get(&id)).map(|link| &link.reference);
        (!row.body.trim().is_empty()).then(|| json!({"text": row.body, "author": author, "state": row.state}))
    };
    history::note_restated(conn, context, about, (current.and_then(text).as_ref(), text(row).as_ref()), restated)
}

fn authors<'a>(conn: &mut Conn, rows: impl IntoIterator<Item = &'a NarrativeRow>) -> Result<HashMap<Id, Link>> {
    let ids: Vec<Id> = rows.into_iter().filter_map(|row| row.author_id).collect();
    refs::people(conn, &ids)
}

/// Is what a scope, as it is stored, names not archived?
///
/// # Errors
/// [`Error::Invalid`] when it is.
pub fn check_scope_current(conn: &mut Conn, scope: &str) -> Result<()> {
    let Ok(id) = scope.parse() else { return Ok(()) };
    SCOPES.into_iter().try_for_each(|kind| check_not_archived(conn, kind, "/scope", id))
}

/// A scope as it is stored: `council`, or the id of what it names, so that a ref may change.
///
/// # Errors
/// [`Error::Invalid`] at `pointer` when there is nothing of that name.
pub fn stored_scope(conn: &mut Conn, pointer: &str, scope: &str) -> Result<String> {
    Ok(find_scope(conn, pointer, scope)?.map_or_else(|| COUNCIL.to_owned(), |(_, id)| id.to_string()))
}

/// What a scope names, by an id or a ref, or as reports are named (`plan:CH`), which tells items of one ref apart; nothing for the
/// whole council.
///
/// # Errors
/// As [`stored_scope`].
pub fn find_scope(conn: &mut Conn, pointer: &str, scope: &str) -> Result<Option<(Kind, Id)>> {
    if scope == COUNCIL {
        return Ok(None);
    }
    let of_kind = scope.split_once(':').and_then(|(kind, key)| Some((kind_of(kind.parse().ok()?)?, key)));
    let named = SCOPES.into_iter().map(|kind| (kind, scope)).chain(of_kind);
    let named: Vec<(Kind, Key)> = named.map(|(kind, key)| (kind, Key::parse(key))).collect();
    for (kind, key) in &named {
        if let Some(id) = refs::find_id(conn, *kind, key)? {
            return Ok(Some((*kind, id)));
        }
    }
    named.iter().try_for_each(|(kind, key)| check_not_moved(conn, *kind, pointer, key))?;
    let detail = format!("must be `{COUNCIL}`, or name a plan item, a service area or a directorate; there is no {scope:?}");
    Err(Error::field(pointer, "unknown_reference", detail))
}

/// What reports name so, if texts may be of it.
const fn kind_of(scope: ScopeKind) -> Option<Kind> {
    match scope {
        ScopeKind::Plan => Some(Kind::PlanItem),
        ScopeKind::ServiceArea => Some(Kind::ServiceArea),
        ScopeKind::Directorate => Some(Kind::Directorate),
        ScopeKind::Council | ScopeKind::Programme => None,
    }
}

/// All of these scopes, as they are stored, that are items: what they are, and their refs.
///
/// # Errors
/// Those of the database.
pub fn scope_refs<'a>(conn: &mut Conn, scopes: impl Iterator<Item = &'a str>) -> Result<Vec<(Kind, Id, String)>> {
    let ids: Vec<Id> = scopes.filter_map(|scope| scope.parse().ok()).collect();
    let mut found = Vec::new();
    for kind in SCOPES {
        found.extend(refs::references(conn, kind, &ids)?.into_iter().map(|(id, reference)| (kind, id, reference)));
    }
    Ok(found)
}

fn view(row: NarrativeRow, refs: &HashMap<Id, String>, authors: &HashMap<Id, Link>) -> Narrative {
    let reference = row.scope.parse().ok().and_then(|id: Id| refs.get(&id).cloned());
    Narrative {
        id: row.id,
        scope: reference.unwrap_or(row.scope),
        period: row.period,
        section: row.section,
        language: row.language,
        text: row.body,
        author: row.author_id.and_then(|id| authors.get(&id).cloned()),
        state: row.state,
        recorded_at: row.recorded_at,
        recorded_by: row.recorded_by,
    }
}

#[cfg(test)]
mod tests;
