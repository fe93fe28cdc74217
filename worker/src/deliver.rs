//! The pump of the outbox: claim, see that it is still true, fix the bytes, send with no transaction open, settle.

use crate::post::{Envelope, Post};
use futures_util::future::join_all;
use plumbline_shared::clock::Clock;
use plumbline_shared::db::Db;
use plumbline_shared::domain::plan::Language;
use plumbline_shared::error::{Error, Result};
use plumbline_shared::mail::Outcome;
use plumbline_shared::ops::Context;
use plumbline_shared::ops::outbox::{self, Claim, Prepared};
use plumbline_shared::render::digest::Digest;
use plumbline_shared::store;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// Sends what the outbox holds.
pub struct Delivery {
    db: Db,
    clock: Clock,
    post: Arc<Post>,
    channel: Mutex<Channel>,
}

/// Whether the mail server can be reached; when it cannot, everything waits, and no mail loses an attempt.
#[derive(Default)]
struct Channel {
    failures: u32,
    resumes: Option<Instant>,
}

/// Mails in hand at once.
const BATCH: i64 = 6;
const SHORTEST_PAUSE: Duration = Duration::from_secs(15);
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

impl Delivery {
    /// A pump from that record through that post.
    pub fn new(db: Db, clock: Clock, post: Arc<Post>) -> Self {
        Self { db, clock, post, channel: Mutex::new(Channel::default()) }
    }

    /// Sends until nothing is ready, the channel is down, or `stop`. How many rows were taken.
    pub async fn pump(&self, stop: &CancellationToken) -> usize {
        let mut taken = 0;
        while !stop.is_cancelled() && self.post.sends() && !self.is_paused() {
            let context = self.context();
            let claims = match self.db.write(move |conn| outbox::claim(conn, &context, BATCH)).await {
                Ok(claims) => claims,
                Err(error) => {
                    tracing::warn!(%error, "the outbox cannot be read; it is tried again");
                    break;
                }
            };
            if claims.is_empty() {
                break;
            }
            taken += claims.len();
            join_all(claims.into_iter().map(|claim| self.deliver(claim))).await;
        }
        taken
    }

    /// One mail. What goes wrong here leaves the row to be taken again when its lease ends.
    async fn deliver(&self, claim: Claim) {
        let id = claim.before.id;
        match self.attempt(claim).await {
            Ok(Some(outcome)) => tracing::info!(notification = %id, outcome = name(&outcome), "mail"),
            Ok(None) => tracing::info!(notification = %id, outcome = "not sent", "mail"),
            Err(error) => tracing::error!(notification = %id, %error, "a mail could not be handled; it is taken again later"),
        }
    }

    async fn attempt(&self, claim: Claim) -> Result<Option<Outcome>> {
        let (context, held, post) = (self.context(), claim.clone(), Arc::clone(&self.post));
        let prepared = self.db.write(move |conn| {
            let (settings, _) = store::settings::load(conn)?;
            outbox::prepare(conn, &context, &settings, &held, post.wording())
        });
        let (address, bytes) = match prepared.await? {
            Prepared::Settled => return Ok(None),
            Prepared::Frozen { address, bytes } => (address, bytes),
            Prepared::Draft { address, language, digest } => match self.word(&claim, &address, language, *digest).await {
                Ok(bytes) if self.freeze(&claim, &address, &bytes).await? => (address, bytes),
                Ok(_) => return Ok(None),
                Err(detail) => return self.settle(claim, Outcome::Unsendable { detail }).await,
            },
        };
        let outcome = self.post.send(&address, bytes.as_bytes()).await;
        self.settle(claim, outcome).await
    }

    /// The bytes of a digest, worded on a thread of its own: a fault in it is an error, not the end of the worker.
    async fn word(&self, claim: &Claim, address: &str, language: Option<Language>, digest: Digest) -> std::result::Result<String, String> {
        let (post, date, address, message_id) =
            (Arc::clone(&self.post), self.clock.now().instant.utc(), address.to_owned(), claim.before.message_id.clone());
        let worded = tokio::task::spawn_blocking(move || {
            let words = digest.render(language);
            let languages: &[&str] = match language {
                Some(Language::English) => &["en"],
                Some(Language::Welsh) => &["cy"],
                None => &["cy", "en"],
            };
            let envelope = Envelope { name: &digest.recipient_name, address: &address, message_id: &message_id, date, languages };
            post.freeze(&envelope, &words).map_err(|error| error.to_string())
        });
        let bytes = worded.await.map_err(|_| "the mail could not be worded: a fault of the service".to_owned())??;
        String::from_utf8(bytes).map_err(|_| "the mail is not 7-bit: a fault of the service".to_owned())
    }

    async fn freeze(&self, claim: &Claim, address: &str, bytes: &str) -> Result<bool> {
        let (claim, address, bytes) = (claim.clone(), address.to_owned(), bytes.to_owned());
        self.db.write(move |conn| outbox::freeze(conn, &claim, &address, &bytes)).await
    }

    async fn settle(&self, claim: Claim, outcome: Outcome) -> Result<Option<Outcome>> {
        let pause = self.note(&outcome);
        let (context, seen) = (self.context(), outcome.clone());
        let pause = chrono::Duration::from_std(pause).map_err(|error| Error::Internal(error.to_string()))?;
        let kept = self.db.write(move |conn| outbox::settle(conn, &context, &claim, &seen, pause)).await?;
        Ok(kept.then_some(outcome))
    }

    /// How long the channel rests after this outcome: longer each time that it is still down.
    fn note(&self, outcome: &Outcome) -> Duration {
        let Ok(mut channel) = self.channel.lock() else {
            return SHORTEST_PAUSE;
        };
        if !matches!(outcome, Outcome::ChannelDown { .. }) {
            *channel = Channel::default();
            return Duration::ZERO;
        }
        // The mails of one batch fail together: they count as one failure.
        if channel.resumes.is_none_or(|resumes| resumes <= Instant::now()) {
            channel.failures += 1;
        }
        let pause = SHORTEST_PAUSE.saturating_mul(1 << channel.failures.min(6).saturating_sub(1)).min(LONGEST_PAUSE);
        channel.resumes = Some(Instant::now() + pause);
        pause
    }

    fn is_paused(&self) -> bool {
        self.channel.lock().is_ok_and(|channel| channel.resumes.is_some_and(|resumes| resumes > Instant::now()))
    }

    fn context(&self) -> Context {
        Context { now: self.clock.now(), actor: "worker".to_owned() }
    }
}

const fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted { .. } => "accepted",
        Outcome::Deferred { .. } => "deferred",
        Outcome::Refused { .. } => "refused",
        Outcome::Uncertain { .. } => "uncertain",
        Outcome::ChannelDown { .. } => "channel down",
        Outcome::Unsendable { .. } => "unsendable",
    }
}
