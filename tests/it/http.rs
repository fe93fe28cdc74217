//! What HTTP asks of any service: HEAD beside GET, a way to the documentation, cursors that belong to one list.

use plumbline::problem::codes::CODES;
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service, Setup};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

on_both!(
    head_is_get_without_its_body,
    the_pages_without_a_key_lead_on,
    a_cursor_belongs_to_one_list,
    the_type_of_a_problem_leads_to_its_page
);

async fn start(backend: Backend) -> Service {
    Service::start(backend, Setup::on("2017-10-16")).await
}

async fn create(service: &Service, path: &str, draft: Value) {
    let (status, body) = service.send(Method::POST, path, draft).await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
}

async fn head_is_get_without_its_body(backend: Backend) {
    let service = start(backend).await;
    create(&service, "/api/v1/actions", json!({"ref": "A1", "title": "T", "due_date": "2018-03-31"})).await;
    for path in [
        "/livez",
        "/readyz",
        "/openapi.json",
        "/docs/",
        "/items/x",
        "/api/v1/settings",
        "/api/v1/people?limit=1",
        "/api/v1/actions",
        "/api/v1/actions/A1",
        "/api/v1/actions/A2",
        "/api/v1/nothing",
        "/api/v1/actions?limit=many",
        "/api/v1/imports",
    ] {
        // The id of a request is of a fixed length, so a problem is as long as another of its kind.
        let ask = async |method| service.request(method, path).bearer_auth(&service.admin).send().await.unwrap();
        let (get, head) = (ask(Method::GET).await, ask(Method::HEAD).await);
        assert_eq!(head.status(), get.status(), "{path}");
        for name in ["content-type", "content-length", "allow", "link", "cache-control"] {
            assert_eq!(head.headers().get(name), get.headers().get(name), "{path} {name}");
        }
        let length: usize = head.headers()["content-length"].to_str().unwrap().parse().unwrap();
        assert_eq!((get.bytes().await.unwrap().len(), head.bytes().await.unwrap().len()), (length, 0), "{path}");
    }
    let refused = service.request(Method::HEAD, "/api/v1/actions").send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED, "HEAD needs a key as GET does");
    service.stop().await;
}

async fn the_pages_without_a_key_lead_on(backend: Backend) {
    let service = start(backend).await;
    let page = async |path: &str| {
        let response = service.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert!(response.headers()["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'none'"), "{path}");
        response.text().await.unwrap()
    };
    let home = page("/").await;
    assert!(home.contains("Ready:") && home.contains(env!("CARGO_PKG_VERSION")), "{home}");
    let links: Vec<&str> =
        home.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).filter(|link| !link.starts_with('#')).collect();
    assert!(links.len() >= 4, "{links:?}");
    for link in links {
        let to = service.base.clone() + "/" + link.trim_start_matches('/');
        assert_eq!(reqwest::get(&to).await.unwrap().status(), StatusCode::OK, "{to}");
    }
    assert!(page("/docs/").await.contains("swagger"));
    let reference = page("/reference").await;
    for expected in ["PUT</strong> /api/v1/indicators/{key}/results/{period}", "<html lang=\"en\">", "id=\"schema-Problem\""] {
        assert!(reference.contains(expected), "{expected}");
    }
    service.stop().await;
}

