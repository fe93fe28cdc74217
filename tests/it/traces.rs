//! Traces: told to a collector where one is set, right, and at nobody's cost.

use chrono::NaiveTime;
use futures_util::future::join_all;
use plumbline_shared::store::{schedule, settings};
use plumbline_tests::on_both;
use plumbline_tests::support::collector::{Span, span, spans};
use plumbline_tests::support::outbox::{DAY, queue};
use plumbline_tests::support::process::{command, ended};
use plumbline_tests::support::receiver::{Receiver, Reply};
use plumbline_tests::support::served::Served;
use plumbline_tests::support::service::{Backend, Record, clock_on};
use plumbline_tests::support::smtp::{Script, SmtpServer};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

on_both!(
    requests_are_told_within_the_trace_of_their_caller,
    what_the_worker_does_is_told,
    a_collector_that_fails_keeps_nobody_waiting,
    without_a_collector_nothing_is_told,
    the_worker_alone_has_a_name_of_its_own
);

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

/// Spans are sent soon: OpenTelemetry's own variable for it.
const SOON: (&str, &str) = ("OTEL_BSP_SCHEDULE_DELAY", "50");

/// A service that tells its traces to that collector, and logs for programs.
fn served(record: &Record, flags: &[&str], endpoint: &str, more: &[(&str, &str)]) -> Served {
    let settings = [("PLUMBLINE_OTLP_ENDPOINT", endpoint), ("PLUMBLINE_LOG_FORMAT", "json"), ("PLUMBLINE_LOG", "debug"), SOON];
    Served::start(record, flags, &[&settings, more].concat())
}

fn children<'a>(spans: &'a [Span], of: &Span) -> Vec<&'a Span> {
    spans.iter().filter(|span| span.text("parentSpanId") == of.text("spanId")).collect()
}

async fn requests_are_told_within_the_trace_of_their_caller(backend: Backend) {
    let (record, collector) = (Record::new(backend), Receiver::start([]).await);
    let headers = [("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=vale")];
    let mut service = served(&record, &["--no-worker"], &collector.url(), &headers);
    let ask = |method, path: &str| service.ask(method, path).bearer_auth(&service.key);
    let from_caller = |request: reqwest::RequestBuilder| {
        let request = request.header("traceparent", format!("00-{TRACE}-{CALLER}-01")).header("tracestate", "canary=state");
        request.header("baggage", "canary=baggage").header("x-request-id", "request-of-caller")
    };
    let draft = json!({"ref": "CANARY-1", "title": "Canary", "due_date": "2018-03-31"});
    let made = from_caller(ask(Method::POST, "/api/v1/actions?").json(&draft)).send().await.unwrap();
    assert_eq!(made.status(), StatusCode::CREATED);
    let garbled = ask(Method::GET, "/api/v1/actions/CANARY-1").header("traceparent", "00-canary-1-01").send().await.unwrap();
    assert_eq!(garbled.status(), StatusCode::OK);
    for (method, path, status) in [
        (Method::HEAD, "/api/v1/actions/CANARY-2", 404),
        (Method::from_bytes(b"PROBE").unwrap(), "/api/v1/actions", 405),
        (Method::GET, "/canary?canary", 404),
    ] {
        assert_eq!(ask(method, path).send().await.unwrap().status().as_u16(), status, "{path}");
    }
    service.stop().await;

    let spans = spans(&collector);
    let requests: Vec<_> = spans.iter().filter(|span| span.told["kind"] == 2).collect();
    let told = |span: &&Span| (span.text("name").to_owned(), span.attribute("http.response.status_code"));
    let one = "/api/v1/actions/{key}";
    let wanted = [
        ("POST /api/v1/actions".to_owned(), "201"),
        (format!("GET {one}"), "200"),
        (format!("HEAD {one}"), "404"),
        ("_OTHER /api/v1/actions".to_owned(), "405"),
        ("GET".to_owned(), "404"),
    ];
    assert_eq!(requests.iter().map(told).collect::<Vec<_>>(), wanted.map(|(name, status)| (name, status.to_owned())), "{spans:?}");
    let (made, read) = (requests[0], requests[1]);
    assert_eq!((made.text("traceId"), made.text("parentSpanId")), (TRACE, CALLER), "{made:?}");
    assert_eq!(
        (made.attribute("request_id"), made.attribute("http.route")),
        ("request-of-caller".to_owned(), "/api/v1/actions".to_owned())
    );
    assert!(read.text("traceId").len() == 32 && read.text("traceId") != TRACE && read.text("parentSpanId").is_empty(), "{read:?}");
    let of_record = children(&spans, made);
    assert!(of_record.iter().any(|span| span.text("name") == "record" && span.attribute("mode") == "write"), "{of_record:?}");
    assert!(of_record.iter().all(|span| span.text("traceId") == TRACE), "{of_record:?}");

    let sent = collector.requests();
    assert!(sent.iter().all(|request| request.header("content-type") == "application/json" && request.header("x-tenant") == "vale"));
    let (sent, logs) = (sent.iter().map(|request| request.body.as_str()).collect::<String>(), service.logs());
    assert!(sent.contains("service.version") && spans.iter().all(|span| span.service == "plumbline"), "{sent}");
    let lines = logs.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect::<Vec<_>>();
    assert!(lines.iter().all(|line| line.get("span").is_none() && line.get("spans").is_none()), "the logs are as without traces: {logs}");
    assert!(lines.iter().any(|line| line["request_id"] == "request-of-caller"), "{logs}");
    for told in [sent, logs] {
        let found = told.lines().find(|line| line.to_lowercase().contains("canary") || line.contains(&service.key));
        assert_eq!(found, None);
    }
}

