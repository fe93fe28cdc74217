//! Reports as they were when their quarter was signed off, and how their faces are answered.

use crate::conditional::is_known;
use crate::pages;
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpResponse, ResponseError, web};
use plumbline_shared::db::Conn;
use plumbline_shared::domain::period::Period;
use plumbline_shared::error::Result as Shared;
use plumbline_shared::ops::frozen_reports;
use plumbline_shared::ops::quarterly_report::ReportOf;
use plumbline_shared::store::frozen_reports::{FrozenFaceRow, FrozenReportRow};

/// A face, as it is answered.
pub struct Kept {
    /// What it is of, and the quarter.
    of: String,
    name: String,
    media_type: String,
    sha256: String,
    bytes: Vec<u8>,
}

impl Kept {
    /// That face of that report: of `plan:CH` in a quarter.
    ///
    /// # Errors
    /// [`plumbline_shared::error::Error::Internal`] when it is damaged.
    pub fn of(scope: &str, period: Period, face: FrozenFaceRow) -> Shared<Self> {
        let bytes = frozen_reports::unpacked(&face)?;
        let of = format!("{}-{period}", scope.replace(|c: char| !c.is_ascii_alphanumeric(), "-"));
        Ok(Self { of, name: face.name, media_type: face.media_type, sha256: face.sha256, bytes })
    }

    /// Its bytes, with their digest as their tag.
    pub fn answer(self, kept: &'static str) -> HttpResponse {
        let tag = self.tag();
        let mut response = if self.media_type.starts_with("text/html") {
            let page = String::from_utf8_lossy(&self.bytes).into_owned();
            let style =
                page.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>")).map_or("", |(style, _)| style).to_owned();
            pages::html(StatusCode::OK, &style, kept, page)
        } else {
            let mut response = HttpResponse::Ok();
            response.insert_header((header::CONTENT_TYPE, self.media_type)).insert_header((header::CACHE_CONTROL, kept));
            if !self.name.ends_with(".json") {
                let file = self.name.replacen("report", &format!("report-{}", self.of), 1);
                response.insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")));
            }
            response.body(self.bytes)
        };
        if let Ok(tag) = header::HeaderValue::from_str(&tag) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }

    /// The same, or that the client has it already.
    pub fn answer_to(self, headers: &HeaderMap, kept: &'static str) -> HttpResponse {
        let tag = self.tag();
        if is_known(headers, &tag) {
            let mut response = HttpResponse::NotModified();
            return response.insert_header((header::ETAG, tag)).insert_header((header::CACHE_CONTROL, kept)).finish();
        }
        self.answer(kept)
    }

    fn tag(&self) -> String {
        format!("\"{}\"", self.sha256)
    }
}

/// The face of what was reported of that for a quarter; none where nothing was frozen of it.
///
/// # Errors
/// 404 when what was reported has no such face, or there is no such part of the council.
pub async fn reported(app: &web::Data<App>, of: &ReportOf, period: Period, name: String, open: bool) -> Result<Option<Kept>, ApiError> {
    let of = of.clone();
    let found = app.read_at_once(move |conn, _, _| {
        let Some(report) = frozen_reports::reported(conn, &of, period)? else { return Ok(None) };
        if report.superseded_at.is_some() && !open {
            return Ok(None);
        }
        Kept::of(&report.name, period, frozen_reports::face(conn, report.id, &name)?).map(Some)
    });
    Ok(found.await?)
}

/// The face of what anybody may read of that for a quarter.
///
/// # Errors
/// 404 when there is none: whether there is something that is not published is not told.
pub async fn published(app: &web::Data<App>, of: ReportOf, period: Period, name: String) -> Result<Kept, ApiError> {
    let read =
        move |conn: &mut Conn, report: FrozenReportRow| Kept::of(&report.name, period, frozen_reports::face(conn, report.id, &name)?);
    if_published(app, of, period, read).await
}

/// The digests of all faces of what anybody may read of that for a quarter, for whoever checks a copy.
///
/// # Errors
/// As [`published`].
pub async fn published_digests(app: &web::Data<App>, of: ReportOf, period: Period) -> Result<String, ApiError> {
    if_published(app, of, period, |conn, report| frozen_reports::manifest(conn, report.id)).await
}

async fn if_published<T: Send + 'static>(
    app: &web::Data<App>,
    of: ReportOf,
    period: Period,
    read: impl Fn(&mut Conn, FrozenReportRow) -> Shared<T> + Send + 'static,
) -> Result<T, ApiError> {
    let found = app.read_at_once(move |conn, _, _| match frozen_reports::published(conn, &of, period)? {
        Some(report) => read(conn, report).map(Some),
        None => Ok(None),
    });
    match found.await {
        Ok(Some(kept)) => Ok(kept),
        Ok(None) => Err(ApiError::no_such_path()),
        Err(error) => {
            let error = ApiError::from(error);
            Err(if error.status_code().is_client_error() { ApiError::no_such_path() } else { error })
        }
    }
}
