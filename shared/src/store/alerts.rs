//! Alerts: open ones, resolved ones, and how often they were mentioned.

mod items;
mod listed;
mod told;

pub use items::{AlertItem, areas_of_items, deputies, items};
pub use listed::{AlertFilter, AlertRecord, find, list};
pub use told::{ClockRow, clocks_of_notification, escalate, mark_sent, mention, set_clock, set_closing_told, tell};

use crate::clock::Timestamp;
use crate::db::schema::{alerts, notification_alerts};
use crate::db::{Conn, among, kept_update, on};
use crate::domain::alert::{Ending, ItemKind, Quiet, Rule};
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use crate::model::notification::AlertState;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// A row of `alerts`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = alerts, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct AlertRow {
    pub id: Id,
    pub rule: Rule,
    pub item_kind: ItemKind,
    pub item_id: Id,
    pub service_area_id: Option<Id>,
    pub subject: String,
    pub owner_id: Option<Id>,
    pub why: String,
    pub opened_on: Day,
    pub opened_at: Timestamp,
    pub resolved_on: Option<Day>,
    pub resolved_at: Option<Timestamp>,
    pub ended: Option<Ending>,
    pub mentions: i32,
    pub mentioned_on: Option<Day>,
    pub told_to: Option<Id>,
    pub closing_told: bool,
    pub stage: Option<i32>,
    pub told_stage: Option<i32>,
    pub first_sent_on: Option<Day>,
    pub escalated_on: Option<Day>,
    pub quiet_until: Option<Day>,
    pub quiet_kind: Option<Quiet>,
    pub quiet_reason: Option<String>,
    pub quiet_by: Option<String>,
    pub quiet_at: Option<Timestamp>,
}

/// The open alerts about these items, or all of them.
///
/// # Errors
/// Those of the database.
pub fn open(conn: &mut Conn, items: Option<&[Id]>) -> Result<Vec<AlertRow>> {
    let rows = on!(conn, c => {
        let mut query = alerts::table.filter(alerts::resolved_at.is_null()).select(AlertRow::as_select()).into_boxed::<DB>();
        if let Some(items) = items {
            query = query.filter(among(alerts::item_id, items));
        }
        query.order((alerts::opened_on, alerts::id)).load(c)
    })?;
    Ok(rows)
}

/// Alerts that were mentioned, are resolved, and whose owner has not been told.
///
/// # Errors
/// Those of the database.
pub fn to_close(conn: &mut Conn) -> Result<Vec<AlertRow>> {
    Ok(on!(conn, c => alerts::table
        .filter(alerts::closing_told.eq(false))
        .filter(alerts::resolved_at.is_not_null())
        .order((alerts::resolved_on, alerts::id))
        .select(AlertRow::as_select())
        .load(c))?)
}

/// The items of which a return for that period was ever alerted of, by kind.
///
/// # Errors
/// Those of the database.
pub fn items_of_returns(conn: &mut Conn, period: Period) -> Result<BTreeMap<ItemKind, Vec<Id>>> {
    let of_period = alerts::table
        .filter(alerts::rule.eq_any([Rule::ReturnDue, Rule::ReturnMissing]))
        .filter(alerts::subject.eq(period.to_string()))
        .select((alerts::item_kind, alerts::item_id))
        .distinct();
    let mut items: BTreeMap<ItemKind, Vec<Id>> = BTreeMap::new();
    for (kind, id) in on!(conn, c => of_period.load(c))? {
        items.entry(kind).or_default().push(id);
    }
    Ok(items)
}

/// A person's, newest first, at most so many.
///
/// # Errors
/// Those of the database.
pub fn of_owner(conn: &mut Conn, owner: Id, most: i64) -> Result<Vec<AlertRow>> {
    let theirs = alerts::table.filter(alerts::owner_id.eq(owner)).order(alerts::id.desc()).limit(most);
    Ok(on!(conn, c => theirs.select(AlertRow::as_select()).load(c))?)
}

