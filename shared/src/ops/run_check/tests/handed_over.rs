//! Whose clock runs when others hear of it, too: managers, those who stand in, owners who come back.

use super::*;
use crate::domain::day::Day;
use crate::ops::alerts::acknowledge;
use crate::render::digest::LineState;

const OWNER: &str = "owner@vale.example";
const HEAD: &str = "head@vale.example";

impl Record {
    fn acknowledge(&mut self, today: &str, until: &str, reason: &str) {
        let id = open(&mut self.conn, None).unwrap()[0].id;
        acknowledge(&mut self.conn, &on(today), &self.settings, id, day(until), reason).unwrap();
    }

    fn lose_address(&mut self) {
        self.patch_person(OWNER, json!({"ref": "OWN", "email": null}));
    }

    fn regain_address(&mut self) {
        self.patch_person("OWN", json!({"email": OWNER}));
    }

    /// The digests of that day as they are worded.
    fn worded(&mut self, today: &str) -> Vec<Digest> {
        self.check_on(today, Some(TEAM));
        let digest = |message| match message {
            Message::Digest(digest) => Some(digest),
            Message::Summary(_) => None,
        };
        let mut digests: Vec<Digest> = self.drafted(today).into_iter().filter_map(digest).collect();
        digests.sort_by(|one, other| one.recipient_name.cmp(&other.recipient_name));
        digests
    }

    fn escalated_on(&mut self) -> Option<Day> {
        open(&mut self.conn, None).unwrap()[0].escalated_on
    }
}

#[test]
fn a_managers_mail_stops_no_owners_clock() {
    let mut record = Record::with_overdue(Some(OWNER));
    for day in ["2017-10-16", "2017-10-23", "2017-10-30", "2017-11-06", "2017-11-13"] {
        assert_eq!(record.hear(day).len(), 1, "{day}");
    }
    record.settings.alerts.most_mails = Some(1);
    let told = [("2017-12-04", HEAD), ("2017-12-05", OWNER), ("2018-01-02", HEAD), ("2018-01-03", OWNER)];
    for (day, who) in told {
        assert_eq!(record.hear(day), [format!("{who} open")], "{day}");
    }
    for day in ["2018-01-04", "2018-01-30"] {
        assert_eq!(record.hear(day).len(), 0, "{day}: each was told once");
    }
}

#[test]
fn a_first_mail_escalates_nothing() {
    let mut record = Record::with_overdue(Some(OWNER));
    record.lose_address();
    assert_eq!(record.hear("2017-10-16"), [format!("{HEAD} new"), format!("{TEAM} new")]);
    record.hear("2017-11-06");
    record.regain_address();
    assert_eq!(record.hear("2017-11-14"), [format!("{OWNER} new")]);
    assert_eq!(record.escalated_on(), None);
    for day in ["2017-11-21", "2017-11-28", "2017-12-05"] {
        assert_eq!(record.hear(day), [format!("{OWNER} open")], "{day}");
    }
    assert_eq!(record.hear("2017-12-12"), [format!("{HEAD} new")], "four weeks after its owner heard of it first");
}

#[test]
fn what_a_leaver_had_is_told_at_once_to_those_who_stand_in() {
    let left = json!({"active": false});
    let mut escalated = Record::with_overdue(Some(OWNER));
    for day in ["2017-10-16", "2017-10-23", "2017-10-30", "2017-11-06", "2017-11-13"] {
        escalated.hear(day);
    }
    escalated.patch_person(OWNER, left.clone());
    assert_eq!(escalated.hear("2017-11-14"), [format!("{HEAD} new"), format!("{TEAM} new")], "the head had it as a manager until now");

    let mut put_off = Record::with_overdue(Some(OWNER));
    put_off.hear("2017-10-16");
    put_off.acknowledge("2017-10-16", "2017-12-01", "I will do it.");
    put_off.patch_person(OWNER, left);
    assert_eq!(put_off.hear("2017-10-17"), [format!("{HEAD} new"), format!("{TEAM} new")]);
    assert_eq!(put_off.hear("2017-10-24").len(), 0, "by now they know until when it was put off");
    assert_eq!(put_off.hear("2017-12-04"), [format!("{HEAD} open"), format!("{TEAM} open")]);
}

