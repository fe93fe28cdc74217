//! Service areas.

use super::refs::Kind;
use crate::clock::Timestamp;
use crate::db::page::PageRequest;
use crate::db::schema::{directorates, service_areas};
use crate::db::{Conn, among, on};
use crate::error::Result;
use crate::id::{Id, Key};
use crate::model::Link;
use diesel::prelude::*;
use std::collections::HashMap;

/// A row of `service_areas`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = service_areas, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct ServiceAreaRow {
    pub id: Id,
    pub reference: String,
    pub ref_key: String,
    pub search: String,
    pub name: String,
    pub name_cy: Option<String>,
    pub directorate_id: Option<Id>,
    pub archived_at: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A service area with what it refers to.
#[derive(Clone, Debug, Queryable)]
pub struct ServiceAreaRecord {
    /// The row.
    pub row: ServiceAreaRow,
    /// The directorate it belongs to.
    pub directorate: Option<Link>,
}

/// Which service areas a list holds.
#[derive(Clone, Debug, Default)]
pub struct ServiceAreaFilter {
    /// Of this directorate.
    pub directorate: Option<Id>,
    /// Archived ones instead of current ones.
    pub archived: bool,
    /// Whose ref or name hold this text, whatever its case.
    pub text: Option<String>,
}

macro_rules! records {
    () => {
        service_areas::table
            .left_join(directorates::table)
            .select((ServiceAreaRow::as_select(), (directorates::id, directorates::reference, directorates::name).nullable()))
    };
}

item_table!(service_areas, Kind::ServiceArea, ServiceAreaRow, ServiceAreaRecord, ServiceAreaFilter, |query, filter| {
    if let Some(directorate) = filter.directorate {
        query = query.filter(service_areas::directorate_id.eq(directorate));
    }
});

/// The names of these areas, in English and, if known, in Welsh.
///
/// # Errors
/// Those of the database.
pub fn names(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, (String, Option<String>)>> {
    let columns = (service_areas::id, (service_areas::name, service_areas::name_cy));
    let named: Vec<_> = on!(conn, c => service_areas::table.filter(among(service_areas::id, ids)).select(columns).load(c))?;
    Ok(named.into_iter().collect())
}