async fn a_cursor_belongs_to_one_list(backend: Backend) {
    let service = start(backend).await;
    for n in 1..=3 {
        create(&service, "/api/v1/actions", json!({"ref": format!("A{n}"), "title": "T", "due_date": format!("2018-03-0{n}")})).await;
        create(&service, "/api/v1/people", json!({"ref": format!("P{n}"), "name": "N"})).await;
    }
    let next = async |path: &str| service.get(path).await["next"].as_str().map(str::to_owned).unwrap();
    let cursor = |next: &str| next.split_once("cursor=").unwrap().1.to_owned();
    let of_actions = cursor(&next("/api/v1/actions?limit=1").await);
    let filtered = cursor(&next("/api/v1/actions?lifecycle=active&q=T&limit=1").await);
    let by_day = cursor(&next("/api/v1/actions?sort=due&limit=1").await);
    for (query, cursor, fits) in [
        ("actions?limit=1", &of_actions, true),
        ("actions?limit=2", &of_actions, true),
        ("actions?", &of_actions, true),
        ("actions?sort=ref", &of_actions, false),
        ("actions?sort=due", &of_actions, false),
        ("actions?lifecycle=active", &of_actions, false),
        ("actions?period=2017-18-Q1", &of_actions, false),
        ("people?", &of_actions, false),
        ("risks?", &of_actions, false),
        ("actions?lifecycle=active&q=T", &filtered, true),
        ("actions?limit=100&q=%54&lifecycle=active", &filtered, true),
        ("actions?lifecycle=active&q=T&overdue=false", &filtered, false),
        ("actions?lifecycle=active", &filtered, false),
        ("actions?lifecycle=completed&q=T", &filtered, false),
        ("actions?", &filtered, false),
        ("actions?sort=due", &by_day, true),
        ("actions?sort=-due", &by_day, false),
    ] {
        let (status, body) = service.send(Method::GET, &format!("/api/v1/{query}&cursor={cursor}"), Value::Null).await;
        let wanted = if fits { (200, None) } else { (422, Some("invalid_cursor")) };
        assert_eq!((status.as_u16(), body["errors"][0]["code"].as_str()), wanted, "{query}: {body}");
        if fits {
            assert_eq!(body["items"][0]["ref"], "A2", "{query}");
        }
    }
    service.stop().await;
}

async fn the_type_of_a_problem_leads_to_its_page(backend: Backend) {
    let service = start(backend).await;
    let public = service.post.wording().public_url.trim_end_matches('/').to_owned();
    for (path, code) in
        [("/api/v1/actions/none", "not_found"), ("/api/v1/actions?nonsense=1", "malformed_request"), ("/none", "no_such_path")]
    {
        let (_, problem) = service.send(Method::GET, path, Value::Null).await;
        assert_eq!(problem["type"], format!("{public}/problems/{code}"), "{problem}");
        let page = service.request(Method::GET, &format!("/problems/{code}")).send().await.unwrap();
        assert_eq!((page.status(), page.headers()["content-type"].to_str().unwrap()), (StatusCode::OK, "text/html; charset=utf-8"));
        let page = page.text().await.unwrap();
        assert!(page.contains(&format!("<code>{code}</code>")) && page.contains("What to do"), "{page}");
    }
    let rows = json!([{"indicator": "none", "period": "2017-18-Q1", "result": {"actual": 1}}]);
    let (_, pushed) = service.send(Method::PUT, "/api/v1/indicators/results", rows).await;
    assert_eq!(pushed["items"][0]["problem"]["type"], format!("{public}/problems/not_found"), "{pushed}");
    let unknown = service.request(Method::GET, "/problems/none").send().await.unwrap();
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    service.stop().await;
}

/// The codes that the source gives to problems.
fn codes_of(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            codes_of(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") && !path.ends_with("tests.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            for start in ["conflict(", "Conflict { code:", "StatusCode::"] {
                for rest in text.split(start).skip(1) {
                    let rest =
                        if start == "StatusCode::" { rest.trim_start_matches(|c: char| c.is_ascii_uppercase() || c == '_') } else { rest };
                    let rest = rest.trim_start_matches([',', ' ', '\n']);
                    let code = rest.strip_prefix('"').and_then(|rest| rest.split('"').next());
                    found.extend(code.filter(|code| code.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase())).map(str::to_owned));
                }
            }
        }
    }
}

#[test]
fn every_code_has_its_page() {
    let (mut found, root) = (BTreeSet::new(), Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
    for folder in ["api/src", "shared/src", "worker/src"] {
        codes_of(&root.join(folder), &mut found);
    }
    found.remove("");
    let listed: Vec<&str> = CODES.iter().map(|(code, ..)| *code).collect();
    assert!(found.len() > 40 && listed.is_sorted(), "{found:?}");
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), listed);
}
