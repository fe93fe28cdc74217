//! Whatever goes wrong is told in one form: a problem (RFC 9457) with a code, and the id to quote.

mod lists;
mod packs;

use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service, Setup};
use reqwest::{Method, RequestBuilder, StatusCode, header};
use serde_json::{Value, json};

on_both!(
    what_cannot_be_understood_is_told,
    a_key_is_needed,
    a_role_may_do_so_much,
    what_is_not_there_is_told,
    bodies_are_limited,
    each_wrong_value_is_named,
    each_wrong_parameter_is_named,
    what_is_no_text_is_refused,
    other_paths_speak_the_same
);

const ACTIONS: &str = "/api/v1/actions";

async fn start(backend: Backend) -> Service {
    Service::start(backend, Setup::on("2017-10-16")).await
}

/// The problem that answers the request: of that status and code, and in form.
async fn problem(request: RequestBuilder, status: u16, code: &str) -> Value {
    let response = request.send().await.unwrap();
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let (media, id, seen) = (header("content-type"), header("x-request-id"), response.status().as_u16());
    let text = response.text().await.unwrap();
    assert_eq!((seen, media.as_deref()), (status, Some("application/problem+json")), "{text}");
    let body: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((body["status"].as_u64(), body["code"].as_str()), (Some(status.into()), Some(code)), "{body}");
    assert!(id.is_some() && body["request_id"].as_str() == id.as_deref(), "{id:?}: {body}");
    assert!(["type", "title", "detail"].iter().all(|name| body[name].as_str().is_some_and(|text| !text.is_empty())), "{body}");
    body
}

fn send(service: &Service, method: Method, path: &str, body: impl Into<reqwest::Body>) -> RequestBuilder {
    let request = service.request(method, path).bearer_auth(&service.admin);
    request.header(header::CONTENT_TYPE, "application/json").body(body)
}

fn get(service: &Service, path: &str) -> RequestBuilder {
    service.request(Method::GET, path).bearer_auth(&service.admin)
}

