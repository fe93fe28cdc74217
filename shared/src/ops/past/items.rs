//! Items as they were: each kind says how its record is written back.

use super::told::Told;
use super::undo::{read, undo, written};
use crate::clock::Timestamp;
use crate::db::Conn;
use crate::error::Result;
use crate::id::Id;
use crate::model::Link;
use crate::model::action::ActionDraft;
use crate::model::history::FieldChange;
use crate::model::indicator::IndicatorDraft;
use crate::model::project::ProjectDraft;
use crate::model::risk::RiskDraft;
use crate::ops::context::Scope;
use crate::ops::{actions, indicators, projects, risks};
use crate::read::from_json;
use crate::store::actions::ActionRecord;
use crate::store::indicators::IndicatorRecord;
use crate::store::projects::ProjectRow;
use crate::store::refs::Kind;
use crate::store::risks::RiskRecord;
use crate::store::{action_updates, history as store};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// A stored item whose history can be taken back.
pub trait Remembered {
    /// As its history writes it.
    type Draft: Serialize + DeserializeOwned;

    /// Its id, and when it was made.
    fn made(&self) -> (Id, Timestamp);
    /// As its history would write it now.
    fn draft(&self) -> Self::Draft;
    /// Its version, and when it was last changed.
    fn stamp(&mut self) -> (&mut i64, &mut Timestamp);
    /// How often what counts of its dates has changed since, and when it last had by then: what is agreed beside it makes a new
    /// version of it, where it counts.
    fn moved(&self, _: &mut Conn, _: Timestamp) -> Result<(i64, Option<Timestamp>)> {
        Ok((0, None))
    }
    /// Makes it what it was, as events told it. The ref that it is sorted by stays: pages go by that.
    fn restore(&mut self, conn: &mut Conn, was: Self::Draft, told: &Told) -> Result<()>;
}

/// Records as they were at the scope's instant; as they are, where it has none. Those made since stay as they are: whoever lists
/// them leaves them out.
///
/// # Errors
/// [`Error::Invalid`] for one that referred to what is not known any more by what it was called then.
pub fn as_known<R: Remembered>(conn: &mut Conn, scope: Scope, mut records: Vec<R>) -> Result<Vec<R>> {
    let Some(known) = scope.known_at else { return Ok(records) };
    let ids: Vec<Id> = records.iter().map(|record| record.made()).filter(|(_, made)| *made <= known).map(|(id, _)| id).collect();
    let mut since: HashMap<Id, Vec<(i64, String)>> = HashMap::new();
    for (id, number, changes) in store::of_items_since(conn, &ids, known)? {
        since.entry(id).or_default().push((number, changes));
    }
    let changed: Vec<Id> = since.keys().copied().collect();
    let last: HashMap<Id, Timestamp> = store::last_changed(conn, &changed, known)?.into_iter().collect();
    for record in &mut records {
        let (id, made) = record.made();
        let Some(events) = since.remove(&id) else { continue };
        let (mut undone, moved) = record.moved(conn, known)?;
        let mut draft = written(&record.draft())?;
        let mut told = Told::default();
        for (number, event) in &events {
            let changes = read(event)?;
            if !is_beside(&changes) {
                undo(&mut draft, &changes);
                told.note(changes, *number);
                undone += 1;
            }
        }
        record.restore(conn, from_json(draft)?, &told)?;
        let (version, changed) = record.stamp();
        *version -= undone;
        *changed = last.get(&id).copied().max(moved).unwrap_or(made);
    }
    Ok(records)
}

/// A due date agreed in place of another is no change of the original one, which the item's own `due_date` is; and what was
/// decided of it for the next year is none of its fields.
fn is_beside(changes: &[FieldChange]) -> bool {
    changes.iter().any(|change| matches!(change.field.as_str(), "/agreed_on" | "/rollover"))
}

fn id(link: Option<&Link>) -> Option<Id> {
    link.map(|link| link.id)
}

impl Remembered for ActionRecord {
    type Draft = ActionDraft;

    fn made(&self) -> (Id, Timestamp) {
        (self.row.id, self.row.created_at)
    }

    fn draft(&self) -> ActionDraft {
        actions::draft_of(self)
    }

    fn stamp(&mut self) -> (&mut i64, &mut Timestamp) {
        (&mut self.row.version, &mut self.row.updated_at)
    }

    fn moved(&self, conn: &mut Conn, known: Timestamp) -> Result<(i64, Option<Timestamp>)> {
        let mut agreed = action_updates::due_dates(conn, &[self.row.id])?;
        agreed.sort_by_key(|row| row.revision);
        let (mut counts, mut last, mut since, mut by_then) = (self.row.original_due_date, None, 0, None);
        for row in agreed {
            // As they were agreed: one that is back-dated counts only where none later was known.
            let date = if last <= Some(row.agreed_on) { row.due_date } else { counts };
            last = last.max(Some(row.agreed_on));
            if date != counts && row.recorded_at > known {
                since += 1;
            } else if date != counts {
                by_then = Some(row.recorded_at);
            }
            counts = date;
        }
        Ok((since, by_then))
    }

