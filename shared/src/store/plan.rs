//! The corporate plan: outcomes, objectives, corporate actions.

use crate::db::schema::plan_items;
use crate::db::{Conn, on};
use crate::error::Result;
use crate::id::Id;
use diesel::prelude::*;

/// An item of the plan and all that is under it.
///
/// # Errors
/// Those of the database.
pub fn with_descendants(conn: &mut Conn, id: Id) -> Result<Vec<Id>> {
    let mut found = vec![id];
    let mut level = vec![id];
    // The plan has three levels; a loop in it must not become one here.
    for _ in 0..3 {
        let parents = plan_items::parent_id.eq_any(&level);
        let under: Vec<Id> = on!(conn, c => plan_items::table.filter(parents).select(plan_items::id).load(c))?;
        level = under;
        found.extend(&level);
    }
    Ok(found)
}
