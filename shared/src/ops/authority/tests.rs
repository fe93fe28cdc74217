use super::*;
use crate::id::Key;
use crate::ops::Context;
use crate::ops::assess_risk::PairKey;
use crate::ops::frozen_reports::Prepared;
use crate::ops::test_record::{Record, on, period};
use crate::ops::{actions, breakdowns, due_dates, indicators, narratives, people, periods, projects, risks, settings};
use crate::ops::{assess_risk, record_project_status, record_result, record_update};
use crate::read::from_json;
use serde_json::{Value, json};

const PERSON: &str = "01a0f0a2-5f3a-7c31-9b1e-0000000000b1";
const HR: &str = "01a0f0a2-5f3a-7c31-9b1e-0000000000a1";
const IT: &str = "01a0f0a2-5f3a-7c31-9b1e-0000000000a2";

fn owner() -> Authority {
    Authority::new(Role::Owner, None, Some(PERSON.parse().unwrap()), None)
}

fn within(role: Role, areas: &[&str]) -> Authority {
    Authority::new(role, None, None, Some(areas.iter().map(|area| area.parse().unwrap()).collect()))
}

fn now(authority: Authority) -> Context {
    on("2017-10-16").with(authority)
}

/// What is refused, and not for another reason.
fn refused<T>(outcome: Result<T>) -> bool {
    match outcome {
        Ok(_) => false,
        Err(Error::Forbidden(_)) => true,
        Err(other) => panic!("{other:?}"),
    }
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    from_json(value).unwrap()
}

/// Of each kind one in HR that the person owns (`X1`), one there that they stand in for (`X2`), one in ICT (`X3`), one in no
/// area (`X4`); the risks `S1` of both areas and `C1` corporate.
fn filled() -> Record {
    let mut record = Record::new();
    let (context, conn) = (now(Authority::whole()), &mut record.conn);
    for (reference, area, owner, deputy) in [
        ("X1", Some("HR"), Some(PERSON), None),
        ("X2", Some("HR"), None, Some(PERSON)),
        ("X3", Some("IT"), None, None),
        ("X4", None, None, None),
    ] {
        let whose = json!({"ref": reference, "title": "T", "service_area": area, "owner": owner, "deputy": deputy});
        let with = |more: Value| {
            let mut all = whose.clone();
            all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            all
        };
        actions::create(conn, &context, &record.settings, read(with(json!({"due_date": "2018-03-31"})))).unwrap();
        let measure = with(json!({"polarity": "higher", "unit": "number", "frequency": "quarterly"}));
        indicators::create(conn, &context, read(measure)).unwrap();
        let mut risk = with(
            json!({"kind": if area.is_some() { "service" } else { "corporate" }, "service_areas": area.map_or(vec![], |area| vec![area])}),
        );
        risk.as_object_mut().unwrap().shift_remove("service_area");
        risks::create(conn, &context, read(risk)).unwrap();
    }
    risks::create(
        conn,
        &context,
        read(json!({"ref": "S1", "kind": "service", "title": "T", "service_areas": ["HR", "IT"], "owner": PERSON})),
    )
    .unwrap();
    projects::create(conn, &context, read(json!({"ref": "P1", "title": "T"}))).unwrap();
    record
}

/// Files each return there is of that item; the risk in that area.
fn file(record: &mut Record, context: &Context, reference: &str, area: Option<&str>) -> Vec<bool> {
    let (key, quarter) = (Key::parse(reference), period("2017-18-Q2"));
    let Record { conn, settings, .. } = record;
    let pair = PairKey { risk: key.clone(), service_area: area.map(Key::parse) };
    vec![
        refused(record_update::record_update(conn, context, settings, &key, quarter, read(json!({"percent_complete": 5})))),
        refused(record_result::record_result(conn, context, settings, &key, quarter, read(json!({"actual": 5})))),
        refused(assess_risk::assess(
            conn,
            context,
            settings,
            &pair,
            quarter,
            read(json!({"residual_likelihood": 2, "residual_impact": 2})),
        )),
    ]
}

