//! Webhooks, and the log of what they were sent.

use super::{CommonErrors, ItemErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::conditional::shown;
use crate::extract::{Body, Listing, PageQuery, Query, listing, page, sent_again};
use crate::problem::ApiError;
use crate::state::{App, Made};
use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, delete, get, patch, post, web};
use plumbline_shared::model::webhook::{Delivery, DeliveryState, IssuedWebhook, SecretRotation, Webhook, WebhookDraft};
use plumbline_shared::ops::{webhook_deliveries, webhooks};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(list).service(create).service(read).service(change).service(delete).service(rotate).service(test);
    config.service(list_deliveries).service(replay);
}

/// List webhooks
///
/// For admins. In the order in which they were made; without their secrets.
#[utoipa::path(
    tag = "Webhooks", operation_id = "list_webhooks", params(PageQuery),
    responses((status = 200, description = "A page of webhooks", body = Listing<Webhook>), CommonErrors)
)]
#[get("/webhooks")]
async fn list(request: HttpRequest, app: web::Data<App>, query: Query<PageQuery>) -> Result<HttpResponse, ApiError> {
    let page = page(&request, query.0.limit, query.0.cursor.as_deref(), webhooks::SORT)?;
    listing(&request, &app, move |conn, _, _| webhooks::list(conn, &page)).await
}

/// Create a webhook
///
/// For admins. From now on each event of these types is sent to the URL by POST, signed by Standard Webhooks; the answer alone
/// shows the `secret` that signatures are verified with. The URL must be https at a public address, unless the operator allows
/// others. At most 50.
#[utoipa::path(
    tag = "Webhooks", operation_id = "create_webhook",
    request_body(content = WebhookDraft, example = json!({
        "name": "Data warehouse", "url": "https://hooks.example.org/plumbline",
        "events": ["alert.opened", "alert.resolved", "result.recorded"], "service_areas": ["WR"]
    })),
    responses((status = 201, description = "The webhook, with its secret, shown only now", body = IssuedWebhook), CommonErrors, WriteErrors)
)]
#[post("/webhooks")]
async fn create(app: web::Data<App>, caller: Caller, body: Body<WebhookDraft>) -> Result<HttpResponse, ApiError> {
    let outbound = Arc::clone(&app.outbound);
    let made = app.write(&caller, move |conn, _, context| webhooks::create(conn, context, &outbound, body.0)).await?;
    Ok(shown_once(HttpResponse::Created(), &made))
}

/// Read a webhook
///
/// For admins. Without its secret; `failing_since` and `disabled_reason` say how it fares.
#[utoipa::path(
    tag = "Webhooks", operation_id = "read_webhook", params(("webhook" = String, Path, description = "Its id")),
    responses((status = 200, description = "The webhook", body = Webhook), CommonErrors, ItemErrors)
)]
#[get("/webhooks/{webhook}")]
async fn read(app: web::Data<App>, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let found = app.read(move |conn, _, _| webhooks::get(conn, &id)).await?;
    shown(StatusCode::OK, found.version, &found)
}

/// Change a webhook
///
/// For admins. JSON Merge Patch (RFC 7396): what is left out stays, null clears. `"state": "paused"` has it told nothing, and
/// what waits wait on; `"active"` has it told again, one that the service disabled too.
#[utoipa::path(
    tag = "Webhooks", operation_id = "change_webhook", params(("webhook" = String, Path, description = "Its id")),
    request_body(content = WebhookDraft, description = "Any of these fields", example = json!({"service_areas": null})),
    responses((status = 200, description = "As it is now", body = Webhook), CommonErrors, ItemErrors, WriteErrors)
)]
#[patch("/webhooks/{webhook}")]
async fn change(
    app: web::Data<App>,
    caller: Caller,
    id: web::Path<String>,
    body: Body<serde_json::Value>,
) -> Result<HttpResponse, ApiError> {
    let outbound = Arc::clone(&app.outbound);
    let changed = app.write(&caller, move |conn, _, context| webhooks::patch(conn, context, &outbound, &id, &body.0)).await?;
    shown(StatusCode::OK, changed.version, &changed)
}

