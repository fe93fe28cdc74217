//! Where a cumulative measure will stand at the end of the year, and what its target still takes.

use super::checks::{page, put};
use super::frozen::bytes;
use super::{REPORT, each, start};
use plumbline_tests::on_both;
use plumbline_tests::support::service::Backend;
use serde_json::{Value, json};
use std::collections::BTreeMap;

on_both!(the_year_s_end_is_told);

async fn the_year_s_end_is_told(backend: Backend) {
    let service = start(backend).await;
    put(&service, "indicators/CPM-210/results/2017-18-Q2", json!({"actual": 4.5, "target": 4, "commentary": "More left."})).await;
    let year_end = async |path: &str| service.get(&format!("/api/v1/indicators/{path}")).await["year_end"].clone();
    let told = |year: &Value| json!([year["forecast"], year["needed_per_quarter"], year["outlook"], year["explanation"]["reason"]]);
    assert_eq!(told(&year_end("CPM-210?period=2017-18-Q2").await), json!([9, null, null, "no_year_target"]));
    // The quarter has not begun: it holds a target, and no figure.
    put(&service, "indicators/CPM-210/results/2017-18-Q4", json!({"target": 8.5})).await;
    let year = year_end("CPM-210?period=2017-18-Q2").await;
    assert_eq!(told(&year), json!([9, 2, "off_course", "off_course"]));
    assert_eq!(year["target"], 8.5);
    assert_eq!(told(&year_end("CPM-210?period=2017-18-Q1").await), json!([null, null, null, "not_reported"]));
    assert_eq!(year_end("CPM-073?period=2017-18-Q2").await, Value::Null, "a rank of the quarter does not add up");
    put(&service, "indicators/CPM-210/results/2017-18-Q2", json!({"actual": 4.5, "target": 4, "numerator": 45, "denominator": 1000})).await;
    assert_eq!(told(&year_end("CPM-210?period=2017-18-Q2").await), json!([null, null, null, "share"]));
    put(&service, "indicators/CPM-210/results/2017-18-Q2", json!({"actual": 4.5, "target": 4})).await;

    let report = service.get(REPORT).await;
    assert!(each(&report["red_measures"], "measures", "ref").contains(&"CPM/210"));
    let lines = report["measures"].as_array().unwrap().iter().flat_map(|group| group["measures"].as_array().unwrap());
    let line = lines.into_iter().find(|line| line["ref"] == "CPM/210").unwrap();
    assert_eq!(line["year_end"], year);
    let tables = bytes(&service, &format!("{REPORT}.csv.zip")).await;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(tables)).unwrap();
    let rows = csv::Reader::from_reader(zip.by_name("measures.csv").unwrap()).into_deserialize::<BTreeMap<String, String>>();
    let row = rows.map(Result::unwrap).find(|row| row["ref"] == "CPM/210").unwrap();
    let told = ["year_end_forecast", "year_end_target", "needed_per_quarter", "outlook"].map(|column| row[column].as_str());
    assert_eq!(told, ["9", "8.5", "2", "off_course"]);
    for (language, words) in [("en", "per quarter to stay within 8.5"), ("cy", "bob chwarter ar y mwyaf i aros o fewn 8.5")] {
        let page = page(&service, &format!("{REPORT}.html?language={language}")).await;
        assert!(page.contains(words), "{language}: {words}");
    }
    service.stop().await;
}
