//! Receivers that fail, and workers that do.

use super::{ALL, change, deliveries, hook, later, post, pump, pump_of, read, result, start};
use plumbline_shared::ops::Context;
use plumbline_shared::ops::webhook_outbox::{self, Sent};
use plumbline_tests::on_both;
use plumbline_tests::support::receiver::{Receiver, Reply};
use plumbline_tests::support::service::Backend;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

on_both!(
    what_fails_is_tried_again,
    who_is_gone_is_told_no_more,
    who_fails_for_days_is_disabled,
    a_delivery_is_given_up_and_sent_again,
    a_claim_left_behind_is_taken_over,
    a_slow_one_holds_up_no_other
);

async fn what_fails_is_tried_again(backend: Backend) {
    let service = start(backend).await;
    let elsewhere = Receiver::start([]).await;
    let receiver = Receiver::start([
        Reply::Status(500, ""),
        Reply::Late(Duration::from_secs(10)),
        Reply::Redirect(elsewhere.url()),
        Reply::Nothing,
        Reply::Status(429, "retry-after: 20000\r\n"),
    ])
    .await;
    let made = hook(&service, &receiver, &["result.recorded"], Value::Null).await;
    result(&service, "M2", 1).await;
    // How long until the next attempt, what was answered, and what went wrong instead.
    for (attempt, (wait, status, error)) in [
        (5, json!(500), Value::Null),
        (300, Value::Null, json!("no answer in time")),
        (1_800, json!(307), Value::Null),
        (7_200, Value::Null, Value::Null),
        (20_000, json!(429), Value::Null),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(pump(&service).await, 1, "attempt {attempt}");
        let one = deliveries(&service, &made).await.remove(0);
        assert_eq!((&one["state"], &one["attempts"], &one["last_status"]), (&json!("deferred"), &json!(attempt + 1), &status), "{one}");
        assert!(error.is_null() || one["last_error"] == error, "{one}");
        assert!(!read(&service, &made).await["failing_since"].is_null());
        later(&service, wait - 1);
        assert_eq!(pump(&service).await, 0, "attempt {attempt} waits {wait} s");
        later(&service, 1);
    }
    assert_eq!(pump(&service).await, 1);
    let one = deliveries(&service, &made).await.remove(0);
    assert_eq!((&one["state"], &one["attempts"], &one["next_attempt_at"]), (&json!("delivered"), &json!(6), &Value::Null));
    assert_eq!(read(&service, &made).await["failing_since"], Value::Null);
    let sent = receiver.requests();
    assert!(sent.iter().all(|request| request.body == sent[0].body && request.header("webhook-id") == sent[0].header("webhook-id")));
    assert!(sent.iter().any(|request| request.header("webhook-timestamp") != sent[0].header("webhook-timestamp")), "each is signed anew");
    assert_eq!(elsewhere.requests().len(), 0, "a redirect is not followed");
    service.stop().await;
}

async fn who_is_gone_is_told_no_more(backend: Backend) {
    let service = start(backend).await;
    let receiver = Receiver::start([Reply::Status(410, "")]).await;
    let made = hook(&service, &receiver, &["result.recorded"], Value::Null).await;
    result(&service, "M2", 1).await;
    result(&service, "PC-M1", 1).await;
    assert_eq!(pump(&service).await, 1, "the other is not tried");
    let gone = read(&service, &made).await;
    assert_eq!((&gone["state"], gone["disabled_reason"].as_str().unwrap().contains("410")), (&json!("disabled"), true), "{gone}");
    assert_eq!(deliveries(&service, &made).await[0]["state"], "dead");
    result(&service, "M2", 2).await;
    assert_eq!(pump(&service).await, 0);
    let (status, active) = change(&service, &made, json!({"state": "active"})).await;
    assert_eq!((status, &active["disabled_reason"], &active["failing_since"]), (StatusCode::OK, &Value::Null, &Value::Null), "{active}");
    assert_eq!(pump(&service).await, 1, "what waited is sent");
    assert_eq!(deliveries(&service, &made).await.len(), 2, "nothing was written down meanwhile");
    service.stop().await;
}

async fn who_fails_for_days_is_disabled(backend: Backend) {
    let service = start(backend).await;
    let receiver = Receiver::start(vec![Reply::Status(503, ""); 100]).await;
    let made = hook(&service, &receiver, &["result.recorded"], Value::Null).await;
    let mut days = 0;
    while read(&service, &made).await["state"] == "active" {
        assert!(days < 10, "it is never given up");
        result(&service, "M2", days).await;
        pump(&service).await;
        later(&service, 86_400);
        days += 1;
    }
    assert_eq!(days, 6, "after five whole days");
    let reason = read(&service, &made).await["disabled_reason"].as_str().unwrap().to_owned();
    assert!(reason.contains("no delivery has succeeded since") && reason.contains("503"), "{reason}");
    let told = service.get("/api/v1/history?kind=webhook&event=changed").await;
    assert_eq!(told["items"][0]["actor"], "worker", "{told}");
    service.stop().await;
}

