//! What is kept for a time only, and what mails say of those who are gone.

use chrono::Duration;
use plumbline_shared::db::Conn;
use plumbline_shared::ops::Context;
use plumbline_shared::ops::retention::{self, Pruned};
use plumbline_shared::store;
use plumbline_tests::on_both;
use plumbline_tests::support::outbox::{DAY, address, pump, queue, rows, states};
use plumbline_tests::support::pack::import_council;
use plumbline_tests::support::service::{Backend, Service, Setup, clock_on};
use plumbline_tests::support::smtp::{Script, SmtpServer};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(history_past_its_time_goes, mails_forget_whom_they_went_to);

async fn prune(service: &Service) -> Pruned {
    let context = Context::new(service.clock.now(), "worker");
    let job = move |conn: &mut Conn| {
        let (settings, _) = store::settings::load(conn)?;
        retention::prune_due(conn, &context, &settings)
    };
    service.db.write(job).await.unwrap()
}

fn later(service: &Service, days: i64) {
    service.clock.set(service.clock.now().instant.plus(Duration::days(days)));
}

async fn keep(service: &Service, retention: Value) -> StatusCode {
    service.send(Method::PATCH, "/api/v1/settings", json!({"retention": retention})).await.0
}

async fn history_past_its_time_goes(backend: Backend) {
    let service = Service::start(backend, Setup::on(DAY)).await;
    import_council(&service).await;
    let action = service.get("/api/v1/actions?limit=1").await["items"][0]["id"].as_str().unwrap().to_owned();
    later(&service, 3 * 366);
    assert_eq!(prune(&service).await, Pruned::default(), "kept for ever, unless it is set");
    assert_eq!(keep(&service, json!({"history_years": 0})).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(keep(&service, json!({"delivery_log_days": 6})).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(keep(&service, json!({"history_years": 2})).await, StatusCode::OK);
    let mut pieces = Vec::new();
    loop {
        let Pruned { mails, events, .. } = prune(&service).await;
        assert!(mails == 0 && events <= 1_000);
        if events == 0 {
            break;
        }
        pieces.push(events);
    }
    assert!(pieces.iter().sum::<usize>() > 100, "{pieces:?}");
    let left = service.get("/api/v1/history?limit=100").await;
    let events: Vec<&str> = left["items"].as_array().unwrap().iter().map(|event| event["event"].as_str().unwrap()).collect();
    let mut wanted = vec!["pruned"; pieces.len()];
    wanted.push("changed");
    assert_eq!(events, wanted, "what was taken away is noted, and what is younger is left");
    assert_eq!(left["items"][0]["changes"][1]["to"], json!(pieces.last()));
    // Once a day.
    assert_eq!(prune(&service).await, Pruned::default());
    // The record itself stays; what was known before the history begins cannot be told.
    service.get(&format!("/api/v1/actions/{action}")).await;
    let (status, body) = service.send(Method::GET, &format!("/api/v1/actions/{action}?known_at=2017-10-16T12:00:00Z"), Value::Null).await;
    assert_eq!((status, &body["errors"][0]["pointer"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("?known_at")));
    service.stop().await;
}

async fn mails_forget_whom_they_went_to(backend: Backend) {
    let server = SmtpServer::start(Script::default()).await;
    let service = Service::start(backend, Setup { clock: clock_on(DAY), smtp_url: server.url(), worker: false }).await;
    queue(&service.db, &service.clock, 2).await;
    pump(&service).await;
    let full = || async {
        rows(&service.db).await.iter().filter(|row| row.frozen.is_some() && row.address.is_some() && row.last_reply.is_some()).count()
    };
    assert_eq!(full().await, 2);
    let of = |n: usize, rest: &str| format!("/api/v1/people/{}{rest}", address(n));
    for (method, path, body) in [
        (Method::POST, of(0, "/reassign"), json!({"to": address(1)})),
        (Method::PATCH, of(0, ""), json!({"active": false})),
        (Method::POST, of(0, "/anonymise"), json!({})),
    ] {
        let (status, answer) = service.send(method, &path, body).await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
    }
    assert_eq!(full().await, 1, "those made for whoever was taken out");
    assert_eq!(keep(&service, json!({"delivery_log_days": 30})).await, StatusCode::OK);
    assert_eq!(prune(&service).await, Pruned::default(), "not past its time");
    later(&service, 31);
    assert_eq!(prune(&service).await, Pruned { mails: 1, ..Pruned::default() });
    assert_eq!(full().await, 0);
    assert_eq!(states(&service.db).await.into_iter().collect::<Vec<_>>(), [("accepted", 2)], "that there were mails stays");
    service.stop().await;
}
