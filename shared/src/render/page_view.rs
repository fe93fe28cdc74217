//! The pages put into words, for their templates to lay out.

use super::clean::{clean, mail_link, one_line};
use super::digest::languages;
use super::mark::{arrow, band_shape, risk_arrow};
use super::page::{ActionFacts, ItemFacts, ItemPage, MeasureFacts, Named, OpenAlert, RiskFacts};
use super::page_form::{FormBlock, RemarkBlock, form_block, remark_block};
use super::phrase::{Phrase, named};
use super::words::Words;
use crate::domain::action::RagSource;
use crate::domain::explanation::Explanation;
use crate::domain::indicator::Basis;
use crate::domain::number::Figure;
use crate::domain::plan::Language;
use crate::domain::risk::Band;
use crate::domain::status::Rag;
use crate::error::FieldError;
use crate::model::form::{Form, Remark};
use std::slice;

/// A whole page: one block per language.
pub(super) struct View<Block> {
    pub lang: Language,
    pub title: String,
    pub organisation: Phrase,
    pub contact: String,
    pub contact_link: Option<String>,
    /// What each language calls itself.
    pub choices: Vec<(Language, String)>,
    pub blocks: Vec<Block>,
}

/// An item in one language.
pub(super) struct ItemBlock {
    pub lang: Language,
    pub kind: String,
    pub reference: String,
    pub title: Phrase,
    pub status_label: String,
    pub status: Option<Mark>,
    pub why: Option<Phrase>,
    pub alerts_label: String,
    pub alerts: Vec<Alert>,
    pub no_alerts: String,
    pub figures_label: String,
    pub rows: Vec<(String, String)>,
    pub commentary_label: String,
    pub commentary: Vec<String>,
    pub shows: String,
    pub contact: String,
    pub remark: Option<RemarkBlock>,
    pub forms: Vec<FormBlock>,
}

/// A status by shape, colour and word.
pub(super) struct Mark {
    pub shape: &'static str,
    pub tone: &'static str,
    pub word: String,
}

/// An open alert.
pub(super) struct Alert {
    pub mark: Mark,
    pub since: String,
    /// Left out where the status says the same.
    pub why: Option<Phrase>,
    /// Acknowledged or put off.
    pub quiet: Option<String>,
}

/// A message in one language.
pub(super) struct NoticeBlock {
    pub lang: Language,
    pub title: String,
    pub text: String,
    pub next: String,
}

/// A page of one block per language; its title is still to be given.
pub(super) fn view<Block>((name, name_cy): Named<'_>, contact: &str, words: &[Words], block: impl Fn(&Words) -> Block) -> View<Block> {
    View {
        lang: words.first().map_or(Language::English, Words::language),
        title: String::new(),
        organisation: Phrase::title(words, name, name_cy),
        contact: one_line(contact),
        contact_link: mail_link(contact).map(str::to_owned),
        choices: words.iter().map(|words| (words.language(), words.text("page-language"))).collect(),
        blocks: words.iter().map(block).collect(),
    }
}

/// The words of a language, or of both.
pub(super) fn words_of(language: Option<Language>) -> Vec<Words> {
    languages(language).iter().map(|language| Words::new(*language)).collect()
}

/// The page of an item.
pub(super) fn item_view(item: &ItemPage, language: Option<Language>) -> View<ItemBlock> {
    let words = words_of(language);
    let organisation = (item.organisation.as_str(), item.organisation_cy.as_deref());
    let title = format!("{} {}", clean(&item.reference), Phrase::title(&words, &item.title, item.title_cy.as_deref()).text());
    let failed = |words: &Words| matches!(item.remark, Some(Remark::Wrong(..))).then(|| words.text("remark-title"));
    let title = words.iter().filter_map(failed).chain([title]).collect::<Vec<_>>().join(" – ");
    View { title, ..view(organisation, &item.contact, &words, |words| item_block(words, item)) }
}

/// The page that says what became of a link: `expired`, `left` or `unknown`.
pub(super) fn notice_view(notice: &str, organisation: Named<'_>, contact: &str, language: Option<Language>) -> View<NoticeBlock> {
    let block = |words: &Words| NoticeBlock {
        lang: words.language(),
        title: words.text(&format!("{notice}-title")),
        text: words.text(&format!("{notice}-text")),
        next: words.text(&format!("{notice}-next")),
    };
    let mut view = view(organisation, contact, &words_of(language), block);
    view.title = view.blocks.iter().map(|block| block.title.as_str()).collect::<Vec<_>>().join(" / ");
    view
}

