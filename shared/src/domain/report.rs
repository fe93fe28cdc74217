//! What a report puts in order, and how its parts are weighed.

use super::plan::ProjectStatus;
use super::status::Rag;
use std::cmp::Ordering;

/// Refs in the order in which people count: `CP2` before `CP10`, whatever their case.
pub fn by_ref(one: &str, other: &str) -> Ordering {
    let (mut left, mut right) = (one, other);
    loop {
        let ((a, left_rest), (b, right_rest)) = match (run(left), run(right)) {
            (Some(a), Some(b)) => (a, b),
            (a, b) => return a.is_some().cmp(&b.is_some()).then_with(|| one.cmp(other)),
        };
        match compare(a, b) {
            Ordering::Equal => (left, right) = (left_rest, right_rest),
            unlike => return unlike,
        }
    }
}

/// The digits or the other signs that a text begins with, and the rest of it.
fn run(text: &str) -> Option<(&str, &str)> {
    let digits = text.chars().next()?.is_ascii_digit();
    let end = text.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(text.len());
    text.split_at_checked(end)
}

fn compare(one: &str, other: &str) -> Ordering {
    let number = |text: &str| text.parse::<u64>().ok();
    match (number(one), number(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => one.to_lowercase().cmp(&other.to_lowercase()),
    }
}

/// As what a project counts in the overall status of its tranche: one that is done is as good as one on track.
pub const fn project_rag(status: Option<ProjectStatus>) -> Rag {
    match status {
        Some(ProjectStatus::Green | ProjectStatus::Completed) => Rag::Green,
        Some(ProjectStatus::Amber) => Rag::Amber,
        Some(ProjectStatus::Red) => Rag::Red,
        None => Rag::NotApplicable,
    }
}

#[cfg(test)]
mod tests {
    use super::by_ref;
    use proptest::prelude::*;

    #[test]
    fn refs_are_ordered_as_people_count() {
        let ordered =
            ["", "1", "2", "10", "AH7", "CP1", "cp1", "CP2", "CP10", "CP10a", "HR/M001", "HR/M2", "HR/W020", "X-9999999999999999999999"];
        for (at, one) in ordered.iter().enumerate() {
            for (place, other) in ordered.iter().enumerate() {
                assert_eq!(by_ref(one, other), at.cmp(&place), "{one:?} {other:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn an_order_of_all_refs(mut refs in proptest::collection::vec("[a-cA-C0-3/]{0,6}", 0..8)) {
            refs.sort_by(|one, other| by_ref(one, other));
            for pair in refs.windows(2) {
                prop_assert!(by_ref(&pair[0], &pair[1]).is_le() && by_ref(&pair[1], &pair[0]).is_ge());
            }
        }
    }
}
