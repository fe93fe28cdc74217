//! API keys: shown once, narrowed, rotated, expired, revoked, and of people who leave.

mod narrowed;

use plumbline_shared::clock::Timestamp;
use plumbline_shared::db::page::PageRequest;
use plumbline_shared::domain::access::{Ability, Role};
use plumbline_shared::model::key::KeyDraft;
use plumbline_shared::ops::{Context, keys};
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Record, Service, Setup, answer, clock_on};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

on_both!(
    a_secret_is_shown_once,
    a_rotated_secret_works_for_its_overlap,
    an_expired_key_says_so,
    a_revoked_key_ends_at_once,
    the_last_admin_key_stays,
    who_has_left_may_do_nothing,
    the_last_use_is_known_to_the_hour,
    what_cannot_be_written_is_refused,
    keys_outlive_the_change_of_their_table
);

const KEYS: &str = "/api/v1/keys";

async fn start(backend: Backend) -> Service {
    Service::start(backend, Setup::on("2017-10-16")).await
}

/// Makes a key; gives it as it was shown.
async fn make(service: &Service, draft: Value) -> Value {
    let (status, made) = service.send(Method::POST, KEYS, draft).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

/// Status and code of a read with that key.
async fn tried(service: &Service, key: &str) -> (u16, String) {
    let (status, body) = answer(service.request(Method::GET, "/api/v1/settings").bearer_auth(key)).await;
    (status.as_u16(), body["code"].as_str().unwrap_or_default().to_owned())
}

/// What was looked up a moment ago is trusted for a second.
async fn until_looked_up_again() {
    tokio::time::sleep(Duration::from_millis(1_100)).await;
}

fn ok() -> (u16, String) {
    (200, String::new())
}

fn unknown() -> (u16, String) {
    (401, "unauthenticated".to_owned())
}

fn hours_later(service: &Service, hours: i64) -> Timestamp {
    service.clock.now().instant.plus(chrono::Duration::hours(hours))
}

async fn a_secret_is_shown_once(backend: Backend) {
    let service = start(backend).await;
    let request = service.request(Method::POST, KEYS).bearer_auth(&service.admin);
    let response = request.json(&json!({"name": "Feed", "role": "reader"})).send().await.unwrap();
    assert_eq!((response.status(), &response.headers()["cache-control"]), (StatusCode::CREATED, &"no-store".parse().unwrap()));
    let made: Value = response.json().await.unwrap();
    let (key, id) = (text(&made, "key"), text(&made, "id"));
    assert!(key.starts_with(&format!("plb_{id}_")) && key.len() == 87, "{key}");
    assert_eq!(tried(&service, key).await, ok());
    let (listed, read) = (service.get(KEYS).await, service.get(&format!("{KEYS}/{id}")).await);
    let secret = &key[17..];
    assert!(!listed.to_string().contains(secret) && !read.to_string().contains(secret));
    assert_eq!(listed["items"].as_array().unwrap().len(), 4);
    assert!(listed["items"].as_array().unwrap().iter().any(|item| item["id"] == id));
    for (name, value) in made.as_object().unwrap().iter().filter(|(name, _)| !matches!(name.as_str(), "key" | "last_used_at")) {
        assert_eq!(&read[name], value, "{name}");
    }
    let (mut path, mut seen) = (format!("{KEYS}?limit=3"), 0);
    while !path.is_empty() {
        let page = service.get(&path).await;
        seen += page["items"].as_array().unwrap().len();
        page["next"].as_str().unwrap_or_default().clone_into(&mut path);
    }
    assert_eq!(seen, 4);
    service.stop().await;
}

async fn a_rotated_secret_works_for_its_overlap(backend: Backend) {
    let service = start(backend).await;
    let made = make(&service, json!({"name": "Feed", "role": "reader"})).await;
    let rotate = async |body: Value| service.send(Method::POST, &format!("{KEYS}/{}/rotate", text(&made, "id")), body).await;
    let first = text(&made, "key");
    assert_eq!(tried(&service, first).await, ok());
    let (status, second) = rotate(json!({"overlap_hours": 24})).await;
    assert_eq!((status, &second["id"]), (StatusCode::OK, &made["id"]), "{second}");
    assert_eq!(text(&second, "previous_secret_until"), hours_later(&service, 24).to_string());
    assert_eq!([tried(&service, first).await, tried(&service, text(&second, "key")).await], [ok(), ok()]);
    service.clock.set(hours_later(&service, 24));
    until_looked_up_again().await;
    assert_eq!([tried(&service, first).await, tried(&service, text(&second, "key")).await], [unknown(), ok()]);
    let (_, third) = rotate(json!({})).await;
    assert_eq!([tried(&service, text(&second, "key")).await, tried(&service, text(&third, "key")).await], [unknown(), ok()]);
    let (status, told) = rotate(json!({"overlap_hours": 169})).await;
    assert_eq!((status, &told["errors"][0]["pointer"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("/overlap_hours")), "{told}");
    service.stop().await;
}

async fn an_expired_key_says_so(backend: Backend) {
    let service = start(backend).await;
    let made = make(&service, json!({"name": "Feed", "role": "reader", "expires_at": "2017-10-16T13:00:00Z"})).await;
    let key = text(&made, "key");
    assert_eq!(tried(&service, key).await, ok());
    service.clock.set(hours_later(&service, 1));
    until_looked_up_again().await;
    let (status, told) = answer(service.request(Method::GET, "/api/v1/settings").bearer_auth(key)).await;
    assert_eq!((status.as_u16(), text(&told, "code")), (401, "key_expired"), "{told}");
    assert!(text(&told, "detail").contains("2017-10-16T13:00:00"), "{told}");
    let (status, told) = service.send(Method::POST, &format!("{KEYS}/{}/rotate", text(&made, "id")), json!({})).await;
    assert_eq!((status.as_u16(), text(&told, "code")), (409, "key_not_in_use"), "{told}");
    service.stop().await;
}

async fn a_revoked_key_ends_at_once(backend: Backend) {
    let service = start(backend).await;
    let made = make(&service, json!({"name": "Feed", "role": "reader"})).await;
    assert_eq!(tried(&service, text(&made, "key")).await, ok());
    let path = format!("{KEYS}/{}", text(&made, "id"));
    for _ in 0..2 {
        assert_eq!(service.send(Method::DELETE, &path, Value::Null).await.0, StatusCode::NO_CONTENT);
        assert_eq!(tried(&service, text(&made, "key")).await, unknown());
    }
    assert!(service.get(&path).await["revoked_at"].is_string());
    for (method, path) in [(Method::GET, ""), (Method::DELETE, ""), (Method::POST, "/rotate")] {
        let (status, told) = service.send(method, &format!("{KEYS}/nobody{path}"), json!({})).await;
        assert_eq!((status.as_u16(), text(&told, "code")), (404, "not_found"), "{told}");
    }
    service.stop().await;
}

async fn the_last_admin_key_stays(backend: Backend) {
    let service = start(backend).await;
    let own = format!("{KEYS}/{}", service.admin.split('_').nth(1).unwrap());
    let (status, told) = service.send(Method::DELETE, &own, Value::Null).await;
    assert_eq!((status.as_u16(), text(&told, "code")), (409, "last_admin_key"), "{told}");
    make(&service, json!({"name": "Second", "role": "admin"})).await;
    assert_eq!(service.send(Method::DELETE, &own, Value::Null).await.0, StatusCode::NO_CONTENT);
    assert_eq!(tried(&service, &service.admin).await, unknown());
    service.stop().await;
}

async fn who_has_left_may_do_nothing(backend: Backend) {
    let service = start(backend).await;
    let (status, body) = service.send(Method::POST, "/api/v1/people", json!({"email": "o@vale.example", "name": "O"})).await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    let made = make(&service, json!({"name": "O", "role": "owner", "person": "O@vale.example"})).await;
    assert_eq!(made["person"]["ref"], "o@vale.example");
    let inactive = (403, "person_inactive".to_owned());
    for (change, wanted) in [
        (json!({"active": false}), &inactive),
        (json!({"active": true}), &ok()),
        (json!({"archived": true}), &inactive),
        (json!({"archived": false}), &ok()),
    ] {
        assert_eq!(service.send(Method::PATCH, "/api/v1/people/o@vale.example", change.clone()).await.0, StatusCode::OK);
        until_looked_up_again().await;
        assert_eq!(&tried(&service, text(&made, "key")).await, wanted, "{change}");
    }
    service.stop().await;
}

async fn the_last_use_is_known_to_the_hour(backend: Backend) {
    let service = start(backend).await;
    let made = make(&service, json!({"name": "Feed", "role": "reader"})).await;
    let path = format!("{KEYS}/{}", text(&made, "id"));
    assert!(service.get(&path).await["last_used_at"].is_null());
    let began = hours_later(&service, 0);
    for (later, noted) in [(0, 0), (0, 0), (1, 1)] {
        service.clock.set(began.plus(chrono::Duration::hours(later)));
        until_looked_up_again().await;
        assert_eq!(tried(&service, text(&made, "key")).await, ok());
        let wanted = began.plus(chrono::Duration::hours(noted)).to_string();
        let mut tries = 0;
        // It is noted in its own time.
        while service.get(&path).await["last_used_at"] != wanted {
            tries += 1;
            assert!(tries < 100, "{later}: {}", service.get(&path).await);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    service.stop().await;
}

async fn what_cannot_be_written_is_refused(backend: Backend) {
    let service = start(backend).await;
    for (body, status, pointer) in [
        (json!({"name": "K", "role": "reader", "id": "5f0c2d9a71be"}), 400, "/id"),
        (json!({"name": "K", "role": "reader", "key": "plb_x"}), 400, "/key"),
        (json!({"name": "K", "role": "reader", "last_used_at": "2017-10-16T12:00:00Z"}), 400, "/last_used_at"),
        (json!({"name": "K", "role": "king"}), 422, "/role"),
        (json!({"role": "reader"}), 422, "/name"),
        (json!({"name": "K", "role": "owner"}), 422, "/person"),
        (json!({"name": "K", "role": "reader", "expires_at": "2017-10-16"}), 422, "/expires_at"),
        (json!({"name": "K", "role": "editor", "service_areas": ["nowhere"]}), 422, "/service_areas/0"),
    ] {
        let (seen, told) = service.send(Method::POST, KEYS, body.clone()).await;
        assert_eq!((seen.as_u16(), &told["errors"][0]["pointer"]), (status, &json!(pointer)), "{body}: {told}");
    }
    assert_eq!(service.get(KEYS).await["items"].as_array().unwrap().len(), 3);
    service.stop().await;
}

/// The table is made anew, and back: whoever had a key has it still, unless the older table cannot say how little it may do.
async fn keys_outlive_the_change_of_their_table(backend: Backend) {
    let (record, context) = (Record::new(backend), Context::new(clock_on("2017-10-16").now(), "test"));
    let conn = &mut record.conn();
    let mut made = |draft: KeyDraft| keys::create(conn, &context, draft).unwrap();
    let (kept, revoked) = (made(KeyDraft::new("kept", Role::Editor)), made(KeyDraft::new("revoked", Role::Admin)));
    made(KeyDraft { scopes: Some(vec![Ability::Read]), ..KeyDraft::new("narrowed", Role::Admin) });
    keys::revoke(conn, &context, &revoked.id).unwrap();
    conn.execute_batch(include_str!("../../migrations/common/2026-11-22-000030_api_keys/down.sql")).unwrap();
    conn.execute_batch(include_str!("../../migrations/common/2026-11-22-000030_api_keys/up.sql")).unwrap();
    let names = [&kept, &revoked].map(|token| keys::get(conn, &token.id).unwrap().name);
    assert_eq!(names, ["kept", "revoked"]);
    assert!(matches!(keys::authenticate(conn, context.at(), &kept), Ok(Some(keys::Standing::Good(_)))));
    assert!(matches!(keys::authenticate(conn, context.at(), &revoked), Ok(None)));
    let every = PageRequest { limit: 9, after: None };
    assert_eq!(keys::list(conn, &every).unwrap().items.len(), 2);
}
