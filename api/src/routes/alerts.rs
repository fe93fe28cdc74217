//! Alerts, and the delivery log of the digests that told of them.

use super::{CommonErrors, Operations};
use crate::extract::{Listing, Query, listing, page};
use crate::problem::ApiError;
use crate::state::App;
use actix_web::{HttpRequest, HttpResponse, get, web};
use plumbline_shared::domain::alert::{ItemKind, Rule};
use plumbline_shared::domain::day::Day;
use plumbline_shared::domain::timetable::Check;
use plumbline_shared::model::notification::{Alert, Notification, State};
use plumbline_shared::ops::alerts::{self, AlertQuery, NotificationQuery, SORT};
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(list).service(deliveries);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct AlertsQuery {
    /// Of this rule.
    rule: Option<Rule>,
    /// About this kind of item.
    item_kind: Option<ItemKind>,
    /// About this item (id or ref); give `item_kind` with it.
    item: Option<String>,
    /// About what this person owns (id or ref).
    owner: Option<String>,
    /// About this service area's assessments of service risks (id or ref).
    service_area: Option<String>,
    /// Open ones (true) or resolved ones (false); both without it.
    open: Option<bool>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

/// List alerts
///
/// In the order in which they opened, each with why. An alert opens and resolves by itself, with the facts.
#[utoipa::path(
    tag = "Alerts", operation_id = "list_alerts", params(AlertsQuery),
    responses((status = 200, description = "A page of alerts", body = Listing<Alert>), CommonErrors)
)]
#[get("/alerts")]
async fn list(request: HttpRequest, app: web::Data<App>, query: Query<AlertsQuery>) -> Result<HttpResponse, ApiError> {
    let query = query.0;
    let page = page(&request, query.limit, query.cursor.as_deref(), SORT)?;
    let wanted = AlertQuery {
        rule: query.rule,
        item_kind: query.item_kind,
        item: query.item,
        owner: query.owner,
        service_area: query.service_area,
        open: query.open,
    };
    listing(&request, &app, move |conn, _, _| alerts::list(conn, &wanted, &page)).await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct NotificationsQuery {
    /// To this person (id or ref).
    person: Option<String>,
    /// In this state.
    state: Option<State>,
    /// Of checks for this day.
    #[param(example = "2026-10-15")]
    day: Option<Day>,
    /// Of this check.
    check: Option<Check>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

/// List notifications
///
/// The delivery log: each digest, whom it is for, what became of it and what the mail server said, newest first.
#[utoipa::path(
    tag = "Notifications", operation_id = "list_notifications", params(NotificationsQuery),
    responses((status = 200, description = "A page of notifications", body = Listing<Notification>), CommonErrors)
)]
#[get("/notifications")]
async fn deliveries(request: HttpRequest, app: web::Data<App>, query: Query<NotificationsQuery>) -> Result<HttpResponse, ApiError> {
    let query = query.0;
    let page = page(&request, query.limit, query.cursor.as_deref(), SORT)?;
    let check = query.check.map(|check| check.as_str().to_owned());
    let wanted = NotificationQuery { person: query.person, state: query.state, day: query.day, check };
    listing(&request, &app, move |conn, _, _| alerts::deliveries(conn, &wanted, &page)).await
}
