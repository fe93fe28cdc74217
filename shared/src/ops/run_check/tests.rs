use super::{CheckReport, Trigger, make_check, run_check};
use crate::db::Conn;
use crate::domain::alert::Rule;
use crate::domain::timetable::Check;
use crate::id::Key;
use crate::link::Signer;
use crate::model::notification::Occasion;
use crate::ops::audience::Origin;
use crate::ops::outbox::{Prepared, Wording, claim, prepare};
use crate::ops::record_result::record_result;
use crate::ops::test_record::{Record, codes, day, on, period};
use crate::ops::{actions, indicators, people, risks};
use crate::render::Message;
use crate::render::digest::{Digest, Owned};
use crate::store::alerts::open;

use chrono::Duration;
use serde_json::{Value, json};
use std::collections::BTreeMap;

mod handed_over;
mod never_went;
mod put_right;
mod what_is_told;
mod who_hears;

const TEAM: &str = "performance@vale.example";

fn origin(team: Option<&str>) -> Origin {
    Origin { domain: "council.example".to_owned(), team: team.map(str::to_owned) }
}

impl Record {
    fn check_on(&mut self, today: &str, team: Option<&str>) -> CheckReport {
        run_check(&mut self.conn, &on(today), &self.settings, day(today), &origin(team)).unwrap()
    }

    /// The digests of a check; the summaries of a quarter left out.
    fn digests_on(&mut self, today: &str, team: Option<&str>) -> CheckReport {
        let mut report = self.check_on(today, team);
        report.recipients.retain(|one| one.occasion != Occasion::Summary);
        report
    }

    fn add_person(&mut self, draft: Value) {
        people::create(&mut self.conn, &on("2017-10-02"), serde_json::from_value(draft).unwrap()).unwrap();
    }

    fn patch_person(&mut self, key: &str, change: Value) {
        people::patch(&mut self.conn, &on("2017-10-02"), &Key::parse(key), &change).unwrap();
    }

    /// An indicator of the owner's, Red in that quarter by a result recorded on that day.
    fn with_red(period: &str, today: &str) -> Self {
        let mut record = Self::new().only(&[Rule::ActionOverdue, Rule::MeasureRed, Rule::RiskRising]);
        record.add_person(json!({"email": "owner@vale.example", "name": "Owner"}));
        let draft = json!({
            "ref": "I/1", "title": "Paid in time", "polarity": "higher", "unit": "percent", "decimals": 1, "frequency": "quarterly",
            "basis": "in_period", "owner": "owner@vale.example"
        });
        indicators::create(&mut record.conn, &on(today), serde_json::from_value(draft).unwrap()).unwrap();
        record.report(period, today, json!({"actual": 50, "target": 85, "commentary": "The supplier failed."}));
        record
    }

    fn report(&mut self, quarter: &str, today: &str, draft: Value) {
        let (key, draft) = (Key::parse("I/1"), serde_json::from_value(draft).unwrap());
        record_result(&mut self.conn, &on(today), &self.settings, &key, period(quarter), draft).unwrap();
    }

    /// A head, an owner under the head, and an overdue action of that owner, or of nobody.
    fn with_overdue(owner: Option<&str>) -> Self {
        let mut record = Self::new().only(&[Rule::ActionOverdue, Rule::MeasureRed, Rule::RiskRising]);
        record.add_person(json!({"email": "head@vale.example", "name": "Head"}));
        record.add_person(json!({"email": "owner@vale.example", "name": "Owner", "manager": "head@vale.example"}));
        let draft = json!({"ref": "A/1", "title": "Late", "owner": owner, "due_date": "2017-09-01"});
        actions::create(&mut record.conn, &on("2017-10-02"), &record.settings, serde_json::from_value(draft).unwrap()).unwrap();
        record
    }
}

fn wording(conn: &mut Conn) -> Wording {
    let signer = Signer::load(conn).unwrap();
    let (public_url, team) = ("https://plumbline.example".to_owned(), Some(TEAM.to_owned()));
    Wording { signer, public_url, link_days: 30, reply_to: TEAM.to_owned(), team }
}

impl Record {
    /// The mails that wait, as they are worded on that day.
    fn drafted(&mut self, today: &str) -> Vec<Message> {
        let (now, wording, mut messages) = (on(today), wording(&mut self.conn), Vec::new());
        while let Some(claim) = claim(&mut self.conn, &now, Duration::minutes(5)).unwrap() {
            if let Prepared::Draft { message, .. } = prepare(&mut self.conn, &now, &self.settings, &claim, &wording).unwrap() {
                messages.push(*message);
            }
        }
        messages
    }
}

fn digest_of(prepared: Prepared) -> Digest {
    match prepared {
        Prepared::Draft { message, .. } => match *message {
            Message::Digest(digest) => digest,
            Message::Summary(summary) => panic!("{summary:?}"),
        },
        other => panic!("{other:?}"),
    }
}

