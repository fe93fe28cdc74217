//! A summary put into words, for its templates to lay out.

use super::clean::{clean, mail_link, one_line, web_link};
use super::digest_view::automatic;
use super::mark::Mark;
use super::phrase::{Phrase, named};
use super::summary::{Area, Concern, Item, Name, Summary};
use super::words::Words;
use crate::domain::alert::Rule;
use crate::domain::plan::Language;
use std::slice;

/// How many characters of a name are kept where there are very many.
const SHORT_NAME: usize = 40;
/// How many areas are shown one by one where there are very many: those that owe most.
const MOST_AREAS: usize = 300;

/// A whole message.
pub(super) struct View {
    pub lang: Language,
    pub subject: String,
    pub preview: String,
    pub reply_to: String,
    pub reply_link: Option<String>,
    pub blocks: Vec<Block>,
}

/// The message in one language (or, short, in both at once).
pub(super) struct Block {
    pub lang: Language,
    pub follows: Option<Phrase>,
    pub organisation: Phrase,
    pub date: Phrase,
    pub scope: Option<Phrase>,
    pub heading: Phrase,
    pub greeting: Phrase,
    pub lead: Phrase,
    pub deadline: Phrase,
    pub area: Phrase,
    pub due: Phrase,
    pub given: Phrase,
    pub missing: Phrase,
    pub rows: Vec<Row>,
    /// How many areas are not shown, if any are not.
    pub more_areas: Option<Phrase>,
    pub concerns_title: Phrase,
    pub concerns: Vec<Group>,
    pub contact: Phrase,
    pub footer: Vec<Phrase>,
}

/// A service area.
pub(super) struct Row {
    pub name: Phrase,
    pub due: usize,
    pub given: usize,
    pub missing: usize,
    pub mark: Mark,
}

/// What one rule has found.
pub(super) struct Group {
    pub mark: Mark,
    pub heading: Phrase,
    pub entries: Vec<Entry>,
    pub more: Option<Phrase>,
}

/// One item.
pub(super) struct Entry {
    pub reference: String,
    pub title: Phrase,
    pub area: Option<Phrase>,
    pub link: Option<String>,
}

impl View {
    /// The summary in these languages, with so many items of a kind.
    pub fn new(summary: &Summary, languages: &[Words], items: usize) -> Self {
        let blocks = languages.iter().map(|words| Block::new(summary, slice::from_ref(words), items, None)).collect();
        Self::of(summary, languages, blocks)
    }

    /// The same in few words.
    pub fn short(summary: &Summary, languages: &[Words]) -> Self {
        Self::of(summary, languages, vec![Block::new(summary, languages, 0, Some(SHORT_NAME))])
    }

    fn of(summary: &Summary, languages: &[Words], mut blocks: Vec<Block>) -> Self {
        if let ([first, _], [_, second]) = (blocks.as_mut_slice(), languages) {
            first.follows = Some(Phrase::ours(slice::from_ref(second), |words| words.text("digest-below")));
        }
        Self {
            lang: languages.first().map_or(Language::English, Words::language),
            subject: Phrase::ours(languages, |words| subject(words, summary)).text(),
            preview: Phrase::ours(languages, |words| lead(words, summary)).text(),
            reply_to: one_line(&summary.reply_to),
            reply_link: mail_link(&summary.reply_to).map(str::to_owned),
            blocks,
        }
    }
}

