//! Webhooks: what is told to whom, signed how, and what becomes of it when the receiver is slow, broken or gone.

mod receivers;
mod secrets;

use plumbline_shared::clock::{Clock, Timestamp};
use plumbline_shared::outbound::Outbound;
use plumbline_tests::on_both;
use plumbline_tests::support::pack::import;
use plumbline_tests::support::receiver::Receiver;
use plumbline_tests::support::service::{Backend, Service, Setup, answer};
use plumbline_worker::hooks::Hooks;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

on_both!(
    everything_that_happens_is_told,
    only_what_is_wanted_is_told,
    who_is_paused_is_told_nothing,
    the_worker_tells_by_itself,
    what_cannot_be_called_is_refused,
    a_webhook_is_changed_and_deleted
);

const HOOKS: &str = "/api/v1/webhooks";
const ALL: [&str; 8] = [
    "alert.opened",
    "alert.resolved",
    "result.recorded",
    "update.recorded",
    "assessment.recorded",
    "status.recorded",
    "period.closed",
    "period.reopened",
];

/// A service whose clock stands still at the machine's time, so that receivers take its signatures for fresh.
async fn start(backend: Backend) -> Service {
    let clock = Clock::manual(Clock::system(None).now().instant);
    let service = Service::start(backend, Setup { clock, ..Setup::on("2017-10-16") }).await;
    // What is owed for the quarters of today is no matter here.
    let off = json!({"enabled": false});
    let quiet = json!({"alerts": {"rules": {"return_due": off, "return_missing": off, "explanation_missing": off, "quiet_slip": off, "action_red": off}}});
    let (status, body) = service.send(Method::PATCH, "/api/v1/settings", quiet).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    for (kind, draft) in [
        ("service-areas", json!({"ref": "HS", "name": "Housing"})),
        ("service-areas", json!({"ref": "WR", "name": "Waste"})),
        ("people", json!({"email": "jo.bloggs@council.example", "name": "Jo Canary"})),
        (
            "indicators",
            json!({"ref": "PC/M1", "title": "Canary", "polarity": "higher", "unit": "number", "frequency": "quarterly",
            "service_area": "WR", "owner": "jo.bloggs@council.example"}),
        ),
        ("indicators", json!({"ref": "M2", "title": "T", "polarity": "higher", "unit": "number", "frequency": "quarterly"})),
        ("actions", json!({"ref": "A1", "title": "Canary", "due_date": "2040-03-31", "start_date": "2017-04-01", "service_area": "HS"})),
        ("risks", json!({"ref": "R1", "kind": "service", "title": "Canary", "service_areas": ["HS", "WR"]})),
        ("projects", json!({"ref": "P1", "title": "Canary"})),
    ] {
        let (status, body) = service.send(Method::POST, &format!("/api/v1/{kind}"), draft).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
    }
    service
}

/// A webhook to that receiver; as it was shown, with its secret.
async fn hook(service: &Service, receiver: &Receiver, events: &[&str], areas: Value) -> Value {
    let draft = json!({"name": "test", "url": receiver.url(), "events": events, "service_areas": areas});
    let (status, made) = service.send(Method::POST, HOOKS, draft).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made
}

async fn put(service: &Service, path: &str, body: Value) {
    let (status, answer) = service.send(Method::PUT, &format!("/api/v1/{path}"), body).await;
    assert!(status.is_success(), "{path}: {answer}");
}

/// A result of a quarter that has ended.
async fn result(service: &Service, indicator: &str, actual: i64) {
    put(service, &format!("indicators/{indicator}/results/2017-18-Q1"), json!({"actual": actual, "target": 100, "commentary": "Canary"}))
        .await;
}

/// A pump that waits for a receiver as long as tests like.
fn pump_of(service: &Service) -> Hooks {
    let outbound = Outbound::new("localhost".parse().unwrap(), Duration::from_secs(2));
    Hooks::new(service.db.clone(), service.clock.clone(), Arc::new(outbound))
}

/// Sends all that is ready; how many deliveries were taken in hand.
async fn pump(service: &Service) -> usize {
    pump_of(service).pump(&CancellationToken::new()).await
}

