//! The page that lists the reports which anybody may read.

use super::page::Named;
use super::page_view::{View, view, words_of};
use super::phrase::Phrase;
use super::words::Words;
use crate::domain::period::Period;
use crate::model::frozen_report::Published;
use askama::Template;

struct ShelfBlock {
    title: String,
    lead: String,
    quarters: Vec<(String, Vec<Row>)>,
    earlier: Option<(String, String)>,
    contact: String,
    lang: crate::domain::plan::Language,
}

/// A report, and where each of its faces is.
struct Row {
    title: Phrase,
    links: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "page_shelf.html")]
struct ShelfHtml {
    view: View<ShelfBlock>,
}

/// The page, in both languages. Its links are relative to `…/public/reports/`.
pub fn page_shelf(organisation: Named<'_>, contact: &str, reports: &[Published], earlier: Option<Period>) -> String {
    let mut view = view(organisation, contact, &words_of(None), |words| block(words, organisation, reports, earlier));
    view.title = view.blocks.iter().map(|block| block.title.as_str()).collect::<Vec<_>>().join(" / ");
    ShelfHtml { view }.render().unwrap_or_default()
}

fn block(words: &Words, council: Named<'_>, reports: &[Published], earlier: Option<Period>) -> ShelfBlock {
    let quarter = |of: &[Published]| {
        let period = of.first().map(|report| words.period(report.period)).unwrap_or_default();
        (period, of.iter().map(|report| row(words, council, report)).collect())
    };
    ShelfBlock {
        lang: words.language(),
        title: words.text("shelf-title"),
        lead: words.text(if reports.is_empty() { "shelf-empty" } else { "shelf-lead" }),
        quarters: reports.chunk_by(|one, other| one.period == other.period).map(quarter).collect(),
        earlier: earlier.map(|before| (format!("?before={before}"), words.text("shelf-earlier"))),
        contact: words.text("page-contact"),
    }
}

fn row(words: &Words, (council, council_cy): Named<'_>, report: &Published) -> Row {
    let words = std::slice::from_ref(words);
    let title = match &report.title {
        Some((title, title_cy)) => Phrase::title(words, title, title_cy.as_deref()),
        None => Phrase::title(words, council, council_cy),
    };
    let links = words.iter().flat_map(|words| report.faces.iter().filter_map(|(face, size)| link(words, report, face, *size)));
    let digests = words.iter().map(|words| (format!("{}/{}.sha256", report.path, report.period), words.text("shelf-sha256")));
    Row { title, links: links.chain(digests).collect() }
}

/// Where a face is that is in this language, or in none, and what it is called.
fn link(words: &Words, report: &Published, face: &str, size: i64) -> Option<(String, String)> {
    let language = words.language();
    let ending = face.strip_prefix("report.")?;
    let spoken = ending.strip_prefix(language.as_str()).and_then(|rest| rest.strip_prefix('.'));
    let (ending, spoken) = match spoken {
        Some(ending) => (ending, true),
        None if matches!(ending, "json" | "csv.zip" | "xlsx") => (ending, false),
        None => return None,
    };
    let kind = words.text(&format!("shelf-{}", ending.replace('.', "-")));
    let file = if ending == "html" { String::new() } else { format!(".{ending}") };
    let query = if spoken { format!("?language={language}") } else { String::new() };
    // Files are told with their size; the page opens as it comes.
    let name = if file.is_empty() { kind } else { format!("{kind} ({} KB)", size.max(0).unsigned_abs().div_ceil(1000)) };
    Some((format!("{}/{}{file}{query}", report.path, report.period), name))
}
