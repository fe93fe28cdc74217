//! Findings before sign-off: worked out of what is recorded of a scope in a period, listed, and let stand for a reason.

mod actions;
mod gather;
mod judgements;
mod measures;
mod narratives;
mod projects;
mod risks;

pub(super) use gather::Gathering;
pub use measures::target_below_last_year;

use super::context::{Context, Scope};
use super::history::{self, About};
use super::narratives::find_scope;
use crate::db::Conn;
use crate::db::page::{Cursor, Page, PageRequest};
use crate::digits::hex;
use crate::domain::finding::{FindingKind, Found, Severity};
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::finding::{Acceptance, AcceptanceDraft, Finding, FoundItem};
use crate::model::history::{Event, FieldChange, Subject};
use crate::model::settings::Settings;
use crate::store::findings::{self as store, AcceptanceRow};
use crate::store::refs::Kind;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};

/// The order of the list.
pub const SORT: &str = "severity";
/// So many bytes of a digest tell findings of a period apart.
const DIGEST: usize = 12;

/// Which findings a list holds.
#[derive(Clone, Debug, Default)]
pub struct FindingQuery {
    /// About this and what is under it, as narratives name it; without it, the whole council.
    pub scope: Option<String>,
    /// Of this kind.
    pub kind: Option<FindingKind>,
    /// That matter so much.
    pub severity: Option<Severity>,
    /// Let stand, or not.
    pub accepted: Option<bool>,
}

/// A page of findings: those that matter most first, then by kind and by ref.
///
/// # Errors
/// [`Error::Invalid`] when the query names something unknown.
pub fn list(conn: &mut Conn, settings: &Settings, query: &FindingQuery, scope: Scope, page: &PageRequest) -> Result<Page<Finding>> {
    let item = query.scope.as_deref().map(|name| find_scope(conn, "?scope", name)).transpose()?.flatten();
    let after = page.after.as_ref().map(after).transpose()?;
    let fits = |finding: &Finding| {
        query.kind.is_none_or(|kind| kind == finding.kind)
            && query.severity.is_none_or(|severity| severity == finding.severity)
            && query.accepted.is_none_or(|accepted| accepted == finding.accepted.is_some())
            && after.as_ref().is_none_or(|after| place(finding) > *after)
    };
    let mut found = all(conn, settings, item, scope)?;
    found.retain(fits);
    Ok(Page::cut(found, page.limit, |finding| {
        let [severity, kind, reference, id] = place(finding);
        Cursor::of_parts(SORT, &[&severity, &kind, &reference], id)
    }))
}

/// All findings about something and what is under it, or about the whole council, in the order of the list.
///
/// # Errors
/// Those of the database.
pub fn all(conn: &mut Conn, settings: &Settings, item: Option<(Kind, Id)>, scope: Scope) -> Result<Vec<Finding>> {
    let found = Gathering::new(conn, settings, item, scope)?.all(conn)?;
    sorted(conn, found, scope)
}

/// The same, of what was gathered on the way through what is recorded.
///
/// # Errors
/// Those of the database.
pub(super) fn gathered(conn: &mut Conn, gathering: Gathering<'_>) -> Result<Vec<Finding>> {
    let scope = gathering.scope;
    let found = gathering.rest(conn)?;
    sorted(conn, found, scope)
}

fn sorted(conn: &mut Conn, found: Vec<(FoundItem, Found)>, scope: Scope) -> Result<Vec<Finding>> {
    let accepted: HashMap<String, AcceptanceRow> =
        store::of_period(conn, scope.period)?.into_iter().map(|row| (row.id.clone(), row)).collect();
    // What is found twice, such as an alias from either side, is one finding.
    let sorted: BTreeMap<[String; 4], Finding> = found
        .into_iter()
        .map(|(item, found)| {
            let id = id_of(scope.period, &item, &found);
            let finding = finding(scope.period, item, found, accepted.get(&id), id);
            (place(&finding), finding)
        })
        .collect();
    Ok(sorted.into_values().collect())
}

fn finding(period: Period, item: FoundItem, found: Found, accepted: Option<&AcceptanceRow>, id: String) -> Finding {
    let acceptance = |row: &AcceptanceRow| Acceptance { reason: row.reason.clone(), at: row.accepted_at, by: row.accepted_by.clone() };
    Finding {
        id,
        kind: found.kind,
        severity: found.kind.severity(),
        period,
        item,
        says: found.says,
        against: found.against,
        sentence: found.told.sentence().to_owned(),
        told: found.told,
        remedy: found.kind.remedy(),
        accepted: accepted.map(acceptance),
    }
}

