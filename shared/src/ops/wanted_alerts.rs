//! Which alerts ought to exist at a day: the rules, applied to what is recorded.

use super::action_status::ActionFacts;
use super::assess_risk::Assessments;
use super::context::Scope;
use super::indicator_status::ResultsByIndicator;
use crate::db::Conn;
use crate::db::page::in_batches;
use crate::domain::action::Lifecycle;
use crate::domain::alert::{self, ItemKind, Rule};
use crate::domain::day::Day;
use crate::domain::explanation::Explanation;
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::{Id, Key};
use crate::model::action::ActionSort;
use crate::model::settings::Settings;
use crate::store::actions::{self, ActionFilter, ActionRow};
use crate::store::indicators::{self, IndicatorFilter, IndicatorRecord};
use crate::store::risk_assessments::{Pair, latest_assessed};
use crate::store::risks::{self, RiskFilter, RiskRecord};
use std::collections::BTreeMap;

/// Which items are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Items {
    /// Every one.
    All,
    /// One.
    One(ItemKind, Id),
}

/// An alert that ought to be open.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in the columns of alerts")]
pub struct Wanted {
    pub rule: Rule,
    pub item_kind: ItemKind,
    pub item_id: Id,
    pub service_area_id: Option<Id>,
    /// The period or due date it is about.
    pub subject: String,
    pub owner_id: Option<Id>,
    pub why: Explanation,
}

impl Items {
    /// The one item, if it is one.
    pub const fn id(self) -> Option<Id> {
        match self {
            Self::All => None,
            Self::One(_, id) => Some(id),
        }
    }

    fn includes(self, kind: ItemKind) -> bool {
        match self {
            Self::All => true,
            Self::One(only, _) => only == kind,
        }
    }
}

/// The alerts about `items` that ought to be open at `day`, by the rules that are switched on.
///
/// # Errors
/// Those of the database.
pub fn wanted(conn: &mut Conn, settings: &Settings, day: Day, items: Items) -> Result<Vec<Wanted>> {
    let mut found = Vec::new();
    let applies = |rule, kind| settings.rule_enabled(rule) && items.includes(kind);
    if applies(Rule::ActionOverdue, ItemKind::Action) {
        overdue_actions(conn, settings, day, items, &mut found)?;
    }
    if applies(Rule::MeasureRed, ItemKind::Indicator) {
        red_measures(conn, settings, day, items, &mut found)?;
    }
    if applies(Rule::RiskRising, ItemKind::Risk) {
        rising_risks(conn, settings, day, items, &mut found)?;
    }
    Ok(found)
}

fn overdue_actions(conn: &mut Conn, settings: &Settings, day: Day, items: Items, found: &mut Vec<Wanted>) -> Result<()> {
    let ids = items.id().map(|id| vec![id]);
    let filter = ActionFilter { ids, lifecycle: Some(Lifecycle::Active), ..ActionFilter::default() };
    in_batches(
        conn,
        |conn, page| actions::list(conn, &filter, ActionSort::Ref, page),
        |record| &record.row.ref_key,
        |conn, batch| {
            let ids: Vec<Id> = batch.iter().map(|record| record.row.id).collect();
            let facts = ActionFacts::load(conn, &ids)?;
            found.extend(batch.iter().filter_map(|record| overdue_action(&record.row, settings, day, &facts)));
            Ok(())
        },
    )
}

fn overdue_action(row: &ActionRow, settings: &Settings, day: Day, facts: &ActionFacts) -> Option<Wanted> {
    let schedule = facts.schedule(row, settings, day);
    let percent = facts.latest_update(row.id, day).map(|update| update.percent_complete);
    Some(Wanted {
        rule: Rule::ActionOverdue,
        item_kind: ItemKind::Action,
        item_id: row.id,
        service_area_id: None,
        subject: schedule.due.to_string(),
        owner_id: row.owner_id,
        why: alert::action_overdue(&schedule, row.original_due_date, percent, day)?,
    })
}

