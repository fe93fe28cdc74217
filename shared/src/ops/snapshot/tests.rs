use super::{SnapshotQuery, SnapshotScope, measures};
use crate::domain::rollup::Counts;
use crate::domain::status::Rag;
use crate::id::Key;
use crate::model::snapshot::{MeasuresOfScope, MeasuresSnapshot};
use crate::ops::test_record::{Record, codes, day, on, period};
use crate::ops::{Scope, indicators, record_result};
use serde_json::{Value, json};

impl Record {
    fn measure(&mut self, reference: &str, with: Value, result: Option<Value>) {
        let mut draft = json!({"ref": reference, "title": "x", "polarity": "higher", "unit": "number", "frequency": "quarterly"});
        json_patch::merge(&mut draft, &with);
        indicators::create(&mut self.conn, &on("2017-04-03"), serde_json::from_value(draft).unwrap()).unwrap();
        if let Some(result) = result {
            let (key, draft) = (Key::parse(reference), serde_json::from_value(result).unwrap());
            record_result::record_result(&mut self.conn, &on("2017-10-02"), &self.settings, &key, period("2017-18-Q2"), draft).unwrap();
        }
    }

    fn snapshot(&mut self, query: &SnapshotQuery) -> MeasuresOfScope {
        let of = SnapshotScope::find(&mut self.conn, query).unwrap();
        let scope = Scope::now(period("2017-18-Q2"), day("2017-10-16"));
        measures(&mut self.conn, &self.settings, &of, scope).unwrap()
    }
}

#[test]
fn each_scope_counts_its_own_measures_and_additional_ones_apart() {
    let mut record = Record::new();
    let result = |actual: i32| Some(json!({"actual": actual, "target": 100}));
    record.measure("G", json!({"service_area": "HR", "objective": "CH-PEOPLE"}), result(100));
    record.measure("A", json!({"service_area": "IT", "objective": "CH-PEOPLE"}), result(95));
    record.measure("R", json!({"service_area": "AS", "objective": "CH"}), result(50));
    record.measure("missing", json!({"service_area": "AS"}), None);
    record.measure("annual", json!({"service_area": "HR", "frequency": "annual", "reporting_quarter": "Q4"}), None);
    record.measure("extra", json!({"service_area": "HR", "additional": true}), result(10));
    let named = |plan: &str, area: &str, directorate: &str| {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        SnapshotQuery { plan: given(plan), service_area: given(area), directorate: given(directorate) }
    };
    let counts = |green, amber, red, not_applicable| Counts { green, amber, red, not_applicable };
    // Due, reported, quarterly, annual.
    let cases = [
        (named("", "", ""), counts(1, 1, 1, 2), [4, 3, 4, 1], Rag::Amber),
        (named("CH", "", ""), counts(1, 1, 1, 0), [3, 3, 3, 0], Rag::Amber),
        (named("CH-PEOPLE", "", ""), counts(1, 1, 0, 0), [2, 2, 2, 0], Rag::Green),
        (named("", "AS", ""), counts(0, 0, 1, 1), [2, 1, 2, 0], Rag::Red),
        (named("", "", "RES"), counts(1, 1, 0, 1), [2, 2, 2, 1], Rag::Green),
    ];
    for (query, counts, numbers, overall) in cases {
        let found = record.snapshot(&query).measures;
        let MeasuresSnapshot { due, reported, quarterly, annual, .. } = found;
        assert_eq!((found.counts, [due, reported, quarterly, annual], found.overall.rag), (counts, numbers, overall), "{query:?}");
    }
    assert_eq!(record.snapshot(&named("", "HR", "")).additional.counts, counts(0, 0, 1, 0));
    let two = SnapshotScope::find(&mut record.conn, &named("CH", "HR", "")).unwrap_err();
    assert_eq!(codes(&two), [("?plan", "inconsistent")]);
}
