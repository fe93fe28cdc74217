//! What is typeset is what is on the page: the same parts, tables and rows, in the same order and words.

use super::checks::{page, put, restate};
use super::faces::{attribute, elements, name, text};
use super::{REPORT, start};
use html5ever::driver::ParseOpts;
use html5ever::parse_document;
use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, RcDom};
use plumbline_shared::domain::plan::Language;
use plumbline_shared::model::report::Report;
use plumbline_shared::ops::Context;
use plumbline_shared::ops::quarterly_report::{ReportOf, report};
use plumbline_shared::render::document::Block;
use plumbline_shared::render::report::{blocks, html};
use plumbline_shared::store::settings;
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service};
use reqwest::Method;
use serde_json::json;
use std::convert::Infallible;

on_both!(a_document_has_what_the_page_has);

/// A heading, or a table by its caption, its columns and how many rows it has.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Heading(u8, String),
    Table { caption: String, columns: Vec<String>, rows: usize },
}

/// What stands first in a row is another column on paper, so columns are told in no order.
fn table(caption: &str, columns: impl Iterator<Item = String>, rows: usize) -> Part {
    let mut columns: Vec<String> = columns.collect();
    columns.sort();
    Part::Table { caption: one_line(caption), columns, rows }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn on_page(page: &str) -> Vec<Part> {
    let page = parse_document(RcDom::default(), ParseOpts::default()).one(page);
    let mut all = Vec::new();
    elements(&page.document, &mut all);
    // The list of contents is no part: a document makes its own.
    let part = |node: &Handle| match name(node).as_str() {
        "h2" if attribute(node, "id").as_deref() == Some("contents") => None,
        heading @ ("h1" | "h2" | "h3" | "h4") => Some(Part::Heading(heading[1..].parse().unwrap(), one_line(&text(node)))),
        "table" => {
            let mut parts = Vec::new();
            elements(node, &mut parts);
            let of = |wanted: &str| parts.iter().filter(|part| name(part) == wanted).collect::<Vec<_>>();
            let columns = of("th").into_iter().filter(|head| attribute(head, "scope").as_deref() == Some("col"));
            let columns = columns.map(|head| one_line(&text(head))).collect::<Vec<_>>();
            Some(table(&text(of("caption")[0]), columns.into_iter(), of("tr").len() - 1))
        }
        _ => None,
    };
    all.iter().filter_map(part).collect()
}

fn in_document(report: &Report, language: Language) -> Vec<Part> {
    let mut parts = Vec::new();
    let done: Result<(), Infallible> = blocks(report, language, &mut |block| {
        match block {
            Block::Heading(level, said) => parts.push(Part::Heading(level, one_line(&said.text))),
            Block::Table(shown) => {
                parts.push(table(&shown.caption, shown.columns.iter().map(|column| one_line(&column.heading)), shown.rows.len()));
            }
            _ => {}
        }
        Ok(())
    });
    done.unwrap();
    parts
}

/// Whatever a report can have: texts of the council, of its plan and of an area, a finding that stands, and a restated result.
async fn fill(service: &Service) {
    let text = |scope: &str, section: &str, text: &str| json!({"scope": scope, "section": section, "language": "en", "text": text});
    let texts = json!([
        text("council", "position_statement", "We stand well."),
        text("council", "achievements", "## Roads\n\nMended."),
        text("council", "people", "Fewer days lost."),
        text("FS", "achievements", "Paid on time."),
        text("council", "risk", "Two rose."),
    ]);
    put(service, "narratives/2017-18-Q2", texts).await;
    let found = service.get("/api/v1/findings?period=2017-18-Q2&kind=rag_challenged").await["items"][0]["id"].clone();
    let path = format!("/api/v1/findings/{}/accept", found.as_str().unwrap());
    let (status, answer) = service.send(Method::POST, &path, json!({"reason": "Green is right."})).await;
    assert!(status.is_success(), "{answer}");
    restate(service).await;
}

async fn a_document_has_what_the_page_has(backend: Backend) {
    let service = start(backend).await;
    fill(&service).await;
    for scope in ["council", "service_area:FS"] {
        let (of, now): (ReportOf, _) = (scope.parse().unwrap(), service.clock.now());
        let made = service.db.snapshot(move |conn| {
            let (settings, _) = settings::load(conn)?;
            report(conn, &Context::new(now, ""), &settings, &of, "2017-18-Q2".parse().unwrap(), None)
        });
        let made = made.await.unwrap();
        for language in [Language::English, Language::Welsh] {
            let (page, document) = (on_page(&html(&made, language).unwrap()), in_document(&made, language));
            for (number, (on_page, in_document)) in page.iter().zip(&document).enumerate() {
                assert_eq!(on_page, in_document, "{scope} in {language}, part {number}");
            }
            assert_eq!(page.len(), document.len(), "{scope} in {language}");
            assert!(page.len() > 15, "{page:?}");
        }
    }
    // A text of an area stands in the council's report under the area's name.
    let texts = service.get(REPORT).await["narratives"].as_array().unwrap().clone();
    let text = texts.iter().find(|text| !text["area"].is_null()).unwrap();
    let area = text["area"]["name"].as_str().unwrap();
    assert_eq!((&text["area"]["ref"], &text["section"]), (&json!("FS"), &json!("achievements")));
    let page = page(&service, &format!("{REPORT}.html")).await;
    let heading = page.find(&format!("<h3>{area}</h3>")).unwrap_or_else(|| panic!("no heading {area}"));
    assert!(page[heading..].contains("Paid on time."));
    service.stop().await;
}
