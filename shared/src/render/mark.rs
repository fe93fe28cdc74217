//! How an alert is marked: by a shape and a colour, so that it is told by either.

use crate::domain::alert::Rule;

/// A shape, and its colour.
pub(super) struct Mark {
    /// What stands before the words.
    pub shape: &'static str,
    /// The class of the style sheets.
    pub tone: &'static str,
    /// Its colour on white: at least 4.5 to 1.
    pub colour: &'static str,
}

impl Mark {
    /// Put right.
    pub const RESOLVED: Self = Self { shape: "✓", tone: "good", colour: "#1f6b3a" };

    /// What is late or red, what gets worse, and what is to come.
    pub const fn of(rule: Rule) -> Self {
        match rule {
            Rule::ActionOverdue
            | Rule::ReturnMissing
            | Rule::ActionRed
            | Rule::MeasureRed
            | Rule::ChronicRed
            | Rule::ExplanationMissing => Self { shape: "■", tone: "bad", colour: "#a4262c" },
            Rule::RiskRising | Rule::UnmitigatedRise => Self { shape: "▲", tone: "up", colour: "#855000" },
            Rule::ReturnDue | Rule::ActionDueSoon | Rule::QuietSlip => Self { shape: "●", tone: "due", colour: "#1d5c8a" },
        }
    }
}
