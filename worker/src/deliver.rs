//! The pump of the outbox: claim, see that it is still true, fix the bytes, send with no transaction open, settle.

use crate::post::{Envelope, Post, languages};
use plumbline_shared::clock::Clock;
use plumbline_shared::db::Db;
use plumbline_shared::domain::plan::Language;
use plumbline_shared::error::{Error, Result};
use plumbline_shared::id::Id;
use plumbline_shared::mail::Outcome;
use plumbline_shared::ops::Context;
use plumbline_shared::ops::outbox::{self, Claim, Prepared};
use plumbline_shared::render::Message;
use plumbline_shared::store;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use tracing::field::Empty;
use tracing::{Instrument, Span};

type Worded = std::result::Result<String, String>;

/// Sends what the outbox holds.
pub struct Delivery {
    db: Db,
    clock: Clock,
    post: Arc<Post>,
    /// The worker it is part of, if of one.
    worker: Option<Id>,
    channel: Channel,
    /// Before which the next mail is not to go.
    not_before: Option<Instant>,
}

/// Whether the mail server can be reached; when it cannot, everything waits, and no mail loses an attempt.
#[derive(Default)]
struct Channel {
    failures: u32,
    resumes: Option<Instant>,
}

const SHORTEST_PAUSE: Duration = Duration::from_secs(15);
const LONGEST_PAUSE: Duration = Duration::from_secs(600);
/// Between two attempts to put down an outcome while the record is away.
const RETRY: Duration = Duration::from_secs(1);

impl Delivery {
    /// A pump from that record through that post.
    pub fn new(db: Db, clock: Clock, post: Arc<Post>) -> Self {
        Self { db, clock, post, worker: None, channel: Channel::default(), not_before: None }
    }

    /// The same as part of a worker, which tells of it when the mail server takes nothing.
    pub fn of(self, worker: Id) -> Self {
        Self { worker: Some(worker), ..self }
    }

    /// Sends until nothing is ready, the channel is down, or `stop`. How many mails were taken.
    ///
    /// One at a time: then a process that dies leaves at most one mail of which nobody knows whether it went.
    pub async fn pump(&mut self, stop: &CancellationToken) -> usize {
        let mut taken = 0;
        while self.keeps_pace(stop).await && self.post.sends() && !self.is_paused() {
            match self.claim().await {
                Ok(Some(claim)) => {
                    let span = tracing::info_span!("mail", otel.kind = "client", notification = %claim.before.id, outcome = Empty);
                    self.deliver(claim).instrument(span).await;
                }
                Ok(None) => break,
                Err(error) => {
                    tracing::warn!(%error, "the outbox cannot be read; it is tried again");
                    break;
                }
            }
            taken += 1;
        }
        taken
    }

    /// Waits until the next mail may go; `false` when there is to be none any more.
    async fn keeps_pace(&mut self, stop: &CancellationToken) -> bool {
        if let Some(at) = self.not_before.take() {
            tokio::select! {
                () = tokio::time::sleep_until(at.into()) => {}
                () = stop.cancelled() => {}
            }
        }
        self.not_before = self.post.pace().map(|pace| Instant::now() + pace);
        !stop.is_cancelled()
    }

    async fn claim(&self) -> Result<Option<Claim>> {
        let (context, lease) = (self.context(), span(self.post.lease())?);
        self.db.write(move |conn| outbox::claim(conn, &context, lease)).await
    }

    /// One mail. What goes wrong here leaves the row to be taken again when its lease ends.
    async fn deliver(&mut self, claim: Claim) {
        let id = claim.before.id;
        match self.attempt(claim).await {
            Ok(Some(outcome)) => {
                Span::current().record("outcome", outcome.name());
                match &outcome {
                    Outcome::ChannelDown { detail } => {
                        tracing::warn!(notification = %id, outcome = outcome.name(), %detail, "mail: the server takes none now; all are tried again");
                    }
                    _ => tracing::info!(notification = %id, outcome = outcome.name(), "mail"),
                }
            }
            Ok(None) => tracing::info!(notification = %id, outcome = "not needed any more, or taken over by another worker", "mail"),
            Err(error) => tracing::error!(notification = %id, %error, "a mail could not be handled; it is taken again later"),
        }
    }

