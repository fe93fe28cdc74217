//! Programme projects and their statuses.

use super::revisions::{RevisionsQuery, revisions};
use super::{CommonErrors, ItemErrors, Operations, WriteErrors, recorded_as};
use crate::auth::Caller;
use crate::conditional::shown;
use crate::extract::{Body, Listing, Query, ScopeQuery, listing, page, period};
use crate::problem::ApiError;
use crate::state::{App, Made};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, put, web};
use plumbline_shared::clock::Timestamp;
use plumbline_shared::domain::day::Day;
use plumbline_shared::domain::period::Period;
use plumbline_shared::domain::plan::ProjectStatus;
use plumbline_shared::id::Key;
use plumbline_shared::model::project::{Project, ProjectDraft, ProjectReport, ProjectStatusDraft, RecordedProjectStatus};
use plumbline_shared::ops::past::{Asked, look};
use plumbline_shared::ops::projects::{self, ProjectMatch, SORT};
use plumbline_shared::ops::record_project_status;
use plumbline_shared::store::projects::ProjectFilter;
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(list).service(create).service(read).service(update).service(archive);
    config.service(statuses).service(record);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// The period whose status is wanted; without one, the latest that has ended.
    #[param(value_type = Option<String>, example = "2026-27-Q2")]
    period: Option<Period>,
    /// The day for which it is wanted; without one, today, or the day of `known_at`.
    as_of: Option<Day>,
    /// As it was known at this instant (RFC 3339): items, returns and settings of then. Not to be combined with filters on what is
    /// recorded of items, nor with an order but that of refs.
    known_at: Option<Timestamp>,
    /// Of this programme.
    programme: Option<String>,
    /// In this tranche.
    tranche: Option<String>,
    /// With this status in that period.
    status: Option<ProjectStatus>,
    /// Archived ones instead of current ones.
    #[serde(default)]
    archived: bool,
    /// Whose ref or title contains this text, whatever its case.
    q: Option<String>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

/// List projects
///
/// In the order of their refs, each with its status for the period. With `tranche` or `status` a page may hold fewer items
/// than `limit`; follow `next` until it is null.
#[utoipa::path(
    tag = "Projects", operation_id = "list_projects", params(ListQuery),
    responses((status = 200, description = "A page of projects", body = Listing<Project>), CommonErrors)
)]
#[get("/projects")]
async fn list(request: HttpRequest, app: web::Data<App>, query: Query<ListQuery>) -> Result<HttpResponse, ApiError> {
    let query = query.0;
    let page = page(&request, query.limit, query.cursor.as_deref(), SORT)?;
    let filter = ProjectFilter { programme: query.programme, archived: query.archived, either: false, text: query.q };
    let wanted = ProjectMatch { tranche: query.tranche, status: query.status };
    let asked = Asked { period: query.period, as_of: query.as_of, known_at: query.known_at };
    listing(&request, &app, move |conn, settings, context| {
        let (_, scope) = look(conn, context, settings, asked)?;
        projects::list(conn, &filter, &wanted, scope, &page)
    })
    .await
}

/// Create a project
///
/// Its `ref` must be unique among projects; refs that differ only in `/` and `-` collide.
#[utoipa::path(
    tag = "Projects", operation_id = "create_project",
    request_body(content = ProjectDraft, example = json!({
        "ref": "Y7", "title": "Catering", "programme": "Valley of Tomorrow", "tranches": ["1"]
    })),
    responses((status = 201, description = "The new project", body = Project), CommonErrors, WriteErrors)
)]
#[post("/projects")]
async fn create(app: web::Data<App>, caller: Caller, body: Body<ProjectDraft>) -> Result<HttpResponse, ApiError> {
    app.make(&caller, body.1, move |conn, settings, context| {
        let id = projects::create(conn, context, body.0)?;
        let made = projects::get(conn, &Key::Id(id), context.scope(settings, None, None)?)?;
        Ok(Made::item(made.version, made))
    })
    .await
}

/// Read a project
///
/// With its status for the period.
#[utoipa::path(
    tag = "Projects", operation_id = "read_project",
    params(("key" = String, Path, description = "Its id, or its ref with `/` written `-`", example = "Y2"), ScopeQuery),
    responses((status = 200, description = "The project", body = Project), CommonErrors, ItemErrors)
)]
#[get("/projects/{key}")]
async fn read(app: web::Data<App>, key: web::Path<String>, query: Query<ScopeQuery>) -> Result<HttpResponse, ApiError> {
    let key = Key::parse(&key);
    let found = app.read(move |conn, settings, context| {
        let (_, scope) = look(conn, context, settings, query.0.into())?;
        projects::get(conn, &key, scope)
    });
    let found = found.await?;
    shown(StatusCode::OK, query.0.version(found.version), &found)
}

