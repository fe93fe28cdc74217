//! Proposed sentences, in either language.

use super::clean::one_line;
use super::page_view::rated;
use super::words::Words;
use crate::domain::day::Day;
use crate::domain::number::Figure;
use crate::domain::plan::Language;
use crate::domain::proposal::ProposalReason;
use crate::domain::risk::band;
use crate::domain::status::Rag;

/// What a proposed sentence says.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// Why it is proposed.
    pub reason: ProposalReason,
    /// The item's ref.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// The same in Welsh.
    pub title_cy: Option<String>,
    /// What the sentence needs besides.
    pub facts: ProposedFacts,
}

/// What a proposed sentence needs besides the item's name.
#[derive(Clone, Debug)]
pub enum ProposedFacts {
    /// How it was, how it is, and for how many returns running it was (or is) Red.
    Rags {
        /// In the return before.
        was: Rag,
        /// Now.
        is: Rag,
        /// Returns running.
        quarters: usize,
    },
    /// The year's target, and the figure that reaches it.
    Target {
        /// The figure.
        actual: Figure,
        /// The target.
        target: Figure,
        /// What they are.
        unit: String,
        /// Decimals that they are shown with.
        decimals: Option<u8>,
    },
    /// The day it was due.
    Due(Day),
    /// A risk's score before, and now.
    Scores(i32, i32),
}

/// The sentence in that language, as Markdown.
pub fn sentence(proposed: &Proposed, language: Language) -> String {
    let words = Words::of_reports(language);
    let title = match (language, &proposed.title_cy) {
        (Language::Welsh, Some(welsh)) => welsh,
        _ => &proposed.title,
    };
    let name = ("name", format!("{} ({})", plain(title), plain(&proposed.reference)).into());
    let key = format!("proposal-{}", proposed.reason);
    match &proposed.facts {
        ProposedFacts::Rags { was, is, quarters } => {
            let (was, is) = (("was", was.as_str().into()), ("is", is.as_str().into()));
            words.with(&key, &[name, was, is, ("count", (*quarters).into())])
        }
        ProposedFacts::Target { actual, target, unit, decimals } => {
            let shown = |value: &Figure| words.figure(*value, Some(unit), *decimals).into();
            words.with(&key, &[name, ("actual", shown(actual)), ("target", shown(target))])
        }
        ProposedFacts::Due(day) => words.with(&key, &[name, ("due", words.date(*day).into())]),
        ProposedFacts::Scores(from, to) => {
            let shown = |score: &i32| rated(&words, *score, band(*score)).into();
            words.with(&key, &[name, ("from", shown(from)), ("to", shown(to))])
        }
    }
}

/// What somebody typed, so that Markdown takes it for itself.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for sign in one_line(text).chars() {
        if r"\`*_[]<>#|~&".contains(sign) {
            plain.push('\\');
        }
        plain.push(sign);
    }
    plain
}