    async fn attempt(&mut self, claim: Claim) -> Result<Option<Outcome>> {
        let (context, held, post) = (self.context(), claim.clone(), Arc::clone(&self.post));
        let prepared = self.db.write(move |conn| {
            let (settings, _) = store::settings::load(conn)?;
            outbox::prepare(conn, &context, &settings, &held, post.wording())
        });
        let (address, bytes) = match prepared.await? {
            Prepared::Settled => return Ok(None),
            Prepared::Frozen { address, bytes } => (address, bytes),
            Prepared::Draft { address, message_id, language, message } => {
                match self.word(message_id, &address, language, *message).await? {
                    // What was worded for a trial stays in the trial: its bytes never go to anybody else.
                    Ok(bytes) if self.freeze(&claim, self.post.sent_to(&address), &bytes).await? => (address, bytes),
                    Ok(_) => return Ok(None),
                    Err(detail) => return self.settle(claim, Outcome::Unsendable { detail }).await,
                }
            }
        };
        let outcome = self.post.send(&address, bytes.as_bytes()).await;
        let (held, seen) = (claim.clone(), outcome.clone());
        // While the record is away nothing is known of the others.
        let outcome = self.db.read(move |conn| outbox::beside_others(conn, &held, seen)).await.unwrap_or(outcome);
        self.settle(claim, outcome).await
    }

    /// The bytes of a message, or why no server could send them. It is worded on a thread of its own: a fault in that is an
    /// error, not the end of the worker.
    async fn word(&self, message_id: String, address: &str, language: Option<Language>, message: Message) -> Result<Worded> {
        let (post, date, address) = (Arc::clone(&self.post), self.clock.now().instant.utc(), address.to_owned());
        let worded = tokio::task::spawn_blocking(move || {
            let words = message.render(language);
            let (name, unsubscribe) = (message.recipient_name(), message.unsubscribe());
            let envelope = Envelope { name, address: &address, message_id: &message_id, date, languages: languages(language), unsubscribe };
            post.freeze(&envelope, &words).map_err(|error| error.to_string())
        });
        let bytes = worded.await.map_err(|fault| Error::Internal(format!("the mail could not be worded: {fault}")))?;
        Ok(bytes.and_then(|bytes| String::from_utf8(bytes).map_err(|_| "the mail is not 7-bit".to_owned())))
    }

    async fn freeze(&self, claim: &Claim, address: &str, bytes: &str) -> Result<bool> {
        let (claim, address, bytes) = (claim.clone(), address.to_owned(), bytes.to_owned());
        self.db.write(move |conn| outbox::freeze(conn, &claim, &address, &bytes)).await
    }

    /// Puts the outcome down, however often that takes: a mail that was accepted and not put down would be sent again. After
    /// the lease it is too late.
    async fn settle(&mut self, claim: Claim, outcome: Outcome) -> Result<Option<Outcome>> {
        let (context, pause, begun) = (self.context(), span(self.note(&outcome))?, Instant::now());
        let (worker, is_down) = (self.worker, self.is_paused());
        loop {
            let (context, claim, seen) = (context.clone(), claim.clone(), outcome.clone());
            let put_down = self.db.write(move |conn| {
                match worker.filter(|_| is_down) {
                    Some(worker) => store::schedule::mail_waits(conn, worker, context.at().plus(pause))?,
                    None if is_down => {}
                    None => store::schedule::mail_goes(conn)?,
                }
                outbox::settle(conn, &context, &claim, &seen, pause)
            });
            match put_down.await {
                Err(Error::Unavailable(_) | Error::Contended(_)) if begun.elapsed() < self.post.lease() => tokio::time::sleep(RETRY).await,
                kept => return Ok(kept?.then_some(outcome)),
            }
        }
    }

    /// How long the channel rests after this outcome: longer each time that it is still down.
    fn note(&mut self, outcome: &Outcome) -> Duration {
        if !matches!(outcome, Outcome::ChannelDown { .. }) {
            self.channel = Channel::default();
            return Duration::ZERO;
        }
        let pause = SHORTEST_PAUSE.saturating_mul(1 << self.channel.failures.min(6)).min(LONGEST_PAUSE);
        self.channel = Channel { failures: self.channel.failures + 1, resumes: Some(Instant::now() + pause) };
        pause
    }

    fn is_paused(&self) -> bool {
        self.channel.resumes.is_some_and(|resumes| resumes > Instant::now())
    }

    fn context(&self) -> Context {
        Context::new(self.clock.now(), "worker")
    }
}

fn span(duration: Duration) -> Result<chrono::Duration> {
    chrono::Duration::from_std(duration).map_err(|error| Error::Internal(error.to_string()))
}
