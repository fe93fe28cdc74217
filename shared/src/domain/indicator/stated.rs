//! Moving in: what an earlier system printed, held against the rules; and under which definition an indicator would agree with it.

use super::{Definition, DirectionBasis, History, Polarity, Reported, ToleranceKind};
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::status::{Direction, Rag};

/// What was printed of one result, and what the rules need to judge it.
#[derive(Clone, Debug)]
pub struct Stated {
    /// The quarter.
    pub period: Period,
    /// The result.
    pub result: Reported,
    /// That of a year or two before, which the direction may be held against.
    pub prior_year: Option<Reported>,
    /// That of the quarter before, likewise.
    pub previous: Option<Reported>,
    /// An actual was reported for the same quarter of last year.
    pub reported_last_year: bool,
    /// The RAG that was printed.
    pub rag: Option<Rag>,
    /// The direction that was printed.
    pub direction: Option<Direction>,
}

/// Tolerances that councils use, in percent, the usual ones first.
const TOLERANCES: [i32; 11] = [10, 5, 15, 20, 3, 2, 1, 25, 30, 40, 50];
/// Misses that still count as Green, in percent.
const MARGINS: [i32; 6] = [0, 5, 2, 1, 3, 10];

impl Stated {
    /// What the rules make of it, by that definition.
    pub fn computed(&self, definition: &Definition) -> (Rag, Direction) {
        let with_previous = definition.compared_period(self.period) == self.period.plus(-1);
        let prior = if with_previous { &self.previous } else { &self.prior_year };
        let history = History { prior: prior.as_ref(), reported_last_year: self.reported_last_year };
        let assessment = definition.assess(self.period, Some(&self.result), history);
        (assessment.rag, assessment.direction)
    }

    /// Do the rules say what was printed?
    pub fn agrees(&self, definition: &Definition) -> bool {
        let (rag, direction) = self.computed(definition);
        self.rag.is_none_or(|stated| stated == rag) && self.direction.is_none_or(|stated| stated == direction)
    }
}

/// The definition closest to that one under which the rules say all that was printed: the fewest changes, then the most usual ones.
/// `None` when there is none among those that councils use, or the definition itself agrees.
pub fn agreeing(definition: &Definition, stated: &[Stated]) -> Option<Definition> {
    let agrees = |candidate: &Definition| stated.iter().all(|stated| stated.agrees(candidate));
    if agrees(definition) {
        return None;
    }
    let mut candidates = candidates(definition);
    // In a stable order: of those that change as much, the first is the most usual.
    candidates.sort_by_key(|candidate| changes(definition, candidate));
    candidates.into_iter().find(agrees)
}

fn candidates(own: &Definition) -> Vec<Definition> {
    let polarities = match own.polarity {
        Polarity::Band => vec![Polarity::Band],
        own => vec![own, if own == Polarity::Higher { Polarity::Lower } else { Polarity::Higher }],
    };
    let of_own = (own.tolerance_kind, own.tolerance, own.green_within);
    let relative = |tolerance: &'static i32| {
        let within = MARGINS.iter().filter(move |margin| *margin <= tolerance);
        within.map(move |margin| (ToleranceKind::Relative, Figure::from(*tolerance), Figure::from(*margin))).collect::<Vec<_>>()
    };
    let tolerances: Vec<_> = [of_own].into_iter().chain(TOLERANCES.iter().flat_map(relative)).collect();
    let other = |polarity: Polarity, basis: DirectionBasis, (kind, tolerance, green): (ToleranceKind, Figure, Figure)| Definition {
        polarity,
        direction_basis: basis,
        tolerance_kind: kind,
        tolerance,
        green_within: green,
        ..own.clone()
    };
    let bases = [DirectionBasis::PriorYear, DirectionBasis::PreviousPeriod];
    let pairs = polarities.iter().flat_map(|polarity| bases.iter().map(move |basis| (*polarity, *basis)));
    pairs.flat_map(|(polarity, basis)| tolerances.iter().map(move |tolerance| other(polarity, basis, *tolerance))).collect()
}

fn changes(own: &Definition, other: &Definition) -> usize {
    let tolerance = own.tolerance != other.tolerance || own.tolerance_kind != other.tolerance_kind;
    [own.polarity != other.polarity, own.direction_basis != other.direction_basis, tolerance, own.green_within != other.green_within]
        .into_iter()
        .filter(|changed| *changed)
        .count()
}

#[cfg(test)]
mod tests;
