//! Programme projects on a real record.

use super::{ProjectMatch, create, find, get, list, patch};
use crate::clock::{Now, Timestamp};
use crate::db::page::PageRequest;
use crate::db::{Conn, DatabaseUrl, migrate};
use crate::domain::day::Day;
use crate::domain::plan::ProjectStatus;
use crate::id::Key;
use crate::model::settings::Settings;
use crate::ops::record_project_status::{record_status, revisions};
use crate::ops::{Change, Context, Scope};
use crate::store::projects::ProjectFilter;
use serde_json::{Value, json};

const Q2: &str = "2017-18-Q2";

fn scope(as_of: &str) -> Scope {
    Scope::now(Q2.parse().unwrap(), as_of.parse().unwrap())
}

fn context() -> Context {
    let noon = Day::new(2017, 10, 5).unwrap().and_hms_opt(12, 0, 0).unwrap().and_utc();
    Context::new(Now::at(Timestamp::from(noon), None), "test")
}

fn put(conn: &mut Conn, key: &str, draft: Value) -> Change {
    let draft = serde_json::from_value(draft).unwrap();
    record_status(conn, &context(), &Settings::default(), &Key::parse(key), Q2.parse().unwrap(), draft).unwrap().0
}

fn refs(conn: &mut Conn, filter: &ProjectFilter, wanted: &ProjectMatch) -> Vec<String> {
    let page = list(conn, filter, wanted, scope("2017-10-16"), &PageRequest { limit: 10, after: None }).unwrap();
    page.items.into_iter().map(|item| item.reference).collect()
}

#[test]
fn projects_are_kept_with_their_statuses_and_found_by_them() {
    let folder = tempfile::tempdir().unwrap();
    let conn = &mut Conn::open(&DatabaseUrl::Sqlite(folder.path().join("record.db"))).unwrap();
    migrate(conn).unwrap();
    for (reference, programme, tranches) in
        [("S2", "Reshaping", json!(["1"])), ("S1", "Reshaping", json!(["10", "2"])), ("T1", "Other", json!([]))]
    {
        let draft = json!({"ref": reference, "title": format!("Title {reference}"), "programme": programme, "tranches": tranches});
        create(conn, &context(), serde_json::from_value(draft).unwrap()).unwrap();
    }
    assert_eq!(put(conn, "S1", json!({"status": "green"})), Change::Created);
    assert_eq!(put(conn, "S1", json!({"status": "green", "commentary": ""})), Change::Unchanged);
    assert_eq!(put(conn, "S1", json!({"status": "completed"})), Change::Updated);
    let kept = revisions(conn, &Key::parse("S1"), Q2.parse().unwrap()).unwrap();
    assert_eq!(kept.iter().map(|report| report.status).collect::<Vec<_>>(), [ProjectStatus::Completed, ProjectStatus::Green]);
    let project = get(conn, &Key::parse("S1"), scope("2017-10-16")).unwrap();
    assert_eq!((project.status.status, project.tranches), (Some(ProjectStatus::Completed), vec!["10".to_owned(), "2".to_owned()]));
    assert_eq!(get(conn, &Key::parse("S1"), scope("2017-09-29")).unwrap().status.status, None, "it takes effect on the last day");

    let (any, none) = (ProjectFilter::default(), ProjectMatch::default());
    assert_eq!(refs(conn, &any, &none), ["S1", "S2", "T1"]);
    assert_eq!(refs(conn, &ProjectFilter { programme: Some("Reshaping".to_owned()), ..Default::default() }, &none), ["S1", "S2"]);
    assert_eq!(refs(conn, &ProjectFilter { text: Some("title t".to_owned()), ..Default::default() }, &none), ["T1"]);
    assert_eq!(refs(conn, &any, &ProjectMatch { tranche: Some("1".to_owned()), status: None }), ["S2"]);
    assert_eq!(refs(conn, &any, &ProjectMatch { tranche: None, status: Some(ProjectStatus::Completed) }), ["S1"]);

    patch(conn, &context(), &Key::parse("S2"), &json!({"archived": true, "programme": null})).unwrap();
    assert_eq!(refs(conn, &any, &none), ["S1", "T1"]);
    let archived = find(conn, &Key::parse("S2")).unwrap();
    assert_eq!((archived.programme, archived.version), (None, 2));
}
