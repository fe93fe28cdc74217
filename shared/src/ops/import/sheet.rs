//! From the bytes of a file to rows whose cells were read by the format.

use super::format::{Column, FileFormat, item_key};
use super::report::{Report, RowError};
use crate::error::{Error, Result};
use crate::ops::cell_guard::unguarded;
use crate::ops::context::merged;
use crate::read::from_json;
use csv::ByteRecord;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// A row of a file: its cells, of the columns that the file has.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Where it starts; the header is on line 1.
    pub(super) line: u64,
    /// Some cell could not be read.
    pub(super) broken: bool,
    /// It says what an earlier row says, word for word.
    pub(super) repeated: bool,
    pub(super) cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) column: &'static Column,
    /// What stands there, without spaces around it.
    pub(super) text: String,
    /// What it means; null when it is empty.
    value: Value,
}

impl Row {
    /// What stands in that column; empty when the file does not have it.
    pub(super) fn text(&self, column: &str) -> &str {
        self.cells.iter().find(|cell| cell.column.name == column).map_or("", |cell| &cell.text)
    }

    /// What stands in that column, as a value of ours.
    ///
    /// # Errors
    /// [`Error::Invalid`] at the column's name.
    pub(super) fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(&self, column: &str) -> Result<T> {
        self.text(column).parse().map_err(|error: T::Err| Error::field(format!("/{column}"), "invalid_value", error.to_string()))
    }

    /// The draft that the row describes: over what is stored where there is anything, so that a column which the file does
    /// not have leaves it alone and an empty cell clears it.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what does not fit together.
    pub(super) fn draft<D: Serialize + DeserializeOwned>(&self, stored: Option<&D>) -> Result<D> {
        let filling = self.cells.iter().filter(|cell| !cell.column.field.is_empty());
        let fields: Map<String, Value> = filling.map(|cell| (cell.column.field.to_owned(), cell.value.clone())).collect();
        match stored {
            Some(stored) => merged(stored, &Value::Object(fields)),
            None => from_json(Value::Object(fields.into_iter().filter(|(_, value)| !value.is_null()).collect())),
        }
    }

    /// Does the file have that column?
    pub(super) fn has(&self, column: &str) -> bool {
        self.cells.iter().any(|cell| cell.column.name == column)
    }

    fn key_cells(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(|cell| cell.column.key)
    }

    /// What tells it from the other rows of its file.
    fn key(&self, format: &FileFormat) -> Vec<String> {
        self.key_cells().map(|cell| item_key(format.kind, &cell.text)).collect()
    }

    fn says(&self, other: &Self) -> bool {
        self.cells.iter().map(|cell| &cell.text).eq(other.cells.iter().map(|cell| &cell.text))
    }
}

/// The rows of a file; none when its header cannot be worked with. What is wrong is noted.
pub(super) fn read(format: &FileFormat, bytes: &[u8], report: &mut Report) -> Option<Vec<Row>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut records = Records::new(bytes);
    let Some(header) = records.next(report, format.name) else {
        report.note(RowError::of_file(format.name, "empty_file", "has no header; leave the file out if there is nothing to say").on(1));
        return None;
    };
    let columns = columns(format, &header, report)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut seen: HashMap<Vec<String>, usize> = HashMap::new();
    while let Some(record) = records.next(report, format.name) {
        if report.more_errors {
            break;
        }
        let Some(mut row) = row(format, &columns, &record, report) else { continue };
        let key = row.key(format);
        match seen.get(&key).and_then(|index| rows.get(*index)) {
            Some(first) if first.says(&row) => row.repeated = true,
            Some(first) => {
                if !row.broken {
                    report.note(duplicate(format, first, &row));
                }
                row.broken = true;
            }
            None => drop(seen.insert(key, rows.len())),
        }
        rows.push(row);
    }
    Some(rows)
}

fn duplicate(format: &FileFormat, first: &Row, row: &Row) -> RowError {
    let keys: Vec<&str> = row.key_cells().map(|cell| cell.text.as_str()).collect();
    let columns = names(format, |column| column.key);
    let detail = format!("line {} has the same {columns} and says something else; keep one of them", first.line);
    RowError::of_file(format.name, "duplicate_row", detail).on(row.line).at(&columns, &keys.join(", "))
}

