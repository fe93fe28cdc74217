//! The plan as a report needs it: what is under what, and in which order.

use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::domain::plan::PlanLevel;
use crate::domain::report::by_ref;
use crate::error::Result;
use crate::id::Id;
use crate::model::report::PlanRef;
use crate::store::plan::{self as store, PlanItemFilter, PlanItemRow};
use std::collections::HashMap;

/// The whole plan, archived items too: what is still under them is told.
pub(super) struct PlanTree {
    /// From the top, each before what is under it; of one parent by number, then by ref.
    items: Vec<PlanItemRow>,
    places: HashMap<Id, usize>,
}

impl PlanTree {
    pub fn load(conn: &mut Conn) -> Result<Self> {
        let all = PageRequest { limit: usize::MAX, after: None };
        let mut rows = Vec::new();
        for archived in [false, true] {
            let filter = PlanItemFilter { archived, ..PlanItemFilter::default() };
            rows.extend(store::list(conn, &filter, &all)?.into_iter().map(|record| record.row));
        }
        rows.sort_by(|one, other| {
            let number = |row: &PlanItemRow| row.number.unwrap_or(i32::MAX);
            number(one).cmp(&number(other)).then_with(|| by_ref(&one.reference, &other.reference))
        });
        let mut under: HashMap<Option<Id>, Vec<PlanItemRow>> = HashMap::new();
        for row in rows {
            under.entry(row.parent_id).or_default().push(row);
        }
        let mut items = Vec::new();
        let mut waiting: Vec<PlanItemRow> = under.remove(&None).unwrap_or_default();
        waiting.reverse();
        while let Some(item) = waiting.pop() {
            let mut next = under.remove(&Some(item.id)).unwrap_or_default();
            // What an outcome has of its own comes before its objectives.
            next.sort_by_key(|row| row.level != PlanLevel::CorporateAction);
            waiting.extend(next.into_iter().rev());
            items.push(item);
        }
        let places = items.iter().enumerate().map(|(place, item)| (item.id, place)).collect();
        Ok(Self { items, places })
    }

    pub fn row(&self, id: Id) -> Option<&PlanItemRow> {
        self.items.get(*self.places.get(&id)?)
    }

    pub fn named(&self, id: Option<Id>) -> Option<PlanRef> {
        self.row(id?).map(|row| PlanRef {
            reference: row.reference.clone(),
            level: row.level,
            title: row.title.clone(),
            title_cy: row.title_cy.clone(),
            number: row.number,
            target_year: row.target_year.clone(),
        })
    }

    /// Where it stands in the plan; what belongs to nothing comes last.
    pub fn place(&self, id: Option<Id>) -> usize {
        id.and_then(|id| self.places.get(&id).copied()).unwrap_or(usize::MAX)
    }

    /// The objective or outcome that an item belongs to: itself, unless it is a corporate action.
    pub fn objective_of(&self, id: Option<Id>) -> Option<Id> {
        let row = self.row(id?)?;
        if row.level == PlanLevel::CorporateAction { row.parent_id } else { Some(row.id) }
    }

    /// The outcome that an objective belongs to: itself, if it is one.
    pub fn outcome_of(&self, objective: Option<Id>) -> Option<Id> {
        let row = self.row(objective?)?;
        row.parent_id.or(Some(row.id))
    }

    /// Items of a level that are not archived, in order; of those only, if given.
    pub fn current(&self, level: PlanLevel, only: Option<&[Id]>) -> impl Iterator<Item = &PlanItemRow> {
        let wanted =
            move |row: &&PlanItemRow| row.level == level && row.archived_at.is_none() && only.is_none_or(|ids| ids.contains(&row.id));
        self.items.iter().filter(wanted)
    }
}
