//! What is signed off: frozen byte for byte, superseded by another, and read by anybody once it is published.

use super::checks::put;
use super::{REPORT, start};
use plumbline_tests::on_both;
use plumbline_tests::support::process::{command, ended};
use plumbline_tests::support::service::{Backend, Service};
use reqwest::{Method, Response, StatusCode, header};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

on_both!(
    what_is_signed_off_stays_as_it_was,
    an_opened_quarter_supersedes_what_was_frozen,
    what_is_published_anybody_reads,
    a_write_is_in_or_comes_after
);

const FROZEN: &str = "/api/v1/frozen-reports?period=2017-18-Q2";
const NAMES: [&str; 9] = [
    "report.csv.zip",
    "report.cy.docx",
    "report.cy.html",
    "report.cy.pdf",
    "report.en.docx",
    "report.en.html",
    "report.en.pdf",
    "report.json",
    "report.xlsx",
];

async fn close(service: &Service) {
    let close = json!({"state": "closed", "with_open_items": true, "reason": "The committee meets tomorrow."});
    put(service, "periods/2017-18-Q2/state", close).await;
}

async fn read(service: &Service, path: &str) -> Response {
    service.request(Method::GET, path).bearer_auth(&service.reader).send().await.unwrap()
}

pub async fn bytes(service: &Service, path: &str) -> Vec<u8> {
    let answer = read(service, path).await;
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.bytes().await.unwrap().to_vec()
}

