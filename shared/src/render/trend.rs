//! The last quarters of a measure: a bar for the eye, and the figure below it for everyone.

use super::digest::Line;
use super::phrase::Phrase;
use super::words::Words;
use crate::domain::number::Figure;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// From the least of the figures to the greatest.
const BARS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// The last quarters of a measure, the oldest first.
pub(super) struct Trend {
    pub label: Phrase,
    pub points: Vec<Point>,
}

/// One of them.
pub(super) struct Point {
    pub period: Phrase,
    /// How its figure stands among the others; nothing where there is none.
    pub bar: Option<&'static str>,
    pub figure: Phrase,
}

/// That of a line, if there is one to see: two figures at least.
pub(super) fn trend(line: &Line, languages: &[Words]) -> Option<Trend> {
    let known: Vec<Figure> = line.trend.iter().filter_map(|(_, figure)| *figure).collect();
    let (least, most) = (*known.iter().min()?, *known.iter().max()?);
    if known.len() < 2 {
        return None;
    }
    let shown = |words: &Words, figure: Option<Figure>| match figure {
        Some(figure) => words.figure(figure, line.unit.as_deref(), line.decimals),
        None => words.text("trend-none"),
    };
    let points = line.trend.iter().map(|(period, figure)| Point {
        period: Phrase::ours(languages, |words| words.period(*period)),
        bar: figure.and_then(|figure| bar(figure, least, most)),
        figure: Phrase::ours(languages, |words| shown(words, *figure)),
    });
    Some(Trend { label: Phrase::ours(languages, |words| words.count("trend", line.trend.len())), points: points.collect() })
}

impl Trend {
    /// On one line: `Last 5 quarters: Q2 2016/17 79.5%, Q3 2016/17 81.0%`.
    pub fn text(&self) -> String {
        let points = self.points.iter().map(|point| format!("{} {}", point.period.text(), point.figure.text()));
        format!("{}: {}", self.label.text(), points.collect::<Vec<_>>().join(", "))
    }
}

/// The bar of a figure between the least and the most; a middling one where all are the same.
fn bar(figure: Figure, least: Figure, most: Figure) -> Option<&'static str> {
    let (above, range) = (figure.decimal() - least.decimal(), most.decimal() - least.decimal());
    let level = if range.is_zero() { Some(3) } else { (above * Decimal::from(BARS.len() - 1) / range).round().to_usize() };
    BARS.get(level?).copied()
}
