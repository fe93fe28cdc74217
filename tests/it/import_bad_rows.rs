//! Rows that are wrong cost no more than rows that are right, however they are strewn over a file.

use plumbline_tests::on_both;
use plumbline_tests::support::pack::form;
use plumbline_tests::support::process::{peak, served, signal, worked};
use plumbline_tests::support::service::{Backend, Record, answer};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

on_both!(bad_rows_cost_no_more_than_good_ones);

/// The most that all files together may add to the service's memory, in KiB.
const GROWTH: u64 = 24 * 1024;

/// Results of the 40 quarters from 2008 on; one of them is signed off.
fn results(indicators: usize, bad: bool) -> String {
    let quarters: Vec<_> = (0..40).map(|n| format!("{}-{:02}-Q{}", 2008 + n / 4, 9 + n / 4, n % 4 + 1)).collect();
    let rows = (0..indicators).flat_map(|n| quarters.iter().map(move |quarter| format!("I{n},{quarter},4.5,4\n")));
    let rows = rows.filter(|row| bad || !row.contains("2017-18-Q1"));
    format!("ref,period,actual,target\n{}", rows.collect::<String>())
}

/// People, each with the one before as their manager; the name of one in a hundred is no name.
fn people(bad: bool) -> String {
    let name = |n: usize| if bad && n % 100 == 50 { "No\u{200b}body" } else { "Somebody" };
    let manager = |n: usize| if n.is_multiple_of(100) { String::new() } else { format!("p{}@vale.example", n - 1) };
    let rows = (0..1_500).map(|n| format!("p{n}@vale.example,{},{}\n", name(n), if n % 100 == 51 { String::new() } else { manager(n) }));
    format!("email,name,manager_email\n{}", rows.collect::<String>())
}

/// (created, failed), and how many errors there are.
fn came_to(told: &Value) -> (u64, u64, usize) {
    let report = if told["report"].is_null() { told } else { &told["report"] };
    let count = |name: &str| report["files"][0][name].as_u64().unwrap();
    assert_eq!(count("rows"), count("created") + count("failed"), "one outcome each: {report}");
    (count("created"), count("failed"), report["errors"].as_array().unwrap().len())
}

async fn bad_rows_cost_no_more_than_good_ones(backend: Backend) {
    let record = Record::new(backend);
    let (mut process, address, key) = served(&record);
    let client = Client::new();
    let send = async |name: &str, text: String, dry_run: bool| {
        let request = client.post(format!("{address}/api/v1/imports?dry_run={dry_run}")).bearer_auth(&key);
        answer(form(request, &[(name.to_owned(), text.into_bytes())])).await
    };
    let indicators = (0..100).map(|n| format!("I{n},Title,higher,days,quarterly\n")).collect::<String>();
    let (status, told) = send("indicators.csv", format!("ref,title,polarity,unit,frequency\n{indicators}"), false).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    let closed = client.put(format!("{address}/api/v1/periods/2017-18-Q1/state")).bearer_auth(&key);
    let closed = closed.json(&json!({"state": "closed", "with_open_items": true, "reason": "Trial."}));
    assert_eq!(answer(closed).await.0, StatusCode::OK);
    let before = peak(&process);
    for (name, good, bad, (rows, wrong)) in [
        ("indicator_results.csv", results(100, false), results(100, true), (3_900, 100)),
        ("people.csv", people(false), people(true), (1_485, 15)),
    ] {
        let begun = worked(&process);
        let (status, told) = send(name, good, true).await;
        assert_eq!((status, came_to(&told).1), (StatusCode::OK, 0), "{told}");
        let good = worked(&process) - begun;
        let (status, told) = send(name, bad, true).await;
        let bad = worked(&process) - begun - good;
        assert_eq!((status, came_to(&told)), (StatusCode::UNPROCESSABLE_ENTITY, (rows, wrong, usize::try_from(wrong).unwrap())), "{told}");
        assert!(bad < 2 * good, "{name}: {bad:?} against {good:?}");
    }
    let grown = peak(&process) - before;
    assert!(grown < GROWTH, "{grown} KiB more");
    signal(&process, "TERM");
    assert!(process.wait().unwrap().success());
}
