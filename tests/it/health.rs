//! The service answers, needs a key for everything else, and stops in order.

use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service, Setup, answer};
use reqwest::{Method, StatusCode};

on_both!(a_service_answers_and_stops);

async fn a_service_answers_and_stops(backend: Backend) {
    let service = Service::start(backend, Setup::on("2017-10-16")).await;
    let (status, body) = answer(service.request(Method::GET, "/readyz")).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(body["mail"], "held: no smtp_url is set");
    for path in ["/livez", "/readyz"] {
        let refused = service.request(Method::POST, path).send().await.unwrap();
        assert_eq!(
            (refused.status(), &refused.headers()["allow"]),
            (StatusCode::METHOD_NOT_ALLOWED, &"GET, HEAD".parse().unwrap()),
            "{path}"
        );
        assert_eq!(refused.json::<serde_json::Value>().await.unwrap()["code"], "method_not_allowed", "{path}");
    }
    let (status, body) = answer(service.request(Method::GET, "/api/v1/actions")).await;
    assert_eq!((status, body["code"].as_str()), (StatusCode::UNAUTHORIZED, Some("unauthenticated")));
    assert_eq!(service.get("/api/v1/actions").await["items"].as_array().map(Vec::len), Some(0));
    service.stop().await;
}