async fn what_the_worker_does_is_told(backend: Backend) {
    let (record, collector) = (Record::new(backend), Receiver::start([]).await);
    let (server, hook) = (SmtpServer::start(Script::default()).await, Receiver::start([Reply::Status(503, "")]).await);
    queue(&record.open(), &clock_on(DAY), 1).await;
    schedule::set_next(&mut record.conn(), "daily", DAY.parse().unwrap()).unwrap();
    // Only the day is fixed: the hour at which checks are made must have come, whenever this is run.
    let (mut kept, version) = settings::load(&mut record.conn()).unwrap();
    kept.alerts.send_at = NaiveTime::MIN;
    settings::save(&mut record.conn(), &kept, version + 1, clock_on(DAY).now().instant).unwrap();
    let settings = [("PLUMBLINE_SMTP_URL", server.url()), ("PLUMBLINE_OUTBOUND_ALLOW", "localhost".to_owned())];
    let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
    let mut service = served(&record, &["--today", "2017-10-17"], &collector.url(), &settings);
    let post = async |path: &str, body: Value| -> Value {
        let answer = service.ask(Method::POST, path).bearer_auth(&service.key).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap()
    };
    let url = format!("{}?canary", hook.url());
    let made = post("/api/v1/webhooks", json!({"name": "Canary", "url": url, "events": ["alert.opened"]})).await;
    let id = made["id"].as_str().unwrap();
    post(&format!("/api/v1/webhooks/{id}/test"), json!({})).await;
    let event = span(&collector, "event").await;
    assert_eq!((event.attribute("webhook"), event.attribute("http.response.status_code")), (id.to_owned(), "503".to_owned()));
    let mail = span(&collector, "mail").await;
    assert_eq!(mail.attribute("outcome"), "accepted", "{mail:?}");
    let (tick, check) = (span(&collector, "tick").await, span(&collector, "check").await);
    assert_eq!((check.attribute("check"), check.attribute("day")), ("daily".to_owned(), "2017-10-17".to_owned()));
    service.stop().await;
    let all = spans(&collector);
    assert!(children(&all, &mail).iter().any(|span| span.text("name") == "record"), "{all:?}");
    let above = all.iter().find(|span| span.text("spanId") == check.text("parentSpanId")).unwrap();
    assert_eq!(check.text("traceId"), above.text("traceId"));
    assert_eq!((above.text("name"), above.text("parentSpanId")), ("record", tick.text("spanId")), "{all:?}");
    let told = collector.requests().iter().map(|request| request.body.to_lowercase()).collect::<String>();
    // What the mail was about, to whom it went, and where the event was sent.
    let found = ["owner", "council.example", "canary", "localhost", "whsec", "action 0"].into_iter().find(|text| told.contains(text));
    assert_eq!(found, None, "{told}");
}

