//! Two quarters beside each other: what moved, what is new, what left.

use super::checks::{page, put};
use super::{REPORT, start};
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(what_changed_is_told, comparisons_agree_with_the_snapshots);

const COMPARISON: &str = "/api/v1/comparisons/council";
const BETWEEN: &str = "from=2017-18-Q1&to=2017-18-Q2";

/// All changes of a query, page by page, in their order.
async fn changes(service: &Service, scope: &str, query: &str) -> Vec<Value> {
    let (mut found, mut next) = (Vec::new(), Some(format!("/api/v1/comparisons/{scope}/changes?limit=7&{query}")));
    while let Some(path) = next {
        let page = service.get(&path).await;
        found.extend(page["items"].as_array().unwrap().iter().cloned());
        next = page["next"].as_str().map(str::to_owned);
    }
    found
}

/// The first quarter was quiet: two actions, two measures and a risk were reported.
async fn with_a_first_quarter(backend: Backend) -> Service {
    let service = start(backend).await;
    let update = |percent: i32, rag: &str| json!({"percent_complete": percent, "reported_rag": rag, "commentary": "As it was."});
    put(&service, "actions/PD-F021/updates/2017-18-Q1", update(5, "red")).await;
    put(&service, "indicators/CPM-223/results/2017-18-Q1", json!({"actual": 90, "target": 85})).await;
    put(&service, "indicators/CPM-210/results/2017-18-Q1", json!({"actual": 2, "target": 3})).await;
    put(&service, "risks/CR1/assessments/2017-18-Q1", json!({"residual_likelihood": 4, "residual_impact": 4, "forecast": "down"})).await;
    let request = service.request(Method::DELETE, "/api/v1/indicators/CPM-210").bearer_auth(&service.admin).header("if-match", "*");
    assert!(request.send().await.unwrap().status().is_success());
    service
}

async fn what_changed_is_told(backend: Backend) {
    let service = with_a_first_quarter(backend).await;
    let all = changes(&service, "council", BETWEEN).await;
    let one = |reference: &str| {
        let found: Vec<&Value> = all.iter().filter(|item| item["ref"] == reference).collect();
        assert_eq!(found.len(), 1, "{reference}");
        let item = found[0];
        json!([item["change"], item["direction"], item["from"], item["to"], item["why"]])
    };
    let at = |status: &str, value: f64| json!({"status": status, "value": serde_json::Number::from_f64(value).unwrap()});
    let same = |told: Value, expected: Value| assert_eq!(told.to_string().replace(".0", ""), expected.to_string().replace(".0", ""));
    same(one("PD/F021"), json!(["moved", "improved", at("red", 5.0), at("green", 50.0), null]));
    same(one("CPM/223"), json!(["moved", "declined", at("green", 90.0), at("red", 50.8), null]));
    same(one("CPM/210"), json!(["left", null, at("green", 2.0), null, "archived"]));
    same(one("CR1"), json!(["moved", "improved", at("high", 16.0), at("medium", 4.0), null]));
    same(one("CR2"), json!(["new", null, null, at("medium", 6.0), null]));

    let kinds: Vec<&str> = all.iter().map(|item| item["kind"].as_str().unwrap()).collect();
    assert!(kinds.is_sorted(), "actions, indicators, risks: {kinds:?}");
    let numbers = service.get(&format!("{COMPARISON}?{BETWEEN}")).await;
    for (part, kind) in [("actions", "action"), ("measures", "indicator"), ("risks", "risk")] {
        let count = |change: &str, direction: Value| {
            all.iter().filter(|item| item["kind"] == kind && item["change"] == change && item["direction"] == direction).count()
        };
        let expected = json!({
            "better": count("moved", json!("improved")), "worse": count("moved", json!("declined")), "neither": count("moved", json!("n/a")),
            "new": count("new", Value::Null), "left": count("left", Value::Null),
        });
        assert_eq!(numbers[part]["changes"], expected, "{part}");
        let left = changes(&service, "council", &format!("{BETWEEN}&kind={kind}&change=left")).await;
        assert_eq!(json!(left.len()), expected["left"], "{part}");
    }

    // Deferred after the quarter had ended: it counts then, and not in the next.
    put_lifecycle(&service, "PD-F021", "deferred").await;
    let next = changes(&service, "council", "from=2017-18-Q2&to=2017-18-Q3&kind=action&change=left").await;
    let told: Vec<Value> = next.iter().map(|item| json!([item["ref"], item["why"]])).collect();
    assert_eq!(told, [json!(["PD/F021", "deferred"])]);

    let report = service.get(REPORT).await;
    assert_eq!((&report["comparison"]["from"], &report["comparison"]["measures"]), (&json!("2017-18-Q1"), &numbers["measures"]));
    for (language, words) in [
        ("en", ["Since last quarter", "new, 1 left.", "↓ lower: better", ">archived<"]),
        ("cy", ["Ers y chwarter diwethaf", "yn newydd, 1 wedi gadael.", "↓ yn is: yn well", "wedi'i archifo"]),
    ] {
        let page = page(&service, &format!("{REPORT}.html?language={language}")).await.replace("&#39;", "'");
        for words in words {
            assert!(page.contains(words), "{language}: {words}");
        }
    }
    service.stop().await;
}

