//! What texts say of measures, held against their results. A text is taken at its word only where it is plain that a number is
//! meant for a measure: better to miss one than to cry wolf.

mod vocabulary;
mod words;

use super::measures::PERCENT;
use super::{FindingKind, Found, what};
use crate::domain::number::Figure;
use std::collections::HashMap;
pub use words::name;
use words::{Mark, Number, Word, sentences};

/// A measure, and what texts may say of it.
#[derive(Clone, Debug, Default)]
pub struct Measure {
    /// Its ref.
    pub reference: String,
    /// What it is called besides.
    pub aliases: Vec<String>,
    /// Its unit, as indicators have it.
    pub unit: String,
    /// Its result; one without is held against nothing.
    pub actual: Option<Figure>,
    /// Numerator and denominator, where both are recorded.
    pub parts: Option<(Figure, Figure)>,
    /// What else of the quarter may be told: target, numerator, denominator, the results of the same quarter of earlier years.
    pub besides: Vec<Figure>,
    /// Results of the quarters before, which a text may tell that speaks of quarters.
    pub earlier: Vec<Figure>,
}

/// All measures, by what texts call them.
#[derive(Clone, Debug, Default)]
pub struct Measures {
    known: Vec<Measure>,
    by_name: HashMap<String, Vec<usize>>,
}

/// The longest name that is looked for, in words.
const NAME_WORDS: usize = 2;
/// Within so many words its own commentary begins to speak of a measure.
const SUBJECT_WITHIN: usize = 3;
/// So far behind its measure's name a number is meant for it that has no unit.
const NEAR: usize = 6;

impl Measures {
    /// These; names without a letter or a digit could be anything, and are left out.
    pub fn new(known: Vec<Measure>) -> Self {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, measure) in known.iter().enumerate() {
            for name in std::iter::once(&measure.reference).chain(&measure.aliases) {
                if name.chars().any(char::is_alphabetic) && name.chars().any(|c| c.is_ascii_digit()) {
                    let named = by_name.entry(words::name(name)).or_default();
                    if !named.contains(&place) {
                        named.push(place);
                    }
                }
            }
        }
        Self { known, by_name }
    }

    /// What a text that stands in `place` says of measures and their results do not. Where it names none, it speaks of the one that
    /// its heading names; the commentary on a result of its own, whose ref that is.
    pub fn check(&self, place: &str, text: &str, own: Option<&str>) -> Vec<Found> {
        let own = own.and_then(|own| Some((own, self.by_name.get(&words::name(own))?)));
        let own = own.and_then(|(own, places)| places.iter().find(|place| self.known.get(**place).is_some_and(|one| one.reference == own)));
        let own: Option<Vec<usize>> = own.map(|place| vec![*place]);
        let mut found: Vec<Found> = Vec::new();
        let sentences = sentences(text);
        for sentence in &sentences {
            let heading = sentence.heading.and_then(|at| sentences.get(at)).map(|heading| self.named(&heading.words));
            let headed = heading.as_deref().and_then(|named| match named {
                [(.., places)] => Some(*places),
                _ => None,
            });
            for one in self.check_sentence(place, &sentence.words, headed.or(own.as_ref())) {
                if !found.contains(&one) {
                    found.push(one);
                }
            }
        }
        found
    }

    fn check_sentence(&self, place: &str, words: &[Word], own: Option<&Vec<usize>>) -> Vec<Found> {
        let mut named = self.named(words);
        // Its own commentary hardly ever names a measure: it says "the result".
        let unnamed = named.is_empty();
        if let (true, Some(own)) = (unnamed, own) {
            let subject = words.iter().take(SUBJECT_WITHIN).position(Word::is_subject);
            named = vec![subject.map_or((0, 0, own), |at| (at, at + 1, own))];
        }
        let Some((_, _, first)) = named.first() else { return Vec::new() };
        let of_quarters = words.iter().any(Word::tells_of_quarters);
        let all: Vec<&Measure> = named.iter().flat_map(|(.., places)| *places).filter_map(|place| self.known.get(*place)).collect();
        let in_name = |at: usize| named.iter().any(|(start, end, _)| (*start..*end).contains(&at));
        let numbers: Vec<(usize, Number)> = words::numbers(words).filter(|(at, _)| !in_name(*at)).collect();
        let check = |(nth, (at, number)): (usize, &(usize, Number))| {
            let at = *at;
            let name = named.iter().rfind(|(start, end, _)| start < end && *end <= at);
            let (from, places) = name.map_or((None, *first), |(_, end, places)| (Some(*end), *places));
            let since = nth.checked_sub(1).and_then(|before| numbers.get(before)).map_or(0, |(before, _)| before + 1);
            let since = since.max(name.map_or(0, |(start, ..)| words::lead(words, *start)));
            let told = Telling { words, from, at, number, since, unnamed };
            let measure = places.iter().filter_map(|place| self.known.get(*place)).find(|one| one.is_told(&told))?;
            let actual = measure.actual?;
            // Where the result is told right, the other numbers of the sentence are of something else.
            let right = numbers.iter().any(|(_, number)| number.says(actual));
            // Of several measures in one sentence, the number may be any one's.
            let fits = right || all.iter().any(|measure| measure.may_be(number, of_quarters));
            (!fits).then(|| measure.differs(place, &actual.to_string(), &number.written))
        };
        let values = numbers.iter().enumerate().filter_map(check);
        let fractions = (0..words.len()).filter(|at| !in_name(*at)).filter_map(|at| {
            let (part, of) = words::fraction(words, at)?;
            let others = || all.iter().any(|measure| measure.parts == Some((part, of)));
            let measure = all.iter().find(|measure| measure.parts.is_some_and(|(_, whole)| whole == of))?;
            let (recorded, whole) = measure.parts.filter(|_| !others())?;
            Some(measure.differs(place, &format!("{recorded}/{whole}"), &format!("{part}/{of}")))
        });
        values.chain(fractions).collect()
    }

    /// Where measures are named: from which word to which, and which they may be.
    fn named(&self, words: &[Word]) -> Vec<(usize, usize, &Vec<usize>)> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let known = |length: usize| Some((length, self.by_name.get(&words::joined(words.get(at..at + length)?))?));
            match (1..=NAME_WORDS).rev().find_map(known) {
                Some((length, places)) => {
                    found.push((at, at + length, places));
                    at += length;
                }
                None => at += 1,
            }
        }
        found
    }
}

