//! A link acts for its person, on its item, until its day, and for nothing and nobody else.

use super::{OTHER, OWNER, QUARTER, id, made, open, path_of, post, record, start, subscriber, target, update};
use plumbline_shared::domain::alert::ItemKind;
use plumbline_shared::link::Target;
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, clock_on};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const BOSS: &str = "boss@vale.example";

on_both!(a_link_is_bound_to_what_it_was_made_for, only_those_whose_item_it_is_act, the_manager_learns_who_answered);

async fn a_link_is_bound_to_what_it_was_made_for(backend: Backend) {
    let service = start(backend).await;
    let target = target(&service, ItemKind::Action, OWNER).await;
    let signer = &service.post.wording().signer;
    let (token, mails) = (signer.sign(&target), signer.sign_mails(&subscriber(&service).await));
    let (body, signature) = token.split_once('.').unwrap();
    // Another item, person, day or purpose under the signature of this link.
    let others = [
        Target { item: id(&service, "indicators/M1").await, ..target },
        Target { kind: ItemKind::Indicator, ..target },
        Target { person: id(&service, &format!("people/{OTHER}")).await, ..target },
        Target { last_day: "2099-01-01".parse().unwrap(), ..target },
    ];
    let swapped = others.iter().map(|other| format!("{}.{signature}", signer.sign(other).split_once('.').unwrap().0));
    let flip = |at: usize| {
        let mut bent = token.clone();
        bent.replace_range(at..=at, if &token[at..=at] == "A" { "B" } else { "A" });
        bent
    };
    let bent = [flip(0), flip(body.len() / 2), flip(body.len() + 1), format!("{token}A"), body.to_owned(), String::from("x")];
    let fields = update("9", "0");
    for path in swapped.chain(bent).chain([mails.clone()]).map(|token| format!("/items/{token}")).chain([format!("/unsubscribe/{token}")]) {
        for status in [open(&service, &path).await.status, post(&service, &path, &fields).await.status] {
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    // A form for another kind of item, and none at all.
    for act in ["result", "assessment", "remove", ""] {
        let page = post(&service, &format!("/items/{token}"), &[("act", act), ("period", QUARTER), ("actual", "1")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{act}");
    }
    // A quarter that the page does not offer: long gone, before the item began, or not begun.
    for period in ["2015-16-Q1", "2016-17-Q4", "2017-18-Q4"] {
        let fields = [("act", "update"), ("period", period), ("revision", "0"), ("percent_complete", "9")];
        let page = post(&service, &format!("/items/{token}"), &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{period}: {}", page.html);
    }
    let before = record(&service).await;
    service.clock.set(clock_on("2018-12-01").now().instant);
    for path in [format!("/items/{token}"), format!("/unsubscribe/{mails}"), format!("/preferences/{mails}")] {
        let [opened, posted] = [open(&service, &path).await, post(&service, &path, &fields).await];
        assert_eq!((opened.status, posted.status), (StatusCode::GONE, StatusCode::GONE), "{path}");
        assert!(posted.html.contains("This link has expired") && posted.html.contains("mailto:"), "{}", posted.html);
    }
    assert_eq!(record(&service).await, before);
    service.stop().await;
}

async fn only_those_whose_item_it_is_act(backend: Backend) {
    let service = start(backend).await;
    let [owners, others] = [OWNER, OTHER].map(|person| target(&service, ItemKind::Action, person));
    // With the slash that some programs add.
    let (owners, others) = (format!("{}/", path_of(&service, &owners.await)), path_of(&service, &others.await));
    let acts = async |link: &str, percent: &str| {
        let (page, revision) = (open(&service, link).await, service.get("/api/v1/actions/A1/updates/2017-18-Q2").await);
        let revision = revision["items"].as_array().unwrap().len().to_string();
        let (offers, posted) = (page.html.contains("<form"), post(&service, link, &update(percent, &revision)).await);
        if page.status == StatusCode::GONE {
            assert_eq!(posted.status, StatusCode::GONE);
            assert!(page.html.contains("no longer with you") && page.html.contains("mailto:"), "{}", page.html);
            assert!(!page.html.contains("A1") && !page.html.contains("31 July 2017"), "what it showed: {}", page.html);
            return None;
        }
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(posted.status.is_success(), offers, "{}", posted.html);
        assert!(offers || (posted.status == StatusCode::FORBIDDEN && posted.html.contains("you must be its owner or deputy")));
        Some(offers)
    };
    assert_eq!([acts(&owners, "1").await, acts(&others, "2").await], [Some(true), Some(false)]);
    let patch = async |path: &str, body: Value| made(&service, Method::PATCH, path, body).await;
    patch("actions/A1", json!({"deputy": OTHER})).await;
    assert_eq!([acts(&owners, "3").await, acts(&others, "4").await], [Some(true), Some(true)]);
    patch("actions/A1", json!({"deputy": null, "owner": OTHER})).await;
    assert_eq!([acts(&owners, "5").await, acts(&others, "6").await], [Some(false), Some(true)]);
    patch("actions/A1", json!({"owner": null})).await;
    let page = open(&service, &others).await;
    assert!(page.html.contains("Nobody owns this item") && !page.html.contains("<form"), "{}", page.html);
    // Who stands in for a leaver acts for them; who has left is shown nothing any more, until they are back.
    patch("actions/A1", json!({"owner": OWNER})).await;
    patch(&format!("people/{OWNER}"), json!({"manager": OTHER})).await;
    assert_eq!([acts(&owners, "7").await, acts(&others, "8").await], [Some(true), Some(false)]);
    patch(&format!("people/{OWNER}"), json!({"active": false})).await;
    assert_eq!([acts(&owners, "9").await, acts(&others, "10").await], [None, Some(true)]);
    patch(&format!("people/{OTHER}"), json!({"active": false})).await;
    assert_eq!([acts(&owners, "11").await, acts(&others, "12").await], [None, None]);
    patch(&format!("people/{OWNER}"), json!({"active": true})).await;
    assert_eq!(acts(&owners, "13").await, Some(true));
    service.stop().await;
}

async fn the_manager_learns_who_answered(backend: Backend) {
    let service = start(backend).await;
    made(&service, Method::POST, "people", json!({"email": BOSS, "name": "Siân", "language": "en"})).await;
    made(&service, Method::PATCH, &format!("people/{OTHER}"), json!({"name": "Mair"})).await;
    made(&service, Method::PATCH, &format!("people/{OWNER}"), json!({"manager": BOSS})).await;
    made(&service, Method::PATCH, "actions/A1", json!({"deputy": OTHER})).await;
    let alert = service.get("/api/v1/alerts?item_kind=action&item=A1&open=true").await["items"][0]["id"].clone();
    let said = [("act", "acknowledge"), ("alert", alert.as_str().unwrap()), ("until", "2017-10-30"), ("reason", "It is being painted.")];
    let others = path_of(&service, &target(&service, ItemKind::Action, OTHER).await);
    assert_eq!(post(&service, &others, &said).await.query, "done=acknowledge");
    let preview = service.get(&format!("/api/v1/notifications/preview?person={BOSS}")).await;
    let text = preview["items"][0]["mail"]["text"].as_str().unwrap();
    assert!(text.contains("Acknowledged by Mair until 30 October 2017: “It is being painted.”"), "{text}");
    service.stop().await;
}
