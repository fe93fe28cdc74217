//! A plan is rolled over into the next year: what is told, what is done, and what is refused whole.

mod changes;
mod command;
mod workbook;

use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service, Setup};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(
    what_is_to_be_decided_is_told,
    what_was_decided_is_done_once,
    an_action_counts_to_the_end_of_its_year,
    what_is_to_be_another_way_is_told,
    only_what_is_at_work_in_the_year_that_ends_is_decided,
    all_that_is_wrong_is_told_and_nothing_is_done
);

const ROLLOVER: &str = "/api/v1/rollovers/2027-28";

pub async fn made(service: &Service, method: Method, path: &str, body: Value) {
    let (status, answer) = service.send(method, &format!("/api/v1/{path}"), body).await;
    assert!(status.is_success(), "{path}: {answer}");
}

/// Four actions of 2026/27, one of them completed, and two indicators with the figures of its first quarter.
pub async fn start(backend: Backend, today: &str) -> Service {
    let service = Service::start(backend, Setup::on(today)).await;
    made(&service, Method::POST, "service-areas", json!({"ref": "HC", "name": "Housing"})).await;
    made(&service, Method::POST, "people", json!({"ref": "E/1", "name": "Elin", "email": "elin@council.example"})).await;
    for (reference, due, lifecycle) in [
        ("A/1", "2027-03-31", "active"),
        ("A/2", "2027-09-30", "active"),
        ("A/3", "2027-03-31", "active"),
        ("A/4", "2027-03-31", "completed"),
    ] {
        let draft = json!({"ref": reference, "title": format!("Do {reference}"), "title_cy": "Gwneud", "service_area": "HC", "owner": "E/1",
            "start_date": "2026-04-01", "due_date": due, "lifecycle": lifecycle});
        made(&service, Method::POST, "actions", draft).await;
    }
    for (reference, polarity, actual) in [("M/1", "higher", 80), ("M/2", "lower", 12)] {
        let draft = json!({"ref": reference, "title": "Visits", "polarity": polarity, "unit": "number", "frequency": "quarterly"});
        made(&service, Method::POST, "indicators", draft).await;
        let path = format!("indicators/{}/results/2026-27-Q1", reference.replace('/', "-"));
        made(&service, Method::PUT, &path, json!({"actual": actual, "target": actual, "commentary": "As planned."})).await;
    }
    made(&service, Method::PUT, "actions/A-1/updates/2026-27-Q4", json!({"percent_complete": 50})).await;
    service
}

pub fn decisions() -> Value {
    json!({
        "actions": [
            {"action": "A/1", "decision": "carry", "due_date": "2027-12-31"},
            {"action": "A/2", "decision": "replace", "ref": "B/2", "title": "Do it otherwise", "reason": "It did not work."},
            {"action": "A/3", "decision": "close", "reason": "Nobody needs it."}
        ],
        "targets": [
            {"indicator": "M/1", "period": "2027-28-Q1", "target": 75},
            {"indicator": "M/1", "period": "2027-28-Q2", "target": 90},
            {"indicator": "M/2", "period": "2027-28-Q1", "target": 12}
        ]
    })
}

pub async fn send(service: &Service, query: &str, body: Value) -> (StatusCode, Value) {
    service.send(Method::POST, &format!("{ROLLOVER}{query}"), body).await
}

/// All of the record that a roll-over might touch.
pub async fn recorded(service: &Service) -> Vec<Value> {
    let mut all = Vec::new();
    for list in ["actions?limit=100", "indicators?limit=100", "history?limit=100"] {
        all.push(service.get(&format!("/api/v1/{list}")).await["items"].clone());
    }
    all.push(service.get(ROLLOVER).await);
    all
}

pub fn column<'a>(rows: &'a Value, name: &str) -> Vec<&'a Value> {
    rows.as_array().unwrap().iter().map(|row| &row[name]).collect()
}

