//! Which returns are owed for a quarter and not in: updates of actions, results of indicators, assessments of risks.

use super::action_status::ActionFacts;
use super::indicator_status::{ResultsByIndicator, definition};
use crate::domain::action::Lifecycle;
use crate::domain::day::Day;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::risk::RiskKind;
use crate::model::Link;
use crate::model::settings::Settings;
use crate::store::actions::ActionRow;
use crate::store::indicators::IndicatorRow;
use crate::store::risk_assessments::Pair;
use crate::store::risks::RiskRecord;
use std::collections::HashMap;

/// Is an update owed: for an action that was active and started by the quarter's end, is not at 100 %, and has none on `day`?
pub fn owes_update(row: &ActionRow, facts: &ActionFacts, settings: &Settings, period: Period, day: Day) -> bool {
    let last_day = period.last_day(settings.fiscal_year_start);
    let is_open = || facts.latest_update(row.id, day).is_none_or(|update| update.percent_complete < Figure::from(100));
    row.lifecycle_at(last_day) == Lifecycle::Active
        && facts.update(row.id, period, day).is_none()
        && facts.schedule(row, settings, last_day).start <= last_day
        && is_open()
}

/// Is an actual owed: for an indicator that is due in that quarter and has none? The results must reach back a year.
pub fn owes_result(row: &IndicatorRow, results: &ResultsByIndicator, settings: &Settings, period: Period) -> bool {
    let reported = |period: Option<Period>| period.and_then(|period| results.in_effect(row.id, period)?.actual).is_some();
    definition(row, settings).is_due(period, reported(period.plus(-4))) && !reported(Some(period))
}

/// Of a corporate risk, the whole; of a service risk, the areas that have assessed it before: what owes an assessment.
/// `latest` holds, of each pair, the latest quarter up to `period` that was assessed.
pub fn owed_assessments(record: &RiskRecord, latest: &HashMap<Pair, Period>, period: Period) -> Vec<Option<Link>> {
    let assessed = |area: Option<&Link>| latest.get(&(record.row.id, area.map(|area| area.id)));
    match record.row.kind {
        RiskKind::Corporate if assessed(None) == Some(&period) => Vec::new(),
        RiskKind::Corporate => vec![None],
        RiskKind::Service => {
            let owing = record.service_areas.iter().filter(|area| assessed(Some(area)).is_some_and(|last| *last < period));
            owing.cloned().map(Some).collect()
        }
    }
}