impl Block {
    fn new(summary: &Summary, languages: &[Words], items: usize, short: Option<usize>) -> Self {
        let ours = |say: &dyn Fn(&Words) -> String| Phrase::ours(languages, say);
        let text = |key: &'static str| ours(&|words| words.text(key));
        let areas = sorted(&summary.areas);
        let shown = short.map_or(areas.len(), |_| MOST_AREAS.min(areas.len()));
        let has_links = summary.concerns.iter().flat_map(|concern| concern.items.iter().take(items)).any(|item| item.link.is_some());
        Self {
            lang: languages.first().map_or(Language::English, Words::language),
            follows: None,
            organisation: Phrase::title(languages, &summary.organisation, summary.organisation_cy.as_deref()),
            date: ours(&|words| words.date(summary.as_of)),
            scope: summary.scope.as_ref().map(|scope| name(scope, languages)),
            heading: ours(&|words| words.with("summary-heading", &[("period", words.period(summary.period).into())])),
            greeting: ours(&|words| words.with("digest-greeting", &[("name", clean(&summary.recipient_name).into())])),
            lead: ours(&|words| lead(words, summary)),
            deadline: ours(&|words| words.with("summary-deadline", &[("deadline", words.date(summary.deadline).into())])),
            area: text("label-service_area"),
            due: text("summary-due"),
            given: text("summary-given"),
            missing: text("summary-missing"),
            rows: areas.iter().take(shown).map(|area| row(area, languages, short.unwrap_or(usize::MAX))).collect(),
            more_areas: more(languages, areas.len() - shown),
            concerns_title: text("summary-concerns"),
            concerns: summary.concerns.iter().filter(|concern| concern.count > 0).map(|found| group(found, languages, items)).collect(),
            contact: text("page-contact"),
            footer: [
                Some(text("summary-why")),
                has_links.then(|| text("digest-links")),
                Some(ours(&|words| automatic(words, &summary.organisation, summary.organisation_cy.as_deref()))),
            ]
            .into_iter()
            .flatten()
            .collect(),
        }
    }
}

/// Those that owe most come first.
fn sorted(areas: &[Area]) -> Vec<&Area> {
    let mut areas: Vec<&Area> = areas.iter().collect();
    areas.sort_by_key(|area| (std::cmp::Reverse(area.missing()), area.name.is_none(), area.name.as_ref().map(|name| &name.name)));
    areas
}

impl Area {
    fn missing(&self) -> usize {
        self.due.saturating_sub(self.given)
    }
}

fn row(area: &Area, languages: &[Words], limit: usize) -> Row {
    let missing = area.missing();
    let of_none = || Phrase::ours(languages, |words| words.text("summary-no-area"));
    Row {
        name: area.name.as_ref().map_or_else(of_none, |area| name(area, languages)).shortened(limit),
        due: area.due,
        given: area.given,
        missing,
        mark: if missing > 0 { Mark::of(Rule::ReturnMissing) } else { Mark::RESOLVED },
    }
}

fn group(concern: &Concern, languages: &[Words], most: usize) -> Group {
    let entries: Vec<Entry> = concern.items.iter().take(most).map(|item| entry(item, languages)).collect();
    let rest = if entries.is_empty() { 0 } else { concern.count.saturating_sub(entries.len()) };
    Group {
        mark: Mark::of(concern.rule),
        heading: Phrase::ours(languages, |words| words.count(&format!("group-{}", concern.rule), concern.count)),
        entries,
        more: more(languages, rest),
    }
}

fn entry(item: &Item, languages: &[Words]) -> Entry {
    Entry {
        reference: clean(&item.reference),
        title: name(&item.title, languages),
        area: item.service_area.as_ref().map(|area| name(area, languages)),
        link: item.link.as_deref().and_then(web_link).map(str::to_owned),
    }
}

fn more(languages: &[Words], count: usize) -> Option<Phrase> {
    (count > 0).then(|| Phrase::ours(languages, |words| words.count("calendar-more", count)))
}

fn name(name: &Name, languages: &[Words]) -> Phrase {
    Phrase::new(languages, |words| named(words, &name.name, name.name_cy.as_deref()))
}

/// How many returns are due of all areas, and how many of those are in.
fn totals(summary: &Summary) -> (usize, usize) {
    summary.areas.iter().fold((0, 0), |(due, given), area| (due.saturating_add(area.due), given.saturating_add(area.given)))
}

fn counted(words: &Words, key: &str, summary: &Summary) -> String {
    let (due, given) = totals(summary);
    let missing = due.saturating_sub(given);
    let period = words.period(summary.period);
    words.with(key, &[("due", due.into()), ("given", given.into()), ("missing", missing.into()), ("period", period.into())])
}

fn subject(words: &Words, summary: &Summary) -> String {
    counted(words, "summary-subject", summary)
}

fn lead(words: &Words, summary: &Summary) -> String {
    counted(words, "summary-lead", summary)
}
