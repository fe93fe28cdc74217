//! What people do about an alert: who may, until when, what is left of it, and how it ends.

use chrono::Duration;
use futures_util::future::join_all;
use plumbline_shared::domain::alert::Rule;
use plumbline_tests::on_both;
use plumbline_tests::support::outbox::check_on;
use plumbline_tests::support::service::{Backend, Service, Setup, answer};
use reqwest::{Method, StatusCode};
use serde_json::{Map, Value, json};

on_both!(
    an_alert_is_acknowledged_snoozed_and_woken,
    what_is_asked_for_must_be_possible,
    those_who_may_are_those_who_file,
    what_is_resolved_stays_so,
    a_new_owner_hears_at_once,
    lists_know_each_state
);

const OWNER: &str = "owner@vale.example";
const DEPUTY: &str = "deputy@vale.example";
const OTHER: &str = "other@vale.example";
const REASON: &str = "The contractor starts in November.";

/// On Monday 16 October 2017: an overdue action, and a service risk that rises in two areas. Other rules are off.
async fn start(backend: Backend) -> Service {
    let service = Service::start(backend, Setup::on("2017-10-16")).await;
    let on = [Rule::ActionOverdue, Rule::RiskRising];
    let rules: Map<String, Value> = Rule::ALL.iter().map(|rule| (rule.to_string(), json!({"enabled": on.contains(rule)}))).collect();
    made(&service, Method::PATCH, "settings", json!({"alerts": {"rules": rules}})).await;
    for email in [OWNER, DEPUTY, OTHER] {
        made(&service, Method::POST, "people", json!({"email": email, "name": email})).await;
    }
    for area in ["HS", "WR"] {
        made(&service, Method::POST, "service-areas", json!({"ref": area, "name": area})).await;
    }
    let action = json!({"ref": "A1", "title": "T", "due_date": "2017-07-31", "service_area": "HS", "owner": OWNER, "deputy": DEPUTY});
    made(&service, Method::POST, "actions", action).await;
    let risk = json!({"ref": "SR1", "kind": "service", "title": "T", "service_areas": ["HS", "WR"], "owner": OTHER});
    made(&service, Method::POST, "risks", risk).await;
    for area in ["HS", "WR"] {
        let rises = json!({"residual_score": 6, "forecast": "up"});
        made(&service, Method::PUT, &format!("risks/SR1/assessments/2017-18-Q2/{area}"), rises).await;
    }
    service
}

async fn made(service: &Service, method: Method, path: &str, body: Value) -> Value {
    let (status, body) = service.send(method, &format!("/api/v1/{path}"), body).await;
    assert!(status.is_success(), "{path}: {status} {body}");
    body
}

async fn alerts(service: &Service, query: &str) -> Vec<Value> {
    service.get(&format!("/api/v1/alerts?{query}")).await["items"].as_array().unwrap().clone()
}

/// The id of the action's alert.
async fn overdue(service: &Service) -> String {
    alerts(service, "item_kind=action&item=A1&open=true").await[0]["id"].as_str().unwrap().to_owned()
}

/// What was done about that alert, the first first: the event, and its changes by field.
async fn told(service: &Service, alert: &str) -> Vec<(String, Value)> {
    let items = service.get(&format!("/api/v1/history?kind=alert&item={alert}")).await["items"].clone();
    let change = |change: &Value| (change["field"].as_str().unwrap().to_owned(), json!([change["from"], change["to"]]));
    let event = |event: &Value| {
        assert_eq!((&event["ref"], &event["item_id"]), (&json!("A1"), &json!(alert)));
        let changes: Map<String, Value> = event["changes"].as_array().unwrap().iter().map(change).collect();
        (event["event"].as_str().unwrap().to_owned(), Value::Object(changes))
    };
    items.as_array().unwrap().iter().rev().map(event).collect()
}

async fn key(service: &Service, draft: Value) -> String {
    made(service, Method::POST, "keys", draft).await["key"].as_str().unwrap().to_owned()
}

fn later(service: &Service, days: i64) {
    service.clock.set(service.clock.now().instant.plus(Duration::days(days)));
}

