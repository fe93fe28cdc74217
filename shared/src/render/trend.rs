//! The last quarters of a measure: a bar for the eye, and the figure below it for everyone.

use super::digest::Line;
use super::phrase::Phrase;
use super::words::Words;
use crate::domain::number::Figure;
use crate::domain::period::Period;

/// From nothing to the greatest of the figures.
const BARS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// The last quarters of a measure, the oldest first.
pub(super) struct Trend {
    pub label: Phrase,
    pub points: Vec<Point>,
}

/// One of them.
pub(super) struct Point {
    pub period: Phrase,
    /// How its figure stands among the others.
    pub bar: &'static str,
    pub figure: Phrase,
}

/// That of a line, if there is one to see: two figures at least.
pub(super) fn trend(line: &Line, languages: &[Words]) -> Option<Trend> {
    let known = || line.trend.iter().map(|(_, figure)| *figure);
    // Bars are heights: from nothing, as a chart of bars is, or a step of a little would look like a leap.
    let (least, most) = (known().min()?.wide().min(0), known().max()?.wide().max(0));
    let point = |(period, figure): &(Period, Figure)| Point {
        period: Phrase::ours(languages, |words| words.period(*period)),
        bar: bar(*figure, least, most),
        figure: Phrase::ours(languages, |words| words.figure(*figure, line.unit.as_deref(), line.decimals)),
    };
    let label = Phrase::ours(languages, |words| words.count("trend", line.trend.len()));
    (line.trend.len() > 1).then(|| Trend { label, points: line.trend.iter().map(point).collect() })
}

impl Trend {
    /// On one line: `The last 2 results: Q2 2016/17 79.5%, Q3 2016/17 81.0%`.
    pub fn text(&self) -> String {
        let points = self.points.iter().map(|point| format!("{} {}", point.period.text(), point.figure.text()));
        format!("{}: {}", self.label.text(), points.collect::<Vec<_>>().join(", "))
    }
}

/// The bar of a figure between the least and the most.
fn bar(figure: Figure, least: i128, most: i128) -> &'static str {
    let (above, range) = (figure.wide() - least, most - least);
    let level = if range == 0 { 0 } else { (above * 7 + range / 2) / range };
    usize::try_from(level).ok().and_then(|level| BARS.get(level)).copied().unwrap_or_default()
}
