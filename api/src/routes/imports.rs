//! Imports: packs of CSV files.

use super::{CommonErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::conditional::shown;
use crate::extract::{Listing, Query};
use crate::problem::{ApiError, Problem};
use crate::state::App;
use actix_multipart::{Multipart, MultipartError};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use futures_util::TryStreamExt;
use plumbline_shared::ops::import::{self, FileFormat, MAX_BYTES, MAX_FILES, Pack, PackFile, Report};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(import_pack).service(import_format);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ImportQuery {
    /// Try it only: the same report, and nothing is stored.
    #[serde(default)]
    dry_run: bool,
}

/// The files of a pack, as a form sends them.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes the form to the document")]
struct PackForm {
    /// One part per file; the file name of each part says which file of the pack it is.
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<Vec<u8>>,
}

/// A pack that cannot be imported: a problem, with the report of all that is wrong.
#[derive(Serialize, ToSchema)]
struct ImportProblem {
    #[serde(flatten)]
    problem: Problem,
    /// All that is wrong, by file, line and column.
    report: Report,
}

/// The largest pack over HTTP; larger ones are imported by the command line.
const PACK_BYTES: usize = 64 * 1024 * 1024;

/// Import a pack of CSV files
///
/// All of it or nothing. Send each file as a part of a form, named as in a pack (`actions.csv`, …); any subset of the files is
/// a pack. The same pack again changes nothing, and says so. Alerts follow with the next check; nothing is sent.
///
/// `curl -H "Authorization: Bearer $KEY" -F file=@actions.csv -F file=@action_updates.csv http://127.0.0.1:8080/api/v1/imports`
#[utoipa::path(
    tag = "Imports", operation_id = "import_pack", params(ImportQuery),
    request_body(content = PackForm, content_type = "multipart/form-data", example = json!({"file": ["service_areas.csv", "people.csv"]})),
    responses(
        (status = 200, description = "What became of each row", body = Report),
        (status = 422, description = "Nothing was imported; the report says all that is wrong", body = ImportProblem, content_type = "application/problem+json"),
        CommonErrors, WriteErrors
    )
)]
#[post("/imports")]
async fn import_pack(app: web::Data<App>, caller: Caller, query: Query<ImportQuery>, form: Multipart) -> Result<HttpResponse, ApiError> {
    let pack = Pack::new(files(form).await?)?;
    let dry_run = query.0.dry_run;
    let report = app.write(&caller, move |conn, settings, context| import::import(conn, context, settings, &pack, dry_run)).await?;
    if report.errors.is_empty() { shown(StatusCode::OK, None, &report) } else { Err(refused(&report)) }
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

fn refused(report: &Report) -> ApiError {
    let detail = format!("Nothing was imported: the pack has {}; see `report`.", report.count_of_errors());
    let error = ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_pack", "The pack cannot be imported", detail);
    error.with("report", serde_json::to_value(report).unwrap_or_default())
}

fn broken(error: MultipartError) -> ApiError {
    use MultipartError::{ContentTypeIncompatible, ContentTypeMissing, ContentTypeParse};
    if matches!(error, ContentTypeIncompatible | ContentTypeMissing | ContentTypeParse) {
        let detail = "Send the files as a form, with `Content-Type: multipart/form-data`.";
        return ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "The body is not a form", detail);
    }
    ApiError::malformed(format!("The form cannot be read: {error}."), Vec::new())
}

/// The files of the form, within limits.
async fn files(mut form: Multipart) -> Result<Vec<PackFile>, ApiError> {
    let too_large = || {
        let detail =
            format!("A pack over HTTP has at most {MAX_FILES} files of {} MiB, and {} MiB in all.", MAX_BYTES >> 20, PACK_BYTES >> 20);
        ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", "The pack is too large", detail)
    };
    let (mut files, mut total) = (Vec::new(), 0_usize);
    while let Some(mut field) = form.try_next().await.map_err(broken)? {
        let name = field.content_disposition().and_then(|disposition| disposition.get_filename()).map(str::to_owned);
        let missing = || ApiError::malformed("Each part of the form must be a file with a name, such as actions.csv.", Vec::new());
        let name = name.ok_or_else(missing)?;
        let mut bytes = Vec::new();
        while let Some(chunk) = field.try_next().await.map_err(broken)? {
            total += chunk.len();
            if total > PACK_BYTES {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        // Browsers may send a path; only its last part is a name.
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        files.push(PackFile { name, bytes });
        if files.len() > MAX_FILES {
            return Err(too_large());
        }
    }
    Ok(files)
}