/// The states of what each is told, by address.
fn told(report: &CheckReport) -> BTreeMap<&str, Vec<&str>> {
    let states = |recipient: &super::Recipient| recipient.items.iter().map(|item| item.state.clone()).collect::<Vec<_>>();
    let each = report.recipients.iter().map(|recipient| (recipient.email.as_str(), states(recipient)));
    each.map(|(email, states)| (email, states.iter().map(|state| if state == "new" { "new" } else { "other" }).collect())).collect()
}

#[test]
fn a_check_for_a_day_to_come_is_refused() {
    let mut record = Record::new();
    let (today, tomorrow) = (on("2017-10-16"), day("2017-10-17"));
    let check = run_check(&mut record.conn, &today, &record.settings, tomorrow, &origin(None));
    assert_eq!(codes(&check.unwrap_err()), [("conflict", "check_in_the_future")]);
}

#[test]
fn what_nobody_can_be_told_of_goes_to_the_manager_and_to_the_performance_team() {
    let left = json!({"active": false});
    let [head, owner] = ["head@vale.example", "owner@vale.example"];
    type Case<'a> = (Option<&'a str>, &'a [(&'a str, Value)], &'a [&'a str]);
    let cases: [Case<'_>; 7] = [
        (Some(owner), &[], &[owner]),
        (Some(owner), &[(owner, left.clone())], &[head, TEAM]),
        (Some(owner), &[(owner, json!({"active": false, "archived": true}))], &[head, TEAM]),
        (Some(owner), &[(owner, json!({"ref": "OWN", "email": null}))], &[head, TEAM]),
        (Some(owner), &[(owner, left.clone()), (head, left.clone())], &[TEAM]),
        (Some(owner), &[(owner, json!({"active": false, "manager": null}))], &[TEAM]),
        (None, &[], &[TEAM]),
    ];
    for (owner, changes, expected) in cases {
        let mut record = Record::with_overdue(owner);
        changes.iter().for_each(|(key, change)| record.patch_person(key, change.clone()));
        let report = record.digests_on("2017-10-16", Some(TEAM));
        assert_eq!(told(&report).into_keys().collect::<Vec<_>>(), expected, "{owner:?} {changes:?}");
        assert!(report.unreachable.is_empty());
        let mentions: Vec<_> = open(&mut record.conn, None).unwrap().iter().map(|alert| alert.mentions).collect();
        assert_eq!(mentions, [1], "told to several, mentioned once");
    }
}

#[test]
fn without_a_team_it_is_told_that_nobody_hears() {
    for team in [None, Some("not an address")] {
        let mut record = Record::with_overdue(None);
        let report = record.digests_on("2017-10-16", team);
        assert_eq!((report.recipients.len(), report.unreachable.len()), (0, 1), "{team:?}");
    }
}

#[test]
fn the_team_is_one_person_of_the_record_who_can_be_taken_off() {
    let mut record = Record::with_overdue(None);
    record.add_person(json!({"email": TEAM, "name": "Tîm Perfformiad", "language": "cy"}));
    let report = record.digests_on("2017-10-16", Some("Performance@Vale.example"));
    assert_eq!(report.recipients[0].name, "Tîm Perfformiad");
    let mut record = Record::with_overdue(None);
    record.digests_on("2017-10-16", Some(TEAM));
    record.patch_person(TEAM, json!({"archived": true}));
    let report = record.digests_on("2017-10-23", Some(TEAM));
    assert_eq!((report.recipients.len(), report.unreachable.len()), (0, 1), "archived: nobody makes another");
}

#[test]
fn who_comes_to_stand_in_hears_at_the_next_check_as_of_something_new() {
    let [head, owner] = ["head@vale.example", "owner@vale.example"];
    let mut record = Record::with_overdue(Some(owner));
    assert_eq!(told(&record.digests_on("2017-10-16", Some(TEAM))), BTreeMap::from([(owner, vec!["new"])]));
    record.patch_person(owner, json!({"active": false}));
    assert_eq!(told(&record.digests_on("2017-10-17", Some(TEAM))), BTreeMap::from([(head, vec!["new"]), (TEAM, vec!["new"])]));
    assert!(told(&record.digests_on("2017-10-18", Some(TEAM))).is_empty(), "the clock has started anew");
    record.add_person(json!({"email": "chief@vale.example", "name": "Chief"}));
    record.patch_person(owner, json!({"manager": "chief@vale.example"}));
    let report = record.digests_on("2017-10-19", Some(TEAM));
    assert!(told(&report).contains_key("chief@vale.example"), "{:?}", told(&report));
    assert!(!told(&report).contains_key(head));
    assert_eq!(told(&record.digests_on("2017-10-26", Some(TEAM))).into_values().flatten().collect::<Vec<_>>(), ["other", "other"]);
}

