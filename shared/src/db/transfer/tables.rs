//! The tables that a database has, as it tells them itself.

use crate::db::Conn;
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

/// A table.
pub struct Table {
    /// Its name.
    pub name: String,
    postgres: bool,
    columns: Vec<Column>,
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    /// The type, in the database's own words.
    #[diesel(sql_type = Text)]
    kind: String,
    /// Its place in the primary key, from 1; otherwise 0.
    #[diesel(sql_type = Integer)]
    place: i32,
}

/// Those of Diesel and of the database itself aside.
const SQLITE_TABLES: &str = "SELECT t.name AS table_name, c.name AS name, c.type AS kind, c.pk AS place \
    FROM sqlite_master t, pragma_table_info(t.name) c \
    WHERE t.type = 'table' AND t.name NOT GLOB 'sqlite_*' AND t.name <> '__diesel_schema_migrations' ORDER BY 1, 2";
const POSTGRES_TABLES: &str = "SELECT t.relname::text COLLATE \"C\" AS table_name, c.attname::text COLLATE \"C\" AS name, \
    format_type(c.atttypid, NULL) AS kind, coalesce(array_position(k.indkey::int2[], c.attnum), -1) + 1 AS place \
    FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = current_schema() \
    JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped \
    LEFT JOIN pg_index k ON k.indrelid = t.oid AND k.indisprimary \
    WHERE t.relkind IN ('r', 'p') AND t.relname <> '__diesel_schema_migrations' ORDER BY 1, 2";

/// Every table with its columns, both by name.
///
/// # Errors
/// Those of the database.
pub fn tables_of(conn: &mut Conn) -> Result<Vec<Table>> {
    let (columns, postgres): (Vec<Column>, bool) = match conn {
        Conn::Sqlite(c) => (diesel::sql_query(SQLITE_TABLES).load(c)?, false),
        Conn::Postgres(c) => (diesel::sql_query(POSTGRES_TABLES).load(c)?, true),
    };
    let mut tables: Vec<Table> = Vec::new();
    for column in columns {
        match tables.last_mut() {
            Some(table) if table.name == column.table_name => table.columns.push(column),
            _ => tables.push(Table { name: column.table_name.clone(), postgres, columns: vec![column] }),
        }
    }
    Ok(tables)
}

impl Table {
    /// What must be the same on both sides.
    pub fn shape(&self) -> (&str, Vec<(&str, i32)>) {
        (&self.name, self.columns.iter().map(|column| (column.name.as_str(), column.place)).collect())
    }

    /// Selects each row as a JSON array, in the order of the keys' bytes.
    pub fn select(&self) -> String {
        let array = if self.postgres { "json_build_array" } else { "json_array" };
        let values = listed(&self.columns, |column| match column.kind.as_str() {
            // SQLite knows truths as 0 and 1.
            "boolean" => format!("\"{}\"::int", column.name),
            _ => format!("\"{}\"", column.name),
        });
        let mut key: Vec<&Column> = self.columns.iter().filter(|column| column.place > 0).collect();
        key.sort_by_key(|column| column.place);
        let order = listed(key, |column| match column.kind.as_str() {
            "text" => format!("\"{}\" COLLATE \"C\"", column.name),
            _ => format!("\"{}\"", column.name),
        });
        format!("SELECT CAST({array}({values}) AS TEXT) AS body FROM \"{}\" ORDER BY {order}", self.name)
    }

    /// Inserts rows: takes a JSON array of what [`Table::select`] tells of each.
    pub fn insert(&self) -> String {
        let names = listed(&self.columns, |column| format!("\"{}\"", column.name));
        let values = listed(self.columns.iter().enumerate(), |(place, column)| {
            if self.postgres { format!("(r.value ->> {place})::{}", column.kind) } else { format!("r.value ->> {place}") }
        });
        let rows = if self.postgres { "json_array_elements($1::json)" } else { "json_each(?)" };
        format!("INSERT INTO \"{}\" ({names}) SELECT {values} FROM {rows} AS r", self.name)
    }

    /// Has it no row?
    ///
    /// # Errors
    /// Those of the database.
    pub fn is_empty(&self, conn: &mut Conn) -> Result<bool> {
        #[derive(QueryableByName)]
        struct Found {
            #[diesel(sql_type = Integer)]
            rows: i32,
        }
        let sql = format!("SELECT 1 AS rows FROM \"{}\" LIMIT 1", self.name);
        let found: Option<Found> = on!(conn, c => diesel::sql_query(sql).get_result(c).optional())?;
        Ok(found.is_none_or(|found| found.rows == 0))
    }
}

fn listed<T>(parts: impl IntoIterator<Item = T>, each: impl Fn(T) -> String) -> String {
    parts.into_iter().map(each).collect::<Vec<_>>().join(", ")
}

/// Rows may refer to later ones until the references hold again: people to their managers, tables to each other.
///
/// # Errors
/// Those of the database.
pub fn defer_references(conn: &mut Conn) -> Result<()> {
    match conn {
        Conn::Sqlite(_) => conn.execute_batch("PRAGMA defer_foreign_keys = ON"),
        Conn::Postgres(_) => alter_references(conn, "DEFERRABLE INITIALLY DEFERRED"),
    }
}

/// Every reference holds, from now on at once again. SQLite sees to it when it commits.
///
/// # Errors
/// Those of the database, also when a row refers to none.
pub fn hold_references(conn: &mut Conn) -> Result<()> {
    if matches!(conn, Conn::Postgres(_)) {
        conn.execute_batch("SET CONSTRAINTS ALL IMMEDIATE")?;
        alter_references(conn, "NOT DEFERRABLE")?;
    }
    Ok(())
}

fn alter_references(conn: &mut Conn, how: &str) -> Result<()> {
    const REFERENCES: &str = "SELECT format('ALTER TABLE %s ALTER CONSTRAINT %I ', conrelid::regclass, conname) AS statement \
        FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE c.contype = 'f' AND n.nspname = current_schema()";
    statements(conn, REFERENCES)?.iter().try_for_each(|alter| conn.execute_batch(&format!("{alter}{how}")))
}

/// PostgreSQL goes on numbering after the highest number that was copied; SQLite does so by itself.
///
/// # Errors
/// Those of the database.
pub fn number_on(conn: &mut Conn) -> Result<()> {
    const NUMBERED: &str = "SELECT format('SELECT setval(%L, coalesce(max(%I), 0) + 1, false) FROM %I', \
            pg_get_serial_sequence(quote_ident(table_name), column_name), column_name, table_name) AS statement \
        FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES'";
    if matches!(conn, Conn::Postgres(_)) {
        statements(conn, NUMBERED)?.iter().try_for_each(|set| conn.execute_batch(set))?;
    }
    Ok(())
}

/// Statements that a query of PostgreSQL's catalogue writes.
fn statements(conn: &mut Conn, query: &str) -> Result<Vec<String>> {
    #[derive(QueryableByName)]
    struct Written {
        #[diesel(sql_type = Text)]
        statement: String,
    }
    let Conn::Postgres(c) = conn else { return Ok(Vec::new()) };
    Ok(diesel::sql_query(query).load::<Written>(c)?.into_iter().map(|written| written.statement).collect())
}
