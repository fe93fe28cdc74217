//! Alerts: as they are read, and what people do about them.

mod acts;

pub(super) use acts::note_end;
pub use acts::{acknowledge, snooze, wake};

use super::compose_digests::explanation;
use super::context::resolve;
use crate::db::Conn;
use crate::db::page::{Cursor, Page, PageRequest};
use crate::domain::alert::{ItemKind, Rule};
use crate::domain::day::Day;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::notification::{Alert, AlertState, AlertedItem, ListedAlert};
use crate::store::alerts::{self, AlertFilter, AlertRecord};
use crate::store::refs::Kind;
use std::collections::HashMap;

/// The order of lists.
pub const SORT: &str = "id";

/// Which alerts a list holds, as callers name what they belong to: by id or ref.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as in AlertFilter, by keys")]
pub struct AlertQuery {
    pub rule: Option<Rule>,
    pub item_kind: Option<ItemKind>,
    /// An item's id or ref; needs `item_kind`.
    pub item: Option<String>,
    pub owner: Option<String>,
    pub person: Option<String>,
    pub service_area: Option<String>,
    pub open: Option<bool>,
    pub state: Option<AlertState>,
}

/// A page of alerts as they are on that day, in the order in which they opened.
///
/// # Errors
/// [`Error::Invalid`] when the query names something unknown.
pub fn list(conn: &mut Conn, query: &AlertQuery, today: Day, page: &PageRequest) -> Result<Page<Alert>> {
    let filter = AlertFilter {
        rule: query.rule,
        item_kind: query.item_kind,
        item: item(conn, query)?,
        owner: resolve(conn, Kind::Person, "?owner", query.owner.as_deref())?,
        person: resolve(conn, Kind::Person, "?person", query.person.as_deref())?,
        service_area: resolve(conn, Kind::ServiceArea, "?service_area", query.service_area.as_deref())?,
        open: query.open,
        state: query.state.map(|state| (state, today)),
        notification: None,
    };
    let records = alerts::list(conn, &filter, &PageRequest { limit: page.limit + 1, after: page.after.clone() })?;
    let place = |record: &AlertRecord| Cursor { sort: SORT.to_owned(), value: String::new(), id: record.row.id.to_string() };
    let page = Page::cut(records, page.limit, place);
    Ok(Page { items: views(conn, today, page.items)?, next: page.next })
}

/// The alert of that id, as it is on that day.
///
/// # Errors
/// [`Error::NotFound`].
pub fn get(conn: &mut Conn, id: Id, today: Day) -> Result<Alert> {
    let record = alerts::find(conn, id)?;
    views(conn, today, record.into_iter().collect())?.pop().ok_or_else(|| Error::not_found("alert", id))
}

/// All that a notification listed, in the order in which they opened; each with how it was listed.
///
/// # Errors
/// Those of the database.
pub fn listed(conn: &mut Conn, notification: Id, today: Day) -> Result<Vec<ListedAlert>> {
    let mut how: HashMap<Id, String> =
        alerts::of_notification(conn, notification)?.into_iter().map(|row| (row.alert.id, row.state)).collect();
    let filter = AlertFilter { notification: Some(notification), ..AlertFilter::default() };
    let records = alerts::list(conn, &filter, &PageRequest { limit: usize::MAX, after: None })?;
    let listed = |alert: Alert| ListedAlert { listed_as: how.remove(&alert.id).unwrap_or_default(), alert };
    Ok(views(conn, today, records)?.into_iter().map(listed).collect())
}

fn views(conn: &mut Conn, today: Day, records: Vec<AlertRecord>) -> Result<Vec<Alert>> {
    let items = alerts::items(conn, records.iter().map(|record| &record.row))?;
    let view = |record: AlertRecord| {
        let AlertRecord { row, owner, service_area } = record;
        let item = items.get(&row.item_id);
        Ok(Alert {
            id: row.id,
            rule: row.rule,
            state: row.state(today),
            item: AlertedItem {
                kind: row.item_kind,
                id: row.item_id,
                reference: item.map(|item| item.reference.clone()).unwrap_or_default(),
                title: item.map(|item| item.title.clone()).unwrap_or_default(),
            },
            period: row.period(),
            due_date: row.due(),
            why: explanation(&row)?,
            service_area,
            owner,
            opened_on: row.opened_on,
            resolved_on: row.resolved_on,
            ended: row.ended,
            mentions: row.mentions,
            mentioned_on: row.mentioned_on,
            stage: row.stage,
            first_sent_on: row.first_sent_on,
            escalated_on: row.escalated_on,
            quiet: acts::quiet(&row, today).filter(|_| row.resolved_on.is_none()),
        })
    };
    records.into_iter().map(view).collect()
}

fn item(conn: &mut Conn, query: &AlertQuery) -> Result<Option<Id>> {
    let kind = match (query.item_kind, &query.item) {
        (_, None) => return Ok(None),
        (Some(kind), _) => Kind::from(kind),
        (None, Some(_)) => {
            return Err(Error::field("?item_kind", "missing_parameter", "must be given with item: action, indicator or risk"));
        }
    };
    resolve(conn, kind, "?item", query.item.as_deref())
}
