//! Nobody writes over what they have not seen, and nothing is done twice because it was sent twice.

mod lists;

use futures_util::future::join_all;
use plumbline_shared::clock::Timestamp;
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service, Setup, answer, clock_on};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;

on_both!(
    what_is_known_is_not_sent_again,
    a_change_is_held_to_what_was_read,
    a_return_takes_no_place_unasked,
    of_many_who_read_the_same_one_writes,
    no_step_of_a_count_is_lost,
    a_request_sent_many_times_is_carried_out_once,
    a_key_names_one_request_of_one_caller_for_a_day,
);

async fn start(backend: Backend) -> Service {
    Service::start(backend, Setup::on("2017-10-16")).await
}

/// A request by an admin with that header.
fn on_condition(service: &Service, method: Method, path: &str, (name, value): (&str, &str), body: &Value) -> RequestBuilder {
    let request = service.request(method, path).bearer_auth(&service.admin).header(name, value);
    if body.is_null() { request } else { request.json(body) }
}

/// The tag of what is read there.
async fn tag(service: &Service, path: &str) -> String {
    let response = service.request(Method::GET, path).bearer_auth(&service.reader).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response.headers()["etag"].to_str().unwrap().to_owned()
}

async fn make(service: &Service, kind: &str, draft: Value) {
    let (status, body) = service.send(Method::POST, &format!("/api/v1/{kind}"), draft).await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
}

/// Of each kind: a draft with the ref X1, and the path of its item.
async fn items(service: &Service) -> Vec<String> {
    let drafts = [
        ("directorates", json!({"ref": "X1", "name": "T"})),
        ("service-areas", json!({"ref": "X1", "name": "T"})),
        ("people", json!({"email": "x1@cyngor.example", "name": "T"})),
        ("plan", json!({"ref": "X1", "level": "outcome", "title": "T"})),
        ("actions", json!({"ref": "X1", "title": "T", "due_date": "2018-03-31"})),
        ("indicators", json!({"ref": "X1", "title": "T", "polarity": "higher", "unit": "number", "frequency": "quarterly"})),
        ("risks", json!({"ref": "X1", "kind": "corporate", "title": "T"})),
        ("projects", json!({"ref": "X1", "title": "T"})),
    ];
    let mut paths = Vec::new();
    for (kind, draft) in drafts {
        make(service, kind, draft).await;
        let key = if kind == "people" { "x1@cyngor.example" } else { "X1" };
        paths.push(format!("/api/v1/{kind}/{key}"));
    }
    paths
}

/// The field of that item that people read first.
fn name_of(path: &str) -> &'static str {
    if ["directorates", "service-areas", "people"].iter().any(|kind| path.contains(kind)) { "name" } else { "title" }
}

async fn what_is_known_is_not_sent_again(backend: Backend) {
    let service = start(backend).await;
    let items = items(&service).await;
    let lists = items.iter().map(|path| path.rsplit_once('/').unwrap().0.to_owned());
    for path in items.iter().cloned().chain(lists).chain(["/api/v1/settings".to_owned(), "/api/v1/periods?year=2017".to_owned()]) {
        let known = tag(&service, &path).await;
        for given in [known.clone(), format!("\"else\", W/{known}"), "*".to_owned()] {
            let response = on_condition(&service, Method::GET, &path, ("if-none-match", &given), &Value::Null).send().await.unwrap();
            assert_eq!(
                (response.status(), response.headers()["etag"].to_str().ok()),
                (StatusCode::NOT_MODIFIED, Some(known.as_str())),
                "{path} {given}"
            );
            assert_eq!(response.bytes().await.unwrap().len(), 0, "{path}");
        }
        let (status, _) = answer(on_condition(&service, Method::GET, &path, ("if-none-match", "\"else\""), &Value::Null)).await;
        assert_eq!(status, StatusCode::OK, "{path}");
    }
    // The action itself is as it was; its status is not.
    let (before, version) = (tag(&service, "/api/v1/actions/X1").await, service.get("/api/v1/actions/X1").await["version"].clone());
    service.send(Method::PUT, "/api/v1/actions/X1/updates/2017-18-Q2", json!({"percent_complete": 90})).await;
    assert_eq!(service.get("/api/v1/actions/X1").await["version"], version);
    assert_ne!(tag(&service, "/api/v1/actions/X1").await, before);
    service.stop().await;
}

