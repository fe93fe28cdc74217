//! The document says what the service does.

use plumbline_tests::on_both;
use plumbline_tests::support::outbox::check_on;
use plumbline_tests::support::pack::import_pack;
use plumbline_tests::support::service::{Backend, Service, Setup, answer};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::path::Path;

on_both!(what_needs_nothing_answers, what_needs_a_key_says_so, examples_can_be_tried_on_the_demo);

/// Every operation: its method, its path and what is said of it.
pub fn operations() -> Vec<(Method, String, Value)> {
    let document: Value = serde_json::from_str(&plumbline::openapi::written().unwrap()).unwrap();
    let paths = document["paths"].as_object().unwrap().clone();
    let of_path = |(path, item): (String, Value)| -> Vec<_> {
        let methods = item.as_object().unwrap().iter().filter(|(_, operation)| operation["operationId"].is_string());
        methods.map(|(name, operation)| (name.to_uppercase().parse().unwrap(), path.clone(), operation.clone())).collect()
    };
    paths.into_iter().flat_map(of_path).collect()
}

#[test]
fn the_committed_document_is_the_program_s() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/openapi.json");
    let committed = std::fs::read_to_string(file).unwrap();
    let written = plumbline::openapi::written().unwrap();
    assert!(committed.trim_end() == written.trim_end(), "write it again: cargo run -p plumbline -- openapi > openapi/openapi.json");
}

async fn what_needs_nothing_answers(backend: Backend) {
    let service = Service::start(backend, Setup::on("2017-10-16")).await;
    let mut asked = 0;
    for (method, path, _) in operations() {
        if method == Method::GET && !path.contains('{') {
            service.get(&path).await;
            asked += 1;
        }
    }
    assert!(asked >= 15, "{asked} operations");
    service.stop().await;
}

async fn what_needs_a_key_says_so(backend: Backend) {
    let service = Service::start(backend, Setup::on("2017-10-16")).await;
    for (method, path, operation) in operations() {
        let open = operation["security"].as_array().is_some_and(|needs| needs.is_empty() || needs.contains(&json!({})));
        let (status, body) = answer(service.request(method.clone(), &path.replace(['{', '}'], ""))).await;
        if open {
            assert!(status.is_success(), "{method} {path}: {status} {body}");
        } else {
            assert_eq!((status, body["code"].as_str()), (StatusCode::UNAUTHORIZED, Some("unauthenticated")), "{method} {path}: {body}");
        }
    }
    service.stop().await;
}

/// What stands for the ids in paths of what no pack holds: an import, a webhook, a delivery of it, a calendar; an alert, a mail that
/// was given up, a suppressed address; a finding that was let stand; a report that was
/// frozen.
pub async fn spares(service: &Service) -> Vec<(&'static str, String)> {
    let make = async |path: &str, draft: Value| {
        let (status, made) = service.send(Method::POST, &format!("/api/v1/{path}"), draft).await;
        assert!(status.is_success(), "{path}: {made}");
        made["id"].as_str().unwrap().to_owned()
    };
    let import = service.get("/api/v1/imports").await["items"][0]["id"].as_str().unwrap().to_owned();
    let hook = make("webhooks", json!({"name": "spare", "url": "https://hooks.example.org/", "events": ["period.closed"]})).await;
    let delivery = make(&format!("webhooks/{hook}/test"), Value::Null).await;
    check_on(&service.db, &service.clock, "2026-10-15").await;
    // Of an item that no example changes: one that is changed may resolve it.
    let (alerts, document) = (service.get("/api/v1/alerts?open=true&limit=100").await, plumbline::openapi::written().unwrap());
    let left_alone = |alert: &&Value| !document.contains(&format!("{}\"", alert["item"]["ref"].as_str().unwrap()));
    let alert = alerts["items"].as_array().unwrap().iter().find(left_alone).unwrap()["id"].as_str().unwrap().to_owned();
    let mail = service.get("/api/v1/notifications").await["items"][0]["id"].as_str().unwrap().to_owned();
    let sql = format!(
        "UPDATE notifications SET state = 'dead', settled_at = 1 WHERE id = '{mail}'; DELETE FROM suppressed_addresses;
         INSERT INTO suppressed_addresses VALUES ('{alert}', 'gone@vale.example', 0, '550 no such person', '{mail}');"
    );
    service.db.write(move |conn| conn.execute_batch(&sql)).await.unwrap();
    let calendar = make("calendars", json!({})).await;
    let close = json!({"state": "closed", "with_open_items": true, "reason": "Taken over from paper."});
    let (status, body) = service.send(Method::PUT, "/api/v1/periods/2025-26-Q4/state", close).await;
    assert!(status.is_success(), "{body}");
    let frozen = service.get("/api/v1/frozen-reports?period=2025-26-Q4").await["items"][0]["id"].as_str().unwrap().to_owned();
    // One that matters little: nothing else that is tried here settles it.
    let findings = service.get("/api/v1/findings?period=2026-27-Q2&limit=100").await["items"].clone();
    let finding = findings.as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned();
    let (status, body) = service.send(Method::POST, &format!("/api/v1/findings/{finding}/accept"), json!({"reason": "Known."})).await;
    assert!(status.is_success(), "{body}");
    let records = [("{alert}", alert.clone()), ("{notification}", mail), ("{suppression}", alert)];
    [
        ("{import}", import),
        ("{webhook}", hook),
        ("{delivery}", delivery),
        ("{calendar}", calendar),
        ("{finding}", finding),
        ("{frozen}", frozen),
    ]
    .into_iter()
    .chain(records)
    .collect()
}

/// As `plumbline demo` has it: what the documentation page fills in leads somewhere.
async fn examples_can_be_tried_on_the_demo(backend: Backend) {
    let service = Service::start(backend, Setup::on("2026-10-15")).await;
    import_pack(&service, &Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/demo")).await;
    let spares = spares(&service).await;
    let (mut tried, mut failed) = (0, Vec::new());
    for wanted in [Method::GET, Method::PUT, Method::POST, Method::PATCH] {
        for (method, path, operation) in operations().into_iter().filter(|(method, ..)| *method == wanted) {
            let body = &operation["requestBody"]["content"]["application/json"]["example"];
            if !path.starts_with("/api/") || method != Method::GET && body.is_null() {
                continue;
            }
            let path = path.replace("{id}", service.reader.split('_').nth(1).unwrap());
            let (mut path, mut query) = (spares.iter().fold(path, |path, (name, id)| path.replace(name, id)), Vec::new());
            for parameter in operation["parameters"].as_array().into_iter().flatten().filter(|one| !one["example"].is_null()) {
                let (name, example) = (parameter["name"].as_str().unwrap(), parameter["example"].to_string().replace('"', ""));
                path = path.replace(&format!("{{{name}}}"), &example);
                if parameter["in"] == "query" {
                    query.push(format!("{name}={example}"));
                }
            }
            let path = format!("{path}?{}", query.join("&"));
            let (status, answer) = service.send(method.clone(), &path, body.clone()).await;
            if !status.is_success() {
                failed.push(format!("{method} {path}: {status} {answer}"));
            }
            tried += 1;
        }
    }
    assert!(tried >= 50 && failed.is_empty(), "{tried} operations: {failed:#?}");
    service.stop().await;
}
