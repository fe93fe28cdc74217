//! Workbooks: a sheet for each table. Rows go to files of their own until the workbook is put together from them.

use super::reader::{Page, Row, Table};
use super::writer::plain;
use crate::domain::day::Day;
use crate::error::{Error, Result};
use crate::ops::import::{Column, Holds};
use chrono::Datelike;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use serde_json::Value;
use std::fs::File;
use std::io::{Seek, SeekFrom};

/// The rows that a sheet can hold below its header.
pub(in crate::ops) const MAX_ROWS: u32 = 1_048_575;
/// The digits of a number that a spreadsheet keeps.
const DIGITS: usize = 15;

/// A workbook that is being written.
pub(super) struct Book {
    workbook: Workbook,
    /// Where the next row of the last sheet goes.
    row: u32,
    day: Format,
}

impl Book {
    pub(super) fn new() -> Result<Self> {
        let mut workbook = Workbook::new();
        workbook.set_properties(&properties().map_err(unwritten)?);
        Ok(Self { workbook, row: 0, day: day_format() })
    }

    /// Adds rows to the sheet of their table, which is the last.
    pub(super) fn page(&mut self, page: &Page) -> Result<()> {
        if page.begins {
            self.row = 0;
            let sheet = self.workbook.add_worksheet_with_constant_memory().map_err(unwritten)?;
            head(sheet, page.table).map_err(unwritten)?;
        }
        let last = self.workbook.worksheets().len().saturating_sub(1);
        let sheet = self.workbook.worksheet_from_index(last).map_err(unwritten)?;
        for row in &page.rows {
            self.row += 1;
            if self.row > MAX_ROWS {
                let detail = format!("a sheet holds at most {MAX_ROWS} rows; export {} as CSV or NDJSON, or one period", page.table.name);
                return Err(Error::field("", "too_many_rows", detail));
            }
            put(sheet, self.row, page.table.columns, row, &self.day).map_err(unwritten)?;
        }
        Ok(())
    }

    /// As if so many rows had been written.
    #[cfg(test)]
    pub(super) const fn skip_to(&mut self, row: u32) {
        self.row = row;
    }

    /// The workbook, in a file that goes when it is closed.
    pub(super) fn finish(mut self) -> Result<File> {
        let mut file = tempfile::tempfile().map_err(unwritten)?;
        self.workbook.save_to_writer(&mut file).map_err(unwritten)?;
        file.seek(SeekFrom::Start(0)).map_err(unwritten)?;
        Ok(file)
    }
}

fn unwritten(error: impl std::fmt::Display) -> Error {
    Error::Unavailable(format!("the workbook cannot be written: {error}"))
}

/// What is said of the workbook itself: the same record makes the same bytes.
pub(in crate::ops) fn properties() -> std::result::Result<DocProperties, XlsxError> {
    Ok(DocProperties::new().set_author("Plumbline").set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?))
}

/// How days are shown.
pub(in crate::ops) fn day_format() -> Format {
    Format::new().set_num_format("yyyy-mm-dd")
}

/// Names a sheet and writes its header, which stays in view.
pub(in crate::ops) fn head(sheet: &mut Worksheet, table: Table) -> std::result::Result<(), XlsxError> {
    let plain = Format::new().set_bold();
    let needed = Format::new().set_bold().set_background_color("#FFE699");
    sheet.set_name(table.name)?;
    sheet.set_freeze_panes(1, 0)?;
    for (place, column) in (0_u16..).zip(table.columns) {
        sheet.set_column_width(place, width(column))?;
        sheet.write_string_with_format(0, place, column.name, if column.required { &needed } else { &plain })?;
    }
    Ok(())
}

/// In characters, as wide as what usually stands there.
fn width(column: &Column) -> u32 {
    let usual = match column.holds {
        Holds::Text if column.name.starts_with("title") || column.name.starts_with("commentary") || column.name == "text" => 60,
        Holds::Email | Holds::Ref(crate::store::refs::Kind::Person) => 32,
        Holds::Text | Holds::Texts | Holds::Refs(_) => 24,
        _ => 14,
    };
    usual.max(u32::try_from(column.name.len()).unwrap_or(usual) + 2)
}

fn put(sheet: &mut Worksheet, at: u32, columns: &[Column], row: &Row, day: &Format) -> std::result::Result<(), XlsxError> {
    for ((place, column), value) in (0_u16..).zip(columns).zip(row) {
        let text = plain(value);
        if text.is_empty() {
            continue;
        }
        match column.holds {
            Holds::Flag if value.is_boolean() => sheet.write_boolean(at, place, value == &Value::Bool(true))?,
            Holds::Figure | Holds::Integer => match number(&text) {
                Some(number) => sheet.write_number(at, place, number)?,
                None => sheet.write_string(at, place, text)?,
            },
            Holds::Date => match date(&text) {
                Some(date) => sheet.write_datetime_with_format(at, place, &date, day)?,
                None => sheet.write_string(at, place, text)?,
            },
            _ => sheet.write_string(at, place, text)?,
        };
    }
    Ok(())
}

/// A number, unless a spreadsheet would round it.
pub(in crate::ops) fn number(text: &str) -> Option<f64> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if digits <= DIGITS { text.parse().ok() } else { None }
}

/// A day, unless it is one of those that spreadsheets count from a leap day that never was.
pub(in crate::ops) fn date(text: &str) -> Option<ExcelDateTime> {
    let day: Day = text.parse().ok()?;
    if (day.year(), day.month()) < (1900, 3) {
        return None;
    }
    let year = u16::try_from(day.year()).ok()?;
    ExcelDateTime::from_ymd(year, u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?).ok()
}