/// Change a project
///
/// JSON Merge Patch (RFC 7396): what is left out stays, null clears. `"archived": false` restores an archived one.
#[utoipa::path(
    tag = "Projects", operation_id = "update_project",
    params(("key" = String, Path, description = "Its id, or its ref with `/` written `-`", example = "Y2")),
    request_body(content = ProjectDraft, description = "Any of these fields", example = json!({"tranches": ["1", "2"]})),
    responses((status = 200, description = "The project as it is now", body = Project), CommonErrors, ItemErrors, WriteErrors)
)]
#[patch("/projects/{key}")]
async fn update(
    app: web::Data<App>,
    caller: Caller,
    key: web::Path<String>,
    body: Body<serde_json::Value>,
) -> Result<HttpResponse, ApiError> {
    let key = Key::parse(&key);
    let changed = app.write(&caller, move |conn, settings, context| {
        let id = projects::patch(conn, context, &key, &body.0)?;
        projects::get(conn, &Key::Id(id), context.scope(settings, None, None)?)
    });
    let changed = changed.await?;
    shown(StatusCode::OK, changed.version, &changed)
}

/// Archive a project
///
/// It leaves lists and reports, and keeps its history. `PATCH` with `"archived": false` restores it.
#[utoipa::path(
    tag = "Projects", operation_id = "archive_project",
    params(("key" = String, Path, description = "Its id, or its ref with `/` written `-`", example = "Y2")),
    responses((status = 204, description = "It is archived"), CommonErrors, ItemErrors, WriteErrors)
)]
#[delete("/projects/{key}")]
async fn archive(app: web::Data<App>, caller: Caller, key: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let key = Key::parse(&key);
    let archived = serde_json::json!({"archived": true});
    app.write(&caller, move |conn, _, context| projects::patch(conn, context, &key, &archived)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Read a project's status in a quarter and its revisions
///
/// Every revision, the latest first, a hundred at a time; follow `next` until it is null. With `known_at`, those recorded by then.
#[utoipa::path(
    tag = "Projects", operation_id = "list_project_statuses",
    params(("key" = String, Path, description = "Id or ref", example = "Y2"), ("period" = String, Path, description = "The quarter", example = "2026-27-Q2"), RevisionsQuery),
    responses((status = 200, description = "The revisions", body = Listing<ProjectReport>), CommonErrors, ItemErrors)
)]
#[get("/projects/{key}/statuses/{period}")]
async fn statuses(
    request: HttpRequest,
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    query: Query<RevisionsQuery>,
) -> Result<HttpResponse, ApiError> {
    let (key, period) = (Key::parse(&path.0), period(&path.1)?);
    let of = |item: &ProjectReport| (item.revision, item.recorded_at);
    revisions(&request, &app, query.0, of, move |conn| record_project_status::revisions(conn, &key, period)).await
}

/// Record a project's status in a quarter
///
/// Idempotent: the same status again changes nothing. Another one makes a new revision; earlier ones are kept.
#[utoipa::path(
    tag = "Projects", operation_id = "record_project_status",
    params(("key" = String, Path, description = "Id or ref", example = "Y2"), ("period" = String, Path, description = "The quarter", example = "2026-27-Q2")),
    request_body(content = ProjectStatusDraft, example = json!({"status": "amber", "commentary": "Two posts are vacant."})),
    responses(
        (status = 200, description = "A new revision, or nothing changed", body = RecordedProjectStatus),
        (status = 201, description = "The first status of that quarter", body = RecordedProjectStatus),
        CommonErrors, ItemErrors, WriteErrors
    )
)]
#[put("/projects/{key}/statuses/{period}")]
async fn record(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<(String, String)>,
    body: Body<ProjectStatusDraft>,
) -> Result<HttpResponse, ApiError> {
    let (key, period) = (Key::parse(&path.0), period(&path.1)?);
    let (change, recorded) = app
        .write(&caller, move |conn, settings, context| record_project_status::record_status(conn, context, settings, &key, period, body.0))
        .await?;
    recorded_as(change, recorded.report.revision, &recorded)
}
