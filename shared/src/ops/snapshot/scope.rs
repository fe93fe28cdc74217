//! What a snapshot is of, and how its items are gone through.

use super::super::context::resolve;
use crate::db::Conn;
use crate::db::page::{PageRequest, in_batches};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::model::action::ActionSort;
use crate::store::actions::{self as action_store, ActionFilter, ActionRecord};
use crate::store::indicators::{self as indicator_store, IndicatorFilter, IndicatorRecord};
use crate::store::refs::Kind;
use crate::store::risks::{self as risk_store, RiskFilter, RiskRecord};
use crate::store::{plan, snapshot};

/// What a snapshot is of, as callers name it: at most one, by id or ref; none is the whole council.
#[derive(Clone, Debug, Default)]
pub struct SnapshotQuery {
    /// An outcome, objective or corporate action, with all that is under it.
    pub plan: Option<String>,
    /// A service area.
    pub service_area: Option<String>,
    /// A directorate, with its service areas.
    pub directorate: Option<String>,
}

/// What a snapshot is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SnapshotScope {
    /// Everything.
    Council,
    /// What belongs to one of these plan items.
    Plan(Vec<Id>),
    /// What belongs to one of these service areas.
    Areas(Vec<Id>),
}

impl SnapshotScope {
    /// What the query names.
    ///
    /// # Errors
    /// [`Error::Invalid`] for something unknown, and for more than one.
    pub fn find(conn: &mut Conn, query: &SnapshotQuery) -> Result<Self> {
        let named = named(conn, query)?;
        Self::of(conn, named)
    }

    /// That item of the plan, service area or directorate; without one, the whole council.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of(conn: &mut Conn, item: Option<(Kind, Id)>) -> Result<Self> {
        match item {
            None => Ok(Self::Council),
            Some((Kind::ServiceArea, area)) => Ok(Self::Areas(vec![area])),
            Some((Kind::Directorate, directorate)) => snapshot::areas_of(conn, directorate).map(Self::Areas),
            Some((_, plan)) => plan::with_descendants(conn, plan).map(Self::Plan),
        }
    }

    /// Goes through each of its actions once, archived ones too, in batches.
    ///
    /// # Errors
    /// Those of the database and of `each`.
    pub(in crate::ops) fn each_actions(
        &self,
        conn: &mut Conn,
        mut each: impl FnMut(&mut Conn, Vec<ActionRecord>) -> Result<()>,
    ) -> Result<()> {
        let all = ActionFilter { either: true, ..ActionFilter::default() };
        let filters = match self {
            Self::Council => vec![all],
            Self::Plan(items) => vec![ActionFilter { plan_items: Some(items.clone()), ..all }],
            Self::Areas(areas) => areas.iter().map(|area| ActionFilter { service_area: Some(*area), ..all.clone() }).collect(),
        };
        filters.into_iter().try_for_each(|filter| {
            let read = |conn: &mut Conn, page: &PageRequest| action_store::list(conn, &filter, ActionSort::Ref, page);
            in_batches(conn, read, |record| &record.row.ref_key, &mut each)
        })
    }

    /// Goes through each of its indicators that `all` lets pass once, in batches.
    ///
    /// # Errors
    /// Those of the database and of `each`.
    pub(in crate::ops) fn each_indicators(
        &self,
        conn: &mut Conn,
        all: &IndicatorFilter,
        mut each: impl FnMut(&mut Conn, Vec<IndicatorRecord>) -> Result<()>,
    ) -> Result<()> {
        let filters = match self {
            Self::Council => vec![all.clone()],
            Self::Plan(items) => vec![IndicatorFilter { objectives: Some(items.clone()), ..all.clone() }],
            Self::Areas(areas) => areas.iter().map(|area| IndicatorFilter { service_area: Some(*area), ..all.clone() }).collect(),
        };
        filters.into_iter().try_for_each(|filter| {
            let read = |conn: &mut Conn, page: &PageRequest| indicator_store::list(conn, &filter, page);
            in_batches(conn, read, |record| &record.row.ref_key, &mut each)
        })
    }

    /// Goes through the risks that it may assess and `all` lets pass, in batches; [`Self::assesses`] says which areas of one are its.
    ///
    /// # Errors
    /// Those of the database and of `each`.
    pub(in crate::ops) fn each_risks(
        &self,
        conn: &mut Conn,
        all: RiskFilter,
        each: impl FnMut(&mut Conn, Vec<RiskRecord>) -> Result<()>,
    ) -> Result<()> {
        let filter = match self {
            Self::Areas(areas) if areas.is_empty() => return Ok(()),
            Self::Council | Self::Areas(_) => all,
            Self::Plan(items) => RiskFilter { objectives: Some(items.clone()), ..all },
        };
        in_batches(conn, |conn, page| risk_store::list(conn, &filter, page), |record| &record.row.ref_key, each)
    }

    /// Is what that area assesses (none: the whole council) part of it?
    pub(in crate::ops) fn assesses(&self, area: Option<Id>) -> bool {
        match self {
            Self::Areas(areas) => area.is_some_and(|area| areas.contains(&area)),
            Self::Council | Self::Plan(_) => true,
        }
    }
}

/// What the query names, if anything.
pub(super) fn named(conn: &mut Conn, query: &SnapshotQuery) -> Result<Option<(Kind, Id)>> {
    let asked = [
        (Kind::PlanItem, "?plan", &query.plan),
        (Kind::ServiceArea, "?service_area", &query.service_area),
        (Kind::Directorate, "?directorate", &query.directorate),
    ];
    let mut found = Vec::new();
    for (kind, pointer, key) in asked {
        found.extend(resolve(conn, kind, pointer, key.as_deref())?.map(|id| (kind, id)));
    }
    let item = found.pop();
    if !found.is_empty() {
        return Err(Error::field("?plan", "inconsistent", "at most one of plan, service_area and directorate can be given"));
    }
    Ok(item)
}