fn item_block(words: &Words, item: &ItemPage) -> ItemBlock {
    let unit = match &item.facts {
        ItemFacts::Measure(measure) => (measure.unit.as_deref(), measure.decimals),
        _ => (None, None),
    };
    let why = |explanation: &Explanation| sentence(words, explanation, unit);
    let is_new = |alert: &OpenAlert| item.explanation.as_ref().is_none_or(|explanation| why(explanation) != why(&alert.why));
    let commentary = item.commentary.as_deref().unwrap_or_default();
    ItemBlock {
        lang: words.language(),
        kind: words.token("kind", item.facts.kind().as_str()),
        reference: clean(&item.reference),
        title: Phrase::title(slice::from_ref(words), &item.title, item.title_cy.as_deref()),
        status_label: words.text("page-status"),
        status: status(words, &item.facts),
        why: item.explanation.as_ref().map(|explanation| by_dates(words, item, why(explanation))),
        alerts_label: words.text("page-alerts"),
        alerts: item.alerts.iter().map(|alert| open_alert(words, alert, is_new(alert).then(|| why(&alert.why)))).collect(),
        no_alerts: words.text("page-no-alerts"),
        figures_label: words.text("page-figures"),
        rows: rows(words, item),
        commentary_label: words.text("page-commentary"),
        commentary: commentary.lines().map(clean).filter(|line| !line.is_empty()).collect(),
        shows: words.with("page-shows", &[("date", words.date(item.as_of).into())]),
        contact: words.text("page-contact"),
        remark: item.remark.as_ref().map(|remark| remark_block(words, remark, &item.forms)),
        forms: item.forms.iter().map(|form| form_block(words, form, is_beside(item, form), errors_of(item, form))).collect(),
    }
}

/// Where the owner has reported a status, what explains the other one says so: that which the dates give.
fn by_dates(words: &Words, item: &ItemPage, mut why: Phrase) -> Phrase {
    let is_reported = matches!(&item.facts, ItemFacts::Action(ActionFacts { rag: Some((_, RagSource::Reported)), .. }));
    if is_reported && let Some(said) = why.0.first_mut() {
        said.text = words.with("page-by-dates", &[("why", said.text.as_str().into())]);
    }
    why
}

/// What is wrong with what was sent with that form.
fn errors_of<'a>(item: &'a ItemPage, form: &Form) -> &'a [FieldError] {
    match &item.remark {
        Some(Remark::Wrong(act, errors)) if *act == form.act && !is_beside(item, form) => errors,
        _ => &[],
    }
}

/// Is it for a return of another quarter than the page is about?
fn is_beside(item: &ItemPage, form: &Form) -> bool {
    form.period.is_some() && form.period != item.period
}

fn sentence(words: &Words, explanation: &Explanation, (unit, decimals): (Option<&str>, Option<u8>)) -> Phrase {
    let why = words.why(explanation, unit, decimals);
    let mut said = why.detail.clone();
    said.text = why.sentence();
    Phrase(vec![said])
}

fn open_alert(words: &Words, alert: &OpenAlert, why: Option<Phrase>) -> Alert {
    let super::mark::Mark { shape, tone, .. } = super::mark::Mark::of(alert.rule);
    let since = words.with("since", &[("date", words.date(alert.since).into())]);
    let period = alert.period.map(|period| words.period(period));
    let quiet = alert.quiet.as_ref().map(|(kind, until, reason)| {
        let hold = words.with(&format!("hold-{kind}"), &[("until", words.date(*until).into())]);
        match reason {
            Some(reason) => words.with("hold-reason", &[("hold", hold.into()), ("reason", clean(reason).into())]),
            None => hold,
        }
    });
    Alert {
        quiet,
        mark: Mark { shape, tone, word: words.token("alert", alert.rule.as_str()) },
        since: period.into_iter().chain([since]).collect::<Vec<_>>().join(" · "),
        why,
    }
}

