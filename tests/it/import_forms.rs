//! A pack is the same pack in every form.

use plumbline_tests::on_both;
use plumbline_tests::support::forms::{book, ndjson, workbook, zipped};
use plumbline_tests::support::pack::{files, import};
use plumbline_tests::support::service::{Backend, Service, Setup, answer};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(every_form_gives_the_same_record, the_same_is_wrong_in_every_form, a_body_may_be_one_file, what_is_no_form_is_refused);

const IMPORTS: &str = "/api/v1/imports";

async fn start(backend: Backend) -> Service {
    Service::start(backend, Setup::on("2017-10-16")).await
}

async fn send(service: &Service, path: &str, media: &str, body: impl Into<reqwest::Body>) -> (StatusCode, Value) {
    answer(service.request(Method::POST, path).bearer_auth(&service.admin).header("content-type", media).body(body)).await
}

/// Named files.
type Files = Vec<(String, Vec<u8>)>;

/// The pack in each form, as parts of a form.
fn forms() -> Vec<(&'static str, Files)> {
    let files = files();
    let folder: Vec<_> = files.iter().map(|(name, bytes)| (format!("pack/{name}"), bytes.clone())).collect();
    let lines: Vec<_> = files.iter().map(ndjson).collect();
    let (some, others) = files.split_at(files.len() / 2);
    vec![
        ("csv", files.clone()),
        ("zip", vec![("pack.zip".to_owned(), zipped(&[folder, vec![("pack/README.md".to_owned(), b"#".to_vec())]].concat()))]),
        ("xlsx", vec![("council.xlsx".to_owned(), workbook(&files))]),
        ("ndjson", lines.clone()),
        ("zip of ndjson", vec![("lines.zip".to_owned(), zipped(&lines))]),
        ("some of each", [some.iter().map(ndjson).collect(), vec![("rest.xlsx".to_owned(), workbook(others))]].concat()),
    ]
}

/// All that is recorded, without what differs from one record to another.
async fn recorded(service: &Service) -> Vec<Value> {
    fn stripped(value: Value) -> Value {
        match value {
            Value::Object(members) => {
                let own = |name: &str| {
                    !matches!(name, "id" | "item_id" | "at" | "number" | "request_id" | "actor")
                        && !name.ends_with("_at")
                        && !name.ends_with("_by")
                };
                Value::Object(members.into_iter().filter(|(name, _)| own(name)).map(|(name, value)| (name, stripped(value))).collect())
            }
            Value::Array(values) => values.into_iter().map(stripped).collect(),
            other => other,
        }
    }
    let mut all = Vec::new();
    for list in ["service-areas", "people", "plan", "actions", "indicators", "risks", "projects", "breakdowns"] {
        let mut next = Some(format!("/api/v1/{list}?limit=100"));
        while let Some(path) = next {
            let page = service.get(&path).await;
            next = page["next"].as_str().map(str::to_owned);
            all.push(stripped(page["items"].clone()));
        }
    }
    all
}

async fn every_form_gives_the_same_record(backend: Backend) {
    let mut first: Option<(Vec<Value>, Vec<Value>)> = None;
    for (form, pack) in forms() {
        let service = start(backend).await;
        let (status, report) = import(&service, IMPORTS, &pack).await;
        assert_eq!((status, &report["changed"]), (StatusCode::OK, &json!(true)), "{form}: {report}");
        let counts = report["files"].as_array().unwrap().iter().map(|file| json!([file["rows"], file["created"]])).collect();
        let seen = (counts, recorded(&service).await);
        let first = first.get_or_insert_with(|| seen.clone());
        assert_eq!(seen.0, first.0, "{form}");
        assert!(seen.1 == first.1, "{form} gives another record");
        // In one record all forms again, in the others the first.
        for (again, pack) in forms().into_iter().take(if form == "csv" { usize::MAX } else { 1 }) {
            let (status, report) = import(&service, IMPORTS, &pack).await;
            assert_eq!((status, &report["changed"]), (StatusCode::OK, &json!(false)), "{again} after {form}: {report}");
        }
        service.stop().await;
    }
}

async fn the_same_is_wrong_in_every_form(backend: Backend) {
    let service = start(backend).await;
    let table = "ref,title,polarity,unit,frequency,tolerance,owner_email\n\
        A,T,sideways,days,quarterly,5,\nB,,lower,days,quarterly,5,\nC,T,lower,days,quarterly,5,nobody@vale.example\nA,T,lower,days,annual,5,\n";
    let csv = vec![("indicators.csv".to_owned(), table.as_bytes().to_vec())];
    for (pack, first) in [
        (csv.clone(), 2),
        (vec![ndjson(&csv[0])], 1),
        (vec![("council.xlsx".to_owned(), workbook(&csv))], 2),
        (vec![("pack.zip".to_owned(), zipped(&csv))], 2),
    ] {
        let (status, told) = import(&service, IMPORTS, &pack).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        let errors = told["report"]["errors"].as_array().unwrap().iter();
        let errors: Vec<_> = errors.map(|error| json!([error["line"], error["column"], error["value"], error["code"]])).collect();
        let expected = [
            json!([first, "polarity", "sideways", "unknown_token"]),
            json!([first + 1, "title", null, "missing_value"]),
            json!([first + 2, "owner_email", "nobody@vale.example", "unknown_reference"]),
            json!([first + 3, "ref", "A", "duplicate_row"]),
        ];
        assert_eq!(errors, expected, "{told}");
    }
    service.stop().await;
}

