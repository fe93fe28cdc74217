//! The faces of a report: how they are asked for, and that what was typed does no harm in them.

use super::{REPORT, start};
use html5ever::driver::ParseOpts;
use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{Cursor, Read};

on_both!(a_face_is_asked_for_by_ending_or_by_accept, the_page_reads_as_a_page, tables_are_guarded);

/// What no page may run, and no spreadsheet.
const HOSTILE: &str = "=1+1 <script>alert(1)</script> <img src=x onerror=alert(1)> \"quoted\" & more";

async fn asked(service: &Service, path: &str, accept: Option<&str>) -> (StatusCode, String, Vec<u8>) {
    let request = service.request(Method::GET, path).bearer_auth(&service.reader);
    let request = accept.into_iter().fold(request, |request, accept| request.header(header::ACCEPT, accept));
    let answer = request.send().await.unwrap();
    let media = answer.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
    (answer.status(), media, answer.bytes().await.unwrap().to_vec())
}

async fn a_face_is_asked_for_by_ending_or_by_accept(backend: Backend) {
    let service = start(backend).await;
    let (json, html, zip, pdf) = ("application/json", "text/html", "application/zip", "application/pdf");
    let (docx, xlsx) = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    );
    for (ending, accept, media) in [
        ("", None, json),
        ("", Some("*/*"), json),
        ("", Some("application/json"), json),
        ("", Some("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), html),
        ("", Some("application/json;q=0.5, text/html"), html),
        ("", Some("text/csv"), zip),
        ("", Some("application/zip"), zip),
        (".json", Some("text/html"), json),
        (".html", Some("application/json"), html),
        (".csv.zip", None, zip),
        (".pdf", None, pdf),
        ("", Some("application/pdf"), pdf),
        (".docx", None, docx),
        ("", Some(docx), docx),
        (".xlsx", None, xlsx),
        ("", Some(xlsx), xlsx),
        ("", Some("text/csv;q=0, application/pdf;q=0.5, text/html;q=0.2"), pdf),
    ] {
        let (status, told, _) = asked(&service, &format!("{REPORT}{ending}"), accept).await;
        assert!(status.is_success() && told.starts_with(media), "{ending} {accept:?}: {status} {told}");
    }
    for accept in ["application/vnd.ms-word", "image/png", "application/json;q=0", "application/pdf;q=0"] {
        let (status, told, body) = asked(&service, REPORT, Some(accept)).await;
        assert_eq!((status, told.as_str()), (StatusCode::NOT_ACCEPTABLE, "application/problem+json"), "{accept}");
        assert!(String::from_utf8(body).unwrap().contains("text/csv"), "{accept}");
    }
    service.stop().await;
}

/// Writes what could do harm where people write.
async fn write_hostile(service: &Service) {
    let update = json!({"percent_complete": 10, "reported_rag": "red", "commentary": HOSTILE});
    let put = |path: &str, body: Value| {
        let request = service.request(Method::PUT, path).bearer_auth(&service.admin).header(header::IF_MATCH, "*").json(&body);
        async move { request.send().await.unwrap() }
    };
    let answer = put("/api/v1/actions/PD-F021/updates/2017-18-Q2", update).await;
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    let texts = json!([
        {"scope": "council", "section": "position_statement", "language": "en", "text": format!("**Bold** {HOSTILE}")},
        {"scope": "council", "section": "position_statement", "language": "cy", "text": "Yn **Gymraeg**"},
        {"scope": "council", "section": "achievements", "language": "en", "text": "[here](javascript:alert(1))\n\n<script>alert(2)</script>"},
        {"scope": "CP2", "section": "note", "language": "en", "text": "Done, and watched."},
    ]);
    let (status, answer) = service.send(Method::PUT, "/api/v1/narratives/2017-18-Q2", texts).await;
    assert!(status.is_success(), "{answer}");
}

/// Every element of a page, in order.
pub(super) fn elements(node: &Handle, found: &mut Vec<Handle>) {
    if matches!(node.data, NodeData::Element { .. }) {
        found.push(node.clone());
    }
    node.children.borrow().iter().for_each(|child| elements(child, found));
}

pub(super) fn name(node: &Handle) -> String {
    let NodeData::Element { name, .. } = &node.data else { return String::new() };
    name.local.to_string()
}

fn attributes(node: &Handle) -> Vec<(String, String)> {
    let NodeData::Element { attrs, .. } = &node.data else { return Vec::new() };
    attrs.borrow().iter().map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string())).collect()
}

