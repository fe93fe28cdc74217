use super::*;
use crate::domain::access::Reach;
use crate::ops::test_record::{Record, codes, on};
use crate::read::from_json;
use serde_json::{Value, json};

const PERSON: &str = "hr@vale.example";

fn make(record: &mut Record, draft: Value) -> Result<Token> {
    create(&mut record.conn, &on("2017-10-16"), from_json(draft)?)
}

fn hours(hours: i64) -> Timestamp {
    on("2017-10-16").at().plus(Duration::hours(hours))
}

/// How the token stands so many hours later.
fn stands(record: &mut Record, token: &Token, later: i64) -> &'static str {
    match authenticate(&mut record.conn, hours(later), token).unwrap() {
        None => "unknown",
        Some(Standing::Good(_)) => "good",
        Some(Standing::Expired(_)) => "expired",
        Some(Standing::PersonInactive) => "inactive",
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    let mut record = Record::new();
    let change = "UPDATE service_areas SET archived_at = 1 WHERE reference = 'AS'; \
        INSERT INTO people (id, reference, ref_key, search, email, name, language, service_area_id, manager_id, active, archived_at, version, created_at, updated_at) VALUES ('01a0f0a2-5f3a-7c31-9b1e-0000000000b2', 'gone', 'gone', '', NULL, 'G', NULL, NULL, NULL, FALSE, NULL, 1, 0, 0)";
    record.conn.execute_batch(change).unwrap();
    for (draft, wrong) in [
        (json!({"name": "K", "role": "owner"}), vec![("/person", "inconsistent")]),
        (json!({"name": "K", "role": "editor", "person": PERSON}), vec![("/person", "inconsistent")]),
        (json!({"name": "K", "role": "owner", "person": "nobody"}), vec![("/person", "unknown_reference")]),
        (json!({"name": "K", "role": "owner", "person": "gone"}), vec![("/person", "inactive_person")]),
        (json!({"name": "K", "role": "owner", "person": ""}), vec![("/person", "invalid_value")]),
        (json!({"name": "K", "role": "reader", "scopes": ["read", "record"]}), vec![("/scopes/1", "inconsistent")]),
        (json!({"name": "K", "role": "editor", "scopes": []}), vec![("/scopes", "missing_field")]),
        (json!({"name": "K", "role": "editor", "scopes": ["read", "read"]}), vec![("/scopes/1", "repeated")]),
        (json!({"name": "K", "role": "editor", "scopes": ["fly"]}), vec![("/scopes/0", "invalid_value")]),
        (json!({"name": "K", "role": "editor", "service_areas": []}), vec![("/service_areas", "out_of_range")]),
        (json!({"name": "K", "role": "editor", "service_areas": ["HR", "NO"]}), vec![("/service_areas/1", "unknown_reference")]),
        (json!({"name": "K", "role": "editor", "service_areas": ["AS"]}), vec![("/service_areas/0", "archived_reference")]),
        (json!({"name": "K", "role": "reader", "service_areas": ["HR"]}), vec![("/service_areas", "inconsistent")]),
        (json!({"name": "K", "role": "editor", "expires_at": "2017-10-16T12:00:00Z"}), vec![("/expires_at", "out_of_range")]),
        (json!({"name": "K", "role": "editor", "expires_at": "tomorrow"}), vec![("/expires_at", "invalid_value")]),
        (json!({"name": "K", "role": "editor", "last_used_at": null}), vec![("/last_used_at", "unknown_field")]),
    ] {
        assert_eq!(codes(&make(&mut record, draft.clone()).unwrap_err()), wrong, "{draft}");
    }
    assert!(store::list(&mut record.conn, &PageRequest { limit: 9, after: None }).unwrap().is_empty());
}

#[test]
fn a_key_may_do_what_it_was_made_for() {
    let mut record = Record::new();
    let draft = json!({"name": "K", "role": "editor", "scopes": ["record", "read"], "service_areas": ["IT", "HR"]});
    let token = make(&mut record, draft).unwrap();
    let shown = serde_json::to_value(get(&mut record.conn, &token.id).unwrap()).unwrap();
    assert_eq!((&shown["scopes"], &shown["person"]), (&json!(["record", "read"]), &Value::Null));
    assert_eq!((&shown["service_areas"][0]["ref"], &shown["service_areas"][1]["ref"]), (&json!("IT"), &json!("HR")));
    let Some(Standing::Good(holder)) = authenticate(&mut record.conn, hours(0), &token).unwrap() else { panic!() };
    let reaches: Vec<_> = Ability::ALL.iter().map(|ability| holder.authority.reach(*ability)).collect();
    assert_eq!(reaches, [Some(Reach::All), Some(Reach::All), None, None]);
    assert!(holder.authority.is_restricted() && !holder.authority.is_whole());
}

