//! API keys: make, list, rotate, revoke, and tell whose a key is and what it may do.

mod holders;

pub use holders::{move_service_area, of_person, retire_of_person};

use super::authority::Authority;
use super::context::Context;
use super::history;
use super::references::refer;
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::page::{Cursor, Page, PageRequest};
use crate::domain::access::{Ability, Role};
use crate::error::{Error, Result};
use crate::id::{Id, Key};
use crate::model::Link;
use crate::model::history::Event;
use crate::model::key::{ApiKey, IssuedKey, KeyDraft, RotationDraft, Token};
use crate::store::keys::{self as store, KeyRecord, KeyRow};
use crate::store::people;
use crate::store::refs::{self, Kind};
use chrono::Duration;
use std::collections::HashMap;
use std::fmt::Display;
use std::str::FromStr;

/// The order of lists: that in which they were made.
pub const SORT: &str = "created_at";
/// How precisely the last use of a key is known.
const LAST_USE: Duration = Duration::hours(1);
/// What those wait for who make, rotate or revoke keys.
const LOCK: &str = "keys";

/// Whose a key is that was shown with its right secret.
pub enum Standing {
    /// It may be used.
    Good(Holder),
    /// It may not be used any more, since then.
    Expired(Timestamp),
    /// Its person has left, or is archived.
    PersonInactive,
}

/// Whoever has a key that may be used.
pub struct Holder {
    /// The key's id.
    pub id: String,
    /// What it may do.
    pub authority: Authority,
    /// Its last use is not known to the hour: see [`note_use`].
    pub use_to_note: bool,
}

/// Makes a key. The token is shown to its holder once, and not kept.
///
/// # Errors
/// [`Error::Invalid`] for its fields; [`Error::Forbidden`] for more than its maker may do.
pub fn create(conn: &mut Conn, context: &Context, draft: KeyDraft) -> Result<Token> {
    let draft = draft.check(context.at())?;
    let token = Token::generate()?;
    let row = KeyRow {
        id: token.id.clone(),
        person_id: person(conn, draft.person.as_deref())?,
        service_area_ids: draft.service_areas.map(|areas| service_areas(conn, &areas)).transpose()?,
        scopes: draft.scopes.map(|scopes| joined(&scopes)),
        name: draft.name,
        role: draft.role,
        secret_hash: token.hash(),
        created_at: context.at(),
        revoked_at: None,
        expires_at: draft.expires_at,
        last_used_at: None,
        previous_hash: None,
        previous_until: None,
    };
    context.authority.check_grant(&authority(&row)?)?;
    store::insert(conn, &row)?;
    let made = get(conn, &row.id)?;
    history::note_key(conn, context, Event::Created, None, &made)?;
    Ok(token)
}

/// The person of an owner's key, who must be there and at work.
fn person(conn: &mut Conn, reference: Option<&str>) -> Result<Option<Id>> {
    let id = refer(conn, Kind::Person, "/person", reference, None)?;
    let found = id.map(|id| people::find(conn, &Key::Id(id))).transpose()?.flatten();
    match (reference, found) {
        (None, _) => Ok(None),
        (_, Some(found)) if found.row.active => Ok(id),
        (_, Some(_)) => Err(Error::field("/person", "inactive_person", "has left; name someone who is at work")),
        (_, None) => Err(Error::field("/person", "invalid_value", "must not be empty")),
    }
}

/// The ids of service areas that a draft names, as they are kept.
pub(super) fn service_areas(conn: &mut Conn, keys: &[String]) -> Result<String> {
    let mut found = Vec::with_capacity(keys.len());
    for (index, key) in keys.iter().enumerate() {
        let pointer = format!("/service_areas/{index}");
        let id = refer(conn, Kind::ServiceArea, &pointer, Some(key), None)?;
        found.push(id.ok_or_else(|| Error::field(pointer, "invalid_value", "must not be empty"))?);
    }
    Ok(joined(&found))
}

