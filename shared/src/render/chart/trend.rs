//! A measure over its last quarters, with its target.

mod axis;

use super::Picture;
use super::canvas::{Anchor, Canvas, Pen};
use super::fit::{cut, width};
use super::palette::{self, BLUE, GREY, PALE, PAPER};
use super::scale::Scale;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::status::Rag;
use crate::render::words::Words;

/// A measure over its last quarters.
pub struct Trend<'a> {
    /// Which measure.
    pub title: String,
    /// What its figures are, such as `percent`.
    pub unit: &'a str,
    /// Decimals that they are shown with.
    pub decimals: u8,
    /// How many quarters lie between two figures: 1, 4 or 8. Where more do, one is missing.
    pub every: i32,
    /// The band to be in, where that takes the place of a target.
    pub band: (Option<Figure>, Option<Figure>),
    /// The status of the latest quarter.
    pub rag: Rag,
    /// The quarters with a figure or a target, the oldest first.
    pub quarters: Vec<Quarterly>,
}

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quarterly {
    /// Which.
    pub period: Period,
    /// The figure.
    pub actual: Option<Figure>,
    /// The target.
    pub target: Option<Figure>,
}

const WIDTH: i32 = 360;
const HEIGHT: i32 = 132;
/// Between these a figure is drawn.
const RANGE: (i32, i32) = (HEIGHT - 48, 14);
/// Where what is below the figures begins.
const FOOT: i32 = HEIGHT - 34;
/// No figure takes more room than this left of the plot,
const GUTTER: i32 = 116;
/// and what the latest is, and its target, no less and no more than this at its right.
const ASIDE: (i32, i32) = (GUTTER, 160);
const SMALL: Pen = Pen::new(11);

/// A trend with its places.
struct Plot<'a> {
    words: &'a Words,
    chart: &'a Trend<'a>,
    told: &'a [Told],
    first: Period,
    scale: Scale,
    /// Where the first quarter stands, and how far the next is from it, in hundredths.
    left: i32,
    step: i32,
    /// Where what the latest is, and its target, is written.
    edge: i32,
}

/// A quarter, put into words once.
struct Told {
    period: String,
    actual: Option<String>,
    target: Option<String>,
}

/// The picture; its text gives every figure and target.
pub fn trend(words: &Words, id: &str, chart: &Trend<'_>) -> Picture {
    let told = told(words, chart);
    let mut canvas = Canvas::new(id, words.language(), (WIDTH, HEIGHT), chart.title.clone(), spoken(words, chart, &told));
    match Plot::new(words, chart, &told) {
        Some(plot) => plot.draw(&mut canvas),
        None => canvas.text((0, 22), SMALL.colour(GREY), &words.text("chart-none")),
    }
    canvas.finish()
}

fn shown(words: &Words, chart: &Trend<'_>, figure: Figure) -> String {
    words.figure(figure, Some(chart.unit), Some(chart.decimals))
}

/// Targets that stay as they are are written once.
fn told(words: &Words, chart: &Trend<'_>) -> Vec<Told> {
    let mut before: Option<(Figure, String)> = None;
    let mut target = |figure: Figure| {
        let same = before.take().filter(|(known, _)| *known == figure);
        let (_, text) = before.insert(same.unwrap_or_else(|| (figure, shown(words, chart, figure))));
        text.clone()
    };
    let quarter = |quarter: &Quarterly| Told {
        period: words.period(quarter.period),
        actual: quarter.actual.map(|figure| shown(words, chart, figure)),
        target: quarter.target.map(&mut target),
    };
    chart.quarters.iter().map(quarter).collect()
}

/// Is there a target, and in all quarters with a target the same?
fn is_steady(chart: &Trend<'_>) -> bool {
    let mut targets = chart.quarters.iter().filter_map(|quarter| quarter.target);
    targets.next().is_some_and(|first| targets.all(|target| target == first))
}

