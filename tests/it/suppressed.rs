//! Addresses that a mail server refuses: that one and no other is suppressed, somebody else hears, and it can be undone.

use chrono::Duration;
use plumbline_shared::db::Conn;
use plumbline_shared::ops::Context;
use plumbline_shared::ops::retention;
use plumbline_shared::store;
use plumbline_tests::on_both;
use plumbline_tests::support::outbox::{DAY, address, check_on, copies, pump, queue, rows, states};
use plumbline_tests::support::service::{Backend, Service, Setup, clock_on};
use plumbline_tests::support::smtp::{Act, Script, SmtpServer, Stage};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;

on_both!(
    a_refused_address_is_suppressed_until_it_is_taken_off,
    other_refusals_suppress_nobody,
    what_was_queued_for_it_is_not_sent,
    another_address_is_another_address,
    a_suppressed_address_goes_with_its_person
);

const HEAD: &str = "head@council.example";

async fn started(backend: Backend, script: Script, owners: usize) -> (Service, SmtpServer) {
    let server = SmtpServer::start(script).await;
    let setup = Setup { clock: clock_on(DAY), smtp_url: server.url(), worker: false };
    let service = Service::start(backend, setup).await;
    queue(&service.db, &service.clock, owners).await;
    send(&service, Method::POST, "people", json!({"email": HEAD, "name": "Head"})).await;
    send(&service, Method::PATCH, &format!("people/{}", address(0)), json!({"manager": HEAD})).await;
    (service, server)
}

async fn send(service: &Service, method: Method, path: &str, body: Value) -> Value {
    let (status, body) = service.send(method, &format!("/api/v1/{path}"), body).await;
    assert!(status.is_success(), "{path}: {status} {body}");
    body
}

fn refusing(code: u16, text: &str) -> Script {
    Script::default().recipient(&address(0), Act::reply(code, text))
}

async fn suppressions(service: &Service) -> Vec<Value> {
    service.get("/api/v1/suppressions").await["items"].as_array().unwrap().clone()
}

async fn since(service: &Service, person: &str) -> Value {
    service.get(&format!("/api/v1/people/{person}")).await["mail_suppressed_since"].clone()
}

fn later(service: &Service, days: i64) {
    service.clock.set(service.clock.now().instant.plus(Duration::days(days)));
}

async fn a_refused_address_is_suppressed_until_it_is_taken_off(backend: Backend) {
    let refusal = "5.1.1 <owner0@council.example>: no such person";
    let (service, server) = started(backend, refusing(550, refusal), 3).await;
    pump(&service).await;
    assert_eq!(states(&service.db).await, BTreeMap::from([("accepted", 2), ("refused", 1)]));
    let listed = suppressions(&service).await;
    let refused = service.get("/api/v1/notifications?state=refused").await["items"][0].clone();
    assert_eq!(listed.len(), 1, "that address and no other: {listed:?}");
    assert_eq!((&listed[0]["address"], &listed[0]["person"]["ref"]), (&json!(address(0)), &json!(address(0))));
    assert_eq!((&listed[0]["notification"], &listed[0]["reason"]), (&refused["id"], &json!("550 5.1.1 (address) no such person")));
    assert_eq!((since(&service, &address(0)).await, since(&service, &address(1)).await), (listed[0]["since"].clone(), Value::Null));

    // Whoever stands in hears at the next check, as of something new.
    later(&service, 1);
    assert_eq!(check_on(&service.db, &service.clock, "2017-10-17").await, [HEAD]);
    pump(&service).await;
    assert_eq!(copies(server.taken()).into_keys().collect::<Vec<_>>(), [HEAD.to_owned(), address(1), address(2)]);
    // Refused or not, it is refused once.
    assert_eq!(server.commands().iter().filter(|line| line.contains(&address(0))).count(), 1);

    // Taken off by its address, whatever the case.
    let path = format!("suppressions/{}", address(0).to_uppercase());
    send(&service, Method::DELETE, &path, Value::Null).await;
    assert_eq!(service.send(Method::DELETE, &format!("/api/v1/{path}"), Value::Null).await.0, StatusCode::NOT_FOUND);
    assert_eq!((suppressions(&service).await, since(&service, &address(0)).await), (vec![], Value::Null));
    let history = service.get(&format!("/api/v1/history?kind=person&item={}&limit=2", address(0))).await;
    let told = |n: usize| (history["items"][n]["event"].clone(), history["items"][n]["changes"][0].clone());
    assert_eq!(told(0).0, "unsuppressed");
    assert_eq!(told(1), (json!("suppressed"), json!({"field": "/mail_suppressed_since", "from": null, "to": listed[0]["since"]})));

    server.change(Script::default());
    send(&service, Method::POST, &format!("notifications/{}/replay", refused["id"].as_str().unwrap()), Value::Null).await;
    assert_eq!(pump(&service).await, 1);
    assert_eq!(copies(server.taken())[&address(0)], 1, "what was refused arrives");
    later(&service, 7);
    let told = check_on(&service.db, &service.clock, "2017-10-24").await;
    assert_eq!(told, [address(0), address(1), address(2)], "and so does what comes next");
    service.stop().await;
}

