//! Lists: every item once, in order, whatever the page; and the filters that a user would look for.

use super::{create, start};
use plumbline_tests::on_both;
use plumbline_tests::support::pack::import;
use plumbline_tests::support::service::{Backend, Service};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(pages_hold_every_item_once, every_kind_has_the_same_order, filters_find_what_they_say, text_is_found_as_it_is_written);

/// The refs of a page, and where the next one is.
async fn page(service: &Service, path: &str) -> (Vec<String>, Option<String>) {
    let response = service.request(Method::GET, path).bearer_auth(&service.reader).send().await.unwrap();
    let status = response.status();
    let link = response.headers().get("link").map(|value| value.to_str().unwrap().to_owned());
    let body: Value = response.json().await.unwrap();
    assert_eq!(status, StatusCode::OK, "{body}");
    let next = body["next"].as_str().map(str::to_owned);
    assert_eq!(link, next.as_ref().map(|next| format!("<{next}>; rel=\"next\"")));
    (body["items"].as_array().unwrap().iter().map(|item| item["ref"].as_str().unwrap().to_owned()).collect(), next)
}

async fn found(service: &Service, query: &str) -> Vec<String> {
    let (mut refs, mut next) = page(service, &format!("/api/v1/actions?{query}")).await;
    while let Some(path) = next {
        let (more, after) = page(service, &path).await;
        refs.extend(more);
        next = after;
    }
    refs
}

/// Loads many actions at once: `ref,title,due_date`, and more columns as named.
async fn load(service: &Service, header: &str, rows: impl Iterator<Item = String>) {
    let text = format!("{header}\n{}\n", rows.collect::<Vec<_>>().join("\n"));
    let (status, report) = import(service, "/api/v1/imports", &[("actions.csv".to_owned(), text.into_bytes())]).await;
    assert_eq!(status, StatusCode::OK, "{report}");
}

const COLUMNS: &str = "ref,title,corporate_action,service_area,owner_email,start_date,due_date,lifecycle";

async fn pages_hold_every_item_once(backend: Backend) {
    let service = start(backend).await;
    // Few days for many actions: the order within a day must hold from page to page.
    let row = |n: usize| format!("A/{:03},T,,,,2017-04-01,2018-03-{:02},active", n * 7 % 120, n % 5 + 1);
    load(&service, COLUMNS, (0..120).map(row)).await;
    let all: Vec<_> = (0..120).map(|n| format!("A/{n:03}")).collect();
    for limit in [1, 7, 50, 60, 100] {
        assert_eq!(found(&service, &format!("limit={limit}")).await, all, "{limit}");
    }
    assert_eq!(page(&service, "/api/v1/actions").await.0.len(), 50);
    let due = found(&service, "sort=due&limit=100").await;
    assert_eq!(found(&service, "sort=due&limit=11").await, due);
    let mut sorted = due.clone();
    sorted.sort();
    assert_eq!(sorted, all);
    let back: Vec<_> = found(&service, "sort=-due&limit=13").await;
    assert!(back.len() == 120 && back != due);
    let (_, next) = page(&service, "/api/v1/actions?limit=50&overdue=false&q=A/").await;
    assert!(next.unwrap().contains("overdue=false&q=A/&cursor="), "the next page has the same filters");
    // An item made meanwhile moves none of the others.
    let (mut refs, next) = page(&service, "/api/v1/actions?limit=60").await;
    create(&service, "actions", super::action("A/000a")).await;
    refs.extend(page(&service, &next.unwrap()).await.0);
    assert_eq!(refs, all);
    service.stop().await;
}

/// The order of refs is that of their characters, whatever the language that a database was set up in.
async fn every_kind_has_the_same_order(backend: Backend) {
    let service = start(backend).await;
    let sorted = ["A 1", "A-1", "A/10", "A1", "A_1", "Aa", "B", "_", "a", "b", "Ŵ", "ŵ"];
    for reference in sorted.iter().rev() {
        create(&service, "actions", super::action(reference)).await;
        create(&service, "indicators", super::indicator(reference)).await;
        for kind in ["plan", "projects", "risks", "service-areas", "directorates", "people"] {
            let draft = json!({"ref": reference});
            let own = match kind {
                "plan" => json!({"level": "outcome", "title": "T"}),
                "projects" => json!({"title": "T"}),
                "risks" => json!({"kind": "corporate", "title": "T"}),
                _ => json!({"name": "T"}),
            };
            let both: serde_json::Map<_, _> = [draft, own].into_iter().flat_map(|part| part.as_object().unwrap().clone()).collect();
            create(&service, kind, both.into()).await;
        }
    }
    for kind in ["actions", "indicators", "plan", "projects", "risks", "service-areas", "directorates", "people"] {
        let (mut refs, mut next) = page(&service, &format!("/api/v1/{kind}?limit=5")).await;
        while let Some(path) = next {
            let (more, after) = page(&service, &path).await;
            refs.extend(more);
            next = after;
        }
        assert_eq!(refs, sorted, "{kind}");
    }
    service.stop().await;
}

