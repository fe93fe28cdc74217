//! The service under test: a real server on a free port, on either database, with a clock that the test moves.

use super::postgres;
use plumbline::commands::serve::Running;
use plumbline_shared::clock::{Clock, Timestamp};
use plumbline_shared::config::{Config, Overrides};
use plumbline_shared::db::{Conn, DatabaseUrl, Db, Options, migrate};
use plumbline_shared::domain::access::Role;
use plumbline_shared::domain::day::Day;
use plumbline_shared::link::Signer;
use plumbline_shared::model::key::KeyDraft;
use plumbline_shared::ops::{Context, keys};
use plumbline_worker::Post;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file in a temporary folder.
    Sqlite,
    /// A database of the tests' own cluster.
    Postgres,
}

/// A record of its own for one test, with this program's schema and nothing in it.
pub struct Record {
    /// Where it is kept.
    pub url: String,
    folder: TempDir,
}

/// What a service is started with.
pub struct Setup {
    /// The time.
    pub clock: Clock,
    /// How mails go out; empty: they are held.
    pub smtp_url: String,
    /// With a worker in the process.
    pub worker: bool,
}

/// Connections to PostgreSQL of each handle: few, since tests run side by side.
pub const CONNECTIONS: usize = 3;

/// A service that runs.
pub struct Service {
    /// Where it answers: `http://127.0.0.1:port`.
    pub base: String,
    /// An admin's key.
    pub admin: String,
    /// An editor's.
    pub editor: String,
    /// A reader's.
    pub reader: String,
    /// The record itself.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// How it sends mail.
    pub post: Arc<Post>,
    /// Where the record is kept.
    pub record: Record,
    client: reqwest::Client,
    stop: CancellationToken,
    running: Option<Running>,
}

/// Makes each test a case for each database: `on_both!(name, …);` for functions `async fn name(backend: Backend)`.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::support::service::Backend::Sqlite).await;
            }
        )+}
        mod postgres {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::support::service::Backend::Postgres).await;
            }
        )+}
    };
}

impl Record {
    /// A new one.
    pub fn new(backend: Backend) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = match backend {
            Backend::Sqlite => format!("sqlite:{}", folder.path().join("record.db").display()),
            Backend::Postgres => postgres::fresh(bring_up_to_date),
        };
        if backend == Backend::Sqlite {
            bring_up_to_date(&url);
        }
        Self { url, folder }
    }

    /// One that is kept there already.
    pub fn at(url: &str) -> Self {
        Self { url: url.to_owned(), folder: tempfile::tempdir().unwrap() }
    }

    /// A folder that goes with the test.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A connection of one's own.
    pub fn conn(&self) -> Conn {
        Conn::open(&self.url.parse().unwrap()).unwrap()
    }

    /// Its handle, with few threads: tests run side by side.
    pub fn open(&self) -> Db {
        let url: DatabaseUrl = self.url.parse().unwrap();
        Db::open(&url, Options { postgres_connections: CONNECTIONS, ..Options::default() })
    }
}

fn bring_up_to_date(url: &str) {
    migrate(&mut Conn::open(&url.parse().unwrap()).unwrap()).unwrap();
}

/// A clock that stands at noon UTC of that day.
pub fn clock_on(day: &str) -> Clock {
    let day: Day = day.parse().unwrap();
    Clock::manual(Timestamp::from(day.and_hms_opt(12, 0, 0).unwrap().and_utc()))
}

impl Setup {
    /// A service without mail and worker, on that day.
    pub fn on(day: &str) -> Self {
        Self { clock: clock_on(day), smtp_url: String::new(), worker: false }
    }
}

impl Service {
    /// Starts one on a new record.
    pub async fn start(backend: Backend, setup: Setup) -> Self {
        Self::start_on(Record::new(backend), setup).await
    }

    /// Starts one on that record.
    pub async fn start_on(record: Record, setup: Setup) -> Self {
        Self::start_with(record, setup, |_| {}).await
    }

    /// Starts one on that record, with further settings.
    pub async fn start_with(record: Record, setup: Setup, configure: impl FnOnce(&mut Config)) -> Self {
        let overrides = Overrides {
            database_url: Some(record.url.clone()),
            listen: Some("127.0.0.1:0".to_owned()),
            smtp_url: Some(setup.smtp_url),
            ..Overrides::default()
        };
        let mut config = Config::load(None, &overrides).unwrap();
        config.http_workers = 1;
        config.outbound_allow = "localhost".parse().unwrap();
        configure(&mut config);
        let db = record.open();
        let context = Context::new(setup.clock.now(), "test");
        let (signer, keys) = db
            .write(move |conn| {
                let mut key = |role| keys::create(conn, &context, KeyDraft::new("test", role)).map(|token| token.reveal());
                let keys = (key(Role::Admin)?, key(Role::Editor)?, key(Role::Reader)?);
                Ok((Signer::load(conn)?, keys))
            })
            .await
            .unwrap();
        let post = Arc::new(Post::new(&config, signer).unwrap());
        let stop = CancellationToken::new();
        let running = Running::start(&config, db.clone(), setup.clock.clone(), Arc::clone(&post), setup.worker, stop.clone());
        let running = running.unwrap_or_else(|failure| panic!("the service does not start: {failure:?}"));
        let (admin, editor, reader) = keys;
        let base = format!("http://{}", running.address);
        let client = reqwest::Client::new();
        Self { base, admin, editor, reader, db, clock: setup.clock, post, record, client, stop, running: Some(running) }
    }

    /// A request without a key.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    /// Sends a request as an admin, with a JSON body unless it is null; gives the status and the JSON answer (null if empty).
    /// A PUT takes the place of whatever is there, as one by a program that pushes figures does.
    pub async fn send(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        let mut request = self.request(method.clone(), path).bearer_auth(&self.admin);
        if method == Method::PUT {
            request = request.header("if-match", "*");
        }
        if !body.is_null() {
            request = request.json(&body);
        }
        answer(request).await
    }

    /// Reads as an admin; the answer must be 200.
    pub async fn get(&self, path: &str) -> Value {
        let (status, body) = self.send(Method::GET, path, Value::Null).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        body
    }

    /// Stops it as SIGTERM would, and waits.
    pub async fn stop(mut self) {
        self.stop.cancel();
        if let Some(running) = self.running.take() {
            running.wait().await.unwrap_or_else(|failure| panic!("{failure:?}"));
        }
    }
}

/// A dropped service must not go on serving while other tests run.
impl Drop for Service {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// The status and the JSON answer (null if empty) of a request.
pub async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    let status = response.status();
    let bytes = response.bytes().await.unwrap();
    let body = if bytes.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&bytes).unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()))
    };
    (status, body)
}
