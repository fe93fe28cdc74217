//! Webhooks: make, list, change, delete, and give another secret.

use super::context::{Context, merged};
use super::history::{self, About};
use super::keys::{joined, parts, service_areas};
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::page::{Cursor, Page, PageRequest};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::Link;
use crate::model::history::{Event, Subject};
use crate::model::webhook::{HookState, IssuedWebhook, Secret, SecretRotation, Webhook, WebhookDraft};
use crate::outbound::Outbound;
use crate::store::refs;
use crate::store::webhook_deliveries as deliveries;
use crate::store::webhooks::{self as store, HookRow};
use chrono::Duration;
use serde::Serialize;
use std::collections::HashMap;

/// The order of the list of webhooks.
pub const SORT: &str = "id";
/// The most webhooks: each is looked at for every event.
pub const MOST: i64 = 50;
/// What those wait for who change webhooks, or take a delivery in hand.
pub(super) const LOCK: &str = "webhooks";

/// A webhook as history tells of it. Of the URL only the host: what comes after it is often a secret.
#[derive(Serialize)]
struct Noted {
    name: String,
    host: String,
    events: String,
    service_areas: Option<Vec<String>>,
    state: HookState,
    disabled_reason: Option<String>,
    previous_secret_until: Option<Timestamp>,
}

/// A page of webhooks, in the order in which they were made.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, page: &PageRequest) -> Result<Page<Webhook>> {
    let rows = store::list(conn, &PageRequest { limit: page.limit + 1, after: page.after.clone() })?;
    let place = |row: &HookRow| Cursor { sort: SORT.to_owned(), value: String::new(), id: row.id.to_string() };
    let Page { items, next } = Page::cut(rows, page.limit, place);
    Ok(Page { items: views(conn, items)?, next })
}

/// The webhook of that id.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn get(conn: &mut Conn, id: &str) -> Result<Webhook> {
    let row = find(conn, id)?;
    view(conn, row)
}

/// Makes a webhook. Its secret is shown once.
///
/// # Errors
/// [`Error::Invalid`] for its fields; [`Error::Conflict`] when there are too many; [`Error::Forbidden`].
pub fn create(conn: &mut Conn, context: &Context, outbound: &Outbound, draft: WebhookDraft) -> Result<IssuedWebhook> {
    context.authority.check_common("webhooks")?;
    conn.lock(LOCK)?;
    if store::count(conn)? >= MOST {
        return Err(Error::conflict("too_many", format!("there are {MOST} webhooks already; delete one that is not needed any more")));
    }
    let (row, secret) = (row(conn, context, outbound, draft, None)?, Secret::generate()?);
    store::insert(conn, &row, &secret)?;
    let id = row.id;
    let after = noted(conn, &row)?;
    history::note(conn, context, about(&id.to_string()), None, Some(&after))?;
    Ok(IssuedWebhook { secret: secret.reveal().to_owned(), details: view(conn, row)? })
}

/// Changes a webhook by a JSON Merge Patch.
///
/// # Errors
/// As [`create`]; [`Error::NotFound`] when there is none; [`Error::Stale`].
pub fn patch(conn: &mut Conn, context: &Context, outbound: &Outbound, id: &str, patch: &serde_json::Value) -> Result<Webhook> {
    context.authority.check_common("webhooks")?;
    conn.lock(LOCK)?;
    let current = find(conn, id)?;
    context.expected.check(current.version)?;
    let draft = merged(&draft_of(conn, &current)?, patch)?;
    let row = row(conn, context, outbound, draft, Some(&current))?;
    if (HookRow { version: current.version, updated_at: current.updated_at, ..row.clone() }) != current {
        save(conn, context, &current, &row)?;
        return view(conn, row);
    }
    view(conn, current)
}

/// Writes a changed row, and notes the change.
pub(super) fn save(conn: &mut Conn, context: &Context, before: &HookRow, after: &HookRow) -> Result<()> {
    store::update(conn, after)?;
    let (before, noted) = (noted(conn, before)?, noted(conn, after)?);
    history::note(conn, context, about(&after.id.to_string()), Some(&before), Some(&noted))
}

/// Has webhooks that are told of one service area be told of another instead; how many there are.
///
/// # Errors
/// Those of the database.
pub(super) fn move_service_area(conn: &mut Conn, context: &Context, from: Id, into: Id) -> Result<usize> {
    conn.lock(LOCK)?;
    let mut moved = 0;
    for row in store::list(conn, &PageRequest { limit: usize::MAX, after: None })? {
        let areas: Vec<Id> = row.service_area_ids.as_deref().map(parts).transpose()?.unwrap_or_default();
        if !areas.contains(&from) {
            continue;
        }
        let others = areas.into_iter().filter(|area| *area != from && *area != into);
        let areas = Some(joined(&others.chain([into]).collect::<Vec<_>>()));
        let after = HookRow { service_area_ids: areas, version: row.version + 1, updated_at: context.at(), ..row.clone() };
        save(conn, context, &row, &after)?;
        moved += 1;
    }
    Ok(moved)
}

/// Takes a webhook away, with its deliveries.
///
/// # Errors
/// [`Error::NotFound`] when there is none; [`Error::Stale`]; [`Error::Forbidden`].
pub fn delete(conn: &mut Conn, context: &Context, id: &str) -> Result<()> {
    context.authority.check_common("webhooks")?;
    conn.lock(LOCK)?;
    let row = find(conn, id)?;
    context.expected.check(row.version)?;
    let before = noted(conn, &row)?;
    deliveries::delete_of(conn, row.id)?;
    store::delete(conn, row.id)?;
    history::note(conn, context, about(id), Some(&before), None)
}

