//! Risks and their assessments.

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
use plumbline_shared::domain::risk::{Band, Movement, RiskDirection, RiskKind};
use plumbline_shared::id::Key;
use plumbline_shared::model::risk::{Risk, RiskDraft};
use plumbline_shared::model::risk_assessment::{AssessmentDraft, RecordedAssessment, RiskAssessment};
use plumbline_shared::ops::assess_risk::{self, PairKey};
use plumbline_shared::ops::past::{Asked, look};
use plumbline_shared::ops::risks::{self, RiskQuery, SORT, StatusFilter};
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(list).service(create).service(read).service(update).service(archive);
    config.service(assessments).service(assess).service(area_assessments).service(assess_in_area);
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
    /// On this register.
    kind: Option<RiskKind>,
    /// Owned by this person (id or ref).
    owner: Option<String>,
    /// Assessed by this service area (id or ref).
    service_area: Option<String>,
    /// Threatening this objective or outcome, or one under it (id or ref).
    objective: Option<String>,
    /// Of this category.
    category: Option<String>,
    /// In this band in that period.
    band: Option<Band>,
    /// Moving this way in that period.
    direction: Option<RiskDirection>,
    /// Forecast to move this way in that period.
    forecast: Option<Movement>,
    /// Rising in that period, or assessed and not rising.
    rising: Option<bool>,
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

/// List risks
///
/// In the order of their refs, each with its assessments and computed statuses for the period: one per service area, one
/// alone for a corporate risk. A risk is listed when one of its statuses passes all of `band`, `direction`, `forecast` and
/// `rising`; with these a page may hold fewer items than `limit`: follow `next` until it is null.
#[utoipa::path(
    tag = "Risks", operation_id = "list_risks", params(ListQuery),
    responses((status = 200, description = "A page of risks", body = Listing<Risk>), CommonErrors)
)]
#[get("/risks")]
async fn list(request: HttpRequest, app: web::Data<App>, query: Query<ListQuery>) -> Result<HttpResponse, ApiError> {
    let query = query.0;
    let page = page(&request, query.limit, query.cursor.as_deref(), SORT)?;
    let status = StatusFilter { band: query.band, direction: query.direction, forecast: query.forecast, rising: query.rising };
    let wanted = RiskQuery {
        kind: query.kind,
        owner: query.owner,
        service_area: query.service_area,
        objective: query.objective,
        category: query.category,
        archived: query.archived,
        text: query.q,
    };
    let asked = Asked { period: query.period, as_of: query.as_of, known_at: query.known_at };
    listing(&request, &app, move |conn, settings, context| {
        let (_, scope) = look(conn, context, settings, asked)?;
        risks::list(conn, &wanted, status, scope, &page)
    })
    .await
}

/// Create a risk
///
/// Its `ref` must be unique among risks; refs that differ only in `/` and `-` collide. A service risk names the areas that
/// assess it; a corporate risk has none.
#[utoipa::path(
    tag = "Risks", operation_id = "create_risk",
    request_body(content = RiskDraft, example = json!({
        "ref": "CR6", "kind": "corporate", "title": "Reshaping services", "category": "Strategy",
        "mitigating_actions": "A board meets monthly."
    })),
    responses((status = 201, description = "The new risk", body = Risk), CommonErrors, WriteErrors)
)]
#[post("/risks")]
async fn create(app: web::Data<App>, caller: Caller, body: Body<RiskDraft>) -> Result<HttpResponse, ApiError> {
    app.make(&caller, body.1, move |conn, settings, context| {
        let made = risks::add(conn, context, settings, body.0)?;
        Ok(Made::item(made.version, made))
    })
    .await
}

