use super::{BreakdownQuery, SORT, list, put};
use crate::db::page::{Cursor, PageRequest};
use crate::error::Error;
use crate::model::breakdown::BreakdownDraft;
use crate::ops::batch::Written;
use crate::ops::indicators;
use crate::ops::test_record::{Record, codes, on, period};
use serde_json::{Value, json};

impl Record {
    fn put_breakdowns(&mut self, rows: Value) -> Result<Written, Error> {
        let rows: Vec<BreakdownDraft> = serde_json::from_value(rows).unwrap();
        put(&mut self.conn, &on("2017-10-02"), &self.settings, period("2017-18-Q2"), rows)
    }
}

fn row(measure: &str, label: &str, value: &str) -> Value {
    json!({"measure": measure, "dimension": "service area", "value_label": label, "value": value, "unit": "number"})
}

#[test]
fn rows_are_written_once_and_read_page_by_page() {
    let mut record = Record::new();
    let indicator = json!({"ref": "CPM/019", "title": "Absence", "polarity": "lower", "unit": "days", "frequency": "quarterly"});
    indicators::create(&mut record.conn, &on("2017-04-03"), serde_json::from_value(indicator).unwrap()).unwrap();
    let mut of_indicator = row("Compliments", "HR", "3");
    of_indicator["indicator"] = json!("CPM/019");
    let rows = json!([row("Compliments", "Leisure", "12.50"), row("Compliments", "HR", "7"), row("Absence", "HR", "1"), of_indicator]);
    assert_eq!(record.put_breakdowns(rows.clone()).unwrap(), Written { created: 4, updated: 0, unchanged: 0 });
    assert_eq!(record.put_breakdowns(rows).unwrap(), Written { created: 0, updated: 0, unchanged: 4 });
    let changed = json!([row("Absence", "HR", "2"), row("Absence", "IT", "2")]);
    assert_eq!(record.put_breakdowns(changed).unwrap(), Written { created: 1, updated: 1, unchanged: 0 });

    let mut read = Vec::new();
    let mut after = None;
    loop {
        let page = list(&mut record.conn, BreakdownQuery::default(), &PageRequest { limit: 1, after }).unwrap();
        read.extend(page.items.into_iter().map(|item| (item.measure, item.value_label, item.value.to_string(), item.indicator.is_some())));
        after = page.next.map(|cursor| Cursor::decode(&cursor.encode("m"), SORT, "m").unwrap());
        if after.is_none() {
            break;
        }
    }
    read[2..4].sort();
    let expected = [
        ("Absence", "HR", "2", false),
        ("Absence", "IT", "2", false),
        ("Compliments", "HR", "3", true),
        ("Compliments", "HR", "7", false),
        ("Compliments", "Leisure", "12.5", false),
    ];
    assert_eq!(read, expected.map(|(measure, label, value, of)| (measure.to_owned(), label.to_owned(), value.to_owned(), of)));
    let query = BreakdownQuery { indicator: Some("CPM-019".to_owned()), ..BreakdownQuery::default() };
    assert_eq!(list(&mut record.conn, query, &PageRequest { limit: 50, after: None }).unwrap().items.len(), 1);
}

#[test]
fn what_is_wrong_is_told_of_every_row_by_its_place() {
    let mut record = Record::new();
    let mut unknown = row("Absence", "HR", "2");
    unknown["indicator"] = json!("none");
    let mut no_unit = row("Absence", "", "2");
    no_unit["unit"] = json!("miles");
    let many = Value::Array((0..1_001).map(|at| row("Absence", &at.to_string(), "1")).collect());
    let cases = [
        (
            json!([row("", "HR", "2"), row("Absence", "HR", "2"), no_unit]),
            vec![("/0/measure", "invalid_text"), ("/2/value_label", "invalid_text"), ("/2/unit", "unknown_unit")],
        ),
        (json!([row("Absence", "HR", "2"), unknown]), vec![("/1/indicator", "unknown_reference")]),
        (json!([row("Absence", "HR", "2"), row("Absence", "HR", "3")]), vec![("/1/value_label", "repeated")]),
        (many, vec![("", "too_many")]),
    ];
    for (rows, expected) in cases {
        assert_eq!(codes(&record.put_breakdowns(rows).unwrap_err()), expected);
    }
}

#[test]
fn a_signed_off_period_takes_only_what_it_holds() {
    let mut record = Record::new();
    record.put_breakdowns(json!([row("Absence", "HR", "2")])).unwrap();
    record.conn.execute_batch("INSERT INTO periods VALUES (8069, 'closed', NULL, 0, 'test')").unwrap();
    assert_eq!(record.put_breakdowns(json!([row("Absence", "HR", "2")])).unwrap().unchanged, 1);
    assert_eq!(codes(&record.put_breakdowns(json!([row("Absence", "HR", "3")])).unwrap_err()), [("conflict", "period_closed")]);
}

#[test]
fn a_made_up_cursor_is_refused() {
    let mut record = Record::new();
    for value in ["", "2017-18-Q2", "Q2\na\nb\nc"] {
        let after = Some(Cursor { sort: SORT.to_owned(), value: value.to_owned(), id: String::new() });
        let refused = list(&mut record.conn, BreakdownQuery::default(), &PageRequest { limit: 1, after }).unwrap_err();
        assert_eq!(codes(&refused), [("?cursor", "invalid_cursor")], "{value:?}");
    }
}
