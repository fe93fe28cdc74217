//! Indicators: create, read, update, archive, with their computed status.

use super::context::{Change, Context, Scope, changed_meanwhile, for_change, merged, ref_taken, resolve};
use super::history::{self, About};
use super::indicator_status::{ResultsByIndicator, result_view, status};
use super::past::{as_known, filters};
use super::reconcile_alerts::follow;
use super::references::{refer, refer_to_plan};
use crate::db::Conn;
use crate::db::page::{Cursor, MAX_SCANNED, Page, PageRequest};
use crate::domain::alert::ItemKind;
use crate::domain::indicator::Frequency;
use crate::domain::plan::PlanLevel;
use crate::domain::status::{Direction, Rag};
use crate::error::{Error, Result};
use crate::id::{Id, Key, ref_key};
use crate::model::Link;
use crate::model::indicator::{Indicator, IndicatorDraft};
use crate::model::settings::Settings;
use crate::store::indicators::{self as store, IndicatorFilter, IndicatorRecord, IndicatorRow};
use crate::store::plan;
use crate::store::refs::Kind;
use crate::store::searchable;
use std::mem::take;

/// The order of lists.
pub const SORT: &str = "ref";

/// Filters on computed statuses.
#[derive(Clone, Copy, Debug, Default)]
pub struct StatusFilter {
    /// Of this RAG.
    pub rag: Option<Rag>,
    /// Of this direction of travel.
    pub direction: Option<Direction>,
}

/// An indicator with its status.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn get(conn: &mut Conn, settings: &Settings, key: &Key, scope: Scope) -> Result<Indicator> {
    let record = find(conn, key)?;
    let found = views(conn, settings, scope, vec![record])?.pop();
    found.map(|(_, item)| item).filter(|item| scope.knows(item.created_at)).ok_or_else(|| Error::not_found("indicator", key))
}

/// Which indicators a list holds, as callers name what they belong to: by id or ref.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as in IndicatorFilter, by keys")]
pub struct IndicatorQuery {
    pub owner: Option<String>,
    pub service_area: Option<String>,
    pub objective: Option<String>,
    pub frequency: Option<Frequency>,
    pub additional: Option<bool>,
    pub archived: bool,
    pub text: Option<String>,
}

/// A page of indicators in the order of their refs. With a filter on a status, a page may be short of its limit.
///
/// # Errors
/// [`Error::Invalid`] when the query names something unknown.
pub fn list(
    conn: &mut Conn,
    settings: &Settings,
    query: &IndicatorQuery,
    status: StatusFilter,
    scope: Scope,
    page: &PageRequest,
) -> Result<Page<Indicator>> {
    let objective = resolve(conn, Kind::PlanItem, "?objective", query.objective.as_deref())?;
    let filter = IndicatorFilter {
        ids: None,
        owner: resolve(conn, Kind::Person, "?owner", query.owner.as_deref())?,
        service_area: resolve(conn, Kind::ServiceArea, "?service_area", query.service_area.as_deref())?,
        objectives: objective.map(|id| plan::with_descendants(conn, id)).transpose()?,
        frequency: query.frequency,
        additional: query.additional,
        archived: query.archived,
        either: scope.known_at.is_some(),
        text: query.text.clone(),
    };
    filters::check_indicators(scope, &filter)?;
    let fits = |(_, item): &(String, Indicator)| {
        status.rag.is_none_or(|rag| rag == item.status.rag)
            && status.direction.is_none_or(|direction| direction == item.status.direction)
            && item.archived == query.archived
            && scope.knows(item.created_at)
    };
    let place = |(key, item): &(String, Indicator)| Cursor { sort: SORT.to_owned(), value: key.clone(), id: item.id.to_string() };
    let found = page.fill(MAX_SCANNED, place, fits, |page| {
        let records = store::list(conn, &filter, page)?;
        views(conn, settings, scope, records)
    });
    Ok(found?.map(|(_, item)| item))
}