/// Sends have a look at what they say; one that waited for weeks must not bring back the day it was queued for.
#[test]
fn a_digest_that_waited_does_not_undo_a_later_check() {
    let mut record = Record::with_red("2017-18-Q1", "2017-07-03");
    record.check_on("2017-07-03", None);
    record.report("2017-18-Q2", "2017-11-01", json!({"actual": 40, "target": 85, "commentary": "Worse."}));
    record.check_on("2017-11-01", None);
    let found = open(&mut record.conn, None).unwrap();
    assert_eq!(found.iter().map(|alert| alert.subject.as_str()).collect::<Vec<_>>(), ["2017-18-Q2"]);
    let (conn, now) = (&mut record.conn, on("2017-11-01"));
    let wording = wording(conn);
    while let Some(claim) = claim(conn, &now, Duration::minutes(5)).unwrap() {
        prepare(conn, &now, &record.settings, &claim, &wording).unwrap();
    }
    assert_eq!(open(&mut record.conn, None).unwrap(), found);
}

#[test]
fn a_target_for_a_later_quarter_is_no_report_of_it() {
    let mut record = Record::with_red("2017-18-Q2", "2017-10-16");
    assert_eq!(open(&mut record.conn, None).unwrap().len(), 1);
    record.report("2017-18-Q3", "2018-01-10", json!({"target": 60}));
    let report = record.check_on("2018-01-10", None);
    assert_eq!((report.opened, report.resolved), (0, 0), "still Red in the quarter last reported");
    record.report("2017-18-Q3", "2018-01-11", json!({"actual": 70, "target": 60}));
    assert_eq!(open(&mut record.conn, None).unwrap(), []);
}

#[test]
fn what_was_passed_on_is_worded_for_each_who_hears_of_it() {
    for (owner, expected) in [(Some("owner@vale.example"), Owned::By("Owner".to_owned())), (None, Owned::ByNobody)] {
        let mut record = Record::with_overdue(owner);
        record.patch_person("owner@vale.example", json!({"active": false}));
        let told = record.check_on("2017-10-17", Some(TEAM)).recipients.len();
        let (conn, today) = (&mut record.conn, on("2017-10-17"));
        let wording = wording(conn);
        for _ in 0..told {
            let claim = claim(conn, &today, Duration::minutes(5)).unwrap().unwrap();
            let digest = digest_of(prepare(conn, &today, &record.settings, &claim, &wording).unwrap());
            assert_eq!(digest.lines.iter().map(|line| &line.owned).collect::<Vec<_>>(), [&expected]);
        }
    }
}

#[test]
fn after_the_deadline_the_team_and_directors_have_a_summary() {
    let mut record = Record::with_overdue(Some("owner@vale.example"));
    record.patch_person("head@vale.example", json!({"directs": "RES", "language": "cy"}));
    // The late action belongs to no area, so that it is no matter of a directorate: its director has nothing to be told.
    let [friday, monday] = ["2017-10-13", "2017-10-16"];
    let mut mails = |today: &str| {
        let report = record.check_on(today, Some(TEAM));
        report.recipients.into_iter().map(|one| (one.occasion, one.email)).collect::<Vec<_>>()
    };
    let [owner, team] = ["owner@vale.example", TEAM].map(str::to_owned);
    assert_eq!(mails(friday), [(Occasion::Daily, owner.clone())]);
    assert_eq!(mails(monday), [(Occasion::Summary, team)], "and the owner's cadence holds");
    assert_eq!(mails(monday), [], "once each");
    let (conn, today) = (&mut record.conn, on(monday));
    let wording = wording(conn);
    let mut scopes = Vec::new();
    while let Some(claim) = claim(conn, &today, Duration::minutes(5)).unwrap() {
        if let Prepared::Draft { message, .. } = prepare(conn, &today, &record.settings, &claim, &wording).unwrap()
            && let Message::Summary(summary) = *message
        {
            assert_eq!((summary.period, summary.deadline), (period("2017-18-Q2"), day(friday)));
            scopes.push((summary.scope.map(|scope| scope.name), summary.areas.len()));
        }
    }
    scopes.sort();
    assert_eq!(scopes, [(None, 1)]);
}

#[test]
fn a_red_measure_is_shown_with_its_last_five_quarters() {
    let mut record = Record::with_red("2017-18-Q2", "2017-10-16");
    for (quarter, actual) in [("2017-18-Q1", Some(60)), ("2016-17-Q4", None), ("2016-17-Q2", Some(90)), ("2016-17-Q1", Some(95))] {
        record.report(quarter, "2017-10-16", json!({"actual": actual, "target": 85}));
    }
    record.report("2017-18-Q3", "2018-01-08", json!({"actual": 40, "target": 85, "provisional": true}));
    let recorded_later = record.check_on("2017-10-16", None);
    assert_eq!(recorded_later.recipients.len(), 1);
    let (conn, today) = (&mut record.conn, on("2017-10-16"));
    let wording = wording(conn);
    let claim = claim(conn, &today, Duration::minutes(5)).unwrap().unwrap();
    let digest = digest_of(prepare(conn, &today, &record.settings, &claim, &wording).unwrap());
    let trends: Vec<_> = digest.lines.iter().map(|line| line.trend.clone()).collect();
    let expected = [("2016-17-Q2", "90"), ("2017-18-Q1", "60"), ("2017-18-Q2", "50")];
    assert_eq!(trends, [expected.map(|(quarter, actual)| (period(quarter), actual.parse().unwrap())).to_vec()]);
}
