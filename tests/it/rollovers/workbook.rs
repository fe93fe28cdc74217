//! The workbook: downloaded, filled in as people do, and sent back.

use super::{column, made, recorded, start};
use calamine::{Data, Reader, Xlsx};
use plumbline_tests::on_both;
use plumbline_tests::support::forms::{book, texts};
use plumbline_tests::support::pack::import;
use plumbline_tests::support::service::{Backend, Service, answer};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use std::io::Cursor;

on_both!(it_is_filled_in_and_sent_back, what_was_taken_out_is_told, what_is_wrong_is_told_by_its_cell);

const WORKBOOK: &str = "/api/v1/rollovers/2027-28.xlsx";
const MEDIA: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The sheets of a workbook, as rows of texts.
pub type Sheets = Vec<(String, Vec<Vec<String>>)>;

async fn download(service: &Service) -> Vec<u8> {
    let response = service.request(Method::GET, WORKBOOK).bearer_auth(&service.reader).send().await.unwrap();
    assert_eq!((response.status(), &response.headers()[header::CONTENT_TYPE]), (StatusCode::OK, &header::HeaderValue::from_static(MEDIA)));
    response.bytes().await.unwrap().to_vec()
}

pub fn read(bytes: &[u8]) -> Sheets {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).unwrap();
    let said = |cell: &Data| match cell {
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    };
    let sheets = workbook.worksheets().into_iter();
    sheets.map(|(name, range)| (name, range.rows().map(|row| row.iter().map(said).collect()).collect())).collect()
}

/// The cell of that sheet, in the row of that item.
fn cell<'a>(sheets: &'a mut Sheets, sheet: &str, item: &str, name: &str) -> &'a mut String {
    let rows = &mut sheets.iter_mut().find(|(found, _)| found == sheet).unwrap().1;
    let at = rows[0].iter().position(|heading| heading == name).unwrap();
    &mut rows.iter_mut().find(|row| row[1] == item).unwrap()[at]
}

pub fn written(sheets: &Sheets) -> Vec<u8> {
    book(&sheets.iter().map(|(name, rows)| (name.clone(), texts(rows))).collect::<Vec<_>>())
}

/// As the body, as a program would; `None` of the query as a form, as a browser would.
async fn upload(service: &Service, query: Option<&str>, bytes: Vec<u8>) -> (StatusCode, Value) {
    match query {
        None => import(service, WORKBOOK, &[("rollover-2027-28.xlsx".to_owned(), bytes)]).await,
        Some(query) => {
            let request = service.request(Method::POST, &format!("{WORKBOOK}{query}")).bearer_auth(&service.editor);
            answer(request.header(header::CONTENT_TYPE, MEDIA).body(bytes)).await
        }
    }
}

