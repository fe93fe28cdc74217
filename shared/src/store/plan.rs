//! The corporate plan: outcomes, objectives, corporate actions.

use super::refs::Kind;
use crate::clock::Timestamp;
use crate::db::page::PageRequest;
use crate::db::schema::{actions, indicators, parents, plan_items, risk_objectives};
use crate::db::{Conn, among, on};
use crate::domain::plan::PlanLevel;
use crate::error::Result;
use crate::id::{Id, Key};
use crate::model::Link;
use diesel::dsl::exists;
use diesel::prelude::*;

/// A row of `plan_items`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = plan_items, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct PlanItemRow {
    pub id: Id,
    pub reference: String,
    pub ref_key: String,
    pub search: String,
    pub level: PlanLevel,
    pub parent_id: Option<Id>,
    pub title: String,
    pub title_cy: Option<String>,
    pub target_year: Option<String>,
    pub number: Option<i32>,
    pub archived_at: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// An item of the plan with what it is under.
#[derive(Clone, Debug, Queryable)]
pub struct PlanItemRecord {
    /// The row.
    pub row: PlanItemRow,
    /// What it is under.
    pub parent: Option<Link>,
}

/// Which items of the plan a list holds.
#[derive(Clone, Debug, Default)]
pub struct PlanItemFilter {
    /// Of this level.
    pub level: Option<PlanLevel>,
    /// Directly under this one.
    pub parent: Option<Id>,
    /// One of these.
    pub ids: Option<Vec<Id>>,
    /// Archived ones instead of current ones.
    pub archived: bool,
    /// Whose ref or title hold this text, whatever its case.
    pub text: Option<String>,
}

macro_rules! records {
    () => {
        plan_items::table
            .left_join(parents.on(plan_items::parent_id.eq(parents.field(plan_items::id).nullable())))
            .select((PlanItemRow::as_select(), parents.fields((plan_items::id, plan_items::reference, plan_items::title)).nullable()))
    };
}

item_table!(plan_items, Kind::PlanItem, PlanItemRow, PlanItemRecord, PlanItemFilter, |query, filter| {
    if let Some(level) = filter.level {
        query = query.filter(plan_items::level.eq(level));
    }
    if let Some(parent) = filter.parent {
        query = query.filter(plan_items::parent_id.eq(parent));
    }
    if let Some(ids) = &filter.ids {
        query = query.filter(among(plan_items::id, ids));
    }
});

/// Does anything stand where it stands because of this item's level: another item, a service action, an indicator, a risk?
///
/// # Errors
/// Those of the database.
pub fn has_children(conn: &mut Conn, id: Id) -> Result<bool> {
    let items = exists(plan_items::table.filter(plan_items::parent_id.eq(id)));
    let actions = exists(actions::table.filter(actions::corporate_action_id.eq(id)));
    let indicators = exists(indicators::table.filter(indicators::objective_id.eq(id)));
    let risks = exists(risk_objectives::table.filter(risk_objectives::plan_item_id.eq(id)));
    Ok(on!(conn, c => diesel::select(items.or(actions).or(indicators).or(risks)).get_result(c))?)
}

/// An item of the plan and all that is under it.
///
/// # Errors
/// Those of the database.
pub fn with_descendants(conn: &mut Conn, id: Id) -> Result<Vec<Id>> {
    let mut found = vec![id];
    let mut level = vec![id];
    // The plan has three levels; a loop in it must not become one here.
    for _ in 0..3 {
        let directly_under = among(plan_items::parent_id, &level);
        let under: Vec<Id> = on!(conn, c => plan_items::table.filter(directly_under).select(plan_items::id).load(c))?;
        level = under;
        found.extend(&level);
    }
    Ok(found)
}
