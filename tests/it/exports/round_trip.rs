//! Export, import into an empty record, export again: the same to the byte, and the same over the API.

use super::{exported, start};
use plumbline_tests::on_both;
use plumbline_tests::support::pack::{import, import_council};
use plumbline_tests::support::service::{Backend, Service};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;

on_both!(a_pack_comes_back, what_is_awkward_comes_back);

/// The forms that an import reads.
const FORMS: [&str; 3] = ["csv", "ndjson", "xlsx"];

/// What the API lists, and what of it is the record's own.
const LISTS: [&str; 11] = [
    "directorates",
    "service-areas",
    "people",
    "plan",
    "actions",
    "indicators",
    "risks",
    "projects",
    "breakdowns",
    "narratives",
    "judgements",
];
const OWN: [&str; 9] =
    ["id", "version", "revision", "created_at", "updated_at", "recorded_at", "recorded_by", "restatement_reason", "effect_on"];

async fn a_pack_comes_back(backend: Backend) {
    let service = start(backend).await;
    import_council(&service).await;
    comes_back(backend, service).await;
}

async fn what_is_awkward_comes_back(backend: Backend) {
    let service = start(backend).await;
    import_council(&service).await;
    for (method, path, body) in awkward() {
        let (status, answer) = service.send(method.clone(), &format!("/api/v1/{path}"), body).await;
        assert!(status.is_success(), "{method} {path}: {answer}");
    }
    comes_back(backend, service).await;
}

async fn comes_back(backend: Backend, first: Service) {
    let (told, listed) = (files(&first, "csv").await, lists(&first).await);
    for form in FORMS {
        let pack: Vec<(String, Vec<u8>)> = files(&first, form).await.into_iter().collect();
        let again = import(&first, "/api/v1/imports", &pack).await;
        assert_eq!((again.0, again.1["changed"].as_bool()), (StatusCode::OK, Some(false)), "{form}: {}", again.1);
        let second = start(backend).await;
        let (status, report) = import(&second, "/api/v1/imports", &pack).await;
        assert_eq!((status, report["changed"].as_bool()), (StatusCode::OK, Some(true)), "{form}: {report}");
        for (file, bytes) in files(&second, "csv").await {
            assert_eq!(String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&told[&file]), "{form}, {file}");
        }
        for (path, items) in lists(&second).await {
            assert_eq!(items, listed[&path], "{form}, {path}");
        }
        second.stop().await;
    }
    first.stop().await;
}

/// Every kind in that form, by its file name.
async fn files(service: &Service, form: &str) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for file in service.get("/api/v1/imports/format").await["items"].as_array().unwrap() {
        let name = file["name"].as_str().unwrap().replace("csv", form);
        let bytes = exported(service, &name).await.1;
        assert!(found.insert(name, bytes).is_none());
    }
    found
}

/// What the API tells of every list, without what is the record's own, nor what is of something archived. Someone archived who still owns something comes back as
/// someone who has left.
async fn lists(service: &Service) -> BTreeMap<String, Vec<Value>> {
    let mut found = BTreeMap::new();
    for list in LISTS {
        let mut items = Vec::new();
        let mut next = Some(format!("/api/v1/{list}?limit=100"));
        while let Some(path) = next {
            let page = service.get(&path).await;
            items.extend(page["items"].as_array().unwrap().iter().cloned().map(bare));
            next = page["next"].as_str().map(str::to_owned);
        }
        items.retain(|item| item["email"] != "leaver@cyngor.example" && item["indicator"]["ref"] != "GONE/M" && item["scope"] != "OLD");
        if ["breakdowns", "narratives", "judgements"].contains(&list) {
            items.sort_by_key(Value::to_string);
        }
        found.insert(list.to_owned(), items);
    }
    found
}

