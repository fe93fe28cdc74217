//! Errors as problem details (RFC 9457), for everything that the service answers with 4xx or 5xx.

pub mod codes;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use plumbline_shared::clock::Timestamp;
use plumbline_shared::error::{Error, FieldError};
use plumbline_shared::oidc::Fault;
use serde::Serialize;
use std::fmt;

/// What every error of the API looks like (`application/problem+json`).
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(example = json!({
    "type": "https://plumbline.example.org/problems/invalid_values", "title": "Some values are not valid", "status": 422, "code": "invalid_values",
    "detail": "/decimals: must be from 0 to 6", "request_id": "0199d1f0c0de4a1b",
    "errors": [{"pointer": "/decimals", "code": "out_of_range", "detail": "must be from 0 to 6"}]
}))]
pub struct Problem {
    /// The address of the page on this kind of problem: what it means, and what to do.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem, for people.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// A stable code, for programs.
    pub code: &'static str,
    /// What is wrong here, and what to do.
    pub detail: String,
    /// What to quote when asking for help; also in `x-request-id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Each field that is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// An error on its way to the client.
#[derive(Clone, Debug)]
pub struct ApiError(Box<Details>);

#[derive(Clone, Debug)]
struct Details {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    detail: String,
    errors: Vec<FieldError>,
    allow: Option<String>,
    more: Option<(&'static str, serde_json::Value)>,
    headers: Vec<(&'static str, u64)>,
    missing: Option<(&'static str, String)>,
}

/// The id of a request, as the middleware gave it.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

impl ApiError {
    /// An error of that status and code.
    pub fn new(status: StatusCode, code: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        Self(Box::new(Details {
            status,
            code,
            title,
            detail: detail.into(),
            errors: Vec::new(),
            allow: None,
            more: None,
            headers: Vec::new(),
            missing: None,
        }))
    }

    /// What was looked for and is not there: its kind, as people call it, and its key.
    pub fn missing(&self) -> Option<(&'static str, String)> {
        self.0.missing.clone()
    }

    /// The same, with a further member (RFC 9457 extension).
    #[must_use]
    pub fn with(mut self, name: &'static str, value: serde_json::Value) -> Self {
        self.0.more = Some((name, value));
        self
    }

    /// The same, with a header that is a number.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: u64) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// 400: the request cannot be understood.
    pub fn malformed(detail: impl Into<String>, errors: Vec<FieldError>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed_request", "The request cannot be understood", detail).at(errors)
    }

    /// 500: a fault of the service.
    pub fn internal(error: &impl fmt::Display) -> Self {
        Error::Internal(error.to_string()).into()
    }

    /// 401: no key, or none that is valid.
    pub fn unauthenticated() -> Self {
        let detail = "Send a valid API key as `Authorization: Bearer plb_…` (an admin makes one with `plumbline keys create`), or, where \
            people sign in, their access token.";
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "A valid API key is needed", detail)
    }

    /// 401: a key that was valid until then.
    pub fn expired(at: Timestamp) -> Self {
        let detail = format!("This key expired at {at}; an admin makes another.");
        Self::new(StatusCode::UNAUTHORIZED, "key_expired", "The API key has expired", detail)
    }

    /// 403: a key that works, of someone who has left. It is no 401: another attempt with the same key succeeds once the
    /// person is back.
    pub fn person_inactive() -> Self {
        let detail = "The person whose key or sign-in this is has left, or is archived; until an admin changes that, it may do nothing.";
        Self::new(StatusCode::FORBIDDEN, "person_inactive", "The person is not active", detail)
    }

    /// 403: a token that is good, of someone of whom the record knows nothing.
    pub fn unknown_person() -> Self {
        let detail =
            "The token names nobody who is a person here, by e-mail address or ref; an editor adds them, or corrects their address.";
        Self::new(StatusCode::FORBIDDEN, "unknown_person", "The record does not know who signed in", detail)
    }

    /// 403: a token that is good, of someone who was given no role.
    pub fn without_role() -> Self {
        let detail = "The token names no role of Plumbline; whoever manages sign-ins gives the person one: reader, owner, editor or admin.";
        Self::new(StatusCode::FORBIDDEN, "without_role", "No role was given to who signed in", detail)
    }

    /// 404: no such path.
    pub fn no_such_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "no_such_path", "There is nothing at this path", "The paths that exist are listed at /docs/.")
    }

    /// 405, with the methods that would do.
    pub fn no_such_method(allow: String) -> Self {
        let detail = format!("This path takes: {allow}.");
        let mut error = Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "This path does not take this method", detail);
        error.0.allow = Some(allow);
        error
    }

