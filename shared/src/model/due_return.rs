//! Returns that a quarter is owed, as they are read.

use super::link::Link;
use super::notification::AlertedItem;
use crate::domain::alert::Return;
use crate::domain::day::Day;
use crate::domain::period::Period;
use serde::Serialize;

tokens! {
    /// Where a return stands.
    pub enum ReturnState {
        /// It has been made.
        In = "in",
        /// It has not, and there is time.
        Due = "due",
        /// It has not, and the deadline has passed.
        Missing = "missing",
    }
}

/// A return that a quarter is owed, made or not.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DueReturn {
    /// What is owed.
    #[serde(rename = "return")]
    pub owed: Return,
    /// What it is of.
    pub item: AlertedItem,
    /// The item's service area; of a service risk, the one that assesses it.
    pub service_area: Option<Link>,
    /// Who answers for it.
    pub owner: Option<Link>,
    /// Who stands in.
    pub deputy: Option<Link>,
    /// Where it stands.
    pub state: ReturnState,
    /// The last day in time.
    pub deadline: Day,
}

/// How many returns a quarter is owed, and how many are in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ReturnCounts {
    /// Owed in all.
    #[schema(example = 14)]
    pub expected: u32,
    /// Made.
    #[serde(rename = "in")]
    #[schema(example = 11)]
    pub made: u32,
    /// Not made.
    #[schema(example = 3)]
    pub outstanding: u32,
}

/// Those of one service area.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AreaReturns {
    /// The area; null for items that have none, and for corporate risks.
    pub service_area: Option<Link>,
    /// Its returns.
    pub returns: ReturnCounts,
}

/// The returns of a quarter, by service area.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ReturnsSummary {
    /// The quarter.
    pub period: Period,
    /// The last day in time.
    pub deadline: Day,
    /// Of the whole council.
    pub returns: ReturnCounts,
    /// By service area, in the order of their refs; what has none comes last.
    pub service_areas: Vec<AreaReturns>,
}

impl ReturnCounts {
    /// One more.
    pub fn add(&mut self, made: bool) {
        self.expected += 1;
        if made {
            self.made += 1;
        } else {
            self.outstanding += 1;
        }
    }
}
