//! Who is calling, and whether they may.

use crate::app::nothing_at;
use crate::conditional::{expected, not_modified};
use crate::extract::never_answered_again;
use crate::limits::Left;
use crate::moved::elsewhere;
use crate::permissions::Asked;
use crate::problem::{ApiError, RequestId};
use crate::state::App;
use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, ResponseError, web};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use futures_util::future::{Ready, ready};
use plumbline_shared::clock::Timestamp;
use plumbline_shared::db::Db;
use plumbline_shared::id::Id;
use plumbline_shared::model::key::Token;
use plumbline_shared::ops::item_acts::{by_link, reach_of};
use plumbline_shared::ops::keys::{self, Standing};
use plumbline_shared::ops::sign_in::{self, Admission};
use plumbline_shared::ops::{Authority, Precondition};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Someone with a valid key, or who signed in.
#[derive(Clone, Debug)]
pub struct Caller {
    /// How the record names them.
    pub actor: Arc<str>,
    /// What they may do.
    pub authority: Authority,
    /// The request that they make.
    pub request_id: Option<String>,
    /// What they expect of what they change.
    pub expected: Precondition,
}

/// Keys and tokens that were valid a moment ago, so that a busy client costs one look-up a second. Each is known by its hash, a key
/// by that of its secret.
#[derive(Default)]
pub struct KeyCache {
    seen: Mutex<HashMap<String, Seen>>,
}

struct Seen {
    id: String,
    caller: Caller,
    at: Instant,
}

/// A key that is revoked elsewhere, or expires, stops working at most this much later.
const TRUSTED_FOR: Duration = Duration::from_secs(1);
/// Keys and tokens remembered at most; more are looked up each time.
const REMEMBERED: usize = 1_000;

impl FromRequest for Caller {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let known = request.extensions().get::<Self>().cloned().ok_or_else(ApiError::unauthenticated);
        let request_id = request.extensions().get::<RequestId>().map(|id| id.0.clone());
        ready(known.map(|caller| Self { request_id, expected: expected(request), ..caller }))
    }
}

/// Lets a request through to its operation when its caller may do what [`permissions`](crate::permissions) asks there; what has
/// no row there is not reached.
pub async fn guard(request: ServiceRequest, next: Next<impl MessageBody + 'static>) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let asked = asked_by(request.request());
    let mut response = match admit(request.request(), asked.as_ref()).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            let response = next.call(request).await?;
            let instead = match not_modified(&response) {
                None => elsewhere(&response).await,
                known => known,
            };
            match instead {
                Some(answer) => response.into_response(answer).map_into_right_body(),
                None => response.map_into_left_body(),
            }
        }
        Err(error) => request.error_response(error).map_into_right_body(),
    };
    // Kept by its caller alone, and only to be asked for again.
    if !response.headers().contains_key(header::CACHE_CONTROL) {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    let left = response.request().extensions().get::<Left>().copied();
    if let Some(left) = left {
        left.tell(response.headers_mut());
    }
    if let Some(deprecation) = asked.and_then(|asked| asked.deprecation) {
        deprecation.tell(response.headers_mut());
    }
    Ok(response)
}

/// What the operation asks that answers the request.
fn asked_by(request: &HttpRequest) -> Option<Asked> {
    request.app_data::<web::Data<App>>()?.permissions.of(request.method(), request.match_pattern()?)
}

/// Takes the request from its caller's share, of which what is [`Left`] goes along with it.
async fn admit(request: &HttpRequest, asked: Option<&Asked>) -> Result<Caller, ApiError> {
    let app = request.app_data::<web::Data<App>>().ok_or_else(ApiError::unauthenticated)?;
    let asked = asked.ok_or_else(|| nothing_at(request))?;
    let caller = authenticate(request, app).await;
    // Those who are known and may not come in, and those who come while the record or an issuer is away, are no strangers.
    if let (Err(error), Some(limits)) = (&caller, &app.limits)
        && error.status_code() == StatusCode::UNAUTHORIZED
    {
        let left = limits.take_of_stranger(request)?;
        request.extensions_mut().insert(left);
    }
    let caller = caller?;
    if let Some(limits) = &app.limits {
        let left = limits.take(&caller.actor)?;
        request.extensions_mut().insert(left);
    }
    caller.authority.check(asked.ability)?;
    if !asked.parameters && !request.query_string().is_empty() {
        return Err(ApiError::malformed("This operation takes no parameters in the query of its URL; leave it out.", Vec::new()));
    }
    if request.method() == Method::POST && !asked.again && request.headers().contains_key("idempotency-key") {
        return Err(never_answered_again());
    }
    Ok(caller)
}

