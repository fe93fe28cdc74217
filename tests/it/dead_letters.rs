//! Mails that never arrived: seen, told of, and sent again, each once.

use chrono::Duration;
use plumbline_shared::model::notification::State;
use plumbline_shared::ops::Context;
use plumbline_shared::ops::measures::measure;
use plumbline_tests::on_both;
use plumbline_tests::support::outbox::{DAY, address, copies, pump, queue, rows, states};
use plumbline_tests::support::service::{Backend, Service, Setup, answer, clock_on};
use plumbline_tests::support::smtp::{Act, Script, SmtpServer, Stage};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;

on_both!(dead_mails_are_seen_and_sent_again, what_may_have_arrived_is_sent_once_more, only_what_never_arrived_is_sent_again);

const RULES: &str = include_str!("../../ops/prometheus-rules.yaml");

async fn started(backend: Backend, script: Script, owners: usize) -> (Service, SmtpServer) {
    let server = SmtpServer::start(script).await;
    let setup = Setup { clock: clock_on(DAY), smtp_url: server.url(), worker: false };
    let service = Service::start(backend, setup).await;
    queue(&service.db, &service.clock, owners).await;
    (service, server)
}

fn later(service: &Service, duration: Duration) {
    service.clock.set(service.clock.now().instant.plus(duration));
}

async fn replay(service: &Service, id: &str) -> (StatusCode, Value) {
    service.send(Method::POST, &format!("/api/v1/notifications/{id}/replay"), Value::Null).await
}

async fn replay_all(service: &Service, state: &str) -> (StatusCode, Value) {
    service.send(Method::POST, "/api/v1/notifications/replay", json!({"state": state})).await
}

/// How many dead mails `/readyz` names, and how many the metric counts.
async fn dead(service: &Service) -> (i64, i64) {
    let named = service.get("/readyz").await["mails_dead"].as_i64().unwrap();
    let context = Context::new(service.clock.now(), "");
    let measures = service.db.read(move |conn| measure(conn, &context)).await.unwrap();
    (named, measures.mails.iter().find(|(state, _)| *state == State::Dead).unwrap().1)
}

