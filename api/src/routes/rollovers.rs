//! Rolling a plan over into the next fiscal year.

use super::imports::{Bytes, upload};
use super::{CommonErrors, ItemErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::conditional::shown;
use crate::exports::attachment;
use crate::extract::{Body, Listing, PageQuery, Query, fiscal_year, linked, listing, next_page, page};
use crate::problem::ApiError;
use crate::state::{App, Made};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use plumbline_shared::domain::alert::ItemKind;
use plumbline_shared::domain::rollover::PlanMark;
use plumbline_shared::model::rollover::{PlanChange, RolledOver, Rollover, RolloverDraft};
use plumbline_shared::ops::export::Form;
use plumbline_shared::ops::import::Pack;
use plumbline_shared::ops::rollover::{CHANGES_SORT, PlanChangeQuery, SORT, changes, propose, roll_over, roll_over_workbook, workbook};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    // The workbook before the others: its name is no year.
    config.service(read_workbook).service(write_workbook).service(read).service(list_changes).service(write);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ChangesQuery {
    /// Only actions, or indicators.
    kind: Option<ItemKind>,
    /// Only what is new, changed, carried or removed.
    change: Option<PlanMark>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
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
/// The actions that are still at work at the end of the year before, each with a decision that is proposed; and of every indicator the
/// targets of the year's quarters, beside what was reached a year before. A target below that is flagged. A page holds so many of both
/// in all: the actions by their refs, then the indicators by theirs.
#[utoipa::path(
    tag = "Plan", operation_id = "read_rollover",
    params(("year" = String, Path, description = "The year to come", example = "2027-28"), PageQuery),
    responses((status = 200, description = "A page of what there is to decide", body = Rollover), CommonErrors, ItemErrors)
)]
#[get("/rollovers/{year}")]
async fn read(
    request: HttpRequest,
    app: web::Data<App>,
    year: web::Path<String>,
    query: Query<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let (year, page) = (fiscal_year(&year)?, page(&request, query.0.limit, query.0.cursor.as_deref(), SORT)?);
    let found = app.read_at_once(move |conn, settings, context| propose(conn, context, settings, year, &page)).await?;
    let next = found.1.map(|cursor| app.under_base(&next_page(request.path(), request.query_string(), &cursor)));
    let rollover = Rollover { next, ..found.0 };
    Ok(linked(shown(StatusCode::OK, None, &rollover)?, rollover.next.as_deref()))
}

/// List what is different in the new plan
///
/// Every action and indicator of the year's plan and of the year's before, marked: `new`; `changed`, with the differences; `carried`, which
/// goes on as it was, be it by another action that takes its place with another date; `removed`, and why. An action whose place another
/// one takes is told with that one, in `succeeds`. Actions by their refs, then indicators by theirs. A page may be short of its limit.
#[utoipa::path(
    tag = "Plan", operation_id = "list_plan_changes",
    params(("year" = String, Path, description = "The year to come", example = "2027-28"), ChangesQuery),
    responses((status = 200, description = "A page of changes", body = Listing<PlanChange>), CommonErrors, ItemErrors)
)]
#[get("/rollovers/{year}/changes")]
async fn list_changes(
    request: HttpRequest,
    app: web::Data<App>,
    year: web::Path<String>,
    query: Query<ChangesQuery>,
) -> Result<HttpResponse, ApiError> {
    let (year, ChangesQuery { kind, change, limit, cursor }) = (fiscal_year(&year)?, query.0);
    let (page, wanted) = (page(&request, limit, cursor.as_deref(), CHANGES_SORT)?, PlanChangeQuery { kind, change });
    listing(&request, &app, move |conn, settings, context| changes(conn, context, settings, year, wanted, &page)).await
}

/// Download the workbook of the next year
///
/// What `GET /rollovers/{year}` tells, all of it, to be filled in and sent back: a sheet `actions`, with a decision for each unfinished
/// action, and a sheet `targets`, with the four quarters of each indicator beside those of the year before. Only the cells to fill in
/// are not locked.
#[utoipa::path(
    tag = "Plan", operation_id = "read_rollover_workbook",
    params(("year" = String, Path, description = "The year to come", example = "2027-28")),
    responses(
        (status = 200, description = "The workbook", content((Bytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        CommonErrors, ItemErrors
    )
)]
#[get("/rollovers/{year}.xlsx")]
async fn read_workbook(app: web::Data<App>, year: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let year = fiscal_year(&year)?;
    let bytes = app.read_at_once(move |conn, settings, context| workbook(conn, context, settings, year)).await?;
    Ok(attachment(Form::Xlsx, format!("rollover-{year}.xlsx")).body(bytes))
}

/// Roll the plan over by workbook
///
/// The workbook that was downloaded, filled in: the same as `POST /rollovers/{year}` does of what is decided in it. An empty decision or
/// target leaves things alone, and the word `none` takes a target away. All of it is done, or nothing: each error names its sheet, row
/// and column. What was done before is `unchanged`.
///
/// `curl -H "Authorization: Bearer $KEY" -F file=@rollover-2027-28.xlsx http://127.0.0.1:8080/api/v1/rollovers/2027-28.xlsx`
#[utoipa::path(
    tag = "Plan", operation_id = "write_rollover_workbook",
    params(("year" = String, Path, description = "The year to come", example = "2027-28"), RolloverQuery),
    request_body(content(
        (WorkbookForm = "multipart/form-data", example = json!({"file": "rollover-2027-28.xlsx"})),
        (Bytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    )),
    responses((status = 200, description = "What became of it", body = RolledOver), CommonErrors, ItemErrors, WriteErrors)
)]
#[post("/rollovers/{year}.xlsx")]
async fn write_workbook(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Caller,
    year: web::Path<String>,
    query: Query<RolloverQuery>,
    body: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let (year, dry_run) = (fiscal_year(&year)?, query.0.dry_run);
    let file = upload::workbook(&request, body).await?;
    let pack = web::block(move || Pack::open(vec![file])).await.map_err(|error| ApiError::internal(&error))??;
    let rolled = app.write(&caller, move |conn, settings, context| roll_over_workbook(conn, context, settings, year, &pack, dry_run));
    shown(StatusCode::OK, None, &rolled.await?)
}

/// The workbook, as a form sends it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes the form to the document")]
struct WorkbookForm {
    /// The workbook.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Roll the plan over
///
/// What is decided of the actions at work, and the year's targets: all of it, or, when anything is wrong, nothing. To carry an
/// action makes a new one that `succeeds` it, from the year's first day on, and defers the old one; to replace it does the same with
/// another title, and cancels the old one; to close it cancels it; to complete it, at 100 %, completes it. The old one is at work until the last day of its year, whenever
/// that is decided. What is left out is left alone, what was done before is `unchanged`, and a flagged target stands in the way of nothing.
#[utoipa::path(
    tag = "Plan", operation_id = "write_rollover",
    params(("year" = String, Path, description = "The year to come", example = "2027-28"), RolloverQuery),
    request_body(content = RolloverDraft, example = json!({
        "actions": [{"action": "HC/02", "decision": "carry", "due_date": "2028-03-31"}],
        "targets": [{"indicator": "PC/M01", "period": "2027-28-Q1", "target": 4.5}]
    })),
    responses((status = 200, description = "What became of it", body = RolledOver), CommonErrors, ItemErrors, WriteErrors)
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
