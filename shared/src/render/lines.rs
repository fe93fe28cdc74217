//! The lines of a digest put into words.

use super::clean::{clean, web_link};
use super::digest::{Hold, Line, LineState, Owned};
use super::digest_view::Density;
use super::mark::Mark;
use super::phrase::{Phrase, Said, named};
use super::trend::{Trend, trend};
use super::why::Why;
use super::words::Words;
use crate::domain::alert::Rule;
use std::collections::BTreeMap;

/// How many characters a summary, which has no short form, may have in a short list.
const SHORT_HEADLINE: usize = 60;

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
    pub trend: Option<Trend>,
    /// That it rests, or that the owner's manager knows.
    pub notes: Vec<Phrase>,
    pub facts: Phrase,
    pub link: Option<String>,
    pub open: Phrase,
}

/// The lines in words, and how many items are left out.
pub(super) fn sections(lines: &[&Line], languages: &[Words], density: Density) -> (Vec<Section>, usize) {
    let mut previous = &Owned::ByReader;
    let mut room = if let Density::Gathered { most, .. } = density { most } else { usize::MAX };
    let mut left_out = 0;
    let of_one_state = lines.chunk_by(|a, b| (&a.owned, a.state) == (&b.owned, b.state));
    let sections = of_one_state
        .filter_map(|lines| {
            let first = lines.first()?;
            let groups: Vec<Group> = match density {
                Density::Gathered { .. } => {
                    let items = of_each_item(lines);
                    let shown = items.len().min(room);
                    (room, left_out) = (room - shown, left_out + items.len() - shown);
                    items.get(..shown).map(|items| gathered(items, languages, density)).unwrap_or_default()
                }
                _ => lines.chunk_by(|a, b| a.rule == b.rule).filter_map(|lines| group(lines, languages, density)).collect(),
            };
            if groups.is_empty() {
                return None;
            }
            let owner = if first.owned == *previous { None } else { whose(&first.owned, languages) };
            previous = &first.owned;
            Some(Section { owner, title: Phrase::ours(languages, |words| words.token("state", first.state.as_str())), groups })
        })
        .collect();
    (sections, left_out)
}

/// The lines of each item, the items in the order of the first of theirs.
fn of_each_item<'a>(lines: &[&'a Line]) -> Vec<Vec<&'a Line>> {
    let mut places = BTreeMap::new();
    let mut items: Vec<Vec<&Line>> = Vec::new();
    for line in lines {
        let place = *places.entry(line.item()).or_insert(items.len());
        match items.get_mut(place) {
            Some(item) => item.push(line),
            None => items.push(vec![line]),
        }
    }
    items
}

/// Whose the lines below are, and why the reader has them; nothing above the reader's own.
fn whose(owned: &Owned, languages: &[Words]) -> Option<(Phrase, Phrase)> {
    let ours = |key| Phrase::ours(languages, |words| words.text(key));
    let about = |key, owner: &str| Phrase::ours(languages, |words| words.with(key, &[("owner", clean(owner).into())]));
    match owned {
        Owned::ByReader => None,
        Owned::ByNobody => Some((ours("owned-by-nobody"), ours("owned-by-nobody-note"))),
        Owned::By(owner) => Some((about("owned-by", owner), about("owned-by-note", owner))),
        Owned::InHandOf(owner) => Some((about("owned-by", owner), about("owned-in-hand-note", owner))),
        Owned::EscalatedFrom(owner) => Some((about("owned-escalated", owner), about("owned-escalated-note", owner))),
    }
}

fn group(lines: &[&Line], languages: &[Words], density: Density) -> Option<Group> {
    let first = lines.first()?;
    let heading = Phrase::ours(languages, |words| match first.state {
        LineState::Resolved => words.token("resolved", first.rule.as_str()),
        _ => words.count(&format!("group-{}", first.rule), lines.len()),
    });
    let entries = lines.iter().map(|line| entry(line, languages, density)).collect();
    Some(Group::of(first, heading, entries))
}

/// The items of one state, those of the same kinds together: what they have in common is said once.
fn gathered(items: &[Vec<&Line>], languages: &[Words], density: Density) -> Vec<Group> {
    let mut alike: Vec<(Vec<Rule>, Vec<&Vec<&Line>>)> = Vec::new();
    for item in items {
        let mut kinds: Vec<Rule> = item.iter().map(|line| line.rule).collect();
        kinds.dedup();
        match alike.iter_mut().find(|(known, _)| *known == kinds) {
            Some((_, items)) => items.push(item),
            None => alike.push((kinds, vec![item])),
        }
    }
    let group = |(kinds, items): (Vec<Rule>, Vec<&Vec<&Line>>)| {
        let of = |words: &Words| {
            let mut kinds: Vec<String> = kinds.iter().map(|rule| words.token("alert", rule.as_str())).collect();
            kinds.dedup();
            kinds.join(", ")
        };
        let heading = Phrase::ours(languages, |words| format!("{} · {}", of(words), words.count("digest-items", items.len())));
        let first = *items.first()?.first()?;
        let entry = |item: &&Vec<&Line>| Some(Entry { headline: Phrase(Vec::new()), ..entry(item.first()?, languages, density) });
        Some(Group::of(first, heading, items.iter().filter_map(entry).collect()))
    };
    alike.into_iter().filter_map(group).collect()
}

