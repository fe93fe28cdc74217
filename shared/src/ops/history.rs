//! History: every write leaves an event that says who wrote what, when, and what it was before.

use super::context::{Context, resolve};
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::db::page::{Cursor, Page, PageRequest};
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::id::{Id, ref_key};
use crate::model::history::{Event, FieldChange, HistoryEvent, Subject};
use crate::model::key::ApiKey;
use crate::store::former_refs;
use crate::store::history::{self as store, HistoryFilter, HistoryRow};
use crate::store::refs::Kind;
use serde::Serialize;
use serde_json::Value;

/// The order of the list.
pub const SORT: &str = "-number";

/// What of a return every revision has anew.
const OF_THE_REVISION: [&str; 5] = ["period", "revision", "effect_on", "recorded_at", "recorded_by"];

static NOTHING: Value = Value::Null;

/// What an event is about.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The kind of thing.
    pub kind: Subject,
    /// The item, where it is one.
    pub item: Option<Id>,
    /// Its ref.
    pub reference: &'a str,
    /// The quarter, where it is about one.
    pub period: Option<Period>,
}

/// Which events a list holds, the item by id or ref.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as in HistoryFilter, by keys")]
pub struct HistoryQuery {
    pub kind: Option<Subject>,
    /// An item's id or ref; needs `kind`.
    pub item: Option<String>,
    pub event: Option<Event>,
    pub actor: Option<String>,
    pub period: Option<Period>,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

impl<'a> About<'a> {
    /// An item itself.
    pub const fn item(kind: Kind, id: Id, reference: &'a str) -> Self {
        Self { kind: kind.subject(), item: Some(id), reference, period: None }
    }