/// Indicators as they are read, each beside what it is sorted by; two queries, however many they are.
fn views(conn: &mut Conn, settings: &Settings, scope: Scope, records: Vec<IndicatorRecord>) -> Result<Vec<(String, Indicator)>> {
    let mut records = as_known(conn, scope, records)?;
    let results = ResultsByIndicator::load(conn, &records, scope)?;
    let keys: Vec<String> = records.iter_mut().map(|record| take(&mut record.row.ref_key)).collect();
    Ok(keys.into_iter().zip(records.into_iter().map(|record| view(record, settings, scope, &results))).collect())
}

/// Makes an indicator.
///
/// # Errors
/// [`Error::Invalid`] for its fields, [`Error::Conflict`] when its ref is taken.
pub fn create(conn: &mut Conn, context: &Context, draft: IndicatorDraft) -> Result<Id> {
    let row = row(conn, context, draft.check()?, None)?;
    context.authority.check_change([&row])?;
    store::insert(conn, &row).map_err(|error| ref_taken(error, Kind::Indicator, &row.reference))?;
    note_item(conn, context, row.id, None)?;
    Ok(row.id)
}

/// Makes an indicator, with the alerts about it, and gives it as it is read.
///
/// # Errors
/// As [`create`].
pub fn add(conn: &mut Conn, context: &Context, settings: &Settings, draft: IndicatorDraft) -> Result<Indicator> {
    let id = create(conn, context, draft)?;
    follow(conn, context, settings, ItemKind::Indicator, id)?;
    get(conn, settings, &Key::Id(id), context.scope(settings, None, None)?)
}

/// Writes `draft` over the stored indicator, unless it says the same.
///
/// # Errors
/// As [`create`]; [`Error::Conflict`] when it was changed meanwhile.
pub fn update(conn: &mut Conn, context: &Context, record: &IndicatorRecord, draft: IndicatorDraft) -> Result<Change> {
    let current = &record.row;
    let row = row(conn, context, draft.check()?, Some(current))?;
    context.authority.check_change([current, &row])?;
    context.expected.check(current.version)?;
    if (IndicatorRow { version: current.version, updated_at: current.updated_at, ..row.clone() }) == *current {
        return Ok(Change::Unchanged);
    }
    let written = store::update(conn, &row).map_err(|error| ref_taken(error, Kind::Indicator, &row.reference))?;
    if !written {
        return Err(changed_meanwhile());
    }
    note_item(conn, context, row.id, Some(&draft_of(record)))?;
    Ok(Change::Updated)
}

fn note_item(conn: &mut Conn, context: &Context, id: Id, before: Option<&IndicatorDraft>) -> Result<()> {
    let after = find(conn, &Key::Id(id))?;
    history::note(conn, context, About::item(Kind::Indicator, id, &after.row.reference), before, Some(&draft_of(&after)))
}

/// Changes an indicator by a JSON Merge Patch, and gives its id.
///
/// # Errors
/// As [`update`]; [`Error::NotFound`] when there is none.
pub fn patch(conn: &mut Conn, context: &Context, settings: &Settings, key: &Key, patch: &serde_json::Value) -> Result<Id> {
    let record = find_for_change(conn, key)?;
    let draft = merged(&draft_of(&record), patch)?;
    let id = record.row.id;
    update(conn, context, &record, draft)?;
    follow(conn, context, settings, ItemKind::Indicator, id)?;
    Ok(id)
}

/// The indicator that `key` names.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn find(conn: &mut Conn, key: &Key) -> Result<IndicatorRecord> {
    store::find(conn, key)?.ok_or_else(|| Error::not_found("indicator", key))
}

/// The same, to be changed or to be recorded of.
///
/// # Errors
/// As [`find`].
pub fn find_for_change(conn: &mut Conn, key: &Key) -> Result<IndicatorRecord> {
    for_change(conn, Kind::Indicator, |record: &IndicatorRecord| record.row.id, |conn| find(conn, key))
}

