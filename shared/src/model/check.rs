//! Checks of written values: all that is wrong is told at once, each by its field.

use crate::domain::indicator::ToleranceKind;
use crate::domain::number::Figure;
use crate::error::{Error, FieldError, Result};
use crate::hidden::{is_break, is_hidden, is_joiner};
use crate::id::Id;

/// The longest ref.
pub const REF_LENGTH: usize = 64;
/// The longest title or name.
pub const TITLE_LENGTH: usize = 500;
/// The longest commentary.
pub const TEXT_LENGTH: usize = 20_000;

/// Collects what is wrong with a draft.
#[derive(Debug, Default)]
pub struct Check {
    errors: Vec<FieldError>,
}

impl Check {
    /// Nothing found yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes an error at `pointer` unless `ok`.
    pub fn require(&mut self, ok: bool, pointer: &str, code: &'static str, detail: &str) {
        if !ok {
            self.errors.push(FieldError::new(pointer, code, detail));
        }
    }

    /// A ref: 1 to 64 characters that can stand in a path and in a list separated by semicolons.
    pub fn reference(&mut self, pointer: &str, value: &str) {
        let usable = !value.is_empty()
            && value.chars().count() <= REF_LENGTH
            && value.trim() == value
            && !value.chars().any(|c| is_break(c) || is_hidden(c) || c == ';')
            && !matches!(value, "." | "..")
            && value.parse::<Id>().is_err();
        let detail = "must have 1 to 64 characters, without a semicolon, a control or invisible character, a space at either end, or the form of an id";
        self.require(usable, pointer, "invalid_ref", detail);
    }

    /// A title or a name: one line, not empty, at most 500 characters, none of which only hides or turns others.
    pub fn title(&mut self, pointer: &str, value: &str) {
        let usable = !value.trim().is_empty() && value.chars().count() <= TITLE_LENGTH && !value.contains(is_break);
        self.require(usable, pointer, "invalid_text", "must be one line of 1 to 500 characters");
        let seen = !value.chars().any(|c| is_hidden(c) && !is_joiner(c));
        self.require(seen, pointer, "invalid_text", "must not hold invisible characters, nor marks that turn the direction of the text");
    }

    /// A title that may be absent.
    pub fn optional_title(&mut self, pointer: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.title(pointer, value);
        }
    }

    /// A text of several lines that may be absent: at most 20,000 characters, without control characters.
    pub fn text(&mut self, pointer: &str, value: Option<&str>) {
        self.text_within(pointer, value, TEXT_LENGTH);
    }

    /// The same of at most so many characters.
    pub fn text_within(&mut self, pointer: &str, value: Option<&str>, most: usize) {
        let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        let usable = value.is_none_or(|text| text.chars().count() <= most && !text.chars().any(control));
        let detail = format!("must have at most {most} characters, and no control characters but line ends and tabs");
        self.require(usable, pointer, "invalid_text", &detail);
    }

    /// A tolerance and, of the same kind, the largest miss that is still Green: shares of the target, unless said to be points.
    pub fn tolerance(&mut self, tolerance: Option<Figure>, green_within: Option<Figure>, kind: Option<ToleranceKind>) {
        let points = kind == Some(ToleranceKind::Absolute);
        for (pointer, figure) in [("/tolerance", tolerance), ("/green_within", green_within)] {
            let figure = figure.unwrap_or_default();
            self.require(figure >= Figure::ZERO, pointer, "out_of_range", "must not be negative");
            let detail = "must not be more than 100 percent of the target; give tolerance_kind absolute where it is in points";
            self.require(points || figure <= Figure::from(100), pointer, "out_of_range", detail);
        }
        // Of a tolerance that cannot be, nothing follows.
        let fits = |(green, tolerance): (Figure, Figure)| tolerance < Figure::ZERO || green <= tolerance;
        let fits = green_within.zip(tolerance).is_none_or(fits);
        self.require(fits, "/green_within", "out_of_range", "must not be larger than the tolerance");
    }

    /// What was found, if anything.
    ///
    /// # Errors
    /// [`Error::Invalid`] with all that is wrong.
    pub fn finish(self) -> Result<()> {
        if self.errors.is_empty() { Ok(()) } else { Err(Error::Invalid(self.errors)) }
    }
}

/// `Some` text that is not blank: an empty text means "not given".
pub fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests;
