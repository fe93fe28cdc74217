//! How alerts end: put right, or dropped though nothing was.

use super::*;
use crate::domain::alert::Ending;
use crate::ops::frozen_reports::Prepared as Faces;
use crate::ops::{periods, record_update::record_update};
use crate::store::alerts::{AlertFilter, list, to_close};

const OWNER: &str = "owner@vale.example";

impl Record {
    /// The rules of what is resolved, and how each came to its end.
    fn ends(&mut self) -> Vec<(Rule, Option<Ending>)> {
        let filter = AlertFilter { open: Some(false), ..AlertFilter::default() };
        let page = crate::db::page::PageRequest { limit: 100, after: None };
        let mut ends: Vec<_> = list(&mut self.conn, &filter, &page).unwrap().into_iter().map(|one| (one.row.rule, one.row.ended)).collect();
        ends.sort();
        ends
    }

    /// An action of the owner's, from April 2017 to that day, with an update for each of these quarters.
    fn with_action(rules: &[Rule], due: &str, percents: &[(&str, i32)]) -> Self {
        let mut record = Self::new().only(rules);
        record.add_person(json!({"email": OWNER, "name": "Owner"}));
        let draft = json!({"ref": "A/1", "title": "Work", "owner": OWNER, "start_date": "2017-04-01", "due_date": due});
        actions::create(&mut record.conn, &on("2017-04-03"), &record.settings, serde_json::from_value(draft).unwrap()).unwrap();
        percents.iter().for_each(|(quarter, percent)| record.file(quarter, "2017-10-02", *percent));
        record
    }

    fn file(&mut self, quarter: &str, today: &str, percent: i32) {
        let draft = serde_json::from_value(json!({"percent_complete": percent, "commentary": "So far."})).unwrap();
        record_update(&mut self.conn, &on(today), &self.settings, &Key::parse("A/1"), period(quarter), draft).unwrap();
    }
}

#[test]
fn a_rule_switched_off_or_tuned_puts_nothing_right() {
    type Tune = fn(&mut crate::model::settings::RuleSettings);
    type Case<'a> = (Rule, &'a str, &'a [(&'a str, i32)], Tune);
    let cases: [Case<'_>; 5] = [
        (Rule::ActionOverdue, "2017-09-01", &[], |rule| rule.enabled = false),
        (Rule::ActionOverdue, "2017-09-01", &[], |rule| rule.days = Some(90)),
        (Rule::ReturnMissing, "2018-03-31", &[], |rule| rule.service_areas = ["HR".to_owned()].into()),
        (Rule::ActionDueSoon, "2017-10-30", &[], |rule| rule.stages = Some(vec![3])),
        (Rule::QuietSlip, "2018-03-31", &[("2017-18-Q1", 10), ("2017-18-Q2", 10)], |rule| rule.enabled = false),
    ];
    for (rule, due, percents, tune) in cases {
        let mut record = Record::with_action(&[rule], due, percents);
        assert_eq!(record.digests_on("2017-10-16", None).recipients.len(), 1, "{rule}");
        tune(record.settings.alerts.rules.get_mut(&rule).unwrap());
        record.check_on("2017-10-17", None);
        assert_eq!(record.ends(), [(rule, Some(Ending::Dropped))]);
        assert!(to_close(&mut record.conn).unwrap().is_empty(), "{rule}: nobody is told that it is over");
    }
    let mut record = Record::with_red("2017-18-Q2", "2017-10-09");
    record.check_on("2017-10-16", None);
    record.settings.alerts.rules.get_mut(&Rule::MeasureRed).unwrap().enabled = false;
    record.check_on("2017-10-17", None);
    assert_eq!(record.ends(), [(Rule::MeasureRed, Some(Ending::Dropped))]);
}

#[test]
fn what_is_put_right_is_told_though_its_rule_was_tuned_as_well() {
    let mut record = Record::with_action(&[Rule::QuietSlip], "2018-03-31", &[("2017-18-Q1", 10), ("2017-18-Q2", 10)]);
    record.check_on("2017-10-16", None);
    record.settings.alerts.rules.get_mut(&Rule::QuietSlip).unwrap().enabled = false;
    record.file("2017-18-Q2", "2017-10-17", 60);
    assert_eq!(record.ends(), [(Rule::QuietSlip, Some(Ending::PutRight))]);
    assert_eq!(to_close(&mut record.conn).unwrap().len(), 1);
}