async fn a_change_is_held_to_what_was_read(backend: Backend) {
    let service = start(backend).await;
    let mut paths = items(&service).await;
    paths.push("/api/v1/settings".to_owned());
    for path in paths {
        let field = if path.ends_with("settings") { "organisation" } else { name_of(&path) };
        let patch = async |expected: &str, text: &str| {
            answer(on_condition(&service, Method::PATCH, &path, ("if-match", expected), &json!({field: text}))).await
        };
        let first = tag(&service, &path).await;
        assert_eq!(patch(&first, "One").await.0, StatusCode::OK, "{path}");
        let (status, problem) = patch(&first, "Two").await;
        assert_eq!((status, &problem["code"]), (StatusCode::PRECONDITION_FAILED, &json!("stale")), "{path}: {problem}");
        assert_eq!(service.get(&path).await[field], "One", "{path}");
        assert_eq!(
            patch(&first, "One").await.0,
            StatusCode::PRECONDITION_FAILED,
            "{path}: it was meant for another, though it would change nothing"
        );
        assert_eq!(patch("*", "One").await.0, StatusCode::OK, "{path}");
        assert_eq!(patch("\"0\"", "Two").await.0, StatusCode::PRECONDITION_FAILED, "{path}");
        assert_eq!(patch("*", "Two").await.0, StatusCode::OK, "{path}");
        assert_eq!(patch(&format!("\"0\", W/{}", tag(&service, &path).await), "Three").await.0, StatusCode::OK, "{path}");
        assert_eq!(service.send(Method::PATCH, &path, json!({field: "Four"})).await.0, StatusCode::OK, "{path}");
        if path.ends_with("settings") {
            continue;
        }
        let delete =
            async |expected: &str| answer(on_condition(&service, Method::DELETE, &path, ("if-match", expected), &Value::Null)).await.0;
        assert_eq!(delete(&first).await, StatusCode::PRECONDITION_FAILED, "{path}");
        assert_eq!(service.get(&path).await["archived"], false, "{path}");
        assert_eq!(delete(&tag(&service, &path).await).await, StatusCode::NO_CONTENT, "{path}");
    }
    service.stop().await;
}

