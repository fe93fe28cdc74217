//! The tables of a report as one workbook, a sheet for each.

use super::tables::{Cell, Table, tables};
use crate::error::{Error, Result};
use crate::model::report::Report;
use crate::ops::export::workbook::{date, day_format, number};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::borrow::Cow;

/// In points: the height of a line, and the most that a row can have.
const LINE: u32 = 15;
const TALLEST: u32 = 409;
/// The characters that a cell can hold.
const CELL: usize = 32_767;

/// Every table of a report as a sheet: figures are numbers, days are days, and what somebody typed is text that nothing runs. The same
/// bytes for the same report.
///
/// # Errors
/// [`Error::Internal`] when it cannot be written.
pub fn xlsx(report: &Report) -> Result<Vec<u8>> {
    written(report).map_err(|error| Error::Internal(format!("the workbook of a report cannot be written: {error}")))
}

fn written(report: &Report) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let header = &report.header;
    let made = ExcelDateTime::from_timestamp(header.made_at.utc().timestamp())?;
    let title = format!("{} {}", header.organisation, header.period);
    let properties = DocProperties::new().set_title(title).set_author(&header.organisation).set_creation_datetime(&made);
    workbook.set_properties(&properties);
    let formats = Formats {
        head: Format::new().set_bold().set_background_color("#EEF2F0"),
        plain: Format::new().set_align(FormatAlign::Top),
        text: Format::new().set_align(FormatAlign::Top).set_text_wrap(),
        day: day_format().set_align(FormatAlign::Top),
    };
    for table in tables(report) {
        put(workbook.add_worksheet_with_constant_memory()?, &table, &formats)?;
    }
    workbook.save_to_buffer()
}

struct Formats {
    head: Format,
    plain: Format,
    text: Format,
    day: Format,
}

fn put(sheet: &mut Worksheet, table: &Table, formats: &Formats) -> std::result::Result<(), XlsxError> {
    sheet.set_name(table.name)?;
    sheet.set_freeze_panes(1, 0)?;
    // Printed, it is A4 on its side, one page wide, with its head on each.
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    let widths: Vec<usize> = table.columns.iter().enumerate().map(|(place, column)| width(table, place, column)).collect();
    for ((place, column), width) in (0_u16..).zip(table.columns).zip(&widths) {
        sheet.set_column_width(place, u32::try_from(*width).unwrap_or(62))?;
        sheet.write_string_with_format(0, place, *column, &formats.head)?;
    }
    let last = (u32::try_from(table.rows.len()), u16::try_from(table.columns.len()));
    if let (Ok(rows), Ok(columns @ 1..)) = last {
        sheet.autofilter(0, 0, rows, columns - 1)?;
    }
    for (row, cells) in (1_u32..).zip(&table.rows) {
        let lines = cells.iter().zip(&widths).map(|(cell, width)| lines(cell, *width)).max().unwrap_or(1);
        if lines > 1 {
            sheet.set_row_height(row, (LINE * lines).min(TALLEST))?;
        }
        for (place, cell) in (0_u16..).zip(cells) {
            one(sheet, (row, place), cell, formats)?;
        }
    }
    Ok(())
}

fn one(sheet: &mut Worksheet, (row, place): (u32, u16), cell: &Cell, formats: &Formats) -> std::result::Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            sheet.write_string_with_format(row, place, fitting(text), &formats.text)?;
        }
        Cell::Number(figure) => {
            let text = figure.to_string();
            match number(&text) {
                Some(value) => sheet.write_number_with_format(row, place, value, &formats.plain)?,
                None => sheet.write_string_with_format(row, place, text, &formats.plain)?,
            };
        }
        Cell::Token(token) => {
            match (token.as_str(), date(token)) {
                ("true" | "false", _) => sheet.write_boolean_with_format(row, place, token == "true", &formats.plain)?,
                (_, Some(date)) => sheet.write_datetime_with_format(row, place, &date, &formats.day)?,
                (_, None) => sheet.write_string_with_format(row, place, token, &formats.plain)?,
            };
        }
    }
    Ok(())
}

/// A text, cut where a cell ends.
fn fitting(text: &str) -> Cow<'_, str> {
    // Counted as spreadsheets count: a character beyond the basic plane is two.
    if text.encode_utf16().count() <= CELL {
        return Cow::Borrowed(text);
    }
    let mut room = CELL - 1;
    let kept = text.chars().take_while(|c| {
        let fits = c.len_utf16() <= room;
        room = room.saturating_sub(c.len_utf16());
        fits
    });
    Cow::Owned(kept.chain(['…']).collect())
}

/// About how many lines a cell takes in a column of that width: not every program finds that out by itself, and what a row has no room
/// for would cover the next one.
fn lines(cell: &Cell, width: usize) -> u32 {
    let Cell::Text(text) = cell else { return 1 };
    let taken = |line: &str| match line.chars().count() {
        letters if letters + 2 <= width => 1,
        // Before a word that goes on the next line, some room is left.
        letters => letters.div_ceil((width * 9 / 10).max(1)),
    };
    u32::try_from(text.lines().map(taken).sum::<usize>().clamp(1, 100)).unwrap_or(1)
}

/// In characters: as wide as what stands there, up to the width of a line that is easily read.
fn width(table: &Table, place: usize, column: &str) -> usize {
    let of = |row: &Vec<Cell>| match row.get(place) {
        Some(Cell::Text(text) | Cell::Token(text)) => text.chars().take(60).count(),
        Some(Cell::Number(figure)) => figure.to_string().len(),
        Some(Cell::Empty) | None => 0,
    };
    table.rows.iter().map(of).max().unwrap_or_default().max(column.len() + 2).max(8) + 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_room_for_its_lines() {
        let of = |text: &str| lines(&Cell::Text(text.to_owned()), 62);
        assert_eq!((of(""), of("one"), of(&"w".repeat(60)), of(&"w".repeat(61)), of(&"w".repeat(300))), (1, 1, 1, 2, 6));
        assert_eq!((of("one\n\ntwo"), of(&"w\n".repeat(500))), (3, 100));
        assert_eq!(lines(&Cell::Token("token".to_owned()), 3), 1);
    }
}
