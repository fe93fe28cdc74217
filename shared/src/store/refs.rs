//! From a key (id or ref) to an id, and from ids to links.

use crate::db::schema::{actions, directorates, indicators, people, plan_items, projects, risks, service_areas};
use crate::db::{Conn, among, on};
use crate::domain::alert::ItemKind;
use crate::error::Result;
use crate::id::{Id, Key};
use crate::model::Link;
use crate::model::history::Subject;
use diesel::prelude::*;
use std::collections::HashMap;

/// A kind of item that others refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A service action.
    Action,
    /// A directorate.
    Directorate,
    /// An indicator.
    Indicator,
    /// A person.
    Person,
    /// An outcome, objective or corporate action.
    PlanItem,
    /// A programme's project.
    Project,
    /// A risk.
    Risk,
    /// A service area.
    ServiceArea,
}

impl From<ItemKind> for Kind {
    fn from(kind: ItemKind) -> Self {
        match kind {
            ItemKind::Action => Self::Action,
            ItemKind::Indicator => Self::Indicator,
            ItemKind::Risk => Self::Risk,
        }
    }
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] =
        [Self::Action, Self::Directorate, Self::Indicator, Self::Person, Self::PlanItem, Self::Project, Self::Risk, Self::ServiceArea];

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Action => "action",
            Self::Directorate => "directorate",
            Self::Indicator => "indicator",
            Self::Person => "person",
            Self::PlanItem => "plan item",
            Self::Project => "project",
            Self::Risk => "risk",
            Self::ServiceArea => "service area",
        }
    }

    /// As history names it.
    pub const fn subject(self) -> Subject {
        match self {
            Self::Action => Subject::Action,
            Self::Directorate => Subject::Directorate,
            Self::Indicator => Subject::Indicator,
            Self::Person => Subject::Person,
            Self::PlanItem => Subject::PlanItem,
            Self::Project => Subject::Project,
            Self::Risk => Subject::Risk,
            Self::ServiceArea => Subject::ServiceArea,
        }
    }

    /// So many of them, as people write it.
    pub fn counted(self, count: i64) -> String {
        match (self, count) {
            (_, 1) => format!("1 {}", self.name()),
            (Self::Person, _) => format!("{count} people"),
            _ => format!("{count} {}s", self.name()),
        }
    }
}

macro_rules! by_kind {
    ($kind:expr, $table:ident => $body:expr) => {
        match $kind {
            Kind::Action => by_kind!(@ $table actions $body),
            Kind::Directorate => by_kind!(@ $table directorates $body),
            Kind::Indicator => by_kind!(@ $table indicators $body),
            Kind::Person => by_kind!(@ $table people $body),
            Kind::PlanItem => by_kind!(@ $table plan_items $body),
            Kind::Project => by_kind!(@ $table projects $body),
            Kind::Risk => by_kind!(@ $table risks $body),
            Kind::ServiceArea => by_kind!(@ $table service_areas $body),
        }
    };
    (@ $table:ident $module:ident $body:expr) => {{
        use $module as $table;
        $body
    }};
}

/// The id of the item that `key` names. A person is named by their e-mail address too, whatever its case.
///
/// # Errors
/// Those of the database.
pub fn find_id(conn: &mut Conn, kind: Kind, key: &Key) -> Result<Option<Id>> {
    let found = by_kind!(kind, t => on!(conn, c => match key {
        Key::Id(id) => t::table.find(id).select(t::id).first(c).optional(),
        Key::Ref(key) => t::table.filter(t::ref_key.eq(key)).select(t::id).first(c).optional(),
    }))?;
    match key {
        Key::Ref(address) if kind == Kind::Person && found.is_none() => super::people::id_by_email(conn, &address.to_lowercase()),
        _ => Ok(found),
    }
}

/// Is the item with that id archived?
///
/// # Errors
/// Those of the database.
pub fn is_archived(conn: &mut Conn, kind: Kind, id: Id) -> Result<bool> {
    let found = by_kind!(kind, t => on!(conn, c => t::table.find(id).select(t::archived_at.is_not_null()).first(c).optional()))?;
    Ok(found.unwrap_or(false))
}

/// Those of these that are archived.
///
/// # Errors
/// Those of the database.
pub fn archived(conn: &mut Conn, kind: Kind, ids: &[Id]) -> Result<Vec<Id>> {
    let found = by_kind!(kind, t => on!(conn, c => t::table
        .filter(among(t::id, ids))
        .filter(t::archived_at.is_not_null())
        .select(t::id)
        .load(c)))?;
    Ok(found)
}

/// The refs of those of these ids that are of that kind.
///
/// # Errors
/// Those of the database.
pub fn references(conn: &mut Conn, kind: Kind, ids: &[Id]) -> Result<Vec<(Id, String)>> {
    let found = by_kind!(kind, t => on!(conn, c => t::table.filter(among(t::id, ids)).select((t::id, t::reference)).load(c)))?;
    Ok(found)
}

/// A link to the person, service area, item of the plan or action with that id; other kinds are not linked to.
///
/// # Errors
/// Those of the database.
pub fn link(conn: &mut Conn, kind: Kind, id: Id) -> Result<Option<Link>> {
    let found = match kind {
        Kind::Person => {
            let columns = (people::id, people::reference, people::name);
            on!(conn, c => people::table.find(id).select(columns).first(c).optional())?
        }
        Kind::ServiceArea => service_areas(conn, &[id])?.remove(&id),
        Kind::PlanItem => plan_items(conn, &[id])?.remove(&id),
        Kind::Action => {
            let columns = (actions::id, actions::reference, actions::title);
            on!(conn, c => actions::table.find(id).select(columns).first(c).optional())?
        }
        Kind::Directorate | Kind::Indicator | Kind::Project | Kind::Risk => None,
    };
    Ok(found)
}

/// Links to service areas, by id.
///
/// # Errors
/// Those of the database.
pub fn service_areas(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, Link>> {
    let columns = (service_areas::id, service_areas::reference, service_areas::name);
    let links: Vec<Link> = on!(conn, c => service_areas::table.filter(among(service_areas::id, ids)).select(columns).load(c))?;
    Ok(by_id(links))
}

/// Links to plan items, by id.
///
/// # Errors
/// Those of the database.
pub fn plan_items(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, Link>> {
    let columns = (plan_items::id, plan_items::reference, plan_items::title);
    let links: Vec<Link> = on!(conn, c => plan_items::table.filter(among(plan_items::id, ids)).select(columns).load(c))?;
    Ok(by_id(links))
}

/// Links to people, by id.
///
/// # Errors
/// Those of the database.
pub fn people(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, Link>> {
    let columns = (people::id, people::reference, people::name);
    let links: Vec<Link> = on!(conn, c => people::table.filter(among(people::id, ids)).select(columns).load(c))?;
    Ok(by_id(links))
}

fn by_id(links: Vec<Link>) -> HashMap<Id, Link> {
    links.into_iter().map(|link| (link.id, link)).collect()
}
