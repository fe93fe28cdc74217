use super::{PlanItemQuery, create, get, list, patch};
use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::domain::plan::PlanLevel;
use crate::error::{Error, Result};
use crate::id::{Id, Key};
use crate::ops::Context;
use crate::ops::scratch::Scratch;
use serde_json::{Value, json};

fn make(conn: &mut Conn, context: &Context, item: &Value) -> Result<Id> {
    create(conn, context, serde_json::from_value(item.clone()).unwrap())
}

/// An outcome, an objective under it, a corporate action under each.
fn seed(conn: &mut Conn, context: &Context) {
    for item in [
        json!({"ref": "CH", "level": "outcome", "title": "Corporate Health"}),
        json!({"ref": "CH-PEOPLE", "level": "objective", "parent": "CH", "title": "People"}),
        json!({"ref": "CP1", "level": "corporate_action", "parent": "CH", "title": "Reshaping", "target_year": "2019/20"}),
        json!({"ref": "CP2", "level": "corporate_action", "parent": "CH-PEOPLE", "title": "Workforce", "number": 2}),
    ] {
        make(conn, context, &item).unwrap();
    }
}

fn refs(conn: &mut Conn, query: PlanItemQuery) -> Vec<String> {
    let page = PageRequest { limit: 2, after: None };
    let first = list(conn, query.clone(), &page).unwrap();
    let rest = first.next.map(|after| list(conn, query, &PageRequest { limit: 2, after: Some(after) }).unwrap().items);
    first.items.into_iter().chain(rest.into_iter().flatten()).map(|item| item.reference).collect()
}

#[test]
fn lists_follow_the_plan_down() {
    let mut scratch = Scratch::new();
    let (conn, context) = scratch.parts();
    seed(conn, context);
    let key = |key: &str| Some(key.to_owned());
    let cases: [(PlanItemQuery, &[&str]); 6] = [
        (PlanItemQuery::default(), &["CH", "CH-PEOPLE", "CP1", "CP2"]),
        (PlanItemQuery { parent: key("CH"), ..Default::default() }, &["CH-PEOPLE", "CP1"]),
        (PlanItemQuery { under: key("CH"), ..Default::default() }, &["CH-PEOPLE", "CP1", "CP2"]),
        (PlanItemQuery { under: key("CP1"), ..Default::default() }, &[]),
        (PlanItemQuery { level: Some(PlanLevel::CorporateAction), under: key("CH-PEOPLE"), ..Default::default() }, &["CP2"]),
        (PlanItemQuery { text: key("work"), ..Default::default() }, &["CP2"]),
    ];
    for (query, expected) in cases {
        assert_eq!(refs(conn, query.clone()), expected, "{query:?}");
    }
    assert_eq!(get(conn, &Key::parse("CP2")).unwrap().parent.map(|link| link.name).as_deref(), Some("People"));
}

#[test]
fn levels_go_down_only() {
    let cases = [
        (json!({"ref": "A", "level": "outcome", "parent": "CH", "title": "A"}), "/parent"),
        (json!({"ref": "A", "level": "objective", "title": "A"}), "/parent"),
        (json!({"ref": "A", "level": "objective", "parent": "CH-PEOPLE", "title": "A"}), "/parent"),
        (json!({"ref": "A", "level": "corporate_action", "parent": "CP1", "title": "A"}), "/parent"),
        (json!({"ref": "A", "level": "corporate_action", "parent": "none", "title": "A"}), "/parent"),
        (json!({"ref": "A", "level": "outcome", "title": "A", "target_year": "2019/21"}), "/target_year"),
        (json!({"ref": "A", "level": "outcome", "title": "A", "target_year": "2019-20"}), "/target_year"),
        (json!({"ref": "A", "level": "outcome", "title": "A", "number": -1}), "/number"),
    ];
    let mut scratch = Scratch::new();
    let (conn, context) = scratch.parts();
    seed(conn, context);
    for (item, pointer) in cases {
        let Err(Error::Invalid(errors)) = make(conn, context, &item) else { panic!("{item} was taken") };
        assert_eq!(errors[0].pointer, pointer, "{item}");
    }
}

#[test]
fn a_level_stays_while_something_is_under_it() {
    let mut scratch = Scratch::new();
    let (conn, context) = scratch.parts();
    seed(conn, context);
    let to_action = json!({"level": "corporate_action"});
    let refused = patch(conn, context, &Key::parse("CH-PEOPLE"), &to_action);
    assert!(matches!(refused, Err(Error::Conflict { code: "has_children", .. })), "{refused:?}");
    patch(conn, context, &Key::parse("CP2"), &json!({"parent": "CH"})).unwrap();
    patch(conn, context, &Key::parse("CH-PEOPLE"), &to_action).unwrap();
    assert_eq!(get(conn, &Key::parse("CH-PEOPLE")).unwrap().level, PlanLevel::CorporateAction);
}