/// What the server says of its rules, of the message or of a full mailbox is not about the address; a relay that serves nobody any more would
/// otherwise suppress everyone.
async fn other_refusals_suppress_nobody(backend: Backend) {
    let reply = |code: u16, text: &str| Act::reply(code, text);
    for script in [
        Script::default().on(Stage::Rcpt, reply(554, "5.7.1 Relay access denied")),
        Script::default().on(Stage::Rcpt, reply(550, "relay not permitted")),
        Script::default().on(Stage::Rcpt, reply(552, "5.2.2 mailbox full")),
        Script::default().on(Stage::Rcpt, reply(501, "syntax")),
        Script::default().on(Stage::Data, reply(550, "5.1.1 no such person")),
        Script::default().on(Stage::End, reply(550, "no such person")),
    ] {
        let (service, _server) = started(backend, script, 2).await;
        pump(&service).await;
        assert_eq!(states(&service.db).await, BTreeMap::from([("refused", 2)]));
        assert_eq!((suppressions(&service).await, since(&service, &address(0)).await), (vec![], Value::Null));
        service.stop().await;
    }
}

async fn what_was_queued_for_it_is_not_sent(backend: Backend) {
    let (service, server) = started(backend, Script::default().once(Stage::End, Act::Drop), 1).await;
    pump(&service).await;
    assert_eq!(states(&service.db).await, BTreeMap::from([("uncertain", 1)]));
    later(&service, 7);
    assert_eq!(check_on(&service.db, &service.clock, "2017-10-23").await, [address(0)]);
    server.change(refusing(550, "no such person"));
    pump(&service).await;
    assert_eq!(states(&service.db).await, BTreeMap::from([("refused", 1), ("suppressed", 1)]));
    let kept = service.get("/api/v1/notifications?state=suppressed").await["items"][0].clone();
    assert!(kept["last_reply"].as_str().unwrap().contains("is suppressed"), "{kept}");
    assert_eq!(server.taken().len(), 1, "the one that was never answered");
    // Once taken off, they can go out again, the later of which says it all; nothing does by itself.
    let id = suppressions(&service).await[0]["id"].as_str().unwrap().to_owned();
    send(&service, Method::DELETE, &format!("suppressions/{id}"), Value::Null).await;
    server.change(Script::default());
    assert_eq!(pump(&service).await, 0);
    for state in ["refused", "suppressed"] {
        assert_eq!(send(&service, Method::POST, "notifications/replay", json!({"state": state})).await, json!({"queued": 1, "left": 0}));
    }
    assert_eq!((pump(&service).await, states(&service.db).await), (2, BTreeMap::from([("accepted", 1), ("superseded", 1)])));
    service.stop().await;
}

async fn another_address_is_another_address(backend: Backend) {
    let (service, server) = started(backend, refusing(550, "no such person"), 1).await;
    pump(&service).await;
    let before = rows(&service.db).await.remove(0);
    let moved = "zero@council.example";
    send(&service, Method::PATCH, &format!("people/{}", address(0)), json!({"email": moved})).await;
    assert_eq!(since(&service, moved).await, Value::Null);
    assert_eq!((suppressions(&service).await.len(), &suppressions(&service).await[0]["person"]), (1, &Value::Null), "nobody's");
    send(&service, Method::POST, &format!("notifications/{}/replay", before.id), Value::Null).await;
    assert_eq!((pump(&service).await, states(&service.db).await), (1, BTreeMap::from([("accepted", 1)])));
    let after = rows(&service.db).await.remove(0);
    assert_eq!((server.taken()[0].to.clone(), after.address.as_deref()), (vec![moved.to_owned()], Some(moved)));
    assert_ne!(before.message_id, after.message_id, "other words are another mail");
    // The old one stays suppressed for whoever has it next.
    send(&service, Method::POST, "people", json!({"email": address(0), "name": "Other", "ref": "P2"})).await;
    assert!(since(&service, "P2").await.is_string());
    service.stop().await;
}

async fn a_suppressed_address_goes_with_its_person(backend: Backend) {
    let script = refusing(550, "no such person").recipient(&address(1), Act::reply(550, "no such person"));
    let (service, _server) = started(backend, script, 2).await;
    pump(&service).await;
    assert_eq!(suppressions(&service).await.len(), 2);
    for (path, body) in [("reassign", json!({"to": HEAD})), ("", json!({"active": false})), ("anonymise", json!({}))] {
        let (method, path) = if path.is_empty() { (Method::PATCH, String::new()) } else { (Method::POST, format!("/{path}")) };
        send(&service, method, &format!("people/{}{path}", address(0)), body).await;
    }
    let left = suppressions(&service).await;
    assert_eq!((left.len(), &left[0]["address"]), (1, &json!(address(1))));
    let history = service.get("/api/v1/history?kind=person&event=suppressed").await["items"].to_string();
    assert!(!history.contains(&address(0)) && history.contains(&address(1)), "{history}");

    // Nobody's address is kept for as long as the delivery log, and no longer; somebody's stays.
    send(&service, Method::PATCH, "settings", json!({"retention": {"delivery_log_days": 30}})).await;
    let prune = async || {
        let context = Context::new(service.clock.now(), "worker");
        let job = move |conn: &mut Conn| {
            let (settings, _) = store::settings::load(conn)?;
            retention::prune_due(conn, &context, &settings)
        };
        while service.db.write(job.clone()).await.unwrap() != retention::Pruned::default() {}
        suppressions(&service).await.len()
    };
    later(&service, 31);
    assert_eq!(prune().await, 1);
    send(&service, Method::PATCH, &format!("people/{}", address(1)), json!({"email": "one@council.example"})).await;
    later(&service, 1);
    assert_eq!(prune().await, 0);
    service.stop().await;
}
