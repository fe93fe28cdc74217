//! What people save as CSV.

use super::{World, counts, errors};
use crate::ops::import::{MAX_ROWS, Pack, PackFile};
use proptest::prelude::*;

const HEAD: &str = "ref,title,polarity,unit,frequency,aliases,decimals,tolerance,additional";

/// What is wrong with `text` as `indicators.csv`.
fn wrong(text: impl AsRef<[u8]>) -> Vec<(u64, String, String, &'static str)> {
    let report = World::new().run(&[("indicators.csv", text.as_ref())], false).unwrap();
    let owned = |part: Option<String>| part.unwrap_or_default();
    report.errors.into_iter().map(|error| (error.line.unwrap_or(0), owned(error.column), owned(error.value), error.code)).collect()
}

fn one(line: u64, column: &str, value: &str, code: &'static str) -> Vec<(u64, String, String, &'static str)> {
    vec![(line, column.to_owned(), value.to_owned(), code)]
}

#[test]
fn marks_line_ends_quotes_and_blank_rows_do_not_matter() {
    let body =
        "ref,title,polarity,unit,frequency\nA,\"Calls, \"\"all\"\"\",higher,percent,quarterly\n\n,,,,\n B ,Days,lower,days,quarterly";
    for text in [body.to_owned(), format!("\u{feff}{body}"), body.replace('\n', "\r\n"), body.replace('\n', "\r"), format!("{body}\n\n")] {
        let mut world = World::new();
        assert_eq!(counts(&world.store(&[("indicators.csv", &text)])), [(2, 2, 0, 0)], "{text:?}");
        assert_eq!(world.indicator("A").unwrap().row.title, "Calls, \"all\"");
        assert_eq!(world.indicator("B").unwrap().row.reference, "B");
    }
}

#[test]
fn lines_are_those_of_the_file() {
    let rows = "A,\"two\nlines\",lower,days,quarterly,,,,\n\nB,T,down,days,quarterly,,,,\nC,T,up,days,quarterly,,,,\n";
    for end in ["\n", "\r\n", "\r"] {
        let text = format!("{HEAD}\n{rows}").replace('\n', end);
        let found: Vec<_> = wrong(text).into_iter().map(|(line, column, _, _)| (line, column)).collect();
        let expected = [(2, "title"), (5, "polarity"), (6, "polarity")].map(|(line, column)| (line, column.to_owned()));
        assert_eq!(found, expected, "{end:?}");
    }
}

#[test]
fn a_cell_that_cannot_be_read_is_told() {
    for (row, column, value, code) in [
        ("A,T,lower,days,quarterly,,,\"1,234\",", "tolerance", "1,234", "invalid_figure"),
        ("A\u{202E}B,T,lower,days,quarterly,,,,", "ref", "A\u{202E}B", "invalid_ref"),
        ("A,T\u{200B},lower,days,quarterly,,,,", "title", "T\u{200B}", "invalid_text"),
        ("A,T,lower,days,quarterly,,,1e3,", "tolerance", "1e3", "invalid_figure"),
        ("A,T,lower,days,quarterly,,,45%,", "tolerance", "45%", "invalid_figure"),
        ("A,T,lower,days,quarterly,,,.5,", "tolerance", ".5", "invalid_figure"),
        ("A,T,lower,days,quarterly,,,0.1234567,", "tolerance", "0.1234567", "invalid_figure"),
        ("A,T,lower,days,quarterly,,1.5,,", "decimals", "1.5", "invalid_integer"),
        ("A,T,lower,days,quarterly,,99999999999,,", "decimals", "99999999999", "invalid_integer"),
        ("A,T,lower,days,quarterly,,,,yes", "additional", "yes", "invalid_flag"),
        ("A,T,Lower,days,quarterly,,,,", "polarity", "Lower", "unknown_token"),
        ("A,T,lower,days,monthly,,,,", "frequency", "monthly", "unknown_token"),
        ("A,,lower,days,quarterly,,,,", "title", "", "missing_value"),
        (",T,lower,days,quarterly,,,,", "ref", "", "missing_value"),
        ("A,T,lower,days,quarterly,,,", "", "", "wrong_number_of_values"),
        ("A,T,lower,days,quarterly,,,1,234,false", "", "", "wrong_number_of_values"),
        ("A,\"T,lower,days,quarterly,,,,", "", "", "unbalanced_quotes"),
        ("A,5\" pipes,lower,days,quarterly,,,,", "", "", "unbalanced_quotes"),
    ] {
        assert_eq!(wrong(format!("{HEAD}\n{row}\n")), one(2, column, value, code), "{row}");
    }
}

