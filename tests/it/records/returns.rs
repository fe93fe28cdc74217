//! What is returned for a quarter: recorded once, revised with every change, and counted from the day it has effect.

use super::{action, create, indicator, start};
use futures_util::future::join_all;
use plumbline_shared::clock::Timestamp;
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(a_return_is_recorded_once, many_who_record_the_same_agree, what_had_effect_counts, a_signed_off_period_takes_restatements);

/// Each kind of return: where it is put, the name it has in the answer, what is put, and what is put next.
fn returns() -> [(&'static str, &'static str, Value, Value); 5] {
    [
        (
            "actions/A1/updates",
            "update",
            json!({"percent_complete": 45, "reported_rag": "amber", "commentary": "Later."}),
            json!({"percent_complete": 50.5}),
        ),
        ("indicators/M1/results", "result", json!({"actual": 67.13, "target": "70"}), json!({"actual": 67.14, "target": "70"})),
        ("risks/CR1/assessments", "assessment", json!({"residual_likelihood": 2, "residual_impact": 3}), json!({"residual_score": 9})),
        ("projects/S1/statuses", "report", json!({"status": "green"}), json!({"status": "amber", "commentary": "Late."})),
        ("risks/SR1/assessments", "assessment", json!({"residual_score": 6, "forecast": "up"}), json!({"residual_score": 8})),
    ]
}

async fn with_items(service: &Service) {
    create(service, "actions", action("A1")).await;
    create(service, "indicators", indicator("M1")).await;
    create(service, "risks", json!({"ref": "CR1", "kind": "corporate", "title": "T"})).await;
    create(service, "projects", json!({"ref": "S1", "title": "T"})).await;
    create(service, "service-areas", json!({"ref": "HS", "name": "Housing"})).await;
    create(service, "risks", json!({"ref": "SR1", "kind": "service", "title": "T", "service_areas": ["HS"]})).await;
}

async fn a_return_is_recorded_once(backend: Backend) {
    let service = start(backend).await;
    with_items(&service).await;
    for (place, name, first, second) in returns() {
        let area = if place.contains("SR1") { "/HS" } else { "" };
        let path = format!("/api/v1/{place}/2017-18-Q2{area}");
        for (body, status, revision) in [
            (&first, StatusCode::CREATED, 1),
            (&first, StatusCode::OK, 1),
            (&second, StatusCode::OK, 2),
            (&second, StatusCode::OK, 2),
            (&first, StatusCode::OK, 3),
        ] {
            let (seen, answer) = service.send(Method::PUT, &path, body.clone()).await;
            assert_eq!((seen, &answer[name]["revision"]), (status, &json!(revision)), "{path} {body}: {answer}");
        }
        let revisions = service.get(&path).await;
        let numbers: Vec<_> = revisions["items"].as_array().unwrap().iter().map(|one| one["revision"].as_i64().unwrap()).collect();
        assert_eq!(numbers, [3, 2, 1], "{path}");
        let (status, answer) = service.send(Method::PUT, &path, json!({"surprise": 1})).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
    }
    service.stop().await;
}

/// The same return from many at once is recorded once, and none of them is told otherwise.
async fn many_who_record_the_same_agree(backend: Backend) {
    let service = start(backend).await;
    with_items(&service).await;
    for (place, name, first, _) in returns() {
        let area = if place.contains("SR1") { "/HS" } else { "" };
        let path = format!("/api/v1/{place}/2017-18-Q2{area}");
        let answers = join_all((0..8).map(|_| service.send(Method::PUT, &path, first.clone()))).await;
        let new = answers.iter().filter(|(status, _)| *status == StatusCode::CREATED).count();
        let same = answers.iter().filter(|(status, body)| *status == StatusCode::OK && body[name]["revision"] == 1).count();
        assert_eq!((new, same), (1, 7), "{path}: {answers:?}");
    }
    service.stop().await;
}

/// At a day in the middle of the quarter, what was filed by then counts, and nothing later.
async fn what_had_effect_counts(backend: Backend) {
    let service = start(backend).await;
    service.clock.set(Timestamp::from("2017-08-01T09:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap()));
    with_items(&service).await;
    let path = "/api/v1/actions/A1/updates/2017-18-Q2";
    let put = async |percent: i32| service.send(Method::PUT, path, json!({"percent_complete": percent})).await;
    assert_eq!(put(20).await.0, StatusCode::CREATED);
    service.clock.set(Timestamp::from("2017-09-01T09:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap()));
    assert_eq!(put(60).await.0, StatusCode::OK);
    for (as_of, percent) in [
        ("2017-07-31", Value::Null),
        ("2017-08-01", json!(20)),
        ("2017-08-31", json!(20)),
        ("2017-09-01", json!(60)),
        ("2017-12-01", json!(60)),
    ] {
        let read = service.get(&format!("/api/v1/actions/A1?period=2017-18-Q2&as_of={as_of}")).await;
        assert_eq!(read["status"]["percent_complete"], percent, "{as_of}: {read}");
    }
    service.clock.set(Timestamp::from("2017-11-20T09:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap()));
    let result = "/api/v1/indicators/M1/results/2017-18-Q2";
    assert_eq!(service.send(Method::PUT, result, json!({"actual": 5, "target": 6})).await.0, StatusCode::CREATED);
    for (as_of, rag) in [("2017-09-29", "n/a"), ("2017-09-30", "red"), ("2017-11-01", "red")] {
        let read = service.get(&format!("/api/v1/indicators/M1?period=2017-18-Q2&as_of={as_of}")).await;
        assert_eq!(read["status"]["rag"], rag, "{as_of}: {read}");
    }
    service.stop().await;
}

async fn a_signed_off_period_takes_restatements(backend: Backend) {
    let service = start(backend).await;
    with_items(&service).await;
    let state = "/api/v1/periods/2017-18-Q2/state";
    for (place, _, first, _) in returns() {
        let area = if place.contains("SR1") { "/HS" } else { "" };
        let path = format!("/api/v1/{place}/2017-18-Q2{area}");
        assert_eq!(service.send(Method::PUT, &path, first).await.0, StatusCode::CREATED);
    }
    assert_eq!(
        service.send(Method::PUT, state, json!({"state": "closed", "with_open_items": true, "reason": "Trial."})).await.0,
        StatusCode::OK
    );
    for (place, name, _, mut second) in returns() {
        let area = if place.contains("SR1") { "/HS" } else { "" };
        let path = format!("/api/v1/{place}/2017-18-Q2{area}");
        let (status, answer) = service.send(Method::PUT, &path, second.clone()).await;
        assert_eq!(status, StatusCode::CONFLICT, "{path}: {answer}");
        second["restatement_reason"] = "A late figure.".into();
        let (status, answer) = service.send(Method::PUT, &path, second).await;
        assert_eq!(
            (status, &answer[name]["revision"], &answer[name]["restatement_reason"]),
            (StatusCode::OK, &json!(2), &json!("A late figure.")),
            "{path}: {answer}"
        );
    }
    let (status, _) = service.send(Method::PUT, state, json!({"state": "open"})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "reopening needs a reason");
    assert_eq!(service.send(Method::PUT, state, json!({"state": "open", "reason": "Late figures."})).await.0, StatusCode::OK);
    service.stop().await;
}
