use super::{RiskQuery, StatusFilter, create, find, get, list, patch};
use crate::db::page::PageRequest;
use crate::domain::risk::{Band, Movement, RiskDirection};
use crate::error::Error;
use crate::id::{Id, Key};
use crate::model::risk::Risk;
use crate::model::risk_assessment::{AssessmentDraft, RecordedAssessment, Scores};
use crate::ops::assess_risk::{PairKey, area, assess, revisions, save};
use crate::ops::test_record::{Record, codes, day, on, period};
use crate::ops::{Change, Scope};
use crate::store::risk_assessments::latest_assessed;
use serde_json::{Value, json};

impl Record {
    fn add(&mut self, draft: Value) -> Result<Id, Error> {
        create(&mut self.conn, &on("2017-04-03"), serde_json::from_value(draft).unwrap())
    }

    fn add_both(&mut self) {
        self.add(json!({"ref": "CR1", "kind": "corporate", "title": "Reshaping", "owner": "hr@vale.example", "objectives": ["CH"]}))
            .unwrap();
        let areas = ["IT", "HR"];
        self.add(json!({"ref": "SR/1", "kind": "service", "title": "Staff leave", "service_areas": areas, "objectives": ["CH-PEOPLE"], "category": "People"}))
            .unwrap();
    }

    fn put(&mut self, today: &str, path: (&str, &str, Option<&str>), draft: Value) -> Result<(Change, RecordedAssessment), Error> {
        let key = PairKey { risk: Key::parse(path.0), service_area: path.2.map(Key::parse) };
        assess(&mut self.conn, &on(today), &self.settings, &key, period(path.1), serde_json::from_value(draft).unwrap())
    }

    fn get(&mut self, key: &str, quarter: &str, as_of: &str) -> Risk {
        get(&mut self.conn, &Key::parse(key), Scope::now(period(quarter), day(as_of))).unwrap()
    }

    fn refs(&mut self, query: &RiskQuery, status: StatusFilter) -> Vec<String> {
        let scope = Scope::now(period("2017-18-Q2"), day("2017-10-16"));
        let page = PageRequest { limit: 50, after: None };
        list(&mut self.conn, query, status, scope, &page).unwrap().items.into_iter().map(|risk| risk.reference).collect()
    }
}

#[test]
fn a_risk_is_read_as_it_was_written_with_a_status_for_each_area_in_its_order() {
    let mut record = Record::new();
    record.add_both();
    let risk = record.get("SR-1", "2017-18-Q2", "2017-10-16");
    let areas: Vec<_> = risk.assessments.iter().map(|pair| pair.service_area.as_ref().unwrap().reference.as_str()).collect();
    assert_eq!(areas, ["IT", "HR"]);
    assert_eq!(risk.objectives[0].name, "People");
    let status = &risk.assessments[0].status;
    assert_eq!((status.score, status.band, status.direction, status.rising), (None, None, None, None));
    assert_eq!(status.explanation.band.reason, "not_assessed");
    let corporate = record.get("CR1", "2017-18-Q2", "2017-10-16");
    assert_eq!(corporate.owner.unwrap().name, "HR lead");
    assert!(matches!(corporate.assessments.as_slice(), [whole] if whole.service_area.is_none()));
}

#[test]
fn what_a_risk_cannot_be_is_refused_by_its_field() {
    let mut record = Record::new();
    record.add_both();
    let cases = [
        (json!({"ref": "A", "kind": "service", "title": "x"}), vec![("/service_areas", "inconsistent")]),
        (json!({"ref": "A", "kind": "corporate", "title": "x", "service_areas": ["HR"]}), vec![("/service_areas", "inconsistent")]),
        (
            json!({"ref": "A", "kind": "service", "title": "x", "service_areas": ["HR", "XX"]}),
            vec![("/service_areas/1", "unknown_reference")],
        ),
        (json!({"ref": "A", "kind": "service", "title": "x", "service_areas": ["HR", "HR"]}), vec![("/service_areas/1", "repeated")]),
        (json!({"ref": "A", "kind": "corporate", "title": "x", "objectives": ["HR"]}), vec![("/objectives/0", "unknown_reference")]),
        (json!({"ref": "SR-1", "kind": "corporate", "title": "x"}), vec![("conflict", "ref_taken")]),
    ];
    for (draft, expected) in cases {
        assert_eq!(codes(&record.add(draft.clone()).unwrap_err()), expected, "{draft}");
    }
}

