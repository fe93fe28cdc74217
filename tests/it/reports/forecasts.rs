//! How right owners' forecasts of their risks were: of everybody for editors, of oneself for everybody.

use super::checks::put;
use super::start;
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;

on_both!(forecasts_are_held_against_what_came);

const LIST: &str = "/api/v1/risk-forecasts?from=2016-17-Q4&to=2017-18-Q2";
const NUMBERS: [&str; 5] = ["made", "right", "too_low", "too_high", "pending"];

async fn as_key(service: &Service, key: &str, path: &str) -> Value {
    let answer = service.request(Method::GET, path).bearer_auth(key).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.json().await.unwrap()
}

/// All owners, page by page, with their numbers.
async fn owners(service: &Service, key: &str) -> BTreeMap<String, Vec<u64>> {
    let (mut found, mut next) = (BTreeMap::new(), Some(format!("{LIST}&limit=3")));
    while let Some(path) = next {
        let page = as_key(service, key, &path).await;
        for item in page["items"].as_array().unwrap() {
            let numbers = NUMBERS.iter().map(|name| item[name].as_u64().unwrap()).collect();
            assert!(found.insert(item["owner"]["ref"].as_str().unwrap().to_owned(), numbers).is_none(), "{item}");
        }
        next = page["next"].as_str().map(str::to_owned);
    }
    found
}

async fn forecasts_are_held_against_what_came(backend: Backend) {
    let service = start(backend).await;
    let risk = |reference: &str| format!("risks/{reference}/assessments");
    let (one, other) = (service.get("/api/v1/risks/CR1").await["owner"]["ref"].clone(), "cr@cyngor.example");
    let person = json!({"email": other, "name": "Cerys"});
    assert_eq!(service.send(Method::POST, "/api/v1/people", person).await.0, StatusCode::CREATED);
    let draft = json!({"ref": "CR99", "kind": "corporate", "title": "Flood", "owner": other});
    assert_eq!(service.send(Method::POST, "/api/v1/risks", draft).await.0, StatusCode::CREATED);
    for (period, likelihood, forecast) in [("2016-17-Q4", 2, "down"), ("2017-18-Q1", 3, "up"), ("2017-18-Q2", 4, "same")] {
        let body = json!({"residual_likelihood": likelihood, "residual_impact": 2, "forecast": forecast});
        put(&service, &format!("{}/{period}", risk("CR99")), body).await;
    }
    let before = owners(&service, &service.editor).await;
    // Said to fall, it rose; said to rise, it did; of the last nothing is known yet.
    assert_eq!(before[other], [3, 1, 1, 0, 1]);
    let one = one.as_str().unwrap();
    // CR1 stands at 4 in the second quarter: it was said to rise from 16, and fell.
    put(&service, &format!("{}/2017-18-Q1", risk("CR1")), json!({"residual_likelihood": 4, "residual_impact": 4, "forecast": "up"})).await;
    let after = owners(&service, &service.editor).await;
    let grown: Vec<u64> = after[one].iter().zip(&before[one]).map(|(after, before)| after - before).collect();
    assert_eq!(grown, [1, 0, 0, 1, 0]);

    let total = service.get("/api/v1/risk-forecasts/total?from=2016-17-Q4&to=2017-18-Q2").await;
    for (place, name) in NUMBERS.iter().enumerate() {
        assert_eq!(total[name], json!(after.values().map(|numbers| numbers[place]).sum::<u64>()), "{name}");
    }

    let (status, key) = service.send(Method::POST, "/api/v1/keys", json!({"name": "Cerys", "role": "owner", "person": other})).await;
    assert_eq!(status, StatusCode::CREATED);
    let own = owners(&service, key["key"].as_str().unwrap()).await;
    assert_eq!(own, BTreeMap::from([(other.to_owned(), vec![3, 1, 1, 0, 1])]));
    assert!(owners(&service, &service.reader).await.is_empty(), "a key that is nobody's tells of nobody");
    let export = as_key(&service, &service.admin, &format!("/api/v1/people/{other}/export")).await;
    assert_eq!((&export["risk_forecasts"]["made"], &export["risk_forecasts"]["too_low"]), (&json!(3), &json!(1)));
    let (status, _) = service.send(Method::GET, "/api/v1/risk-forecasts?from=2017-18-Q2&to=2017-18-Q1", Value::Null).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    service.stop().await;
}
