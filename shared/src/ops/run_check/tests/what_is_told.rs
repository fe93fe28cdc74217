//! What is told is true: nothing passes for put right that was not, for new that is old, or for one quarter that is another's.

use super::*;
use crate::store::alerts::to_close;
use crate::store::schedule;

/// Ref, rule and state of all that a check tells.
fn told(report: &CheckReport) -> Vec<(&str, &str, &str)> {
    let items = report.recipients.iter().flat_map(|recipient| &recipient.items);
    items.map(|item| (item.reference.as_str(), item.rule.as_str(), item.state.as_str())).collect()
}

#[test]
fn what_was_replaced_was_not_put_right() {
    let mut record = Record::with_red("2017-18-Q1", "2017-07-10");
    assert_eq!(told(&record.check_on("2017-07-17", None)), [("I/1", "measure_red", "new")]);
    record.report("2017-18-Q2", "2017-10-09", json!({"actual": 40, "target": 85, "commentary": "It failed again."}));
    assert_eq!(told(&record.check_on("2017-10-16", None)), [("I/1", "measure_red", "new")], "red of one quarter, then of the next");
    assert!(to_close(&mut record.conn).unwrap().is_empty(), "nor is it told later");
    record.report("2017-18-Q3", "2018-01-08", json!({"actual": 90, "target": 85}));
    let report = record.check_on("2018-01-15", None);
    assert!(report.recipients.is_empty(), "what is over is no reason for a digest");
    assert_eq!(to_close(&mut record.conn).unwrap().len(), 1, "and is told with the next");
}

#[test]
fn a_summary_that_was_missed_is_of_its_own_quarter() {
    let mut record = Record::with_red("2017-18-Q3", "2018-01-02");
    let late = on("2018-01-08");
    let of_team = origin(Some(TEAM));
    make_check(&mut record.conn, &late, &record.settings, Check::Quarterly, Trigger::Schedule, day("2018-01-08"), &of_team).unwrap();
    let summary = |message| {
        let Message::Summary(summary) = message else { return None };
        let concerns: usize = summary.concerns.iter().map(|concern| concern.count).sum();
        Some((summary.period, summary.deadline, concerns))
    };
    let summaries: Vec<_> = record.drafted("2018-01-08").into_iter().filter_map(summary).collect();
    assert_eq!(summaries, [(period("2017-18-Q2"), day("2017-10-13"), 0)], "what is red in a later quarter is told of that");
}

#[test]
fn who_has_waited_longest_is_told_first() {
    let mut record = Record::with_overdue(Some("owner@vale.example"));
    record.settings.alerts.most_mails = Some(1);
    record.add_person(json!({"email": "aaron@vale.example", "name": "Aaron"}));
    let late = |record: &mut Record, reference: &str| {
        let draft = json!({"ref": reference, "title": "Late", "due_date": "2017-07-31", "owner": "aaron@vale.example"});
        actions::create(&mut record.conn, &on("2017-10-02"), &record.settings.clone(), serde_json::from_value(draft).unwrap()).unwrap();
    };
    let mut written_to = Vec::new();
    for (number, today) in ["2017-10-03", "2017-10-04", "2017-10-05"].into_iter().enumerate() {
        late(&mut record, &format!("B/{number}"));
        written_to.extend(record.check_on(today, None).recipients.into_iter().map(|recipient| recipient.email));
    }
    assert_eq!(written_to, ["aaron@vale.example", "owner@vale.example", "aaron@vale.example"]);
}

#[test]
fn a_quarter_planned_is_made_once_by_hand_or_by_the_timetable() {
    let mut record = Record::with_overdue(Some("owner@vale.example"));
    let planned = |record: &mut Record| schedule::next_on(&mut record.conn, "quarterly").unwrap();
    let summaries = |report: CheckReport| report.recipients.into_iter().filter(|one| one.occasion == Occasion::Summary).count();
    assert_eq!(summaries(record.check_on("2017-07-17", Some(TEAM))), 1, "on its very day, though nothing is planned");
    assert_eq!(planned(&mut record), None, "and nothing is by that");
    schedule::set_next(&mut record.conn, "quarterly", day("2017-10-16")).unwrap();
    assert_eq!(summaries(record.check_on("2017-10-13", Some(TEAM))), 0);
    assert_eq!(summaries(record.check_on("2017-10-18", Some(TEAM))), 1, "made up for late");
    assert_eq!(planned(&mut record), Some(day("2018-01-16")));
    assert_eq!(summaries(record.check_on("2017-10-19", Some(TEAM))), 0);
}
