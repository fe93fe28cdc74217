//! Sentences that the data proposes: listed, accepted once, and printed as drafts.

use super::checks::put;
use super::start;
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(what_is_proposed_is_accepted_once);

const PROPOSALS: &str = "/api/v1/narratives/2017-18-Q2/proposals";

async fn proposed(service: &Service, query: &str) -> Vec<Value> {
    let (mut found, mut next) = (Vec::new(), Some(format!("{PROPOSALS}?limit=2{query}")));
    while let Some(path) = next {
        let page = service.get(&path).await;
        found.extend(page["items"].as_array().unwrap().iter().cloned());
        next = page["next"].as_str().map(str::to_owned);
    }
    found
}

/// As an editor, having read the list as that tag says, if any.
async fn accept(service: &Service, id: &str, tag: Option<&str>) -> (StatusCode, Value) {
    let request = service.request(Method::POST, PROPOSALS).bearer_auth(&service.editor);
    let request = tag.into_iter().fold(request, |request, tag| request.header("if-match", tag));
    let answer = request.json(&json!({"scope": "council", "proposal": id})).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

async fn what_is_proposed_is_accepted_once(backend: Backend) {
    let service = start(backend).await;
    let update = |percent: i32, rag: &str| json!({"percent_complete": percent, "reported_rag": rag, "commentary": "As it was."});
    put(&service, "actions/PD-F021/updates/2017-18-Q1", update(5, "red")).await;
    for (period, actual) in [("2016-17-Q4", 50), ("2017-18-Q1", 50), ("2017-18-Q2", 90)] {
        put(&service, &format!("indicators/CPM-223/results/{period}"), json!({"actual": actual, "target": 85, "commentary": "Few came."}))
            .await;
    }
    for period in ["2016-17-Q4", "2017-18-Q1", "2017-18-Q2"] {
        let result = json!({"actual": 9, "target": 4, "commentary": "More left."});
        put(&service, &format!("indicators/CPM-210/results/{period}"), result).await;
    }
    put(&service, "risks/CR1/assessments/2017-18-Q1", json!({"residual_likelihood": 4, "residual_impact": 4})).await;
    put(&service, "risks/CR2/assessments/2017-18-Q1", json!({"residual_likelihood": 1, "residual_impact": 1})).await;

    // Many of the pack's actions were completed before they were due.
    let (early, all): (Vec<Value>, Vec<Value>) =
        proposed(&service, "").await.into_iter().partition(|one| one["reason"] == "completed_early");
    assert!(early.iter().all(|one| one["kind"] == "action" && one["section"] == "achievements"));
    let ids: Vec<&str> = all.iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(
        ids,
        [
            "turned_green:action:PD/F021",
            "won_back:indicator:CPM/223",
            "risk_fallen:risk:CR1",
            "chronic_red:indicator:CPM/210",
            "risk_risen:risk:CR2",
        ]
    );
    assert!(all.iter().all(|one| one["accepted"] == false));
    let text = |id: &str| all.iter().find(|one| one["id"] == id).unwrap()["text"].clone();
    let chronic = text("chronic_red:indicator:CPM/210");
    assert_eq!(chronic["en"], "Staff leaving by choice (CPM/210) has been Red for 3 returns running.");
    assert_eq!(chronic["cy"], "Mae Staff leaving by choice (CPM/210) wedi bod yn Goch am 3 datganiad yn olynol.");
    let challenges = proposed(&service, "&section=challenges").await;
    assert_eq!(challenges.len(), 2);
    let of_service = proposed(&service, "&scope=HR&section=challenges").await;
    assert_eq!(of_service.iter().map(|one| &one["ref"]).collect::<Vec<_>>(), ["CPM/210"]);

    let (fallen, won) = ("risk_fallen:risk:CR1", "won_back:indicator:CPM/223");
    let (status, written) = accept(&service, fallen, None).await;
    assert_eq!((status, &written["created"]), (StatusCode::OK, &json!(2)), "{written}");
    let (status, written) = accept(&service, fallen, None).await;
    assert_eq!((status, written), (StatusCode::OK, json!({"created": 0, "updated": 0, "unchanged": 0})));
    // Now there is a text: who changes it has read it.
    assert_eq!(accept(&service, won, None).await.0, StatusCode::PRECONDITION_REQUIRED);
    assert_eq!(accept(&service, won, Some("\"0\"")).await.0, StatusCode::PRECONDITION_FAILED);
    let (status, written) = accept(&service, won, Some("*")).await;
    assert_eq!((status, &written["updated"]), (StatusCode::OK, &json!(2)), "{written}");
    let texts = service.get("/api/v1/narratives?period=2017-18-Q2&scope=council&section=achievements").await["items"].clone();
    for (language, text_of) in [("cy", "cy"), ("en", "en")] {
        let found = texts.as_array().unwrap().iter().find(|row| row["language"] == language).unwrap();
        let expected = format!("{}\n\n{}", text(fallen)[text_of].as_str().unwrap(), text(won)[text_of].as_str().unwrap());
        assert_eq!((&found["text"], &found["state"]), (&json!(expected), &json!("draft")));
    }
    let accepted: Vec<Value> = proposed(&service, "").await.into_iter().filter(|one| one["accepted"] == true).collect();
    assert_eq!(accepted.iter().map(|one| one["id"].as_str().unwrap()).collect::<Vec<_>>(), [won, fallen]);
    assert_eq!(accept(&service, "won_back:indicator:CPM/210", Some("*")).await.0, StatusCode::NOT_FOUND);
    service.stop().await;
}