/// The draft that would write a stored indicator again: what a change is merged into.
pub fn draft_of(record: &IndicatorRecord) -> IndicatorDraft {
    let row = record.row.clone();
    let key = |link: &Option<Link>| link.as_ref().map(|link| link.reference.clone());
    IndicatorDraft {
        aliases: aliases(&row),
        objective: key(&record.objective),
        owner: key(&record.owner),
        deputy: key(&record.deputy),
        service_area: key(&record.service_area),
        archived: row.archived_at.is_some(),
        reference: row.reference,
        title: row.title,
        title_cy: row.title_cy,
        category: row.category,
        polarity: row.polarity,
        unit: row.unit,
        decimals: row.decimals,
        frequency: row.frequency,
        reporting_quarter: row.reporting_quarter,
        basis: row.basis,
        band_low: row.band_low,
        band_high: row.band_high,
        tolerance: row.tolerance,
        tolerance_kind: row.tolerance_kind,
        green_within: row.green_within,
        direction_basis: row.direction_basis,
        additional: row.additional,
    }
}

fn row(conn: &mut Conn, context: &Context, draft: IndicatorDraft, current: Option<&IndicatorRow>) -> Result<IndicatorRow> {
    let at = context.at();
    let aliases = draft.aliases.join(";");
    // A restored item must find current all that it refers to.
    let kept = current.filter(|row| draft.archived || row.archived_at.is_none());
    let objective = draft.objective.as_deref();
    let objective_id = refer_to_plan(conn, "/objective", objective, PlanLevel::OBJECTIVES, kept.and_then(|row| row.objective_id))?;
    let area = draft.service_area.as_deref();
    Ok(IndicatorRow {
        id: current.map_or_else(|| context.new_id(), |row| row.id),
        ref_key: ref_key(&draft.reference),
        search: searchable(&[Some(&draft.reference), Some(&aliases), Some(&draft.title), draft.title_cy.as_deref()]),
        aliases,
        objective_id,
        owner_id: refer(conn, Kind::Person, "/owner", draft.owner.as_deref(), kept.and_then(|row| row.owner_id))?,
        deputy_id: refer(conn, Kind::Person, "/deputy", draft.deputy.as_deref(), kept.and_then(|row| row.deputy_id))?,
        service_area_id: refer(conn, Kind::ServiceArea, "/service_area", area, kept.and_then(|row| row.service_area_id))?,
        archived_at: draft.archived.then(|| current.and_then(|row| row.archived_at).unwrap_or(at)),
        version: current.map_or(0, |row| row.version) + 1,
        created_at: current.map_or(at, |row| row.created_at),
        updated_at: at,
        reference: draft.reference,
        title: draft.title,
        title_cy: draft.title_cy,
        category: draft.category,
        polarity: draft.polarity,
        unit: draft.unit,
        decimals: draft.decimals,
        frequency: draft.frequency,
        reporting_quarter: draft.reporting_quarter,
        basis: draft.basis,
        band_low: draft.band_low,
        band_high: draft.band_high,
        tolerance: draft.tolerance,
        tolerance_kind: draft.tolerance_kind,
        green_within: draft.green_within,
        direction_basis: draft.direction_basis,
        additional: draft.additional,
    })
}

pub(super) fn aliases(row: &IndicatorRow) -> Vec<String> {
    row.aliases.split(';').filter(|alias| !alias.is_empty()).map(str::to_owned).collect()
}

fn view(record: IndicatorRecord, settings: &Settings, scope: Scope, results: &ResultsByIndicator) -> Indicator {
    let assessment = results.assess(&record.row, settings, scope);
    let result = results.in_effect(record.row.id, scope.period).map(result_view);
    let year_end = results.year_end(&record.row, settings, scope);
    let aliases = aliases(&record.row);
    let row = record.row;
    Indicator {
        id: row.id,
        reference: row.reference,
        aliases,
        title: row.title,
        title_cy: row.title_cy,
        objective: record.objective,
        category: row.category,
        polarity: row.polarity,
        unit: row.unit,
        decimals: row.decimals,
        frequency: row.frequency,
        reporting_quarter: row.reporting_quarter,
        basis: row.basis,
        band_low: row.band_low,
        band_high: row.band_high,
        tolerance: row.tolerance,
        tolerance_kind: row.tolerance_kind,
        green_within: row.green_within,
        direction_basis: row.direction_basis,
        owner: record.owner,
        deputy: record.deputy,
        service_area: record.service_area,
        additional: row.additional,
        archived: row.archived_at.is_some(),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
        status: status(scope, assessment),
        result,
        year_end,
    }
}
