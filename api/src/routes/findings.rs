//! What is to be settled before a quarter is signed off.

use super::{CommonErrors, ItemErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::extract::{Body, Listing, Query, listing, page};
use crate::problem::ApiError;
use crate::state::{App, Made};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use plumbline_shared::domain::day::Day;
use plumbline_shared::domain::finding::{FindingKind, Severity};
use plumbline_shared::domain::period::Period;
use plumbline_shared::model::finding::{AcceptanceDraft, Finding};
use plumbline_shared::ops::findings::{self, FindingQuery, SORT};
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(list).service(accept).service(reopen);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Of this quarter; without one, of the latest that has ended.
    #[param(value_type = Option<String>, example = "2026-27-Q2")]
    period: Option<Period>,
    /// About this and what is under it: `council`, or the id or ref of a plan item, a service area or a directorate.
    scope: Option<String>,
    /// Of this kind.
    kind: Option<FindingKind>,
    /// That matter so much.
    severity: Option<Severity>,
    /// Let stand, or not.
    accepted: Option<bool>,
    /// The day for which the rules are run; without one, today.
    #[param(example = "2026-10-15")]
    as_of: Option<Day>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

/// List findings
///
/// Where a quarter's record disagrees with itself or with the rules: both places, both values, and what settles it. Those that
/// matter most come first. They are worked out of what is recorded now: one that is settled is gone.
#[utoipa::path(
    tag = "Findings", operation_id = "list_findings", params(ListQuery),
    responses((status = 200, description = "A page of findings", body = Listing<Finding>), CommonErrors)
)]
#[get("/findings")]
async fn list(request: HttpRequest, app: web::Data<App>, query: Query<ListQuery>) -> Result<HttpResponse, ApiError> {
    let query = query.0;
    let page = page(&request, query.limit, query.cursor.as_deref(), SORT)?;
    let wanted = FindingQuery { scope: query.scope, kind: query.kind, severity: query.severity, accepted: query.accepted };
    listing(&request, &app, move |conn, settings, context| {
        let scope = context.scope(settings, query.period, query.as_of)?;
        findings::list(conn, settings, &wanted, scope, &page)
    })
    .await
}

/// Accept a finding
///
/// For editors. It is let stand, and `reason` says why; another reason takes the place of the one before. An acceptance holds for
/// these two values: when either changes, what is found then is another finding.
#[utoipa::path(
    tag = "Findings", operation_id = "accept_finding", params(("finding" = String, Path, description = "Its id")),
    request_body(content = AcceptanceDraft, example = json!({"reason": "The contract was signed on 2 October: Green is right."})),
    responses((status = 200, description = "As it is now", body = Finding), CommonErrors, ItemErrors, WriteErrors)
)]
#[post("/findings/{finding}/accept")]
async fn accept(app: web::Data<App>, caller: Caller, id: web::Path<String>, body: Body<AcceptanceDraft>) -> Result<HttpResponse, ApiError> {
    let Body(draft, again) = body;
    app.make(&caller, again, move |conn, settings, context| {
        let value = findings::accept(conn, context, settings, &id, draft)?;
        Ok(Made { status: StatusCode::OK, version: None, value })
    })
    .await
}

/// Take an acceptance back
///
/// For editors. The finding is to be settled after all; its reason stays in history.
#[utoipa::path(
    tag = "Findings", operation_id = "reopen_finding", params(("finding" = String, Path, description = "Its id")),
    responses((status = 204, description = "It is to be settled"), CommonErrors, ItemErrors, WriteErrors)
)]
#[delete("/findings/{finding}/accept")]
async fn reopen(app: web::Data<App>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    app.write(&caller, move |conn, _, context| findings::reopen(conn, context, &id)).await?;
    Ok(HttpResponse::NoContent().finish())
}
