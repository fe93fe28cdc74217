//! What a caller may ask for in a minute, and which pages of other sites may ask at all.

use plumbline_tests::on_both;
use plumbline_tests::support::process::command;
use plumbline_tests::support::service::{Backend, Record, answer};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use std::io::{BufRead, BufReader};
use std::process::Child;

on_both!(a_share_that_is_used_up_is_told, pages_of_other_sites_are_kept_out_unless_named);

/// The service as a process, with settings of its own; it ends with the test.
struct Process {
    child: Child,
    base: String,
    key: String,
}

impl Process {
    fn start(record: &Record, settings: &[(&str, &str)]) -> Self {
        let mut child =
            command(record, &["serve", "--no-worker", "--listen", "127.0.0.1:0"]).envs(settings.iter().copied()).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let base = said.find_map(|line| Some(line.split_once("listens on ")?.1.split_once(';')?.0.to_owned())).unwrap();
        let key = said.find(|line| line.trim().starts_with("plb_")).unwrap().trim().to_owned();
        std::thread::spawn(move || said.for_each(drop));
        let logs = BufReader::new(child.stderr.take().unwrap()).lines();
        std::thread::spawn(move || logs.for_each(drop));
        Self { child, base, key }
    }

    fn ask(&self, method: Method) -> RequestBuilder {
        Client::new().request(method, format!("{}/api/v1/actions", self.base))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn a_share_that_is_used_up_is_told(backend: Backend) {
    let record = Record::new(backend);
    let settings = [("PLUMBLINE_REQUESTS_PER_MINUTE", "5"), ("PLUMBLINE_TRUSTED_PROXIES", "127.0.0.1 10.0.0.0/8")];
    let service = Process::start(&record, &settings);
    let with_key = || service.ask(Method::GET).bearer_auth(&service.key);
    for left in (0..5).rev() {
        let response = with_key().send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["x-ratelimit-limit"], "5");
        assert_eq!(response.headers()["x-ratelimit-remaining"], left.to_string());
    }
    let refused = with_key().header("x-forwarded-for", "198.51.100.77").send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()["content-type"], "application/problem+json");
    assert!((1..=13).contains(&refused.headers()["retry-after"].to_str().unwrap().parse::<u32>().unwrap()));
    let problem: serde_json::Value = refused.json().await.unwrap();
    assert_eq!((problem["code"].as_str(), problem["status"].as_i64()), (Some("too_many_requests"), Some(429)), "{problem}");

    // Without a key the share is that of an address; whoever the proxy did not see cannot be made up.
    let stranger = |forwarded: String| service.ask(Method::GET).header("x-forwarded-for", forwarded);
    let mut statuses = Vec::new();
    for n in 0..8 {
        statuses.push(answer(stranger(format!("203.0.113.{n}, 198.51.100.1"))).await.0.as_u16());
    }
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429, 429]);
    assert_eq!(answer(stranger("198.51.100.2".to_owned())).await.0, StatusCode::UNAUTHORIZED, "another caller of the same proxy");
    assert_eq!(answer(Client::new().get(format!("{}/readyz", service.base))).await.0, StatusCode::OK, "monitoring is not counted");
}

async fn pages_of_other_sites_are_kept_out_unless_named(backend: Backend) {
    let record = Record::new(backend);
    let preflight = |service: &Process, origin: &str| {
        let request = service.ask(Method::OPTIONS).header("origin", origin);
        request.header("access-control-request-method", "PATCH").header("access-control-request-headers", "authorization,if-match")
    };
    let allowed = |response: &reqwest::Response| {
        response.headers().get("access-control-allow-origin").map(|value| value.to_str().unwrap().to_owned())
    };

    let closed = Process::start(&record, &[]);
    assert_eq!(allowed(&preflight(&closed, "https://intranet.example").send().await.unwrap()), None);
    let plain = closed.ask(Method::GET).bearer_auth(&closed.key).header("origin", "https://intranet.example").send().await.unwrap();
    assert_eq!(allowed(&plain), None);
    let key = closed.key.clone();
    drop(closed);

    let record = Record::new(backend);
    let open = Process::start(&record, &[("PLUMBLINE_CORS_ORIGINS", "https://intranet.example"), ("PLUMBLINE_REQUESTS_PER_MINUTE", "2")]);
    let asked = preflight(&open, "https://intranet.example").send().await.unwrap();
    assert_eq!((asked.status(), allowed(&asked).as_deref()), (StatusCode::OK, Some("https://intranet.example")));
    assert_eq!(allowed(&preflight(&open, "https://evil.example").send().await.unwrap()), None);
    for status in [401, 401, 429] {
        // A page must be able to read why it was refused.
        let refused = open.ask(Method::GET).bearer_auth(&key).header("origin", "https://intranet.example").send().await.unwrap();
        assert_eq!((refused.status().as_u16(), allowed(&refused).as_deref()), (status, Some("https://intranet.example")));
    }
}
