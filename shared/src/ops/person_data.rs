//! What the record holds about a person: told, and taken out.

mod imports;

use super::context::{Context, for_change};
use super::history::{self, About};
use super::item_acts::by_link;
use super::{calendars, keys, people, risk_forecasts};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::id::{Id, Key, ref_key};
use crate::model::handover::{Capacity, Handed};
use crate::model::history::{Event, FieldChange, Subject};
use crate::model::person_data::{AlertData, Anonymisation, Anonymised, MailData, PersonData};
use crate::model::settings::Settings;
use crate::store::alerts::AlertRow;
use crate::store::history::HistoryRow;
use crate::store::notifications::NotificationRow;
use crate::store::people::{self as store, PersonRecord, PersonRow};
use crate::store::refs::{self, Kind};
use crate::store::{alerts, former_refs, history as events, holdings, kept_answers, notifications, referrers, searchable, suppressions};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What stands in place of a name.
pub const NAME: &str = "Former member of staff";
/// What stands in place of other things that were said of a person.
const REMOVED: &str = "(removed)";
/// Entries of a list at most.
const MOST: i64 = 10_000;

/// All that the record holds about the person that `key` names, as far as it knows that it is about them: texts are not searched.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn export(conn: &mut Conn, context: &Context, settings: &Settings, key: &Key) -> Result<PersonData> {
    let person = people::get(conn, key)?;
    let id = person.id;
    let mut cut = false;
    let own_keys = keys::of_person(conn, id)?;
    let actors: Vec<String> = own_keys.iter().map(|key| format!("key:{}", key.id)).chain([format!("person:{id}"), by_link(id)]).collect();
    let written = bounded(events::by_actors(conn, &actors, MOST + 1)?, &mut cut);
    let mut about = events::of_item(conn, id, MOST + 1)?;
    let mut names = Names::of(&person.reference, person.email.as_deref(), &person.name, &about)?;
    names.leave_to_others(conn, id)?;
    about.extend(naming(conn, &names, id)?);
    about.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    let about = bounded(about, &mut cut);
    let mails = bounded(notifications::of_person(conn, id, MOST + 1)?, &mut cut);
    let imports = self::imports::naming(conn, &names)?;
    let alerts = bounded(alerts::of_owner(conn, id, MOST + 1)?, &mut cut);
    Ok(PersonData {
        former_refs: former_refs::of(conn, id)?,
        has: held(conn, id)?,
        keys: own_keys,
        written: written.into_iter().map(|(_, row)| history::view(row)).collect::<Result<_>>()?,
        about: about.into_iter().map(|(_, row)| history::view(row)).collect::<Result<_>>()?,
        mails: mails.into_iter().map(mail).collect(),
        alerts: alerts.into_iter().map(alert).collect(),
        risk_forecasts: risk_forecasts::of_person(conn, context, settings, id)?,
        imports: imports.into_iter().collect(),
        cut,
        person,
    })
}

fn bounded<T>(mut rows: Vec<T>, cut: &mut bool) -> Vec<T> {
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    *cut |= rows.len() > most;
    rows.truncate(most);
    rows
}

fn held(conn: &mut Conn, person: Id) -> Result<Vec<Handed>> {
    let mut found = Vec::new();
    for kind in [Kind::Action, Kind::Indicator, Kind::Risk] {
        for held in holdings::of_person(conn, kind, person, None)? {
            let is = [(Capacity::Owner, held.owner_id), (Capacity::Deputy, held.deputy_id)];
            let what = is.into_iter().filter(|(_, who)| *who == Some(person)).map(|(capacity, _)| capacity).collect();
            found.push(Handed { kind: kind.subject(), reference: held.reference, what });
        }
    }
    let managed = holdings::managed_by(conn, person, None)?.into_iter();
    found.extend(managed.map(|(_, reference)| Handed { kind: Subject::Person, reference, what: vec![Capacity::Manager] }));
    Ok(found)
}

