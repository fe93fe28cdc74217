//! Many at once: nobody is turned away by a fault, and nothing is lost.

use futures_util::future::join_all;
use plumbline_tests::on_both;
use plumbline_tests::support::outbox::full_length;
use plumbline_tests::support::service::{Backend, Record, Service, Setup};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::thread::ThreadId;
use std::time::Duration;

on_both!(readers_and_writers_at_once_see_no_fault, writers_of_one_result_each_leave_a_revision, what_may_be_large_is_read_by_few_threads);

const RESULT: &str = "results/2017-18-Q2";

async fn started(backend: Backend, indicators: usize) -> Service {
    let service = Service::start(backend, Setup::on("2017-10-16")).await;
    for n in 0..indicators {
        let draft = json!({"ref": format!("PI{n}"), "title": "Measure", "polarity": "higher", "unit": "percent", "frequency": "quarterly"});
        let (status, body) = service.send(Method::POST, "/api/v1/indicators", draft).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
    }
    service
}

async fn put(service: &Service, indicator: usize, actual: usize) -> StatusCode {
    let path = format!("/api/v1/indicators/PI{indicator}/{RESULT}");
    service.send(Method::PUT, &path, json!({"actual": actual, "target": 100_000})).await.0
}

async fn revisions(service: &Service, indicator: usize) -> Vec<Value> {
    let (mut found, mut next) = (Vec::new(), Some(format!("/api/v1/indicators/PI{indicator}/{RESULT}")));
    while let Some(path) = next {
        let page = service.get(&path).await;
        found.extend(page["items"].as_array().unwrap().iter().cloned());
        next = page["next"].as_str().map(str::to_owned);
    }
    found
}

/// Numbered from the latest down to 1, and each with other figures.
fn assert_consecutive(revisions: &[Value], count: usize) {
    let numbers: Vec<usize> = revisions.iter().map(|revision| usize::try_from(revision["revision"].as_u64().unwrap()).unwrap()).collect();
    assert_eq!(numbers, (1..=count).rev().collect::<Vec<_>>());
    let mut figures: Vec<String> = revisions.iter().map(|revision| revision["actual"].to_string()).collect();
    figures.sort_unstable();
    figures.dedup();
    assert_eq!(figures.len(), count);
}

async fn readers_and_writers_at_once_see_no_fault(backend: Backend) {
    let (writers, requests, indicators) = (32, if full_length() { 4_000 } else { 40 }, 8);
    let service = started(backend, indicators).await;
    let write = |writer: usize| {
        let service = &service;
        async move {
            for n in 0..requests {
                let status = put(service, writer % indicators, writer * requests + n).await;
                assert!(status.is_success(), "PUT: {status}");
            }
        }
    };
    let read = |reader: usize| {
        let service = &service;
        async move {
            for _ in 0..requests {
                service.get(&format!("/api/v1/indicators/PI{}", reader % indicators)).await;
                service.get("/api/v1/alerts").await;
            }
        }
    };
    tokio::join!(join_all((0..writers).map(write)), join_all((0..writers).map(read)));
    for indicator in 0..indicators {
        assert_consecutive(&revisions(&service, indicator).await, writers / indicators * requests);
    }
}

async fn writers_of_one_result_each_leave_a_revision(backend: Backend) {
    let service = started(backend, 1).await;
    let statuses = join_all((0..20).map(|actual| put(&service, 0, actual))).await;
    let (created, updated) = (StatusCode::CREATED, StatusCode::OK);
    assert!(statuses.iter().all(|status| [created, updated, StatusCode::CONFLICT].contains(status)), "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == created).count(), 1, "one of them was the first");
    let kept = statuses.iter().filter(|status| status.is_success()).count();
    assert_consecutive(&revisions(&service, 0).await, kept);
}

/// Each thread keeps for itself much of the memory that its largest read took.
async fn what_may_be_large_is_read_by_few_threads(backend: Backend) {
    let record = Record::new(backend);
    let db = record.open();
    let read = |_| {
        db.snapshot(|_| {
            std::thread::sleep(Duration::from_millis(10));
            Ok(std::thread::current().id())
        })
    };
    let threads: HashSet<ThreadId> = join_all((0..32).map(read)).await.into_iter().map(Result::unwrap).collect();
    assert!(threads.len() <= 2, "{threads:?}");
}
