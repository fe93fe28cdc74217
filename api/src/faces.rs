//! The faces that a report has, and how one is asked for.

use crate::problem::ApiError;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, Accept, Header};
use actix_web::{HttpRequest, web};
use plumbline_shared::domain::plan::Language;
use plumbline_shared::model::report::Report;
use plumbline_shared::ops::quarterly_report::{CSV, FaceOf, HTML, JSON, XLSX};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Every face of a report, as it is made and as it is frozen when its quarter is signed off.
pub static FACES: &[FaceOf] = &[
    JSON,
    HTML,
    CSV,
    XLSX,
    #[cfg(feature = "paper")]
    paper::PDF,
    #[cfg(feature = "paper")]
    paper::DOCX,
];

/// Reports on paper.
#[cfg(feature = "paper")]
mod paper {
    use plumbline_shared::ops::quarterly_report::FaceOf;

    /// Typeset.
    pub const PDF: FaceOf = FaceOf {
        ending: ".pdf",
        media_type: "application/pdf",
        asked_as: &["application/pdf"],
        spoken: true,
        costly: true,
        write: plumbline_paper::pdf,
    };
    /// For word processors.
    pub const DOCX: FaceOf = FaceOf {
        ending: ".docx",
        media_type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        asked_as: &["application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
        spoken: true,
        costly: true,
        write: plumbline_paper::docx,
    };
}

/// The face that a path ends with, and what comes before that.
pub fn by_ending(file: &str) -> Option<(&str, &'static FaceOf)> {
    FACES.iter().find_map(|face| Some((file.strip_suffix(face.ending)?, face)))
}

/// The face asked for: by the extension of the path, or else by `Accept`; JSON, where the client does not say.
///
/// # Errors
/// 406 for a form that there is not.
pub fn asked<'a>(request: &HttpRequest, file: &'a str) -> Result<(&'a str, &'static FaceOf), ApiError> {
    match by_ending(file) {
        Some(known) => Ok(known),
        None if PAPER.iter().any(|ending| file.ends_with(ending)) => Err(not_acceptable()),
        None => Ok((file, accepted(request)?)),
    }
}

/// The face that the client likes best of those there are.
fn accepted(request: &HttpRequest) -> Result<&'static FaceOf, ApiError> {
    if !request.headers().contains_key(header::ACCEPT) {
        return Ok(&JSON);
    }
    let accept = Accept::parse(request).unwrap_or_else(|_| Accept(Vec::new()));
    let refused = |media: &str| accept.iter().any(|item| item.item.essence_str() == media && item.quality == header::Quality::ZERO);
    let face = |media: &str| {
        let own = |face: &FaceOf| face.asked_as.first().is_some_and(|own| !refused(own));
        let asked = FACES.iter().find(|face| face.asked_as.contains(&media))?;
        (!refused(media) && (own(asked) || !media.contains('*'))).then_some(asked)
    };
    accept.ranked().iter().find_map(|media| face(media.essence_str())).ok_or_else(not_acceptable)
}

/// How many reports are set on paper at once, and how long one waits for its turn.
static PRESSES: Semaphore = Semaphore::const_new(2);
const PATIENCE: Duration = Duration::from_secs(10);

/// A face of a report, written where it holds nobody up.
///
/// # Errors
/// 503 when too many are being set on paper; 500 when it cannot be written.
pub async fn written(face: &'static FaceOf, report: Report, language: Language) -> Result<Vec<u8>, ApiError> {
    let turn = match face.costly {
        true => Some(timeout(PATIENCE, PRESSES.acquire()).await.map_err(|_| busy())?.map_err(|error| ApiError::internal(&error))?),
        false => None,
    };
    let write = move || {
        // Kept until the work is done, even if nobody waits for it any more.
        let _turn = turn;
        (face.write)(&report, language)
    };
    Ok(web::block(write).await.map_err(|error| ApiError::internal(&error))??)
}

fn busy() -> ApiError {
    let detail = "Several reports are being set on paper. Ask again in a moment, or for another form.";
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "reports_busy", "Too many reports at once", detail)
}

/// What a report on paper ends with, whether this service was built to write it or not.
const PAPER: [&str; 2] = [".pdf", ".docx"];

fn not_acceptable() -> ApiError {
    let forms: Vec<&str> = FACES.iter().filter_map(|face| face.asked_as.first().copied()).collect();
    let endings: Vec<&str> = FACES.iter().map(|face| face.ending).collect();
    let detail = format!(
        "A report can be had as {} (`text/csv` is a ZIP file with a table in each of its files): send one of these as `Accept`, or add one \
         of {} to the path.",
        forms.iter().map(|form| format!("`{form}`")).collect::<Vec<_>>().join(", "),
        endings.join(", ")
    );
    ApiError::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", "There is no such form of a report", detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    /// Also of a build without the feature `paper`: `cargo test -p plumbline --no-default-features faces`.
    #[test]
    fn paper_is_there_or_refused() {
        let request = TestRequest::default().to_http_request();
        for ending in PAPER {
            let file = format!("2026-27-Q2{ending}");
            match asked(&request, &file) {
                Ok((quarter, face)) => assert_eq!((quarter, face.ending, cfg!(feature = "paper")), ("2026-27-Q2", ending, true)),
                Err(error) => {
                    assert_eq!((actix_web::ResponseError::status_code(&error).as_u16(), cfg!(feature = "paper")), (406, false));
                }
            }
        }
        assert_eq!(asked(&request, "2026-27-Q2").ok().map(|(_, face)| face.ending), Some(JSON.ending));
    }
}
