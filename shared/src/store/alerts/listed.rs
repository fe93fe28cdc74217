//! Alerts as lists hold them: with their owners and areas.

use super::AlertRow;
use crate::db::page::PageRequest;
use crate::db::schema::{actions, alerts, indicators, notification_alerts, people, risks, service_areas};
use crate::db::{Conn, on};
use crate::domain::alert::{ItemKind, Quiet, Rule};
use crate::domain::day::Day;
use crate::error::Result;
use crate::id::Id;
use crate::model::Link;
use crate::model::notification::AlertState;
use diesel::prelude::*;

/// An alert with its owner and area.
#[derive(Clone, Debug, Queryable)]
pub struct AlertRecord {
    /// The row.
    pub row: AlertRow,
    /// Who owns the item.
    pub owner: Option<Link>,
    /// Which area's assessment it is about, if it is about one.
    pub service_area: Option<Link>,
}

/// Which alerts a list holds.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each is the value of the column it is named after")]
pub struct AlertFilter {
    pub rule: Option<Rule>,
    pub item_kind: Option<ItemKind>,
    pub item: Option<Id>,
    pub owner: Option<Id>,
    /// The owner, or whoever stands in for them.
    pub person: Option<Id>,
    /// Of an assessment of it, or of an action or an indicator of it.
    pub service_area: Option<Id>,
    /// Open, or resolved; both without it.
    pub open: Option<bool>,
    /// In this state on that day.
    pub state: Option<(AlertState, Day)>,
    /// Listed by this notification.
    pub notification: Option<Id>,
}

macro_rules! records {
    () => {
        alerts::table.left_join(people::table).left_join(service_areas::table).select((
            AlertRow::as_select(),
            (people::id, people::reference, people::name).nullable(),
            (service_areas::id, service_areas::reference, service_areas::name).nullable(),
        ))
    };
}

/// The alert of that id.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: Id) -> Result<Option<AlertRecord>> {
    Ok(on!(conn, c => records!().filter(alerts::id.eq(id)).first(c).optional())?)
}

/// Alerts, oldest first.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, filter: &AlertFilter, page: &PageRequest) -> Result<Vec<AlertRecord>> {
    let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
    let rows = on!(conn, c => {
        let mut query = records!().into_boxed::<DB>();
        if let Some(rule) = filter.rule {
            query = query.filter(alerts::rule.eq(rule));
        }
        if let Some(kind) = filter.item_kind {
            query = query.filter(alerts::item_kind.eq(kind));
        }
        if let Some(item) = filter.item {
            query = query.filter(alerts::item_id.eq(item));
        }
        if let Some(owner) = filter.owner {
            query = query.filter(alerts::owner_id.eq(owner));
        }
        if let Some(person) = filter.person {
            query = query.filter(alerts::owner_id.eq(person)
                .or(alerts::item_id.eq_any(actions::table.filter(actions::deputy_id.eq(person)).select(actions::id)))
                .or(alerts::item_id.eq_any(indicators::table.filter(indicators::deputy_id.eq(person)).select(indicators::id)))
                .or(alerts::item_id.eq_any(risks::table.filter(risks::deputy_id.eq(person)).select(risks::id))));
        }
        if let Some(area) = filter.service_area {
            query = query.filter(alerts::service_area_id.eq(area)
                .or(alerts::item_id.eq_any(actions::table.filter(actions::service_area_id.eq(area)).select(actions::id)))
                .or(alerts::item_id.eq_any(indicators::table.filter(indicators::service_area_id.eq(area)).select(indicators::id))));
        }
        if let Some((state, day)) = filter.state {
            let loud = alerts::quiet_until.is_null().or(alerts::quiet_until.lt(day));
            let quiet = |kind: Quiet| alerts::quiet_until.ge(day).and(alerts::quiet_kind.eq(kind));
            query = match state {
                AlertState::Resolved => query.filter(alerts::resolved_at.is_not_null()),
                AlertState::Acknowledged => query.filter(quiet(Quiet::Acknowledged)),
                AlertState::Snoozed => query.filter(quiet(Quiet::Snoozed)),
                AlertState::Escalated => query.filter(loud).filter(alerts::escalated_on.le(day)),
                AlertState::Open => query.filter(loud).filter(alerts::escalated_on.is_null().or(alerts::escalated_on.gt(day))),
            };
            if state != AlertState::Resolved {
                query = query.filter(alerts::resolved_at.is_null());
            }
        }
        if let Some(notification) = filter.notification {
            let listed = notification_alerts::table.filter(notification_alerts::notification_id.eq(notification));
            query = query.filter(alerts::id.eq_any(listed.select(notification_alerts::alert_id)));
        }
        query = match filter.open {
            Some(true) => query.filter(alerts::resolved_at.is_null()),
            Some(false) => query.filter(alerts::resolved_at.is_not_null()),
            None => query,
        };
        if let Some(after) = &page.after {
            query = query.filter(alerts::id.gt(&after.id));
        }
        query
            .order(alerts::id)
            .limit(limit)
            .load(c)
    })?;
    Ok(rows)
}
