//! Keys that may do less than their role: some scopes, some service areas, or what one person owns.

use super::{make, start, text};
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service, answer};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(a_scope_narrows_a_role, an_area_narrows_what_is_written, an_owner_files_and_no_more, nobody_hands_out_more_than_they_have);

const UPDATE: &str = "updates/2017-18-Q2";

/// Two areas, two people, and of each an action: `HS-A1` and `FN-A1`; `X-A1` is of no area.
async fn filled(backend: Backend) -> Service {
    let service = start(backend).await;
    for (path, body) in [
        ("service-areas", json!({"ref": "HS", "name": "Housing"})),
        ("service-areas", json!({"ref": "FN", "name": "Finance"})),
        ("people", json!({"email": "hs@vale.example", "name": "H"})),
        ("people", json!({"email": "fn@vale.example", "name": "F"})),
        ("actions", action("HS/A1", Some("HS"), "hs@vale.example")),
        ("actions", action("FN/A1", Some("FN"), "fn@vale.example")),
        ("actions", action("X/A1", None, "fn@vale.example")),
    ] {
        let (status, made) = service.send(Method::POST, &format!("/api/v1/{path}"), body).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
    }
    service
}

fn action(reference: &str, area: Option<&str>, owner: &str) -> Value {
    json!({"ref": reference, "title": "T", "due_date": "2018-03-31", "service_area": area, "owner": owner})
}

/// Sends each with a key made of `draft`; each must be answered so.
async fn all(service: &Service, draft: Value, cases: Vec<(Method, &str, Value, u16)>) {
    let key = make(service, draft).await;
    for (method, path, body, wanted) in cases {
        let request = service.request(method.clone(), &format!("/api/v1/{path}")).bearer_auth(text(&key, "key"));
        let request = request.header("if-match", "*");
        let (status, told) = answer(if body.is_null() { request } else { request.json(&body) }).await;
        assert_eq!(status.as_u16(), wanted, "{method} {path} {body}: {told}");
        if wanted == 403 {
            assert!(told["code"] == "forbidden" && text(&told, "detail").len() > 20, "{told}");
        }
    }
}

fn update() -> Value {
    json!({"percent_complete": 50})
}

async fn a_scope_narrows_a_role(backend: Backend) {
    let service = filled(backend).await;
    let own = format!("actions/HS-A1/{UPDATE}");
    let cases = vec![
        (Method::GET, "actions/HS-A1", Value::Null, 200),
        (Method::PUT, &*own, update(), 201),
        (Method::PATCH, "actions/HS-A1", json!({"title": "U"}), 403),
        (Method::POST, "actions", action("HS/A2", None, "hs@vale.example"), 403),
        (Method::PATCH, "settings", json!({"tolerance": 5}), 403),
    ];
    all(&service, json!({"name": "K", "role": "editor", "scopes": ["read", "record"]}), cases).await;
    let writes = vec![(Method::GET, "actions/HS-A1", Value::Null, 403), (Method::PATCH, "actions/HS-A1", json!({"title": "U"}), 200)];
    all(&service, json!({"name": "K", "role": "admin", "scopes": ["edit"]}), writes).await;
    service.stop().await;
}

