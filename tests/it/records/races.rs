//! Many at once: what each was told is what the record holds.

use super::{action, create, start};
use futures_util::future::join_all;
use plumbline_tests::on_both;
use plumbline_tests::support::pack::{files, import};
use plumbline_tests::support::service::Backend;
use reqwest::{Method, StatusCode};
use serde_json::json;

on_both!(one_of_many_takes_a_ref, no_change_is_lost, a_pack_is_imported_once, nothing_new_refers_to_what_is_archived);

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

/// Two fields changed at once: the one waits for the other, and both are there.
async fn no_change_is_lost(backend: Backend) {
    let service = start(backend).await;
    create(&service, "actions", action("A1")).await;
    let path = "/api/v1/actions/A1";
    for round in 0..10 {
        let title = json!({"title": format!("T{round}")});
        let welsh = json!({"title_cy": format!("C{round}")});
        let patches = [title, welsh];
        let answers = join_all(patches.iter().map(|patch| service.send(Method::PATCH, path, patch.clone()))).await;
        let now = service.get(path).await;
        for ((status, body), patch) in answers.iter().zip(&patches) {
            let (name, value) = patch.as_object().unwrap().iter().next().unwrap();
            assert!(*status == StatusCode::OK && now[name] == *value, "{patch}: {status} {body}, now {now}");
        }
    }
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
