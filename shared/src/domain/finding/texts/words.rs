//! Texts in words, and what stands for a number in them.

use super::vocabulary::{ABBREVIATIONS, CHANGES, GOES_ON, LINKS, NOT_THE_VALUE, OF_SOMETHING_ELSE, OTHERS, SUBJECTS};
use crate::domain::number::Figure;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A word of a sentence, without the marks around it.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// In lower case.
    text: String,
    /// As it is written.
    written: String,
    /// A mark follows that ends a part of the sentence.
    pause: bool,
}

/// A number as a text writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// As it is written, with its unit.
    pub(super) written: String,
    /// The unit that it is written with.
    pub(super) mark: Mark,
    value: Figure,
    /// So many decimals are written.
    pub(super) decimals: u32,
}

/// The unit that a number is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    None,
    Percent,
    Days,
    Seconds,
    Minutes,
    Money,
    Rank,
}

/// A sentence, and the place of the heading that it stands under.
#[derive(Clone, Debug, Default)]
pub(super) struct Sentence {
    pub(super) words: Vec<Word>,
    pub(super) heading: Option<usize>,
}

/// The sentences of a Markdown text. Items of lists, headings and rows of tables are sentences by themselves; what is struck out is
/// not said.
pub(super) fn sentences(text: &str) -> Vec<Sentence> {
    let mut found: Vec<Sentence> = Vec::new();
    let (mut said, mut struck, mut heading) = (String::new(), false, None);
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::Strikethrough) => struck = true,
            Event::End(TagEnd::Strikethrough) => struck = false,
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) if !struck => said.push_str(&text),
            Event::SoftBreak | Event::End(TagEnd::TableCell) => said.push(' '),
            Event::HardBreak
            | Event::Start(Tag::Item)
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableHead | TagEnd::TableRow | TagEnd::CodeBlock) => {
                split(&mut found, &said, heading);
                said.clear();
            }
            Event::End(TagEnd::Heading(_)) => {
                heading = None;
                let at = found.len();
                split(&mut found, &said, heading);
                said.clear();
                heading = (found.len() > at).then_some(at);
            }
            _ => {}
        }
    }
    split(&mut found, &said, heading);
    found
}

/// Adds the sentences of a text without marks.
fn split(found: &mut Vec<Sentence>, text: &str, heading: Option<usize>) {
    let mut words = Vec::new();
    for raw in text.split_whitespace().flat_map(parts) {
        let word = Word::read(raw);
        let ends = raw.trim_end_matches([')', ']', '"', '\'', '”', '’']).ends_with(['.', '!', '?', ';']);
        let ends = ends && !ABBREVIATIONS.contains(&word.text.as_str());
        if !word.text.is_empty() {
            words.push(word);
        }
        if ends && !words.is_empty() {
            found.push(Sentence { words: std::mem::take(&mut words), heading });
        }
    }
    if !words.is_empty() {
        found.push(Sentence { words, heading });
    }
}

/// `CPM/223=48.8%` as a name and its value. What has no letter before the mark is a range, and stays whole.
fn parts(raw: &str) -> impl Iterator<Item = &str> {
    let cut = raw.char_indices().find(|(_, c)| matches!(c, '=' | '–' | '—' | ':')).map(|(at, c)| at + c.len_utf8());
    let (name, value) = cut.and_then(|cut| raw.split_at_checked(cut)).unwrap_or((raw, ""));
    let (name, value) = if name.chars().any(char::is_alphabetic) { (name, value) } else { (raw, "") };
    [name, value].into_iter().filter(|part| !part.is_empty())
}

/// A name as texts are searched for it: in any case, with `-` for `/`.
pub fn name(name: &str) -> String {
    joined(&name.split_whitespace().map(Word::read).collect::<Vec<_>>())
}

/// These words as one name. A `/` may be written `-`, as in our own addresses.
pub(super) fn joined(words: &[Word]) -> String {
    let texts: Vec<&str> = words.iter().map(|word| word.text.trim_end_matches("'s").trim_end_matches("’s")).collect();
    texts.join(" ").replace('/', "-")
}

