//! What was written: added to, and changed only to take a person out, or what is past its time.

use crate::clock::Timestamp;
use crate::db::page::{PageRequest, not_of_this_list};
use crate::db::schema::history;
use crate::db::{Conn, among, on};
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use crate::model::history::{Event, Subject};
use diesel::dsl::{max, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;

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

/// What happens to an item itself once it is there.
const OF_ITEMS: [Event; 3] = [Event::Changed, Event::Archived, Event::Restored];

/// As the index has it that finds the latest of them.
const OF_LISTS: &str = "kind IN ('breakdown', 'judgement', 'narrative', 'period')";

/// Which events a list holds.
#[derive(Clone, Debug, Default)]
pub struct HistoryFilter {
    /// To this kind of thing.
    pub kind: Option<Subject>,
    /// To this item.
    pub item: Option<Id>,
    /// To what is called so.
    pub reference: Option<String>,
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
        if let Some(reference) = &filter.reference {
            query = query.filter(history::reference.eq(reference));
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

/// The number of the latest event to the list of that kind and quarter; 0 for none.
///
/// # Errors
/// Those of the database.
pub fn latest(conn: &mut Conn, kind: Subject, period: Period) -> Result<i64> {
    let of_list = history::table.filter(history::kind.eq(kind)).filter(history::period.eq(period)).filter(sql::<Bool>(OF_LISTS));
    let number: Option<i64> = on!(conn, c => of_list.select(max(history::number)).first(c))?;
    Ok(number.unwrap_or(0))
}

/// What was written about a quarter and those before it after the event of that number, and to actions, indicators and the settings
/// themselves; the earliest first, each with its number.
///
/// # Errors
/// Those of the database.
pub fn of_quarters_since(conn: &mut Conn, until: Period, number: i64) -> Result<Vec<(i64, HistoryRow)>> {
    use history::kind;
    let themselves = kind.eq_any([Subject::Action, Subject::Indicator, Subject::Settings]).and(history::period.is_null());
    let themselves = themselves.and(history::event.eq_any([Event::Created, Event::Changed]));
    let since = history::table
        .filter(history::number.gt(number))
        .filter(history::period.le(until).assume_not_null().or(themselves.assume_not_null()));
    Ok(on!(conn, c => since.order(history::number).select((history::number, HistoryRow::as_select())).load(c))?)
}

/// Was nothing ever written?
///
/// # Errors
/// Those of the database.
pub fn is_empty(conn: &mut Conn) -> Result<bool> {
    let first: Option<i64> = on!(conn, c => history::table.select(history::number).first(c).optional())?;
    Ok(first.is_none())
}

/// What was written to these items themselves after an instant, not to their returns: the latest first, each with its item and
/// its number.
///
/// # Errors
/// Those of the database.
pub fn of_items_since(conn: &mut Conn, items: &[Id], since: Timestamp) -> Result<Vec<(Id, i64, String)>> {
    let rows: Vec<(Option<Id>, i64, String)> = on!(conn, c => history::table
        .filter(among(history::item_id, items))
        .filter(history::at.gt(since))
        .filter(history::event.eq_any(OF_ITEMS))
        .order(history::number.desc())
        .select((history::item_id, history::number, history::changes))
        .load(c))?;
    Ok(rows.into_iter().filter_map(|(id, number, changes)| Some((id?, number, changes))).collect())
}

/// What was written to items of a kind after the event of that number, and has such a value in it, the earliest first; among
/// others that are like it but for the case of letters.
///
/// # Errors
/// Those of the database.
pub fn naming_since(conn: &mut Conn, kind: Subject, value: &str, number: i64) -> Result<Vec<(Option<Id>, String)>> {
    let value = serde_json::Value::from(value).to_string();
    Ok(on!(conn, c => history::table
        .filter(history::kind.eq(kind))
        .filter(history::number.gt(number))
        .filter(history::event.eq_any(OF_ITEMS.into_iter().chain([Event::Created])))
        .filter(history::changes.like(pattern(&value)).escape('\\'))
        .order(history::number)
        .select((history::item_id, history::changes))
        .load(c))?)
}

/// When each of these items was last written to, up to an instant; leaving aside dates that were agreed in place of others.
///
/// # Errors
/// Those of the database.
pub fn last_changed(conn: &mut Conn, items: &[Id], until: Timestamp) -> Result<Vec<(Id, Timestamp)>> {
    let rows: Vec<(Option<Id>, Option<Timestamp>)> = on!(conn, c => history::table
        .filter(among(history::item_id, items))
        .filter(history::at.le(until))
        .filter(history::event.eq_any(OF_ITEMS))
        .filter(history::changes.not_like("%\"/agreed_on\"%"))
        .group_by(history::item_id)
        .select((history::item_id, max(history::at)))
        .load(c))?;
    Ok(rows.into_iter().filter_map(|(id, at)| Some((id?, at?))).collect())
}

/// What was written to the settings after an instant, the latest first.
///
/// # Errors
/// Those of the database.
pub fn of_settings_since(conn: &mut Conn, since: Timestamp) -> Result<Vec<String>> {
    let changes = history::table.filter(history::kind.eq(Subject::Settings)).filter(history::at.gt(since));
    Ok(on!(conn, c => changes.order(history::number.desc()).select(history::changes).load(c))?)
}

/// An item's own events with their numbers, the latest first, at most so many.
///
/// # Errors
/// Those of the database.
pub fn of_item(conn: &mut Conn, item: Id, most: i64) -> Result<Vec<(i64, HistoryRow)>> {
    let of_it = history::table.filter(history::item_id.eq(item)).order(history::number.desc()).limit(most);
    Ok(on!(conn, c => of_it.select((history::number, HistoryRow::as_select())).load(c))?)
}

/// What these keys wrote, the latest first, at most so much.
///
/// # Errors
/// Those of the database.
pub fn by_actors(conn: &mut Conn, actors: &[String], most: i64) -> Result<Vec<(i64, HistoryRow)>> {
    let theirs = history::table.filter(history::actor.eq_any(actors)).order(history::number.desc()).limit(most);
    Ok(on!(conn, c => theirs.select((history::number, HistoryRow::as_select())).load(c))?)
}

/// Events whose changes, as they are stored, contain that text; among others that are like it but for the case of letters. It
/// reads all of history: for what is rare.
///
/// # Errors
/// Those of the database.
pub fn containing(conn: &mut Conn, text: &str) -> Result<Vec<(i64, HistoryRow)>> {
    let found = history::table.filter(history::changes.like(pattern(text)).escape('\\')).order(history::number.desc());
    Ok(on!(conn, c => found.select((history::number, HistoryRow::as_select())).load(c))?)
}

/// Whatever contains that text.
fn pattern(text: &str) -> String {
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// Writes an event anew: only to take out of it who a person was.
///
/// # Errors
/// Those of the database.
pub fn rewrite(conn: &mut Conn, number: i64, reference: &str, changes: &str) -> Result<()> {
    let anew = (history::reference.eq(reference), history::changes.eq(changes));
    on!(conn, c => diesel::update(history::table.find(number)).set(anew).execute(c))?;
    Ok(())
}

/// Takes away events from before an instant, the oldest first, at most so many; how many there were.
///
/// # Errors
/// Those of the database.
pub fn forget(conn: &mut Conn, before: Timestamp, most: i64) -> Result<usize> {
    let old = history::table.filter(history::at.lt(before)).order(history::number).limit(most).select(history::number);
    let numbers: Vec<i64> = on!(conn, c => old.load(c))?;
    Ok(on!(conn, c => diesel::delete(history::table.filter(history::number.eq_any(numbers))).execute(c))?)
}
