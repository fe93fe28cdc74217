//! Mails that told nobody: what they were to say is told by the next.

use super::*;
use crate::mail::{Outcome, Reply};
use crate::model::notification::State;
use crate::ops::notifications::replay;
use crate::ops::outbox::settle;
use crate::ops::record_update::record_update;
use crate::store::notifications::{NotificationFilter, list};

const OWNER: &str = "owner@vale.example";

impl Record {
    /// What the mail server says to all that waits and is still true.
    pub(super) fn answer(&mut self, today: &str, code: u16) -> usize {
        let (now, wording, mut tried) = (on(today), wording(&mut self.conn), 0);
        while let Some(claim) = claim(&mut self.conn, &now, Duration::minutes(5)).unwrap() {
            let Prepared::Draft { .. } = prepare(&mut self.conn, &now, &self.settings, &claim, &wording).unwrap() else { continue };
            let reply = Reply { code, text: "said".to_owned() };
            let outcome = if code < 300 { Outcome::Accepted { reply } } else { Outcome::Refused { reply, address: false } };
            assert!(settle(&mut self.conn, &now, &claim, &outcome, Duration::zero()).unwrap());
            tried += 1;
        }
        tried
    }

    /// Ref and state of all that a check tells the owner.
    pub(super) fn heard(&mut self, today: &str) -> Vec<(String, String)> {
        let report = self.digests_on(today, None);
        let items = report.recipients.into_iter().filter(|one| one.email == OWNER).flat_map(|one| one.items);
        items.map(|item| (item.reference, item.state)).collect()
    }

    pub(super) fn late(&mut self, reference: &str) {
        let draft = json!({"ref": reference, "title": "Late", "owner": OWNER, "due_date": "2017-09-01"});
        actions::create(&mut self.conn, &on("2017-10-02"), &self.settings, serde_json::from_value(draft).unwrap()).unwrap();
    }

    pub(super) fn done(&mut self, reference: &str, today: &str) {
        let draft = serde_json::from_value(json!({"percent_complete": 100, "commentary": "Done."})).unwrap();
        record_update(&mut self.conn, &on(today), &self.settings, &Key::parse(reference), period("2017-18-Q3"), draft).unwrap();
    }
}

fn lines(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(reference, state)| ((*reference).to_owned(), (*state).to_owned())).collect()
}

#[test]
fn mails_that_waited_and_never_went_use_up_no_wait() {
    let mut record = Record::with_overdue(Some(OWNER));
    for today in ["2017-10-16", "2017-10-23", "2017-10-30", "2017-11-06"] {
        assert_eq!(record.heard(today).len(), 1, "{today}");
    }
    assert_eq!(record.answer("2017-11-07", 250), 1, "the earlier ones are superseded");
    let alert = open(&mut record.conn, None).unwrap().remove(0);
    assert_eq!((alert.mentions, alert.mentioned_on), (1, Some(day("2017-11-06"))));
    assert_eq!(record.heard("2017-11-10"), []);
    assert_eq!(record.heard("2017-11-13"), lines(&[("A/1", "open")]));
}

#[test]
fn what_was_refused_is_told_by_the_next_check() {
    let mut record = Record::with_overdue(Some(OWNER));
    assert_eq!(record.heard("2017-10-16"), lines(&[("A/1", "new")]));
    assert_eq!(record.answer("2017-10-16", 250), 1);
    assert_eq!(record.heard("2017-10-23"), lines(&[("A/1", "open")]));
    assert_eq!(record.answer("2017-10-23", 554), 1);
    assert_eq!(record.heard("2017-10-24"), lines(&[("A/1", "open")]));
    assert_eq!(record.answer("2017-10-24", 250), 1);
    assert_eq!(record.heard("2017-10-25"), []);
    assert_eq!(record.heard("2017-10-31"), lines(&[("A/1", "open")]), "a week from the second that went out");
}

#[test]
fn what_a_superseded_mail_was_to_tell_as_put_right_is_told_later() {
    let mut record = Record::with_overdue(Some(OWNER));
    record.late("B/1");
    assert_eq!(record.heard("2017-10-16").len(), 2);
    record.answer("2017-10-16", 250);
    record.done("A/1", "2017-10-17");
    assert_eq!(record.heard("2017-10-23"), lines(&[("B/1", "open"), ("A/1", "resolved")]));
    assert_eq!(record.heard("2017-10-30"), lines(&[("B/1", "open")]), "while the other waits");
    assert_eq!(record.answer("2017-10-31", 250), 1);
    assert_eq!(record.heard("2017-11-06"), lines(&[("B/1", "open"), ("A/1", "resolved")]));
    record.answer("2017-11-06", 250);
    assert_eq!(record.heard("2017-11-13"), lines(&[("B/1", "open")]));
}

#[test]
fn what_is_sent_again_counts_again() {
    let mut record = Record::with_overdue(Some(OWNER));
    record.heard("2017-10-16");
    record.answer("2017-10-16", 554);
    let filter = NotificationFilter { state: Some(State::Refused), ..NotificationFilter::default() };
    let page = crate::db::page::PageRequest { limit: 10, after: None };
    let refused = list(&mut record.conn, &filter, &page).unwrap().remove(0).0.id;
    replay(&mut record.conn, &on("2017-10-16"), refused).unwrap();
    assert_eq!(record.answer("2017-10-16", 250), 1);
    assert_eq!(record.heard("2017-10-17"), []);
    assert_eq!(record.heard("2017-10-23"), lines(&[("A/1", "open")]));
}

#[test]
fn what_has_no_manager_to_go_to_is_not_escalated_until_it_has() {
    let mut record = Record::with_overdue(Some(OWNER));
    record.patch_person(OWNER, json!({"manager": null}));
    for today in ["2017-10-16", "2017-11-13", "2017-11-20"] {
        record.heard(today);
        record.answer(today, 250);
    }
    assert_eq!(open(&mut record.conn, None).unwrap()[0].escalated_on, None);
    record.patch_person(OWNER, json!({"manager": "head@vale.example"}));
    let report = record.digests_on("2017-11-21", None);
    assert_eq!(told(&report).into_iter().collect::<Vec<_>>(), [("head@vale.example", vec!["new"])]);
    assert_eq!(open(&mut record.conn, None).unwrap()[0].escalated_on, Some(day("2017-11-21")));
}