/// # Errors
/// [`crate::error::Error::Duplicate`] when another writer opened one of them first.
pub fn insert(conn: &mut Conn, rows: &[AlertRow]) -> Result<()> {
    match conn {
        // What is prepared once is quicker than one long statement.
        Conn::Sqlite(c) => rows.iter().try_for_each(|row| diesel::insert_into(alerts::table).values(row).execute(c).map(|_| ()))?,
        Conn::Postgres(c) => {
            rows.chunks(500).try_for_each(|piece| diesel::insert_into(alerts::table).values(piece).execute(c).map(|_| ()))?;
        }
    }
    Ok(())
}

/// Says anew why it is open, and how near it is. Nothing else is written: SQLite keeps a journal of its own for each statement that
/// sets what refers to another table, and over many of them that takes quadratic time.
///
/// # Errors
/// Those of the database.
pub fn reword(conn: &mut Conn, id: Id, why: &str, stage: Option<i32>) -> Result<()> {
    let said = (alerts::why.eq(why), alerts::stage.eq(stage));
    on!(conn, c => diesel::update(alerts::table.find(id)).set(said).execute(c))?;
    Ok(())
}

/// Resolves these. Of those that were never mentioned nobody is to be told, nor of those that were dropped.
///
/// # Errors
/// Those of the database.
pub fn resolve(conn: &mut Conn, ids: &[Id], ended: Ending, day: Day, at: Timestamp) -> Result<()> {
    let resolved = (alerts::resolved_on.eq(day), alerts::resolved_at.eq(at), alerts::ended.eq(ended));
    let these = || alerts::table.filter(among(alerts::id, ids));
    on!(conn, c => diesel::update(these()).set(resolved).execute(c))?;
    let untold = diesel::update(these().filter(alerts::mentions.eq(0).or(alerts::ended.eq(Ending::Dropped))));
    on!(conn, c => untold.set(alerts::closing_told.eq(true)).execute(c))?;
    Ok(())
}

/// # Errors
/// Those of the database.
pub fn update(conn: &mut Conn, row: &AlertRow) -> Result<()> {
    on!(conn, c => kept_update(alerts::table, row, alerts::id.eq(row.id)).execute(c))?;
    Ok(())
}

/// An alert as a notification lists it.
#[derive(Clone, Debug, Queryable)]
pub struct ListedRow {
    /// The alert.
    pub alert: AlertRow,
    /// `new`, `open` or `resolved`.
    pub state: String,
    /// It was a reason for the mail to go out.
    pub due: bool,
}

/// The alerts that a notification lists, with how it listed them.
///
/// # Errors
/// Those of the database.
pub fn of_notification(conn: &mut Conn, notification: Id) -> Result<Vec<ListedRow>> {
    Ok(on!(conn, c => notification_alerts::table
        .inner_join(alerts::table)
        .filter(notification_alerts::notification_id.eq(notification))
        .order((alerts::opened_on, alerts::id))
        .select((AlertRow::as_select(), notification_alerts::state, notification_alerts::due))
        .load(c))?)
}

impl AlertRow {
    /// The period it is about, if it is about one.
    pub fn period(&self) -> Option<Period> {
        self.subject.parse().ok()
    }

    /// The due date it is about, if it is about one.
    pub fn due(&self) -> Option<Day> {
        self.subject.parse().ok()
    }

    /// Where it is in its life on `day`.
    pub fn state(&self, day: Day) -> AlertState {
        match self.quiet_kind {
            _ if self.resolved_at.is_some() => AlertState::Resolved,
            Some(Quiet::Acknowledged) if self.is_quiet(day) => AlertState::Acknowledged,
            Some(Quiet::Snoozed) if self.is_quiet(day) => AlertState::Snoozed,
            _ if self.escalated_on.is_some_and(|from| from <= day) => AlertState::Escalated,
            _ => AlertState::Open,
        }
    }

    /// Is it acknowledged or snoozed on `day`?
    pub fn is_quiet(&self, day: Day) -> bool {
        self.quiet_until.is_some_and(|until| day <= until)
    }
}
