//! Service actions on a real record: what is stored, what counts on which day, and what is refused.

use super::{add, create, find, get, patch};
use crate::clock::{Now, Timestamp};
use crate::db::{Conn, DatabaseUrl, migrate};
use crate::domain::action::RagSource;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::domain::status::{Direction, Rag};
use crate::error::Error;
use crate::id::Key;
use crate::model::action::{Action, ActionDraft, DueDateDraft};
use crate::model::action_update::{RecordedUpdate, UnexplainedRed, UpdateDraft};
use crate::model::settings::Settings;
use crate::ops::record_update::{record_update, revisions, save};
use crate::ops::{Change, Context, Scope, due_dates};
use serde_json::{Value, json};
use tempfile::TempDir;

mod lists;

const PLAN: &str = "
    INSERT INTO service_areas VALUES ('01a0f0a2-5f3a-7c31-9b1e-000000000001', 'HR', 'HR', 'hr', 'Human Resources', NULL, NULL, NULL, 1, 0, 0);
    INSERT INTO people (id, reference, ref_key, search, email, name, language, service_area_id, manager_id, active, archived_at, version, created_at, updated_at) VALUES ('01a0f0a2-5f3a-7c31-9b1e-000000000002', 'hr@vale.example', 'hr@vale.example', '', NULL, 'HR lead', NULL, NULL, NULL, TRUE, NULL, 1, 0, 0);
    INSERT INTO plan_items VALUES ('01a0f0a2-5f3a-7c31-9b1e-000000000003', 'CH', 'CH', '', 'outcome', NULL, 'Health', NULL, NULL, NULL, NULL, 1, 0, 0);
    INSERT INTO plan_items VALUES ('01a0f0a2-5f3a-7c31-9b1e-000000000004', 'People', 'People', '', 'objective', '01a0f0a2-5f3a-7c31-9b1e-000000000003', 'People', NULL, NULL, NULL, NULL, 1, 0, 0);
    INSERT INTO plan_items VALUES ('01a0f0a2-5f3a-7c31-9b1e-000000000005', 'CP1', 'CP1', '', 'corporate_action', '01a0f0a2-5f3a-7c31-9b1e-000000000004', 'Reshape', NULL, NULL, NULL, NULL, 1, 0, 0);";

struct Record {
    conn: Conn,
    settings: Settings,
    _folder: TempDir,
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn on(today: &str) -> Context {
    let noon = day(today).and_hms_opt(12, 0, 0).unwrap().and_utc();
    Context::new(Now::at(Timestamp::from(noon), None), "test")
}

fn codes(error: &Error) -> Vec<(&str, &str)> {
    match error {
        Error::Invalid(errors) => errors.iter().map(|error| (error.pointer.as_str(), error.code)).collect(),
        other => panic!("{other:?}"),
    }
}

impl Record {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut conn = Conn::open(&DatabaseUrl::Sqlite(folder.path().join("record.db"))).unwrap();
        migrate(&mut conn).unwrap();
        conn.execute_batch(PLAN).unwrap();
        Self { conn, settings: Settings::default(), _folder: folder }
    }

    fn add(&mut self, today: &str, draft: Value) -> Action {
        add(&mut self.conn, &on(today), &self.settings, serde_json::from_value(draft).unwrap()).unwrap()
    }

    /// From 1 April 2017 to 31 March 2018: 50 % is expected at the end of September.
    fn add_year(&mut self, reference: &str) -> Action {
        let draft = json!({"ref": reference, "title": "Review the policy", "start_date": "2017-04-01", "due_date": "2018-03-31",
            "corporate_action": "CP1", "service_area": "HR", "owner": "hr@vale.example"});
        self.add("2017-04-03", draft)
    }

    fn put(&mut self, today: &str, key: &str, quarter: &str, draft: Value) -> Result<(Change, RecordedUpdate), Error> {
        let draft: UpdateDraft = serde_json::from_value(draft).unwrap();
        record_update(&mut self.conn, &on(today), &self.settings, &Key::parse(key), period(quarter), draft)
    }

    fn get(&mut self, key: &str, quarter: &str, as_of: &str) -> Action {
        let scope = Scope::now(period(quarter), day(as_of));
        get(&mut self.conn, &self.settings, &Key::parse(key), scope).unwrap()
    }

    fn patch(&mut self, today: &str, key: &str, change: Value) -> Result<Action, Error> {
        patch(&mut self.conn, &on(today), &self.settings, &Key::parse(key), &change)
    }

    fn agree(&mut self, today: &str, key: &str, draft: Value) -> Result<Change, Error> {
        let draft: DueDateDraft = serde_json::from_value(draft).unwrap();
        due_dates::agree(&mut self.conn, &on(today), &self.settings, &Key::parse(key), draft).map(|(change, _)| change)
    }
}