async fn put_lifecycle(service: &Service, action: &str, lifecycle: &str) {
    let request = service.request(Method::PATCH, &format!("/api/v1/actions/{action}")).bearer_auth(&service.admin);
    let answer = request.header("if-match", "*").json(&json!({"lifecycle": lifecycle})).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
}

/// Whatever the scope and the quarters, its counts are theirs.
async fn comparisons_agree_with_the_snapshots(backend: Backend) {
    let service = with_a_first_quarter(backend).await;
    for (scope, query) in [("council", ""), ("plan:CH-PEOPLE", "?plan=CH-PEOPLE"), ("service_area:HR", "?service_area=HR")] {
        for (from, to) in [("2017-18-Q1", "2017-18-Q2"), ("2016-17-Q2", "2017-18-Q2")] {
            let compared = service.get(&format!("/api/v1/comparisons/{scope}?from={from}&to={to}")).await;
            for (side, period) in [("from", from), ("to", to)] {
                let snapshot = service.get(&format!("/api/v1/periods/{period}/snapshot{query}")).await;
                for part in ["actions", "measures"] {
                    assert_eq!(compared[part][side], snapshot[part]["counts"], "{scope} {period} {part}");
                }
                let facts = &service.get(&format!("/api/v1/reports/{scope}/{period}")).await;
                let of = |band: &str| {
                    ["corporate_risks", "service_risks"].iter().map(|risks| facts[risks]["facts"][band].as_u64().unwrap()).sum::<u64>()
                };
                for band in ["high", "medium_high", "medium", "medium_low", "low", "without_band"] {
                    assert_eq!(compared["risks"][side][band], json!(of(band)), "{scope} {period} {band}");
                }
            }
        }
    }
    for (path, status, code) in [
        ("council?from=2017-18-Q2&to=2017-18-Q2", StatusCode::UNPROCESSABLE_ENTITY, "invalid_values"),
        ("council/changes?from=2017-18-Q3&to=2017-18-Q2", StatusCode::UNPROCESSABLE_ENTITY, "invalid_values"),
        ("nobody", StatusCode::NOT_FOUND, "unknown_scope"),
        ("plan:NONE", StatusCode::NOT_FOUND, "not_found"),
    ] {
        let (answered, problem) = service.send(Method::GET, &format!("/api/v1/comparisons/{path}"), Value::Null).await;
        assert_eq!((answered, problem["code"].as_str()), (status, Some(code)), "{path}: {problem}");
    }
    service.stop().await;
}
