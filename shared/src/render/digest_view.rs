//! A digest put into words, for its templates to lay out.

use super::clean::{clean, mail_link, one_line, web_link};
use super::digest::{Digest, Line, LineState, Owned};
use super::mark::Mark;
use super::phrase::{Phrase, Said, named};
use super::why::Why;
use super::words::Words;
use crate::domain::alert::Rule;
use crate::domain::plan::Language;
use std::slice;

/// How much of each line the HTML tells.
#[derive(Clone, Copy)]
pub(super) enum Density {
    /// Everything, once per language.
    Full,
    /// How far off, the title up to so many characters, and maybe since when; all languages in one list.
    Short { title: usize, since: bool },
}

impl Density {
    /// From the least to the most frugal.
    pub const SHORTER: [Self; 5] = [
        Self::Short { title: 120, since: true },
        Self::Short { title: 60, since: true },
        Self::Short { title: 60, since: false },
        Self::Short { title: 24, since: false },
        Self::Short { title: 0, since: false },
    ];
}

/// How many characters a summary, which has no short form, may have in a short list.
const SHORT_HEADLINE: usize = 60;

/// A whole message.
pub(super) struct View {
    pub lang: Language,
    pub subject: String,
    pub preview: String,
    pub reply_to: String,
    pub reply_link: Option<String>,
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
    pub ask: Phrase,
    pub shortened: Phrase,
    pub sections: Vec<Section>,
    pub contact: Phrase,
    pub footer: Vec<Phrase>,
}

/// The lines of one owner in one state.
pub(super) struct Section {
    /// Whose they are and why they are here, once before that owner's lines.
    pub owner: Option<(Phrase, Phrase)>,
    pub title: Phrase,
    pub groups: Vec<Group>,
}

/// Those of them of one kind.
pub(super) struct Group {
    pub heading: Phrase,
    pub shape: &'static str,
    pub tone: &'static str,
    /// Its colour on white.
    pub colour: &'static str,
    pub entries: Vec<Entry>,
}

/// One line.
pub(super) struct Entry {
    pub reference: String,
    pub title: Phrase,
    pub headline: Phrase,
    pub detail: Phrase,
    pub facts: Phrase,
    pub link: Option<String>,
    pub open: Phrase,
}

