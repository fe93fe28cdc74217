//! What editors judge overall statuses to be.

use super::{CommonErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::conditional::shown_return;
use crate::extract::{Body, Listing, Query, listing_of, page, period};
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, put, web};
use plumbline_shared::db::Conn;
use plumbline_shared::domain::period::Period;
use plumbline_shared::domain::rollup::Part;
use plumbline_shared::model::history::Subject;
use plumbline_shared::model::judgement::{Judgement, JudgementDraft};
use plumbline_shared::ops::batch::{self, Written};
use plumbline_shared::ops::judgements::{self, JudgementQuery, SORT};
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(list).service(write);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Of this quarter.
    #[param(value_type = Option<String>, example = "2026-27-Q2")]
    period: Option<Period>,
    /// Of this: `council`, or the id or ref of a plan item, a service area or a directorate.
    scope: Option<String>,
    /// Of its actions, its measures, or both together.
    part: Option<Part>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

/// List judgements
///
/// The overall statuses that editors have set, by quarter. A snapshot shows each beside what the figures suggest.
#[utoipa::path(
    tag = "Judgements", operation_id = "list_judgements", params(ListQuery),
    responses((status = 200, description = "A page of judgements", body = Listing<Judgement>), CommonErrors)
)]
#[get("/judgements")]
async fn list(request: HttpRequest, app: web::Data<App>, query: Query<ListQuery>) -> Result<HttpResponse, ApiError> {
    let query = query.0;
    let page = page(&request, query.limit, query.cursor.as_deref(), SORT)?;
    let wanted = JudgementQuery { period: query.period, scope: query.scope, part: query.part };
    let version = move |conn: &mut Conn| query.period.map(|period| batch::version(conn, Subject::Judgement, period)).transpose();
    listing_of(&request, &app, version, move |conn, _, _| judgements::list(conn, wanted, &page)).await
}

/// Write a quarter's judgements
///
/// For editors. At most 1,000 rows, all or none, each with its reason. A row replaces the judgement of the same scope and part; the
/// same row again changes nothing, one without a `rag` takes the judgement away, and those left out stay.
#[utoipa::path(
    tag = "Judgements", operation_id = "write_judgements", params(("period" = String, Path, description = "The quarter", example = "2026-27-Q2")),
    request_body(content = Vec<JudgementDraft>, example = json!([
        {"scope": "council", "part": "overall", "rag": "amber", "reason": "The money outlook weighs more than the figures show."},
        {"scope": "council", "part": "actions", "rag": null}
    ])),
    responses((status = 200, description = "How many judgements were changed", body = Written), CommonErrors, WriteErrors)
)]
#[put("/judgements/{period}")]
async fn write(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<String>,
    body: Body<Vec<JudgementDraft>>,
) -> Result<HttpResponse, ApiError> {
    let period = period(&path)?;
    let written = app.write(&caller, move |conn, _, context| {
        let written = judgements::put(conn, context, period, body.0)?;
        Ok((batch::version(conn, Subject::Judgement, period)?, written))
    });
    let (version, written) = written.await?;
    shown_return(StatusCode::OK, version, &written)
}