#[test]
fn an_action_is_read_as_it_was_written_with_what_it_refers_to() {
    let mut record = Record::new();
    let action = record.add_year("HR/W020");
    assert_eq!(action.owner.unwrap().name, "HR lead");
    assert_eq!(action.corporate_action.unwrap().reference, "CP1");
    assert_eq!(action.service_area.unwrap().reference, "HR");
    assert_eq!((action.original_due_date, action.due_date, action.revised), (day("2018-03-31"), day("2018-03-31"), false));
    assert_eq!((action.status.rag, action.status.source, action.version), (Rag::NotApplicable, RagSource::Expected, 1));
    let again: ActionDraft = serde_json::from_value(json!({"ref": "HR-W020", "title": "Another", "due_date": "2018-03-31"})).unwrap();
    let error = create(&mut record.conn, &on("2017-04-03"), &record.settings, again).unwrap_err();
    assert!(matches!(error, Error::Conflict { code: "ref_taken", .. }), "{error:?}");
}

#[test]
fn the_start_is_that_of_the_year_of_the_earliest_update_or_else_of_the_due_date() {
    let mut record = Record::new();
    let action = record.add("2017-04-03", json!({"ref": "A", "title": "A", "due_date": "2018-06-30"}));
    assert_eq!((action.start_date, action.start), (None, day("2018-04-01")));
    record.agree("2017-04-04", "A", json!({"due_date": "2020-06-30", "reason": "Later."})).unwrap();
    assert_eq!(record.get("A", "2017-18-Q1", "2017-07-03").start, day("2018-04-01"), "a revised date does not move the start");
    record.put("2017-07-03", "A", "2017-18-Q1", json!({"percent_complete": 10})).unwrap();
    assert_eq!(record.get("A", "2017-18-Q1", "2017-07-03").start, day("2017-04-01"));
}

#[test]
fn an_update_gives_a_status_and_is_kept_as_revisions() {
    let mut record = Record::new();
    record.add_year("HR/W020");
    record.put("2017-07-05", "HR-W020", "2017-18-Q1", json!({"percent_complete": 30, "reported_rag": "green"})).unwrap();
    let amber = json!({"percent_complete": "45.5", "reported_rag": "amber", "commentary": " "});
    let (change, recorded) = record.put("2017-10-05", "HR-W020", "2017-18-Q2", amber.clone()).unwrap();
    assert_eq!((change, recorded.update.revision, recorded.update.commentary), (Change::Created, 1, None));
    assert_eq!(recorded.update.effect_on, day("2017-09-30"));
    let status = recorded.status;
    assert_eq!((status.rag, status.source, status.expected_rag), (Rag::Amber, RagSource::Reported, Rag::Green));
    assert_eq!((status.challenged, status.direction, status.overdue), (true, Direction::Declined, false));
    assert_eq!((status.percent_complete, status.expected_progress), (Some("45.5".parse().unwrap()), "50".parse().unwrap()));
    assert_eq!(record.put("2017-10-06", "HR-W020", "2017-18-Q2", amber).unwrap().0, Change::Unchanged);
    let (change, _) = record.put("2017-10-06", "HR-W020", "2017-18-Q2", json!({"percent_complete": 50})).unwrap();
    assert_eq!(change, Change::Updated);
    let kept = revisions(&mut record.conn, &Key::parse("HR-W020"), period("2017-18-Q2")).unwrap();
    assert_eq!(kept.iter().map(|update| update.revision).collect::<Vec<_>>(), [2, 1]);
    let action = record.get("HR-W020", "2017-18-Q2", "2017-10-16");
    assert_eq!((action.status.rag, action.status.source, action.update.unwrap().revision), (Rag::Green, RagSource::Expected, 2));
    assert!(record.get("HR-W020", "2017-18-Q2", "2017-09-29").update.is_none(), "it takes effect on the last day of its period");
}

