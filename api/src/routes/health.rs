//! Whether the process lives, and whether it can do its work.

use crate::state::App;
use actix_web::{HttpResponse, get, web};
use plumbline_shared::db::pending_migrations;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// The operations of this file.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(livez).service(readyz);
}

/// The process answers.
#[derive(Serialize, ToSchema)]
struct Alive {
    /// Always `ok`.
    #[schema(example = "ok")]
    status: &'static str,
}

/// Whether each part can do its work.
#[derive(Serialize, ToSchema)]
struct Readiness {
    /// `ok`, or `unavailable` with status 503.
    #[schema(example = "ok")]
    status: &'static str,
    /// `ok`, `away`, or `migrations pending`.
    #[schema(example = "ok")]
    database: &'static str,
}

/// Is the process alive?
///
/// Answers without looking at anything; needs no key.
#[utoipa::path(tag = "Health", security(()), responses((status = 200, description = "It is", body = Alive, example = json!({"status": "ok"}))))]
#[get("/livez")]
async fn livez() -> HttpResponse {
    HttpResponse::Ok().json(Alive { status: "ok" })
}

/// Can the service do its work?
///
/// Looks at the database, its migrations and the mail; needs no key.
#[utoipa::path(
    tag = "Health", security(()),
    responses(
        (status = 200, description = "It can", body = Readiness, example = json!({"status": "ok", "database": "ok"})),
        (status = 503, description = "It cannot just now", body = Readiness, example = json!({"status": "unavailable", "database": "away"}))
    )
)]
#[get("/readyz")]
async fn readyz(app: web::Data<App>) -> HttpResponse {
    let database = match app.db.read(pending_migrations).await {
        Ok(0) => "ok",
        Ok(_) => "migrations pending",
        Err(_) => "away",
    };
    if database == "ok" {
        HttpResponse::Ok().json(Readiness { status: "ok", database })
    } else {
        HttpResponse::ServiceUnavailable().json(Readiness { status: "unavailable", database })
    }
}
