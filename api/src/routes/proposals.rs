//! Sentences that are proposed for reports.

use super::{CommonErrors, ItemErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::extract::{Body, Listing, Query, listing_of, page, period};
use crate::problem::ApiError;
use crate::state::{App, Made};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use plumbline_shared::db::Conn;
use plumbline_shared::domain::proposal::ProposalSection;
use plumbline_shared::model::history::Subject;
use plumbline_shared::model::proposal::{Proposal, ProposalAcceptance};
use plumbline_shared::ops::batch::{self, Written};
use plumbline_shared::ops::proposals::{self, SORT};
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(list).service(accept);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Of this part: `council` (the default), or the id or ref of a plan item, a service area or a directorate.
    scope: Option<String>,
    /// For this section.
    section: Option<ProposalSection>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

/// List proposed sentences
///
/// What the data has to say for the achievements (turned Green, won back from Red, a year's target reached, completed early, a risk in a
/// lower band) and the challenges (Red for so many returns running that an alert tells it, a risk in a higher band) of a quarter, in English
/// and Welsh. Achievements first, then by reason and ref. `ETag` is that of the quarter's narratives.
#[utoipa::path(
    tag = "Narratives", operation_id = "list_proposals",
    params(("period" = String, Path, description = "The quarter", example = "2026-27-Q2"), ListQuery),
    responses((status = 200, description = "A page of proposals", body = Listing<Proposal>), CommonErrors)
)]
#[get("/narratives/{period}/proposals")]
async fn list(
    request: HttpRequest,
    app: web::Data<App>,
    path: web::Path<String>,
    query: Query<ListQuery>,
) -> Result<HttpResponse, ApiError> {
    let (period, query) = (period(&path)?, query.0);
    let page = page(&request, query.limit, query.cursor.as_deref(), SORT)?;
    let version = move |conn: &mut Conn| batch::version(conn, Subject::Narrative, period).map(Some);
    listing_of(&request, &app, version, move |conn, settings, context| {
        let scope = context.scope(settings, Some(period), None)?;
        proposals::list(conn, settings, scope, query.scope.as_deref().unwrap_or("council"), query.section, &page)
    })
    .await
}

/// Accept a proposed sentence
///
/// It is put at the end of its section of the quarter's narratives, in English and in Welsh, as a draft; the same again changes nothing.
/// Where that section has a text, this asks for what changing it by `PUT /narratives/{period}` does.
#[utoipa::path(
    tag = "Narratives", operation_id = "accept_proposal",
    params(("period" = String, Path, description = "The quarter", example = "2026-27-Q2")),
    request_body(content = ProposalAcceptance, example = json!({"scope": "council", "proposal": "risk_fallen:risk:CR4"})),
    responses((status = 200, description = "How many texts were changed", body = Written), CommonErrors, ItemErrors, WriteErrors)
)]
#[post("/narratives/{period}/proposals")]
async fn accept(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<String>,
    body: Body<ProposalAcceptance>,
) -> Result<HttpResponse, ApiError> {
    let (period, Body(acceptance, again)) = (period(&path)?, body);
    app.make(&caller, again, move |conn, settings, context| {
        let value = proposals::accept(conn, context, settings, period, acceptance)?;
        let version = batch::version(conn, Subject::Narrative, period)?;
        Ok(Made { status: StatusCode::OK, version: Some(version), value })
    })
    .await
}