#[test]
fn what_breaks_a_rule_is_refused_by_its_field() {
    let mut record = Record::new();
    record.add_year("A");
    for (draft, expected) in [
        (json!({"percent_complete": 100.01}), vec![("/percent_complete", "out_of_range")]),
        (json!({"percent_complete": -1}), vec![("/percent_complete", "out_of_range")]),
        (json!({"percent_complete": 1, "reported_rag": "n/a"}), vec![("/reported_rag", "invalid_value")]),
        (json!({"percent_complete": 1, "reported_rag": "red", "commentary": " \n"}), vec![("/commentary", "explanation_needed")]),
        (json!({"percent_complete": 1, "revised_due_date": "2018-06-30"}), vec![("/revision_reason", "inconsistent")]),
        (json!({"percent_complete": 1, "revision_reason": "Late."}), vec![("/revised_due_date", "inconsistent")]),
    ] {
        let error = record.put("2017-10-05", "A", "2017-18-Q2", draft.clone()).unwrap_err();
        assert_eq!(codes(&error), expected, "{draft}");
    }
    let early = record.put("2017-06-30", "A", "2017-18-Q2", json!({"percent_complete": 1})).unwrap_err();
    assert_eq!(codes(&early), [("/percent_complete", "period_not_begun")]);
    let row = find(&mut record.conn, &Key::parse("A")).unwrap().row;
    let red: UpdateDraft = serde_json::from_value(json!({"percent_complete": 1, "reported_rag": "red"})).unwrap();
    let (today, quarter) = (on("2017-10-05"), period("2017-18-Q2"));
    let (change, _) = save(&mut record.conn, &today, &record.settings, &row, quarter, red, UnexplainedRed::Accept).unwrap();
    assert_eq!(change, Change::Created, "a file is taken as it is");
}

#[test]
fn a_signed_off_period_takes_restatements_only() {
    let mut record = Record::new();
    record.add_year("A");
    record.put("2017-10-05", "A", "2017-18-Q2", json!({"percent_complete": 40})).unwrap();
    record.conn.execute_batch("INSERT INTO periods VALUES (8069, 'closed', NULL, 0, 'test')").unwrap();
    assert_eq!(period("2017-18-Q2").index(), 8069);
    let error = record.put("2017-11-01", "A", "2017-18-Q2", json!({"percent_complete": 45})).unwrap_err();
    assert!(matches!(error, Error::Conflict { code: "period_closed", .. }), "{error:?}");
    assert_eq!(record.put("2017-11-01", "A", "2017-18-Q2", json!({"percent_complete": 40})).unwrap().0, Change::Unchanged);
    let restated = json!({"percent_complete": 45, "restatement_reason": "A slip."});
    assert_eq!(record.put("2017-11-01", "A", "2017-18-Q2", restated).unwrap().0, Change::Updated);
}

#[test]
fn the_due_date_agreed_latest_by_then_counts() {
    let mut record = Record::new();
    record.add("2017-04-03", json!({"ref": "A", "title": "A", "start_date": "2017-04-01", "due_date": "2017-09-15"}));
    let late = json!({"percent_complete": 50, "reported_rag": "amber", "revised_due_date": "2018-03-31", "revision_reason": "Late."});
    record.put("2017-10-05", "A", "2017-18-Q2", late.clone()).unwrap();
    let before = record.get("A", "2017-18-Q2", "2017-09-29");
    assert_eq!((before.due_date, before.revised, before.status.overdue), (day("2017-09-15"), false, true));
    let after = record.get("A", "2017-18-Q2", "2017-10-16");
    assert_eq!((after.due_date, after.revised, after.status.overdue), (day("2018-03-31"), true, false));
    assert_eq!((after.original_due_date, after.status.expected_rag), (day("2017-09-15"), Rag::Green));
    assert_eq!(after.version, 2, "the latest agreed date is kept with the action");

    let mut reworded = late;
    reworded["commentary"] = json!("Slow.");
    assert_eq!(record.put("2017-10-09", "A", "2017-18-Q2", reworded.clone()).unwrap().0, Change::Updated);
    assert_eq!(record.agree("2017-10-10", "A", json!({"due_date": "2018-06-30", "reason": "Later."})).unwrap(), Change::Created);
    assert_eq!(record.agree("2017-10-10", "A", json!({"due_date": "2018-06-30", "reason": "Later."})).unwrap(), Change::Unchanged);
    assert_eq!(record.get("A", "2017-18-Q2", "2017-10-16").due_date, day("2018-06-30"));
    reworded["revised_due_date"] = json!("2018-04-30");
    record.put("2017-10-11", "A", "2017-18-Q2", reworded).unwrap();

    let dates = due_dates::list(&mut record.conn, &on("2017-10-16"), &record.settings, &Key::parse("A")).unwrap();
    let told: Vec<_> = dates.iter().map(|date| (date.due_date.to_string(), date.agreed_on, date.current)).collect();
    assert_eq!(
        told,
        [
            ("2017-09-15".to_owned(), None, false),
            ("2018-03-31".to_owned(), Some(day("2017-09-30")), false),
            ("2018-04-30".to_owned(), Some(day("2017-09-30")), false),
            ("2018-06-30".to_owned(), Some(day("2017-10-10")), true),
        ]
    );
    let stored = find(&mut record.conn, &Key::parse("A")).unwrap().row.due_date;
    assert_eq!(stored, day("2018-06-30"), "a date agreed earlier does not take the place of the latest");
    let tomorrow = json!({"due_date": "2018-06-30", "reason": " ", "agreed_on": "2017-10-17"});
    let error = record.agree("2017-10-16", "A", tomorrow).unwrap_err();
    assert_eq!(codes(&error), [("/reason", "missing_reason"), ("/agreed_on", "out_of_range")]);
}