async fn frozen(service: &Service) -> Vec<Value> {
    service.get(FROZEN).await["items"].as_array().unwrap().clone()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn restate(service: &Service) {
    let result = json!({"actual": 60, "target": 85, "restatement_reason": "Two cases were counted twice."});
    put(service, "indicators/CPM-223/results/2017-18-Q2", result).await;
}

async fn what_is_signed_off_stays_as_it_was(backend: Backend) {
    let mut digests = Vec::new();
    for other in [backend, if backend == Backend::Sqlite { Backend::Postgres } else { Backend::Sqlite }] {
        let service = start(other).await;
        assert_eq!(frozen(&service).await, Vec::<Value>::new());
        let asked = read(&service, &format!("{REPORT}?as=reported")).await;
        assert_eq!(asked.status(), StatusCode::NOT_FOUND, "nothing was reported yet");
        close(&service).await;
        let reports = frozen(&service).await;
        let of: Vec<&str> = reports.iter().map(|one| one["scope"].as_str().unwrap()).collect();
        assert_eq!(of, ["council", "plan:CH"]);
        digests.push(reports.iter().map(|one| one["digest"].clone()).collect::<Vec<_>>());
        if other != backend {
            service.stop().await;
            continue;
        }
        let council = &reports[0];
        assert_eq!((&council["published"], &council["superseded_at"]), (&json!(false), &Value::Null));
        assert_eq!(council["reason"], "The committee meets tomorrow.");
        let mut manifest = String::new();
        for (face, name) in council["faces"].as_array().unwrap().iter().zip(NAMES) {
            let body = bytes(&service, face["link"].as_str().unwrap()).await;
            assert_eq!((face["name"].as_str(), face["size"].as_u64()), (Some(name), Some(body.len() as u64)));
            assert_eq!(face["sha256"], sha256(&body));
            manifest += &format!("{}  {name}\n", sha256(&body));
        }
        assert_eq!(council["digest"], sha256(manifest.as_bytes()));

        let faces = ["", ".html", ".html?language=cy", ".csv.zip", ".xlsx", ".pdf", ".pdf?language=cy", ".docx", ".docx?language=cy"];
        let mut before = Vec::new();
        for face in faces {
            before.push(bytes(&service, &format!("{REPORT}{face}")).await);
        }
        restate(&service).await;
        for (face, before) in faces.iter().zip(&before) {
            assert!(bytes(&service, &format!("{REPORT}{face}")).await == *before, "{face}: the frozen report is another");
            let joined = if face.contains('?') { '&' } else { '?' };
            assert!(bytes(&service, &format!("{REPORT}{face}{joined}as=restated")).await != *before, "{face}");
        }
        let [reported, restated] = ["", "?as=restated"].map(|which| format!("{REPORT}{which}"));
        let (reported, restated) = (service.get(&reported).await, service.get(&restated).await);
        assert_eq!((&reported["restated"], &reported["header"]["state"]), (&json!([]), &json!("closed")));
        let line = &restated["restated"][0];
        assert_eq!((&line["ref"], &line["reason"]), (&json!("CPM/223"), &json!("Two cases were counted twice.")));
        let next = service.get("/api/v1/reports/council/2017-18-Q3").await;
        assert_eq!(next["restated"], restated["restated"], "the next quarter's report tells it");

        let folder = tempfile::tempdir().unwrap();
        let written_by = |version: &[&str]| {
            let out = folder.path().to_str().unwrap();
            let arguments = [&["report", "council", "2017-18-Q2", "--format", "csv,json,pdf", "--out", out], version].concat();
            ended(command(&service.record, &arguments).output().unwrap())
        };
        for (version, expected) in [(&[][..], &before[0]), (&["--as", "reported"], &before[0])] {
            let (code, out, err) = written_by(version);
            assert_eq!((code, err.as_str()), (0, ""), "{out}");
            for (file, expected) in [(".json", expected), (".csv.zip", &before[3]), (".en.pdf", &before[5])] {
                let written = std::fs::read(folder.path().join(format!("report-council-2017-18-Q2{file}"))).unwrap();
                assert!(written == *expected, "{file}: the command wrote another");
            }
        }
        assert_eq!(written_by(&["--as", "restated"]).0, 0);
        let written: Value = serde_json::from_slice(&std::fs::read(folder.path().join("report-council-2017-18-Q2.json")).unwrap()).unwrap();
        assert_eq!(written["restated"], restated["restated"]);
        for (version, told) in [(&["--as", "reported", "--as-of", "2017-10-16"][..], "--as-of"), (&["--format", "doc"], "docx")] {
            let (code, _, err) = written_by(version);
            assert!(code > 0 && err.contains(told), "{code}: {err}");
        }

        let tag = read(&service, REPORT).await.headers()[header::ETAG].to_str().unwrap().to_owned();
        assert_eq!(tag.trim_matches('"'), sha256(&before[0]));
        let again = service.request(Method::GET, REPORT).bearer_auth(&service.reader).header(header::IF_NONE_MATCH, &tag);
        assert_eq!(again.send().await.unwrap().status(), StatusCode::NOT_MODIFIED);
        let page = read(&service, &format!("{REPORT}.html")).await;
        assert!(page.headers()["content-security-policy"].to_str().unwrap().contains("style-src 'sha256-"));
        for (path, status) in [
            (format!("{REPORT}?as=reported&as_of=2017-10-15"), StatusCode::UNPROCESSABLE_ENTITY),
            ("/api/v1/reports/service_area:HR/2017-18-Q2?as=reported".to_owned(), StatusCode::NOT_FOUND),
            ("/api/v1/reports/service_area:HR/2017-18-Q2".to_owned(), StatusCode::OK),
        ] {
            assert_eq!(read(&service, &path).await.status(), status, "{path}");
        }
        service.stop().await;
    }
    assert_eq!(digests[0], digests[1], "the same record gives the same bytes on either database");
}

async fn an_opened_quarter_supersedes_what_was_frozen(backend: Backend) {
    let service = start(backend).await;
    close(&service).await;
    let first = frozen(&service).await[0].clone();
    let body = bytes(&service, first["faces"][7]["link"].as_str().unwrap()).await;
    put(&service, "periods/2017-18-Q2/state", json!({"state": "open", "reason": "Late figures."})).await;
    let marked = frozen(&service).await[0].clone();
    assert_eq!((&marked["id"], &marked["superseded_because"]), (&first["id"], &json!("Late figures.")));
    assert_eq!(service.get(REPORT).await["header"]["state"], "open", "an open quarter is told as it is");
    assert!(bytes(&service, &format!("{REPORT}?as=reported")).await == body);
    put(&service, "indicators/CPM-223/results/2017-18-Q2", json!({"actual": 60, "target": 85})).await;
    close(&service).await;
    let all = frozen(&service).await;
    assert_eq!(all.len(), 4);
    let standing: Vec<&Value> = all.iter().filter(|one| one["superseded_at"].is_null()).collect();
    assert_eq!(standing.len(), 2);
    assert!(standing.iter().all(|one| one["digest"] != first["digest"]));
    assert!(bytes(&service, first["faces"][7]["link"].as_str().unwrap()).await == body, "what was superseded is as it was");
    assert!(bytes(&service, REPORT).await != body);
    service.stop().await;
}

async fn what_is_published_anybody_reads(backend: Backend) {
    let service = start(backend).await;
    let stranger = async |path: &str| service.request(Method::GET, path).send().await.unwrap();
    let public = "/public/reports/council/2017-18-Q2";
    let hidden = [public, "/public/reports/plan:CH/2017-18-Q2.json", "/public/reports/nobody/2017-18-Q2", "/public/reports/council/never"];
    for path in hidden {
        assert_eq!(stranger(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    close(&service).await;
    let mut bodies = Vec::new();
    for path in hidden {
        let answer = stranger(path).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "frozen, and not published: {path}");
        let problem: Value = answer.json().await.unwrap();
        bodies.push((problem["code"].clone(), problem["detail"].clone()));
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]), "what there is, is not told: {bodies:?}");
    let council = frozen(&service).await[0].clone();
    assert_eq!(council["public_link"], public);
    let path = format!("/api/v1/frozen-reports/{}", council["id"].as_str().unwrap());
    let reader = service.request(Method::PATCH, &path).bearer_auth(&service.reader).json(&json!({"published": true}));
    assert_eq!(reader.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let (status, answer) = service.send(Method::PATCH, &path, json!({"published": true})).await;
    assert_eq!((status, &answer["published"]), (StatusCode::OK, &json!(true)), "{answer}");
    let digests = stranger(&format!("{public}.sha256")).await.text().await.unwrap();
    assert_eq!(council["digest"], sha256(digests.as_bytes()));
    for (ending, name, media) in [
        ("", "report.en.html", "text/html; charset=utf-8"),
        (".html?language=cy", "report.cy.html", "text/html; charset=utf-8"),
        (".json", "report.json", "application/json"),
        (".csv.zip", "report.csv.zip", "application/zip"),
        (".pdf?language=cy", "report.cy.pdf", "application/pdf"),
        (".docx", "report.en.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (".xlsx", "report.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ] {
        let answer = stranger(&format!("{public}{ending}")).await;
        assert_eq!(answer.status(), StatusCode::OK, "{ending}");
        assert_eq!(answer.headers()[header::CONTENT_TYPE], media);
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "public, max-age=300");
        let tag = answer.headers()[header::ETAG].to_str().unwrap().to_owned();
        let kept = bytes(&service, &format!("{path}/{name}")).await;
        assert!(answer.bytes().await.unwrap() == kept, "{ending}");
        let line = format!("{}  {name}", sha256(&kept));
        assert!(digests.lines().any(|one| one == line), "{line} is not among\n{digests}");
        let again = service.request(Method::GET, &format!("{public}{ending}")).header(header::IF_NONE_MATCH, tag);
        assert_eq!(again.send().await.unwrap().status(), StatusCode::NOT_MODIFIED);
        // Nobody's address, and nobody who wrote.
        let told = String::from_utf8_lossy(&kept).into_owned();
        let told = told.replace("@media", "").replace("@page", "");
        assert!(!told.contains('@') || !(name.ends_with(".html") || name.ends_with(".json")), "{name}");
        assert!(!told.contains("key:") && !told.contains("person:"), "{name}");
    }
    assert_eq!(stranger("/public/reports/plan:CH/2017-18-Q2").await.status(), StatusCode::NOT_FOUND, "only what was published");
    let event = service.get("/api/v1/history?kind=frozen_report").await["items"][0].clone();
    assert_eq!((&event["event"], &event["changes"][0]["field"]), (&json!("changed"), &json!("/published")));
    service.send(Method::PATCH, &path, json!({"published": false})).await;
    assert_eq!(stranger(public).await.status(), StatusCode::NOT_FOUND);
    service.stop().await;
}

/// Whoever writes while a quarter is signed off is in what is frozen, or is refused.
async fn a_write_is_in_or_comes_after(backend: Backend) {
    let service = start(backend).await;
    let writes = async |first: u32| {
        let mut last = None;
        for actual in first..first + 40 {
            let path = "/api/v1/indicators/CPM-223/results/2017-18-Q2";
            let request = service.request(Method::PUT, path).bearer_auth(&service.admin).header("if-match", "*");
            let answer = request.json(&json!({"actual": actual, "target": 85})).send().await.unwrap();
            match answer.status() {
                StatusCode::CONFLICT => return last,
                status => assert!(status.is_success(), "{status}"),
            }
            last = Some(actual);
        }
        last
    };
    let (last, ()) = tokio::join!(writes(10), close(&service));
    let report = service.get(REPORT).await;
    let measures = report["measures"].as_array().unwrap().iter().flat_map(|group| group["measures"].as_array().unwrap());
    let told = measures.clone().find(|line| line["ref"] == "CPM/223").unwrap()["actual"].clone();
    if let Some(last) = last {
        assert_eq!(told, json!(last), "what was taken before it was signed off is in it");
    }
    let now = service.get(&format!("{REPORT}?as=restated")).await;
    assert_eq!(now["measures"], report["measures"]);
    service.stop().await;
}
