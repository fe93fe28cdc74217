//! The statuses of indicators: what the rules need of them, and what they make of it.

use super::context::Scope;
use crate::db::Conn;
use crate::domain::indicator::{Assessment, Definition, History, Reported, YearEnd, YearSoFar, adds_up};
use crate::domain::period::{Period, Quarter};
use crate::error::Result;
use crate::id::Id;
use crate::model::indicator::{IndicatorExplanation, IndicatorStatus};
use crate::model::indicator_result::IndicatorResult;
use crate::model::settings::Settings;
use crate::store::indicators::{self as store, IndicatorRecord, IndicatorRow, ResultRow};
use std::collections::HashMap;

/// What the rules need of an indicator, with the organisation's settings where it has none of its own.
pub fn definition(row: &IndicatorRow, settings: &Settings) -> Definition {
    Definition {
        polarity: row.polarity,
        frequency: row.frequency,
        reporting_quarter: row.reporting_quarter,
        basis: row.basis,
        band_low: row.band_low,
        band_high: row.band_high,
        tolerance: row.tolerance.unwrap_or(settings.tolerance),
        tolerance_kind: row.tolerance_kind.unwrap_or(settings.tolerance_kind),
        green_within: row.green_within.unwrap_or(settings.green_within),
        direction_basis: row.direction_basis.unwrap_or(settings.direction_basis),
    }
}

/// The results that statuses of some indicators depend on, as they are in effect on one day.
pub struct ResultsByIndicator {
    rows: HashMap<(Id, Period), ResultRow>,
}

impl ResultsByIndicator {
    /// Those for the scope's period and the one before, for what these may be compared with, and to the end of its year, in one query.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load(conn: &mut Conn, records: &[IndicatorRecord], scope: Scope) -> Result<Self> {
        Self::load_since(conn, records, scope.period.plus(-1).unwrap_or(scope.period), scope)
    }

    /// The same from an earlier period on.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load_since(conn: &mut Conn, records: &[IndicatorRecord], earliest: Period, scope: Scope) -> Result<Self> {
        let ids: Vec<Id> = records.iter().map(|record| record.row.id).collect();
        // The furthest that a result is compared with: two years back.
        let from = earliest.plus(-8).unwrap_or(earliest);
        let rows = store::results(conn, &ids, from, last_of_year(scope.period), scope.as_of, scope.known_at)?;
        Ok(Self { rows: rows.into_iter().map(|row| ((row.indicator_id, row.period), row)).collect() })
    }

    /// The revision in effect.
    pub fn in_effect(&self, indicator: Id, period: Period) -> Option<&ResultRow> {
        self.rows.get(&(indicator, period))
    }

    /// The status of `row`'s indicator in the scope.
    pub fn assess(&self, row: &IndicatorRow, settings: &Settings, scope: Scope) -> Assessment {
        let definition = definition(row, settings);
        let reported = |period: Option<Period>| self.in_effect(row.id, period?).map(reported);
        let result = reported(Some(scope.period));
        let prior = reported(definition.compared_period(scope.period));
        let reported_last_year = reported(scope.period.plus(-4)).is_some_and(|last_year| last_year.actual.is_some());
        definition.assess(scope.period, result.as_ref(), History { prior: prior.as_ref(), reported_last_year })
    }

    /// Where `row`'s indicator will stand at the end of the scope's year; `None` where it does not add up over the year.
    pub fn year_end(&self, row: &IndicatorRow, settings: &Settings, scope: Scope) -> Option<YearEnd> {
        let result = self.in_effect(row.id, scope.period);
        let year = YearSoFar {
            actual: result.and_then(|result| result.actual),
            share: result.is_some_and(|result| result.numerator.is_some() && result.denominator.is_some()),
            target: self.in_effect(row.id, last_of_year(scope.period)).and_then(|result| result.target),
        };
        adds_up(&row.unit).then(|| definition(row, settings).year_end(scope.period, year)).flatten()
    }
}

/// The last quarter of a quarter's year.
fn last_of_year(period: Period) -> Period {
    Period::new(period.year(), Quarter::Q4).unwrap_or(period)
}

fn reported(row: &ResultRow) -> Reported {
    Reported { actual: row.actual, target: row.target, comparable: row.comparable }
}

/// An assessment as it is shown.
pub fn status(scope: Scope, assessment: Assessment) -> IndicatorStatus {
    IndicatorStatus {
        period: scope.period,
        as_of: scope.as_of,
        rag: assessment.rag,
        direction: assessment.direction,
        explanation: IndicatorExplanation { rag: assessment.rag_explanation, direction: assessment.direction_explanation },
    }
}

/// A revision as it is shown.
pub fn result_view(row: &ResultRow) -> IndicatorResult {
    let row = row.clone();
    IndicatorResult {
        period: row.period,
        revision: row.revision,
        actual: row.actual,
        target: row.target,
        numerator: row.numerator,
        denominator: row.denominator,
        provisional: row.provisional,
        comparable: row.comparable,
        commentary: row.commentary,
        commentary_cy: row.commentary_cy,
        stated_rag: row.stated_rag,
        stated_direction: row.stated_direction,
        effect_on: row.effect_on,
        restatement_reason: row.restatement_reason,
        recorded_at: row.recorded_at,
        recorded_by: row.recorded_by,
    }
}
