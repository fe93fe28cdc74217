//! Forms put into words.

use super::clean::clean;
use super::phrase::{Phrase, Said};
use super::words::Words;
use crate::domain::plan::Language;
use crate::error::FieldError;
use crate::model::form::{Act, Field, Form, Input, Remark};
use askama::Template;

/// A form in one language.
pub(super) struct FormBlock {
    pub id: String,
    pub title: String,
    pub lead: Option<String>,
    pub is_open: bool,
    pub hidden: Vec<(&'static str, String)>,
    pub alerts_label: String,
    pub alerts: Vec<(String, String, bool)>,
    pub alerts_errors: Vec<Phrase>,
    pub fields: Vec<FieldBlock>,
    pub button: String,
}

/// A field in one language.
pub(super) struct FieldBlock {
    pub id: String,
    pub name: &'static str,
    pub label: String,
    pub hint: Option<String>,
    pub kind: &'static str,
    /// The language in which its text is to be, where that matters.
    pub lang: Option<Language>,
    pub value: String,
    pub days: Option<(String, String)>,
    pub options: Vec<(&'static str, String, bool)>,
    pub errors: Vec<Phrase>,
    pub recorded: Option<(String, Vec<String>)>,
    pub described: Described,
}

/// What says more of a field, for those who do not see it beside.
#[derive(Template)]
#[template(
    source = "{% if !ids.is_empty() %} aria-describedby=\"{% for id in ids %}{% if !loop.first %} {% endif %}{{ id }}{% endfor %}\"{% endif %}{% if invalid.clone() %} aria-invalid=\"true\"{% endif %}",
    ext = "html"
)]
pub(super) struct Described {
    ids: Vec<String>,
    invalid: bool,
}

// The template escapes what it is given.
impl askama::filters::HtmlSafe for Described {}

/// What the page says first, in one language.
pub(super) struct RemarkBlock {
    pub tone: &'static str,
    pub role: &'static str,
    pub text: Phrase,
    /// What is wrong, and where.
    pub list: Vec<(Option<String>, Phrase)>,
}

/// The form in these words. `beside`: it files a return of another quarter than the page is about.
pub(super) fn form_block(words: &Words, form: &Form, beside: bool, errors: &[FieldError]) -> FormBlock {
    let (lang, act) = (words.language(), form.act);
    let id = match form.period.filter(|_| beside) {
        Some(period) => format!("{lang}-{act}-{period}"),
        None => format!("{lang}-{act}"),
    };
    let period = form.period.map(|period| words.period(period)).unwrap_or_default();
    let mut hidden = vec![("act", act.to_string())];
    if let Some(period) = form.period {
        hidden.extend([("period", period.to_string()), ("revision", form.revision.to_string())]);
    }
    let mut alerts = form.alerts.iter();
    if let (Some(only), None) = (alerts.next(), alerts.next()) {
        hidden.push(("alert", only.id.to_string()));
    }
    let label = |rule: crate::domain::alert::Rule| words.token("alert", rule.as_str());
    let choices = form.alerts.iter().map(|alert| (alert.id.to_string(), label(alert.rule), alert.chosen));
    let is_return = form.period.is_some();
    FormBlock {
        title: words.with(&format!("act-{act}"), &[("period", period.into())]),
        lead: is_return.then(|| words.text(if form.is_first { "act-first" } else { "act-again" })),
        is_open: form.is_open,
        hidden,
        alerts_label: words.text("act-alerts"),
        alerts: if form.alerts.len() > 1 { choices.collect() } else { Vec::new() },
        alerts_errors: errors.iter().filter(|error| error.pointer == "/alert").map(|error| fault(words, error, None)).collect(),
        fields: form.fields.iter().map(|field| field_block(words, &id, act, field)).collect(),
        button: words.text(&format!("act-{act}-button")),
        id,
    }
}

/// What a field is called: a form may have a name of its own for it.
fn label(words: &Words, act: Act, name: &str) -> String {
    words.known(&format!("field-{act}-{name}"), Default::default()).unwrap_or_else(|| words.text(&format!("field-{name}")))
}

