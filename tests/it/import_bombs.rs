//! Files that are small to send and large to read are refused before they cost anything, by the name of the limit.

use plumbline_tests::on_both;
use plumbline_tests::support::forms::{book, zipped};
use plumbline_tests::support::process::{command, signal};
use plumbline_tests::support::service::{Backend, Record, answer};
use reqwest::{Client, StatusCode};
use std::io::{BufRead, BufReader};
use std::process::Child;
use std::time::Duration;

on_both!(bombs_cost_nothing);

/// The most that all of them together may add to the service's memory, in KiB.
const GROWTH: u64 = 64 * 1024;
/// The longest that the service may work on one: counted in its own time, whatever else the machine does.
const PATIENCE: Duration = Duration::from_secs(2);

/// The most that the process ever held, in KiB.
fn peak(process: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// How long the process has worked.
fn worked(process: &Child) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", process.id())).unwrap();
    // After the name, which may hold spaces: the 14th and 15th fields, in hundredths of a second.
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    Duration::from_millis(10 * (fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()))
}

/// An archive whose directory says that its entries are of a thousandth of their size.
fn lying(mut zip: Vec<u8>) -> Vec<u8> {
    let entries: Vec<usize> = zip.windows(4).enumerate().filter(|(_, four)| four == b"PK\x01\x02").map(|(at, _)| at).collect();
    for at in entries {
        let size = u32::from_le_bytes(zip[at + 24..at + 28].try_into().unwrap());
        zip[at + 24..at + 28].copy_from_slice(&(size / 1000).to_le_bytes());
    }
    zip
}

fn bombs() -> Vec<(&'static str, &'static str, Vec<u8>, &'static str)> {
    let people = |text: String| vec![("people.csv".to_owned(), format!("email,name\n{text}").into_bytes())];
    let long = "0".repeat(64 << 20);
    let cell = |at: &str| format!("<c r=\"{at}\" t=\"str\"><v>email</v></c>");
    let far = format!("<row r=\"1\">{}{}</row><row r=\"1048576\">{}</row>", cell("A1"), cell("XFD1"), cell("XFD1048576"));
    let wide = format!("<row r=\"1\">{}</row>", "<c r=\"A1\"/>".repeat(4 << 20));
    let strings = |mut book: Vec<(String, Vec<u8>)>| {
        book.push(("xl/sharedStrings.xml".to_owned(), format!("<sst>{}</sst>", "<si/>".repeat(8 << 20)).into_bytes()));
        zipped(&book)
    };
    vec![
        ("a zip that is packed too well", "pack.zip", zipped(&people(long.clone())), "1/200"),
        ("a zip that lies", "pack.zip", lying(zipped(&people(long))), "declared uncompressed size"),
        ("a zip of many", "pack.zip", zipped(&(0..1_100).map(|n| (format!("{n}.txt"), Vec::new())).collect::<Vec<_>>()), "1000 entries"),
        ("a zip in a zip", "pack.zip", zipped(&[("a.zip".to_owned(), zipped(&people(String::new())))]), "archive"),
        ("cells far away", "council.xlsx", book(&[("people".to_owned(), far)]), "256"),
        ("a wide row", "council.xlsx", book(&[("people".to_owned(), wide)]), "1/200"),
        ("shared texts", "council.xlsx", strings(Vec::new()), "1/200"),
        ("a row without end", "people.csv", format!("email,name\n\"{}", "a,b\n".repeat(4 << 20)).into_bytes(), "1 MiB"),
        ("a line without end", "people.ndjson", format!("{{\"email\": \"{}", "a".repeat(16 << 20)).into_bytes(), "1 MiB"),
    ]
}

async fn bombs_cost_nothing(backend: Backend) {
    let record = Record::new(backend);
    let mut process = command(&record, &["serve", "--no-worker", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address =
        lines.find_map(|line| line.split_once("listens on ").and_then(|(_, rest)| Some(rest.split_once(';')?.0.to_owned()))).unwrap();
    let key = lines.find_map(|line| line.trim().starts_with("plb_").then(|| line.trim().to_owned())).unwrap();
    let (client, url) = (Client::new(), format!("{address}/api/v1/imports"));
    let send = async |name: &str, bytes: Vec<u8>| {
        let request = plumbline_tests::support::pack::form(client.post(&url).bearer_auth(&key), &[(name.to_owned(), bytes)]);
        answer(request).await
    };
    let (status, told) = send("people.csv", b"email,name\na@vale.example,A\n".to_vec()).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    let before = peak(&process);
    for (what, name, bytes, limit) in bombs() {
        let before = worked(&process);
        let (status, told) = send(name, bytes).await;
        let took = worked(&process) - before;
        assert!(matches!(status.as_u16(), 413 | 422) && told.to_string().contains(limit), "{what}: {status} {told}");
        assert!(took < PATIENCE, "{what}: {took:?}");
    }
    let grown = peak(&process) - before;
    assert!(grown < GROWTH, "{grown} KiB more");
    signal(&process, "TERM");
    assert!(process.wait().unwrap().success());
}