/// The first admin key of a new installation; `None` when there is any key already.
///
/// # Errors
/// Those of the database.
pub fn create_first(conn: &mut Conn, context: &Context) -> Result<Option<Token>> {
    conn.lock(LOCK)?;
    let none_yet = store::list(conn, &PageRequest { limit: 1, after: None })?.is_empty();
    none_yet.then(|| create(conn, context, KeyDraft::new("first admin key", Role::Admin))).transpose()
}

/// A page of keys in the order in which they were made, revoked ones too.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, page: &PageRequest) -> Result<Page<ApiKey>> {
    let records = store::list(conn, &PageRequest { limit: page.limit.saturating_add(1), after: page.after.clone() })?;
    let place = |record: &KeyRecord| {
        let KeyRow { id, created_at, .. } = &record.row;
        Cursor { sort: SORT.to_owned(), value: created_at.micros().to_string(), id: id.clone() }
    };
    let Page { items, next } = Page::cut(records, page.limit, place);
    Ok(Page { items: views(conn, items)?, next })
}

/// The key of that id, revoked or not.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn get(conn: &mut Conn, id: &str) -> Result<ApiKey> {
    let record = find(conn, id)?;
    views(conn, vec![record])?.pop().ok_or_else(|| Error::not_found("key", id))
}

/// The key of a token that was just made, for its holder to see.
///
/// # Errors
/// Those of the database.
pub fn issued(conn: &mut Conn, token: &Token) -> Result<IssuedKey> {
    Ok(IssuedKey { key: token.reveal(), details: get(conn, &token.id)? })
}

/// Gives the key of that id another secret. The old one works for the overlap that was asked for, and any before it no more.
///
/// # Errors
/// [`Error::NotFound`] when there is none, [`Error::Conflict`] when it is revoked or has expired, [`Error::Forbidden`] when it
/// may do more than who asks.
pub fn rotate(conn: &mut Conn, context: &Context, id: &str, draft: RotationDraft) -> Result<Token> {
    let draft = draft.check()?;
    conn.lock(LOCK)?;
    let row = find(conn, id)?.row;
    context.authority.check_grant(&authority(&row)?)?;
    if !is_usable(&row, context.at()) {
        return Err(Error::conflict("key_not_in_use", "the key is revoked or has expired; make another"));
    }
    let token = Token::renew(&row.id)?;
    let until = context.at().plus(Duration::hours(draft.overlap_hours.into()));
    let previous = Some((row.secret_hash.as_str(), until)).filter(|_| draft.overlap_hours > 0);
    let before = get(conn, &row.id)?;
    store::set_secret(conn, &row.id, &token.hash(), previous)?;
    let after = get(conn, &row.id)?;
    history::note_key(conn, context, Event::Rotated, Some(&before), &after)?;
    Ok(token)
}

/// Revokes the key of that id, and gives the id; one that is revoked already stays so.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn revoke(conn: &mut Conn, context: &Context, id: &str) -> Result<String> {
    conn.lock(LOCK)?;
    let before = get(conn, id)?;
    store::revoke(conn, &before.id, context.at())?;
    if before.revoked_at.is_none() {
        let after = get(conn, &before.id)?;
        history::note_key(conn, context, Event::Revoked, Some(&before), &after)?;
    }
    Ok(before.id)
}

/// The same, for those who come by a key themselves: they might lock everyone out.
///
/// # Errors
/// As [`revoke`]; [`Error::Conflict`] for the last key that may do everything; [`Error::Forbidden`] for who writes only in some
/// service areas.
pub fn revoke_unless_last(conn: &mut Conn, context: &Context, id: &str) -> Result<String> {
    context.authority.check_common("keys")?;
    conn.lock(LOCK)?;
    let row = find(conn, id)?.row;
    let mut whole = Vec::new();
    for admin in store::of_role(conn, Role::Admin)? {
        // One that ends would leave everyone locked out by then.
        if is_usable(&admin, context.at()) && admin.expires_at.is_none() && authority(&admin)?.is_whole() {
            whole.push(admin.id);
        }
    }
    if whole == [row.id] {
        let detail =
            "this is the last key in use that may do everything and does not expire; make another first, or use `plumbline keys revoke`";
        return Err(Error::conflict("last_admin_key", detail));
    }
    revoke(conn, context, id)
}