/// Delete a webhook
///
/// For admins. It goes with its deliveries, those too that wait to be sent.
#[utoipa::path(
    tag = "Webhooks", operation_id = "delete_webhook", params(("webhook" = String, Path, description = "Its id")),
    responses((status = 204, description = "It is gone"), CommonErrors, ItemErrors, WriteErrors)
)]
#[delete("/webhooks/{webhook}")]
async fn delete(app: web::Data<App>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    app.write(&caller, move |conn, _, context| webhooks::delete(conn, context, &id)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Rotate a webhook's secret
///
/// For admins. Gives it another secret, which the answer alone shows. For `overlap_hours` (24 by default) deliveries are signed
/// with both, so that the receiver can change over; one from before the old one ends in any case.
#[utoipa::path(
    tag = "Webhooks", operation_id = "rotate_webhook_secret", params(("webhook" = String, Path, description = "Its id")),
    request_body(content = SecretRotation, example = json!({"overlap_hours": 24})),
    responses((status = 200, description = "The webhook, with its new secret", body = IssuedWebhook), CommonErrors, ItemErrors, WriteErrors)
)]
#[post("/webhooks/{webhook}/rotate-secret")]
async fn rotate(app: web::Data<App>, caller: Caller, id: web::Path<String>, body: Body<SecretRotation>) -> Result<HttpResponse, ApiError> {
    let rotated = app.write(&caller, move |conn, _, context| webhooks::rotate(conn, context, &id, body.0)).await?;
    Ok(shown_once(HttpResponse::Ok(), &rotated))
}

/// Try a webhook
///
/// For admins. Queues an event of the type `ping`, which is sent as any other within seconds: look at its deliveries. Refused (409
/// `webhook_not_active`) for one that is paused or disabled.
#[utoipa::path(
    tag = "Webhooks", operation_id = "test_webhook", params(("webhook" = String, Path, description = "Its id")),
    responses((status = 202, description = "What is to be sent", body = Delivery), CommonErrors, ItemErrors, WriteErrors)
)]
#[post("/webhooks/{webhook}/test")]
async fn test(request: HttpRequest, app: web::Data<App>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let again = sent_again(&request, b"")?;
    app.make(&caller, again, move |conn, _, context| Ok(queued(webhook_deliveries::test(conn, context, &id)?))).await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct DeliveriesQuery {
    /// In this state.
    state: Option<DeliveryState>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

/// List a webhook's deliveries
///
/// For admins. Each event that was for it in the last 30 days, what became of it and what the receiver answered, newest first.
#[utoipa::path(
    tag = "Webhooks", operation_id = "list_webhook_deliveries",
    params(("webhook" = String, Path, description = "Its id"), DeliveriesQuery),
    responses((status = 200, description = "A page of deliveries", body = Listing<Delivery>), CommonErrors, ItemErrors)
)]
#[get("/webhooks/{webhook}/deliveries")]
async fn list_deliveries(
    request: HttpRequest,
    app: web::Data<App>,
    id: web::Path<String>,
    query: Query<DeliveriesQuery>,
) -> Result<HttpResponse, ApiError> {
    let page = page(&request, query.0.limit, query.0.cursor.as_deref(), webhook_deliveries::SORT)?;
    listing(&request, &app, move |conn, _, _| webhook_deliveries::list(conn, &id, query.0.state, &page)).await
}

/// Send a delivery again
///
/// For admins. Whatever became of it, with the same `webhook-id` and body, and as many attempts as a new one. Refused while it is
/// being sent (409 `being_sent`), and for a webhook that is not active.
#[utoipa::path(
    tag = "Webhooks", operation_id = "replay_webhook_delivery",
    params(("webhook" = String, Path, description = "The webhook's id"), ("delivery" = String, Path, description = "The delivery's id")),
    responses((status = 202, description = "What is to be sent", body = Delivery), CommonErrors, ItemErrors, WriteErrors)
)]
#[post("/webhooks/{webhook}/deliveries/{delivery}/replay")]
async fn replay(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let again = sent_again(&request, b"")?;
    let (id, delivery) = path.into_inner();
    app.make(&caller, again, move |conn, _, context| Ok(queued(webhook_deliveries::replay(conn, context, &id, &delivery)?))).await
}

/// It is sent by a worker, later.
const fn queued(delivery: Delivery) -> Made<Delivery> {
    Made { status: StatusCode::ACCEPTED, version: None, value: delivery }
}

/// No cache on the way may keep a secret.
fn shown_once(mut response: HttpResponseBuilder, webhook: &IssuedWebhook) -> HttpResponse {
    response.insert_header((CACHE_CONTROL, "no-store")).json(webhook)
}