fn pointers(body: &Value) -> Vec<&str> {
    body["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect()
}

async fn what_cannot_be_understood_is_told(backend: Backend) {
    let service = start(backend).await;
    let made = send(&service, Method::POST, "/api/v1/plan", r#"{"ref": "W1", "level": "outcome", "title": "T"}"#).send().await.unwrap();
    assert_eq!(made.status(), StatusCode::CREATED);
    for (body, said) in [
        ("{\n  \"ref\": \"A1\",\n  oops\n}", "line 3"),
        ("{\"ref\": \"A1\", \"title\":", "EOF"),
        ("", "EOF"),
        (r#"{"ref": "A1", "title": "T", "due_date": "2018-03-31"} {}"#, "trailing"),
        (r#"{"ref": "A1", "title": "T", "due_date": "2018-03-31", "due": "2018-03-31"}"#, "`due`"),
        (r#"{"ref": "A1", "ref": "A2", "title": "T", "due_date": "2018-03-31"}"#, "/ref"),
    ] {
        let told = problem(send(&service, Method::POST, ACTIONS, body), 400, "malformed_request").await;
        assert!(told["detail"].as_str().unwrap().contains(said), "{body}: {told}");
    }
    for (path, body, pointer) in [
        ("/api/v1/settings", r#"{"tolerances": 5}"#, "/tolerances"),
        ("/api/v1/settings", r#"{"alerts": {"hour": 5}}"#, "/alerts/hour"),
        ("/api/v1/plan/W1", r#"{"title": "T", "version": 1}"#, "/version"),
        ("/api/v1/plan/W1", r#"{"title": "T", "colour": null}"#, "/colour"),
        ("/api/v1/plan/W1", r#"{"title": "T", "title": "U"}"#, "/title"),
        ("/api/v1/settings", r#"{"alerts": {"cadence": [7], "cadence": [7]}}"#, "/alerts/cadence"),
    ] {
        let told = problem(send(&service, Method::PATCH, path, body), 400, "malformed_request").await;
        assert_eq!(pointers(&told), [pointer], "{told}");
    }
    for (path, said) in [
        ("/api/v1/actions?colour=red", "colour"),
        ("/api/v1/actions?colour=red", "service_area"),
        ("/api/v1/actions?limit=5&limit=6", "?limit"),
        ("/api/v1/indicators/A1?periods=2017-18-Q2", "periods"),
    ] {
        let told = problem(get(&service, path), 400, "malformed_request").await;
        assert!(told["detail"].as_str().unwrap().contains(said), "{path}: {told}");
    }
    for path in ["/api/v1/periods/2017-Q2", "/api/v1/actions/A1/updates/2017-18-Q5"] {
        let told = problem(get(&service, path), 404, "invalid_period").await;
        assert!(told["detail"].as_str().unwrap().contains("2017-18-Q2"), "{path}: {told}");
    }
    service.stop().await;
}

async fn a_key_is_needed(backend: Backend) {
    let service = start(backend).await;
    let (last, cut) = (service.admin.chars().last().unwrap(), &service.admin[..service.admin.len() - 1]);
    let forged = format!("Bearer {cut}{}", if last == 'A' { 'B' } else { 'A' });
    let basic = format!("Basic {}", service.admin);
    for value in ["", "Bearer", "Bearer ", "Bearer plb_none", forged.as_str(), basic.as_str(), service.admin.as_str()] {
        let request = service.request(Method::GET, ACTIONS).header(header::AUTHORIZATION, value);
        let response = request.try_clone().unwrap().send().await.unwrap();
        assert!(response.headers().get("www-authenticate").is_some_and(|value| value.to_str().unwrap().starts_with("Bearer")));
        problem(request, 401, "unauthenticated").await;
    }
    problem(service.request(Method::GET, ACTIONS), 401, "unauthenticated").await;
    service.stop().await;
}

async fn a_role_may_do_so_much(backend: Backend) {
    let service = start(backend).await;
    let action = json!({"ref": "A1", "title": "T", "due_date": "2018-03-31"});
    let (reader, editor) = (&service.reader, &service.editor);
    let refused = [
        (reader, Method::POST, "/api/v1/actions", &action),
        (reader, Method::PATCH, "/api/v1/actions/A1", &Value::Null),
        (reader, Method::DELETE, "/api/v1/actions/A1", &Value::Null),
        (reader, Method::PUT, "/api/v1/actions/A1/updates/2017-18-Q2", &Value::Null),
        (reader, Method::POST, "/api/v1/people", &Value::Null),
        (reader, Method::PUT, "/api/v1/indicators/I1/results/2017-18-Q2", &Value::Null),
        (reader, Method::PUT, "/api/v1/risks/R1/assessments/2017-18-Q2", &Value::Null),
        (reader, Method::PUT, "/api/v1/projects/S1/statuses/2017-18-Q2", &Value::Null),
        (reader, Method::PUT, "/api/v1/narratives/2017-18-Q2", &Value::Null),
        (reader, Method::POST, "/api/v1/imports", &Value::Null),
        (reader, Method::PATCH, "/api/v1/settings", &Value::Null),
        (reader, Method::GET, "/api/v1/notifications", &Value::Null),
        (editor, Method::PATCH, "/api/v1/settings", &json!({"tolerance": 5})),
        (editor, Method::GET, "/api/v1/notifications", &Value::Null),
        (editor, Method::PUT, "/api/v1/periods/2017-18-Q1/state", &json!({"state": "closed"})),
    ];
    for (key, method, path, body) in refused {
        let request = service.request(method, path).bearer_auth(key);
        problem(if body.is_null() { request } else { request.json(body) }, 403, "forbidden").await;
    }
    let allowed = [
        (reader, Method::GET, "/api/v1/settings", &Value::Null, StatusCode::OK),
        (reader, Method::GET, "/api/v1/alerts", &Value::Null, StatusCode::OK),
        (editor, Method::POST, "/api/v1/actions", &action, StatusCode::CREATED),
        (reader, Method::GET, "/api/v1/actions/A1", &Value::Null, StatusCode::OK),
        (&service.admin, Method::PATCH, "/api/v1/settings", &json!({"tolerance": 5}), StatusCode::OK),
        (&service.admin, Method::GET, "/api/v1/notifications", &Value::Null, StatusCode::OK),
    ];
    for (key, method, path, body, status) in allowed {
        let request = service.request(method, path).bearer_auth(key);
        let request = if body.is_null() { request } else { request.json(body) };
        assert_eq!(request.send().await.unwrap().status(), status, "{path}");
    }
    service.stop().await;
}

async fn what_is_not_there_is_told(backend: Backend) {
    let service = start(backend).await;
    for path in ["/api", "/api/v1/", "/api/v1/nothing", "/api/v2/actions", "/api/v1/actions/A1/nothing"] {
        problem(service.request(Method::GET, path), 404, "no_such_path").await;
    }
    for kind in ["directorates", "service-areas", "people", "plan", "actions", "indicators", "risks", "projects"] {
        problem(get(&service, &format!("/api/v1/{kind}/none")), 404, "not_found").await;
        problem(get(&service, &format!("/api/v1/{kind}/0199d1f0-c0de-7a1b-8000-000000000001")), 404, "not_found").await;
        problem(send(&service, Method::PATCH, &format!("/api/v1/{kind}/none"), "{}"), 404, "not_found").await;
        problem(send(&service, Method::DELETE, &format!("/api/v1/{kind}/none"), ""), 404, "not_found").await;
    }
    for (method, path, allow) in [
        (Method::DELETE, "/api/v1/actions", "GET, HEAD, POST"),
        (Method::POST, "/api/v1/actions/A1", "DELETE, GET, HEAD, PATCH"),
        (Method::POST, "/api/v1/indicators/I1/results/2017-18-Q2", "GET, HEAD, PUT"),
        (Method::PUT, "/api/v1/settings", "GET, HEAD, PATCH"),
        (Method::PUT, "/api/v1/imports", "GET, HEAD, POST"),
        (Method::DELETE, "/docs/", "GET, HEAD"),
        (Method::POST, "/docs/index.html", "GET, HEAD"),
    ] {
        let request = service.request(method, path).bearer_auth(&service.admin);
        let response = request.try_clone().unwrap().send().await.unwrap();
        assert_eq!(response.headers().get("allow").map(|value| value.to_str().unwrap()), Some(allow), "{path}");
        problem(request, 405, "method_not_allowed").await;
    }
    service.stop().await;
}

async fn bodies_are_limited(backend: Backend) {
    let service = start(backend).await;
    problem(send(&service, Method::POST, ACTIONS, vec![b' '; 2 << 20]), 413, "payload_too_large").await;
    for media in ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""] {
        let request = service.request(Method::POST, ACTIONS).bearer_auth(&service.admin);
        problem(request.header(header::CONTENT_TYPE, media).body("{}"), 415, "unsupported_media_type").await;
    }
    service.stop().await;
}

async fn each_wrong_value_is_named(backend: Backend) {
    let service = start(backend).await;
    let cases = [
        (Method::POST, ACTIONS, json!({"ref": "", "title": " ", "due_date": "1899-12-31"}), vec!["/ref", "/title", "/due_date"]),
        (Method::POST, ACTIONS, json!({"ref": "A1", "title": "T"}), vec!["/due_date"]),
        (Method::POST, ACTIONS, json!({"ref": 1, "title": null, "owner": 2}), vec!["/ref", "/title", "/owner"]),
        (Method::POST, ACTIONS, json!({"ref": "A1", "title": "T", "due_date": "2018-02-30"}), vec!["/due_date"]),
        (Method::POST, ACTIONS, json!({"ref": "A1", "title": "T", "due_date": "2018-03-31", "owner": "nobody"}), vec!["/owner"]),
        (Method::POST, ACTIONS, json!([]), vec![""]),
        (Method::POST, ACTIONS, json!({"ref": "A\u{202E}1", "title": "T\u{200B}", "due_date": "2018-03-31"}), vec!["/ref", "/title"]),
        (
            Method::PATCH,
            "/api/v1/settings",
            json!({"alerts": {"rules": {"measure_red": {"enabled": "no"}}}}),
            vec!["/alerts/rules/measure_red/enabled"],
        ),
        (Method::PATCH, "/api/v1/settings", json!([]), vec![""]),
        (Method::PATCH, "/api/v1/settings", json!({"tolerance": 1e9}), vec!["/tolerance"]),
        (Method::PUT, "/api/v1/narratives/2017-18-Q2", json!([{"scope": "council", "text": 5}]), vec!["/0/text", "/0/section"]),
    ];
    for (method, path, body, wanted) in cases {
        let told = problem(send(&service, method, path, body.to_string()), 422, "invalid_values").await;
        assert_eq!(pointers(&told), wanted, "{body}: {told}");
    }
    service.stop().await;
}

/// Whether it cannot be read or is out of range: the same status, the parameter's name, and what would be right.
async fn each_wrong_parameter_is_named(backend: Backend) {
    let service = start(backend).await;
    for (query, pointer, said) in [
        ("actions?limit=0", "?limit", "1 to 100"),
        ("actions?limit=101", "?limit", "1 to 100"),
        ("actions?limit=many", "?limit", "whole number"),
        ("actions?limit=-1", "?limit", "whole number"),
        ("actions?limit=", "?limit", "whole number"),
        ("periods?year=99999999999", "?year", "whole number"),
        ("actions?period=2017-Q2", "?period", "2017-18-Q2"),
        ("actions?as_of=16/10/2017", "?as_of", "2026-10-15"),
        ("actions?as_of=2017-10-1", "?as_of", "2026-10-15"),
        ("actions?due_before=%2B2017-10-16", "?due_before", "2026-10-15"),
        ("actions?overdue=maybe", "?overdue", "true or false"),
        ("actions?rag=blue", "?rag", "`amber`"),
        ("actions?sort=title", "?sort", "`due`"),
        ("actions?cursor=x", "?cursor", "`next`"),
        ("indicators?cursor=eyJzIjoicmVmIn0", "?cursor", "`next`"),
        ("actions?owner=nobody", "?owner", "there is no person \"nobody\""),
    ] {
        let told = problem(get(&service, &format!("/api/v1/{query}")), 422, "invalid_values").await;
        assert_eq!(pointers(&told), [pointer], "{query}: {told}");
        let detail = told["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.contains(said) && !detail.contains("create"), "{query}: {told}");
    }
    let told = problem(get(&service, "/api/v1/actions?colour=red"), 400, "malformed_request").await;
    assert_eq!(pointers(&told), ["?colour"]);
    service.stop().await;
}

/// What one database would take and the other would not is taken by neither.
async fn what_is_no_text_is_refused(backend: Backend) {
    let service = start(backend).await;
    let action = |field: &str, text: &str| {
        let mut fields = vec![("ref", "A1"), ("title", "T"), ("due_date", "2018-03-31")];
        fields.retain(|(name, _)| *name != field);
        let kept = fields.iter().map(|(name, value)| format!("\"{name}\": \"{value}\"")).collect::<Vec<_>>().join(", ");
        format!("{{{kept}, \"{field}\": \"{text}\"}}")
    };
    for field in ["ref", "title", "title_cy", "owner", "service_area"] {
        let told = problem(send(&service, Method::POST, ACTIONS, action(field, "a\\u0000b")), 422, "invalid_values").await;
        assert_eq!(pointers(&told), [format!("/{field}")], "{told}");
        problem(send(&service, Method::POST, ACTIONS, action(field, "a\\ud800b")), 400, "malformed_request").await;
        let broken = action(field, "a?b").into_bytes().into_iter().map(|byte| if byte == b'?' { 0xff } else { byte });
        problem(send(&service, Method::POST, ACTIONS, broken.collect::<Vec<_>>()), 400, "malformed_request").await;
    }
    let made = send(&service, Method::POST, ACTIONS, action("title", "T")).send().await.unwrap();
    assert_eq!(made.status(), StatusCode::CREATED);
    let update = "/api/v1/actions/A1/updates/2017-18-Q2";
    let body = r#"{"percent_complete": 5, "commentary": "a\u0000b"}"#;
    assert_eq!(pointers(&problem(send(&service, Method::PUT, update, body), 422, "invalid_values").await), ["/commentary"]);
    let queries =
        ["actions?q=a%00b", "people?q=%00", "actions?owner=a%00b", "risks?category=%00", "breakdowns?measure=%00", "alerts?owner=%00"];
    for path in queries {
        problem(get(&service, &format!("/api/v1/{path}")), 422, "invalid_values").await;
    }
    for path in ["actions/a%00b", "people/%00", "plan/%00", "risks/%00", "projects/%00", "indicators/%00"] {
        problem(get(&service, &format!("/api/v1/{path}")), 404, "not_found").await;
    }
    for path in ["/api/v1/plan/%FF", "/api/v1/actions?q=%FF"] {
        let status = get(&service, path).send().await.unwrap().status();
        assert!(status.is_client_error() || status.is_success(), "{path}: {status}");
    }
    service.stop().await;
}

/// Not only the API's own paths: whatever a program may come across.
async fn other_paths_speak_the_same(backend: Backend) {
    let service = start(backend).await;
    for path in ["/livez", "/readyz", "/openapi.json"] {
        let request = service.request(Method::POST, path);
        let response = request.try_clone().unwrap().send().await.unwrap();
        assert!(response.headers().get("allow").is_some_and(|allow| allow.to_str().unwrap() == "GET, HEAD"), "{path}: {response:?}");
        problem(request, 405, "method_not_allowed").await;
    }
    problem(service.request(Method::GET, "/docs/nothing.js"), 404, "no_such_path").await;
    let own = service.request(Method::GET, "/api/v1/nothing").header("x-request-id", "my-own-id-1");
    assert_eq!(problem(own, 404, "no_such_path").await["request_id"], "my-own-id-1");
    let odd = service.request(Method::GET, "/api/v1/nothing").header("x-request-id", "<b>");
    assert_ne!(problem(odd, 404, "no_such_path").await["request_id"], "<b>");
    service.stop().await;
}