#[test]
fn of_two_dates_agreed_on_one_day_the_later_recorded_counts() {
    let mut record = Record::new();
    record.add_year("A");
    for due in ["2018-09-30", "2018-06-30", "2018-09-30", "2018-08-31"] {
        record.agree("2017-10-10", "A", json!({"due_date": due, "reason": "Agreed."})).unwrap();
        assert_eq!(record.get("A", "2017-18-Q2", "2017-10-10").due_date, day(due));
        assert_eq!(find(&mut record.conn, &Key::parse("A")).unwrap().row.due_date, day(due));
    }
}

#[test]
fn a_patch_corrects_the_original_date_until_the_action_begins() {
    let mut record = Record::new();
    record.add("2017-03-01", json!({"ref": "A", "title": "A", "start_date": "2017-04-01", "due_date": "2018-03-31"}));
    let action = record.patch("2017-03-31", "A", json!({"due_date": "2018-02-28"})).unwrap();
    assert_eq!((action.original_due_date, action.due_date, action.version), (day("2018-02-28"), day("2018-02-28"), 2));
    assert_eq!(find(&mut record.conn, &Key::parse("A")).unwrap().row.due_date, day("2018-02-28"));
    let error = record.patch("2017-04-01", "A", json!({"due_date": "2018-05-31"})).unwrap_err();
    assert_eq!(codes(&error), [("/due_date", "due_date_kept")]);
    let action = record.patch("2017-04-01", "A", json!({"title": "B", "due_date": "2018-02-28"})).unwrap();
    assert_eq!((action.title.as_str(), action.version), ("B", 3), "the same date is no change");
}

#[test]
fn the_original_date_is_kept_once_anything_was_recorded() {
    let draft = json!({"ref": "A", "title": "A", "start_date": "2017-09-01", "due_date": "2018-03-31"});
    let (another, original) = (json!({"due_date": "2018-05-31"}), day("2018-03-31"));
    let mut updated = Record::new();
    updated.add("2017-04-03", draft.clone());
    updated.put("2017-07-03", "A", "2017-18-Q1", json!({"percent_complete": 0})).unwrap();
    let mut revised = Record::new();
    revised.add("2017-04-03", draft);
    revised.agree("2017-07-03", "A", json!({"due_date": "2018-06-30", "reason": "Later."})).unwrap();
    for record in [&mut updated, &mut revised] {
        let error = record.patch("2017-07-04", "A", another.clone()).unwrap_err();
        assert_eq!(codes(&error), [("/due_date", "due_date_kept")]);
        record.agree("2017-07-04", "A", json!({"due_date": "2018-05-31", "reason": "Agreed."})).unwrap();
        let action = record.get("A", "2017-18-Q1", "2017-07-04");
        assert_eq!((action.original_due_date, action.due_date, action.revised), (original, day("2018-05-31"), true));
    }
}

#[test]
fn a_lifecycle_holds_from_the_day_it_was_set() {
    let mut record = Record::new();
    record.add_year("A");
    let lifecycle_on = |record: &mut Record| find(&mut record.conn, &Key::parse("A")).unwrap().row.lifecycle_on;
    assert_eq!(lifecycle_on(&mut record), day("2017-04-01"));
    record.patch("2017-08-01", "A", json!({"lifecycle": "completed"})).unwrap();
    record.patch("2017-09-01", "A", json!({"title": "B"})).unwrap();
    assert_eq!(lifecycle_on(&mut record), day("2017-08-01"));
    record.add("2017-04-03", json!({"ref": "B", "title": "B", "due_date": "2030-01-31", "lifecycle": "cancelled"}));
    assert_eq!(find(&mut record.conn, &Key::parse("B")).unwrap().row.lifecycle_on, day("2017-04-03"));
}

#[test]
fn overdue_is_judged_by_the_latest_update_of_any_period() {
    let mut record = Record::new();
    record.add("2017-04-03", json!({"ref": "A", "title": "A", "due_date": "2017-06-30"}));
    assert!(!record.get("A", "2017-18-Q1", "2017-06-30").status.overdue);
    assert!(record.get("A", "2017-18-Q1", "2017-07-01").status.overdue);
    record.put("2017-07-20", "A", "2017-18-Q2", json!({"percent_complete": 100})).unwrap();
    assert!(record.get("A", "2017-18-Q1", "2017-07-19").status.overdue);
    let done = record.get("A", "2017-18-Q1", "2017-07-20");
    assert_eq!((done.status.overdue, done.status.rag), (false, Rag::NotApplicable), "Q1 itself has no update");
}