fn mail(row: NotificationRow) -> MailData {
    MailData {
        id: row.id,
        check: row.check_name,
        day: row.day,
        state: row.state,
        address: row.address,
        message_id: row.message_id,
        last_reply: row.last_reply,
        created_at: row.created_at,
        settled_at: row.settled_at,
    }
}

fn alert(row: AlertRow) -> AlertData {
    AlertData {
        id: row.id,
        rule: row.rule,
        item_kind: row.item_kind,
        item_id: row.item_id,
        opened_on: row.opened_on,
        resolved_on: row.resolved_on,
    }
}

/// Takes out of the record who the person was that `key` names, and has left: name, address and refs, in their fields, in mails
/// made for them and in history. Their id stays, and what they did under it; texts that people wrote are not searched.
///
/// # Errors
/// [`Error::NotFound`] when there is none; [`Error::Conflict`] while they are at work, or have anything current;
/// [`Error::Forbidden`] for who writes only in some service areas.
pub fn anonymise(conn: &mut Conn, context: &Context, key: &Key, draft: Anonymisation) -> Result<Anonymised> {
    context.authority.check_common("a person")?;
    let find = |conn: &mut Conn| store::find(conn, key)?.ok_or_else(|| Error::not_found(Kind::Person.name(), key));
    let record = for_change(conn, Kind::Person, |record: &PersonRecord| record.row.id, find)?;
    context.expected.check(record.row.version)?;
    let in_the_way = in_the_way(conn, &record.row)?;
    if !draft.dry_run && !in_the_way.is_empty() {
        return Err(Error::conflict("in_use", in_the_way.join("; ")));
    }
    conn.begin_write()?;
    let done = take_out(conn, context, &record.row);
    match &done {
        Ok(_) if !draft.dry_run => conn.commit()?,
        _ => conn.rollback()?,
    }
    let Taken { keys, mails, events, imports } = done?;
    let person = people::get(conn, &Key::Id(record.row.id))?;
    Ok(Anonymised { person, dry_run: draft.dry_run, in_the_way, keys, mails, events, imports })
}

fn in_the_way(conn: &mut Conn, row: &PersonRow) -> Result<Vec<String>> {
    let mut found = Vec::new();
    if row.active {
        found.push("they are at work: set \"active\": false first".to_owned());
    }
    let used: Vec<String> = referrers::of(conn, Kind::Person, row.id)?.into_iter().map(|(kind, count)| kind.counted(count)).collect();
    if !used.is_empty() {
        found.push(format!("they own, stand in for or manage what is current ({}): hand it over first, by `reassign`", used.join(", ")));
    }
    Ok(found)
}

/// Which keys, and how many mails, events and imports there were.
struct Taken {
    keys: Vec<String>,
    mails: usize,
    events: usize,
    imports: usize,
}

fn take_out(conn: &mut Conn, context: &Context, row: &PersonRow) -> Result<Taken> {
    let id = row.id;
    let reference = format!("former-{}", id.to_string().rsplit('-').next().unwrap_or_default());
    let own = events::of_item(conn, id, i64::MAX)?;
    let mut names = Names::of(&row.reference, row.email.as_deref(), &row.name, &own)?;
    names.leave_to_others(conn, id)?;
    let keys = keys::retire_of_person(conn, context, id, NAME)?;
    calendars::revoke_of_person(conn, context, id)?;
    suppressions::forget_person(conn, id)?;
    let mails = notifications::wipe_person(conn, id, context.at())?;
    kept_answers::forget_naming(conn, &id.to_string())?;
    let imports = self::imports::take_out(conn, &names, &reference)?;
    let mut scrubbed = 0;
    for (number, event) in own.into_iter().chain(naming(conn, &names, id)?) {
        let is_own = event.item_id == Some(id);
        let changes = scrub(&event.changes, &names, &reference, is_own)?;
        let called = if is_own { reference.clone() } else { event.reference };
        events::rewrite(conn, number, &called, &changes)?;
        scrubbed += 1;
    }
    let gone = PersonRow {
        ref_key: ref_key(&reference),
        search: searchable(&[Some(&reference), Some(NAME)]),
        email: None,
        name: NAME.to_owned(),
        language: None,
        service_area_id: None,
        manager_id: None,
        directs_id: None,
        optional_mail: None,
        optional_mail_day: None,
        archived_at: Some(row.archived_at.unwrap_or_else(|| context.at())),
        version: row.version + 1,
        updated_at: context.at(),
        reference: reference.clone(),
        ..row.clone()
    };
    store::update(conn, &gone)?;
    former_refs::forget(conn, id)?;
    history::note_event(conn, context, About::item(Kind::Person, id, &reference), Event::Anonymised, &[])?;
    Ok(Taken { keys, mails, events: scrubbed, imports })
}

