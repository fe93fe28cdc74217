//! Imports: packs of files, in any form, and what became of them.

pub mod upload;

use super::{CommonErrors, ItemErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::conditional::shown;
use crate::extract::{Listing, PageQuery, Query, listing, page};
use crate::importing;
use crate::problem::{ApiError, Problem};
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, LOCATION};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use plumbline_shared::error::Error;
use plumbline_shared::id::Id;
use plumbline_shared::model::import::{Import, ImportRow, Mode, Outcome};
use plumbline_shared::ops::import::{self, FileFormat, Pack, Report, Wish};
use plumbline_shared::ops::imports::{self, ROWS_SORT, RowQuery, SORT};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    // Before the others: `format` is no import.
    config.service(import_format).service(import_pack).service(list).service(rows).service(read);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ImportQuery {
    /// Try it only: the same report, and the record stays as it is.
    #[serde(default)]
    dry_run: bool,
    /// What becomes of what is there already: what the pack says takes its place (`update`), it is left alone (`skip`), or a row
    /// that says something else is an error (`refuse`).
    #[serde(default)]
    mode: Mode,
    /// What the rows are, such as `indicator_results`, where the body is one file without a name (CSV or NDJSON).
    file: Option<String>,
}

/// The files of a pack, as a form sends them.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes the form to the document")]
struct PackForm {
    /// One part per file; the file name of each part says which file of the pack it is, and its form.
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<Vec<u8>>,
}

/// A file's bytes.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "it describes the body to the document")]
pub struct Bytes(Vec<u8>);

/// What an import did, and where it is kept.
#[derive(Serialize, ToSchema)]
struct Answer {
    /// The import, at `/api/v1/imports/{import}`.
    id: Id,
    #[serde(flatten)]
    report: Report,
}

/// A pack that cannot be imported: a problem, with the report of all that is wrong.
#[derive(Serialize, ToSchema)]
struct ImportProblem {
    #[serde(flatten)]
    problem: Problem,
    /// All that is wrong, by file, line and column. Absent where it was not read: a parameter is wrong.
    report: Option<Answer>,
}

/// Import a pack of files
///
/// All of it or nothing: CSV, NDJSON (an object per line), XLSX (a sheet per file of the format) or a zip of these, as the body or
/// as parts of a form; any subset of the files is a pack. The same pack again changes nothing, and says so. Alerts follow with
/// the next check; nothing is sent. With `Prefer: respond-async` the answer comes at once, and the import goes on: read it at its
/// `Location`.
///
/// `curl -H "Authorization: Bearer $KEY" -F file=@actions.csv -F file=@action_updates.csv http://127.0.0.1:8080/api/v1/imports`
#[utoipa::path(
    tag = "Imports", operation_id = "import_pack",
    params(ImportQuery, ("Prefer" = Option<String>, Header, description = "`respond-async`: do not wait (RFC 7240)")),
    request_body(content(
        (PackForm = "multipart/form-data", example = json!({"file": ["service_areas.csv", "people.csv"]})),
        (Bytes = "application/zip"),
        (Bytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (String = "text/csv", example = "ref,period,actual,target\nPC/M01,2026-27-Q2,4.45,4.5\n"),
        (String = "application/x-ndjson", example = "{\"ref\": \"PC/M01\", \"period\": \"2026-27-Q2\", \"actual\": 4.45, \"target\": 4.5}\n")
    )),
    responses(
        (status = 200, description = "What became of the rows", body = Answer),
        (status = 202, description = "It has begun; `Location` is where to read how far it is", body = Import),
        CommonErrors, WriteErrors,
        (status = 422, description = "Nothing was imported; the report says all that is wrong", body = ImportProblem, content_type = "application/problem+json")
    )
)]
#[post("/imports")]
async fn import_pack(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Caller,
    query: Query<ImportQuery>,
    body: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let ImportQuery { dry_run, mode, file } = query.0;
    let files = upload::files(&request, body, file.as_deref()).await?;
    let pack = web::block(move || Pack::open(files)).await.map_err(|error| ApiError::internal(&error))??;
    let (id, work) = importing::begin(app.clone(), caller, pack, Wish { mode, dry_run }).await?;
    if prefers_async(&request) {
        let mut response = shown(StatusCode::ACCEPTED, None, &kept(&app, id).await?)?;
        let headers = response.headers_mut();
        headers.insert(HeaderName::from_static("preference-applied"), HeaderValue::from_static("respond-async"));
        located(&app, &mut response, id);
        return Ok(response);
    }
    let report = work.await.map_err(|error| ApiError::internal(&error))??;
    if !report.errors.is_empty() {
        return Err(refused(id, report));
    }
    let mut response = shown(StatusCode::OK, None, &Answer { id, report })?;
    located(&app, &mut response, id);
    Ok(response)
}

