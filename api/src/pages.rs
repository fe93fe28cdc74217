//! What browsers are shown: the home page, the reference, and the pages that the links of mails open; and the calendars that people
//! subscribe to. None needs a key (those links are signed, or secret), and opening them changes nothing.

pub mod choice;
mod home;
pub mod item;
mod links;
pub mod mails;
mod problem;
pub mod published;
mod reference;

use crate::conditional::{is_known, tag};
use crate::problem::ApiError;
use crate::problem::codes::code as code_of;
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use plumbline_shared::model::calendar::FeedSecret;
use plumbline_shared::ops::calendar_feed::feed;
use plumbline_shared::render::ics;
use plumbline_worker::health::readiness;
use sha2::{Digest, Sha256};

/// The style of the home page and the reference, exactly as it stands in their `<style>`.
const OWN_STYLE: &str = include_str!("../templates/base.css");

/// What this is, how it is, and where to go on.
pub async fn home(app: web::Data<App>) -> Result<HttpResponse, ApiError> {
    let ready = readiness(&app.db, &app.clock, app.post.sends()).await.status == "ok";
    let page = home::page(ready).map_err(|error| ApiError::internal(&error))?;
    Ok(html(StatusCode::OK, OWN_STYLE, "no-cache", page))
}

/// The document, to be read.
pub async fn reference() -> Result<HttpResponse, ApiError> {
    let page = web::block(reference::page).await.map_err(|error| ApiError::internal(&error))?;
    Ok(html(StatusCode::OK, OWN_STYLE, "max-age=3600", page.map_err(|error| ApiError::internal(&error))?))
}

/// What a kind of problem means, and what to do about it.
pub async fn problem(code: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let page = problem::page(code_of(&code).ok_or_else(ApiError::no_such_path)?).map_err(|error| ApiError::internal(&error))?;
    Ok(html(StatusCode::OK, OWN_STYLE, "max-age=3600", page))
}

/// A calendar feed, for whoever has its address. Nothing is logged or said of that but the route.
pub async fn calendar(app: web::Data<App>, request: HttpRequest, secret: web::Path<String>) -> HttpResponse {
    let secret = FeedSecret::given(&secret);
    match app.read(move |conn, settings, context| Ok(feed(conn, context, settings, &secret)?.map(|feed| ics::calendar(&feed)))).await {
        Ok(Some(file)) => {
            let tag = tag(None, file.as_bytes());
            let mut response = if is_known(request.headers(), &tag) { HttpResponse::NotModified() } else { HttpResponse::Ok() };
            response.insert_header((header::ETAG, tag)).insert_header((header::CACHE_CONTROL, "private, no-cache"));
            response.insert_header(("x-robots-tag", "noindex")).content_type("text/calendar; charset=utf-8").body(file)
        }
        Ok(None) => {
            HttpResponse::NotFound().content_type("text/plain; charset=utf-8").body("There is no such calendar, or it was revoked.")
        }
        Err(error) => {
            tracing::error!(%error, "a calendar cannot be shown");
            HttpResponse::ServiceUnavailable().insert_header((header::RETRY_AFTER, "300")).body("Please try again in a moment.")
        }
    }
}

/// A page: nothing but its own style is let in.
pub fn html(status: StatusCode, style: &str, kept: &'static str, body: String) -> HttpResponse {
    page_with((status, style, kept), "'none'", body)
}

/// A page whose forms may be sent to those.
fn page_with((status, style, kept): (StatusCode, &str, &'static str), forms_to: &str, body: String) -> HttpResponse {
    let style = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, Sha256::digest(style));
    let policy = format!("default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action {forms_to}; frame-ancestors 'none'");
    HttpResponseBuilder::new(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header((header::CACHE_CONTROL, kept))
        .body(body)
}
