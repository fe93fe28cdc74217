//! Who may do what: every operation of the document × every role × what is the caller's own and what is another's, against the
//! table that the service asks.

use super::openapi::{operations, spares};
use plumbline::permissions::OPERATIONS;
use plumbline_shared::domain::access::{Reach, Role};
use plumbline_tests::on_both;
use plumbline_tests::support::forms::{book, texts};
use plumbline_tests::support::pack::{form, import_pack};
use plumbline_tests::support::service::{Backend, Service, Setup, answer};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use std::path::Path;

on_both!(every_role_may_do_what_the_table_says);

/// The person whose the owner's key is.
const PERSON: &str = "imran.siddiq@dyffrynalarch.example";

/// By the beginning of a path: what stands for its `{key}` when it is the person's own, and when it is another's. What comes
/// first counts.
const OWNED: [(&str, &str, &str); 4] = [
    ("/api/v1/actions", "HC-02", "WR-01"),
    ("/api/v1/indicators", "HC-M01", "PC-M01"),
    ("/api/v1/risks/{key}/assessments/{period}/{service_area}", "SR5", "SR1"),
    ("/api/v1/risks", "CR4", "CR1"),
];

/// A body about what is the person's own, or about what is not.
type Body = fn(bool) -> Value;

/// By operation, where the body names it: the body about what is the person's own, or about what is not. A project is nobody's own.
const OWNED_BY_BODY: [(&str, Body); 2] = [
    ("create_calendar", |own| if own { json!({"person": PERSON}) } else { json!({"service_area": "WR"}) }),
    (
        "record_indicator_results",
        |own| json!([{"indicator": if own { "HC-M01" } else { "PC-M01" }, "period": "2026-27-Q2", "result": {"actual": 91.2, "target": 90}}]),
    ),
];

struct Attempt<'a> {
    method: &'a Method,
    path: &'a str,
    operation: &'a Value,
    /// How many came before: no two make the same thing.
    number: usize,
    /// An alert about what is the person's own, and one about what is another's.
    alerts: &'a [String; 2],
    /// A calendar that is the person's own, and one that is another's.
    calendars: [String; 2],
}

/// May that role do it, to what is its own or to what is not?
fn may(role: Role, operation: &str, own: bool) -> bool {
    let row = OPERATIONS.iter().find(|(_, operations)| operations.contains(&operation));
    let (ability, _) = row.unwrap_or_else(|| panic!("{operation} has no row"));
    role.reach(*ability).is_some_and(|reach| reach == Reach::All || own)
}

impl Attempt<'_> {
    /// Is there something that it is about, which may be the caller's own?
    fn is_owned(&self) -> bool {
        self.in_path().is_some() || self.by_body().is_some()
    }

    fn by_body(&self) -> Option<fn(bool) -> Value> {
        OWNED_BY_BODY.iter().find(|(operation, _)| self.operation["operationId"] == *operation).map(|(_, body)| *body)
    }

    fn in_path(&self) -> Option<(&str, &str)> {
        for (name, [own, other]) in [("{alert}", self.alerts), ("{calendar}", &self.calendars)] {
            if self.path.contains(name) {
                return Some((own, other));
            }
        }
        let found = OWNED.iter().find(|(start, ..)| self.path.starts_with(start) && self.path.contains("{key}"));
        found.map(|(_, own, other)| (*own, *other))
    }

    /// The request of the document's examples.
    fn request(&self, service: &Service, own: bool, spares: &[(&str, String)]) -> RequestBuilder {
        let mut path = self.path.to_owned();
        if let Some((mine, other)) = self.in_path() {
            path = ["{key}", "{alert}", "{calendar}"].iter().fold(path, |path, name| path.replace(name, if own { mine } else { other }));
            path = path.replace("{service_area}", if own { "HC" } else { "SC" });
        }
        path = spares.iter().fold(path, |path, (name, id)| path.replace(name, id));
        for parameter in self.operation["parameters"].as_array().into_iter().flatten() {
            let (name, example) = (parameter["name"].as_str().unwrap(), parameter["example"].as_str().unwrap_or_default());
            path = path.replace(&format!("{{{name}}}"), example);
        }
        let content = &self.operation["requestBody"]["content"];
        let request = service.request(self.method.clone(), &path).header("if-match", "*");
        if self.operation["operationId"] == "write_rollover_workbook" {
            let empty = |sheet: &str, key: &str| (sheet.to_owned(), texts(&[vec![key.to_owned()]]));
            let nothing_decided = book(&[empty("actions", "ref"), empty("targets", "indicator")]);
            return form(request, &[("rollover.xlsx".to_owned(), nothing_decided)]);
        }
        if content["multipart/form-data"].is_object() {
            let directorate = format!("code,name,name_cy,directorate\nZ{},Z,,Place\n", self.number);
            return form(request, &[("service_areas.csv".to_owned(), directorate.into_bytes())]);
        }
        let mut body = self.by_body().map_or_else(|| content["application/json"]["example"].clone(), |body| body(own));
        if *self.method == Method::POST && self.operation["operationId"].as_str().unwrap().starts_with("create_") {
            for (name, unique) in [("ref", format!("N{}", self.number)), ("email", format!("n{}@vale.example", self.number))] {
                if body[name].is_string() {
                    body[name] = json!(unique);
                }
            }
        }
        if body.is_null() { request } else { request.json(&body) }
    }
}

