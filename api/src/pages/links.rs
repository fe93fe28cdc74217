//! What the pages of all links have in common: nobody keeps a copy, no other site learns or uses the link, and nobody asks
//! without end.

use super::{html, page_with};
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use plumbline_shared::domain::plan::Language;
use plumbline_shared::error::Error;
use plumbline_shared::id::Id;
use plumbline_shared::ops::item_acts::Ended;
use plumbline_shared::render::page::{Named, STYLE, page_expired, page_left, page_unavailable, page_unknown};
use url::Url;

/// The page of a link, whose forms come back to us.
pub fn page(status: StatusCode, body: String) -> HttpResponse {
    unlisted(page_with((status, STYLE, "no-store"), "'self'", body))
}

/// A page that leads on to others of ours, and may be kept so long.
pub fn listed_nowhere(kept: &'static str, body: String) -> HttpResponse {
    unlisted(html(StatusCode::OK, STYLE, kept, body))
}

/// For a link that we never made, or whose item or person is gone.
pub async fn unknown(app: &App) -> HttpResponse {
    notice(app, StatusCode::NOT_FOUND, page_unknown).await
}

/// For a link that has expired: how to go on.
pub async fn expired(app: &App) -> HttpResponse {
    notice(app, StatusCode::GONE, page_expired).await
}

/// For a link that opens its page no more.
pub async fn ended(app: &App, ended: Ended) -> HttpResponse {
    match ended {
        Ended::Expired => expired(app).await,
        Ended::Left => notice(app, StatusCode::GONE, page_left).await,
    }
}

/// For a fault of ours, or of the database.
pub fn unavailable(app: &App, error: &Error) -> HttpResponse {
    tracing::error!(%error, "a page cannot be shown");
    let mut answer = page(StatusCode::SERVICE_UNAVAILABLE, page_unavailable(&app.post.wording().reply_to));
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    answer
}

/// After something was done: the same page, which a reload only shows again. The address is relative, since a proxy may serve us
/// under a path of its own.
pub fn done(what: &str) -> HttpResponse {
    let to = format!("?done={what}");
    unlisted(HttpResponse::SeeOther().insert_header((header::LOCATION, to)).insert_header((header::CACHE_CONTROL, "no-store")).finish())
}

/// Takes one request from the share of the link's person; of one that opens nothing, from that of the address it comes from.
///
/// # Errors
/// 429 when nothing is left of it.
pub fn take(app: &App, request: &HttpRequest, person: Option<Id>) -> Result<(), ApiError> {
    let Some(limits) = &app.limits else { return Ok(()) };
    match person {
        Some(person) => limits.take(&format!("link:{person}").into()),
        None => limits.take_of_stranger(request),
    }
    .map(drop)
}

/// Refuses a form that a page of another site sends. Browsers say where it is from; what says nothing is no browser, and has the
/// link, which is a secret.
///
/// # Errors
/// 403.
pub fn check_origin(app: &App, request: &HttpRequest) -> Result<(), ApiError> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let is_ours = match (header("sec-fetch-site"), header("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        // Our pages ask that no referrer be told: then browsers hide the origin, too.
        (None, None | Some("null")) => true,
        (None, Some(origin)) => Url::parse(origin).is_ok_and(|origin| is_ours(app, request, &origin)),
    };
    if is_ours {
        return Ok(());
    }
    Err(ApiError::new(StatusCode::FORBIDDEN, "forbidden", "Not from another site", "The form was sent by a page of another site."))
}

fn is_ours(app: &App, request: &HttpRequest, origin: &Url) -> bool {
    let public = Url::parse(&app.post.wording().public_url).is_ok_and(|public| public.origin() == origin.origin());
    let info = request.connection_info();
    let asked = Url::parse(&format!("{}://{}", origin.scheme(), info.host())).is_ok_and(|asked| asked.origin() == origin.origin());
    public || asked
}

/// The page that says what became of a link, in both languages.
pub async fn notice(app: &App, status: StatusCode, page: fn(Named<'_>, &str, Option<Language>) -> String) -> HttpResponse {
    let settings = app.read(|_, settings, _| Ok(settings.clone())).await.unwrap_or_default();
    let organisation = (settings.organisation.as_str(), settings.organisation_cy.as_deref());
    unlisted(html(status, STYLE, "no-store", page(organisation, &app.post.wording().reply_to, None)))
}

/// No search engine lists it.
pub fn unlisted(mut page: HttpResponse) -> HttpResponse {
    page.headers_mut().insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    page
}
