//! The record: every kind of item is made, read, changed, archived and restored; figures are exact.

mod archive;
mod lists;
mod races;
mod returns;

use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service, Setup};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(every_item_has_its_life, a_patch_clears_and_keeps, a_ref_stands_in_a_path, figures_are_exact);

async fn start(backend: Backend) -> Service {
    Service::start(backend, Setup::on("2017-10-16")).await
}

/// Makes something; it must be new.
async fn create(service: &Service, kind: &str, draft: Value) -> Value {
    let (status, body) = service.send(Method::POST, &format!("/api/v1/{kind}"), draft).await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    body
}

fn action(reference: &str) -> Value {
    json!({"ref": reference, "title": "T", "due_date": "2018-03-31"})
}

fn indicator(reference: &str) -> Value {
    json!({"ref": reference, "title": "T", "polarity": "higher", "unit": "number", "frequency": "quarterly"})
}

/// Of each kind: a draft, and the field that is changed. Later ones refer to earlier ones.
fn kinds() -> [(&'static str, Value, &'static str); 8] {
    [
        ("directorates", json!({"ref": "place", "name": "Place", "name_cy": "Lle"}), "name"),
        ("service-areas", json!({"ref": "HS", "name": "Housing", "directorate": "place"}), "name"),
        ("people", json!({"email": "hs.lead@cyngor.example", "name": "Housing Lead", "language": "cy", "service_area": "HS"}), "name"),
        ("plan", json!({"ref": "W1", "level": "outcome", "title": "Safe homes", "number": 1}), "title"),
        (
            "actions",
            json!({"ref": "HS/A1", "title": "Repair roofs", "due_date": "2018-03-31", "service_area": "HS", "owner": "hs.lead@cyngor.example"}),
            "title",
        ),
        (
            "indicators",
            json!({"ref": "HS/M1", "aliases": ["X/1"], "title": "Roofs", "polarity": "higher", "unit": "percent", "decimals": 2,
                "frequency": "quarterly", "objective": "W1", "tolerance": 5}),
            "title",
        ),
        ("risks", json!({"ref": "SR/1", "kind": "service", "title": "Storms", "service_areas": ["HS"], "objectives": ["W1"]}), "title"),
        ("projects", json!({"ref": "S/1", "title": "Roofs for all", "programme": "Homes", "tranches": ["1", "2"]}), "title"),
    ]
}

async fn every_item_has_its_life(backend: Backend) {
    let service = start(backend).await;
    for (kind, draft, field) in kinds() {
        let made = create(&service, kind, draft.clone()).await;
        let list = format!("/api/v1/{kind}");
        let by_id = format!("{list}/{}", made["id"].as_str().unwrap());
        let by_ref = format!("{list}/{}", made["ref"].as_str().unwrap().replace('/', "-"));
        assert_eq!(service.get(&by_id).await, made);
        assert_eq!(service.get(&by_ref).await, made);
        for (name, given) in draft.as_object().unwrap() {
            let read = if name == "due_date" { &made["original_due_date"] } else { &made[name] };
            let same = read == given
                || read["ref"] == *given
                || read.as_array().is_some_and(|many| many.iter().map(|one| &one["ref"]).eq(given.as_array().unwrap()));
            assert!(same, "{kind} {name}: {given} became {read}");
        }
        let (status, body) = service.send(Method::POST, &list, draft).await;
        let taken = if kind == "people" { "email_taken" } else { "ref_taken" };
        assert_eq!((status, body["code"].as_str()), (StatusCode::CONFLICT, Some(taken)), "{body}");
        life_after_birth(&service, &list, &by_ref, field, &made).await;
    }
    service.stop().await;
}

/// Changed, archived and restored; lists and reads follow.
async fn life_after_birth(service: &Service, list: &str, path: &str, field: &str, made: &Value) {
    let (status, changed) = service.send(Method::PATCH, path, json!({field: "Newid"})).await;
    assert_eq!((status, changed[field].as_str()), (StatusCode::OK, Some("Newid")), "{changed}");
    assert_eq!((&changed["id"], &changed["created_at"]), (&made["id"], &made["created_at"]));
    assert!(changed["version"].as_i64() > made["version"].as_i64());
    let (status, same) = service.send(Method::PATCH, path, json!({field: "Newid"})).await;
    assert_eq!((status, &same["version"]), (StatusCode::OK, &changed["version"]), "a change that changes nothing: {same}");
    let count = async |query: &str| service.get(&format!("{list}{query}")).await["items"].as_array().unwrap().len();
    assert_eq!((count("").await, count("?archived=true").await), (1, 0), "{list}");
    for _ in 0..2 {
        let (status, body) = service.send(Method::DELETE, path, Value::Null).await;
        assert_eq!((status, body), (StatusCode::NO_CONTENT, Value::Null));
    }
    assert_eq!((count("").await, count("?archived=true").await), (0, 1), "{list}");
    assert_eq!(service.get(path).await["archived"], true);
    let (status, restored) = service.send(Method::PATCH, path, json!({"archived": false})).await;
    assert_eq!((status, &restored["archived"], &restored[field]), (StatusCode::OK, &json!(false), &json!("Newid")), "{restored}");
    assert_eq!(count("").await, 1, "{list}");
}

