//! Files that are small to send and large to read are refused before they cost anything, by the name of the limit.

use plumbline_tests::on_both;
use plumbline_tests::support::forms::{book, zipped};
use plumbline_tests::support::process::{peak, served, signal, worked};
use plumbline_tests::support::service::{Backend, Record, answer};
use reqwest::{Client, StatusCode};
use std::time::Duration;

on_both!(bombs_cost_nothing);

/// The most that all of them together may add to the service's memory, in KiB.
const GROWTH: u64 = 64 * 1024;
/// The longest that the service may work on one: counted in its own time, whatever else the machine does.
const PATIENCE: Duration = Duration::from_secs(2);

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
    let rows = |row: &dyn Fn(u32) -> String| (2..=500_002).map(row).collect::<String>();
    let head = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>code</v></c><c r=\"B1\" t=\"str\"><v>name</v></c></row>";
    let sheet = rows(&|n| format!("<row r=\"{n}\"><c r=\"A{n}\" t=\"str\"><v>S{n}</v></c><c r=\"B{n}\" t=\"str\"><v>Area</v></c></row>"));
    let csv = format!("code,name\n{}", rows(&|n| format!("S{n},Area\n")));
    let ndjson = rows(&|n| format!("{{\"code\": \"S{n}\", \"name\": \"Area\"}}\n"));
    vec![
        ("a sheet of too many rows", "council.xlsx", book(&[("service_areas".to_owned(), format!("{head}{sheet}"))]), "500000 rows"),
        ("a table of too many rows", "service_areas.csv", csv.into_bytes(), "500000 rows"),
        ("too many lines", "service_areas.ndjson", ndjson.into_bytes(), "500000 rows"),
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
    let (mut process, address, key) = served(&record);
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
