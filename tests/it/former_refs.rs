//! What an item was called leads to what it is called now; what is written names it by its present ref.

use plumbline_tests::on_both;
use plumbline_tests::support::pack::import;
use plumbline_tests::support::service::{Backend, Service, Setup};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(every_kind_is_found_by_its_former_ref, what_is_written_names_the_present_ref, parameters_that_do_not_exist_are_refused);

const Q2: &str = "2017-18-Q2";

async fn make(service: &Service, kind: &str, draft: Value) {
    let (status, made) = service.send(Method::POST, &format!("/api/v1/{kind}"), draft).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
}

async fn rename(service: &Service, path: &str, body: Value) {
    let (status, changed) = service.send(Method::PATCH, &format!("/api/v1/{path}"), body).await;
    assert_eq!(status, StatusCode::OK, "{changed}");
}

/// The status and the `Location` of an answer that is not followed.
async fn asked(service: &Service, method: Method, path: &str) -> (StatusCode, Option<String>) {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let request = client.request(method.clone(), format!("{}/api/v1/{path}", service.base)).bearer_auth(&service.admin);
    let request = if method == Method::GET { request } else { request.json(&json!({})) };
    let response = request.send().await.unwrap();
    let location = response.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
    (response.status(), location)
}

async fn every_kind_is_found_by_its_former_ref(backend: Backend) {
    let service = Service::start(backend, Setup::on("2017-10-16")).await;
    for (kind, draft) in [
        ("directorates", json!({"ref": "X/1", "name": "T"})),
        ("service-areas", json!({"ref": "X/1", "name": "T"})),
        ("people", json!({"ref": "X/1", "email": "x1@cyngor.example", "name": "T"})),
        ("plan", json!({"ref": "X/1", "level": "outcome", "title": "T"})),
        ("actions", json!({"ref": "X/1", "title": "T", "due_date": "2018-03-31"})),
        ("indicators", json!({"ref": "X/1", "title": "T", "polarity": "higher", "unit": "number", "frequency": "quarterly"})),
        ("risks", json!({"ref": "X/1", "kind": "service", "title": "T", "service_areas": ["X/1"]})),
        ("projects", json!({"ref": "X/1", "title": "T"})),
    ] {
        // The area was renamed before the risk was made.
        let draft =
            if kind == "risks" { json!({"ref": "X/1", "kind": "service", "title": "T", "service_areas": ["Y z/3"]}) } else { draft };
        make(&service, kind, draft.clone()).await;
        assert_eq!(asked(&service, Method::GET, &format!("{kind}/Y-2")).await.0, StatusCode::NOT_FOUND);
        rename(&service, &format!("{kind}/X-1"), json!({"ref": "Y/2"})).await;
        rename(&service, &format!("{kind}/Y-2"), json!({"ref": "Y z/3"})).await;
        let now = Some(format!("/api/v1/{kind}/Y%20z-3"));
        for former in ["X-1", "X%2F1", "Y-2"] {
            for method in [Method::GET, Method::PATCH] {
                let found = asked(&service, method.clone(), &format!("{kind}/{former}")).await;
                assert_eq!(found, (StatusCode::PERMANENT_REDIRECT, now.clone()), "{method} {kind}/{former}");
            }
        }
        // A client that follows comes to it.
        assert_eq!(service.get(&format!("/api/v1/{kind}/X-1")).await["ref"], "Y z/3");
        // A new item that takes the old ref is what it names.
        let mut another = draft;
        if another["email"].is_string() {
            another["email"] = json!("x2@cyngor.example");
        }
        if kind == "projects" {
            make(&service, kind, another).await;
            assert_eq!(service.get(&format!("/api/v1/{kind}/X-1")).await["ref"], "X/1");
            assert_eq!(asked(&service, Method::GET, &format!("{kind}/Y-2")).await.1, now);
        }
    }
    // Query, other parts of the path, and who is asking for what never was.
    for (path, place) in [
        (format!("indicators/X-1?period={Q2}"), Some(format!("/api/v1/indicators/Y%20z-3?period={Q2}"))),
        (format!("risks/X-1/assessments/{Q2}/X-1"), Some(format!("/api/v1/risks/Y%20z-3/assessments/{Q2}/X-1"))),
        (format!("risks/Y%20z-3/assessments/{Q2}/X-1"), Some(format!("/api/v1/risks/Y%20z-3/assessments/{Q2}/Y%20z-3"))),
        ("people/X1@cyngor.example".to_owned(), None),
        ("actions/never".to_owned(), None),
    ] {
        assert_eq!(asked(&service, Method::GET, &path).await.1, place, "{path}");
    }
    rename(&service, "people/X-1", json!({"email": "x9@cyngor.example"})).await;
    assert_eq!(asked(&service, Method::GET, "people/X1@cyngor.example").await.1.as_deref(), Some("/api/v1/people/Y%20z-3"));
    service.stop().await;
}

