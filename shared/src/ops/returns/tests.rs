use super::{ReturnQuery, list, summary};
use crate::db::page::PageRequest;
use crate::domain::alert::ItemKind;
use crate::id::Key;
use crate::model::due_return::ReturnState;
use crate::ops::assess_risk::{PairKey, assess};
use crate::ops::record_result::record_result;
use crate::ops::record_update::record_update;
use crate::ops::test_record::{Record, on, period};
use crate::ops::{actions, indicators, risks};
use serde_json::json;

const TODAY: &str = "2017-10-16";

/// Two actions, two indicators, a corporate risk and a service risk that both its areas have assessed before: half of it in.
fn quarter() -> Record {
    let mut record = Record::new();
    let (conn, now, settings) = (&mut record.conn, on("2017-07-03"), &record.settings);
    for (reference, area) in [("A/1", "HR"), ("A/2", "IT")] {
        let draft = json!({"ref": reference, "title": "T", "service_area": area, "start_date": "2017-04-01", "due_date": "2018-03-31"});
        actions::create(conn, &now, settings, serde_json::from_value(draft).unwrap()).unwrap();
    }
    for (reference, owner) in [("I/1", Some("hr@vale.example")), ("I/2", None)] {
        let draft =
            json!({"ref": reference, "title": "T", "polarity": "higher", "unit": "number", "frequency": "quarterly", "owner": owner});
        indicators::create(conn, &now, serde_json::from_value(draft).unwrap()).unwrap();
    }
    for draft in [
        json!({"ref": "C/1", "kind": "corporate", "title": "T"}),
        json!({"ref": "S/1", "kind": "service", "title": "T", "service_areas": ["IT", "HR"]}),
    ] {
        risks::create(conn, &now, serde_json::from_value(draft).unwrap()).unwrap();
    }
    let scores = || serde_json::from_value(json!({"residual_likelihood": 2, "residual_impact": 2})).unwrap();
    for (quarter, area) in [("2017-18-Q1", "HR"), ("2017-18-Q1", "IT"), ("2017-18-Q2", "IT")] {
        let key = PairKey { risk: Key::parse("S/1"), service_area: Some(Key::parse(area)) };
        assess(conn, &on(TODAY), settings, &key, period(quarter), scores()).unwrap();
    }
    let q2 = period("2017-18-Q2");
    let update = serde_json::from_value(json!({"percent_complete": 50})).unwrap();
    record_update(conn, &on(TODAY), settings, &Key::parse("A/2"), q2, update).unwrap();
    let result = serde_json::from_value(json!({"actual": 1, "target": 1})).unwrap();
    record_result(conn, &on(TODAY), settings, &Key::parse("I/1"), q2, result).unwrap();
    record
}

fn found(record: &mut Record, query: &ReturnQuery, limit: usize) -> Vec<String> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = PageRequest { limit, after };
        let page = list(&mut record.conn, &on(TODAY), &record.settings, query, &page).unwrap();
        assert!(page.items.len() <= limit);
        found.extend(page.items.iter().map(|one| {
            let area = one.service_area.as_ref().map_or("-", |area| area.reference.as_str());
            format!("{} {} {area} {}", one.owed, one.item.reference, one.state)
        }));
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

#[test]
fn every_return_is_listed_once_however_it_is_paged() {
    let mut record = quarter();
    let expected = [
        "update A/1 HR missing",
        "update A/2 IT in",
        "result I/1 - in",
        "result I/2 - missing",
        "assessment C/1 - missing",
        "assessment S/1 HR missing",
        "assessment S/1 IT in",
    ];
    for limit in 1..=8 {
        assert_eq!(found(&mut record, &ReturnQuery::default(), limit), expected, "{limit} a page");
    }
}

#[test]
fn filters_narrow_it() {
    let mut record = quarter();
    let mut only = |query: ReturnQuery| found(&mut record, &query, 2);
    let area = |reference: &str| Some(reference.to_owned());
    assert_eq!(
        only(ReturnQuery { state: Some(ReturnState::In), ..ReturnQuery::default() }),
        ["update A/2 IT in", "result I/1 - in", "assessment S/1 IT in"]
    );
    assert_eq!(
        only(ReturnQuery { service_area: area("HR"), ..ReturnQuery::default() }),
        ["update A/1 HR missing", "assessment S/1 HR missing"]
    );
    assert_eq!(
        only(ReturnQuery { item_kind: Some(ItemKind::Indicator), owner: area("hr@vale.example"), ..ReturnQuery::default() }),
        ["result I/1 - in"]
    );
    assert_eq!(
        only(ReturnQuery {
            period: Some(period("2017-18-Q3")),
            state: Some(ReturnState::Due),
            service_area: area("IT"),
            ..ReturnQuery::default()
        }),
        ["update A/2 IT due", "assessment S/1 IT due"]
    );
}

#[test]
fn they_are_counted_by_area() {
    let mut record = quarter();
    let counted = summary(&mut record.conn, &on(TODAY), &record.settings, None).unwrap();
    let of = |area: &crate::model::due_return::AreaReturns| {
        let name = area.service_area.as_ref().map_or("-", |area| area.reference.as_str()).to_owned();
        (name, area.returns.expected, area.returns.made, area.returns.outstanding)
    };
    let areas: Vec<_> = counted.service_areas.iter().map(of).collect();
    assert_eq!(areas, [("HR".to_owned(), 2, 0, 2), ("IT".to_owned(), 2, 2, 0), ("-".to_owned(), 3, 1, 2)]);
    assert_eq!((counted.returns.expected, counted.returns.made, counted.deadline.to_string().as_str()), (7, 3, "2017-10-13"));
}
