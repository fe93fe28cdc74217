//! Packs that name what has been archived.

use super::{World, counts, errors};
use crate::id::Key;
use crate::model::settings::Settings;
use crate::ops::{actions, indicators, service_areas};
use serde_json::json;

const AREAS: (&str, &str) = ("service_areas.csv", "code,name\nRO,Roads\n");
const INDICATORS: (&str, &str) =
    ("indicators.csv", "ref,title,polarity,unit,frequency,service_area\nFE/001,Potholes mended,higher,percent,quarterly,RO\n");
const RESULTS: (&str, &str) = ("indicator_results.csv", "ref,period,actual\nFE/001,2017-18-Q2,80\n");

fn archived() -> World {
    let mut world = World::new();
    world.store(&[AREAS, INDICATORS, RESULTS]);
    let archived = json!({"archived": true});
    indicators::patch(&mut world.conn, &world.context, &Settings::default(), &Key::parse("FE-001"), &archived).unwrap();
    service_areas::patch(&mut world.conn, &world.context, &Key::parse("RO"), &archived).unwrap();
    world
}

#[test]
fn the_same_pack_again_restores_nothing_and_changes_nothing() {
    let mut world = archived();
    let report = world.store(&[AREAS, INDICATORS, RESULTS]);
    assert_eq!((report.changed, counts(&report)), (false, vec![(1, 0, 0, 1); 3]));
    assert!(world.indicator("FE/001").unwrap().row.archived_at.is_some());
}

#[test]
fn what_is_new_of_an_archived_item_is_refused_at_its_line() {
    let mut world = archived();
    let report = world.import(&[
        ("actions.csv", "ref,title,service_area,due_date\nRO/A1,Survey the roads,RO,2018-03-31\n"),
        ("indicator_results.csv", "ref,period,actual\nFE/001,2017-18-Q2,80\nFE/001,2017-18-Q1,75\n"),
    ]);
    assert_eq!(errors(&report), [(2, "service_area", "RO", "archived_reference"), (3, "", "", "archived")]);
    assert!(actions::find(&mut world.conn, &Key::parse("RO-A1")).is_err());
}