#[test]
fn returns_are_filed_by_owners_deputies_and_those_of_the_area() {
    let mut record = filled();
    let both = Authority::new(Role::Owner, None, Some(PERSON.parse().unwrap()), Some(vec![IT.parse().unwrap()]));
    for (authority, taken) in [
        (Authority::whole(), [true, true, true, true]),
        (Authority::new(Role::Editor, None, None, None), [true, true, true, true]),
        (Authority::new(Role::Editor, Some(vec![Ability::Record]), None, None), [true, true, true, true]),
        (Authority::new(Role::Editor, Some(vec![Ability::Read, Ability::Edit]), None, None), [false; 4]),
        (Authority::new(Role::Reader, None, None, None), [false; 4]),
        (owner(), [true, true, false, false]),
        (both, [false; 4]),
        (within(Role::Editor, &[HR]), [true, true, false, false]),
        (within(Role::Admin, &[IT]), [false, false, true, false]),
        (within(Role::Editor, &[HR, IT]), [true, true, true, false]),
    ] {
        for ((reference, area), taken) in [("X1", Some("HR")), ("X2", Some("HR")), ("X3", Some("IT")), ("X4", None)].into_iter().zip(taken)
        {
            let seen = file(&mut record, &now(authority.clone()), reference, area);
            assert_eq!(seen, [!taken; 3], "{authority:?} {reference}");
        }
    }
}

#[test]
fn a_pair_is_of_its_area_and_a_project_nobodys() {
    let mut record = filled();
    let Record { conn, settings, .. } = &mut record;
    let mut assess = |authority: Authority, area: &str| {
        let pair = PairKey { risk: Key::parse("S1"), service_area: Some(Key::parse(area)) };
        let draft = read(json!({"residual_likelihood": 2, "residual_impact": 2}));
        refused(assess_risk::assess(conn, &now(authority), settings, &pair, period("2017-18-Q2"), draft))
    };
    for (authority, refused) in [(owner(), [false, false]), (within(Role::Editor, &[HR]), [false, true])] {
        assert_eq!([assess(authority.clone(), "HR"), assess(authority, "IT")], refused);
    }
    let mut status = |authority: Authority| {
        let draft = read(json!({"status": "green"}));
        refused(record_project_status::record_status(conn, &now(authority), settings, &Key::parse("P1"), period("2017-18-Q2"), draft))
    };
    assert_eq!([status(owner()), status(within(Role::Admin, &[HR])), status(Authority::whole())], [true, true, false]);
}

#[test]
fn an_owner_does_not_restate() {
    let mut record = filled();
    let Record { conn, settings, .. } = &mut record;
    let quarter = period("2017-18-Q2");
    periods::set_state(
        conn,
        &now(Authority::whole()),
        settings,
        quarter,
        read(json!({"state": "closed", "with_open_items": true, "reason": "Trial."})),
        &Prepared::nothing(&[]),
    )
    .unwrap();
    let mut update = |authority: Authority| {
        let draft = read(json!({"percent_complete": 7, "restatement_reason": "miscounted"}));
        refused(record_update::record_update(conn, &now(authority), settings, &Key::parse("X1"), quarter, draft))
    };
    assert_eq!([update(owner()), update(Authority::new(Role::Editor, None, None, None))], [true, false]);
}

#[test]
fn items_stay_in_their_areas() {
    let mut record = filled();
    let Record { conn, settings, .. } = &mut record;
    let context = now(within(Role::Editor, &[HR]));
    for (reference, change, taken) in [
        ("X1", json!({"title": "U"}), true),
        ("X1", json!({"service_area": "IT"}), false),
        ("X1", json!({"service_area": null}), false),
        ("X1", json!({"archived": true}), true),
        ("X3", json!({"title": "U"}), false),
        ("X3", json!({"service_area": "HR"}), false),
        ("X4", json!({"service_area": "HR"}), false),
        ("X4", json!({"archived": true}), false),
    ] {
        let key = Key::parse(reference);
        let seen = [
            refused(actions::patch(conn, &context, settings, &key, &change)),
            refused(indicators::patch(conn, &context, settings, &key, &change)),
        ];
        assert_eq!(seen, [!taken; 2], "{reference} {change}");
    }
    for (reference, change, taken) in [
        ("X2", json!({"title": "U"}), true),
        ("X2", json!({"service_areas": ["HR", "IT"]}), false),
        ("S1", json!({"title": "U"}), false),
        ("S1", json!({"service_areas": ["HR"]}), false),
        ("X4", json!({"title": "U"}), false),
    ] {
        assert_eq!(refused(risks::patch(conn, &context, settings, &Key::parse(reference), &change)), !taken, "{reference} {change}");
    }
    let agree = |reference: &str| (Key::parse(reference), read(json!({"due_date": "2018-06-30", "reason": "rain"})));
    for (reference, taken) in [("X2", true), ("X3", false), ("X4", false)] {
        let (key, draft) = agree(reference);
        assert_eq!(refused(due_dates::agree(conn, &context, settings, &key, draft)), !taken, "{reference}");
    }
    assert_eq!(crate::store::actions::find(conn, &Key::parse("X3")).unwrap().unwrap().row.title, "T");
}

