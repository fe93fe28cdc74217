//! Risks: create, read, update, archive, with their computed status.

use super::assess_risk::Assessments;
use super::authority::Subject;
use super::context::{Change, Context, Scope, changed_meanwhile, for_change, merged, ref_taken, resolve};
use super::history::{self, About};
use super::past::{as_known, filters};
use super::reconcile_alerts::follow;
use crate::db::Conn;
use crate::db::page::{Cursor, MAX_SCANNED, Page, PageRequest};
use crate::domain::alert::ItemKind;
use crate::domain::risk::{Band, Movement, RiskDirection, RiskKind};
use crate::error::{Error, Result};
use crate::id::{Id, Key};
use crate::model::Link;
use crate::model::risk::{AreaAssessment, Risk, RiskDraft};
use crate::model::risk_assessment::RiskStatus;
use crate::model::settings::Settings;
use crate::store::refs::Kind;
use crate::store::risks::{self as store, RiskFilter, RiskRecord, RiskRow};
use crate::store::{plan, risk_assessments};
use std::mem::take;
use written::{Written, ids, written};

mod written;

pub use written::draft_of;

/// The order of lists.
pub const SORT: &str = "ref";

/// Filters on computed statuses. A risk is kept when one of its areas passes them all.
#[derive(Clone, Copy, Debug, Default)]
pub struct StatusFilter {
    /// In this band.
    pub band: Option<Band>,
    /// Moving this way.
    pub direction: Option<RiskDirection>,
    /// Forecast to move this way.
    pub forecast: Option<Movement>,
    /// Rising, or assessed and not rising.
    pub rising: Option<bool>,
}

/// Which risks a list holds, as callers name what they belong to: by id or ref.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as in RiskFilter, by keys")]
pub struct RiskQuery {
    pub kind: Option<RiskKind>,
    pub owner: Option<String>,
    pub service_area: Option<String>,
    pub objective: Option<String>,
    pub category: Option<String>,
    pub archived: bool,
    pub text: Option<String>,
}

/// A risk with its status.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn get(conn: &mut Conn, key: &Key, scope: Scope) -> Result<Risk> {
    let record = find(conn, key)?;
    let found = views(conn, scope, vec![record])?.pop();
    found.map(|(_, item)| item).filter(|item| scope.knows(item.created_at)).ok_or_else(|| Error::not_found("risk", key))
}

/// A stored risk.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn find(conn: &mut Conn, key: &Key) -> Result<RiskRecord> {
    store::find(conn, key)?.ok_or_else(|| Error::not_found("risk", key))
}

/// A page of risks in the order of their refs. With a filter on a status, a page may be short of its limit.
///
/// # Errors
/// [`Error::Invalid`] when the query names something unknown.
pub fn list(conn: &mut Conn, query: &RiskQuery, status: StatusFilter, scope: Scope, page: &PageRequest) -> Result<Page<Risk>> {
    let objective = resolve(conn, Kind::PlanItem, "?objective", query.objective.as_deref())?;
    let filter = RiskFilter {
        kind: query.kind,
        owner: resolve(conn, Kind::Person, "?owner", query.owner.as_deref())?,
        service_area: resolve(conn, Kind::ServiceArea, "?service_area", query.service_area.as_deref())?,
        objectives: objective.map(|id| plan::with_descendants(conn, id)).transpose()?,
        category: query.category.clone(),
        archived: query.archived,
        either: scope.known_at.is_some(),
        text: query.text.clone(),
        ids: None,
    };
    filters::check_risks(scope, &filter)?;
    let fits = |(_, item): &(String, Risk)| {
        (status.is_idle() || item.assessments.iter().any(|area| status.fits(&area.status)))
            && item.archived == query.archived
            && scope.knows(item.created_at)
    };
    let place = |(key, item): &(String, Risk)| Cursor { sort: SORT.to_owned(), value: key.clone(), id: item.id.to_string() };
    let found = page.fill(MAX_SCANNED, place, fits, |page| {
        let records = store::list(conn, &filter, page)?;
        views(conn, scope, records)
    });
    Ok(found?.map(|(_, item)| item))
}

/// Risks as they are read, each beside what it is sorted by; two queries, however many they are.
fn views(conn: &mut Conn, scope: Scope, records: Vec<RiskRecord>) -> Result<Vec<(String, Risk)>> {
    let mut records = as_known(conn, scope, records)?;
    let assessments = Assessments::load(conn, &records, scope)?;
    let keys: Vec<String> = records.iter_mut().map(|record| take(&mut record.row.ref_key)).collect();
    Ok(keys.into_iter().zip(records.into_iter().map(|record| view(record, &assessments))).collect())
}

impl StatusFilter {
    fn is_idle(&self) -> bool {
        self.band.is_none() && self.direction.is_none() && self.forecast.is_none() && self.rising.is_none()
    }

    fn fits(&self, status: &RiskStatus) -> bool {
        fn is<T: PartialEq>(wanted: Option<T>, found: Option<T>) -> bool {
            wanted.is_none() || wanted == found
        }
        is(self.band, status.band)
            && is(self.direction, status.direction)
            && is(self.forecast, status.forecast)
            && is(self.rising, status.rising)
    }
}

