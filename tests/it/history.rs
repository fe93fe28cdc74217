//! Every write leaves an event, and nothing else does.

use plumbline_shared::clock::Timestamp;
use plumbline_tests::on_both;
use plumbline_tests::support::pack::import;
use plumbline_tests::support::service::{Backend, Service, Setup, answer, clock_on};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(
    changes_follow_one_another,
    an_item_tells_its_life,
    returns_and_the_rest_are_noted,
    an_import_is_noted_row_by_row,
    the_list_is_narrowed_and_paged
);

async fn start(backend: Backend) -> Service {
    let clock = clock_on("2017-10-16");
    Service::start(backend, Setup { clock, ..Setup::on("2017-10-16") }).await
}

/// A write, some time after the one before it.
async fn write(service: &Service, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
    service.clock.set(Timestamp::from_micros(service.clock.now().instant.micros() + 1_000_000));
    service.send(method, &format!("/api/v1/{path}"), body).await
}

/// The events of a query, the latest first: what happened, to which ref, and what changed.
async fn events(service: &Service, query: &str) -> Vec<(String, String, Value)> {
    let told = |event: &Value| {
        let text = |name: &str| event[name].as_str().unwrap().to_owned();
        let change = |change: &Value| json!([change["field"], change["from"], change["to"]]);
        (text("event"), text("ref"), event["changes"].as_array().unwrap().iter().map(change).collect())
    };
    service.get(&format!("/api/v1/history?{query}")).await["items"].as_array().unwrap().iter().map(told).collect()
}

fn event(event: &str, reference: &str, changes: Value) -> (String, String, Value) {
    (event.to_owned(), reference.to_owned(), changes)
}

/// Of one item changed by many at once, each change goes on from the one before it.
async fn changes_follow_one_another(backend: Backend) {
    let service = start(backend).await;
    write(&service, Method::POST, "directorates", json!({"ref": "X1", "name": "first"})).await;
    let change = |n: u32| service.send(Method::PATCH, "/api/v1/directorates/X1", json!({"name": format!("n{n}")}));
    futures_util::future::join_all((0..30).map(change)).await;
    let mut found = events(&service, "kind=directorate&item=X1&event=changed").await;
    found.reverse();
    assert_eq!(found.len(), 30);
    let names = found.iter().map(|(_, _, changes)| (&changes[0][1], &changes[0][2]));
    names.fold(&json!("first"), |last, (from, to)| {
        assert_eq!(last, from, "{found:?}");
        to
    });
    service.stop().await;
}

async fn an_item_tells_its_life(backend: Backend) {
    let service = start(backend).await;
    for (kind, subject, draft, field) in [
        ("directorates", "directorate", json!({"ref": "X1", "name": "T"}), "name"),
        ("service-areas", "service_area", json!({"ref": "X1", "name": "T", "directorate": "X1"}), "name"),
        ("people", "person", json!({"email": "x1@cyngor.example", "name": "T", "service_area": "X1"}), "name"),
        ("plan", "plan_item", json!({"ref": "X1", "level": "outcome", "title": "T"}), "title"),
        ("actions", "action", json!({"ref": "X1", "title": "T", "due_date": "2018-03-31", "owner": "x1@cyngor.example"}), "title"),
        (
            "indicators",
            "indicator",
            json!({"ref": "X1", "title": "T", "polarity": "higher", "unit": "number", "frequency": "quarterly"}),
            "title",
        ),
        ("risks", "risk", json!({"ref": "X1", "kind": "service", "title": "T", "service_areas": ["X1"]}), "title"),
        ("projects", "project", json!({"ref": "X1", "title": "T"}), "title"),
    ] {
        let (status, made) = write(&service, Method::POST, kind, draft.clone()).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
        let path = format!("{kind}/{}", made["id"].as_str().unwrap());
        for (method, body) in [
            (Method::PATCH, json!({field: "U"})),
            (Method::PATCH, json!({field: "U"})),
            (Method::PATCH, json!({field: ""})),
            (Method::DELETE, Value::Null),
            (Method::DELETE, Value::Null),
            (Method::PATCH, json!({"archived": false})),
        ] {
            write(&service, method, &path, body).await;
        }
        let reference = made["ref"].as_str().unwrap();
        let mut found = events(&service, &format!("kind={subject}&item={reference}")).await;
        let (created, of, first) = found.pop().unwrap();
        assert_eq!((created.as_str(), of.as_str()), ("created", reference));
        // What was given is told as it is read: items by their refs.
        for (name, given) in draft.as_object().unwrap() {
            let told = first.as_array().unwrap().iter().find(|change| change[0] == format!("/{name}"));
            assert_eq!(told.map(|change| (&change[1], &change[2])), Some((&Value::Null, given)), "{kind} {name}: {first}");
        }
        let expected = [
            event("restored", reference, json!([["/archived", true, false]])),
            event("archived", reference, json!([["/archived", false, true]])),
            event("changed", reference, json!([[format!("/{field}"), "T", "U"]])),
        ];
        assert_eq!(found, expected, "{kind}");
    }
    service.stop().await;
}

