//! The quarterly report, in each of its faces.

use super::imports::Bytes;
use super::{CommonErrors, ItemErrors, Operations};
use crate::exports::attachment;
use crate::extract::{Query, period};
use crate::frozen;
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, get, web};
use plumbline_shared::domain::day::Day;
use plumbline_shared::domain::period::Period;
use plumbline_shared::domain::plan::Language;
use plumbline_shared::error::Error;
use plumbline_shared::model::report::Report;
use plumbline_shared::ops::export::Form;
use plumbline_shared::ops::quarterly_report::{ReportOf, csv_zip, report};
use plumbline_shared::render::report::{STYLE, html};
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
    /// The language of the page: en (the default) or cy. The other faces are in none.
    language: Option<Language>,
    /// `reported`: as it was frozen when the quarter was signed off; `restated`: as the record has it now, with what was changed
    /// since. Without it, as reported once the quarter is signed off, and of what is frozen: the whole council and outcomes.
    #[serde(rename = "as")]
    #[param(rename = "as")]
    version: Option<ReportVersion>,
}

/// Which report of a quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportVersion {
    /// As it was signed off.
    Reported,
    /// As the record has it now.
    Restated,
}

/// A form that a report is given in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Face {
    Json,
    Html,
    Csv,
}

impl Face {
    /// By the end of a path, and what comes before it.
    const ENDINGS: [(&'static str, Self); 3] = [(".json", Self::Json), (".html", Self::Html), (".csv.zip", Self::Csv)];

    /// As it is frozen.
    fn frozen_name(self, language: Language) -> String {
        let ending = Self::ENDINGS.iter().find(|(_, face)| *face == self).map_or("", |(ending, _)| ending);
        frozen::FACES.iter().find(|face| face.ending == ending).map(|face| face.name(language)).unwrap_or_default()
    }

    /// The face asked for: by the extension of the path, or else by `Accept`.
    fn asked<'a>(request: &HttpRequest, file: &'a str) -> Result<(&'a str, Self), ApiError> {
        let by_ending = Self::ENDINGS.iter().find_map(|(ending, face)| Some((file.strip_suffix(ending)?, *face)));
        by_ending.map_or_else(|| Ok((file, Self::accepted(request)?)), Ok)
    }

    /// The face that the client likes best of those there are; JSON, where it does not say.
    fn accepted(request: &HttpRequest) -> Result<Self, ApiError> {
        use actix_web::http::header::{Accept, Header};
        if !request.headers().contains_key(header::ACCEPT) {
            return Ok(Self::Json);
        }
        let accept = Accept::parse(request).unwrap_or_else(|_| Accept(Vec::new()));
        let refused = |media: &str| accept.iter().any(|item| item.item.essence_str() == media && item.quality == header::Quality::ZERO);
        let known = accept.ranked().into_iter().find_map(|media| match media.essence_str() {
            "application/json" | "application/*" | "*/*" if !refused("application/json") => Some(Self::Json),
            "text/html" | "text/*" if !refused("text/html") => Some(Self::Html),
            "text/csv" | "application/zip" if !refused(media.essence_str()) => Some(Self::Csv),
            _ => None,
        });
        known.ok_or_else(|| {
            let detail = "A report can be had as `application/json`, `text/html` or `text/csv` (a ZIP file with a table in each of its files): \
                send one of these as `Accept`, or add .json, .html or .csv.zip to the path.";
            ApiError::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", "There is no such form of a report", detail)
        })
    }
}

/// Read a quarterly report
///
/// The document that a committee reads, made from the record: snapshot, each objective with its corporate actions, exceptions with
/// their commentary, narratives, resources, risks, and every action and measure in appendices. As JSON, which every other face is made
/// from; as a page that prints, in English or Welsh; or as a ZIP file of CSV tables. Ask by `Accept` (`application/json`, `text/html`,
/// `text/csv`), or by the extension of the quarter: `2026-27-Q2.html`, `.json`, `.csv.zip`.
///
/// Once its quarter is signed off, the report of the whole council or of an outcome is what was frozen then, with the digest of its
/// bytes as its tag; `as=restated` makes it from the record of now.
///
/// `curl -H "Authorization: Bearer $KEY" -O http://127.0.0.1:8080/api/v1/reports/council/2026-27-Q2.html`
#[utoipa::path(
    tag = "Reports", operation_id = "read_report",
    params(
        ("scope" = String, Path, description = "What it is of: `council`, or its kind and its id or ref (with `/` written `-`): `plan:CH`, \
            `service_area:HC`, `directorate:RES`; `programme:` and its name", example = "council"),
        ("file" = String, Path, description = "The quarter, with or without the extension of a face", example = "2026-27-Q2"),
        ReportQuery
    ),
    responses(
        (status = 200, description = "The report", content(
            (Report = "application/json"), (String = "text/html"), (Bytes = "application/zip")
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
    let (quarter, face) = Face::asked(&request, &file)?;
    let period = period(quarter)?;
    let of: ReportOf = scope.parse().map_err(|error| {
        let detail = format!("There is no report of {scope:?}: what it is of {error}.");
        ApiError::new(StatusCode::NOT_FOUND, "unknown_scope", "There is no such report", detail)
    })?;
    let (as_of, language) = (query.0.as_of, query.0.language.unwrap_or(Language::English));
    if let Some(kept) = reported(&app, &of, period, &query.0, face.frozen_name(language)).await? {
        let mut response = kept.answer("private, no-cache");
        response.headers_mut().insert(header::VARY, header::HeaderValue::from_static("accept"));
        return Ok(response);
    }
    let made = app.read_at_once(move |conn, settings, context| report(conn, context, settings, &of, period, as_of)).await?;
    let written = web::block(move || written(&made, face, language)).await.map_err(|error| ApiError::internal(&error))??;
    let mut response = match face {
        Face::Json => HttpResponse::Ok().content_type(header::ContentType::json()).body(written),
        Face::Html => crate::pages::html(StatusCode::OK, STYLE, "no-cache", String::from_utf8_lossy(&written).into_owned()),
        Face::Csv => attachment(Form::Zip, format!("report-{period}.zip")).body(written),
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

fn written(report: &Report, face: Face, language: Language) -> Result<Vec<u8>, ApiError> {
    match face {
        Face::Json => serde_json::to_vec(report).map_err(|error| ApiError::internal(&error)),
        Face::Html => Ok(html(report, language)?.into_bytes()),
        Face::Csv => Ok(csv_zip(report)?),
    }
}
