//! Reports that are published: anybody may read them, as they were signed off.

use super::links;
use crate::faces::by_ending;
use crate::frozen;
use crate::problem::ApiError;
use crate::state::App;
use actix_web::{HttpRequest, HttpResponse, web};
use plumbline_shared::domain::plan::Language;
use plumbline_shared::ops::frozen_reports::HTML;
use serde::Deserialize;

/// Five minutes: one that is taken back goes on being read no longer.
const KEPT: &str = "public, max-age=300";

/// What a reader says besides.
#[derive(Deserialize)]
pub struct Wanted {
    language: Option<String>,
}

/// A report of a quarter: the page, or by the ending of the path another face. What is not published is not there.
pub async fn report(
    request: HttpRequest,
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, ApiError> {
    links::take(&app, &request, None)?;
    let (scope, file) = path.into_inner();
    let (quarter, face) = by_ending(&file).unwrap_or((&file, &HTML));
    let language = wanted.language.as_deref().and_then(|language| language.parse().ok()).unwrap_or(Language::English);
    let (Ok(of), Ok(period)) = (scope.parse(), quarter.parse()) else { return Err(ApiError::no_such_path()) };
    let kept = frozen::published(&app, of, period, face.name(language)).await?;
    Ok(kept.answer_to(request.headers(), KEPT))
}
