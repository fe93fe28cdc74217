//! Directorates.

use super::refs::Kind;
use crate::clock::Timestamp;
use crate::db::page::PageRequest;
use crate::db::schema::directorates;
use crate::db::{Conn, on};
use crate::error::Result;
use crate::id::{Id, Key};
use diesel::prelude::*;

/// A row of `directorates`.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = directorates, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct DirectorateRow {
    pub id: Id,
    pub reference: String,
    pub ref_key: String,
    pub search: String,
    pub name: String,
    pub name_cy: Option<String>,
    pub archived_at: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A directorate; it refers to nothing.
#[derive(Clone, Debug, Queryable)]
pub struct DirectorateRecord {
    /// The row.
    pub row: DirectorateRow,
}

/// Which directorates a list holds.
#[derive(Clone, Debug, Default)]
pub struct DirectorateFilter {
    /// Archived ones instead of current ones.
    pub archived: bool,
    /// Whose ref or name hold this text, whatever its case.
    pub text: Option<String>,
}

macro_rules! records {
    () => {
        directorates::table.select((DirectorateRow::as_select(),))
    };
}

item_table!(directorates, Kind::Directorate, DirectorateRow, DirectorateRecord, DirectorateFilter, |query, filter| {});

/// The directorate of exactly that name; the first by ref, if there are several.
///
/// # Errors
/// Those of the database.
pub fn id_by_name(conn: &mut Conn, name: &str) -> Result<Option<Id>> {
    let named = directorates::table.filter(directorates::name.eq(name)).order(directorates::ref_key);
    Ok(on!(conn, c => named.select(directorates::id).first(c).optional())?)
}
