//! The actions of a report.

use super::areas::Areas;
use super::plan::PlanTree;
use super::sums::ActionsSum;
use crate::domain::report::by_ref;
use crate::domain::status::Rag;
use crate::id::Id;
use crate::model::report::{ActionGroup, ActionLine, Text};
use crate::model::settings::Settings;
use crate::ops::action_status::ActionFacts;
use crate::ops::context::Scope;
use crate::ops::quarter::ActionsOfQuarter;
use crate::ops::snapshot::{action_counts, left_out};
use crate::store::action_updates::UpdateRow;
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
    pub fn take(&mut self, settings: &Settings, scope: Scope, areas: &Areas, batch: &ActionsOfQuarter) {
        let facts = &batch.facts;
        for ActionRecord { row, .. } in &batch.records {
            self.ids.insert(row.id);
            let sum = self.sums.entry(row.corporate_action_id).or_default();
            if let Some(previous) = scope.period.plus(-1).map(|period| Scope { period, ..scope })
                && action_counts(row, settings, previous, facts)
            {
                sum.before.add(facts.rag(row, settings, previous).rag);
            }
            if let Some(why) = left_out(row, settings, scope, facts) {
                sum.leave_out(why);
                continue;
            }
            let line = line(row, batch.now.get(&row.id), settings, scope, facts, areas);
            sum.now.add(line.status.rag);
            sum.challenged += u32::from(line.status.challenged);
            self.lines.push((row.corporate_action_id, line));
        }
    }

    /// In the order of their refs.
    pub fn sorted(mut self) -> Self {
        self.lines.sort_by(|(_, one), (_, other)| by_ref(&one.reference, &other.reference));
        self
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

fn line(row: &ActionRow, update: Option<&UpdateRow>, settings: &Settings, scope: Scope, facts: &ActionFacts, areas: &Areas) -> ActionLine {
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
        commentary: update.and_then(|update| Text::given(update.commentary.clone(), update.commentary_cy.clone())),
    }
}
