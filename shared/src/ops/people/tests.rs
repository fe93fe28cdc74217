use super::{PersonQuery, create, draft_of, get, list, patch, update};
use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::domain::plan::Language;
use crate::error::{Error, Result};
use crate::id::Key;
use crate::model::person::PersonDraft;
use crate::ops::scratch::Scratch;
use crate::ops::{Change, Context, directorates, service_areas};
use crate::store::people::find;
use serde_json::{Value, json};

fn draft(value: Value) -> PersonDraft {
    serde_json::from_value(value).unwrap()
}

/// The pointer or code of what went wrong.
fn fault<T>(result: Result<T>) -> String {
    match result {
        Err(Error::Invalid(errors)) => errors.into_iter().map(|error| error.pointer).collect::<Vec<_>>().join(" "),
        Err(Error::Conflict { code, .. }) => code.to_owned(),
        Err(other) => other.to_string(),
        Ok(_) => "none".to_owned(),
    }
}

fn refs(conn: &mut Conn, query: PersonQuery) -> Vec<String> {
    let page = PageRequest { limit: 10, after: None };
    list(conn, query, &page).unwrap().items.into_iter().map(|person| person.reference).collect()
}

/// A directorate with a service area, a director and a head of service.
fn seed(conn: &mut Conn, context: &Context) {
    let (_, change) = directorates::find_or_create_by_name(conn, context, "Learning & Skills").unwrap();
    assert_eq!(change, Change::Created);
    for name in ["Learning & Skills", "learning-skills"] {
        assert_eq!(directorates::find_or_create_by_name(conn, context, name).unwrap().1, Change::Unchanged);
    }
    let area = json!({"ref": "SI", "name": "Achievement for All", "directorate": "learning-skills"});
    service_areas::create(conn, context, serde_json::from_value(area).unwrap()).unwrap();
    create(conn, context, draft(json!({"ref": "D1", "email": "Director@Vale.example", "name": "Director"}))).unwrap();
    let head = json!({"email": "si.lead@vale.example", "name": "Head", "language": "cy", "service_area": "SI", "manager": "DIRECTOR@vale.example"});
    create(conn, context, draft(head)).unwrap();
}

#[test]
fn people_are_found_by_ref_and_by_address_and_show_their_links() {
    let mut scratch = Scratch::new();
    let (conn, context) = scratch.parts();
    seed(conn, context);
    let head = get(conn, &Key::parse("SI.Lead@vale.example")).unwrap();
    assert_eq!(head.manager.map(|link| (link.reference, link.name)), Some(("D1".to_owned(), "Director".to_owned())));
    assert_eq!(head.service_area.map(|link| link.reference).as_deref(), Some("SI"));
    assert_eq!(get(conn, &Key::parse("D1")).unwrap().email.as_deref(), Some("director@vale.example"));
    assert_eq!(get(conn, &Key::Id(head.id)).unwrap().name, "Head");
}

#[test]
fn lists_hold_what_their_filters_say() {
    let mut scratch = Scratch::new();
    let (conn, context) = scratch.parts();
    seed(conn, context);
    let both = ["D1", "si.lead@vale.example"];
    assert_eq!(refs(conn, PersonQuery::default()), both);
    let one = |query: PersonQuery| (query, vec![both[1].to_owned()]);
    let cases = [
        one(PersonQuery { service_area: Some("SI".to_owned()), ..Default::default() }),
        one(PersonQuery { manager: Some("D1".to_owned()), ..Default::default() }),
        one(PersonQuery { language: Some(Language::Welsh), ..Default::default() }),
        one(PersonQuery { text: Some("HEAD".to_owned()), ..Default::default() }),
        (PersonQuery { active: Some(false), ..Default::default() }, vec![]),
        (PersonQuery { archived: true, ..Default::default() }, vec![]),
    ];
    for (query, expected) in cases {
        assert_eq!(refs(conn, query), expected);
    }
    patch(conn, context, &Key::parse("D1"), &json!({"active": false, "archived": true})).unwrap();
    assert_eq!(refs(conn, PersonQuery { archived: true, ..Default::default() }), ["D1"]);
    assert_eq!(refs(conn, PersonQuery::default()), both[1..]);
}

#[test]
fn nobody_manages_themselves_however_far_up() {
    let mut scratch = Scratch::new();
    let (conn, context) = scratch.parts();
    seed(conn, context);
    let director = Key::parse("D1");
    assert_eq!(fault(patch(conn, context, &director, &json!({"manager": "D1"}))), "/manager");
    assert_eq!(fault(patch(conn, context, &director, &json!({"manager": "si.lead@vale.example"}))), "/manager");
    assert_eq!(fault(patch(conn, context, &director, &json!({"manager": "nobody"}))), "/manager");
    create(conn, context, draft(json!({"ref": "CX", "name": "Chief Executive"}))).unwrap();
    assert_eq!(fault(patch(conn, context, &director, &json!({"manager": "CX"}))), "none");
    assert_eq!(fault(patch(conn, context, &Key::parse("CX"), &json!({"manager": "si.lead@vale.example"}))), "/manager");
}

#[test]
fn a_ref_that_is_the_address_follows_it() {
    let mut scratch = Scratch::new();
    let (conn, context) = scratch.parts();
    seed(conn, context);
    let id = patch(conn, context, &Key::parse("si.lead@vale.example"), &json!({"email": "Head@vale.example"})).unwrap();
    let head = get(conn, &Key::Id(id)).unwrap();
    assert_eq!((head.reference.as_str(), head.email.as_deref(), head.version), ("head@vale.example", Some("head@vale.example"), 2));
    let record = find(conn, &Key::Id(id)).unwrap().unwrap();
    let same = draft_of(&record);
    assert!(update(conn, context, &record, same).unwrap() == Change::Unchanged);
    assert_eq!(fault(patch(conn, context, &Key::Id(id), &json!({"email": null}))), "/email");
    assert_eq!(fault(patch(conn, context, &Key::Id(id), &json!({"email": "director@VALE.example"}))), "email_taken");
    assert_eq!(fault(patch(conn, context, &Key::Id(id), &json!({"ref": "D1"}))), "ref_taken");
}

#[test]
fn what_cannot_be_a_person_is_refused_at_its_field() {
    let cases = [
        (json!({"name": "Head"}), "/email"),
        (json!({"ref": "A", "name": " "}), "/name"),
        (json!({"ref": "A", "name": "Head\nBcc: all@vale.example"}), "/name"),
        (json!({"ref": "A", "name": "Head \u{202E}daeH"}), "/name"),
        (json!({"ref": "A;B", "name": "Head"}), "/ref"),
        (json!({"email": "head", "name": "Head"}), "/email"),
        (json!({"email": "head@vale.example\r\nx", "name": "Head"}), "/email"),
        (json!({"email": "\"a;b\"@vale.example", "name": "Head"}), "/email"),
        (json!({"email": "h\u{e9}ad@vale.example", "name": "Head"}), "/email"),
        (json!({"ref": "A", "name": "Head", "service_area": "none"}), "/service_area"),
    ];
    let mut scratch = Scratch::new();
    let (conn, context) = scratch.parts();
    for (value, pointer) in cases {
        assert_eq!(fault(create(conn, context, draft(value.clone()))), pointer, "{value}");
    }
}
