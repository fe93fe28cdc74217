//! Texts of CSV files that spreadsheets would run as formulas, made harmless without a loss.
//!
//! A text that begins with a sign such as `=` or `-`, or with a space, is written with an apostrophe before it, which is taken
//! away when it is read; so that this can be told from apostrophes of the text's own, one before such a text gets another.
//! A text that ends with a space is written with two apostrophes before it, since spaces at the end of a cell are not read.
//! Every other text stands as it is. Figures, days and tokens are no texts, and are never touched.

use std::borrow::Cow;

/// What goes before a text to make it one.
const GUARD: char = '\'';
/// What goes before a text that ends with a space.
const KEEPS_END: &str = "''";

/// A text as it is written to a cell.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if text.trim_end() != text {
        Cow::Owned(format!("{KEEPS_END}{text}"))
    } else if is_taken_amiss(text) {
        Cow::Owned(format!("{GUARD}{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text of a cell: what [`guarded`] was given, or, of a cell that somebody else wrote, what stands there without spaces
/// around it.
pub fn unguarded(cell: &str) -> &str {
    let text = cell.trim();
    if let Some(whole) = cell.strip_prefix(KEEPS_END).filter(|whole| whole.trim_end() != *whole) {
        return whole;
    }
    text.strip_prefix(GUARD).filter(|rest| is_taken_amiss(rest)).unwrap_or(text)
}

/// Would a spreadsheet run it, or a reader of CSV lose its beginning; or does it look like such a text with its guard?
fn is_taken_amiss(text: &str) -> bool {
    text.trim_start_matches(GUARD).starts_with(|c: char| c.is_whitespace() || c.is_control() || begins_formula(c))
}

/// The signs that begin a formula, and those that some programs take for them: fullwidth, small and superscript forms.
const fn begins_formula(sign: char) -> bool {
    matches!(sign, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '﹫' | '\u{2212}' | '\u{feff}' | '\u{200b}')
}

#[cfg(test)]
mod tests;
