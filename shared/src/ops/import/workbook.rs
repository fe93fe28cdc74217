//! XLSX: a sheet per kind, read cell by cell. The archive is looked through before the reader opens it, which holds the shared
//! texts and the styles in memory.

use super::archive::{Archive, again};
use super::limits::{
    MAX_COLUMNS, MAX_PART_BYTES, MAX_PART_ELEMENTS, MAX_ROWS, MAX_STRINGS, MAX_STRINGS_BYTES, MAX_XML_TEXT, mebibytes, too_large,
    too_many_rows,
};
use super::record::{Broken, Ended, Fault, Field, Record, Sink};
use crate::error::{Error, Result};
use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
use rust_decimal::Decimal;
use std::fs::File;
use std::io::BufReader;

type Workbook = Xlsx<BufReader<File>>;

/// The names of its sheets, and about how many rows they have in all.
pub(super) fn look(name: &str, file: &File) -> Result<(Vec<String>, u64)> {
    let mut archive = Archive::open(name, file)?;
    let mut rows = 0;
    for (index, part) in archive.files()? {
        let mut tally = Tally::default();
        archive.unpack(index, |bytes| {
            tally.count(bytes);
            tally.check(name, &part)
        })?;
        if is_sheet(&part) {
            rows += tally.rows;
        }
    }
    let workbook = open(again(name, file)?).map_err(|detail| Error::field(name, "unreadable", detail))?;
    Ok((workbook.sheet_names(), rows))
}

fn open(file: File) -> std::result::Result<Workbook, String> {
    Workbook::new(BufReader::new(file)).map_err(|error| format!("is no workbook that can be read: {error}"))
}

fn is_sheet(part: &str) -> bool {
    part.to_ascii_lowercase().contains("worksheets/")
}

/// What of a part of the archive would take memory.
#[derive(Default)]
struct Tally {
    bytes: u64,
    elements: u64,
    /// Rows with a value or a formula; an empty one that only has a look counts for nothing.
    rows: u64,
    /// The present row had none yet.
    empty: bool,
    /// How long the present text is.
    text: u64,
    longest: u64,
    /// The last bytes of the piece before.
    before: [u8; 3],
}

impl Tally {
    fn count(&mut self, piece: &[u8]) {
        for byte in piece {
            self.bytes += 1;
            self.text += 1;
            self.longest = self.longest.max(self.text);
            let [first, second, third] = self.before;
            if *byte == b'<' {
                self.elements += 1;
                self.text = 0;
            }
            match (first, second, third, byte) {
                (b'<' | b':', b'r', b'o', b'w') => self.empty = true,
                (_, b'<' | b':', b'v' | b'f', b'>' | b' ') | (b'<' | b':', b'i', b's', b'>' | b' ') if self.empty => {
                    self.empty = false;
                    self.rows += 1;
                }
                _ => {}
            }
            self.before = [second, third, *byte];
        }
    }

    /// Pictures and drawings are not read at all, sheets never as a whole.
    fn check(&self, name: &str, part: &str) -> Result<()> {
        let lower = part.to_ascii_lowercase();
        if ["media/", "drawings/", "comments", "embeddings/", "printersettings/"].iter().any(|unread| lower.contains(unread)) {
            return Ok(());
        }
        if self.longest > MAX_XML_TEXT {
            return Err(too_large(name, format!("has a text of more than {} bytes in {part}, which is the most", MAX_XML_TEXT)));
        }
        if is_sheet(part) {
            // One is the header.
            return if self.rows > MAX_ROWS + 1 { Err(too_large(name, format!("{part} {}", too_many_rows()))) } else { Ok(()) };
        }
        // Each text has at least an opening and a closing.
        let (bytes, elements, held) = if lower.ends_with("sharedstrings.xml") {
            (MAX_STRINGS_BYTES, MAX_STRINGS * 4, "shared texts")
        } else {
            (MAX_PART_BYTES, MAX_PART_ELEMENTS, "a part")
        };
        if self.bytes > bytes || self.elements > elements {
            let detail = format!(
                "has {held} of more than {} or {elements} elements ({part}), which is the most; send large tables as CSV",
                mebibytes(bytes)
            );
            return Err(too_large(name, detail));
        }
        Ok(())
    }
}

