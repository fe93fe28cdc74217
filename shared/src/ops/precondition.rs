//! What a caller expects of what is there before it is changed (RFC 9110, section 13.1), so that nobody writes over what they
//! have not seen.

use crate::error::{Error, Result};

/// What is expected of the version of an item, or of the revision of a return.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Precondition {
    /// Nothing: imports and programs of ours say all that they know.
    #[default]
    Waived,
    /// Nothing was said, by someone who may have to.
    Unsaid,
    /// `If-Match: *`: whatever is there.
    Any,
    /// `If-Match`: one of these.
    OneOf(Vec<i64>),
    /// `If-None-Match: *`: nothing recorded yet.
    Nothing,
    /// `If-None-Match`: none of these.
    NoneOf(Vec<i64>),
}

impl Precondition {
    /// Before anything is done to an item at that version, or to a return at that revision (of none, 0): even what would change
    /// nothing is refused, since it was meant for another.
    ///
    /// # Errors
    /// [`Error::Stale`] when another was expected.
    pub fn check(&self, version: i64) -> Result<()> {
        let met = match self {
            Self::Waived | Self::Unsaid | Self::Any => true,
            Self::OneOf(expected) => expected.contains(&version),
            Self::Nothing => version == 0,
            Self::NoneOf(unwanted) => !unwanted.contains(&version),
        };
        if met { Ok(()) } else { Err(Error::Stale { version }) }
    }

    /// Before a return, or a row of a list, takes the place of one that says something else, and has that revision; of none, 0.
    ///
    /// # Errors
    /// [`Error::Unconditional`] when there is one and nothing was said of it.
    pub fn check_said(&self, revision: impl Into<i64>) -> Result<()> {
        let revision = revision.into();
        let unsaid = matches!(self, Self::Unsaid | Self::NoneOf(_));
        if unsaid && revision > 0 { Err(Error::Unconditional { revision }) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::Precondition::{Any, NoneOf, Nothing, OneOf, Unsaid, Waived};
    use super::*;

    #[test]
    fn what_meets_what() {
        // What is expected; whether version 3 meets it, whether nothing does, whether revision 3 may be replaced.
        let cases: [(Precondition, bool, bool, bool); 9] = [
            (Waived, true, true, true),
            (Unsaid, true, true, false),
            (Any, true, true, true),
            (OneOf(vec![2, 3]), true, false, true),
            (OneOf(vec![0, 2]), false, true, true),
            (OneOf(vec![]), false, false, true),
            (NoneOf(vec![3]), false, true, false),
            (NoneOf(vec![2]), true, true, false),
            (Nothing, false, true, true),
        ];
        for (expected, three, none, said) in cases {
            assert_eq!(expected.check(3).is_ok(), three, "{expected:?}");
            assert_eq!(expected.check(0).is_ok(), none, "{expected:?}");
            assert_eq!(expected.check_said(3).is_ok(), said, "{expected:?}");
            assert!(expected.check_said(0).is_ok(), "{expected:?}");
        }
        assert!(matches!(OneOf(vec![2]).check(3), Err(Error::Stale { version: 3 })));
        assert!(matches!(Unsaid.check_said(3), Err(Error::Unconditional { revision: 3 })));
    }
}