/// The ids of those in that state, newest first.
async fn ids(service: &Service, state: &str) -> Vec<String> {
    let listed = service.get(&format!("/api/v1/notifications?state={state}")).await;
    listed["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

async fn dead_mails_are_seen_and_sent_again(backend: Backend) {
    let (service, server) = started(backend, Script::default().on(Stage::Rcpt, Act::reply(450, "not now")), 5).await;
    assert_eq!(dead(&service).await, (0, 0));
    while pump(&service).await > 0 {
        later(&service, Duration::days(1));
    }
    assert_eq!((states(&service.db).await, dead(&service).await), (BTreeMap::from([("dead", 5)]), (5, 5)));
    assert!(RULES.contains("plumbline_outbox_mails{state=\"dead\"}) > 0"));
    server.change(Script::default());
    assert_eq!(pump(&service).await, 0, "nothing goes by itself");

    let bytes: BTreeMap<String, String> =
        rows(&service.db).await.into_iter().map(|row| (row.address.unwrap(), row.frozen.unwrap())).collect();
    let all = ids(&service, "dead").await;
    let one = &all[0];
    let detail = service.get(&format!("/api/v1/notifications/{one}")).await;
    let listed = detail["listed"].as_array().unwrap();
    let overdue: Vec<_> = listed.iter().filter(|one| one["alert"]["rule"] == "action_overdue").collect();
    assert_eq!((&detail["state"], &detail["attempts"]), (&json!("dead"), &json!(12)));
    assert_eq!((overdue.len(), &overdue[0]["listed_as"], &overdue[0]["alert"]["state"]), (1, &json!("new"), &json!("open")), "{detail}");
    let (status, queued) = replay(&service, one).await;
    assert_eq!((status, &queued["state"], &queued["attempts"]), (StatusCode::ACCEPTED, &json!("pending"), &json!(0)), "{queued}");
    assert_eq!(dead(&service).await, (4, 4));
    assert_eq!((pump(&service).await, states(&service.db).await), (1, BTreeMap::from([("accepted", 1), ("dead", 4)])));

    // What is not true any more is not said.
    let (status, body) = service.send(Method::PATCH, "/api/v1/actions/AC0", json!({"lifecycle": "completed"})).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let gone = address(0);
    assert_eq!(replay_all(&service, "dead").await, (StatusCode::ACCEPTED, json!({"queued": 4, "left": 0})));
    assert_eq!(replay_all(&service, "dead").await.1, json!({"queued": 0, "left": 0}));
    pump(&service).await;
    let sent = copies(server.taken());
    assert!(sent.values().all(|copies| *copies == 1), "each once: {sent:?}");
    let superseded = 5 - sent.len();
    assert_eq!(superseded, usize::from(!sent.contains_key(&gone)));
    assert!(server.taken().iter().all(|mail| bytes[&mail.to[0]].as_bytes() == mail.bytes), "as they were frozen");
    assert_eq!(dead(&service).await, (0, 0));
    let told = service.get(&format!("/api/v1/history?kind=notification&item={one}")).await;
    assert_eq!((&told["items"][0]["event"], &told["items"][0]["changes"][0]["to"]), (&json!("replayed"), &json!("pending")), "{told}");
    service.stop().await;
}

async fn what_may_have_arrived_is_sent_once_more(backend: Backend) {
    let (service, server) = started(backend, Script::default().on(Stage::End, Act::Drop), 1).await;
    let until_final = async || {
        while pump(&service).await > 0 {
            later(&service, Duration::minutes(5));
        }
        assert_eq!(states(&service.db).await, BTreeMap::from([("uncertain_final", 1)]));
        server.taken().len()
    };
    assert_eq!(until_final().await, 2);
    let id = ids(&service, "uncertain_final").await.remove(0);
    assert_eq!(replay(&service, &id).await.0, StatusCode::ACCEPTED);
    assert_eq!(until_final().await, 3, "one copy more for each request, never two");
    server.change(Script::default());
    assert_eq!(replay(&service, &id).await.0, StatusCode::ACCEPTED);
    pump(&service).await;
    assert_eq!(states(&service.db).await, BTreeMap::from([("accepted", 1)]));
    // All the same to the byte: whoever has one can tell the others.
    assert_eq!(copies(server.taken()), BTreeMap::from([(address(0), 4)]));
    service.stop().await;
}

async fn only_what_never_arrived_is_sent_again(backend: Backend) {
    let (service, server) = started(backend, Script::default(), 1).await;
    let id = ids(&service, "pending").await.remove(0);
    for state in State::ALL {
        let sql =
            format!("UPDATE notifications SET state = '{state}', attempts = 1, next_attempt_at = 9000000000000000, leased_until = NULL");
        service.db.write(move |conn| conn.execute_batch(&sql)).await.unwrap();
        let may = matches!(state, State::Dead | State::Refused | State::Suppressed | State::UncertainFinal);
        let (one, told) = replay(&service, &id).await;
        assert_eq!(one, if may { StatusCode::ACCEPTED } else { StatusCode::CONFLICT }, "{state}: {told}");
        assert!(may || told["code"] == "not_replayable", "{told}");
        // The next one finds it waiting.
        assert_eq!(replay(&service, &id).await.0, StatusCode::CONFLICT, "{state}");
        let (all, told) = replay_all(&service, state.as_str()).await;
        assert_eq!(all, if may { StatusCode::ACCEPTED } else { StatusCode::UNPROCESSABLE_ENTITY }, "{state}: {told}");
    }
    for (unknown, wanted) in [("nothing", 404), ("01a0f0a2-5f3a-7c31-9b1e-3f6a2d1c8e70", 404)] {
        assert_eq!(replay(&service, unknown).await.0, wanted);
        let (status, _) = service.send(Method::GET, &format!("/api/v1/notifications/{unknown}"), Value::Null).await;
        assert_eq!(status, wanted);
    }
    // Sent twice under one name, it is done once; and what some areas' keys write is nobody's mail.
    let sql = "UPDATE notifications SET state = 'dead'".to_owned();
    service.db.write(move |conn| conn.execute_batch(&sql)).await.unwrap();
    for _ in 0..2 {
        let request = service.request(Method::POST, "/api/v1/notifications/replay").bearer_auth(&service.admin);
        let (_, told) = answer(request.header("idempotency-key", "once").json(&json!({"state": "dead"}))).await;
        assert_eq!(told["queued"], 1);
    }
    pump(&service).await;
    assert_eq!(copies(server.taken()), BTreeMap::from([(address(0), 1)]));
    service.stop().await;
}