    fn restore(&mut self, conn: &mut Conn, was: ActionDraft, told: &Told) -> Result<()> {
        told.relink(conn, (Kind::PlanItem, "/corporate_action"), &mut self.corporate_action, was.corporate_action)?;
        told.relink(conn, (Kind::ServiceArea, "/service_area"), &mut self.service_area, was.service_area)?;
        told.relink(conn, (Kind::Person, "/owner"), &mut self.owner, was.owner)?;
        told.relink(conn, (Kind::Person, "/deputy"), &mut self.deputy, was.deputy)?;
        told.relink(conn, (Kind::Action, "/succeeds"), &mut self.succeeds, was.succeeds)?;
        let row = &mut self.row;
        row.succeeds_id = id(self.succeeds.as_ref());
        row.corporate_action_id = id(self.corporate_action.as_ref());
        row.service_area_id = id(self.service_area.as_ref());
        row.owner_id = id(self.owner.as_ref());
        row.deputy_id = id(self.deputy.as_ref());
        row.archived_at = was.archived.then_some(row.archived_at.unwrap_or(row.updated_at));
        row.reference = was.reference;
        row.title = was.title;
        row.title_cy = was.title_cy;
        row.start_date = was.start_date;
        row.original_due_date = was.due_date;
        row.lifecycle = was.lifecycle;
        row.ends_on = was.ends_on;
        Ok(())
    }
}

impl Remembered for IndicatorRecord {
    type Draft = IndicatorDraft;

    fn made(&self) -> (Id, Timestamp) {
        (self.row.id, self.row.created_at)
    }

    fn draft(&self) -> IndicatorDraft {
        indicators::draft_of(self)
    }

    fn stamp(&mut self) -> (&mut i64, &mut Timestamp) {
        (&mut self.row.version, &mut self.row.updated_at)
    }

    fn restore(&mut self, conn: &mut Conn, was: IndicatorDraft, told: &Told) -> Result<()> {
        told.relink(conn, (Kind::PlanItem, "/objective"), &mut self.objective, was.objective)?;
        told.relink(conn, (Kind::ServiceArea, "/service_area"), &mut self.service_area, was.service_area)?;
        told.relink(conn, (Kind::Person, "/owner"), &mut self.owner, was.owner)?;
        told.relink(conn, (Kind::Person, "/deputy"), &mut self.deputy, was.deputy)?;
        let row = &mut self.row;
        row.objective_id = id(self.objective.as_ref());
        row.service_area_id = id(self.service_area.as_ref());
        row.owner_id = id(self.owner.as_ref());
        row.deputy_id = id(self.deputy.as_ref());
        row.archived_at = was.archived.then_some(row.archived_at.unwrap_or(row.updated_at));
        row.reference = was.reference;
        row.aliases = was.aliases.join(";");
        row.title = was.title;
        row.title_cy = was.title_cy;
        row.category = was.category;
        row.polarity = was.polarity;
        row.unit = was.unit;
        row.decimals = was.decimals;
        row.frequency = was.frequency;
        row.reporting_quarter = was.reporting_quarter;
        row.basis = was.basis;
        row.band_low = was.band_low;
        row.band_high = was.band_high;
        row.tolerance = was.tolerance;
        row.tolerance_kind = was.tolerance_kind;
        row.green_within = was.green_within;
        row.direction_basis = was.direction_basis;
        row.additional = was.additional;
        Ok(())
    }
}

impl Remembered for RiskRecord {
    type Draft = RiskDraft;

    fn made(&self) -> (Id, Timestamp) {
        (self.row.id, self.row.created_at)
    }

    fn draft(&self) -> RiskDraft {
        risks::draft_of(self)
    }

    fn stamp(&mut self) -> (&mut i64, &mut Timestamp) {
        (&mut self.row.version, &mut self.row.updated_at)
    }

    fn restore(&mut self, conn: &mut Conn, was: RiskDraft, told: &Told) -> Result<()> {
        told.relink_all(conn, (Kind::ServiceArea, "/service_areas"), &mut self.service_areas, &was.service_areas)?;
        told.relink_all(conn, (Kind::PlanItem, "/objectives"), &mut self.objectives, &was.objectives)?;
        told.relink_all(conn, (Kind::Action, "/mitigated_by"), &mut self.mitigated_by, &was.mitigated_by)?;
        told.relink(conn, (Kind::Person, "/owner"), &mut self.owner, was.owner)?;
        told.relink(conn, (Kind::Person, "/deputy"), &mut self.deputy, was.deputy)?;
        let row = &mut self.row;
        row.owner_id = id(self.owner.as_ref());
        row.deputy_id = id(self.deputy.as_ref());
        row.archived_at = was.archived.then_some(row.archived_at.unwrap_or(row.updated_at));
        row.reference = was.reference;
        row.kind = was.kind;
        row.title = was.title;
        row.title_cy = was.title_cy;
        row.category = was.category;
        row.controls = was.controls;
        row.mitigating_actions = was.mitigating_actions;
        Ok(())
    }
}

impl Remembered for ProjectRow {
    type Draft = ProjectDraft;

    fn made(&self) -> (Id, Timestamp) {
        (self.id, self.created_at)
    }

    fn draft(&self) -> ProjectDraft {
        projects::draft_of(self)
    }

    fn stamp(&mut self) -> (&mut i64, &mut Timestamp) {
        (&mut self.version, &mut self.updated_at)
    }

    fn restore(&mut self, _: &mut Conn, was: ProjectDraft, _: &Told) -> Result<()> {
        self.tranches = was.tranches.join(";");
        self.archived_at = was.archived.then_some(self.archived_at.unwrap_or(self.updated_at));
        self.reference = was.reference;
        self.title = was.title;
        self.title_cy = was.title_cy;
        self.programme = was.programme;
        Ok(())
    }
}
