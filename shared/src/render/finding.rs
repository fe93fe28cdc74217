//! Findings as sentences.

use super::clean::{clean, one_line};
use super::phrase::Said;
use super::words::Words;
use crate::domain::explanation::Fact;
use crate::domain::finding::Told;
use crate::domain::plan::Language;

impl Words {
    /// What disagrees, and why the rules say otherwise; the English sentence where there are no words.
    pub(super) fn finding(&self, told: &Told) -> Said {
        let values = told.what.inputs.iter().map(|(name, fact)| (name.as_ref(), self.value(name, fact))).collect();
        let Some(what) = self.known(&format!("finding-{}", told.what.reason), values) else {
            return Said { lang: Language::English, text: one_line(told.sentence()) };
        };
        let why = told.why.as_ref().map(|why| self.why(why, None, None).sentence());
        Said { lang: self.language(), text: std::iter::once(what).chain(why).collect::<Vec<_>>().join(" ") }
    }

    /// A value within the sentence; tokens by their words.
    fn value(&self, name: &str, fact: &Fact) -> String {
        match fact {
            Fact::Date(day) => self.date(*day),
            Fact::Period(period) => self.period(*period),
            Fact::Figure(figure) => self.figure(*figure, (name == "percent").then_some("percent"), None),
            Fact::Flag(flag) => flag.to_string(),
            Fact::Text(text) => match name {
                "rag" | "expected_rag" | "stated_rag" => self.token("rag", text),
                "direction" | "stated_direction" => self.token("direction", text),
                "risk_direction" => self.token("risk-direction", text),
                "band" | "stated_band" => self.token("band", text),
                "stated_movement" => self.token("finding-moved", text),
                "polarity" => self.token("polarity", text),
                "place" => self.token("finding-place", text),
                _ => clean(text),
            },
        }
    }
}
