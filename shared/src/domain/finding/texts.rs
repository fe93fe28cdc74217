//! What texts say of measures, held against their results. A text is taken at its word only where it is plain that a number is
//! meant for a measure: better to miss one than to cry wolf.

mod words;

use super::measures::PERCENT;
use super::{FindingKind, Found, what};
use crate::domain::number::Figure;
use std::collections::HashMap;
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

    /// What a text that stands in `place` says of measures and their results do not.
    pub fn check(&self, place: &str, text: &str) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        for words in sentences(text) {
            for one in self.check_sentence(place, &words) {
                if !found.contains(&one) {
                    found.push(one);
                }
            }
        }
        found
    }

    fn check_sentence(&self, place: &str, words: &[Word]) -> Vec<Found> {
        let named = self.named(words);
        let Some((_, _, first)) = named.first() else { return Vec::new() };
        let of_quarters = words.iter().any(Word::tells_of_quarters);
        let all: Vec<&Measure> = named.iter().flat_map(|(.., places)| *places).filter_map(|place| self.known.get(*place)).collect();
        let in_name = |at: usize| named.iter().any(|(start, end, _)| (*start..*end).contains(&at));
        let numbers: Vec<(usize, Number)> = words::numbers(words).filter(|(at, _)| !in_name(*at)).collect();
        let check = |(at, number): &(usize, Number)| {
            let at = *at;
            let before = named.iter().rfind(|(_, end, _)| *end <= at);
            let (from, places) = before.map_or((None, *first), |(_, end, places)| (Some(*end), *places));
            let measure = places.iter().filter_map(|place| self.known.get(*place)).find(|one| one.is_told(words, from, at, number))?;
            let actual = measure.actual?;
            // Where the result is told right, the other numbers of the sentence are of something else.
            let right = numbers.iter().any(|(_, number)| number.says(actual));
            // Of several measures in one sentence, the number may be any one's.
            let fits = right || all.iter().any(|measure| measure.may_be(number, of_quarters));
            (!fits).then(|| measure.differs(place, actual, number))
        };
        numbers.iter().filter_map(check).collect()
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
    /// Is the number at `at` meant for this measure, whose name ends at `from`, or stands behind it: by its unit, or because nothing
    /// stands between them that could say otherwise?
    fn is_told(&self, words: &[Word], from: Option<usize>, at: usize, number: &Number) -> bool {
        if self.actual.is_none() || words::is_change_or_bound(words, at) {
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
        if own != Mark::None && number.mark == own {
            return true;
        }
        let linked =
            || from.is_some_and(|from| at - from <= NEAR && words.get(from..at).is_some_and(|between| between.iter().all(Word::links)));
        number.mark == Mark::None && linked() && words::stands_alone(words, at)
    }

    /// Is the number one that is recorded of it, as far as it is written?
    fn may_be(&self, number: &Number, of_quarters: bool) -> bool {
        // What is left to 100 is told as exactly as the result, or it could be anything.
        let exact = |actual: &Figure| self.unit == PERCENT && number.decimals >= actual.decimal().scale();
        let rest = self.actual.filter(exact).and_then(|actual| Figure::from(100).minus(actual));
        let earlier = self.earlier.iter().filter(|_| of_quarters);
        self.actual.iter().chain(&self.besides).chain(earlier).chain(&rest).any(|known| number.says(*known))
    }

    fn differs(&self, place: &str, actual: Figure, number: &Number) -> Found {
        let Self { reference, .. } = self;
        let sentence = format!("The {place} says {} of {reference}, whose result is {actual}.", number.written);
        let what = what("text_differs", sentence).with("place", Some(place.to_owned())).with("written", Some(number.written.clone()));
        let what = what.with("reference", Some(reference.clone())).with("actual", Some(actual));
        let result = format!("result of {reference}");
        Found::new(FindingKind::TextDiffers, (place, number.written.clone()), (&result, actual.to_string()), what)
    }
}

#[cfg(test)]
mod tests;
