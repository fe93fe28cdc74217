//! People who came by import, and are forgotten: what is kept of the import forgets them too.

use super::{start, write};
use plumbline_tests::on_both;
use plumbline_tests::support::pack::import;
use plumbline_tests::support::service::{Backend, Service};
use reqwest::Method;
use serde_json::json;

on_both!(what_is_kept_of_imports_forgets_a_person_too);

/// What is kept of an import: its rows, and its report.
async fn kept_of(service: &Service, id: &str) -> String {
    let rows = service.get(&format!("/api/v1/imports/{id}/rows")).await;
    format!("{rows} {}", service.get(&format!("/api/v1/imports/{id}")).await)
}

async fn what_is_kept_of_imports_forgets_a_person_too(backend: Backend) {
    let service = start(backend).await;
    let pack = |files: &[(&str, &str)]| files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect::<Vec<_>>();
    let people = "email,name,ref\nMegan@cyngor.example,Megan Rees,\njomegan@cyngor.example,Jo,\nsam@cyngor.example,Sam,S-7\n";
    let done = import(&service, "/api/v1/imports", &pack(&[("people.csv", people)])).await.1;
    let lone = "ref,title,due_date,owner_email,service_area\nA9,T,2018-03-31,S-8,XX\n";
    let wrong = "email,name,language\nmegan@cyngor.example,Megan Rees,xx\njomegan@cyngor.example,Jo,yy\n";
    let refused = import(&service, "/api/v1/imports", &pack(&[("people.csv", wrong), ("actions.csv", lone)])).await.1;
    let ids = [done["id"].as_str().unwrap().to_owned(), refused["report"]["id"].as_str().unwrap().to_owned()];
    for (person, traces) in [("megan@cyngor.example", ["Megan@", "megan@"]), ("S-7", ["S-7", "sam@"])] {
        let told = service.get(&format!("/api/v1/people/{person}/export")).await;
        let named = told["imports"].as_array().unwrap().len();
        let count = if person == "S-7" { 1 } else { 2 };
        assert_eq!(named, count, "{person}: {}", told["imports"]);
        write(&service, Method::PATCH, &format!("people/{person}"), json!({"active": false})).await;
        let anonymised = write(&service, Method::POST, &format!("people/{person}/anonymise"), json!({})).await;
        assert_eq!(anonymised["imports"], count, "{anonymised}");
        let reference = anonymised["person"]["ref"].as_str().unwrap();
        for id in &ids {
            let kept = kept_of(&service, id).await.replace("jomegan@", "");
            assert!(traces.iter().all(|trace| !kept.contains(trace)), "{person}: {kept}");
        }
        assert!(kept_of(&service, &ids[0]).await.contains(reference), "the row is still told of");
    }
    assert!(kept_of(&service, &ids[0]).await.contains("jomegan@cyngor.example"), "another's address is left alone");
    service.stop().await;
}