fn later(service: &Service, seconds: i64) {
    service.clock.set(Timestamp::from_micros(service.clock.now().instant.micros() + seconds * 1_000_000));
}

/// The deliveries of a webhook, the oldest first.
async fn deliveries(service: &Service, hook: &Value) -> Vec<Value> {
    let path = format!("{HOOKS}/{}/deliveries?limit=100", hook["id"].as_str().unwrap());
    let mut items = service.get(&path).await["items"].as_array().unwrap().clone();
    items.reverse();
    items
}

async fn read(service: &Service, hook: &Value) -> Value {
    service.get(&format!("{HOOKS}/{}", hook["id"].as_str().unwrap())).await
}

async fn change(service: &Service, hook: &Value, patch: Value) -> (StatusCode, Value) {
    service.send(Method::PATCH, &format!("{HOOKS}/{}", hook["id"].as_str().unwrap()), patch).await
}

async fn post(service: &Service, hook: &Value, path: &str) -> (StatusCode, Value) {
    service.send(Method::POST, &format!("{HOOKS}/{}/{path}", hook["id"].as_str().unwrap()), Value::Null).await
}

async fn everything_that_happens_is_told(backend: Backend) {
    let service = start(backend).await;
    let receiver = Receiver::start([]).await;
    let made = hook(&service, &receiver, &ALL, Value::Null).await;
    let verifier = standardwebhooks::Webhook::new(made["secret"].as_str().unwrap()).unwrap();
    // One after the other, so that each is told before the next happens.
    let mut told: Vec<Value> = Vec::new();
    let q1 = "2017-18-Q1";
    for (path, body, wanted) in [
        (
            "indicators/PC-M1/results/2017-18-Q1",
            json!({"actual": 50, "target": 100, "commentary": "Canary"}),
            &["alert.opened", "result.recorded"][..],
        ),
        // The same again is nothing new.
        ("indicators/PC-M1/results/2017-18-Q1", json!({"actual": 50, "target": 100, "commentary": "Canary"}), &[]),
        ("indicators/PC-M1/results/2017-18-Q1", json!({"actual": 100, "target": 100}), &["alert.resolved", "result.recorded"]),
        ("actions/A1/updates/2017-18-Q1", json!({"percent_complete": 10, "commentary": "Canary"}), &["update.recorded"]),
        (
            "risks/R1/assessments/2017-18-Q1/HS",
            json!({"residual_likelihood": 2, "residual_impact": 3, "reason": "Canary"}),
            &["assessment.recorded"],
        ),
        ("projects/P1/statuses/2017-18-Q1", json!({"status": "green", "commentary": "Canary"}), &["status.recorded"]),
        ("periods/2017-18-Q1/state", json!({"state": "in_review"}), &[]),
        ("periods/2017-18-Q1/state", json!({"state": "closed", "with_open_items": true, "reason": "Trial."}), &["period.closed"]),
        ("periods/2017-18-Q1/state", json!({"state": "open", "reason": "Canary"}), &["period.reopened"]),
    ] {
        put(&service, path, body).await;
        assert_eq!(pump(&service).await, wanted.len(), "{path}");
        let new = &receiver.requests()[told.len()..];
        let mut types: Vec<_> = new.iter().map(|request| request.json()["type"].as_str().unwrap().to_owned()).collect();
        types.sort();
        assert_eq!(types, wanted, "{path}");
        for request in new {
            verifier.verify(request.body.as_bytes(), &request.headers).unwrap_or_else(|error| panic!("{path}: {error}"));
            assert_eq!(request.header("content-type"), "application/json");
            assert!(!request.body.contains("Canary") && !request.body.contains("bloggs"), "{}", request.body);
            told.push(request.json());
        }
    }
    let of = |kind: &str| told.iter().find(|event| event["type"] == kind).unwrap()["data"].clone();
    let recorded = of("result.recorded");
    assert_eq!((&recorded["item"]["ref"], &recorded["period"], &recorded["revision"]), (&json!("PC/M1"), &json!(q1), &json!(1)));
    assert_eq!((&recorded["status"]["rag"]["value"], &recorded["service_area"]["ref"]), (&json!("red"), &json!("WR")));
    assert!(recorded["status"]["rag"]["reason"].is_string(), "{recorded}");
    let opened = of("alert.opened");
    assert_eq!((&opened["rule"], &opened["item"]["ref"], &opened["period"]), (&json!("measure_red"), &json!("PC/M1"), &json!(q1)));
    assert_eq!((&opened["alert"], &opened["service_area"]["ref"]), (&of("alert.resolved")["alert"], &json!("WR")));
    assert_eq!(of("assessment.recorded")["service_area"]["ref"], "HS");
    // Every link leads somewhere.
    for event in &told {
        service.get(event["data"]["link"].as_str().unwrap()).await;
    }
    let log = deliveries(&service, &made).await;
    assert!(log.iter().all(|one| one["state"] == "delivered" && one["last_status"] == 200 && one["attempts"] == 1), "{log:?}");
    let ids: Vec<_> = receiver.requests().iter().map(|request| request.header("webhook-id").to_owned()).collect();
    assert!(log.iter().all(|one| ids.contains(&one["id"].as_str().unwrap().to_owned())) && log.len() == ids.len());
    service.stop().await;
}

