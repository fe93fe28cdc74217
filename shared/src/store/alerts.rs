//! Alerts: open ones, resolved ones, and how often they were mentioned.

mod listed;

pub use listed::{AlertFilter, AlertRecord, find, list};

use crate::clock::Timestamp;
use crate::db::schema::{actions, alerts, indicators, notification_alerts, risks, service_areas};
use crate::db::{Conn, among, kept_update, on};
use crate::domain::alert::{Ending, ItemKind, Quiet, Rule};
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use crate::model::notification::AlertState;
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};

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
}

/// From when on an alert waits, and for whom.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = alerts)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct ClockRow {
    pub id: Id,
    pub owner_id: Option<Id>,
    pub resolved_on: Option<Day>,
    pub mentions: i32,
    pub mentioned_on: Option<Day>,
    pub told_to: Option<Id>,
}

/// What people need to know of the item that an alert is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertItem {
    /// Its ref.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// The same in Welsh.
    pub title_cy: Option<String>,
    /// The name of its service area.
    pub service_area: Option<String>,
    /// The same in Welsh.
    pub service_area_cy: Option<String>,
    /// The unit of an indicator's figures.
    pub unit: Option<String>,
    /// The decimals they are shown with.
    pub decimals: Option<i32>,
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

/// Puts down that these were mentioned on that day, at their present stage, so many times by now: to their owner, or to others only.
/// From the first time on they wait anew for their owner to do something.
///
/// # Errors
/// Those of the database.
pub fn mention(conn: &mut Conn, ids: &[Id], times: i32, to: Option<Id>, day: Day) -> Result<()> {
    let told = (alerts::mentions.eq(times), alerts::mentioned_on.eq(day), alerts::told_stage.eq(alerts::stage), alerts::told_to.eq(to));
    let these = || alerts::table.filter(among(alerts::id, ids));
    on!(conn, c => diesel::update(these()).set(told).execute(c))?;
    if times == 1 {
        let anew = diesel::update(these()).set(alerts::first_sent_on.eq(None::<Day>));
        on!(conn, c => anew.execute(c))?;
    }
    Ok(())
}

/// Puts down how often an alert was mentioned, when last, and to which owner, by what went out.
///
/// # Errors
/// Those of the database.
pub fn set_clock(conn: &mut Conn, id: Id, times: i32, last: Option<Day>, to: Option<Id>) -> Result<()> {
    let clock = (alerts::mentions.eq(times), alerts::mentioned_on.eq(last), alerts::told_to.eq(to));
    on!(conn, c => diesel::update(alerts::table.find(id)).set(clock).execute(c))?;
    Ok(())
}

/// Puts down whether all who are to be told that these are over have been.
///
/// # Errors
/// Those of the database.
pub fn set_closing_told(conn: &mut Conn, ids: &[Id], told: bool) -> Result<()> {
    on!(conn, c => diesel::update(alerts::table.filter(among(alerts::id, ids))).set(alerts::closing_told.eq(told)).execute(c))?;
    Ok(())
}

/// Puts down that these go to the managers of their owners from that day on.
///
/// # Errors
/// Those of the database.
pub fn escalate(conn: &mut Conn, ids: &[Id], day: Day) -> Result<()> {
    on!(conn, c => diesel::update(alerts::table.filter(among(alerts::id, ids))).set(alerts::escalated_on.eq(day)).execute(c))?;
    Ok(())
}

/// The alerts that a notification lists, with how it listed them.
///
/// # Errors
/// Those of the database.
pub fn of_notification(conn: &mut Conn, notification: Id) -> Result<Vec<(AlertRow, String)>> {
    Ok(on!(conn, c => notification_alerts::table
        .inner_join(alerts::table)
        .filter(notification_alerts::notification_id.eq(notification))
        .order((alerts::opened_on, alerts::id))
        .select((AlertRow::as_select(), notification_alerts::state))
        .load(c))?)
}

/// The clocks of the alerts that a notification lists, with how it listed them: no more, so that they are read of what nobody can
/// word.
///
/// # Errors
/// Those of the database.
pub fn clocks_of_notification(conn: &mut Conn, notification: Id) -> Result<Vec<(ClockRow, String)>> {
    let listed = notification_alerts::table.inner_join(alerts::table).filter(notification_alerts::notification_id.eq(notification));
    Ok(on!(conn, c => listed.select((ClockRow::as_select(), notification_alerts::state)).load(c))?)
}

