//! What was written: added to, never changed.

use crate::clock::Timestamp;
use crate::db::page::{PageRequest, not_of_this_list};
use crate::db::schema::history;
use crate::db::{Conn, on};
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use crate::model::history::{Event, Subject};
use diesel::prelude::*;

/// A row of `history`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = history, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct HistoryRow {
    pub id: Id,
    pub at: Timestamp,
    pub actor: String,
    pub request_id: Option<String>,
    pub event: Event,
    pub kind: Subject,
    pub item_id: Option<Id>,
    pub reference: String,
    pub period: Option<Period>,
    pub changes: String,
}

/// Which events a list holds.
#[derive(Clone, Debug, Default)]
pub struct HistoryFilter {
    /// To this kind of thing.
    pub kind: Option<Subject>,
    /// To this item.
    pub item: Option<Id>,
    /// Of this sort.
    pub event: Option<Event>,
    /// By this key or command.
    pub actor: Option<String>,
    /// About this quarter.
    pub period: Option<Period>,
    /// From this instant.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub until: Option<Timestamp>,
}

/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &HistoryRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(history::table).values(row).execute(c))?;
    Ok(())
}

/// The same for many, in their order.
///
/// # Errors
/// Those of the database.
pub fn insert_all(conn: &mut Conn, rows: &[HistoryRow]) -> Result<()> {
    match conn {
        // What is prepared once is quicker than one long statement, and takes less memory.
        Conn::Sqlite(_) => rows.iter().try_for_each(|row| insert(conn, row)),
        Conn::Postgres(_) if rows.is_empty() => Ok(()),
        Conn::Postgres(c) => {
            diesel::insert_into(history::table).values(rows).execute(c)?;
            Ok(())
        }
    }
}

/// Events with their numbers, the latest first.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for a cursor of another list.
pub fn list(conn: &mut Conn, filter: &HistoryFilter, page: &PageRequest) -> Result<Vec<(i64, HistoryRow)>> {
    let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
    let after: Option<i64> = page.after.as_ref().map(|cursor| cursor.value.parse()).transpose().map_err(|_| not_of_this_list())?;
    let rows = on!(conn, c => {
        let mut query = history::table.select((history::number, HistoryRow::as_select())).into_boxed::<DB>();
        if let Some(kind) = filter.kind {
            query = query.filter(history::kind.eq(kind));
        }
        if let Some(item) = filter.item {
            query = query.filter(history::item_id.eq(item));
        }
        if let Some(event) = filter.event {
            query = query.filter(history::event.eq(event));
        }
        if let Some(actor) = &filter.actor {
            query = query.filter(history::actor.eq(actor));
        }
        if let Some(period) = filter.period {
            query = query.filter(history::period.eq(period));
        }
        if let Some(from) = filter.from {
            query = query.filter(history::at.ge(from));
        }
        if let Some(until) = filter.until {
            query = query.filter(history::at.lt(until));
        }
        if let Some(after) = after {
            query = query.filter(history::number.lt(after));
        }
        query.order(history::number.desc()).limit(limit).load(c)
    })?;
    Ok(rows)
}
