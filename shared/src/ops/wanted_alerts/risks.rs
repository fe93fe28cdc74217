//! The alerts about risks: of service risks, one for each area that assesses it.

use super::{Sweep, Wanted, written};
use crate::db::Conn;
use crate::db::page::in_batches;
use crate::domain::action::Lifecycle;
use crate::domain::alert::{self, ItemKind, Mitigation, Return, Rule, Subject, return_outstanding};
use crate::domain::explanation::Explanation;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::Id;
use crate::ops::action_status::ActionFacts;
use crate::ops::assess_risk::Assessments;
use crate::ops::due_returns::owed_assessments;
use crate::store::risk_assessments::{Pair, latest_assessed};
use crate::store::risks::{self, RiskFilter, RiskRecord};
use std::collections::{BTreeMap, HashMap};

pub(super) fn sweep(conn: &mut Conn, sweep: &Sweep<'_>, ended: Period, found: &mut Vec<Wanted>) -> Result<()> {
    let of_rises = sweep.rules.on(Rule::RiskRising) || sweep.rules.on(Rule::UnmitigatedRise);
    if !of_rises && !sweep.asks_for_returns() {
        return Ok(());
    }
    let filter = RiskFilter { ids: sweep.items.ids().map(<[Id]>::to_vec), ..RiskFilter::default() };
    in_batches(
        conn,
        |conn, page| risks::list(conn, &filter, page),
        |record| &record.row.ref_key,
        |conn, batch| {
            let ids: Vec<Id> = batch.iter().map(|record| record.row.id).collect();
            let latest: HashMap<Pair, Period> = latest_assessed(conn, &ids, ended, sweep.day)?.into_iter().collect();
            if sweep.asks_for_returns() {
                returns(conn, sweep, &batch, &latest, found)?;
            }
            if of_rises {
                rises(conn, sweep, &batch, &latest, found)?;
            }
            Ok(())
        },
    )
}

fn returns(
    conn: &mut Conn,
    sweep: &Sweep<'_>,
    batch: &[RiskRecord],
    latest: &HashMap<Pair, Period>,
    found: &mut Vec<Wanted>,
) -> Result<()> {
    let Some(window) = sweep.window(conn)? else { return Ok(()) };
    let (rule, why) = return_outstanding(Return::Assessment, window, sweep.day);
    for record in batch {
        for area in owed_assessments(record, latest, window.period) {
            let area = area.map(|area| area.id);
            if sweep.asks_for(rule, area, window.deadline) {
                found.push(wanted(record, area, rule, window.period, why.clone()));
            }
        }
    }
    Ok(())
}

fn rises(conn: &mut Conn, sweep: &Sweep<'_>, batch: &[RiskRecord], latest: &HashMap<Pair, Period>, found: &mut Vec<Wanted>) -> Result<()> {
    let mut pairs: BTreeMap<Period, Vec<Pair>> = BTreeMap::new();
    for (pair, period) in latest {
        pairs.entry(*period).or_default().push(*pair);
    }
    let mut rising = Vec::new();
    for (period, mut pairs) in pairs {
        pairs.sort_unstable();
        let assessments = Assessments::load(conn, batch, sweep.scope(period))?;
        rising.extend(pairs.into_iter().filter_map(|pair| Some((of(batch, pair)?, pair.1, period, assessments.rising(pair)?))));
    }
    let mitigations = mitigations(conn, sweep, &rising)?;
    for (record, area, period, why) in rising {
        let about = |rule| sweep.rules.about(rule, area).is_some();
        let unmitigated = mitigations.get(&record.row.id).and_then(|known| alert::unmitigated_rise(&why, known));
        if about(Rule::RiskRising) {
            found.push(wanted(record, area, Rule::RiskRising, period, why));
        }
        if let Some(why) = unmitigated.filter(|_| about(Rule::UnmitigatedRise)) {
            found.push(wanted(record, area, Rule::UnmitigatedRise, period, why));
        }
    }
    Ok(())
}

/// The risk of a pair. An area that does not assess it any more is not asked about it.
fn of(batch: &[RiskRecord], (risk, area): Pair) -> Option<&RiskRecord> {
    let record = batch.iter().find(|record| record.row.id == risk)?;
    let assessed = area.is_none_or(|area| record.service_areas.iter().any(|link| link.id == area));
    assessed.then_some(record)
}

/// What is to bring these risks down, by risk.
fn mitigations(
    conn: &mut Conn,
    sweep: &Sweep<'_>,
    rising: &[(&RiskRecord, Option<Id>, Period, Explanation)],
) -> Result<HashMap<Id, Vec<Mitigation>>> {
    let mut found: HashMap<Id, Vec<Mitigation>> = HashMap::new();
    if rising.is_empty() || !sweep.rules.on(Rule::UnmitigatedRise) {
        return Ok(found);
    }
    let risks: Vec<Id> = rising.iter().map(|(record, ..)| record.row.id).collect();
    let rows = risks::mitigations(conn, &risks)?;
    let facts = ActionFacts::load(conn, &rows.iter().map(|(_, action)| action.id).collect::<Vec<_>>())?;
    for (risk, action) in rows {
        let whole = facts.latest_update(action.id, sweep.day).is_some_and(|update| update.percent_complete >= Figure::from(100));
        let closed = whole || action.lifecycle_at(sweep.day) != Lifecycle::Active || action.archived_at.is_some();
        let overdue = !closed && facts.is_overdue(&action, sweep.settings, sweep.day);
        found.entry(risk).or_default().push(Mitigation { reference: action.reference, closed, overdue });
    }
    Ok(found)
}

fn wanted(record: &RiskRecord, area: Option<Id>, rule: Rule, period: Period, why: Explanation) -> Wanted {
    Wanted {
        rule,
        item_kind: ItemKind::Risk,
        item_id: record.row.id,
        service_area_id: area,
        subject: Subject::Period(period),
        owner_id: record.row.owner_id,
        why: written(&why),
        stage: None,
    }
}