pub(super) fn attribute(node: &Handle, wanted: &str) -> Option<String> {
    attributes(node).into_iter().find(|(name, _)| name == wanted).map(|(_, value)| value)
}

pub(super) fn text(node: &Handle) -> String {
    match &node.data {
        NodeData::Text { contents } => contents.borrow().to_string(),
        _ => node.children.borrow().iter().map(text).collect(),
    }
}

async fn the_page_reads_as_a_page(backend: Backend) {
    let service = start(backend).await;
    write_hostile(&service).await;
    for (language, title) in [("en", "Quarterly performance report"), ("cy", "Adroddiad perfformiad chwarterol")] {
        let (_, _, page) = asked(&service, &format!("{REPORT}.html?language={language}"), None).await;
        let page = html5ever::parse_document(RcDom::default(), ParseOpts::default()).from_utf8().one(page.as_slice());
        let mut all = Vec::new();
        elements(&page.document, &mut all);
        let of = |wanted: &str| all.iter().filter(|node| name(node) == wanted).collect::<Vec<_>>();
        assert_eq!((attribute(of("html")[0], "lang").as_deref(), of("h1").len(), of("main").len()), (Some(language), 1, 1));
        assert!(text(of("h1")[0]).starts_with(title), "{}", text(of("h1")[0]));
        for unwanted in ["script", "img", "iframe", "link", "object"] {
            assert!(of(unwanted).is_empty(), "{unwanted}");
        }
        let calls =
            |node: &Handle| attributes(node).iter().any(|(name, value)| name.starts_with("on") || value.trim().starts_with("javascript:"));
        assert!(!all.iter().any(calls));
        assert!(of("table").len() >= 15);
        for table in of("table") {
            let mut parts = Vec::new();
            elements(table, &mut parts);
            let captions = parts.iter().filter(|part| name(part) == "caption" && !text(part).trim().is_empty()).count();
            let headings: Vec<_> = parts.iter().filter(|part| name(part) == "th").collect();
            assert!(
                captions == 1 && headings.iter().any(|heading| attribute(heading, "scope").as_deref() == Some("col")),
                "{}",
                text(table)
            );
            assert!(headings.iter().all(|heading| attribute(heading, "scope").is_some()), "{}", text(table));
        }
        let ids: Vec<String> = all.iter().filter_map(|node| attribute(node, "id")).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "an id stands twice");
        for link in of("a").into_iter().filter_map(|link| attribute(link, "href")) {
            let place = link.strip_prefix('#').unwrap_or_else(|| panic!("leads out: {link}"));
            assert!(ids.iter().any(|id| id == place), "leads nowhere: {link}");
        }
        let whole = text(&page.document);
        assert!(whole.contains(HOSTILE), "what was typed is not shown as it was typed");
        assert!(whole.contains("Done, and watched.") && whole.contains(if language == "cy" { "Yn Gymraeg" } else { "Bold =1+1" }));
    }
    service.stop().await;
}

async fn tables_are_guarded(backend: Backend) {
    let service = start(backend).await;
    write_hostile(&service).await;
    let (_, _, bytes) = asked(&service, &format!("{REPORT}.csv.zip"), None).await;
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names.len(), 11, "{names:?}");
    let mut rows = 0;
    for name in &names {
        let mut file = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut file).unwrap();
        let mut reader = csv::Reader::from_reader(file.as_bytes());
        let columns = reader.headers().unwrap().clone();
        for record in reader.records() {
            let record = record.unwrap();
            for (column, cell) in columns.iter().zip(&record) {
                assert!(
                    !cell.starts_with(['=', '+', '@']) && (!cell.starts_with('-') || cell.parse::<f64>().is_ok()),
                    "{name} {column}: {cell}"
                );
            }
            rows += u32::from(name == "actions.csv" || name == "measures.csv");
        }
        assert!(name != "actions.csv" || file.contains("'=1+1"), "{file}");
    }
    assert_eq!(rows, 133);
    service.stop().await;
}
