//! What refers to an item: how much of what would lose it if it were archived.

use super::refs::Kind;
use crate::db::schema::{actions, indicators, people, plan_items, risk_objectives, risk_service_areas, risks, service_areas};
use crate::db::{Conn, on};
use crate::error::Result;
use crate::id::Id;
use diesel::prelude::*;

/// How many current items refer to one, by their kind; kinds that do not are left out.
pub type Counts = Vec<(Kind, i64)>;

/// The number of rows of `$table` that are not archived and fulfil `$condition`.
macro_rules! current {
    ($conn:ident, $table:ident, $condition:expr) => {
        on!($conn, c => $table::table.filter($table::archived_at.is_null()).filter($condition).count().get_result::<i64>(c))?
    };
}

/// What is current and refers to the item `id` of that kind.
///
/// # Errors
/// Those of the database.
pub fn of(conn: &mut Conn, kind: Kind, id: Id) -> Result<Counts> {
    let counts = match kind {
        Kind::Directorate => vec![
            (Kind::ServiceArea, current!(conn, service_areas, service_areas::directorate_id.eq(id))),
            (Kind::Person, current!(conn, people, people::directs_id.eq(id))),
        ],
        Kind::ServiceArea => of_service_area(conn, id)?,
        Kind::PlanItem => of_plan_item(conn, id)?,
        Kind::Person => of_person(conn, id)?,
        Kind::Action | Kind::Indicator | Kind::Project | Kind::Risk => Vec::new(),
    };
    Ok(counts.into_iter().filter(|(_, count)| *count > 0).collect())
}

fn of_service_area(conn: &mut Conn, id: Id) -> Result<Counts> {
    let assessed = risk_service_areas::table.filter(risk_service_areas::service_area_id.eq(id)).select(risk_service_areas::risk_id);
    Ok(vec![
        (Kind::Action, current!(conn, actions, actions::service_area_id.eq(id))),
        (Kind::Indicator, current!(conn, indicators, indicators::service_area_id.eq(id))),
        (Kind::Risk, current!(conn, risks, risks::id.eq_any(assessed))),
        (Kind::Person, current!(conn, people, people::service_area_id.eq(id))),
    ])
}

fn of_plan_item(conn: &mut Conn, id: Id) -> Result<Counts> {
    let threatened = risk_objectives::table.filter(risk_objectives::plan_item_id.eq(id)).select(risk_objectives::risk_id);
    Ok(vec![
        (Kind::PlanItem, current!(conn, plan_items, plan_items::parent_id.eq(id))),
        (Kind::Action, current!(conn, actions, actions::corporate_action_id.eq(id))),
        (Kind::Indicator, current!(conn, indicators, indicators::objective_id.eq(id))),
        (Kind::Risk, current!(conn, risks, risks::id.eq_any(threatened))),
    ])
}

fn of_person(conn: &mut Conn, id: Id) -> Result<Counts> {
    Ok(vec![
        (Kind::Action, current!(conn, actions, actions::owner_id.eq(id).or(actions::deputy_id.eq(id)))),
        (Kind::Indicator, current!(conn, indicators, indicators::owner_id.eq(id).or(indicators::deputy_id.eq(id)))),
        (Kind::Risk, current!(conn, risks, risks::owner_id.eq(id).or(risks::deputy_id.eq(id)))),
        (Kind::Person, current!(conn, people, people::manager_id.eq(id))),
    ])
}