async fn returns_and_the_rest_are_noted(backend: Backend) {
    let service = start(backend).await;
    let q2 = "2017-18-Q2";
    for (kind, draft) in [
        ("service-areas", json!({"ref": "HS", "name": "T"})),
        ("actions", json!({"ref": "A1", "title": "T", "due_date": "2018-03-31"})),
        ("indicators", json!({"ref": "M1", "title": "T", "polarity": "higher", "unit": "number", "frequency": "quarterly"})),
        ("risks", json!({"ref": "R1", "kind": "service", "title": "T", "service_areas": ["HS"]})),
        ("projects", json!({"ref": "P1", "title": "T"})),
    ] {
        assert_eq!(write(&service, Method::POST, kind, draft).await.0, StatusCode::CREATED);
    }
    for (path, body) in [
        (format!("actions/A1/updates/{q2}"), json!({"percent_complete": 10})),
        (format!("actions/A1/updates/{q2}"), json!({"percent_complete": 10})),
        (format!("actions/A1/updates/{q2}"), json!({"percent_complete": 20, "revised_due_date": "2018-04-30", "revision_reason": "Late"})),
        (format!("indicators/M1/results/{q2}"), json!({"actual": 67.13, "target": 70})),
        (format!("risks/R1/assessments/{q2}/HS"), json!({"residual_likelihood": 2, "residual_impact": 2})),
        (format!("projects/P1/statuses/{q2}"), json!({"status": "green"})),
        (format!("periods/{q2}/state"), json!({"state": "in_review"})),
        (
            format!("breakdowns/{q2}"),
            json!([{"indicator": "M1", "measure": "m", "dimension": "d", "value_label": "v", "unit": "number", "value": 3}]),
        ),
        (format!("narratives/{q2}"), json!([{"scope": "council", "section": "s", "language": "en", "text": "T"}])),
        (format!("narratives/{q2}"), json!([{"scope": "council", "section": "s", "language": "en", "text": ""}])),
    ] {
        let (status, body) = write(&service, Method::PUT, &path, body).await;
        assert!(status.is_success(), "{path}: {body}");
    }
    assert_eq!(write(&service, Method::PATCH, "settings", json!({"alerts": {"rules": {"measure_red": {"enabled": false}}}})).await.0, 200);
    let told = async |query: &str| {
        let found = events(&service, query).await;
        found.into_iter().map(|(event, reference, changes)| json!([event, reference, changes])).collect::<Value>()
    };
    let has = |found: &Value, wanted: Value| {
        let mut changes = found[2].as_array().unwrap().iter();
        assert!(changes.any(|change| *change == wanted), "{wanted} in {found}");
    };
    let action = told(&format!("kind=action&item=A1&period={q2}")).await;
    let kinds: Vec<&Value> = action.as_array().unwrap().iter().map(|event| &event[0]).collect();
    assert!(kinds.contains(&&json!("recorded")) && kinds.contains(&&json!("revised")) && kinds.len() == 3, "{action}");
    let revised = action.as_array().unwrap().iter().find(|event| event[0] == "revised").unwrap();
    has(revised, json!(["/percent_complete", 10, 20]));
    let moved = action.as_array().unwrap().iter().find(|event| event[0] == "changed").unwrap();
    has(moved, json!(["/due_date", "2018-03-31", "2018-04-30"]));
    has(&told("kind=indicator&event=recorded").await[0], json!(["/actual", null, 67.13]));
    let assessed = told("kind=risk&event=recorded").await;
    assert_eq!(assessed[0][1], "R1 HS");
    has(&assessed[0], json!(["/residual_impact", null, 2]));
    has(&told("kind=project&event=recorded").await[0], json!(["/status", null, "green"]));
    assert_eq!(told("kind=period").await[0][2], json!([["/state", "open", "in_review"]]));
    has(&told("kind=breakdown").await[0], json!(["/value", null, 3]));
    let narrative = told("kind=narrative").await;
    assert_eq!(narrative[0], json!(["removed", "council s en", [["/text", "T", null], ["/state", "draft", null]]]));
    assert_eq!(narrative[1][2], json!([["/text", null, "T"], ["/state", null, "draft"]]));
    assert_eq!(told("kind=settings").await, json!([["changed", "settings", [["/alerts/rules/measure_red/enabled", true, false]]]]));
    service.stop().await;
}