#[test]
fn a_key_works_until_it_expires_is_revoked_or_its_person_leaves() {
    let mut record = Record::new();
    let dated = make(&mut record, json!({"name": "K", "role": "reader", "expires_at": "2017-10-16T15:00:00+01:00"})).unwrap();
    assert_eq!([1, 2, 3].map(|later| stands(&mut record, &dated, later)), ["good", "expired", "expired"]);
    let wrong = Token::renew(&dated.id).unwrap();
    assert_eq!(stands(&mut record, &wrong, 3), "unknown", "who has not the secret learns nothing");
    let owner = make(&mut record, json!({"name": "K", "role": "owner", "person": PERSON})).unwrap();
    for (change, standing) in [("active = FALSE", "inactive"), ("active = TRUE", "good"), ("archived_at = 1", "inactive")] {
        record.conn.execute_batch(&format!("UPDATE people SET {change}")).unwrap();
        assert_eq!(stands(&mut record, &owner, 0), standing, "{change}");
    }
    for _ in 0..2 {
        revoke(&mut record.conn, &on("2017-10-16"), &format!("plb_{}", owner.id)).unwrap();
        assert_eq!(stands(&mut record, &owner, 0), "unknown");
    }
    assert_eq!(codes(&revoke(&mut record.conn, &on("2017-10-16"), "nobody").unwrap_err()), [("not found", "key")]);
}

#[test]
fn an_old_secret_works_for_the_overlap_alone() {
    let mut record = Record::new();
    let first = make(&mut record, json!({"name": "K", "role": "reader", "expires_at": "2017-10-20T12:00:00Z"})).unwrap();
    let renew =
        |record: &mut Record, overlap_hours| rotate(&mut record.conn, &on("2017-10-16"), &first.id, RotationDraft { overlap_hours });
    assert_eq!(codes(&renew(&mut record, 169).unwrap_err()), [("/overlap_hours", "out_of_range")]);
    let second = renew(&mut record, 2).unwrap();
    let each = |record: &mut Record, later, tokens: &[&Token]| tokens.iter().map(|token| stands(record, token, later)).collect::<Vec<_>>();
    assert_eq!(each(&mut record, 1, &[&first, &second]), ["good", "good"]);
    assert_eq!(each(&mut record, 2, &[&first, &second]), ["unknown", "good"]);
    let third = renew(&mut record, 168).unwrap();
    assert_eq!(each(&mut record, 1, &[&first, &second, &third]), ["unknown", "good", "good"]);
    assert_eq!(each(&mut record, 96, &[&first, &second, &third]), ["unknown", "expired", "expired"]);
    let fourth = renew(&mut record, 0).unwrap();
    assert_eq!(each(&mut record, 0, &[&second, &third, &fourth]), ["unknown", "unknown", "good"]);
    revoke(&mut record.conn, &on("2017-10-16"), &first.id).unwrap();
    assert_eq!(codes(&renew(&mut record, 0).unwrap_err()), [("conflict", "key_not_in_use")]);
}

#[test]
fn the_last_key_that_may_do_everything_stays() {
    let mut record = Record::new();
    let context = on("2017-10-16");
    let first = create_first(&mut record.conn, &context).unwrap().unwrap();
    assert!(create_first(&mut record.conn, &context).unwrap().is_none());
    for draft in [
        json!({"name": "K", "role": "editor"}),
        json!({"name": "K", "role": "admin", "scopes": ["read", "administer"]}),
        json!({"name": "K", "role": "admin", "service_areas": ["HR"]}),
    ] {
        let other = make(&mut record, draft).unwrap();
        assert_eq!(codes(&revoke_unless_last(&mut record.conn, &context, &first.id).unwrap_err()), [("conflict", "last_admin_key")]);
        revoke_unless_last(&mut record.conn, &context, &other.id).unwrap();
    }
    let dated = make(&mut record, json!({"name": "K", "role": "admin", "expires_at": "2017-10-17T12:00:00Z"})).unwrap();
    assert_eq!(codes(&revoke_unless_last(&mut record.conn, &on("2017-10-18"), &first.id).unwrap_err()), [("conflict", "last_admin_key")]);
    revoke_unless_last(&mut record.conn, &on("2017-10-18"), &dated.id).unwrap();
    make(&mut record, json!({"name": "K", "role": "admin"})).unwrap();
    revoke_unless_last(&mut record.conn, &context, &first.id).unwrap();
}

#[test]
fn the_last_use_is_noted_once_an_hour() {
    let mut record = Record::new();
    let token = make(&mut record, json!({"name": "K", "role": "reader"})).unwrap();
    let to_note = |record: &mut Record, later| match authenticate(&mut record.conn, hours(later), &token).unwrap() {
        Some(Standing::Good(holder)) => holder.use_to_note,
        _ => panic!(),
    };
    assert!(to_note(&mut record, 0));
    for (at, known) in [(0, 0), (0, 0), (1, 1), (3, 3)] {
        note_use(&mut record.conn, hours(at), &token.id).unwrap();
        assert_eq!(get(&mut record.conn, &token.id).unwrap().last_used_at, Some(hours(known)));
        assert!(!to_note(&mut record, at) && to_note(&mut record, at + 1));
    }
    let half = hours(3).plus(Duration::minutes(30));
    note_use(&mut record.conn, half, &token.id).unwrap();
    assert_eq!(get(&mut record.conn, &token.id).unwrap().last_used_at, Some(hours(3)));
}

#[test]
fn pages_follow_one_another() {
    let mut record = Record::new();
    let made: Vec<_> = (0..5).map(|_| make(&mut record, json!({"name": "K", "role": "reader"})).unwrap().id).collect();
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let page = list(&mut record.conn, &PageRequest { limit: 2, after }).unwrap();
        seen.extend(page.items.into_iter().map(|key| key.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    seen.sort();
    let mut sorted = made;
    sorted.sort();
    assert_eq!(seen, sorted);
}
