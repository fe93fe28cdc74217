//! The quarterly report: what was published comes out of what was imported, in every face.

mod checks;
mod comparison;
mod faces;
mod forecasts;
mod frozen;
mod paper;
mod parity;
mod pictures;
mod proposals;
mod restated;
mod year_end;

use plumbline_tests::on_both;
use plumbline_tests::support::pack::{council, import_council};
use plumbline_tests::support::service::{Backend, Service, Setup};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

on_both!(the_pack_comes_out_as_published, risks_are_those_of_the_pack, parts_add_up_to_the_snapshot);

const REPORT: &str = "/api/v1/reports/council/2017-18-Q2";

/// A service that has imported the pack.
pub async fn start(backend: Backend) -> Service {
    let service = Service::start(backend, Setup::on("2017-10-16")).await;
    import_council(&service).await;
    service
}

/// The rows of a file of the pack, by its columns.
fn pack(name: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(council().join(name)).unwrap().deserialize().map(Result::unwrap).collect()
}

/// The members of that name of all items of all groups.
fn each<'a>(groups: &'a Value, items: &'a str, name: &'a str) -> Vec<&'a str> {
    let items = groups.as_array().unwrap().iter().flat_map(move |group| group[items].as_array().unwrap());
    items.map(|item| item[name].as_str().unwrap()).collect()
}

fn counts(green: u32, amber: u32, red: u32, not_applicable: u32) -> Value {
    json!({"green": green, "amber": amber, "red": red, "n/a": not_applicable})
}

async fn the_pack_comes_out_as_published(backend: Backend) {
    let service = start(backend).await;
    let report = service.get(REPORT).await;
    let (actions, measures) = (&report["overall"]["actions"], &report["overall"]["measures"]);
    assert_eq!((&actions["counts"], &actions["total"]), (&counts(84, 4, 7, 5), &json!(100)));
    assert_eq!((&measures["counts"], &measures["total"], &measures["reported"]), (&counts(11, 3, 9, 9), &json!(32), &json!(26)));
    let sections = report["objectives"].as_array().unwrap();
    let rated: u64 = sections.iter().map(|section| section["measures"]["rated"].as_u64().unwrap()).sum();
    assert_eq!(rated, 23);
    let suggested = |verdict: &Value| (verdict["rag"].clone(), verdict["suggested"]["mean"].clone());
    assert_eq!(suggested(&actions["overall"]), (json!("green"), json!(0.905)));
    assert_eq!(suggested(&measures["overall"]), (json!("amber"), json!(0.543)));
    assert_eq!(suggested(&report["overall"]["whole"]), (json!("green"), json!(0.724)));
    let red = |file: &str| -> BTreeSet<String> {
        let rows = plumbline_tests::support::pack::expected(file);
        rows.into_iter().filter(|row| row[1] == "red").map(|row| row[0].clone()).collect()
    };
    let told = |groups: &Value, items: &str| each(groups, items, "ref").into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    let additional = told(&report["additional_measures"], "measures");
    let (red_actions, red_measures) = (told(&report["red_actions"], "actions"), told(&report["red_measures"], "measures"));
    assert_eq!((red_actions.len(), red_actions), (7, red("actions.csv")));
    assert_eq!((red_measures.len(), red_measures), (9, red("indicators.csv").difference(&additional).cloned().collect()));
    assert_eq!((each(&report["actions"], "actions", "ref").len(), each(&report["measures"], "measures", "ref").len()), (100, 32));
    assert_eq!(additional.len(), 1);
    service.stop().await;
}

