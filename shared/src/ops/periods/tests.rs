use super::{PeriodQuery, list, set_state};
use crate::domain::plan::PeriodState::{self, Closed, InReview, Open};
use crate::error::Error;
use crate::model::period::{PeriodDetails, PeriodStateDraft};
use crate::ops::Change;
use crate::ops::frozen_reports::Prepared;
use crate::ops::quarterly_report::{FaceOf, JSON};
use crate::ops::test_record::{Record, codes, day, on, period};

impl Record {
    fn listed(&mut self, query: PeriodQuery) -> Result<Vec<PeriodDetails>, Error> {
        list(&mut self.conn, &on("2017-10-16"), &self.settings, query)
    }

    fn set(&mut self, today: &str, state: PeriodState, reason: Option<&str>) -> Result<(Change, PeriodDetails), Error> {
        let draft = PeriodStateDraft { state, reason: reason.map(str::to_owned), with_open_items: false };
        set_state(&mut self.conn, &on(today), &self.settings, period("2017-18-Q2"), draft, &Prepared::nothing(&[]))
    }
}

#[test]
fn a_list_is_a_year_or_a_range_or_the_last_nine() {
    let mut record = Record::new();
    let (q1, q4) = (period("2016-17-Q1"), period("2016-17-Q4"));
    let cases = [
        (PeriodQuery::default(), "2015-16-Q3", "2017-18-Q3", 9),
        (PeriodQuery { year: Some(2016), ..PeriodQuery::default() }, "2016-17-Q1", "2016-17-Q4", 4),
        (PeriodQuery { from: Some(q1), to: Some(q4), year: None }, "2016-17-Q1", "2016-17-Q4", 4),
        (PeriodQuery { from: Some(q1), ..PeriodQuery::default() }, "2016-17-Q1", "2017-18-Q3", 7),
    ];
    for (query, first, last, count) in cases {
        let found = record.listed(query).unwrap();
        let ends = (found[0].period.to_string(), found[found.len() - 1].period.to_string(), found.len());
        assert_eq!(ends, (first.to_owned(), last.to_owned(), count));
    }
    let refused = [
        PeriodQuery { from: Some(q4), to: Some(q1), year: None },
        PeriodQuery { from: Some(q1), year: Some(2016), to: None },
        PeriodQuery { year: Some(99_999), ..PeriodQuery::default() },
        PeriodQuery { from: Some(period("1950-51-Q1")), ..PeriodQuery::default() },
    ];
    for query in refused {
        assert!(matches!(record.listed(query), Err(Error::Invalid(_))), "{query:?}");
    }
}

#[test]
fn a_period_is_signed_off_once_ended_and_reopened_with_a_reason() {
    let mut record = Record::new();
    assert_eq!(codes(&record.set("2017-09-30", Closed, None).unwrap_err()), [("conflict", "period_not_ended")]);
    let steps = [
        (Open, None, Change::Unchanged),
        (InReview, None, Change::Updated),
        (Closed, Some("Cabinet of 6 November."), Change::Updated),
        (Closed, None, Change::Unchanged),
        (Open, Some("Late figures."), Change::Updated),
    ];
    for (state, reason, expected) in steps {
        if state == Open && reason.is_some() {
            assert_eq!(codes(&record.set("2017-10-01", Open, Some(" ")).unwrap_err()), [("/reason", "missing_field")]);
        }
        let (change, details) = record.set("2017-10-01", state, reason).unwrap();
        assert_eq!((change, details.state), (expected, state));
    }
    let found = record.listed(PeriodQuery::default()).unwrap();
    let second = found.iter().find(|details| details.period == period("2017-18-Q2")).unwrap();
    assert_eq!((second.label.as_str(), second.reason.as_deref()), ("Q2 2017/18", Some("Late figures.")));
    assert_eq!((second.first_day, second.last_day), (day("2017-07-01"), day("2017-09-30")));
    assert_eq!((second.return_deadline, second.changed_by.as_deref()), (day("2017-10-13"), Some("test")));
}

#[test]
fn what_is_open_is_settled_first_or_signed_off_for_a_reason() {
    let mut record = Record::new();
    let q2 = "INSERT INTO narratives VALUES ('01a0f0a2-5f3a-7c31-9b1e-0000000000e1', 'council', 8069, 'position', 'en', 'Well.', 0, 'test', NULL, 'draft')";
    record.conn.execute_batch(q2).unwrap();
    assert_eq!(codes(&record.set("2017-10-16", Closed, None).unwrap_err()), [("conflict", "open_items")]);
    let mut close = |reason: Option<&str>| {
        let draft = PeriodStateDraft { state: Closed, reason: reason.map(str::to_owned), with_open_items: true };
        set_state(&mut record.conn, &on("2017-10-16"), &record.settings, period("2017-18-Q2"), draft, &Prepared::nothing(&[]))
    };
    assert_eq!(codes(&close(None).unwrap_err()), [("/reason", "missing_field")]);
    assert_eq!(close(Some("The committee meets tomorrow.")).unwrap().1.state, Closed);
}

#[test]
fn a_face_that_is_too_large_is_not_kept() {
    static FACES: &[FaceOf] = &[JSON];
    let mut record = Record::new();
    let mut make =
        |most| Prepared::make(&mut record.conn, &on("2017-10-16"), &record.settings, period("2017-18-Q2"), (FACES, most)).map(drop);
    let refused = make(100).unwrap_err();
    assert_eq!(codes(&refused), [("conflict", "face_too_large")]);
    assert!(refused.to_string().contains("report.json of the whole council"), "{refused}");
    make(1_000_000).unwrap();
}
