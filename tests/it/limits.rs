//! What a caller may ask for in a minute, and which pages of other sites may ask at all.

use plumbline_tests::on_both;
use plumbline_tests::support::issuer::{Issuer, SigningKey};
use plumbline_tests::support::served::Served;
use plumbline_tests::support::service::{Backend, Record, Service, Setup, answer};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

on_both!(a_share_that_is_used_up_is_told, only_strangers_use_up_the_share_of_strangers, pages_of_other_sites_are_kept_out_unless_named);

const ACTIONS: &str = "/api/v1/actions";

async fn a_share_that_is_used_up_is_told(backend: Backend) {
    let record = Record::new(backend);
    let settings = [("PLUMBLINE_REQUESTS_PER_MINUTE", "5"), ("PLUMBLINE_TRUSTED_PROXIES", "127.0.0.1 10.0.0.0/8")];
    let service = Served::start(&record, &["--no-worker"], &settings);
    let with_key = || service.ask(Method::GET, ACTIONS).bearer_auth(&service.key);
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
    let stranger = |forwarded: String| service.ask(Method::GET, ACTIONS).header("x-forwarded-for", forwarded);
    let mut statuses = Vec::new();
    for n in 0..8 {
        statuses.push(answer(stranger(format!("203.0.113.{n}, 198.51.100.1"))).await.0.as_u16());
    }
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429, 429]);
    assert_eq!(answer(stranger("198.51.100.2".to_owned())).await.0, StatusCode::UNAUTHORIZED, "another caller of the same proxy");
    let mut statuses = Vec::new();
    for _ in 0..7 {
        let published = service.ask(Method::GET, "/public/reports/council/2017-18-Q2").header("x-forwarded-for", "198.51.100.3");
        statuses.push(answer(published).await.0.as_u16());
    }
    assert_eq!(statuses, [404, 404, 404, 404, 404, 429, 429], "whoever reads what is published is a stranger");
    assert_eq!(answer(Client::new().get(format!("{}/readyz", service.base))).await.0, StatusCode::OK, "monitoring is not counted");
}

/// Those whom an issuer vouches for and who may not come in, and those who come while it is away, are told so, however often.
async fn only_strangers_use_up_the_share_of_strangers(backend: Backend) {
    let (here, away, key) = (Issuer::start().await, Issuer::start().await, SigningKey::ed25519("e1"));
    let names = [&here, &away].map(|issuer| issuer.publish("/council", &[&key]));
    away.set_away(true);
    let service = Service::start_with(Record::new(backend), Setup::on("2017-10-16"), |config| {
        config.requests_per_minute = 4;
        config.oidc = names.iter().map(|name| serde_json::from_value(json!({"issuer": name, "audience": "p"})).unwrap()).collect();
    });
    let service = service.await;
    let now = service.clock.now().instant.micros() / 1_000_000;
    let of = |issuer: &String| key.token(&json!({"iss": issuer, "aud": "p", "email": "nobody@vale.example", "iat": now, "exp": now + 600}));
    let tried = async |token: &str| answer(service.request(Method::GET, ACTIONS).bearer_auth(token)).await;
    for (token, wanted, code) in [(of(&names[0]), 403, "unknown_person"), (of(&names[1]), 503, "issuer_unavailable")] {
        for _ in 0..8 {
            let (status, told) = tried(&token).await;
            assert_eq!((status.as_u16(), told["code"].as_str()), (wanted, Some(code)), "{told}");
        }
    }
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(tried("forged").await.0.as_u16());
    }
    assert_eq!(statuses, [401, 401, 401, 401, 429, 429]);
    // They have the share of strangers no more, and are told what they were told before.
    assert_eq!(tried(&of(&names[0])).await.0, StatusCode::FORBIDDEN);
    service.stop().await;
}

async fn pages_of_other_sites_are_kept_out_unless_named(backend: Backend) {
    let record = Record::new(backend);
    let preflight = |service: &Served, origin: &str| {
        let request = service.ask(Method::OPTIONS, ACTIONS).header("origin", origin);
        request.header("access-control-request-method", "PATCH").header("access-control-request-headers", "authorization,if-match")
    };
    let allowed = |response: &reqwest::Response| {
        response.headers().get("access-control-allow-origin").map(|value| value.to_str().unwrap().to_owned())
    };

    let closed = Served::start(&record, &["--no-worker"], &[]);
    assert_eq!(allowed(&preflight(&closed, "https://intranet.example").send().await.unwrap()), None);
    let plain =
        closed.ask(Method::GET, ACTIONS).bearer_auth(&closed.key).header("origin", "https://intranet.example").send().await.unwrap();
    assert_eq!(allowed(&plain), None);
    let key = closed.key.clone();
    drop(closed);

    let record = Record::new(backend);
    let open = Served::start(
        &record,
        &["--no-worker"],
        &[("PLUMBLINE_CORS_ORIGINS", "https://intranet.example"), ("PLUMBLINE_REQUESTS_PER_MINUTE", "2")],
    );
    let asked = preflight(&open, "https://intranet.example").send().await.unwrap();
    assert_eq!((asked.status(), allowed(&asked).as_deref()), (StatusCode::OK, Some("https://intranet.example")));
    let refused = preflight(&open, "https://evil.example").send().await.unwrap();
    assert_eq!((refused.status(), allowed(&refused)), (StatusCode::BAD_REQUEST, None));
    assert_eq!(refused.headers().get("content-type").unwrap(), "application/problem+json");
    assert_eq!(refused.json::<Value>().await.unwrap()["code"], "cross_origin_refused");
    for status in [401, 401, 429] {
        // A page must be able to read why it was refused.
        let refused = open.ask(Method::GET, ACTIONS).bearer_auth(&key).header("origin", "https://intranet.example").send().await.unwrap();
        assert_eq!((refused.status().as_u16(), allowed(&refused).as_deref()), (status, Some("https://intranet.example")));
    }
}
