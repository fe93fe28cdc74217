//! The quarterly report as a page: in one language, complete in itself, to be read on any screen and to be printed.

mod checks;
mod compared;
mod document;
mod lines;
mod markdown;
mod pictures;
pub(super) mod sentences;
mod tables;

pub use document::{blocks, head};

use super::clean::one_line;
use super::mark::arrow;
use super::page_view::{Mark, rag_mark};
use super::phrase::Said;
use super::words::Words;
use crate::domain::number::Figure;
use crate::domain::plan::{Language, PeriodState};
use crate::domain::status::{Direction, Rag};
use crate::error::{Error, Result};
use crate::model::report::{CorporateActionRow, PlanRef, Report, Text, Verdict};
use askama::Template;
use chrono::Datelike;
use markdown::to_html;
use std::collections::BTreeSet;

/// The style of the page, exactly as it stands in its `<style>`.
pub const STYLE: &str = include_str!("../../../templates/report.css");

#[derive(Template)]
#[template(path = "report.html")]
struct Html<'a> {
    face: Face<'a>,
}

/// A report in the words of one language.
struct Face<'a> {
    report: &'a Report,
    words: Words,
    lang: Language,
}

/// What somebody typed, by lines.
struct Typed {
    lang: Language,
    lines: Vec<String>,
}

/// A narrative, to be set as it is.
struct Narrative {
    about: Option<String>,
    /// The level of that heading.
    level: u8,
    lang: Language,
    html: String,
    /// Whether that is a draft.
    draft: bool,
}

/// Which level the headings of a narrative begin at; those of resources stand under a heading of the third already.
fn top_level(section: &str, has_name: bool) -> u8 {
    let above = if RESOURCES.contains(&section) { 3 } else { 2 };
    above + 1 + u8::from(has_name)
}