async fn filters_find_what_they_say(backend: Backend) {
    let service = start(backend).await;
    for area in ["HR", "HS"] {
        create(&service, "service-areas", json!({"ref": area, "name": area})).await;
        let email = format!("{}.lead@cyngor.example", area.to_lowercase());
        create(&service, "people", json!({"email": email, "name": area, "service_area": area})).await;
    }
    let rows = [
        "A1,Done,,HR,hr.lead@cyngor.example,2017-04-01,2017-08-31,completed",
        "A2,Late,,HR,hr.lead@cyngor.example,2017-04-01,2017-10-15,active",
        "A3,Due today,,HS,hr.lead@cyngor.example,2017-04-01,2017-10-16,active",
        "A4,Later,,HS,hs.lead@cyngor.example,2017-04-01,2018-03-31,active",
        "A5,Given up,,HS,hs.lead@cyngor.example,2017-04-01,2017-06-30,cancelled",
    ];
    load(&service, COLUMNS, rows.iter().map(ToString::to_string)).await;
    let update = json!({"percent_complete": 10, "reported_rag": "red", "commentary": "Slipped."});
    assert_eq!(service.send(Method::PUT, "/api/v1/actions/A4/updates/2017-18-Q2", update).await.0, StatusCode::CREATED);
    let cases: [(&str, &[&str]); 15] = [
        ("service_area=HR", &["A1", "A2"]),
        ("owner=hr.lead@cyngor.example", &["A1", "A2", "A3"]),
        ("owner=HR.LEAD@CYNGOR.EXAMPLE", &["A1", "A2", "A3"]),
        ("owner=hr.lead@cyngor.example&service_area=HS", &["A3"]),
        ("overdue=true", &["A2"]),
        ("overdue=true&as_of=2017-10-17", &["A2", "A3"]),
        ("overdue=false&service_area=HR", &["A1"]),
        ("due_before=2017-10-15", &["A1", "A5"]),
        ("due_before=2017-10-16", &["A1", "A2", "A5"]),
        ("due_after=2017-10-15", &["A3", "A4"]),
        ("lifecycle=cancelled", &["A5"]),
        ("rag=red", &["A4"]),
        ("rag=green&period=2017-18-Q2", &["A1"]),
        ("rag=red&period=2017-18-Q1", &[]),
        ("archived=true", &[]),
    ];
    for (query, refs) in cases {
        assert_eq!(found(&service, query).await, refs, "{query}");
    }
    service.stop().await;
}

async fn text_is_found_as_it_is_written(backend: Backend) {
    let service = start(backend).await;
    for (reference, title, title_cy) in [
        ("T/1", "Reach 100% of homes", None),
        ("T/2", "Reach 100 homes", None),
        ("T/3", "file_name and filename", None),
        ("T/4", "filename only", None),
        ("T/5", "Flood plan", Some("Cynllun ar gyfer dŵr")),
        ("T/6", "ŴYN Y DŴR", None),
        ("T/7", "back\\slash", None),
    ] {
        create(&service, "actions", json!({"ref": reference, "title": title, "title_cy": title_cy, "due_date": "2018-03-31"})).await;
    }
    let cases: [(&str, &[&str]); 11] = [
        ("100%", &["T/1"]),
        ("100", &["T/1", "T/2"]),
        ("%", &["T/1"]),
        ("file_", &["T/3"]),
        ("_", &["T/3"]),
        ("FILENAME", &["T/3", "T/4"]),
        ("dŵr", &["T/5", "T/6"]),
        ("DŴR", &["T/5", "T/6"]),
        ("ŵyn", &["T/6"]),
        ("t/4", &["T/4"]),
        ("\\", &["T/7"]),
    ];
    for (text, refs) in cases {
        let mut url = reqwest::Url::parse(&service.base).unwrap();
        url.query_pairs_mut().append_pair("q", text);
        assert_eq!(found(&service, url.query().unwrap()).await, refs, "{text}");
    }
    service.stop().await;
}
