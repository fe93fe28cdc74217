//! From records to rows whose cells were read by the format.

use super::format::{Column, FileFormat, Holds};
use super::limits::{MAX_ROWS, too_many_rows};
use super::record::{Fault, Field, Record};
use super::report::{Report, RowError};
use super::row::{Cell, Row, Short};
use crate::ops::cell_guard::unguarded;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// What was read of a file so far.
pub(super) struct Sheet<'a> {
    format: &'static FileFormat,
    name: &'a str,
    /// The column of each field of the header; none where it is not known.
    header: Option<Vec<Option<&'static Column>>>,
    rows: u64,
    /// Where each key was first, and what stood there.
    seen: HashMap<Short, (u64, Short)>,
    /// Names that are told once, however many records have them.
    unknown: HashSet<String>,
    /// It has neither a header nor rows.
    pub(super) empty: bool,
    /// No more is of use: its header cannot be worked with, or it is too long.
    pub(super) unusable: bool,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(format: &'static FileFormat, name: &'a str) -> Self {
        Self { format, name, header: None, rows: 0, seen: HashMap::new(), unknown: HashSet::new(), empty: true, unusable: false }
    }

    /// The row that a record is; none for the header, or when it is blank. What is wrong is noted.
    pub(super) fn take(&mut self, record: Record, report: &mut Report) -> Option<Row> {
        self.empty = false;
        let columns = match (&record.names, &self.header) {
            (Some(names), _) => self.named(record.line, names, report),
            (None, Some(columns)) => columns.clone(),
            (None, None) => {
                self.header = self.columns(&record, report);
                self.unusable = self.header.is_none();
                return None;
            }
        };
        let mut row = self.row(&columns, record, report)?;
        let (key, said) = (row.key(self.format), row.said());
        match self.seen.get(&key) {
            Some((_, first)) if *first == said => row.repeated = true,
            Some((line, _)) => {
                let error = self.duplicate(*line, &row);
                let fault = Fault::new(error.code, error.detail.clone());
                if row.fault.is_none() {
                    report.note(error);
                    row.fault = Some(fault);
                }
            }
            None => drop(self.seen.insert(key, (row.line, said))),
        }
        self.rows += 1;
        if self.rows > MAX_ROWS {
            self.unusable = true;
            report.note(self.error(row.line, "too_large", too_many_rows()));
        }
        Some(row)
    }

    /// Was it given up at its header, or had none?
    pub(super) const fn headless(&self) -> bool {
        self.empty || self.unusable && self.header.is_none()
    }

    fn error(&self, line: u64, code: &'static str, detail: impl Into<String>) -> RowError {
        RowError::of_file(self.name, code, detail).on(line)
    }

    fn duplicate(&self, first: u64, row: &Row) -> RowError {
        let keys: Vec<&str> = row.key_cells().map(|cell| cell.text.as_str()).collect();
        let columns = names(self.format, |column| column.key);
        let detail = format!("line {first} has the same {columns} and says something else; keep one of them");
        self.error(row.line, "duplicate_row", detail).at(&columns, &keys.join(", "))
    }

    /// The columns of a record that names its own.
    fn named(&mut self, line: u64, given: &[String], report: &mut Report) -> Vec<Option<&'static Column>> {
        let mut found = Vec::with_capacity(given.len());
        for name in given {
            let column = self.format.columns.iter().find(|column| column.name == name);
            if column.is_none() && self.unknown.insert(name.clone()) {
                report.note(self.unknown_column(line, name));
            }
            if column.is_some() && found.contains(&column) {
                report.note(self.error(line, "duplicate_column", "is there twice; keep one").at(name, name));
            }
            found.push(column);
        }
        found
    }

    fn unknown_column(&self, line: u64, name: &str) -> RowError {
        let detail = format!("is no column of this file; its columns are {}", names(self.format, |_| true));
        self.error(line, "unknown_column", detail).at(name, name)
    }

    /// The columns of a header; none when it cannot be worked with.
    fn columns(&self, header: &Record, report: &mut Report) -> Option<Vec<Option<&'static Column>>> {
        let mut found = Vec::with_capacity(header.fields.len());
        let mut usable = true;
        if let Some(Fault { code, detail }) = &header.fault {
            report.note(self.error(header.line, code, detail.clone()));
        }
        for name in header.fields.iter().map(|field| field.text.trim()) {
            let column = self.format.columns.iter().find(|column| column.name == name);
            if column.is_none() {
                report.note(self.unknown_column(header.line, name));
            }
            if column.is_some() && found.contains(&column) {
                report.note(self.error(header.line, "duplicate_column", "is there twice; keep one").at(name, name));
                usable = false;
            }
            found.push(column);
        }
        for column in self.format.columns.iter().filter(|column| column.required && !found.contains(&Some(*column))) {
            report.note(self.error(header.line, "missing_column", "is needed; add it to the header").at(column.name, column.name));
            usable = false;
        }
        usable.then_some(found)
    }

    /// Reads the cells of a record; none when it is blank. What cannot be read at all is no blank: it counts as a row.
    fn row(&self, columns: &[Option<&'static Column>], record: Record, report: &mut Report) -> Option<Row> {
        if record.fault.is_none() && record.fields.iter().all(Field::is_blank) {
            return None;
        }
        let Record { line, mut fault, names, mut fields, may_be_short } = record;
        if let Some(Fault { code, detail }) = &fault {
            report.note(self.error(line, code, detail.clone()));
        }
        if may_be_short && fields.len() < columns.len() {
            fields.resize_with(columns.len(), Field::default);
        }
        let apart = fields.len() != columns.len();
        if apart && fault.is_none() {
            let detail = format!("has {} values, the header has {}; put a value that holds commas in quotes", fields.len(), columns.len());
            report.note(self.error(line, "wrong_number_of_values", detail.clone()));
            fault = Some(Fault::new("wrong_number_of_values", detail));
        }
        // The cells of a row that fell apart may stand in the wrong columns.
        let tell = fault.is_none();
        let mut row = Row { line, fault, repeated: false, cells: Vec::with_capacity(columns.len()) };
        for (column, mut field) in columns.iter().zip(fields) {
            let Some(column) = column else { continue };
            field.text = said(column, &field).to_owned();
            let Field { text, .. } = &field;
            let value = read(column, &field).unwrap_or_else(|Fault { code, detail }| {
                if tell {
                    report.note(self.error(line, code, detail.clone()).at(column.name, text));
                }
                row.fault.get_or_insert(Fault { code, detail });
                Value::Null
            });
            row.cells.push(Cell { column, text: field.text, value });
        }
        if names.is_some() {
            self.complete(&mut row, columns, report);
        }
        Some(row)
    }

    /// A record that names its own columns may lack some, or name them twice, or others.
    fn complete(&self, row: &mut Row, columns: &[Option<&'static Column>], report: &mut Report) {
        let tell = row.fault.is_none();
        for column in self.format.columns.iter().filter(|column| column.required && !columns.contains(&Some(*column))) {
            if tell {
                report.note(self.error(row.line, "missing_value", "must be given").at(column.name, ""));
            }
            row.fault.get_or_insert_with(|| Fault::new("missing_value", "must be given"));
        }
        let twice =
            columns.iter().enumerate().any(|(index, column)| column.is_some() && columns.iter().take(index).any(|one| one == column));
        if twice {
            row.fault.get_or_insert_with(|| Fault::new("duplicate_column", "has a column twice; keep one"));
        }
        if columns.contains(&None) {
            row.fault.get_or_insert_with(|| Fault::new("unknown_column", "has a column that this file does not have"));
        }
    }
}

/// What a field says: spaces around it are of no account, but in words of people's own, which come back as they were written.
fn said<'a>(column: &Column, field: &'a Field) -> &'a str {
    let text = field.text.trim();
    if field.guarded && column.holds.is_text() {
        unguarded(&field.text)
    } else if text.is_empty() || column.key || column.holds != Holds::Text {
        text
    } else {
        &field.text
    }
}

/// What a field means.
fn read(column: &Column, field: &Field) -> std::result::Result<Value, Fault> {
    if let Some(fault) = &field.fault {
        return Err(fault.clone());
    }
    if field.several && !matches!(column.holds, Holds::Texts | Holds::Refs(_)) {
        return Err(Fault::new("invalid_value", "must be one value, not a list"));
    }
    if field.text.is_empty() {
        return if column.required { Err(Fault::new("missing_value", "must be given")) } else { Ok(Value::Null) };
    }
    column.holds.read(&field.text, column.required).map_err(|(code, detail)| Fault { code, detail })
}

fn names(format: &FileFormat, wanted: impl Fn(&Column) -> bool) -> String {
    format.columns.iter().filter(|column| wanted(column)).map(|column| column.name).collect::<Vec<_>>().join(", ")
}
