//! What was known at an instant: items, lists and returns as they were then.

use plumbline_shared::clock::Timestamp;
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service, Setup, clock_on};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(
    an_indicator_as_it_was,
    an_action_and_its_dates_as_they_were,
    risks_and_projects_as_they_were,
    lists_as_they_were,
    what_was_named_is_not_what_is_called_so_now,
    what_cannot_be_told_is_refused,
    revisions_are_paged
);

const Q2: &str = "2017-18-Q2";

async fn start(backend: Backend) -> Service {
    Service::start(backend, Setup { clock: clock_on("2017-10-16"), ..Setup::on("2017-10-16") }).await
}

/// Writes, an hour after what was written before, and gives the instant of the write.
async fn write(service: &Service, method: Method, path: &str, body: Value) -> Timestamp {
    let at = Timestamp::from_micros(service.clock.now().instant.micros() + 3_600_000_000);
    service.clock.set(at);
    let (status, answer) = service.send(method, &format!("/api/v1/{path}"), body).await;
    assert!(status.is_success(), "{path}: {status} {answer}");
    at
}

async fn read(service: &Service, path: &str, at: Timestamp) -> Value {
    let mark = if path.contains('?') { '&' } else { '?' };
    service.get(&format!("/api/v1/{path}{mark}known_at={at}")).await
}

