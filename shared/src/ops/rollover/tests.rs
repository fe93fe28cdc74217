//! A plan that is rolled over on a real record: what becomes of actions and targets, what is refused, and that twice is harmless.

use super::{propose, roll_over};
use crate::db::page::PageRequest;
use crate::domain::action::Lifecycle;
use crate::domain::alert::{ItemKind, Rule};
use crate::domain::rollover::{ActionOutcome, FiscalYear, TargetOutcome};
use crate::domain::status::Rag;
use crate::error::{Error, Result};
use crate::id::{Id, Key};
use crate::model::rollover::{RolledOver, Rollover, RolloverDraft};
use crate::ops::actions;
use crate::ops::context::Scope;
use crate::ops::snapshot::{SnapshotScope, actions as counted};
use crate::ops::test_record::{Record, codes, on, period};
use crate::ops::wanted_alerts::{Items, wanted};
use crate::ops::{indicators, record_result, record_update};
use serde_json::{Value, json};

const TODAY: &str = "2027-03-15";

fn year() -> FiscalYear {
    "2027-28".parse().unwrap()
}

/// Three actions of 2026/27, and an indicator that was at 4 a year before.
fn record() -> Record {
    let mut record = Record::new();
    let context = on(TODAY);
    for (reference, due) in [("A/1", "2027-03-31"), ("A/2", "2027-09-30"), ("A/3", "2027-03-31")] {
        let draft = json!({"ref": reference, "title": format!("Do {reference}"), "title_cy": "Gwneud", "service_area": "HR",
            "owner": "hr@vale.example", "start_date": "2026-04-01", "due_date": due});
        actions::add(&mut record.conn, &context, &record.settings, serde_json::from_value(draft).unwrap()).unwrap();
    }
    let measure = json!({"ref": "M/1", "title": "Visits", "polarity": "higher", "unit": "number", "frequency": "quarterly"});
    indicators::create(&mut record.conn, &context, serde_json::from_value(measure).unwrap()).unwrap();
    let result = serde_json::from_value(json!({"actual": 4, "target": 3})).unwrap();
    let (key, q1) = (Key::parse("M/1"), period("2026-27-Q1"));
    record_result::record_result(&mut record.conn, &context, &record.settings, &key, q1, result).unwrap();
    record
}

fn send(record: &mut Record, draft: Value, dry_run: bool) -> Result<RolledOver> {
    send_on(TODAY, record, draft, dry_run)
}

fn send_on(today: &str, record: &mut Record, draft: Value, dry_run: bool) -> Result<RolledOver> {
    let draft: RolloverDraft = serde_json::from_value(draft).unwrap();
    record.conn.begin_write().unwrap();
    let rolled = roll_over(&mut record.conn, &on(today), &record.settings, year(), &draft, dry_run);
    if rolled.is_ok() { record.conn.commit() } else { record.conn.rollback() }.unwrap();
    rolled
}

fn proposed(record: &mut Record) -> Rollover {
    let page = PageRequest { limit: 100, after: None };
    let (found, next) = propose(&mut record.conn, &on(TODAY), &record.settings, year(), &page).unwrap();
    assert_eq!(next, None);
    found
}

fn decisions() -> Value {
    json!({
        "actions": [
            {"action": "A/1", "decision": "carry"},
            {"action": "A/2", "decision": "replace", "ref": "B/2", "title": "Do it otherwise", "reason": "It did not work."},
            {"action": "A/3", "decision": "close", "reason": "Nobody needs it."},
        ],
        "targets": [
            {"indicator": "M/1", "period": "2027-28-Q1", "target": 3.5},
            {"indicator": "M/1", "period": "2027-28-Q2", "target": 5},
            {"indicator": "M/1", "period": "2027-28-Q3", "target": null},
        ],
    })
}

fn lifecycle(record: &mut Record, reference: &str) -> Option<Lifecycle> {
    actions::find(&mut record.conn, &Key::parse(reference)).ok().map(|found| found.row.lifecycle)
}

