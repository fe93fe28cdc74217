//! Indicators and their results.

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
use plumbline_shared::domain::indicator::Frequency;
use plumbline_shared::domain::period::Period;
use plumbline_shared::domain::status::{Direction, Rag};
use plumbline_shared::id::Key;
use plumbline_shared::model::indicator::{Indicator, IndicatorDraft};
use plumbline_shared::model::indicator_result::{IndicatorResult, RecordedResult, ResultDraft};
use plumbline_shared::ops::indicators::{IndicatorQuery, SORT, StatusFilter};
use plumbline_shared::ops::past::{Asked, look};
use plumbline_shared::ops::{indicators, record_result};
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(list).service(create).service(read).service(update).service(archive);
    config.service(results).service(record);
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
    /// With this status in that period.
    rag: Option<Rag>,
    /// With this direction of travel in that period.
    direction: Option<Direction>,
    /// Owned by this person (id or ref).
    owner: Option<String>,
    /// Of this service area (id or ref).
    service_area: Option<String>,
    /// Under this objective, or under this outcome (id or ref).
    objective: Option<String>,
    /// Reported so often.
    frequency: Option<Frequency>,
    /// Additional indicators only, or all others.
    additional: Option<bool>,
    /// Archived ones instead of current ones.
    #[serde(default)]
    archived: bool,
    /// Whose ref, aliases or title contain this text, whatever its case.
    q: Option<String>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

/// List indicators
///
/// In the order of their refs, each with its computed status for the period. With `rag` or `direction` a page may hold
/// fewer items than `limit`; follow `next` until it is null.
#[utoipa::path(
    tag = "Indicators", operation_id = "list_indicators", params(ListQuery),
    responses((status = 200, description = "A page of indicators", body = Listing<Indicator>), CommonErrors)
)]
#[get("/indicators")]
async fn list(request: HttpRequest, app: web::Data<App>, query: Query<ListQuery>) -> Result<HttpResponse, ApiError> {
    let query = query.0;
    let page = page(&request, query.limit, query.cursor.as_deref(), SORT)?;
    let status = StatusFilter { rag: query.rag, direction: query.direction };
    let wanted = IndicatorQuery {
        owner: query.owner,
        service_area: query.service_area,
        objective: query.objective,
        frequency: query.frequency,
        additional: query.additional,
        archived: query.archived,
        text: query.q,
    };
    let asked = Asked { period: query.period, as_of: query.as_of, known_at: query.known_at };
    listing(&request, &app, move |conn, settings, context| {
        let (settings, scope) = look(conn, context, settings, asked)?;
        indicators::list(conn, &settings, &wanted, status, scope, &page)
    })
    .await
}

/// Create an indicator
///
/// Its `ref` must be unique among indicators; refs that differ only in `/` and `-` collide.
#[utoipa::path(
    tag = "Indicators", operation_id = "create_indicator",
    request_body(content = IndicatorDraft, example = json!({
        "ref": "PC/M08", "title": "Employee turnover (voluntary)", "polarity": "lower", "unit": "percent",
        "decimals": 2, "frequency": "quarterly", "basis": "cumulative"
    })),
    responses((status = 201, description = "The new indicator", body = Indicator), CommonErrors, WriteErrors)
)]
#[post("/indicators")]
async fn create(app: web::Data<App>, caller: Caller, body: Body<IndicatorDraft>) -> Result<HttpResponse, ApiError> {
    app.make(&caller, body.1, move |conn, settings, context| {
        let made = indicators::add(conn, context, settings, body.0)?;
        Ok(Made::item(made.version, made))
    })
    .await
}

/// Read an indicator
///
/// With its result and computed status (`rag`, `direction` and why) for the period.
#[utoipa::path(
    tag = "Indicators", operation_id = "read_indicator", params(("key" = String, Path, description = "Its id, or its ref with `/` written `-`", example = "PC-M01"), ScopeQuery),
    responses((status = 200, description = "The indicator", body = Indicator), CommonErrors, ItemErrors)
)]
#[get("/indicators/{key}")]
async fn read(app: web::Data<App>, key: web::Path<String>, query: Query<ScopeQuery>) -> Result<HttpResponse, ApiError> {
    let key = Key::parse(&key);
    let found = app.read(move |conn, settings, context| {
        let (settings, scope) = look(conn, context, settings, query.0.into())?;
        indicators::get(conn, &settings, &key, scope)
    });
    let found = found.await?;
    shown(StatusCode::OK, query.0.version(found.version), &found)
}

