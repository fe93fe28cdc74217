//! Rows of a quarter, of items that are current: each as it was recorded last. The reason of a restatement is left out: what is
//! imported is no restatement of what it was exported from.

use super::reader::{Ask, Batch, Place};
use super::row::{Besides, by_ref, next, row, value};
use crate::db::Conn;
use crate::db::page::{PageRequest, not_of_this_list};
use crate::domain::period::{FiscalStart, Period};
use crate::error::Result;
use crate::id::Id;
use crate::model::action::{ActionSort, DueDateDraft};
use crate::model::breakdown::BreakdownDraft;
use crate::model::judgement::JudgementDraft;
use crate::model::narrative::NarrativeDraft;
use crate::ops::import::{assessment_draft, result_draft, status_draft, update_draft};
use crate::ops::narratives::{COUNCIL, scope_refs, stored_scope};
use crate::ops::risks::pairs;
use crate::store::breakdowns::Standing;
use crate::store::judgements::{JudgementFilter, JudgementRow};
use crate::store::narratives::{NarrativeFilter, NarrativeRow};
use crate::store::risk_assessments::Pair;
use crate::store::{self, refs};
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// Items with their refs, in the order of the file.
type Items = Vec<(Id, String)>;

pub(super) fn due_dates(conn: &mut Conn, ask: &Ask<'_>) -> Result<Batch> {
    let (items, next) = actions(conn, ask)?;
    let found = store::returns::due_dates(conn, &ids(&items))?;
    of_items(
        ask,
        &items,
        next,
        found,
        |row| (row.action_id, row.revision),
        |found| {
            let draft =
                DueDateDraft { due_date: found.due_date, reason: found.reason.unwrap_or_default(), agreed_on: Some(found.agreed_on) };
            (vec![("period", value(found.period))], draft)
        },
    )
}

pub(super) fn updates(conn: &mut Conn, ask: &Ask<'_>) -> Result<Batch> {
    let (items, next) = actions(conn, ask)?;
    let found = store::returns::updates(conn, &ids(&items), ask.period)?;
    of_items(ask, &items, next, found, |row| (row.action_id, row.period), |row| (of(row.period), update_draft(row)))
}

pub(super) fn results(conn: &mut Conn, ask: &Ask<'_>) -> Result<Batch> {
    let list = |page: &_| store::indicators::list(conn, &Default::default(), page);
    let (records, next) = by_ref(ask, list, |record| &record.row.ref_key)?;
    let items: Items = records.into_iter().map(|record| (record.row.id, record.row.reference)).collect();
    let (from, to) = (ask.period.unwrap_or(Period::FIRST), ask.period.unwrap_or(Period::LAST));
    // Whatever takes effect does so by the day it is recorded on: what was recorded last is in effect on the last of days.
    let last_day = Period::LAST.last_day(FiscalStart::APRIL);
    let found = store::indicators::results(conn, &ids(&items), from, to, last_day, None)?;
    of_items(ask, &items, next, found, |row| (row.indicator_id, row.period), |row| (of(row.period), result_draft(&row)))
}

pub(super) fn statuses(conn: &mut Conn, ask: &Ask<'_>) -> Result<Batch> {
    let list = |page: &_| store::projects::list(conn, &Default::default(), page);
    let (records, next) = by_ref(ask, list, |record| &record.ref_key)?;
    let items: Items = records.into_iter().map(|record| (record.id, record.reference)).collect();
    let found = store::returns::statuses(conn, &ids(&items), ask.period)?;
    of_items(ask, &items, next, found, |row| (row.project_id, row.period), |row| (of(row.period), status_draft(row)))
}

