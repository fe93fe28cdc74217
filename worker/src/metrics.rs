//! `/metrics`, as Prometheus reads it (OpenMetrics). No name, address or id is told, and every label has few values.

use crate::Post;
use crate::ping::Ping;
use actix_web::http::{Method, StatusCode};
use actix_web::{App, HttpResponse, HttpServer, web};
use plumbline_shared::clock::Clock;
use plumbline_shared::db::Db;
use plumbline_shared::mail::Outcome;
use plumbline_shared::ops::Context;
use plumbline_shared::ops::measures::{Measures, measure};
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use std::borrow::Cow;
use std::net::SocketAddr;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

type Label = [(&'static str, &'static str); 1];
/// How often a mail was handed over with each outcome.
pub type Outcomes = Family<Label, Counter>;
/// How long requests took, by route, method and class of status.
pub type Requests = Family<[(&'static str, Cow<'static, str>); 3], Histogram, fn() -> Histogram>;

/// Upper bounds in seconds: what is answered from memory, what waits for a commit, and what somebody waits for.
const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 5.0, 15.0];
/// A database that is silent for longer is away: Prometheus itself gives up after ten seconds.
const PATIENCE: Duration = Duration::from_secs(5);
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Counts of outcomes, each from 0 on.
pub fn outcomes() -> Outcomes {
    let outcomes = Outcomes::default();
    for name in Outcome::NAMES {
        drop(outcomes.get_or_create(&outcome(name)));
    }
    outcomes
}

/// The label of an outcome.
pub const fn outcome(name: &'static str) -> Label {
    [("outcome", name)]
}

/// Measures of requests.
pub fn requests() -> Requests {
    Requests::new_with_constructor(|| Histogram::new(BUCKETS))
}

/// Notes an answer. What no route takes is one route, and what is no method of ours one method: clients choose both.
pub fn answered(requests: &Requests, method: &Method, route: Option<String>, status: StatusCode, took: Duration) {
    let method = if is_usual(method) { Cow::Owned(method.to_string()) } else { "other".into() };
    let class = match status.as_u16() / 100 {
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        5 => "5xx",
        _ => "other",
    };
    let labels = [("route", route.map_or("-".into(), Cow::Owned)), ("method", method), ("status", class.into())];
    requests.get_or_create(&labels).observe(took.as_secs_f64());
}

/// Is it one that is known? Anybody may make up others.
pub(crate) fn is_usual(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE].contains(method)
}

/// All that one process has to tell.
pub struct Exporter {
    db: Db,
    clock: Clock,
    process: Registry,
}

impl Exporter {
    /// Tells of the record, of mails sent through that post, and of requests where the process takes any.
    pub fn new(db: Db, clock: Clock, post: &Post, requests: Option<Requests>) -> Self {
        let mut process = Registry::with_prefix("plumbline");
        process.register("build", "The program", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        let help = "Mails that this process handed over, by what came of it";
        process.register("mail_attempts", help, post.outcomes().clone());
        process.register("mail_sends", "1 when mails can go out, 0 when they are held", ConstGauge::new(i64::from(post.sends())));
        if let Some(requests) = requests {
            process.register("http_request_duration_seconds", "How long requests took to be answered", requests);
        }
        Self { db, clock, process }
    }

    /// The same, with the calls to the dead man's switch, where there is one.
    pub fn with_ping(mut self, ping: Option<&Ping>) -> Self {
        if let Some(ping) = ping {
            self.process.register("worker_pings", "Calls to worker_ping_url, by what came of them", ping.counted().clone());
        }
        self
    }

    /// The page. What the record says is read for it; without the record, the rest is told.
    async fn page(&self) -> Result<String, std::fmt::Error> {
        let context = Context::new(self.clock.now(), "");
        let measures = tokio::time::timeout(PATIENCE, self.db.read(move |conn| measure(conn, &context))).await;
        let measures = measures.ok().and_then(Result::ok);
        let mut record = Registry::with_prefix("plumbline");
        let help = "1 when the database answers, 0 when it does not";
        record.register("database_up", help, ConstGauge::new(i64::from(measures.is_some())));
        if let Some(measures) = measures {
            tell(&mut record, &measures);
        }
        let mut page = String::new();
        encode_registry(&mut page, &self.process)?;
        encode_registry(&mut page, &record)?;
        encode_eof(&mut page)?;
        Ok(page)
    }
}

fn tell(record: &mut Registry, measures: &Measures) {
    let gauges = |name: &'static str, help: &str, values: Vec<(Label, i64)>, record: &mut Registry| {
        let family = Family::<Label, Gauge>::default();
        for (label, value) in values {
            family.get_or_create(&label).set(value);
        }
        record.register(name, help, family);
    };
    let mails = measures.mails.iter().map(|(state, count)| ([("state", state.as_str())], *count));
    gauges("outbox_mails", "Mails that wait (pending, sending, deferred, uncertain) or failed for good", mails.collect(), record);
    let made = measures.checks.iter().filter_map(|one| Some(([("check", one.check.as_str())], one.made_at?.micros() / 1_000_000)));
    gauges("check_last_made_timestamp_seconds", "When each check was last made", made.collect(), record);
    let due = measures.checks.iter().map(|one| ([("check", one.check.as_str())], i64::from(one.due)));
    gauges("check_due", "1 while a check is due and has not been made, 0 otherwise", due.collect(), record);
    let help = "For how long the oldest mail has waited, 0 when none waits";
    record.register("outbox_oldest_mail_seconds", help, ConstGauge::new(measures.oldest_mail_seconds));
    let help = "Addresses that a mail server refused, to which nothing is sent";
    record.register("suppressed_addresses", help, ConstGauge::new(measures.suppressed_addresses));
    record.register("webhook_events_waiting", "Events that wait to be sent to active webhooks", ConstGauge::new(measures.events_waiting));
    let help = "For how long the oldest event has waited for its webhook, 0 when none waits";
    record.register("webhook_oldest_event_seconds", help, ConstGauge::new(measures.oldest_event_seconds));
    if let Some(at) = measures.worker_at {
        let help = "When a worker last showed that it lives";
        record.register("worker_last_tick_timestamp_seconds", help, ConstGauge::new(at.micros() / 1_000_000));
    }
}

/// Answers `/metrics` at `address` until `stop`: on a listener of its own, since those who watch need no key that opens the
/// record, and a worker has no keys at all. Where it listens.
///
/// # Errors
/// When the address cannot be taken.
pub fn serve(address: SocketAddr, exporter: Exporter, stop: CancellationToken) -> std::io::Result<SocketAddr> {
    let state = web::Data::new(exporter);
    let server = HttpServer::new(move || App::new().app_data(state.clone()).route("/metrics", web::get().to(page)));
    let server = server.workers(1).disable_signals().bind(address)?;
    let bound = server.addrs().first().copied().unwrap_or(address);
    let server = server.run();
    let handle = server.handle();
    tokio::spawn(async move {
        stop.cancelled().await;
        handle.stop(true).await;
    });
    tokio::spawn(server);
    tracing::info!(address = %bound, "Prometheus finds /metrics");
    Ok(bound)
}

async fn page(exporter: web::Data<Exporter>) -> HttpResponse {
    match exporter.page().await {
        Ok(page) => HttpResponse::Ok().content_type(OPEN_METRICS).body(page),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}