/// Away, slow, broken, or hanging up: requests are answered as ever, and the service stops as ever.
async fn a_collector_that_fails_keeps_nobody_waiting(backend: Backend) {
    let slow = Receiver::start(std::iter::repeat_n(Reply::Late(Duration::from_secs(60)), 1_000)).await;
    let broken = Receiver::start(std::iter::repeat_n(Reply::Status(500, ""), 1_000)).await;
    let hanging_up = Receiver::start(std::iter::repeat_n(Reply::Nothing, 1_000)).await;
    let unready = Receiver::start(std::iter::repeat_n(Reply::Status(503, "retry-after: 3600\r\n"), 1_000)).await;
    let cases = [
        ("away", "http://127.0.0.1:1".to_owned()),
        ("unknown", "http://collector.invalid:4318".to_owned()),
        ("slow", slow.url()),
        ("broken", broken.url()),
        ("hanging up", hanging_up.url()),
        ("unready", unready.url()),
    ];
    let records: Vec<_> = cases.iter().map(|_| Record::new(backend)).collect();
    let start = |(record, (name, endpoint)): (_, &(&'static str, String))| {
        (*name, served(record, &["--no-worker"], endpoint, &[("PLUMBLINE_LOG", "info")]))
    };
    let services: Vec<_> = records.iter().zip(&cases).map(start).collect();
    join_all(services.into_iter().map(|(name, service)| keeps_nobody_waiting(name, service))).await;
}

async fn keeps_nobody_waiting(name: &str, mut service: Served) {
    let mut longest = Duration::ZERO;
    for _ in 0..100 {
        let begun = Instant::now();
        let answer = service.ask(Method::GET, "/api/v1/actions").bearer_auth(&service.key).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{name}");
        longest = longest.max(begun.elapsed());
    }
    assert!(longest < Duration::from_secs(2), "{name}: {longest:?}");
    let begun = Instant::now();
    while !service.logs().contains("takes no traces") {
        assert!(begun.elapsed() < Duration::from_secs(20), "{name}: nothing is said of it: {}", service.logs());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let stopped = service.stop().await;
    assert!(stopped < Duration::from_secs(8), "{name}: {stopped:?}");
    assert_eq!(service.logs().matches("takes no traces").count(), 1, "{name}: it is said once: {}", service.logs());
}

/// Also where the variables of OpenTelemetry name a collector: the setting is what counts.
async fn without_a_collector_nothing_is_told(backend: Backend) {
    let (record, collector) = (Record::new(backend), Receiver::start([]).await);
    let url = collector.url();
    let mut service = served(&record, &[], "", &[("OTEL_EXPORTER_OTLP_ENDPOINT", &url), ("OTEL_TRACES_EXPORTER", "otlp")]);
    let answer = service.ask(Method::GET, "/api/v1/actions").bearer_auth(&service.key).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    tokio::time::sleep(Duration::from_millis(500)).await;
    service.stop().await;
    assert_eq!(collector.requests().len(), 0);
}

async fn the_worker_alone_has_a_name_of_its_own(backend: Backend) {
    let (record, collector) = (Record::new(backend), Receiver::start([]).await);
    let mut worker = command(&record, &["worker"]);
    worker.env("PLUMBLINE_OTLP_ENDPOINT", collector.url()).env(SOON.0, SOON.1);
    let mut worker = worker.spawn().unwrap();
    assert_eq!(span(&collector, "tick").await.service, "plumbline-worker");
    worker.kill().unwrap();
    worker.wait().unwrap();
    // Whether a collector takes any can be tried beforehand.
    for (endpoint, wanted) in [(collector.url(), "ok       traces"), ("http://127.0.0.1:1".to_owned(), "warning  traces")] {
        let mut doctor = command(&record, &["doctor"]);
        doctor.env("PLUMBLINE_OTLP_ENDPOINT", endpoint);
        let (code, out, err) = ended(tokio::task::spawn_blocking(move || doctor.output().unwrap()).await.unwrap());
        assert!(code == 0 && out.contains(wanted), "{out}{err}");
    }
}