fn red_measures(conn: &mut Conn, settings: &Settings, day: Day, items: Items, found: &mut Vec<Wanted>) -> Result<()> {
    let Some(ended) = settings.reporting_period(day) else {
        return Ok(());
    };
    let filter = IndicatorFilter::default();
    in_batches(
        conn,
        |conn, page| match items.id() {
            // The one that was just written to: by the query that stays prepared.
            Some(id) => Ok(indicators::find(conn, &Key::Id(id))?.into_iter().filter(|record| record.row.archived_at.is_none()).collect()),
            None => indicators::list(conn, &filter, page),
        },
        |record| &record.row.ref_key,
        |conn, batch| {
            for (period, records) in by_latest_period(conn, batch, ended, day)? {
                let scope = Scope::now(period, day);
                let results = ResultsByIndicator::load(conn, &records, scope)?;
                found.extend(records.iter().filter_map(|record| red_measure(record, settings, scope, &results)));
            }
            Ok(())
        },
    )
}

/// Each indicator under the latest period, up to `ended`, for which it was reported.
fn by_latest_period(
    conn: &mut Conn,
    records: Vec<IndicatorRecord>,
    ended: Period,
    day: Day,
) -> Result<BTreeMap<Period, Vec<IndicatorRecord>>> {
    let ids: Vec<Id> = records.iter().map(|record| record.row.id).collect();
    let latest: std::collections::HashMap<Id, Period> = indicators::latest_reported(conn, &ids, ended, day)?.into_iter().collect();
    let mut groups: BTreeMap<Period, Vec<IndicatorRecord>> = BTreeMap::new();
    for record in records {
        if let Some(period) = latest.get(&record.row.id) {
            groups.entry(*period).or_default().push(record);
        }
    }
    Ok(groups)
}

fn red_measure(record: &IndicatorRecord, settings: &Settings, scope: Scope, results: &ResultsByIndicator) -> Option<Wanted> {
    let why = alert::measure_red(&results.assess(&record.row, settings, scope))?;
    Some(Wanted {
        rule: Rule::MeasureRed,
        item_kind: ItemKind::Indicator,
        item_id: record.row.id,
        service_area_id: None,
        subject: scope.period.to_string(),
        owner_id: record.row.owner_id,
        why,
    })
}

fn rising_risks(conn: &mut Conn, settings: &Settings, day: Day, items: Items, found: &mut Vec<Wanted>) -> Result<()> {
    let Some(ended) = settings.reporting_period(day) else {
        return Ok(());
    };
    let filter = RiskFilter { ids: items.id().map(|id| vec![id]), ..RiskFilter::default() };
    in_batches(
        conn,
        |conn, page| risks::list(conn, &filter, page),
        |record| &record.row.ref_key,
        |conn, batch| {
            let ids: Vec<Id> = batch.iter().map(|record| record.row.id).collect();
            let mut pairs: BTreeMap<Period, Vec<Pair>> = BTreeMap::new();
            for (pair, period) in latest_assessed(conn, &ids, ended, day)? {
                pairs.entry(period).or_default().push(pair);
            }
            for (period, pairs) in pairs {
                let assessments = Assessments::load(conn, &batch, Scope::now(period, day))?;
                found.extend(pairs.into_iter().filter_map(|pair| rising_risk(&batch, pair, period, &assessments)));
            }
            Ok(())
        },
    )
}

/// An area that does not assess the risk any more is not asked about it.
fn rising_risk(batch: &[RiskRecord], pair: Pair, period: Period, assessments: &Assessments) -> Option<Wanted> {
    let (risk, area) = pair;
    let record = batch.iter().find(|record| record.row.id == risk)?;
    if area.is_some_and(|area| record.service_areas.iter().all(|link| link.id != area)) {
        return None;
    }
    Some(Wanted {
        rule: Rule::RiskRising,
        item_kind: ItemKind::Risk,
        item_id: risk,
        service_area_id: area,
        subject: period.to_string(),
        owner_id: record.row.owner_id,
        why: assessments.rising(pair)?,
    })
}
