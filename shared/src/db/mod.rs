//! One way to two databases: SQLite, embedded, and PostgreSQL.

/// Runs one piece of diesel code on whichever database is connected: it is compiled once for each, so that every query
/// is written once and costs nothing at run time. `DB` names the backend inside.
macro_rules! on {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::db::Conn::Sqlite($c) => {
                #[allow(dead_code, clippy::allow_attributes)]
                type DB = diesel::sqlite::Sqlite;
                $body
            }
            $crate::db::Conn::Postgres($c) => {
                #[allow(dead_code, clippy::allow_attributes)]
                type DB = diesel::pg::Pg;
                $body
            }
        }
    };
}
pub(crate) use on;

mod among;
mod conn;
mod copy;
mod executor;
mod kept_update;
mod migrate;
pub mod page;
mod rows_in;
pub mod schema;
mod transfer;
mod types;
mod url;

pub use among::among;
pub use conn::Conn;
pub use copy::{copy_to, put_in_place};
pub use executor::{Db, Options};
pub use kept_update::kept_update;
pub use migrate::{Schema, migrate, pending_migrations, schema_of};
pub use rows_in::rows_in;
pub use transfer::{Copied, transfer};
pub use url::{DatabaseUrl, UrlError};
