//! What is archived: not what others need, and nothing more is recorded of it.

use super::{action, create, indicator, start};
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(what_is_in_use_stays, what_is_archived_takes_nothing_new, what_is_recorded_is_not_moved_without_a_trace);

fn with(draft: Value, more: Value) -> Value {
    let (mut draft, Value::Object(more)) = (draft, more) else { panic!("an object") };
    draft.as_object_mut().unwrap().extend(more);
    draft
}

/// The status and the code of a refusal, or of its only field.
async fn refused(service: &Service, method: Method, path: &str, body: Value) -> (u16, String) {
    let (status, answer) = service.send(method, &format!("/api/v1/{path}"), body).await;
    let code = answer["errors"][0]["code"].as_str().or(answer["code"].as_str()).unwrap_or_default();
    (status.as_u16(), code.to_owned())
}

async fn what_is_in_use_stays(backend: Backend) {
    let service = start(backend).await;
    create(&service, "directorates", json!({"ref": "place", "name": "Place"})).await;
    create(&service, "service-areas", json!({"ref": "HS", "name": "Housing", "directorate": "place"})).await;
    create(&service, "people", json!({"ref": "P1", "name": "Lead"})).await;
    create(&service, "plan", json!({"ref": "W1", "level": "outcome", "title": "Safe homes"})).await;
    create(&service, "plan", json!({"ref": "CA1", "level": "corporate_action", "parent": "W1", "title": "Build"})).await;
    let both = json!({"service_areas": ["HS"], "objectives": ["W1"], "ref": "SR1", "kind": "service", "title": "T", "deputy": "P1"});
    create(&service, "risks", both).await;
    create(&service, "indicators", with(indicator("M1"), json!({"service_area": "HS", "objective": "W1", "owner": "P1"}))).await;
    let owned = json!({"owner": "P1", "deputy": "P1", "corporate_action": "CA1", "service_area": "HS"});
    create(&service, "actions", with(action("A1"), owned)).await;
    let used = [
        ("directorates/place", "1 service area"),
        ("service-areas/HS", "1 action, 1 indicator, 1 risk"),
        ("plan/W1", "1 plan item, 1 indicator, 1 risk"),
        ("plan/CA1", "1 action"),
        ("people/P1", "1 action, 1 indicator, 1 risk"),
    ];
    for (path, counts) in used {
        let (status, body) = service.send(Method::DELETE, &format!("/api/v1/{path}"), Value::Null).await;
        assert_eq!((status, body["code"].as_str()), (StatusCode::CONFLICT, Some("in_use")), "{body}");
        assert!(body["detail"].as_str().unwrap().contains(&format!("({counts})")), "{body}");
    }
    for path in ["actions/A1", "indicators/M1", "risks/SR1", "plan/CA1", "plan/W1", "people/P1", "service-areas/HS", "directorates/place"] {
        let (status, body) = service.send(Method::DELETE, &format!("/api/v1/{path}"), Value::Null).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{path}: {body}");
    }
    service.stop().await;
}

async fn what_is_archived_takes_nothing_new(backend: Backend) {
    let service = start(backend).await;
    create(&service, "service-areas", json!({"ref": "HS", "name": "Housing"})).await;
    create(&service, "actions", with(action("A1"), json!({"service_area": "HS"}))).await;
    let archive = async |path: &str| {
        let (status, body) = service.send(Method::DELETE, &format!("/api/v1/{path}"), Value::Null).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{body}");
    };
    archive("actions/A1").await;
    archive("service-areas/HS").await;
    let update = json!({"percent_complete": 10});
    let late = json!({"due_date": "2018-06-30", "reason": "Later."});
    let cases = [
        (Method::PUT, "actions/A1/updates/2017-18-Q2", update, (409, "archived")),
        (Method::POST, "actions/A1/due-dates", late, (409, "archived")),
        (Method::PATCH, "actions/A1", json!({"archived": false}), (422, "archived_reference")),
        (Method::POST, "actions", with(action("A2"), json!({"service_area": "HS"})), (422, "archived_reference")),
    ];
    for (method, path, body, (status, code)) in cases {
        assert_eq!(refused(&service, method, path, body).await, (status, code.to_owned()), "{path}");
    }
    let (status, body) = service.send(Method::PATCH, "/api/v1/actions/A1", json!({"title": "Kept"})).await;
    assert_eq!((status, &body["service_area"]["ref"]), (StatusCode::OK, &json!("HS")), "{body}");
    service.stop().await;
}

async fn what_is_recorded_is_not_moved_without_a_trace(backend: Backend) {
    let service = start(backend).await;
    create(&service, "actions", action("A1")).await;
    let january = json!({"fiscal_year_start": {"month": 1, "day": 1}});
    let (status, body) = service.send(Method::PATCH, "/api/v1/settings", json!({"tolerance": 5})).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let (status, body) = service.send(Method::PUT, "/api/v1/actions/A1/updates/2017-18-Q2", json!({"percent_complete": 10})).await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    let moved = refused(&service, Method::PATCH, "actions/A1", json!({"due_date": "2018-06-30"})).await;
    assert_eq!(moved, (422, "due_date_kept".to_owned()));
    let (status, body) = service.send(Method::PATCH, "/api/v1/settings", january).await;
    assert_eq!((status, body["code"].as_str()), (StatusCode::CONFLICT, Some("fiscal_year_fixed")), "{body}");
    service.stop().await;
}
