//! The corporate plan: outcomes, the objectives under them, and corporate actions under either.

use super::context::{Change, Context, changed_meanwhile, for_change, merged, ref_taken, resolve};
use super::history::{self, About};
use super::references::{check_level, check_unused, refer};
use crate::db::Conn;
use crate::db::page::{Cursor, MAX_SCANNED, Page, PageRequest};
use crate::domain::plan::PlanLevel;
use crate::error::{Error, Result};
use crate::id::{Id, Key, ref_key};
use crate::model::plan::{PlanItem, PlanItemDraft};
use crate::store::plan::{self as store, PlanItemFilter, PlanItemRecord, PlanItemRow};
use crate::store::refs::Kind;
use crate::store::searchable;

/// The order of lists.
pub const SORT: &str = "ref";

/// Which items of the plan a list holds, as callers name what they belong to: by id or ref.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as in PlanItemFilter, by keys")]
pub struct PlanItemQuery {
    pub level: Option<PlanLevel>,
    pub parent: Option<String>,
    /// Under this one at any depth.
    pub under: Option<String>,
    pub archived: bool,
    pub text: Option<String>,
}

item_use_cases!(Kind::PlanItem, PlanItemQuery, PlanItemDraft, PlanItem, PlanItemRow, PlanItemRecord);

fn filter(conn: &mut Conn, query: PlanItemQuery) -> Result<PlanItemFilter> {
    let under = resolve(conn, Kind::PlanItem, "?under", query.under.as_deref())?;
    let below = |id| -> Result<Vec<Id>> {
        let found = store::with_descendants(conn, id)?;
        Ok(found.into_iter().filter(|found| *found != id).collect())
    };
    Ok(PlanItemFilter {
        ids: under.map(below).transpose()?,
        level: query.level,
        parent: resolve(conn, Kind::PlanItem, "?parent", query.parent.as_deref())?,
        archived: query.archived,
        text: query.text,
    })
}

/// The draft that would write a stored item again: what a change is merged into.
pub fn draft_of(record: &PlanItemRecord) -> PlanItemDraft {
    let row = record.row.clone();
    PlanItemDraft {
        reference: row.reference,
        level: row.level,
        parent: record.parent.as_ref().map(|link| link.reference.clone()),
        title: row.title,
        title_cy: row.title_cy,
        target_year: row.target_year,
        number: row.number,
        archived: row.archived_at.is_some(),
    }
}

fn row(conn: &mut Conn, context: &Context, draft: PlanItemDraft, current: Option<&PlanItemRow>) -> Result<PlanItemRow> {
    conn.lock("plan")?;
    check_own_level(conn, draft.level, current)?;
    let at = context.at();
    let id = current.map_or_else(|| context.new_id(), |row| row.id);
    // A restored item must find current all that it refers to.
    let kept = current.filter(|row| draft.archived || row.archived_at.is_none());
    if draft.archived && current.is_some_and(|row| row.archived_at.is_none()) {
        check_unused(conn, Kind::PlanItem, &draft.reference, id)?;
    }
    Ok(PlanItemRow {
        id,
        ref_key: ref_key(&draft.reference),
        search: searchable(&[Some(&draft.reference), Some(&draft.title), draft.title_cy.as_deref()]),
        parent_id: parent(conn, &draft, kept.and_then(|row| row.parent_id))?,
        archived_at: draft.archived.then(|| current.and_then(|row| row.archived_at).unwrap_or(at)),
        version: current.map_or(0, |row| row.version) + 1,
        created_at: current.map_or(at, |row| row.created_at),
        updated_at: at,
        reference: draft.reference,
        level: draft.level,
        title: draft.title,
        title_cy: draft.title_cy,
        target_year: draft.target_year,
        number: draft.number,
    })
}

/// The id of a parent of a level that fits. Levels go down only, so the plan has no loops.
fn parent(conn: &mut Conn, draft: &PlanItemDraft, kept: Option<Id>) -> Result<Option<Id>> {
    let parent = refer(conn, Kind::PlanItem, "/parent", draft.parent.as_deref(), kept)?;
    if let Some(id) = parent {
        check_level(conn, "/parent", id, draft.level.parents())?;
    }
    Ok(parent)
}

/// What is under an item was put there because of its level.
fn check_own_level(conn: &mut Conn, level: PlanLevel, current: Option<&PlanItemRow>) -> Result<()> {
    match current {
        Some(row) if row.level != level && store::has_children(conn, row.id)? => {
            Err(Error::conflict("has_children", "the level cannot change while something is under the item; move that first"))
        }
        _ => Ok(()),
    }
}

fn view(record: PlanItemRecord) -> PlanItem {
    let row = record.row;
    PlanItem {
        id: row.id,
        reference: row.reference,
        level: row.level,
        parent: record.parent,
        title: row.title,
        title_cy: row.title_cy,
        target_year: row.target_year,
        number: row.number,
        archived: row.archived_at.is_some(),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

#[cfg(test)]
mod tests;
