//! What a snapshot's scope consists of.

use crate::db::schema::service_areas;
use crate::db::{Conn, on};
use crate::error::Result;
use crate::id::Id;
use diesel::prelude::*;

/// The service areas of a directorate, archived ones too: what they own still counts.
///
/// # Errors
/// Those of the database.
pub fn areas_of(conn: &mut Conn, directorate: Id) -> Result<Vec<Id>> {
    let areas = service_areas::table.filter(service_areas::directorate_id.eq(directorate));
    Ok(on!(conn, c => areas.order(service_areas::ref_key).select(service_areas::id).load(c))?)
}
