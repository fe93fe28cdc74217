//! Words with the language they are in, so that a page says which is which.

use super::clean::clean;
use super::words::Words;
use crate::domain::plan::Language;
use askama::Template;

/// A text in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Which language.
    pub lang: Language,
    /// What is said.
    pub text: String,
}

/// The same thing in one language or, where room is short, in each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phrase(pub Vec<Said>);

/// A phrase in HTML within text of a language: what is in another one says so.
#[derive(Template)]
#[template(
    source = "{% for said in phrase.0 %}{% if !loop.first %} / {% endif %}{% if said.lang == lang %}{{ said.text }}{% else %}<span lang=\"{{ said.lang }}\">{{ said.text }}</span>{% endif %}{% endfor %}",
    ext = "html"
)]
pub(super) struct Spoken<'a> {
    phrase: &'a Phrase,
    lang: Language,
}

// The template escapes what it is given.
impl askama::filters::HtmlSafe for Spoken<'_> {}

/// A title or a name in the language of these words, if it is known in that.
pub(super) fn named(words: &Words, english: &str, welsh: Option<&str>) -> Said {
    match (words.language(), welsh.map(clean)) {
        (Language::Welsh, Some(text)) if !text.is_empty() => Said { lang: Language::Welsh, text },
        _ => Said { lang: Language::English, text: clean(english) },
    }
}

impl Phrase {
    /// What `say` says in each of the languages; once, if that is the same.
    pub fn new(languages: &[Words], say: impl Fn(&Words) -> Said) -> Self {
        let mut each: Vec<Said> = languages.iter().map(say).collect();
        each.dedup_by(|later, earlier| later.text == earlier.text);
        Self(each)
    }

    /// The same for words of ours, which are in the language asked for.
    pub fn ours(languages: &[Words], say: impl Fn(&Words) -> String) -> Self {
        Self::new(languages, |words| Said { lang: words.language(), text: say(words) })
    }

    /// A title or a name, in the language asked for as far as it is known.
    pub fn title(languages: &[Words], english: &str, welsh: Option<&str>) -> Self {
        Self::new(languages, |words| named(words, english, welsh))
    }

    /// In HTML.
    pub fn within(&self, lang: &Language) -> Spoken<'_> {
        Spoken { phrase: self, lang: *lang }
    }

    /// As plain text.
    pub fn text(&self) -> String {
        self.0.iter().map(|said| said.text.as_str()).collect::<Vec<_>>().join(" / ")
    }

    /// Is there nothing to say?
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|said| said.text.is_empty())
    }

    /// The phrase with at most `limit` characters in each language; nothing at all for 0.
    pub fn shortened(mut self, limit: usize) -> Self {
        if limit == 0 {
            self.0.clear();
        }
        for said in &mut self.0 {
            if said.text.chars().count() > limit {
                let kept: String = said.text.chars().take(limit.saturating_sub(1)).collect();
                said.text = format!("{}…", kept.trim_end());
            }
        }
        self
    }
}
