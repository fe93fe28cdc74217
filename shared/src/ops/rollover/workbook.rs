//! The workbook: what there is to decide, to be filled in and sent back.

use super::proposal::Proposing;
use super::sheets::{ACTIONS, TARGETS};
use crate::db::Conn;
use crate::domain::day::Day;
use crate::domain::indicator::Polarity;
use crate::domain::number::Figure;
use crate::domain::rollover::FiscalYear;
use crate::error::{Error, Result};
use crate::model::Link;
use crate::model::rollover::{IndicatorTargets, UnfinishedAction};
use crate::model::settings::Settings;
use crate::ops::context::Context;
use crate::ops::export::workbook::{MAX_ROWS, date, day_format, head, number, properties};
use crate::ops::export::{READ_ME, Table};
use crate::ops::import::{Column, FileFormat, Holds};
use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, Format, FormatAlign, Note, ProtectionOptions, Workbook,
    Worksheet, XlsxError, utility::column_number_to_name,
};

/// What is said before the sheets, in English and Welsh.
const INTRODUCTION: [(&str, &str); 6] = [
    (
        "Sheet actions: say in the column decision what is to become of each unfinished action. carry: a new action goes on with it. \
         replace: another action takes its place (new_title and reason are needed). close: it ends (reason is needed). complete: it is done (at 100 %). Empty: it is left alone.",
        "Dalen actions: nodwch yn y golofn decision beth fydd yn digwydd i bob cam gweithredu sydd heb ei orffen. carry: mae cam newydd yn \
         parhau ag ef. replace: mae cam arall yn cymryd ei le (mae angen new_title a reason). close: mae’n dod i ben (mae angen reason). complete: mae wedi’i gwblhau (ar 100 %). \
         Gwag: gadewir iddo fod.",
    ),
    (
        "Sheet targets: fill in the targets of the four quarters, beside last year's figures. Empty leaves a target as it is; the word none \
         takes it away.",
        "Dalen targets: llenwch dargedau’r pedwar chwarter, wrth ochr ffigurau’r llynedd. Mae cell wag yn gadael y targed fel y mae; mae’r \
         gair none yn ei ddileu.",
    ),
    (
        "Only the yellow cells are read; the others are locked. A target that is below last year's figure turns red as it is typed; it may be so.",
        "Dim ond y celloedd melyn a ddarllenir; mae’r lleill wedi’u cloi. Mae targed sy’n is na ffigur y llynedd yn troi’n goch wrth ei deipio; \
         caiff fod felly.",
    ),
    (
        "Send the workbook back as it is: POST /api/v1/rollovers/{year}.xlsx, or `plumbline rollover apply {year} FILE`. Try it first with dry_run.",
        "Anfonwch y llyfr gwaith yn ôl fel y mae: POST /api/v1/rollovers/{year}.xlsx, neu `plumbline rollover apply {year} FILE`. Rhowch gynnig \
         arno yn gyntaf gyda dry_run.",
    ),
    (
        "All of it is done, or, when anything is wrong, nothing: each error names its sheet, row and column.",
        "Gwneir y cyfan, neu, os oes unrhyw beth o’i le, dim byd: mae pob gwall yn enwi ei ddalen, ei res a’i golofn.",
    ),
    (
        "Sending the same workbook twice changes nothing the second time.",
        "Nid yw anfon yr un llyfr gwaith ddwywaith yn newid dim yr eildro.",
    ),
];

/// What there is to decide for `year`, as a workbook: the same bytes for the same record.
///
/// # Errors
/// [`Error::Invalid`] for a year that none comes before; [`Error::Internal`] when it cannot be written.
pub fn workbook(conn: &mut Conn, context: &Context, settings: &Settings, year: FiscalYear) -> Result<Vec<u8>> {
    let proposing = Proposing::new(context, settings, year)?;
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties().map_err(unwritten)?);
    read_me(workbook.add_worksheet(), year).map_err(unwritten)?;
    let looks = Looks::new();
    let mut sheet = Sheet::begin(&mut workbook, &ACTIONS, &looks).map_err(unwritten)?;
    proposing.each_action(conn, |action| sheet.row(&of_action(year, action)).map_err(unwritten))?;
    let mut sheet = Sheet::begin(&mut workbook, &TARGETS, &looks).map_err(unwritten)?;
    proposing.each_indicator(conn, |indicator| sheet.row(&of_indicator(year, indicator)).map_err(unwritten))?;
    workbook.save_to_buffer().map_err(unwritten)
}

fn unwritten(error: XlsxError) -> Error {
    Error::Internal(format!("the workbook of a roll-over cannot be written: {error}"))
}

fn read_me(sheet: &mut Worksheet, year: FiscalYear) -> std::result::Result<(), XlsxError> {
    let title = Format::new().set_bold().set_font_size(16);
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name(READ_ME)?.set_column_width(0, 80)?.set_column_width(1, 80)?;
    sheet.write_string_with_format(0, 0, format!("Into {year}"), &title)?;
    sheet.write_string_with_format(0, 1, format!("Ymlaen i {year}"), &title)?;
    for (row, (english, welsh)) in (2_u32..).zip(INTRODUCTION) {
        for (place, said) in [(0, english), (1, welsh)] {
            sheet.write_string_with_format(row, place, said.replace("{year}", &year.to_string()), &text)?;
        }
        sheet.set_row_height(row, 64)?;
    }
    Ok(())
}

/// The values of a row, in the order of the columns; none where nothing is to stand.
type Values = Vec<Option<String>>;