async fn authenticate(request: &HttpRequest, app: &App) -> Result<Caller, ApiError> {
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let text = header.and_then(|header| header.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let text = text.map(|(_, text)| text.trim()).ok_or_else(ApiError::unauthenticated)?;
    match Token::parse(text) {
        Some(token) => with_key(app, token).await,
        None if text.starts_with(Token::PREFIX) || app.issuers.is_empty() => Err(ApiError::unauthenticated()),
        None => signed_in(app, text).await,
    }
}

async fn with_key(app: &App, token: Token) -> Result<Caller, ApiError> {
    let hash = token.hash();
    if let Some(caller) = app.keys.recall(&token.id, &hash) {
        return Ok(caller);
    }
    let (id, at) = (token.id.clone(), app.clock.now().instant);
    let known = app.db.read(move |conn| keys::authenticate(conn, at, &token)).await?;
    let holder = match known.ok_or_else(ApiError::unauthenticated)? {
        Standing::Good(holder) => holder,
        Standing::Expired(since) => return Err(ApiError::expired(since)),
        Standing::PersonInactive => return Err(ApiError::person_inactive()),
    };
    if holder.use_to_note {
        note_use(app.db.clone(), at, holder.id);
    }
    let caller = Caller::new(format!("key:{id}"), holder.authority);
    app.keys.remember(id, hash, &caller);
    Ok(caller)
}

/// By a token of an issuer that is trusted; a key has no such id.
async fn signed_in(app: &App, text: &str) -> Result<Caller, ApiError> {
    let (id, hash) = ("token", BASE64_STANDARD.encode(Sha256::digest(text)));
    if let Some(caller) = app.keys.recall(id, &hash) {
        return Ok(caller);
    }
    let identity = app.issuers.verify(text, app.clock.now().instant).await?;
    let (person, authority) = match app.db.read(move |conn| sign_in::admit(conn, &identity)).await? {
        Admission::Person(person, authority) => (person, authority),
        Admission::Unknown => return Err(ApiError::unknown_person()),
        Admission::Inactive => return Err(ApiError::person_inactive()),
        Admission::WithoutRole => return Err(ApiError::without_role()),
    };
    let caller = Caller::new(format!("person:{person}"), authority);
    app.keys.remember(id.to_owned(), hash, &caller);
    Ok(caller)
}

impl Caller {
    /// The person to whom a link was sent: what they may do to its item, the use case finds out.
    pub fn by_link(person: Id, request: &HttpRequest) -> Self {
        let request_id = request.extensions().get::<RequestId>().map(|id| id.0.clone());
        Self { request_id, ..Self::new(by_link(person), reach_of(person)) }
    }

    fn new(actor: String, authority: Authority) -> Self {
        Self { actor: actor.into(), authority, request_id: None, expected: Precondition::default() }
    }
}

/// In its own time: no request waits for it, and none fails with it.
fn note_use(db: Db, at: Timestamp, id: String) {
    actix_web::rt::spawn(async move {
        if let Err(error) = db.write(move |conn| keys::note_use(conn, at, &id)).await {
            tracing::warn!(%error, "the last use of a key was not noted");
        }
    });
}

impl KeyCache {
    /// Has the next request look the key up: it has changed.
    pub fn forget(&self, id: &str) {
        if let Ok(mut seen) = self.seen.lock() {
            seen.retain(|_, seen| seen.id != id);
        }
    }

    fn recall(&self, id: &str, hash: &str) -> Option<Caller> {
        let seen = self.seen.lock().ok()?;
        seen.get(hash).filter(|seen| seen.at.elapsed() < TRUSTED_FOR && seen.id == id).map(|seen| seen.caller.clone())
    }

    fn remember(&self, id: String, hash: String, caller: &Caller) {
        if let Ok(mut seen) = self.seen.lock() {
            if seen.len() >= REMEMBERED {
                seen.clear();
            }
            seen.insert(hash, Seen { id, caller: caller.clone(), at: Instant::now() });
        }
    }
}