/// By what history names a person.
struct Names {
    /// Refs and addresses.
    refs: BTreeSet<String>,
    /// What they are called.
    names: BTreeSet<String>,
}

impl Names {
    /// Those they have, and those they had by their own events.
    fn of(reference: &str, email: Option<&str>, name: &str, own: &[(i64, HistoryRow)]) -> Result<Self> {
        let mut found = Self { refs: BTreeSet::from([reference.to_owned()]), names: BTreeSet::from([name.to_owned()]) };
        found.refs.extend(email.map(str::to_owned));
        for (_, event) in own {
            for change in changes(&event.changes)? {
                let texts = [&change.from, &change.to].into_iter().filter_map(Value::as_str).map(str::to_owned);
                match change.field.as_str() {
                    "/ref" | "/email" => found.refs.extend(texts),
                    "/name" => found.names.extend(texts),
                    _ => {}
                }
            }
        }
        Ok(found)
    }

    /// A ref or address that has become another's names the other.
    fn leave_to_others(&mut self, conn: &mut Conn, person: Id) -> Result<()> {
        for reference in self.refs.clone() {
            if refs::find_id(conn, Kind::Person, &Key::parse(&reference))?.is_some_and(|found| found != person) {
                self.refs.remove(&reference);
            }
        }
        Ok(())
    }

    /// A value as it stands once they are taken out; `None` where it does not name them.
    fn replaced(&self, value: &Value, field: &str, reference: &str) -> Option<Value> {
        let text = value.as_str()?;
        let by_name = field == "/person/name" && self.names.contains(text);
        // A title or a text that happens to be the same is no reference.
        let by_ref = matches!(field, "/owner" | "/deputy" | "/manager" | "/person/ref") && self.refs.contains(text);
        match (by_ref, by_name) {
            (true, _) => Some(json!(reference)),
            (_, true) => Some(json!(NAME)),
            _ => None,
        }
    }
}

/// The events of others that name the person.
fn naming(conn: &mut Conn, names: &Names, person: Id) -> Result<Vec<(i64, HistoryRow)>> {
    let mut found: Vec<(i64, HistoryRow)> = Vec::new();
    for reference in &names.refs {
        for (number, event) in events::containing(conn, &json!(reference).to_string())? {
            let of_them = event.item_id == Some(person) || found.iter().any(|(known, _)| *known == number);
            let names_them = |change: &FieldChange| {
                [&change.from, &change.to].into_iter().any(|value| names.replaced(value, &change.field, REMOVED).is_some())
            };
            if !of_them && changes(&event.changes)?.iter().any(names_them) {
                found.push((number, event));
            }
        }
    }
    Ok(found)
}

fn changes(stored: &str) -> Result<Vec<FieldChange>> {
    serde_json::from_str(stored).map_err(|error| Error::Internal(format!("stored changes: {error}")))
}

fn scrub(stored: &str, names: &Names, reference: &str, own: bool) -> Result<String> {
    let mut changes = changes(stored)?;
    for FieldChange { field, from, to } in &mut changes {
        for value in [from, to] {
            if let Some(replaced) = names.replaced(value, field, reference) {
                *value = replaced;
            } else if own && value.is_string() {
                *value = match field.as_str() {
                    "/name" => json!(NAME),
                    "/ref" => json!(reference),
                    _ => json!(REMOVED),
                };
            }
        }
    }
    serde_json::to_string(&changes).map_err(|error| Error::Internal(error.to_string()))
}
