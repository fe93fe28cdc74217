//! Rows that are events: what was written, the latest first.

use super::reader::{Ask, Batch, Place};
use super::row::row;
use crate::db::Conn;
use crate::db::page::{Cursor, PageRequest};
use crate::error::Result;
use crate::ops::history::{self, HistoryQuery, SORT};
use crate::ops::import::{Column, Holds};

/// The columns, named as the members of an event.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("at", Holds::Text, "When."),
    Column::new("actor", Holds::Text, "By which key or command."),
    Column::new("event", Holds::Text, "What happened."),
    Column::new("kind", Holds::Text, "To what kind of thing."),
    Column::new("ref", Holds::Text, "Its ref as it was then."),
    Column::new("period", Holds::Text, "Of which quarter."),
    Column::new("changes", Holds::Text, "Each field, with what it was and what it became, as JSON."),
    Column::new("item_id", Holds::Text, "The id of the item."),
    Column::new("request_id", Holds::Text, "In which request."),
    Column::new("id", Holds::Text, "The id of the event."),
];

pub(super) fn events(conn: &mut Conn, query: &HistoryQuery, ask: &Ask<'_>) -> Result<Batch> {
    let after = ask.after.and_then(|place| place.first());
    let after = after.map(|number| Cursor { sort: SORT.to_owned(), value: number.clone(), id: String::new() });
    let page = history::list(conn, query, &PageRequest { limit: super::reader::ROWS, after })?;
    let rows = page.items.iter().map(|event| row(ask.columns, event, &Vec::new())).collect::<Result<_>>()?;
    Ok(Batch { rows, next: page.next.map(|cursor| Place::from([cursor.value])) })
}
