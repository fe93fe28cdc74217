//! What became of something between two quarters: moved, new or gone.

use super::action::Lifecycle;
use super::number::Figure;
use super::status::{self, Direction, Rag};
use std::cmp::Ordering;

tokens! {
    /// What became of an item between two quarters.
    pub enum ChangeKind {
        /// Its status, or a risk's score, is another.
        Moved = "moved",
        /// It counts in the later quarter, and did not in the earlier one.
        New = "new",
        /// It counted in the earlier quarter, and does not in the later one.
        Left = "left",
    }
}

tokens! {
    /// Why an item does not count in a quarter.
    pub enum Absence {
        /// An action that was completed before the year.
        Completed = "completed",
        /// An action that was cancelled.
        Cancelled = "cancelled",
        /// An action that was deferred.
        Deferred = "deferred",
        /// It was archived.
        Archived = "archived",
        /// An action that begins later.
        ToCome = "to_come",
        /// A measure that is not due in the quarter.
        NotDue = "not_due_this_quarter",
        /// A measure that is due, and has no figure.
        NotReported = "not_reported",
        /// A risk that was not assessed for the quarter.
        NotAssessed = "not_assessed",
    }
}

impl Absence {
    /// That of an action which was given up or put off.
    pub const fn of_lifecycle(lifecycle: Lifecycle) -> Option<Self> {
        match lifecycle {
            Lifecycle::Cancelled => Some(Self::Cancelled),
            Lifecycle::Deferred => Some(Self::Deferred),
            Lifecycle::Active | Lifecycle::Completed => None,
        }
    }
}

/// How something stands in a quarter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing<T> {
    /// It counts, and this is how it stands.
    Counts(T),
    /// It does not count.
    Absent(Absence),
}

/// What became of something between two quarters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change<T> {
    /// It stands otherwise than it did: better, worse, or neither (`n/a`).
    Moved(T, T, Direction),
    /// It counts now.
    New(T),
    /// It counted, and does not any more: why.
    Left(T, Absence),
}

/// An action or a measure in a quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rated {
    /// Its status.
    pub rag: Rag,
    /// Percent complete, or the figure.
    pub value: Option<Figure>,
}

/// What became of it; `None` where it stands as it did, or never counted. `moved` says whether it moved, and which way.
pub fn change<T>(from: Standing<T>, to: Standing<T>, moved: impl Fn(&T, &T) -> Option<Direction>) -> Option<Change<T>> {
    match (from, to) {
        (Standing::Counts(from), Standing::Counts(to)) => {
            let direction = moved(&from, &to)?;
            Some(Change::Moved(from, to, direction))
        }
        (Standing::Absent(_), Standing::Counts(to)) => Some(Change::New(to)),
        (Standing::Counts(from), Standing::Absent(why)) => Some(Change::Left(from, why)),
        (Standing::Absent(_), Standing::Absent(_)) => None,
    }
}

/// Actions and measures move where their status does; from or to N/A it is neither better nor worse.
pub fn rag_moved(from: &Rated, to: &Rated) -> Option<Direction> {
    (from.rag != to.rag).then(|| status::compare("comparison", Some(from.rag), to.rag).0)
}

/// Risks move where their residual score does: a lower one is better.
pub fn score_moved(from: i32, to: i32) -> Option<Direction> {
    match to.cmp(&from) {
        Ordering::Less => Some(Direction::Improved),
        Ordering::Equal => None,
        Ordering::Greater => Some(Direction::Declined),
    }
}

#[cfg(test)]
mod tests {
    use super::Absence::NotDue;
    use super::Standing::{Absent, Counts};
    use super::*;

    fn rated(rag: Rag) -> Rated {
        Rated { rag, value: None }
    }

    #[test]
    fn what_moved_is_new_or_left_is_told() {
        use Rag::{Amber, Green, NotApplicable, Red};
        let cases = [
            (Counts(Red), Counts(Amber), Some(Change::Moved(rated(Red), rated(Amber), Direction::Improved))),
            (Counts(Green), Counts(Red), Some(Change::Moved(rated(Green), rated(Red), Direction::Declined))),
            (Counts(Green), Counts(NotApplicable), Some(Change::Moved(rated(Green), rated(NotApplicable), Direction::NotApplicable))),
            (Counts(NotApplicable), Counts(Red), Some(Change::Moved(rated(NotApplicable), rated(Red), Direction::NotApplicable))),
            (Counts(Green), Counts(Green), None),
            (Counts(NotApplicable), Counts(NotApplicable), None),
            (Absent(NotDue), Counts(Red), Some(Change::New(rated(Red)))),
            (Counts(Red), Absent(NotDue), Some(Change::Left(rated(Red), NotDue))),
            (Absent(Absence::ToCome), Absent(NotDue), None),
        ];
        let standing = |standing: Standing<Rag>| match standing {
            Counts(rag) => Counts(rated(rag)),
            Absent(why) => Absent(why),
        };
        for (from, to, expected) in cases {
            assert_eq!(change(standing(from.clone()), standing(to.clone()), rag_moved), expected, "{from:?} {to:?}");
        }
    }

    #[test]
    fn a_lower_score_is_better() {
        let cases =
            [(12, 8, Some(Direction::Improved)), (8, 12, Some(Direction::Declined)), (9, 9, None), (8, 9, Some(Direction::Declined))];
        for (from, to, expected) in cases {
            assert_eq!(score_moved(from, to), expected, "{from} {to}");
        }
    }
}
