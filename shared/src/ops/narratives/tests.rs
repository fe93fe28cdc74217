use super::{NarrativeQuery, SORT, list, put};
use crate::db::page::{Cursor, PageRequest};
use crate::error::Error;
use crate::model::narrative::NarrativeDraft;
use crate::ops::batch::Written;
use crate::ops::test_record::{Record, codes, on, period};
use serde_json::{Value, json};

impl Record {
    fn put_narratives(&mut self, rows: Value) -> Result<Written, Error> {
        let rows: Vec<NarrativeDraft> = serde_json::from_value(rows).unwrap();
        put(&mut self.conn, &on("2017-10-02"), period("2017-18-Q2"), rows)
    }

    fn scopes(&mut self, query: &NarrativeQuery) -> Vec<(String, String)> {
        let mut read = Vec::new();
        let mut after = None;
        loop {
            let page = list(&mut self.conn, query.clone(), &PageRequest { limit: 1, after }).unwrap();
            read.extend(page.items.into_iter().map(|item| (item.scope, item.text)));
            after = page.next.map(|cursor| Cursor::decode(&cursor.encode("m"), SORT, "m").unwrap());
            if after.is_none() {
                return read;
            }
        }
    }
}

fn row(scope: &str, language: &str, text: &str) -> Value {
    json!({"scope": scope, "section": "position", "language": language, "text": text})
}

#[test]
fn texts_of_every_scope_are_written_once_and_a_blank_one_takes_its_place_away() {
    let mut record = Record::new();
    let rows = json!([
        row("council", "en", "All"),
        row("CH", "en", "Plan"),
        row("CH", "cy", "Cynllun"),
        row("HR", "en", "Area"),
        row("RES", "en", "Dir")
    ]);
    assert_eq!(record.put_narratives(rows.clone()).unwrap().created, 5);
    assert_eq!(record.put_narratives(rows).unwrap(), Written { unchanged: 5, ..Written::default() });
    let mut read = record.scopes(&NarrativeQuery::default());
    read.sort();
    let pair = |scope: &str, text: &str| (scope.to_owned(), text.to_owned());
    assert_eq!(read, [pair("CH", "Cynllun"), pair("CH", "Plan"), pair("HR", "Area"), pair("RES", "Dir"), pair("council", "All")]);
    let changed = json!([row("CH", "en", "New"), row("CH", "cy", " "), row("IT", "cy", "")]);
    assert_eq!(record.put_narratives(changed).unwrap(), Written { updated: 2, unchanged: 1, created: 0 });
    // A ref may change without losing what was written about its item.
    record.conn.execute_batch("UPDATE plan_items SET reference = 'CC', ref_key = 'CC' WHERE ref_key = 'CH'").unwrap();
    assert_eq!(record.scopes(&NarrativeQuery { scope: Some("CC".to_owned()), ..NarrativeQuery::default() }), [pair("CC", "New")]);
}

#[test]
fn what_is_wrong_is_told_by_its_place() {
    let mut record = Record::new();
    let mut long = row("council", "en", "x");
    long["section"] = json!("s".repeat(65));
    let cases = [
        (json!([row("council", "en", "x"), row("XX", "en", "x")]), vec![("/1/scope", "unknown_reference")]),
        (
            json!([long, row("", "en", &"x".repeat(20_001))]),
            vec![("/0/section", "invalid_text"), ("/1/scope", "missing_field"), ("/1/text", "invalid_text")],
        ),
        (json!([row("CH", "en", "x"), row("CH", "en", "y")]), vec![("/1/section", "repeated")]),
    ];
    for (rows, expected) in cases {
        assert_eq!(codes(&record.put_narratives(rows).unwrap_err()), expected);
    }
    record.conn.execute_batch("INSERT INTO periods VALUES (8069, 'closed', NULL, 0, 'test')").unwrap();
    assert_eq!(codes(&record.put_narratives(json!([row("CH", "en", "other words")])).unwrap_err()), [("conflict", "period_closed")]);
}

#[test]
fn a_text_that_is_changed_is_a_draft_again() {
    let mut record = Record::new();
    let ready = |text: &str, state: Value, author: Value| json!([{"scope": "CH", "section": "s", "language": "en", "text": text, "state": state, "author": author}]);
    let nothing = || Value::Null;
    // The text, state and author that are written; what stands then.
    let cases = [
        (ready("One", nothing(), nothing()), ("One", "draft", None)),
        (ready("One", json!("ready"), json!("hr@vale.example")), ("One", "ready", Some("hr@vale.example"))),
        (ready("One", nothing(), nothing()), ("One", "ready", Some("hr@vale.example"))),
        (ready("Two", nothing(), nothing()), ("Two", "draft", Some("hr@vale.example"))),
        (ready("Three", json!("ready"), nothing()), ("Three", "ready", Some("hr@vale.example"))),
        (ready("Three", json!("draft"), json!("")), ("Three", "draft", None)),
    ];
    for (rows, expected) in cases {
        record.put_narratives(rows.clone()).unwrap();
        assert_eq!(record.put_narratives(rows.clone()).unwrap().unchanged, 1, "{rows}");
        let found = list(&mut record.conn, NarrativeQuery::default(), &PageRequest { limit: 9, after: None }).unwrap().items.remove(0);
        let author = found.author.map(|link| link.reference);
        assert_eq!((found.text.as_str(), found.state.as_str(), author.as_deref()), expected, "{rows}");
    }
    let unknown = record.put_narratives(ready("Four", nothing(), json!("nobody@vale.example"))).unwrap_err();
    assert_eq!(codes(&unknown), [("/0/author", "unknown_reference")]);
}
