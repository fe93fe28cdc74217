//! Many results in one request, as a system pushes them every night.

use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service, Setup, answer};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(
    each_is_told_its_outcome,
    all_or_nothing_is_either,
    a_push_says_what_it_replaces,
    a_push_is_a_list_of_results,
    a_row_that_cannot_be_read_leaves_the_others_alone,
    a_push_and_single_writers_stop_nobody
);

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
    for (body, wanted, pointer) in [(json!({}), 422, ""), (Value::Array(many), 422, "")] {
        let (status, problem) = service.send(Method::PUT, PATH, body.clone()).await;
        assert_eq!(status.as_u16(), wanted, "{body}: {problem}");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    let (status, told) = service.send(Method::PUT, PATH, json!([])).await;
    assert_eq!((status, &told["items"]), (StatusCode::OK, &json!([])));
    service.stop().await;
}

async fn a_row_that_cannot_be_read_leaves_the_others_alone(backend: Backend) {
    let service = start(backend).await;
    let in_period = |period: Value| json!({"indicator": "HR/M2", "period": period, "result": {"actual": 1}});
    let rows = [
        (result("HR/M2", json!(1.2345678)), 422, "/0/result/actual"),
        (result("HR/M2", json!(1e20)), 422, "/1/result/actual"),
        (result("HR/M2", json!(true)), 422, "/2/result/actual"),
        (json!({"indicator": "HR/M2", "period": "2017-18-Q2", "result": {"stated_rag": "blue"}}), 422, "/3/result/stated_rag"),
        (in_period(json!("26-Q1")), 422, "/4/period"),
        (in_period(json!(2017)), 422, "/5/period"),
        (json!({"indicator": "HR/M2", "period": "2017-18-Q2"}), 422, "/6/result"),
        (json!({"indicator": "HR/M2", "period": "2017-18-Q2", "result": {"actul": 1}}), 400, "/7/result/actul"),
        (json!(7), 422, "/8"),
    ];
    let mut body: Vec<Value> = rows.iter().map(|(row, ..)| row.clone()).collect();
    body.push(result("HR/M1", json!(5)));
    let (status, told) = service.send(Method::PUT, &format!("{PATH}?all_or_nothing=true"), json!(body)).await;
    assert_eq!((status, &told["report"]["refused"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(9)), "{told}");
    assert_eq!(revisions(&service, "HR/M1").await, 0);
    let (status, told) = service.send(Method::PUT, PATH, json!(body)).await;
    assert_eq!((status, &told["created"], &told["refused"]), (StatusCode::MULTI_STATUS, &json!(1), &json!(9)), "{told}");
    for ((_, status, pointer), item) in rows.iter().zip(told["items"].as_array().unwrap()) {
        let problem = &item["problem"];
        assert_eq!((&item["outcome"], &problem["status"]), (&json!("refused"), &json!(status)), "{item}");
        assert_eq!(problem["errors"][0]["pointer"], *pointer, "{item}");
    }
    assert_eq!((&told["items"][4]["indicator"], &told["items"][4]["period"]), (&json!("HR/M2"), &json!("26-Q1")));
    assert_eq!((revisions(&service, "HR/M1").await, revisions(&service, "HR/M2").await), (1, 0));
    service.stop().await;
}

/// Each holds what the others want: whoever pushes many, their items; whoever records one, its item and then the alerts.
async fn a_push_and_single_writers_stop_nobody(backend: Backend) {
    let service = start(backend).await;
    let names: Vec<String> = (0..10).map(|n| format!("X{n}")).collect();
    for name in &names {
        let draft = json!({"ref": name, "title": "T", "polarity": "higher", "unit": "number", "frequency": "quarterly"});
        assert_eq!(service.send(Method::POST, "/api/v1/indicators", draft).await.0, StatusCode::CREATED);
    }
    let rounds = 12;
    let push = async {
        for round in 0..rounds {
            let rows: Vec<Value> = names.iter().map(|name| result(name, json!(round))).collect();
            let (status, told) = service.send(Method::PUT, PATH, json!(rows)).await;
            assert_eq!(status, StatusCode::OK, "{told}");
        }
    };
    let single = async |writer: usize| {
        for round in 0..rounds {
            for name in names.iter().rev() {
                let path = format!("/api/v1/indicators/{name}/results/2017-18-Q2");
                let body = json!({"actual": 1_000 * writer + round, "target": 70});
                let (status, told) = service.send(Method::PUT, &path, body).await;
                assert!(status.is_success(), "{status}: {told}");
            }
        }
    };
    tokio::join!(push, single(1), single(2));
    service.stop().await;
}
