//! Events for other systems: written down for each webhook that wants them, in the transaction that made them, and sent later
//! by a worker. Where no webhook wants them, a change costs one look at an almost empty table.
//!
//! What is told is thin: which item, which quarter, what status by which rule, and where to read the rest. No name, no text.

use super::context::Context;
use super::keys::parts;
use crate::db::Conn;
use crate::domain::alert::ItemKind;
use crate::domain::explanation::Explanation;
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::webhook::{DeliveryState, EventType};
use crate::store::alerts::{self, AlertRow};
use crate::store::refs::{self, Kind};
use crate::store::webhook_deliveries::{self as deliveries, DeliveryRow};
use crate::store::webhooks::listening;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// Whom an event concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concern {
    /// Everyone.
    All,
    /// A service area; without one, only those who want to hear of all areas.
    Area(Option<Id>),
}

/// An event before it is known whether anyone wants it.
struct Event {
    kind: EventType,
    concern: Concern,
    data: Value,
}

/// Webhooks that are told of events.
struct Listeners(Vec<(Id, Vec<EventType>, Option<Vec<Id>>)>);

impl Listeners {
    fn load(conn: &mut Conn) -> Result<Self> {
        let read = |(id, events, areas): (Id, String, Option<String>)| Ok((id, parts(&events)?, areas.as_deref().map(parts).transpose()?));
        Ok(Self(listening(conn)?.into_iter().map(read).collect::<Result<_>>()?))
    }

    fn want(&self, kind: EventType) -> bool {
        self.0.iter().any(|(_, kinds, _)| kinds.contains(&kind))
    }

    fn of<'a>(&'a self, event: &'a Event) -> impl Iterator<Item = Id> + 'a {
        let fits = |areas: &Option<Vec<Id>>| match (areas, event.concern) {
            (None, _) | (_, Concern::All) => true,
            (Some(areas), Concern::Area(area)) => area.is_some_and(|area| areas.contains(&area)),
        };
        self.0.iter().filter(move |(_, kinds, areas)| kinds.contains(&event.kind) && fits(areas)).map(|(id, ..)| *id)
    }

    /// Writes down what is to be sent.
    fn tell(&self, conn: &mut Conn, context: &Context, mut events: Vec<Event>) -> Result<()> {
        let area_of = |event: &Event| if let Concern::Area(area) = event.concern { area } else { None };
        let areas = refs::service_areas(conn, &events.iter().filter_map(area_of).collect::<Vec<_>>())?;
        let mut rows = Vec::new();
        for event in &mut events {
            if let (Some(area), Some(data)) = (area_of(event).and_then(|area| areas.get(&area)), event.data.as_object_mut()) {
                data.insert("service_area".to_owned(), json!({"id": area.id, "ref": area.reference}));
            }
            rows.extend(self.of(event).map(|hook| delivery(context, hook, event.kind, &event.data)));
        }
        deliveries::insert(conn, &rows)
    }
}

/// One event for one webhook, to be sent at once.
pub(super) fn delivery(context: &Context, webhook_id: Id, kind: EventType, data: &Value) -> DeliveryRow {
    DeliveryRow {
        id: context.new_id(),
        webhook_id,
        event_type: kind,
        payload: json!({"type": kind, "timestamp": context.at(), "data": data}).to_string(),
        state: DeliveryState::Pending,
        attempts: 0,
        next_attempt_at: context.at(),
        leased_until: None,
        fence: 0,
        last_status: None,
        last_error: None,
        created_at: context.at(),
        settled_at: None,
    }
}

/// Tells of something that happened once; what is told is worked out only where somebody wants it.
///
/// # Errors
/// Those of the database.
pub fn announce(conn: &mut Conn, context: &Context, kind: EventType, concern: Concern, data: impl FnOnce() -> Value) -> Result<()> {
    let listeners = Listeners::load(conn)?;
    if !listeners.want(kind) {
        return Ok(());
    }
    listeners.tell(conn, context, vec![Event { kind, concern, data: data() }])
}

/// What is told of a return: which item's, of which quarter, which revision, and what has become of its status, by name.
pub fn of_return(item: (Kind, Id, &str), period: Period, revision: i32, status: &[(&str, &str, &Explanation)]) -> Value {
    let (kind, id, reference) = item;
    let statuses = status.iter().map(|(name, token, why)| {
        ((*name).to_owned(), json!({"value": token, "rule": why.rule, "rule_version": why.rule_version, "reason": why.reason}))
    });
    json!({
        "item": {"kind": kind.name(), "id": id, "ref": reference},
        "period": period,
        "revision": revision,
        "status": statuses.collect::<Map<_, _>>(),
        "link": format!("{}?period={period}", path(kind, id)),
    })
}

/// Tells of alerts that opened and resolved.
///
/// # Errors
/// Those of the database.
pub fn announce_alerts(conn: &mut Conn, context: &Context, changed: &[AlertRow]) -> Result<()> {
    let kind = |row: &AlertRow| if row.resolved_on.is_none() { EventType::AlertOpened } else { EventType::AlertResolved };
    if changed.is_empty() {
        return Ok(());
    }
    let listeners = Listeners::load(conn)?;
    let wanted: Vec<&AlertRow> = changed.iter().filter(|row| listeners.want(kind(row))).collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let items = alerts::items(conn, wanted.iter().copied())?;
    let areas: HashMap<Id, Id> = alerts::areas_of_items(conn, wanted.iter().copied())?.into_iter().collect();
    let event = |row: &&AlertRow| {
        let reference = items.get(&row.item_id).map(|item| item.reference.as_str()).unwrap_or_default();
        let area = row.service_area_id.or_else(|| areas.get(&row.item_id).copied());
        Ok(Event { kind: kind(row), concern: Concern::Area(area), data: of_alert(row, reference)? })
    };
    let events = wanted.iter().map(event).collect::<Result<_>>()?;
    listeners.tell(conn, context, events)
}

fn of_alert(row: &AlertRow, reference: &str) -> Result<Value> {
    let why: Explanation = serde_json::from_str(&row.why).map_err(|error| Error::Internal(format!("a stored explanation: {error}")))?;
    let kind = match row.item_kind {
        ItemKind::Action => Kind::Action,
        ItemKind::Indicator => Kind::Indicator,
        ItemKind::Risk => Kind::Risk,
    };
    Ok(json!({
        "alert": row.id,
        "rule": row.rule,
        "item": {"kind": kind.name(), "id": row.item_id, "ref": reference},
        "period": row.period(),
        "due_date": row.due(),
        "opened_on": row.opened_on,
        "resolved_on": row.resolved_on,
        "ended": row.ended,
        "why": {"rule": why.rule, "rule_version": why.rule_version, "reason": why.reason},
        "link": path(kind, row.item_id),
    }))
}

/// Where an item is read.
fn path(kind: Kind, id: Id) -> String {
    format!("/api/v1/{}s/{id}", kind.name())
}
