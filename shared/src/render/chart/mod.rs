//! Pictures of a report: SVG, each with all that it says in words.
//!
//! They stand in a page, in a typeset document and, drawn as points, in a word processor. So they are plain: text is text, there is no
//! script, no style sheet and nothing from elsewhere, ids are the picture's own, and they grow with the room they are given. A status
//! is told by shape and word as well as by colour. All sizes are whole CSS pixels, so that no rounding depends on the machine.

mod breakdown;
mod canvas;
mod fit;
mod mark;
mod matrix;
mod of_report;
mod palette;
mod scale;
mod snapshot;
mod timeline;
mod trend;

#[cfg(test)]
mod tests;

pub use super::phrase::Said;
pub use breakdown::{Breakdown, BreakdownBar, breakdown};
pub use matrix::{Matrix, PlacedRisk, matrix};
pub use of_report::{Of, Pictures};
pub use snapshot::{Snapshot, SnapshotBar, snapshot};
pub use timeline::{Planned, Stage, TIMELINE_ROWS, Timeline, timeline};
pub use trend::{Quarterly, Trend, trend};

/// A picture, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// A whole SVG document, which may also stand in HTML as it is.
    pub svg: String,
    /// What it is of: its name for who cannot see it.
    pub title: String,
    /// All that it shows, in words and figures.
    pub text: String,
    /// Width in CSS pixels, at which its letters are as large as those of a page.
    pub width: i32,
    /// Height in CSS pixels.
    pub height: i32,
}
