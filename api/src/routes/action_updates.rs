//! What happens to service actions: their quarterly updates and their due dates.

use super::revisions::{RevisionsQuery, revisions};
use super::{CommonErrors, ItemErrors, Operations, WriteErrors, recorded_as, status_of};
use crate::auth::Caller;
use crate::conditional::shown;
use crate::extract::{Body, Listing, Query, period};
use crate::problem::ApiError;
use crate::state::{App, Made};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, post, put, web};
use plumbline_shared::id::Key;
use plumbline_shared::model::action::{ActionDueDate, DueDateDraft};
use plumbline_shared::model::action_update::{ActionUpdate, RecordedUpdate, UpdateDraft};
use plumbline_shared::ops::{due_dates, record_update};

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(updates).service(record).service(due_date_list).service(revise);
}

/// Read a quarter's update and its revisions
///
/// Every revision, the latest first, a hundred at a time; follow `next` until it is null. With `known_at`, those recorded by then.
#[utoipa::path(
    tag = "Actions", operation_id = "list_action_updates",
    params(("key" = String, Path, description = "Id or ref", example = "HC-02"), ("period" = String, Path, description = "The quarter", example = "2026-27-Q2"), RevisionsQuery),
    responses((status = 200, description = "The revisions", body = Listing<ActionUpdate>), CommonErrors, ItemErrors)
)]
#[get("/actions/{key}/updates/{period}")]
async fn updates(
    request: HttpRequest,
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    query: Query<RevisionsQuery>,
) -> Result<HttpResponse, ApiError> {
    let (key, period) = (Key::parse(&path.0), period(&path.1)?);
    let of = |item: &ActionUpdate| (item.revision, item.recorded_at);
    revisions(&request, &app, query.0, of, move |conn| record_update::revisions(conn, &key, period)).await
}

/// Record a quarter's update
///
/// Idempotent: the same update again changes nothing. Another one makes a new revision; earlier ones are kept. Red needs a
/// commentary. A `revised_due_date` is agreed with it, once, and needs a `revision_reason`. The answer carries the status
/// that the update gives and why, and alerts are opened or resolved with it.
#[utoipa::path(
    tag = "Actions", operation_id = "record_action_update",
    params(("key" = String, Path, description = "Id or ref", example = "HC-02"), ("period" = String, Path, description = "The quarter", example = "2026-27-Q2")),
    request_body(content = UpdateDraft, example = json!({
        "percent_complete": 55, "reported_rag": "amber", "commentary": "The maker is late; the last vans come in February.",
        "revised_due_date": "2027-02-26", "revision_reason": "The maker is late."
    })),
    responses(
        (status = 200, description = "A new revision, or nothing changed", body = RecordedUpdate),
        (status = 201, description = "The first update of that quarter", body = RecordedUpdate),
        CommonErrors, ItemErrors, WriteErrors
    )
)]
#[put("/actions/{key}/updates/{period}")]
async fn record(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<(String, String)>,
    body: Body<UpdateDraft>,
) -> Result<HttpResponse, ApiError> {
    let (key, period) = (Key::parse(&path.0), period(&path.1)?);
    let (change, recorded) = app
        .write(&caller, move |conn, settings, context| record_update::record_update(conn, context, settings, &key, period, body.0))
        .await?;
    recorded_as(change, recorded.update.revision, &recorded)
}

/// List an action's due dates
///
/// The original, then the revised ones in the order in which they were agreed, each with its reason and day.
#[utoipa::path(
    tag = "Actions", operation_id = "list_action_due_dates",
    params(("key" = String, Path, description = "Id or ref", example = "HC-02")),
    responses((status = 200, description = "The due dates", body = Listing<ActionDueDate>), CommonErrors, ItemErrors)
)]
#[get("/actions/{key}/due-dates")]
async fn due_date_list(app: web::Data<App>, key: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let key = Key::parse(&key);
    let items = app.read(move |conn, settings, context| due_dates::list(conn, context, settings, &key)).await?;
    shown(StatusCode::OK, None, &Listing { items, next: None })
}

/// Agree a revised due date
///
/// The latest agreed counts from the day it was agreed; earlier ones and the original are kept. The date recorded last, sent
/// again with the same reason and day, changes nothing.
#[utoipa::path(
    tag = "Actions", operation_id = "revise_action_due_date",
    params(("key" = String, Path, description = "Id or ref", example = "HC-02")),
    request_body(content = DueDateDraft, example = json!({"due_date": "2027-03-31", "reason": "The supplier went out of business."})),
    responses(
        (status = 200, description = "It had been recorded already", body = ActionDueDate),
        (status = 201, description = "The revised due date", body = ActionDueDate),
        CommonErrors, ItemErrors, WriteErrors
    )
)]
#[post("/actions/{key}/due-dates")]
async fn revise(app: web::Data<App>, caller: Caller, key: web::Path<String>, body: Body<DueDateDraft>) -> Result<HttpResponse, ApiError> {
    let key = Key::parse(&key);
    app.make(&caller, body.1, move |conn, settings, context| {
        let (change, value) = due_dates::agree(conn, context, settings, &key, body.0)?;
        Ok(Made { status: status_of(change), version: None, value })
    })
    .await
}
