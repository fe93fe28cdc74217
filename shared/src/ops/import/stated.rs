//! Moving in: results and assessments whose printed status (`stated_rag`, `stated_band`, `stated_direction`) is not what the rules
//! say, and under which definition an indicator would agree with all that was printed of it.

mod risks;

pub(super) use risks::PrintedOfRisk;

use super::report::{Disagreement, MAX_DISAGREEMENTS, Moving, Proposal};
use super::row::Row;
use crate::db::Conn;
use crate::domain::indicator::stated::{Stated, agreeing};
use crate::domain::indicator::{Definition, Reported};
use crate::domain::period::Period;
use crate::domain::status::{Direction, Rag};
use crate::error::Result;
use crate::id::{Id, Key};
use crate::model::settings::Settings;
use crate::ops::Context;
use crate::ops::indicator_status::definition;
use crate::store::indicators::{self as store, IndicatorRow, ResultRow};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What was printed of a result, and where the pack says so.
#[derive(Clone, Debug)]
pub(super) struct Printed {
    line: u64,
    key: Key,
    period: Period,
    rag: Option<Rag>,
    direction: Option<Direction>,
}

/// All that was printed, and where the pack says so.
#[derive(Debug, Default)]
pub(super) struct AllPrinted {
    /// Of results.
    pub(super) results: Vec<Printed>,
    /// Of assessments of risks.
    pub(super) risks: Vec<PrintedOfRisk>,
}

/// So many items are looked up at once.
const AT_ONCE: usize = 100;

impl AllPrinted {
    /// Holds it against the rules; none where nothing was printed.
    pub(super) fn compare(&self, conn: &mut Conn, context: &Context, settings: &Settings) -> Result<Option<Moving>> {
        let stated = self.results.len() + self.risks.len();
        if stated == 0 {
            return Ok(None);
        }
        let mut moving = Moving { stated, ..compare(conn, settings, &self.results)? };
        risks::compare(conn, context.today(settings), &self.risks, &mut moving)?;
        Ok(Some(moving))
    }
}

impl Printed {
    /// Of a row that was stored; none where nothing was printed.
    pub(super) fn of(row: &Row, key: &Key, period: Period) -> Option<Self> {
        let (rag, direction) = (row.text("stated_rag").parse().ok(), row.text("stated_direction").parse().ok());
        (rag.is_some() || direction.is_some()).then(|| Self { line: row.line, key: key.clone(), period, rag, direction })
    }
}

/// Holds all that was printed of results against the rules.
fn compare(conn: &mut Conn, settings: &Settings, printed: &[Printed]) -> Result<Moving> {
    let mut by_key: BTreeMap<String, Vec<&Printed>> = BTreeMap::new();
    for one in printed {
        by_key.entry(one.key.to_string()).or_default().push(one);
    }
    let groups: Vec<&Vec<&Printed>> = by_key.values().collect();
    let mut moving = Moving::default();
    for groups in groups.chunks(AT_ONCE) {
        let keys: Vec<&Key> = groups.iter().filter_map(|group| group.first()).map(|one| &one.key).collect();
        let rows = store::with_keys(conn, &keys)?;
        let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
        let results = results(conn, &ids, groups)?;
        for (group, row) in groups.iter().filter_map(|group| Some((group, named(&rows, &group.first()?.key)?))) {
            hold(&mut moving, settings, row, group, &results);
        }
    }
    moving.disagreements.sort_by_key(|disagreement| disagreement.line);
    Ok(moving)
}

fn named<'a>(rows: &'a [IndicatorRow], key: &Key) -> Option<&'a IndicatorRow> {
    rows.iter().find(|row| match key {
        Key::Id(id) => row.id == *id,
        Key::Ref(reference) => row.ref_key == *reference,
    })
}

/// The results of these quarters, and of those that they are compared with.
fn results(conn: &mut Conn, ids: &[Id], groups: &[&Vec<&Printed>]) -> Result<HashMap<(Id, Period), ResultRow>> {
    let own = groups.iter().flat_map(|group| group.iter()).map(|one| one.period);
    let periods: BTreeSet<Period> = own.flat_map(|period| [0, -1, -4, -8].into_iter().filter_map(move |by| period.plus(by))).collect();
    let rows = store::last_revisions(conn, ids, &periods.into_iter().collect::<Vec<_>>())?;
    Ok(rows.into_iter().map(|row| ((row.indicator_id, row.period), row)).collect())
}

/// Holds what was printed of one indicator against its rules.
fn hold(moving: &mut Moving, settings: &Settings, row: &IndicatorRow, group: &[&Printed], results: &HashMap<(Id, Period), ResultRow>) {
    let own = definition(row, settings);
    let stated: Vec<Stated> = group.iter().map(|one| stated(&own, row.id, one, results)).collect();
    let disagreeing = group.iter().zip(&stated).filter(|(_, stated)| !stated.agrees(&own));
    let mut found = false;
    for (one, stated) in disagreeing {
        found = true;
        if moving.disagreements.len() >= MAX_DISAGREEMENTS {
            moving.more_disagreements = true;
            break;
        }
        let (rag, direction) = stated.computed(&own);
        moving.disagreements.push(Disagreement {
            line: one.line,
            indicator: row.reference.clone(),
            period: one.period,
            stated_rag: one.rag,
            rag,
            stated_direction: one.direction,
            direction,
        });
    }
    if let Some(other) = agreeing(&own, &stated).filter(|_| found) {
        moving.proposals.push(Proposal {
            indicator: row.reference.clone(),
            agrees_with: stated.len(),
            polarity: changed(own.polarity, other.polarity),
            tolerance: changed(own.tolerance, other.tolerance),
            tolerance_kind: changed(own.tolerance_kind, other.tolerance_kind),
            green_within: changed(own.green_within, other.green_within),
            direction_basis: changed(own.direction_basis, other.direction_basis),
        });
    }
}

fn changed<T: PartialEq>(own: T, other: T) -> Option<T> {
    Some(other).filter(|other| *other != own)
}

fn stated(own: &Definition, id: Id, one: &Printed, results: &HashMap<(Id, Period), ResultRow>) -> Stated {
    let at = |by: i32| results.get(&(id, one.period.plus(by)?));
    let reported = |row: &ResultRow| Reported { actual: row.actual, target: row.target, comparable: row.comparable };
    let with_prior_year = Definition { direction_basis: crate::domain::indicator::DirectionBasis::PriorYear, ..own.clone() };
    let prior_year = with_prior_year.compared_period(one.period).and_then(|period| results.get(&(id, period)));
    Stated {
        period: one.period,
        result: at(0).map(reported).unwrap_or_default(),
        prior_year: prior_year.map(reported),
        previous: at(-1).map(reported),
        reported_last_year: at(-4).is_some_and(|row| row.actual.is_some()),
        rag: one.rag,
        direction: one.direction,
    }
}
