//! Import of a pack of CSV files: all of it or nothing.
//!
//! `format` is the table of files and columns, which is read by and which documents itself. A row is merged onto the draft
//! of what is stored and written by the use case of its kind, so that a pack obeys the rules that every other write obeys.
//! It opens no alerts and sends nothing: the next check does.

mod files;
pub mod format;
mod items;
mod order;
mod pack;
mod records;
mod report;
mod session;
mod sheet;

pub use format::{Column, FileFormat, Holds};
pub use pack::{MAX_BYTES, MAX_FILES, Pack, PackFile};
pub(crate) use records::{assessment_draft, result_draft, status_draft, update_draft};
pub use report::{FileReport, MAX_ERRORS, Report, RowError};

use crate::db::Conn;
use crate::error::Result;
use crate::model::settings::Settings;
use crate::ops::context::IMPORT;
use crate::ops::{Context, Precondition};
use session::Session;

/// The files of the format, in the order in which they are read: what is referred to comes before what refers to it.
pub fn format() -> &'static [FileFormat] {
    files::FILES
}

/// Imports a pack. Nothing is stored on a dry run, nor when the report has errors: it then holds all of them.
///
/// It is one transaction, or one savepoint of the transaction that it is called in.
///
/// # Errors
/// Those of the database.
pub fn import(conn: &mut Conn, context: &Context, settings: &Settings, pack: &Pack, dry_run: bool) -> Result<Report> {
    context.authority.check_common("a pack")?;
    // A pack tells what is so: what stands there already is no surprise to it.
    let context = &Context { expected: Precondition::Waived, ..context.clone() };
    conn.begin_write()?;
    let outcome = read_all(conn, context, settings, pack);
    let keep = !dry_run && outcome.as_ref().is_ok_and(|report| report.changed);
    let ended = if keep { conn.commit() } else { conn.rollback() };
    let report = outcome?;
    ended?;
    Ok(Report { dry_run, ..report })
}

fn read_all(conn: &mut Conn, context: &Context, settings: &Settings, pack: &Pack) -> Result<Report> {
    // Two imports at once would each see half of the other.
    conn.lock(IMPORT)?;
    let mut session = Session::new(conn, context, settings);
    note_unknown(pack, &mut session.report);
    for format in format() {
        if let Some(file) = pack.files.iter().find(|file| file.name == format.name) {
            session.file(format, file)?;
        }
    }
    let mut report = session.report;
    let place = |error: &RowError| (format().iter().position(|file| file.name == error.file), error.line);
    report.errors.sort_by_key(place);
    report.changed = report.errors.is_empty() && report.files.iter().any(|file| file.created + file.updated > 0);
    Ok(report)
}

/// Notes what no pack has, and a pack that has nothing.
fn note_unknown(pack: &Pack, report: &mut Report) {
    let names = || format().iter().map(|file| file.name).collect::<Vec<_>>().join(", ");
    for (index, file) in pack.files.iter().enumerate() {
        if !format().iter().any(|known| known.name == file.name) {
            report.note(RowError::of_file(&file.name, "unknown_file", format!("is no file of a pack; its files are {}", names())));
        } else if pack.files.iter().take(index).any(|earlier| earlier.name == file.name) {
            report.note(RowError::of_file(&file.name, "duplicate_file", "is there twice; keep one"));
        }
    }
    if pack.files.is_empty() {
        report.note(RowError::of_file("", "empty_pack", format!("there is no CSV file; a pack has one or more of {}", names())));
    }
}

#[cfg(test)]
mod tests;