async fn only_what_is_wanted_is_told(backend: Backend) {
    let service = start(backend).await;
    // Before there is a webhook, nothing is written down.
    result(&service, "PC-M1", 1).await;
    let [waste, housing, alerts] = [Receiver::start([]).await, Receiver::start([]).await, Receiver::start([]).await];
    hook(&service, &waste, &["result.recorded", "assessment.recorded", "period.closed"], json!(["WR"])).await;
    hook(&service, &housing, &["result.recorded", "assessment.recorded"], json!(["HS"])).await;
    hook(&service, &alerts, &["alert.resolved", "alert.opened"], Value::Null).await;
    // An import leaves alerts to the next check, and tells of nothing.
    let csv = "ref,period,actual,target\nM2,2016-17-Q4,5,4\nPC/M1,2016-17-Q4,6,4\n";
    let pack = [("indicator_results.csv".to_owned(), csv.as_bytes().to_vec())];
    assert_eq!(import(&service, "/api/v1/imports", &pack).await.0, StatusCode::OK);
    assert_eq!(pump(&service).await, 0);
    result(&service, "PC-M1", 200).await;
    result(&service, "M2", 200).await;
    // Of what happens at one instant, none is first.
    later(&service, 1);
    put(&service, "risks/R1/assessments/2017-18-Q1/HS", json!({"residual_likelihood": 2, "residual_impact": 3})).await;
    put(&service, "periods/2016-17-Q1/state", json!({"state": "closed", "with_open_items": true, "reason": "Trial."})).await;
    pump(&service).await;
    assert_eq!(waste.types(), ["result.recorded", "period.closed"]);
    assert_eq!(housing.types(), ["assessment.recorded"]);
    assert_eq!(alerts.types(), ["alert.resolved"]);
    service.stop().await;
}

async fn who_is_paused_is_told_nothing(backend: Backend) {
    let service = start(backend).await;
    let receiver = Receiver::start([]).await;
    let made = hook(&service, &receiver, &["result.recorded"], Value::Null).await;
    result(&service, "M2", 1).await;
    assert_eq!(change(&service, &made, json!({"state": "paused"})).await.0, StatusCode::OK);
    result(&service, "M2", 2).await;
    assert_eq!((pump(&service).await, receiver.types().len()), (0, 0));
    let (status, body) = post(&service, &made, "test").await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("webhook_not_active")));
    assert_eq!(change(&service, &made, json!({"state": "active"})).await.0, StatusCode::OK);
    pump(&service).await;
    let told: Vec<_> = receiver.requests().iter().map(|request| request.json()["data"]["revision"].clone()).collect();
    assert_eq!(told, [json!(1)], "what waited, and nothing of the pause");
    service.stop().await;
}

async fn the_worker_tells_by_itself(backend: Backend) {
    let receiver = Receiver::start([]).await;
    let service = Service::start(backend, Setup { worker: true, ..Setup::on("2017-10-16") }).await;
    let made = hook(&service, &receiver, &["period.closed"], Value::Null).await;
    let (status, ping) = post(&service, &made, "test").await;
    assert_eq!(status, StatusCode::ACCEPTED, "{ping}");
    let begun = Instant::now();
    while receiver.requests().is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(30), "nothing was sent");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!((receiver.types(), receiver.requests()[0].header("webhook-id")), (vec!["ping".to_owned()], ping["id"].as_str().unwrap()));
    service.stop().await;
}

