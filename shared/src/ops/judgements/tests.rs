use super::{JudgementQuery, SORT, list, put};
use crate::db::page::{Cursor, PageRequest};
use crate::domain::status::{Direction, Rag};
use crate::error::Error;
use crate::model::judgement::JudgementDraft;
use crate::ops::Scope;
use crate::ops::batch::Written;
use crate::ops::snapshot::{SnapshotQuery, snapshot};
use crate::ops::test_record::{Record, codes, day, on, period};
use serde_json::{Value, json};

impl Record {
    fn judge(&mut self, quarter: &str, rows: Value) -> Result<Written, Error> {
        let rows: Vec<JudgementDraft> = serde_json::from_value(rows).unwrap();
        put(&mut self.conn, &on("2017-10-02"), period(quarter), rows)
    }

    fn judged(&mut self) -> Vec<String> {
        let (mut read, mut after) = (Vec::new(), None);
        loop {
            let page = list(&mut self.conn, JudgementQuery::default(), &PageRequest { limit: 1, after }).unwrap();
            read.extend(page.items.into_iter().map(|item| format!("{} {} {} {}", item.scope, item.part, item.rag, item.reason)));
            after = page.next.map(|cursor| Cursor::decode(&cursor.encode("m"), SORT, "m").unwrap());
            if after.is_none() {
                read.sort();
                return read;
            }
        }
    }
}

fn row(scope: &str, part: &str, rag: Value, reason: &str) -> Value {
    json!({"scope": scope, "part": part, "rag": rag, "reason": reason})
}

#[test]
fn a_judgement_stands_until_it_is_taken_away() {
    let mut record = Record::new();
    let rows = json!([
        row("council", "overall", json!("green"), "Better since."),
        row("CH", "actions", json!("amber"), "One slipped."),
        row("HR", "measures", json!("red"), "Late."),
        row("RES", "overall", json!("red"), "Late."),
    ]);
    assert_eq!(record.judge("2017-18-Q2", rows.clone()).unwrap().created, 4);
    assert_eq!(record.judge("2017-18-Q2", rows).unwrap(), Written { unchanged: 4, ..Written::default() });
    let changed = json!([
        row("CH", "actions", json!("amber"), "Two slipped."),
        row("HR", "measures", json!(null), ""),
        row("IT", "actions", json!(null), "")
    ]);
    assert_eq!(record.judge("2017-18-Q2", changed).unwrap(), Written { updated: 2, unchanged: 1, created: 0 });
    assert_eq!(record.judged(), ["CH actions amber Two slipped.", "RES overall red Late.", "council overall green Better since."]);
}

#[test]
fn what_is_wrong_is_told_by_its_place() {
    let mut record = Record::new();
    let cases = [
        (json!([row("XX", "overall", json!("red"), "x")]), vec![("/0/scope", "unknown_reference")]),
        (
            json!([row("council", "overall", json!("red"), " "), row("", "overall", json!("n/a"), "x")]),
            vec![("/0/reason", "missing_field"), ("/1/scope", "missing_field"), ("/1/rag", "invalid_value")],
        ),
        (json!([row("CH", "overall", json!("red"), "x"), row("CH", "overall", json!("red"), "y")]), vec![("/1/part", "repeated")]),
    ];
    for (rows, expected) in cases {
        assert_eq!(codes(&record.judge("2017-18-Q2", rows).unwrap_err()), expected);
    }
    record.conn.execute_batch("INSERT INTO periods VALUES (8069, 'closed', NULL, 0, 'test')").unwrap();
    let late = json!([row("CH", "overall", json!("red"), "late")]);
    assert_eq!(codes(&record.judge("2017-18-Q2", late).unwrap_err()), [("conflict", "period_closed")]);
}

#[test]
fn a_judgement_is_printed_before_the_suggestion_and_directions_follow_what_was_printed() {
    let mut record = Record::new();
    let printed = |record: &mut Record| {
        let scope = Scope::now(period("2017-18-Q2"), day("2017-10-16"));
        let found = snapshot(&mut record.conn, &record.settings.clone(), &SnapshotQuery::default(), scope).unwrap();
        let overall = found.printed.overall;
        (overall.rag, overall.suggested, overall.judgement.map(|judgement| judgement.rag), found.direction)
    };
    assert_eq!(printed(&mut record), (Rag::NotApplicable, Rag::NotApplicable, None, Direction::NotApplicable));
    record.judge("2017-18-Q2", json!([row("council", "overall", json!("amber"), "x")])).unwrap();
    assert_eq!(printed(&mut record), (Rag::Amber, Rag::NotApplicable, Some(Rag::Amber), Direction::NotApplicable));
    for (before, direction) in [("red", Direction::Improved), ("amber", Direction::Same), ("green", Direction::Declined)] {
        record.judge("2017-18-Q1", json!([row("council", "overall", json!(before), "x")])).unwrap();
        assert_eq!(printed(&mut record).3, direction, "{before}");
    }
    // What is judged of a part says nothing of the whole.
    record.judge("2017-18-Q2", json!([row("council", "actions", json!("red"), "x"), row("council", "overall", json!(null), "")])).unwrap();
    assert_eq!(printed(&mut record).0, Rag::NotApplicable);
}
