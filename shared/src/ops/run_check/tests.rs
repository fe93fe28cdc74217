use super::{Trigger, run_check};
use crate::domain::timetable::Check;
use crate::id::Key;
use crate::ops::test_record::{Record, codes, day, on};
use crate::ops::{actions, people};
use serde_json::json;

#[test]
fn a_check_for_a_day_to_come_is_refused() {
    let mut record = Record::new();
    let (today, tomorrow) = (on("2017-10-16"), day("2017-10-17"));
    let check = run_check(&mut record.conn, &today, &record.settings, Check::Daily, Trigger::Hand, tomorrow, "council.example");
    assert_eq!(codes(&check.unwrap_err()), [("conflict", "check_in_the_future")]);
}

#[test]
fn an_archived_owner_is_not_written_to_and_their_manager_is() {
    let mut record = Record::new();
    let today = on("2017-10-16");
    let draft = json!({"email": "head@vale.example", "name": "Head"});
    people::create(&mut record.conn, &today, serde_json::from_value(draft).unwrap()).unwrap();
    let draft = json!({"email": "owner@vale.example", "name": "Owner", "manager": "head@vale.example"});
    people::create(&mut record.conn, &today, serde_json::from_value(draft).unwrap()).unwrap();
    let draft = json!({"ref": "A/1", "title": "Late", "owner": "owner@vale.example", "due_date": "2017-09-01"});
    actions::create(&mut record.conn, &today, &record.settings, serde_json::from_value(draft).unwrap()).unwrap();
    people::patch(&mut record.conn, &today, &Key::parse("owner@vale.example"), &json!({"active": false, "archived": true})).unwrap();
    let check = run_check(&mut record.conn, &today, &record.settings, Check::Daily, Trigger::Hand, day("2017-10-16"), "council.example");
    let told: Vec<_> = check.unwrap().recipients.into_iter().map(|recipient| (recipient.email, recipient.items.len())).collect();
    assert_eq!(told, [("head@vale.example".to_owned(), 1)]);
}