/// Whose `token` is at that instant; `None` when it is unknown, wrong or revoked.
///
/// # Errors
/// Those of the database.
pub fn authenticate(conn: &mut Conn, at: Timestamp, token: &Token) -> Result<Option<Standing>> {
    let Some(KeyRecord { row, person_active, .. }) = store::find(conn, &token.id)? else { return Ok(None) };
    let previous = row.previous_hash.as_ref().filter(|_| row.previous_until.is_some_and(|until| at < until));
    let matches = token.matches(&row.secret_hash) || previous.is_some_and(|hash| token.matches(hash));
    if !matches || row.revoked_at.is_some() {
        return Ok(None);
    }
    if let Some(expired) = row.expires_at.filter(|_| !is_usable(&row, at)) {
        return Ok(Some(Standing::Expired(expired)));
    }
    if person_active == Some(false) {
        return Ok(Some(Standing::PersonInactive));
    }
    let use_to_note = row.last_used_at.is_none_or(|used| used.plus(LAST_USE) <= at);
    Ok(Some(Standing::Good(Holder { authority: authority(&row)?, id: row.id, use_to_note })))
}

/// Notes that a key was used, at most once an hour.
///
/// # Errors
/// Those of the database.
pub fn note_use(conn: &mut Conn, at: Timestamp, id: &str) -> Result<()> {
    store::note_use(conn, id, at, at.plus(-LAST_USE))
}

/// The id as the list shows it, or as it stands in the key.
fn find(conn: &mut Conn, id: &str) -> Result<KeyRecord> {
    // A whole key may be given by mistake: its secret is not repeated.
    let id = id.strip_prefix("plb_").unwrap_or(id).split('_').next().unwrap_or_default();
    store::find(conn, id)?.ok_or_else(|| Error::not_found("key", id))
}

fn is_usable(row: &KeyRow, at: Timestamp) -> bool {
    row.revoked_at.is_none() && row.expires_at.is_none_or(|expires| at < expires)
}

fn authority(row: &KeyRow) -> Result<Authority> {
    let scopes = row.scopes.as_deref().map(parts).transpose()?;
    Ok(Authority::new(row.role, scopes, row.person_id, row.service_area_ids.as_deref().map(parts).transpose()?))
}

/// Several values as one text, with a space between them.
pub(super) fn joined(items: &[impl Display]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// The values of such a text.
pub(super) fn parts<T: FromStr<Err: Display>>(text: &str) -> Result<Vec<T>> {
    text.split(' ').map(|part| part.parse().map_err(|error| Error::Internal(format!("a stored list: {error}")))).collect()
}

fn views(conn: &mut Conn, records: Vec<KeyRecord>) -> Result<Vec<ApiKey>> {
    let areas: Vec<&str> = records.iter().filter_map(|record| record.row.service_area_ids.as_deref()).collect();
    let areas = if areas.is_empty() { HashMap::new() } else { refs::service_areas(conn, &parts::<Id>(&areas.join(" "))?)? };
    records.into_iter().map(|record| view(record, &areas)).collect()
}

fn view(KeyRecord { row, person, .. }: KeyRecord, areas: &HashMap<Id, Link>) -> Result<ApiKey> {
    let ids: Option<Vec<Id>> = row.service_area_ids.as_deref().map(parts).transpose()?;
    Ok(ApiKey {
        person,
        scopes: row.scopes.as_deref().map(parts::<Ability>).transpose()?,
        service_areas: ids.map(|ids| ids.iter().filter_map(|id| areas.get(id).cloned()).collect()),
        id: row.id,
        name: row.name,
        role: row.role,
        created_at: row.created_at,
        expires_at: row.expires_at,
        last_used_at: row.last_used_at,
        previous_secret_until: row.previous_until,
        revoked_at: row.revoked_at,
    })
}

#[cfg(test)]
mod tests;
