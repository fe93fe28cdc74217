//! NDJSON: an object on each line, whose members are named as the columns.

use super::limits::{MAX_COLUMNS, MAX_ROW_BYTES, mebibytes};
use super::record::{Broken, Ended, Fault, Field, Record, Sink};
use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

/// The longest line, in bytes.
const LONGEST: u64 = 1 << 20;

/// How many lines of the file have something on them.
pub(super) fn rows(file: File) -> io::Result<u64> {
    let (mut reader, mut rows, mut filled) = (BufReader::new(file), 0, false);
    loop {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() {
            return Ok(rows + u64::from(filled));
        }
        for byte in bytes {
            if *byte == b'\n' {
                rows += u64::from(filled);
                filled = false;
            } else {
                filled |= !byte.is_ascii_whitespace();
            }
        }
        let read = bytes.len();
        reader.consume(read);
    }
}

/// Reads a file, line by line.
pub(super) fn each(file: File, sink: Sink<'_>) -> Ended {
    let (mut reader, mut text, mut line) = (BufReader::new(file), Vec::new(), 0_u64);
    loop {
        text.clear();
        line += 1;
        match (&mut reader).take(LONGEST + 1).read_until(b'\n', &mut text) {
            Ok(0) => return Ok(None),
            Ok(_) => {}
            Err(error) => return Ok(Some(Broken::new(line, "unreadable", format!("cannot be read: {error}")))),
        }
        if text.len() > MAX_ROW_BYTES {
            let detail = format!("is a row of more than {}, which is the most", mebibytes(LONGEST));
            return Ok(Some(Broken::new(line, "too_large", detail)));
        }
        let marked = if line == 1 { text.strip_prefix(b"\xEF\xBB\xBF") } else { None };
        let object = marked.unwrap_or(&text).trim_ascii();
        if !object.is_empty() && !sink(record(line, object))? {
            return Ok(None);
        }
    }
}

fn record(line: u64, text: &[u8]) -> Record {
    let read = std::str::from_utf8(text)
        .map_err(|_| Fault::new("invalid_utf8", "is not UTF-8"))
        .and_then(|text| serde_json::from_str::<Members>(text).map_err(|error| fault(&error)));
    match read {
        Ok(Members(members)) if members.len() <= MAX_COLUMNS => {
            let (names, values): (Vec<_>, Vec<_>) = members.into_iter().unzip();
            Record { line, names: Some(names), fields: values.iter().map(field).collect(), ..Record::default() }
        }
        Ok(_) => {
            let detail = format!("has more than {MAX_COLUMNS} members, which is the most");
            Record { line, fault: Some(Fault::new("too_many_values", detail)), names: Some(Vec::new()), ..Record::default() }
        }
        Err(fault) => Record { line, fault: Some(fault), names: Some(Vec::new()), ..Record::default() },
    }
}

fn fault(error: &serde_json::Error) -> Fault {
    let said = error.to_string();
    // Each line is read by itself: of the place only the column is of use.
    let said = said.replace(" at line 1 column ", " at character ");
    Fault::new("invalid_json", format!("must be one JSON object on one line: {said}"))
}

/// A value as a cell would hold it.
fn field(value: &Value) -> Field {
    match value {
        Value::Null => Field::default(),
        Value::Bool(flag) => Field::of(if *flag { "true" } else { "false" }),
        Value::Number(number) => Field::of(&plain(&number.to_string())),
        Value::String(text) => Field::of(text),
        Value::Array(values) => list(values),
        Value::Object(_) => Field::faulty(shown(value), "invalid_value", "must be a text, a number, true, false, a list or null"),
    }
}

/// A number in digits, exactly as it was written.
fn plain(number: &str) -> String {
    let small = number.contains(['e', 'E']).then(|| Decimal::from_scientific(number).ok()).flatten();
    small.map_or_else(|| number.to_owned(), |number| number.normalize().to_string())
}

fn list(values: &[Value]) -> Field {
    let mut texts = Vec::with_capacity(values.len());
    for value in values {
        let part = field(value);
        if part.several || part.fault.is_some() || part.text.is_empty() || part.text.contains(';') {
            return Field::faulty(shown(value), "invalid_value", "must be a list of texts, none of them empty or with a ; in it");
        }
        texts.push(part.text);
    }
    Field { text: texts.join(";"), several: true, ..Field::default() }
}

fn shown(value: &Value) -> String {
    value.to_string()
}

/// The members of an object in their order, those that are there twice included.
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}
