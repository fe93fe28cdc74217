//! What is to be done before a quarter is signed off.

use crate::domain::period::Period;
use crate::domain::plan::PeriodState;
use serde::Serialize;

tokens! {
    /// What is to be settled before a quarter is signed off.
    pub enum Matter {
        /// Every return that is owed is in.
        Returns = "returns",
        /// No blocking finding is left that nobody has let stand.
        Findings = "findings",
        /// No narrative is a draft.
        Narratives = "narratives",
    }
}

/// How far one matter is settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Settled {
    /// Which.
    pub matter: Matter,
    /// Nothing of it is open.
    pub settled: bool,
    /// So many are open.
    #[schema(example = 3)]
    pub open: u32,
    /// Of so many.
    #[schema(example = 14)]
    pub total: u32,
    /// In one plain-English sentence.
    #[schema(example = "3 of 14 returns are not in.")]
    pub sentence: String,
    /// Where to read what is open.
    #[schema(example = "/api/v1/findings?period=2026-27-Q2&kind=return_missing&accepted=false")]
    pub link: String,
}

/// What is to be done before a quarter is signed off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Checklist {
    /// The quarter.
    pub period: Period,
    /// Where it is.
    pub state: PeriodState,
    /// Nothing is open.
    pub settled: bool,
    /// Each matter.
    pub matters: Vec<Settled>,
}
