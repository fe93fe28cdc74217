//! Risks, the areas that assess them and the objectives they threaten.

use crate::clock::Timestamp;
use crate::db::page::PageRequest;
use crate::db::schema::{
    actions, deputies, people, plan_items, risk_mitigations, risk_objectives, risk_service_areas, risks, service_areas,
};
use crate::db::{Conn, among, on};
use crate::domain::risk::RiskKind;
use crate::error::Result;
use crate::id::{Id, Key};
use crate::model::Link;
use crate::store::actions::ActionRow;
use diesel::prelude::*;
use std::collections::HashMap;

/// A row of `risks`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = risks, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct RiskRow {
    pub id: Id,
    pub reference: String,
    pub ref_key: String,
    pub search: String,
    pub kind: RiskKind,
    pub title: String,
    pub title_cy: Option<String>,
    pub category: Option<String>,
    pub owner_id: Option<Id>,
    pub deputy_id: Option<Id>,
    pub controls: Option<String>,
    pub mitigating_actions: Option<String>,
    pub archived_at: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A risk with what it refers to.
#[derive(Clone, Debug)]
pub struct RiskRecord {
    /// The row.
    pub row: RiskRow,
    /// Who answers for it.
    pub owner: Option<Link>,
    /// Who stands in.
    pub deputy: Option<Link>,
    /// The areas that assess it, in the order they were given in.
    pub service_areas: Vec<Link>,
    /// The objectives or outcomes it threatens, in the order they were given in.
    pub objectives: Vec<Link>,
    /// The service actions that are to bring it down, in the order they were given in.
    pub mitigated_by: Vec<Link>,
}

/// Which risks a list holds, by what is stored of them.
#[derive(Clone, Debug, Default)]
pub struct RiskFilter {
    /// On this register.
    pub kind: Option<RiskKind>,
    /// Of this owner.
    pub owner: Option<Id>,
    /// Assessed by this service area, among others.
    pub service_area: Option<Id>,
    /// Threatening one of these objectives or outcomes.
    pub objectives: Option<Vec<Id>>,
    /// Of this category.
    pub category: Option<String>,
    /// Archived ones instead of current ones.
    pub archived: bool,
    /// Current ones and archived ones, whatever `archived` says.
    pub either: bool,
    /// Whose ref or title holds this text, whatever its case.
    pub text: Option<String>,
    /// One of these; for programs that know what they want.
    pub ids: Option<Vec<Id>>,
}

type JoinedRow = (RiskRow, Option<Link>, Option<Link>);

macro_rules! records {
    () => {
        risks::table
            .left_join(people::table.on(risks::owner_id.eq(people::id.nullable())))
            .left_join(deputies.on(risks::deputy_id.eq(deputies.field(people::id).nullable())))
            .select((
                RiskRow::as_select(),
                (people::id, people::reference, people::name).nullable(),
                deputies.fields((people::id, people::reference, people::name)).nullable(),
            ))
    };
}

/// The risk that `key` names.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, key: &Key) -> Result<Option<RiskRecord>> {
    let found: Option<JoinedRow> = on!(conn, c => match key {
        Key::Id(id) => records!().filter(risks::id.eq(id)).first(c).optional(),
        Key::Ref(key) => records!().filter(risks::ref_key.eq(key)).first(c).optional(),
    })?;
    Ok(with_links(conn, found.into_iter().collect())?.pop())
}

/// Risks in the order of their refs, at most `page.limit`, from after `page.after`.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, filter: &RiskFilter, page: &PageRequest) -> Result<Vec<RiskRecord>> {
    let limit = page.limit_among(filter.ids.as_deref());
    let rows = on!(conn, c => {
        let mut query = records!().into_boxed::<DB>();
        query = match (filter.either, filter.archived) {
            (true, _) => query,
            (_, true) => query.filter(risks::archived_at.is_not_null()),
            (_, false) => query.filter(risks::archived_at.is_null()),
        };
        if let Some(kind) = filter.kind {
            query = query.filter(risks::kind.eq(kind));
        }
        if let Some(owner) = filter.owner {
            query = query.filter(risks::owner_id.eq(owner));
        }
        if let Some(area) = filter.service_area {
            let in_area = risk_service_areas::table.filter(risk_service_areas::service_area_id.eq(area));
            query = query.filter(risks::id.eq_any(in_area.select(risk_service_areas::risk_id)));
        }
        if let Some(objectives) = &filter.objectives {
            let under = risk_objectives::table.filter(among(risk_objectives::plan_item_id, objectives));
            query = query.filter(risks::id.eq_any(under.select(risk_objectives::risk_id)));
        }
        if let Some(category) = &filter.category {
            query = query.filter(risks::category.eq(category));
        }
        if let Some(ids) = &filter.ids {
            query = query.filter(among(risks::id, ids));
        }
        if let Some(text) = &filter.text {
            query = query.filter(risks::search.like(super::contains(text)).escape('\\'));
        }
        if let Some(after) = &page.after {
            query = query.filter(risks::ref_key.gt(&after.value));
        }
        if let Some(limit) = limit {
            query = query.limit(limit);
        }
        query.order(risks::ref_key).load(c)
    })?;
    with_links(conn, rows)
}