async fn a_delivery_is_given_up_and_sent_again(backend: Backend) {
    let service = start(backend).await;
    let receiver = Receiver::start(vec![Reply::Status(404, ""); 10]).await;
    let made = hook(&service, &receiver, &["result.recorded"], Value::Null).await;
    result(&service, "M2", 1).await;
    for _ in 0..12 {
        pump(&service).await;
        later(&service, 86_400 / 2);
        // One that fails for days would be disabled first.
        if deliveries(&service, &made).await[0]["state"] == "dead" {
            break;
        }
        later(&service, if receiver.requests().len() > 6 { 86_400 / 2 } else { -86_400 / 2 + 20_000 });
    }
    let dead = deliveries(&service, &made).await.remove(0);
    assert_eq!((&dead["state"], receiver.requests().len()), (&json!("dead"), 10), "{dead}");
    let id = dead["id"].as_str().unwrap();
    let (status, again) = post(&service, &made, &format!("deliveries/{id}/replay")).await;
    assert_eq!((status, &again["state"], &again["id"]), (StatusCode::ACCEPTED, &json!("pending"), &dead["id"]), "{again}");
    assert_eq!(pump(&service).await, 1);
    assert_eq!(deliveries(&service, &made).await[0]["state"], "delivered");
    // So is one that arrived, and lost its way after that.
    assert_eq!(post(&service, &made, &format!("deliveries/{id}/replay")).await.0, StatusCode::ACCEPTED);
    assert_eq!((pump(&service).await, receiver.requests().len()), (1, 12));
    let other = hook(&service, &receiver, &ALL, Value::Null).await;
    for (hook, id) in [(&made, "nonsense"), (&other, id)] {
        assert_eq!(post(&service, hook, &format!("deliveries/{id}/replay")).await.0, StatusCode::NOT_FOUND);
    }
    service.stop().await;
}

async fn a_claim_left_behind_is_taken_over(backend: Backend) {
    let service = start(backend).await;
    let receiver = Receiver::start([]).await;
    let made = hook(&service, &receiver, &["result.recorded"], Value::Null).await;
    result(&service, "M2", 1).await;
    let context = Context::new(service.clock.now(), "worker");
    let lease = chrono::Duration::seconds(60);
    let claimed = service.db.write(move |conn| webhook_outbox::claim(conn, &context, lease)).await.unwrap().unwrap();
    // Whoever holds it has died.
    let one = deliveries(&service, &made).await.remove(0);
    assert_eq!(one["state"], "sending");
    let (status, body) = post(&service, &made, &format!("deliveries/{}/replay", one["id"].as_str().unwrap())).await;
    assert_eq!((status, &body["code"]), (StatusCode::CONFLICT, &json!("being_sent")));
    later(&service, 59);
    assert_eq!(pump(&service).await, 0, "the lease holds");
    later(&service, 2);
    assert_eq!(pump(&service).await, 1);
    let settled = deliveries(&service, &made).await;
    assert_eq!((&settled[0]["state"], &settled[0]["attempts"]), (&json!("delivered"), &json!(2)));
    // It had not: what it says now changes nothing.
    let context = Context::new(service.clock.now(), "worker");
    let failed = Sent::Answered { status: 410, retry_after: None };
    assert!(!service.db.write(move |conn| webhook_outbox::settle(conn, &context, &claimed, &failed)).await.unwrap());
    assert_eq!(deliveries(&service, &made).await, settled);
    assert_eq!(read(&service, &made).await["state"], "active");
    service.stop().await;
}

async fn a_slow_one_holds_up_no_other(backend: Backend) {
    let service = start(backend).await;
    let (slow, fast) = (Receiver::start(vec![Reply::Late(Duration::from_millis(1_500)); 2]).await, Receiver::start([]).await);
    let made = hook(&service, &slow, &["result.recorded"], Value::Null).await;
    hook(&service, &fast, &["result.recorded"], Value::Null).await;
    result(&service, "M2", 1).await;
    result(&service, "PC-M1", 1).await;
    let (sender, begun) = (pump_of(&service), Instant::now());
    let all = tokio::spawn(async move { sender.pump(&CancellationToken::new()).await });
    while fast.requests().len() < 2 {
        assert!(begun.elapsed() < Duration::from_millis(1_400), "the fast one waits for the slow one");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(slow.requests().len(), 1, "one at a time");
    assert_eq!((all.await.unwrap(), slow.requests().len()), (4, 2));
    assert!(deliveries(&service, &made).await.iter().all(|one| one["state"] == "delivered"));
    service.stop().await;
}
