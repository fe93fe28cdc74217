//! The colours of pictures, in one place: a test computes their contrasts.

use crate::domain::risk::Band;
use crate::domain::status::Rag;

/// Letters.
pub(super) const INK: &str = "#1b2733";
/// Letters of less weight, axes and frames.
pub(super) const GREY: &str = "#56616c";
/// Lines of a grid, which nothing depends on.
pub(super) const FAINT: &str = "#d5dadf";
/// What is drawn without a status.
pub(super) const BLUE: &str = "#1d5c8a";
/// What has no status, and paths that are still to go.
pub(super) const PALE: &str = "#e8ebee";
/// The page.
pub(super) const PAPER: &str = "#ffffff";
/// Stripes on Red: told from Green without colours.
pub(super) const STRIPE: &str = "#f3c9cb";

/// An area of a colour, and what is written on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tone {
    pub fill: &'static str,
    /// Letters and shapes on it.
    pub ink: &'static str,
    /// A shape of that colour on the page: its outline.
    pub edge: &'static str,
}

/// That of a status.
pub(super) const fn rag(rag: Rag) -> Tone {
    match rag {
        Rag::Green => Tone { fill: "#1f6b3a", ink: PAPER, edge: "#1f6b3a" },
        Rag::Amber => Tone { fill: "#f0a30a", ink: INK, edge: "#7a4b00" },
        Rag::Red => Tone { fill: "#a4262c", ink: PAPER, edge: "#a4262c" },
        Rag::NotApplicable => Tone { fill: PALE, ink: GREY, edge: GREY },
    }
}

/// That of a band, as in the printed matrix; light, so that refs can be read on it.
pub(super) const fn band(band: Band) -> Tone {
    let (fill, edge) = match band {
        Band::Low => ("#cfe2f3", "#1d5c8a"),
        Band::MediumLow => ("#cdebd3", "#1f6b3a"),
        Band::Medium => ("#fff3b0", "#6b5a00"),
        Band::MediumHigh => ("#ffd59a", "#7a4b00"),
        Band::High => ("#f8c4c4", "#a4262c"),
    };
    Tone { fill, ink: INK, edge }
}
