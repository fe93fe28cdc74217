//! What is recorded of a batch of items for a quarter and the one before: read once, for all that is made of it.

use super::action_status::ActionFacts;
use super::assess_risk::Assessments;
use super::context::Scope;
use super::indicator_status::ResultsByIndicator;
use crate::db::Conn;
use crate::error::Result;
use crate::id::Id;
use crate::store::action_updates::{UpdateRow, updates};
use crate::store::actions::ActionRecord;
use crate::store::indicators::IndicatorRecord;
use crate::store::risks::RiskRecord;
use std::collections::HashMap;

/// Actions, and what has happened to them.
pub struct ActionsOfQuarter {
    pub records: Vec<ActionRecord>,
    pub facts: ActionFacts,
    /// The updates of the quarter that are in effect.
    pub now: HashMap<Id, UpdateRow>,
    /// Those of the quarter before.
    pub before: HashMap<Id, UpdateRow>,
}

impl ActionsOfQuarter {
    /// # Errors
    /// Those of the database.
    pub fn load(conn: &mut Conn, records: Vec<ActionRecord>, scope: Scope) -> Result<Self> {
        let ids: Vec<Id> = records.iter().map(|record| record.row.id).collect();
        let now = updates(conn, &ids, scope.period)?;
        let before = scope.period.plus(-1).map(|before| updates(conn, &ids, before)).transpose()?.unwrap_or_default();
        let facts = ActionFacts::load_beside(conn, &ids, scope, &now)?;
        // Oldest first: the latest revision is what stays in its place.
        let in_effect = |rows: Vec<UpdateRow>| {
            rows.into_iter().filter(|row| scope.counts(row.recorded_at, row.effect_on)).map(|row| (row.action_id, row)).collect()
        };
        Ok(Self { records, facts, now: in_effect(now), before: in_effect(before) })
    }
}

/// Indicators, and their results.
pub struct IndicatorsOfQuarter {
    pub records: Vec<IndicatorRecord>,
    pub results: ResultsByIndicator,
}

impl IndicatorsOfQuarter {
    /// # Errors
    /// Those of the database.
    pub fn load(conn: &mut Conn, records: Vec<IndicatorRecord>, scope: Scope) -> Result<Self> {
        let results = ResultsByIndicator::load(conn, &records, scope)?;
        Ok(Self { records, results })
    }
}

/// Risks, and how they are assessed.
pub struct RisksOfQuarter {
    pub records: Vec<RiskRecord>,
    pub now: Assessments,
    /// In the quarter before; none before the first there is.
    pub before: Option<Assessments>,
}

impl RisksOfQuarter {
    /// # Errors
    /// Those of the database.
    pub fn load(conn: &mut Conn, records: Vec<RiskRecord>, scope: Scope) -> Result<Self> {
        let now = Assessments::load(conn, &records, scope)?;
        let before = scope.period.plus(-1).map(|period| Assessments::load(conn, &records, Scope { period, ..scope })).transpose()?;
        Ok(Self { records, now, before })
    }
}