/// Read a risk
///
/// With its assessments for the period and their statuses (`score`, `band`, `direction`, `rising` and why).
#[utoipa::path(
    tag = "Risks", operation_id = "read_risk", params(("key" = String, Path, description = "Its id, or its ref with `/` written `-`", example = "CR1"), ScopeQuery),
    responses((status = 200, description = "The risk", body = Risk), CommonErrors, ItemErrors)
)]
#[get("/risks/{key}")]
async fn read(app: web::Data<App>, key: web::Path<String>, query: Query<ScopeQuery>) -> Result<HttpResponse, ApiError> {
    let key = Key::parse(&key);
    let found = app.read(move |conn, settings, context| {
        let (_, scope) = look(conn, context, settings, query.0.into())?;
        risks::get(conn, &key, scope)
    });
    let found = found.await?;
    shown(StatusCode::OK, query.0.version(found.version), &found)
}

/// Change a risk
///
/// JSON Merge Patch (RFC 7396): what is left out stays, null clears. `"archived": false` restores an archived one. The kind
/// is fixed once the risk has been assessed.
#[utoipa::path(
    tag = "Risks", operation_id = "change_risk", params(("key" = String, Path, description = "Its id, or its ref with `/` written `-`", example = "CR1")),
    request_body(content = RiskDraft, description = "Any of these fields", example = json!({"controls": "Reviewed each quarter."})),
    responses((status = 200, description = "The risk as it is now", body = Risk), CommonErrors, ItemErrors, WriteErrors)
)]
#[patch("/risks/{key}")]
async fn update(
    app: web::Data<App>,
    caller: Caller,
    key: web::Path<String>,
    body: Body<serde_json::Value>,
) -> Result<HttpResponse, ApiError> {
    let key = Key::parse(&key);
    let changed = app.write(&caller, move |conn, settings, context| {
        let id = risks::patch(conn, context, settings, &key, &body.0)?;
        risks::get(conn, &Key::Id(id), context.scope(settings, None, None)?)
    });
    let changed = changed.await?;
    shown(StatusCode::OK, changed.version, &changed)
}

/// Archive a risk
///
/// It leaves lists and alerts, and keeps its history. `PATCH` with `"archived": false` restores it.
#[utoipa::path(
    tag = "Risks", operation_id = "archive_risk", params(("key" = String, Path, description = "Its id, or its ref with `/` written `-`", example = "CR1")),
    responses((status = 204, description = "It is archived"), CommonErrors, ItemErrors, WriteErrors)
)]
#[delete("/risks/{key}")]
async fn archive(app: web::Data<App>, caller: Caller, key: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let key = Key::parse(&key);
    let archived = serde_json::json!({"archived": true});
    app.write(&caller, move |conn, settings, context| risks::patch(conn, context, settings, &key, &archived)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Read a quarter's assessment of a corporate risk
///
/// Every revision, the latest first. For a service risk, add the service area to the path.
#[utoipa::path(
    tag = "Risks", operation_id = "list_risk_assessments",
    params(("key" = String, Path, description = "Id or ref", example = "CR1"), ("period" = String, Path, description = "The quarter", example = "2026-27-Q2"), RevisionsQuery),
    responses((status = 200, description = "The revisions", body = Listing<RiskAssessment>), CommonErrors, ItemErrors)
)]
#[get("/risks/{key}/assessments/{period}")]
async fn assessments(
    request: HttpRequest,
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    query: Query<RevisionsQuery>,
) -> Result<HttpResponse, ApiError> {
    let key = PairKey { risk: Key::parse(&path.0), service_area: None };
    revisions_of(&request, &app, key, &path.1, query.0).await
}

