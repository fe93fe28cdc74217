//! Many at once: what each was told is what the record holds.

use super::{action, create, indicator, kinds, start};
use futures_util::future::join_all;
use plumbline_shared::db::Conn;
use plumbline_tests::on_both;
use plumbline_tests::support::pack::{files, import};
use plumbline_tests::support::service::{Backend, Service};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{sleep, timeout};

type Answer = (StatusCode, Value);

on_both!(
    one_of_many_takes_a_ref,
    no_change_is_lost,
    nothing_is_recorded_of_what_was_archived_meanwhile,
    what_was_changed_meanwhile_is_in_the_answer,
    readers_do_not_wait_for_writers,
    imports_and_editors_wait_for_each_other,
    a_pack_is_imported_once,
    nothing_new_refers_to_what_is_archived,
);

async fn one_of_many_takes_a_ref(backend: Backend) {
    let service = start(backend).await;
    for (kind, draft, code) in [
        ("actions", action("HR/A1"), "ref_taken"),
        ("people", json!({"email": "a@cyngor.example", "name": "A"}), "email_taken"),
        ("plan", json!({"ref": "O1", "level": "outcome", "title": "T"}), "ref_taken"),
    ] {
        let path = format!("/api/v1/{kind}");
        let answers = join_all((0..8).map(|_| service.send(Method::POST, &path, draft.clone()))).await;
        let made = answers.iter().filter(|(status, _)| *status == StatusCode::CREATED).count();
        let taken = answers.iter().filter(|(status, body)| *status == StatusCode::CONFLICT && body["code"] == code).count();
        assert_eq!((made, taken), (1, 7), "{kind}: {answers:?}");
        assert_eq!(service.get(&path).await["items"].as_array().map(Vec::len), Some(1));
    }
    service.stop().await;
}

/// Changed at once: the one waits for the other, and each is a version.
async fn no_change_is_lost(backend: Backend) {
    let service = start(backend).await;
    for (kind, draft, field) in kinds() {
        let made = create(&service, kind, draft).await;
        let path = format!("/api/v1/{kind}/{}", made["id"].as_str().unwrap());
        let answers = join_all((0..6).map(|n| service.send(Method::PATCH, &path, json!({field: format!("N{n}")})))).await;
        assert!(answers.iter().all(|(status, _)| *status == StatusCode::OK), "{kind}: {answers:?}");
        assert_eq!(service.get(&path).await["version"], 7, "{kind}");
    }
    service.stop().await;
}

/// Of each kind that is recorded of: what waited until the item was archived finds it archived.
async fn nothing_is_recorded_of_what_was_archived_meanwhile(backend: Backend) {
    let service = start(backend).await;
    for (name, kind, draft, records, record) in [
        ("action", "actions", action("A1"), "updates", json!({"percent_complete": 50})),
        ("indicator", "indicators", indicator("M1"), "results", json!({"actual": 5, "target": 4})),
        (
            "risk",
            "risks",
            json!({"ref": "R1", "kind": "corporate", "title": "T"}),
            "assessments",
            json!({"residual_likelihood": 2, "residual_impact": 2}),
        ),
        ("project", "projects", json!({"ref": "P1", "title": "T"}), "statuses", json!({"status": "green"})),
    ] {
        let id = create(&service, kind, draft).await["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/{kind}/{id}");
        let other = held(&service, backend, &format!("{name} {id}"));
        let records = format!("{path}/{records}/2017-18-Q2");
        let (archived, recorded) =
            queued(&service, other, [(Method::DELETE, path.as_str(), json!(null)), (Method::PUT, records.as_str(), record)]).await;
        assert_eq!((archived.0, recorded.0), (StatusCode::NO_CONTENT, StatusCode::CONFLICT), "{kind}: {archived:?} {recorded:?}");
    }
    service.stop().await;
}

/// Of each kind that is recorded of: what waited until the item was changed answers with the item as it is now.
async fn what_was_changed_meanwhile_is_in_the_answer(backend: Backend) {
    let service = start(backend).await;
    for (name, draft, change, records, record, pointer, wanted) in [
        ("action", action("A1"), json!({"lifecycle": "cancelled"}), "updates", json!({"percent_complete": 50}), "/status/rag", "n/a"),
        ("indicator", indicator("M1"), json!({"polarity": "lower"}), "results", json!({"actual": 5, "target": 4}), "/status/rag", "red"),
        (
            "risk",
            json!({"ref": "R1", "kind": "corporate", "title": "T"}),
            json!({"ref": "R2"}),
            "assessments",
            json!({"residual_likelihood": 2, "residual_impact": 2}),
            "/risk",
            "R2",
        ),
        ("project", json!({"ref": "P1", "title": "T"}), json!({"ref": "P2"}), "statuses", json!({"status": "green"}), "/project", "P2"),
    ] {
        let made = create(&service, &format!("{name}s"), draft).await;
        let id = made["id"].as_str().unwrap();
        let path = format!("/api/v1/{name}s/{id}");
        let other = held(&service, backend, &format!("{name} {id}"));
        let records = format!("{path}/{records}/2017-18-Q2");
        let (changed, recorded) =
            queued(&service, other, [(Method::PATCH, path.as_str(), change), (Method::PUT, records.as_str(), record)]).await;
        assert_eq!((changed.0, recorded.0), (StatusCode::OK, StatusCode::CREATED), "{name}: {changed:?} {recorded:?}");
        assert_eq!(recorded.1.pointer(pointer), Some(&json!(wanted)), "{name}: {}", recorded.1);
    }
    service.stop().await;
}

