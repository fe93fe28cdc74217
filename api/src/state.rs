//! What every request can reach.

use crate::auth::{Caller, KeyCache};
use crate::conditional::written;
use crate::importing::Importing;
use crate::limits::Limits;
use crate::permissions::Permissions;
use crate::problem::ApiError;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use plumbline_shared::clock::Clock;
use plumbline_shared::db::{Conn, Db};
use plumbline_shared::error::{Error, Result};
use plumbline_shared::model::settings::Settings;
use plumbline_shared::oidc::Issuers;
use plumbline_shared::ops::Context;
use plumbline_shared::ops::idempotency::{self, Answer};
use plumbline_shared::outbound::Outbound;
use plumbline_shared::store::settings::{self, Kept};
use plumbline_worker::Post;
use plumbline_worker::metrics::Requests;
use serde::Serialize;
use std::sync::{Arc, Mutex};
use url::Url;

/// What every request can reach.
pub struct App {
    /// The record.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Keys and tokens seen a moment ago.
    pub keys: KeyCache,
    /// What each operation asks of its caller.
    pub permissions: Permissions,
    /// How mails go out, and how their links are signed.
    pub post: Arc<Post>,
    /// Who issues the tokens with which people sign in.
    pub issuers: Issuers,
    /// How much each caller may ask for, where there is a limit.
    pub limits: Option<Limits>,
    /// What other systems may be called.
    pub outbound: Arc<Outbound>,
    /// Measures of what was answered, where somebody asks for them.
    pub requests: Option<Requests>,
    /// Imports at work.
    pub imports: Importing,
    /// The path under which people reach the service, as `public_url` has it: empty, or such as `/plumbline`.
    pub base: String,
    settings: Mutex<Option<Kept>>,
}

/// What a POST made.
pub struct Made<T> {
    /// 201, or 200 where it had been there already.
    pub status: StatusCode,
    /// Its version, where it is an item.
    pub version: Option<i64>,
    /// As it is shown.
    pub value: T,
}

impl<T> Made<T> {
    /// A new item.
    pub const fn item(version: i64, value: T) -> Self {
        Self { status: StatusCode::CREATED, version: Some(version), value }
    }
}

impl App {
    /// On that record, at that time, with that post and those calls; with API keys as the only way in.
    pub fn new(
        db: Db,
        clock: Clock,
        post: Arc<Post>,
        outbound: Arc<Outbound>,
        permissions: Permissions,
        limits: Option<Limits>,
        requests: Option<Requests>,
    ) -> Self {
        let public = Url::parse(&post.wording().public_url);
        Self {
            base: public.map_or_else(|_| String::new(), |url| url.path().trim_end_matches('/').to_owned()),
            imports: Importing::new(clock.now().instant),
            db,
            clock,
            keys: KeyCache::default(),
            permissions,
            post,
            outbound,
            issuers: Issuers::default(),
            limits,
            requests,
            settings: Mutex::default(),
        }
    }

    /// The same, where people sign in with tokens of those issuers too.
    #[must_use]
    pub fn with_issuers(self, issuers: Issuers) -> Self {
        Self { issuers, ..self }
    }

    /// A path of the service as people reach it: under the path that a proxy serves it at.
    pub fn under_base(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The address at which people reach the service.
    pub fn public_url(&self) -> &str {
        &self.post.wording().public_url
    }

    /// Reads with the settings in force.
    ///
    /// # Errors
    /// Those of `job`, and those of the database.
    pub async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Conn, &Settings, &Context) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let found = self.db.read(self.with_settings(job)).await?;
        Ok(self.keep(found))
    }

    /// The same, on one unchanging state of the record: for what is told in many queries that must agree.
    ///
    /// # Errors
    /// As [`App::read`].
    pub async fn read_at_once<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Conn, &Settings, &Context) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let found = self.db.snapshot(self.with_settings(job)).await?;
        Ok(self.keep(found))
    }

    fn with_settings<T, Job>(&self, job: Job) -> impl FnOnce(&mut Conn) -> Result<(T, Kept)> + use<T, Job>
    where
        Job: FnOnce(&mut Conn, &Settings, &Context) -> Result<T>,
    {
        let (context, kept) = (Context::new(self.clock.now(), ""), self.kept());
        move |conn| {
            let kept = settings::in_force(conn, kept)?;
            Ok((job(conn, &kept.settings, &context)?, kept))
        }
    }

    fn keep<T>(&self, (found, settings): (T, Kept)) -> T {
        if let Ok(mut kept) = self.settings.lock() {
            *kept = Some(settings);
        }
        found
    }

    /// Writes in one transaction, with the settings in force, for `caller`.
    ///
    /// # Errors
    /// Those of `job`, and those of the database.
    pub async fn write<T: Send + 'static>(
        &self,
        caller: &Caller,
        job: impl FnOnce(&mut Conn, &Settings, &Context) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let mut context = Context::new(self.clock.now(), &*caller.actor).with(caller.authority.clone());
        context.request_id = caller.request_id.clone();
        context.expected = caller.expected.clone();
        let kept = self.kept();
        self.db.write(move |conn| settings::in_force(conn, kept).and_then(|kept| job(conn, &kept.settings, &context))).await
    }

    /// Makes something, in JSON: by `job`, or as it was answered when the same caller sent the same request before.
    ///
    /// # Errors
    /// As [`App::write`]; those of [`idempotency::once`].
    pub async fn make<T: Serialize>(
        &self,
        caller: &Caller,
        sent_again: Option<idempotency::Request>,
        job: impl FnOnce(&mut Conn, &Settings, &Context) -> Result<Made<T>> + Send + 'static,
    ) -> std::result::Result<HttpResponse, ApiError> {
        let answer = self.write(caller, move |conn, settings, context| {
            let job = |conn: &mut Conn| {
                let Made { status, version, value } = job(conn, settings, context)?;
                let body = serde_json::to_string(&value).map_err(|error| Error::Internal(error.to_string()))?;
                Ok(Answer { status: status.as_u16(), version, body, replayed: false })
            };
            match sent_again {
                Some(request) => idempotency::once(conn, context, &request, job),
                None => job(conn),
            }
        });
        let Answer { status, version, body, replayed } = answer.await?;
        let status = StatusCode::from_u16(status).map_err(|error| ApiError::internal(&error))?;
        let mut response = written(status, version, body.into_bytes());
        if replayed {
            response.headers_mut().insert(HeaderName::from_static("idempotent-replayed"), HeaderValue::from_static("true"));
        }
        Ok(response)
    }

    /// What is kept of the last read; a write in a transaction of its own may see what is never committed, so it keeps nothing.
    fn kept(&self) -> Option<Kept> {
        self.settings.lock().ok()?.clone()
    }
}
