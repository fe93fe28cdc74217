//! The summary: after a deadline, how the returns of a quarter stand, for the performance team and for directors.

use super::Rendered;
use super::digest::{MAX_HTML, languages};
use super::summary_view::View;
use super::words::Words;
use crate::domain::alert::Rule;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::domain::plan::Language;
use askama::Template;
use serde::{Deserialize, Serialize};

/// What a summary says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Name of the organisation.
    pub organisation: String,
    /// Its name in Welsh, if known.
    pub organisation_cy: Option<String>,
    /// Whom it is for.
    pub recipient_name: String,
    /// The day on which things stand so.
    pub as_of: Day,
    /// What it is about: the part of the organisation that its reader answers for; all of it where there is none.
    pub scope: Option<Name>,
    /// The quarter.
    pub period: Period,
    /// The last day for its returns.
    pub deadline: Day,
    /// The service areas that owe returns, in any order.
    pub areas: Vec<Area>,
    /// What is red or gets worse, with how many there are of each.
    pub concerns: Vec<Concern>,
    /// The address that answers questions.
    pub reply_to: String,
}

/// A name, and the same in Welsh if known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// In English.
    pub name: String,
    /// In Welsh.
    pub name_cy: Option<String>,
}

/// How the returns of a service area stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// Its name; nothing for what belongs to none.
    pub name: Option<Name>,
    /// How many are due of it.
    pub due: usize,
    /// How many of those are in.
    pub given: usize,
}

/// The items that one rule has found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concern {
    /// The rule: red actions, red measures, rising risks.
    pub rule: Rule,
    /// How many there are.
    pub count: usize,
    /// Those that matter most; the rest is only counted. At most [`MOST_LISTED`] are shown.
    pub items: Vec<Item>,
}

/// An item of those.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The council's reference.
    pub reference: String,
    /// Its title, in Welsh too if known.
    pub title: Name,
    /// Its service area.
    pub service_area: Option<Name>,
    /// Where to see it: http or https.
    pub link: Option<String>,
}

/// How many items of a kind a summary shows.
pub const MOST_LISTED: usize = 10;

// `Html`, as templates/summary.mjml lays it out.
include!(concat!(env!("OUT_DIR"), "/summary.rs"));

#[derive(Template)]
#[template(path = "summary.txt")]
struct Text<'a> {
    view: &'a View,
}

impl Summary {
    /// The message in that language, or in both, Welsh first, for a person whose language is not known.
    ///
    /// It shows the items where there is room for them, and every area in any case: in one list for both languages where
    /// there are very many. The text always has all.
    pub fn render(&self, language: Option<Language>) -> Rendered {
        let words: Vec<Words> = languages(language).iter().map(|language| Words::new(*language)).collect();
        let full = View::new(self, &words, MOST_LISTED);
        let text = Text { view: &full }.render().unwrap_or_default();
        let html = Html { view: &full }.render().unwrap_or_default();
        let html = if html.len() <= MAX_HTML { html } else { Html { view: &View::short(self, &words) }.render().unwrap_or_default() };
        Rendered { subject: full.subject, text, html }
    }
}