#[test]
fn days_of_grace_put_nothing_right() {
    let rules = [Rule::ReturnDue, Rule::ReturnMissing, Rule::ActionDueSoon, Rule::ActionOverdue];
    let mut record = Record::with_action(&rules, "2017-10-13", &[("2017-18-Q1", 10)]);
    record.settings.alerts.rules.get_mut(&Rule::ReturnMissing).unwrap().days = Some(5);
    record.settings.alerts.rules.get_mut(&Rule::ActionOverdue).unwrap().days = Some(10);
    assert_eq!(record.digests_on("2017-10-10", None).recipients.len(), 1);
    // The deadline was the 13th, and so was the action's date.
    assert!(record.digests_on("2017-10-16", None).recipients.is_empty());
    let dropped = Some(Ending::Dropped);
    assert_eq!(record.ends(), [(Rule::ReturnDue, dropped), (Rule::ActionDueSoon, dropped)]);
    record.file("2017-18-Q2", "2017-10-25", 20);
    record.check_on("2017-10-25", None);
    assert_eq!(to_close(&mut record.conn).unwrap().len(), 0, "what nobody was told of is over without a word");
}

#[test]
fn a_return_that_never_came_in_is_not_put_right_by_the_next_quarter() {
    let mut record = Record::with_action(&[Rule::ReturnMissing, Rule::ReturnDue], "2018-03-31", &[]);
    record.check_on("2017-07-20", None);
    record.check_on("2017-10-02", None);
    assert_eq!(record.ends(), [(Rule::ReturnMissing, Some(Ending::Dropped))]);
    record.file("2017-18-Q2", "2017-10-03", 20);
    assert_eq!(record.ends()[1..], [(Rule::ReturnDue, Some(Ending::PutRight))]);
}

#[test]
fn a_quarter_signed_off_asks_for_nothing_and_one_reopened_asks_again() {
    let mut record = Record::with_action(&[Rule::ReturnMissing], "2018-03-31", &[]);
    record.check_on("2017-10-16", None);
    let mut state = |draft: Value| {
        let (quarter, draft) = (period("2017-18-Q2"), serde_json::from_value(draft).unwrap());
        periods::set_state(&mut record.conn, &on("2017-10-20"), &record.settings, quarter, draft, &Faces::nothing(&[])).unwrap();
        open(&mut record.conn, None).unwrap().len()
    };
    assert_eq!(state(json!({"state": "closed", "with_open_items": true, "reason": "Trial."})), 0);
    assert_eq!(state(json!({"state": "open", "reason": "Trial."})), 1);
    assert_eq!(record.ends(), [(Rule::ReturnMissing, Some(Ending::Dropped))]);
}

#[test]
fn what_is_new_and_owes_a_return_is_asked_for_it_at_once() {
    let mut record = Record::new().only(&[Rule::ReturnMissing]);
    let now = on("2017-10-20");
    let indicator =
        json!({"ref": "I/9", "title": "New", "polarity": "higher", "unit": "percent", "frequency": "quarterly", "basis": "in_period"});
    indicators::add(&mut record.conn, &now, &record.settings, serde_json::from_value(indicator).unwrap()).unwrap();
    let risk = json!({"ref": "CR/9", "kind": "corporate", "title": "New"});
    risks::add(&mut record.conn, &now, &record.settings, serde_json::from_value(risk).unwrap()).unwrap();
    assert_eq!(open(&mut record.conn, None).unwrap().len(), 2);
}

#[test]
fn what_is_archived_was_not_put_right() {
    let mut record = Record::with_action(&[Rule::ActionOverdue], "2017-09-01", &[]);
    record.check_on("2017-10-16", None);
    let archived = json!({"archived": true});
    actions::patch(&mut record.conn, &on("2017-10-17"), &record.settings, &Key::parse("A/1"), &archived).unwrap();
    assert_eq!(record.ends(), [(Rule::ActionOverdue, Some(Ending::Dropped))]);
    assert!(to_close(&mut record.conn).unwrap().is_empty());
}

#[test]
fn what_is_written_on_an_earlier_day_than_the_last_check_undoes_nothing() {
    let mut record = Record::with_action(&[Rule::ActionOverdue], "2017-09-01", &[]);
    record.check_on("2017-10-16", None);
    let renamed = json!({"title": "Other work"});
    actions::patch(&mut record.conn, &on("2017-08-01"), &record.settings, &Key::parse("A/1"), &renamed).unwrap();
    assert_eq!(record.ends(), []);
    assert_eq!(open(&mut record.conn, None).unwrap().len(), 1);
}
