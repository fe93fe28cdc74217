//! The new plan beside the old one: what is new, changed, removed, and what goes on.

use super::{decisions, made, send, start};
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(each_item_is_marked_by_how_the_plans_differ);

const CHANGES: &str = "/api/v1/rollovers/2027-28/changes";

async fn changes(service: &Service, query: &str) -> Vec<Value> {
    let (mut found, mut next) = (Vec::new(), Some(format!("{CHANGES}?{query}")));
    while let Some(path) = next {
        let page = service.get(&path).await;
        found.extend(page["items"].as_array().unwrap().iter().cloned());
        next = page["next"].as_str().map(str::to_owned);
    }
    found
}

/// Ref, mark, predecessor and reason.
fn told(change: &Value) -> [&str; 4] {
    [&change["ref"], &change["change"], &change["succeeds"]["ref"], &change["why"]].map(|value| value.as_str().unwrap_or_default())
}

async fn each_item_is_marked_by_how_the_plans_differ(backend: Backend) {
    let service = start(backend, "2027-04-12").await;
    let action = |reference: &str, start: &str| json!({"ref": reference, "title": "Do it", "start_date": start, "due_date": "2028-03-31"});
    made(&service, Method::POST, "actions", action("A/5", "2027-05-01")).await;
    made(&service, Method::POST, "actions", action("A/6", "2026-04-01")).await;
    for reference in ["M/3", "M/4"] {
        let draft = json!({"ref": reference, "title": "Visits", "polarity": "higher", "unit": "number", "frequency": "quarterly"});
        made(&service, Method::POST, "indicators", draft).await;
    }
    made(&service, Method::PUT, "indicators/M-4/results/2026-27-Q4", json!({"actual": 4})).await;
    made(&service, Method::PATCH, "indicators/M-4", json!({"archived": true})).await;
    let (status, rolled) = send(&service, "", decisions()).await;
    assert_eq!(status, StatusCode::OK, "{rolled}");

    let all = changes(&service, "limit=100").await;
    assert_eq!(
        all.iter().map(told).collect::<Vec<_>>(),
        [
            ["A/1/2027-28", "carried", "A/1", ""],
            ["A/3", "removed", "", "cancelled"],
            ["A/4", "removed", "", "completed"],
            ["A/5", "new", "", ""],
            ["A/6", "carried", "", ""],
            ["B/2", "changed", "A/2", ""],
            ["M/1", "changed", "", ""],
            ["M/2", "carried", "", ""],
            ["M/3", "new", "", ""],
            ["M/4", "removed", "", "archived"],
        ]
    );
    let due = json!([{"field": "due_date", "period": null, "from": "2027-03-31", "to": "2027-12-31"}]);
    assert_eq!(all[0]["differences"], due);
    let title = json!([
        {"field": "title", "period": null, "from": "Do A/2", "to": "Do it otherwise"},
        {"field": "title_cy", "period": null, "from": "Gwneud", "to": null}
    ]);
    assert_eq!(all[5]["differences"], title);
    let targets = json!([
        {"field": "target", "period": "2027-28-Q1", "from": "80", "to": "75"},
        {"field": "target", "period": "2027-28-Q2", "from": null, "to": "90"}
    ]);
    assert_eq!(all[6]["differences"], targets);
    for limit in [1, 3, 6] {
        assert_eq!(changes(&service, &format!("limit={limit}")).await, all, "{limit}");
    }
    let only = changes(&service, "kind=indicator&change=new&limit=1").await;
    assert_eq!(only.iter().map(told).collect::<Vec<_>>(), [["M/3", "new", "", ""]]);
    assert_eq!(changes(&service, "kind=action").await.len(), 6);
    service.stop().await;
}
