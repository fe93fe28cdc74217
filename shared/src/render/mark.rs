//! How alerts, bands and directions are marked: by a shape and a colour, so that each is told by either.

use crate::domain::alert::Rule;
use crate::domain::risk::{Band, RiskDirection};
use crate::domain::status::Direction;

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

/// The shape and the tone of a band.
pub(super) const fn band_shape(band: Band) -> (&'static str, &'static str) {
    match band {
        Band::Low | Band::MediumLow => ("●", "good"),
        Band::Medium | Band::MediumHigh => ("◆", "up"),
        Band::High => ("■", "bad"),
    }
}

/// The arrow asks for its plain form: some telephones would draw a coloured button.
pub(super) const fn arrow(direction: Direction) -> &'static str {
    match direction {
        Direction::Improved => "↑ ",
        Direction::Same => "↔\u{FE0E} ",
        Direction::Declined => "↓ ",
        Direction::NotApplicable => "",
    }
}

/// The same of a risk's score.
pub(super) const fn risk_arrow(direction: RiskDirection) -> &'static str {
    match direction {
        RiskDirection::Increasing => "↑ ",
        RiskDirection::Same => "↔\u{FE0E} ",
        RiskDirection::Decreasing => "↓ ",
        RiskDirection::EstablishingBaseline => "",
    }
}
