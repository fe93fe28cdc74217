//! What a draft makes of the record, and back.

use crate::db::Conn;
use crate::domain::plan::PlanLevel;
use crate::error::{Error, Result};
use crate::id::{Id, ref_key};
use crate::model::Link;
use crate::model::risk::RiskDraft;
use crate::ops::context::Context;
use crate::ops::references::{refer, refer_to_plan};
use crate::store::refs::Kind;
use crate::store::risks::{RiskRecord, RiskRow};
use crate::store::searchable;

/// The draft that would write a stored risk again: what a change is merged into.
pub fn draft_of(record: &RiskRecord) -> RiskDraft {
    let row = record.row.clone();
    let key = |link: &Option<Link>| link.as_ref().map(|link| link.reference.clone());
    let keys = |links: &[Link]| links.iter().map(|link| link.reference.clone()).collect();
    RiskDraft {
        owner: key(&record.owner),
        deputy: key(&record.deputy),
        service_areas: keys(&record.service_areas),
        objectives: keys(&record.objectives),
        mitigated_by: keys(&record.mitigated_by),
        archived: row.archived_at.is_some(),
        reference: row.reference,
        kind: row.kind,
        title: row.title,
        title_cy: row.title_cy,
        category: row.category,
        controls: row.controls,
        mitigating_actions: row.mitigating_actions,
    }
}

/// What a draft makes of the record.
pub(super) struct Written {
    pub row: RiskRow,
    pub service_areas: Vec<Id>,
    pub objectives: Vec<Id>,
    pub mitigations: Vec<Id>,
}

pub(super) fn written(conn: &mut Conn, context: &Context, draft: RiskDraft, current: Option<&RiskRecord>) -> Result<Written> {
    let at = context.at();
    // A restored risk must find current all that it refers to.
    let kept = current.filter(|record| draft.archived || record.row.archived_at.is_none());
    let kept_areas = kept.map(|record| ids(&record.service_areas)).unwrap_or_default();
    let service_areas = each_once("/service_areas", &draft.service_areas, |pointer, key| {
        refer(conn, Kind::ServiceArea, pointer, Some(key), kept_areas.iter().copied())
    })?;
    let kept_objectives = kept.map(|record| ids(&record.objectives)).unwrap_or_default();
    let objectives = each_once("/objectives", &draft.objectives, |pointer, key| {
        refer_to_plan(conn, pointer, Some(key), PlanLevel::OBJECTIVES, kept_objectives.iter().copied())
    })?;
    let kept_mitigations = kept.map(|record| ids(&record.mitigated_by)).unwrap_or_default();
    let mitigations = each_once("/mitigated_by", &draft.mitigated_by, |pointer, key| {
        refer(conn, Kind::Action, pointer, Some(key), kept_mitigations.iter().copied())
    })?;
    let kept = kept.map(|record| &record.row);
    let current = current.map(|record| &record.row);
    let row = RiskRow {
        id: current.map_or_else(|| context.new_id(), |row| row.id),
        ref_key: ref_key(&draft.reference),
        search: searchable(&[Some(&draft.reference), Some(&draft.title), draft.title_cy.as_deref()]),
        owner_id: refer(conn, Kind::Person, "/owner", draft.owner.as_deref(), kept.and_then(|row| row.owner_id))?,
        deputy_id: refer(conn, Kind::Person, "/deputy", draft.deputy.as_deref(), kept.and_then(|row| row.deputy_id))?,
        archived_at: draft.archived.then(|| current.and_then(|row| row.archived_at).unwrap_or(at)),
        version: current.map_or(0, |row| row.version) + 1,
        created_at: current.map_or(at, |row| row.created_at),
        updated_at: at,
        reference: draft.reference,
        kind: draft.kind,
        title: draft.title,
        title_cy: draft.title_cy,
        category: draft.category,
        controls: draft.controls,
        mitigating_actions: draft.mitigating_actions,
    };
    Ok(Written { row, service_areas, objectives, mitigations })
}

/// The ids of a list of keys, each of them once.
fn each_once(pointer: &str, keys: &[String], mut find: impl FnMut(&str, &str) -> Result<Option<Id>>) -> Result<Vec<Id>> {
    let mut found = Vec::with_capacity(keys.len());
    for (index, key) in keys.iter().enumerate() {
        let pointer = format!("{pointer}/{index}");
        let id = find(&pointer, key)?.ok_or_else(|| Error::field(&pointer, "invalid_value", "must not be empty"))?;
        if found.contains(&id) {
            return Err(Error::field(pointer, "repeated", format!("{key:?} is in the list already")));
        }
        found.push(id);
    }
    Ok(found)
}

pub(super) fn ids(links: &[Link]) -> Vec<Id> {
    links.iter().map(|link| link.id).collect()
}
