//! Bodies, queries and paths: read into types, or answered with what is wrong and where.

use crate::problem::ApiError;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use chrono::NaiveDate;
use futures_util::future::{FutureExt, LocalBoxFuture, Ready, ready};
use plumbline_shared::db::page::{Cursor, DEFAULT_LIMIT, MAX_LIMIT, Page, PageRequest};
use plumbline_shared::domain::period::Period;
use plumbline_shared::error::{Error, FieldError, pointer};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A JSON body.
pub struct Body<T>(pub T);

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
        let bytes = web::Bytes::from_request(request, payload);
        async move {
            let bytes = bytes.await.map_err(|error| unreadable(&error))?;
            parse(&bytes).map(Self)
        }
        .boxed_local()
    }
}

fn unreadable(error: &actix_web::Error) -> ApiError {
    if error.as_response_error().status_code() == StatusCode::PAYLOAD_TOO_LARGE {
        let detail = "The body is larger than this operation takes.";
        return ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", "The body is too large", detail);
    }
    ApiError::malformed("The body ended before it was complete.", Vec::new())
}

/// Reads JSON: 400 for syntax and for unknown or doubled fields, 422 for values; each with its place.
///
/// # Errors
/// As said.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let reader = &mut serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut *reader).map_err(|error| unfit(&error))?;
    reader.end().map_err(|error| ApiError::malformed(format!("The body is not valid JSON: {error}."), Vec::new()))?;
    Ok(value)
}

fn unfit(error: &serde_path_to_error::Error<serde_json::Error>) -> ApiError {
    let cause = error.inner();
    if !cause.is_data() {
        return ApiError::malformed(format!("The body is not valid JSON: {cause}."), Vec::new());
    }
    let full = cause.to_string();
    let detail = full.split(" at line ").next().unwrap_or(&full).to_owned();
    let pointer = pointer(error.path());
    match detail.split_whitespace().next() {
        Some("unknown" | "duplicate") if detail.contains(" field ") => {
            ApiError::malformed(detail.clone(), vec![FieldError::new(pointer, "unknown_field", detail)])
        }
        Some("missing") => Error::field(pointer, "missing_field", detail).into(),
        _ => Error::field(pointer, "invalid_value", detail).into(),
    }
}

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // Nothing that is recorded holds a NUL, and PostgreSQL would not even look for one.
        if request.query_string().contains("%00") {
            return ready(Err(ApiError::malformed("A parameter must not hold a NUL character.", Vec::new())));
        }
        let query = web::Query::<T>::from_query(request.query_string()).map(|query| Self(query.into_inner()));
        ready(query.map_err(|error| {
            let full = error.to_string();
            let detail = full.strip_prefix("Query deserialize error: ").unwrap_or(&full).to_owned();
            ApiError::malformed(detail.clone(), vec![FieldError::new("?", "invalid_parameter", detail)])
        }))
    }
}

/// Reads the period of a path.
///
/// # Errors
/// 400 for what is none.
pub fn period(text: &str) -> Result<Period, ApiError> {
    text.parse().map_err(|error| {
        let detail = format!("the period in the path {error}");
        ApiError::malformed(detail.clone(), vec![FieldError::new("", "invalid_period", detail)])
    })
}

/// The page asked for, of a list in the order `sort`.
///
/// # Errors
/// 422 for a limit out of range or a cursor of another list.
pub fn page(limit: Option<usize>, cursor: Option<&str>, sort: &str) -> Result<PageRequest, ApiError> {
    let limit = limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Error::field("?limit", "out_of_range", format!("must be from 1 to {MAX_LIMIT}")).into());
    }
    let after = cursor.map(|text| Cursor::decode(text, sort)).transpose()?;
    Ok(PageRequest { limit, after })
}

/// Where a list is, to lead on from each of its pages to the next.
pub struct Place {
    path: String,
    query: String,
}

/// A page of a list, ready to be sent: written as JSON where it was read, since the thread that made its values frees them best.
pub struct Written {
    json: Vec<u8>,
    next: Option<String>,
}

impl Place {
    /// That of a request.
    pub fn of(request: &HttpRequest) -> Self {
        Self { path: request.path().to_owned(), query: request.query_string().to_owned() }
    }

    /// Writes a page, with the place of the next one.
    ///
    /// # Errors
    /// When an item cannot be written as JSON.
    pub fn write<T: Serialize>(&self, page: Page<T>) -> plumbline_shared::error::Result<Written> {
        let next = page.next.map(|cursor| {
            let kept = self.query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
            let query = kept.chain([format!("cursor={}", cursor.encode()).as_str()]).collect::<Vec<_>>().join("&");
            format!("{}?{query}", self.path)
        });
        let listing = Listing { items: page.items, next };
        let json = serde_json::to_vec(&listing).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Written { json, next: listing.next })
    }
}

impl Written {
    /// The answer: the page, and where the next one is (RFC 8288 `Link`).
    pub fn response(self) -> actix_web::HttpResponse {
        let mut response = actix_web::HttpResponse::Ok();
        if let Some(next) = &self.next {
            response.insert_header((header::LINK, format!("<{next}>; rel=\"next\"")));
        }
        response.content_type(header::ContentType::json()).body(self.json)
    }
}

/// The answer to a list request: the page, and where the next one is (RFC 8288 `Link`).
pub fn listing<T: Serialize>(request: &HttpRequest, page: Page<T>) -> actix_web::HttpResponse {
    Place::of(request).write(page).map_or_else(|_| actix_web::HttpResponse::InternalServerError().finish(), Written::response)
}

/// The period and day that a read is for.
#[derive(Clone, Copy, Debug, Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ScopeQuery {
    /// The period whose status is wanted; without one, the latest that has ended.
    #[param(value_type = Option<String>, example = "2017-18-Q2")]
    pub period: Option<Period>,
    /// The day for which the rules are run, on what is recorded now; without one, today.
    #[param(example = "2017-10-16")]
    pub as_of: Option<NaiveDate>,
}
