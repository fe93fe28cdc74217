//! The tables of a report as CSV files, in one ZIP file.

use super::tables::{Cell, Table, tables};
use crate::error::{Error, Result};
use crate::model::report::Report;
use crate::ops::cell_guard::guarded;
use std::borrow::Cow;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Every table of a report as a CSV file; what somebody typed is kept from spreadsheets that would run it.
///
/// # Errors
/// [`Error::Internal`] when they cannot be written.
pub fn csv_files(report: &Report) -> Result<Vec<(String, Vec<u8>)>> {
    tables(report).iter().map(|table| Ok((format!("{}.csv", table.name), file(table)?))).collect()
}

/// The same files in one: a ZIP file that is the same for the same report.
///
/// # Errors
/// As [`csv_files`].
pub fn csv_zip(report: &Report) -> Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in csv_files(report)? {
        zip.start_file(name, options).map_err(unwritten)?;
        zip.write_all(&bytes).map_err(unwritten)?;
    }
    Ok(zip.finish().map_err(unwritten)?.into_inner())
}

fn file(table: &Table) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(table.columns).map_err(unwritten)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|cell| written(cell).into_owned())).map_err(unwritten)?;
    }
    writer.into_inner().map_err(unwritten)
}

fn written(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) => guarded(text),
        Cell::Number(figure) => Cow::Owned(figure.to_string()),
        Cell::Token(token) => Cow::Borrowed(token),
    }
}

fn unwritten(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("the files of a report cannot be written: {error}"))
}
