//! What a snapshot's scope consists of.

use crate::db::schema::{directorates, service_areas};
use crate::db::{Conn, on};
use crate::error::Result;
use crate::id::Id;
use diesel::prelude::*;

/// The name of a directorate, in English and, if known, in Welsh.
///
/// # Errors
/// Those of the database.
pub fn directorate_name(conn: &mut Conn, directorate: Id) -> Result<Option<(String, Option<String>)>> {
    let named = directorates::table.find(directorate).select((directorates::name, directorates::name_cy));
    Ok(on!(conn, c => named.first(c).optional())?)
}

/// The service areas of a directorate, in the order of their refs.
///
/// # Errors
/// Those of the database.
pub fn areas_of(conn: &mut Conn, directorate: Id) -> Result<Vec<Id>> {
    let areas = service_areas::table.filter(service_areas::directorate_id.eq(directorate));
    Ok(on!(conn, c => areas.order(service_areas::ref_key).select(service_areas::id).load(c))?)
}
