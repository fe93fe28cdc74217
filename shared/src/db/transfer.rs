//! Everything that one database holds, copied to another that is empty, and compared there row by row.
//!
//! Which tables there are, the databases themselves tell, so that none can be forgotten. A row travels as the JSON array of its
//! values: both databases write and read it exactly, since there are texts, whole numbers, days and truths only.

mod tables;

use super::conn::Conn;
use super::migrate::{migrate, schema_of};
use super::url::DatabaseUrl;
use crate::digits::hex;
use crate::error::{Error, Result};
use diesel::connection::DefaultLoadingMode;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tables::{Table, defer_references, hold_references, number_on, tables_of};

/// A table as it is on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Its name.
    pub table: String,
    /// How many rows it has.
    pub rows: u64,
    /// SHA-256 of its rows in the order of their keys, in hexadecimal digits.
    pub digest: String,
}

/// Rows are handed over in batches of about so many bytes.
const BATCH: usize = 256 * 1024;

/// Copies everything, as it is at one instant, in one transaction that stands only when every row reads the same on both sides.
///
/// # Errors
/// [`Error::Conflict`] when the one is no record of this program's schema, or the other holds anything already; nothing is
/// copied then. [`Error::Internal`] names the table in which a row differs. Those of the databases.
pub fn transfer(from: &DatabaseUrl, to: &DatabaseUrl) -> Result<Vec<Copied>> {
    if let DatabaseUrl::Sqlite(path) = from
        && !path.is_file()
    {
        return Err(Error::Unavailable(format!("there is no file {}", path.display())));
    }
    let mut from = opened(from)?;
    let schema = schema_of(&mut from)?;
    if schema.applied == 0 || schema.missing > 0 || !schema.unknown.is_empty() {
        let detail = "what is to be copied is not of this program's schema: run `plumbline migrate` of the newest version on it first";
        return Err(Error::conflict("not_copied", detail));
    }
    let mut to = opened(to)?;
    migrate(&mut to)?;
    from.begin_snapshot()?;
    to.begin_write()?;
    let copied = copied(&mut from, &mut to);
    match &copied {
        Ok(_) => to.commit()?,
        Err(_) => to.rollback()?,
    }
    from.rollback()?;
    copied
}

/// A large table takes longer than any request may.
fn opened(url: &DatabaseUrl) -> Result<Conn> {
    let mut conn = Conn::open(url)?;
    if matches!(conn, Conn::Postgres(_)) {
        conn.execute_batch("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0;")?;
    }
    Ok(conn)
}

fn copied(from: &mut Conn, to: &mut Conn) -> Result<Vec<Copied>> {
    let (sources, targets) = (tables_of(from)?, tables_of(to)?);
    if !sources.iter().map(Table::shape).eq(targets.iter().map(Table::shape)) {
        let names = |tables: &[Table]| tables.iter().map(|table| table.name.clone()).collect::<Vec<_>>().join(", ");
        let detail = format!("their tables are not the same: {}; {}", names(&sources), names(&targets));
        return Err(Error::conflict("not_copied", detail));
    }
    for table in &targets {
        if !table.is_empty(to)? {
            let detail = format!("the database to copy to must be empty, and its {} has rows already", table.name);
            return Err(Error::conflict("not_copied", detail));
        }
    }
    defer_references(to)?;
    for (source, target) in sources.iter().zip(&targets) {
        pour(from, source, to, target)?;
    }
    hold_references(to)?;
    number_on(to)?;
    sources.iter().zip(&targets).map(|(source, target)| compared(from, source, to, target)).collect()
}

fn pour(from: &mut Conn, source: &Table, to: &mut Conn, target: &Table) -> Result<()> {
    let put = target.insert();
    let mut batch = String::new();
    for row in rows(from, source.select())? {
        batch.push(if batch.is_empty() { '[' } else { ',' });
        batch.push_str(&row?);
        if batch.len() >= BATCH {
            put_in(to, &put, &mut batch)?;
        }
    }
    put_in(to, &put, &mut batch)
}

fn put_in(to: &mut Conn, put: &str, batch: &mut String) -> Result<()> {
    if !batch.is_empty() {
        batch.push(']');
        super::on!(to, c => diesel::sql_query(put).bind::<Text, _>(batch.as_str()).execute(c))?;
        batch.clear();
    }
    Ok(())
}

fn compared(from: &mut Conn, source: &Table, to: &mut Conn, target: &Table) -> Result<Copied> {
    let (mut theirs, mut ours) = (rows(from, source.select())?, rows(to, target.select())?);
    let (mut count, mut digest) = (0, Sha256::new());
    loop {
        let pair = (theirs.next().transpose()?, ours.next().transpose()?);
        let (Some(theirs), Some(ours)) = &pair else {
            if pair == (None, None) {
                break;
            }
            return Err(differs(count, source));
        };
        let (theirs, ours) = (plain(theirs)?, plain(ours)?);
        if theirs != ours {
            return Err(differs(count, source));
        }
        digest.update(ours + "\n");
        count += 1;
    }
    Ok(Copied { table: source.name.clone(), rows: count, digest: hex(&digest.finalize()) })
}

fn differs(row: u64, table: &Table) -> Error {
    Error::Internal(format!("row {} of {} did not come out as it was: nothing was copied", row + 1, table.name))
}

/// A row in one way of writing: each database sets spaces and escapes characters in its own.
fn plain(row: &str) -> Result<String> {
    let values = serde_json::from_str::<Vec<Value>>(row).and_then(|values| serde_json::to_string(&values));
    values.map_err(|error| Error::Internal(format!("a row is no JSON: {error}")))
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    body: String,
}

/// The rows of a query one after another: no table is ever held as a whole.
fn rows(conn: &mut Conn, sql: String) -> Result<Box<dyn Iterator<Item = Result<String>> + '_>> {
    let body = |row: QueryResult<Row>| row.map(|row| row.body).map_err(Error::from);
    let query = diesel::sql_query(sql);
    Ok(match conn {
        Conn::Sqlite(c) => Box::new(query.load_iter::<Row, DefaultLoadingMode>(c)?.map(body)),
        Conn::Postgres(c) => Box::new(query.load_iter::<Row, PgRowByRowLoadingMode>(c)?.map(body)),
    })
}
