//! How many of each status: a bar for each line, with its counts beside it.

use super::canvas::{Anchor, Canvas, Pen};
use super::fit::wrapped;
use super::mark::{RAGS, Shape, legend_height};
use super::palette::{self, FAINT, GREY, PAPER, STRIPE};
use super::scale::shares;
use super::{Picture, Said};
use crate::domain::rollup::Counts;
use crate::domain::status::Rag;
use crate::render::words::Words;

/// Counts of statuses.
pub struct Snapshot {
    /// What they are of.
    pub title: String,
    /// A line for each part, in the order in which they are drawn.
    pub bars: Vec<SnapshotBar>,
}

/// The counts of one part.
pub struct SnapshotBar {
    /// Which part.
    pub label: Said,
    /// How many of each status.
    pub counts: Counts,
}

const WIDTH: i32 = 640;
/// Where bars begin, and how long they are.
const BAR: (i32, i32) = (196, 200);
/// Between the numbers beside a bar.
const COLUMN: i32 = 46;
const ROW: i32 = 34;
/// A bar this long holds the shape of its status.
const HOLDS_MARK: i32 = 16;
/// So much is seen of one among hundreds.
const LEAST: i32 = 2;
/// Between the parts of a bar.
const GAP: i32 = 2;
const NAME: Pen = Pen::new(13);
const NUMBER: Pen = Pen::new(13).at(Anchor::End);

/// The picture; its text gives every count.
pub fn snapshot(words: &Words, id: &str, chart: &Snapshot) -> Picture {
    let text = chart.bars.iter().map(|bar| spoken(words, bar)).collect::<Vec<_>>().join(" ");
    let text = if chart.bars.is_empty() { words.text("chart-none") } else { text };
    let legend = RAGS.map(|rag| (rag, words.token("rag", rag.as_str())));
    let head = legend_height(0, WIDTH, &legend) + 26;
    let rows = i32::try_from(chart.bars.len()).unwrap_or(i32::MAX / ROW - ROW);
    let size = (WIDTH, head + rows * ROW + 4);
    let mut canvas = Canvas::new(id, words.language(), size, chart.title.clone(), text);
    canvas.stripes();
    canvas.legend((0, 16), WIDTH, &legend, |canvas, rag, at| canvas.status(rag, at, 6));
    canvas.heads(words, head - 8);
    for (bar, top) in chart.bars.iter().zip((head..).step_by(usize::try_from(ROW).unwrap_or(1))) {
        canvas.bar(bar, top);
    }
    canvas.finish()
}

/// `Actions: 84 Green, 4 Amber, 7 Red, 5 not applicable; 100 in all.`
fn spoken(words: &Words, bar: &SnapshotBar) -> String {
    let Counts { green, amber, red, not_applicable } = bar.counts;
    let counts = [("green", green), ("amber", amber), ("red", red), ("none", not_applicable), ("total", bar.counts.total())];
    let key = if bar.counts.total() == 0 { "chart-counts-none" } else { "chart-counts" };
    let label = ("label", bar.label.text.as_str().into());
    words.with(key, &[label].into_iter().chain(counts.map(|(name, count)| (name, count.into()))).collect::<Vec<_>>())
}

const fn count(counts: &Counts, rag: Rag) -> u32 {
    match rag {
        Rag::Green => counts.green,
        Rag::Amber => counts.amber,
        Rag::Red => counts.red,
        Rag::NotApplicable => counts.not_applicable,
    }
}

/// The right end of a column of numbers; the one after the statuses is their total.
fn column(index: usize) -> i32 {
    BAR.0 + BAR.1 + COLUMN * i32::try_from(index + 1).unwrap_or_default()
}

impl Canvas {
    /// What Red is filled with.
    fn stripes(&mut self) {
        let (id, red) = (self.own("red"), palette::rag(Rag::Red).fill);
        self.start("defs", &[]);
        self.start(
            "pattern",
            &[
                ("id", id.as_str().into()),
                ("width", 6.into()),
                ("height", 6.into()),
                ("patternUnits", "userSpaceOnUse".into()),
                ("patternTransform", "rotate(45)".into()),
            ],
        );
        self.rect((0, 0), (6, 6), red);
        self.rect((0, 0), (1, 6), STRIPE);
        self.end("pattern");
        self.end("defs");
    }

    /// Above the numbers: the shape of the status that they count.
    fn heads(&mut self, words: &Words, y: i32) {
        for (index, rag) in RAGS.into_iter().enumerate() {
            self.status(rag, (column(index) - 6, y - 4), 5);
        }
        self.text((WIDTH, y), Pen::new(12).colour(GREY).at(Anchor::End), &words.text("chart-total"));
    }

    fn bar(&mut self, bar: &SnapshotBar, top: i32) {
        self.line((0, top), (WIDTH, top), FAINT, "");
        let lines = wrapped(&bar.label, NAME.size, BAR.0 - 12, 2);
        let first = if lines.len() > 1 { top + 15 } else { top + 22 };
        for (line, y) in lines.iter().zip((first..).step_by(15)) {
            self.typed((0, y), NAME, line);
        }
        let counts = RAGS.map(|rag| count(&bar.counts, rag));
        let mut x = BAR.0;
        for (rag, width) in RAGS.into_iter().zip(shares(&counts, BAR.1, LEAST)) {
            self.segment(rag, (x, top + 7), width);
            x += width;
        }
        if bar.counts.total() == 0 {
            self.outlined((BAR.0, top + 7), BAR.1, (PAPER, GREY));
        }
        for (index, count) in counts.iter().enumerate() {
            let pen = if *count == 0 { NUMBER.colour(GREY) } else { NUMBER };
            self.text((column(index), top + 22), pen, &count.to_string());
        }
        self.text((WIDTH, top + 22), NUMBER.bold(), &bar.counts.total().to_string());
    }

    fn outlined(&mut self, (x, y): (i32, i32), width: i32, (fill, edge): (&str, &str)) {
        let edges = [("x", x), ("y", y), ("width", width), ("height", 20)].map(|(name, value)| (name, value.into()));
        self.draw("rect", &edges.into_iter().chain([("fill", fill.into()), ("stroke", edge.into())]).collect::<Vec<_>>());
    }

    /// A status's part of a bar, parted from the one before it.
    fn segment(&mut self, rag: Rag, (x, y): (i32, i32), width: i32) {
        if width == 0 {
            return;
        }
        let tone = palette::rag(rag);
        let striped = format!("url(#{})", self.own("red"));
        let fill = if rag == Rag::Red { striped.as_str() } else { tone.fill };
        let gap = if x > BAR.0 && width > GAP { GAP } else { 0 };
        self.outlined((x + gap, y), width - gap, (fill, tone.edge));
        if width >= HOLDS_MARK {
            let middle = (x + width / 2, y + 10);
            let hollow = rag == Rag::NotApplicable;
            if rag == Rag::Red {
                self.rect((middle.0 - 7, middle.1 - 7), (14, 14), tone.fill);
            }
            let (shape, r) = (Shape::of(rag), if rag == Rag::Red { 4 } else { 5 });
            self.mark(shape, middle, r, if hollow { (PAPER, tone.ink) } else { (tone.ink, tone.ink) });
        }
    }
}
