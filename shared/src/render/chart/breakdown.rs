//! Figures by one dimension: sorted bars.

use super::canvas::{Anchor, Canvas, Pen};
use super::fit::{cut, width, wrapped};
use super::palette::{BLUE, GREY};
use super::scale::Scale;
use super::{Picture, Said};
use crate::domain::number::Figure;
use crate::render::words::Words;

/// Figures by one dimension.
pub struct Breakdown {
    /// What is counted, and by what.
    pub title: String,
    /// What the figures are, such as `percent`.
    pub unit: String,
    /// In any order.
    pub bars: Vec<BreakdownBar>,
}

/// One of them.
pub struct BreakdownBar {
    /// Which part it is of.
    pub label: Said,
    /// The figure.
    pub value: Figure,
}

const WIDTH: i32 = 640;
const NAMES: i32 = 216;
const ROW: i32 = 32;
const NAME: Pen = Pen::new(13);
/// No figure takes more room than this.
const FIGURES: i32 = 150;

/// The picture, the largest figure first; its text gives every figure.
pub fn breakdown(words: &Words, id: &str, chart: &Breakdown) -> Picture {
    let mut bars: Vec<(&BreakdownBar, String)> =
        chart.bars.iter().map(|bar| (bar, words.figure(bar.value, Some(&chart.unit), None))).collect();
    bars.sort_by(|(one, _), (other, _)| other.value.cmp(&one.value).then_with(|| one.label.text.cmp(&other.label.text)));
    let rows = i32::try_from(bars.len().max(1)).unwrap_or(i32::MAX / ROW - ROW);
    let mut canvas = Canvas::new(id, words.language(), (WIDTH, rows * ROW + 8), chart.title.clone(), spoken(words, &bars));
    if bars.is_empty() {
        canvas.text((0, 22), NAME.colour(GREY), &words.text("chart-none"));
    }
    let gutter = bars.iter().map(|(_, figure)| width(figure, NAME.size)).max().unwrap_or_default().min(FIGURES) + 8;
    let negative = bars.iter().any(|(bar, _)| bar.value < Figure::ZERO);
    let span = (if negative { NAMES + gutter } else { NAMES }, WIDTH - gutter);
    let scale = Scale::of_figures(bars.iter().map(|(bar, _)| bar.value).chain([Figure::ZERO]), span);
    // Of zeros alone, each bar is as long as nothing.
    let all_zero = bars.iter().all(|(bar, _)| bar.value == Figure::ZERO);
    let zero = if all_zero { span.0 } else { scale.figure(Figure::ZERO) };
    for ((bar, figure), top) in bars.iter().zip((4..).step_by(usize::try_from(ROW).unwrap_or(1))) {
        let lines = wrapped(&bar.label, NAME.size, NAMES - 12, 2);
        let first = if lines.len() > 1 { top + 14 } else { top + 21 };
        for (line, y) in lines.iter().zip((first..).step_by(15)) {
            canvas.typed((0, y), NAME, line);
        }
        let end = if all_zero { zero } else { scale.figure(bar.value) };
        canvas.rect((zero.min(end), top + 6), ((end - zero).abs(), ROW - 12), BLUE);
        let left = bar.value < Figure::ZERO;
        let (x, anchor) = if left { (end - 6, Anchor::End) } else { (end + 6, Anchor::Start) };
        canvas.text((x, top + 21), NAME.at(anchor), &cut(figure, NAME.size, FIGURES));
    }
    canvas.line((zero, 2), (zero, rows * ROW + 6), GREY, "");
    canvas.finish()
}

/// `Housing: 4 days; Finance: 3 days.`
fn spoken(words: &Words, bars: &[(&BreakdownBar, String)]) -> String {
    let part = |(bar, figure): &(&BreakdownBar, String)| {
        words.with("chart-part", &[("label", bar.label.text.as_str().into()), ("figure", figure.as_str().into())])
    };
    match bars {
        [] => words.text("chart-none"),
        bars => format!("{}.", bars.iter().map(part).collect::<Vec<_>>().join("; ")),
    }
}