fn status(words: &Words, facts: &ItemFacts) -> Option<Mark> {
    match facts {
        ItemFacts::Action(action) => action.rag.map(|(rag, source)| {
            let mark = rag_mark(words, rag);
            Mark { word: format!("{}, {}", mark.word, words.token("source", source.as_str())), ..mark }
        }),
        ItemFacts::Measure(measure) => measure.rag.map(|rag| rag_mark(words, rag)),
        ItemFacts::Risk(risk) => {
            let (shape, tone) = band_shape(risk.band?);
            Some(Mark { shape, tone, word: rated(words, risk.residual?, risk.band) })
        }
    }
}

/// A status by shape, tone and word.
pub(super) fn rag_mark(words: &Words, rag: Rag) -> Mark {
    let (shape, tone) = match rag {
        Rag::Green => ("●", "good"),
        Rag::Amber => ("◆", "up"),
        Rag::Red => ("■", "bad"),
        Rag::NotApplicable => ("○", "soft"),
    };
    Mark { shape, tone, word: words.token("rag", rag.as_str()) }
}

/// A score with its band: `12 (high)`.
pub(super) fn rated(words: &Words, score: i32, band: Option<Band>) -> String {
    match band {
        Some(band) => words.with("score", &[("score", score.to_string().into()), ("band", words.token("band", band.as_str()).into())]),
        None => score.to_string(),
    }
}

/// Label and value of what is known, in the order in which one would ask.
fn rows(words: &Words, item: &ItemPage) -> Vec<(String, String)> {
    let facts = match &item.facts {
        ItemFacts::Action(action) => action_rows(words, action),
        ItemFacts::Measure(measure) => measure_rows(words, measure),
        ItemFacts::Risk(risk) => risk_rows(words, risk),
    };
    let about = [("period", item.period.map(|period| words.period(period)))];
    let area = item.service_area.as_deref().map(|area| named(words, area, item.service_area_cy.as_deref()).text);
    let whose = [("owner", item.owner.as_deref().map(clean)), ("service_area", area)];
    let known = about.into_iter().chain(facts).chain(whose).filter_map(|(label, value)| Some((label, value?)));
    known.map(|(label, value)| (words.text(&format!("label-{label}")), value)).collect()
}

type Row = (&'static str, Option<String>);

fn action_rows(words: &Words, action: &ActionFacts) -> Vec<Row> {
    let percent = |value: Option<Figure>| value.map(|value| words.share(value, None));
    let original = action.original_due.filter(|original| *original != action.due);
    vec![
        ("due", Some(words.date(action.due))),
        ("original_due", original.map(|original| words.date(original))),
        ("complete", percent(action.percent_complete)),
        ("expected", percent(action.expected_percent)),
        ("start", action.start.map(|start| words.date(start))),
        ("lifecycle", Some(words.token("lifecycle", action.lifecycle.as_str()))),
    ]
}

fn measure_rows(words: &Words, measure: &MeasureFacts) -> Vec<Row> {
    let unit = measure.unit.as_deref();
    let shown = |value: Figure| words.figure(value, unit, measure.decimals);
    let limit = |key, name, value| Some(words.with(key, &[(name, shown(value).into())]));
    let band = match (measure.band_low, measure.band_high) {
        (Some(low), Some(high)) => Some(words.with("band-between", &[("low", shown(low).into()), ("high", shown(high).into())])),
        (Some(low), None) => limit("band-from", "low", low),
        (None, Some(high)) => limit("band-to", "high", high),
        (None, None) => None,
    };
    vec![
        ("actual", measure.actual.map(shown)),
        ("basis", (measure.basis == Basis::Cumulative).then(|| words.text("basis-cumulative"))),
        ("target", measure.target.map(shown)),
        ("target_band", band),
        ("better", Some(words.polarity(measure.polarity, unit))),
        ("prior", measure.prior.map(|(quarter, value)| format!("{} ({})", shown(value), words.period(quarter)))),
        ("direction", measure.direction.map(|direction| format!("{}{}", arrow(direction), words.token("direction", direction.as_str())))),
    ]
}

fn risk_rows(words: &Words, risk: &RiskFacts) -> Vec<Row> {
    let direction =
        risk.direction.map(|direction| format!("{}{}", risk_arrow(direction), words.token("risk-direction", direction.as_str())));
    vec![
        ("residual", risk.residual.map(|score| rated(words, score, risk.band))),
        ("inherent", risk.inherent.map(|score| score.to_string())),
        ("direction", direction),
        ("forecast", risk.forecast.map(|forecast| words.token("forecast", forecast.as_str()))),
    ]
}
