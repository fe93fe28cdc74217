//! The same pack in other forms: archives, workbooks and NDJSON, made from its CSV files.

use plumbline_shared::ops::import::format;
use plumbline_shared::ops::import::format::{Column, Holds};
use serde_json::{Map, Value, json};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A zip of files.
pub fn zipped(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The columns of a CSV file of the format, and its rows.
fn table(name: &str, bytes: &[u8]) -> (Vec<&'static Column>, Vec<Vec<String>>) {
    let known = format().iter().find(|file| file.name == name).unwrap();
    let mut reader = csv::Reader::from_reader(bytes);
    let column = |name: &str| known.columns.iter().find(|column| column.name == name.trim_start_matches('\u{feff}')).unwrap();
    let columns = reader.headers().unwrap().iter().map(column).collect();
    (columns, reader.records().map(|row| row.unwrap().iter().map(|cell| cell.trim().to_owned()).collect()).collect())
}

/// A CSV file as NDJSON, each value as JSON has it.
pub fn ndjson((name, bytes): &(String, Vec<u8>)) -> (String, Vec<u8>) {
    let (columns, rows) = table(name, bytes);
    let value = |column: &Column, cell: &str| match column.holds {
        _ if cell.is_empty() => Value::Null,
        Holds::Figure | Holds::Integer => serde_json::from_str(cell).unwrap(),
        Holds::Flag => json!(cell == "true"),
        Holds::Texts | Holds::Refs(_) => cell.split(';').map(str::trim).map(Value::from).collect(),
        _ => json!(cell),
    };
    let line = |row: &Vec<String>| {
        let object: Map<_, _> = columns.iter().zip(row).map(|(column, cell)| (column.name.to_owned(), value(column, cell))).collect();
        format!("{}\n", Value::Object(object))
    };
    (name.replace(".csv", ".ndjson"), rows.iter().map(line).collect::<String>().into_bytes())
}

/// A workbook of CSV files, with a sheet for people. Cells are of the types that a person's would be.
pub fn workbook(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut sheets = vec![("Read me".to_owned(), row(1, &[text(1, 1, "For people.")]))];
    for (name, bytes) in files {
        let (columns, rows) = table(name, bytes);
        let header: Vec<String> = columns.iter().zip(1..).map(|(column, at)| text(1, at, column.name)).collect();
        let mut cells = row(1, &header);
        for (values, line) in rows.iter().zip(2..) {
            let cell = |((column, value), at): ((&&Column, &String), usize)| cell(column, line, at, value);
            cells.push_str(&row(line, &columns.iter().zip(values).zip(1..).map(cell).collect::<Vec<_>>()));
        }
        sheets.push((name.replace(".csv", ""), cells));
    }
    book(&sheets)
}

/// The XML of rows of texts, for [`book`].
pub fn texts(rows: &[Vec<String>]) -> String {
    let cells = |(values, line): (&Vec<String>, usize)| {
        let cells = values.iter().zip(1..).filter(|(value, _)| !value.is_empty()).map(|(value, at)| text(line, at, value));
        row(line, &cells.collect::<Vec<_>>())
    };
    rows.iter().zip(1..).map(cells).collect()
}

/// A workbook of sheets, each with the XML of its rows.
pub fn book(sheets: &[(String, String)]) -> Vec<u8> {
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    const RELATED: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let numbered = |each: &dyn Fn(usize, &str) -> String| sheets.iter().zip(1..).map(|((name, _), n)| each(n, name)).collect::<String>();
    let relations = "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
    let listed = numbered(&|n, name| format!("<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"r{n}\"/>"));
    let related = numbered(&|n, _| format!("<Relationship Id=\"r{n}\" Type=\"{RELATED}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"));
    let styles = "<cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs>";
    let mut parts = vec![
        (
            "[Content_Types].xml".to_owned(),
            format!("{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                "{HEAD}<Relationships {relations}><Relationship Id=\"r\" Type=\"{RELATED}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        ("xl/workbook.xml".to_owned(), format!("{HEAD}<workbook {MAIN} xmlns:r=\"{RELATED}\"><sheets>{listed}</sheets></workbook>")),
        ("xl/_rels/workbook.xml.rels".to_owned(), format!("{HEAD}<Relationships {relations}>{related}</Relationships>")),
        ("xl/styles.xml".to_owned(), format!("{HEAD}<styleSheet {MAIN}>{styles}</styleSheet>")),
    ];
    for ((_, rows), n) in sheets.iter().zip(1..) {
        parts.push((format!("xl/worksheets/sheet{n}.xml"), format!("{HEAD}<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>")));
    }
    let parts: Vec<_> = parts.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    zipped(&parts)
}

fn row(line: usize, cells: &[String]) -> String {
    format!("<row r=\"{line}\">{}</row>", cells.concat())
}

/// `B7`, for up to 26 columns.
fn place(line: usize, column: usize) -> String {
    format!("{}{line}", char::from(b'A' + u8::try_from(column - 1).unwrap()))
}

fn text(line: usize, column: usize, value: &str) -> String {
    let value = value.replace('&', "&amp;").replace('<', "&lt;");
    format!("<c r=\"{}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{value}</t></is></c>", place(line, column))
}

fn cell(column: &Column, line: usize, at: usize, value: &str) -> String {
    let place = place(line, at);
    match column.holds {
        _ if value.is_empty() => format!("<c r=\"{place}\" s=\"1\"/>"),
        // With the seventeen digits that spreadsheets write.
        Holds::Figure | Holds::Integer => format!("<c r=\"{place}\"><v>{:.16e}</v></c>", value.parse::<f64>().unwrap()),
        Holds::Flag => format!("<c r=\"{place}\" t=\"b\"><v>{}</v></c>", u8::from(value == "true")),
        Holds::Date => {
            let day: chrono::NaiveDate = value.parse().unwrap();
            let serial = (day - chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap()).num_days();
            format!("<c r=\"{place}\" s=\"1\"><v>{serial}</v></c>")
        }
        _ => text(line, at, value),
    }
}