async fn what_cannot_be_called_is_refused(backend: Backend) {
    let service = start(backend).await;
    let draft = |change: Value| {
        let mut draft = json!({"name": "test", "url": "https://hooks.example.org/", "events": ["alert.opened"]});
        change.as_object().unwrap().iter().for_each(|(name, value)| draft[name] = value.clone());
        draft
    };
    for url in [
        "http://hooks.example.org/",
        "https://127.0.0.1/",
        "https://10.0.0.1:8443/",
        "https://[::1]/",
        "https://169.254.169.254/latest",
        "https://u:p@a.example/",
        "ftp://a.example/",
        "https://a.example/\r\nX: y",
        "https://a.example:0/",
        "https://a.localhost/",
        "nonsense",
        "",
    ] {
        let (status, body) = service.send(Method::POST, HOOKS, draft(json!({"url": url}))).await;
        assert_eq!((status, &body["errors"][0]["pointer"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("/url")), "{url}: {body}");
    }
    for (change, pointer) in [
        (json!({"events": []}), "/events"),
        (json!({"events": ["ping"]}), "/events/0"),
        (json!({"events": ["alert.opened", "alert.opened"]}), "/events/1"),
        (json!({"events": ["dog"]}), "/events/0"),
        (json!({"state": "disabled"}), "/state"),
        (json!({"service_areas": []}), "/service_areas"),
        (json!({"service_areas": ["XX"]}), "/service_areas/0"),
        (json!({"name": "a\nb"}), "/name"),
        (json!({"secret": "mine"}), "/secret"),
    ] {
        let (status, body) = service.send(Method::POST, HOOKS, draft(change)).await;
        assert!(matches!(status.as_u16(), 400 | 422) && body["errors"][0]["pointer"] == pointer, "{pointer}: {body}");
    }
    // A name is known to lead astray only when it is looked up: then nothing is called either.
    let (_, made) = service.send(Method::POST, HOOKS, draft(json!({"url": "https://localhost.localdomain:1/"}))).await;
    post(&service, &made, "test").await;
    pump(&service).await;
    let tried = &deliveries(&service, &made).await[0];
    assert_eq!((&tried["state"], tried["last_error"].is_string(), &tried["last_status"]), (&json!("deferred"), true, &Value::Null));
    service.stop().await;
}

async fn a_webhook_is_changed_and_deleted(backend: Backend) {
    let service = start(backend).await;
    let receiver = Receiver::start([]).await;
    let made = hook(&service, &receiver, &["result.recorded"], json!(["WR"])).await;
    let id = made["id"].as_str().unwrap();
    let (status, changed) = change(&service, &made, json!({"service_areas": null, "name": "other"})).await;
    assert_eq!((status, &changed["version"], &changed["service_areas"]), (StatusCode::OK, &json!(2), &Value::Null), "{changed}");
    let (_, same) = change(&service, &made, json!({"name": "other"})).await;
    assert_eq!(same["version"], 2, "nothing changed");
    let stale = service.request(Method::PATCH, &format!("{HOOKS}/{id}")).bearer_auth(&service.admin).header("if-match", "\"1-aa\"");
    assert_eq!(answer(stale.json(&json!({"name": "third"}))).await.0, StatusCode::PRECONDITION_FAILED);
    result(&service, "M2", 1).await;
    assert_eq!(service.send(Method::DELETE, &format!("{HOOKS}/{id}"), Value::Null).await.0, StatusCode::NO_CONTENT);
    assert_eq!((pump(&service).await, receiver.requests().len()), (0, 0), "what waited goes with it");
    assert_eq!(service.send(Method::GET, &format!("{HOOKS}/{id}"), Value::Null).await.0, StatusCode::NOT_FOUND);
    let told = service.get("/api/v1/history?kind=webhook").await;
    let events: Vec<_> = told["items"].as_array().unwrap().iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["removed", "changed", "created"]);
    service.stop().await;
}