    /// Its return of a quarter.
    #[must_use]
    pub const fn of(self, period: Period) -> Self {
        Self { period: Some(period), ..self }
    }
}

/// Notes that something was made, changed, archived, restored or, with nothing after it, removed.
///
/// # Errors
/// Those of the database.
pub fn note<T: Serialize>(conn: &mut Conn, context: &Context, about: About<'_>, before: Option<&T>, after: Option<&T>) -> Result<()> {
    let changes = changes(before, after, &[])?;
    let archived = changes.iter().find(|change| change.field == "/archived").map(|change| change.to == Value::Bool(true));
    let event = match (before, after, archived) {
        (None, _, _) => Event::Created,
        (Some(_), None, _) => Event::Removed,
        (Some(_), Some(_), Some(true)) => Event::Archived,
        (Some(_), Some(_), Some(false)) => Event::Restored,
        (Some(_), Some(_), None) => Event::Changed,
    };
    keep_former(conn, about, &changes)?;
    insert(conn, context, about, event, &changes)
}

/// An item that is called something else goes on being found by what it was called.
fn keep_former(conn: &mut Conn, about: About<'_>, changes: &[FieldChange]) -> Result<()> {
    let kind = Kind::ALL.into_iter().find(|kind| kind.subject() == about.kind);
    let Some((kind, item)) = kind.zip(about.item) else { return Ok(()) };
    let names = changes.iter().filter(|change| change.field == "/ref" || (kind == Kind::Person && change.field == "/email"));
    for former in names.filter_map(|change| change.from.as_str()) {
        former_refs::keep(conn, kind, &ref_key(former), item)?;
    }
    Ok(())
}

/// Notes what happened to an API key.
///
/// # Errors
/// Those of the database.
pub fn note_key(conn: &mut Conn, context: &Context, event: Event, before: Option<&ApiKey>, after: &ApiKey) -> Result<()> {
    let about = About { kind: Subject::Key, item: None, reference: &after.id, period: None };
    insert(conn, context, about, event, &changes(before, Some(after), &["last_used_at"])?)
}

/// Notes what happened to something, and what it changed.
///
/// # Errors
/// Those of the database.
pub fn note_as<T: Serialize>(conn: &mut Conn, context: &Context, about: About<'_>, event: Event, before: &T, after: &T) -> Result<()> {
    insert(conn, context, about, event, &changes(Some(before), Some(after), &[])?)
}

/// As [`note`], of what may be restated in a signed-off quarter: with the reason, where there is one.
///
/// # Errors
/// Those of the database.
pub fn note_restated(
    conn: &mut Conn,
    context: &Context,
    about: About<'_>,
    (before, after): (Option<&Value>, Option<&Value>),
    reason: Option<&str>,
) -> Result<()> {
    let event = match (before, after) {
        (None, _) => Event::Created,
        (Some(_), None) => Event::Removed,
        (Some(_), Some(_)) => Event::Changed,
    };
    let mut changes = changes(before, after, &[])?;
    let because = |reason: &str| FieldChange { field: "/restatement_reason".to_owned(), from: Value::Null, to: reason.into() };
    changes.extend(reason.map(because));
    insert(conn, context, about, event, &changes)
}

/// Notes that a return was filed, or took the place of `before`.
///
/// # Errors
/// Those of the database.
pub fn note_return<T: Serialize>(conn: &mut Conn, context: &Context, about: About<'_>, before: Option<&T>, after: &T) -> Result<()> {
    store::insert(conn, &of_return(context, about, before, after)?)
}

/// The event that [`note_return`] notes, for those who note many at once.
///
/// # Errors
/// [`Error::Internal`] for what cannot be written as JSON.
pub fn of_return<T: Serialize>(context: &Context, about: About<'_>, before: Option<&T>, after: &T) -> Result<HistoryRow> {
    let event = if before.is_some() { Event::Revised } else { Event::Recorded };
    row(context, about, event, &changes(before, Some(after), &OF_THE_REVISION)?)
}

/// Has the history of a key call it so from the beginning: what it was called may have named a person.
///
/// # Errors
/// Those of the database.
pub fn rename_key(conn: &mut Conn, key: &str, name: &str) -> Result<()> {
    let filter = HistoryFilter { kind: Some(Subject::Key), reference: Some(key.to_owned()), ..HistoryFilter::default() };
    for (number, row) in store::list(conn, &filter, &PageRequest { limit: usize::MAX, after: None })? {
        let mut changes = view(row)?.changes;
        let mut texts: Vec<&mut Value> = Vec::new();
        for change in changes.iter_mut().filter(|change| change.field == "/name") {
            texts.extend([&mut change.from, &mut change.to]);
        }
        texts.into_iter().filter(|text| text.is_string()).for_each(|text| *text = Value::String(name.to_owned()));
        store::rewrite(conn, number, key, &written(&changes)?)?;
    }
    Ok(())
}

fn written(changes: &[FieldChange]) -> Result<String> {
    serde_json::to_string(changes).map_err(|error| Error::Internal(error.to_string()))
}

/// Notes what is no plain change of fields.
///
/// # Errors
/// Those of the database.
pub fn note_event(conn: &mut Conn, context: &Context, about: About<'_>, event: Event, changes: &[FieldChange]) -> Result<()> {
    insert(conn, context, about, event, changes)
}

fn insert(conn: &mut Conn, context: &Context, about: About<'_>, event: Event, changes: &[FieldChange]) -> Result<()> {
    store::insert(conn, &row(context, about, event, changes)?)
}

fn row(context: &Context, about: About<'_>, event: Event, changes: &[FieldChange]) -> Result<HistoryRow> {
    Ok(HistoryRow {
        id: context.new_id(),
        at: context.at(),
        actor: context.actor.clone(),
        request_id: context.request_id.clone(),
        event,
        kind: about.kind,
        item_id: about.item,
        reference: about.reference.to_owned(),
        period: about.period,
        changes: written(changes)?,
    })
}

/// Each field that differs, by its place; a field that there was not was null.
fn changes<T: Serialize>(before: Option<&T>, after: Option<&T>, but: &[&str]) -> Result<Vec<FieldChange>> {
    let value = |side: Option<&T>| match side.map(serde_json::to_value).transpose() {
        Ok(Some(Value::Object(mut fields))) => {
            fields.retain(|name, _| !but.contains(&name.as_str()));
            Ok(Value::Object(fields))
        }
        Ok(other) => Ok(other.unwrap_or_default()),
        Err(error) => Err(Error::Internal(error.to_string())),
    };
    let mut found = Vec::new();
    compare(String::new(), &value(before)?, &value(after)?, &mut found);
    Ok(found)
}

fn compare(place: String, before: &Value, after: &Value, found: &mut Vec<FieldChange>) {
    let nothing = serde_json::Map::new();
    let (was, is) = match (before, after) {
        (Value::Object(was), Value::Object(is)) => (was, is),
        (Value::Null, Value::Object(is)) => (&nothing, is),
        (Value::Object(was), Value::Null) => (was, &nothing),
        _ if before == after => return,
        _ => return found.push(FieldChange { field: place, from: before.clone(), to: after.clone() }),
    };
    let names = was.keys().chain(is.keys().filter(|name| !was.contains_key(*name)));
    for name in names {
        let [before, after] = [was, is].map(|fields| fields.get(name).unwrap_or(&NOTHING));
        compare(format!("{place}/{}", name.replace('~', "~0").replace('/', "~1")), before, after, found);
    }
}

/// A page of events, the latest first.
///
/// # Errors
/// [`Error::Invalid`] when the query names something unknown.
pub fn list(conn: &mut Conn, query: &HistoryQuery, page: &PageRequest) -> Result<Page<HistoryEvent>> {
    // A key is no item with a ref: it goes by its id.
    let key = query.item.clone().filter(|_| query.kind == Some(Subject::Key));
    let filter = HistoryFilter {
        kind: query.kind,
        item: if key.is_some() { None } else { item(conn, query)? },
        reference: key,
        event: query.event,
        actor: query.actor.clone(),
        period: query.period,
        from: query.from,
        until: query.until,
    };
    let rows = store::list(conn, &filter, &PageRequest { limit: page.limit + 1, after: page.after.clone() })?;
    let place = |(number, row): &(i64, HistoryRow)| Cursor { sort: SORT.to_owned(), value: number.to_string(), id: row.id.to_string() };
    let Page { items, next } = Page::cut(rows, page.limit, place);
    Ok(Page { items: items.into_iter().map(|(_, row)| view(row)).collect::<Result<_>>()?, next })
}

fn item(conn: &mut Conn, query: &HistoryQuery) -> Result<Option<Id>> {
    let Some(key) = query.item.as_deref() else { return Ok(None) };
    if matches!(query.kind, Some(Subject::Alert | Subject::Notification)) {
        let missing = |_| Error::field("?item", "invalid_value", "must be the id of an alert or notification, where kind is one of these");
        return key.parse().map(Some).map_err(missing);
    }
    let kind = Kind::ALL.into_iter().find(|kind| query.kind == Some(kind.subject()));
    let missing = || Error::field("?item", "inconsistent", "needs the `kind` of an item with it, such as kind=action&item=HC-02");
    resolve(conn, kind.ok_or_else(missing)?, "?item", Some(key))
}

/// An event as it is read.
///
/// # Errors
/// [`Error::Internal`] for changes that are not stored as they should be.
pub fn view(row: HistoryRow) -> Result<HistoryEvent> {
    Ok(HistoryEvent {
        id: row.id,
        at: row.at,
        actor: row.actor,
        request_id: row.request_id,
        event: row.event,
        kind: row.kind,
        item_id: row.item_id,
        reference: row.reference,
        period: row.period,
        changes: serde_json::from_str(&row.changes).map_err(|error| Error::Internal(error.to_string()))?,
    })
}

#[cfg(test)]
mod tests;
