//! People who leave, and service areas that merge.

mod imported;

use plumbline_shared::clock::Timestamp;
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service, Setup, answer, clock_on};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(
    a_leaver_hands_everything_over,
    a_handover_is_whole_or_not_at_all,
    areas_merge_with_all_that_is_theirs,
    what_both_areas_say_otherwise_stands_in_the_way,
    a_person_s_data_is_told_and_taken_out
);

const Q2: &str = "2017-18-Q2";
const ANN: &str = "ann@cyngor.example";
const BOB: &str = "bob@cyngor.example";

async fn write(service: &Service, method: Method, path: &str, body: Value) -> Value {
    let (status, answer) = service.send(method, &format!("/api/v1/{path}"), body).await;
    assert!(status.is_success(), "{path}: {status} {answer}");
    answer
}

async fn refused(service: &Service, path: &str, body: Value, status: StatusCode, code: &str) -> Value {
    let (found, answer) = service.send(Method::POST, &format!("/api/v1/{path}"), body).await;
    let told = if answer["errors"][0]["code"].is_string() { &answer["errors"][0]["code"] } else { &answer["code"] };
    assert_eq!((found, told), (status, &json!(code)), "{path}: {answer}");
    answer
}

/// Two areas; Ann owns, stands in for and manages; Bob takes over, and reports to her.
async fn start(backend: Backend) -> Service {
    let service = Service::start(backend, Setup { clock: clock_on("2017-10-16"), ..Setup::on("2017-10-16") }).await;
    for (kind, draft) in [
        ("service-areas", json!({"ref": "HS", "name": "Housing"})),
        ("service-areas", json!({"ref": "WR", "name": "Waste"})),
        ("people", json!({"email": "boss@cyngor.example", "name": "Boss"})),
        ("people", json!({"email": ANN, "name": "Ann", "manager": "boss@cyngor.example", "service_area": "HS"})),
        ("people", json!({"email": BOB, "name": "Bob", "manager": ANN})),
        ("people", json!({"email": "cat@cyngor.example", "name": "Cat", "manager": ANN, "service_area": "HS"})),
        (
            "actions",
            json!({"ref": "A1", "title": "T", "due_date": "2017-10-01", "start_date": "2017-04-01", "owner": ANN, "service_area": "HS"}),
        ),
        ("actions", json!({"ref": "A2", "title": "T", "due_date": "2018-10-01", "owner": BOB, "deputy": ANN, "service_area": "WR"})),
        ("actions", json!({"ref": "A3", "title": "T", "due_date": "2018-10-01", "owner": BOB})),
        (
            "indicators",
            json!({"ref": "M1", "title": "T", "polarity": "higher", "unit": "number", "frequency": "quarterly", "owner": ANN, "deputy": ANN, "service_area": "HS"}),
        ),
        ("risks", json!({"ref": "R1", "kind": "service", "title": "T", "service_areas": ["HS"], "owner": ANN})),
    ] {
        write(&service, Method::POST, kind, draft).await;
    }
    service
}

async fn owners(service: &Service) -> Vec<String> {
    let mut found = Vec::new();
    for path in ["actions/A1", "actions/A2", "actions/A3", "indicators/M1", "risks/R1"] {
        let item = service.get(&format!("/api/v1/{path}")).await;
        let name = |field: &str| item[field]["name"].as_str().unwrap_or("-").to_owned();
        found.push(format!("{}/{}", name("owner"), name("deputy")));
    }
    found
}

