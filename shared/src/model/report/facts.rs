//! What is said of the lines of a report, counted from the lines themselves.

use super::{MeasureFacts, MeasureLine, RiskFacts, RiskLine};
use crate::domain::risk::{Band, Movement, RiskDirection};
use crate::domain::status::Rag;
use std::collections::BTreeSet;

impl MeasureFacts {
    /// Notes one with that status.
    pub fn note(&mut self, line: &MeasureLine) {
        let refs = match line.status.rag {
            Rag::Green => &mut self.green,
            Rag::Amber => &mut self.amber,
            Rag::Red => &mut self.red,
            Rag::NotApplicable => return,
        };
        refs.push(line.reference.clone());
        self.rated += 1;
    }

    /// Adds those of others.
    pub fn merge(&mut self, other: &Self) {
        self.total += other.total;
        self.quarterly += other.quarterly;
        self.annual += other.annual;
        self.due += other.due;
        self.reported += other.reported;
        self.rated += other.rated;
        self.green.extend_from_slice(&other.green);
        self.amber.extend_from_slice(&other.amber);
        self.red.extend_from_slice(&other.red);
    }
}

impl RiskFacts {
    /// Those of these lines.
    pub fn of(lines: &[RiskLine]) -> Self {
        let mut facts = Self { risks: number(lines.iter().map(|line| &line.reference).collect::<BTreeSet<_>>().len()), ..Self::default() };
        lines.iter().for_each(|line| facts.note(line));
        facts
    }

    fn note(&mut self, line: &RiskLine) {
        self.total += 1;
        let status = &line.status;
        let Some(direction) = status.direction else { return };
        self.assessed += 1;
        *match status.band {
            Some(Band::High) => &mut self.high,
            Some(Band::MediumHigh) => &mut self.medium_high,
            Some(Band::Medium) => &mut self.medium,
            Some(Band::MediumLow) => &mut self.medium_low,
            Some(Band::Low) => &mut self.low,
            None => &mut self.without_band,
        } += 1;
        *match direction {
            RiskDirection::Increasing => &mut self.increasing,
            RiskDirection::Same => &mut self.unchanged,
            RiskDirection::Decreasing => &mut self.decreasing,
            RiskDirection::EstablishingBaseline => &mut self.establishing,
        } += 1;
        match status.forecast {
            Some(Movement::Up) => self.forecast_up += 1,
            Some(Movement::Same) => self.forecast_same += 1,
            Some(Movement::Down) => self.forecast_down += 1,
            None => {}
        }
        self.rising += u32::from(status.rising == Some(true));
    }
}

/// A count as it is written.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