async fn an_alert_is_acknowledged_snoozed_and_woken(backend: Backend) {
    let service = start(backend).await;
    let alert = overdue(&service).await;
    let read = service.get(&format!("/api/v1/alerts/{alert}")).await;
    assert_eq!((&read["state"], &read["quiet"], &read["item"]["ref"]), (&json!("open"), &Value::Null, &json!("A1")));

    let said = json!({"until": "2017-10-24", "reason": format!("  {REASON}\n")});
    // The same from many at once, and later again, is done once.
    let path = format!("alerts/{alert}/acknowledge");
    let acts = (0..6).map(|_| made(&service, Method::POST, &path, said.clone()));
    for seen in join_all(acts).await {
        assert_eq!(
            (&seen["state"], &seen["quiet"]["kind"], &seen["quiet"]["until"], &seen["quiet"]["reason"]),
            (&json!("acknowledged"), &json!("acknowledged"), &json!("2017-10-24"), &json!(REASON)),
            "{seen}"
        );
        assert!(seen["quiet"]["by"].as_str().unwrap().starts_with("key:"));
    }
    assert_eq!(told(&service, &alert).await.len(), 1, "what is said again changes nothing");
    let of_risk = vec![OTHER.to_owned()];
    assert_eq!(check_on(&service.db, &service.clock, "2017-10-16").await, of_risk, "it is not mentioned");
    later(&service, 8);
    assert_eq!(service.get(&format!("/api/v1/alerts/{alert}")).await["state"], "acknowledged", "through the last day");
    assert_eq!(check_on(&service.db, &service.clock, "2017-10-24").await, of_risk);
    later(&service, 1);
    let ended = service.get(&format!("/api/v1/alerts/{alert}")).await;
    assert_eq!((&ended["state"], &ended["quiet"]), (&json!("open"), &Value::Null), "it ends by itself");
    assert_eq!(check_on(&service.db, &service.clock, "2017-10-25").await, [OWNER]);

    for until in ["2017-10-30", "2017-11-01"] {
        let snoozed = made(&service, Method::POST, &format!("alerts/{alert}/snooze"), json!({"until": until})).await;
        assert_eq!(
            (&snoozed["state"], &snoozed["quiet"]["until"], &snoozed["quiet"]["reason"]),
            (&json!("snoozed"), &json!(until), &Value::Null)
        );
    }
    for _ in 0..2 {
        let woken = made(&service, Method::POST, &format!("alerts/{alert}/wake"), Value::Null).await;
        assert_eq!((&woken["state"], &woken["quiet"]), (&json!("open"), &Value::Null));
    }
    let events = told(&service, &alert).await;
    let names: Vec<&str> = events.iter().map(|(event, _)| event.as_str()).collect();
    assert_eq!(names, ["acknowledged", "snoozed", "snoozed", "woken"]);
    assert_eq!((&events[0].1["/quiet/until"], &events[0].1["/quiet/reason"]), (&json!([null, "2017-10-24"]), &json!([null, REASON])));
    assert_eq!(events[2].1, json!({"/quiet/until": ["2017-10-30", "2017-11-01"]}));
    assert_eq!(events[3].1["/quiet/until"], json!(["2017-11-01", null]));

    // Sent again under its name, a request is answered as it was, whatever came since.
    let send = async || {
        let request = service.request(Method::POST, &format!("/api/v1/alerts/{alert}/snooze")).bearer_auth(&service.editor);
        let response = request.header("idempotency-key", "once").json(&json!({"until": "2017-10-30"})).send().await.unwrap();
        (response.headers().contains_key("idempotent-replayed"), response.json::<Value>().await.unwrap()["state"].clone())
    };
    assert_eq!(send().await, (false, json!("snoozed")));
    made(&service, Method::POST, &format!("alerts/{alert}/wake"), Value::Null).await;
    assert_eq!(send().await, (true, json!("snoozed")));
    assert_eq!(service.get(&format!("/api/v1/alerts/{alert}")).await["state"], "open");
    service.stop().await;
}

