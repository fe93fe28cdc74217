//! The statuses that reports print.

use super::explanation::Explanation;
use std::cmp::Ordering;

tokens! {
    /// Red, amber, green, or not applicable; ordered from best to worst.
    pub enum Rag {
        /// On target, or on track.
        Green = "green",
        /// A little off, and being brought back.
        Amber = "amber",
        /// Off target, or slipped.
        Red = "red",
        /// No status applies; the explanation says why.
        NotApplicable = "n/a",
    }
}

tokens! {
    /// Direction of travel. It says "better" or "worse", not "larger" or "smaller".
    pub enum Direction {
        /// Better than what it is compared with (↑).
        Improved = "improved",
        /// The same (↔).
        Same = "same",
        /// Worse (↓).
        Declined = "declined",
        /// Nothing to compare with; the explanation says why.
        NotApplicable = "n/a",
    }
}

/// Compares a printed RAG with the one before it; N/A on either side compares with nothing.
pub(super) fn compare(rule: &'static str, previous: Option<Rag>, current: Rag) -> (Direction, Explanation) {
    let (direction, reason, summary) = match (previous, current) {
        (_, Rag::NotApplicable) => (Direction::NotApplicable, "no_current_status", "It has no status in this period.".to_owned()),
        (None | Some(Rag::NotApplicable), _) => {
            (Direction::NotApplicable, "no_previous_status", "It had no status in the previous period.".to_owned())
        }
        (Some(previous), _) => match current.cmp(&previous) {
            Ordering::Less => (Direction::Improved, "better_than_previous_period", format!("{current}, where it was {previous}: better.")),
            Ordering::Equal => (Direction::Same, "same_as_previous_period", format!("{current}, as it was in the previous period.")),
            Ordering::Greater => (Direction::Declined, "worse_than_previous_period", format!("{current}, where it was {previous}: worse.")),
        },
    };
    let explanation =
        Explanation::new(rule, reason, summary).with("rag", Some(current.as_str())).with("previous_rag", previous.map(Rag::as_str));
    (direction, explanation)
}