    /// The same, with the fields that are wrong.
    fn at(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors = errors;
        self
    }
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Invalid(why) => {
                let detail = format!("The token is refused: {why}.");
                Self::new(StatusCode::UNAUTHORIZED, "invalid_token", "The token is not valid", detail)
            }
            Fault::Unavailable => {
                let detail = "The keys that tokens are verified with cannot be had from their issuer just now; try again in a few \
                    seconds. API keys work meanwhile.";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "issuer_unavailable", "Signing in is not possible just now", detail)
            }
        }
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let detail = error.to_string();
        match error {
            Error::Malformed(_) => Self::malformed(detail, Vec::new()),
            // A field that there is not, or twice, is no wrong value, whether a new item or a change names it.
            Error::Invalid(errors) if errors.iter().any(|error| matches!(error.code, "unknown_field" | "duplicate_field")) => {
                Self::malformed(detail, errors)
            }
            Error::Invalid(errors) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_values", "Some values are not valid", detail).at(errors)
            }
            Error::Forbidden(_) => Self::new(StatusCode::FORBIDDEN, "forbidden", "You may not do that", detail),
            Error::NotFound { kind, key } => {
                let mut missing = Self::new(StatusCode::NOT_FOUND, "not_found", "There is no such item", detail);
                missing.0.missing = Some((kind, key));
                missing
            }
            Error::Conflict { code, .. } => Self::new(StatusCode::CONFLICT, code, "This is at odds with what is recorded", detail),
            Error::Stale { .. } => Self::new(StatusCode::PRECONDITION_FAILED, "stale", "It was changed since you read it", detail),
            Error::Unconditional { .. } => {
                Self::new(StatusCode::PRECONDITION_REQUIRED, "precondition_required", "This takes the place of what is recorded", detail)
            }
            Error::Duplicate => Self::new(
                StatusCode::CONFLICT,
                "changed_meanwhile",
                "This is at odds with what is recorded",
                "Someone else wrote the same at the same time; read it again and repeat the change.",
            ),
            Error::Unavailable(reason) => {
                tracing::warn!(reason, "the database is not available");
                let detail = "The record cannot be reached just now. Nothing was changed; try again in a few seconds.";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The service is not available just now", detail)
            }
            Error::Contended(reason) => {
                tracing::warn!(reason, "a change gave way to another");
                let detail = "Another change was in the way. Nothing was changed; send the request again.";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "contended", "Another change was in the way", detail)
            }
            Error::Internal(reason) => {
                tracing::error!(reason, "internal error");
                let detail = "This is a fault of the service. Nothing was changed; quote the request_id when you report it.";
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", "Something went wrong in the service", detail)
            }
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code)
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.0.status
    }

    /// The request's id is added by the middleware, which knows it.
    fn error_response(&self) -> HttpResponse {
        self.respond(None, "")
    }
}

impl ApiError {
    /// What is told of it, by the service that people reach at that address.
    pub fn problem(&self, public_url: &str) -> Problem {
        Problem {
            kind: format!("{}/problems/{}", public_url.trim_end_matches('/'), self.0.code),
            title: self.0.title,
            status: self.0.status.as_u16(),
            code: self.0.code,
            detail: self.0.detail.clone(),
            request_id: None,
            errors: self.0.errors.clone(),
        }
    }

    /// How to come in (RFC 6750), and why what was sent does not do. Details of these errors are plain sentences without quotes.
    fn challenge(&self) -> String {
        let why = match self.0.code {
            "invalid_token" | "key_expired" => format!(", error=\"invalid_token\", error_description=\"{}\"", self.0.detail),
            _ => String::new(),
        };
        format!("Bearer realm=\"plumbline\"{why}")
    }

    /// The answer, with the id of its request, by the service that people reach at that address.
    pub fn respond(&self, request_id: Option<String>, public_url: &str) -> HttpResponse {
        let mut response = HttpResponseBuilder::new(self.0.status);
        match self.0.status {
            StatusCode::UNAUTHORIZED => drop(response.insert_header((header::WWW_AUTHENTICATE, self.challenge()))),
            StatusCode::SERVICE_UNAVAILABLE => drop(response.insert_header((header::RETRY_AFTER, "5"))),
            _ => {}
        }
        for (name, value) in &self.0.headers {
            response.insert_header((*name, *value));
        }
        if let Some(allow) = &self.0.allow {
            response.insert_header((header::ALLOW, allow.as_str()));
        }
        let mut body = serde_json::to_value(Problem { request_id, ..self.problem(public_url) }).unwrap_or_default();
        if let (Some((name, value)), Some(members)) = (&self.0.more, body.as_object_mut()) {
            members.insert((*name).to_owned(), value.clone());
        }
        response.content_type("application/problem+json").json(body)
    }
}

impl RequestId {
    /// The caller's own `x-request-id` where it is a plain word, or a new one.
    pub fn for_request(request: &actix_web::dev::ServiceRequest) -> Self {
        let plain = |id: &&str| (8..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let given = request.headers().get("x-request-id").and_then(|value| value.to_str().ok()).filter(plain);
        Self(given.map_or_else(|| uuid::Uuid::new_v4().simple().to_string(), str::to_owned))
    }
}