#[test]
fn areas_and_objectives_change_and_a_kind_does_not_once_assessed() {
    let mut record = Record::new();
    record.add_both();
    let change = |record: &mut Record, key: &str, change: Value| {
        patch(&mut record.conn, &on("2017-10-02"), &record.settings, &Key::parse(key), &change)
    };
    change(&mut record, "SR-1", json!({"service_areas": ["AS", "IT"], "objectives": []})).unwrap();
    let risk = record.get("SR-1", "2017-18-Q2", "2017-10-16");
    assert_eq!(risk.service_areas.iter().map(|area| area.reference.as_str()).collect::<Vec<_>>(), ["AS", "IT"]);
    assert_eq!((risk.objectives.len(), risk.version), (0, 2));
    change(&mut record, "SR-1", json!({"service_areas": ["AS", "IT"]})).unwrap();
    assert_eq!(record.get("SR-1", "2017-18-Q2", "2017-10-16").version, 2, "the same again changes nothing");
    record.put("2017-10-02", ("CR1", "2017-18-Q2", None), json!({"residual_score": 6})).unwrap();
    let error = change(&mut record, "CR1", json!({"kind": "service", "service_areas": ["HR"]})).unwrap_err();
    assert_eq!(codes(&error), [("conflict", "kind_fixed")]);
}

#[test]
fn each_pair_is_compared_with_its_own_latest_earlier_period() {
    let mut record = Record::new();
    record.add_both();
    let path = |quarter, area| ("SR/1", quarter, Some(area));
    record.put("2017-01-10", path("2016-17-Q3", "HR"), json!({"residual_score": 4})).unwrap();
    record.put("2017-10-02", path("2017-18-Q2", "IT"), json!({"residual_score": 9, "forecast": "down"})).unwrap();
    let (change, hr) = record.put("2017-10-02", path("2017-18-Q2", "HR"), json!({"residual_likelihood": 2, "residual_impact": 3})).unwrap();
    assert_eq!(change, Change::Created);
    assert_eq!((hr.status.score, hr.status.band, hr.status.direction), (Some(6), Some(Band::Medium), Some(RiskDirection::Increasing)));
    assert_eq!((hr.status.rising, hr.service_area.unwrap().reference), (Some(true), "HR".to_owned()));
    let risk = record.get("SR-1", "2017-18-Q2", "2017-10-16");
    let it = &risk.assessments[0].status;
    assert_eq!((it.direction, it.rising, it.forecast), (Some(RiskDirection::EstablishingBaseline), Some(false), Some(Movement::Down)));
    // What was filed for an earlier quarter afterwards comes between; at a day before it was filed, it is not there yet.
    record.put("2017-10-20", path("2017-18-Q1", "HR"), json!({"residual_score": 8})).unwrap();
    assert_eq!(record.get("SR-1", "2017-18-Q2", "2017-10-21").assessments[1].status.direction, Some(RiskDirection::Decreasing));
    assert_eq!(record.get("SR-1", "2017-18-Q2", "2017-06-29").assessments[1].status.score, None);
    let ids = [risk.id];
    let mut latest = latest_assessed(&mut record.conn, &ids, period("2017-18-Q1"), day("2017-10-21")).unwrap();
    assert_eq!(latest.pop().map(|(_, period)| period), Some(period("2017-18-Q1")));
    assert!(latest.is_empty());
}

#[test]
fn an_assessment_is_idempotent_and_its_revisions_are_kept() {
    let mut record = Record::new();
    record.add_both();
    let path = ("CR1", "2017-18-Q2", None);
    let draft = json!({"inherent_likelihood": 4, "inherent_impact": 4, "residual_likelihood": 2, "residual_impact": 3, "reason": " "});
    let steps = [
        ("2017-10-02", draft.clone(), Change::Created, 1),
        ("2017-10-03", draft, Change::Unchanged, 1),
        ("2017-10-04", json!({"residual_score": 6}), Change::Updated, 2),
    ];
    for (today, draft, expected, revision) in steps {
        let (change, recorded) = record.put(today, path, draft).unwrap();
        assert_eq!((change, recorded.assessment.revision), (expected, revision), "{today}");
    }
    let key = PairKey { risk: Key::parse("CR1"), service_area: None };
    let kept = revisions(&mut record.conn, &key, period("2017-18-Q2")).unwrap();
    assert_eq!(kept.iter().map(|row| (row.revision, row.inherent_score)).collect::<Vec<_>>(), [(2, None), (1, Some(16))]);
    record.conn.execute_batch("INSERT INTO periods VALUES (8069, 'closed', NULL, 0, 'test')").unwrap();
    let refused = record.put("2017-11-01", path, json!({"residual_score": 8})).unwrap_err();
    assert_eq!(codes(&refused), [("conflict", "period_closed")]);
    record.put("2017-11-01", path, json!({"residual_score": 8, "restatement_reason": "Miscounted."})).unwrap();
}