async fn a_return_takes_no_place_unasked(backend: Backend) {
    let service = start(backend).await;
    items(&service).await;
    for (path, field, [one, two, three]) in [
        ("actions/X1/updates", "percent_complete", [10, 20, 30]),
        ("indicators/X1/results", "actual", [10, 20, 30]),
        ("risks/X1/assessments", "residual_likelihood", [1, 2, 3]),
        ("projects/X1/statuses", "commentary", [1, 2, 3]),
    ] {
        let path = format!("/api/v1/{path}/2017-18-Q2");
        let draft = |value: i32| match field {
            "residual_likelihood" => json!({field: value, "residual_impact": 2}),
            "commentary" => json!({"status": "green", field: value.to_string()}),
            _ => json!({field: value}),
        };
        let put = async |header: Option<(&str, &str)>, value: i32| {
            let header = header.unwrap_or(("x-none", "none"));
            let (status, body) = answer(on_condition(&service, Method::PUT, &path, header, &draft(value))).await;
            (status.as_u16(), body["code"].as_str().unwrap_or_default().to_owned())
        };
        let ok = |status: u16| (status, String::new());
        let nothing = tag(&service, &path).await;
        assert_eq!(put(None, one).await, ok(201), "{path}");
        assert_eq!(put(None, one).await, ok(200), "{path}: a nightly push of the same");
        assert_eq!(put(None, two).await, (428, "precondition_required".to_owned()), "{path}");
        assert_eq!(put(Some(("if-match", &nothing)), two).await, (412, "stale".to_owned()), "{path}");
        assert_eq!(put(Some(("if-none-match", "*")), two).await, (412, "stale".to_owned()), "{path}");
        let read = tag(&service, &path).await;
        let item = tag(&service, path.rsplitn(3, '/').nth(2).unwrap()).await;
        assert_eq!(put(Some(("if-match", &item)), two).await, (412, "stale".to_owned()), "{path}: the tag of the item");
        assert_eq!(put(Some(("if-match", &read)), two).await, ok(200), "{path}");
        assert_eq!(put(Some(("if-match", &read)), three).await, (412, "stale".to_owned()), "{path}");
        assert_eq!(put(Some(("if-match", "*")), three).await, ok(200), "{path}");
        let revisions = service.get(&path).await["items"].as_array().unwrap().len();
        assert_eq!(revisions, 3, "{path}");
        let next = path.replace("Q2", "Q1");
        let first = answer(on_condition(&service, Method::PUT, &next, ("if-none-match", "*"), &draft(one))).await;
        assert_eq!(first.0, StatusCode::CREATED, "{}", first.1);
    }
    service.stop().await;
}

async fn of_many_who_read_the_same_one_writes(backend: Backend) {
    let service = start(backend).await;
    let items = items(&service).await;
    for path in [&items[4], &items[5]] {
        let read = tag(&service, path).await;
        let writers =
            (0..20).map(|n| answer(on_condition(&service, Method::PATCH, path, ("if-match", &read), &json!({"title": format!("By {n}")}))));
        let answers = join_all(writers).await;
        let written: Vec<&Value> = answers.iter().filter(|(status, _)| *status == StatusCode::OK).map(|(_, body)| body).collect();
        let refused = answers.iter().filter(|(status, _)| *status == StatusCode::PRECONDITION_FAILED).count();
        assert_eq!((written.len(), refused), (1, 19), "{answers:?}");
        assert_eq!(service.get(path).await["title"], written[0]["title"]);
    }
    service.stop().await;
}

/// Twenty read, add one, and write if nobody did meanwhile, until they have.
async fn no_step_of_a_count_is_lost(backend: Backend) {
    let service = start(backend).await;
    let path = &items(&service).await[6];
    let (status, _) = service.send(Method::PATCH, path, json!({"title": "0"})).await;
    assert_eq!(status, StatusCode::OK);
    let count_on = async || loop {
        let response = service.request(Method::GET, path).bearer_auth(&service.editor).send().await.unwrap();
        let read = response.headers()["etag"].to_str().unwrap().to_owned();
        let count: u32 = response.json::<Value>().await.unwrap()["title"].as_str().unwrap().parse().unwrap();
        let change = json!({"title": (count + 1).to_string()});
        let (status, body) = answer(on_condition(&service, Method::PATCH, path, ("if-match", &read), &change)).await;
        if status == StatusCode::OK {
            return body["version"].as_i64().unwrap();
        }
        assert_eq!(status, StatusCode::PRECONDITION_FAILED, "{body}");
    };
    let versions: BTreeSet<i64> = join_all((0..20).map(|_| count_on())).await.into_iter().collect();
    assert_eq!(versions.len(), 20, "each was told a version of its own");
    let last = service.get(path).await;
    assert_eq!((&last["title"], last["version"].as_i64().as_ref()), (&json!("20"), versions.last()));
    service.stop().await;
}

