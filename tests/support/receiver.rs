//! A receiver of webhooks that answers as it is told, and remembers what it was sent.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::task::AbortOnDropHandle;

/// How it answers one request.
#[derive(Clone, Debug)]
pub enum Reply {
    /// With that status, and these further header lines.
    Status(u16, &'static str),
    /// With 200, after a while.
    Late(Duration),
    /// By sending them elsewhere.
    Redirect(String),
    /// By hanging up.
    Nothing,
}

/// What it was sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

#[derive(Default)]
struct State {
    replies: VecDeque<Reply>,
    requests: Vec<Request>,
}

/// A receiver on a free port; it stops when dropped.
pub struct Receiver {
    port: u16,
    state: Arc<Mutex<State>>,
    _task: AbortOnDropHandle<()>,
}

impl Receiver {
    /// One that gives these answers, and 200 after them.
    pub async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State { replies: replies.into_iter().collect(), requests: Vec::new() }));
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(converse(stream, Arc::clone(&shared)));
            }
        });
        Self { port, state, _task: AbortOnDropHandle::new(task) }
    }

    /// Its address, by the name that tests may call.
    pub fn url(&self) -> String {
        format!("http://localhost:{}/plumbline", self.port)
    }

    /// Has it give these answers next.
    pub fn next(&self, replies: impl IntoIterator<Item = Reply>) {
        self.state.lock().unwrap().replies = replies.into_iter().collect();
    }

    /// All that it was sent so far.
    pub fn requests(&self) -> Vec<Request> {
        self.state.lock().unwrap().requests.clone()
    }

    /// The types of the events that it was sent, in that order.
    pub fn types(&self) -> Vec<String> {
        self.requests().iter().map(|request| request.json()["type"].as_str().unwrap().to_owned()).collect()
    }
}

impl Request {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

async fn converse(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let mut bytes = Vec::new();
    let request = loop {
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
        if let Some(request) = whole(&bytes) {
            break request;
        }
    };
    let reply = {
        let mut state = state.lock().unwrap();
        state.requests.push(request);
        state.replies.pop_front().unwrap_or(Reply::Status(200, ""))
    };
    let answer = match reply {
        Reply::Status(status, headers) => format!("HTTP/1.1 {status} X\r\n{headers}content-length: 2\r\n\r\nok"),
        Reply::Redirect(to) => format!("HTTP/1.1 307 X\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n"),
        Reply::Late(after) => {
            tokio::time::sleep(after).await;
            "HTTP/1.1 200 X\r\ncontent-length: 0\r\n\r\n".to_owned()
        }
        Reply::Nothing => return,
    };
    drop(stream.write_all(answer.as_bytes()).await);
}

/// The request, once all of it is there.
fn whole(bytes: &[u8]) -> Option<Request> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let header = |line: &str| {
        let (name, value) = line.split_once(':').unwrap();
        (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value.trim()).unwrap())
    };
    let headers: HeaderMap = head.lines().skip(1).map(header).collect();
    let length: usize = headers.get("content-length").map_or(0, |length| length.to_str().unwrap().parse().unwrap());
    (body.len() >= length).then(|| Request { headers, body: body.to_owned() })
}
