//! The written parts of reports.

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
use plumbline_shared::domain::plan::{Language, NarrativeState};
use plumbline_shared::model::history::Subject;
use plumbline_shared::model::narrative::{Narrative, NarrativeDraft};
use plumbline_shared::ops::batch::{self, Written};
use plumbline_shared::ops::narratives::{self, NarrativeQuery, SORT};
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
    /// About this: `council`, or the id or ref of a plan item, a service area or a directorate.
    scope: Option<String>,
    /// For this section.
    section: Option<String>,
    /// In this language.
    language: Option<Language>,
    /// Drafts, or those that may be printed.
    state: Option<NarrativeState>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

/// List narratives
///
/// The written parts of reports, by quarter; within one, those about the same thing stand together.
#[utoipa::path(
    tag = "Narratives", operation_id = "list_narratives", params(ListQuery),
    responses((status = 200, description = "A page of texts", body = Listing<Narrative>), CommonErrors)
)]
#[get("/narratives")]
async fn list(request: HttpRequest, app: web::Data<App>, query: Query<ListQuery>) -> Result<HttpResponse, ApiError> {
    let query = query.0;
    let page = page(&request, query.limit, query.cursor.as_deref(), SORT)?;
    let wanted =
        NarrativeQuery { period: query.period, scope: query.scope, section: query.section, language: query.language, state: query.state };
    let version = move |conn: &mut Conn| query.period.map(|period| batch::version(conn, Subject::Narrative, period)).transpose();
    listing_of(&request, &app, version, move |conn, _, _| narratives::list(conn, wanted, &page)).await
}

/// Write a quarter's narratives
///
/// At most 1,000 rows, all or none. A row replaces the text of the same scope, section and language; the same row again
/// changes nothing, a blank text takes the narrative away, and rows left out stay. A text that is changed is a draft again, unless its row says
/// otherwise.
#[utoipa::path(
    tag = "Narratives", operation_id = "write_narratives", params(("period" = String, Path, description = "The quarter", example = "2026-27-Q2")),
    request_body(content = Vec<NarrativeDraft>, example = json!([
        {"scope": "council", "section": "position_statement", "language": "en", "text": "Three of four actions are **on track**.", "state": "ready"},
        {"scope": "council", "section": "position_statement", "language": "cy", "text": "Mae tri o bob pedwar cam **ar y trywydd iawn**."}
    ])),
    responses((status = 200, description = "How many texts were changed", body = Written), CommonErrors, WriteErrors)
)]
#[put("/narratives/{period}")]
async fn write(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<String>,
    body: Body<Vec<NarrativeDraft>>,
) -> Result<HttpResponse, ApiError> {
    let period = period(&path)?;
    let written = app.write(&caller, move |conn, _, context| {
        let written = narratives::put(conn, context, period, body.0)?;
        Ok((batch::version(conn, Subject::Narrative, period)?, written))
    });
    let (version, written) = written.await?;
    shown_return(StatusCode::OK, version, &written)
}