/// Adds the areas, objectives and mitigating actions of all rows, in three queries.
fn with_links(conn: &mut Conn, rows: Vec<JoinedRow>) -> Result<Vec<RiskRecord>> {
    let ids: Vec<Id> = rows.iter().map(|(row, ..)| row.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let areas: Vec<(Id, Link)> = on!(conn, c => risk_service_areas::table
        .inner_join(service_areas::table)
        .filter(among(risk_service_areas::risk_id, &ids))
        .order((risk_service_areas::risk_id, risk_service_areas::position))
        .select((risk_service_areas::risk_id, (service_areas::id, service_areas::reference, service_areas::name)))
        .load(c))?;
    let objectives: Vec<(Id, Link)> = on!(conn, c => risk_objectives::table
        .inner_join(plan_items::table)
        .filter(among(risk_objectives::risk_id, &ids))
        .order((risk_objectives::risk_id, risk_objectives::position))
        .select((risk_objectives::risk_id, (plan_items::id, plan_items::reference, plan_items::title)))
        .load(c))?;
    let mitigations: Vec<(Id, Link)> = on!(conn, c => risk_mitigations::table
        .inner_join(actions::table)
        .filter(among(risk_mitigations::risk_id, &ids))
        .order((risk_mitigations::risk_id, risk_mitigations::position))
        .select((risk_mitigations::risk_id, (actions::id, actions::reference, actions::title)))
        .load(c))?;
    let (mut areas, mut objectives, mut mitigations) = (by_risk(areas), by_risk(objectives), by_risk(mitigations));
    let record = |(row, owner, deputy): JoinedRow| RiskRecord {
        service_areas: areas.remove(&row.id).unwrap_or_default(),
        objectives: objectives.remove(&row.id).unwrap_or_default(),
        mitigated_by: mitigations.remove(&row.id).unwrap_or_default(),
        row,
        owner,
        deputy,
    };
    Ok(rows.into_iter().map(record).collect())
}

fn by_risk(links: Vec<(Id, Link)>) -> HashMap<Id, Vec<Link>> {
    let mut found: HashMap<Id, Vec<Link>> = HashMap::new();
    for (risk, link) in links {
        found.entry(risk).or_default().push(link);
    }
    found
}

/// # Errors
/// [`crate::error::Error::Duplicate`] when the ref is taken.
pub fn insert(conn: &mut Conn, row: &RiskRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(risks::table).values(row).execute(c))?;
    Ok(())
}

/// Writes `row` over the row of the version before it; `false` when that is not the stored one any more.
///
/// # Errors
/// [`crate::error::Error::Duplicate`] when the ref is taken.
pub fn update(conn: &mut Conn, row: &RiskRow) -> Result<bool> {
    let current = risks::table.filter(risks::id.eq(row.id)).filter(risks::version.eq(row.version - 1));
    Ok(on!(conn, c => diesel::update(current).set(row).execute(c))? == 1)
}

/// Replaces the areas of a risk.
///
/// # Errors
/// Those of the database.
pub fn set_service_areas(conn: &mut Conn, risk: Id, ids: &[Id]) -> Result<()> {
    use risk_service_areas::{position, risk_id, service_area_id, table};
    let rows: Vec<_> = ids.iter().zip(0_i32..).map(|(id, at)| (risk_id.eq(risk), service_area_id.eq(id), position.eq(at))).collect();
    on!(conn, c => diesel::delete(table.filter(risk_id.eq(risk))).execute(c))?;
    on!(conn, c => diesel::insert_into(table).values(&rows).execute(c))?;
    Ok(())
}

/// Replaces the objectives of a risk.
///
/// # Errors
/// Those of the database.
pub fn set_objectives(conn: &mut Conn, risk: Id, ids: &[Id]) -> Result<()> {
    use risk_objectives::{plan_item_id, position, risk_id, table};
    let rows: Vec<_> = ids.iter().zip(0_i32..).map(|(id, at)| (risk_id.eq(risk), plan_item_id.eq(id), position.eq(at))).collect();
    on!(conn, c => diesel::delete(table.filter(risk_id.eq(risk))).execute(c))?;
    on!(conn, c => diesel::insert_into(table).values(&rows).execute(c))?;
    Ok(())
}

/// Replaces the mitigating actions of a risk.
///
/// # Errors
/// Those of the database.
pub fn set_mitigations(conn: &mut Conn, risk: Id, ids: &[Id]) -> Result<()> {
    use risk_mitigations::{action_id, position, risk_id, table};
    let rows: Vec<_> = ids.iter().zip(0_i32..).map(|(id, at)| (risk_id.eq(risk), action_id.eq(id), position.eq(at))).collect();
    on!(conn, c => diesel::delete(table.filter(risk_id.eq(risk))).execute(c))?;
    on!(conn, c => diesel::insert_into(table).values(&rows).execute(c))?;
    Ok(())
}

/// The mitigating actions of these risks, each with its risk.
///
/// # Errors
/// Those of the database.
pub fn mitigations(conn: &mut Conn, risks: &[Id]) -> Result<Vec<(Id, ActionRow)>> {
    Ok(on!(conn, c => risk_mitigations::table
        .inner_join(actions::table)
        .filter(among(risk_mitigations::risk_id, risks))
        .order((risk_mitigations::risk_id, risk_mitigations::position))
        .select((risk_mitigations::risk_id, ActionRow::as_select()))
        .load(c))?)
}

/// The risks that an action is to bring down.
///
/// # Errors
/// Those of the database.
pub fn mitigated_by(conn: &mut Conn, action: Id) -> Result<Vec<Id>> {
    let of_action = risk_mitigations::table.filter(risk_mitigations::action_id.eq(action));
    Ok(on!(conn, c => of_action.order(risk_mitigations::risk_id).select(risk_mitigations::risk_id).load(c))?)
}