impl Measure {
    /// Is the number meant for this measure: by its unit, or because nothing stands between its name and it that could say otherwise?
    fn is_told(&self, told: &Telling<'_>) -> bool {
        let Telling { words, from, at, number, since, unnamed } = *told;
        if self.actual.is_none() || words::is_change_or_bound(words, at) || words::is_of_others(words, since, at) {
            return false;
        }
        let own = match self.unit.as_str() {
            PERCENT => Mark::Percent,
            "days" => Mark::Days,
            "seconds" => Mark::Seconds,
            "currency" => Mark::Money,
            "rank" => Mark::Rank,
            _ => Mark::None,
        };
        let linked =
            || from.is_some_and(|from| at - from <= NEAR && words.get(from..at).is_some_and(|between| between.iter().all(Word::links)));
        if own != Mark::None && number.mark == own {
            // Beside the very parts that it is worked out of, a share is the measure's, named or not.
            let beside = || words::fraction(words, at + words::length(words, at)).is_some_and(|parts| Some(parts) == self.parts);
            return !unnamed || linked() || beside();
        }
        number.mark == Mark::None && linked() && words::stands_alone(words, at)
    }

    /// Is the number one that is recorded of it, as far as it is written?
    fn may_be(&self, number: &Number, of_quarters: bool) -> bool {
        // What is left to 100 may be told, too.
        let rest = self.actual.filter(|_| self.unit == PERCENT).and_then(|actual| Figure::from(100).minus(actual));
        let earlier = self.earlier.iter().filter(|_| of_quarters);
        self.actual.iter().chain(&self.besides).chain(earlier).chain(&rest).any(|known| number.says(*known))
    }

    fn differs(&self, place: &str, actual: &str, written: &str) -> Found {
        let Self { reference, .. } = self;
        let sentence = format!("The {place} says {written} of {reference}, whose result is {actual}.");
        let what = what("text_differs", sentence).with("place", Some(place.to_owned())).with("written", Some(written.to_owned()));
        let what = what.with("reference", Some(reference.clone())).with("actual", Some(actual.to_owned()));
        let result = format!("result of {reference}");
        Found::new(FindingKind::TextDiffers, (place, written.to_owned()), (&result, actual.to_owned()), what)
    }
}

/// A number in a sentence.
#[derive(Clone, Copy)]
struct Telling<'a> {
    words: &'a [Word],
    /// Where the name before it ends.
    from: Option<usize>,
    at: usize,
    number: &'a Number,
    /// Where what is said of it begins: behind the name, and behind the number before it.
    since: usize,
    /// Is the measure spoken of without its name?
    unnamed: bool,
}

#[cfg(test)]
mod tests;