fn bare(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            fields.into_iter().filter(|(name, _)| !OWN.contains(&name.as_str())).map(|(name, value)| (name, bare(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(bare).collect(),
        other => other,
    }
}

/// What exports have been known to lose, to spoil, or to stumble over.
fn awkward() -> Vec<(Method, String, Value)> {
    let text = "=HYPERLINK(\"http://evil.example\")\n\"Dŵr, tân\", 'a'\r\n\t– ŵ ŷ 🏴 ";
    let (post, put, patch) = (Method::POST, Method::PUT, Method::PATCH);
    let (q1, q2) = ("2017-18-Q1", "2017-18-Q2");
    [
        // Names and refs.
        (&post, "directorates".to_owned(), json!({"ref": "D/9", "name": "Ŵyn, \"a\" thân", "name_cy": "-Tân"})),
        (&post, "service-areas".into(), json!({"ref": "=Ŵ/1", "name": " @cmd", "directorate": "D/9"})),
        (&post, "service-areas".into(), json!({"ref": "MOVED", "name": "'=1"})),
        (&post, "service-areas".into(), json!({"ref": "OLD", "name": "Old"})),
        (&post, "people".into(), json!({"email": "+a@cyngor.example", "ref": "E/1", "name": "@Ŵyn ", "language": "cy", "service_area": "=Ŵ/1"})),
        (&post, "people".into(), json!({"email": "gone@cyngor.example", "name": "Gone", "active": false, "manager": "E/1"})),
        (&post, "people".into(), json!({"email": "leaver@cyngor.example", "name": "Leaver"})),
        (&post, "plan".into(), json!({"ref": "-X", "level": "outcome", "title": "＝1+1", "number": 7})),
        // Actions: revised dates, restated updates, an owner who has left.
        (&post, "actions".into(), json!({"ref": "HC/ŵ-1", "title": "-3.2 down", "due_date": "2017-12-31", "owner": "leaver@cyngor.example", "deputy": "E/1"})),
        (&put, format!("actions/HC-ŵ-1/updates/{q1}"), json!({"percent_complete": 12.5, "revised_due_date": "2018-01-31", "revision_reason": "-late"})),
        (&put, format!("actions/HC-ŵ-1/updates/{q1}"), json!({"percent_complete": 13.5, "commentary": text})),
        (&put, format!("actions/HC-ŵ-1/updates/{q2}"), json!({"percent_complete": 20, "reported_rag": "red", "commentary": "-3.2 down on last year", "revised_due_date": "2018-02-28", "revision_reason": "Later"})),
        (&post, "actions/HC-ŵ-1/due-dates".into(), json!({"due_date": "2018-03-31", "reason": "'=agreed", "agreed_on": "2017-08-01"})),
        (&patch, "people/leaver@cyngor.example".into(), json!({"active": false, "archived": true})),
        // One that is at work until a day, though it is deferred after it.
        (&post, "actions".into(), json!({"ref": "ENDS/1", "title": "T", "due_date": "2018-03-31", "lifecycle": "deferred", "ends_on": "2017-09-30"})),
        // What is archived, with what was recorded of it.
        (&post, "actions".into(), json!({"ref": "GONE/1", "title": "T", "due_date": "2018-03-31"})),
        (&put, format!("actions/GONE-1/updates/{q2}"), json!({"percent_complete": 1})),
        (&patch, "actions/GONE-1".into(), json!({"archived": true})),
        (&post, "indicators".into(), json!({"ref": "GONE/M", "title": "T", "polarity": "higher", "unit": "number", "frequency": "quarterly"})),
        (&put, format!("indicators/GONE-M/results/{q2}"), json!({"actual": 1})),
        // Indicators: exact and negative figures, several revisions, a figure restated in a quarter that is signed off.
        (&post, "indicators".into(), json!({"ref": "M/1", "title": "T ", "polarity": "band", "unit": "rate_per_1000", "frequency": "quarterly", "band_low": -3.2, "band_high": "999999999999.999999", "aliases": ["=A", "B"], "decimals": 2, "objective": "-X"})),
        (&post, "indicators".into(), json!({"ref": "M/2", "title": "T", "polarity": "lower", "unit": "number", "frequency": "annual", "reporting_quarter": "Q2", "additional": true, "tolerance": 0.5, "tolerance_kind": "absolute"})),
        (&put, format!("indicators/M-1/results/{q1}"), json!({"actual": -3.2, "target": 67.13, "provisional": true, "comparable": false})),
        (&put, format!("indicators/M-1/results/{q1}"), json!({"actual": -0.000001, "numerator": 1, "denominator": 3, "commentary": " '' "})),
        (&put, format!("indicators/M-2/results/{q2}"), json!({"actual": 4, "commentary": text, "commentary_cy": "+44 1656"})),
        (&put, format!("breakdowns/{q2}"), json!([
            {"indicator": "M/2", "measure": "-m", "dimension": "d", "value_label": "=v", "unit": "number", "value": -2.5},
            {"indicator": "M/1", "measure": "-m", "dimension": "d", "value_label": "=v", "unit": "number", "value": 2.5},
            {"measure": "-m", "dimension": "d", "value_label": "=v", "unit": "number", "value": 0},
            {"indicator": "GONE/M", "measure": "-m", "dimension": "d", "value_label": "=v", "unit": "number", "value": 1}
        ])),
        (&patch, "indicators/GONE-M".into(), json!({"archived": true})),
        // Risks that moved from one area to another.
        (&post, "risks".into(), json!({"ref": "R/1", "kind": "service", "title": "T", "service_areas": ["MOVED", "=Ŵ/1"], "objectives": ["-X"], "controls": text})),
        (&put, format!("risks/R-1/assessments/{q1}/MOVED"), json!({"residual_likelihood": 2, "residual_impact": 2})),
        (&put, format!("risks/R-1/assessments/{q1}/=Ŵ-1"), json!({"residual_likelihood": 2, "residual_impact": 3, "forecast": "up", "reason": "-"})),
        (&put, format!("risks/R-1/assessments/{q2}/=Ŵ-1"), json!({"residual_score": 6, "stated_band": "medium", "stated_direction": "same"})),
        (&patch, "risks/R-1".into(), json!({"service_areas": ["=Ŵ/1"]})),
        (&post, "projects".into(), json!({"ref": "P/1", "title": "T", "tranches": ["-1", "2"], "programme": "=P"})),
        (&put, format!("projects/P-1/statuses/{q2}"), json!({"status": "amber", "commentary": "\ttab"})),
        (&put, format!("narratives/{q2}"), json!([
            {"scope": "=Ŵ/1", "section": "achievements", "language": "cy", "text": text},
            {"scope": "D/9", "section": "achievements", "language": "en", "text": "- one\n- two\n"},
            {"scope": "council", "section": "=s", "language": "en", "text": "@all", "state": "ready", "author": "hr.lead@cyngor.example"},
            {"scope": "OLD", "section": "achievements", "language": "en", "text": "of what is archived"}
        ])),
        (&put, format!("judgements/{q1}"), json!([{"scope": "council", "part": "overall", "rag": "red", "reason": text}])),
        (&put, format!("judgements/{q2}"), json!([
            {"scope": "=Ŵ/1", "part": "actions", "rag": "green", "reason": "=1"},
            {"scope": "OLD", "part": "measures", "rag": "amber", "reason": "of what is archived"}
        ])),
        (&patch, "service-areas/OLD".into(), json!({"archived": true})),
        (&put, format!("periods/{q1}/state"), json!({"state": "in_review"})),
        (&put, format!("periods/{q1}/state"), json!({"state": "closed", "with_open_items": true, "reason": "Trial."})),
        (&put, format!("indicators/M-1/results/{q1}"), json!({"actual": -3.25, "target": -3, "restatement_reason": "Counted again"})),
    ]
    .into_iter()
    .map(|(method, path, body)| (method.clone(), path, body))
    .collect()
}
