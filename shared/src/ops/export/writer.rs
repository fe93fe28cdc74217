//! From pages of rows to bytes.

use super::Form;
use super::reader::{Page, Row, Table};
use super::workbook::Book;
use crate::error::{Error, Result};
use crate::ops::cell_guard::guarded;
use crate::ops::import::Column;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

/// Writes the pages of an export, in one of the forms.
pub struct Writer(Kind);

enum Kind {
    Csv,
    Ndjson,
    Zip(Box<ZipWriter<StreamWriter<Pipe>>>, Pipe),
    Xlsx(Box<Book>),
}

/// What comes after the last page.
pub enum Rest {
    /// These bytes.
    Bytes(Vec<u8>),
    /// All of a file, which goes when it is closed.
    File(File),
}

/// What was written to it, until it is taken out at the other end.
#[derive(Clone, Default)]
struct Pipe(Arc<Mutex<Vec<u8>>>);

impl Writer {
    /// One that has written nothing.
    ///
    /// # Errors
    /// When a workbook cannot be begun.
    pub fn new(form: Form) -> Result<Self> {
        Ok(Self(match form {
            Form::Csv => Kind::Csv,
            Form::Ndjson => Kind::Ndjson,
            Form::Xlsx => Kind::Xlsx(Box::new(Book::new()?)),
            Form::Zip => {
                let pipe = Pipe::default();
                Kind::Zip(Box::new(ZipWriter::new_stream(pipe.clone())), pipe)
            }
        }))
    }

    /// The bytes of a page; a workbook has none before it is finished.
    ///
    /// # Errors
    /// [`Error::Invalid`] for more rows than a sheet can hold; [`Error::Unavailable`] when a file of its own cannot be written.
    pub fn page(&mut self, page: &Page) -> Result<Vec<u8>> {
        match &mut self.0 {
            Kind::Csv => csv(page),
            Kind::Ndjson => ndjson(page),
            Kind::Xlsx(book) => book.page(page).map(|()| Vec::new()),
            Kind::Zip(zip, pipe) => {
                if page.begins {
                    begin(zip, page.table).map_err(unwritten)?;
                }
                zip.write_all(&csv(page)?).map_err(unwritten)?;
                Ok(pipe.take())
            }
        }
    }

    /// What comes after the last page.
    ///
    /// # Errors
    /// As [`Writer::page`].
    pub fn finish(self) -> Result<Rest> {
        match self.0 {
            Kind::Csv | Kind::Ndjson => Ok(Rest::Bytes(Vec::new())),
            Kind::Xlsx(book) => book.finish().map(Rest::File),
            Kind::Zip(zip, pipe) => {
                zip.finish().map_err(unwritten)?;
                Ok(Rest::Bytes(pipe.take()))
            }
        }
    }
}

fn begin(zip: &mut ZipWriter<StreamWriter<Pipe>>, table: Table) -> zip::result::ZipResult<()> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    zip.start_file(format!("{}.csv", table.name), options)
}

fn unwritten(error: impl std::fmt::Display) -> Error {
    Error::Unavailable(format!("the export cannot be written: {error}"))
}

/// CSV as RFC 4180 has it, with a header before the first row.
fn csv(page: &Page) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    if page.begins {
        writer.write_record(page.table.columns.iter().map(|column| column.name)).map_err(unwritten)?;
    }
    for row in &page.rows {
        let cells = page.table.columns.iter().zip(row).map(|(column, value)| cell(column, value).into_owned());
        writer.write_record(cells).map_err(unwritten)?;
    }
    writer.into_inner().map_err(unwritten)
}

/// A value as a cell has it, and as it can be read again.
fn cell<'a>(column: &Column, value: &'a Value) -> Cow<'a, str> {
    let text = plain(value);
    match (column.holds.is_text(), text) {
        (true, Cow::Borrowed(text)) => guarded(text),
        (true, Cow::Owned(text)) => Cow::Owned(guarded(&text).into_owned()),
        (false, text) => text,
    }
}

/// A value in one text: several texts with semicolons between them.
pub(super) fn plain(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::String(text) => Cow::Borrowed(text),
        Value::Array(parts) if parts.iter().all(Value::is_string) => {
            Cow::Owned(parts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(";"))
        }
        other => Cow::Owned(other.to_string()),
    }
}

/// An object on each line; what is absent is left out.
fn ndjson(page: &Page) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for row in &page.rows {
        serde_json::to_writer(&mut bytes, &members(page.table, row)).map_err(unwritten)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

fn members<'a>(table: Table, row: &'a Row) -> Map<String, Value> {
    let present = |value: &&'a Value| !value.is_null() && value.as_array().is_none_or(|parts| !parts.is_empty());
    let cells = table.columns.iter().zip(row);
    cells.filter(|(_, value)| present(value)).map(|(column, value)| (column.name.to_owned(), value.clone())).collect()
}

impl Pipe {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
