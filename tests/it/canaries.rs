//! Secrets and people's names and addresses, marked so that they can be told again, go every way that there is; then they are looked
//! for where they must not be: in logs at their most talkative, in measures, in traces, in history, in the errors of others.

mod paths;

use plumbline_shared::clock::Clock;
use plumbline_shared::id::Id;
use plumbline_tests::on_both;
use plumbline_tests::support::issuer::{Issuer, SigningKey};
use plumbline_tests::support::process::{command, ended};
use plumbline_tests::support::receiver::{Receiver, Reply};
use plumbline_tests::support::served::Served;
use plumbline_tests::support::service::{Backend, Record, answer};
use plumbline_tests::support::smtp::{Act, Script, SmtpServer};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::time::Instant;

on_both!(nothing_that_is_marked_is_told, what_is_set_wrongly_is_told_without_its_secrets);

/// In every name and address of a person, and in what only they write.
const PERSON: &str = "marigold";
/// In every secret that has no fixed form.
const SECRET: &str = "ipomoea";

/// A service that logs all it can, with everything around it.
struct World {
    service: Served,
    record: Record,
    mails: SmtpServer,
    hook: Receiver,
    collector: Receiver,
    issuer: String,
    signing: SigningKey,
    /// Every secret: what it is, and its text.
    secrets: Vec<(String, String)>,
    /// What was answered with an error, by what was asked.
    errors: Vec<(String, String)>,
    _issuer: Issuer,
}

fn with_password(record: &Record, backend: Backend) -> String {
    let more = if backend == Backend::Postgres { format!("&password={SECRET}-database") } else { String::new() };
    format!("{}{more}", record.url)
}

impl World {
    async fn start(backend: Backend) -> Self {
        let (collector, hook, issuer) = (Receiver::start([]).await, Receiver::start([Reply::Status(500, "")]).await, Issuer::start().await);
        let refused = Act::reply(550, &format!("<{PERSON}.refused@council.example>: there is no {PERSON}.refused@council.example here"));
        let script = Script::default().offer("AUTH PLAIN LOGIN").recipient(&format!("{PERSON}.refused@"), refused);
        let (mails, signing, record) = (SmtpServer::start(script).await, SigningKey::ed25519("e1"), Record::new(backend));
        let name = issuer.publish("/council", &[&signing]);
        let settings = [
            ("DATABASE_URL", with_password(&record, backend)),
            ("SMTP_URL", format!("smtp://{SECRET}-user:{SECRET}-smtp@localhost:{}?tls=none", mails.port())),
            ("OTLP_ENDPOINT", collector.url()),
            ("OUTBOUND_ALLOW", "localhost".to_owned()),
            ("OIDC", format!("[{{issuer=\"{name}\",audience=\"p\"}}]")),
            ("LOG", "trace".to_owned()),
            ("METRICS_LISTEN", "127.0.0.1:0".to_owned()),
            ("TODAY", "2017-10-16".to_owned()),
        ];
        let settings = settings.map(|(name, value)| (format!("PLUMBLINE_{name}"), value));
        let mut settings: Vec<_> = settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let headers = format!("authorization=Bearer%20{SECRET}-collector");
        settings.extend([("OTEL_BSP_SCHEDULE_DELAY", "50"), ("OTEL_EXPORTER_OTLP_HEADERS", headers.as_str())]);
        let service = Served::start(&record, &[], &settings);
        let secrets =
            vec![("what settings hold".to_owned(), SECRET.to_owned()), ("the first key".to_owned(), service.key[17..].to_owned())];
        Self { service, record, mails, hook, collector, issuer: name, signing, secrets, errors: Vec::new(), _issuer: issuer }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.service.ask(method, path)
    }

    fn with_key(&self, method: Method, path: &str) -> RequestBuilder {
        self.request(method, &format!("/api/v1/{path}")).bearer_auth(&self.service.key)
    }

    fn is_secret(&mut self, what: &str, text: &str) -> String {
        self.secrets.push((what.to_owned(), text.to_owned()));
        text.to_owned()
    }

    /// Sends it; the status must be of that kind. An error is kept, to be looked through.
    async fn told(&mut self, request: RequestBuilder, wanted: u16) -> Value {
        let what = format!("{:?}", request.try_clone().map(|request| request.build().unwrap().url().path().to_owned()));
        let (status, body) = answer(request).await;
        assert_eq!(status.as_u16() / 100, wanted / 100, "{what}: {wanted}, but {status}: {body}");
        if wanted >= 400 {
            self.errors.push((what, body.to_string()));
        }
        body
    }

    /// Makes something by the API.
    async fn post(&mut self, path: &str, body: Value, wanted: u16) -> Value {
        let request = self.with_key(Method::POST, path).json(&body);
        self.told(request, wanted).await
    }

    /// A token of that person's, for as many seconds; a secret.
    fn token(&mut self, email: &str, seconds: i64) -> String {
        let now = Clock::system(None).now().instant.micros() / 1_000_000;
        let claims = json!({"iss": self.issuer, "aud": "p", "email": email, "name": email, "roles": ["Plumbline.Reader"], "iat": now - 900,
            "exp": now + seconds, "jti": Id::new(Clock::system(None).now().instant).to_string()});
        let token = self.signing.token(&claims);
        let signature = token.rsplit('.').next().unwrap().to_owned();
        self.is_secret("the signature of a token", &signature);
        token
    }

