//! Reports that are published: anybody may read them, as they were signed off.

use super::links;
use crate::faces::by_ending;
use crate::frozen;
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, ContentType};
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use plumbline_shared::domain::period::Period;
use plumbline_shared::domain::plan::Language;
use plumbline_shared::ops::frozen_reports::shelf;
use plumbline_shared::ops::quarterly_report::HTML;
use plumbline_shared::render::page::page_unpublished;
use plumbline_shared::render::page_shelf::page_shelf;
use serde::Deserialize;

/// Five minutes: one that is taken back goes on being read no longer.
const KEPT: &str = "public, max-age=300";

/// What a reader says besides.
#[derive(Deserialize)]
pub struct Wanted {
    language: Option<String>,
}

/// From where the list goes on.
#[derive(Deserialize)]
pub struct Further {
    before: Option<String>,
}

/// What is published, with links to every face of it.
pub async fn list(request: HttpRequest, app: web::Data<App>, further: web::Query<Further>) -> Result<HttpResponse, ApiError> {
    links::take(&app, &request, None)?;
    // A quarter that cannot be read is none to go on from.
    let before: Option<Period> = further.before.as_deref().and_then(|before| before.parse().ok());
    let (settings, reports, earlier) = app
        .read(move |conn, settings, _| {
            let (reports, earlier) = shelf(conn, before)?;
            Ok((settings.clone(), reports, earlier))
        })
        .await?;
    let organisation = (settings.organisation.as_str(), settings.organisation_cy.as_deref());
    Ok(links::listed_nowhere(KEPT, page_shelf(organisation, &app.post.wording().reply_to, &reports, earlier)))
}

/// A report of a quarter: the page, or by the ending of the path another face, or the digests of all. What is not published is not there.
pub async fn report(
    request: HttpRequest,
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, ApiError> {
    links::take(&app, &request, None)?;
    let (scope, file) = path.into_inner();
    if let Some(quarter) = file.strip_suffix(".sha256") {
        return digests(&app, &scope, quarter).await;
    }
    let (quarter, face) = by_ending(&file).unwrap_or((&file, &HTML));
    let language = wanted.language.as_deref().and_then(|language| language.parse().ok()).unwrap_or(Language::English);
    let kept = match (scope.parse(), quarter.parse()) {
        (Ok(of), Ok(period)) => frozen::published(&app, of, period, face.name(language)).await,
        _ => Err(ApiError::no_such_path()),
    };
    match kept {
        Ok(kept) => Ok(links::unlisted(kept.answer_to(request.headers(), KEPT))),
        Err(error) if error.status_code() == StatusCode::NOT_FOUND && is_browser(&request) => {
            Ok(links::notice(&app, StatusCode::NOT_FOUND, page_unpublished).await)
        }
        Err(error) => Err(error),
    }
}

/// The digests of all its faces, a line for each.
async fn digests(app: &web::Data<App>, scope: &str, quarter: &str) -> Result<HttpResponse, ApiError> {
    let (Ok(of), Ok(period)) = (scope.parse(), quarter.parse()) else { return Err(ApiError::no_such_path()) };
    let lines = frozen::published_digests(app, of, period).await?;
    let mut answer = HttpResponse::Ok();
    answer.content_type(ContentType::plaintext()).insert_header((header::CACHE_CONTROL, KEPT));
    Ok(links::unlisted(answer.body(lines)))
}

/// Is it a person who asks? Programs do not say that they would read a page.
fn is_browser(request: &HttpRequest) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}
