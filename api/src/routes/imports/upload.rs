//! The files of a request, written to disk as they come.

use crate::problem::ApiError;
use actix_multipart::{Multipart, MultipartError};
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, web};
use futures_util::TryStreamExt;
use plumbline_shared::error::Error;
use plumbline_shared::ops::import::{MAX_BYTES, MAX_FILES};
use std::fs::File;
use tokio::io::AsyncWriteExt;

/// The largest body; larger packs are imported by the command line.
const BODY_BYTES: usize = 256 << 20;

/// The forms that a body may have by itself: their media types, and what a file of them is called.
const FORMS: [(&str, &str); 7] = [
    ("application/zip", "pack.zip"),
    ("application/x-zip-compressed", "pack.zip"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "workbook.xlsx"),
    ("text/csv", ".csv"),
    ("application/x-ndjson", ".ndjson"),
    ("application/ndjson", ".ndjson"),
    ("application/jsonl", ".ndjson"),
];

/// The files of a request, each with its name. `kind` says what the rows are of one that has no name.
///
/// # Errors
/// 415 for another form, 413 for too much, 400 for what breaks off.
pub async fn files(request: &HttpRequest, body: web::Payload, kind: Option<&str>) -> Result<Vec<(String, File)>, ApiError> {
    let media = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if media == "multipart/form-data" {
        return parts(Multipart::new(request.headers(), body)).await;
    }
    let form = FORMS.iter().find(|(known, _)| *known == media);
    let Some((_, name)) = form else {
        let known: Vec<&str> = FORMS.iter().map(|(media, _)| *media).collect();
        let detail = format!("Send the files as a form (`multipart/form-data`), or one as the body: {}.", known.join(", "));
        return Err(ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "The body is of no form that is taken",
            detail,
        ));
    };
    let name = match (name.strip_prefix('.'), kind) {
        (None, _) => (*name).to_owned(),
        (Some(_), Some(kind)) => format!("{}{name}", kind.strip_suffix(name).unwrap_or(kind)),
        (Some(_), None) => {
            let detail = "must say what the rows of the body are, such as file=indicator_results";
            return Err(Error::field("?file", "missing_field", detail).into());
        }
    };
    let broken = |error: actix_web::error::PayloadError| ApiError::malformed(format!("The body broke off: {error}."), Vec::new());
    Ok(vec![(name, stored(body.into_inner().map_err(broken), &mut 0).await?)])
}

/// The workbook of a request, as the body or as the one part of a form.
///
/// # Errors
/// As [`files`]; 422 for another file, and for more than one.
pub async fn workbook(request: &HttpRequest, body: web::Payload) -> Result<(String, File), ApiError> {
    let mut files = files(request, body, Some("")).await?;
    match files.pop() {
        Some(file) if files.is_empty() && file.0.to_lowercase().ends_with(".xlsx") => Ok(file),
        other => {
            let name = other.map(|(name, _)| name).unwrap_or_default();
            let detail = "is no workbook: send one (.xlsx), as the body or as the one file of a form";
            Err(Error::field(name, "unknown_file", detail).into())
        }
    }
}

/// The parts of a form.
async fn parts(mut form: Multipart) -> Result<Vec<(String, File)>, ApiError> {
    let (mut files, mut total) = (Vec::new(), 0_usize);
    while let Some(field) = form.try_next().await.map_err(broken)? {
        let name = field.content_disposition().and_then(|disposition| disposition.get_filename()).map(str::to_owned);
        let missing = || ApiError::malformed("Each part of the form must be a file with a name, such as actions.csv.", Vec::new());
        let name = name.ok_or_else(missing)?;
        // Browsers may send a path; only its last part is a name.
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        files.push((name, stored(field.map_err(broken), &mut total).await?));
        if files.len() > MAX_FILES {
            return Err(too_large());
        }
    }
    Ok(files)
}

/// What comes, in a file that goes when it is closed.
async fn stored(
    mut pieces: impl futures_util::Stream<Item = Result<web::Bytes, ApiError>> + Unpin,
    total: &mut usize,
) -> Result<File, ApiError> {
    let no_room = |error: std::io::Error| ApiError::from(Error::Unavailable(format!("a temporary file cannot be written: {error}")));
    let mut file = tokio::fs::File::from_std(tempfile::tempfile().map_err(no_room)?);
    while let Some(piece) = pieces.try_next().await? {
        *total += piece.len();
        if *total > BODY_BYTES {
            return Err(too_large());
        }
        file.write_all(&piece).await.map_err(no_room)?;
    }
    file.flush().await.map_err(no_room)?;
    Ok(file.into_std().await)
}

fn too_large() -> ApiError {
    let (body, file) = (BODY_BYTES >> 20, MAX_BYTES >> 20);
    let detail = format!("A pack over HTTP has at most {body} MiB and {MAX_FILES} files, none larger than {file} MiB.");
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", "The pack is too large", detail)
}

fn broken(error: MultipartError) -> ApiError {
    use MultipartError::{ContentTypeIncompatible, ContentTypeMissing, ContentTypeParse};
    if matches!(error, ContentTypeIncompatible | ContentTypeMissing | ContentTypeParse) {
        let detail = "Send the files as a form, with `Content-Type: multipart/form-data`.";
        return ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "The body is not a form", detail);
    }
    ApiError::malformed(format!("The form cannot be read: {error}."), Vec::new())
}