/// The column of each field of the header; none where it is not known.
fn columns(format: &FileFormat, header: &Record, report: &mut Report) -> Option<Vec<Option<&'static Column>>> {
    let mut found = Vec::with_capacity(header.fields.len());
    let mut usable = true;
    let mut note =
        |name: &str, code, detail: String| report.note(RowError::of_file(format.name, code, detail).on(header.line).at(name, name));
    for field in header.fields.iter() {
        let name = String::from_utf8_lossy(field);
        let name = name.trim();
        let column = format.columns.iter().find(|column| column.name == name);
        if column.is_none() {
            let detail = format!("is no column of this file; its columns are {}", names(format, |_| true));
            note(name, "unknown_column", detail);
        }
        if column.is_some() && found.contains(&column) {
            note(name, "duplicate_column", "is there twice; keep one".to_owned());
            usable = false;
        }
        found.push(column);
    }
    for column in format.columns.iter().filter(|column| column.required && !found.contains(&Some(*column))) {
        note(column.name, "missing_column", "is needed; add it to the header".to_owned());
        usable = false;
    }
    usable.then_some(found)
}

fn names(format: &FileFormat, wanted: impl Fn(&Column) -> bool) -> String {
    format.columns.iter().filter(|column| wanted(column)).map(|column| column.name).collect::<Vec<_>>().join(", ")
}

/// Reads the cells of a record; none when it is blank. A lone quote is no blank: it was told, and counts as a row.
fn row(format: &FileFormat, columns: &[Option<&'static Column>], record: &Record, report: &mut Report) -> Option<Row> {
    if record.sound && record.fields.iter().all(|field| field.trim_ascii().is_empty()) {
        return None;
    }
    let mut row = Row { line: record.line, broken: !record.sound, repeated: false, cells: Vec::with_capacity(columns.len()) };
    let error = |code, detail: String| RowError::of_file(format.name, code, detail).on(record.line);
    if record.sound && record.fields.len() != columns.len() {
        let detail =
            format!("has {} values, the header has {}; put a value that holds commas in quotes", record.fields.len(), columns.len());
        report.note(error("wrong_number_of_values", detail));
        row.broken = true;
    }
    for (column, field) in columns.iter().zip(record.fields.iter()) {
        let Some(column) = column else { continue };
        let text = String::from_utf8_lossy(field);
        let text = if column.holds.is_text() { unguarded(&text) } else { text.trim() }.to_owned();
        let read = if std::str::from_utf8(field).is_err() {
            Err(("invalid_utf8", "is not UTF-8; save the file as CSV UTF-8".to_owned()))
        } else if text.is_empty() {
            if column.required { Err(("missing_value", "must be given".to_owned())) } else { Ok(Value::Null) }
        } else {
            column.holds.read(&text, column.required)
        };
        // The cells of a row that fell apart may stand in the wrong columns.
        let value = read.unwrap_or_else(|(code, detail)| {
            if !row.broken || record.sound && record.fields.len() == columns.len() {
                report.note(error(code, detail).at(column.name, &text));
            }
            row.broken = true;
            Value::Null
        });
        row.cells.push(Cell { column, text, value });
    }
    Some(row)
}

/// One record, with the line on which it starts.
struct Record {
    line: u64,
    fields: ByteRecord,
    /// Its quotes are balanced.
    sound: bool,
}

/// The records of a file. The reader is lenient: what it takes for a value, a person may have meant otherwise.
struct Records<'a> {
    bytes: &'a [u8],
    reader: csv::Reader<&'a [u8]>,
    /// How far lines have been counted.
    counted: usize,
    line: u64,
}

impl<'a> Records<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        Self { bytes, reader, counted: 0, line: 1 }
    }

    /// The next record. A value whose quotes are not closed would swallow the rows after it, so it is told.
    fn next(&mut self, report: &mut Report, file: &str) -> Option<Record> {
        let begin = position(&self.reader);
        let mut fields = ByteRecord::new();
        // Reading from memory, leniently, cannot fail.
        if !self.reader.read_byte_record(&mut fields).unwrap_or(false) {
            return None;
        }
        let raw = self.bytes.get(begin..position(&self.reader)).unwrap_or_default();
        let blank = raw.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let line = self.line_at(begin + blank);
        let sound = raw.iter().filter(|byte| **byte == b'"').count() % 2 == 0;
        if !sound {
            let detail = "has a quote that is not closed; close it, and write a quote inside quotes twice";
            report.note(RowError::of_file(file, "unbalanced_quotes", detail).on(line));
        }
        Some(Record { line, fields, sound })
    }

    /// The line of a place at or after the last one asked for.
    fn line_at(&mut self, place: usize) -> u64 {
        let mut rest = self.bytes.get(self.counted..place).unwrap_or_default().iter().peekable();
        while let Some(byte) = rest.next() {
            let alone = rest.peek().map_or(self.bytes.get(place), |next| Some(*next)) != Some(&b'\n');
            self.line += u64::from(*byte == b'\n' || *byte == b'\r' && alone);
        }
        self.counted = place;
        self.line
    }
}

fn position(reader: &csv::Reader<&[u8]>) -> usize {
    usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)
}
