//! Backing the record up while it is in use, and putting a backup back.

use super::context::Context;
use crate::db::{DatabaseUrl, copy_to, put_in_place};
use crate::error::{Error, Result};
use crate::store::notifications;
use std::path::{Path, PathBuf};

/// What a restore did.
#[derive(Clone, Debug)]
pub struct Restored {
    /// Where what was there before is kept.
    pub aside: Option<PathBuf>,
    /// Mails that waited when the backup was made. They may have been sent since.
    pub mails_waiting: i64,
}

/// Writes the record to a new file.
///
/// # Errors
/// Those of [`copy_to`]; [`Error::Conflict`] for PostgreSQL, which has its own tools.
pub fn back_up(url: &DatabaseUrl, file: &Path) -> Result<()> {
    match url {
        DatabaseUrl::Sqlite(database) => copy_to(database, file),
        DatabaseUrl::Postgres(_) => Err(others(r#"pg_dump --format=custom --file=FILE "$PLUMBLINE_DATABASE_URL""#)),
    }
}

/// Puts a backup in the record's place.
///
/// # Errors
/// Those of [`put_in_place`]; [`Error::Conflict`] for PostgreSQL, which has its own tools.
pub fn restore(url: &DatabaseUrl, file: &Path, context: &Context) -> Result<Restored> {
    let DatabaseUrl::Sqlite(database) = url else {
        return Err(others(r#"pg_restore --clean --if-exists --single-transaction --dbname="$PLUMBLINE_DATABASE_URL" FILE"#));
    };
    let mut aside = database.as_os_str().to_owned();
    aside.push(format!(".before-restore-{}", context.at().utc().format("%Y%m%dT%H%M%SZ")));
    let aside = Some(PathBuf::from(aside)).filter(|_| database.is_file());
    let (mails_waiting, _) = put_in_place(database, file, aside.as_deref(), notifications::waiting)?;
    Ok(Restored { aside, mails_waiting })
}

fn others(command: &str) -> Error {
    let detail = format!("this is for SQLite; PostgreSQL has tools of its own: {command}");
    Error::conflict("not_sqlite", detail)
}
