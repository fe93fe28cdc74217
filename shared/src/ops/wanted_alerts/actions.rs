//! The alerts about service actions.

use super::{Sweep, Wanted, written};
use crate::db::Conn;
use crate::db::page::in_batches;
use crate::domain::action::Lifecycle;
use crate::domain::alert::{self, ItemKind, Reported, Return, ReturnWindow, Rule, Slip, Subject, return_outstanding};
use crate::domain::explanation::Explanation;
use crate::domain::period::Period;
use crate::domain::status::Rag;
use crate::error::Result;
use crate::id::Id;
use crate::model::action::ActionSort;
use crate::ops::action_status::ActionFacts;
use crate::ops::due_returns::owes_update;
use crate::store::actions::{self, ActionFilter, ActionRow};

/// The rules about actions.
const RULES: [Rule; 7] =
    [Rule::ActionOverdue, Rule::ActionDueSoon, Rule::ActionRed, Rule::ChronicRed, Rule::QuietSlip, Rule::ReturnDue, Rule::ReturnMissing];

/// How many quarters back a run of Red is followed.
const LONGEST_RUN: i32 = 40;

pub(super) fn sweep(conn: &mut Conn, sweep: &Sweep<'_>, found: &mut Vec<Wanted>) -> Result<()> {
    if !RULES.iter().any(|rule| sweep.rules.on(*rule)) {
        return Ok(());
    }
    let ids = sweep.items.ids().map(<[Id]>::to_vec);
    // What ended with the latest quarter owes that quarter's return still.
    let ended = sweep.settings.reporting_period(sweep.day).map(|period| period.last_day(sweep.settings.fiscal_year_start));
    let filter = ActionFilter { ids, at_work_on: Some(ended.unwrap_or(sweep.day)), ..ActionFilter::default() };
    in_batches(
        conn,
        |conn, page| actions::list(conn, &filter, ActionSort::Ref, page),
        |record| &record.row.ref_key,
        |conn, batch| {
            let facts = ActionFacts::of_all(conn, &batch)?;
            let window = if sweep.asks_for_returns() { sweep.window(conn)? } else { None };
            for record in &batch {
                Action { sweep, row: &record.row, facts: &facts, window }.look(found);
            }
            Ok(())
        },
    )
}

/// One action, and what is known of it.
struct Action<'a> {
    sweep: &'a Sweep<'a>,
    row: &'a ActionRow,
    facts: &'a ActionFacts,
    window: Option<ReturnWindow>,
}

impl Action<'_> {
    fn look(&self, found: &mut Vec<Wanted>) {
        let Sweep { settings, day, rules, .. } = self.sweep;
        let (row, facts, day) = (self.row, self.facts, *day);
        let schedule = facts.schedule(row, settings, day);
        let percent = facts.latest_update(row.id, day).map(|update| update.percent_complete);
        let about = |rule| rules.about(rule, row.service_area_id);
        if let Some(why) = about(Rule::ActionOverdue).and_then(|rule| {
            let grace = rule.days.unwrap_or_default();
            alert::action_overdue(&schedule, row.original_due_date, percent, grace, day)
        }) {
            found.push(self.wanted(Rule::ActionOverdue, Subject::Due(schedule.due), why));
        }
        let stages = |rule| about(rule)?.stages.as_deref();
        if let Some(soon) = stages(Rule::ActionDueSoon).and_then(|stages| alert::action_due_soon(&schedule, percent, stages, day)) {
            let stage = i32::try_from(soon.stage).ok();
            found.push(Wanted { stage, ..self.wanted(Rule::ActionDueSoon, Subject::Due(schedule.due), soon.why) });
        }
        if let Some((subject, why)) = about(Rule::QuietSlip).and_then(|rule| {
            let moves = rule.moves.unwrap_or(u32::MAX);
            alert::quiet_slip(&schedule, percent, &self.slip(), rule.tolerance.unwrap_or_default(), moves)
        }) {
            found.push(self.wanted(Rule::QuietSlip, subject, why));
        }
        if schedule.lifecycle == Lifecycle::Active {
            self.red(found);
        }
        if let Some(window) = self.window.filter(|window| owes_update(row, facts, settings, window.period, day)) {
            let (rule, why) = return_outstanding(Return::Update, window, day);
            if self.sweep.asks_for(rule, row.service_area_id, window.deadline) {
                found.push(self.wanted(rule, Subject::Period(window.period), why));
            }
        }
    }

    /// Red in the latest quarter reported, and for how long it has been.
    fn red(&self, found: &mut Vec<Wanted>) {
        let Sweep { settings, day, rules, .. } = self.sweep;
        let Some(latest) = self.latest_reported() else { return };
        let schedule = self.facts.schedule(self.row, settings, latest.last_day(settings.fiscal_year_start).min(*day));
        let status = self.facts.rag(self.row, settings, self.sweep.scope(latest));
        let percent = self.facts.update(self.row.id, latest, *day).map(|update| update.percent_complete);
        let about = |rule| rules.about(rule, self.row.service_area_id);
        let Some(why) = alert::action_red(&schedule, &status, &settings.action_thresholds.into(), latest, percent) else { return };
        if about(Rule::ActionRed).is_some() {
            found.push(self.wanted(Rule::ActionRed, Subject::Period(latest), why));
        }
        if let Some(why) = about(Rule::ChronicRed).and_then(|rule| alert::chronic_red(&self.red_run(latest), rule.quarters?)) {
            found.push(self.wanted(Rule::ChronicRed, Subject::Period(latest), why));
        }
    }

    /// The latest quarter that has ended and has an update.
    fn latest_reported(&self) -> Option<Period> {
        let ended = self.sweep.settings.reporting_period(self.sweep.day)?;
        self.facts.latest_period(self.row.id, ended, self.sweep.day)
    }

    /// The quarters up to `latest` in which it was Red without a break, the latest first.
    fn red_run(&self, latest: Period) -> Vec<Period> {
        let red = |period: &Period| self.facts.rag(self.row, self.sweep.settings, self.sweep.scope(*period)).rag == Rag::Red;
        (0..LONGEST_RUN).map_while(|back| latest.plus(-back)).take_while(red).collect()
    }

    fn slip(&self) -> Slip {
        let (settings, day) = (self.sweep.settings, self.sweep.day);
        let reported = |period: Period| {
            let percent = self.facts.update(self.row.id, period, day)?.percent_complete;
            Some(Reported { period, last_day: period.last_day(settings.fiscal_year_start), percent })
        };
        let latest = self.latest_reported();
        let before = latest.and_then(|latest| latest.plus(-1));
        Slip {
            reported: latest.and_then(reported),
            before: before.and_then(reported),
            moves: self.facts.moves(self.row.id, self.row.original_due_date, day),
            original_due: self.row.original_due_date,
        }
    }

    fn wanted(&self, rule: Rule, subject: Subject, why: Explanation) -> Wanted {
        Wanted {
            rule,
            item_kind: ItemKind::Action,
            item_id: self.row.id,
            service_area_id: None,
            subject,
            owner_id: self.row.owner_id,
            why: written(&why),
            stage: None,
        }
    }
}
