use super::record_result;
use crate::domain::status::Rag;
use crate::id::Key;
use crate::ops::context::Change;
use crate::ops::indicators;
use crate::ops::test_record::{Record, on, period};
use serde_json::json;

/// A day fixed for a trial may be set back: what was recorded since is there, and not in effect yet.
#[test]
fn what_is_recorded_already_is_answered_on_an_earlier_day_too() {
    let mut record = Record::new();
    let draft = json!({
        "ref": "I/1", "title": "Paid in time", "polarity": "higher", "unit": "percent", "decimals": 1, "frequency": "quarterly",
        "basis": "in_period"
    });
    indicators::create(&mut record.conn, &on("2017-10-02"), serde_json::from_value(draft).unwrap()).unwrap();
    let draft = json!({"actual": 90, "target": 85});
    let cases = [("2017-10-16", Change::Created, Rag::Green), ("2017-10-05", Change::Unchanged, Rag::NotApplicable)];
    for (today, expected, rag) in cases {
        let draft = serde_json::from_value(draft.clone()).unwrap();
        let (key, quarter) = (Key::parse("I/1"), period("2017-18-Q3"));
        let (change, recorded) = record_result(&mut record.conn, &on(today), &record.settings, &key, quarter, draft).unwrap();
        assert_eq!((change, recorded.result.actual, recorded.status.rag), (expected, Some(90.into()), rag), "{today}");
    }
}
