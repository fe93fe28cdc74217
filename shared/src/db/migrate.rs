//! Bringing a database up to this program's schema.

use super::conn::Conn;
use crate::error::{Error, Result};
use diesel::backend::Backend;
use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const COMMON: EmbeddedMigrations = embed_migrations!("../migrations/common");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../migrations/postgres");

/// Any number: all programs that migrate use the same one.
const MIGRATION_LOCK: i64 = 7_586_214;

/// Runs what has not been run. Several processes may try at once: one works, the others wait.
///
/// # Errors
/// [`Error::Internal`] names the migration that failed; it and what came after it are not applied.
pub fn migrate(conn: &mut Conn) -> Result<Vec<String>> {
    match conn {
        Conn::Sqlite(c) => c.immediate_transaction(|c| {
            let done = c.run_pending_migrations(COMMON).map_err(|error| failed(error.as_ref()))?;
            Ok(done.iter().map(ToString::to_string).collect())
        }),
        Conn::Postgres(c) => {
            lock(c, "SELECT pg_advisory_lock($1)")?;
            let outcome = run_on_postgres(c);
            lock(c, "SELECT pg_advisory_unlock($1)")?;
            outcome
        }
    }
}

fn run_on_postgres(conn: &mut PgConnection) -> Result<Vec<String>> {
    let mut done = Vec::new();
    for source in [COMMON, POSTGRES] {
        let versions = conn.run_pending_migrations(source).map_err(|error| failed(error.as_ref()))?;
        done.extend(versions.iter().map(ToString::to_string));
    }
    Ok(done)
}

/// What a database has of this program's schema.
#[derive(Clone, Debug)]
pub struct Schema {
    /// How many migrations have been run.
    pub applied: usize,
    /// How many this program has and the database does not.
    pub missing: usize,
    /// Those that this program does not know.
    pub unknown: Vec<String>,
}

/// Compares the database's migrations with this program's.
///
/// # Errors
/// Those of the database.
pub fn schema_of(conn: &mut Conn) -> Result<Schema> {
    let (applied, known) = match conn {
        Conn::Sqlite(c) => (c.applied_migrations().map_err(away)?, versions::<Sqlite>(&[COMMON])?),
        Conn::Postgres(c) => (c.applied_migrations().map_err(away)?, versions::<Pg>(&[COMMON, POSTGRES])?),
    };
    let unknown = applied.iter().filter(|version| !known.contains(version)).map(ToString::to_string);
    let missing = known.iter().filter(|version| !applied.contains(version));
    Ok(Schema { applied: applied.len(), missing: missing.count(), unknown: unknown.collect() })
}

/// How many migrations this program has and the database does not.
///
/// # Errors
/// Those of the database.
pub fn pending_migrations(conn: &mut Conn) -> Result<usize> {
    schema_of(conn).map(|schema| schema.missing)
}

fn versions<DB: Backend>(sources: &[EmbeddedMigrations]) -> Result<Vec<MigrationVersion<'static>>> {
    let mut versions = Vec::new();
    for source in sources {
        let known: Vec<Box<dyn Migration<DB>>> = source.migrations().map_err(away)?;
        versions.extend(known.iter().map(|migration| migration.name().version().as_owned()));
    }
    Ok(versions)
}

fn away(error: Box<dyn std::error::Error + Send + Sync>) -> Error {
    Error::Unavailable(error.to_string())
}

fn lock(conn: &mut PgConnection, sql: &str) -> Result<()> {
    diesel::sql_query(sql).bind::<diesel::sql_types::BigInt, _>(MIGRATION_LOCK).execute(conn)?;
    Ok(())
}

fn failed(error: &(dyn std::error::Error + Send + Sync)) -> Error {
    Error::Internal(format!("a migration failed: {error}"))
}
