//! A few connections to one mail server, used by all who send.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Semaphore, watch},
    time::{Instant, sleep, timeout, timeout_at},
};
use tokio_rustls::rustls::ClientConfig;

use super::session::Session;
use crate::mail::{outcome::Outcome, url::Server};

/// Most connections at once; some relays refuse a fourth.
const CONNECTIONS: usize = 3;
/// How long a connection may lie idle and still be used again.
const MAX_IDLE: Duration = Duration::from_secs(30);

/// What is left for a server's answer once whoever sends is to stop: process managers wait for 30 seconds and more.
const LAST_GRACE: Duration = Duration::from_secs(8);

/// Connections to one server.
pub(in crate::mail) struct Pool {
    server: Server,
    tls: Arc<ClientConfig>,
    deadline: Duration,
    seats: Semaphore,
    idle: Mutex<Vec<(Session, Instant)>>,
    /// Set once whoever sends is to stop.
    hurried: watch::Sender<bool>,
}

impl Pool {
    pub(in crate::mail) fn new(server: Server, tls: Arc<ClientConfig>, deadline: Duration) -> Self {
        Self { server, tls, deadline, seats: Semaphore::new(CONNECTIONS), idle: Mutex::default(), hurried: watch::Sender::new(false) }
    }

    /// Sends one message. The deadline counts from the moment a connection may be used.
    pub(in crate::mail) async fn deliver(&self, from: &str, to: &str, bytes: &[u8]) -> Outcome {
        let Ok(_seat) = self.seats.acquire().await else {
            return Outcome::ChannelDown { detail: "the transport is closed".to_owned() };
        };
        let until = Instant::now() + self.deadline;
        match self.within(until, self.hand_over(from, to, bytes)).await {
            Some(Ok(session)) => self.settle(session, until).await,
            Some(Err(outcome)) => outcome,
            None => Outcome::ChannelDown { detail: format!("the server did not take the message within {:?}", self.deadline) },
        }
    }

    /// From now on a server has [`LAST_GRACE`] to answer, and no longer: whoever sends is to stop.
    pub(in crate::mail) fn hurry(&self) {
        self.hurried.send_replace(true);
    }

    /// What comes of it by then; nothing when it takes longer.
    async fn within<T>(&self, until: Instant, work: impl Future<Output = T>) -> Option<T> {
        let mut hurried = self.hurried.subscribe();
        let cut_short = async {
            // The sender is this pool, which is there.
            let _ = hurried.wait_for(|hurried| *hurried).await;
            sleep(LAST_GRACE).await;
        };
        tokio::select! {
            done = timeout_at(until, work) => done.ok(),
            () = cut_short => None,
        }
    }

    /// Opens a connection of its own as for a message, and takes leave.
    pub(in crate::mail) async fn probe(&self) -> Result<String, String> {
        let opened = timeout(self.deadline, Session::open(&self.server, &self.tls, self.patience())).await;
        let mut session = opened.map_err(|_| format!("the server did not get ready within {:?}", self.deadline))??;
        let _ = timeout(self.patience(), session.quit()).await;
        let way = if session.is_encrypted() { "over TLS" } else { "in plain text" };
        let who = if self.server.credentials.is_some() { ", signed in" } else { "" };
        Ok(format!("{}:{} takes mail {way}{who}", self.server.host, self.server.port))
    }

    /// Takes leave of the connections that lie idle: to be called when there is no more to send for now.
    pub(in crate::mail) async fn close(&self) {
        let idle = mem::take(&mut *self.idle());
        for (mut session, _) in idle {
            let _ = timeout(self.patience(), session.quit()).await;
        }
    }

    /// Everything that can be done over: the message is sent but for its end.
    async fn hand_over(&self, from: &str, to: &str, bytes: &[u8]) -> Result<Session, Outcome> {
        let mut session = match self.reuse().await {
            Some(session) => session,
            None => self.open().await?,
        };
        match session.envelope(from, to).await {
            Ok(()) => {}
            Err(outcome) => {
                self.keep(session, &outcome);
                return Err(outcome);
            }
        }
        match session.body(bytes).await {
            Ok(()) => Ok(session),
            Err(error) => Err(Outcome::ChannelDown { detail: format!("the connection broke before the end of the message: {error}") }),
        }
    }

    /// What cannot be done over: the end of the message and the answer to it.
    async fn settle(&self, mut session: Session, until: Instant) -> Outcome {
        let outcome = match self.within(until, session.finish()).await {
            Some(Ok(reply)) if reply.is_positive() => Outcome::Accepted { reply },
            Some(Ok(reply)) if reply.is_transient() => Outcome::Deferred { reply },
            Some(Ok(reply)) if reply.is_permanent() => Outcome::Refused { reply, address: false },
            Some(Ok(reply)) => Outcome::Uncertain { detail: format!("after the message the server answered {reply}") },
            Some(Err(error)) => Outcome::Uncertain { detail: format!("after the message: {error}") },
            None => Outcome::Uncertain { detail: format!("no answer to the message within {:?}", self.deadline) },
        };
        self.keep(session, &outcome);
        outcome
    }

    async fn open(&self) -> Result<Session, Outcome> {
        let opened = Session::open(&self.server, &self.tls, self.patience()).await;
        opened.map_err(|detail| Outcome::ChannelDown { detail })
    }

    /// An idle connection that still answers. It is asked first, so that a dead one is found before there is anything to lose.
    async fn reuse(&self) -> Option<Session> {
        loop {
            let (mut session, since) = self.idle().pop()?;
            if since.elapsed() < MAX_IDLE && timeout(self.patience(), session.reset()).await.unwrap_or(false) {
                return Some(session);
            }
        }
    }

    /// Keeps a connection whose last answer was in order; 421 says that the server is about to hang up.
    fn keep(&self, session: Session, outcome: &Outcome) {
        if let Outcome::Accepted { reply } | Outcome::Deferred { reply } | Outcome::Refused { reply, .. } = outcome
            && reply.code != 421
        {
            self.idle().push((session, Instant::now()));
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<(Session, Instant)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long a single silent address or idle connection may hold up a message.
    fn patience(&self) -> Duration {
        self.deadline / 6
    }
}
