//! Import of a pack of files: all of it or nothing.
//!
//! `format` is the table of files and columns, which is read by and which documents itself. Files of every form become records
//! (`record`), records become rows by the format (`sheet`), and a row is merged onto the draft of what is stored and written by
//! the use case of its kind, so that a pack obeys the rules that every other write obeys. It opens no alerts and sends nothing:
//! the next check does.

mod apart;
mod archive;
mod delimited;
mod files;
pub mod format;
mod items;
mod limits;
mod log;
mod ndjson;
mod order;
mod pack;
mod progress;
mod record;
mod records;
mod refusals;
mod report;
mod row;
mod session;
mod sheet;
mod stated;
mod workbook;

pub(in crate::ops) use apart::rows;
pub use format::{Column, FileFormat, Holds};
pub use limits::{MAX_BYTES, MAX_COLUMNS, MAX_ENTRIES, MAX_FILES, MAX_RATIO, MAX_ROW_BYTES, MAX_ROWS, MAX_UNPACKED};
pub use log::{BLOCK, Block};
pub use pack::{Pack, PackFile};
pub use progress::{Progress, Step};
pub(crate) use records::{assessment_draft, result_draft, status_draft, update_draft};
pub use report::{Disagreement, FileReport, MAX_DISAGREEMENTS, MAX_ERRORS, Moving, Note, Proposal, Report, RiskDisagreement, RowError};

use crate::db::Conn;
use crate::error::Result;
use crate::model::import::Mode;
use crate::model::settings::Settings;
use crate::ops::context::IMPORT;
use crate::ops::{Context, Precondition};
pub(in crate::ops) use row::Row;
use session::Session;

/// How a pack is to be imported.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish {
    /// What becomes of what is there already.
    pub mode: Mode,
    /// Try it only.
    pub dry_run: bool,
}

/// What an import did, and what became of each row.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// In short, with all that is wrong.
    pub report: Report,
    /// Of each row.
    pub rows: Vec<Block>,
}

/// The files of the format, in the order in which they are read: what is referred to comes before what refers to it.
pub fn format() -> &'static [FileFormat] {
    files::FILES
}

/// As [`carry_out`], with what the pack says in the place of what is there, for those who ask no more.
///
/// # Errors
/// As [`carry_out`].
pub fn import(conn: &mut Conn, context: &Context, settings: &Settings, pack: &Pack, dry_run: bool) -> Result<Report> {
    let wish = Wish { dry_run, ..Wish::default() };
    Ok(carry_out(conn, context, settings, pack, wish, &Progress::default())?.report)
}

/// Imports a pack. Nothing is stored on a dry run, nor when the report has errors: it then holds all of them.
///
/// It is one transaction, or one savepoint of the transaction that it is called in.
///
/// # Errors
/// [`crate::error::Error::Forbidden`] for those who may not write everywhere; those of the database.
pub fn carry_out(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    pack: &Pack,
    wish: Wish,
    progress: &Progress,
) -> Result<Imported> {
    context.authority.check_common("a pack")?;
    // A pack tells what is so: what stands there already is no surprise to it.
    let context = &Context { expected: Precondition::Waived, ..context.clone() };
    conn.begin_write()?;
    let outcome = conn.writing_much(|conn| read_all(conn, context, settings, pack, wish.mode, progress));
    let keep = !wish.dry_run && outcome.as_ref().is_ok_and(|imported| imported.report.changed);
    let ended = if keep { conn.commit() } else { conn.rollback() };
    let mut imported = outcome?;
    ended?;
    imported.report.dry_run = wish.dry_run;
    Ok(imported)
}

fn read_all(conn: &mut Conn, context: &Context, settings: &Settings, pack: &Pack, mode: Mode, progress: &Progress) -> Result<Imported> {
    // Two imports at once would each see half of the other.
    conn.lock(IMPORT)?;
    progress.expect(pack.files.iter().map(|file| file.rows).sum());
    let mut session = Session::new(conn, context, settings, mode, progress);
    note_unknown(pack, &mut session.report);
    for format in format() {
        if let Some(source) = pack.of(format) {
            session.file(format, source)?;
        }
    }
    let Session { conn, printed, mut report, log: rows, .. } = session;
    if report.errors.is_empty() {
        report.moving = printed.compare(conn, context, settings)?;
    }
    let order: Vec<&str> = format().iter().filter_map(|format| Some(pack.of(format)?.name.as_str())).collect();
    let place = |error: &RowError| (order.iter().position(|name| *name == error.file), error.line);
    report.errors.sort_by_key(place);
    report.changed = report.errors.is_empty() && report.files.iter().any(|file| file.created + file.updated > 0);
    Ok(Imported { report, rows })
}

/// Notes what no pack has, and a pack that has nothing.
fn note_unknown(pack: &Pack, report: &mut Report) {
    let names = || format().iter().map(|file| file.name).collect::<Vec<_>>().join(", ");
    for (index, source) in pack.files.iter().enumerate() {
        if !format().iter().any(|known| known.stem() == source.kind) {
            let detail = format!("is no file of a pack; its files are {}; or the same as .ndjson, or as sheets of a workbook", names());
            report.note(RowError::of_file(&source.name, "unknown_file", detail));
        } else if let Some(first) = pack.files.iter().take(index).find(|earlier| earlier.kind == source.kind) {
            let detail = if first.name == source.name {
                "is there twice; keep one".to_owned()
            } else {
                format!("is there as {} too; keep one", first.name)
            };
            report.note(RowError::of_file(&source.name, "duplicate_file", detail));
        }
    }
    if pack.files.is_empty() {
        report.note(RowError::of_file("", "empty_pack", format!("there is no CSV file; a pack has one or more of {}", names())));
    }
}

#[cfg(test)]
mod tests;