impl Word {
    fn read(raw: &str) -> Self {
        let trimmed = raw.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '£' | '%'));
        let trimmed = trimmed.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '%');
        Self {
            text: trimmed.to_lowercase(),
            written: trimmed.to_owned(),
            pause: raw.ends_with([',', '.', ';', ':', ')', '!', '?', '–', '—']),
        }
    }

    /// Does it say nothing between a name and a value?
    pub(super) fn links(&self) -> bool {
        LINKS.contains(&self.text.as_str())
    }

    /// Does a measure's own commentary speak of it with this word?
    pub(super) fn is_subject(&self) -> bool {
        SUBJECTS.contains(&self.text.as_str())
    }

    /// Does the sentence speak of other quarters?
    pub(super) fn tells_of_quarters(&self) -> bool {
        let text = self.text.as_str();
        let short = text.strip_prefix('q').or_else(|| text.strip_prefix("ch")).is_some_and(|rest| matches!(rest, "1" | "2" | "3" | "4"));
        short || text.starts_with("quarter") || text.contains("chwarter") || matches!(text, "previous" | "previously" | "earlier" | "month")
    }

    fn number(&self) -> Option<(Figure, u32, Mark)> {
        let (text, mark) = match (self.text.strip_prefix('£'), self.text.strip_suffix('%')) {
            (Some(text), _) => (text, Mark::Money),
            (None, Some(text)) => (text, Mark::Percent),
            (None, None) => ["st", "nd", "rd", "th"]
                .into_iter()
                .find_map(|end| self.text.strip_suffix(end))
                .map_or((self.text.as_str(), Mark::None), |text| (text, Mark::Rank)),
        };
        let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let plain = without_separators(text)?;
        Some((plain.parse().ok()?, decimals.try_into().ok()?, mark))
    }
}

/// `1,234.5` as `1234.5`; nothing for a comma that separates no thousands.
fn without_separators(text: &str) -> Option<String> {
    let mut parts = text.split(',');
    let first = parts.next()?.to_owned();
    parts.try_fold(first, |whole, part| {
        let digits = part.split('.').next().is_some_and(|digits| digits.len() == 3);
        digits.then(|| whole + part)
    })
}

/// The numbers of a sentence, each with its place.
pub(super) fn numbers(words: &[Word]) -> impl Iterator<Item = (usize, Number)> {
    words.iter().enumerate().filter_map(|(at, word)| {
        if minutes_and_seconds(words, at.checked_sub(2)).is_some() || minutes_and_seconds(words, at.checked_sub(3)).is_some() {
            return None;
        }
        if let Some(number) = minutes_and_seconds(words, Some(at)) {
            return Some((at, number));
        }
        let (value, decimals, mark) = word.number()?;
        let next = |by: usize| words.get(at + by).map_or("", |word| word.text.as_str());
        let (mark, unit) = match (mark, next(1), next(2)) {
            (Mark::None, "%" | "percent", _) => (Mark::Percent, "%"),
            (Mark::None, "per", "cent") | (Mark::None, "y", "cant") => (Mark::Percent, "%"),
            (Mark::None, "day" | "days" | "diwrnod" | "dydd", _) | (Mark::None, "working", "day" | "days") => (Mark::Days, " days"),
            (Mark::None, "second" | "seconds" | "secs" | "eiliad", _) => (Mark::Seconds, " seconds"),
            (Mark::None, "minute" | "minutes" | "mins" | "munud", _) => (Mark::Minutes, " minutes"),
            (mark, ..) => (mark, ""),
        };
        Some((at, Number { written: format!("{}{unit}", word.written), mark, value, decimals }))
    })
}

/// "1 minute 16 seconds", "2 minutes and 5 seconds" as so many seconds.
fn minutes_and_seconds(words: &[Word], at: Option<usize>) -> Option<Number> {
    let at = at?;
    let text = |by: usize| words.get(at + by).map_or("", |word| word.text.as_str());
    let and = usize::from(matches!(text(2), "and" | "a"));
    let minutes: i32 = text(0).parse().ok().filter(|minutes| *minutes < 10_000)?;
    let seconds: i32 = text(2 + and).parse().ok().filter(|seconds| (0..60).contains(seconds))?;
    let named = matches!(text(1), "minute" | "minutes" | "mins" | "min" | "munud");
    let named = named && matches!(text(3 + and), "second" | "seconds" | "secs" | "sec" | "eiliad");
    named.then(|| Number {
        written: format!("{} {} {} {}", text(0), text(1), text(2 + and), text(3 + and)),
        mark: Mark::Seconds,
        value: Figure::from(minutes * 60 + seconds),
        decimals: 0,
    })
}