async fn what_is_asked_for_must_be_possible(backend: Backend) {
    let service = start(backend).await;
    let alert = overdue(&service).await;
    let days = json!({"alerts": {"acknowledge_days": 10, "snooze_days": 3}});
    made(&service, Method::PATCH, "settings", days).await;
    let reason = |reason: &str| json!({"until": "2017-10-20", "reason": reason});
    let until = |until: &str| json!({"until": until, "reason": REASON});
    let long = "x".repeat(2001);
    for (act, body, status, at) in [
        ("acknowledge", until("2017-10-15"), 422, "/until"),
        ("acknowledge", until("2017-10-16"), 422, "/until"),
        ("acknowledge", until("2017-10-27"), 422, "/until"),
        ("acknowledge", until("9999-12-31"), 422, "/until"),
        ("acknowledge", reason(" \n"), 422, "/reason"),
        ("acknowledge", reason(&long), 422, "/reason"),
        ("acknowledge", reason("a\u{0}b"), 422, "/reason"),
        ("acknowledge", json!({"until": "2017-10-20"}), 422, "/reason"),
        ("acknowledge", json!({"until": "2017-10-20", "reason": REASON, "by": "me"}), 400, "/by"),
        ("snooze", json!({"until": "2017-10-16"}), 422, "/until"),
        ("snooze", json!({"until": "2017-10-20"}), 422, "/until"),
        ("snooze", json!({"until": "2017-10-18", "reason": REASON}), 400, "/reason"),
    ] {
        let (seen, problem) = service.send(Method::POST, &format!("/api/v1/alerts/{alert}/{act}"), body.clone()).await;
        let pointers: Vec<&str> =
            problem["errors"].as_array().into_iter().flatten().map(|error| error["pointer"].as_str().unwrap()).collect();
        assert!(seen.as_u16() == status && problem.to_string().contains(at.trim_start_matches('/')), "{act} {body}: {seen} {problem}");
        assert!(status != 422 || pointers.contains(&at), "{act} {body}: {problem}");
    }
    for unknown in ["nothing", "01a0f0a2-5f3a-7c31-9b1e-3f6a2d1c8e70"] {
        for (method, rest, body) in
            [(Method::GET, "", Value::Null), (Method::POST, "/wake", Value::Null), (Method::POST, "/acknowledge", until("2017-10-20"))]
        {
            let (seen, _) = service.send(method, &format!("/api/v1/alerts/{unknown}{rest}"), body).await;
            assert_eq!(seen, StatusCode::NOT_FOUND, "{unknown}{rest}");
        }
    }
    assert_eq!(told(&service, &alert).await, [], "nothing was done");
    for (act, last) in [("snooze", "2017-10-19"), ("acknowledge", "2017-10-26")] {
        made(&service, Method::POST, &format!("alerts/{alert}/{act}"), if act == "snooze" { json!({"until": last}) } else { until(last) })
            .await;
    }
    service.stop().await;
}

/// Owner, deputy and editors; a key of some areas, for alerts of these.
async fn those_who_may_are_those_who_file(backend: Backend) {
    let service = start(backend).await;
    let action = overdue(&service).await;
    let rising = alerts(&service, "item_kind=risk&item=SR1").await;
    let [in_hs, in_wr] =
        ["HS", "WR"].map(|area| rising.iter().find(|alert| alert["service_area"]["ref"] == area).unwrap()["id"].as_str().unwrap());
    let person = |email: &str| json!({"name": email, "role": "owner", "person": email});
    let [owner, deputy, other] =
        [key(&service, person(OWNER)).await, key(&service, person(DEPUTY)).await, key(&service, person(OTHER)).await];
    let area = key(&service, json!({"name": "HS", "role": "editor", "service_areas": ["HS"]})).await;
    for (key, may) in [
        (&owner, [true, false, false]),
        (&deputy, [true, false, false]),
        (&other, [false, true, true]),
        (&area, [true, true, false]),
        (&service.editor, [true, true, true]),
        (&service.reader, [false, false, false]),
    ] {
        for (alert, may) in [&*action, in_hs, in_wr].into_iter().zip(may) {
            for (act, body) in [("snooze", json!({"until": "2017-10-20"})), ("wake", Value::Null)] {
                let request = service.request(Method::POST, &format!("/api/v1/alerts/{alert}/{act}")).bearer_auth(key);
                let (status, problem) = answer(if body.is_null() { request } else { request.json(&body) }).await;
                assert_eq!(status, if may { StatusCode::OK } else { StatusCode::FORBIDDEN }, "{act} {alert}: {problem}");
            }
        }
    }
    service.stop().await;
}