/// Reads a sheet, row by row.
pub(super) fn each(file: File, sheet: &str, sink: Sink<'_>) -> Ended {
    let broken = |line: Option<u64>, detail: String| Ok(Some(Broken::new(line, "unreadable", detail)));
    let mut workbook = match open(file) {
        Ok(workbook) => workbook,
        Err(detail) => return broken(None, detail),
    };
    let mut cells = match workbook.worksheet_cells_reader(sheet) {
        Ok(cells) => cells,
        // A page that holds a chart has no cells.
        Err(error) => return broken(None, format!("is no sheet that can be read: {error}")),
    };
    let mut row: Option<Record> = None;
    loop {
        let line = row.as_ref().map(|row| row.line);
        let cell = match cells.next_cell_with_formula_metadata() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            Err(error) => return broken(line, format!("cannot be read further: {error}")),
        };
        let (at, column) = cell.pos;
        let at = u64::from(at) + 1;
        // A program that writes formulas without working them out leaves their cells empty: what they would say is not known.
        let unworked = cell.value == DataRef::Empty && cell.formula.is_some();
        if cell.value == DataRef::Empty && !unworked {
            continue;
        }
        if line.is_some_and(|line| at < line) {
            return broken(Some(at), "has rows that are not in their order".to_owned());
        }
        if let Some(done) = row.take_if(|row| row.line != at)
            && !sink(done)?
        {
            return Ok(None);
        }
        let record = row.get_or_insert_with(|| Record { line: at, may_be_short: true, ..Record::default() });
        put(record, usize::try_from(column).unwrap_or(usize::MAX), if unworked { unworked_out(at, column) } else { field(&cell.value) });
    }
    if let Some(last) = row {
        sink(last)?;
    }
    Ok(None)
}

fn put(record: &mut Record, column: usize, field: Field) {
    if column >= MAX_COLUMNS {
        let detail = format!("has a value beyond the {MAX_COLUMNS}th column, which is the last");
        record.fault.get_or_insert_with(|| Fault::new("too_many_values", detail));
        return;
    }
    if record.fields.len() <= column {
        record.fields.resize_with(column + 1, Field::default);
    }
    if let Some(place) = record.fields.get_mut(column) {
        *place = field;
    }
}

/// What stands in place of a formula's value that is not there; it names the cell as spreadsheets do.
fn unworked_out(line: u64, column: u32) -> Field {
    let mut name = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        name.insert(0, char::from_u32(u32::from('A') + (rest - 1) % 26).unwrap_or('?'));
        rest = (rest - 1) / 26;
    }
    let detail = format!(
        "has a formula in {name}{line} that was never worked out; open the workbook in a spreadsheet program and save it, or paste \
         the values in place of the formulas"
    );
    Field::faulty("a formula".to_owned(), "formula_without_value", detail)
}

/// A cell as CSV would have it.
fn field(value: &DataRef<'_>) -> Field {
    match value {
        DataRef::Empty => Field::default(),
        DataRef::String(text) | DataRef::DurationIso(text) => Field::of(text),
        DataRef::DateTimeIso(text) => Field::of(text.strip_suffix("T00:00:00").unwrap_or(text)),
        DataRef::SharedString(text) => Field::of(text),
        DataRef::Int(number) => Field::of(&number.to_string()),
        DataRef::Float(number) => Field::of(&digits(*number)),
        DataRef::Bool(flag) => Field::of(if *flag { "true" } else { "false" }),
        DataRef::DateTime(instant) => Field::of(&day(*instant)),
        DataRef::Error(error) => {
            Field::faulty(error.to_string(), "invalid_value", "is an error of a formula; correct it, or clear the cell")
        }
    }
}

/// The digits of a stored number that a person sees: spreadsheets keep fifteen.
fn digits(number: f64) -> String {
    let seen = Decimal::from_scientific(&format!("{number:.14e}"));
    seen.map_or_else(|_| number.to_string(), |seen| seen.normalize().to_string())
}

/// A day, with its time if it has one.
fn day(instant: ExcelDateTime) -> String {
    if !instant.is_datetime() {
        return digits(instant.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = instant.to_ymd_hms_milli();
    let day = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) { day } else { format!("{day} {hour:02}:{minute:02}:{second:02}") }
}