/// "62 of 126", "62 out of 126", "62/126" at that place.
pub(super) fn fraction(words: &[Word], at: usize) -> Option<(Figure, Figure)> {
    let text = |by: usize| words.get(at + by).map_or("", |word| word.text.as_str());
    let whole = |text: &str| -> Option<Figure> {
        let plain = without_separators(text)?;
        plain.chars().all(|c| c.is_ascii_digit()).then(|| plain.parse().ok()).flatten()
    };
    if let Some((part, of)) = text(0).split_once('/') {
        return Some((whole(part)?, whole(of)?));
    }
    let by = match (text(1), text(2)) {
        ("of" | "o", _) => 2,
        ("out", "of") | ("allan", "o") => 3,
        _ => return None,
    };
    let by = by + usize::from(matches!(text(by), "the" | "all" | "y" | "yr"));
    Some((whole(text(0))?, whole(text(by))?))
}

/// How many words the number at that place takes with its unit.
pub(super) fn length(words: &[Word], at: usize) -> usize {
    if minutes_and_seconds(words, Some(at)).is_some() {
        return 4;
    }
    let unit = |by: usize| words.get(at + by).map_or("", |word| word.text.as_str());
    match (unit(1), unit(2)) {
        ("per", "cent") | ("y", "cant") | ("working", "day" | "days") => 3,
        ("%" | "percent" | "day" | "days" | "diwrnod" | "dydd" | "second" | "seconds" | "secs" | "eiliad", _) => 2,
        _ => 1,
    }
}

impl Number {
    /// Is it that figure, rounded half-up to the decimals that are written? Texts leave the sign out.
    pub(super) fn says(&self, known: Figure) -> bool {
        let size = |figure: Figure| figure.decimal().abs();
        Figure::rounded(size(known), self.decimals).is_some_and(|rounded| rounded.decimal() == size(self.value))
    }
}

/// Is the number at that place a change ("by 5 %", "an increase of 5 %", "20 % below"), a bound ("over 50 %"), or of something else
/// ("5 percentage points", "5 million")?
pub(super) fn is_change_or_bound(words: &[Word], at: usize) -> bool {
    let text = |place: Option<usize>| place.and_then(|place| words.get(place)).map_or("", |word| word.text.as_str());
    let before = |by: usize| text(at.checked_sub(by));
    let end = at + length(words, at);
    // A mark between the two parts them.
    let parted = words.get(end - 1).is_none_or(|last| last.pause);
    NOT_THE_VALUE.contains(&before(1))
        || (matches!(before(1), "the" | "a" | "its" | "our") && NOT_THE_VALUE.contains(&before(2)))
        || (before(1) == "of" && CHANGES.contains(&before(2)))
        || before(3) == "between"
        || (!parted && OF_SOMETHING_ELSE.contains(&text(Some(end))))
}

/// Where what leads up to a name begins: "the target of CPM/223", "dylai CPM/223".
pub(super) fn lead(words: &[Word], name: usize) -> usize {
    let before = (name.saturating_sub(3)..name).rev();
    before.take_while(|at| words.get(*at).is_some_and(|word| !word.pause)).last().unwrap_or(name)
}

/// Is the number at that place what is aimed for or to come, or that of others or of another time? By the words since `from`, and by
/// those that follow it.
pub(super) fn is_of_others(words: &[Word], from: usize, at: usize) -> bool {
    let others = |word: &Word| OTHERS.contains(&word.text.as_str());
    let end = at + length(words, at);
    let parted = words.get(end - 1).is_none_or(|last| last.pause);
    let behind = words.get(end..).unwrap_or_default();
    let run = behind.iter().position(|word| word.pause || GOES_ON.contains(&word.text.as_str()) || word.number().is_some());
    let run = run.map_or(behind.len(), |run| run + usize::from(behind.get(run).is_some_and(|word| word.pause)));
    let follows = behind.get(..run).unwrap_or_default();
    let by_when = follows.first().is_some_and(|word| matches!(word.text.as_str(), "by" | "erbyn"));
    words.get(from..at).is_some_and(|before| before.iter().any(others)) || (!parted && (by_when || follows.iter().any(others)))
}

/// Does nothing follow the number at that place which it could be a number of? A year is none that stands alone.
pub(super) fn stands_alone(words: &[Word], at: usize) -> bool {
    let Some(word) = words.get(at) else { return false };
    let year = word.text.len() == 4 && word.text.chars().all(|c| c.is_ascii_digit()) && word.text.starts_with(['1', '2']);
    let goes_on = words.get(at + 1).is_none_or(|next| GOES_ON.contains(&next.text.as_str()));
    !year && (word.pause || goes_on)
}
