//! Alerts and notifications, as they are read.

use super::compose_digests::explanation;
use super::context::resolve;
use crate::db::Conn;
use crate::db::page::{Cursor, Page, PageRequest};
use crate::domain::alert::{ItemKind, Rule};
use crate::domain::day::Day;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::Link;
use crate::model::notification::{Alert, AlertedItem, Notification, State};
use crate::store::alerts::{self, AlertFilter, AlertRecord};
use crate::store::notifications::{self, NotificationFilter, NotificationRow};
use crate::store::refs::Kind;

/// The order of both lists.
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
    pub service_area: Option<String>,
    pub open: Option<bool>,
}

/// Which notifications a list holds.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as in NotificationFilter, by keys")]
pub struct NotificationQuery {
    pub person: Option<String>,
    pub state: Option<State>,
    pub day: Option<Day>,
    pub check: Option<String>,
}

/// A page of alerts, in the order in which they opened.
///
/// # Errors
/// [`Error::Invalid`] when the query names something unknown.
pub fn list(conn: &mut Conn, query: &AlertQuery, page: &PageRequest) -> Result<Page<Alert>> {
    let filter = AlertFilter {
        rule: query.rule,
        item_kind: query.item_kind,
        item: item(conn, query)?,
        owner: resolve(conn, Kind::Person, "?owner", query.owner.as_deref())?,
        service_area: resolve(conn, Kind::ServiceArea, "?service_area", query.service_area.as_deref())?,
        open: query.open,
    };
    let records = alerts::list(conn, &filter, &PageRequest { limit: page.limit + 1, after: page.after.clone() })?;
    let place = |record: &AlertRecord| Cursor { sort: SORT.to_owned(), value: String::new(), id: record.row.id.to_string() };
    let page = Page::cut(records, page.limit, place);
    let items = alerts::items(conn, page.items.iter().map(|record| &record.row))?;
    let view = |record: AlertRecord| {
        let item = items.get(&record.row.item_id);
        Ok(Alert {
            id: record.row.id,
            rule: record.row.rule,
            item: AlertedItem {
                kind: record.row.item_kind,
                id: record.row.item_id,
                reference: item.map(|item| item.reference.clone()).unwrap_or_default(),
                title: item.map(|item| item.title.clone()).unwrap_or_default(),
            },
            period: record.row.period(),
            due_date: record.row.due_date(),
            why: explanation(&record.row)?,
            service_area: record.service_area,
            owner: record.owner,
            opened_on: record.row.opened_on,
            resolved_on: record.row.resolved_on,
            mentions: record.row.mentions,
            mentioned_on: record.row.mentioned_on,
        })
    };
    Ok(Page { items: page.items.into_iter().map(view).collect::<Result<_>>()?, next: page.next })
}

fn item(conn: &mut Conn, query: &AlertQuery) -> Result<Option<Id>> {
    let kind = match (query.item_kind, &query.item) {
        (_, None) => return Ok(None),
        (Some(ItemKind::Action), _) => Kind::Action,
        (Some(ItemKind::Indicator), _) => Kind::Indicator,
        (Some(ItemKind::Risk), _) => Kind::Risk,
        (None, Some(_)) => {
            return Err(Error::field("?item_kind", "missing_parameter", "must be given with item: action, indicator or risk"));
        }
    };
    resolve(conn, kind, "?item", query.item.as_deref())
}

/// A page of the delivery log, newest first.
///
/// # Errors
/// [`Error::Invalid`] when the query names something unknown.
pub fn deliveries(conn: &mut Conn, query: &NotificationQuery, page: &PageRequest) -> Result<Page<Notification>> {
    let filter = NotificationFilter {
        person: resolve(conn, Kind::Person, "?person", query.person.as_deref())?,
        state: query.state,
        day: query.day,
        check: query.check.clone(),
    };
    let rows = notifications::list(conn, &filter, &PageRequest { limit: page.limit + 1, after: page.after.clone() })?;
    let place = |(row, _): &(NotificationRow, Link)| Cursor { sort: SORT.to_owned(), value: String::new(), id: row.id.to_string() };
    Ok(Page::cut(rows, page.limit, place).map(|(row, person)| Notification {
        id: row.id,
        person,
        check: row.check_name,
        day: row.day,
        state: row.state,
        message_id: row.message_id,
        attempts: row.attempts,
        next_attempt_at: row.state.is_open().then_some(row.next_attempt_at),
        last_reply: row.last_reply,
        created_at: row.created_at,
        settled_at: row.settled_at,
    }))
}