/// Counted from the files themselves.
async fn risks_are_those_of_the_pack(backend: Backend) {
    let service = start(backend).await;
    let report = service.get(REPORT).await;
    let kinds: BTreeMap<String, String> = pack("risks.csv").into_iter().map(|row| (row["ref"].clone(), row["kind"].clone())).collect();
    for (kind, section) in [("corporate", &report["corporate_risks"]), ("service", &report["service_risks"])] {
        let (mut bands, mut forecasts): (BTreeMap<&str, u64>, BTreeMap<String, u64>) = Default::default();
        for row in pack("risk_assessments.csv").iter().filter(|row| row["period"] == "2017-18-Q2" && kinds[&row["ref"]] == kind) {
            let number = |name: &str| row[name].parse::<u32>().ok();
            let score = number("residual_likelihood").zip(number("residual_impact")).map(|(one, other)| one * other);
            let band = match score.or(number("residual_score")).unwrap() {
                1 | 2 => "low",
                3 => "medium_low",
                4..=6 => "medium",
                8 | 9 => "medium_high",
                12..=16 => "high",
                _ => "without_band",
            };
            *bands.entry(band).or_default() += 1;
            *forecasts.entry(row["forecast"].clone()).or_default() += 1;
        }
        let facts = &section["facts"];
        for band in ["low", "medium_low", "medium", "medium_high", "high", "without_band"] {
            assert_eq!(facts[band], json!(bands.get(band).copied().unwrap_or_default()), "{kind} {band}");
        }
        for (name, token) in [("forecast_up", "up"), ("forecast_same", "same"), ("forecast_down", "down")] {
            assert_eq!(facts[name], json!(forecasts.get(token).copied().unwrap_or_default()), "{kind} {token}");
        }
        let lines = section["risks"].as_array().unwrap();
        assert_eq!(facts["total"], json!(lines.len()));
        let refs: BTreeSet<&str> = lines.iter().map(|line| line["ref"].as_str().unwrap()).collect();
        assert_eq!((facts["risks"].as_u64(), refs.len()), (Some(refs.len() as u64), kinds.values().filter(|of| *of == kind).count()));
    }
    service.stop().await;
}

/// Whatever the scope, the rows add up to the total, and that is the snapshot's.
async fn parts_add_up_to_the_snapshot(backend: Backend) {
    let service = start(backend).await;
    for (scope, query) in [
        ("council", ""),
        ("plan:CH", "?plan=CH"),
        ("plan:CH-PEOPLE", "?plan=CH-PEOPLE"),
        ("plan:CP1", "?plan=CP1"),
        ("service_area:HR", "?service_area=HR"),
    ] {
        for period in ["2017-18-Q2", "2017-18-Q1", "2017-18-Q3"] {
            let report = service.get(&format!("/api/v1/reports/{scope}/{period}.json")).await;
            let snapshot = service.get(&format!("/api/v1/periods/{period}/snapshot{query}")).await;
            let overall = &report["overall"];
            for (part, names) in [
                ("actions", vec!["counts", "total", "challenged"]),
                ("measures", vec!["counts", "total", "due", "reported", "quarterly", "annual"]),
            ] {
                for name in names {
                    assert_eq!(overall[part][name], snapshot[part][name], "{scope} {period} {part} {name}");
                }
                assert_eq!(overall[part]["overall"]["suggested"], snapshot[part]["overall"], "{scope} {period}");
                let rows = report["snapshot"].as_array().unwrap().iter().filter(|row| row["subtotal"] == false);
                let total: u64 = rows.map(|row| row[part]["total"].as_u64().unwrap()).sum();
                assert_eq!(json!(total), overall[part]["total"], "{scope} {period} {part}");
            }
            assert_eq!(overall["whole"]["suggested"], snapshot["overall"], "{scope} {period}");
        }
    }
    for (path, status, code) in [
        ("nobody/2017-18-Q2", StatusCode::NOT_FOUND, "unknown_scope"),
        ("plan:NONE/2017-18-Q2", StatusCode::NOT_FOUND, "not_found"),
        ("programme:NONE/2017-18-Q2", StatusCode::NOT_FOUND, "not_found"),
        ("council/2017-18-Q5", StatusCode::NOT_FOUND, "invalid_period"),
        ("council/2017-18-Q2.pages", StatusCode::NOT_FOUND, "invalid_period"),
    ] {
        let (answered, problem) = service.send(Method::GET, &format!("/api/v1/reports/{path}"), Value::Null).await;
        assert_eq!((answered, problem["code"].as_str()), (status, Some(code)), "{path}: {problem}");
    }
    service.stop().await;
}