/// Change an indicator
///
/// JSON Merge Patch (RFC 7396): what is left out stays, null clears. `"archived": false` restores an archived one.
#[utoipa::path(
    tag = "Indicators", operation_id = "change_indicator", params(("key" = String, Path, description = "Its id, or its ref with `/` written `-`", example = "PC-M01")),
    request_body(content = IndicatorDraft, description = "Any of these fields", example = json!({"tolerance": 5})),
    responses((status = 200, description = "The indicator as it is now", body = Indicator), CommonErrors, ItemErrors, WriteErrors)
)]
#[patch("/indicators/{key}")]
async fn update(
    app: web::Data<App>,
    caller: Caller,
    key: web::Path<String>,
    body: Body<serde_json::Value>,
) -> Result<HttpResponse, ApiError> {
    let key = Key::parse(&key);
    let changed = app.write(&caller, move |conn, settings, context| {
        let id = indicators::patch(conn, context, settings, &key, &body.0)?;
        indicators::get(conn, settings, &Key::Id(id), context.scope(settings, None, None)?)
    });
    let changed = changed.await?;
    shown(StatusCode::OK, changed.version, &changed)
}

/// Archive an indicator
///
/// It leaves lists, roll-ups and alerts, and keeps its history. `PATCH` with `"archived": false` restores it.
#[utoipa::path(
    tag = "Indicators", operation_id = "archive_indicator", params(("key" = String, Path, description = "Its id, or its ref with `/` written `-`", example = "PC-M01")),
    responses((status = 204, description = "It is archived"), CommonErrors, ItemErrors, WriteErrors)
)]
#[delete("/indicators/{key}")]
async fn archive(app: web::Data<App>, caller: Caller, key: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let key = Key::parse(&key);
    let archived = serde_json::json!({"archived": true});
    app.write(&caller, move |conn, settings, context| indicators::patch(conn, context, settings, &key, &archived)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Read a quarter's result and its revisions
///
/// Every revision, the latest first, a hundred at a time; follow `next` until it is null. With `known_at`, those recorded by then.
#[utoipa::path(
    tag = "Indicators", operation_id = "list_indicator_results",
    params(("key" = String, Path, description = "Id or ref", example = "PC-M01"), ("period" = String, Path, description = "The quarter", example = "2026-27-Q2"), RevisionsQuery),
    responses((status = 200, description = "The revisions", body = Listing<IndicatorResult>), CommonErrors, ItemErrors)
)]
#[get("/indicators/{key}/results/{period}")]
async fn results(
    request: HttpRequest,
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    query: Query<RevisionsQuery>,
) -> Result<HttpResponse, ApiError> {
    let (key, period) = (Key::parse(&path.0), period(&path.1)?);
    let of = |item: &IndicatorResult| (item.revision, item.recorded_at);
    revisions(&request, &app, query.0, of, move |conn| record_result::revisions(conn, &key, period)).await
}

/// Record a quarter's result
///
/// Idempotent: the same figures again change nothing. Other figures make a new revision; earlier ones are kept. The
/// answer carries the status they give and why, and alerts are opened or resolved with it.
#[utoipa::path(
    tag = "Indicators", operation_id = "record_indicator_result",
    params(("key" = String, Path, description = "Id or ref", example = "PC-M01"), ("period" = String, Path, description = "The quarter", example = "2026-27-Q2")),
    request_body(content = ResultDraft, example = json!({"actual": 4.45, "target": 4.45, "commentary": "Level with the target."})),
    responses(
        (status = 200, description = "A new revision, or nothing changed", body = RecordedResult),
        (status = 201, description = "The first figures of that quarter", body = RecordedResult),
        CommonErrors, ItemErrors, WriteErrors
    )
)]
#[put("/indicators/{key}/results/{period}")]
async fn record(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<(String, String)>,
    body: Body<ResultDraft>,
) -> Result<HttpResponse, ApiError> {
    let (key, period) = (Key::parse(&path.0), period(&path.1)?);
    let (change, recorded) = app
        .write(&caller, move |conn, settings, context| record_result::record_result(conn, context, settings, &key, period, body.0))
        .await?;
    recorded_as(change, recorded.result.revision, &recorded)
}
