//! One import at work: file after file, row after row, noting what is wrong and going on.

use super::format::{FileFormat, Holds, Save, SaveMany, SaveOne, item_key, parts};
use super::log::{BLOCK, Block, Kept};
use super::pack::Source;
use super::progress::Progress;
use super::record::{Fault, Record};
use super::refusals::row_errors;
use super::report::{FileReport, Note, Report, RowError};
use super::row::Row;
use super::sheet::Sheet;
use super::stated::AllPrinted;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::id::{Key, ref_key};
use crate::model::import::{Mode, Outcome};
use crate::model::settings::Settings;
use crate::ops::Context;
use crate::store::former_refs;
use crate::store::refs::{self, Kind};
use std::collections::HashSet;

/// What an import knows while it runs.
pub(super) struct Session<'a> {
    pub(super) conn: &'a mut Conn,
    pub(super) context: &'a Context,
    pub(super) settings: &'a Settings,
    pub(super) mode: Mode,
    pub(super) progress: &'a Progress,
    pub(super) report: Report,
    /// What became of each row.
    pub(super) log: Vec<Block>,
    /// What an earlier system printed.
    pub(super) printed: AllPrinted,
    /// Items that are there: each is looked up once.
    known: HashSet<(Kind, String)>,
    /// Items whose own row failed: that they are missing is no news.
    failed: HashSet<(Kind, String)>,
    /// Kinds whose file could not be read at all.
    unread: HashSet<Kind>,
}

/// A file at work.
struct Reading<'a> {
    format: &'static FileFormat,
    source: &'a Source,
    sheet: Sheet<'a>,
    /// Rows that were read and not saved yet.
    chunk: Vec<Row>,
    counts: FileReport,
}

/// What became of a row, and why where it failed.
type Ended = (Outcome, Option<Fault>);

impl<'a> Session<'a> {
    pub(super) fn new(conn: &'a mut Conn, context: &'a Context, settings: &'a Settings, mode: Mode, progress: &'a Progress) -> Self {
        let report = Report { mode, ..Report::default() };
        let (known, failed, unread) = (HashSet::new(), HashSet::new(), HashSet::new());
        Self { conn, context, settings, mode, progress, report, log: Vec::new(), printed: AllPrinted::default(), known, failed, unread }
    }

    /// Imports one file.
    pub(super) fn file(&mut self, format: &'static FileFormat, source: &Source) -> Result<()> {
        self.progress.begin(&source.name);
        let (sheet, counts) = (Sheet::new(format, &source.name), FileReport::of(source.name.clone()));
        let mut reading = Reading { format, source, sheet, chunk: Vec::new(), counts };
        let broken = source.each(&mut |record| self.record(&mut reading, record))?;
        let unusable = broken.is_some() || reading.sheet.unusable;
        if let Some(broken) = broken {
            let error = RowError::of_file(&source.name, broken.fault.code, broken.fault.detail);
            self.report.note(RowError { line: broken.line, ..error });
        } else if reading.sheet.empty && source.has_header() {
            let detail = "has no header; leave the file out if there is nothing to say";
            self.report.note(RowError::of_file(&source.name, "empty_file", detail).on(1));
        }
        if unusable || reading.sheet.empty && source.has_header() {
            self.unread.extend(format.kind);
        }
        self.save(&mut reading)?;
        if source.windows_1252() {
            let detail = "is not UTF-8; it was read as Windows-1252, as Excel saves \"CSV\"".to_owned();
            self.report.notes.push(Note { file: source.name.clone(), code: "windows_1252", detail });
        }
        if !reading.sheet.headless() {
            self.report.files.push(reading.counts);
        }
        Ok(())
    }

    /// Takes a record, and saves a chunk of rows when it is full. Where rows refer to each other, all of them are one chunk.
    fn record(&mut self, reading: &mut Reading<'_>, record: Record) -> Result<bool> {
        reading.chunk.extend(reading.sheet.take(record, &mut self.report));
        if reading.chunk.len() >= BLOCK && !refers_to_itself(reading.format) {
            self.save(reading)?;
        }
        Ok(!self.report.more_errors && !reading.sheet.unusable)
    }