#[test]
fn what_a_word_may_be_is_told() {
    for (row, wanted) in [
        ("A,T,lower,days,monthly,", "monthly indicators are not supported: report them by quarter"),
        ("A,T,lower,days,weekly,", "must be one of: quarterly, annual, biennial"),
        ("A,T,lower,days,quarterly,monthly", "must be one of: population, difference, how_well, how_much, or empty"),
    ] {
        let report = World::new().import(&[("indicators.csv", &format!("ref,title,polarity,unit,frequency,category\n{row}\n"))]);
        assert_eq!(report.errors.iter().map(|error| error.detail.as_str()).collect::<Vec<_>>(), [wanted], "{row}");
    }
}

#[test]
fn a_header_that_cannot_be_worked_with_is_told() {
    for (header, column, code) in [
        (format!("{HEAD},colour"), "colour", "unknown_column"),
        (format!("{HEAD},Title"), "Title", "unknown_column"),
        (format!("{HEAD},"), "", "unknown_column"),
        (format!("{HEAD},title"), "title", "duplicate_column"),
        (HEAD.replace("title,", ""), "title", "missing_column"),
    ] {
        let found: Vec<_> = wrong(format!("{header}\n")).into_iter().map(|(line, column, _, code)| (line, column, code)).collect();
        assert_eq!(found, [(1, column.to_owned(), code)], "{header}");
    }
    for empty in ["", "\n\n", "\u{feff}"] {
        assert_eq!(wrong(empty), one(1, "", "", "empty_file"), "{empty:?}");
    }
}

#[test]
fn errors_beside_an_unknown_column_are_told_too() {
    let found: Vec<_> = wrong(format!("{HEAD},colour\nA,T,down,days,quarterly,,,,,red\n")).into_iter().map(|error| error.3).collect();
    assert_eq!(found, ["unknown_column", "unknown_token"]);
}

#[test]
fn a_file_without_its_header_is_not_told_for_each_row_that_refers_to_it() {
    let results = "ref,period,actual\nA,2017-18-Q1,1\nB,2017-18-Q1,2\n";
    let report = World::new().import(&[("indicators.csv", "ref\nA\nB\n"), ("indicator_results.csv", results)]);
    assert!(report.errors.iter().all(|error| error.code == "missing_column"), "{report:?}");
}

