//! The workbook to fill in: a sheet for each file of the format, that explains and checks itself.

use super::kind_of;
use super::reader::Table;
use super::workbook::{MAX_ROWS, day_format, head, properties};
use crate::domain::period::Period;
use crate::error::{Error, Result};
use crate::ops::import::{self, Column, FileFormat, Holds};
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format, FormatAlign, Note, Workbook, Worksheet, XlsxError,
};

/// The sheet that is for people, and that an import leaves alone.
pub const READ_ME: &str = "Read me";

const INTRODUCTION: &[&str] = &[
    "Fill in the sheets that you need, and leave the others empty. Send the workbook to Plumbline as it is: \
     POST /api/v1/imports, or `plumbline import FILE`.",
    "Try it first with ?dry_run=true: the report says, sheet by sheet and row by row, what would happen and what is wrong.",
    "Leave the names of the sheets and the first row of each as they are. You may put the columns in another order, or take away \
     those that you do not need: what you take away stays as it is recorded.",
    "A yellow heading must have a value in each row. Rest the pointer on a heading to read what its column holds.",
    "An empty cell means that nothing is recorded, and clears what was recorded before.",
    "Several values in a cell are separated by semicolons. Quarters are written as 2017-18-Q2: the second quarter of 2017/18.",
    "What a row refers to, such as an owner, is a row of another sheet or something recorded already.",
    "Importing the same workbook twice changes nothing the second time.",
];

/// The workbook.
///
/// # Errors
/// [`Error::Internal`] when it cannot be made.
pub fn template() -> Result<Vec<u8>> {
    workbook().map_err(|error| Error::Internal(error.to_string()))
}

fn workbook() -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties()?);
    read_me(workbook.add_worksheet())?;
    for file in import::format() {
        sheet(workbook.add_worksheet(), file)?;
    }
    workbook.save_to_buffer()
}

fn read_me(sheet: &mut Worksheet) -> std::result::Result<(), XlsxError> {
    let (title, heading) = (Format::new().set_bold().set_font_size(16), Format::new().set_bold());
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name(READ_ME)?.set_column_width(0, 26)?.set_column_width(1, 90)?;
    sheet.write_string_with_format(0, 0, "A record for Plumbline", &title)?;
    let mut row = 2;
    for line in INTRODUCTION {
        sheet.merge_range(row, 0, row, 1, line, &text)?.set_row_height(row, 32)?;
        row += 1;
    }
    row += 1;
    sheet.write_string_with_format(row, 0, "Sheet", &heading)?.write_string_with_format(row, 1, "What a row of it is", &heading)?;
    for file in import::format() {
        row += 1;
        sheet.write_string(row, 0, kind_of(file))?.write_string(row, 1, file.about)?;
    }
    Ok(())
}

fn sheet(sheet: &mut Worksheet, file: &'static FileFormat) -> std::result::Result<(), XlsxError> {
    head(sheet, Table { name: kind_of(file), columns: file.columns })?;
    for (place, column) in (0_u16..).zip(file.columns) {
        sheet.insert_note(0, place, &note(column))?;
        if let Some(allowed) = allowed(column)? {
            sheet.add_data_validation(1, place, MAX_ROWS, place, &allowed)?;
        }
        match column.holds {
            Holds::Date => sheet.set_column_format(place, &day_format())?,
            // What looks like a number or a day must stay what was typed: a ref 0012, a fiscal year 2019/20.
            Holds::Text | Holds::Texts | Holds::Ref(_) | Holds::Refs(_) | Holds::Period => {
                sheet.set_column_format(place, &Format::new().set_num_format("@"))?
            }
            Holds::Figure | Holds::Integer | Holds::Flag | Holds::Token(_) | Holds::Email => sheet,
        };
    }
    Ok(())
}

fn note(column: &Column) -> Note {
    let need = match (column.key, column.required) {
        (true, true) => "\nNeeded; it tells rows apart.",
        (true, false) => "\nIt tells rows apart.",
        (false, true) => "\nNeeded.",
        (false, false) => "",
    };
    let text = format!("{}\n{}{need}", column.about, column.holds);
    Note::new(text).add_author_prefix(false).set_width(260).set_height(110)
}

/// What cells of the column may hold, as far as a spreadsheet can tell.
fn allowed(column: &Column) -> std::result::Result<Option<DataValidation>, XlsxError> {
    let rule = DataValidation::new();
    let rule = match column.holds {
        Holds::Token(tokens) => rule.allow_list_strings(tokens)?,
        Holds::Flag => rule.allow_list_strings(&["true", "false"])?,
        Holds::Integer => rule.allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0)),
        Holds::Figure => {
            let limit = 999_999_999_999.0;
            rule.allow_decimal_number(DataValidationRule::Between(-limit, limit))
        }
        Holds::Date => {
            let (first, last) = (ExcelDateTime::from_ymd(1900, 3, 1)?, ExcelDateTime::from_ymd(2199, 12, 31)?);
            rule.allow_date(DataValidationRule::Between(first, last))
        }
        Holds::Period => rule.allow_text_length(DataValidationRule::EqualTo(period_length())),
        Holds::Text | Holds::Texts | Holds::Email | Holds::Ref(_) | Holds::Refs(_) => return Ok(None),
    };
    let message: String = format!("It holds: {}.", column.holds).chars().take(255).collect();
    Ok(Some(
        rule.set_error_style(DataValidationErrorStyle::Stop).set_error_title("Not a value of this column")?.set_error_message(message)?,
    ))
}

/// The length of a quarter as it is written, such as `2017-18-Q2`.
fn period_length() -> u32 {
    u32::try_from(Period::FIRST.to_string().len()).unwrap_or_default()
}