#[test]
fn what_cannot_be_a_score_is_refused_but_imported() {
    let mut record = Record::new();
    record.add_both();
    let cases = [
        (json!({}), ("/residual_score", "missing_field")),
        (json!({"residual_score": 7}), ("/residual_score", "impossible_score")),
        (json!({"residual_likelihood": 2}), ("/residual_impact", "inconsistent")),
        (json!({"residual_impact": 2}), ("/residual_likelihood", "inconsistent")),
        (json!({"residual_likelihood": 2, "residual_impact": 2, "residual_score": 6}), ("/residual_score", "inconsistent")),
        (json!({"inherent_likelihood": 2, "inherent_impact": 2, "residual_score": 6}), ("/residual_score", "inconsistent")),
        (json!({"inherent_impact": 2, "residual_score": 6}), ("/inherent_likelihood", "inconsistent")),
        (json!({"inherent_likelihood": 2, "residual_score": 6}), ("/inherent_impact", "inconsistent")),
    ];
    for (draft, expected) in cases {
        let error = record.put("2017-10-02", ("CR1", "2017-18-Q2", None), draft.clone()).unwrap_err();
        assert_eq!(codes(&error), [expected], "{draft}");
    }
    let future = record.put("2017-10-02", ("CR1", "2017-18-Q4", None), json!({"residual_score": 6})).unwrap_err();
    assert_eq!(codes(&future), [("", "period_not_begun")]);
    let risk = find(&mut record.conn, &Key::parse("CR1")).unwrap().row;
    let draft = AssessmentDraft { residual_score: Some(7), stated_direction: Some(Movement::Up), ..AssessmentDraft::default() };
    let quarter = period("2017-18-Q2");
    save(&mut record.conn, &on("2017-10-02"), &record.settings, (&risk, None), quarter, draft, Scores::AsStated).unwrap();
    let status = &record.get("CR1", "2017-18-Q2", "2017-10-16").assessments[0].status;
    assert_eq!((status.score, status.band, status.direction), (Some(7), None, Some(RiskDirection::Increasing)));
}

#[test]
fn the_wrong_path_names_the_right_one() {
    let mut record = Record::new();
    record.add_both();
    let cases = [
        ("SR-1", None, ("", "service_area_needed"), "one of: IT, HR"),
        ("CR1", Some("HR"), ("", "no_service_area"), "/risks/CR1/assessments/{period}"),
        ("SR-1", Some("AS"), ("", "not_its_service_area"), "IT, HR"),
        ("SR-1", Some("XX"), ("not found", "service area"), "XX"),
    ];
    for (risk, key, expected, named) in cases {
        let risk = super::find(&mut record.conn, &Key::parse(risk)).unwrap();
        let error = area(&mut record.conn, &risk, key.map(Key::parse).as_ref()).unwrap_err();
        assert_eq!(codes(&error), [expected]);
        assert!(error.to_string().contains(named), "{error}");
    }
}

#[test]
fn a_list_holds_what_its_filters_ask_for() {
    let mut record = Record::new();
    record.add_both();
    record.put("2017-10-02", ("CR1", "2017-18-Q2", None), json!({"residual_score": 12, "forecast": "same"})).unwrap();
    record.put("2017-10-02", ("SR-1", "2017-18-Q2", Some("HR")), json!({"residual_score": 2, "forecast": "up"})).unwrap();
    let (any, both) = (StatusFilter::default(), ["CR1", "SR/1"]);
    let all = RiskQuery::default();
    assert_eq!(record.refs(&all, any), both);
    let text = |text: &str| Some(text.to_owned());
    let queries = [
        (RiskQuery { objective: text("CH"), ..all.clone() }, both.to_vec()),
        (RiskQuery { objective: text("CH-PEOPLE"), ..all.clone() }, vec!["SR/1"]),
        (RiskQuery { service_area: text("HR"), ..all.clone() }, vec!["SR/1"]),
        (RiskQuery { service_area: text("AS"), ..all.clone() }, vec![]),
        (RiskQuery { owner: text("hr@vale.example"), ..all.clone() }, vec!["CR1"]),
        (RiskQuery { category: text("People"), ..all.clone() }, vec!["SR/1"]),
        (RiskQuery { text: text("RESHAP"), ..all.clone() }, vec!["CR1"]),
        (RiskQuery { archived: true, ..all.clone() }, vec![]),
    ];
    for (query, expected) in queries {
        assert_eq!(record.refs(&query, any), expected, "{query:?}");
    }
    let statuses = [
        (StatusFilter { band: Some(Band::High), ..any }, vec!["CR1"]),
        (StatusFilter { rising: Some(true), ..any }, vec!["SR/1"]),
        (StatusFilter { rising: Some(false), ..any }, vec!["CR1"]),
        (StatusFilter { forecast: Some(Movement::Up), band: Some(Band::High), ..any }, vec![]),
        (StatusFilter { direction: Some(RiskDirection::EstablishingBaseline), ..any }, both.to_vec()),
    ];
    for (status, expected) in statuses {
        assert_eq!(record.refs(&all, status), expected, "{status:?}");
    }
}
