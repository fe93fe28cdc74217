//! What is not offered is refused, in words, instead of passed over; and what is said of every answer is said of errors too.

use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Record, Service, Setup, answer};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(a_request_that_is_not_answered_again_says_so, errors_carry_what_answers_carry, refs_that_would_not_be_found, accents_in_any_form);

async fn a_request_that_is_not_answered_again_says_so(backend: Backend) {
    let service = Service::start(backend, Setup::on("2017-10-16")).await;
    let document = service.get("/openapi.json").await;
    let (mut offered, mut refused) = (0, 0);
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(post) = item.get("post") else { continue };
        let names = |parameter: &Value| parameter["name"] == "Idempotency-Key";
        let takes = post["parameters"].as_array().is_some_and(|parameters| parameters.iter().any(names));
        let real = path.replace(['{', '}'], "");
        let sent = service.request(Method::POST, &real).bearer_auth(&service.admin).header("idempotency-key", "k-1").json(&json!({}));
        let (status, told) = answer(sent).await;
        assert_eq!(told["code"] == "idempotency_not_offered", !takes, "{path}: {status} {told}");
        if takes {
            offered += 1
        } else {
            refused += 1
        }
        assert!(takes || status == StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
    assert!(offered > 10 && refused == 7, "{offered} {refused}");
    service.stop().await;
}

async fn errors_carry_what_answers_carry(backend: Backend) {
    let limited = |config: &mut plumbline_shared::config::Config| config.requests_per_minute = 1_000;
    let service = Service::start_with(Record::new(backend), Setup::on("2017-10-16"), limited).await;
    let draft = json!({"ref": "P1", "title": "T"});
    assert_eq!(service.send(Method::POST, "/api/v1/projects", draft).await.0, StatusCode::CREATED);
    let requests = [
        (service.request(Method::GET, "/api/v1/projects/P9").bearer_auth(&service.admin), 404),
        (
            service
                .request(Method::PATCH, "/api/v1/projects/P1")
                .bearer_auth(&service.admin)
                .header("if-match", "\"7\"")
                .json(&json!({"title": "U"})),
            412,
        ),
        (service.request(Method::PATCH, "/api/v1/projects/P1").bearer_auth(&service.admin).json(&json!({"title": ""})), 422),
        (service.request(Method::POST, "/api/v1/projects").bearer_auth(&service.reader).json(&json!({})), 403),
        (service.request(Method::POST, "/api/v1/projects").bearer_auth(&service.admin).body("{"), 415),
        (service.request(Method::GET, "/api/v1/projects").bearer_auth("plb_nobody"), 401),
    ];
    for (request, status) in requests {
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), status);
        let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(header("cache-control").as_deref(), Some("private, no-cache"), "{status}");
        assert_eq!(header("x-ratelimit-limit").as_deref(), Some("1000"), "{status}");
        assert!(header("x-ratelimit-remaining").is_some_and(|left| left.parse::<u32>().unwrap() < 1_000), "{status}");
        assert_eq!(header("content-type").as_deref(), Some("application/problem+json"), "{status}");
    }
    service.stop().await;
}

/// What stands beside the place of a ref in a path is no ref.
async fn refs_that_would_not_be_found(backend: Backend) {
    let service = Service::start(backend, Setup::on("2017-10-16")).await;
    let document = service.get("/openapi.json").await;
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    let taken: Vec<(&str, &str)> = paths
        .iter()
        .filter_map(|path| path.strip_prefix("/api/v1/")?.split_once('/'))
        .filter(|(kind, rest)| !rest.contains('{') && paths.iter().any(|path| **path == format!("/api/v1/{kind}/{{key}}")))
        .collect();
    assert_eq!(taken, [("indicators", "results")]);
    let draft = json!({"ref": "results", "title": "T", "polarity": "higher", "unit": "number", "frequency": "quarterly"});
    let (status, told) = service.send(Method::POST, "/api/v1/indicators", draft).await;
    assert_eq!((status, &told["errors"][0]["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("reserved_ref")), "{told}");
    service.stop().await;
}

/// "é" in one piece and in two look the same, so they are.
async fn accents_in_any_form(backend: Backend) {
    let service = Service::start(backend, Setup::on("2017-10-16")).await;
    let (one, two) = ("Caf\u{e9}", "Cafe\u{301}");
    let (status, made) = service.send(Method::POST, "/api/v1/projects", json!({"ref": two, "title": "T"})).await;
    assert_eq!((status, &made["ref"]), (StatusCode::CREATED, &json!(one)), "{made}");
    for reference in [one, two] {
        assert_eq!(service.get(&format!("/api/v1/projects/{reference}")).await["ref"], one);
        let (status, told) = service.send(Method::POST, "/api/v1/projects", json!({"ref": reference, "title": "T"})).await;
        assert_eq!((status, &told["code"]), (StatusCode::CONFLICT, &json!("ref_taken")), "{told}");
    }
    service.stop().await;
}
