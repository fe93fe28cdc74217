//! Tests of what people read.

mod digest;
mod findings;
mod form;
mod hostile;
mod mails;
mod page;
mod report;
mod why;
mod words;

use super::Rendered;
use super::digest::Digest;
use super::page::{ItemPage, page, page_expired, page_unknown};
use crate::domain::plan::Language;

/// Both languages, and not known.
const LANGUAGES: [Option<Language>; 3] = [Some(Language::English), Some(Language::Welsh), None];

/// Every tag of an HTML text, with its attributes, in order.
fn tags(html: &str) -> Vec<&str> {
    let starts = html.match_indices('<').map(|(start, _)| &html[start..]);
    starts
        .filter(|rest| rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!'))
        .map(|rest| &rest[..=rest.find('>').expect("a tag ends")])
        .collect()
}

/// Does every tag that is opened close again, in order?
fn is_balanced(html: &str) -> bool {
    let mut open = Vec::new();
    for tag in tags(html).into_iter().filter(|tag| !tag.starts_with("<!")) {
        let name = tag.trim_matches(['<', '>', '/']).split([' ', '\n']).next().unwrap_or_default();
        if tag.starts_with("</") {
            if open.pop() != Some(name) {
                return false;
            }
        } else if !["meta", "br"].contains(&name) && !tag.ends_with("/>") {
            open.push(name);
        }
    }
    open.is_empty()
}

/// Writes every sample into the directory that `PLUMBLINE_WRITE_SAMPLES` names, to look at in a browser.
#[test]
fn samples_can_be_looked_at() {
    let Ok(directory) = std::env::var("PLUMBLINE_WRITE_SAMPLES") else { return };
    let write =
        |name: String, text: &str| std::fs::write(std::path::Path::new(&directory).join(name), text).expect("the directory is there");
    for language in LANGUAGES {
        let suffix = language.map_or("both", Language::as_str);
        let Rendered { subject, text, html } = Digest::sample().render(language);
        write(format!("digest-{suffix}.html"), &html);
        write(format!("digest-{suffix}.txt"), &format!("{subject}\n\n{text}"));
        write(format!("digest-long-{suffix}.html"), &digest::long().render(language).html);
        for item in ItemPage::samples() {
            write(format!("page-{}-{suffix}.html", item.facts.kind()), &page(&item, language));
        }
        write(
            format!("page-expired-{suffix}.html"),
            &page_expired(("Cwm Derwen Council", None), "performance@cwmderwen.example", language),
        );
        write(
            format!("page-unknown-{suffix}.html"),
            &page_unknown(("Cwm Derwen Council", None), "performance@cwmderwen.example", language),
        );
    }
}