#[test]
fn what_is_of_no_area_is_left_alone() {
    let mut record = filled();
    let Record { conn, settings, .. } = &mut record;
    let context = now(within(Role::Admin, &[HR]));
    let quarter = period("2017-18-Q2");
    let figure = |indicator: Option<&str>| {
        read(json!([{"indicator": indicator, "measure": "M", "dimension": "D", "value_label": "L", "value": 1, "unit": "number"}]))
    };
    assert!(!refused(breakdowns::put(conn, &context, settings, quarter, figure(Some("X1")))));
    let text = json!([{"scope": "HR", "section": "position", "language": "en", "text": "T"}]);
    let draft = json!({"email": "new@vale.example", "name": "N", "service_area": "HR"});
    let seen = [
        refused(breakdowns::put(conn, &context, settings, quarter, figure(Some("X3")))),
        refused(breakdowns::put(conn, &context, settings, quarter, figure(None))),
        refused(narratives::put(conn, &context, quarter, read(text))),
        refused(people::create(conn, &context, read(draft))),
        refused(people::patch(conn, &context, &Key::parse(PERSON), &json!({"name": "N"}))),
        refused(projects::create(conn, &context, read(json!({"ref": "P2", "title": "T"})))),
        refused(projects::patch(conn, &context, &Key::parse("P1"), &json!({"title": "U"}))),
        refused(settings::patch(conn, &context, &json!({"tolerance": 5}))),
        refused(periods::set_state(conn, &context, settings, quarter, read(json!({"state": "in_review"})), &Prepared::nothing(&[]))),
        refused(crate::ops::import::import(conn, &context, settings, &crate::ops::import::Pack::new(vec![]).unwrap(), true)),
    ];
    assert_eq!(seen, [true; 10]);
}

#[test]
fn nobody_hands_out_more_than_they_have() {
    let narrowed = |scopes: &[Ability]| Authority::new(Role::Admin, Some(scopes.to_vec()), None, None);
    for (maker, made, may) in [
        (Authority::whole(), Authority::whole(), true),
        (Authority::whole(), within(Role::Editor, &[HR]), true),
        (narrowed(&[Ability::Administer]), Authority::new(Role::Reader, None, None, None), false),
        (narrowed(&[Ability::Administer]), narrowed(&[Ability::Administer]), true),
        (narrowed(&[Ability::Read, Ability::Record, Ability::Administer]), owner(), true),
        (narrowed(&[Ability::Read, Ability::Record, Ability::Administer]), Authority::whole(), false),
        (within(Role::Admin, &[HR]), within(Role::Reader, &[HR]), false),
    ] {
        assert_eq!(refused(maker.check_grant(&made)), !may, "{maker:?} {made:?}");
    }
}

#[test]
fn a_refusal_says_what_it_would_take() {
    let said = |authority: Authority, ability| authority.check(ability).unwrap_err().to_string();
    let reader = Authority::new(Role::Reader, None, None, None);
    assert_eq!(said(reader, Ability::Record), "This needs the role owner, editor or admin; yours is reader.");
    let narrowed = Authority::new(Role::Editor, Some(vec![Ability::Read, Ability::Record]), None, None);
    assert_eq!(said(narrowed.clone(), Ability::Edit), "This needs a key with the scope edit; this key has read and record.");
    assert_eq!(said(narrowed, Ability::Administer), "This needs the role admin; yours is editor.");
}