async fn it_is_filled_in_and_sent_back(backend: Backend) {
    let service = start(backend, "2027-04-12").await;
    // Texts that a spreadsheet might run stay texts.
    let formula = "=HYPERLINK(\"http://evil.example\")";
    made(&service, Method::PATCH, "actions/A-3", json!({"title": formula})).await;
    made(&service, Method::PUT, "indicators/M-2/results/2027-28-Q3", json!({"target": 11})).await;
    let bytes = download(&service).await;
    let mut formulas = Xlsx::new(Cursor::new(&bytes)).unwrap();
    assert!(formulas.worksheet_formula("actions").unwrap().is_empty());
    let mut sheets = read(&bytes);
    assert_eq!(sheets.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["Read me", "actions", "targets"]);
    for (item, name, value) in [
        ("A/1", "percent_complete", "50"),
        ("A/1", "rag", "red"),
        ("A/2", "due_date", "2027-09-30"),
        ("A/2", "decision", "carry"),
        ("A/2", "proposed_ref", "A/2/2027-28"),
        ("A/3", "title", formula),
        ("A/3", "proposed_due_date", "2028-03-31"),
    ] {
        assert_eq!(cell(&mut sheets, "actions", item, name), value, "{item} {name}");
    }
    for (item, name, value) in
        [("M/1", "q1_last_actual", "80"), ("M/1", "q1_last_rag", "green"), ("M/1", "q2_target", ""), ("M/2", "q3_target", "11")]
    {
        assert_eq!(cell(&mut sheets, "targets", item, name), value, "{item} {name}");
    }

    // As it was downloaded, all is carried, on trial.
    let before = recorded(&service).await;
    let (status, tried) = upload(&service, Some("?dry_run=true"), bytes).await;
    assert_eq!((status, &tried["dry_run"]), (StatusCode::OK, &json!(true)), "{tried}");
    assert_eq!(
        (column(&tried["actions"], "outcome"), column(&tried["targets"], "outcome")),
        (vec![&json!("carried"); 3], vec![&json!("same")])
    );
    assert_eq!(recorded(&service).await, before);

    for (sheet, item, name, value) in [
        ("actions", "A/1", "new_due_date", "2027-12-31"),
        ("actions", "A/1", "new_ref", "0012"),
        ("actions", "A/2", "decision", "close"),
        ("actions", "A/2", "reason", "Nobody needs it."),
        ("actions", "A/3", "decision", ""),
        ("targets", "M/1", "q1_target", "75"),
        ("targets", "M/1", "q4_target", "90.5"),
        ("targets", "M/2", "q3_target", "none"),
    ] {
        *cell(&mut sheets, sheet, item, name) = value.to_owned();
    }
    let filled = written(&sheets);
    let (status, rolled) = upload(&service, None, filled.clone()).await;
    assert_eq!(status, StatusCode::OK, "{rolled}");
    assert_eq!(column(&rolled["actions"], "ref"), ["A/1", "A/2"]);
    assert_eq!(column(&rolled["actions"], "outcome"), ["carried", "closed"]);
    assert_eq!(column(&rolled["targets"], "outcome"), ["new", "new", "removed"]);
    assert!(rolled["targets"][0]["flag"].is_string() && rolled["targets"][1]["flag"].is_null());
    let new = service.get("/api/v1/actions/0012").await;
    assert_eq!((&new["due_date"], &new["succeeds"]["ref"], &new["title"]), (&json!("2027-12-31"), &json!("A/1"), &json!("Do A/1")));
    assert_eq!(service.get("/api/v1/actions/A-3").await["lifecycle"], "active");

    let done = recorded(&service).await;
    let (status, again) = upload(&service, Some(""), filled).await;
    assert_eq!(
        (status, column(&again["actions"], "outcome"), column(&again["targets"], "outcome")),
        (StatusCode::OK, vec![&json!("unchanged"); 2], vec![&json!("same"); 3])
    );
    assert_eq!(recorded(&service).await, done);
    let mut left = read(&download(&service).await);
    assert_eq!(left[1].1.iter().map(|row| row[1].as_str()).collect::<Vec<_>>(), ["ref", "A/3"]);
    assert_eq!(cell(&mut left, "targets", "M/1", "q4_target"), "90.5");
    service.stop().await;
}

async fn what_was_taken_out_is_told(backend: Backend) {
    let service = start(backend, "2027-04-12").await;
    let whole = read(&download(&service).await);
    let before = recorded(&service).await;
    let mut renamed = whole.clone();
    renamed[1].0 = "Actions to decide".to_owned();
    let mut without = whole.clone();
    let place = without[1].1[0].iter().position(|heading| heading == "decision").unwrap();
    without[1].1.iter_mut().for_each(|row| drop(row.remove(place)));
    for (sheets, pointer, code) in [(renamed, "/actions", "missing_sheet"), (without, "/actions/decision", "missing_column")] {
        let (status, problem) = upload(&service, Some(""), written(&sheets)).await;
        let errors = problem["errors"].as_array().unwrap();
        let told = errors.iter().any(|error| error["pointer"] == pointer && error["code"] == code);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && told, "{problem}");
    }
    assert_eq!(recorded(&service).await, before);
    service.stop().await;
}

