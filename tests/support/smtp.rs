//! A mail server that does as it is told, and remembers what it was given.

mod conversation;
mod script;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{net::TcpListener, sync::watch, task::JoinSet, time::timeout};
use tokio_util::task::AbortOnDropHandle;

use conversation::Conversation;
pub use script::{Act, Script, Stage};

/// A message the server has taken: accepted, or read to its end and then left without an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// As in MAIL FROM.
    pub from: String,
    /// As in RCPT TO.
    pub to: Vec<String>,
    /// The exact bytes, undone of dot-stuffing, with the CRLF that precedes the last dot.
    pub bytes: Vec<u8>,
    /// Which connection, counted from 1.
    pub connection: usize,
    /// The server has answered 2xx; `false` when it dropped or stalled in place of an answer.
    pub answered: bool,
}

#[derive(Default)]
struct Record {
    taken: Vec<Taken>,
    commands: Vec<String>,
    connections: usize,
}

struct Shared {
    script: Mutex<Script>,
    record: Mutex<Record>,
    /// How many messages have been answered with 2xx, counted after the answer was sent.
    answered: watch::Sender<usize>,
}

/// A running server on a free port of 127.0.0.1; it stops when dropped.
pub struct SmtpServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    _task: AbortOnDropHandle<()>,
}

impl SmtpServer {
    pub async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared { script: Mutex::new(script), record: Mutex::default(), answered: watch::Sender::new(0) });
        let task = tokio::spawn(serve(listener, Arc::clone(&shared)));
        Self { address, shared, _task: AbortOnDropHandle::new(task) }
    }

    /// `smtp://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Every message taken so far, in order.
    pub fn taken(&self) -> Vec<Taken> {
        self.shared.record.lock().unwrap().taken.clone()
    }

    /// Every command line so far, in order, credentials and all.
    pub fn commands(&self) -> Vec<String> {
        self.shared.record.lock().unwrap().commands.clone()
    }

    /// How many connections there have been.
    pub fn connections(&self) -> usize {
        self.shared.record.lock().unwrap().connections
    }

    /// Replaces the behaviour from the next command on.
    pub fn change(&self, script: Script) {
        *self.shared.script.lock().unwrap() = script;
    }

    /// Returns as soon as `count` messages have been answered with 2xx: the point at which a sender may be killed.
    pub async fn answered(&self, count: usize) {
        let mut answered = self.shared.answered.subscribe();
        timeout(Duration::from_secs(30), answered.wait_for(|&n| n >= count)).await.expect("messages were answered").unwrap();
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    // Ends together with this task.
    let mut conversations = JoinSet::new();
    while let Ok((tcp, _)) = listener.accept().await {
        tcp.set_nodelay(true).unwrap();
        let number = {
            let mut record = shared.record.lock().unwrap();
            record.connections += 1;
            record.connections
        };
        let shared = Arc::clone(&shared);
        // A conversation may end in any way; what matters is in the record.
        conversations.spawn(async move { drop(Conversation::hold(tcp, shared, number).await) });
    }
}
