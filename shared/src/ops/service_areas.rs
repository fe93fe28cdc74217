//! Service areas.

use super::context::{Change, Context, changed_meanwhile, for_change, merged, ref_taken, resolve};
use super::history::{self, About};
use super::references::{check_unused, refer};
use crate::db::Conn;
use crate::db::page::{Cursor, MAX_SCANNED, Page, PageRequest};
use crate::error::{Error, Result};
use crate::id::{Id, Key, ref_key};
use crate::model::service_area::{ServiceArea, ServiceAreaDraft};
use crate::store::refs::Kind;
use crate::store::searchable;
use crate::store::service_areas::{self as store, ServiceAreaFilter, ServiceAreaRecord, ServiceAreaRow};

/// The order of lists.
pub const SORT: &str = "ref";

/// Which service areas a list holds, as callers name what they belong to: by id or ref.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as in ServiceAreaFilter, by keys")]
pub struct ServiceAreaQuery {
    pub directorate: Option<String>,
    pub archived: bool,
    pub text: Option<String>,
}

item_use_cases!(Kind::ServiceArea, ServiceAreaQuery, ServiceAreaDraft, ServiceArea, ServiceAreaRow, ServiceAreaRecord);

fn filter(conn: &mut Conn, query: ServiceAreaQuery) -> Result<ServiceAreaFilter> {
    let directorate = resolve(conn, Kind::Directorate, "?directorate", query.directorate.as_deref())?;
    Ok(ServiceAreaFilter { directorate, archived: query.archived, text: query.text })
}

/// The draft that would write a stored service area again: what a change is merged into.
pub fn draft_of(record: &ServiceAreaRecord) -> ServiceAreaDraft {
    let row = record.row.clone();
    ServiceAreaDraft {
        reference: row.reference,
        name: row.name,
        name_cy: row.name_cy,
        directorate: record.directorate.as_ref().map(|link| link.reference.clone()),
        archived: row.archived_at.is_some(),
    }
}

fn row(conn: &mut Conn, context: &Context, draft: ServiceAreaDraft, current: Option<&ServiceAreaRow>) -> Result<ServiceAreaRow> {
    let at = context.at();
    let id = current.map_or_else(|| context.new_id(), |row| row.id);
    // A restored item must find current all that it refers to.
    let kept = current.filter(|row| draft.archived || row.archived_at.is_none());
    if draft.archived && current.is_some_and(|row| row.archived_at.is_none()) {
        check_unused(conn, Kind::ServiceArea, &draft.reference, id)?;
    }
    Ok(ServiceAreaRow {
        id,
        ref_key: ref_key(&draft.reference),
        search: searchable(&[Some(&draft.reference), Some(&draft.name), draft.name_cy.as_deref()]),
        directorate_id: refer(
            conn,
            Kind::Directorate,
            "/directorate",
            draft.directorate.as_deref(),
            kept.and_then(|row| row.directorate_id),
        )?,
        archived_at: draft.archived.then(|| current.and_then(|row| row.archived_at).unwrap_or(at)),
        version: current.map_or(0, |row| row.version) + 1,
        created_at: current.map_or(at, |row| row.created_at),
        updated_at: at,
        reference: draft.reference,
        name: draft.name,
        name_cy: draft.name_cy,
    })
}

fn view(record: ServiceAreaRecord) -> ServiceArea {
    let row = record.row;
    ServiceArea {
        id: row.id,
        reference: row.reference,
        name: row.name,
        name_cy: row.name_cy,
        directorate: record.directorate,
        archived: row.archived_at.is_some(),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
