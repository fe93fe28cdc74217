//! A proxy may serve everything under a path of its own, which it takes away: what is answered leads on all the same.

use plumbline_tests::support::process::{command, signal};
use plumbline_tests::support::service::{Backend, Record};
use reqwest::{Client, StatusCode, Url, redirect};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};

/// Where people reach it.
const PUBLIC: &str = "https://intranet.council.example/plumbline/";

/// A service as a proxy sees it.
struct Behind {
    client: Client,
    own: Url,
}

impl Behind {
    /// What a browser gets at that address: the proxy takes its path away.
    async fn get(&self, address: &Url, key: &str) -> (StatusCode, String, String) {
        let path = address.as_str().strip_prefix(PUBLIC).unwrap_or_else(|| panic!("{address} is not the proxy's to pass on"));
        let answer = self.client.get(self.own.join(path).unwrap()).bearer_auth(key).send().await.unwrap();
        let location = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
        (answer.status(), location, answer.text().await.unwrap())
    }
}

#[tokio::test]
async fn everything_leads_on_under_a_path() {
    let record = Record::new(Backend::Sqlite);
    let mut process =
        command(&record, &["serve", "--no-worker", "--listen", "127.0.0.1:0"]).env("PLUMBLINE_PUBLIC_URL", PUBLIC).spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
    let own = lines.find_map(|line| Some(line.split_once("listens on ")?.1.split_once(';')?.0.to_owned())).unwrap();
    let key = lines.find_map(|line| line.trim().starts_with("plb_").then(|| line.trim().to_owned())).unwrap();
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    for n in 1..=3 {
        let draft = json!({"ref": format!("A{n}"), "title": "T", "due_date": "2018-03-31"});
        let made = client.post(format!("{own}/api/v1/actions")).bearer_auth(&key).json(&draft).send().await.unwrap();
        assert_eq!(made.status(), StatusCode::CREATED);
    }
    let (behind, home) = (Behind { client, own: own.parse().unwrap() }, PUBLIC.parse::<Url>().unwrap());
    for page in [&home, &home.join("reference").unwrap()] {
        let (_, _, html) = behind.get(page, &key).await;
        let links: Vec<&str> = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(links.len() > 3, "{html}");
        for link in links.into_iter().filter(|link| !link.starts_with('#')) {
            assert_eq!(behind.get(&page.join(link).unwrap(), &key).await.0, StatusCode::OK, "{link} on {page}");
        }
    }
    let (status, location, _) = behind.get(&home.join("docs").unwrap(), &key).await;
    assert_eq!(
        (status, home.join("docs").unwrap().join(&location).unwrap()),
        (StatusCode::TEMPORARY_REDIRECT, home.join("docs/").unwrap())
    );
    let docs = home.join("docs/").unwrap();
    let (_, _, script) = behind.get(&docs.join("swagger-initializer.js").unwrap(), &key).await;
    let named = script.split('"').find(|text| text.ends_with("openapi.json")).unwrap_or_else(|| panic!("{script}"));
    let (_, _, document) = behind.get(&docs.join(named).unwrap(), &key).await;
    let document: Value = serde_json::from_str(&document).unwrap();
    let servers: Vec<_> = document["servers"].as_array().unwrap().iter().map(|server| &server["url"]).collect();
    assert_eq!(servers, [&json!("/plumbline")]);
    let (mut next, mut found) = (home.join("api/v1/actions?limit=1").unwrap(), 0);
    loop {
        let (status, _, page) = behind.get(&next, &key).await;
        assert_eq!(status, StatusCode::OK);
        found += 1;
        let page: Value = serde_json::from_str(&page).unwrap();
        let Some(path) = page["next"].as_str() else { break };
        next = next.join(path).unwrap();
    }
    assert_eq!(found, 3);
    // What moved, and what was begun, is where a browser finds it.
    let api = |path: &str| format!("{own}/api/v1/{path}");
    let renamed = behind.client.patch(api("actions/A1")).bearer_auth(&key).json(&json!({"ref": "B1"})).send().await.unwrap();
    assert_eq!(renamed.status(), StatusCode::OK);
    let (status, location, _) = behind.get(&home.join("api/v1/actions/A1?period=2017-18-Q1").unwrap(), &key).await;
    assert_eq!((status, location.as_str()), (StatusCode::PERMANENT_REDIRECT, "/plumbline/api/v1/actions/B1?period=2017-18-Q1"));
    let (csv, media) = ("ref,title,due_date\nB1,T,2018-03-31\n", "text/csv");
    for (preference, status) in [("respond-async", StatusCode::ACCEPTED), ("wait", StatusCode::OK)] {
        let import = behind.client.post(api("imports?file=actions")).bearer_auth(&key).header("content-type", media);
        let begun = import.header("prefer", preference).body(csv).send().await.unwrap();
        let location = begun.headers().get("location").unwrap().to_str().unwrap().to_owned();
        assert_eq!(begun.status(), status, "{}", begun.text().await.unwrap());
        assert_eq!(behind.get(&home.join(&location).unwrap(), &key).await.0, StatusCode::OK, "{location}");
    }
    signal(&process, "TERM");
    assert!(process.wait().unwrap().success());
}
