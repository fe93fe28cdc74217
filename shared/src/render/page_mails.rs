//! The page on which a person says how often the mails come that are no duty.

use super::clean::clean;
use super::page_view::{View, view, words_of};
use super::words::Words;
use crate::domain::alert::Rule;
use crate::domain::plan::Language;
use crate::domain::reminder::{OptionalMail, Workday};
use askama::Template;

/// What a person has chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailsPage {
    /// Name of the organisation.
    pub organisation: String,
    /// Its name in Welsh, if known.
    pub organisation_cy: Option<String>,
    /// The address that answers questions.
    pub contact: String,
    /// Whose choice it is.
    pub name: String,
    /// Their language.
    pub language: Option<Language>,
    /// How often optional reminders come.
    pub how: OptionalMail,
    /// On which day, where that is weekly.
    pub day: Workday,
    /// Was it chosen just now?
    pub is_done: bool,
}

struct MailsBlock {
    lang: Language,
    title: String,
    lead: String,
    done: Option<String>,
    now: String,
    kinds: Vec<String>,
    duties: String,
    stop: Option<String>,
    other: String,
    ways: Vec<(&'static str, String, bool)>,
    day_label: String,
    days: Vec<(&'static str, String, bool)>,
    save: String,
    contact: String,
}

#[derive(Template)]
#[template(path = "page_mails.html")]
struct MailsHtml {
    view: View<MailsBlock>,
}

/// The page, in the person's language or in both.
pub fn page_mails(page: &MailsPage) -> String {
    let organisation = (page.organisation.as_str(), page.organisation_cy.as_deref());
    let mut view = view(organisation, &page.contact, &words_of(page.language), |words| block(words, page));
    view.title = view.blocks.iter().map(|block| block.title.as_str()).collect::<Vec<_>>().join(" / ");
    MailsHtml { view }.render().unwrap_or_default()
}

fn block(words: &Words, page: &MailsPage) -> MailsBlock {
    let day = words.token("workday", page.day.as_str());
    let now = words.with(&format!("mails-now-{}", page.how), &[("day", day.into())]);
    let optional = Rule::ALL.iter().filter(|rule| rule.is_optional());
    MailsBlock {
        lang: words.language(),
        title: words.text("mails-title"),
        lead: words.with("mails-lead", &[("name", clean(&page.name).into())]),
        done: page.is_done.then(|| words.text("mails-done")),
        now,
        kinds: optional.map(|rule| words.token("alert", rule.as_str())).collect(),
        duties: words.text("mails-duties"),
        stop: (page.how != OptionalMail::Off).then(|| words.text("mails-stop")),
        other: words.text(if page.how == OptionalMail::Off { "mails-again" } else { "mails-other" }),
        ways: OptionalMail::ALL.iter().map(|how| (how.as_str(), words.token("mails-way", how.as_str()), *how == page.how)).collect(),
        day_label: words.text("mails-day"),
        days: Workday::ALL.iter().map(|day| (day.as_str(), words.token("workday", day.as_str()), *day == page.day)).collect(),
        save: words.text("mails-save"),
        contact: words.text("page-contact"),
    }
}