impl View {
    /// The digest in these languages.
    pub fn new(digest: &Digest, languages: &[Words], density: Density) -> Self {
        let mut lines: Vec<&Line> = digest.lines.iter().collect();
        lines.sort_by_key(|line| (&line.owned, line.state, line.rule, line.since, &line.reference, &line.title));
        let is_short = matches!(density, Density::Short { .. });
        let blocks = if is_short {
            vec![Block::new(digest, &lines, languages, density)]
        } else {
            languages.iter().map(|words| Block::new(digest, &lines, slice::from_ref(words), density)).collect()
        };
        let mut view = Self {
            lang: languages.first().map_or(Language::English, Words::language),
            subject: Phrase::ours(languages, |words| subject(words, &lines)).text(),
            preview: Phrase::ours(languages, |words| preview(words, &lines)).text(),
            reply_to: one_line(&digest.reply_to),
            reply_link: mail_link(&digest.reply_to).map(str::to_owned),
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
        let open = lines.iter().filter(|line| line.state != LineState::Resolved).count();
        let heading = |words: &Words| if open == 0 { words.text("digest-heading-none") } else { words.count("digest-heading", open) };
        let with_name = |words: &Words, key, value: &str| words.with(key, &[("name", value.into())]);
        Self {
            lang: languages.first().map_or(Language::English, Words::language),
            follows: None,
            organisation: Phrase::title(languages, &digest.organisation, digest.organisation_cy.as_deref()),
            date: ours(&|words| words.date(digest.as_of)),
            greeting: ours(&|words| with_name(words, "digest-greeting", &clean(&digest.recipient_name))),
            heading: ours(&heading),
            ask: ours(&|words| ask(words, lines)),
            shortened: ours(&|words| words.text("digest-shortened")),
            sections: sections(lines, languages, density),
            contact: ours(&|words| words.text("digest-contact")),
            footer: vec![
                ours(&|words| words.text("digest-why")),
                ours(&|words| words.text("digest-links")),
                ours(&|words| {
                    let organisation = named(words, &digest.organisation, digest.organisation_cy.as_deref()).text;
                    words.with("digest-automatic", &[("organisation", organisation.into())])
                }),
            ],
        }
    }
}

fn sections(lines: &[&Line], languages: &[Words], density: Density) -> Vec<Section> {
    let mut previous = &Owned::ByReader;
    let of_one_state = lines.chunk_by(|a, b| (&a.owned, a.state) == (&b.owned, b.state));
    of_one_state
        .filter_map(|lines| {
            let first = lines.first()?;
            let owner = if first.owned == *previous { None } else { whose(&first.owned, languages) };
            previous = &first.owned;
            let of_one_kind = lines.chunk_by(|a, b| a.rule == b.rule);
            let groups = of_one_kind.filter_map(|lines| Some(group(lines.first()?, lines, languages, density))).collect();
            Some(Section { owner, title: Phrase::ours(languages, |words| words.token("state", first.state.as_str())), groups })
        })
        .collect()
}

/// Whose the lines below are, and why the reader has them; nothing above the reader's own.
fn whose(owned: &Owned, languages: &[Words]) -> Option<(Phrase, Phrase)> {
    let ours = |key| Phrase::ours(languages, |words| words.text(key));
    match owned {
        Owned::ByReader => None,
        Owned::ByNobody => Some((ours("owned-by-nobody"), ours("owned-by-nobody-note"))),
        Owned::By(owner) => {
            let about = |key| Phrase::ours(languages, |words| words.with(key, &[("owner", clean(owner).into())]));
            Some((about("owned-by"), about("owned-by-note")))
        }
    }
}

fn group(first: &Line, lines: &[&Line], languages: &[Words], density: Density) -> Group {
    let Mark { shape, tone, colour } = match first.state {
        LineState::Resolved => Mark::RESOLVED,
        _ => Mark::of(first.rule),
    };
    Group {
        heading: Phrase::ours(languages, |words| match first.state {
            LineState::Resolved => words.token("resolved", first.rule.as_str()),
            _ => words.count(&format!("group-{}", first.rule), lines.len()),
        }),
        shape,
        tone,
        colour,
        entries: lines.iter().map(|line| entry(line, languages, density)).collect(),
    }
}

fn entry(line: &Line, languages: &[Words], density: Density) -> Entry {
    let (title_limit, with_since) = match density {
        Density::Full => (usize::MAX, true),
        Density::Short { title, since } => (title, since),
    };
    let is_open = line.state != LineState::Resolved;
    let is_full = matches!(density, Density::Full);
    let why = |words: &Words| words.why(&line.why, line.unit.as_deref(), line.decimals);
    let when = |shown: bool, say: fn(Why) -> Said| if shown { Phrase::new(languages, |words| say(why(words))) } else { Phrase(Vec::new()) };
    let reference = clean(&line.reference);
    Entry {
        title: Phrase::title(languages, &line.title, line.title_cy.as_deref()).shortened(title_limit),
        headline: if is_full { when(is_open, |why| why.headline) } else { when(is_open, |why| why.short).shortened(SHORT_HEADLINE) },
        detail: when(is_open && is_full, |why| why.detail),
        facts: Phrase::ours(languages, |words| facts(words, line, density, with_since)),
        link: line.link.as_deref().and_then(web_link).map(str::to_owned),
        open: Phrase::ours(languages, |words| words.with("open-item", &[("reference", reference.as_str().into())])),
        reference,
    }
}

/// Reference, service area, quarter, and since when.
fn facts(words: &Words, line: &Line, density: Density, with_since: bool) -> String {
    let since = if line.state == LineState::Resolved { "since-resolved" } else { "since" };
    let full = matches!(density, Density::Full);
    let facts = [
        full.then(|| clean(&line.reference)),
        line.service_area.as_deref().filter(|_| full).map(|area| named(words, area, line.service_area_cy.as_deref()).text),
        line.period.filter(|_| full).map(|period| words.period(period)),
        with_since.then(|| words.with(since, &[("date", words.date(line.since).into())])),
    ];
    facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// How many lines there are of each kind that still needs something.
fn open_kinds(lines: &[&Line]) -> Vec<(Rule, usize)> {
    let of = |rule: Rule| lines.iter().filter(|line| line.rule == rule && line.state != LineState::Resolved).count();
    Rule::ALL.iter().map(|rule| (*rule, of(*rule))).filter(|(_, count)| *count > 0).collect()
}

fn subject(words: &Words, lines: &[&Line]) -> String {
    let kinds: Vec<String> = open_kinds(lines).into_iter().map(|(rule, count)| words.count(&format!("group-{rule}"), count)).collect();
    let new = lines.iter().filter(|line| line.state == LineState::New).count();
    let values = [("what", kinds.join(", ").into()), ("new", new.into())];
    match (kinds.is_empty(), new) {
        (true, _) => words.text("digest-subject-none"),
        (false, 0) => words.with("digest-subject", &values),
        (false, _) => words.with("digest-subject-new", &values),
    }
}

fn ask(words: &Words, lines: &[&Line]) -> String {
    let mut clauses: Vec<String> = open_kinds(lines).into_iter().map(|(rule, count)| words.count(&format!("ask-{rule}"), count)).collect();
    let Some(last) = clauses.pop() else { return words.text("digest-ask-none") };
    let what = if clauses.is_empty() { last } else { words.with("list", &[("rest", clauses.join(", ").into()), ("last", last.into())]) };
    words.with("digest-ask", &[("what", what.into())])
}

fn preview(words: &Words, lines: &[&Line]) -> String {
    let count = |state| lines.iter().filter(|line| line.state == state).count();
    let parts = LineState::ALL.into_iter().map(|state| (state, count(state))).filter(|(_, count)| *count > 0);
    parts.map(|(state, count)| words.count(&format!("preview-{}", state.as_str()), count)).collect::<Vec<_>>().join(" · ")
}