fn field_block(words: &Words, form: &str, act: Act, field: &Field) -> FieldBlock {
    let id = format!("{form}-{}", field.name);
    let days = match field.input {
        Input::Day(Some((first, last))) => Some((first, last)),
        _ => None,
    };
    let between = |(first, last)| words.with("hint-days", &[("first", words.date(first).into()), ("last", words.date(last).into())]);
    let usual = || words.known(&format!("hint-{}", field.name), Default::default());
    let more = field.hint.map(|key| words.text(key));
    let hint = [more, days.map(between).or_else(usual)].into_iter().flatten().collect::<Vec<_>>();
    let hint = (!hint.is_empty()).then(|| hint.join(" "));
    let chosen = |token: &str| token == field.value;
    let options = match field.input {
        Input::Choice(kind, tokens) => std::iter::once(("", words.text("field-none"), field.value.is_empty()))
            .chain(tokens.iter().map(|token| (*token, words.token(kind, token), chosen(token))))
            .collect(),
        _ => Vec::new(),
    };
    let ids = hint.iter().map(|_| format!("{id}-hint"));
    let ids = ids.chain((1..=field.errors.len()).map(|number| format!("{id}-error-{number}")));
    let ids = ids.chain(field.recorded.iter().map(|_| format!("{id}-recorded"))).collect();
    FieldBlock {
        name: field.name,
        label: label(words, act, field.name),
        hint,
        kind: match field.input {
            Input::Number => "number",
            Input::Day(_) => "day",
            Input::Text => "text",
            Input::Choice(..) => "choice",
            Input::Flag => "flag",
        },
        lang: match field.name {
            "commentary" | "reason" if act != Act::Acknowledge => Some(Language::English),
            "commentary_cy" | "reason_cy" => Some(Language::Welsh),
            _ => None,
        }
        .filter(|lang| *lang != words.language()),
        value: field.value.clone(),
        days: days.map(|(first, last)| (first.to_string(), last.to_string())),
        options,
        errors: field.errors.iter().map(|error| fault(words, error, days)).collect(),
        recorded: field.recorded.as_ref().map(|recorded| (words.text("field-recorded"), lines(words, field, recorded))),
        described: Described { ids, invalid: !field.errors.is_empty() },
        id,
    }
}

/// A recorded value, as one reads it.
fn lines(words: &Words, field: &Field, recorded: &str) -> Vec<String> {
    let said = match (field.input, recorded) {
        (Input::Flag, "") => words.text("field-no"),
        (Input::Flag, _) => words.text("field-yes"),
        (_, "") => words.text("field-nothing"),
        (Input::Choice(kind, _), token) => words.token(kind, token),
        (Input::Day(_), day) => day.parse().map_or_else(|_| clean(day), |day| words.date(day)),
        (_, text) => return text.lines().map(clean).collect(),
    };
    vec![said]
}

type Days = Option<(crate::domain::day::Day, crate::domain::day::Day)>;

/// What is wrong, in these words; in the API's English where there are none.
fn fault(words: &Words, error: &FieldError, days: Days) -> Phrase {
    let name = error.pointer.trim_start_matches('/');
    let said = match days {
        Some((first, last)) => Some(words.with("fault-days", &[("first", words.date(first).into()), ("last", words.date(last).into())])),
        None => {
            let key = |key: String| words.known(&key, Default::default());
            key(format!("fault-{name}-{}", error.code)).or_else(|| key(format!("fault-{}", error.code)))
        }
    };
    Phrase(vec![match said {
        Some(text) => Said { lang: words.language(), text },
        None => Said { lang: Language::English, text: clean(&error.detail) },
    }])
}

/// What is said first, in these words.
pub(super) fn remark_block(words: &Words, remark: &Remark, forms: &[Form]) -> RemarkBlock {
    let ours = |text: String| Phrase(vec![Said { lang: words.language(), text }]);
    let period = |key, period| ours(words.with(key, &[("period", words.period(period).into())]));
    let (tone, text) = match remark {
        Remark::Done(act) => ("good", ours(words.text(&format!("done-{act}")))),
        Remark::Wrong(..) => ("bad", ours(words.text("remark-wrong"))),
        Remark::Stale(_) => ("up", ours(words.text("remark-stale"))),
        Remark::Closed(closed) => ("up", period("remark-closed", *closed)),
        Remark::Resolved => ("good", ours(words.text("remark-resolved"))),
        Remark::NotYours => ("up", ours(words.text("remark-not_yours"))),
        Remark::Archived => ("up", ours(words.text("remark-archived"))),
        Remark::Unowned => ("up", ours(words.text("remark-unowned"))),
        Remark::Refused(detail) => ("bad", Phrase(vec![Said { lang: Language::English, text: clean(detail) }])),
    };
    let list = match remark {
        Remark::Wrong(act, errors) => errors.iter().map(|error| listed(words, *act, error, forms)).collect(),
        _ => Vec::new(),
    };
    RemarkBlock { tone, role: if tone == "good" { "status" } else { "alert" }, text, list }
}

/// What is wrong, with the place in the form where it is.
fn listed(words: &Words, act: Act, error: &FieldError, forms: &[Form]) -> (Option<String>, Phrase) {
    let form = forms.iter().find(|form| form.act == act);
    let field = form.and_then(|form| form.fields.iter().find(|field| field.errors.contains(error)));
    let Some(field) = field else {
        let place = (error.pointer == "/alert").then(|| format!("{}-{act}-alert", words.language()));
        return (place, fault(words, error, None));
    };
    let days = match field.input {
        Input::Day(days) => days,
        _ => None,
    };
    let Phrase(mut said) = fault(words, error, days);
    let label = label(words, act, field.name);
    if let Some(said) = said.first_mut().filter(|said| said.lang == words.language()) {
        said.text = format!("{label}: {}", said.text);
    }
    (Some(format!("{}-{act}-{}", words.language(), field.name)), Phrase(said))
}
