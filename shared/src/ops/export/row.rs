//! Rows of the columns of a file, out of drafts: what would write the item or the return again.

use super::reader::{Ask, Batch, Place, Row};
use crate::db::Conn;
use crate::db::page::{Cursor, PageRequest};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::Link;
use crate::ops::import::Column;
use crate::store;
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;

/// Cells that are not as the draft has them, by their columns.
pub(super) type Besides = Vec<(&'static str, Value)>;

/// A row: of each column, what is `besides`, or else what the draft has in the field that the column fills.
pub(super) fn row(columns: &[Column], draft: &impl Serialize, besides: &Besides) -> Result<Row> {
    let draft = serde_json::to_value(draft).map_err(|error| Error::Internal(error.to_string()))?;
    let cell = |column: &Column| {
        let own = besides.iter().find(|(name, _)| *name == column.name).map(|(_, value)| value);
        own.or_else(|| draft.get(column.field)).cloned().unwrap_or_default()
    };
    Ok(columns.iter().map(cell).collect())
}

/// A value as drafts have it.
pub(super) fn value(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// Items in the order of their refs, and where to go on; `key` gives the ref of an item, as paths write it.
pub(super) fn by_ref<T>(
    ask: &Ask<'_>,
    list: impl FnOnce(&PageRequest) -> Result<Vec<T>>,
    key: impl Fn(&T) -> &String,
) -> Result<(Vec<T>, Option<Place>)> {
    let after = ask.after.and_then(|place| place.first());
    let after = after.map(|key| Cursor { sort: "ref".to_owned(), value: key.clone(), id: String::new() });
    let records = list(&PageRequest { limit: ask.items, after })?;
    let next = next(ask, &records, |record| vec![key(record).clone()]);
    Ok((records, next))
}

/// Where to go on after these; nowhere when they are fewer than were asked for.
pub(super) fn next<T>(ask: &Ask<'_>, records: &[T], place: impl Fn(&T) -> Place) -> Option<Place> {
    records.last().filter(|_| records.len() >= ask.items).map(place)
}

/// What a page of items makes.
pub(super) fn batch<T>((records, next): (Vec<T>, Option<Place>), row: impl Fn(&T) -> Result<Row>) -> Result<Batch> {
    Ok(Batch { rows: records.iter().map(row).collect::<Result<_>>()?, next })
}

/// The addresses of people, by which files name them. Someone without one is named by their ref.
pub(super) struct Addresses(HashMap<Id, String>);

impl Addresses {
    /// Those of these people.
    pub(super) fn of<'a>(conn: &mut Conn, people: impl Iterator<Item = &'a Option<Link>>) -> Result<Self> {
        let mut ids: Vec<Id> = people.flatten().map(|link| link.id).collect();
        ids.sort_unstable();
        ids.dedup();
        Ok(Self(store::people::emails(conn, &ids)?.into_iter().collect()))
    }

    /// A cell that names that person.
    pub(super) fn cell(&self, person: &Option<Link>) -> Value {
        value(person.as_ref().map(|link| self.0.get(&link.id).unwrap_or(&link.reference)))
    }
}
