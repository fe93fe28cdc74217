//! A digest put into words, for its templates to lay out.

use super::clean::{clean, mail_link, one_line, web_link};
use super::digest::{Digest, Line};
use super::lead::{ask, heading, preview, returns, subject};
use super::lines::{Section, sections};
use super::phrase::{Phrase, named};
use super::words::Words;
use crate::domain::plan::Language;
use crate::domain::report::by_ref;
use std::slice;

/// How many characters a subject may have in the only language of a mail, and in each of two.
const MAX_SUBJECT: (usize, usize) = (120, 80);

/// How much of each line is told.
#[derive(Clone, Copy)]
pub(super) enum Density {
    /// Everything, once per language; maybe but for the last quarters of measures.
    Full { trend: bool },
    /// How far off, the title up to so many characters, and maybe since when; all languages in one list.
    Short { title: usize, since: bool },
    /// Each item once, its title up to so many characters, with the kinds of all that is told of it; so many items at most.
    Gathered { title: usize, most: usize },
}

impl Density {
    /// From the least to the most frugal.
    pub const SHORTER: [Self; 8] = [
        Self::Full { trend: false },
        Self::Short { title: 120, since: true },
        Self::Short { title: 60, since: true },
        Self::Short { title: 60, since: false },
        Self::Short { title: 24, since: false },
        Self::Short { title: 0, since: false },
        Self::Gathered { title: 24, most: usize::MAX },
        Self::Gathered { title: 0, most: usize::MAX },
    ];
}

/// A whole message.
pub(super) struct View {
    pub lang: Language,
    pub subject: String,
    pub preview: String,
    pub reply_to: String,
    pub reply_link: Option<String>,
    pub unsubscribe: Option<String>,
    pub preferences: Option<String>,
    pub is_short: bool,
    pub blocks: Vec<Block>,
}

/// The message in one language (or, short, in both at once).
pub(super) struct Block {
    pub lang: Language,
    /// Above the first of two: that the other language follows, in that language.
    pub follows: Option<Phrase>,
    pub organisation: Phrase,
    pub date: Phrase,
    pub greeting: Phrase,
    pub heading: Phrase,
    /// By when which returns are due, if any are.
    pub returns: Option<Phrase>,
    pub ask: Phrase,
    pub shortened: Phrase,
    pub sections: Vec<Section>,
    /// How many items more there are than are listed, if any.
    pub more: Option<Phrase>,
    pub contact: Phrase,
    pub footer: Vec<Phrase>,
    pub unsubscribe: Phrase,
    pub preferences: Phrase,
}

impl View {
    /// The digest in these languages.
    pub fn new(digest: &Digest, languages: &[Words], density: Density) -> Self {
        let mut lines: Vec<&Line> = digest.lines.iter().collect();
        lines.sort_by(|one, other| {
            let by_name = || (&one.reference, &one.title).cmp(&(&other.reference, &other.title));
            (&one.owned, one.state, one.rule, one.since)
                .cmp(&(&other.owned, other.state, other.rule, other.since))
                .then_with(|| by_ref(&one.reference, &other.reference))
                .then_with(by_name)
        });
        let is_short = !matches!(density, Density::Full { .. });
        let blocks = if is_short {
            vec![Block::new(digest, &lines, languages, density)]
        } else {
            languages.iter().map(|words| Block::new(digest, &lines, slice::from_ref(words), density)).collect()
        };
        let room = if languages.len() > 1 { MAX_SUBJECT.1 } else { MAX_SUBJECT.0 };
        let mut view = Self {
            lang: languages.first().map_or(Language::English, Words::language),
            subject: Phrase::ours(languages, |words| subject(words, &lines, room)).text(),
            preview: Phrase::ours(languages, |words| preview(words, &lines)).text(),
            reply_to: one_line(&digest.reply_to),
            reply_link: mail_link(&digest.reply_to).map(str::to_owned),
            preferences: digest.preferences.as_deref().and_then(web_link).map(str::to_owned),
            unsubscribe: digest.unsubscribe.as_deref().and_then(web_link).map(str::to_owned),
            is_short,
            blocks,
        };
        if let ([first, _], [_, second]) = (view.blocks.as_mut_slice(), languages) {
            first.follows = Some(Phrase::ours(slice::from_ref(second), |words| words.text("digest-below")));
        }
        view
    }
}

impl Block {
    fn new(digest: &Digest, lines: &[&Line], languages: &[Words], density: Density) -> Self {
        let ours = |say: &dyn Fn(&Words) -> String| Phrase::ours(languages, say);
        let with_name = |words: &Words, key, value: &str| words.with(key, &[("name", value.into())]);
        let (sections, left_out) = sections(lines, languages, density);
        let mut entries = sections.iter().flat_map(|section| &section.groups).flat_map(|group| &group.entries);
        let has_links = entries.any(|entry| entry.link.is_some());
        Self {
            lang: languages.first().map_or(Language::English, Words::language),
            follows: None,
            organisation: Phrase::title(languages, &digest.organisation, digest.organisation_cy.as_deref()),
            date: ours(&|words| words.date(digest.as_of)),
            greeting: ours(&|words| with_name(words, "digest-greeting", &clean(&digest.recipient_name))),
            heading: ours(&|words| heading(words, lines)),
            returns: returns(lines).map(|returns| ours(&|words| returns.lead(words))),
            ask: ours(&|words| ask(words, lines)),
            shortened: ours(&|words| words.text("digest-shortened")),
            sections,
            more: (left_out > 0).then(|| ours(&|words| words.count("digest-more", left_out))),
            contact: ours(&|words| words.text("digest-contact")),
            footer: [
                Some(ours(&|words| words.text("digest-why"))),
                has_links.then(|| ours(&|words| words.text("digest-links"))),
                Some(ours(&|words| automatic(words, &digest.organisation, digest.organisation_cy.as_deref()))),
            ]
            .into_iter()
            .flatten()
            .collect(),
            unsubscribe: ours(&|words| words.text("digest-unsubscribe")),
            preferences: ours(&|words| words.text("digest-preferences")),
        }
    }
}

/// That nobody wrote this by hand.
pub(super) fn automatic(words: &Words, organisation: &str, organisation_cy: Option<&str>) -> String {
    words.with("digest-automatic", &[("organisation", named(words, organisation, organisation_cy).text.into())])
}
