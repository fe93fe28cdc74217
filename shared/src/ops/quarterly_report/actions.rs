//! The actions of a report.

use super::areas::Areas;
use super::plan::PlanTree;
use super::sums::ActionsSum;
use crate::db::Conn;
use crate::domain::report::by_ref;
use crate::domain::status::Rag;
use crate::error::Result;
use crate::id::Id;
use crate::model::report::{ActionGroup, ActionLine, Text};
use crate::model::settings::Settings;
use crate::ops::action_status::ActionFacts;
use crate::ops::context::Scope;
use crate::ops::snapshot::{SnapshotScope, action_counts, left_out};
use crate::store::action_updates::{self, UpdateRow};
use crate::store::actions::{ActionRecord, ActionRow};
use std::collections::{HashMap, HashSet};

/// Those of a report: lines of what counts, and what they add up to, by corporate action.
#[derive(Default)]
pub(super) struct Actions {
    lines: Vec<(Option<Id>, ActionLine)>,
    pub sums: HashMap<Option<Id>, ActionsSum>,
    /// All of them, those too that do not count.
    pub ids: HashSet<Id>,
}

impl Actions {
    pub fn load(conn: &mut Conn, settings: &Settings, of: &SnapshotScope, scope: Scope, areas: &Areas) -> Result<Self> {
        let mut found = Self::default();
        of.each_actions(conn, |conn, records| found.take(conn, settings, scope, areas, &records))?;
        found.lines.sort_by(|(_, one), (_, other)| by_ref(&one.reference, &other.reference));
        Ok(found)
    }

    fn take(&mut self, conn: &mut Conn, settings: &Settings, scope: Scope, areas: &Areas, records: &[ActionRecord]) -> Result<()> {
        let ids: Vec<Id> = records.iter().map(|record| record.row.id).collect();
        let updates = action_updates::updates(conn, &ids, scope.period)?;
        self.ids.extend(&ids);
        let facts = ActionFacts::load_beside(conn, &ids, scope, &updates)?;
        let mut in_effect: HashMap<Id, UpdateRow> = HashMap::with_capacity(updates.len());
        // Oldest first: the latest revision is what stays in its place.
        in_effect.extend(updates.into_iter().filter(|row| scope.counts(row.recorded_at, row.effect_on)).map(|row| (row.action_id, row)));
        for ActionRecord { row, .. } in records {
            let sum = self.sums.entry(row.corporate_action_id).or_default();
            if let Some(previous) = scope.period.plus(-1).map(|period| Scope { period, ..scope })
                && action_counts(row, settings, previous, &facts)
            {
                sum.before.add(facts.rag(row, settings, previous).rag);
            }
            if let Some(why) = left_out(row, settings, scope, &facts) {
                sum.leave_out(why);
                continue;
            }
            let line = line(row, in_effect.remove(&row.id), settings, scope, &facts, areas);
            sum.now.add(line.status.rag);
            sum.challenged += u32::from(line.status.challenged);
            self.lines.push((row.corporate_action_id, line));
        }
        Ok(())
    }

    /// All of them, by objective and corporate action; or those that are Red.
    pub fn groups(&self, plan: &PlanTree, red: bool) -> Vec<ActionGroup> {
        let mut groups: HashMap<Option<Id>, Vec<ActionLine>> = HashMap::new();
        for (group, line) in self.lines.iter().filter(|(_, line)| !red || line.status.rag == Rag::Red) {
            groups.entry(*group).or_default().push(line.clone());
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_key(|(group, _)| plan.place(*group));
        let group = |(id, actions)| ActionGroup { objective: plan.named(plan.objective_of(id)), corporate_action: plan.named(id), actions };
        groups.into_iter().map(group).collect()
    }
}

fn line(row: &ActionRow, update: Option<UpdateRow>, settings: &Settings, scope: Scope, facts: &ActionFacts, areas: &Areas) -> ActionLine {
    let schedule = facts.schedule(row, settings, scope.as_of);
    let revision = facts.revised_due(row.id, scope.as_of);
    ActionLine {
        reference: row.reference.clone(),
        title: row.title.clone(),
        title_cy: row.title_cy.clone(),
        service_area: areas.named(row.service_area_id),
        start: schedule.start,
        original_due: row.original_due_date,
        due: schedule.due,
        revised: revision.is_some(),
        revision_reason: revision.and_then(|revision| revision.reason.clone()),
        lifecycle: row.lifecycle_at(scope.as_of.min(scope.period.last_day(settings.fiscal_year_start))),
        status: facts.status(row, settings, scope),
        commentary: update.and_then(|update| Text::given(update.commentary, update.commentary_cy)),
    }
}