fn outcomes(rolled: &RolledOver) -> (Vec<(ActionOutcome, Option<&str>)>, Vec<TargetOutcome>) {
    let actions = rolled.actions.iter().map(|action| (action.outcome, action.succeeded_by.as_deref())).collect();
    (actions, rolled.targets.iter().map(|target| target.outcome).collect())
}

#[test]
fn what_was_decided_is_done_and_doing_it_twice_is_harmless() {
    let mut record = record();
    let tried = send(&mut record, decisions(), true).unwrap();
    assert_eq!(lifecycle(&mut record, "A/1"), Some(Lifecycle::Active));
    assert_eq!(lifecycle(&mut record, "A/1/2027-28"), None);
    let rolled = send(&mut record, decisions(), false).unwrap();
    let actions_done =
        vec![(ActionOutcome::Carried, Some("A/1/2027-28")), (ActionOutcome::Replaced, Some("B/2")), (ActionOutcome::Closed, None)];
    let targets_done = vec![TargetOutcome::New, TargetOutcome::New, TargetOutcome::Same];
    assert_eq!(outcomes(&tried), (actions_done.clone(), targets_done.clone()));
    assert_eq!(outcomes(&rolled), (actions_done, targets_done));
    let flags: Vec<bool> = rolled.targets.iter().map(|target| target.flag.is_some()).collect();
    assert_eq!(flags, [true, false, false]);
    let states = ["A/1", "A/2", "A/3", "A/1/2027-28", "B/2"].map(|reference| lifecycle(&mut record, reference).unwrap());
    use Lifecycle::{Active, Cancelled, Deferred};
    assert_eq!(states, [Deferred, Cancelled, Cancelled, Active, Active]);

    let scope = Scope::now(period("2027-28-Q1"), "2027-06-30".parse().unwrap());
    let new = actions::get(&mut record.conn, &record.settings, &Key::parse("A/1/2027-28"), scope).unwrap();
    assert_eq!((new.title.as_str(), new.title_cy.as_deref(), new.update.is_none()), ("Do A/1", Some("Gwneud"), true));
    assert_eq!((new.start.to_string(), new.due_date.to_string()), ("2027-04-01".to_owned(), "2028-03-31".to_owned()));
    assert_eq!(new.owner.unwrap().reference, "hr@vale.example");
    assert_eq!(new.succeeds.unwrap().reference, "A/1");
    let old = actions::get(&mut record.conn, &record.settings, &Key::parse("A/2"), scope).unwrap();
    assert_eq!(old.succeeded_by.iter().map(|link| link.reference.as_str()).collect::<Vec<_>>(), ["B/2"]);
    // The old and the new one never count together.
    for (quarter, day) in [("2026-27-Q4", "2027-03-31"), ("2027-28-Q1", "2027-06-30")] {
        let scope = Scope::now(period(quarter), day.parse().unwrap());
        let snapshot = counted(&mut record.conn, &record.settings, &SnapshotScope::Council, scope).unwrap();
        assert_eq!(snapshot.total, if quarter == "2026-27-Q4" { 3 } else { 2 }, "{quarter}");
    }

    let again = send(&mut record, decisions(), false).unwrap();
    let (done, targets) = outcomes(&again);
    assert_eq!(
        done,
        [(ActionOutcome::Unchanged, Some("A/1/2027-28")), (ActionOutcome::Unchanged, Some("B/2")), (ActionOutcome::Unchanged, None)]
    );
    assert_eq!(targets, [TargetOutcome::Same; 3]);
    assert_eq!(proposed(&mut record).actions.len(), 0);
    let gone = json!({"targets": [{"indicator": "M/1", "period": "2027-28-Q2", "target": null}, {"indicator": "M/1", "period": "2027-28-Q1", "target": 6}]});
    assert_eq!(outcomes(&send(&mut record, gone, false).unwrap()).1, [TargetOutcome::Removed, TargetOutcome::Changed]);
}