/// A POST with that key.
async fn post(service: &Service, token: &str, kind: &str, key: &str, draft: &Value) -> (u16, bool, Value) {
    let request = service.request(Method::POST, &format!("/api/v1/{kind}")).bearer_auth(token);
    let response = request.header("idempotency-key", key).json(draft).send().await.unwrap();
    let (status, replayed) = (response.status().as_u16(), response.headers().contains_key("idempotent-replayed"));
    (status, replayed, response.json().await.unwrap())
}

async fn a_request_sent_many_times_is_carried_out_once(backend: Backend) {
    let service = start(backend).await;
    let action = json!({"ref": "A1", "title": "T", "due_date": "2018-03-31"});
    let answers = join_all((0..50).map(|_| post(&service, &service.admin, "actions", "\"one\"", &action))).await;
    let made: Vec<_> = answers.iter().filter(|(status, replayed, _)| *status == 201 && !replayed).collect();
    assert_eq!(made.len(), 1, "{answers:?}");
    for (status, replayed, body) in &answers {
        match status {
            201 => assert_eq!(body, &made[0].2),
            // Only PostgreSQL carries out several at once.
            _ => assert_eq!((*status, body["code"].as_str(), *replayed, backend), (409, Some("in_flight"), false, Backend::Postgres)),
        }
    }
    assert_eq!(service.get("/api/v1/actions").await["items"].as_array().unwrap().len(), 1);
    let (status, replayed, body) = post(&service, &service.admin, "actions", "one", &action).await;
    assert_eq!((status, replayed, &body), (201, true, &made[0].2));

    let revised = json!({"due_date": "2018-04-30", "reason": "Late"});
    for again in [false, true] {
        let (status, replayed, body) = post(&service, &service.admin, "actions/A1/due-dates", "two", &revised).await;
        assert_eq!((status, replayed), (201, again), "{body}");
    }
    service.stop().await;
}

async fn a_key_names_one_request_of_one_caller_for_a_day(backend: Backend) {
    let clock = clock_on("2017-10-16");
    let service = Service::start(backend, Setup { clock: clock.clone(), ..Setup::on("2017-10-16") }).await;
    let draft = |reference: &str| json!({"ref": reference, "name": "T"});
    let admin = &service.admin;
    assert_eq!(post(&service, admin, "directorates", "k", &draft("D1")).await.0, 201);
    // Another body; another operation; another caller.
    let (status, _, problem) = post(&service, admin, "directorates", "k", &draft("D2")).await;
    assert_eq!((status, &problem["errors"][0]["code"]), (422, &json!("key_reused")), "{problem}");
    assert_eq!(post(&service, admin, "service-areas", "k", &draft("D1")).await.0, 201);
    let (status, replayed, problem) = post(&service, &service.editor, "directorates", "k", &draft("D1")).await;
    assert_eq!((status, replayed, &problem["code"]), (409, false, &json!("ref_taken")));
    // What is no key.
    for key in ["", "\"\"", "a b", &"k".repeat(256)] {
        let (status, _, problem) = post(&service, admin, "directorates", key, &draft("D3")).await;
        assert_eq!((status, &problem["code"]), (400, &json!("malformed_request")), "{key:?}");
    }
    // What failed was not carried out, and what was refused to one is not answered to another.
    assert_eq!(post(&service, admin, "directorates", "f", &draft("")).await.0, 422);
    assert_eq!(post(&service, admin, "directorates", "f", &draft("D3")).await.0, 201);
    assert_eq!(post(&service, &service.reader, "directorates", "f", &draft("D3")).await.0, 403);
    // A day later the key is forgotten.
    let hours = |hours: i64| Timestamp::from_micros(clock.now().instant.micros() + hours * 3_600_000_000);
    clock.set(hours(23));
    assert!(post(&service, admin, "directorates", "k", &draft("D1")).await.1, "it is answered again");
    clock.set(hours(2));
    let (status, replayed, problem) = post(&service, admin, "directorates", "k", &draft("D1")).await;
    assert_eq!((status, replayed, &problem["code"]), (409, false, &json!("ref_taken")));
    service.stop().await;
}
