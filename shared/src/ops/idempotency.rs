//! Requests that carry an `Idempotency-Key`: sent again, they are answered again, not carried out again
//! (draft-ietf-httpapi-idempotency-key-header).

use super::context::Context;
use crate::db::Conn;
use crate::digits::hex;
use crate::error::{Error, Result};
use crate::store::kept_answers::{self as store, AnswerRow};
use chrono::TimeDelta;
use sha2::{Digest, Sha256};

/// How long an answer is kept.
const HOURS: i64 = 24;

/// A request that may be sent again.
#[derive(Clone, Debug)]
pub struct Request {
    /// Method and path.
    pub operation: String,
    /// What its caller named it.
    pub key: String,
    /// A hash of what was sent with it.
    pub fingerprint: String,
}

/// What a request was answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The version of what it shows.
    pub version: Option<i64>,
    /// JSON.
    pub body: String,
    /// Whether it had been given before.
    pub replayed: bool,
}

impl Request {
    /// A request with that body.
    pub fn new(operation: String, key: String, body: &[u8]) -> Self {
        Self { operation, key, fingerprint: hex(&Sha256::digest(body)) }
    }
}

/// Answers `request` by `job`, unless the same caller sent it within the last day: then as it was answered. What failed was not
/// carried out, so it may be sent again.
///
/// # Errors
/// Those of `job`; [`Error::Conflict`] `in_flight` while the first is being carried out; [`Error::Invalid`] when the key names
/// another request.
pub fn once(conn: &mut Conn, context: &Context, request: &Request, job: impl FnOnce(&mut Conn) -> Result<Answer>) -> Result<Answer> {
    let Request { operation, key, fingerprint } = request;
    if !conn.try_lock(&format!("{} {operation} {key}", context.actor))? {
        let detail = "a request with this Idempotency-Key is being carried out; send it again in a moment to have its answer";
        return Err(Error::conflict("in_flight", detail));
    }
    store::forget(conn, context.at().plus(TimeDelta::hours(-HOURS)))?;
    if let Some(kept) = store::find(conn, &context.actor, operation, key)? {
        if kept.fingerprint != *fingerprint {
            let detail = "was sent with another body before; take a new key for another request";
            return Err(Error::field("Idempotency-Key", "key_reused", detail));
        }
        let status = u16::try_from(kept.status).map_err(|error| Error::Internal(error.to_string()))?;
        return Ok(Answer { status, version: kept.version, body: kept.body, replayed: true });
    }
    let answer = job(conn)?;
    let row = AnswerRow {
        caller: context.actor.clone(),
        operation: operation.clone(),
        idempotency_key: key.clone(),
        fingerprint: fingerprint.clone(),
        status: answer.status.into(),
        version: answer.version,
        body: answer.body.clone(),
        answered_at: context.at(),
    };
    store::insert(conn, &row)?;
    Ok(answer)
}