pub(super) fn assessments(conn: &mut Conn, ask: &Ask<'_>) -> Result<Batch> {
    let list = |page: &_| store::risks::list(conn, &Default::default(), page);
    let (records, next) = by_ref(ask, list, |record| &record.row.ref_key)?;
    let areas: HashMap<Id, String> =
        records.iter().flat_map(|record| &record.service_areas).map(|area| (area.id, area.reference.clone())).collect();
    // A risk may have been on the other register once, or of other areas.
    let pairs: HashSet<Pair> =
        records.iter().flat_map(|record| pairs(record).into_iter().map(|area| (record.row.id, area.map(|area| area.id)))).collect();
    let items: Items = records.into_iter().map(|record| (record.row.id, record.row.reference)).collect();
    let mut found = store::returns::assessments(conn, &ids(&items), ask.period)?;
    found.retain(|row| pairs.contains(&(row.risk_id, row.service_area_id)));
    let area = |id: Option<Id>| id.and_then(|id| areas.get(&id).cloned());
    let order = |row: &store::risk_assessments::AssessmentRow| (row.risk_id, (area(row.service_area_id), row.period));
    of_items(ask, &items, next, found, order, |row| {
        let mut besides = of(row.period);
        besides.push(("service_area", value(area(row.service_area_id))));
        (besides, assessment_draft(row))
    })
}

pub(super) fn breakdowns(conn: &mut Conn, ask: &Ask<'_>) -> Result<Batch> {
    let after = ask.after.map(standing).transpose()?;
    let found = store::breakdowns::current(conn, ask.period, after.as_ref(), ask.items)?;
    let next = next(ask, &found, |(.., (period, measure, dimension, label, indicator))| {
        vec![period.to_string(), measure.clone(), dimension.clone(), label.clone(), indicator.clone()]
    });
    let rows = found.into_iter().map(|(found, indicator, _)| {
        let draft = BreakdownDraft {
            indicator,
            measure: found.measure,
            dimension: found.dimension,
            value_label: found.value_label,
            value: found.value,
            unit: found.unit,
            restatement_reason: None,
        };
        row(ask.columns, &draft, &of(found.period))
    });
    Ok(Batch { rows: rows.collect::<Result<_>>()?, next })
}

fn standing(place: &Place) -> Result<Standing> {
    let mut parts = place.iter().skip(1).cloned();
    let mut part = || parts.next().unwrap_or_default();
    Ok((period(place)?, part(), part(), part(), part()))
}

/// The texts of a quarter at a time, in the order of what they are about: they are few, and their scopes are stored as ids.
pub(super) fn narratives(conn: &mut Conn, ask: &Ask<'_>) -> Result<Batch> {
    let after = ask.after.map(period).transpose()?;
    let Some(period) = store::narratives::next_period(conn, ask.period, after)? else { return Ok(Batch { rows: Vec::new(), next: None }) };
    let filter = NarrativeFilter { period: Some(period), ..NarrativeFilter::default() };
    let found = store::narratives::list(conn, &filter, &PageRequest { limit: usize::MAX, after: None })?;
    let scopes = scopes(conn, found.iter().map(|row| row.scope.as_str()))?;
    let mut texts: Vec<(&String, NarrativeRow)> = found.into_iter().filter_map(|row| Some((scopes.get(&row.scope)?, row))).collect();
    texts.sort_by(|(scope, a), (other, b)| (scope, &a.section, a.language.as_str()).cmp(&(other, &b.section, b.language.as_str())));
    let authors: Vec<Id> = texts.iter().filter_map(|(_, row)| row.author_id).collect();
    let (emails, links) = (store::people::emails(conn, &authors)?, refs::people(conn, &authors)?);
    let emails: HashMap<Id, String> = emails.into_iter().collect();
    let rows = texts.into_iter().map(|(scope, found)| {
        let named = |id: Id| emails.get(&id).or_else(|| links.get(&id).map(|link| &link.reference)).cloned();
        let draft = NarrativeDraft {
            scope: scope.clone(),
            section: found.section,
            language: found.language,
            text: found.body,
            author: found.author_id.and_then(named),
            state: Some(found.state),
            restatement_reason: None,
        };
        row(ask.columns, &draft, &of(period))
    });
    Ok(Batch { rows: rows.collect::<Result<_>>()?, next: Some(vec![period.to_string()]) })
}

