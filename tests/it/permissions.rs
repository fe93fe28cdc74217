//! Who may do what: every operation of the document × every role × what is the caller's own and what is another's, against the
//! table that the service asks.

use super::openapi::operations;
use plumbline::permissions::OPERATIONS;
use plumbline_shared::domain::access::{Reach, Role};
use plumbline_tests::on_both;
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

struct Attempt<'a> {
    method: &'a Method,
    path: &'a str,
    operation: &'a Value,
    /// How many came before: no two make the same thing.
    number: usize,
}

/// May that role do it, to what is its own or to what is not?
fn may(role: Role, operation: &str, own: bool) -> bool {
    let row = OPERATIONS.iter().find(|(_, operations)| operations.contains(&operation));
    let (ability, _) = row.unwrap_or_else(|| panic!("{operation} has no row"));
    role.reach(*ability).is_some_and(|reach| reach == Reach::All || own)
}

impl Attempt<'_> {
    fn is_owned(&self) -> Option<(&str, &str)> {
        let found = OWNED.iter().find(|(start, ..)| self.path.starts_with(start) && self.path.contains("{key}"));
        found.map(|(_, own, other)| (*own, *other))
    }

    /// The request of the document's examples.
    fn request(&self, service: &Service, own: bool, (spare_key, import): (&str, &str)) -> RequestBuilder {
        let mut path = self.path.replace("{id}", spare_key).replace("{import}", import);
        if let Some((mine, other)) = self.is_owned() {
            path = path.replace("{key}", if own { mine } else { other });
            path = path.replace("{service_area}", if own { "HC" } else { "SC" });
        }
        for parameter in self.operation["parameters"].as_array().into_iter().flatten() {
            let (name, example) = (parameter["name"].as_str().unwrap(), parameter["example"].as_str().unwrap_or_default());
            path = path.replace(&format!("{{{name}}}"), example);
        }
        let content = &self.operation["requestBody"]["content"];
        let request = service.request(self.method.clone(), &path).header("if-match", "*");
        if content["multipart/form-data"].is_object() {
            let directorate = format!("code,name,name_cy,directorate\nZ{},Z,,Place\n", self.number);
            return form(request, &[("service_areas.csv".to_owned(), directorate.into_bytes())]);
        }
        let mut body = content["application/json"]["example"].clone();
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

async fn every_role_may_do_what_the_table_says(backend: Backend) {
    let service = Service::start(backend, Setup::on("2026-10-15")).await;
    import_pack(&service, &Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/demo")).await;
    let owner = made_key(&service, json!({"name": "owner", "role": "owner", "person": PERSON})).await;
    let import = service.get("/api/v1/imports").await["items"][0]["id"].as_str().unwrap().to_owned();
    let spare = made_key(&service, json!({"name": "spare", "role": "reader"})).await;
    let (owner, spare) = (owner["key"].as_str().unwrap(), spare["id"].as_str().unwrap());
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
            let attempt = Attempt { method, path, operation, number };
            let (status, body) = answer(attempt.request(&service, own, (spare, &import)).bearer_auth(key)).await;
            let seen = match status.as_u16() {
                // Each result by itself: the only one was refused.
                207 => false,
                200..=299 => true,
                // Allowed, and yet not possible: something refers to it.
                409 if *method == Method::DELETE && body["code"] == "in_use" => true,
                403 if body["code"] == "forbidden" => false,
                _ => panic!("{id} by {role}, own: {own}: {status} {body}"),
            };
            if seen != may(*role, id, own && attempt.is_owned().is_some()) {
                wrong.push(format!("{id} by {role}, own: {own}: {status} {body}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(number >= 8 * OPERATIONS.iter().map(|(_, operations)| operations.len()).sum::<usize>(), "{number} attempts");
    service.stop().await;
}
