use super::Check;
use crate::error::Error;

/// Is a text accepted as a ref, and as a title?
fn accepted(text: &str) -> (bool, bool) {
    let found = |check: fn(&mut Check, &str), code: &str| {
        let mut noted = Check::new();
        check(&mut noted, text);
        match noted.finish() {
            Ok(()) => true,
            Err(Error::Invalid(errors)) => {
                assert_eq!(errors.iter().map(|error| error.code).collect::<Vec<_>>(), [code], "{text:?}");
                false
            }
            Err(other) => panic!("{other}"),
        }
    };
    (found(|check, text| check.reference("/ref", text), "invalid_ref"), found(|check, text| check.title("/title", text), "invalid_text"))
}

#[test]
fn what_cannot_be_seen_is_neither_ref_nor_title() {
    for hidden in [
        '\u{0}',
        '\n',
        '\u{85}',
        '\u{AD}',
        '\u{34F}',
        '\u{61C}',
        '\u{180E}',
        '\u{200B}',
        '\u{200E}',
        '\u{200F}',
        '\u{2028}',
        '\u{2029}',
        '\u{202A}',
        '\u{202E}',
        '\u{2060}',
        '\u{2066}',
        '\u{2069}',
        '\u{3164}',
        '\u{FEFF}',
        '\u{FFF9}',
        '\u{E0001}',
        '\u{E0041}',
    ] {
        for text in [format!("HR{hidden}1"), format!("{hidden}HR"), format!("HR{hidden}")] {
            assert_eq!(accepted(&text), (false, false), "{text:?}");
        }
    }
    for (joined, why) in [("می\u{200C}خواهم", "Persian"), ("क\u{94D}\u{200D}ष", "Hindi"), ("👩\u{200D}🔧", "emoji")] {
        assert_eq!(accepted(joined), (false, true), "{why}: seen in a line of text, not in a ref");
    }
}

#[test]
fn what_people_write_is_both() {
    for text in [
        "HR/W020",
        "CPM 210 – part (b)",
        "Tŷ, dŵr, gŵyl, llên, Ynys Môn, sïo, ẁ Ẃ ẅ ỳ Ÿ",
        // The same letters of two characters: a circumflex set on what is before it.
        "Ty\u{302}, dw\u{302}r, e\u{301}",
        "Crèche – “£1,000” & more…",
        "Ελληνικά русский 日本語 العربية עברית हिन्दी",
        "✓ ☂ 🚲 ❤\u{FE0F}",
        "a\u{A0}b",
    ] {
        assert_eq!(accepted(text), (true, true), "{text}");
    }
}