async fn a_patch_clears_and_keeps(backend: Backend) {
    let service = start(backend).await;
    let draft = json!({"ref": "A1", "title": "T", "title_cy": "C", "start_date": "2017-05-01", "due_date": "2018-03-31"});
    create(&service, "actions", draft).await;
    let path = "/api/v1/actions/A1";
    let (status, body) = service.send(Method::PATCH, path, json!({"title_cy": null, "start_date": null})).await;
    assert_eq!((status, &body["title_cy"], &body["start_date"]), (StatusCode::OK, &Value::Null, &Value::Null), "{body}");
    assert_eq!((&body["title"], &body["start"]), (&json!("T"), &json!("2017-04-01")), "{body}");
    for refused in [
        json!({"title": null}),
        json!({"due_date": null}),
        json!({"title": "a\0b"}),
        json!({"version": 7}),
        json!({"lifecycle": "busy"}),
        json!("T"),
    ] {
        let (status, answer) = service.send(Method::PATCH, path, refused.clone()).await;
        assert!(matches!(status.as_u16(), 400 | 422) && answer["errors"][0]["pointer"].is_string(), "{refused}: {status} {answer}");
    }
    assert_eq!(service.get(path).await, body, "nothing of what was refused is kept");
    for refused in [
        json!({"organisation": "a\0b"}),
        json!({"time_zone": "Mars/Crater"}),
        json!({"alerts": {"send_at": "25:00"}}),
        json!({"return_deadline_days": 0}),
    ] {
        let (status, answer) = service.send(Method::PATCH, "/api/v1/settings", refused.clone()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}: {answer}");
    }
    service.stop().await;
}

async fn a_ref_stands_in_a_path(backend: Backend) {
    let service = start(backend).await;
    for reference in ["HR/W020", "Tŷ 1", "a%b", "50/50/x"] {
        create(&service, "actions", action(reference)).await;
        let mut path = reqwest::Url::parse(&service.base).unwrap();
        path.path_segments_mut().unwrap().extend(["api", "v1", "actions", &reference.replace('/', "-")]);
        assert_eq!(service.get(path.path()).await["ref"], reference);
    }
    for taken in ["HR/W020", "HR-W020"] {
        let (status, body) = service.send(Method::POST, "/api/v1/actions", action(taken)).await;
        assert_eq!((status, body["code"].as_str()), (StatusCode::CONFLICT, Some("ref_taken")), "{taken}: {body}");
        let detail = format!("another action has the ref {taken:?}, or one that differs only in / and -");
        assert_eq!(body["detail"], detail);
    }
    create(&service, "actions", action("HR-W021")).await;
    let (status, body) = service.send(Method::PATCH, "/api/v1/actions/HR-W021", json!({"ref": "HR-W020"})).await;
    assert_eq!((status, body["code"].as_str()), (StatusCode::CONFLICT, Some("ref_taken")), "{body}");
    service.stop().await;
}

async fn figures_are_exact(backend: Backend) {
    let service = start(backend).await;
    create(&service, "indicators", indicator("M1")).await;
    let path = "/api/v1/indicators/M1/results/2017-18-Q2";
    let put = async |body: String| {
        let request = service.request(Method::PUT, path).bearer_auth(&service.editor).header("if-match", "*");
        let response = request.header("content-type", "application/json").body(body).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    for (given, kept) in [
        ("67.13", "67.13"),
        ("0.000001", "0.000001"),
        ("999999999999.999999", "999999999999.999999"),
        ("-999999999999.999999", "-999999999999.999999"),
        ("\"67.13\"", "67.13"),
        ("-3.2", "-3.2"),
        ("0.1", "0.1"),
        ("1e-05", "0.00001"),
        ("50.000", "50"),
        ("0", "0"),
    ] {
        let (status, body) = put(format!("{{\"actual\": {given}, \"target\": {given}}}")).await;
        assert!(status < 300, "{given}: {status} {body}");
        // In the text as it is sent: a reader of JSON might round.
        let figures = format!("\"actual\":{kept},");
        assert!(body.contains(&figures), "{figures} in {body}");
        let read = service.request(Method::GET, "/api/v1/indicators/M1").bearer_auth(&service.reader).send().await.unwrap();
        let read = read.text().await.unwrap();
        assert!(read.contains(&figures) && read.contains("\"rag\":\"green\""), "{figures} in {read}");
    }
    for refused in ["67.1300001", "1000000000000", "\"1,234\"", "\"\"", "true", "\"NaN\"", "1e400", "[]"] {
        let (status, body) = put(format!("{{\"actual\": {refused}}}")).await;
        assert!(status == 422 && body.contains("/actual"), "{refused}: {status} {body}");
    }
    service.stop().await;
}
