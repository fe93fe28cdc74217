use super::workbook::{Book, MAX_ROWS};
use super::*;
use crate::ops::import::{Column, Holds};
use crate::ops::scratch::Scratch;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

const COLUMNS: &[Column] = &[
    Column::new("ref", Holds::Text, "Words."),
    Column::new("actual", Holds::Figure, "A figure."),
    Column::new("decimals", Holds::Integer, "A whole number."),
    Column::new("additional", Holds::Flag, "Yes or no."),
    Column::new("due_date", Holds::Date, "A day."),
    Column::new("aliases", Holds::Texts, "Several."),
];

fn page(rows: Vec<Value>) -> Page {
    let rows = rows.into_iter().map(|row| row.as_array().cloned().unwrap()).collect();
    Page { table: Table { name: "things", columns: COLUMNS }, begins: true, rows }
}

fn written(form: Form, rows: Vec<Value>) -> Vec<u8> {
    let mut writer = Writer::new(form).unwrap();
    let mut bytes = writer.page(&page(rows)).unwrap();
    match writer.finish().unwrap() {
        Rest::Bytes(rest) => bytes.extend(rest),
        Rest::File(mut file) => drop(file.read_to_end(&mut bytes).unwrap()),
    }
    bytes
}

/// The files of a ZIP file.
fn unzipped(bytes: Vec<u8>) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut text = |name: &String| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    names.iter().map(|name| (name.clone(), text(name))).collect()
}

#[test]
fn every_kind_can_be_exported_and_has_the_columns_of_its_file() {
    let mut scratch = Scratch::new();
    let (conn, _) = scratch.parts();
    for file in import::format() {
        let mut bytes = Vec::new();
        Export::named(&format!("{}.csv", kind_of(file)), None).unwrap().write_to(conn, &mut bytes).unwrap();
        let header = file.columns.iter().map(|column| column.name).collect::<Vec<_>>().join(",");
        assert_eq!(String::from_utf8(bytes).unwrap(), format!("{header}\r\n"));
    }
    let mut pack = Vec::new();
    Export::named("pack.zip", None).unwrap().write_to(conn, &mut pack).unwrap();
    let names: Vec<&str> = import::format().iter().map(|file| file.name).collect();
    let packed = unzipped(pack);
    assert_eq!(packed.len(), names.len());
    assert!(names.iter().all(|name| packed.contains_key(*name)), "{packed:?}");
}

#[test]
fn values_are_written_as_each_form_has_them() {
    let rows = || {
        vec![
            json!(["-3.2 \"down\"", -3.2, 2, true, "2017-10-16", ["-A", "B"]]),
            json!(["'=1\n", 999_999_999_999_i64, null, false, null, []]),
        ]
    };
    let csv = "ref,actual,decimals,additional,due_date,aliases\r\n\
        \"'-3.2 \"\"down\"\"\",-3.2,2,true,2017-10-16,'-A;B\r\n\"'''=1\n\",999999999999,,false,,\r\n";
    assert_eq!(String::from_utf8(written(Form::Csv, rows())).unwrap(), csv);
    let ndjson = "{\"ref\":\"-3.2 \\\"down\\\"\",\"actual\":-3.2,\"decimals\":2,\"additional\":true,\"due_date\":\"2017-10-16\",\"aliases\":[\"-A\",\"B\"]}\n\
        {\"ref\":\"'=1\\n\",\"actual\":999999999999,\"additional\":false}\n";
    assert_eq!(String::from_utf8(written(Form::Ndjson, rows())).unwrap(), ndjson);
    assert_eq!(unzipped(written(Form::Zip, rows()))["things.csv"], csv);
}

#[test]
fn sheets_hold_strings_numbers_and_days_and_no_formulas() {
    let rows = vec![
        json!(["=1+1", -3.2, 2, true, "2017-10-16", ["=A", "B"]]),
        json!(["-1", serde_json::Number::from_string_unchecked("123456789012.123456".to_owned()), 0, false, "1900-01-01", []]),
    ];
    let parts = unzipped(written(Form::Xlsx, rows));
    let sheet = &parts["xl/worksheets/sheet1.xml"];
    assert!(!sheet.contains("<f>"), "{sheet}");
    for cell in [">=1+1<", ">=A;B<", "<v>-3.2</v>", "t=\"b\"><v>1</v>", "<v>43024</v>", ">123456789012.123456<", ">1900-01-01<", ">-1<"] {
        assert!(sheet.contains(cell), "{cell}: {sheet}");
    }
    assert!(!sheet.contains("<v>123456789012") && !sheet.contains("<v>-1</v>"), "{sheet}");
    assert!(parts["xl/workbook.xml"].contains("name=\"things\""));
}

#[test]
fn a_sheet_that_is_full_says_so() {
    let mut book = Book::new().unwrap();
    book.page(&page(Vec::new())).unwrap();
    book.skip_to(MAX_ROWS - 1);
    let one = || Page { begins: false, ..page(vec![json!(["a", 1, 1, true, null, []])]) };
    book.page(&one()).unwrap();
    let Err(Error::Invalid(errors)) = book.page(&one()) else { panic!("it took more") };
    assert_eq!(errors[0].code, "too_many_rows");
}

#[test]
fn the_template_has_a_sheet_for_each_kind_and_one_to_read() {
    let parts = unzipped(template().unwrap());
    let book = &parts["xl/workbook.xml"];
    assert!(book.contains("name=\"Read me\""));
    for (number, file) in import::format().iter().enumerate() {
        assert!(book.contains(&format!("name=\"{}\"", kind_of(file))), "{book}");
        let sheet = &parts[&format!("xl/worksheets/sheet{}.xml", number + 2)];
        let checked = file.columns.iter().any(|column| !column.holds.is_text());
        assert_eq!(sheet.contains("<dataValidation "), checked, "{}", file.name);
        assert!(sheet.contains("state=\"frozen\""), "{}", file.name);
        let notes = &parts[&format!("xl/comments{}.xml", number + 1)];
        assert_eq!(notes.matches("<comment ").count(), file.columns.len(), "{}", file.name);
    }
    assert_eq!(template().unwrap(), template().unwrap());
}

#[test]
fn every_name_of_a_file_can_be_asked_for() {
    assert!(file_names().count() > 40);
    assert!(file_names().all(|name| Export::named(&name, None).is_ok()));
    for name in ["pack", "pack.csv", "pack.ndjson", "actions.zip", "history.csv", ".csv", "nothing.csv", "actions.CSV"] {
        assert!(Export::named(name, None).is_err(), "{name}");
    }
}
