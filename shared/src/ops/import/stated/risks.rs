//! What was printed of assessments, held against the bands and directions of the scores.

use super::AT_ONCE;
use crate::db::Conn;
use crate::domain::day::Day;
use crate::domain::finding::risks::{stated_band_differs, stated_direction_differs};
use crate::domain::period::Period;
use crate::domain::risk::{Assessed, Band, Movement, assess};
use crate::error::Result;
use crate::id::Id;
use crate::model::Link;
use crate::ops::import::report::{MAX_DISAGREEMENTS, Moving, RiskDisagreement};
use crate::ops::import::row::Row;
use crate::store::risk_assessments::{Pair, scores};
use crate::store::risks::RiskRow;
use std::collections::{BTreeMap, HashMap};

/// What was printed of an assessment, and where the pack says so.
#[derive(Clone, Debug)]
pub(in crate::ops::import) struct PrintedOfRisk {
    line: u64,
    risk: String,
    area: Option<String>,
    pair: Pair,
    period: Period,
    band: Option<Band>,
    direction: Option<Movement>,
}

impl PrintedOfRisk {
    /// Of a row about that risk and area; none where nothing was printed.
    pub(in crate::ops::import) fn of(row: &Row, risk: &RiskRow, area: Option<&Link>, period: Period) -> Option<Self> {
        let (band, direction) = (row.text("stated_band").parse().ok(), row.text("stated_direction").parse().ok());
        (band.is_some() || direction.is_some()).then(|| Self {
            line: row.line,
            risk: risk.reference.clone(),
            area: area.map(|area| area.reference.clone()),
            pair: (risk.id, area.map(|area| area.id)),
            period,
            band,
            direction,
        })
    }
}

/// Holds all that was printed against the rules, on what is in effect on `day`.
pub(super) fn compare(conn: &mut Conn, day: Day, printed: &[PrintedOfRisk], moving: &mut Moving) -> Result<()> {
    let mut by_risk: BTreeMap<Id, Vec<&PrintedOfRisk>> = BTreeMap::new();
    for one in printed {
        by_risk.entry(one.pair.0).or_default().push(one);
    }
    let risks: Vec<Id> = by_risk.keys().copied().collect();
    let mut found = Vec::new();
    for risks in risks.chunks(AT_ONCE) {
        let mut of_pairs: HashMap<Pair, BTreeMap<Period, i32>> = HashMap::new();
        for (pair, period, score) in scores(conn, risks, day)? {
            of_pairs.entry(pair).or_default().insert(period, score);
        }
        let printed = risks.iter().filter_map(|risk| by_risk.get(risk)).flatten();
        found.extend(printed.filter_map(|one| disagreement(one, of_pairs.get(&one.pair)?)));
    }
    found.sort_by_key(|disagreement| disagreement.line);
    moving.more_disagreements |= found.len() > MAX_DISAGREEMENTS;
    found.truncate(MAX_DISAGREEMENTS);
    moving.risk_disagreements = found;
    Ok(())
}

/// Where the rules say something else of one assessment, the scores being those of its pair.
fn disagreement(one: &PrintedOfRisk, scores: &BTreeMap<Period, i32>) -> Option<RiskDisagreement> {
    let score = *scores.get(&one.period)?;
    let earlier = scores.range(..one.period).next_back().map(|(_, score)| *score);
    let status = assess(&Assessed { residual: score, forecast: None, stated_direction: one.direction }, earlier);
    let differs = stated_band_differs(one.band, score).or_else(|| stated_direction_differs(one.direction, status.direction));
    differs.map(|_| RiskDisagreement {
        line: one.line,
        risk: one.risk.clone(),
        service_area: one.area.clone(),
        period: one.period,
        score,
        stated_band: one.band,
        band: status.band,
        stated_direction: one.direction,
        direction: status.direction,
    })
}
