//! Secrets: shown once, rotated with both counting for a while, and told nowhere else.

use super::{HOOKS, deliveries, hook, later, post, pump, result, start};
use plumbline_shared::ops::{Context, webhook_outbox};
use plumbline_shared::store::webhooks;
use plumbline_tests::on_both;
use plumbline_tests::support::process::command;
use plumbline_tests::support::receiver::{Receiver, Request};
use plumbline_tests::support::service::{Backend, Record, Service};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use std::io::{BufRead, BufReader, Read};

on_both!(a_rotated_secret_signs_beside_the_new_one, a_secret_is_told_nowhere);

async fn rotate(service: &Service, hook: &Value, hours: u32) -> String {
    let path = format!("{HOOKS}/{}/rotate-secret", hook["id"].as_str().unwrap());
    let (status, rotated) = service.send(Method::POST, &path, json!({"overlap_hours": hours})).await;
    assert_eq!(status, StatusCode::OK, "{rotated}");
    rotated["secret"].as_str().unwrap().to_owned()
}

/// Is one of the request's signatures by that secret?
fn is_signed(request: &Request, secret: &str) -> bool {
    let (id, at) = (request.header("webhook-id"), request.header("webhook-timestamp").parse().unwrap());
    let expected = Webhook::new(secret).unwrap().sign(id, at, request.body.as_bytes()).unwrap();
    request.header("webhook-signature").split(' ').any(|one| one == expected)
}

async fn a_rotated_secret_signs_beside_the_new_one(backend: Backend) {
    let service = start(backend).await;
    let receiver = Receiver::start([]).await;
    let made = hook(&service, &receiver, &["result.recorded"], Value::Null).await;
    let first = made["secret"].as_str().unwrap().to_owned();
    assert!(first.starts_with("whsec_") && first.len() == 50, "{first}");
    let second = rotate(&service, &made, 24).await;
    let send = async || {
        assert_eq!(post(&service, &made, "test").await.0, StatusCode::ACCEPTED);
        assert_eq!(pump(&service).await, 1);
        receiver.requests().pop().unwrap()
    };
    let signed = |request: &Request, secrets: [&str; 3]| secrets.map(|secret| is_signed(request, secret));
    let request = send().await;
    assert_eq!(signed(&request, [&first, &second, "whsec_AAAA"]), [true, true, false]);
    for secret in [&first, &second] {
        Webhook::new(secret).unwrap().verify(request.body.as_bytes(), &request.headers).unwrap();
    }
    let third = rotate(&service, &made, 1).await;
    assert_eq!(signed(&send().await, [&first, &second, &third]), [false, true, true]);
    later(&service, 3_600);
    assert_eq!(signed(&send().await, [&first, &second, &third]), [false, false, true]);
    let context = Context::new(service.clock.now(), "worker");
    service.db.write(move |conn| webhook_outbox::forget(conn, &context)).await.unwrap();
    let id = made["id"].as_str().unwrap().parse().unwrap();
    assert!(service.db.read(move |conn| webhooks::secrets(conn, id)).await.unwrap().unwrap().previous.is_none(), "it is not kept");
    let fourth = rotate(&service, &made, 0).await;
    assert_eq!(signed(&send().await, [&second, &third, &fourth]), [false, false, true]);
    // What is tampered with is not signed.
    let request = send().await;
    let altered = Request { body: request.body.replace("ping", "pong"), ..request.clone() };
    assert!(is_signed(&request, &fourth) && !is_signed(&altered, &fourth));
    result(&service, "M2", 1).await;
    for path in [HOOKS, "/api/v1/history?limit=100"] {
        let shown = service.get(path).await.to_string();
        assert!(![&first, &second, &third, &fourth].iter().any(|secret| shown.contains(&secret[6..])), "{path}");
    }
    assert!(!format!("{:?}", deliveries(&service, &made).await).contains("whsec"));
    service.stop().await;
}

/// A service as a process, that logs all it can.
async fn a_secret_is_told_nowhere(backend: Backend) {
    let record = Record::new(backend);
    let receiver = Receiver::start([]).await;
    let mut service = command(&record, &["serve", "--listen", "127.0.0.1:0"]);
    service.env("PLUMBLINE_LOG", "trace").env("PLUMBLINE_OUTBOUND_ALLOW", "localhost");
    let mut process = service.spawn().unwrap();
    let mut out = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut err = process.stderr.take().unwrap();
    let logged = std::thread::spawn(move || {
        let mut text = Vec::new();
        drop(err.read_to_end(&mut text));
        String::from_utf8_lossy(&text).into_owned()
    });
    let base = out.find_map(|line| Some(format!("http://{}", line.split_once("listens on http://")?.1.split(';').next()?))).unwrap();
    let key = out.find_map(|line| line.trim().starts_with("plb_").then(|| line.trim().to_owned())).unwrap();
    let client = Client::new();
    let send = async |method: Method, path: &str, body: Value| -> Value {
        let response = client.request(method, format!("{base}{path}")).bearer_auth(&key).json(&body).send().await.unwrap();
        assert!(response.status().is_success(), "{path}: {}", response.status());
        response.json().await.unwrap()
    };
    let url = format!("{}?token=canary-of-the-url", receiver.url());
    let made = send(Method::POST, HOOKS, json!({"name": "n", "url": url, "events": ["alert.opened"]})).await;
    let id = made["id"].as_str().unwrap();
    let rotated = send(Method::POST, &format!("{HOOKS}/{id}/rotate-secret"), json!({})).await;
    send(Method::POST, &format!("{HOOKS}/{id}/test"), json!({})).await;
    let calendar = send(Method::POST, "/api/v1/calendars", json!({})).await;
    let address = calendar["url"].as_str().unwrap().split_once("/calendar/").unwrap().1.to_owned();
    assert_eq!(client.get(format!("{base}/calendar/{address}")).send().await.unwrap().status(), 200);
    assert_eq!(client.get(format!("{base}/calendar/canary-of-a-guess.ics")).send().await.unwrap().status(), 404);
    let begun = std::time::Instant::now();
    while receiver.requests().is_empty() {
        assert!(begun.elapsed().as_secs() < 30, "nothing was sent");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let history = send(Method::GET, "/api/v1/history?limit=100", Value::Null).await.to_string();
    process.kill().unwrap();
    process.wait().unwrap();
    let told = logged.join().unwrap() + &history;
    assert!(told.contains(id), "the log is read, and says what was sent");
    let secrets = [&made["secret"], &rotated["secret"]].map(|secret| secret.as_str().unwrap()[6..].to_owned());
    for secret in [&secrets[0], &secrets[1], "canary-of-the-url", "canary-of-a-guess", address.trim_end_matches(".ics")] {
        let line = told.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "a secret is told");
    }
}
