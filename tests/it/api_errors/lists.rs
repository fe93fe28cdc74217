//! Where an object is wanted, a list is none.

use super::{problem, send, start};
use plumbline_tests::on_both;
use plumbline_tests::support::service::Backend;
use reqwest::Method;
use serde_json::json;

on_both!(a_list_is_no_object);

/// Its items are not taken for fields by their position.
async fn a_list_is_no_object(backend: Backend) {
    let service = start(backend).await;
    for (kind, draft) in [
        ("actions", json!({"ref": "A1", "title": "T", "due_date": "2018-03-31"})),
        ("indicators", json!({"ref": "M1", "title": "T", "polarity": "higher", "unit": "number", "frequency": "quarterly"})),
        ("risks", json!({"ref": "R1", "kind": "corporate", "title": "T"})),
        ("projects", json!({"ref": "P1", "title": "T"})),
    ] {
        assert_eq!(send(&service, Method::POST, &format!("/api/v1/{kind}"), draft.to_string()).send().await.unwrap().status(), 201);
    }
    for (method, path, body, pointer) in [
        (Method::POST, "directorates", json!(["D1", "Place", null, false]), ""),
        (Method::POST, "service-areas", json!(["HS", "Housing", null, null, false]), ""),
        (Method::POST, "people", json!(["P1", "a@vale.example", "A", null, null, null, true, false]), ""),
        (Method::POST, "plan", json!(["W1", "outcome", null, "T", null, null, null, null, false]), ""),
        (Method::POST, "actions", json!(["A2", "T", null, null, null, null, null, null, "2018-03-31", "active", false]), ""),
        (Method::POST, "actions/A1/due-dates", json!(["2018-05-31", "Later.", null]), ""),
        (Method::PUT, "actions/A1/updates/2017-18-Q2", json!([50]), ""),
        (Method::PUT, "indicators/M1/results/2017-18-Q2", json!([5, 4]), ""),
        (Method::PUT, "risks/R1/assessments/2017-18-Q2", json!([null, null, 2, 2]), ""),
        (Method::PUT, "projects/P1/statuses/2017-18-Q2", json!(["green"]), ""),
        (Method::PUT, "periods/2017-18-Q1/state", json!(["closed"]), ""),
        (Method::PUT, "judgements/2017-18-Q2", json!([["council", "overall", "red"]]), "/0"),
        (Method::PUT, "narratives/2017-18-Q2", json!([["council", "position", "en", "Well."]]), "/0"),
        (Method::PATCH, "settings", json!({"fiscal_year_start": [4, 1]}), "/fiscal_year_start"),
        (Method::PATCH, "settings", json!({"bank_holidays": [["2017-10-16"], []]}), "/bank_holidays"),
    ] {
        let told = problem(send(&service, method, &format!("/api/v1/{path}"), body.to_string()), 422, "invalid_values").await;
        assert_eq!(told["errors"], json!([{"pointer": pointer, "code": "invalid_value", "detail": "must be an object"}]), "{path}");
    }
    service.stop().await;
}