/// What is printed of an action for a quarter of the old year, whether it is overdue, and whether it is given up.
fn printed(record: &mut Record, reference: &str, quarter: &str, as_of: &str) -> (Rag, bool, bool) {
    let scope = Scope::now(period(quarter), as_of.parse().unwrap());
    let status = actions::get(&mut record.conn, &record.settings, &Key::parse(reference), scope).unwrap().status;
    let reason = status.explanation.rag.reason;
    (status.rag, status.overdue, ["deferred", "cancelled"].contains(&reason.as_ref()))
}

#[test]
fn what_ends_is_at_work_until_the_last_day_of_its_year_whenever_that_was_decided() {
    for today in [TODAY, "2027-04-20", "2027-07-20"] {
        let mut record = record();
        let update = |record: &mut Record, period_of: &str, filed: &str, percent: u32| {
            let draft = serde_json::from_value(json!({"percent_complete": percent})).unwrap();
            let (key, quarter) = (Key::parse("A/1"), period(period_of));
            record_update::record_update(&mut record.conn, &on(filed), &record.settings, &key, quarter, draft).unwrap();
        };
        update(&mut record, "2026-27-Q1", "2026-06-30", 25);
        update(&mut record, "2026-27-Q4", "2027-03-10", 50);
        let quarters = [("2026-27-Q1", "2026-06-30"), ("2026-27-Q4", "2027-03-31"), ("2026-27-Q4", "2027-04-20")];
        let told = |record: &mut Record| quarters.map(|(quarter, day)| printed(record, "A/1", quarter, day).0);
        assert_eq!(told(&mut record), [Rag::Green, Rag::Red, Rag::Red]);
        send_on(today, &mut record, decisions(), false).unwrap();
        assert_eq!(told(&mut record), [Rag::Green, Rag::Red, Rag::Red], "{today}");
        for reference in ["A/1", "A/2", "A/3"] {
            assert!(!printed(&mut record, reference, "2026-27-Q4", "2027-03-31").2, "{reference} {today}");
            assert_eq!(printed(&mut record, reference, "2027-28-Q1", "2027-04-01"), (Rag::NotApplicable, false, true), "{reference}");
        }
        // Its last return is owed, and nothing else is asked for once it has ended.
        let mut asked = |day: &str| -> Vec<(Rule, Id)> {
            let found = wanted(&mut record.conn, &record.settings, day.parse().unwrap(), Items::All).unwrap();
            found.into_iter().filter(|wanted| wanted.item_kind == ItemKind::Action).map(|wanted| (wanted.rule, wanted.item_id)).collect()
        };
        let due_soon = asked("2027-03-31").iter().filter(|(rule, _)| *rule == Rule::ActionDueSoon).count();
        assert_eq!(due_soon, 2, "{today}");
        let after = asked("2027-04-05");
        assert_eq!(after.iter().filter(|(rule, _)| *rule == Rule::ReturnDue).count(), 2, "{today} {after:?}");
        assert_eq!(after.len(), 2, "{today} {after:?}");
    }
}

#[test]
fn what_is_proposed_can_be_sent_back() {
    let mut record = record();
    let told = proposed(&mut record);
    let dues: Vec<_> = told.actions.iter().map(|action| action.proposed.due_date.unwrap().to_string()).collect();
    assert_eq!(dues, ["2028-03-31", "2027-09-30", "2028-03-31"]);
    let quarter = &told.indicators[0].quarters[0];
    assert_eq!((quarter.last_actual.unwrap().to_string(), quarter.target), ("4".to_owned(), None));
    let sent: Vec<_> = told.actions.iter().map(|action| serde_json::to_value(&action.proposed).unwrap()).collect();
    let rolled = send(&mut record, json!({"actions": sent}), false).unwrap();
    assert!(rolled.actions.iter().all(|action| action.outcome == ActionOutcome::Carried));
}