/// What a part of its own is called that the report has no words for: `Net zero` for `net_zero`.
fn own_name(section: &str) -> String {
    let name = one_line(&section.replace('_', " "));
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A narrative part with a heading of its own.
struct OwnSection {
    key: String,
    id: String,
    heading: String,
}

/// An overall status, large.
struct Card {
    label: String,
    mark: Mark,
    direction: String,
    why: Vec<String>,
}

/// The report as one page that needs nothing besides, in that language; what was typed in another only is in that.
///
/// # Errors
/// [`Error::Internal`] when it cannot be written.
pub fn html(report: &Report, language: Language) -> Result<String> {
    let face = Face { report, words: Words::of_reports(language), lang: language };
    Html { face }.render().map_err(|error| Error::Internal(format!("the report cannot be written: {error}")))
}

/// The parts that have places of their own.
const POSITION: [&str; 2] = ["position_statement", "position"];
const RESOURCES: [&str; 5] = ["people", "financial", "assets", "ict", "customer"];
const RISK: &str = "risk";

impl Face<'_> {
    fn text(&self, key: &str) -> String {
        self.words.text(key)
    }

    fn named(&self, english: &str, welsh: Option<&str>) -> Said {
        match (self.lang, welsh.map(one_line)) {
            (Language::Welsh, Some(text)) if !text.is_empty() => Said { lang: Language::Welsh, text },
            _ => Said { lang: Language::English, text: one_line(english) },
        }
    }

    fn ours(&self, text: String) -> Said {
        Said { lang: self.lang, text }
    }

    /// What was typed, in this language if it was typed in that.
    fn typed(&self, text: Option<&Text>) -> Option<Typed> {
        let (lang, text) = self.chosen(text?)?;
        let lines: Vec<String> = text.lines().map(one_line).filter(|line| !line.is_empty()).collect();
        (!lines.is_empty()).then_some(Typed { lang, lines })
    }

    /// What was written of a corporate action.
    fn note(&self, row: &CorporateActionRow) -> Option<Narrative> {
        let (lang, text) = self.chosen(row.note.as_ref()?)?;
        Some(Narrative { about: None, level: 3, lang, html: to_html(text, 4), draft: self.note_is_draft(row) })
    }

    fn chosen<'t>(&self, text: &'t Text) -> Option<(Language, &'t str)> {
        let english = text.en.as_deref().map(|text| (Language::English, text));
        let welsh = text.cy.as_deref().map(|text| (Language::Welsh, text));
        if self.lang == Language::Welsh { welsh.or(english) } else { english.or(welsh) }
    }

    fn organisation(&self) -> Said {
        self.named(&self.report.header.organisation, self.report.header.organisation_cy.as_deref())
    }

    fn scope(&self) -> Said {
        let scope = &self.report.header.scope;
        match &scope.title {
            Some(title) => self.named(title, scope.title_cy.as_deref()),
            None => self.ours(self.text("report-council")),
        }
    }

    fn period(&self) -> String {
        self.words.period(self.report.header.period)
    }

    fn title(&self) -> String {
        let parts = [self.text("report-title"), self.scope().text, self.period(), self.organisation().text];
        parts.join(" – ")
    }

    fn as_of(&self) -> String {
        self.words.with("report-day", &[("day", self.words.date(self.report.header.as_of).into())])
    }

    fn state(&self) -> String {
        self.text(match self.report.header.state {
            PeriodState::Open => "report-state-open",
            PeriodState::InReview => "report-state-in_review",
            PeriodState::Closed => "report-state-closed",
        })
    }

    fn made(&self) -> String {
        let day = self.report.header.made_at.utc().date_naive();
        let month = self.words.with("date", &[("day", day.day().into()), ("month", day.month().into()), ("year", day.year().into())]);
        self.words.with("report-made", &[("day", month.into())])
    }

    /// Where each part is, and what it is called.
    fn contents(&self) -> Vec<(String, String)> {
        let part = |id: &str, key: &str| (id.to_owned(), self.text(key));
        let mut parts = vec![part("overall", "report-overall")];
        if self.has("position_statement") {
            parts.push(part("position", "report-position_statement"));
        }
        parts.push(part("snapshot", "report-snapshot"));
        if self.report.comparison.is_some() {
            parts.push(part("since-last", "report-since-last"));
        }
        parts.extend([("objectives", "report-objectives"), ("exceptions", "report-exceptions")].map(|(id, key)| part(id, key)));
        parts.extend(self.own_sections().into_iter().map(|section| (section.id, section.heading)));
        if self.has_resources() {
            parts.push(part("resources", "report-resources"));
        }
        let rest = [
            ("corporate-risks", "report-corporate-risks"),
            ("service-risks", "report-service-risks"),
            ("glossary", "report-glossary"),
            ("findings", "report-findings"),
            ("restated", "report-restated"),
            ("appendix-actions", "report-appendix-actions"),
            ("appendix-measures", "report-appendix-measures"),
        ];
        parts.extend(rest.map(|(id, key)| part(id, key)));
        if !self.report.additional_measures.is_empty() {
            parts.push(part("appendix-additional", "report-appendix-additional"));
        }
        parts
    }

    fn cards(&self) -> Vec<Card> {
        let overall = &self.report.overall;
        let card = |key: &str, verdict: &Verdict| Card {
            label: self.text(key),
            mark: self.rag(verdict.rag),
            direction: self.direction(verdict.direction),
            why: self.overall_why(verdict).into_iter().map(|said| said.text).collect(),
        };
        vec![
            card("report-overall-whole", &overall.whole),
            card("report-overall-actions", &overall.actions.overall),
            card("report-overall-measures", &overall.measures.overall),
        ]
    }

    /// The narratives of a part: the report's own, then those of what is under it.
    fn narratives(&self, section: &str) -> Vec<Narrative> {
        let narrative = |(about, lang, text, draft): (Option<String>, Language, &str, bool)| {
            let top = top_level(section, about.is_some());
            Narrative { about, level: top - 1, lang, html: to_html(text, top), draft }
        };
        self.narrative_texts(section).into_iter().map(narrative).collect()
    }

    /// What each is about, in which language it is shown, its text, and whether that is a draft.
    fn narrative_texts(&self, section: &str) -> Vec<(Option<String>, Language, &str, bool)> {
        let same = |known: &str| known == section || POSITION.contains(&known) && POSITION.contains(&section);
        let parts = self.report.narratives.iter().filter(|part| same(&part.section));
        let shown = parts.filter_map(|part| {
            let (lang, text) = self.chosen(&part.text)?;
            let of_area = || part.area.as_ref().map(|area| self.named(&area.name, area.name_cy.as_deref()).text);
            let about = part.about.as_ref().map(|item| self.plan_name(item).text).or_else(of_area);
            Some((about, lang, text, part.drafts.contains(&lang)))
        });
        shown.collect()
    }

    fn has(&self, section: &str) -> bool {
        !self.narrative_texts(section).is_empty()
    }

    /// Those that have no place of their own: achievements and challenges, and what this council calls otherwise.
    fn own_sections(&self) -> Vec<OwnSection> {
        let placed = |section: &str| POSITION.contains(&section) || RESOURCES.contains(&section) || section == RISK;
        let mut seen = BTreeSet::new();
        let keys = self.report.narratives.iter().map(|part| part.section.as_str());
        let mut keys: Vec<&str> = keys.filter(|section| !placed(section) && seen.insert(*section)).collect();
        keys.sort_by_key(|key| ["achievements", "challenges"].iter().position(|known| known == key).unwrap_or(usize::MAX));
        let section = |(place, key): (usize, &str)| {
            let known = ["achievements", "challenges"].contains(&key);
            let heading = if known { self.text(&format!("report-{key}")) } else { own_name(key) };
            OwnSection { key: key.to_owned(), id: format!("part-{}", place + 1), heading }
        };
        keys.into_iter().enumerate().map(section).collect()
    }

    fn has_resources(&self) -> bool {
        let resources = &self.report.resources;
        !resources.breakdowns.is_empty() || !resources.programmes.is_empty() || RESOURCES.iter().any(|key| self.has(key))
    }

    fn resource_texts(&self) -> Vec<(&'static str, String)> {
        RESOURCES.into_iter().filter(|key| self.has(key)).map(|key| (key, self.text(&format!("report-{key}")))).collect()
    }

    fn rag(&self, rag: Rag) -> Mark {
        rag_mark(&self.words, rag)
    }

    fn direction(&self, direction: Direction) -> String {
        format!("{}{}", arrow(direction), self.words.token("direction", direction.as_str()))
    }

    fn figure(&self, value: Figure, unit: &str) -> String {
        self.words.figure(value, Some(unit), None)
    }

    /// `GC1 Cut carbon`.
    fn plan_name(&self, item: &PlanRef) -> Said {
        let Said { lang, text } = self.named(&item.title, item.title_cy.as_deref());
        Said { lang, text: format!("{} {text}", one_line(&item.reference)) }
    }
}