/// What the alerts are about, by item; three queries however many.
///
/// # Errors
/// Those of the database.
pub fn items<'a>(conn: &mut Conn, rows: impl Iterator<Item = &'a AlertRow> + Clone) -> Result<HashMap<Id, AlertItem>> {
    let ids = |kind: ItemKind| rows.clone().filter(|row| row.item_kind == kind).map(|row| row.item_id).collect::<Vec<_>>();
    let (of_actions, of_indicators, of_risks) = (ids(ItemKind::Action), ids(ItemKind::Indicator), ids(ItemKind::Risk));
    type Named = (Id, String, String, Option<String>, Option<(String, Option<String>)>);
    let area = (service_areas::name, service_areas::name_cy).nullable();
    let acted: Vec<Named> = on!(conn, c => actions::table.left_join(service_areas::table)
        .filter(among(actions::id, &of_actions))
        .select((actions::id, actions::reference, actions::title, actions::title_cy, area))
        .load(c))?;
    let measured: Vec<(Named, (String, i32))> = on!(conn, c => indicators::table.left_join(service_areas::table)
        .filter(among(indicators::id, &of_indicators))
        .select((
            (indicators::id, indicators::reference, indicators::title, indicators::title_cy, area),
            (indicators::unit, indicators::decimals),
        ))
        .load(c))?;
    let risked: Vec<(Id, String, String, Option<String>)> = on!(conn, c => risks::table
        .filter(among(risks::id, &of_risks))
        .select((risks::id, risks::reference, risks::title, risks::title_cy))
        .load(c))?;
    let item = |(id, reference, title, title_cy, area): Named, unit, decimals| {
        let (service_area, service_area_cy) = area.map_or((None, None), |(name, name_cy)| (Some(name), name_cy));
        (id, AlertItem { reference, title, title_cy, service_area, service_area_cy, unit, decimals })
    };
    let acted = acted.into_iter().map(|named| item(named, None, None));
    let measured = measured.into_iter().map(|(named, (unit, decimals))| item(named, Some(unit), Some(decimals)));
    let risked = risked.into_iter().map(|(id, reference, title, title_cy)| item((id, reference, title, title_cy, None), None, None));
    Ok(acted.chain(measured).chain(risked).collect())
}

/// Who stands in for the owners of what the alerts are about, by item; three queries however many.
///
/// # Errors
/// Those of the database.
pub fn deputies<'a>(conn: &mut Conn, rows: impl Iterator<Item = &'a AlertRow> + Clone) -> Result<HashMap<Id, Id>> {
    let ids = |kind: ItemKind| rows.clone().filter(|row| row.item_kind == kind).map(|row| row.item_id).collect::<Vec<_>>();
    let (of_actions, of_indicators, of_risks) = (ids(ItemKind::Action), ids(ItemKind::Indicator), ids(ItemKind::Risk));
    let mut found: Vec<(Id, Option<Id>)> =
        on!(conn, c => actions::table.filter(among(actions::id, &of_actions)).select((actions::id, actions::deputy_id)).load(c))?;
    let of_indicators = indicators::table.filter(among(indicators::id, &of_indicators)).select((indicators::id, indicators::deputy_id));
    found.extend(on!(conn, c => of_indicators.load::<(Id, Option<Id>)>(c))?);
    let of_risks = risks::table.filter(among(risks::id, &of_risks)).select((risks::id, risks::deputy_id));
    found.extend(on!(conn, c => of_risks.load::<(Id, Option<Id>)>(c))?);
    Ok(found.into_iter().filter_map(|(item, deputy)| Some((item, deputy?))).collect())
}

/// Puts down that a mail which lists them has gone out: the day of the first one stays.
///
/// # Errors
/// Those of the database.
pub fn mark_sent(conn: &mut Conn, notification: Id, day: Day) -> Result<()> {
    let listed = notification_alerts::table
        .filter(notification_alerts::notification_id.eq(notification))
        .filter(notification_alerts::state.ne("resolved"))
        .select(notification_alerts::alert_id);
    let first = alerts::table.filter(alerts::id.eq_any(listed)).filter(alerts::first_sent_on.is_null());
    on!(conn, c => diesel::update(first).set(alerts::first_sent_on.eq(day)).execute(c))?;
    Ok(())
}

/// The service areas of the actions and indicators that the alerts are about, by item; two queries however many.
///
/// # Errors
/// Those of the database.
pub fn areas_of_items<'a>(conn: &mut Conn, rows: impl Iterator<Item = &'a AlertRow> + Clone) -> Result<Vec<(Id, Id)>> {
    let ids = |kind: ItemKind| rows.clone().filter(|row| row.item_kind == kind).map(|row| row.item_id).collect::<Vec<_>>();
    let (of_actions, of_indicators) = (ids(ItemKind::Action), ids(ItemKind::Indicator));
    let mut found: Vec<(Id, Option<Id>)> =
        on!(conn, c => actions::table.filter(among(actions::id, &of_actions)).select((actions::id, actions::service_area_id)).load(c))?;
    let of_indicators = indicators::table.filter(among(indicators::id, &of_indicators));
    found.extend(on!(conn, c => of_indicators.select((indicators::id, indicators::service_area_id)).load::<(Id, Option<Id>)>(c))?);
    Ok(found.into_iter().filter_map(|(item, area)| Some((item, area?))).collect())
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

    /// The due date it is about, if it is about one.
    pub fn due_date(&self) -> Option<Day> {
        self.subject.parse().ok()
    }
}