#[test]
fn text_that_is_not_utf8_is_told() {
    // Letters in UTF-8 beside one that is none.
    for begin in ["é", "Ŵ"] {
        let mut text = format!("{HEAD}\nA,{begin},lower,days,quarterly,,,,\nB,Caf").into_bytes();
        text.extend(b"\xE9,lower,days,quarterly,,,,\n");
        assert_eq!(wrong(&text), one(3, "title", "Caf\u{fffd}", "invalid_utf8"));
    }
    let mut nothing = format!("{HEAD}\nA,").into_bytes();
    nothing.extend(b"\x81,lower,days,quarterly,,,,\n");
    assert_eq!(wrong(&nothing), one(2, "title", "\u{fffd}", "invalid_utf8"));
    let mut marked = format!("\u{feff}{HEAD}\nA,Caf").into_bytes();
    marked.extend(b"\xE9,lower,days,quarterly,,,,\n");
    assert_eq!(wrong(&marked), one(2, "title", "Caf\u{fffd}", "invalid_utf8"));
    let utf16: Vec<u8> = format!("\u{feff}{HEAD}\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(!wrong(utf16).is_empty());
}

#[test]
fn windows_1252_is_read_and_noted() {
    for end in ["", &"x".repeat(70_000)] {
        let mut text = format!("{HEAD}\nA,Caf").into_bytes();
        text.extend(b"\xE9 \x96 10 \x80,lower,days,quarterly,,,,\n");
        text.extend(format!("B,{},lower,days,quarterly,,,,\n", &end[..end.len().min(400)]).repeat(end.len() / 400).bytes());
        let mut world = World::new();
        let report = world.run(&[("indicators.csv", &text)], false).unwrap();
        assert_eq!((errors(&report), report.notes.len()), (vec![], 1), "{report:?}");
        assert_eq!(world.indicator("A").unwrap().row.title, "Café – 10 €");
    }
}

#[test]
fn semicolons_may_stand_between_values() {
    let text = "ref;title;polarity;unit;frequency;aliases\nA;Days, lost;lower;days;quarterly;\"X; Y\"\n";
    let mut world = World::new();
    world.store(&[("indicators.csv", text)]);
    let stored = world.indicator("A").unwrap().row;
    assert_eq!((stored.title.as_str(), stored.aliases.as_str()), ("Days, lost", "X;Y"));
}

#[test]
fn a_row_without_end_is_no_bomb() {
    let text = format!("{HEAD}\nA,\"T,lower,days,quarterly,,,,\n{}", "B,T,lower,days,quarterly,,,,\n".repeat(100_000));
    let found = wrong(text);
    assert_eq!(found.iter().map(|error| (error.0, error.3)).collect::<Vec<_>>(), [(2, "too_large")]);
}

#[test]
fn too_many_rows_are_counted_before_they_are_read() {
    let csv = |rows: usize| format!("code,name\r\n{}\r\n,\r\n", "A,\"Two\r\nlines\"\r\n\r\n".repeat(rows));
    let ndjson = |rows: usize| format!("{}{{}}", "{}\n \r\n".repeat(rows - 1));
    let pack = |name: &str, text: String| Pack::new(vec![PackFile { name: name.to_owned(), bytes: text.into_bytes() }]);
    let most = usize::try_from(MAX_ROWS).unwrap();
    for rows in [most, most + 1] {
        for (name, text) in [("service_areas.csv", csv(rows)), ("service_areas.ndjson", ndjson(rows))] {
            assert_eq!(pack(name, text).is_ok(), rows == most, "{name}, {rows} rows");
        }
    }
}

#[test]
fn the_same_key_twice_is_told_unless_it_says_the_same() {
    let row = "A/1,T,lower,days,quarterly,,,,";
    assert_eq!(wrong(format!("{HEAD}\n{row}\n{row}\n")), []);
    assert_eq!(wrong(format!("{HEAD}\n{row}\n{}\n", row.replace('T', "U"))), one(3, "ref", "A/1", "duplicate_row"));
    // Both would be the same path.
    assert_eq!(wrong(format!("{HEAD}\n{row}\n{}\n", row.replace('/', "-"))), one(3, "ref", "A-1", "duplicate_row"));
    let mut world = World::new();
    world.store(&[("indicators.csv", &format!("{HEAD}\n{row}\n"))]);
    let results = "ref,period,actual\nA/1,2017-18-Q1,1\nA/1,2016-17-Q1,1\nA/1,2017-18-Q1,2\n";
    let report = world.import(&[("indicator_results.csv", results)]);
    assert_eq!(errors(&report), [(4, "ref, period", "A/1, 2017-18-Q1", "duplicate_row")]);
}

#[test]
fn a_pack_needs_a_file_that_is_known_and_there_once() {
    let none = World::new().import(&[]);
    assert_eq!(errors(&none), [(0, "", "", "empty_pack")]);
    let twice = World::new().import(&[("indicators.csv", HEAD), ("indicators.csv", HEAD)]);
    assert_eq!(errors(&twice), [(0, "", "", "duplicate_file")]);
}

#[test]
fn a_lone_quote_is_a_row_that_cannot_be_read() {
    let report = World::new().import(&[("indicators.csv", &format!("{HEAD}\n,\"\n"))]);
    assert_eq!(errors(&report), [(2, "", "", "unbalanced_quotes")]);
    assert_eq!(report.files.first().unwrap().rows, 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the bytes, there is an answer, and nothing half stored.
    #[test]
    fn any_bytes_get_an_answer(header in any::<bool>(), bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut text = if header { format!("{HEAD}\n").into_bytes() } else { Vec::new() };
        text.extend(bytes);
        let mut world = World::new();
        let report = world.run(&[("indicators.csv", &text)], false).unwrap();
        prop_assert!(report.errors.is_empty() || !report.changed);
        prop_assert!(report.errors.iter().all(|error| !error.detail.is_empty()));
    }

    /// Cells out of pieces that mean something somewhere: each row is stored, or an error names its line.
    #[test]
    fn any_rows_get_an_answer(rows in proptest::collection::vec(proptest::collection::vec(
        proptest::sample::select(vec!["A", "B/1", "", "lower", "days", "quarterly", "7", "-1", "true", "\"", "\r", ";", "é", "\u{0}", "1e9"]), 9), 0..6)) {
        let table: String = rows.iter().map(|cells| cells.join(",") + "\n").collect();
        let mut world = World::new();
        let text = format!("{HEAD}\n{table}");
        let report = world.run(&[("indicators.csv", text.as_bytes())], false).unwrap();
        let file = report.files.first().unwrap();
        let stored = file.created + file.updated + file.unchanged;
        let lines: std::collections::BTreeSet<_> = report.errors.iter().map(|error| error.line).collect();
        prop_assert_eq!(stored + lines.len(), file.rows);
    }
}
