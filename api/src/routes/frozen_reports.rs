//! Reports as they were when their quarter was signed off.

use super::imports::Bytes;
use super::{CommonErrors, ItemErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::conditional::shown;
use crate::extract::{Body, Listing, Query};
use crate::frozen::Kept;
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, patch, web};
use plumbline_shared::domain::period::Period;
use plumbline_shared::id::Id;
use plumbline_shared::model::frozen_report::{FrozenReport, Publication};
use plumbline_shared::ops::frozen_reports;
use serde::Deserialize;
use utoipa::IntoParams;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(list).service(read).service(read_face).service(change);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    /// Of this quarter; without one, of the latest that has ended.
    #[param(value_type = Option<String>, example = "2025-26-Q4")]
    period: Option<Period>,
}

/// List frozen reports
///
/// What was frozen when a quarter was signed off: of the whole council and of each outcome, with who signed, when, the digest, and
/// every face with its own. One that was frozen before the quarter was opened again stays, marked with when and why. All on one page.
#[utoipa::path(
    tag = "Reports", operation_id = "list_frozen_reports", params(ListQuery),
    responses((status = 200, description = "The frozen reports, all on one page", body = Listing<FrozenReport>), CommonErrors)
)]
#[get("/frozen-reports")]
async fn list(app: web::Data<App>, query: Query<ListQuery>) -> Result<HttpResponse, ApiError> {
    let items = app.read_at_once(move |conn, settings, context| {
        let period = context.scope(settings, query.0.period, None)?.period;
        frozen_reports::list(conn, period)
    });
    shown(StatusCode::OK, None, &Listing { items: items.await?, next: None })
}

/// Read a frozen report
///
/// Who signed it and when, its digest, and its faces. The digest is the SHA-256 of the lines that `sha256sum` writes of the faces.
#[utoipa::path(
    tag = "Reports", operation_id = "read_frozen_report", params(("frozen" = String, Path, description = "Its id")),
    responses((status = 200, description = "The frozen report", body = FrozenReport), CommonErrors, ItemErrors)
)]
#[get("/frozen-reports/{frozen}")]
async fn read(app: web::Data<App>, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let id = known(&id)?;
    let found = app.read_at_once(move |conn, _, _| frozen_reports::get(conn, id)).await?;
    shown(StatusCode::OK, None, &found)
}

/// Read a face of a frozen report
///
/// Byte for byte as it was signed off, whatever was changed since. Its tag is the SHA-256 of its bytes.
#[utoipa::path(
    tag = "Reports", operation_id = "read_frozen_face",
    params(
        ("frozen" = String, Path, description = "The report's id"),
        ("face" = String, Path, description = "The name of the face", example = "report.en.html")
    ),
    responses(
        (status = 200, description = "The face", content(
            (plumbline_shared::model::report::Report = "application/json"), (String = "text/html"), (Bytes = "application/zip"), (Bytes = "application/pdf"),
            (Bytes = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (Bytes = "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
        )),
        CommonErrors, ItemErrors
    )
)]
#[get("/frozen-reports/{frozen}/{face}")]
async fn read_face(app: web::Data<App>, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    let (id, name) = path.into_inner();
    let id = known(&id)?;
    let face = app.read_at_once(move |conn, _, _| {
        let report = frozen_reports::get(conn, id)?;
        Kept::of(&report.scope, report.period, frozen_reports::face(conn, id, &name)?)
    });
    Ok(face.await?.answer("private, no-cache"))
}

/// Publish a frozen report
///
/// For editors. With `published`, anybody reads it without a key under its `public_link`: the page, and every other face. Without it,
/// nobody finds anything there. A report is not published when it is frozen.
#[utoipa::path(
    tag = "Reports", operation_id = "change_frozen_report", params(("frozen" = String, Path, description = "Its id")),
    request_body(content = Publication, example = json!({"published": true})),
    responses((status = 200, description = "As it is now", body = FrozenReport), CommonErrors, ItemErrors, WriteErrors)
)]
#[patch("/frozen-reports/{frozen}")]
async fn change(app: web::Data<App>, caller: Caller, id: web::Path<String>, body: Body<Publication>) -> Result<HttpResponse, ApiError> {
    let id = known(&id)?;
    let changed = app.write(&caller, move |conn, _, context| frozen_reports::publish(conn, context, id, body.0)).await?;
    shown(StatusCode::OK, None, &changed)
}

/// What is no id is that of no report.
fn known(id: &str) -> Result<Id, ApiError> {
    let missing = |_| plumbline_shared::error::Error::NotFound { kind: "frozen report", key: id.to_owned() };
    Ok(id.parse().map_err(missing)?)
}
