//! API keys.

use super::{CommonErrors, ItemErrors, Operations, WriteErrors};
use crate::auth::Caller;
use crate::conditional::shown;
use crate::extract::{Body, Listing, PageQuery, Query, listing, page};
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, delete, get, post, web};
use plumbline_shared::model::key::{ApiKey, IssuedKey, KeyDraft, RotationDraft};
use plumbline_shared::ops::keys;

/// The operations of this file.
pub fn configure(config: &mut impl Operations) {
    config.service(list).service(create).service(read).service(rotate).service(revoke);
}

/// List keys
///
/// For admins. In the order in which they were made, a page at a time, those that are revoked or have expired too; without their
/// secrets, which are not kept.
#[utoipa::path(
    tag = "Keys", operation_id = "list_keys", params(PageQuery),
    responses((status = 200, description = "A page of keys", body = Listing<ApiKey>), CommonErrors)
)]
#[get("/keys")]
async fn list(request: HttpRequest, app: web::Data<App>, query: Query<PageQuery>) -> Result<HttpResponse, ApiError> {
    let page = page(&request, query.0.limit, query.0.cursor.as_deref(), keys::SORT)?;
    listing(&request, &app, move |conn, _, _| keys::list(conn, &page)).await
}

/// Create a key
///
/// For admins. The answer alone shows the whole `key`: keep it where only its user can read it. An owner's key names the `person`
/// whose items its user may file returns of; of a person who has left it may do nothing. `scopes` narrow a key to some of what its
/// role may do, and `service_areas` its writing to what belongs to these and to no other area: then it moves nothing into or out of
/// them, and writes nothing that belongs to none (people, the plan, projects, periods, texts, settings, imports, keys). Nobody can
/// make a key that may do more than their own.
#[utoipa::path(
    tag = "Keys", operation_id = "create_key",
    request_body(content = KeyDraft, example = json!({
        "name": "Recycling figures", "role": "editor", "scopes": ["read", "record"], "service_areas": ["WR"],
        "expires_at": "2030-03-31T23:00:00Z"
    })),
    responses((status = 201, description = "The key, shown only now", body = IssuedKey), CommonErrors, WriteErrors)
)]
#[post("/keys")]
async fn create(app: web::Data<App>, caller: Caller, body: Body<KeyDraft>) -> Result<HttpResponse, ApiError> {
    let made = app.write(&caller, move |conn, _, context| {
        let token = keys::create(conn, context, body.0)?;
        keys::issued(conn, &token)
    });
    let made = made.await?;
    tracing::info!(key = made.details.id, by = &*caller.actor, "a key was made");
    Ok(shown_once(HttpResponse::Created(), &made))
}

/// Read a key
///
/// For admins. Without its secret, which is not kept.
#[utoipa::path(
    tag = "Keys", operation_id = "read_key",
    params(("id" = String, Path, description = "Its id: the part after `plb_`")),
    responses((status = 200, description = "The key", body = ApiKey), CommonErrors, ItemErrors)
)]
#[get("/keys/{id}")]
async fn read(app: web::Data<App>, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let found = app.read(move |conn, _, _| keys::get(conn, &id)).await?;
    shown(StatusCode::OK, None, &found)
}

/// Rotate a key
///
/// For admins. Gives the key another secret, which the answer alone shows; all else stays. The old secret works for
/// `overlap_hours` more, so that its users can change over, and without them ends at once; one from before it ends in any case. A
/// key that is revoked or has expired is not rotated (409 `key_not_in_use`).
#[utoipa::path(
    tag = "Keys", operation_id = "rotate_key",
    params(("id" = String, Path, description = "Its id: the part after `plb_`")),
    request_body(content = RotationDraft, example = json!({"overlap_hours": 24})),
    responses((status = 200, description = "The key, shown only now", body = IssuedKey), CommonErrors, ItemErrors, WriteErrors)
)]
#[post("/keys/{id}/rotate")]
async fn rotate(app: web::Data<App>, caller: Caller, id: web::Path<String>, body: Body<RotationDraft>) -> Result<HttpResponse, ApiError> {
    let rotated = app.write(&caller, move |conn, _, context| {
        let token = keys::rotate(conn, context, &id, body.0)?;
        keys::issued(conn, &token)
    });
    let rotated = rotated.await?;
    app.keys.forget(&rotated.details.id);
    tracing::info!(key = rotated.details.id, by = &*caller.actor, "a key was rotated");
    Ok(shown_once(HttpResponse::Ok(), &rotated))
}

/// Revoke a key
///
/// For admins. It is refused from now on, and stays in the list; one that is revoked already stays so. The last key in use that may
/// do everything is not revoked here (409 `last_admin_key`); `plumbline keys revoke` does it.
#[utoipa::path(
    tag = "Keys", operation_id = "revoke_key",
    params(("id" = String, Path, description = "Its id: the part after `plb_`")),
    responses((status = 204, description = "It is revoked"), CommonErrors, ItemErrors, WriteErrors)
)]
#[delete("/keys/{id}")]
async fn revoke(app: web::Data<App>, caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let revoked = app.write(&caller, move |conn, _, context| keys::revoke_unless_last(conn, context, &id)).await?;
    app.keys.forget(&revoked);
    tracing::info!(key = revoked, by = &*caller.actor, "a key was revoked");
    Ok(HttpResponse::NoContent().finish())
}

/// No cache on the way may keep a secret.
fn shown_once(mut response: HttpResponseBuilder, key: &IssuedKey) -> HttpResponse {
    response.insert_header((CACHE_CONTROL, "no-store")).json(key)
}