    /// Saves the rows that were read.
    fn save(&mut self, reading: &mut Reading<'_>) -> Result<()> {
        let mut rows = std::mem::take(&mut reading.chunk);
        if refers_to_itself(reading.format) {
            rows = super::order::referred_first(reading.format, rows);
        }
        rows.chunks(BLOCK).try_for_each(|rows| {
            let ended = match reading.format.save {
                Save::Each(save) => self.each(reading, rows, save)?,
                Save::Together(save) => self.together(reading, rows, save)?,
                Save::Apart => return Ok(()),
            };
            self.note(reading, rows, ended)
        })
    }

    /// Counts and keeps what became of rows.
    fn note(&mut self, reading: &mut Reading<'_>, rows: &[Row], ended: Vec<Ended>) -> Result<()> {
        self.progress.advance(rows.len());
        let mut kept = Vec::with_capacity(rows.len());
        for (row, (outcome, fault)) in rows.iter().zip(ended) {
            reading.counts.count(outcome);
            kept.push(Kept::new(row, outcome, fault.as_ref()));
        }
        if !kept.is_empty() {
            self.log.push(Block::new(&reading.source.name, &reading.source.kind, &kept)?);
        }
        Ok(())
    }

    /// Saves rows one by one: each may refer to those before it.
    fn each(&mut self, reading: &Reading<'_>, rows: &[Row], save: SaveOne) -> Result<Vec<Ended>> {
        let one = |row: &Row| match self.settled(reading, row)? {
            Some(settled) => Ok(settled),
            None => {
                let saved = self.one(reading.format, row, save)?;
                self.ended(reading, row, saved)
            }
        };
        rows.iter().map(one).collect()
    }

    /// Saves rows at once.
    fn together(&mut self, reading: &Reading<'_>, rows: &[Row], save: SaveMany) -> Result<Vec<Ended>> {
        let settled = rows.iter().map(|row| self.settled(reading, row)).collect::<Result<Vec<_>>>()?;
        let ready: Vec<&Row> = rows.iter().zip(&settled).filter(|(_, settled)| settled.is_none()).map(|(row, _)| row).collect();
        let mut saved = save(self, &ready)?.into_iter();
        let one = |(row, settled): (&Row, Option<Ended>)| match settled {
            Some(settled) => Ok(settled),
            None => self.ended(reading, row, saved.next().unwrap_or(Ok(Outcome::Unchanged))),
        };
        rows.iter().zip(settled).map(one).collect()
    }

    /// Stores a row. What a row has written before it is refused may stay, since all of the pack goes with it; but PostgreSQL
    /// takes no more statements after one that fails, as that does which takes another item's ref, unless it can go back behind
    /// it. SQLite can go on, and would keep in memory what each savepoint may have to bring back, until the import ends.
    fn one(&mut self, format: &FileFormat, row: &Row, save: SaveOne) -> Result<Result<Outcome>> {
        let savepoint = format.kind.is_some() && matches!(self.conn, Conn::Postgres(_));
        if savepoint {
            self.conn.begin_write()?;
        }
        let saved = save(self, row).and_then(|outcome| self.wanted(outcome));
        match &saved {
            Ok(_) if savepoint => self.conn.commit()?,
            Err(_) if savepoint => self.conn.rollback()?,
            _ => {}
        }
        Ok(saved)
    }

    /// What became of a row that was to be saved; what is wrong with it is noted.
    fn ended(&mut self, reading: &Reading<'_>, row: &Row, saved: Result<Outcome>) -> Result<Ended> {
        let error = match saved {
            Ok(outcome) => return Ok((outcome, None)),
            Err(error) => error,
        };
        let errors = row_errors(reading.format, &reading.source.name, row, error)?;
        let fault = errors.first().map(|error| Fault::new(error.code, error.detail.clone()));
        for error in errors {
            if !self.follows(&error) {
                self.report.note(error);
            }
        }
        self.failed.extend(own_key(reading.format, row));
        Ok((Outcome::Failed, fault))
    }