/// The judgements of all quarters, or of the one asked for, in the order of what they are of: they are few.
pub(super) fn judgements(conn: &mut Conn, ask: &Ask<'_>) -> Result<Batch> {
    let filter = JudgementFilter { period: ask.period, ..JudgementFilter::default() };
    let found = store::judgements::list(conn, &filter, &PageRequest { limit: usize::MAX, after: None })?;
    let scopes = scopes(conn, found.iter().map(|row| row.scope.as_str()))?;
    let mut judged: Vec<(&String, JudgementRow)> = found.into_iter().filter_map(|row| Some((scopes.get(&row.scope)?, row))).collect();
    judged.sort_by(|(scope, a), (other, b)| (a.period, scope, a.part.as_str()).cmp(&(b.period, other, b.part.as_str())));
    let rows = judged.into_iter().map(|(scope, found)| {
        let (rag, reason) = (Some(found.rag), Some(found.reason));
        let draft = JudgementDraft { scope: scope.clone(), part: found.part, rag, reason, restatement_reason: None };
        row(ask.columns, &draft, &of(found.period))
    });
    Ok(Batch { rows: rows.collect::<Result<_>>()?, next: None })
}

/// How a file names each scope that is current: by its ref, or by its id where something else answers to that ref.
fn scopes<'a>(conn: &mut Conn, stored: impl Iterator<Item = &'a str>) -> Result<HashMap<String, String>> {
    let mut named = HashMap::from([(COUNCIL.to_owned(), COUNCIL.to_owned())]);
    for (kind, id, reference) in scope_refs(conn, stored)? {
        if !refs::is_archived(conn, kind, id)? {
            let found_by_ref = stored_scope(conn, "/scope", &reference)? == id.to_string();
            named.insert(id.to_string(), if found_by_ref { reference } else { id.to_string() });
        }
    }
    Ok(named)
}

fn actions(conn: &mut Conn, ask: &Ask<'_>) -> Result<(Items, Option<Place>)> {
    let list = |page: &_| store::actions::list(conn, &Default::default(), ActionSort::Ref, page);
    let (records, next) = by_ref(ask, list, |record| &record.row.ref_key)?;
    Ok((records.into_iter().map(|record| (record.row.id, record.row.reference)).collect(), next))
}

fn ids(items: &Items) -> Vec<Id> {
    items.iter().map(|(id, _)| *id).collect()
}

/// The cell of a quarter.
fn of(period: Period) -> Besides {
    vec![("period", value(period))]
}

fn period(place: &Place) -> Result<Period> {
    place.first().and_then(|period| period.parse().ok()).ok_or_else(not_of_this_list)
}

/// The rows that were found of items, item by item; `place` gives the item of one, and what the item's rows are sorted by.
fn of_items<R, P: Ord, D: Serialize>(
    ask: &Ask<'_>,
    items: &Items,
    next: Option<Place>,
    found: Vec<R>,
    place: impl Fn(&R) -> (Id, P),
    draft: impl Fn(R) -> (Besides, D),
) -> Result<Batch> {
    let places: HashMap<Id, usize> = items.iter().enumerate().map(|(place, (id, _))| (*id, place)).collect();
    let keyed = |row: R| {
        let (item, by) = place(&row);
        Some((*places.get(&item)?, by, row))
    };
    let mut found: Vec<(usize, P, R)> = found.into_iter().filter_map(keyed).collect();
    found.sort_by(|(item, by, _), (other, other_by, _)| (item, by).cmp(&(other, other_by)));
    let rows = found.into_iter().map(|(item, _, found)| {
        let (mut besides, draft) = draft(found);
        besides.push(("ref", value(items.get(item).map(|(_, reference)| reference))));
        row(ask.columns, &draft, &besides)
    });
    Ok(Batch { rows: rows.collect::<Result<_>>()?, next })
}