async fn what_is_written_names_the_present_ref(backend: Backend) {
    let service = Service::start(backend, Setup::on("2017-10-16")).await;
    make(&service, "service-areas", json!({"ref": "HR", "name": "T"})).await;
    make(&service, "people", json!({"email": "a@cyngor.example", "name": "T"})).await;
    make(&service, "indicators", json!({"ref": "M1", "title": "T", "polarity": "higher", "unit": "number", "frequency": "quarterly"}))
        .await;
    rename(&service, "service-areas/HR", json!({"ref": "PC"})).await;
    rename(&service, "people/a@cyngor.example", json!({"email": "b@cyngor.example"})).await;
    rename(&service, "indicators/M1", json!({"ref": "M2"})).await;
    for (method, path, body, pointer, now) in [
        (Method::PATCH, "indicators/M2", json!({"service_area": "HR"}), "/service_area", "PC"),
        (Method::PATCH, "indicators/M2", json!({"owner": "A@cyngor.example"}), "/owner", "b@cyngor.example"),
        (Method::GET, "indicators?service_area=HR", Value::Null, "?service_area", "PC"),
        (
            Method::PUT,
            "narratives/2017-18-Q2",
            json!([{"scope": "HR", "section": "achievements", "language": "en", "text": "t"}]),
            "/0/scope",
            "PC",
        ),
    ] {
        let (status, body) = service.send(method, &format!("/api/v1/{path}"), body).await;
        let error = &body["errors"][0];
        assert_eq!(
            (status, &error["code"], &error["pointer"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("moved_reference"), &json!(pointer)),
            "{body}"
        );
        assert!(error["detail"].as_str().unwrap().contains(&format!("{now:?}")), "{body}");
    }
    let (status, pushed) =
        service.send(Method::PUT, "/api/v1/indicators/results", json!([{"indicator": "M1", "period": Q2, "result": {"actual": 1}}])).await;
    assert_eq!((status.as_u16(), &pushed["items"][0]["problem"]["errors"][0]["code"]), (207, &json!("moved_reference")), "{pushed}");
    let results = format!("ref,period,actual\nM1,{Q2},5\n");
    let areas = "code,name,name_cy,directorate\nHR,T,,\n".to_owned();
    for (file, text, column) in [("indicator_results.csv", results, "ref"), ("service_areas.csv", areas, "code")] {
        let (status, body) = import(&service, "/api/v1/imports", &[(file.to_owned(), text.into_bytes())]).await;
        let error = &body["report"]["errors"][0];
        assert_eq!(
            (status, &error["code"], &error["column"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("moved_reference"), &json!(column)),
            "{body}"
        );
    }
    service.stop().await;
}

async fn parameters_that_do_not_exist_are_refused(backend: Backend) {
    let service = Service::start(backend, Setup::on("2017-10-16")).await;
    make(&service, "service-areas", json!({"ref": "HR", "name": "T"})).await;
    for (method, path, body) in [
        (Method::POST, "service-areas?dry_run=true", json!({"ref": "X", "name": "T"})),
        (Method::PATCH, "service-areas/HR?force=1", json!({"name": "U"})),
        (Method::DELETE, "service-areas/HR?force=1", Value::Null),
        (Method::GET, "service-areas/HR?fields=ref", Value::Null),
        (Method::GET, "service-areas?fields=ref", Value::Null),
    ] {
        let (status, body) = service.send(method.clone(), &format!("/api/v1/{path}"), body).await;
        assert_eq!((status, &body["code"]), (StatusCode::BAD_REQUEST, &json!("malformed_request")), "{method} {path}: {body}");
    }
    assert_eq!(service.get("/api/v1/service-areas").await["items"].as_array().unwrap().len(), 1);
    service.stop().await;
}