    /// What becomes of a row whatever is recorded: it cannot be read, or what it refers to is not there, or it is there twice.
    fn settled(&mut self, reading: &Reading<'_>, row: &Row) -> Result<Option<Ended>> {
        if self.report.more_errors {
            return Ok(Some((Outcome::Failed, Some(Fault::new("not_read", "was not looked at: there were too many errors before it")))));
        }
        let missing = self.refers(reading, row)?;
        let fault = row.fault.clone().or(missing);
        if fault.is_some() {
            self.failed.extend(own_key(reading.format, row));
            return Ok(Some((Outcome::Failed, fault)));
        }
        Ok(row.repeated.then_some((Outcome::Unchanged, None)))
    }

    /// A change where none is wanted is an error.
    pub(super) fn wanted(&self, outcome: Outcome) -> Result<Outcome> {
        if self.mode == Mode::Refuse && outcome == Outcome::Updated {
            let detail = "is recorded already, and says something else there; leave it out, or import with mode update or skip";
            return Err(Error::conflict("already_there", detail));
        }
        Ok(outcome)
    }

    /// Is something that is there to be left alone?
    pub(super) fn leaves<T>(&self, stored: Option<&T>) -> bool {
        self.mode == Mode::Skip && stored.is_some()
    }

    /// Is it missing only because its own row or file could not be read, which has been told?
    fn follows(&self, error: &RowError) -> bool {
        let missing = error.value.as_deref().filter(|_| error.code == "unknown_reference").map(ref_key);
        missing.is_some_and(|missing| !self.unread.is_empty() || self.failed.iter().any(|(_, failed)| *failed == missing))
    }

    /// What the row refers to and is not there, if anything; what did not fail itself is noted.
    fn refers(&mut self, reading: &Reading<'_>, row: &Row) -> Result<Option<Fault>> {
        let mut missing = None;
        for cell in &row.cells {
            let (Holds::Ref(kind) | Holds::Refs(kind)) = cell.column.holds else { continue };
            let several = matches!(cell.column.holds, Holds::Refs(_));
            let refs: Vec<&str> = if several { parts(&cell.text).collect() } else { vec![cell.text.as_str()] };
            for reference in refs.into_iter().filter(|reference| !reference.is_empty()) {
                let key = (kind, item_key(Some(kind), reference));
                if self.known.contains(&key) {
                    continue;
                }
                if refs::find_id(self.conn, kind, &Key::parse(reference))?.is_some() {
                    self.known.insert(key);
                    continue;
                }
                let fault = self.missing(kind, reference)?;
                if !self.failed.contains(&key) && !self.unread.contains(&kind) {
                    let error = RowError::of_file(&reading.source.name, fault.code, fault.detail.clone());
                    self.report.note(error.on(row.line).at(cell.column.name, reference));
                }
                missing.get_or_insert(fault);
            }
        }
        Ok(missing)
    }

    /// What to say of a ref that names nothing.
    fn missing(&mut self, kind: Kind, reference: &str) -> Result<Fault> {
        if let Key::Ref(former) = Key::parse(reference)
            && let Some((_, now)) = former_refs::find(self.conn, kind, &former)?
        {
            return Ok(Fault::new("moved_reference", format!("the {} {reference:?} is called {now:?} now; name it so", kind.name())));
        }
        let detail =
            format!("there is no {} {reference:?}, neither in the pack nor in the record; add it, or correct the ref", kind.name());
        Ok(Fault::new("unknown_reference", detail))
    }
}

/// Do rows of the file refer to others of it?
fn refers_to_itself(format: &FileFormat) -> bool {
    format.columns.iter().any(|column| matches!(column.holds, Holds::Ref(kind) if Some(kind) == format.kind))
}

/// How others refer to the item of a row.
fn own_key(format: &FileFormat, row: &Row) -> Option<(Kind, String)> {
    let key = format.columns.iter().find(|column| column.key)?;
    Some((format.kind?, item_key(format.kind, row.text(key.name))))
}