async fn an_import_is_noted_row_by_row(backend: Backend) {
    let service = start(backend).await;
    let pack: Vec<(String, Vec<u8>)> = [
        ("indicators.csv", "ref,title,polarity,unit,frequency\nM1,T,higher,number,quarterly\n"),
        ("indicator_results.csv", "ref,period,actual,target\nM1,2017-18-Q1,5,4\nM1,2017-18-Q2,6,4\n"),
    ]
    .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
    .into();
    for _ in 0..2 {
        assert_eq!(import(&service, "/api/v1/imports", &pack).await.0, StatusCode::OK);
    }
    let all = service.get("/api/v1/history").await;
    let kept: Vec<&Value> = all["items"].as_array().unwrap().iter().filter(|event| event["kind"] == "indicator").collect();
    assert_eq!(kept.len(), 3, "the second changed nothing: {kept:?}");
    let by = kept[0]["actor"].as_str().unwrap();
    assert!(by.starts_with("key:") && kept.iter().all(|event| event["actor"] == by && event["request_id"] == kept[0]["request_id"]));
    service.stop().await;
}

async fn the_list_is_narrowed_and_paged(backend: Backend) {
    let service = start(backend).await;
    for n in 0..5 {
        write(&service, Method::POST, "directorates", json!({"ref": format!("D{n}"), "name": "T"})).await;
    }
    // The id that an answer quotes leads to what was written.
    let request = service.request(Method::PATCH, "/api/v1/directorates/D0").bearer_auth(&service.editor);
    let response = request.header("x-request-id", "quoted-in-an-answer").json(&json!({"name": "U"})).send().await.unwrap();
    assert_eq!(response.headers()["x-request-id"], "quoted-in-an-answer");
    let whole = service.get("/api/v1/history?kind=directorate").await["items"].clone();
    let last = whole.as_array().unwrap().iter().find(|event| event["event"] == "changed").unwrap();
    assert_eq!(last["request_id"], "quoted-in-an-answer");
    let count = async |query: &str| events(&service, &format!("kind=directorate&{query}")).await.len();
    let editor = last["actor"].as_str().unwrap();
    assert_eq!((count("limit=100").await, count(&format!("actor={editor}")).await, count("event=changed").await), (6, 1, 1));
    let third = whole[2]["at"].as_str().unwrap();
    assert_eq!((count(&format!("from={third}")).await, count(&format!("until={third}")).await), (3, 3));

    let (mut paged, mut path) = (Vec::new(), "/api/v1/history?kind=directorate&limit=2".to_owned());
    loop {
        let page = service.get(&path).await;
        paged.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => path = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(Value::Array(paged), whole);

    for (query, pointer) in [
        ("item=D0", "?item"),
        ("kind=settings&item=D0", "?item"),
        ("kind=directorate&item=D9", "?item"),
        ("from=yesterday", "?from"),
        ("kind=dog", "?kind"),
    ] {
        let (status, problem) = service.send(Method::GET, &format!("/api/v1/history?{query}"), Value::Null).await;
        assert!(matches!(status.as_u16(), 400 | 422), "{query}: {problem}");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{query}: {problem}");
    }
    let reader = service.request(Method::GET, "/api/v1/history").bearer_auth(&service.reader);
    assert_eq!(answer(reader).await.0, StatusCode::FORBIDDEN);
    service.stop().await;
}
