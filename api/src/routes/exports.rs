//! Exports: what is recorded, in files that can be imported again; the workbook to fill in; and history.

use super::imports::Bytes;
use super::{CommonErrors, ItemErrors, Operations};
use crate::exports::{attachment, sent};
use crate::extract::Query;
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, web};
use plumbline_shared::clock::Timestamp;
use plumbline_shared::domain::period::Period;
use plumbline_shared::model::history::{Event, Subject};
use plumbline_shared::ops::export::{Export, Form, file_names, template};
use plumbline_shared::ops::history::HistoryQuery;
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    // Before the others: these are no kinds.
    config.service(history_csv).service(history_ndjson).service(workbook_to_fill_in).service(export_file);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct FileQuery {
    /// Returns, breakdowns, narratives and judgements of this quarter only.
    #[param(value_type = Option<String>)]
    period: Option<Period>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct EventsQuery {
    /// To this kind of thing.
    kind: Option<Subject>,
    /// To this item (id or ref); give `kind` with it.
    item: Option<String>,
    /// Of this sort.
    event: Option<Event>,
    /// By this key or command, as the events name it.
    actor: Option<String>,
    /// About this quarter.
    #[param(value_type = Option<String>)]
    period: Option<Period>,
    /// From this instant (RFC 3339).
    from: Option<Timestamp>,
    /// Before this instant (RFC 3339).
    until: Option<Timestamp>,
}

/// Export a kind, or everything
///
/// `{kind}.csv`, `{kind}.xlsx` or `{kind}.ndjson`, where the kind is a file of `GET /imports/format` without `.csv`: the columns are
/// those of the format, so that the file can be imported again. `pack.zip` holds a CSV file of every kind, `pack.xlsx` a sheet of
/// every kind.
///
/// Items are the current ones, and returns are those of current items, as they were recorded last. Rows are read page by page while
/// they are sent: each page is as it is when it is read. If something fails on the way, the connection breaks before the end.
///
/// `curl -H "Authorization: Bearer $KEY" -O -J http://127.0.0.1:8080/api/v1/exports/pack.zip`
#[utoipa::path(
    tag = "Exports", operation_id = "export_file",
    params(("file" = String, Path, description = "The kind and the form, or `pack.zip` or `pack.xlsx`.", example = "indicator_results.csv"), FileQuery),
    responses(
        (status = 200, description = "The file", content(
            (String = "text/csv", example = "code,name,name_cy,directorate\r\nHC,Housing,Tai,Communities\r\n"),
            (String = "application/x-ndjson", example = "{\"code\":\"HC\",\"name\":\"Housing\",\"name_cy\":\"Tai\",\"directorate\":\"Communities\"}\n"),
            (Bytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (Bytes = "application/zip"),
        )),
        CommonErrors, ItemErrors
    )
)]
#[get("/exports/{file}")]
async fn export_file(app: web::Data<App>, file: web::Path<String>, query: Query<FileQuery>) -> Result<HttpResponse, ApiError> {
    let Some((_, form)) = file.rsplit_once('.').filter(|_| file_names().any(|name| name == *file)) else { return Err(no_such_file()) };
    let form = form.parse().map_err(|_| no_such_file())?;
    sent(app.db.clone(), Export::named(&file, query.0.period)?, form).await
}

/// Download the workbook to fill in
///
/// A sheet for each kind, with a heading for each column that says what it holds, and lists, dates and numbers checked as they are
/// typed. It can be imported as it is: empty sheets say nothing.
#[utoipa::path(
    tag = "Exports", operation_id = "export_template",
    responses(
        (status = 200, description = "The workbook", content((Bytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        CommonErrors
    )
)]
#[get("/exports/template.xlsx")]
async fn workbook_to_fill_in() -> Result<HttpResponse, ApiError> {
    let bytes = web::block(template).await.map_err(|error| ApiError::internal(&error))??;
    Ok(attachment(Form::Xlsx, "plumbline-template.xlsx".to_owned()).body(bytes))
}

/// Export history as CSV
///
/// Every event that `GET /history` would list with the same filters, the latest first; `changes` is JSON.
#[utoipa::path(
    tag = "Exports", operation_id = "export_history_csv", params(EventsQuery),
    responses((status = 200, description = "The events", content((String = "text/csv"))), CommonErrors)
)]
#[get("/exports/history.csv")]
async fn history_csv(app: web::Data<App>, query: Query<EventsQuery>) -> Result<HttpResponse, ApiError> {
    sent(app.db.clone(), Export::history(query.0.into(), Form::Csv)?, Form::Csv).await
}

/// Export history as NDJSON
///
/// Every event that `GET /history` would list with the same filters, the latest first, one on each line.
#[utoipa::path(
    tag = "Exports", operation_id = "export_history_ndjson", params(EventsQuery),
    responses((status = 200, description = "The events", content((String = "application/x-ndjson"))), CommonErrors)
)]
#[get("/exports/history.ndjson")]
async fn history_ndjson(app: web::Data<App>, query: Query<EventsQuery>) -> Result<HttpResponse, ApiError> {
    sent(app.db.clone(), Export::history(query.0.into(), Form::Ndjson)?, Form::Ndjson).await
}

impl From<EventsQuery> for HistoryQuery {
    fn from(query: EventsQuery) -> Self {
        Self {
            kind: query.kind,
            item: query.item,
            event: query.event,
            actor: query.actor,
            period: query.period,
            from: query.from,
            until: query.until,
        }
    }
}

fn no_such_file() -> ApiError {
    let names = file_names().collect::<Vec<_>>().join(", ");
    let detail = format!("What can be exported: {names}; and template.xlsx, history.csv, history.ndjson.");
    ApiError::new(StatusCode::NOT_FOUND, "not_found", "There is no such export", detail)
}
