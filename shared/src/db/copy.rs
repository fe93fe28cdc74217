//! Copies of a SQLite database: made while it is in use, put in its place while it is not.

use super::conn::Conn;
use super::migrate::{Schema, schema_of};
use super::url::DatabaseUrl;
use crate::error::{Error, Result};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::sqlite::SqliteConnection;
use std::fs::{File, OpenOptions, hard_link, remove_file, rename};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, chown};
use std::path::{Path, PathBuf};

/// Writes all of the database to a new file, as it is at one instant; others go on reading and writing it.
///
/// # Errors
/// [`Error::Conflict`] when the file exists already; those of the database, and the file is taken away again.
pub fn copy_to(database: &Path, file: &Path) -> Result<()> {
    let name = file.to_str().ok_or_else(|| refused("the file's name is not valid text"))?;
    if !database.is_file() {
        return Err(Error::Unavailable(format!("there is no file {}", database.display())));
    }
    let Conn::Sqlite(mut conn) = Conn::open(&DatabaseUrl::Sqlite(database.to_path_buf()))? else {
        return Err(Error::Internal("a file was opened as a server".to_owned()));
    };
    let made = new_file(file)?;
    let written = diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(name).execute(&mut conn).map_err(Error::from);
    let copied = written.and_then(|_| kept(&made, file)).and_then(|()| examine(file, |_| Ok(())));
    if copied.is_err() {
        drop(remove_file(file));
    }
    copied
}

/// Puts a copy of `file` in the place of the database; one that is there is kept as `aside`. What `look` finds in the copy is
/// answered.
///
/// # Errors
/// [`Error::Conflict`] when the database is in use, or the file is no database of a schema that this program knows; nothing is
/// changed then.
pub fn put_in_place<T>(database: &Path, file: &Path, aside: Option<&Path>, look: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
    for (of, why) in [(file, "it is in use, or was not closed: it is no finished backup"), (database, "move it away first")] {
        let log = beside(of, "-wal");
        if log.is_file() && (of == file || !database.is_file()) {
            return Err(refused(format!("there is a {}: {why}", log.display())));
        }
    }
    let draft = beside(database, ".restoring");
    let drafted = draft_from(file, &draft).and_then(|()| examine(&draft, look)).and_then(|found| {
        exchange(database, &draft, aside)?;
        Ok(found)
    });
    if drafted.is_err() {
        drop(remove_file(&draft));
    }
    drafted
}

fn exchange(database: &Path, draft: &Path, aside: Option<&Path>) -> Result<()> {
    let mut held = None;
    if let Some(aside) = aside {
        // Held until the other file is in its place. The name always leads to a database: whoever starts now makes none anew.
        held = Some(alone(database)?);
        same_owner(database, draft).map_err(|error| at(draft, &error))?;
        hard_link(database, aside).map_err(|error| at(aside, &error))?;
    }
    let exchanged = rename(draft, database).and_then(|()| sync_folder(database)).map_err(|error| at(database, &error));
    drop(held);
    exchanged
}

/// Whoever could use the one file can use the other: a restore may be made by root.
fn same_owner(known: &Path, file: &Path) -> io::Result<()> {
    let (known, own) = (known.metadata()?, file.metadata()?);
    if known.uid() == own.uid() { Ok(()) } else { chown(file, Some(known.uid()), Some(known.gid())) }
}

/// The database, used by nobody else and whole in its one file: SQLite leaves its write-ahead log only when no other
/// connection is open.
fn alone(database: &Path) -> Result<SqliteConnection> {
    let open = || {
        let mut conn = SqliteConnection::establish(&database.to_string_lossy()).map_err(|error| error.to_string())?;
        let sole = "PRAGMA busy_timeout = 1000; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE;";
        conn.batch_execute(sole).map_err(|error| error.to_string()).map(|()| conn)
    };
    open().map_err(|detail| {
        let name = database.display();
        if detail.contains("locked") {
            return refused(format!("{name} is in use: stop the service, and every other program of Plumbline, first"));
        }
        refused(format!("{name} cannot be set aside as a database ({detail}): move it, its -wal and its -shm away, then restore again"))
    })
}

/// Opens a copy; it must be whole, and of a schema that this program knows.
fn examine<T>(file: &Path, look: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
    let not_one = |detail: &str| refused(format!("{} is no Plumbline database that can be used: {detail}", file.display()));
    if file.metadata().is_ok_and(|file| file.len() == 0) {
        return Err(not_one("it is empty"));
    }
    let conn = SqliteConnection::establish(&file.to_string_lossy()).map_err(|error| not_one(&error.to_string()))?;
    let mut conn = Conn::Sqlite(conn);
    let told = conn.check_integrity().map_err(|error| not_one(&error.to_string()))?;
    if told != "ok" {
        return Err(not_one(&told));
    }
    let Schema { applied, unknown, .. } = schema_of(&mut conn)?;
    if applied == 0 {
        return Err(not_one("it holds other things"));
    }
    if !unknown.is_empty() {
        return Err(not_one(&format!("a newer version made it (its schema has {})", unknown.join(", "))));
    }
    look(&mut conn)
}

impl Conn {
    /// What SQLite says of its file: `ok`, or the first fault.
    fn check_integrity(&mut self) -> Result<String> {
        #[derive(QueryableByName)]
        struct Told {
            #[diesel(sql_type = Text)]
            integrity_check: String,
        }
        let Self::Sqlite(conn) = self else { return Ok("ok".to_owned()) };
        Ok(diesel::sql_query("PRAGMA integrity_check(1)").get_result::<Told>(conn)?.integrity_check)
    }
}

fn draft_from(file: &Path, draft: &Path) -> Result<()> {
    let mut from = File::open(file).map_err(|error| at(file, &error))?;
    let mut to = new_file(draft)?;
    io::copy(&mut from, &mut to).map_err(|error| at(draft, &error))?;
    kept(&to, draft)
}

/// A new file that nobody else on the machine can read.
fn new_file(path: &Path) -> Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(|error| at(path, &error))
}

/// Sees to it that what was written survives power loss.
fn kept(file: &File, path: &Path) -> Result<()> {
    file.sync_all().and_then(|()| sync_folder(path)).map_err(|error| at(path, &error))
}

fn sync_folder(of: &Path) -> io::Result<()> {
    File::open(folder_of(of))?.sync_all()
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The name of a file that belongs to another.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn at(path: &Path, error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::AlreadyExists => refused(format!("{} exists already: nothing is written over it", path.display())),
        io::ErrorKind::NotFound if !folder_of(path).is_dir() => refused(format!("there is no folder {}", folder_of(path).display())),
        io::ErrorKind::PermissionDenied | io::ErrorKind::NotFound => refused(format!("{}: {error}", path.display())),
        _ => Error::Unavailable(format!("{}: {error}", path.display())),
    }
}

fn refused(detail: impl Into<String>) -> Error {
    Error::conflict("not_copied", detail)
}