async fn made_key(service: &Service, draft: Value) -> Value {
    let (status, key) = service.send(Method::POST, "/api/v1/keys", draft).await;
    assert_eq!(status, StatusCode::CREATED, "{key}");
    key
}

/// The person's own, and one of everything.
async fn made_calendars(service: &Service) -> [String; 2] {
    let mut made = [const { String::new() }; 2];
    for (id, draft) in made.iter_mut().zip([json!({"person": PERSON}), json!({})]) {
        let (status, calendar) = service.send(Method::POST, "/api/v1/calendars", draft).await;
        assert_eq!(status, StatusCode::CREATED, "{calendar}");
        *id = calendar["id"].as_str().unwrap().to_owned();
    }
    made
}

async fn every_role_may_do_what_the_table_says(backend: Backend) {
    let service = Service::start(backend, Setup::on("2026-10-15")).await;
    import_pack(&service, &Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/demo")).await;
    let owner = made_key(&service, json!({"name": "owner", "role": "owner", "person": PERSON})).await;
    let spare = made_key(&service, json!({"name": "spare", "role": "reader"})).await;
    let owner = owner["key"].as_str().unwrap();
    let mut spares = [("{id}", spare["id"].as_str().unwrap().to_owned())].into_iter().chain(spares(&service).await).collect::<Vec<_>>();
    let listed = async |query: &str| service.get(&format!("/api/v1/alerts?open=true&limit=100{query}")).await["items"].clone();
    let id = |alert: &Value| alert["id"].as_str().unwrap().to_owned();
    let own = listed(&format!("&person={PERSON}")).await;
    let all = listed("").await;
    let other = all.as_array().unwrap().iter().find(|alert| !own.as_array().unwrap().contains(alert)).unwrap();
    let alerts = [id(&own[0]), id(other)];
    let keys = [(Role::Reader, &*service.reader), (Role::Owner, owner), (Role::Editor, &*service.editor), (Role::Admin, &*service.admin)];
    assert_eq!(keys.map(|(role, _)| role), *Role::ALL);

    let mut operations: Vec<_> = operations().into_iter().filter(|(_, path, _)| path.starts_with("/api/v1/")).collect();
    // What archives and revokes comes last.
    operations.sort_by_key(|(method, ..)| *method == Method::DELETE);
    let (mut wrong, mut number) = (Vec::new(), 0);
    for (method, path, operation) in &operations {
        let id = operation["operationId"].as_str().unwrap();
        for ((role, key), own) in keys.iter().flat_map(|key| [(key, true), (key, false)]) {
            number += 1;
            let calendars = if path.contains("{calendar}") { made_calendars(&service).await } else { [const { String::new() }; 2] };
            let attempt = Attempt { method, path, operation, number, alerts: &alerts, calendars };
            let (status, body) = answer(attempt.request(&service, own, &spares).bearer_auth(key)).await;
            // What is deleted is not there to be deleted again, nor what is sent again to be sent so.
            let gone = ["delete_webhook", "remove_suppression", "reopen_finding", "replay_notification", "replay_notifications"];
            if gone.contains(&id) && status.is_success() {
                spares.splice(1.., self::spares(&service).await);
            }
            let seen = match status.as_u16() {
                // Each result by itself: the only one was refused.
                207 => false,
                200..=299 => true,
                // Allowed, and yet not possible: something refers to it.
                409 if *method == Method::DELETE && body["code"] == "in_use" => true,
                // Nor is carried on what another attempt has completed.
                422 if body["errors"][0]["code"] == "decided_otherwise" => true,
                403 if body["code"] == "forbidden" => false,
                _ => panic!("{id} by {role}, own: {own}: {status} {body}"),
            };
            if seen != may(*role, id, own && attempt.is_owned()) {
                wrong.push(format!("{id} by {role}, own: {own}: {status} {body}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(number >= 8 * OPERATIONS.iter().map(|(_, operations)| operations.len()).sum::<usize>(), "{number} attempts");
    service.stop().await;
}
