//! Whether the process lives, and whether it can do its work.

use super::Operations;
use crate::problem::Problem;
use crate::state::App;
use actix_web::{HttpResponse, get, web};
use plumbline_worker::health::{Readiness, readiness};
use serde::Serialize;
use utoipa::ToSchema;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(livez).service(readyz);
}

/// The process answers.
#[derive(Serialize, ToSchema)]
struct Alive {
    /// Always `ok`.
    #[schema(example = "ok")]
    status: &'static str,
}

/// Is the process alive?
///
/// Answers without looking at anything; needs no key.
#[utoipa::path(
    tag = "Health", operation_id = "livez", security(()),
    responses(
        (status = 200, description = "It is", body = Alive, example = json!({"status": "ok"})),
        (status = 405, description = "Asked by another method than GET or HEAD", body = Problem, content_type = "application/problem+json")
    )
)]
#[get("/livez")]
async fn livez() -> HttpResponse {
    HttpResponse::Ok().json(Alive { status: "ok" })
}

/// Can the service do its work?
///
/// Looks at the database and its migrations, and tells of the worker and the mail; needs no key. A silent worker or held
/// mail is told, and leaves the API ready: requests are answered all the same.
#[utoipa::path(
    tag = "Health", operation_id = "readyz", security(()),
    responses(
        (status = 200, description = "It can", body = Readiness),
        (status = 405, description = "Asked by another method than GET or HEAD", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "It cannot just now: the database is away, or its migrations have not been run", body = Readiness)
    )
)]
#[get("/readyz")]
async fn readyz(app: web::Data<App>) -> HttpResponse {
    let readiness = readiness(&app.db, &app.clock, app.post.sends()).await;
    let mut response = if readiness.status == "ok" { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    response.json(readiness)
}
