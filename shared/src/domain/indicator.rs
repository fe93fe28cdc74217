//! Indicators: the RAG of a result, and its direction of travel.

mod direction;
mod rag;
pub mod stated;
mod year_end;

pub use year_end::{Outlook, YearEnd, YearSoFar, adds_up};

use super::explanation::Explanation;
use super::number::Figure;
use super::period::{Period, Quarter};
use super::status::{Direction, Rag};

tokens! {
    /// Which way is better.
    pub enum Polarity {
        /// Larger is better.
        Higher = "higher",
        /// Smaller is better; for a rank, 1st is best.
        Lower = "lower",
        /// Between two limits is best.
        Band = "band",
    }
}

tokens! {
    /// How often results are reported.
    pub enum Frequency {
        /// Every quarter.
        Quarterly = "quarterly",
        /// Once a year, in its reporting quarter.
        Annual = "annual",
        /// Every second year, in its reporting quarter.
        Biennial = "biennial",
    }
}

impl Frequency {
    /// From one return to the next, in quarters.
    pub const fn quarters(self) -> i32 {
        match self {
            Self::Quarterly => 1,
            Self::Annual => 4,
            Self::Biennial => 8,
        }
    }

    /// The quarters of its returns, from the one of `latest` back.
    pub fn returns_to(self, latest: Period) -> impl Iterator<Item = Period> {
        (0..).map_while(move |returns: i32| latest.plus(returns.checked_mul(-self.quarters())?))
    }
}

/// What is said where monthly figures are asked for.
pub const MONTHLY: &str = "monthly indicators are not supported: report them by quarter";

tokens! {
    /// Which question of the report an indicator answers.
    pub enum Category {
        /// Population indicator.
        Population = "population",
        /// What difference have we made?
        Difference = "difference",
        /// How well have we performed?
        HowWell = "how_well",
        /// How much? Contextual data.
        HowMuch = "how_much",
    }
}

tokens! {
    /// What a figure covers. It never alters the RAG.
    pub enum Basis {
        /// The quarter alone.
        InPeriod = "in_period",
        /// The year so far.
        Cumulative = "cumulative",
    }
}

tokens! {
    /// How a tolerance is measured.
    pub enum ToleranceKind {
        /// In percent of the target.
        Relative = "relative",
        /// In the indicator's own unit.
        Absolute = "absolute",
    }
}

tokens! {
    /// What a direction of travel compares with.
    pub enum DirectionBasis {
        /// The same quarter of last year (biennial: two years back).
        PriorYear = "prior_year",
        /// The quarter before; for an annual or biennial measure, its report before, as for `prior_year`.
        PreviousPeriod = "previous_period",
    }
}

/// What of an indicator its statuses depend on, with the organisation's settings filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Which way is better.
    pub polarity: Polarity,
    /// How often it is reported.
    pub frequency: Frequency,
    /// The quarter it is reported in, unless quarterly.
    pub reporting_quarter: Option<Quarter>,
    /// What its figures cover.
    pub basis: Basis,
    /// Lower inclusive limit of a band.
    pub band_low: Option<Figure>,
    /// Upper inclusive limit of a band.
    pub band_high: Option<Figure>,
    /// The largest miss that is Amber: percent of the target, or points of the unit.
    pub tolerance: Figure,
    /// How `tolerance` and `green_within` are measured.
    pub tolerance_kind: ToleranceKind,
    /// The largest miss that is still Green; 0: met means met.
    pub green_within: Figure,
    /// What the direction compares with.
    pub direction_basis: DirectionBasis,
}

/// What of a result the statuses depend on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reported {
    /// The figure reported.
    pub actual: Option<Figure>,
    /// The target of that period.
    pub target: Option<Figure>,
    /// Comparable with what came before it (false: its definition changed).
    pub comparable: bool,
}

/// What was reported before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct History<'a> {
    /// The result of the compared period ([`Definition::compared_period`]).
    pub prior: Option<&'a Reported>,
    /// An actual was reported for the same quarter of last year: a biennial indicator is then not due this year.
    pub reported_last_year: bool,
}

/// A result's computed status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// Against the target or band.
    pub rag: Rag,
    /// Why.
    pub rag_explanation: Explanation,
    /// Against the past.
    pub direction: Direction,
    /// Why.
    pub direction_explanation: Explanation,
}

impl Definition {
    /// Is a result due for `period`? A biennial indicator is due in its reporting quarter unless it was reported in the
    /// same quarter of last year.
    pub fn is_due(&self, period: Period, reported_last_year: bool) -> bool {
        let in_its_quarter = self.reporting_quarter.is_none_or(|quarter| quarter == period.quarter());
        match self.frequency {
            Frequency::Quarterly => true,
            Frequency::Annual => in_its_quarter,
            Frequency::Biennial => in_its_quarter && !reported_last_year,
        }
    }

    /// The period that a result for `period` is compared with; `None` where there is none (a cumulative measure in Q1
    /// against the previous period).
    pub fn compared_period(&self, period: Period) -> Option<Period> {
        match (self.frequency, self.direction_basis) {
            (Frequency::Biennial | Frequency::Annual, _) | (Frequency::Quarterly, DirectionBasis::PriorYear) => self.prior_year(period),
            (Frequency::Quarterly, DirectionBasis::PreviousPeriod) => {
                let starts_afresh = self.basis == Basis::Cumulative && period.quarter() == Quarter::Q1;
                if starts_afresh { None } else { period.plus(-1) }
            }
        }
    }

    /// The same quarter of last year, or of two years back for a biennial indicator.
    pub fn prior_year(&self, period: Period) -> Option<Period> {
        period.plus(if self.frequency == Frequency::Biennial { -8 } else { -4 })
    }

    /// The computed status of `result` for `period`.
    pub fn assess(&self, period: Period, result: Option<&Reported>, history: History<'_>) -> Assessment {
        let due = self.is_due(period, history.reported_last_year);
        let (rag, rag_explanation) = self.rag(period, due, result);
        let (direction, direction_explanation) = self.direction(period, due, result, history.prior);
        Assessment { rag, rag_explanation, direction, direction_explanation }
    }

    /// By how much (in millionths) `actual` misses what it is held against, and what that is: the target, or the limit of
    /// the band that it passes or is nearest to. Not positive: met. `None`: there is nothing to hold it against.
    fn shortfall(&self, actual: Figure, target: Option<Figure>) -> Option<(i128, Figure)> {
        let below = |limit: Figure| (limit.wide() - actual.wide(), limit);
        let above = |limit: Figure| (actual.wide() - limit.wide(), limit);
        match self.polarity {
            Polarity::Higher => target.map(below),
            Polarity::Lower => target.map(above),
            Polarity::Band => self.band_low.map(below).into_iter().chain(self.band_high.map(above)).max_by_key(|&(size, _)| size),
        }
    }

    fn not_due(&self, period: Period) -> String {
        let quarter = self.reporting_quarter.map(|quarter| format!(", reported in {quarter}")).unwrap_or_default();
        format!("It is {}{quarter}, and not due in {}.", self.frequency, period.label())
    }
}

fn not_reported(period: Period) -> String {
    format!("No figure has been reported for {}.", period.label())
}

#[cfg(test)]
mod tests;
