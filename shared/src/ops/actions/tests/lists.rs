//! Lists of actions: their order, their pages, their filters, and what a page costs.

use super::{Record, day, period};
use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::domain::status::Rag;
use crate::id::ref_key;
use crate::model::action::ActionSort;
use crate::ops::Scope;
use crate::ops::actions::{ActionQuery, StatusFilter, list};
use diesel::connection::{Connection, InstrumentationEvent};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

impl Record {
    fn page(&mut self, query: &ActionQuery, status: StatusFilter, sort: ActionSort, limit: usize) -> Vec<Vec<String>> {
        let scope = Scope::now(period("2017-18-Q2"), day("2017-10-16"));
        let mut request = PageRequest { limit, after: None };
        let mut pages = Vec::new();
        loop {
            let page = list(&mut self.conn, &self.settings, query, status, scope, sort, &request).unwrap();
            pages.push(page.items.into_iter().map(|item| item.reference).collect());
            request.after = page.next;
            if request.after.is_none() {
                return pages;
            }
        }
    }
}

fn listed(record: &mut Record) {
    for (made, reference, due) in [
        ("2017-04-03", "C", "2018-03-31"),
        ("2017-04-04", "A", "2018-03-31"),
        ("2017-04-05", "B", "2017-06-30"),
        ("2017-04-06", "D", "2019-03-31"),
    ] {
        let draft = json!({"ref": reference, "title": format!("Title {reference}"), "start_date": "2017-04-01", "due_date": due});
        record.add(made, draft);
    }
    record.patch("2017-04-03", "A", json!({"corporate_action": "CP1", "owner": "hr@vale.example"})).unwrap();
    record.patch("2017-04-03", "C", json!({"service_area": "HR", "lifecycle": "deferred"})).unwrap();
    record.put("2017-10-05", "A", "2017-18-Q2", json!({"percent_complete": 50, "reported_rag": "red", "commentary": "x"})).unwrap();
    record.agree("2017-10-05", "D", json!({"due_date": "2018-01-31", "reason": "Sooner."})).unwrap();
    record.add("2017-04-03", json!({"ref": "Z", "title": "Old", "due_date": "2017-05-31", "archived": true}));
}

#[test]
fn lists_are_sorted_and_cut_into_pages() {
    let mut record = Record::new();
    listed(&mut record);
    let all = (ActionQuery::default(), StatusFilter::default());
    // C was made before A, and both are due on one day.
    for (sort, expected) in [
        (ActionSort::Ref, ["A", "B", "C", "D"]),
        (ActionSort::Due, ["B", "D", "C", "A"]),
        (ActionSort::DueDescending, ["C", "A", "D", "B"]),
    ] {
        for limit in 1..=5 {
            let pages = record.page(&all.0, all.1, sort, limit);
            assert!(pages.iter().all(|page| page.len() <= limit));
            assert_eq!(pages.concat(), expected, "{sort} {limit}");
        }
    }
}

#[test]
fn lists_are_filtered_by_what_is_stored_and_by_what_is_worked_out() {
    let mut record = Record::new();
    listed(&mut record);
    let text = |value: &str| Some(value.to_owned());
    for (query, expected) in [
        (ActionQuery { owner: text("hr@vale.example"), ..Default::default() }, vec!["A"]),
        (ActionQuery { service_area: text("HR"), ..Default::default() }, vec!["C"]),
        (ActionQuery { objective: text("CH"), ..Default::default() }, vec!["A"]),
        (ActionQuery { objective: text("People"), ..Default::default() }, vec!["A"]),
        (ActionQuery { corporate_action: text("CP1"), ..Default::default() }, vec!["A"]),
        (ActionQuery { corporate_action: text("CH"), ..Default::default() }, vec![]),
        (ActionQuery { lifecycle: Some("deferred".parse().unwrap()), ..Default::default() }, vec!["C"]),
        (ActionQuery { due_before: Some(day("2018-01-31")), ..Default::default() }, vec!["B"]),
        (ActionQuery { due_after: Some(day("2018-01-31")), ..Default::default() }, vec!["A", "C"]),
        (ActionQuery { text: text("TITLE b"), ..Default::default() }, vec!["B"]),
        (ActionQuery { archived: true, ..Default::default() }, vec!["Z"]),
    ] {
        assert_eq!(record.page(&query, StatusFilter::default(), ActionSort::Ref, 50).concat(), expected, "{query:?}");
    }
    for (status, expected) in [
        (StatusFilter { rag: Some(Rag::Red), ..Default::default() }, vec!["A"]),
        (StatusFilter { overdue: Some(true), ..Default::default() }, vec!["B"]),
        (StatusFilter { challenged: Some(true), ..Default::default() }, vec!["A"]),
        (StatusFilter { challenged: Some(false), overdue: Some(false), ..Default::default() }, vec!["C", "D"]),
    ] {
        assert_eq!(record.page(&ActionQuery::default(), status, ActionSort::Due, 1).concat().len(), expected.len(), "{status:?}");
        assert_eq!(record.page(&ActionQuery::default(), status, ActionSort::Ref, 1).concat(), expected, "{status:?}");
    }
}

#[test]
fn a_page_costs_as_many_queries_whatever_it_holds() {
    let mut record = Record::new();
    for number in 0..40 {
        let reference = format!("HR/{number:02}");
        record.add_year(&reference);
        record.put("2017-10-05", &ref_key(&reference), "2017-18-Q2", json!({"percent_complete": number})).unwrap();
    }
    let queries = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&queries);
    let Conn::Sqlite(conn) = &mut record.conn else { panic!("it is SQLite") };
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            seen.fetch_add(1, Ordering::SeqCst);
        }
    });
    let items = record.page(&ActionQuery::default(), StatusFilter::default(), ActionSort::Due, 50).concat();
    assert_eq!((items.len(), queries.load(Ordering::SeqCst)), (40, 6));
}
