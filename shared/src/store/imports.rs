//! Imports, and what became of their rows.

use crate::clock::Timestamp;
use crate::db::page::{PageRequest, not_of_this_list};
use crate::db::schema::{import_rows, imports};
use crate::db::{Conn, on};
use crate::error::Result;
use crate::id::Id;
use crate::model::import::{ImportState, Mode};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

/// A row of `imports`.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = imports, treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct ImportRecord {
    pub id: Id,
    pub state: ImportState,
    pub mode: Mode,
    pub dry_run: bool,
    pub actor: String,
    pub request_id: Option<String>,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    pub summary: Option<String>,
    pub errors: Option<String>,
    pub fault: Option<String>,
}

/// A row of `import_rows`: some hundred of an import's.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = import_rows, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the columns, as in the migration")]
pub struct BlockRow {
    pub import_id: Id,
    pub block: i32,
    pub file: String,
    pub kind: String,
    pub body: String,
}

/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &ImportRecord) -> Result<()> {
    on!(conn, c => diesel::insert_into(imports::table).values(row).execute(c))?;
    Ok(())
}

/// Writes `row` over the one with its id.
///
/// # Errors
/// Those of the database.
pub fn update(conn: &mut Conn, row: &ImportRecord) -> Result<()> {
    on!(conn, c => diesel::update(imports::table.find(row.id)).set(row).execute(c))?;
    Ok(())
}

/// The import with that id.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: Id) -> Result<Option<ImportRecord>> {
    Ok(on!(conn, c => imports::table.find(id).select(ImportRecord::as_select()).first(c).optional())?)
}

/// Imports, the latest first.
///
/// # Errors
/// [`crate::error::Error::Invalid`] for a cursor of another list.
pub fn list(conn: &mut Conn, page: &PageRequest) -> Result<Vec<ImportRecord>> {
    let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
    let after = page.after.as_ref().map(|cursor| Ok((cursor.value.parse::<i64>()?, cursor.id.clone())));
    let after = after.transpose().map_err(|_: std::num::ParseIntError| not_of_this_list())?;
    let rows = on!(conn, c => {
        let mut query = imports::table.select(ImportRecord::as_select()).into_boxed::<DB>();
        if let Some((at, id)) = after {
            query = query.filter(imports::started_at.lt(at).or(imports::started_at.eq(at).and(imports::id.lt(id))));
        }
        query.order((imports::started_at.desc(), imports::id.desc())).limit(limit).load(c)
    })?;
    Ok(rows)
}

/// Forgets those that came before an instant, and their rows.
///
/// # Errors
/// Those of the database.
pub fn forget(conn: &mut Conn, before: Timestamp) -> Result<()> {
    on!(conn, c => diesel::delete(imports::table.filter(imports::started_at.lt(before))).execute(c))?;
    Ok(())
}

/// # Errors
/// Those of the database.
pub fn insert_block(conn: &mut Conn, row: &BlockRow) -> Result<()> {
    on!(conn, c => diesel::insert_into(import_rows::table).values(row).execute(c))?;
    Ok(())
}

/// Blocks that contain that text, in letters of any case. It reads all of them: for what is rare.
///
/// # Errors
/// Those of the database.
pub fn blocks_containing(conn: &mut Conn, text: &str) -> Result<Vec<BlockRow>> {
    let containing = sql::<Bool>("lower(body) LIKE ").bind::<Text, _>(pattern(text)).sql(" ESCAPE '\\'");
    Ok(on!(conn, c => import_rows::table.filter(containing).select(BlockRow::as_select()).load(c))?)
}

/// The same of imports, by what was wrong.
///
/// # Errors
/// Those of the database.
pub fn with_errors_containing(conn: &mut Conn, text: &str) -> Result<Vec<ImportRecord>> {
    let containing = sql::<Bool>("lower(errors) LIKE ").bind::<Text, _>(pattern(text)).sql(" ESCAPE '\\'");
    let found = imports::table.filter(imports::errors.is_not_null()).filter(containing);
    Ok(on!(conn, c => found.select(ImportRecord::as_select()).load(c))?)
}

/// Whatever contains that text.
fn pattern(text: &str) -> String {
    format!("%{}%", text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// Writes a block anew: only to take out of it who a person was.
///
/// # Errors
/// Those of the database.
pub fn update_block(conn: &mut Conn, row: &BlockRow) -> Result<()> {
    let same = import_rows::table.filter(import_rows::import_id.eq(row.import_id)).filter(import_rows::block.eq(row.block));
    on!(conn, c => diesel::update(same).set(import_rows::body.eq(&row.body)).execute(c))?;
    Ok(())
}

/// The first block of an import from that one on, of rows of that kind if one is given.
///
/// # Errors
/// Those of the database.
pub fn block(conn: &mut Conn, import: Id, from: i32, kind: Option<&str>) -> Result<Option<BlockRow>> {
    let row = on!(conn, c => {
        let of_import = import_rows::table.filter(import_rows::import_id.eq(import)).filter(import_rows::block.ge(from));
        let mut query = of_import.select(BlockRow::as_select()).into_boxed::<DB>();
        if let Some(kind) = kind {
            query = query.filter(import_rows::kind.eq(kind));
        }
        query.order(import_rows::block).limit(1).load::<BlockRow>(c)
    })?;
    Ok(row.into_iter().next())
}