/// Gives a webhook another secret; until the overlap ends, deliveries are signed with both.
///
/// # Errors
/// [`Error::NotFound`] when there is none; [`Error::Forbidden`].
pub fn rotate(conn: &mut Conn, context: &Context, id: &str, rotation: SecretRotation) -> Result<IssuedWebhook> {
    let rotation = rotation.check()?;
    context.authority.check_common("webhooks")?;
    conn.lock(LOCK)?;
    let current = find(conn, id)?;
    let known = store::secrets(conn, current.id)?.ok_or_else(|| Error::not_found("webhook", id))?;
    let (secret, overlaps) = (Secret::generate()?, rotation.overlap_hours > 0);
    store::set_secret(conn, current.id, &secret, Some(&known.current).filter(|_| overlaps))?;
    let until = overlaps.then(|| context.at().plus(Duration::hours(rotation.overlap_hours.into())));
    let row = HookRow { previous_until: until, version: current.version + 1, updated_at: context.at(), ..current.clone() };
    store::update(conn, &row)?;
    let (before, after) = (noted(conn, &current)?, noted(conn, &row)?);
    history::note_as(conn, context, about(id), Event::Rotated, &before, &after)?;
    Ok(IssuedWebhook { secret: secret.reveal().to_owned(), details: view(conn, row)? })
}

/// The webhook of that id.
pub(super) fn find(conn: &mut Conn, id: &str) -> Result<HookRow> {
    let found = id.parse().ok().map(|id| store::find(conn, id)).transpose()?.flatten();
    found.ok_or_else(|| Error::not_found("webhook", id))
}

/// What history tells of a webhook.
pub(super) fn about(id: &str) -> About<'_> {
    About { kind: Subject::Webhook, item: None, reference: id, period: None }
}

fn row(conn: &mut Conn, context: &Context, outbound: &Outbound, draft: WebhookDraft, current: Option<&HookRow>) -> Result<HookRow> {
    let draft = draft.check(current.map(|row| row.state))?;
    if current.is_none_or(|row| row.url != draft.url) {
        outbound.check(&draft.url).map_err(|refusal| Error::field("/url", "unusable_url", refusal.to_string()))?;
    }
    let at = context.at();
    // Who makes one active that had failed says that it works again.
    let failing = current.filter(|row| row.state == draft.state && row.url == draft.url);
    Ok(HookRow {
        id: current.map_or_else(|| context.new_id(), |row| row.id),
        service_area_ids: draft.service_areas.map(|areas| service_areas(conn, &areas)).transpose()?,
        events: joined(&draft.events),
        name: draft.name,
        url: draft.url,
        state: draft.state,
        disabled_reason: current.and_then(|row| row.disabled_reason.clone()).filter(|_| draft.state == HookState::Disabled),
        failing_since: failing.and_then(|row| row.failing_since),
        previous_until: current.and_then(|row| row.previous_until),
        version: current.map_or(0, |row| row.version) + 1,
        created_at: current.map_or(at, |row| row.created_at),
        updated_at: at,
    })
}

fn draft_of(conn: &mut Conn, row: &HookRow) -> Result<WebhookDraft> {
    Ok(WebhookDraft {
        name: row.name.clone(),
        url: row.url.clone(),
        events: parts(&row.events)?,
        service_areas: area_refs(conn, row)?,
        state: row.state,
    })
}

fn noted(conn: &mut Conn, row: &HookRow) -> Result<Noted> {
    let url = url::Url::parse(&row.url).ok();
    Ok(Noted {
        name: row.name.clone(),
        host: url.as_ref().and_then(|url| url.host_str()).unwrap_or_default().to_owned(),
        events: row.events.clone(),
        service_areas: area_refs(conn, row)?,
        state: row.state,
        disabled_reason: row.disabled_reason.clone(),
        previous_secret_until: row.previous_until,
    })
}

fn area_refs(conn: &mut Conn, row: &HookRow) -> Result<Option<Vec<String>>> {
    let Some(ids) = row.service_area_ids.as_deref().map(parts::<Id>).transpose()? else { return Ok(None) };
    let areas = refs::service_areas(conn, &ids)?;
    Ok(Some(ids.iter().filter_map(|id| areas.get(id)).map(|area| area.reference.clone()).collect()))
}

fn view(conn: &mut Conn, row: HookRow) -> Result<Webhook> {
    let id = row.id;
    views(conn, vec![row])?.pop().ok_or_else(|| Error::not_found("webhook", id))
}

fn views(conn: &mut Conn, rows: Vec<HookRow>) -> Result<Vec<Webhook>> {
    let areas: Vec<&str> = rows.iter().filter_map(|row| row.service_area_ids.as_deref()).collect();
    let areas = if areas.is_empty() { HashMap::new() } else { refs::service_areas(conn, &parts::<Id>(&areas.join(" "))?)? };
    rows.into_iter().map(|row| shown(row, &areas)).collect()
}

fn shown(row: HookRow, areas: &HashMap<Id, Link>) -> Result<Webhook> {
    let ids = row.service_area_ids.as_deref().map(parts::<Id>).transpose()?;
    Ok(Webhook {
        id: row.id,
        events: parts(&row.events)?,
        name: row.name,
        url: row.url,
        service_areas: ids.map(|ids| ids.iter().filter_map(|id| areas.get(id).cloned()).collect()),
        state: row.state,
        disabled_reason: row.disabled_reason,
        failing_since: row.failing_since,
        previous_secret_until: row.previous_until,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