/// Read the format of packs
///
/// Every file that a pack may have, and every column: what its cells hold, and whether each row needs one.
#[utoipa::path(
    tag = "Imports", operation_id = "read_import_format",
    responses((status = 200, description = "The files and their columns, all on one page", body = Listing<FileFormat>), CommonErrors)
)]
#[get("/imports/format")]
async fn import_format() -> Result<HttpResponse, ApiError> {
    shown(StatusCode::OK, None, &Listing { items: import::format().to_vec(), next: None })
}

/// List imports
///
/// Those of the last 90 days, the latest first, each with what it came to; their errors are with each by itself.
#[utoipa::path(
    tag = "Imports", operation_id = "list_imports", params(PageQuery),
    responses((status = 200, description = "A page of imports", body = Listing<Import>), CommonErrors)
)]
#[get("/imports")]
async fn list(request: HttpRequest, app: web::Data<App>, query: Query<PageQuery>) -> Result<HttpResponse, ApiError> {
    let page = page(&request, query.0.limit, query.0.cursor.as_deref(), SORT)?;
    let (state, since) = (app.clone(), app.imports.since);
    listing(&request, &app, move |conn, _, context| imports::list(conn, context, &page, since, |id| state.imports.step(id))).await
}

/// Read an import
///
/// What it is at, or came to: while it runs, how far it is; then its report, with all that is wrong.
#[utoipa::path(
    tag = "Imports", operation_id = "read_import", params(("import" = Id, Path, description = "Its id")),
    responses((status = 200, description = "The import", body = Import), CommonErrors, ItemErrors)
)]
#[get("/imports/{import}")]
async fn read(app: web::Data<App>, path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    shown(StatusCode::OK, None, &kept(&app, id(&path)?).await?)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct RowsQuery {
    /// Only rows of which this became.
    outcome: Option<Outcome>,
    /// Only rows of this file, whichever form it had.
    #[param(example = "indicators")]
    file: Option<String>,
    /// At most so many (1 to 100; 50 by default).
    limit: Option<usize>,
    /// Where to go on: taken from `next`.
    cursor: Option<String>,
}

/// List the rows of an import
///
/// What became of each, in the order in which they were read; of an import that was refused or tried only, what would have.
#[utoipa::path(
    tag = "Imports", operation_id = "list_import_rows", params(("import" = Id, Path, description = "The import's id"), RowsQuery),
    responses((status = 200, description = "A page of rows", body = Listing<ImportRow>), CommonErrors, ItemErrors)
)]
#[get("/imports/{import}/rows")]
async fn rows(
    request: HttpRequest,
    app: web::Data<App>,
    path: web::Path<String>,
    query: Query<RowsQuery>,
) -> Result<HttpResponse, ApiError> {
    let (id, RowsQuery { outcome, file, limit, cursor }) = (id(&path)?, query.0);
    let page = page(&request, limit, cursor.as_deref(), ROWS_SORT)?;
    let wanted = RowQuery { outcome, file };
    listing(&request, &app, move |conn, _, _| imports::rows(conn, id, &wanted, &page)).await
}

async fn kept(app: &web::Data<App>, id: Id) -> Result<Import, ApiError> {
    let (state, since) = (app.clone(), app.imports.since);
    let kept = app.read(move |conn, _, context| imports::get(conn, context, id, since, |id| state.imports.step(id)));
    Ok(kept.await?)
}

fn id(text: &str) -> Result<Id, ApiError> {
    text.parse().map_err(|_| Error::not_found("import", text).into())
}

/// RFC 7240: one of several preferences, each perhaps with parameters.
fn prefers_async(request: &HttpRequest) -> bool {
    let values = request.headers().get_all("prefer").filter_map(|value| value.to_str().ok());
    let mut preferences = values.flat_map(|value| value.split(',')).filter_map(|preference| preference.split([';', '=']).next());
    preferences.any(|name| name.trim().eq_ignore_ascii_case("respond-async"))
}

fn located(app: &App, response: &mut HttpResponse, id: Id) {
    if let Ok(location) = HeaderValue::from_str(&app.under_base(&format!("/api/v1/imports/{id}"))) {
        response.headers_mut().insert(LOCATION, location);
    }
}

fn refused(id: Id, report: Report) -> ApiError {
    let detail = format!("Nothing was imported: the pack has {}; see `report`.", report.count_of_errors());
    let error = ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_pack", "The pack cannot be imported", detail);
    error.with("report", serde_json::to_value(Answer { id, report }).unwrap_or_default())
}
