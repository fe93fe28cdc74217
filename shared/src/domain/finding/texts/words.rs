//! Texts in words, and what stands for a number in them.

use crate::domain::number::Figure;

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
    Money,
    Rank,
}

/// Between a measure's name and its value these say nothing else, in English and Welsh.
const LINKS: [&str; 41] = [
    "is",
    "was",
    "are",
    "were",
    "at",
    "of",
    "to",
    "now",
    "stands",
    "stood",
    "reached",
    "rose",
    "fell",
    "result",
    "actual",
    "value",
    "figure",
    "with",
    "a",
    "an",
    "the",
    "has",
    "been",
    "again",
    "currently",
    "still",
    "remains",
    "remained",
    "achieved",
    "performance",
    "score",
    "=",
    "yw",
    "oedd",
    "yn",
    "ar",
    "cyrhaeddodd",
    "canlyniad",
    "ffigur",
    "bellach",
    "mae",
];
/// After a value these go on to something else.
const GOES_ON: [&str; 22] = [
    "against", "compared", "in", "for", "which", "and", "but", "this", "from", "on", "versus", "vs", "where", "when", "with", "as", "so",
    "yn", "o", "gyda", "ond", "ac",
];
/// Before a number these make it a change, a bound, or what is left.
const NOT_THE_VALUE: [&str; 41] = [
    "by",
    "within",
    "over",
    "above",
    "below",
    "under",
    "than",
    "least",
    "most",
    "about",
    "around",
    "nearly",
    "almost",
    "some",
    "roughly",
    "approximately",
    "up",
    "down",
    "another",
    "further",
    "extra",
    "additional",
    "between",
    "remaining",
    "other",
    "every",
    "each",
    "plus",
    "minus",
    "exceed",
    "exceeds",
    "past",
    "tua",
    "dros",
    "dan",
    "bron",
    "gan",
    "rhwng",
    "leiaf",
    "na",
    "hyd",
];
/// "An increase of 5 %" is no value.
const CHANGES: [&str; 15] = [
    "tolerance",
    "increase",
    "rise",
    "fall",
    "drop",
    "reduction",
    "improvement",
    "change",
    "difference",
    "variance",
    "margin",
    "gap",
    "decrease",
    "growth",
    "cynnydd",
];
/// After a number these make it something else.
const OF_SOMETHING_ELSE: [&str; 14] =
    ["points", "point", "pp", "percentage", "tolerance", "million", "thousand", "bn", "m", "k", "more", "less", "fewer", "better"];

/// The sentences of a Markdown text, in words. Items of lists, headings and rows of tables are sentences by themselves.
pub(super) fn sentences(text: &str) -> Vec<Vec<Word>> {
    let mut found: Vec<Vec<Word>> = vec![Vec::new()];
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['-', '*', '#', '|', '>', '+', '•']) || is_numbered(line) {
            found.push(Vec::new());
        }
        for raw in line.split(|c: char| c.is_whitespace() || c == '|') {
            let ends = raw.trim_end_matches([')', ']', '"', '\'', '”', '’', '*', '_']).ends_with(['.', '!', '?', ';']);
            let word = Word::read(raw);
            if let (Some(sentence), false) = (found.last_mut(), word.text.is_empty()) {
                sentence.push(word);
            }
            if ends {
                found.push(Vec::new());
            }
        }
    }
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// Is it an item of a numbered list?
fn is_numbered(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < line.len() && rest.starts_with(['.', ')']) && rest.chars().nth(1).is_none_or(char::is_whitespace)
}

/// A name as it is looked for.
pub(super) fn name(name: &str) -> String {
    joined(&name.split_whitespace().map(Word::read).collect::<Vec<_>>())
}

/// These words as one name.
pub(super) fn joined(words: &[Word]) -> String {
    let texts: Vec<&str> = words.iter().map(|word| word.text.trim_end_matches("'s").trim_end_matches("’s")).collect();
    texts.join(" ")
}

impl Word {
    fn read(raw: &str) -> Self {
        let trimmed = raw.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '£' | '%' | '='));
        let trimmed = trimmed.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '%' | '='));
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
        let (value, decimals, mark) = word.number()?;
        let next = |by: usize| words.get(at + by).map_or("", |word| word.text.as_str());
        let (mark, unit) = match (mark, next(1), next(2)) {
            (Mark::None, "%" | "percent", _) => (Mark::Percent, "%"),
            (Mark::None, "per", "cent") | (Mark::None, "y", "cant") => (Mark::Percent, "%"),
            (Mark::None, "day" | "days" | "diwrnod" | "dydd", _) | (Mark::None, "working", "day" | "days") => (Mark::Days, " days"),
            (Mark::None, "second" | "seconds" | "secs" | "eiliad", _) => (Mark::Seconds, " seconds"),
            (mark, ..) => (mark, ""),
        };
        Some((at, Number { written: format!("{}{unit}", word.written), mark, value, decimals }))
    })
}

impl Number {
    /// Is it that figure, rounded half-up to the decimals that are written? Texts leave the sign out.
    pub(super) fn says(&self, known: Figure) -> bool {
        let size = |figure: Figure| figure.decimal().abs();
        Figure::rounded(size(known), self.decimals).is_some_and(|rounded| rounded.decimal() == size(self.value))
    }
}

/// Is the number at that place a change ("by 5 %", "an increase of 5 %"), a bound ("over 50 %"), or of something else
/// ("5 percentage points", "5 million")?
pub(super) fn is_change_or_bound(words: &[Word], at: usize) -> bool {
    let text = |place: Option<usize>| place.and_then(|place| words.get(place)).map_or("", |word| word.text.as_str());
    let before = |by: usize| text(at.checked_sub(by));
    let mut after = at + 1;
    while matches!(text(Some(after)), "%" | "per" | "cent" | "percent") {
        after += 1;
    }
    NOT_THE_VALUE.contains(&before(1))
        || (before(1) == "of" && CHANGES.contains(&before(2)))
        || before(3) == "between"
        || OF_SOMETHING_ELSE.contains(&text(Some(after)))
}

/// Does nothing follow the number at that place which it could be a number of? A year is none that stands alone.
pub(super) fn stands_alone(words: &[Word], at: usize) -> bool {
    let Some(word) = words.get(at) else { return false };
    let year = word.text.len() == 4 && word.text.chars().all(|c| c.is_ascii_digit()) && word.text.starts_with(['1', '2']);
    let goes_on = words.get(at + 1).is_none_or(|next| GOES_ON.contains(&next.text.as_str()));
    !year && (word.pause || goes_on)
}
