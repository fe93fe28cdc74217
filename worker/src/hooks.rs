//! The pump of webhooks: claim, send with no transaction open, settle; several at once, of each webhook one.

use plumbline_shared::clock::Clock;
use plumbline_shared::db::Db;
use plumbline_shared::error::{Error, Result};
use plumbline_shared::ops::Context;
use plumbline_shared::ops::webhook_outbox::{self as outbox, Parcel, Sent};
use plumbline_shared::outbound::Outbound;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::field::Empty;
use tracing::{Instrument, Span};

/// Tells other systems of events.
#[derive(Clone)]
pub struct Hooks {
    db: Db,
    clock: Clock,
    outbound: Arc<Outbound>,
}

/// As many receivers as are called at once.
const AT_ONCE: usize = 8;
/// For how long a worker has a delivery in hand: several times as long as a call may take.
const LEASE: Duration = Duration::from_secs(60);
/// How often others are looked for while some are being sent.
const LOOK: Duration = Duration::from_secs(1);
/// Between two attempts to put down an outcome while the record is away.
const RETRY: Duration = Duration::from_secs(1);

impl Hooks {
    /// A pump from that record by those calls.
    pub const fn new(db: Db, clock: Clock, outbound: Arc<Outbound>) -> Self {
        Self { db, clock, outbound }
    }

    /// Sends until nothing is ready, or `stop`; what is in hand is settled. How many were taken.
    pub async fn pump(&self, stop: &CancellationToken) -> usize {
        let (mut sending, mut taken) = (JoinSet::new(), 0);
        loop {
            while sending.len() < AT_ONCE && !stop.is_cancelled() {
                let Some(parcel) = self.claim().await else { break };
                taken += 1;
                let pump = self.clone();
                let (webhook, delivery) = (parcel.webhook, parcel.id);
                let span = tracing::info_span!("event", otel.kind = "client", %webhook, %delivery, http.response.status_code = Empty);
                sending.spawn(async move { pump.deliver(parcel).await }.instrument(span));
            }
            if let Ok(None) = tokio::time::timeout(LOOK, sending.join_next()).await {
                return taken;
            }
        }
    }

    async fn claim(&self) -> Option<Parcel> {
        let context = self.context();
        let lease = chrono::Duration::from_std(LEASE).unwrap_or_default();
        let claimed = self.db.write(move |conn| outbox::claim(conn, &context, lease)).await;
        claimed.unwrap_or_else(|error| {
            tracing::warn!(%error, "the webhooks cannot be read; they are tried again");
            None
        })
    }

    /// One delivery. What goes wrong here leaves it to be taken again when its lease ends.
    async fn deliver(&self, parcel: Parcel) {
        let (webhook, delivery) = (parcel.webhook, parcel.id);
        let sent = match self.send(&parcel).await {
            Ok(sent) => sent,
            Err(error) => return tracing::error!(%webhook, %delivery, %error, "an event could not be sent; it is taken again later"),
        };
        match (self.settle(parcel, sent.clone()).await, sent) {
            (Err(error), _) => tracing::error!(%webhook, %delivery, %error, "what became of an event is not known; it is sent again"),
            (Ok(false), _) => tracing::info!(%webhook, %delivery, "taken over by another worker"),
            (Ok(true), Sent::Answered { status, .. }) => {
                Span::current().record("http.response.status_code", i64::from(status));
                tracing::info!(%webhook, %delivery, status, "event");
            }
            (Ok(true), Sent::Failed(why)) => tracing::info!(%webhook, %delivery, why, "event"),
        }
    }

    async fn send(&self, parcel: &Parcel) -> Result<Sent> {
        let (outbound, parcel) = (Arc::clone(&self.outbound), parcel.clone());
        let sent = tokio::task::spawn_blocking(move || match outbound.post(&parcel.url, &parcel.headers, &parcel.body) {
            Ok(answer) => Sent::Answered { status: answer.status, retry_after: answer.retry_after },
            Err(error) => Sent::Failed(error.to_string()),
        });
        sent.await.map_err(|fault| Error::Internal(fault.to_string()))
    }

    /// Puts the outcome down, however often that takes: after the lease it is too late.
    async fn settle(&self, parcel: Parcel, sent: Sent) -> Result<bool> {
        let (context, begun) = (self.context(), Instant::now());
        loop {
            let (context, parcel, sent) = (context.clone(), parcel.clone(), sent.clone());
            match self.db.write(move |conn| outbox::settle(conn, &context, &parcel, &sent)).await {
                Err(Error::Unavailable(_) | Error::Contended(_)) if begun.elapsed() < LEASE => tokio::time::sleep(RETRY).await,
                kept => return kept,
            }
        }
    }

    fn context(&self) -> Context {
        Context::new(self.clock.now(), "worker")
    }
}