fn of_action(year: FiscalYear, action: UnfinishedAction) -> Values {
    let name = |link: Option<Link>| link.map(|link| link.reference);
    let day = |day: Day| Some(day.to_string());
    let UnfinishedAction { proposed, .. } = action;
    vec![
        Some(year.to_string()),
        Some(action.reference),
        Some(action.title),
        action.title_cy,
        name(action.corporate_action),
        name(action.service_area),
        name(action.owner),
        day(action.due_date),
        action.percent_complete.map(|percent| percent.to_string()),
        Some(action.rag.to_string()),
        Some(proposed.decision.to_string()),
        None,
        None,
        None,
        None,
        None,
        proposed.reference,
        proposed.due_date.and_then(day),
    ]
}

fn of_indicator(year: FiscalYear, indicator: IndicatorTargets) -> Values {
    let figure = |figure: Option<Figure>| figure.map(|figure| figure.to_string());
    let polarity = Some(indicator.polarity.to_string());
    let mut values = vec![Some(year.to_string()), Some(indicator.reference), Some(indicator.title), polarity];
    for quarter in indicator.quarters {
        let last = [figure(quarter.last_actual), figure(quarter.last_target), Some(quarter.last_rag.to_string())];
        values.extend(last.into_iter().chain([figure(quarter.target), quarter.flag]));
    }
    values
}

/// How cells look: those that are filled in stand out, and are the only ones that are not locked.
struct Looks {
    day: Format,
    open: Format,
    open_text: Format,
    open_day: Format,
}

impl Looks {
    fn new() -> Self {
        let open = Format::new().set_unlocked().set_background_color(Color::RGB(0x00FF_F4CC));
        Self {
            day: day_format(),
            // What looks like a number or a day must stay what was typed: a ref 0012.
            open_text: open.clone().set_num_format("@"),
            open_day: open.clone().set_num_format("yyyy-mm-dd"),
            open,
        }
    }

    /// Of cells that are read; none for the others.
    fn of(&self, column: &Column) -> Option<&Format> {
        match (is_filled_in(column), column.holds) {
            (false, _) => None,
            (true, Holds::Date) => Some(&self.open_day),
            (true, Holds::Text) if !is_target(column) => Some(&self.open_text),
            (true, _) => Some(&self.open),
        }
    }
}

/// Is it filled in by people?
fn is_filled_in(column: &Column) -> bool {
    !column.field.is_empty() && !column.key
}

fn is_target(column: &Column) -> bool {
    column.name.ends_with("_target") && is_filled_in(column)
}

/// That the target of the first row is below last year's figure, read through the polarity, as a formula that goes with the rows.
fn below_last_year(columns: &[Column], target: u16, column: &Column) -> std::result::Result<String, XlsxError> {
    let place = |name: &str| {
        let found = (0_u16..).zip(columns).find(|(_, column)| column.name == name);
        found.map(|(place, _)| column_number_to_name(place)).ok_or_else(|| XlsxError::ParameterError(format!("no column {name}")))
    };
    let target = format!("{}2", column_number_to_name(target));
    let reached = format!("{}2", place(&column.name.replace("_target", "_last_actual"))?);
    let polarity = format!("${}2", place("polarity")?);
    let [higher, lower] = [Polarity::Higher, Polarity::Lower];
    Ok(format!(
        "=AND(ISNUMBER({target}),ISNUMBER({reached}),OR(AND({polarity}=\"{higher}\",{target}<{reached}),AND({polarity}=\"{lower}\",{target}>{reached})))"
    ))
}

/// A sheet that is being written.
struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    columns: &'static [Column],
    looks: &'a Looks,
    row: u32,
}

impl<'a> Sheet<'a> {
    fn begin(workbook: &'a mut Workbook, file: &'static FileFormat, looks: &'a Looks) -> std::result::Result<Self, XlsxError> {
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        head(sheet, Table { name: file.name, columns: file.columns })?;
        for (place, column) in (0_u16..).zip(file.columns) {
            let note = Note::new(column.about).add_author_prefix(false).set_width(260).set_height(110);
            sheet.insert_note(0, place, &note)?;
            if let Some(look) = looks.of(column) {
                sheet.set_column_format(place, look)?;
            }
            if is_target(column) {
                let red = Format::new().set_font_color(Color::RGB(0x009C_0006)).set_background_color(Color::RGB(0x00FF_C7CE));
                let below =
                    ConditionalFormatFormula::new().set_rule(below_last_year(file.columns, place, column)?.as_str()).set_format(red);
                sheet.add_conditional_format(1, place, MAX_ROWS, place, &below)?;
            }
            if let Holds::Token(tokens) = column.holds {
                let words = DataValidation::new().allow_list_strings(tokens)?.set_error_style(DataValidationErrorStyle::Stop);
                let words = words.set_error_title("Not a decision")?.set_error_message(format!("It is one of: {}.", tokens.join(", ")))?;
                sheet.add_data_validation(1, place, MAX_ROWS, place, &words)?;
            }
        }
        sheet.protect_with_options(&ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::default() });
        Ok(Self { sheet, columns: file.columns, looks, row: 0 })
    }

    fn row(&mut self, values: &Values) -> std::result::Result<(), XlsxError> {
        self.row += 1;
        let plain = Format::new();
        for ((place, column), value) in (0_u16..).zip(self.columns).zip(values) {
            let Some(text) = value else { continue };
            let look = self.looks.of(column);
            let is_figure = column.holds == Holds::Figure || is_target(column);
            match (number(text).filter(|_| is_figure), date(text).filter(|_| column.holds == Holds::Date)) {
                (Some(number), _) => self.sheet.write_number_with_format(self.row, place, number, look.unwrap_or(&plain))?,
                (None, Some(day)) => self.sheet.write_datetime_with_format(self.row, place, &day, look.unwrap_or(&self.looks.day))?,
                (None, None) => self.sheet.write_string_with_format(self.row, place, text, look.unwrap_or(&plain))?,
            };
        }
        Ok(())
    }
}
