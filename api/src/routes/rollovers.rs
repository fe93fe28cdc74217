//! Rolling a plan over into the next fiscal year.

use super::{CommonErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::conditional::shown;
use crate::extract::{Body, Query, fiscal_year};
use crate::problem::ApiError;
use crate::state::{App, Made};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use plumbline_shared::model::rollover::{RolledOver, Rollover, RolloverDraft};
use plumbline_shared::ops::rollover::{propose, roll_over};
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(read).service(write);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct RolloverQuery {
    /// Try it only: the same answer, and nothing is changed.
    #[serde(default)]
    dry_run: bool,
}

/// Read what the next year needs
///
/// The actions that are unfinished at the end of the year before, each with a decision that is proposed; and of every indicator the
/// targets of the year's quarters, beside what was reached a year before. A target below that is flagged.
#[utoipa::path(
    tag = "Plan", operation_id = "read_rollover",
    params(("year" = String, Path, description = "The year to come", example = "2027-28")),
    responses((status = 200, description = "What there is to decide", body = Rollover), CommonErrors)
)]
#[get("/rollovers/{year}")]
async fn read(app: web::Data<App>, year: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let year = fiscal_year(&year)?;
    let found = app.read_at_once(move |conn, settings, context| propose(conn, context, settings, year)).await?;
    shown(StatusCode::OK, None, &found)
}

/// Roll the plan over
///
/// What is decided of unfinished actions, and the year's targets: all of it, or, when anything is wrong, nothing. To carry an
/// action makes a new one that `succeeds` it, from the year's first day on, and defers the old one; to replace it does the same with
/// another title, and cancels the old one; to close it cancels it. The old one is at work until the last day of its year, whenever
/// that is decided. What is left out is left alone, what was done before is `unchanged`, and a flagged target stands in the way of nothing.
#[utoipa::path(
    tag = "Plan", operation_id = "write_rollover",
    params(("year" = String, Path, description = "The year to come", example = "2027-28"), RolloverQuery),
    request_body(content = RolloverDraft, example = json!({
        "actions": [{"action": "HC/02", "decision": "carry", "due_date": "2028-03-31"}],
        "targets": [{"indicator": "PC/M01", "period": "2027-28-Q1", "target": 4.5}]
    })),
    responses((status = 200, description = "What became of it", body = RolledOver), CommonErrors, WriteErrors)
)]
#[post("/rollovers/{year}")]
async fn write(
    app: web::Data<App>,
    caller: Caller,
    year: web::Path<String>,
    query: Query<RolloverQuery>,
    body: Body<RolloverDraft>,
) -> Result<HttpResponse, ApiError> {
    let (year, dry_run) = (fiscal_year(&year)?, query.0.dry_run);
    app.make(&caller, body.1, move |conn, settings, context| {
        let value = roll_over(conn, context, settings, year, &body.0, dry_run)?;
        Ok(Made { status: StatusCode::OK, version: None, value })
    })
    .await
}