/// Whatever is written later, an answer for an instant stays what was answered at it.
async fn an_indicator_as_it_was(backend: Backend) {
    let service = start(backend).await;
    for (kind, draft) in [
        ("service-areas", json!({"ref": "HS", "name": "Housing"})),
        ("service-areas", json!({"ref": "WR", "name": "Waste"})),
        ("people", json!({"email": "a@cyngor.example", "name": "A"})),
        ("people", json!({"email": "b@cyngor.example", "name": "B"})),
    ] {
        write(&service, Method::POST, kind, draft).await;
    }
    let draft = json!({
        "ref": "M/1", "title": "T", "polarity": "higher", "unit": "number", "frequency": "quarterly", "owner": "a@cyngor.example",
        "service_area": "HS", "aliases": ["X"]
    });
    let made = write(&service, Method::POST, "indicators", draft).await;
    let path = format!("indicators/M-1/results/{Q2}");
    let id = service.get("/api/v1/indicators/M-1").await["id"].as_str().unwrap().to_owned();
    let mut told: Vec<(Timestamp, Value)> = Vec::new();
    let steps = [
        (Method::PUT, path.clone(), json!({"actual": 90, "target": 100})),
        (Method::PATCH, format!("indicators/{id}"), json!({"tolerance": 5, "title": "U"})),
        (Method::PUT, path.clone(), json!({"actual": 100, "target": 100})),
        (Method::PATCH, format!("indicators/{id}"), json!({"owner": "b@cyngor.example", "service_area": "WR", "aliases": []})),
        (Method::PATCH, "settings".to_owned(), json!({"green_within": 1, "alerts": {"rules": {"measure_red": {"enabled": false}}}})),
        (Method::PATCH, format!("indicators/{id}"), json!({"ref": "M/2", "polarity": "lower", "tolerance": null})),
        (Method::DELETE, format!("indicators/{id}"), Value::Null),
        (Method::PATCH, format!("indicators/{id}"), json!({"archived": false, "owner": null})),
    ];
    told.push((made, service.get(&format!("/api/v1/indicators/{id}?period={Q2}")).await));
    for (method, path, body) in steps {
        let at = write(&service, method, &path, body).await;
        told.push((at, service.get(&format!("/api/v1/indicators/{id}?period={Q2}")).await));
    }
    for (index, (at, answered)) in told.iter().enumerate() {
        let known = read(&service, &format!("indicators/{id}?period={Q2}"), *at).await;
        assert_eq!(known, *answered, "step {index}");
    }
    let rags: Vec<&str> = told.iter().map(|(_, item)| item["status"]["rag"].as_str().unwrap()).collect();
    assert_eq!(rags[..4], ["n/a", "amber", "red", "green"]);
    // Before it was made, there was none; and between two writes, what the first left.
    let before = Timestamp::from_micros(made.micros() - 1);
    let (status, _) = service.send(Method::GET, &format!("/api/v1/indicators/{id}?known_at={before}"), Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let between = Timestamp::from_micros(told[2].0.micros() - 1);
    assert_eq!(read(&service, &format!("indicators/{id}?period={Q2}&as_of=2017-10-16"), between).await["result"]["revision"], 1);
    service.stop().await;
}

async fn an_action_and_its_dates_as_they_were(backend: Backend) {
    let service = start(backend).await;
    write(&service, Method::POST, "actions", json!({"ref": "A1", "title": "T", "start_date": "2017-04-01", "due_date": "2017-10-10"}))
        .await;
    let path = format!("actions/A1?period={Q2}");
    let mut told = Vec::new();
    for (method, path_to, body) in [
        (Method::PUT, format!("actions/A1/updates/{Q2}"), json!({"percent_complete": 50, "reported_rag": "amber"})),
        (Method::POST, "actions/A1/due-dates".to_owned(), json!({"due_date": "2018-01-31", "reason": "Late."})),
        (Method::PATCH, "actions/A1".to_owned(), json!({"title": "U"})),
        (
            Method::PUT,
            format!("actions/A1/updates/{Q2}"),
            json!({"percent_complete": 60, "commentary": "c", "revised_due_date": "2018-02-28", "revision_reason": "Later."}),
        ),
        (Method::PATCH, "actions/A1".to_owned(), json!({"lifecycle": "completed"})),
    ] {
        let at = write(&service, method, &path_to, body).await;
        told.push((at, service.get(&format!("/api/v1/{path}")).await));
    }
    for (index, (at, answered)) in told.iter().enumerate() {
        assert_eq!(read(&service, &path, *at).await, *answered, "step {index}");
    }
    assert_eq!(
        told.iter().map(|(_, item)| item["version"].as_i64().unwrap()).collect::<Vec<_>>(),
        [1, 2, 3, 3, 4],
        "a date agreed earlier than the one that counts moves nothing"
    );
    service.stop().await;
}

async fn risks_and_projects_as_they_were(backend: Backend) {
    let service = start(backend).await;
    for (kind, draft) in [
        ("service-areas", json!({"ref": "HS", "name": "Housing"})),
        ("service-areas", json!({"ref": "WR", "name": "Waste"})),
        ("risks", json!({"ref": "R1", "kind": "service", "title": "T", "service_areas": ["HS"]})),
        ("projects", json!({"ref": "P1", "title": "T", "tranches": ["1"]})),
    ] {
        write(&service, Method::POST, kind, draft).await;
    }
    let paths = [format!("risks/R1?period={Q2}"), format!("projects/P1?period={Q2}")];
    let mut told = Vec::new();
    for (method, path_to, body) in [
        (Method::PUT, "risks/R1/assessments/2017-18-Q1/HS".to_owned(), json!({"residual_score": 6})),
        (Method::PUT, format!("risks/R1/assessments/{Q2}/HS"), json!({"residual_score": 8})),
        (Method::PUT, "risks/R1/assessments/2017-18-Q1/HS".to_owned(), json!({"residual_score": 9})),
        (Method::PATCH, "risks/R1".to_owned(), json!({"service_areas": ["WR", "HS"], "controls": "c"})),
        (Method::PUT, format!("risks/R1/assessments/{Q2}/WR"), json!({"residual_score": 2, "forecast": "up"})),
        (Method::PATCH, "risks/R1".to_owned(), json!({"service_areas": ["WR"]})),
        (Method::PUT, format!("projects/P1/statuses/{Q2}"), json!({"status": "amber"})),
        (Method::PATCH, "projects/P1".to_owned(), json!({"tranches": ["2"], "programme": "P"})),
        (Method::PUT, format!("projects/P1/statuses/{Q2}"), json!({"status": "completed"})),
    ] {
        let at = write(&service, method, &path_to, body).await;
        let answers = [service.get(&format!("/api/v1/{}", paths[0])).await, service.get(&format!("/api/v1/{}", paths[1])).await];
        told.push((at, answers));
    }
    for (index, (at, answered)) in told.iter().enumerate() {
        for (path, answer) in paths.iter().zip(answered) {
            assert_eq!(read(&service, path, *at).await, *answer, "step {index}");
        }
    }
    assert_eq!(told[1].1[0]["assessments"][0]["status"]["direction"], "increasing");
    assert_eq!(told[2].1[0]["assessments"][0]["status"]["direction"], "decreasing");
    service.stop().await;
}

/// Lists follow `next` through what was there then, in the order of today's refs.
async fn lists_as_they_were(backend: Backend) {
    let service = start(backend).await;
    for number in 0..5 {
        write(&service, Method::POST, "projects", json!({"ref": format!("P{number}"), "title": "T"})).await;
    }
    write(&service, Method::DELETE, "projects/P4", Value::Null).await;
    let then = service.clock.now().instant;
    for (method, path, body) in [
        (Method::POST, "projects", json!({"ref": "P11", "title": "new"})),
        (Method::PATCH, "projects/P0", json!({"ref": "Z0", "title": "U"})),
        (Method::DELETE, "projects/P1", Value::Null),
        (Method::PATCH, "projects/P4", json!({"archived": false})),
    ] {
        write(&service, method, path, body).await;
    }
    let mut found = Vec::new();
    let mut next = Some(format!("/api/v1/projects?limit=1&known_at={then}"));
    while let Some(path) = next {
        let page = service.get(&path).await;
        let items = page["items"].as_array().unwrap().iter();
        found.extend(items.map(|item| (item["ref"].as_str().unwrap().to_owned(), item["title"].as_str().unwrap().to_owned())));
        next = page["next"].as_str().map(str::to_owned);
    }
    let was = |reference: &str| (reference.to_owned(), "T".to_owned());
    assert_eq!(found, [was("P1"), was("P2"), was("P3"), was("P0")]);
    let archived = read(&service, "projects?archived=true", then).await;
    assert_eq!(archived["items"].as_array().unwrap().iter().map(|item| &item["ref"]).collect::<Vec<_>>(), ["P4"]);
    for kind in ["actions", "indicators", "risks"] {
        assert_eq!(read(&service, kind, then).await["items"], json!([]), "{kind}");
    }
    service.stop().await;
}

async fn what_cannot_be_told_is_refused(backend: Backend) {
    let service = start(backend).await;
    write(&service, Method::POST, "people", json!({"email": "a@cyngor.example", "name": "A"})).await;
    let now = service.clock.now().instant;
    let later = Timestamp::from_micros(now.micros() + 1);
    for (path, field, code) in [
        (format!("actions?known_at={later}"), "?known_at", "out_of_range"),
        (format!("actions/A1/updates/{Q2}?known_at={later}"), "?known_at", "out_of_range"),
        (format!("actions?known_at={now}&owner=a@cyngor.example"), "?owner", "not_with_known_at"),
        (format!("actions?known_at={now}&sort=due"), "?sort", "not_with_known_at"),
        (format!("indicators?known_at={now}&q=x"), "?q", "not_with_known_at"),
        (format!("risks?known_at={now}&kind=service"), "?kind", "not_with_known_at"),
        (format!("projects?known_at={now}&programme=x"), "?programme", "not_with_known_at"),
    ] {
        let (status, body) = service.send(Method::GET, &format!("/api/v1/{path}"), Value::Null).await;
        assert_eq!(
            (status, &body["errors"][0]["pointer"], &body["errors"][0]["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field), &json!(code)),
            "{path}: {body}"
        );
    }
    let (status, _) = service.send(Method::GET, "/api/v1/actions?known_at=yesterday", Value::Null).await;
    assert!(status.is_client_error());
    service.get(&format!("/api/v1/actions?known_at={now}&rag=red&overdue=false&archived=true")).await;
    service.stop().await;
}

async fn revisions_are_paged(backend: Backend) {
    let service = start(backend).await;
    write(
        &service,
        Method::POST,
        "indicators",
        json!({"ref": "M1", "title": "T", "polarity": "higher", "unit": "number", "frequency": "quarterly"}),
    )
    .await;
    let path = format!("indicators/M1/results/{Q2}");
    let mut at = Vec::new();
    for actual in 1..=5 {
        at.push(write(&service, Method::PUT, &path, json!({"actual": actual})).await);
    }
    let revisions =
        |page: &Value| page["items"].as_array().unwrap().iter().map(|one| one["revision"].as_i64().unwrap()).collect::<Vec<_>>();
    let first = service.get(&format!("/api/v1/{path}?limit=2")).await;
    assert_eq!(revisions(&first), [5, 4]);
    let second = service.get(first["next"].as_str().unwrap()).await;
    assert_eq!(revisions(&second), [3, 2]);
    let last = service.get(second["next"].as_str().unwrap()).await;
    assert_eq!((revisions(&last), &last["next"]), (vec![1], &Value::Null));
    assert_eq!(revisions(&service.get(&format!("/api/v1/{path}")).await), [5, 4, 3, 2, 1]);
    assert_eq!(revisions(&read(&service, &path, at[2]).await), [3, 2, 1]);
    let (status, _) = service.send(Method::GET, &format!("/api/v1/{path}?limit=0"), Value::Null).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    service.stop().await;
}

/// A ref or an address that is taken again names another: what was named before is who or which it was.
async fn what_was_named_is_not_what_is_called_so_now(backend: Backend) {
    let service = start(backend).await;
    let name =
        async |then: Timestamp, path: &str, field: &str| read(&service, path, then).await[field]["name"].as_str().unwrap().to_owned();
    write(&service, Method::POST, "service-areas", json!({"ref": "HS", "name": "Housing of old"})).await;
    write(&service, Method::POST, "people", json!({"email": "ann@cyngor.example", "name": "Ann of old"})).await;
    let draft = json!({
        "ref": "M1", "title": "T", "polarity": "higher", "unit": "number", "frequency": "quarterly", "owner": "ann@cyngor.example",
        "service_area": "HS"
    });
    write(&service, Method::POST, "indicators", draft).await;
    for reference in ["A1", "A2"] {
        write(
            &service,
            Method::POST,
            "actions",
            json!({"ref": reference, "title": format!("Action {reference}"), "due_date": "2018-03-31"}),
        )
        .await;
    }
    let risk = json!({
        "ref": "R1", "title": "T", "kind": "service", "category": "staffing", "service_areas": ["HS"], "mitigated_by": ["A1", "A2"]
    });
    let mut at = vec![write(&service, Method::POST, "risks", risk).await];
    // Twice over: the ref goes to another, and the item goes to them.
    for (number, (area, ann)) in [(1, ("HS-1", "ann1@cyngor.example")), (2, ("HS-2", "ann2@cyngor.example"))] {
        for (method, path, body) in [
            (Method::PATCH, "service-areas/HS", json!({"ref": area})),
            (Method::POST, "service-areas", json!({"ref": "HS", "name": format!("Housing {number}")})),
            (Method::PATCH, "people/ann@cyngor.example", json!({"email": ann})),
            (Method::POST, "people", json!({"email": "ann@cyngor.example", "name": format!("Ann {number}")})),
            (Method::PATCH, "indicators/M1", json!({"service_area": "HS", "owner": "ann@cyngor.example"})),
            (Method::PATCH, "risks/R1", json!({"service_areas": ["HS"], "mitigated_by": ["A2"]})),
        ] {
            at.push(write(&service, method, path, body).await);
        }
    }
    let last = at.len() - 1;
    let mitigating = read(&service, "risks/R1", at[0]).await["mitigated_by"].clone();
    assert_eq!(mitigating.as_array().unwrap().iter().map(|action| &action["name"]).collect::<Vec<_>>(), ["Action A1", "Action A2"]);
    for (step, area, ann) in [
        (0, "Housing of old", "Ann of old"),
        (4, "Housing of old", "Ann of old"),
        (6, "Housing 1", "Ann 1"),
        (10, "Housing 1", "Ann 1"),
        (last, "Housing 2", "Ann 2"),
    ] {
        assert_eq!(name(at[step], "indicators/M1", "service_area").await, area, "step {step}");
        assert_eq!(name(at[step], "indicators/M1", "owner").await, ann, "step {step}");
        assert_eq!(read(&service, "risks/R1", at[step]).await["service_areas"][0]["name"], area, "step {step}");
    }
    service.stop().await;
}
