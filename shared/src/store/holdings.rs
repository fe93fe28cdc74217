//! What a person, or a service area, has: what is to go to another.

use crate::db::schema::{actions, indicators, people, risk_service_areas, risks};
use crate::db::{Conn, on};
use crate::error::Result;
use crate::id::Id;
use crate::store::refs::Kind;
use diesel::prelude::*;

/// Something current that a person owns, stands in for or manages.
#[derive(Clone, Debug, Queryable)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct Held {
    pub id: Id,
    pub reference: String,
    pub owner_id: Option<Id>,
    pub deputy_id: Option<Id>,
}

/// What is current of `$table` and is the person's, in the order of refs; of an area only with the condition.
macro_rules! held {
    ($conn:ident, $table:ident, $person:ident, $area:ident, $in_area:expr) => {
        on!($conn, c => {
            let mut query = $table::table
                .filter($table::archived_at.is_null())
                .filter($table::owner_id.eq($person).or($table::deputy_id.eq($person)))
                .select(($table::id, $table::reference, $table::owner_id, $table::deputy_id))
                .order($table::ref_key)
                .into_boxed::<DB>();
            if $area.is_some() {
                query = query.filter($in_area);
            }
            query.load(c)
        })?
    };
}

/// What is current and a person owns or stands in for, of one kind and, where one is given, in one service area.
///
/// # Errors
/// Those of the database.
pub fn of_person(conn: &mut Conn, kind: Kind, person: Id, area: Option<Id>) -> Result<Vec<Held>> {
    let assessed = || risk_service_areas::table.filter(risk_service_areas::service_area_id.nullable().eq(area));
    Ok(match kind {
        Kind::Action => held!(conn, actions, person, area, actions::service_area_id.eq(area)),
        Kind::Indicator => held!(conn, indicators, person, area, indicators::service_area_id.eq(area)),
        Kind::Risk => held!(conn, risks, person, area, risks::id.eq_any(assessed().select(risk_service_areas::risk_id))),
        Kind::Directorate | Kind::Person | Kind::PlanItem | Kind::Project | Kind::ServiceArea => Vec::new(),
    })
}

/// The people, not archived, whom a person manages: their ids and refs, in the order of refs.
///
/// # Errors
/// Those of the database.
pub fn managed_by(conn: &mut Conn, manager: Id, area: Option<Id>) -> Result<Vec<(Id, String)>> {
    let rows = on!(conn, c => {
        let mut query = people::table
            .filter(people::archived_at.is_null())
            .filter(people::manager_id.eq(manager))
            .select((people::id, people::reference))
            .order(people::ref_key)
            .into_boxed::<DB>();
        if let Some(area) = area {
            query = query.filter(people::service_area_id.eq(area));
        }
        query.load(c)
    })?;
    Ok(rows)
}

/// What belongs to a service area, archived or not, of one kind, in the order of refs.
///
/// # Errors
/// Those of the database.
pub fn of_service_area(conn: &mut Conn, kind: Kind, area: Id) -> Result<Vec<Id>> {
    let assessed = risk_service_areas::table.filter(risk_service_areas::service_area_id.eq(area)).select(risk_service_areas::risk_id);
    Ok(match kind {
        Kind::Action => on!(conn, c => actions::table
            .filter(actions::service_area_id.eq(area)).order(actions::ref_key).select(actions::id).load(c))?,
        Kind::Indicator => on!(conn, c => indicators::table
            .filter(indicators::service_area_id.eq(area)).order(indicators::ref_key).select(indicators::id).load(c))?,
        Kind::Person => on!(conn, c => people::table
            .filter(people::service_area_id.eq(area)).order(people::ref_key).select(people::id).load(c))?,
        Kind::Risk => on!(conn, c => risks::table
            .filter(risks::id.eq_any(assessed)).order(risks::ref_key).select(risks::id).load(c))?,
        Kind::Directorate | Kind::PlanItem | Kind::Project | Kind::ServiceArea => Vec::new(),
    })
}