#[test]
fn what_is_acknowledged_anew_is_told_to_the_manager_anew() {
    let mut record = Record::with_overdue(Some(OWNER));
    record.hear("2017-10-16");
    record.acknowledge("2017-10-17", "2017-10-25", "Next week.");
    assert_eq!(record.hear("2017-10-17"), [format!("{HEAD} new")]);
    assert_eq!(record.hear("2017-10-18").len(), 0);
    record.acknowledge("2017-10-24", "2017-11-20", "Next month.");
    assert_eq!(record.hear("2017-10-25"), [format!("{HEAD} open")]);
    assert_eq!(record.hear("2017-10-26").len(), 0);
}

#[test]
fn what_comes_back_to_its_owner_is_worded_as_new() {
    let mut record = Record::with_overdue(Some(OWNER));
    let states = |record: &mut Record, today: &str| {
        let digests = record.worded(today);
        record.deliver(today);
        digests.into_iter().map(|digest| (digest.recipient_name, digest.lines[0].state)).collect::<Vec<_>>()
    };
    assert_eq!(states(&mut record, "2017-10-16"), [("Owner".to_owned(), LineState::New)]);
    record.lose_address();
    assert_eq!(states(&mut record, "2017-10-17").len(), 2);
    record.regain_address();
    assert_eq!(states(&mut record, "2017-10-18"), [("Owner".to_owned(), LineState::New)]);
}

#[test]
fn a_digest_goes_out_for_what_was_due_only() {
    let mut record = Record::with_overdue(Some(OWNER));
    assert_eq!(record.hear("2017-10-16"), [format!("{OWNER} new")]);
    record.late("A/2");
    record.check_on("2017-10-18", None);
    record.done("A/2", "2017-10-18");
    assert_eq!(record.answer("2017-10-18", 250), 0, "what is left in it was told two days ago");
    assert_eq!(record.heard("2017-10-23"), [("A/1".to_owned(), "open".to_owned())]);
}

#[test]
fn namesakes_are_told_apart_and_escalation_has_the_day_of_its_reader() {
    let mut record = Record::with_overdue(Some(OWNER));
    record.add_person(json!({"email": "twin@vale.example", "name": "Owner", "manager": HEAD}));
    let draft = json!({"ref": "A/2", "title": "Late", "owner": "twin@vale.example", "due_date": "2017-09-01"});
    actions::create(&mut record.conn, &on("2017-10-02"), &record.settings, serde_json::from_value(draft).unwrap()).unwrap();
    for day in ["2017-10-16", "2017-11-13"] {
        record.hear(day);
    }
    record.add_person(json!({"email": "next@vale.example", "name": "Next"}));
    record.patch_person(OWNER, json!({"manager": "next@vale.example"}));
    record.patch_person("twin@vale.example", json!({"manager": "next@vale.example"}));
    let digests = record.worded("2017-11-15");
    let [digest] = digests.as_slice() else { panic!("{digests:?}") };
    let owned: Vec<&Owned> = digest.lines.iter().map(|line| &line.owned).collect();
    for address in [OWNER, "twin@vale.example"] {
        assert!(owned.contains(&&Owned::EscalatedFrom(format!("Owner ({address})"))), "{owned:?}");
    }
    assert!(digest.lines.iter().all(|line| line.escalated_on == Some(day("2017-11-15"))), "{digest:?}");
}

#[test]
fn a_summary_whose_deadline_was_put_back_is_not_sent() {
    let mut record = Record::with_red("2017-18-Q2", "2017-10-09");
    let today = on("2017-10-16");
    let of_team = origin(Some(TEAM));
    make_check(&mut record.conn, &today, &record.settings, Check::Quarterly, Trigger::Schedule, day("2017-10-16"), &of_team).unwrap();
    record.settings.return_deadline_days = 20;
    let summaries = record.drafted("2017-10-16").iter().filter(|message| matches!(message, Message::Summary(_))).count();
    assert_eq!(summaries, 0, "that of the quarter before went out long ago");
}
