//! One import at work: file after file, row after row, noting what is wrong and going on.

use super::format::{FileFormat, Holds, item_key, parts};
use super::pack::PackFile;
use super::report::{FileReport, Report, RowError};
use super::sheet::{self, Row};
use crate::db::Conn;
use crate::error::{Error, FieldError, Result};
use crate::id::{Key, ref_key};
use crate::model::settings::Settings;
use crate::ops::{Change, Context};
use crate::store::former_refs;
use crate::store::refs::{self, Kind};
use std::collections::HashSet;

/// What an import knows while it runs.
pub(super) struct Session<'a> {
    pub(super) conn: &'a mut Conn,
    pub(super) context: &'a Context,
    pub(super) settings: &'a Settings,
    pub(super) report: Report,
    /// Items that are there: each is looked up once.
    known: HashSet<(Kind, String)>,
    /// Items whose own row failed: that they are missing is no news.
    failed: HashSet<(Kind, String)>,
    /// Kinds whose file could not be read at all.
    unread: HashSet<Kind>,
}

impl<'a> Session<'a> {
    pub(super) fn new(conn: &'a mut Conn, context: &'a Context, settings: &'a Settings) -> Self {
        Self { conn, context, settings, report: Report::default(), known: HashSet::new(), failed: HashSet::new(), unread: HashSet::new() }
    }

    /// Imports one file.
    pub(super) fn file(&mut self, format: &FileFormat, file: &PackFile) -> Result<()> {
        let Some(rows) = sheet::read(format, &file.bytes, &mut self.report) else {
            self.unread.extend(format.kind);
            return Ok(());
        };
        let mut counts = FileReport { file: format.name, rows: rows.len(), created: 0, updated: 0, unchanged: 0 };
        for row in super::order::referred_first(format, rows) {
            if self.report.more_errors {
                break;
            }
            match self.row(format, &row)? {
                Some(Change::Created) => counts.created += 1,
                Some(Change::Updated) => counts.updated += 1,
                Some(Change::Unchanged) => counts.unchanged += 1,
                None => self.failed.extend(own_key(format, &row)),
            }
        }
        self.report.files.push(counts);
        Ok(())
    }

    /// Stores a row, on a savepoint: a statement that fails must not take the others with it. None when something is wrong.
    fn row(&mut self, format: &FileFormat, row: &Row) -> Result<Option<Change>> {
        let refers = self.refers(format, row)?;
        if row.broken || !refers {
            return Ok(None);
        }
        if row.repeated {
            return Ok(Some(Change::Unchanged));
        }
        self.conn.begin_write()?;
        let error = match (format.save)(self, row) {
            Ok(change) => {
                self.conn.commit()?;
                return Ok(Some(change));
            }
            Err(error) => error,
        };
        self.conn.rollback()?;
        for error in row_errors(format, row, error)? {
            if !self.follows(&error) {
                self.report.note(error);
            }
        }
        Ok(None)
    }

    /// Is it missing only because its own row or file could not be read, which has been told?
    fn follows(&self, error: &RowError) -> bool {
        let missing = error.value.as_deref().filter(|_| error.code == "unknown_reference").map(ref_key);
        missing.is_some_and(|missing| !self.unread.is_empty() || self.failed.iter().any(|(_, failed)| *failed == missing))
    }

    /// Is there all that the row refers to? What is not, and did not fail itself, is noted.
    fn refers(&mut self, format: &FileFormat, row: &Row) -> Result<bool> {
        let mut complete = true;
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
                complete = false;
                if !self.failed.contains(&key) && !self.unread.contains(&kind) {
                    let (code, detail) = self.missing(kind, reference)?;
                    self.report.note(RowError::of_file(format.name, code, detail).on(row.line).at(cell.column.name, reference));
                }
            }
        }
        Ok(complete)
    }
}

impl Session<'_> {
    /// What to say of a ref that names nothing.
    fn missing(&mut self, kind: Kind, reference: &str) -> Result<(&'static str, String)> {
        if let Key::Ref(former) = Key::parse(reference)
            && let Some((_, now)) = former_refs::find(self.conn, kind, &former)?
        {
            return Ok(("moved_reference", format!("the {} {reference:?} is called {now:?} now; name it so", kind.name())));
        }
        let detail =
            format!("there is no {} {reference:?}, neither in the pack nor in the record; add it, or correct the ref", kind.name());
        Ok(("unknown_reference", detail))
    }
}

/// How others refer to the item of a row.
fn own_key(format: &FileFormat, row: &Row) -> Option<(Kind, String)> {
    let key = format.columns.iter().find(|column| column.key)?;
    Some((format.kind?, item_key(format.kind, row.text(key.name))))
}

/// What is wrong with a row, by column; faults that are not the row's are passed on.
fn row_errors(format: &FileFormat, row: &Row, error: Error) -> Result<Vec<RowError>> {
    let whole = |code, detail: String| vec![RowError::of_file(format.name, code, detail).on(row.line)];
    match error {
        Error::Invalid(fields) => Ok(fields.into_iter().map(|field| field_error(format, row, field)).collect()),
        Error::Conflict { code, detail } => Ok(whole(code, detail)),
        Error::Duplicate => Ok(whole("changed_meanwhile", "was changed by someone else meanwhile; import the pack again".to_owned())),
        Error::NotFound { .. } => Ok(whole("unknown_reference", error.to_string())),
        Error::Malformed(_)
        | Error::Forbidden(_)
        | Error::Stale { .. }
        | Error::Unconditional { .. }
        | Error::Unavailable(_)
        | Error::Internal(_) => Err(error),
    }
}

/// A field's error, at the column that fills it.
fn field_error(format: &FileFormat, row: &Row, error: FieldError) -> RowError {
    let mut path = error.pointer.trim_start_matches('/').split('/');
    let field = path.next().unwrap_or_default();
    let found = RowError::of_file(format.name, error.code, error.detail).on(row.line);
    let Some(column) = format.columns.iter().find(|column| column.field == field || column.name == field) else { return found };
    let text = row.text(column.name);
    let part = path.next().and_then(|index| parts(text).nth(index.parse().ok()?));
    found.at(column.name, part.unwrap_or(text))
}
