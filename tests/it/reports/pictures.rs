//! The pictures of the page: what they say is what the record says.

use super::{REPORT, each, start};
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service};
use reqwest::Method;
use std::collections::BTreeSet;

on_both!(pictures_say_what_the_record_says);

const OVERALL: [(&str, &str); 2] = [
    (
        "en",
        "Actions: 84 Green, 4 Amber, 7 Red, 5 not applicable; 100 in all. Measures: 11 Green, 3 Amber, 9 Red, 9 not applicable; 32 in all.",
    ),
    ("cy", "Camau gweithredu: Gwyrdd 84, Oren 4, Coch 7, ddim yn berthnasol 5; cyfanswm 100."),
];

async fn page(service: &Service, language: &str) -> String {
    let request = service.request(Method::GET, &format!("{REPORT}.html?language={language}")).bearer_auth(&service.reader);
    request.send().await.unwrap().text().await.unwrap()
}

/// What stands between the two, each time.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start).skip(1).map(|rest| rest.split(end).next().unwrap()).collect()
}

async fn pictures_say_what_the_record_says(backend: Backend) {
    let service = start(backend).await;
    let report = service.get(REPORT).await;
    for (language, overall) in OVERALL {
        let page = page(&service, language).await;
        let ids = between(&page, " id=\"", "\"");
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "an id stands twice");
        // All that a picture says, by its id.
        let told = |id: &str| -> Vec<&str> { between(&page, &format!("<desc id=\"chart-{id}"), "</desc>") };
        assert!(told("overall-")[0].contains(overall), "{:?}", told("overall-"));
        let (risks, lines) = (told("corporate-risks-")[0], report["corporate_risks"]["risks"].as_array().unwrap());
        assert!(lines.iter().all(|line| risks.contains(line["ref"].as_str().unwrap())), "{risks}");
        // Of service risks the pack has scores alone: they have no cells.
        assert!(told("service-risks-").is_empty());
        // Each timeline begins with how many actions it has.
        let counted = |text: &&str| text.split('>').nth(1).unwrap().split(' ').next().unwrap().parse::<usize>().unwrap();
        assert_eq!(told("timeline").iter().map(counted).sum::<usize>(), each(&report["actions"], "actions", "ref").len());
        let tables = report["resources"]["breakdowns"].as_array().unwrap();
        let by = if language == "en" { ", by service area" } else { ", fesul maes gwasanaeth" };
        assert!(page.contains(by), "{by}");
        assert_eq!((told("breakdown-").len(), tables.is_empty()), (tables.len(), false));
        for (table, told) in tables.iter().zip(told("breakdown-")) {
            let labels = table["rows"].as_array().unwrap().iter().map(|row| row["label"].as_str().unwrap().replace('&', "&amp;"));
            assert!(labels.into_iter().all(|label| told.contains(&label)), "{told}");
        }
        let measures = ["measures", "additional_measures"].into_iter().flat_map(|part| report[part].as_array().unwrap());
        let measures = measures.flat_map(|group| group["measures"].as_array().unwrap());
        let figures = |trend: &serde_json::Value| trend.as_array().unwrap().iter().filter(|point| !point["actual"].is_null()).count();
        let with_trend = measures.filter(|measure| figures(&measure["trend"]) > 1).count();
        assert_eq!((told("trend-").len(), with_trend > 10), (with_trend, true));
    }
    service.stop().await;
}
