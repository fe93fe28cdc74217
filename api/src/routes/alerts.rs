//! Alerts: as they are read, and what people do about them.

use super::{CommonErrors, ItemErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::conditional::shown;
use crate::extract::{Body, Listing, Query, listing, page, sent_again};
use crate::problem::ApiError;
use crate::state::{App, Made};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use plumbline_shared::domain::alert::{ItemKind, Rule};
use plumbline_shared::error::Error;
use plumbline_shared::id::Id;
use plumbline_shared::model::notification::{Acknowledgement, Alert, AlertState, Snooze};
use plumbline_shared::ops::alerts::{self, AlertQuery, SORT};
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(list).service(read).service(acknowledge).service(snooze).service(wake);
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
    /// About what this person owns or stands in for (id or ref).
    person: Option<String>,
    /// About this service area's actions and indicators, and its assessments of service risks (id or ref).
    service_area: Option<String>,
    /// Open ones (true) or resolved ones (false); both without it.
    open: Option<bool>,
    /// In this state today.
    state: Option<AlertState>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

/// List alerts
///
/// In the order in which they opened, each with why. An alert opens and resolves by itself, with the facts. An item's whole
/// history of alerts, resolved ones included: `?item_kind=action&item=HC-02`; what people did about one:
/// `/history?kind=alert&item=` and its id.
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
        person: query.person,
        service_area: query.service_area,
        open: query.open,
        state: query.state,
    };
    listing(&request, &app, move |conn, settings, context| alerts::list(conn, &wanted, context.today(settings), &page)).await
}

/// Read an alert
///
/// With where it is in its life today, and who said what of it. A resolved one stays readable.
#[utoipa::path(
    tag = "Alerts", operation_id = "read_alert", params(("alert" = String, Path, description = "Its id")),
    responses((status = 200, description = "The alert", body = Alert), CommonErrors, ItemErrors)
)]
#[get("/alerts/{alert}")]
async fn read(app: web::Data<App>, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let id = alert(&id)?;
    let found = app.read(move |conn, settings, context| alerts::get(conn, id, context.today(settings))).await?;
    shown(StatusCode::OK, None, &found)
}

/// Acknowledge an alert
///
/// By the owner or deputy of its item, or an editor. Something is being done, and `reason` says what: through the day `until` no mail is
/// made for it; then it is mentioned again by itself. The setting `alerts.acknowledge_days` says how far off that may be. It takes the place
/// of what was said before; the same again changes nothing. A new owner hears of the alert at once. Refused for one that is
/// resolved (409 `alert_resolved`).
#[utoipa::path(
    tag = "Alerts", operation_id = "acknowledge_alert", params(("alert" = String, Path, description = "Its id")),
    request_body(content = Acknowledgement, example = json!({"until": "2026-11-15", "reason": "The contractor starts on 9 November."})),
    responses((status = 200, description = "As it is now", body = Alert), CommonErrors, ItemErrors, WriteErrors)
)]
#[post("/alerts/{alert}/acknowledge")]
async fn acknowledge(
    app: web::Data<App>,
    caller: Caller,
    id: web::Path<String>,
    body: Body<Acknowledgement>,
) -> Result<HttpResponse, ApiError> {
    let (id, Body(said, again)) = (alert(&id)?, body);
    app.make(&caller, again, move |conn, settings, context| {
        Ok(done(alerts::acknowledge(conn, context, settings, id, said.until, &said.reason)?))
    })
    .await
}

/// Snooze an alert
///
/// By the owner or deputy of its item, or an editor. Puts it off through the day `until`; then it is mentioned again by itself. The setting
/// `alerts.snooze_days` says how far off that may be. Otherwise as to acknowledge it.
#[utoipa::path(
    tag = "Alerts", operation_id = "snooze_alert", params(("alert" = String, Path, description = "Its id")),
    request_body(content = Snooze, example = json!({"until": "2026-10-22"})),
    responses((status = 200, description = "As it is now", body = Alert), CommonErrors, ItemErrors, WriteErrors)
)]
#[post("/alerts/{alert}/snooze")]
async fn snooze(app: web::Data<App>, caller: Caller, id: web::Path<String>, body: Body<Snooze>) -> Result<HttpResponse, ApiError> {
    let (id, Body(said, again)) = (alert(&id)?, body);
    app.make(&caller, again, move |conn, settings, context| Ok(done(alerts::snooze(conn, context, settings, id, said.until)?))).await
}

/// Wake an alert
///
/// By the owner or deputy of its item, or an editor. Ends what was acknowledged or snoozed at once; one that is neither stays as it is.
#[utoipa::path(
    tag = "Alerts", operation_id = "wake_alert", params(("alert" = String, Path, description = "Its id")),
    responses((status = 200, description = "As it is now", body = Alert), CommonErrors, ItemErrors, WriteErrors)
)]
#[post("/alerts/{alert}/wake")]
async fn wake(request: HttpRequest, app: web::Data<App>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let (id, again) = (alert(&id)?, sent_again(&request, b"")?);
    app.make(&caller, again, move |conn, settings, context| Ok(done(alerts::wake(conn, context, settings, id)?))).await
}

fn alert(id: &str) -> Result<Id, ApiError> {
    Ok(id.parse().map_err(|_| Error::not_found("alert", id))?)
}

/// It has no version: checks write to it all the time, and what is done is done whole.
const fn done(alert: Alert) -> Made<Alert> {
    Made { status: StatusCode::OK, version: None, value: alert }
}
