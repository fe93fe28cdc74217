//! The quarterly report, in each of its faces.

use super::imports::Bytes;
use super::{CommonErrors, ItemErrors, Operations};
use crate::extract::{Query, period};
use crate::faces;
use crate::frozen;
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, get, web};
use plumbline_shared::domain::day::Day;
use plumbline_shared::domain::period::Period;
use plumbline_shared::domain::plan::Language;
use plumbline_shared::error::Error;
use plumbline_shared::model::report::Report;
use plumbline_shared::ops::quarterly_report::{FaceOf, HTML, JSON, ReportOf, report};
use plumbline_shared::render::report::STYLE;
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(read_report);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ReportQuery {
    /// The day for which the rules are run; without one, today.
    #[param(example = "2026-10-15")]
    as_of: Option<Day>,
    /// The language of the page, the PDF and the DOCX: en (the default) or cy. The other faces are in none.
    language: Option<Language>,
    /// `reported`: as it was frozen when the quarter was signed off; `restated`: as the record has it now, with what was changed
    /// since. Without it, as reported once the quarter is signed off, and of what is frozen: the whole council and outcomes.
    #[serde(rename = "as")]
    #[param(rename = "as")]
    version: Option<ReportVersion>,
}

/// Which report of a quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, clap::ValueEnum, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportVersion {
    /// As it was signed off.
    Reported,
    /// As the record has it now.
    Restated,
}

/// Read a quarterly report
///
/// The document that a committee reads, made from the record: snapshot, each objective with its corporate actions, exceptions with
/// their commentary, narratives, resources, risks, and every action and measure in appendices. As JSON, which every other face is made
/// from; in English or Welsh as a page, as PDF (tagged, with bookmarks) and as a document for word processors; and its tables as a ZIP
/// file of CSV files or as a workbook. Ask by `Accept`, or by the extension of the quarter: `2026-27-Q2.html`, `.json`, `.pdf`,
/// `.docx`, `.csv.zip`, `.xlsx`.
///
/// Once its quarter is signed off, the report of the whole council or of an outcome is what was frozen then, with the digest of its
/// bytes as its tag; `as=restated` makes it from the record of now.
///
/// `curl -H "Authorization: Bearer $KEY" -O http://127.0.0.1:8080/api/v1/reports/council/2026-27-Q2.html`
#[utoipa::path(
    tag = "Reports", operation_id = "read_report",
    params(
        ("scope" = String, Path, description = "What it is of: `council`, or its kind and its id or ref (with `/` written `-`): `plan:CH`, \
            `service_area:HC`, `directorate:place`; `programme:` and its name", example = "council"),
        ("file" = String, Path, description = "The quarter, with or without the extension of a face", example = "2026-27-Q2"),
        ReportQuery
    ),
    responses(
        (status = 200, description = "The report", content(
            (Report = "application/json"), (String = "text/html"), (Bytes = "application/zip"), (Bytes = "application/pdf"),
            (Bytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (Bytes = "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
        )),
        (status = 406, description = "There is no such form of a report", content_type = "application/problem+json", body = crate::problem::Problem),
        CommonErrors, ItemErrors
    )
)]
#[get("/reports/{scope}/{file}")]
async fn read_report(
    request: HttpRequest,
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    query: Query<ReportQuery>,
) -> Result<HttpResponse, ApiError> {
    let (scope, file) = path.into_inner();
    let (quarter, face) = faces::asked(&request, &file)?;
    let period = period(quarter)?;
    let of: ReportOf = scope.parse().map_err(|error| {
        let detail = format!("There is no report of {scope:?}: what it is of {error}.");
        ApiError::new(StatusCode::NOT_FOUND, "unknown_scope", "There is no such report", detail)
    })?;
    let (as_of, language) = (query.0.as_of, query.0.language.unwrap_or(Language::English));
    if let Some(kept) = reported(&app, &of, period, &query.0, face.name(language)).await? {
        let mut response = kept.answer("private, no-cache");
        response.headers_mut().insert(header::VARY, header::HeaderValue::from_static("accept"));
        return Ok(response);
    }
    let name = face.file_name(&of, period, language);
    let made = app.read_at_once(move |conn, settings, context| report(conn, context, settings, &of, period, as_of)).await?;
    let written = faces::written(face, made, language).await?;
    let mut response = if face.ending == HTML.ending {
        crate::pages::html(StatusCode::OK, STYLE, "no-cache", String::from_utf8_lossy(&written).into_owned())
    } else {
        file_of(face, &name).body(written)
    };
    response.headers_mut().insert(header::VARY, header::HeaderValue::from_static("accept"));
    Ok(response)
}

/// The report as it was frozen, where that is wanted.
async fn reported(
    app: &web::Data<App>,
    of: &ReportOf,
    period: Period,
    query: &ReportQuery,
    name: String,
) -> Result<Option<frozen::Kept>, ApiError> {
    match (query.version, query.as_of) {
        (Some(ReportVersion::Restated), _) | (None, Some(_)) => Ok(None),
        (Some(ReportVersion::Reported), Some(_)) => {
            let detail = "must be left out: what was reported is of the day on which it was signed off; or ask for `as=restated`";
            Err(Error::field("?as_of", "inconsistent", detail).into())
        }
        (Some(ReportVersion::Reported), None) => match frozen::reported(app, of, period, name, true).await? {
            Some(kept) => Ok(Some(kept)),
            None => {
                let detail = format!("No report of {of} was frozen for {period}: ask for `as=restated`, or of `council` or an outcome.");
                Err(ApiError::new(StatusCode::NOT_FOUND, "not_found", "Nothing was reported", detail))
            }
        },
        (None, None) => frozen::reported(app, of, period, name, false).await,
    }
}

/// The head of an answer that is that face; what is no page and no document is a file of that name, in letters that every client takes.
fn file_of(face: &FaceOf, name: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response.content_type(face.media_type);
    if face.ending != JSON.ending {
        let name: String = name.chars().map(|c| if c.is_ascii() { c } else { '-' }).collect();
        response.insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")));
        // They are compressed in themselves.
        response.insert_header((header::CACHE_CONTROL, "no-store")).insert_header(header::ContentEncoding::Identity);
    }
    response
}
