//! The words of both languages, and the sentences that say why.

use super::clean::clean;
use crate::domain::explanation::Explanation;
use crate::domain::plan::Language;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use std::borrow::Cow;
use unic_langid::langid;

/// The words of one language. Cheap to make (well below a millisecond), so nobody has to keep one.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

/// The sentence for `explanation` in `lang`, or its English summary if we have no words for that rule and reason.
///
/// `unit` (a token such as `percent`) and `decimals` say how the figures of a measure are written.
pub fn why_sentence(explanation: &Explanation, lang: Language, unit: Option<&str>, decimals: Option<u8>) -> String {
    Words::new(lang).why(explanation, unit, decimals).sentence()
}

/// The source text of a language's words.
pub(super) const fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../../templates/en.ftl"),
        Language::Welsh => include_str!("../../templates/cy.ftl"),
    }
}

/// The source texts of the words that only reports have, and their pictures.
pub(super) const fn report_sources(language: Language) -> [&'static str; 2] {
    match language {
        Language::English => [include_str!("../../templates/report_en.ftl"), include_str!("../../templates/chart_en.ftl")],
        Language::Welsh => [include_str!("../../templates/report_cy.ftl"), include_str!("../../templates/chart_cy.ftl")],
    }
}

impl Words {
    /// The words of `language`, as mails and pages need them.
    pub fn new(language: Language) -> Self {
        Self::of(language, &[source(language)])
    }

    /// The same, with those of reports.
    pub fn of_reports(language: Language) -> Self {
        let [report, charts] = report_sources(language);
        Self::of(language, &[source(language), report, charts])
    }

    fn of(language: Language, sources: &[&str]) -> Self {
        let id = match language {
            Language::English => langid!("en"),
            Language::Welsh => langid!("cy"),
        };
        let mut bundle = FluentBundle::new(vec![id]);
        // The marks that Fluent would set around each value show as boxes in some mail programs.
        bundle.set_use_isolating(false);
        let readable = |source: &&str| FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(readable, _)| readable);
        let loaded = bundle.add_builtins().is_ok() && sources.iter().map(readable).all(|resource| bundle.add_resource(resource).is_ok());
        debug_assert!(loaded, "the words of {language} are unreadable");
        Self { language, bundle }
    }

    /// Which language these are.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The words for `key`.
    pub fn text(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The words for `key`, with values in their places.
    pub fn with(&self, key: &str, values: &[(&'static str, FluentValue<'_>)]) -> String {
        let text = self.known(key, values.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect());
        debug_assert!(text.is_some(), "no words for {key} in {}, or not every value", self.language);
        text.unwrap_or_else(|| key.to_owned())
    }

    /// The words for a `key` that may not be one, if there are and every value in them is given.
    pub(super) fn known(&self, key: &str, values: FluentArgs<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }

    /// The words for a token (`rag`, `n/a`), or the token itself where it is new to us.
    pub fn token(&self, kind: &str, token: &str) -> String {
        let key = format!("{kind}-{}", token.replace(['/', ' '], "_"));
        if self.bundle.has_message(&key) { self.text(&key) } else { clean(token) }
    }

    /// The words for `key` with a count in it, in the right plural form.
    pub fn count(&self, key: &str, count: usize) -> String {
        self.with(key, &[("count", count.into())])
    }
}