async fn what_is_to_be_decided_is_told(backend: Backend) {
    let service = start(backend, "2027-04-12").await;
    let told = service.get(ROLLOVER).await;
    assert_eq!((&told["year"], &told["from"]), (&json!("2027-28"), &json!("2026-27")));
    assert_eq!(column(&told["actions"], "ref"), ["A/1", "A/2", "A/3"]);
    let first = &told["actions"][0];
    assert_eq!((&first["percent_complete"], &first["rag"], &first["owner"]["ref"]), (&json!(50), &json!("red"), &json!("E/1")));
    let proposed: Vec<_> = told["actions"].as_array().unwrap().iter().map(|action| &action["proposed"]).collect();
    let facts = |one: &&Value| [one["decision"].clone(), one["ref"].clone(), one["due_date"].clone()];
    assert_eq!(
        proposed.iter().map(facts).collect::<Vec<_>>(),
        [
            [json!("carry"), json!("A/1/2027-28"), json!("2028-03-31")],
            [json!("carry"), json!("A/2/2027-28"), json!("2027-09-30")],
            [json!("carry"), json!("A/3/2027-28"), json!("2028-03-31")],
        ]
    );
    assert_eq!(column(&told["indicators"], "ref"), ["M/1", "M/2"]);
    let quarters = &told["indicators"][0]["quarters"];
    assert_eq!(column(quarters, "period"), ["2027-28-Q1", "2027-28-Q2", "2027-28-Q3", "2027-28-Q4"]);
    assert_eq!(column(quarters, "last_actual"), [&json!(80), &Value::Null, &Value::Null, &Value::Null]);
    assert_eq!(column(quarters, "target"), [&Value::Null; 4]);
    // Page by page it is the same.
    let (mut pages, mut next) = (Vec::new(), Some(format!("{ROLLOVER}?limit=2")));
    while let Some(path) = next {
        let page = service.get(&path).await;
        pages.extend(["actions", "indicators"].into_iter().flat_map(|list| page[list].as_array().unwrap().clone()));
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(json!(pages), json!([told["actions"].as_array().unwrap().clone(), told["indicators"].as_array().unwrap().clone()].concat()));
    // Sent back as it is proposed, all is carried.
    let (status, rolled) = send(&service, "?dry_run=true", json!({"actions": proposed})).await;
    assert_eq!((status, column(&rolled["actions"], "outcome")), (StatusCode::OK, vec![&json!("carried"); 3]), "{rolled}");
    service.stop().await;
}

async fn what_was_decided_is_done_once(backend: Backend) {
    let service = start(backend, "2027-04-12").await;
    let before = recorded(&service).await;
    let (status, tried) = send(&service, "?dry_run=true", decisions()).await;
    assert_eq!((status, &tried["dry_run"]), (StatusCode::OK, &json!(true)), "{tried}");
    assert_eq!(recorded(&service).await, before);

    let (status, rolled) = send(&service, "", decisions()).await;
    assert_eq!((status, &rolled["dry_run"]), (StatusCode::OK, &json!(false)), "{rolled}");
    assert_eq!((&rolled["actions"], &rolled["targets"]), (&tried["actions"], &tried["targets"]));
    assert_eq!(column(&rolled["actions"], "outcome"), ["carried", "replaced", "closed"]);
    assert_eq!(column(&rolled["actions"], "succeeded_by"), [&json!("A/1/2027-28"), &json!("B/2"), &Value::Null]);
    assert_eq!(column(&rolled["targets"], "outcome"), ["new"; 3]);
    let flags = column(&rolled["targets"], "flag");
    assert!(flags[0].as_str().unwrap().contains("75") && flags[1].is_null() && flags[2].is_null(), "{flags:?}");

    let new = service.get("/api/v1/actions/A-1-2027-28").await;
    let copied = ["title", "title_cy", "lifecycle", "start_date", "due_date"].map(|name| new[name].clone());
    assert_eq!(copied, ["Do A/1", "Gwneud", "active", "2027-04-01", "2027-12-31"].map(Value::from));
    let links = ["succeeds", "owner", "service_area"].map(|name| new[name]["ref"].clone());
    assert_eq!((links, &new["update"]), (["A/1", "E/1", "HC"].map(Value::from), &Value::Null));
    let other = service.get("/api/v1/actions/B-2").await;
    assert_eq!((&other["title"], &other["title_cy"]), (&json!("Do it otherwise"), &Value::Null));
    for (old, lifecycle, next, reason) in [
        ("A-1", "deferred", vec!["A/1/2027-28"], Value::Null),
        ("A-2", "cancelled", vec!["B/2"], json!("It did not work.")),
        ("A-3", "cancelled", vec![], json!("Nobody needs it.")),
    ] {
        let action = service.get(&format!("/api/v1/actions/{old}")).await;
        assert_eq!((&action["lifecycle"], &action["ends_on"]), (&json!(lifecycle), &json!("2027-03-31")), "{old}");
        assert_eq!(column(&action["succeeded_by"], "ref"), next);
        let history = service.get(&format!("/api/v1/history?kind=action&item={old}&limit=100")).await;
        let changes: Vec<&Value> =
            history["items"].as_array().unwrap().iter().flat_map(|event| event["changes"].as_array().unwrap()).collect();
        let told = changes.iter().find(|change| change["field"] == "/reason").map_or(&Value::Null, |change| &change["to"]);
        assert_eq!(told, &reason, "{old}");
    }

    let done = recorded(&service).await;
    let (status, again) = send(&service, "", decisions()).await;
    assert_eq!((status, column(&again["actions"], "outcome")), (StatusCode::OK, vec![&json!("unchanged"); 3]), "{again}");
    assert_eq!(column(&again["targets"], "outcome"), ["same"; 3]);
    assert_eq!(recorded(&service).await, done);
    let more = json!({"targets": [{"indicator": "M/1", "period": "2027-28-Q1", "target": null}, {"indicator": "M/1", "period": "2027-28-Q2", "target": 91}]});
    assert_eq!(column(&send(&service, "", more).await.1["targets"], "outcome"), ["removed", "changed"]);
    service.stop().await;
}

async fn an_action_counts_to_the_end_of_its_year(backend: Backend) {
    for today in ["2027-03-15", "2027-04-12"] {
        let service = start(backend, today).await;
        let counts = async |period: &str, day: &str| {
            let path = format!("/api/v1/periods/{period}/snapshot?as_of={day}");
            service.get(&path).await["actions"]["counts"].clone()
        };
        let (before, q1) = (counts("2026-27-Q4", "2027-03-31").await, counts("2026-27-Q1", "2026-06-30").await);
        assert_eq!((&before["red"], &before["n/a"]), (&json!(1), &json!(2)));
        let (status, rolled) = send(&service, "", decisions()).await;
        assert_eq!(status, StatusCode::OK, "{rolled}");
        for day in ["2027-03-31", "2027-04-12"] {
            assert_eq!(counts("2026-27-Q4", day).await, before, "{today} {day}");
        }
        assert_eq!(counts("2026-27-Q1", "2026-06-30").await, q1, "{today}");
        // Of the new year there are the two that took the place of others.
        let new = service.get("/api/v1/periods/2027-28-Q1/snapshot?as_of=2027-06-30").await;
        assert_eq!(new["actions"]["total"], 2, "{today}");
        service.stop().await;
    }
}

async fn what_is_to_be_another_way_is_told(backend: Backend) {
    let service = start(backend, "2027-04-12").await;
    let (status, rolled) = send(&service, "", decisions()).await;
    assert_eq!(status, StatusCode::OK, "{rolled}");
    let done = recorded(&service).await;
    for (decision, pointer) in [
        (json!({"action": "A/1", "decision": "carry", "title": "Reworded"}), "/actions/0/title"),
        (json!({"action": "A/1", "decision": "carry", "due_date": "2028-01-31"}), "/actions/0/due_date"),
        (json!({"action": "A/1", "decision": "close", "reason": "No more."}), "/actions/0/decision"),
        (json!({"action": "A/2", "decision": "carry"}), "/actions/0/decision"),
        (json!({"action": "A/2", "decision": "replace", "ref": "B/3", "title": "Do it otherwise", "reason": "Again."}), "/actions/0/ref"),
        (json!({"action": "A/3", "decision": "carry"}), "/actions/0/decision"),
    ] {
        let (status, problem) = send(&service, "", json!({"actions": [decision]})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{decision}: {problem}");
        let error = &problem["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!("decided_otherwise")), "{decision}");
    }
    assert_eq!(recorded(&service).await, done);
    service.stop().await;
}

async fn only_what_is_at_work_in_the_year_that_ends_is_decided(backend: Backend) {
    let service = start(backend, "2027-04-12").await;
    let later = json!({"ref": "A/5", "title": "Later", "start_date": "2027-04-01", "due_date": "2028-03-31"});
    made(&service, Method::POST, "actions", later).await;
    made(&service, Method::PUT, "actions/A-3/updates/2026-27-Q4", json!({"percent_complete": 100})).await;
    let told = service.get(ROLLOVER).await;
    assert_eq!(column(&told["actions"], "ref"), ["A/1", "A/2", "A/3"]);
    let proposed = &told["actions"][2]["proposed"];
    assert_eq!((&proposed["decision"], &proposed["ref"]), (&json!("complete"), &Value::Null), "it is done");
    let decide = async |year: &str, decision: Value| {
        let (status, answer) = service.send(Method::POST, &format!("/api/v1/rollovers/{year}"), json!({"actions": [decision]})).await;
        (status, answer["errors"][0]["code"].as_str().unwrap_or_default().to_owned())
    };
    let refused = |code: &str| (StatusCode::UNPROCESSABLE_ENTITY, code.to_owned());
    let carry = |action: &str| json!({"action": action, "decision": "carry"});
    assert_eq!(decide("2027-28", carry("A/5")).await, refused("not_of_the_year"));
    assert_eq!(decide("2027-28", carry("A/3")).await, refused("inconsistent"));
    assert_eq!(decide("2027-28", json!({"action": "A/1", "decision": "complete"})).await, refused("inconsistent"));
    for year in ["2026-27", "2029-30"] {
        assert_eq!(decide(year, carry("A/1")).await, refused("out_of_range"), "{year}");
    }
    assert_eq!(decide("2027-28", json!({"action": "A/3", "decision": "complete"})).await.0, StatusCode::OK);
    let done = service.get("/api/v1/actions/A-3").await;
    assert_eq!((&done["lifecycle"], &done["ends_on"]), (&json!("completed"), &json!("2027-03-31")));
    // An end before the start is none.
    let (status, problem) =
        service.send(Method::PATCH, "/api/v1/actions/A-1", json!({"lifecycle": "cancelled", "ends_on": "2026-03-31"})).await;
    assert_eq!((status, &problem["errors"][0]["pointer"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("/ends_on")));
    service.stop().await;
}

async fn all_that_is_wrong_is_told_and_nothing_is_done(backend: Backend) {
    let service = start(backend, "2027-07-20").await;
    for state in [json!({"state": "in_review"}), json!({"state": "closed", "with_open_items": true, "reason": "Trial."})] {
        made(&service, Method::PUT, "periods/2027-28-Q1/state", state).await;
    }
    let before = recorded(&service).await;
    // What cannot be read is told by itself; what the rules refuse, all at once.
    let unread = json!({"actions": [{"action": "A/1", "decision": "keep"}]});
    let (carried, target) =
        (json!({"action": "A/1", "decision": "carry"}), json!({"indicator": "M/1", "period": "2027-28-Q2", "target": 1}));
    let refused = json!({
        "actions": [
            carried,
            {"action": "A/2", "decision": "carry", "ref": "A/1/2027-28"},
            {"action": "A/9", "decision": "carry"},
            {"action": "A/3", "decision": "close"},
            {"action": "A/4", "decision": "close", "reason": "Done."},
            {"action": "A/1", "decision": "close", "reason": "Twice."}
        ],
        "targets": [
            target,
            {"indicator": "M/1", "period": "2027-28-Q1", "target": 1},
            {"indicator": "M/9", "period": "2027-28-Q2", "target": 1},
            {"indicator": "M/1", "period": "2026-27-Q4", "target": 1}
        ]
    });
    let cases = [
        (unread, vec![("/actions/0/decision", "carry")]),
        (
            refused,
            vec![
                ("/actions/1/ref", "give another ref"),
                ("/actions/2/action", "create it first"),
                ("/actions/3/reason", "must say why"),
                ("/actions/4/decision", "A/4 was completed"),
                ("/actions/5/action", "leave one of the two out"),
                ("/targets/1/period", "restatement_reason"),
                ("/targets/2/indicator", "create it first"),
                ("/targets/3/period", "must be a quarter of 2027-28"),
            ],
        ),
    ];
    for (draft, wrong) in cases {
        let (status, problem) = send(&service, "", draft).await;
        assert!(status.is_client_error(), "{problem}");
        let errors = problem["errors"].as_array().unwrap();
        assert_eq!(
            errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect::<Vec<_>>(),
            wrong.iter().map(|(at, _)| *at).collect::<Vec<_>>(),
            "{problem}"
        );
        for (error, (at, remedy)) in errors.iter().zip(wrong) {
            assert!(error["detail"].as_str().unwrap().contains(remedy), "{at}: {error}");
        }
        assert_eq!(recorded(&service).await, before);
    }
    // A chain that would come back to itself.
    made(&service, Method::PATCH, "actions/A-2", json!({"succeeds": "A/1"})).await;
    let (status, problem) = service.send(Method::PATCH, "/api/v1/actions/A-1", json!({"succeeds": "A/2"})).await;
    assert_eq!(
        (status, &problem["errors"][0]["pointer"], &problem["errors"][0]["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("/succeeds"), &json!("loop"))
    );
    service.stop().await;
}