#[test]
fn what_an_archived_action_keeps_is_not_proposed() {
    let mut record = record();
    let carry = || json!({"actions": [{"action": "A/1", "decision": "carry"}]});
    for expected in ["A/1/2027-28", "A/1/2027-28/2", "A/1/2027-28/3"] {
        let first = proposed(&mut record).actions.remove(0);
        assert_eq!(first.proposed.reference.as_deref(), Some(expected));
        let rolled = send(&mut record, carry(), false).unwrap();
        assert_eq!(rolled.actions[0].succeeded_by.as_deref(), Some(expected));
        // It is undone.
        let mut change = |reference: &str, change: Value| {
            actions::patch(&mut record.conn, &on(TODAY), &record.settings, &Key::parse(reference), &change).unwrap();
        };
        change(expected, json!({"archived": true}));
        change("A/1", json!({"lifecycle": "active", "ends_on": null}));
    }
}

#[test]
fn what_there_is_to_decide_is_told_page_by_page() {
    for limit in [1, 2, 3, 4, 100] {
        let mut record = record();
        let (mut seen, mut after, mut pages) = (Vec::new(), None, 0);
        loop {
            let page = PageRequest { limit, after };
            let (found, next) = propose(&mut record.conn, &on(TODAY), &record.settings, year(), &page).unwrap();
            assert!(found.actions.len() + found.indicators.len() <= limit);
            seen.extend(found.actions.into_iter().map(|action| action.reference));
            seen.extend(found.indicators.into_iter().map(|indicator| indicator.reference));
            (after, pages) = (next, pages + 1);
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, ["A/1", "A/2", "A/3", "M/1"], "{limit}");
        assert_eq!(pages, 4_usize.div_ceil(limit), "{limit}");
    }
}

#[test]
fn all_that_is_wrong_is_told_and_nothing_is_done() {
    let mut record = record();
    let wrong = json!({
        "actions": [
            {"action": "A/1", "decision": "carry", "ref": "A/3"},
            {"action": "A/2", "decision": "close"},
            {"action": "A/3", "decision": "replace", "reason": "So"},
            {"action": "A/3", "decision": "carry"},
            {"action": "A/9", "decision": "carry"},
        ],
        "targets": [
            {"indicator": "M/1", "period": "2026-27-Q4", "target": 1},
            {"indicator": "M/9", "period": "2027-28-Q1", "target": 1},
            {"indicator": "M/1", "period": "2027-28-Q1", "target": 1},
        ],
    });
    let error = send(&mut record, wrong, false).unwrap_err();
    assert_eq!(
        codes(&error),
        [
            ("/actions/0/ref", "ref_taken"),
            ("/actions/1/reason", "missing_reason"),
            ("/actions/2/title", "missing"),
            ("/actions/3/action", "repeated"),
            ("/actions/4/action", "unknown_reference"),
            ("/targets/0/period", "out_of_range"),
            ("/targets/1/indicator", "unknown_reference"),
        ]
    );
    assert_eq!(lifecycle(&mut record, "A/1"), Some(Lifecycle::Active));
    let told = proposed(&mut record);
    assert_eq!((told.actions.len(), told.indicators[0].quarters[0].target), (3, None));
}

#[test]
fn a_circle_of_successors_is_refused() {
    let mut record = record();
    let mut patch = |key: &str, succeeds: &str| {
        let body = json!({"succeeds": succeeds});
        actions::patch(&mut record.conn, &on(TODAY), &record.settings, &Key::parse(key), &body)
    };
    patch("A/2", "A/1").unwrap();
    patch("A/3", "A/2").unwrap();
    for (key, succeeds) in [("A/1", "A/3"), ("A/1", "A/1")] {
        assert_eq!(codes(&patch(key, succeeds).unwrap_err()), [("/succeeds", "loop")]);
    }
    assert!(matches!(patch("A/1", "A/9").unwrap_err(), Error::Invalid(_)));
}