/// Makes a risk.
///
/// # Errors
/// [`Error::Invalid`] for its fields, [`Error::Conflict`] when its ref is taken.
pub fn create(conn: &mut Conn, context: &Context, draft: RiskDraft) -> Result<Id> {
    let Written { row, service_areas, objectives, mitigations } = written(conn, context, draft.check()?, None)?;
    context.authority.check_change([Subject::risk(&row, &service_areas)])?;
    store::insert(conn, &row).map_err(|error| ref_taken(error, Kind::Risk, &row.reference))?;
    store::set_service_areas(conn, row.id, &service_areas)?;
    store::set_objectives(conn, row.id, &objectives)?;
    store::set_mitigations(conn, row.id, &mitigations)?;
    note_item(conn, context, row.id, None)?;
    Ok(row.id)
}

/// Makes a risk, with the alerts about it, and gives it as it is read.
///
/// # Errors
/// As [`create`].
pub fn add(conn: &mut Conn, context: &Context, settings: &Settings, draft: RiskDraft) -> Result<Risk> {
    let id = create(conn, context, draft)?;
    follow(conn, context, settings, ItemKind::Risk, id)?;
    get(conn, &Key::Id(id), context.scope(settings, None, None)?)
}

/// Writes `draft` over the stored risk, unless it says the same. An area that leaves the risk keeps its assessments, which
/// show again when it comes back.
///
/// # Errors
/// As [`create`]; [`Error::Conflict`] when it was changed meanwhile, or for another kind once it has been assessed.
pub fn update(conn: &mut Conn, context: &Context, current: &RiskRecord, draft: RiskDraft) -> Result<Change> {
    let Written { row, service_areas, objectives, mitigations } = written(conn, context, draft.check()?, Some(current))?;
    let current_areas = ids(&current.service_areas);
    context.authority.check_change([Subject::risk(&current.row, &current_areas), Subject::risk(&row, &service_areas)])?;
    context.expected.check(current.row.version)?;
    let same_areas = current_areas == service_areas;
    let same_objectives = ids(&current.objectives) == objectives;
    let same_row = (RiskRow { version: current.row.version, updated_at: current.row.updated_at, ..row.clone() }) == current.row;
    let same_mitigations = ids(&current.mitigated_by) == mitigations;
    if same_row && same_areas && same_objectives && same_mitigations {
        return Ok(Change::Unchanged);
    }
    if row.kind != current.row.kind && risk_assessments::exist(conn, row.id)? {
        return Err(Error::conflict("kind_fixed", "the risk has been assessed, so its kind is fixed; archive it and make another"));
    }
    if !store::update(conn, &row).map_err(|error| ref_taken(error, Kind::Risk, &row.reference))? {
        return Err(changed_meanwhile());
    }
    if !same_areas {
        store::set_service_areas(conn, row.id, &service_areas)?;
    }
    if !same_objectives {
        store::set_objectives(conn, row.id, &objectives)?;
    }
    if !same_mitigations {
        store::set_mitigations(conn, row.id, &mitigations)?;
    }
    note_item(conn, context, row.id, Some(&draft_of(current)))?;
    Ok(Change::Updated)
}

fn note_item(conn: &mut Conn, context: &Context, id: Id, before: Option<&RiskDraft>) -> Result<()> {
    let after = find(conn, &Key::Id(id))?;
    history::note(conn, context, About::item(Kind::Risk, id, &after.row.reference), before, Some(&draft_of(&after)))
}

/// Changes a risk by a JSON Merge Patch, and gives its id.
///
/// # Errors
/// As [`update`]; [`Error::NotFound`] when there is none.
pub fn patch(conn: &mut Conn, context: &Context, settings: &Settings, key: &Key, patch: &serde_json::Value) -> Result<Id> {
    let record = find_for_change(conn, key)?;
    let draft = merged(&draft_of(&record), patch)?;
    update(conn, context, &record, draft)?;
    follow(conn, context, settings, ItemKind::Risk, record.row.id)?;
    Ok(record.row.id)
}

/// The risk that `key` names, to be changed or to be recorded of.
///
/// # Errors
/// As [`find`].
pub fn find_for_change(conn: &mut Conn, key: &Key) -> Result<RiskRecord> {
    for_change(conn, Kind::Risk, |record: &RiskRecord| record.row.id, |conn| find(conn, key))
}

fn view(record: RiskRecord, assessments: &Assessments) -> Risk {
    let pairs = pairs(&record);
    let shown = |area: Option<Link>| {
        let pair = (record.row.id, area.as_ref().map(|area| area.id));
        AreaAssessment { status: assessments.status(pair), assessment: assessments.in_effect(pair).map(Into::into), service_area: area }
    };
    let assessments = pairs.into_iter().map(shown).collect();
    let row = record.row;
    Risk {
        id: row.id,
        reference: row.reference,
        kind: row.kind,
        title: row.title,
        title_cy: row.title_cy,
        category: row.category,
        owner: record.owner,
        deputy: record.deputy,
        service_areas: record.service_areas,
        objectives: record.objectives,
        controls: row.controls,
        mitigating_actions: row.mitigating_actions,
        mitigated_by: record.mitigated_by,
        archived: row.archived_at.is_some(),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
        assessments,
    }
}

/// What is assessed of a risk: each of its areas, or, if corporate, the whole.
pub fn pairs(record: &RiskRecord) -> Vec<Option<Link>> {
    match record.row.kind {
        RiskKind::Corporate => vec![None],
        RiskKind::Service => record.service_areas.iter().cloned().map(Some).collect(),
    }
}

#[cfg(test)]
mod tests;
