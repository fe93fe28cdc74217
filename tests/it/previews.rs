//! What a check would send, and who still owes what, before any mail.

use plumbline_tests::on_both;
use plumbline_tests::support::pack::import_council;
use plumbline_tests::support::service::{Backend, Service, Setup};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(a_preview_tells_who_would_get_what, the_summaries_of_a_quarter_are_previewed, returns_are_told_before_any_mail);

const PATH: &str = "/api/v1/notifications/preview";

async fn council(backend: Backend) -> Service {
    let service = Service::start(backend, Setup::on("2017-10-16")).await;
    import_council(&service).await;
    service
}

async fn a_preview_tells_who_would_get_what(backend: Backend) {
    let service = council(backend).await;
    let (mut names, mut next) = (Vec::new(), Some(format!("{PATH}?limit=3")));
    while let Some(path) = next {
        let page = service.get(&path).await;
        assert_eq!((&page["recipients"], &page["opened"], &page["unreachable"]), (&8.into(), &26.into(), &0.into()), "{page}");
        for mail in page["items"].as_array().unwrap() {
            assert!(mail["mail"].is_null() && !mail["lines"].as_array().unwrap().is_empty(), "{mail}");
            assert!(mail["lines"][0]["explanation"]["reason"].is_string(), "{mail}");
            names.push(mail["email"].as_str().unwrap().to_owned());
        }
        next = page["next"].as_str().map(str::to_owned);
    }
    names.sort();
    assert_eq!(names, ["cs", "ds", "fs", "hr", "hs", "it", "pd", "sl"].map(|area| format!("{area}.lead@cyngor.example")));

    let one = service.get(&format!("{PATH}?person=it.lead@cyngor.example")).await;
    let mail = &one["items"][0]["mail"];
    let said = |part: &str| mail[part].as_str().unwrap().to_owned();
    assert!(said("text").contains("IT/IT022") && said("html").contains("IT/IT022") && said("text").contains("Annwyl"), "{one}");
    assert!(!said("subject").is_empty() && !said("html").contains("/items/"), "its links lead nowhere: {one}");

    // Nothing was kept, and nothing is sent.
    for path in ["/api/v1/alerts", "/api/v1/notifications"] {
        assert_eq!(service.get(path).await["items"], Value::Array(Vec::new()), "{path}");
    }
    let off = service.get(&format!("{PATH}?as_of=2017-10-15")).await;
    assert_eq!((&off["working_day"], &off["recipients"]), (&false.into(), &0.into()), "a Sunday: {off}");
    let reader = service.request(Method::GET, PATH).bearer_auth(&service.reader).send().await.unwrap();
    assert_eq!(reader.status(), StatusCode::FORBIDDEN);
    service.stop().await;
}

async fn the_summaries_of_a_quarter_are_previewed(backend: Backend) {
    let service = council(backend).await;
    let directorates = service.get("/api/v1/directorates?limit=1").await;
    let directorate = &directorates["items"][0]["ref"];
    // One who has a digest of their own as well.
    let director = "/api/v1/people/fs.lead@cyngor.example";
    let made = service
        .request(Method::PATCH, director)
        .bearer_auth(&service.admin)
        .header("if-match", "*")
        .json(&json!({"directs": directorate}))
        .send()
        .await
        .unwrap();
    let (status, body) = (made.status(), made.text().await.unwrap());
    assert_eq!(status, StatusCode::OK, "{body}");

    let own = format!("{PATH}?person=fs.lead@cyngor.example");
    let own = service.get(&own).await;
    let mails: Vec<_> = own["items"].as_array().unwrap().iter().map(|mail| mail["check"].as_str().unwrap()).collect();
    assert_eq!((mails.as_slice(), &own["recipients"]), (["quarterly", "summary"].as_slice(), &9.into()), "{own}");
    let summary = &own["items"][1];
    assert_eq!(summary["lines"], json!([]));
    assert!(summary["mail"]["text"].as_str().unwrap().contains("13 October 2017"), "the deadline: {summary}");

    let (mut seen, mut next) = (Vec::new(), Some(format!("{PATH}?limit=1")));
    while let Some(path) = next {
        let page = service.get(&path).await;
        let mail = &page["items"][0];
        seen.push(format!("{} {}", mail["email"].as_str().unwrap(), mail["check"].as_str().unwrap()));
        next = page["next"].as_str().map(str::to_owned);
    }
    seen.sort();
    assert_eq!(seen.len(), 9, "{seen:?}");
    seen.dedup();
    assert_eq!(seen.len(), 9, "each once: {seen:?}");
    assert!(seen.contains(&"fs.lead@cyngor.example summary".to_owned()), "{seen:?}");
    service.stop().await;
}

async fn returns_are_told_before_any_mail(backend: Backend) {
    let service = council(backend).await;
    let missing = service.get("/api/v1/returns?state=missing").await;
    let mut refs: Vec<_> = missing["items"].as_array().unwrap().iter().map(|one| one["item"]["ref"].as_str().unwrap()).collect();
    refs.sort_unstable();
    assert_eq!(refs, ["DS/W014", "FS/F021", "HR/W023", "PD/F033", "SL/F037"]);
    let counted = service.get("/api/v1/returns/summary").await;
    assert_eq!((&counted["period"], &counted["deadline"]), (&"2017-18-Q2".into(), &"2017-10-13".into()));
    assert_eq!(counted["returns"]["outstanding"], 5, "{counted}");
    let areas = counted["service_areas"].as_array().unwrap();
    let total: i64 = areas.iter().map(|area| area["returns"]["expected"].as_i64().unwrap()).sum();
    assert_eq!(counted["returns"]["expected"], total);
    service.stop().await;
}