async fn what_is_resolved_stays_so(backend: Backend) {
    let service = start(backend).await;
    let alert = overdue(&service).await;
    let said = json!({"until": "2017-10-20", "reason": REASON});
    made(&service, Method::POST, &format!("alerts/{alert}/acknowledge"), said.clone()).await;
    made(&service, Method::PATCH, "actions/A1", json!({"lifecycle": "completed"})).await;
    for (act, body) in [("acknowledge", said), ("snooze", json!({"until": "2017-10-20"})), ("wake", Value::Null)] {
        let (status, problem) = service.send(Method::POST, &format!("/api/v1/alerts/{alert}/{act}"), body).await;
        assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("alert_resolved")), "{act}: {problem}");
    }
    // An item's alerts are all there, those of before too.
    later(&service, 1);
    made(&service, Method::PATCH, "actions/A1", json!({"lifecycle": "active"})).await;
    let states: Vec<Value> = alerts(&service, "item_kind=action&item=A1").await.iter().map(|alert| alert["state"].clone()).collect();
    assert_eq!(states, ["resolved", "open"], "it is another alert");
    assert_eq!(told(&service, &alert).await.len(), 1);
    service.stop().await;
}

async fn a_new_owner_hears_at_once(backend: Backend) {
    let service = start(backend).await;
    let alert = overdue(&service).await;
    made(&service, Method::POST, &format!("alerts/{alert}/acknowledge"), json!({"until": "2017-10-20", "reason": REASON})).await;
    made(&service, Method::PATCH, "actions/A1", json!({"owner": OTHER})).await;
    let read = service.get(&format!("/api/v1/alerts/{alert}")).await;
    assert_eq!((&read["state"], &read["owner"]["ref"]), (&json!("open"), &json!(OTHER)));
    let events = told(&service, &alert).await;
    assert_eq!((events[1].0.as_str(), &events[1].1["/quiet/reason"]), ("woken", &json!([REASON, null])), "and that is told");
    assert_eq!(check_on(&service.db, &service.clock, "2017-10-16").await, [OTHER]);
    service.stop().await;
}

async fn lists_know_each_state(backend: Backend) {
    let service = start(backend).await;
    let alert = overdue(&service).await;
    let in_state = async |state: &str| -> Vec<String> {
        alerts(&service, &format!("item_kind=action&item=A1&state={state}")).await.iter().map(|alert| alert["id"].to_string()).collect()
    };
    let only = async |wanted: &str| {
        for state in ["open", "acknowledged", "snoozed", "escalated", "resolved"] {
            assert_eq!(in_state(state).await.len(), usize::from(state == wanted), "{state}, where it is {wanted}");
        }
        assert_eq!(service.get(&format!("/api/v1/alerts/{alert}")).await["state"], wanted);
    };
    only("open").await;
    let escalate = async |day: &str| {
        let sql = format!("UPDATE alerts SET escalated_on = '{day}' WHERE id = '{alert}'");
        service.db.write(move |conn| conn.execute_batch(&sql)).await.unwrap();
    };
    escalate("2017-10-17").await;
    only("open").await;
    escalate("2017-10-16").await;
    only("escalated").await;
    made(&service, Method::POST, &format!("alerts/{alert}/snooze"), json!({"until": "2017-10-18"})).await;
    only("snoozed").await;
    made(&service, Method::POST, &format!("alerts/{alert}/acknowledge"), json!({"until": "2017-10-19", "reason": REASON})).await;
    only("acknowledged").await;
    later(&service, 4);
    only("escalated").await;
    for (person, count) in [(OWNER, 1), (DEPUTY, 1), (OTHER, 2)] {
        assert_eq!(alerts(&service, &format!("person={person}")).await.len(), count, "{person}");
    }
    made(&service, Method::PATCH, "actions/A1", json!({"lifecycle": "completed"})).await;
    only("resolved").await;
    service.stop().await;
}
