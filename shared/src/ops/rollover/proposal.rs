//! What there is to decide: the unfinished actions, and the indicators with what was reached.

use crate::db::Conn;
use crate::db::page::in_batches;
use crate::domain::action::Lifecycle;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::rollover::{Decision, FiscalYear, successor_due, successor_ref};
use crate::error::Result;
use crate::model::action::ActionSort;
use crate::model::rollover::{ActionDecision, IndicatorTargets, QuarterTarget, Rollover, UnfinishedAction};
use crate::model::settings::Settings;
use crate::ops::action_status::ActionFacts;
use crate::ops::context::{Context, Scope};
use crate::ops::findings::target_below_last_year;
use crate::ops::indicator_status::ResultsByIndicator;
use crate::store::actions::{self as action_store, ActionFilter, ActionRecord};
use crate::store::indicators::{self as indicator_store, IndicatorFilter, IndicatorRecord};

/// What is unfinished at the end of the year before `year`, with what is proposed for it; and the targets of `year`, beside what
/// was reached a year before.
///
/// # Errors
/// [`Error::Invalid`] for a year that none comes before.
pub fn propose(conn: &mut Conn, context: &Context, settings: &Settings, year: FiscalYear) -> Result<Rollover> {
    let from = super::before(year)?;
    let proposing = Proposing { context, settings, year, from };
    let mut actions = Vec::new();
    let filter = ActionFilter { lifecycle: Some(Lifecycle::Active), ..ActionFilter::default() };
    in_batches(
        conn,
        |conn, page| action_store::list(conn, &filter, ActionSort::Ref, page),
        |record| &record.row.ref_key,
        |conn, records| proposing.actions(conn, records, &mut actions),
    )?;
    let mut indicators = Vec::new();
    in_batches(
        conn,
        |conn, page| indicator_store::list(conn, &IndicatorFilter::default(), page),
        |record| &record.row.ref_key,
        |conn, records| proposing.indicators(conn, records, &mut indicators),
    )?;
    Ok(Rollover { year: year.to_string(), from: from.to_string(), actions, indicators })
}

struct Proposing<'a> {
    context: &'a Context,
    settings: &'a Settings,
    year: FiscalYear,
    from: FiscalYear,
}

impl Proposing<'_> {
    fn actions(&self, conn: &mut Conn, records: Vec<ActionRecord>, into: &mut Vec<UnfinishedAction>) -> Result<()> {
        let (today, start) = (self.context.today(self.settings), self.settings.fiscal_year_start);
        let facts = ActionFacts::of_all(conn, &records)?;
        let [first, .., last] = self.from.quarters();
        let quarter = Period::containing(today, start).unwrap_or(last).clamp(first, last);
        for record in records {
            let schedule = facts.schedule(&record.row, self.settings, today);
            let percent = facts.latest_update(record.row.id, today).map(|update| update.percent_complete);
            if schedule.start >= self.year.first_day(start) || percent.is_some_and(|percent| percent >= Figure::from(100)) {
                continue;
            }
            let row = record.row;
            let rag = facts.rag(&row, self.settings, Scope::now(quarter, today)).rag;
            into.push(UnfinishedAction {
                proposed: ActionDecision {
                    action: row.reference.clone(),
                    decision: Decision::Carry,
                    reference: Some(successor_ref(&row.reference, self.year)),
                    title: None,
                    title_cy: None,
                    due_date: Some(successor_due(schedule.due, self.year, start)),
                    reason: None,
                },
                id: row.id,
                reference: row.reference,
                title: row.title,
                title_cy: row.title_cy,
                corporate_action: record.corporate_action,
                service_area: record.service_area,
                owner: record.owner,
                due_date: schedule.due,
                percent_complete: percent,
                rag,
            });
        }
        Ok(())
    }

    fn indicators(&self, conn: &mut Conn, records: Vec<IndicatorRecord>, into: &mut Vec<IndicatorTargets>) -> Result<()> {
        let today = self.context.today(self.settings);
        let of = |record: &IndicatorRecord| IndicatorTargets {
            id: record.row.id,
            reference: record.row.reference.clone(),
            title: record.row.title.clone(),
            quarters: Vec::with_capacity(4),
        };
        let mut targets: Vec<IndicatorTargets> = records.iter().map(of).collect();
        for (period, before) in self.year.quarters().into_iter().zip(self.from.quarters()) {
            let results = ResultsByIndicator::load(conn, &records, Scope::now(period, today))?;
            let scope = Scope::now(before, today);
            let earlier = ResultsByIndicator::load(conn, &records, scope)?;
            for (record, target) in records.iter().zip(&mut targets) {
                let last = earlier.in_effect(record.row.id, before);
                target.quarters.push(QuarterTarget {
                    period,
                    target: results.in_effect(record.row.id, period).and_then(|row| row.target),
                    last_actual: last.and_then(|row| row.actual),
                    last_target: last.and_then(|row| row.target),
                    last_rag: earlier.assess(&record.row, self.settings, scope).rag,
                    flag: target_below_last_year(record, period, &results).map(|found| found.sentence),
                });
            }
        }
        into.extend(targets);
        Ok(())
    }
}
