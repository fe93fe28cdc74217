//! Who hears of what, and when: deputies, managers, those who want less of it, and storms.

use super::*;
use crate::domain::alert::Quiet;
use crate::domain::day::Day;
use crate::mail::{Outcome, Reply};
use crate::ops::outbox::settle;
use crate::store::alerts;

const OWNER: &str = "owner@vale.example";
const HEAD: &str = "head@vale.example";

impl Record {
    /// All that waits is taken by the mail server.
    pub(super) fn deliver(&mut self, today: &str) -> usize {
        let (now, mut sent) = (on(today), 0);
        while let Some(claim) = claim(&mut self.conn, &now, Duration::minutes(5)).unwrap() {
            let outcome = Outcome::Accepted { reply: Reply { code: 250, text: "OK".to_owned() } };
            assert!(settle(&mut self.conn, &now, &claim, &outcome, Duration::zero()).unwrap());
            sent += 1;
        }
        sent
    }

    /// Who is told on that day: each address, with the state of the only alert.
    pub(super) fn hear(&mut self, today: &str) -> Vec<String> {
        let report = self.digests_on(today, Some(TEAM));
        self.deliver(today);
        let item = |recipient: &crate::ops::run_check::Recipient| {
            let states: Vec<&str> = recipient.items.iter().map(|item| item.state.as_str()).collect();
            format!("{} {}", recipient.email, states.join(" "))
        };
        report.recipients.iter().map(item).collect()
    }

    fn quiet(&mut self, kind: Quiet, until: Day) {
        for alert in open(&mut self.conn, None).unwrap() {
            let quiet = alerts::AlertRow { quiet_kind: Some(kind), quiet_until: Some(until), ..alert };
            alerts::update(&mut self.conn, &quiet).unwrap();
        }
    }

    fn due_soon(due: &str, how: Option<&str>, on: Option<&str>) -> Self {
        let mut record = Self::new().only(&[Rule::ActionDueSoon]);
        record.add_person(json!({"email": OWNER, "name": "Owner", "optional_mail": how, "optional_mail_day": on}));
        let draft = json!({"ref": "A/1", "title": "Soon", "owner": OWNER, "due_date": due});
        actions::create(
            &mut record.conn,
            &crate::ops::test_record::on("2017-10-02"),
            &record.settings,
            serde_json::from_value(draft).unwrap(),
        )
        .unwrap();
        record
    }
}

#[test]
fn what_is_put_off_for_four_weeks_goes_to_the_manager_too() {
    let mut record = Record::with_overdue(Some(OWNER));
    let none: [String; 0] = [];
    assert_eq!(record.hear("2017-10-16"), [format!("{OWNER} new")]);
    for (day, heard) in [("2017-10-20", false), ("2017-10-23", true), ("2017-10-30", true), ("2017-11-06", true), ("2017-11-10", false)] {
        assert_eq!(record.hear(day).len(), usize::from(heard), "{day}");
    }
    // 28 days after the first mail went out; its owner hears of it again in three weeks.
    assert_eq!(record.hear("2017-11-13"), [format!("{HEAD} new")]);
    assert_eq!(record.hear("2017-11-14"), none);
    assert_eq!(record.hear("2017-12-04"), [format!("{HEAD} open"), format!("{OWNER} open")]);
}

#[test]
fn what_never_went_out_is_not_escalated() {
    let mut record = Record::with_overdue(Some(OWNER));
    record.check_on("2017-10-16", None);
    assert_eq!(told(&record.check_on("2017-11-20", None)).into_keys().collect::<Vec<_>>(), [OWNER]);
    assert_eq!(open(&mut record.conn, None).unwrap()[0].escalated_on, None);
}

#[test]
fn a_new_owner_starts_afresh() {
    let mut record = Record::with_overdue(Some(OWNER));
    record.hear("2017-10-16");
    record.hear("2017-11-13");
    record.add_person(json!({"email": "next@vale.example", "name": "Next", "manager": HEAD}));
    let change = json!({"owner": "next@vale.example"});
    actions::patch(&mut record.conn, &on("2017-11-14"), &record.settings, &Key::parse("A/1"), &change).unwrap();
    assert_eq!(record.hear("2017-11-14"), ["next@vale.example new"]);
    assert_eq!(open(&mut record.conn, None).unwrap()[0].escalated_on, None);
}

#[test]
fn what_is_acknowledged_is_quiet_and_the_manager_sees_it() {
    let mut record = Record::with_overdue(Some(OWNER));
    record.hear("2017-10-16");
    record.quiet(Quiet::Acknowledged, day("2017-12-01"));
    assert_eq!(record.hear("2017-10-17"), [format!("{HEAD} new")]);
    for day in ["2017-10-23", "2017-11-13", "2017-12-01"] {
        assert_eq!(record.hear(day).len(), 0, "{day}");
    }
    assert_eq!(open(&mut record.conn, None).unwrap()[0].escalated_on, None);
    assert_eq!(record.hear("2017-12-04"), [format!("{HEAD} new"), format!("{OWNER} open")], "it is escalated now");
}

