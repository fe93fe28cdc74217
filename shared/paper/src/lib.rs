//! The quarterly report on paper.
//!
//! It is made of the blocks that `plumbline_shared::render::report::blocks` hands over one at a time, so that a long report takes
//! little memory. A crate of its own, as fonts and typesetting take long to compile and few changes touch them.

mod columns;
mod docx;
mod fonts;
mod lines;
mod pictures;
mod press;
mod sheet;
mod table;
mod tags;

pub use docx::docx;

use plumbline_shared::domain::plan::Language;
use plumbline_shared::error::{Error, Result};
use plumbline_shared::model::report::Report;
use plumbline_shared::render::document::{Block, Head, Tone};
use plumbline_shared::render::report::{blocks, head};
use press::Press;

/// The report as a PDF: A4, tagged (PDF/UA-1), its fonts embedded, with contents, bookmarks and page numbers. The same report gives
/// the same bytes.
///
/// # Errors
/// [`Error::Internal`] when it cannot be written.
pub fn pdf(report: &Report, language: Language) -> Result<Vec<u8>> {
    typeset(&head(report, language), &|each| blocks(report, language, each))
}

/// What hands over blocks, one at a time, as often as it is asked to.
type Source<'a> = &'a dyn Fn(&mut dyn FnMut(Block) -> Result<()>) -> Result<()>;

fn typeset(head: &Head, source: Source<'_>) -> Result<Vec<u8>> {
    // Set twice: on which page each part begins is known when all is set, and stands at the front.
    let mut proof = Press::proof(head);
    source(&mut |block| proof.set(block))?;
    let found = proof.end()?;
    let mut press = Press::print(head, found)?;
    source(&mut |block| press.set(block))?;
    press.finish()
}

/// What ought not to happen.
fn fault(what: impl std::fmt::Display) -> Error {
    Error::Internal(format!("the report cannot be typeset: {what}"))
}

#[cfg(test)]
mod tests;

/// The colour of what leads somewhere.
const LINK: [u8; 3] = [0x1b, 0x56, 0x8c];

/// The colour of a tone, as on the page: red, green and blue.
const fn colour_of(tone: Tone) -> [u8; 3] {
    match tone {
        Tone::Ink => [0x1d, 0x2a, 0x30],
        Tone::Soft => [0x4c, 0x5a, 0x62],
        Tone::Good => [0x1f, 0x6b, 0x3a],
        Tone::Up => [0x7a, 0x4b, 0x00],
        Tone::Bad => [0xa4, 0x26, 0x2c],
    }
}