    /// Waits until that holds.
    async fn until(&self, what: &str, holds: impl AsyncFn(&Self) -> bool) {
        let begun = Instant::now();
        while !holds(self).await {
            assert!(begun.elapsed().as_secs() < 60, "{what}: {}", self.service.logs());
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    }

    async fn metrics(&self) -> String {
        let logs = self.service.logs();
        let at = logs.lines().find_map(|line| line.split_once("/metrics address=")).unwrap().1;
        reqwest::get(format!("http://{}/metrics", at.trim())).await.unwrap().text().await.unwrap()
    }

    /// What is recorded of what was done, read in every way, and the lists of what has a secret. That of webhooks shows admins their
    /// addresses, as they must be to be put right.
    async fn history(&self) -> String {
        let mut told = String::new();
        for path in ["history?limit=100", "exports/history.ndjson", "exports/history.csv", "keys", "calendars"] {
            let answer = self.with_key(Method::GET, path).send().await.unwrap();
            assert_eq!(answer.status(), 200, "{path}");
            told.push_str(&answer.text().await.unwrap());
        }
        told
    }
}

/// The first line that holds any of those, and which.
fn found<'a>(told: &'a str, of: &'a [(String, String)]) -> Option<(&'a str, &'a str)> {
    of.iter().find_map(|(what, text)| told.lines().find(|line| line.contains(text)).map(|line| (what.as_str(), line)))
}

async fn nothing_that_is_marked_is_told(backend: Backend) {
    let mut world = World::start(backend).await;
    paths::of_keys_and_tokens(&mut world).await;
    paths::of_people(&mut world).await;
    paths::of_what_is_theirs(&mut world).await;
    paths::of_imports(&mut world).await;
    paths::of_events_and_calendars(&mut world).await;
    paths::of_mails(&mut world).await;
    paths::of_faults(&mut world, backend).await;
    let (metrics, history) = (world.metrics().await, world.history().await);
    world.service.stop().await;

    let logs = world.service.logs();
    let spans = world.collector.requests().iter().map(|request| request.body.clone()).collect::<String>();
    for (told, sign) in
        [(&logs, "TRACE"), (&logs, "internal error"), (&spans, "\"mail\""), (&spans, "POST /api/v1/people"), (&metrics, "refused")]
    {
        assert!(told.contains(sign), "it is read, and holds {sign}");
    }
    assert!(history.contains("key.created") || history.contains("\"key\""), "{history}");
    assert!(world.errors.len() > 25 && world.secrets.len() > 10, "{} {}", world.errors.len(), world.secrets.len());
    let people = [("a person".to_owned(), PERSON.to_owned())];
    for (place, told) in [("the logs", &logs), ("the traces", &spans), ("the measures", &metrics)] {
        assert_eq!(found(&told.to_lowercase(), &people), None, "in {place}");
        assert_eq!(found(told, &world.secrets), None, "in {place}");
    }
    assert_eq!(found(&history, &world.secrets), None, "in what is recorded");
    for (what, error) in &world.errors {
        assert_eq!(found(error, &world.secrets), None, "in the answer to {what}");
    }
}

/// Whatever is wrong with a setting, its secret is not told with it.
async fn what_is_set_wrongly_is_told_without_its_secrets(backend: Backend) {
    let record = Record::new(backend);
    let secret = format!("{SECRET}-word");
    let wrong = [
        ("DATABASE_URL", format!("postgres://plumbline:{secret}@127.0.0.1:1/none")),
        ("DATABASE_URL", format!("postgres://plumbline:{secret}@localhost:port/none")),
        ("DATABASE_URL", format!("postgres://plumbline:{secret}@[::1/none")),
        ("DATABASE_URL", format!("mysql://plumbline:{secret}@localhost/none")),
        ("DATABASE_URL", format!("postgres:///none?host=/nowhere&password={secret}&unknown=1")),
        ("DATABASE_URL", format!("postgres://plumbline:a@{secret}@127.0.0.1:1/none")),
        ("DATABASE_URL", format!("postgres://plumbline:a/{secret}@127.0.0.1:1/none")),
        ("DATABASE_URL", format!("postgres://plumbline:a?{secret}@127.0.0.1:1/none")),
        ("DATABASE_URL", format!("postgres://plumbline:{secret}%zz@127.0.0.1:1/none")),
        ("SMTP_URL", format!("smtp://user:{secret}@127.0.0.1:1?tls=none")),
        ("SMTP_URL", format!("smtp://user:{secret}@mail.example:port")),
        ("SMTP_URL", format!("smtp://user:{secret}@mail.example?password={secret}")),
        ("OTLP_ENDPOINT", format!("http://user:{secret}@localhost:4318")),
        ("OTLP_ENDPOINT", format!("user:{secret}@localhost:4318")),
        ("OTLP_ENDPOINT", format!("https://collector.example/?token={secret}")),
        ("PUBLIC_URL", format!("https://user:{secret}@plumbline.example/?a")),
    ];
    for (name, value) in wrong {
        for arguments in [&["config", "check"][..], &["config", "check", "--json"], &["doctor"], &["migrate"]] {
            let mut process = command(&record, arguments);
            process.env(format!("PLUMBLINE_{name}"), &value).env("PLUMBLINE_LOG", "trace");
            let (_, out, err) = ended(tokio::task::spawn_blocking(move || process.output().unwrap()).await.unwrap());
            assert!(!out.is_empty() || !err.is_empty(), "{arguments:?}");
            let told = format!("{out}{err}");
            let line = told.lines().find(|line| line.contains(&secret));
            assert_eq!(line, None, "{name}={value}: {arguments:?}");
        }
    }
}