async fn a_leaver_hands_everything_over(backend: Backend) {
    let service = start(backend).await;
    let path = format!("people/{ANN}/reassign");
    let before = owners(&service).await;
    assert_eq!(before, ["Ann/-", "Bob/Ann", "Bob/-", "Ann/Ann", "Ann/-"]);
    let alert = |items: &Value| items["items"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Vec<_>>();
    let alerts = alert(&service.get(&format!("/api/v1/alerts?owner={ANN}&rule=action_overdue")).await);
    assert_eq!(alerts.len(), 1);

    let tried = write(&service, Method::POST, &path, json!({"to": BOB, "dry_run": true})).await;
    assert_eq!(owners(&service).await, before);
    let partly = write(&service, Method::POST, &path, json!({"to": BOB, "what": ["deputy"], "service_area": "WR"})).await;
    assert_eq!((&partly["owned"], &partly["deputised"], &partly["managed"]), (&json!(0), &json!(1), &json!(0)));
    let done = write(&service, Method::POST, &path, json!({"to": BOB})).await;
    assert_eq!((&done["owned"], &done["deputised"], &done["managed"]), (&json!(3), &json!(1), &json!(2)), "{done}");
    assert_eq!((&tried["owned"], &tried["deputised"], &tried["managed"]), (&json!(3), &json!(2), &json!(2)));
    assert_eq!(done["items"][1], json!({"kind": "indicator", "ref": "M1", "what": ["owner", "deputy"]}));
    assert_eq!(owners(&service).await, ["Bob/-", "Bob/Bob", "Bob/-", "Bob/Bob", "Bob/-"]);
    // Whoever takes over is nobody's own manager; the others are theirs.
    assert_eq!(service.get(&format!("/api/v1/people/{BOB}")).await["manager"]["name"], "Boss");
    assert_eq!(service.get("/api/v1/people/cat@cyngor.example").await["manager"]["name"], "Bob");
    // The alert is the same one, and another's.
    assert_eq!(alert(&service.get(&format!("/api/v1/alerts?owner={BOB}&rule=action_overdue")).await), alerts);
    let history = service.get("/api/v1/history?kind=action&item=A1&event=changed").await;
    assert_eq!(history["items"][0]["changes"], json!([{"field": "/owner", "from": ANN, "to": BOB}]));
    let again = write(&service, Method::POST, &path, json!({"to": BOB})).await;
    assert_eq!(again["items"], json!([]));
    service.stop().await;
}

async fn a_handover_is_whole_or_not_at_all(backend: Backend) {
    let service = start(backend).await;
    let path = format!("people/{ANN}/reassign");
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    refused(&service, &path, json!({"to": ANN}), unfit, "invalid_value").await;
    refused(&service, &path, json!({"to": "nobody"}), unfit, "unknown_reference").await;
    refused(&service, &path, json!({"to": BOB, "what": []}), unfit, "missing_field").await;
    refused(&service, &path, json!({"to": BOB, "what": ["boss"]}), unfit, "invalid_value").await;
    refused(&service, "people/nobody/reassign", json!({"to": BOB}), StatusCode::NOT_FOUND, "not_found").await;
    write(&service, Method::POST, "people", json!({"email": "dee@cyngor.example", "name": "Dee", "manager": "cat@cyngor.example"})).await;
    refused(&service, &path, json!({"to": "dee@cyngor.example"}), StatusCode::CONFLICT, "loop").await;
    write(&service, Method::PATCH, "people/cat@cyngor.example", json!({"active": false})).await;
    refused(&service, &path, json!({"to": "cat@cyngor.example"}), unfit, "inactive_person").await;
    // A key of one area may not hand over what is another's: then nothing goes.
    let key = write(&service, Method::POST, "keys", json!({"name": "k", "role": "editor", "service_areas": ["HS"]})).await;
    let request =
        |body: Value| service.request(Method::POST, &format!("/api/v1/{path}")).bearer_auth(key["key"].as_str().unwrap()).json(&body);
    let (status, _) = answer(request(json!({"to": BOB, "what": ["owner", "deputy"]}))).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(owners(&service).await, ["Ann/-", "Bob/Ann", "Bob/-", "Ann/Ann", "Ann/-"]);
    let (status, done) = answer(request(json!({"to": BOB, "what": ["owner"], "service_area": "HS"}))).await;
    assert_eq!((status, &done["owned"]), (StatusCode::OK, &json!(3)), "{done}");
    service.stop().await;
}

async fn areas_merge_with_all_that_is_theirs(backend: Backend) {
    let service = start(backend).await;
    write(&service, Method::PATCH, "service-areas/HS", json!({"ref": "HO"})).await;
    write(&service, Method::PATCH, "risks/R1", json!({"service_areas": ["HO", "WR"]})).await;
    for (method, path, body) in [
        (Method::PUT, "risks/R1/assessments/2017-18-Q1/HO".to_owned(), json!({"residual_score": 4})),
        (Method::PUT, format!("risks/R1/assessments/{Q2}/HO"), json!({"residual_score": 6})),
        (Method::PUT, format!("risks/R1/assessments/{Q2}/WR"), json!({"residual_score": 6})),
        (Method::PUT, format!("narratives/{Q2}"), json!([{"scope": "HO", "section": "achievements", "language": "en", "text": "t"}])),
        (Method::PUT, format!("judgements/{Q2}"), json!([{"scope": "HO", "part": "actions", "rag": "red", "reason": "t"}])),
        (Method::DELETE, "actions/A1".to_owned(), Value::Null),
    ] {
        write(&service, method, &path, body).await;
    }
    let key = write(&service, Method::POST, "keys", json!({"name": "k", "role": "editor", "service_areas": ["HO"]})).await;
    let hook = json!({"name": "h", "url": "https://hooks.example.org/", "events": ["alert.opened"], "service_areas": ["HO"]});
    write(&service, Method::POST, "webhooks", hook).await;
    write(&service, Method::POST, "calendars", json!({"service_area": "HO"})).await;
    let then = service.clock.now().instant;
    service.clock.set(Timestamp::from_micros(then.micros() + 1_000_000));
    let tried = write(&service, Method::POST, "service-areas/HO/merge", json!({"into": "WR", "dry_run": true})).await;
    assert_eq!(service.get("/api/v1/service-areas/HO").await["archived"], false);
    let done = write(&service, Method::POST, "service-areas/HO/merge", json!({"into": "WR"})).await;
    for told in [&tried, &done] {
        let counted =
            ["actions", "indicators", "risks", "people", "keys", "webhooks", "calendars", "assessments", "narratives", "judgements"];
        assert_eq!(counted.map(|name| told[name].as_i64().unwrap()), [1, 1, 1, 2, 1, 1, 1, 1, 1, 1], "{told}");
        assert_eq!(told["from"]["ref"], "HO (merged)");
    }
    assert_eq!(service.get("/api/v1/webhooks").await["items"][0]["service_areas"][0]["ref"], "WR");
    assert_eq!(service.get("/api/v1/calendars").await["items"][0]["service_area"]["ref"], "WR");
    for former in ["HO", "HS"] {
        assert_eq!(service.get(&format!("/api/v1/service-areas/{former}")).await["ref"], "WR", "{former} leads on");
    }
    let archived = service.get("/api/v1/service-areas?archived=true").await;
    assert_eq!((archived["items"].as_array().unwrap().len(), &archived["items"][0]["ref"]), (1, &json!("HO (merged)")));
    let risk = service.get(&format!("/api/v1/risks/R1?period={Q2}")).await;
    assert_eq!(risk["service_areas"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&risk["assessments"][0]["status"]["score"], &risk["assessments"][0]["status"]["direction"]),
        (&json!(6), &json!("increasing"))
    );
    assert_eq!(service.get("/api/v1/risks/R1/assessments/2017-18-Q1/WR").await["items"][0]["residual_score"], 4);
    for path in ["actions/A1", "indicators/M1", "people/ann@cyngor.example"] {
        assert_eq!(service.get(&format!("/api/v1/{path}")).await["service_area"]["ref"], "WR", "{path}");
    }
    for list in ["narratives", "judgements"] {
        assert_eq!(service.get(&format!("/api/v1/{list}?scope=WR")).await["items"].as_array().unwrap().len(), 1, "{list}");
    }
    let key = service.get(&format!("/api/v1/keys/{}", key["id"].as_str().unwrap())).await;
    assert_eq!(key["service_areas"][0]["ref"], "WR");
    for (query, events) in [("item=WR", 1), ("item=HO%20(merged)", 1)] {
        let told = service.get(&format!("/api/v1/history?kind=service_area&event=merged&{query}")).await;
        assert_eq!(told["items"].as_array().unwrap().len(), events, "{query}");
    }
    // What was known before is what it was, of the area as it is called now.
    let known = service.get(&format!("/api/v1/risks/R1?period={Q2}&known_at={then}")).await;
    assert_eq!(known["service_areas"].as_array().unwrap().iter().map(|area| &area["ref"]).collect::<Vec<_>>(), ["HO (merged)", "WR"]);
    assert_eq!(known["assessments"].as_array().unwrap().iter().map(|one| &one["status"]["score"]).collect::<Vec<_>>(), [6, 6]);
    let known = service.get(&format!("/api/v1/risks/R1?period=2017-18-Q1&as_of=2017-10-16&known_at={then}")).await;
    assert_eq!(
        known["assessments"].as_array().unwrap().iter().map(|one| &one["status"]["score"]).collect::<Vec<_>>(),
        [&json!(4), &Value::Null]
    );
    let action = service.get(&format!("/api/v1/indicators/M1?known_at={then}")).await;
    assert_eq!(action["service_area"]["ref"], "HO (merged)");
    // Every revision stays readable, under the area that recorded it.
    for (quarter, score) in [("2017-18-Q1", 4), (Q2, 6)] {
        let kept = service.get(&format!("/api/v1/risks/R1/assessments/{quarter}/HO%20(merged)")).await;
        assert_eq!((kept["items"].as_array().unwrap().len(), &kept["items"][0]["residual_score"]), (1, &json!(score)), "{quarter}");
    }
    let (status, _) =
        service.send(Method::PUT, &format!("/api/v1/risks/R1/assessments/{Q2}/HO%20(merged)"), json!({"residual_score": 2})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    service.stop().await;
}

async fn what_both_areas_say_otherwise_stands_in_the_way(backend: Backend) {
    let service = start(backend).await;
    write(&service, Method::PATCH, "risks/R1", json!({"service_areas": ["HS", "WR"]})).await;
    write(&service, Method::PUT, &format!("risks/R1/assessments/{Q2}/HS"), json!({"residual_score": 6})).await;
    write(&service, Method::PUT, &format!("risks/R1/assessments/{Q2}/WR"), json!({"residual_score": 8})).await;
    let conflict = StatusCode::CONFLICT;
    let told = refused(&service, "service-areas/HS/merge", json!({"into": "WR"}), conflict, "both_assessed").await;
    assert!(told["detail"].as_str().unwrap().contains("R1 in 2017-18-Q2"), "{told}");
    write(&service, Method::PUT, &format!("risks/R1/assessments/{Q2}/WR"), json!({"residual_score": 6})).await;
    let text = |scope: &str, text: &str| json!([{"scope": scope, "section": "achievements", "language": "en", "text": text}]);
    write(&service, Method::PUT, &format!("narratives/{Q2}"), text("HS", "one")).await;
    write(&service, Method::PUT, &format!("narratives/{Q2}"), text("WR", "other")).await;
    refused(&service, "service-areas/HS/merge", json!({"into": "WR"}), conflict, "both_written").await;
    assert_eq!(service.get("/api/v1/actions/A1").await["service_area"]["ref"], "HS", "nothing moved");
    write(&service, Method::PUT, &format!("narratives/{Q2}"), text("WR", "one")).await;
    refused(&service, "service-areas/HS/merge", json!({"into": "HS"}), StatusCode::UNPROCESSABLE_ENTITY, "invalid_value").await;
    write(&service, Method::POST, "service-areas/HS/merge", json!({"into": "WR"})).await;
    service.stop().await;
}

/// Every place in the record, but the texts that people wrote.
async fn whole_record(service: &Service) -> String {
    let mut all = String::new();
    for path in ["people", "people?archived=true", "actions", "indicators", "risks", "history?limit=100", "keys", "alerts", "notifications"]
    {
        let mut next = Some(format!("/api/v1/{path}"));
        while let Some(path) = next {
            let page = service.get(&path).await;
            all.push_str(&page["items"].to_string());
            next = page["next"].as_str().map(str::to_owned);
        }
    }
    all
}

async fn a_person_s_data_is_told_and_taken_out(backend: Backend) {
    let service = start(backend).await;
    write(&service, Method::PATCH, &format!("people/{ANN}"), json!({"ref": "E/1042", "language": "cy"})).await;
    write(&service, Method::PATCH, "people/E-1042", json!({"email": "ann.two@cyngor.example", "name": "Ann Two"})).await;
    let key = write(&service, Method::POST, "keys", json!({"name": "Ann Two's key", "role": "owner", "person": "E/1042"})).await;
    write(&service, Method::POST, "calendars", json!({"person": "E/1042"})).await;
    let own = service.request(Method::PUT, &format!("/api/v1/indicators/M1/results/{Q2}")).bearer_auth(key["key"].as_str().unwrap());
    assert_eq!(answer(own.json(&json!({"actual": 5, "target": 5}))).await.0, StatusCode::CREATED);

    let told = service.get(&format!("/api/v1/people/{ANN}/export")).await;
    assert_eq!((&told["person"]["name"], &told["former_refs"], &told["cut"]), (&json!("Ann Two"), &json!([ANN]), &json!(false)));
    assert_eq!(
        (told["has"].as_array().unwrap().len(), &told["keys"][0]["id"], &told["written"][0]["event"]),
        (6, &key["id"], &json!("recorded"))
    );
    let about = told["about"].as_array().unwrap();
    assert!(about.iter().any(|event| event["kind"] == "action" && event["ref"] == "A1"), "{about:?}");
    assert!(about.iter().any(|event| event["kind"] == "person" && event["event"] == "created"));
    assert!(!told.to_string().contains(key["key"].as_str().unwrap()));
    let mut rules: Vec<_> = told["alerts"].as_array().unwrap().iter().map(|alert| alert["rule"].as_str().unwrap()).collect();
    rules.sort_unstable();
    assert_eq!(rules, ["action_overdue", "return_missing", "return_missing"]);

    let way = write(&service, Method::POST, "people/E-1042/anonymise", json!({"dry_run": true})).await;
    assert_eq!((way["in_the_way"].as_array().unwrap().len(), &way["person"]["name"]), (2, &json!("Ann Two")));
    refused(&service, "people/E-1042/anonymise", json!({}), StatusCode::CONFLICT, "in_use").await;
    write(&service, Method::POST, "people/E-1042/reassign", json!({"to": BOB})).await;
    write(&service, Method::PATCH, "people/E-1042", json!({"active": false})).await;
    let id = told["person"]["id"].as_str().unwrap().to_owned();
    let done = write(&service, Method::POST, "people/E-1042/anonymise", json!({})).await;
    assert_eq!(
        (&done["person"]["id"], &done["person"]["name"], &done["keys"]),
        (&json!(id), &json!("Former member of staff"), &json!([key["id"]]))
    );
    assert!(service.get("/api/v1/calendars").await["items"][0]["revoked_at"].is_string());
    let record = whole_record(&service).await;
    for trace in ["Ann", "ann@", "ann.two", "E/1042", "E-1042"] {
        let place = record.find(trace).map(|at| record[at.saturating_sub(200)..(at + 60).min(record.len())].to_owned());
        assert_eq!(place, None, "{trace}");
    }
    // The audit keeps the id, and what was done under it.
    assert!(record.contains(&id));
    let history = service.get(&format!("/api/v1/history?kind=person&item={id}")).await;
    assert_eq!((&history["items"][0]["event"], &history["items"][0]["changes"]), (&json!("anonymised"), &json!([])));
    let first = service.get("/api/v1/history?kind=action&item=A1&event=created").await;
    let owner = first["items"][0]["changes"].as_array().unwrap().iter().find(|change| change["field"] == "/owner").unwrap().clone();
    assert_eq!(owner["to"], done["person"]["ref"]);
    let (status, _) = service.send(Method::GET, "/api/v1/people/E-1042", Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "nothing leads from the former refs");
    let own = service.request(Method::GET, "/api/v1/actions").bearer_auth(key["key"].as_str().unwrap());
    assert!(answer(own).await.0.is_client_error());
    write(&service, Method::POST, &format!("people/{id}/anonymise"), json!({})).await;
    let of_key = service.get(&format!("/api/v1/history?kind=key&item={}", key["id"].as_str().unwrap())).await;
    assert_eq!(of_key["items"].as_array().unwrap().iter().map(|event| &event["event"]).collect::<Vec<_>>(), ["revoked", "created"]);
    service.stop().await;
}
