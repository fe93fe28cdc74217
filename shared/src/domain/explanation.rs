//! Why a status is what it is: every status that the service computes carries one of these.

use super::day::Day;
use super::number::Figure;
use super::period::Period;
use chrono::{Datelike, Month};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Why a status is what it is, for people and for programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Explanation {
    /// The rule that was applied, such as `indicator_rag`.
    #[schema(value_type = String, example = "indicator_rag")]
    pub rule: Cow<'static, str>,
    /// The version of that rule; it grows when the rule changes.
    #[schema(example = 1)]
    pub rule_version: u32,
    /// A stable code for the branch of the rule that applied.
    #[schema(value_type = String, example = "missed_within_tolerance")]
    pub reason: Cow<'static, str>,
    /// One plain-English sentence.
    #[schema(example = "79.53 against a target of 85 (higher is better) misses it by 6.44 %, within the tolerance of 10 %.")]
    pub summary: String,
    /// What the rule was given and what it worked out, by name.
    #[schema(value_type = std::collections::HashMap<String, serde_json::Value>, additional_properties, example = json!({"actual": 79.53, "target": 85, "miss_percent": 6.44}))]
    #[serde(with = "as_map")]
    pub inputs: Inputs,
}

/// Named facts, in the order in which a person would tell them. Facts not given are left out.
pub type Inputs = Vec<(Cow<'static, str>, Fact)>;

/// One value that a rule was given or worked out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Fact {
    /// Yes or no.
    Flag(bool),
    /// A civil date.
    Date(Day),
    /// A quarter.
    Period(Period),
    /// A token or a text.
    Text(Cow<'static, str>),
    /// An exact number.
    Figure(Figure),
}

/// As many facts as an explanation usually has.
const FACTS: usize = 10;

impl Explanation {
    /// An explanation by version 1 of `rule`.
    pub fn new(rule: &'static str, reason: &'static str, summary: String) -> Self {
        Self { rule: rule.into(), rule_version: 1, reason: reason.into(), summary, inputs: Vec::with_capacity(FACTS) }
    }

    /// Adds a fact, unless it is not known.
    #[must_use]
    pub fn with(mut self, name: &'static str, fact: Option<impl Into<Fact>>) -> Self {
        if let Some(fact) = fact {
            self.inputs.push((name.into(), fact.into()));
        }
        self
    }

    /// The fact of that name.
    pub fn input(&self, name: &str) -> Option<&Fact> {
        self.inputs.iter().find(|(known, _)| known == name).map(|(_, fact)| fact)
    }
}

impl Fact {
    /// The number, if it is one.
    pub const fn figure(&self) -> Option<Figure> {
        match self {
            Self::Figure(figure) => Some(*figure),
            _ => None,
        }
    }

    /// The quarter, if it is one.
    pub const fn period(&self) -> Option<Period> {
        match self {
            Self::Period(period) => Some(*period),
            _ => None,
        }
    }
}

impl From<bool> for Fact {
    fn from(value: bool) -> Self {
        Self::Flag(value)
    }
}

impl From<Day> for Fact {
    fn from(value: Day) -> Self {
        Self::Date(value)
    }
}

impl From<Period> for Fact {
    fn from(value: Period) -> Self {
        Self::Period(value)
    }
}

impl From<Figure> for Fact {
    fn from(value: Figure) -> Self {
        Self::Figure(value)
    }
}

impl From<&'static str> for Fact {
    fn from(value: &'static str) -> Self {
        Self::Text(Cow::Borrowed(value))
    }
}

impl From<String> for Fact {
    fn from(value: String) -> Self {
        Self::Text(Cow::Owned(value))
    }
}

/// A day as a summary says it: `30 September 2017`.
pub(super) fn spoken(day: Day) -> String {
    let month = u8::try_from(day.month()).ok().and_then(|month| Month::try_from(month).ok());
    format!("{} {} {}", day.day(), month.map_or("", |month| month.name()), day.year())
}

/// Inputs as a JSON object that keeps their order.
mod as_map {
    use super::{Fact, Inputs};
    use serde::de::{MapAccess, Visitor};
    use serde::{Deserializer, Serializer};
    use std::borrow::Cow;

    pub fn serialize<S: Serializer>(inputs: &Inputs, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(inputs.iter().map(|(name, fact)| (name, fact)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Inputs, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Inputs;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of facts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Inputs, A::Error> {
                let mut inputs = Inputs::new();
                while let Some((name, fact)) = map.next_entry::<String, Fact>()? {
                    inputs.push((Cow::Owned(name), fact));
                }
                Ok(inputs)
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests;
