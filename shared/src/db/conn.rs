//! A connection to either database.

use super::url::DatabaseUrl;
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel::sqlite::SqliteConnection;
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// A connection to SQLite or PostgreSQL. The macro `on!` opens it.
pub enum Conn {
    /// To a file.
    Sqlite(SqliteConnection),
    /// To a server.
    Postgres(PgConnection),
}

/// A commit survives power loss: mail is sent because of it.
const SQLITE_SETUP: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
    PRAGMA foreign_keys = ON; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;";
/// For a transaction that writes much: pages that are not held are written out and read again, over and over.
const SQLITE_HOLD_MORE: &str = "PRAGMA cache_size = -24000;";
const SQLITE_HOLD_AS_EVER: &str = "PRAGMA cache_size = -8000; PRAGMA shrink_memory;";
const POSTGRES_SETUP: &str = "SET synchronous_commit = on; SET statement_timeout = '60s'; SET lock_timeout = '20s'; \
    SET idle_in_transaction_session_timeout = '120s'; SET timezone = 'UTC'; SET client_min_messages = 'warning';";

/// What libpq says when it does not connect. Where it cannot read the URL it quotes it, or the part with the password.
fn without_url(said: &str) -> String {
    let connects = ["connection to server", "could not translate host name"].iter().any(|begins| said.starts_with(begins));
    match (said.split_once('"'), said.rsplit_once('"')) {
        (Some((before, _)), Some((_, after))) if !connects => format!("{before}…{after}"),
        _ => said.to_owned(),
    }
}

impl Conn {
    /// Connects.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database cannot be reached.
    pub fn open(url: &DatabaseUrl) -> Result<Self> {
        let away = |error: ConnectionError| Error::Unavailable(error.to_string());
        match url {
            DatabaseUrl::Sqlite(path) => {
                make_private(path)?;
                let mut conn = SqliteConnection::establish(&path.to_string_lossy()).map_err(away)?;
                conn.batch_execute(SQLITE_SETUP)?;
                Ok(Self::Sqlite(conn))
            }
            DatabaseUrl::Postgres(url) => {
                let mut conn = PgConnection::establish(url).map_err(|error| Error::Unavailable(without_url(&error.to_string())))?;
                conn.batch_execute(POSTGRES_SETUP)?;
                Ok(Self::Postgres(conn))
            }
        }
    }

    /// Runs statements that return nothing.
    ///
    /// # Errors
    /// Those of the database.
    pub fn execute_batch(&mut self, sql: &str) -> Result<()> {
        on!(self, c => c.batch_execute(sql)).map_err(Error::from)
    }

    /// Starts a transaction that will write: SQLite takes its write lock at once, since a lock taken later can fail.
    /// Inside a transaction, sets a savepoint.
    pub(crate) fn begin_write(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(c) => {
                if depth_of(c) == 0 {
                    AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")?;
                } else {
                    AnsiTransactionManager::begin_transaction(c)?;
                }
            }
            Self::Postgres(c) => AnsiTransactionManager::begin_transaction(c)?,
        }
        Ok(())
    }

    /// Does what writes much, with more of SQLite's pages held meanwhile.
    ///
    /// # Errors
    /// Those of `work`, and of the database.
    pub(crate) fn writing_much<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let tell = |conn: &mut Self, sql| if let Self::Sqlite(c) = conn { c.batch_execute(sql) } else { Ok(()) };
        tell(self, SQLITE_HOLD_MORE)?;
        let done = work(self);
        tell(self, SQLITE_HOLD_AS_EVER)?;
        done
    }

    /// Starts a transaction whose reads all see one state of the record.
    pub(crate) fn begin_snapshot(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction(c)?,
            Self::Postgres(c) => {
                AnsiTransactionManager::begin_transaction_sql(c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
            }
        }
        Ok(())
    }

    /// Commits, or releases the savepoint.
    pub(crate) fn commit(&mut self) -> Result<()> {
        on!(self, c => AnsiTransactionManager::commit_transaction(c)).map_err(Error::from)
    }

    /// Undoes, or goes back to the savepoint.
    pub(crate) fn rollback(&mut self) -> Result<()> {
        on!(self, c => AnsiTransactionManager::rollback_transaction(c)).map_err(Error::from)
    }

    /// Makes other writers of the same thing wait until this transaction ends. SQLite has one writer anyway.
    ///
    /// # Errors
    /// Those of the database.
    pub fn lock(&mut self, what: &str) -> Result<()> {
        self.advisory_lock("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", what)
    }

    /// Makes whoever would [`lock`](Self::lock) the thing wait until this transaction ends, and none that only share it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn share(&mut self, what: &str) -> Result<()> {
        self.advisory_lock("SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))", what)
    }

    /// Has every write of the record wait until this transaction ends: each leaves history before it is committed. SQLite has one
    /// writer anyway.
    ///
    /// # Errors
    /// Those of the database.
    pub fn hold_still(&mut self) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(_) => self.execute_batch("LOCK TABLE history IN SHARE ROW EXCLUSIVE MODE"),
        }
    }

    /// Takes the thing as [`lock`](Self::lock) does, but does not wait for it: `false` while another has it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn try_lock(&mut self, what: &str) -> Result<bool> {
        match self {
            Self::Sqlite(_) => Ok(true),
            Self::Postgres(c) => {
                let lock = sql::<Bool>("pg_try_advisory_xact_lock(hashtextextended(").bind::<Text, _>(what).sql(", 0))");
                Ok(diesel::select(lock).get_result(c)?)
            }
        }
    }

    fn advisory_lock(&mut self, sql: &str, what: &str) -> Result<()> {
        match self {
            Self::Sqlite(_) => {}
            Self::Postgres(c) => {
                diesel::sql_query(sql).bind::<Text, _>(what).execute(c)?;
            }
        }
        Ok(())
    }

    /// Which database it is, with its version.
    ///
    /// # Errors
    /// Those of the database.
    pub fn server(&mut self) -> Result<String> {
        Ok(match self {
            Self::Sqlite(c) => format!("SQLite {}", diesel::select(text("sqlite_version()")).get_result::<String>(c)?),
            Self::Postgres(c) => {
                format!("PostgreSQL {}", diesel::select(text("current_setting('server_version')")).get_result::<String>(c)?)
            }
        })
    }

    /// The server's own clock; `None` for SQLite, which goes by the machine's.
    ///
    /// # Errors
    /// Those of the database.
    pub fn clock(&mut self) -> Result<Option<Timestamp>> {
        let Self::Postgres(c) = self else { return Ok(None) };
        let micros = sql::<BigInt>("(extract(epoch FROM clock_timestamp()) * 1000000)::bigint");
        Ok(Some(Timestamp::from_micros(diesel::select(micros).get_result(c)?)))
    }

    /// Does the connection still answer?
    pub(crate) fn answers(&mut self) -> bool {
        self.execute_batch("SELECT 1").is_ok()
    }
}

fn text(expression: &str) -> diesel::expression::SqlLiteral<Text> {
    sql(expression)
}

/// The file holds names, addresses and secrets: it is made so that nobody else on the machine can read it.
fn make_private(path: &Path) -> Result<()> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match made {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(Error::Unavailable(format!("{}: {error}", path.display()))),
        _ => Ok(()),
    }
}

fn depth_of(conn: &mut SqliteConnection) -> u32 {
    let status = <AnsiTransactionManager as TransactionManager<SqliteConnection>>::transaction_manager_status_mut(conn);
    status.transaction_depth().ok().flatten().map_or(0, u32::from)
}