/// Assess a corporate risk for a quarter
///
/// Idempotent: the same assessment again changes nothing. Another makes a new revision; earlier ones are kept. The answer
/// carries the status it gives and why, and alerts are opened or resolved with it. For a service risk, add the service area
/// to the path.
#[utoipa::path(
    tag = "Risks", operation_id = "record_risk_assessment",
    params(("key" = String, Path, description = "Id or ref", example = "CR1"), ("period" = String, Path, description = "The quarter", example = "2026-27-Q2")),
    request_body(content = AssessmentDraft, example = json!({
        "inherent_likelihood": 3, "inherent_impact": 4, "residual_likelihood": 2, "residual_impact": 3, "forecast": "same",
        "reason": "The new board has begun its work."
    })),
    responses(
        (status = 200, description = "A new revision, or nothing changed", body = RecordedAssessment),
        (status = 201, description = "The first assessment of that quarter", body = RecordedAssessment),
        CommonErrors, ItemErrors, WriteErrors
    )
)]
#[put("/risks/{key}/assessments/{period}")]
async fn assess(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<(String, String)>,
    body: Body<AssessmentDraft>,
) -> Result<HttpResponse, ApiError> {
    let key = PairKey { risk: Key::parse(&path.0), service_area: None };
    record(&app, &caller, key, &path.1, body.0).await
}

/// Read a quarter's assessment of a service risk by one area
///
/// Every revision, the latest first, a hundred at a time; follow `next` until it is null. With `known_at`, those recorded by then.
#[utoipa::path(
    tag = "Risks", operation_id = "list_area_risk_assessments",
    params(
        ("key" = String, Path, description = "Id or ref", example = "SR1"), ("period" = String, Path, description = "The quarter", example = "2026-27-Q2"),
        ("service_area" = String, Path, description = "Id or ref of one of the risk's areas", example = "SC"), RevisionsQuery),
    responses((status = 200, description = "The revisions", body = Listing<RiskAssessment>), CommonErrors, ItemErrors)
)]
#[get("/risks/{key}/assessments/{period}/{service_area}")]
async fn area_assessments(
    request: HttpRequest,
    app: web::Data<App>,
    path: web::Path<(String, String, String)>,
    query: Query<RevisionsQuery>,
) -> Result<HttpResponse, ApiError> {
    let key = PairKey { risk: Key::parse(&path.0), service_area: Some(Key::parse(&path.2)) };
    revisions_of(&request, &app, key, &path.1, query.0).await
}

/// Assess a service risk for a quarter, as one of its areas
///
/// As for a corporate risk; each area's assessments are compared with its own.
#[utoipa::path(
    tag = "Risks", operation_id = "record_area_risk_assessment",
    params(
        ("key" = String, Path, description = "Id or ref", example = "SR1"), ("period" = String, Path, description = "The quarter", example = "2026-27-Q2"),
        ("service_area" = String, Path, description = "Id or ref of one of the risk's areas", example = "SC")
    ),
    request_body(content = AssessmentDraft, example = json!({"residual_score": 6, "forecast": "up", "reason": "Two posts are vacant."})),
    responses(
        (status = 200, description = "A new revision, or nothing changed", body = RecordedAssessment),
        (status = 201, description = "The first assessment of that quarter", body = RecordedAssessment),
        CommonErrors, ItemErrors, WriteErrors
    )
)]
#[put("/risks/{key}/assessments/{period}/{service_area}")]
async fn assess_in_area(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<(String, String, String)>,
    body: Body<AssessmentDraft>,
) -> Result<HttpResponse, ApiError> {
    let key = PairKey { risk: Key::parse(&path.0), service_area: Some(Key::parse(&path.2)) };
    record(&app, &caller, key, &path.1, body.0).await
}

async fn revisions_of(
    request: &HttpRequest,
    app: &App,
    key: PairKey,
    quarter: &str,
    query: RevisionsQuery,
) -> Result<HttpResponse, ApiError> {
    let period = period(quarter)?;
    let of = |item: &RiskAssessment| (item.revision, item.recorded_at);
    revisions(request, app, query, of, move |conn| assess_risk::revisions(conn, &key, period)).await
}

async fn record(app: &App, caller: &Caller, key: PairKey, quarter: &str, draft: AssessmentDraft) -> Result<HttpResponse, ApiError> {
    let period = period(quarter)?;
    let (change, recorded) =
        app.write(caller, move |conn, settings, context| assess_risk::assess(conn, context, settings, &key, period, draft)).await?;
    recorded_as(change, recorded.assessment.revision, &recorded)
}
