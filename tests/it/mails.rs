//! The previews of mails: each as it was approved, and harmless to open.
//!
//! After a change that is meant: `INSTA_UPDATE=always cargo test -p plumbline-tests --test it mails`, then read what changed.

use plumbline_tests::support::service::{Backend, Service, Setup};
use reqwest::{Method, StatusCode};

async fn start() -> Service {
    Service::start(Backend::Sqlite, Setup::on("2017-10-16")).await
}

/// The paths that the list leads to.
async fn listed(service: &Service) -> Vec<String> {
    let index = service.request(Method::GET, "/docs/mails").send().await.unwrap().text().await.unwrap();
    let links = index.split("href=\"mails/").skip(1).filter_map(|rest| rest.split('"').next());
    links.map(|link| format!("/docs/mails/{link}")).collect()
}

#[tokio::test]
async fn every_mail_is_as_it_was_approved() {
    let service = start().await;
    let paths = listed(&service).await;
    assert_eq!(paths.len(), 7 * 3 * 2);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../data/mails");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for path in paths {
        let response = service.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        let (kind, policy) = (header("content-type"), header("content-security-policy"));
        assert_eq!(kind, if path.ends_with(".txt") { "text/plain; charset=utf-8" } else { "text/html; charset=utf-8" });
        assert!(policy.starts_with("default-src 'none'; style-src 'unsafe-inline';") && policy.ends_with("sandbox"), "{policy}");
        let body = response.text().await.unwrap();
        // What the long one says is in the others; how much it drops is tested beside the templates.
        if !path.contains("/long.") {
            settings.bind(|| insta::assert_snapshot!(path.trim_start_matches("/docs/mails/"), body));
        }
    }
    service.stop().await;
}

#[tokio::test]
async fn there_are_no_others() {
    let service = start().await;
    for path in ["/docs/mails/", "/docs/mails/nothing.en.html", "/docs/mails/digest.fr.html", "/docs/mails/digest.en.pdf", "/docs/mails/x"]
    {
        let response = service.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let refused = service.request(Method::POST, "/docs/mails/digest.en.html").send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(refused.headers()["allow"], "GET, HEAD");
    service.stop().await;
}
