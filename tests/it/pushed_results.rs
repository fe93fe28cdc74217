//! Many results in one request, as a system pushes them every night.

use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service, Setup, answer};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(each_is_told_its_outcome, all_or_nothing_is_either, a_push_says_what_it_replaces, a_push_is_a_list_of_results);

const PATH: &str = "/api/v1/indicators/results";

async fn start(backend: Backend) -> Service {
    let service = Service::start(backend, Setup::on("2017-10-16")).await;
    for reference in ["HR/M1", "HR/M2", "HR/M3"] {
        let draft = json!({"ref": reference, "title": "T", "polarity": "higher", "unit": "number", "frequency": "quarterly"});
        let (status, made) = service.send(Method::POST, "/api/v1/indicators", draft).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
    }
    service
}

fn result(indicator: &str, actual: Value) -> Value {
    json!({"indicator": indicator, "period": "2017-18-Q2", "result": {"actual": actual, "target": 70}})
}

fn outcomes(answer: &Value) -> Vec<(&str, Option<&str>)> {
    answer["items"].as_array().unwrap().iter().map(|item| (item["outcome"].as_str().unwrap(), item["problem"]["code"].as_str())).collect()
}

/// The revisions that are recorded of an indicator's quarter.
async fn revisions(service: &Service, indicator: &str) -> usize {
    let path = format!("/api/v1/indicators/{}/results/2017-18-Q2", indicator.replace('/', "-"));
    service.get(&path).await["items"].as_array().unwrap().len()
}

async fn each_is_told_its_outcome(backend: Backend) {
    let service = start(backend).await;
    service.send(Method::PUT, PATH, json!([result("HR/M1", json!(67.13)), result("HR/M2", json!(80))])).await;
    let night = json!([
        result("HR/M1", json!(67.13)),
        result("HR-M2", json!(81)),
        result("HR/M9", json!(1)),
        {"indicator": "HR/M3", "period": "2017-18-Q4", "result": {"actual": 1}},
        result("HR/M3", json!(70)),
    ]);
    let (status, told) = service.send(Method::PUT, PATH, night).await;
    assert_eq!(status, StatusCode::MULTI_STATUS, "{told}");
    let expected =
        [("unchanged", None), ("updated", None), ("refused", Some("not_found")), ("refused", Some("invalid_values")), ("created", None)];
    assert_eq!(outcomes(&told), expected, "{told}");
    assert_eq!([&told["created"], &told["updated"], &told["unchanged"], &told["refused"]], [1, 1, 1, 2]);
    assert_eq!((&told["items"][1]["revision"], &told["items"][1]["rag"]), (&json!(2), &json!("green")));
    assert_eq!(told["items"][3]["problem"]["errors"][0]["pointer"], "/3/result/actual");
    assert_eq!(service.get("/api/v1/indicators/HR-M3").await["status"]["rag"], "green");
    assert_eq!((revisions(&service, "HR/M1").await, revisions(&service, "HR/M2").await), (1, 2));
    // Alerts follow as they do for one by itself.
    service.send(Method::PUT, PATH, json!([result("HR/M3", json!(10))])).await;
    let alerts = service.get("/api/v1/alerts?item_kind=indicator&item=HR-M3&open=true&rule=measure_red").await;
    assert_eq!(alerts["items"][0]["rule"], "measure_red", "{alerts}");
    service.stop().await;
}

async fn all_or_nothing_is_either(backend: Backend) {
    let service = start(backend).await;
    let path = format!("{PATH}?all_or_nothing=true");
    let mixed = json!([result("HR/M1", json!(1)), result("HR/M9", json!(1))]);
    let (status, problem) = service.send(Method::PUT, &path, mixed).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("refused_results")), "{problem}");
    assert_eq!(outcomes(&problem["report"]), [("not_recorded", None), ("refused", Some("not_found"))]);
    assert_eq!((&problem["report"]["created"], &problem["report"]["refused"]), (&json!(0), &json!(1)));
    assert_eq!(revisions(&service, "HR/M1").await, 0);
    let (status, told) = service.send(Method::PUT, &path, json!([result("HR/M1", json!(1)), result("HR/M2", json!(1))])).await;
    assert_eq!((status, &told["created"]), (StatusCode::OK, &json!(2)), "{told}");
    service.stop().await;
}

async fn a_push_says_what_it_replaces(backend: Backend) {
    let service = start(backend).await;
    let push = async |expected: &str, actual: i32| {
        let request = service.request(Method::PUT, PATH).bearer_auth(&service.editor).json(&json!([result("HR/M1", json!(actual))]));
        let request = if expected.is_empty() { request } else { request.header("if-match", expected) };
        let (status, told) = answer(request).await;
        (status.as_u16(), told["items"][0]["problem"]["status"].as_u64())
    };
    assert_eq!(push("", 1).await, (200, None));
    assert_eq!(push("", 1).await, (200, None), "the same");
    assert_eq!(push("", 2).await, (207, Some(428)));
    assert_eq!(push("*", 2).await, (200, None));
    assert_eq!(push("\"2-ab\"", 3).await, (400, None));
    assert_eq!(revisions(&service, "HR/M1").await, 2);
    service.stop().await;
}

async fn a_push_is_a_list_of_results(backend: Backend) {
    let service = start(backend).await;
    let many: Vec<Value> = (0..1_001).map(|n| result("HR/M1", json!(n))).collect();
    for (body, wanted, pointer) in [
        (json!({}), 422, ""),
        (json!([{"indicator": "HR/M1", "period": "2017-18-Q2"}]), 422, "/0/result"),
        (json!([{"indicator": "HR/M1", "period": "2017-18-Q5", "result": {}}]), 422, "/0/period"),
        (json!([{"indicator": "HR/M1", "period": "2017-18-Q2", "result": {"actul": 1}}]), 400, "/0/result/actul"),
        (Value::Array(many), 422, ""),
    ] {
        let (status, problem) = service.send(Method::PUT, PATH, body.clone()).await;
        assert_eq!(status.as_u16(), wanted, "{body}: {problem}");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    let (status, told) = service.send(Method::PUT, PATH, json!([])).await;
    assert_eq!((status, &told["items"]), (StatusCode::OK, &json!([])));
    service.stop().await;
}
