//! Service actions.

use super::{CommonErrors, ItemErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::conditional::shown;
use crate::extract::{Body, Listing, Query, ScopeQuery, listing, page};
use crate::problem::ApiError;
use crate::state::{App, Made};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};
use plumbline_shared::clock::Timestamp;
use plumbline_shared::domain::action::Lifecycle;
use plumbline_shared::domain::day::Day;
use plumbline_shared::domain::period::Period;
use plumbline_shared::domain::status::Rag;
use plumbline_shared::id::Key;
use plumbline_shared::model::action::{Action, ActionDraft, ActionSort};
use plumbline_shared::ops::actions::{self, ActionQuery, StatusFilter};
use plumbline_shared::ops::past::{Asked, look};
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(list).service(create).service(read).service(update).service(archive);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// The period whose status is wanted; without one, the latest that has ended.
    #[param(value_type = Option<String>, example = "2026-27-Q2")]
    period: Option<Period>,
    /// The day for which the rules are run; without one, today, or the day of `known_at`.
    as_of: Option<Day>,
    /// As it was known at this instant (RFC 3339): items, returns and settings of then. Not to be combined with filters on what is
    /// recorded of items, nor with an order but that of refs.
    known_at: Option<Timestamp>,
    /// With this printed RAG in that period.
    rag: Option<Rag>,
    /// Overdue on that day, or not.
    overdue: Option<bool>,
    /// With a reported RAG that differs from the expected one, or without.
    challenged: Option<bool>,
    /// Owned by this person (id or ref).
    owner: Option<String>,
    /// Of this service area (id or ref).
    service_area: Option<String>,
    /// Under this objective, or under this outcome (id or ref).
    objective: Option<String>,
    /// Of this corporate action (id or ref).
    corporate_action: Option<String>,
    /// Where they are in their life.
    lifecycle: Option<Lifecycle>,
    /// Due before this day, by the latest agreed date.
    due_before: Option<Day>,
    /// Due after this day, by the latest agreed date.
    due_after: Option<Day>,
    /// Archived ones instead of current ones.
    #[serde(default)]
    archived: bool,
    /// Whose ref or title contains this text, whatever its case.
    q: Option<String>,
    /// The order: by `ref` (the default), or by the latest agreed due date, the earliest (`due`) or the latest (`-due`) first.
    sort: Option<ActionSort>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

/// List actions
///
/// Each with its computed status for the period. With `rag`, `overdue` or `challenged` a page may hold fewer items than
/// `limit`; follow `next` until it is null.
#[utoipa::path(
    tag = "Actions", operation_id = "list_actions", params(ListQuery),
    responses((status = 200, description = "A page of actions", body = Listing<Action>), CommonErrors)
)]
#[get("/actions")]
async fn list(request: HttpRequest, app: web::Data<App>, query: Query<ListQuery>) -> Result<HttpResponse, ApiError> {
    let query = query.0;
    let sort = query.sort.unwrap_or(ActionSort::Ref);
    let page = page(&request, query.limit, query.cursor.as_deref(), sort.as_str())?;
    let status = StatusFilter { rag: query.rag, overdue: query.overdue, challenged: query.challenged };
    let wanted = ActionQuery {
        owner: query.owner,
        service_area: query.service_area,
        objective: query.objective,
        corporate_action: query.corporate_action,
        lifecycle: query.lifecycle,
        due_before: query.due_before,
        due_after: query.due_after,
        archived: query.archived,
        text: query.q,
    };
    let asked = Asked { period: query.period, as_of: query.as_of, known_at: query.known_at };
    listing(&request, &app, move |conn, settings, context| {
        let (settings, scope) = look(conn, context, settings, asked)?;
        actions::list(conn, &settings, &wanted, status, scope, sort, &page)
    })
    .await
}

/// Create an action
///
/// Its `ref` must be unique among actions; refs that differ only in `/` and `-` collide. `due_date` is its original due date.
#[utoipa::path(
    tag = "Actions", operation_id = "create_action",
    request_body(content = ActionDraft, example = json!({
        "ref": "PC/05", "title": "Review the learning and development policy", "start_date": "2026-04-01", "due_date": "2027-03-31"
    })),
    responses((status = 201, description = "The new action", body = Action), CommonErrors, WriteErrors)
)]
#[post("/actions")]
async fn create(app: web::Data<App>, caller: Caller, body: Body<ActionDraft>) -> Result<HttpResponse, ApiError> {
    app.make(&caller, body.1, move |conn, settings, context| {
        let made = actions::add(conn, context, settings, body.0)?;
        Ok(Made::item(made.version, made))
    })
    .await
}

/// Read an action
///
/// With its update and computed status for the period: what is printed, what the rule expects, and why.
#[utoipa::path(
    tag = "Actions", operation_id = "read_action",
    params(("key" = String, Path, description = "Its id, or its ref with `/` written `-`", example = "HC-02"), ScopeQuery),
    responses((status = 200, description = "The action", body = Action), CommonErrors, ItemErrors)
)]
#[get("/actions/{key}")]
async fn read(app: web::Data<App>, key: web::Path<String>, query: Query<ScopeQuery>) -> Result<HttpResponse, ApiError> {
    let key = Key::parse(&key);
    let found = app.read(move |conn, settings, context| {
        let (settings, scope) = look(conn, context, settings, query.0.into())?;
        actions::get(conn, &settings, &key, scope)
    });
    let found = found.await?;
    shown(StatusCode::OK, query.0.version(found.version), &found)
}

/// Change an action
///
/// JSON Merge Patch (RFC 7396): what is left out stays, null clears. `due_date` is the original due date. It may be
/// corrected until the action begins; once it has begun, or has an update or a revised date, the original is kept (422
/// `due_date_kept`): to move the date, `POST` to `due-dates`. `"archived": false` restores an archived action.
#[utoipa::path(
    tag = "Actions", operation_id = "update_action",
    params(("key" = String, Path, description = "Its id, or its ref with `/` written `-`", example = "HC-02")),
    request_body(content = ActionDraft, description = "Any of these fields", example = json!({"lifecycle": "completed"})),
    responses((status = 200, description = "The action as it is now", body = Action), CommonErrors, ItemErrors, WriteErrors)
)]
#[patch("/actions/{key}")]
async fn update(
    app: web::Data<App>,
    caller: Caller,
    key: web::Path<String>,
    body: Body<serde_json::Value>,
) -> Result<HttpResponse, ApiError> {
    let key = Key::parse(&key);
    let changed = app.write(&caller, move |conn, settings, context| actions::patch(conn, context, settings, &key, &body.0));
    let changed = changed.await?;
    shown(StatusCode::OK, changed.version, &changed)
}

/// Archive an action
///
/// It leaves lists, roll-ups and alerts, and keeps its history. `PATCH` with `"archived": false` restores it.
#[utoipa::path(
    tag = "Actions", operation_id = "archive_action",
    params(("key" = String, Path, description = "Its id, or its ref with `/` written `-`", example = "HC-02")),
    responses((status = 204, description = "It is archived"), CommonErrors, ItemErrors, WriteErrors)
)]
#[delete("/actions/{key}")]
async fn archive(app: web::Data<App>, caller: Caller, key: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let key = Key::parse(&key);
    let archived = serde_json::json!({"archived": true});
    app.write(&caller, move |conn, settings, context| actions::patch(conn, context, settings, &key, &archived)).await?;
    Ok(HttpResponse::NoContent().finish())
}
