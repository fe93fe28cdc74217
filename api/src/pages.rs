//! What browsers are shown: the home page, the reference, and the pages that the links of mails open; and the calendars that people
//! subscribe to. None needs a key (those links are signed, or secret), and none changes anything.

mod home;
pub mod mails;
mod reference;

use crate::conditional::{is_known, tag};
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use plumbline_shared::domain::plan::Language;
use plumbline_shared::error::Error;
use plumbline_shared::model::calendar::FeedSecret;
use plumbline_shared::ops::calendar_feed::feed;
use plumbline_shared::ops::item_page::item_page;
use plumbline_shared::render::ics;
use plumbline_shared::render::page::{Named, STYLE, page, page_expired, page_unknown};
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

/// One item, for the holder of a link. GET and HEAD only: whatever opens it, nothing changes.
pub async fn item(app: web::Data<App>, token: web::Path<String>) -> HttpResponse {
    let Some(target) = app.post.wording().signer.read(&token) else {
        return notice(&app, StatusCode::NOT_FOUND, page_unknown).await;
    };
    let contact = app.post.wording().reply_to.clone();
    match app.read(move |conn, settings, context| item_page(conn, context, settings, &target, &contact)).await {
        Ok(Some((item, language))) => linked(StatusCode::OK, page(&item, language)),
        Ok(None) => notice(&app, StatusCode::GONE, page_expired).await,
        Err(Error::NotFound { .. }) => notice(&app, StatusCode::NOT_FOUND, page_unknown).await,
        Err(error) => {
            tracing::error!(%error, "a page cannot be shown");
            HttpResponse::ServiceUnavailable().insert_header((header::RETRY_AFTER, "5")).body("Please try again in a moment.")
        }
    }
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

/// The page that says what became of a link, in both languages.
async fn notice(app: &App, status: StatusCode, page: fn(Named<'_>, &str, Option<Language>) -> String) -> HttpResponse {
    let settings = app.read(|_, settings, _| Ok(settings.clone())).await.unwrap_or_default();
    let organisation = (settings.organisation.as_str(), settings.organisation_cy.as_deref());
    linked(status, page(organisation, &app.post.wording().reply_to, None))
}

/// The page of a link: nobody keeps a copy, no search engine finds it, and no other site learns the link.
fn linked(status: StatusCode, body: String) -> HttpResponse {
    let mut page = html(status, STYLE, "no-store", body);
    page.headers_mut().insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    page
}

/// A page: nothing but its own style is let in.
fn html(status: StatusCode, style: &str, kept: &'static str, body: String) -> HttpResponse {
    let style = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, Sha256::digest(style));
    let policy = format!("default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    HttpResponseBuilder::new(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header((header::CACHE_CONTROL, kept))
        .body(body)
}