async fn what_is_wrong_is_told_by_its_cell(backend: Backend) {
    let service = start(backend, "2027-07-20").await;
    for state in [json!({"state": "in_review"}), json!({"state": "closed", "with_open_items": true, "reason": "Trial."})] {
        made(&service, Method::PUT, "periods/2027-28-Q1/state", state).await;
    }
    let before = recorded(&service).await;
    let good = read(&download(&service).await);
    let mut sheets = good.clone();
    for (sheet, item, name, value) in [
        ("actions", "A/1", "decision", "keep"),
        ("actions", "A/2", "new_ref", "A/3"),
        ("actions", "A/3", "ref", "A/9"),
        ("targets", "M/1", "q1_target", "1"),
        ("targets", "M/1", "q2_target", "many"),
        ("targets", "M/2", "indicator", "M/9"),
        ("targets", "M/9", "q3_target", "2"),
    ] {
        *cell(&mut sheets, sheet, item, name) = value.to_owned();
    }
    let wrong = [
        ("/actions/2/decision", "sheet actions, row 2, column decision: must be one of: carry, close, complete, replace"),
        ("/actions/3/new_ref", "give another ref"),
        ("/actions/4/ref", "create it first"),
        ("/targets/2/q2_target", "or none, to take the target away"),
        ("/targets/2/q1_target", "leave it out"),
        ("/targets/3/indicator", "create it first"),
    ];
    told(&service, &sheets, &wrong, &before).await;

    let mut twice = good.clone();
    let again = twice[1].1[1].iter().map(|said| said.replace("carry", "close")).collect();
    twice[1].1.push(again);
    told(&service, &twice, &[("/actions/5/ref", "keep one of them")], &before).await;
    let mut other = good.clone();
    *cell(&mut other, "targets", "M/1", "year") = "2026-27".to_owned();
    *cell(&mut other, "targets", "M/1", "q2_target") = "5".to_owned();
    *cell(&mut other, "actions", "A/1", "decision") = String::new();
    *cell(&mut other, "actions", "A/1", "reason") = "It goes on.".to_owned();
    told(&service, &other, &[("/actions/2/decision", "or clear that"), ("/targets/2/year", "send it to that year")], &before).await;
    told(&service, &vec![("people".to_owned(), vec![vec!["ref".to_owned()]])], &[("", "must be the workbook of 2027-28")], &before).await;

    let (status, problem) = import(&service, WORKBOOK, &[("actions.csv".to_owned(), b"ref,decision\nA/1,carry\n".to_vec())]).await;
    let said = &problem["errors"][0];
    assert_eq!((status, &said["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("unknown_file")), "{problem}");
    let request = service.request(Method::POST, WORKBOOK).bearer_auth(&service.reader);
    assert_eq!(answer(request.header(header::CONTENT_TYPE, MEDIA).body(written(&good))).await.0, StatusCode::FORBIDDEN);
    assert_eq!(recorded(&service).await, before);
    service.stop().await;
}

/// Is that told of the workbook, and nothing done?
async fn told(service: &Service, sheets: &Sheets, wrong: &[(&str, &str)], before: &[Value]) {
    let (status, problem) = upload(service, Some(""), written(sheets)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    let mut found: Vec<(&str, &str)> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["pointer"].as_str().unwrap(), one["detail"].as_str().unwrap()))
        .collect();
    let mut wrong = wrong.to_vec();
    found.sort_unstable();
    wrong.sort_unstable();
    assert_eq!(found.iter().map(|(at, _)| *at).collect::<Vec<_>>(), wrong.iter().map(|(at, _)| *at).collect::<Vec<_>>(), "{problem}");
    for ((at, detail), (_, remedy)) in found.into_iter().zip(wrong) {
        assert!(detail.contains(remedy), "{at}: {detail}");
    }
    assert_eq!(recorded(service).await, before);
}