/// Many wait for one item, and others read all the same.
async fn readers_do_not_wait_for_writers(backend: Backend) {
    let service = start(backend).await;
    let id = create(&service, "actions", action("A1")).await["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/actions/{id}");
    let mut other = held(&service, backend, &format!("action {id}"));
    let (changed, read) =
        tokio::join!(join_all((0..8).map(|n| service.send(Method::PATCH, &path, json!({"title": format!("T{n}")})))), async {
            sleep(Duration::from_millis(200)).await;
            let read = timeout(Duration::from_secs(5), service.get(&path)).await;
            other.execute_batch("COMMIT").unwrap();
            read
        });
    assert_eq!(read.expect("an answer while they wait")["title"], "T");
    assert!(changed.iter().all(|(status, _)| *status == StatusCode::OK), "{changed:?}");
    service.stop().await;
}

/// What two requests are answered that wait for `other` to end its transaction, the second behind the first.
async fn queued(service: &Service, mut other: Conn, requests: [(Method, &str, Value); 2]) -> (Answer, Answer) {
    let [(method, path, body), (later_method, later_path, later_body)] = requests;
    let end = async {
        sleep(Duration::from_millis(500)).await;
        other.execute_batch("COMMIT").unwrap();
    };
    let later = async {
        sleep(Duration::from_millis(200)).await;
        service.send(later_method, later_path, later_body).await
    };
    let (first, second, ()) = tokio::join!(service.send(method, path, body), later, end);
    (first, second)
}

/// A writer in the middle of its transaction, which has the item.
fn held(service: &Service, backend: Backend, item: &str) -> Conn {
    let mut conn = service.record.conn();
    conn.execute_batch(if backend == Backend::Sqlite { "BEGIN IMMEDIATE" } else { "BEGIN" }).unwrap();
    conn.lock(item).unwrap();
    conn
}

/// An import writes many items, in another order than those who edit them: all are done, one after the other.
async fn imports_and_editors_wait_for_each_other(backend: Backend) {
    const ITEMS: usize = 12;
    let service = start(backend).await;
    let pack = |round: usize| {
        let actions: String = (0..ITEMS).rev().map(|n| format!("A{n},T{round},2018-03-31\n")).collect();
        let updates: String = (0..ITEMS).map(|n| format!("A{n},2017-18-Q2,{}\n", 10 + round)).collect();
        vec![
            ("actions.csv".to_owned(), format!("ref,title,due_date\n{actions}").into_bytes()),
            ("action_updates.csv".to_owned(), format!("ref,period,percent_complete\n{updates}").into_bytes()),
        ]
    };
    assert_eq!(import(&service, "/api/v1/imports", &pack(0)).await.0, StatusCode::OK);
    let edit = |n: usize| {
        let service = &service;
        async move {
            for round in 0..4 {
                let (path, day) = (format!("/api/v1/actions/A{n}"), format!("2018-0{}-01", 4 + round));
                let renamed = service.send(Method::PATCH, &path, json!({"title_cy": format!("C{round}")})).await;
                let update = json!({"percent_complete": round, "revised_due_date": day, "revision_reason": "Later."});
                let updated = service.send(Method::PUT, &format!("{path}/updates/2017-18-Q2"), update).await;
                assert!(renamed.0.is_success() && updated.0.is_success(), "{renamed:?} {updated:?}");
            }
        }
    };
    let imports = async {
        for round in 1..5 {
            let (status, report) = import(&service, "/api/v1/imports", &pack(round)).await;
            assert_eq!(status, StatusCode::OK, "{report}");
        }
    };
    tokio::join!(join_all((0..ITEMS).map(edit)), imports);
    service.stop().await;
}

async fn a_pack_is_imported_once(backend: Backend) {
    let service = start(backend).await;
    let pack = files();
    let answers = join_all((0..3).map(|_| import(&service, "/api/v1/imports", &pack))).await;
    assert!(answers.iter().all(|(status, _)| *status == StatusCode::OK), "{answers:?}");
    assert_eq!(answers.iter().filter(|(_, report)| report["changed"] == true).count(), 1, "{answers:?}");
    service.stop().await;
}

/// Archived and referred to at once: one of the two is told that it came too late.
async fn nothing_new_refers_to_what_is_archived(backend: Backend) {
    let service = start(backend).await;
    for round in 0..10 {
        let area = format!("R{round}");
        create(&service, "service-areas", json!({"ref": area, "name": "Area"})).await;
        let mut draft = action(&format!("A{round}"));
        draft["service_area"] = json!(area);
        let path = format!("/api/v1/service-areas/{area}");
        let (archived, made) =
            tokio::join!(service.send(Method::DELETE, &path, json!(null)), service.send(Method::POST, "/api/v1/actions", draft));
        let came = (archived.0 == StatusCode::NO_CONTENT, made.0 == StatusCode::CREATED);
        assert!(came.0 != came.1, "{archived:?} {made:?}");
    }
    service.stop().await;
}