async fn an_area_narrows_what_is_written(backend: Backend) {
    let service = filled(backend).await;
    let (own, other, none) = (format!("actions/HS-A1/{UPDATE}"), format!("actions/FN-A1/{UPDATE}"), format!("actions/X-A1/{UPDATE}"));
    let cases = vec![
        (Method::GET, "actions/FN-A1", Value::Null, 200),
        (Method::PUT, &*own, update(), 201),
        (Method::PUT, &*other, update(), 403),
        (Method::PUT, &*none, update(), 403),
        (Method::PATCH, "actions/HS-A1", json!({"title": "U"}), 200),
        (Method::PATCH, "actions/HS-A1", json!({"service_area": "FN"}), 403),
        (Method::PATCH, "actions/HS-A1", json!({"service_area": null}), 403),
        (Method::PATCH, "actions/HS-A1", json!({"version": 7}), 400),
        (Method::PATCH, "actions/FN-A1", json!({"service_area": "HS"}), 403),
        (Method::DELETE, "actions/FN-A1", Value::Null, 403),
        (Method::POST, "actions", action("HS/A2", Some("HS"), "hs@vale.example"), 201),
        (Method::POST, "actions", action("FN/A2", Some("FN"), "hs@vale.example"), 403),
        (Method::POST, "people", json!({"email": "new@vale.example", "name": "N", "service_area": "HS"}), 403),
        (Method::PATCH, "service-areas/HS", json!({"name": "Homes"}), 403),
        (Method::PATCH, "settings", json!({"tolerance": 5}), 403),
        (Method::PUT, "periods/2017-18-Q2/state", json!({"state": "in_review"}), 403),
        (Method::GET, "keys", Value::Null, 200),
        (Method::POST, "keys", json!({"name": "K", "role": "reader"}), 403),
    ];
    all(&service, json!({"name": "K", "role": "admin", "service_areas": ["HS"]}), cases).await;
    assert_eq!(service.get("/api/v1/actions/FN-A1").await["title"], "T");
    service.stop().await;
}

async fn an_owner_files_and_no_more(backend: Backend) {
    let service = filled(backend).await;
    let (own, other) = (format!("actions/HS-A1/{UPDATE}"), format!("actions/FN-A1/{UPDATE}"));
    let owner = json!({"name": "K", "role": "owner", "person": "hs@vale.example"});
    let cases = vec![
        (Method::PUT, &*own, update(), 201),
        (Method::PUT, &*own, json!({"percent_complete": 51, "recorded_by": "someone else"}), 400),
        (Method::PUT, &*other, update(), 403),
        (Method::GET, "actions/FN-A1", Value::Null, 200),
        (Method::PATCH, "actions/HS-A1", json!({"title": "U"}), 403),
        (Method::POST, "actions/HS-A1/due-dates", json!({"due_date": "2018-06-30", "reason": "rain"}), 403),
        (Method::PUT, "actions/nothing/updates/2017-18-Q2", update(), 404),
    ];
    all(&service, owner.clone(), cases).await;
    let (status, changed) = service.send(Method::PATCH, "/api/v1/actions/FN-A1", json!({"deputy": "hs@vale.example"})).await;
    assert_eq!(status, StatusCode::OK, "{changed}");
    all(&service, owner.clone(), vec![(Method::PUT, &*other, update(), 201)]).await;
    let (status, closed) = service
        .send(Method::PUT, "/api/v1/periods/2017-18-Q2/state", json!({"state": "closed", "with_open_items": true, "reason": "Trial."}))
        .await;
    assert_eq!(status, StatusCode::OK, "{closed}");
    let restated = json!({"percent_complete": 60, "restatement_reason": "miscounted"});
    all(&service, owner, vec![(Method::PUT, &*own, restated.clone(), 403)]).await;
    all(&service, json!({"name": "K", "role": "editor"}), vec![(Method::PUT, &*own, restated, 200)]).await;
    service.stop().await;
}

async fn nobody_hands_out_more_than_they_have(backend: Backend) {
    let service = filled(backend).await;
    let rotate = format!("keys/{}/rotate", service.admin.split('_').nth(1).unwrap());
    let cases = vec![
        (Method::POST, "keys", json!({"name": "K", "role": "admin"}), 403),
        (Method::POST, "keys", json!({"name": "K", "role": "editor"}), 403),
        (Method::POST, "keys", json!({"name": "K", "role": "editor", "scopes": ["read"]}), 201),
        (Method::POST, &*rotate, json!({}), 403),
    ];
    all(&service, json!({"name": "K", "role": "admin", "scopes": ["read", "administer"]}), cases).await;
    service.stop().await;
}
