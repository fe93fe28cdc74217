//! Exports: what is recorded, in the files and columns that an import reads.
//!
//! A [`Reader`] goes through the record page by page; a [`Writer`] turns the pages into bytes. Neither knows who drives them,
//! so that between two pages nothing of the record is held: no transaction, no statement, no connection. Each page is as it is
//! when it is read.

mod history;
mod items;
mod reader;
mod returns;
mod row;
mod template;
pub(in crate::ops) mod workbook;
mod writer;

pub use reader::{Page, Reader, Row, Table};
pub use template::{READ_ME, template};
pub use writer::{Rest, Writer};

use crate::db::Conn;
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::ops::history::HistoryQuery;
use crate::ops::import::{self, FileFormat};
use std::io::{self, Write};

tokens! {
    /// How tables are written.
    pub enum Form {
        /// Comma-separated values, RFC 4180: one table.
        Csv = "csv",
        /// A JSON object on each line: one table.
        Ndjson = "ndjson",
        /// A workbook, with a sheet for each table.
        Xlsx = "xlsx",
        /// A ZIP file, with a CSV file for each table.
        Zip = "zip",
    }
}

/// The name of the files that hold every kind.
const PACK: &str = "pack";

/// An export that has not begun.
pub struct Export {
    /// What a file that holds it is called.
    pub file_name: String,
    /// Where its pages come from.
    pub reader: Reader,
    /// What makes bytes of them.
    pub writer: Writer,
}

impl Form {
    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ndjson => "application/x-ndjson",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Zip => "application/zip",
        }
    }
}

/// What a kind is called: its file without `.csv`.
pub fn kind_of(file: &FileFormat) -> &'static str {
    file.name.trim_end_matches(".csv")
}

/// The kind of that name.
pub fn file_of(kind: &str) -> Option<&'static FileFormat> {
    import::format().iter().find(|file| kind_of(file) == kind)
}

/// Are its rows each of a quarter?
pub fn is_of_periods(file: &FileFormat) -> bool {
    file.columns.iter().any(|column| column.name == "period" && column.key)
}

/// Every file that can be asked for: each kind in each form, and the packs of all kinds.
pub fn file_names() -> impl Iterator<Item = String> {
    let forms = [Form::Csv, Form::Xlsx, Form::Ndjson];
    let kinds = import::format().iter().flat_map(move |file| forms.map(|form| format!("{}.{form}", kind_of(file))));
    kinds.chain([Form::Zip, Form::Xlsx].map(|form| format!("{PACK}.{form}")))
}

impl Export {
    /// The file of that name, one of [`file_names`]; its returns, if a period is given, of that one only.
    ///
    /// # Errors
    /// [`Error::NotFound`] for another name; [`Error::Invalid`] for a period where there are no returns.
    pub fn named(name: &str, period: Option<Period>) -> Result<Self> {
        let missing = || Error::NotFound { kind: "export", key: name.to_owned() };
        let (kind, form) = name.rsplit_once('.').ok_or_else(missing)?;
        let form: Form = form.parse().map_err(|_| missing())?;
        match (kind, form) {
            (PACK, Form::Zip | Form::Xlsx) => Self::of(import::format().iter().collect(), form, period, name),
            (_, Form::Zip) => Err(missing()),
            _ => Self::of(vec![file_of(kind).ok_or_else(missing)?], form, period, name),
        }
    }

    /// These kinds, in that form, as a file of that name. CSV and NDJSON hold one kind.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a period where there are no returns.
    pub fn of(files: Vec<&'static FileFormat>, form: Form, period: Option<Period>, name: &str) -> Result<Self> {
        if period.is_some() && !files.iter().any(|file| is_of_periods(file)) {
            return Err(Error::field(
                "?period",
                "not_of_a_period",
                "is for returns, breakdowns, narratives and judgements; these rows are of no period",
            ));
        }
        Ok(Self { file_name: name.to_owned(), reader: Reader::of_files(files, period), writer: Writer::new(form)? })
    }

    /// What was written, the latest first.
    ///
    /// # Errors
    /// Those of making a file.
    pub fn history(query: HistoryQuery, form: Form) -> Result<Self> {
        Ok(Self { file_name: format!("history.{form}"), reader: Reader::of_history(query), writer: Writer::new(form)? })
    }

    /// All of it, to there.
    ///
    /// # Errors
    /// Those of the database; [`Error::Unavailable`] when it cannot be written.
    pub fn write_to(mut self, conn: &mut Conn, out: &mut impl Write) -> Result<()> {
        let unwritten = |error: io::Error| Error::Unavailable(format!("the export cannot be written: {error}"));
        while let Some(page) = self.reader.next(conn)? {
            out.write_all(&self.writer.page(&page)?).map_err(unwritten)?;
        }
        match self.writer.finish()? {
            Rest::Bytes(bytes) => out.write_all(&bytes).map_err(unwritten),
            Rest::File(mut file) => io::copy(&mut file, out).map(drop).map_err(unwritten),
        }
    }
}

#[cfg(test)]
mod tests;
