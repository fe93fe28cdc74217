//! Rows that are items: the current ones, in the order of their refs; people in that of their addresses.

use super::reader::{Ask, Batch};
use super::row::{Addresses, batch, by_ref, next, row, value};
use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::error::Result;
use crate::id::Id;
use crate::model::action::ActionSort;
use crate::ops;
use crate::store::people::PersonRecord;
use crate::store::refs::Kind;
use crate::store::{self, referrers};

pub(super) fn directorates(conn: &mut Conn, ask: &Ask<'_>) -> Result<Batch> {
    let found = by_ref(ask, |page| store::directorates::list(conn, &Default::default(), page), |record| &record.row.ref_key)?;
    batch(found, |record| row(ask.columns, &ops::directorates::draft_of(record), &Vec::new()))
}

pub(super) fn service_areas(conn: &mut Conn, ask: &Ask<'_>) -> Result<Batch> {
    let found = by_ref(ask, |page| store::service_areas::list(conn, &Default::default(), page), |record| &record.row.ref_key)?;
    batch(found, |record| {
        let directorate = value(record.directorate.as_ref().map(|link| &link.name));
        row(ask.columns, &ops::service_areas::draft_of(record), &vec![("directorate", directorate)])
    })
}

/// Someone archived is left out, unless something current is still theirs.
pub(super) fn people(conn: &mut Conn, ask: &Ask<'_>) -> Result<Batch> {
    let after = ask.after.and_then(|place| place.first()).map_or("", String::as_str);
    let found = store::people::by_email(conn, after, ask.items)?;
    let next = next(ask, &found, |record| vec![record.row.email.clone().unwrap_or_default()]);
    let mut kept: Vec<PersonRecord> = Vec::with_capacity(found.len());
    for record in found {
        if record.row.archived_at.is_none() || !referrers::of(conn, Kind::Person, record.row.id)?.is_empty() {
            kept.push(record);
        }
    }
    let addresses = Addresses::of(conn, kept.iter().map(|record| &record.manager))?;
    batch((kept, next), |record| {
        row(ask.columns, &ops::people::draft_of(record), &vec![("manager_email", addresses.cell(&record.manager))])
    })
}

pub(super) fn plan(conn: &mut Conn, ask: &Ask<'_>) -> Result<Batch> {
    let found = by_ref(ask, |page| store::plan::list(conn, &Default::default(), page), |record| &record.row.ref_key)?;
    batch(found, |record| row(ask.columns, &ops::plan::draft_of(record), &Vec::new()))
}

pub(super) fn projects(conn: &mut Conn, ask: &Ask<'_>) -> Result<Batch> {
    let found = by_ref(ask, |page| store::projects::list(conn, &Default::default(), page), |record| &record.ref_key)?;
    batch(found, |record| row(ask.columns, &ops::projects::draft_of(record), &Vec::new()))
}

/// The function `$name`, for items that have an owner and a deputy.
macro_rules! owned {
    ($name:ident, |$conn:ident, $page:ident| $list:expr) => {
        pub(super) fn $name($conn: &mut Conn, ask: &Ask<'_>) -> Result<Batch> {
            let found = by_ref(ask, |$page| $list, |record| &record.row.ref_key)?;
            let addresses = Addresses::of($conn, found.0.iter().flat_map(|record| [&record.owner, &record.deputy]))?;
            batch(found, |record| {
                let people = vec![("owner_email", addresses.cell(&record.owner)), ("deputy_email", addresses.cell(&record.deputy))];
                row(ask.columns, &ops::$name::draft_of(record), &people)
            })
        }
    };
}

/// What took the place of an archived action stands alone: that one is not in the file.
pub(super) fn actions(conn: &mut Conn, ask: &Ask<'_>) -> Result<Batch> {
    let list = |page: &PageRequest| store::actions::list(conn, &Default::default(), ActionSort::Ref, page);
    let found = by_ref(ask, list, |record| &record.row.ref_key)?;
    let addresses = Addresses::of(conn, found.0.iter().flat_map(|record| [&record.owner, &record.deputy]))?;
    let predecessors: Vec<Id> = found.0.iter().filter_map(|record| record.row.succeeds_id).collect();
    let archived = store::actions::archived_among(conn, &predecessors)?;
    batch(found, |record| {
        let succeeds = record.succeeds.as_ref().filter(|link| !archived.contains(&link.id));
        let besides = vec![
            ("owner_email", addresses.cell(&record.owner)),
            ("deputy_email", addresses.cell(&record.deputy)),
            ("succeeds", value(succeeds.map(|link| &link.reference))),
        ];
        row(ask.columns, &ops::actions::draft_of(record), &besides)
    })
}

owned!(indicators, |conn, page| store::indicators::list(conn, &Default::default(), page));
owned!(risks, |conn, page| store::risks::list(conn, &Default::default(), page));
