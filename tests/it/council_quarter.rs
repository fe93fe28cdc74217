//! A council's quarter: what was published comes out of what was imported, and the owners are told what needs them.

mod filters;
mod mail;

use plumbline_tests::on_both;
use plumbline_tests::support::pack::{expected, files, import, import_council};
use plumbline_tests::support::service::{Backend, Service, Setup};
use reqwest::StatusCode;
use serde_json::Value;
use std::collections::BTreeMap;

on_both!(a_second_import_changes_nothing, indicators_come_out_as_published, risks_come_out_as_published, actions_come_out_as_published);

/// A service that has imported the pack.
async fn council(backend: Backend) -> Service {
    let service = Service::start(backend, Setup::on("2017-10-16")).await;
    import_council(&service).await;
    service
}

/// The items of all pages, by their refs.
async fn all(service: &Service, path: &str) -> BTreeMap<String, Value> {
    let (mut items, mut next) = (BTreeMap::new(), Some(path.to_owned()));
    while let Some(path) = next {
        let page = service.get(&path).await;
        for item in page["items"].as_array().unwrap() {
            let doubled = items.insert(item["ref"].as_str().unwrap().to_owned(), item.clone());
            assert_eq!(doubled, None, "on two pages");
        }
        next = page["next"].as_str().map(str::to_owned);
    }
    items
}

/// The item, read by itself.
async fn one(service: &Service, kind: &str, reference: &str) -> Value {
    service.get(&format!("/api/v1/{kind}/{}?period=2017-18-Q2", reference.replace('/', "-"))).await
}

async fn a_second_import_changes_nothing(backend: Backend) {
    let service = council(backend).await;
    for path in ["/api/v1/imports", "/api/v1/imports?dry_run=true"] {
        let (status, report) = import(&service, path, &files()).await;
        assert_eq!((status, report["changed"].as_bool()), (StatusCode::OK, Some(false)), "{report}");
        for file in report["files"].as_array().unwrap() {
            assert_eq!((&file["created"], &file["updated"], &file["unchanged"]), (&0.into(), &0.into(), &file["rows"]), "{file}");
        }
    }
    assert_eq!(service.get("/api/v1/alerts").await["items"], Value::Array(Vec::new()), "an import opens no alerts");
    service.stop().await;
}

async fn indicators_come_out_as_published(backend: Backend) {
    let service = council(backend).await;
    let expected = expected("indicators.csv");
    let listed = all(&service, "/api/v1/indicators?period=2017-18-Q2&limit=10").await;
    assert_eq!((expected.len(), listed.len()), (33, 33));
    for row in &expected {
        let [reference, rag, direction] = row.as_slice() else { panic!("{row:?}") };
        for item in [&listed[reference], &one(&service, "indicators", reference).await] {
            let status = &item["status"];
            assert_eq!((status["rag"].as_str(), status["direction"].as_str()), (Some(rag.as_str()), Some(direction.as_str())), "{item}");
            assert!(status["explanation"]["rag"]["summary"].as_str().is_some_and(|why| !why.is_empty()), "{item}");
        }
    }
    for rag in ["green", "amber", "red", "n/a"] {
        let filtered = all(&service, &format!("/api/v1/indicators?period=2017-18-Q2&rag={rag}&limit=4")).await;
        let wanted: Vec<_> = expected.iter().filter(|row| row[1] == rag).map(|row| row[0].as_str()).collect();
        assert_eq!(filtered.len(), wanted.len(), "{rag}");
        assert!(wanted.iter().all(|reference| filtered.contains_key(*reference)), "{rag}");
    }
    service.stop().await;
}

async fn risks_come_out_as_published(backend: Backend) {
    let service = council(backend).await;
    let expected = expected("risks.csv");
    let listed = all(&service, "/api/v1/risks?period=2017-18-Q2&limit=10").await;
    assert_eq!((expected.len(), listed.len()), (30, 25));
    for row in &expected {
        let [reference, area, score, band, _, direction] = row.as_slice() else { panic!("{row:?}") };
        for risk in [&listed[reference], &one(&service, "risks", reference).await] {
            let assessments = risk["assessments"].as_array().unwrap();
            let of_area = assessments.iter().find(|one| one["service_area"]["ref"].as_str().unwrap_or_default() == area).unwrap();
            let status = &of_area["status"];
            assert_eq!(status["score"].to_string(), *score, "{risk}");
            assert_eq!((status["band"].as_str(), status["direction"].as_str()), (Some(band.as_str()), Some(direction.as_str())), "{risk}");
        }
    }
    let rising = all(&service, "/api/v1/risks?period=2017-18-Q2&rising=true").await;
    assert_eq!(rising.keys().collect::<Vec<_>>(), ["SR-CH-08", "SR-CH-19"]);
    service.stop().await;
}

async fn actions_come_out_as_published(backend: Backend) {
    let service = council(backend).await;
    let expected = expected("actions.csv");
    let listed = all(&service, "/api/v1/actions?period=2017-18-Q2&limit=30").await;
    assert_eq!((expected.len(), listed.len()), (100, 100));
    let (mut both, mut agreed) = (0, 0);
    for row in &expected {
        let item = &listed[&row[0]];
        let status = &item["status"];
        assert_eq!(status["rag"].as_str(), Some(row[1].as_str()), "{item}");
        assert_eq!(one(&service, "actions", &row[0]).await, *item);
        if !status["reported_rag"].is_null() && status["expected_rag"] != "n/a" {
            both += 1;
            agreed += u32::from(status["expected_rag"] == status["reported_rag"]);
        }
        assert_eq!(status["challenged"].as_bool(), Some(row[0] == "FS/AM026"), "{item}");
    }
    assert_eq!((both, agreed), (95, 94));
    let challenged = all(&service, "/api/v1/actions?period=2017-18-Q2&challenged=true").await;
    assert_eq!(challenged.keys().collect::<Vec<_>>(), ["FS/AM026"]);
    let overdue = all(&service, "/api/v1/actions?overdue=true&as_of=2017-10-16").await;
    assert_eq!(overdue.keys().collect::<Vec<_>>(), ["IT/IT022", "SL/F026", "SL/F037"]);
    service.stop().await;
}
