//! Bodies, queries and paths: read into types, or answered with what is wrong and where.

use crate::conditional::written_list;
use crate::problem::ApiError;
use crate::state::App;
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, web};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::{FutureExt, LocalBoxFuture, Ready, ready};
use plumbline_shared::clock::Timestamp;
use plumbline_shared::db::Conn;
use plumbline_shared::db::page::{Cursor, DEFAULT_LIMIT, MAX_LIMIT, Page, PageRequest};
use plumbline_shared::domain::day::Day;
use plumbline_shared::domain::period::Period;
use plumbline_shared::domain::rollover::FiscalYear;
use plumbline_shared::error::{Error, FieldError, Result as Outcome};
use plumbline_shared::model::settings::Settings;
use plumbline_shared::ops::past::Asked;
use plumbline_shared::ops::{Context, idempotency};
use plumbline_shared::read;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use url::form_urlencoded;

/// A JSON body; and how to tell the request when it is sent again, if it says so.
pub struct Body<T>(pub T, pub Option<idempotency::Request>);

/// The query of a URL; a parameter that is not known is an error that names those that are.
pub struct Query<T>(pub T);

/// A page of a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Listing<T> {
    /// The items, in a stable order.
    pub items: Vec<T>,
    /// The path of the next page; null at the end. Also sent as `Link: …; rel="next"`.
    #[schema(example = "/api/v1/indicators?limit=50&cursor=eyJzIjoi")]
    pub next: Option<String>,
}

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let media = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let media = media.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        if media != "application/json" && media != "application/merge-patch+json" {
            let detail = "Send the body as JSON, with `Content-Type: application/json`.";
            let error = ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "The body is not JSON", detail);
            return ready(Err(error)).boxed_local();
        }
        let (request, bytes) = (request.clone(), web::Bytes::from_request(request, payload));
        async move {
            let bytes = bytes.await.map_err(|error| unreadable(&error))?;
            let value = read::json(&bytes).and_then(read::from_json)?;
            Ok(Self(value, sent_again(&request, &bytes)?))
        }
        .boxed_local()
    }
}

/// How to tell a request with that body when it is sent again: a POST with an `Idempotency-Key`.
///
/// # Errors
/// 400 for a key that is none.
pub fn sent_again(request: &HttpRequest, body: &[u8]) -> Result<Option<idempotency::Request>, ApiError> {
    let Some(key) = request.headers().get("idempotency-key").filter(|_| request.method() == Method::POST) else { return Ok(None) };
    // A structured string, as the draft has it, or the same without its quotes.
    let key = key.to_str().unwrap_or_default().trim().trim_matches('"');
    if !(1..=MAX_KEY).contains(&key.len()) || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        let detail = format!("`Idempotency-Key` must be 1 to {MAX_KEY} letters, digits or signs, such as a UUID.");
        return Err(ApiError::malformed(detail, Vec::new()));
    }
    Ok(Some(idempotency::Request::new(format!("POST {}", request.uri()), key.to_owned(), body)))
}

/// A POST with an `Idempotency-Key` that would be carried out again all the same: nobody is to rely on it.
pub fn never_answered_again() -> ApiError {
    let detail = "This operation takes no `Idempotency-Key`: an answer that shows a secret is not kept to be shown again, and an import \
        is the same however often it is sent. Leave the header out. Where no answer came, look at the list of what there is before you \
        send the request again.";
    let title = "The request cannot be answered again";
    ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_not_offered", title, detail)
}

fn unreadable(error: &actix_web::Error) -> ApiError {
    if error.as_response_error().status_code() == StatusCode::PAYLOAD_TOO_LARGE {
        let detail = "The body is larger than this operation takes.";
        return ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", "The body is too large", detail);
    }
    ApiError::malformed("The body ended before it was complete.", Vec::new())
}

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // Nothing that is recorded holds a NUL, and PostgreSQL would not even look for one.
        if let Some((name, _)) = form_urlencoded::parse(request.query_string().as_bytes()).find(|(_, value)| value.contains('\0')) {
            return ready(Err(Error::field(format!("?{name}"), "invalid_text", "must not hold a NUL character").into()));
        }
        let reader = serde_urlencoded::Deserializer::new(form_urlencoded::parse(request.query_string().as_bytes()));
        ready(serde_path_to_error::deserialize(reader).map(Self).map_err(|error| {
            let FieldError { pointer, code, detail } = read::unfit(error.path(), &error.inner().to_string());
            Error::field(pointer.replacen('/', "?", 1), code, detail.replacen("no field", "no parameter", 1)).into()
        }))
    }
}

/// Reads the period of a path.
///
/// # Errors
/// 404 for what is none.
pub fn period(text: &str) -> Result<Period, ApiError> {
    text.parse().map_err(|error| {
        let detail = format!("There is no quarter {text:?}: the period in the path {error}.");
        ApiError::new(StatusCode::NOT_FOUND, "invalid_period", "There is no such quarter", detail)
    })
}