async fn a_body_may_be_one_file(backend: Backend) {
    let service = start(backend).await;
    let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let row = "{\"ref\":\"A\",\"title\":\"T\",\"polarity\":\"lower\",\"unit\":\"days\",\"frequency\":\"quarterly\",\"tolerance\":5e0}\n";
    let (status, report) = send(&service, &format!("{IMPORTS}?file=indicators"), "application/x-ndjson", row).await;
    assert_eq!((status, &report["files"][0]["created"]), (StatusCode::OK, &json!(1)), "{report}");
    // As Excel writes 67.13, 0.3 that was computed, and a day with its time.
    let cells = |actual: &str| {
        let title = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"str\"><v>{text}</v></c>");
        let header = title("A1", "ref") + &title("B1", "period") + &title("C1", "actual");
        format!("<row r=\"1\">{header}</row><row r=\"9\">{}{}<c r=\"C9\">{actual}</c></row>", title("A9", "A"), title("B9", "2017-18-Q2"))
    };
    for (stored, seen) in
        [("67.129999999999995", "67.13"), ("0.30000000000000004", "0.3"), ("45", "45"), ("1E-3", "0.001"), ("-3.2", "-3.2")]
    {
        let workbook = book(&[("indicator_results".to_owned(), cells(&format!("<v>{stored}</v>")))]);
        let (status, report) = send(&service, IMPORTS, sheet, workbook).await;
        assert_eq!(status, StatusCode::OK, "{report}");
        let read = service.request(Method::GET, "/api/v1/indicators/A").bearer_auth(&service.admin).send().await.unwrap();
        assert!(read.text().await.unwrap().contains(&format!("\"actual\":{seen},")), "{stored}");
    }
    // A formula counts by the value that it was worked out to; one that has none would leave the figure out.
    for worked in ["<f>1+1</f><v>2</v>", "<f t=\"shared\" ref=\"C9\" si=\"0\">1+1</f><v>2</v>"] {
        let (status, report) = send(&service, IMPORTS, sheet, book(&[("indicator_results".to_owned(), cells(worked))])).await;
        assert_eq!(status, StatusCode::OK, "{report}");
        assert_eq!(service.get("/api/v1/indicators/A").await["result"]["actual"], 2, "{worked}");
    }
    for unworked in ["<f>1+1</f><v></v>", "<f>1+1</f><v/>", "<f>1+1</f>", "<f t=\"shared\" si=\"0\"/>"] {
        let (status, told) = send(&service, IMPORTS, sheet, book(&[("indicator_results".to_owned(), cells(unworked))])).await;
        let error = &told["report"]["errors"][0];
        assert_eq!((status.as_u16(), &error["code"], &error["line"]), (422, &json!("formula_without_value"), &json!(9)), "{told}");
        assert!(error["detail"].as_str().unwrap().contains("in C9"), "{told}");
        assert_eq!(service.get("/api/v1/indicators/A").await["result"]["actual"], 2, "nothing is erased");
    }
    for (media, path, status, code) in [
        ("text/csv", IMPORTS, 422, "invalid_values"),
        ("text/plain", IMPORTS, 415, "unsupported_media_type"),
        ("text/csv", "/api/v1/imports?file=colours", 422, "invalid_pack"),
    ] {
        let (seen, told) = send(&service, path, media, "ref\nA\n").await;
        assert_eq!((seen.as_u16(), told["code"].as_str()), (status, Some(code)), "{told}");
    }
    service.stop().await;
}

/// An archive with two files of the same path, which say different things.
fn twice() -> Vec<u8> {
    let file = |name: &str, code: &str| (name.to_owned(), format!("code,name\n{code},Resources\n").into_bytes());
    let mut zip = zipped(&[file("directorates.csv", "R1"), file("directorate2.csv", "R2")]);
    let named: Vec<usize> = zip.windows(16).enumerate().filter(|(_, name)| name == b"directorate2.csv").map(|(at, _)| at).collect();
    assert_eq!(named.len(), 2, "before the file, and in the directory");
    named.into_iter().for_each(|at| zip[at..at + 16].copy_from_slice(b"directorates.csv"));
    zip
}

async fn what_is_no_form_is_refused(backend: Backend) {
    let service = start(backend).await;
    let csv = vec![("people.csv".to_owned(), b"email,name\nx@vale.example,X\n".to_vec())];
    for (name, bytes, code) in [
        ("people.xls", b"x".to_vec(), "unknown_form"),
        ("people.ods", b"x".to_vec(), "unknown_form"),
        ("people.xlsb", b"x".to_vec(), "unknown_form"),
        ("people.xlsx", b"x".to_vec(), "unreadable"),
        ("people.xlsx", zipped(&csv), "unreadable"),
        ("pack.zip", b"x".to_vec(), "unreadable"),
        ("pack.zip", twice(), "duplicate_file"),
        ("pack.zip", zipped(&[("inner.zip".to_owned(), zipped(&csv))]), "nested_archive"),
    ] {
        let (status, told) = import(&service, IMPORTS, &[(name.to_owned(), bytes)]).await;
        assert_eq!((status, told["errors"][0]["code"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some(code)), "{name}: {told}");
    }
    let sheets = book(&[("people".to_owned(), String::new()), ("Prices".to_owned(), String::new())]);
    let (_, told) = import(&service, IMPORTS, &[("council.xlsx".to_owned(), sheets)]).await;
    let codes: Vec<_> = told["report"]["errors"].as_array().unwrap().iter().map(|error| json!([error["file"], error["code"]])).collect();
    assert_eq!(codes, [json!(["council.xlsx:Prices", "unknown_file"]), json!(["council.xlsx:people", "empty_file"])], "{told}");
    service.stop().await;
}