/// `Q1 2017/18 98.6%; Q2 2017/18 97.1%. The target is 97% throughout.`
fn spoken(words: &Words, chart: &Trend<'_>, told: &[Told]) -> String {
    let steady = is_steady(chart);
    let part = |Told { period, actual, target }: &Told| {
        let actual = actual.clone().unwrap_or_else(|| words.text("chart-missing"));
        match target.as_deref().filter(|_| !steady) {
            None => format!("{period} {actual}"),
            Some(target) => {
                words.with("chart-against", &[("period", period.as_str().into()), ("actual", actual.into()), ("target", target.into())])
            }
        }
    };
    let quarters = match told {
        [] => words.text("chart-none"),
        told => format!("{}.", told.iter().map(part).collect::<Vec<_>>().join("; ")),
    };
    let target = told.iter().find_map(|quarter| quarter.target.as_deref()).filter(|_| steady);
    let target = target.map(|target| words.with("chart-steady", &[("target", target.into())]));
    let band = limits(words, chart).map(|band| words.with("chart-band", &[("band", band.into())]));
    [Some(quarters), target, band].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The band, in words.
fn limits(words: &Words, chart: &Trend<'_>) -> Option<String> {
    let shown = |figure| shown(words, chart, figure).into();
    Some(match chart.band {
        (None, None) => return None,
        (Some(low), Some(high)) => words.with("band-between", &[("low", shown(low)), ("high", shown(high))]),
        (Some(low), None) => words.with("band-from", &[("low", shown(low))]),
        (None, Some(high)) => words.with("band-to", &[("high", shown(high))]),
    })
}

/// `Target 85%`: that of the latest quarter with one.
fn aimed(words: &Words, told: &[Told]) -> Option<String> {
    let target = told.iter().rev().find_map(|quarter| quarter.target.as_deref())?;
    Some(words.with("chart-target", &[("target", target.into())]))
}

impl<'a> Plot<'a> {
    fn new(words: &'a Words, chart: &'a Trend<'a>, told: &'a [Told]) -> Option<Self> {
        let (first, last) = (chart.quarters.first()?.period, chart.quarters.last()?.period);
        let known = chart.quarters.iter().flat_map(|quarter| [quarter.actual, quarter.target]);
        let scale = Scale::of_figures(known.chain([chart.band.0, chart.band.1]).flatten(), RANGE);
        let earliest = told.iter().find_map(|quarter| quarter.actual.as_deref());
        let room = earliest.map_or(0, |figure| width(figure, SMALL.size)).min(GUTTER);
        let actual = told.iter().rev().find_map(|quarter| quarter.actual.as_deref());
        let target = aimed(words, told);
        let aside = [actual, target.as_deref()].into_iter().flatten().map(|text| width(text, SMALL.size)).max().unwrap_or_default();
        let edge = WIDTH - aside.clamp(ASIDE.0, ASIDE.1);
        let steps = last.index() - first.index();
        let right = edge - 16;
        let left = if steps == 0 { right } else { room + 12 };
        let step = if steps == 0 { 0 } else { (right - left) * 100 / steps };
        Some(Self { words, chart, told, first, scale, left, step, edge })
    }

    fn x(&self, period: Period) -> i32 {
        self.left + (period.index() - self.first.index()) * self.step / 100
    }

    /// The quarters with a figure, and where they stand.
    fn points(&self) -> Vec<(Period, Figure, (i32, i32))> {
        let point = |quarter: &Quarterly| {
            let actual = quarter.actual?;
            Some((quarter.period, actual, (self.x(quarter.period), self.scale.figure(actual))))
        };
        self.chart.quarters.iter().filter_map(point).collect()
    }

    fn draw(&self, canvas: &mut Canvas) {
        self.band(canvas);
        self.axis(canvas);
        let label = self.target(canvas);
        let points = self.points();
        self.line(canvas, &points);
        self.ends(canvas, &points, label);
    }

    fn band(&self, canvas: &mut Canvas) {
        let (low, high) = self.chart.band;
        if low.or(high).is_none() {
            return;
        }
        let top = high.map_or(2, |high| self.scale.figure(high));
        let bottom = low.map_or(FOOT - 2, |low| self.scale.figure(low));
        let (from, to) = (self.left - 6, self.edge - 8);
        canvas.rect((from, top), (to - from, (bottom - top).max(1)), PALE);
        for limit in [low, high].into_iter().flatten().map(|limit| self.scale.figure(limit)) {
            canvas.line((from, limit), (to, limit), GREY, "4 3");
        }
    }

    /// A dashed stroke for each quarter, and what the latest is; where that is written.
    fn target(&self, canvas: &mut Canvas) -> Option<(i32, String)> {
        let half = (self.step / 200).clamp(5, 14);
        let last = self.chart.quarters.last().map_or(self.left, |quarter| self.x(quarter.period));
        let (from, to) = if self.step == 0 { (last - half, last + half) } else { (self.left, last) };
        let stroke = |quarter: &Quarterly| {
            let (x, y) = (self.x(quarter.period), self.scale.figure(quarter.target?));
            Some(format!("M{} {y}H{}", (x - half).max(from), (x + half).min(to)))
        };
        let strokes: String = self.chart.quarters.iter().filter_map(stroke).collect();
        if strokes.is_empty() {
            return None;
        }
        canvas.draw(
            "path",
            &[("d", strokes.as_str().into()), ("stroke", GREY.into()), ("stroke-width", 2.into()), ("stroke-dasharray", "3 2".into())],
        );
        let latest = self.chart.quarters.iter().rev().find_map(|quarter| quarter.target)?;
        Some((self.scale.figure(latest), aimed(self.words, self.told)?))
    }

    /// A line through the figures, dotted where one is missing, and a dot for each.
    fn line(&self, canvas: &mut Canvas, points: &[(Period, Figure, (i32, i32))]) {
        if points.is_empty() {
            return;
        }
        let (mut known, mut missing, mut goes_on) = (String::new(), String::new(), false);
        for ((before, _, (from, left)), (period, _, (x, y))) in points.iter().zip(points.iter().skip(1)) {
            let joined = period.index() - before.index() <= self.chart.every;
            let path = if joined { &mut known } else { &mut missing };
            if !(joined && goes_on) {
                path.push_str(&format!("M{from} {left}"));
            }
            path.push_str(&format!("L{x} {y}"));
            goes_on = joined;
        }
        for (path, look) in [(&known, ("stroke-width", 2.into())), (&missing, ("stroke-dasharray", "1 4".into()))] {
            if !path.is_empty() {
                canvas.draw("path", &[("d", path.as_str().into()), ("fill", "none".into()), ("stroke", BLUE.into()), look]);
            }
        }
        let dots: String = points.iter().map(|(_, _, (x, y))| format!("M{} {y}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z", x - 3)).collect();
        canvas.draw("path", &[("d", dots.as_str().into()), ("fill", PAPER.into()), ("stroke", BLUE.into())]);
    }

    /// The first figure and the last, with the status of the last; and the target, where none is in its way.
    fn ends(&self, canvas: &mut Canvas, points: &[(Period, Figure, (i32, i32))], target: Option<(i32, String)>) {
        let (edge, room) = (self.edge, WIDTH - self.edge);
        let mut taken = None;
        let mut figures = self.told.iter().filter_map(|quarter| quarter.actual.as_deref());
        let (first, last) = (figures.next(), figures.next_back());
        if let Some(((period, _, (x, y)), figure)) = points.last().zip(last.or(first)) {
            let latest = self.chart.quarters.last().is_some_and(|quarter| quarter.period == *period);
            if latest && self.chart.rag != Rag::NotApplicable {
                canvas.status(self.chart.rag, (*x, *y), 5);
            }
            canvas.text((edge, y + 4), SMALL.bold(), &cut(figure, SMALL.size, room));
            taken = Some(*y);
        }
        if let Some(((_, _, (x, y)), figure)) = points.first().zip(first).filter(|_| points.len() > 1) {
            canvas.text((x - 6, y + 4), SMALL.at(Anchor::End), &cut(figure, SMALL.size, GUTTER));
        }
        if let Some((y, said)) = target {
            let y = match taken {
                Some(taken) if (taken - y).abs() < 14 => {
                    if y > taken || taken < 28 {
                        taken + 14
                    } else {
                        taken - 14
                    }
                }
                _ => y,
            };
            canvas.text((edge, y + 4), SMALL.colour(palette::GREY), &cut(&said, SMALL.size, room));
        }
    }
}