#[test]
fn what_is_snoozed_is_quiet_for_its_owner_alone() {
    let mut record = Record::with_overdue(Some(OWNER));
    record.hear("2017-10-16");
    record.quiet(Quiet::Snoozed, day("2017-10-25"));
    assert_eq!(record.hear("2017-10-23").len(), 0);
    assert_eq!(record.hear("2017-10-26"), [format!("{OWNER} open")]);
}

#[test]
fn the_deputy_stands_in_with_those_above() {
    let mut record = Record::with_overdue(Some(OWNER));
    record.add_person(json!({"email": "deputy@vale.example", "name": "Deputy"}));
    let change = json!({"deputy": "deputy@vale.example"});
    actions::patch(&mut record.conn, &on("2017-10-10"), &record.settings, &Key::parse("A/1"), &change).unwrap();
    assert_eq!(record.hear("2017-10-16"), [format!("{OWNER} new")], "who can be told needs nobody to stand in");
    record.patch_person(OWNER, json!({"active": false}));
    let mut heard = record.hear("2017-10-17");
    heard.sort();
    assert_eq!(heard, ["deputy@vale.example new", "head@vale.example new", "performance@vale.example new"]);
}

#[test]
fn optional_reminders_come_as_they_are_wanted() {
    let first = |how, on| {
        let mut record = Record::due_soon("2017-11-30", how, on);
        let days = ["2017-10-31", "2017-11-01", "2017-11-02", "2017-11-03", "2017-11-06", "2017-11-07", "2017-11-08"];
        days.into_iter().find(|day| !record.hear(day).is_empty())
    };
    assert_eq!(first(None, None), Some("2017-10-31"));
    assert_eq!(first(Some("daily"), Some("friday")), Some("2017-10-31"));
    assert_eq!(first(Some("weekly"), None), Some("2017-11-06"));
    assert_eq!(first(Some("weekly"), Some("wednesday")), Some("2017-11-01"));
    assert_eq!(first(Some("off"), None), None);
}

#[test]
fn each_stage_is_mentioned_at_once() {
    let mut record = Record::due_soon("2017-11-30", None, None);
    let mut heard = Vec::new();
    for days in 0..30 {
        let today = day("2017-10-31").plus(days).to_string();
        if !record.hear(&today).is_empty() {
            heard.push(today);
        }
    }
    // At 30 days, by the cadence, at 14 days and at 7.
    assert_eq!(heard, ["2017-10-31", "2017-11-07", "2017-11-14", "2017-11-16", "2017-11-23"]);
}

#[test]
fn a_stage_waits_for_the_day_that_was_chosen() {
    let mut record = Record::due_soon("2017-11-30", Some("weekly"), Some("wednesday"));
    let days = (0..30).map(|days| day("2017-10-31").plus(days).to_string());
    let heard: Vec<String> = days.filter(|today| !record.hear(today).is_empty()).collect();
    assert_eq!(heard, ["2017-11-01", "2017-11-08", "2017-11-15", "2017-11-22", "2017-11-29"], "Wednesdays all");
}

#[test]
fn a_bank_holiday_makes_one_reminder_late_and_not_the_next() {
    let mut record = Record::due_soon("2018-05-31", Some("weekly"), Some("monday"));
    let days = (0..30).map(|days| day("2018-05-01").plus(days).to_string());
    let heard: Vec<String> = days.filter(|today| !record.hear(today).is_empty()).collect();
    // The 7th and the 28th are bank holidays.
    assert_eq!(heard, ["2018-05-08", "2018-05-14", "2018-05-21", "2018-05-29"]);
}

#[test]
fn duties_cannot_be_switched_off() {
    let mut record = Record::with_overdue(Some(OWNER));
    record.patch_person(OWNER, json!({"optional_mail": "off"}));
    assert_eq!(record.hear("2017-10-16"), [format!("{OWNER} new")]);
}

#[test]
fn a_storm_is_spread_over_checks() {
    let mut record = Record::new().only(&[Rule::ActionOverdue]);
    for n in 0..5 {
        let email = format!("o{n}@vale.example");
        record.add_person(json!({"email": email, "name": format!("Owner {n}")}));
        let draft = json!({"ref": format!("A/{n}"), "title": "Late", "owner": email, "due_date": "2017-09-01"});
        actions::create(&mut record.conn, &on("2017-10-02"), &record.settings, serde_json::from_value(draft).unwrap()).unwrap();
    }
    record.settings.alerts.most_mails = Some(2);
    let mut counts = Vec::new();
    for day in ["2017-10-16", "2017-10-17", "2017-10-18", "2017-10-19"] {
        let report = record.check_on(day, None);
        counts.push((report.recipients.len(), report.put_off));
    }
    assert_eq!(counts, [(2, 3), (2, 1), (1, 0), (0, 0)]);
}