impl Group {
    fn of(first: &Line, heading: Phrase, entries: Vec<Entry>) -> Self {
        let Mark { shape, tone, colour } = match first.state {
            LineState::Resolved => Mark::RESOLVED,
            _ => Mark::of(first.rule),
        };
        Self { heading, shape, tone, colour, entries }
    }
}

fn entry(line: &Line, languages: &[Words], density: Density) -> Entry {
    let (title_limit, with_since) = match density {
        Density::Full { .. } => (usize::MAX, true),
        Density::Short { title, since } => (title, since),
        Density::Gathered { title, .. } => (title, false),
    };
    let is_open = line.state != LineState::Resolved;
    let is_full = matches!(density, Density::Full { .. });
    let why = |words: &Words| words.why(&line.why, line.unit.as_deref(), line.decimals);
    let when = |shown: bool, say: fn(Why) -> Said| if shown { Phrase::new(languages, |words| say(why(words))) } else { Phrase(Vec::new()) };
    let reference = clean(&line.reference);
    Entry {
        title: Phrase::title(languages, &line.title, line.title_cy.as_deref()).shortened(title_limit),
        headline: if is_full { when(is_open, |why| why.headline) } else { when(is_open, |why| why.short).shortened(SHORT_HEADLINE) },
        detail: when(is_open && is_full, |why| why.detail),
        trend: if matches!(density, Density::Full { trend: true }) { trend(line, languages) } else { None },
        notes: if is_full { notes(line, languages) } else { Vec::new() },
        facts: Phrase::ours(languages, |words| facts(words, line, density, with_since)),
        link: line.link.as_deref().and_then(web_link).map(str::to_owned),
        open: Phrase::ours(languages, |words| words.with("open-item", &[("reference", reference.as_str().into())])),
        reference,
    }
}

/// That it was escalated, and that it rests.
fn notes(line: &Line, languages: &[Words]) -> Vec<Phrase> {
    let escalated = match line.owned {
        Owned::ByReader => "escalated-own",
        Owned::EscalatedFrom(_) => "escalated-to-reader",
        Owned::ByNobody | Owned::By(_) | Owned::InHandOf(_) => "escalated-other",
    };
    let escalated =
        line.escalated_on.map(|day| Phrase::ours(languages, |words| words.with(escalated, &[("date", words.date(day).into())])));
    let hold = line.hold.as_ref().map(|hold| Phrase::ours(languages, |words| held(words, hold)));
    escalated.into_iter().chain(hold).collect()
}

/// Until when it rests, by whose word, and why.
fn held(words: &Words, hold: &Hold) -> String {
    let until = ("until", words.date(hold.until).into());
    let said = match hold.by.as_deref().map(clean).filter(|by| !by.is_empty()) {
        Some(by) => words.with(&format!("hold-{}-by", hold.kind), &[until, ("by", by.into())]),
        None => words.with(&format!("hold-{}", hold.kind), &[until]),
    };
    match hold.reason.as_deref().map(clean).filter(|reason| !reason.is_empty()) {
        Some(reason) => words.with("hold-reason", &[("hold", said.into()), ("reason", reason.into())]),
        None => format!("{said}."),
    }
}

/// Reference, service area, quarter, and since when.
fn facts(words: &Words, line: &Line, density: Density, with_since: bool) -> String {
    let since = if line.state == LineState::Resolved { "since-resolved" } else { "since" };
    let full = matches!(density, Density::Full { .. });
    let facts = [
        full.then(|| clean(&line.reference)),
        // Of a service risk each area has its own.
        line.service_area.as_deref().filter(|_| full || line.of_area).map(|area| named(words, area, line.service_area_cy.as_deref()).text),
        // Two quarters of one item may be owed.
        line.period
            .filter(|_| full || (matches!(line.rule, Rule::ReturnDue | Rule::ReturnMissing) && matches!(density, Density::Short { .. })))
            .map(|period| words.period(period)),
        with_since.then(|| words.with(since, &[("date", words.date(line.since).into())])),
    ];
    facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
