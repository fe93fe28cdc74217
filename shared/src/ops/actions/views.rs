//! Actions as they are read, with their computed status.

use super::succession;
use crate::db::Conn;
use crate::error::Result;
use crate::id::Id;
use crate::model::action::Action;
use crate::model::settings::Settings;
use crate::ops::action_status::ActionFacts;
use crate::ops::context::Scope;
use crate::ops::past::as_known;
use crate::ops::record_update::update_view;
use crate::store::action_updates::{self, UpdateRow};
use crate::store::actions::ActionRecord;
use std::collections::HashMap;

/// Actions as they are read, in the order given; a fixed number of queries, however many they are.
///
/// # Errors
/// Those of the database.
pub fn views(conn: &mut Conn, settings: &Settings, scope: Scope, records: Vec<ActionRecord>) -> Result<Vec<Action>> {
    let records = as_known(conn, scope, records)?;
    let ids: Vec<Id> = records.iter().map(|record| record.row.id).collect();
    let mut successors = succession::of(conn, scope, &ids)?;
    let updates = action_updates::updates(conn, &ids, scope.period)?;
    let facts = ActionFacts::load_beside(conn, &ids, scope, &updates)?;
    let in_effect = updates.into_iter().filter(|row| scope.counts(row.recorded_at, row.effect_on));
    // Oldest first: of each action the latest revision is left.
    let mut updates: HashMap<Id, UpdateRow> = in_effect.map(|row| (row.action_id, row)).collect();
    let shown = |record: ActionRecord| {
        let id = record.row.id;
        let shown = view(record, settings, scope, &facts, updates.remove(&id));
        Action { succeeded_by: successors.remove(&id).unwrap_or_default(), ..shown }
    };
    Ok(records.into_iter().map(shown).collect())
}

fn view(record: ActionRecord, settings: &Settings, scope: Scope, facts: &ActionFacts, update: Option<UpdateRow>) -> Action {
    let schedule = facts.schedule(&record.row, settings, scope.as_of);
    let status = facts.status(&record.row, settings, scope);
    let row = record.row;
    Action {
        id: row.id,
        reference: row.reference,
        title: row.title,
        title_cy: row.title_cy,
        corporate_action: record.corporate_action,
        service_area: record.service_area,
        owner: record.owner,
        deputy: record.deputy,
        start_date: row.start_date,
        start: schedule.start,
        original_due_date: row.original_due_date,
        due_date: schedule.due,
        revised: facts.revised_due(row.id, scope.as_of).is_some(),
        lifecycle: row.lifecycle,
        ends_on: row.ends_on,
        archived: row.archived_at.is_some(),
        succeeds: record.succeeds,
        succeeded_by: Vec::new(),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
        status,
        update: update.map(update_view),
    }
}