/// The id of a finding: another where it is about another item or place, or where either value is another.
fn id_of(period: Period, item: &FoundItem, found: &Found) -> String {
    let mut digest = Sha256::new();
    let area = item.service_area.as_ref().map(|area| area.id.to_string()).unwrap_or_default();
    let Found { kind, says, against, .. } = found;
    for part in [kind.as_str(), &item.id.to_string(), &area, &says.place, &says.value, &against.place, &against.value] {
        digest.update(part);
        digest.update([0]);
    }
    let bytes = digest.finalize();
    format!("{period}-{}", hex(bytes.get(..DIGEST).unwrap_or_default()))
}

/// Where a finding stands in the list.
fn place(finding: &Finding) -> [String; 4] {
    let rank = |place: Option<usize>| format!("{:02}", place.unwrap_or_default());
    let severity = Severity::ALL.iter().position(|one| *one == finding.severity);
    let kind = FindingKind::ALL.iter().position(|one| *one == finding.kind);
    [rank(severity), rank(kind), finding.item.reference.clone(), finding.id.clone()]
}

fn after(cursor: &Cursor) -> Result<[String; 4]> {
    let [severity, kind, reference] = cursor.parts()?;
    Ok([severity.to_owned(), kind.to_owned(), reference.to_owned(), cursor.id.clone()])
}

/// Lets a finding stand; another reason takes the place of the one before.
///
/// # Errors
/// [`Error::NotFound`] when nothing of that id is found; [`Error::Invalid`] without a reason; [`Error::Forbidden`] for who writes only
/// in some service areas.
pub fn accept(conn: &mut Conn, context: &Context, settings: &Settings, id: &str, draft: AcceptanceDraft) -> Result<Finding> {
    context.authority.check_common("a finding")?;
    draft.check()?;
    let (period, mut found) = find(conn, context, settings, id)?;
    conn.lock(&format!("finding {id}"))?;
    let current = store::find(conn, id)?;
    if current.as_ref().is_some_and(|row| row.reason == draft.reason) {
        return Ok(found);
    }
    let row =
        AcceptanceRow { id: id.to_owned(), period, reason: draft.reason, accepted_at: context.at(), accepted_by: context.actor.clone() };
    store::save(conn, &row)?;
    let was = current.map_or(Value::Null, |row| json!(row.reason));
    let told = [
        ("/item", Value::Null, json!(found.item.reference)),
        ("/finding", Value::Null, json!(found.sentence)),
        ("/reason", was, json!(row.reason)),
    ];
    note(conn, context, (id, period), Event::Accepted, told)?;
    found.accepted = Some(Acceptance { reason: row.reason, at: row.accepted_at, by: row.accepted_by });
    Ok(found)
}

/// A finding that was let stand is to be settled after all.
///
/// # Errors
/// [`Error::NotFound`] when it was not let stand; as [`accept`].
pub fn reopen(conn: &mut Conn, context: &Context, id: &str) -> Result<()> {
    context.authority.check_common("a finding")?;
    conn.lock(&format!("finding {id}"))?;
    let row = store::find(conn, id)?.ok_or_else(|| Error::not_found("accepted finding", id))?;
    store::delete(conn, id)?;
    note(conn, context, (id, row.period), Event::Reopened, [("/reason", json!(row.reason), Value::Null)])
}

fn find(conn: &mut Conn, context: &Context, settings: &Settings, id: &str) -> Result<(Period, Finding)> {
    let missing = || Error::not_found("finding", id);
    let period = id.rsplit_once('-').and_then(|(period, _)| period.parse().ok()).ok_or_else(missing)?;
    let scope = context.scope(settings, Some(period), None)?;
    let found = all(conn, settings, None, scope)?.into_iter().find(|finding| finding.id == id);
    Ok((period, found.ok_or_else(missing)?))
}

fn note<const N: usize>(
    conn: &mut Conn,
    context: &Context,
    (id, period): (&str, Period),
    event: Event,
    told: [(&str, Value, Value); N],
) -> Result<()> {
    let about = About { kind: Subject::Finding, item: None, reference: id, period: Some(period) };
    let changes = told.map(|(field, from, to)| FieldChange { field: field.to_owned(), from, to });
    history::note_event(conn, context, about, event, &changes)
}

#[cfg(test)]
mod tests;
