//! The alerts about indicators.

use super::{Sweep, Wanted, written};
use crate::db::Conn;
use crate::db::page::in_batches;
use crate::domain::alert::{self, ItemKind, Return, Rule, Subject, return_outstanding};
use crate::domain::day::Day;
use crate::domain::explanation::Explanation;
use crate::domain::period::Period;
use crate::domain::status::Rag;
use crate::error::Result;
use crate::id::{Id, Key};
use crate::ops::due_returns::owes_result;
use crate::ops::indicator_status::ResultsByIndicator;
use crate::store::indicators::{self, IndicatorFilter, IndicatorRecord};
use std::collections::{BTreeMap, HashMap};

/// The rules about a result that is in.
const OF_RESULTS: [Rule; 3] = [Rule::MeasureRed, Rule::ChronicRed, Rule::ExplanationMissing];

pub(super) fn sweep(conn: &mut Conn, sweep: &Sweep<'_>, ended: Period, found: &mut Vec<Wanted>) -> Result<()> {
    let of_results = OF_RESULTS.iter().any(|rule| sweep.rules.on(*rule));
    if !of_results && !sweep.asks_for_returns() {
        return Ok(());
    }
    let filter = IndicatorFilter { ids: sweep.items.ids().map(<[Id]>::to_vec), ..IndicatorFilter::default() };
    in_batches(
        conn,
        |conn, page| match sweep.items.ids() {
            // The one that was just written to: by the query that stays prepared.
            Some([id]) => {
                Ok(indicators::find(conn, &Key::Id(*id))?.into_iter().filter(|record| record.row.archived_at.is_none()).collect())
            }
            _ => indicators::list(conn, &filter, page),
        },
        |record| &record.row.ref_key,
        |conn, batch| {
            if sweep.asks_for_returns() {
                returns(conn, sweep, &batch, found)?;
            }
            if !of_results {
                return Ok(());
            }
            for (period, records) in by_latest_period(conn, batch, ended, sweep.day)? {
                let results = ResultsByIndicator::load(conn, &records, sweep.scope(period))?;
                records.iter().for_each(|record| result(sweep, record, period, &results, found));
            }
            Ok(())
        },
    )
}

fn returns(conn: &mut Conn, sweep: &Sweep<'_>, batch: &[IndicatorRecord], found: &mut Vec<Wanted>) -> Result<()> {
    let Some(window) = sweep.window(conn)? else { return Ok(()) };
    let results = ResultsByIndicator::load(conn, batch, sweep.scope(window.period))?;
    let (rule, why) = return_outstanding(Return::Result, window, sweep.day);
    for record in batch {
        let asked = sweep.asks_for(rule, record.row.service_area_id, window.deadline);
        if asked && owes_result(&record.row, &results, sweep.settings, window.period) {
            found.push(wanted(record, rule, window.period, why.clone()));
        }
    }
    Ok(())
}

/// Each indicator under the latest period, up to `ended`, for which it was reported.
fn by_latest_period(
    conn: &mut Conn,
    records: Vec<IndicatorRecord>,
    ended: Period,
    day: Day,
) -> Result<BTreeMap<Period, Vec<IndicatorRecord>>> {
    let ids: Vec<Id> = records.iter().map(|record| record.row.id).collect();
    let latest: HashMap<Id, Period> = indicators::latest_reported(conn, &ids, ended, day)?.into_iter().collect();
    let mut groups: BTreeMap<Period, Vec<IndicatorRecord>> = BTreeMap::new();
    for record in records {
        if let Some(period) = latest.get(&record.row.id) {
            groups.entry(*period).or_default().push(record);
        }
    }
    Ok(groups)
}

fn result(sweep: &Sweep<'_>, record: &IndicatorRecord, period: Period, results: &ResultsByIndicator, found: &mut Vec<Wanted>) {
    let assessment = results.assess(&record.row, sweep.settings, sweep.scope(period));
    let about = |rule| sweep.rules.about(rule, record.row.service_area_id);
    let Some(why) = alert::measure_red(&assessment) else { return };
    if about(Rule::MeasureRed).is_some() {
        found.push(wanted(record, Rule::MeasureRed, period, why));
    }
    let commentary = results.in_effect(record.row.id, period).and_then(|row| row.commentary.as_deref().or(row.commentary_cy.as_deref()));
    if about(Rule::ExplanationMissing).is_some()
        && let Some(why) = alert::explanation_missing(&assessment, period, commentary)
    {
        found.push(wanted(record, Rule::ExplanationMissing, period, why));
    }
    let run = |least| alert::chronic_red(&red_run(sweep, record, period, results), least);
    if let Some(why) = about(Rule::ChronicRed).and_then(|rule| run(rule.quarters?)) {
        found.push(wanted(record, Rule::ChronicRed, period, why));
    }
}

/// The returns up to `latest` that were Red without a break, the latest first; as far back as results were read.
fn red_run(sweep: &Sweep<'_>, record: &IndicatorRecord, latest: Period, results: &ResultsByIndicator) -> Vec<Period> {
    let red = |period: &Period| results.assess(&record.row, sweep.settings, sweep.scope(*period)).rag == Rag::Red;
    record.row.frequency.returns_to(latest).take_while(red).collect()
}

fn wanted(record: &IndicatorRecord, rule: Rule, period: Period, why: Explanation) -> Wanted {
    Wanted {
        rule,
        item_kind: ItemKind::Indicator,
        item_id: record.row.id,
        service_area_id: None,
        subject: Subject::Period(period),
        owner_id: record.row.owner_id,
        why: written(&why),
        stage: None,
    }
}