/// The fiscal year that a path names.
pub fn fiscal_year(text: &str) -> Result<FiscalYear, ApiError> {
    text.parse().map_err(|error| {
        let detail = format!("There is no fiscal year {text:?}: the year in the path {error}.");
        ApiError::new(StatusCode::NOT_FOUND, "invalid_period", "There is no such fiscal year", detail)
    })
}

/// The page asked for, of a list in the order `sort`.
///
/// # Errors
/// 422 for a limit out of range, or a cursor of another list or of other filters.
pub fn page(request: &HttpRequest, limit: Option<usize>, cursor: Option<&str>, sort: &str) -> Result<PageRequest, ApiError> {
    let limit = limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Error::field("?limit", "out_of_range", format!("must be from 1 to {MAX_LIMIT}")).into());
    }
    let after = cursor.map(|text| Cursor::decode(text, sort, &mark(request.path(), request.query_string()))).transpose()?;
    Ok(PageRequest { limit, after })
}

/// A short mark of the list and its filters, whatever their order: a cursor is of use only there.
fn mark(path: &str, query: &str) -> String {
    let pairs = form_urlencoded::parse(query.as_bytes());
    let mut filters: Vec<_> = pairs.filter(|(name, _)| name != "limit" && name != "cursor").collect();
    filters.sort_unstable();
    let mut text = form_urlencoded::Serializer::new(format!("{path}?"));
    let digest = Sha256::digest(text.extend_pairs(filters).finish());
    URL_SAFE_NO_PAD.encode(digest.get(..8).unwrap_or_default())
}

/// The longest `Idempotency-Key`.
const MAX_KEY: usize = 255;

/// About as many bytes as an item of a list is long, so that the answer is written in one place.
const AN_ITEM: usize = 2048;

/// Answers a list request: the page that `job` reads, and where the next one is (RFC 8288 `Link`). The page is written as JSON
/// where it was read: what a thread has allocated is freed best by that thread.
///
/// # Errors
/// Those of `job`, and those of the database.
pub async fn listing<T: Serialize>(
    request: &HttpRequest,
    app: &App,
    job: impl FnOnce(&mut Conn, &Settings, &Context) -> Outcome<Page<T>> + Send + 'static,
) -> Result<HttpResponse, ApiError> {
    listing_of(request, app, |_| Ok(None), job).await
}

/// The same, with the version of the list, where it has one.
pub async fn listing_of<T: Serialize>(
    request: &HttpRequest,
    app: &App,
    version: impl FnOnce(&mut Conn) -> Outcome<Option<i64>> + Send + 'static,
    job: impl FnOnce(&mut Conn, &Settings, &Context) -> Outcome<Page<T>> + Send + 'static,
) -> Result<HttpResponse, ApiError> {
    let (path, query) = (request.path().to_owned(), request.query_string().to_owned());
    let base = app.base.clone();
    let page = app.read(move |conn, settings, context| {
        // Before the page, which may be newer then, and never older.
        let version = version(conn)?;
        let page = job(conn, settings, context)?;
        let next = page.next.map(|cursor| format!("{base}{}", next_page(&path, &query, &cursor)));
        let listing = Listing { items: page.items, next };
        let mut json = Vec::with_capacity((listing.items.len() + 1) * AN_ITEM);
        serde_json::to_writer(&mut json, &listing).map_err(|error| Error::Internal(error.to_string()))?;
        Ok((json, listing.next, version))
    });
    let (json, next, version) = page.await?;
    Ok(linked(written_list(version, json), next.as_deref()))
}

/// Where a list goes on.
pub fn next_page(path: &str, query: &str, cursor: &Cursor) -> String {
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
    let query = kept.chain([format!("cursor={}", cursor.encode(&mark(path, query))).as_str()]).collect::<Vec<_>>().join("&");
    format!("{path}?{query}")
}

/// An answer that says in its headers too where the list goes on.
pub fn linked(mut response: HttpResponse, next: Option<&str>) -> HttpResponse {
    if let Some(link) = next.and_then(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}

/// The page of a list that has no filters.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// At most so many (1 to 100; 50 by default).
    pub limit: Option<usize>,
    /// Where to go on: taken from `next`.
    pub cursor: Option<String>,
}

/// The period and day that a read is for.
#[derive(Clone, Copy, Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ScopeQuery {
    /// The period whose status is wanted; without one, the latest that has ended.
    #[param(value_type = Option<String>, example = "2026-27-Q2")]
    pub period: Option<Period>,
    /// The day for which the rules are run; without one, today, or the day of `known_at`.
    #[param(example = "2026-10-15")]
    pub as_of: Option<Day>,
    /// As it was known at this instant (RFC 3339): the item's fields, the returns and the settings of then. Without one, what is
    /// recorded now.
    pub known_at: Option<Timestamp>,
}

impl From<ScopeQuery> for Asked {
    fn from(query: ScopeQuery) -> Self {
        Self { period: query.period, as_of: query.as_of, known_at: query.known_at }
    }
}

impl ScopeQuery {
    /// The version to tag an answer with: what was, nobody changes.
    pub fn version(&self, version: i64) -> Option<i64> {
        self.known_at.is_none().then_some(version)
    }
}
