//! What may refer to what, and what archiving does to it.

use crate::db::Conn;
use crate::error::{Error, Result};
use crate::id::Key;
use crate::model::settings::Settings;
use crate::ops::test_record::{Record, codes, on, period};
use crate::ops::{
    Context, actions, assess_risk, breakdowns, directorates, due_dates, indicators, narratives, people, plan, projects,
    record_project_status, record_result, record_update, risks, service_areas,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn read<T: DeserializeOwned>(draft: Value) -> T {
    serde_json::from_value(draft).unwrap()
}

impl Record {
    fn today() -> Context {
        on("2017-10-16")
    }

    fn make(&mut self, kind: &str, draft: Value) -> Result<()> {
        let (conn, context, settings) = (&mut self.conn, &Self::today(), &self.settings);
        match kind {
            "person" => people::create(conn, context, read(draft)).map(drop),
            "area" => service_areas::create(conn, context, read(draft)).map(drop),
            "plan" => plan::create(conn, context, read(draft)).map(drop),
            "action" => actions::create(conn, context, settings, read(draft)).map(drop),
            "indicator" => indicators::create(conn, context, read(draft)).map(drop),
            "risk" => risks::create(conn, context, read(draft)).map(drop),
            "project" => projects::create(conn, context, read(draft)).map(drop),
            other => panic!("{other}"),
        }
    }

    fn change(&mut self, kind: &str, key: &str, change: &Value) -> Result<()> {
        let (conn, context, settings, key) = (&mut self.conn, &Self::today(), &self.settings, &Key::parse(key));
        match kind {
            "directorate" => directorates::patch(conn, context, key, change).map(drop),
            "area" => service_areas::patch(conn, context, key, change).map(drop),
            "person" => people::patch(conn, context, key, change).map(drop),
            "plan" => plan::patch(conn, context, key, change).map(drop),
            "action" => actions::patch(conn, context, settings, key, change).map(drop),
            "indicator" => indicators::patch(conn, context, settings, key, change).map(drop),
            "risk" => risks::patch(conn, context, settings, key, change).map(drop),
            "project" => projects::patch(conn, context, key, change).map(drop),
            other => panic!("{other}"),
        }
    }

    fn archive(&mut self, kind: &str, key: &str) -> Result<()> {
        self.change(kind, key, &json!({"archived": true}))
    }
}

fn action(more: Value) -> Value {
    with(json!({"ref": "A/1", "title": "A", "due_date": "2018-03-31"}), more)
}

fn indicator(more: Value) -> Value {
    with(json!({"ref": "M/1", "title": "M", "polarity": "higher", "unit": "number", "frequency": "quarterly"}), more)
}

fn risk(more: Value) -> Value {
    with(json!({"ref": "R/1", "kind": "service", "title": "R", "service_areas": ["AS"]}), more)
}

fn with(mut draft: Value, more: Value) -> Value {
    json_patch::merge(&mut draft, &more);
    draft
}

#[test]
fn what_is_referred_to_by_something_current_is_not_archived() {
    let cases = [
        ("directorate", "RES", "area", json!({"ref": "X", "name": "X", "directorate": "RES"}), "X", "3 service areas"),
        ("area", "AS", "action", action(json!({"service_area": "AS"})), "A-1", "1 action"),
        ("area", "AS", "indicator", indicator(json!({"service_area": "AS"})), "M-1", "1 indicator"),
        ("area", "AS", "risk", risk(json!({})), "R-1", "1 risk"),
        ("area", "AS", "person", json!({"ref": "P", "name": "P", "service_area": "AS"}), "P", "1 person"),
        ("plan", "CH", "plan", json!({"ref": "CP", "level": "corporate_action", "parent": "CH", "title": "C"}), "CP", "2 plan items"),
        ("plan", "CH-PEOPLE", "indicator", indicator(json!({"objective": "CH-PEOPLE"})), "M-1", "1 indicator"),
        ("plan", "CH-PEOPLE", "risk", risk(json!({"objectives": ["CH-PEOPLE"]})), "R-1", "1 risk"),
        (
            "person",
            "hr@vale.example",
            "action",
            action(json!({"owner": "hr@vale.example", "deputy": "hr@vale.example"})),
            "A-1",
            "1 action",
        ),
        ("person", "hr@vale.example", "indicator", indicator(json!({"deputy": "hr@vale.example"})), "M-1", "1 indicator"),
        ("person", "hr@vale.example", "risk", risk(json!({"owner": "hr@vale.example"})), "R-1", "1 risk"),
        ("person", "hr@vale.example", "person", json!({"ref": "P", "name": "P", "manager": "hr@vale.example"}), "P", "1 person"),
    ];
    for (kind, key, by, draft, by_key, count) in cases {
        let mut record = Record::new();
        record.make(by, draft).unwrap();
        let Err(Error::Conflict { code: "in_use", detail }) = record.archive(kind, key) else { panic!("{kind} was archived over {by}") };
        assert!(detail.contains(count), "{detail}");
        record.archive(by, by_key).unwrap();
        let emptied = record.archive(kind, key);
        // The outcome keeps its objective, the directorate its other areas.
        assert_eq!(emptied.is_ok(), !["directorate", "CH"].iter().any(|still| [kind, key].contains(still)), "{kind} after {by}");
    }
}

#[test]
fn who_has_left_may_be_archived_with_all_they_own() {
    let mut record = Record::new();
    record.make("action", action(json!({"owner": "hr@vale.example"}))).unwrap();
    record.change("person", "hr@vale.example", &json!({"active": false})).unwrap();
    record.archive("person", "hr@vale.example").unwrap();
    record.change("action", "A-1", &json!({"title": "Still theirs"})).unwrap();
}

#[test]
fn nothing_new_refers_to_what_is_archived() {
    let mut record = Record::new();
    record.make("plan", json!({"ref": "CP", "level": "corporate_action", "parent": "CH", "title": "C"})).unwrap();
    record.make("person", json!({"ref": "P", "name": "P"})).unwrap();
    record.make("area", json!({"ref": "OLD", "name": "Old"})).unwrap();
    record.make("plan", json!({"ref": "LATER", "level": "objective", "parent": "CH", "title": "L"})).unwrap();
    for (kind, key) in [("plan", "CP"), ("person", "P"), ("area", "OLD"), ("plan", "LATER")] {
        record.archive(kind, key).unwrap();
    }
    record.conn.execute_batch("UPDATE directorates SET archived_at = 1").unwrap();
    let cases = [
        ("action", action(json!({"corporate_action": "CP"})), "/corporate_action"),
        ("action", action(json!({"service_area": "OLD"})), "/service_area"),
        ("action", action(json!({"owner": "P"})), "/owner"),
        ("action", action(json!({"deputy": "P"})), "/deputy"),
        ("indicator", indicator(json!({"objective": "LATER"})), "/objective"),
        ("indicator", indicator(json!({"owner": "P"})), "/owner"),
        ("risk", risk(json!({"service_areas": ["AS", "OLD"]})), "/service_areas/1"),
        ("risk", risk(json!({"objectives": ["LATER"]})), "/objectives/0"),
        ("risk", risk(json!({"deputy": "P"})), "/deputy"),
        ("person", json!({"ref": "Q", "name": "Q", "manager": "P"}), "/manager"),
        ("person", json!({"ref": "Q", "name": "Q", "service_area": "OLD"}), "/service_area"),
        ("plan", json!({"ref": "CP3", "level": "corporate_action", "parent": "LATER", "title": "C"}), "/parent"),
        ("area", json!({"ref": "X", "name": "X", "directorate": "RES"}), "/directorate"),
    ];
    for (kind, draft, pointer) in cases {
        let error = record.make(kind, draft).unwrap_err();
        assert_eq!(codes(&error), [(pointer, "archived_reference")], "{kind}");
    }
    record.change("area", "HR", &json!({"name": "People"})).unwrap();
}

#[test]
fn what_is_restored_finds_all_that_it_refers_to_or_is_given_another() {
    let mut record = Record::new();
    record.make("risk", risk(json!({}))).unwrap();
    record.make("action", action(json!({"service_area": "AS"}))).unwrap();
    for (kind, key) in [("risk", "R-1"), ("action", "A-1"), ("area", "AS")] {
        record.archive(kind, key).unwrap();
    }
    record.change("action", "A-1", &json!({"title": "Corrected in the archive"})).unwrap();
    let refused = record.change("action", "A-1", &json!({"archived": false})).unwrap_err();
    assert_eq!(codes(&refused), [("/service_area", "archived_reference")]);
    let refused = record.change("risk", "R-1", &json!({"archived": false})).unwrap_err();
    assert_eq!(codes(&refused), [("/service_areas/0", "archived_reference")]);
    record.change("action", "A-1", &json!({"archived": false, "service_area": "HR"})).unwrap();
    record.change("area", "AS", &json!({"archived": false})).unwrap();
    record.change("risk", "R-1", &json!({"archived": false})).unwrap();
}

/// Records something of each item: a figure that differs with `n`.
fn record_all(conn: &mut Conn, settings: &Settings, n: u8) -> Vec<Result<()>> {
    let (today, quarter) = (&Record::today(), period("2017-18-Q2"));
    let (action, indicator, project) = (Key::parse("A-1"), Key::parse("M-1"), Key::parse("S-1"));
    let pair = assess_risk::PairKey { risk: Key::parse("R-1"), service_area: Some(Key::parse("AS")) };
    let score = json!({"residual_likelihood": n, "residual_impact": 2});
    let status = json!({"status": if n == 1 { "green" } else { "red" }});
    let part = json!({"indicator": "M/1", "measure": "Days", "dimension": "Area", "value_label": "HR", "value": n, "unit": "number"});
    vec![
        record_update::record_update(conn, today, settings, &action, quarter, read(json!({"percent_complete": n}))).map(drop),
        record_result::record_result(conn, today, settings, &indicator, quarter, read(json!({"actual": n}))).map(drop),
        assess_risk::assess(conn, today, settings, &pair, quarter, read(score)).map(drop),
        record_project_status::record_status(conn, today, settings, &project, quarter, read(status)).map(drop),
        breakdowns::put(conn, today, settings, quarter, vec![read(part)]).map(drop),
    ]
}

#[test]
fn nothing_new_is_recorded_of_what_is_archived() {
    let mut record = Record::new();
    let items = [
        ("action", action(json!({})), "A-1"),
        ("indicator", indicator(json!({})), "M-1"),
        ("risk", risk(json!({})), "R-1"),
        ("project", json!({"ref": "S/1", "title": "S"}), "S-1"),
    ];
    for (kind, draft, _) in &items {
        record.make(kind, draft.clone()).unwrap();
    }
    assert!(record_all(&mut record.conn, &record.settings, 1).iter().all(Result::is_ok));
    for (kind, _, key) in &items {
        record.archive(kind, key).unwrap();
    }
    assert!(record_all(&mut record.conn, &record.settings, 1).iter().all(Result::is_ok), "what is recorded already may be said again");
    let refused: Vec<_> = record_all(&mut record.conn, &record.settings, 2).into_iter().map(Result::unwrap_err).collect();
    let refused: Vec<_> = refused.iter().map(|error| codes(error)[0]).collect();
    let archived = ("conflict", "archived");
    assert_eq!(refused, [archived, archived, archived, archived, ("/0/indicator", "archived_reference")]);
    let later = read(json!({"due_date": "2018-06-30", "reason": "Later."}));
    let moved = due_dates::agree(&mut record.conn, &Record::today(), &record.settings, &Key::parse("A-1"), later);
    assert_eq!(codes(&moved.unwrap_err()), [archived]);
    for (kind, _, key) in &items {
        record.change(kind, key, &json!({"archived": false})).unwrap();
    }
    assert!(record_all(&mut record.conn, &record.settings, 2).iter().all(Result::is_ok));
}

#[test]
fn texts_of_what_is_archived_may_change_but_none_is_added() {
    let mut record = Record::new();
    let text = |section: &str, text: &str| vec![read(json!({"scope": "AS", "section": section, "language": "en", "text": text}))];
    let quarter = period("2017-18-Q2");
    narratives::put(&mut record.conn, &Record::today(), quarter, text("position", "One.")).unwrap();
    record.archive("area", "AS").unwrap();
    narratives::put(&mut record.conn, &Record::today(), quarter, text("position", "Two.")).unwrap();
    let error = narratives::put(&mut record.conn, &Record::today(), quarter, text("achievements", "New.")).unwrap_err();
    assert_eq!(codes(&error), [("/0/scope", "archived_reference")]);
}

#[test]
fn references_to_the_plan_are_of_the_level_that_fits() {
    let mut record = Record::new();
    record.make("plan", json!({"ref": "CP", "level": "corporate_action", "parent": "CH", "title": "C"})).unwrap();
    let cases = [
        ("action", action(json!({"corporate_action": "CH"})), "/corporate_action"),
        ("action", action(json!({"corporate_action": "CH-PEOPLE"})), "/corporate_action"),
        ("indicator", indicator(json!({"objective": "CP"})), "/objective"),
        ("risk", risk(json!({"objectives": ["CH", "CP"]})), "/objectives/1"),
        ("plan", json!({"ref": "X", "level": "objective", "parent": "CP", "title": "X"}), "/parent"),
    ];
    for (kind, draft, pointer) in cases {
        let error = record.make(kind, draft).unwrap_err();
        assert_eq!(codes(&error), [(pointer, "wrong_level")], "{kind}");
    }
    for (reference, objective) in [("M/1", "CH"), ("M/2", "CH-PEOPLE")] {
        record.make("indicator", indicator(json!({"ref": reference, "objective": objective}))).unwrap();
    }
    record.make("action", action(json!({"corporate_action": "CP"}))).unwrap();
    record.make("risk", risk(json!({"objectives": ["CH-PEOPLE"]}))).unwrap();
    record.change("indicator", "M-2", &json!({"archived": true})).unwrap();
    let lowered = record.change("plan", "CH-PEOPLE", &json!({"level": "corporate_action"})).unwrap_err();
    assert_eq!(codes(&lowered), [("conflict", "has_children")], "risks and archived indicators stand under it");
}
