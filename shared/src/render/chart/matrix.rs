//! Risks in the cells of likelihood and impact, with where each has moved and where it is expected to go.

use super::Picture;
use super::Said;
use super::canvas::{Anchor, Canvas, Pen};
use super::fit::{cut, one_line, width, wrapped};
use super::mark::{Shape, legend_height};
use super::palette::{self, GREY, INK, PAPER};
use crate::domain::risk::{self, Movement, RiskDirection};
use crate::render::words::Words;

/// Risks by likelihood and impact.
pub struct Matrix {
    /// Which risks.
    pub title: String,
    /// They, in their order.
    pub risks: Vec<PlacedRisk>,
}

/// A risk, as a whole or as one service area assesses it.
#[derive(Clone, Debug)]
pub struct PlacedRisk {
    /// What it is called in the picture: its ref, and the area.
    pub label: String,
    /// 1 to 4, if known.
    pub likelihood: Option<i32>,
    /// 1 to 4, if known.
    pub impact: Option<i32>,
    /// Their product, or a score alone.
    pub score: Option<i32>,
    /// Where the score has moved.
    pub direction: Option<RiskDirection>,
    /// Where it is expected to go.
    pub forecast: Option<Movement>,
}

const WIDTH: i32 = 640;
const LEFT: i32 = 104;
const COLUMN: i32 = (WIDTH - LEFT - 2) / 4;
/// Above the risks of a cell: its score and band.
const HEAD: i32 = 22;
const LINE: i32 = 17;
const PADDING: i32 = 6;
/// So many lines of risks are in a cell, and then how many more there are.
const LINES: usize = 12;
/// So many lines tell of risks without a cell.
const NOTES: usize = 4;
const SMALL: Pen = Pen::new(11);
const REF: Pen = Pen::new(12);
/// The room of an arrow.
const ARROW: i32 = 13;

/// What an arrow says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arrow {
    Increasing,
    Decreasing,
    Baseline,
    Up,
    Down,
}

/// A cell with its risks, in lines.
struct Cell<'a> {
    likelihood: i32,
    impact: i32,
    lines: Vec<Vec<&'a PlacedRisk>>,
    /// How many find no room.
    more: usize,
}

/// The picture; its text names every risk, in its cell.
pub fn matrix(words: &Words, id: &str, chart: &Matrix) -> Picture {
    let rows: Vec<Vec<Cell<'_>>> =
        (1..=4).rev().map(|likelihood| (1..=4).map(|impact| Cell::of(chart, likelihood, impact)).collect()).collect();
    let heights: Vec<i32> = rows.iter().map(|row| row.iter().map(Cell::height).max().unwrap_or_default()).collect();
    let grid: i32 = heights.iter().sum();
    let legend = legend(words);
    let placeless = placeless(words, chart);
    let placeless = wrapped(&Said { lang: words.language(), text: placeless }, SMALL.size, WIDTH, NOTES);
    let note = placeless.iter().filter(|line| !line.text.is_empty()).fold(0, |height, _| height + LINE);
    let foot = 44;
    let size = (WIDTH, grid + foot + legend_height(0, WIDTH, &legend) + note + 8);
    let mut canvas = Canvas::new(id, words.language(), size, chart.title.clone(), spoken(words, chart));
    let mut top = 1;
    for (row, height) in rows.iter().zip(heights) {
        canvas.row(words, row, (top, height));
        top += height;
    }
    canvas.impacts(words, top);
    let last = canvas.legend((0, top + foot + 14), WIDTH, &legend, Canvas::arrow);
    for (line, y) in placeless.iter().filter(|line| !line.text.is_empty()).zip((last + LINE..).step_by(17)) {
        canvas.typed((0, y), SMALL, line);
    }
    canvas.finish()
}

fn legend(words: &Words) -> [(Arrow, String); 5] {
    [
        (Arrow::Increasing, words.text("risk-direction-increasing")),
        (Arrow::Decreasing, words.text("risk-direction-decreasing")),
        (Arrow::Baseline, words.text("risk-direction-establishing_baseline")),
        (Arrow::Up, words.text("forecast-up")),
        (Arrow::Down, words.text("forecast-down")),
    ]
}

impl PlacedRisk {
    /// Its likelihood and impact, if both are known: its cell.
    pub(super) fn place(&self) -> Option<(i32, i32)> {
        self.likelihood.zip(self.impact).filter(|(likelihood, impact)| (1..=4).contains(likelihood) && (1..=4).contains(impact))
    }

    fn arrows(&self) -> impl Iterator<Item = Arrow> {
        let moved = match self.direction {
            Some(RiskDirection::Increasing) => Some(Arrow::Increasing),
            Some(RiskDirection::Decreasing) => Some(Arrow::Decreasing),
            Some(RiskDirection::EstablishingBaseline) => Some(Arrow::Baseline),
            Some(RiskDirection::Same) | None => None,
        };
        let forecast = match self.forecast {
            Some(Movement::Up) => Some(Arrow::Up),
            Some(Movement::Down) => Some(Arrow::Down),
            Some(Movement::Same) | None => None,
        };
        moved.into_iter().chain(forecast)
    }

    /// What is written, and the room that it takes with its arrows.
    fn shown(&self) -> (String, i32) {
        let arrows = self.arrows().fold(0, |room, _| room + ARROW);
        let label = cut(&one_line(&self.label), REF.size, COLUMN - 2 * PADDING - arrows);
        let room = width(&label, REF.size) + arrows;
        (label, room)
    }

    /// `CR1 (increasing; expected to rise)`
    fn spoken(&self, words: &Words) -> String {
        let direction = self.direction.filter(|direction| *direction != RiskDirection::Same);
        let forecast = self.forecast.filter(|forecast| *forecast != Movement::Same);
        let notes = [
            direction.map(|direction| words.token("risk-direction", direction.as_str()).to_lowercase()),
            forecast.map(|forecast| words.token("forecast", forecast.as_str()).to_lowercase()),
        ];
        let notes: Vec<String> = notes.into_iter().flatten().collect();
        if notes.is_empty() { self.label.clone() } else { format!("{} ({})", self.label, notes.join("; ")) }
    }
}

impl<'a> Cell<'a> {
    fn of(chart: &'a Matrix, likelihood: i32, impact: i32) -> Self {
        let mut cell = Self { likelihood, impact, lines: Vec::new(), more: 0 };
        let mut used = 0;
        for risk in chart.risks.iter().filter(|risk| risk.place() == Some((likelihood, impact))) {
            let (_, room) = risk.shown();
            let fits = !cell.lines.is_empty() && used + room <= COLUMN - 2 * PADDING;
            if !fits && cell.lines.len() == LINES {
                cell.more += 1;
                used = COLUMN;
                continue;
            }
            if !fits {
                cell.lines.push(Vec::new());
                used = 0;
            }
            if let Some(line) = cell.lines.last_mut() {
                line.push(risk);
            }
            used += room + 8;
        }
        cell
    }

    fn height(&self) -> i32 {
        let lines = self.lines.len() + usize::from(self.more > 0);
        (HEAD + LINE * i32::try_from(lines).unwrap_or_default() + PADDING).max(60)
    }

    const fn score(&self) -> i32 {
        self.likelihood * self.impact
    }
}

/// What has no cell: scores alone, and what is not assessed.
fn placeless(words: &Words, chart: &Matrix) -> String {
    let scored = |risk: &PlacedRisk| match risk.score {
        Some(score) => words.with("chart-score-alone", &[("risk", risk.spoken(words).into()), ("score", score.to_string().into())]),
        None => risk.spoken(words),
    };
    let without: Vec<String> = chart.risks.iter().filter(|risk| risk.place().is_none()).map(scored).collect();
    if without.is_empty() { String::new() } else { words.with("chart-placeless", &[("risks", without.join(", ").into())]) }
}

fn spoken(words: &Words, chart: &Matrix) -> String {
    if chart.risks.is_empty() {
        return words.text("chart-none");
    }
    let mut said = vec![words.count("chart-risks", chart.risks.len())];
    let mut cells: Vec<(i32, i32)> = (1..=4).flat_map(|likelihood| (1..=4).map(move |impact| (likelihood, impact))).collect();
    cells.sort_by_key(|(likelihood, impact)| (-likelihood * impact, -likelihood));
    for (likelihood, impact) in cells {
        let risks: Vec<String> =
            chart.risks.iter().filter(|risk| risk.place() == Some((likelihood, impact))).map(|risk| risk.spoken(words)).collect();
        if !risks.is_empty() {
            let values = [
                ("likelihood", words.text(&format!("likelihood-{likelihood}"))),
                ("impact", words.text(&format!("impact-{impact}"))),
                ("score", rated(words, likelihood * impact)),
                ("risks", risks.join(", ")),
            ];
            said.push(words.with("chart-cell", &values.map(|(name, value)| (name, value.into()))));
        }
    }
    said.extend(Some(placeless(words, chart)).filter(|text| !text.is_empty()));
    said.push(words.text("chart-unmoved"));
    said.join(" ")
}

/// `12 (high)`
fn rated(words: &Words, score: i32) -> String {
    let band = risk::band(score).map(|band| words.token("band", band.as_str())).unwrap_or_default();
    words.with("score", &[("score", score.to_string().into()), ("band", band.into())])
}

impl Canvas {
    fn row(&mut self, words: &Words, cells: &[Cell<'_>], (top, height): (i32, i32)) {
        if let Some(first) = cells.first() {
            self.axis_label((0, top + 14), &words.text(&format!("likelihood-{}", first.likelihood)), LEFT - 8, Anchor::Start);
        }
        for cell in cells {
            self.cell(words, cell, (LEFT + (cell.impact - 1) * COLUMN, top), height);
        }
    }

    fn cell(&mut self, words: &Words, cell: &Cell<'_>, (left, top): (i32, i32), height: i32) {
        let fill = risk::band(cell.score()).map_or(PAPER, |band| palette::band(band).fill);
        let edges = [("x", left), ("y", top), ("width", COLUMN), ("height", height)].map(|(name, value)| (name, value.into()));
        self.draw("rect", &edges.into_iter().chain([("fill", fill.into()), ("stroke", GREY.into())]).collect::<Vec<_>>());
        self.text((left + PADDING, top + 14), SMALL, &rated(words, cell.score()));
        let mut y = top + HEAD + 12;
        for line in &cell.lines {
            let mut x = left + PADDING;
            for risk in line {
                let (label, room) = risk.shown();
                self.text((x, y), REF.bold(), &label);
                let arrows = risk.arrows().fold(0, |room, _| room + ARROW);
                for (arrow, at) in risk.arrows().zip((x + room - arrows..).step_by(13)) {
                    self.arrow(arrow, (at + 8, y - 4));
                }
                x += room + 8;
            }
            y += LINE;
        }
        if cell.more > 0 {
            self.text((left + PADDING, y), SMALL, &words.with("chart-more", &[("count", cell.more.into())]));
        }
    }

    /// What a score did is filled, what it is expected to do is an outline.
    fn arrow(&mut self, arrow: Arrow, place: (i32, i32)) {
        let (shape, r, fill) = match arrow {
            Arrow::Increasing => (Shape::Up, 4, INK),
            Arrow::Decreasing => (Shape::Down, 4, INK),
            Arrow::Baseline => (Shape::Circle, 3, INK),
            Arrow::Up => (Shape::Up, 4, PAPER),
            Arrow::Down => (Shape::Down, 4, PAPER),
        };
        self.mark(shape, place, r, (fill, INK));
    }

    /// Below the cells: how bad it would be; and what both axes are.
    fn impacts(&mut self, words: &Words, bottom: i32) {
        for impact in 1..=4 {
            let middle = LEFT + (impact - 1) * COLUMN + COLUMN / 2;
            self.axis_label((middle, bottom + 16), &words.text(&format!("impact-{impact}")), COLUMN - 8, Anchor::Middle);
        }
        let pen = SMALL.bold();
        self.text((0, bottom + 16), pen, &format!("↑ {}", words.text("chart-likelihood")));
        self.text((LEFT, bottom + 34), pen, &format!("{} →", words.text("chart-impact")));
    }

    fn axis_label(&mut self, (x, y): (i32, i32), text: &str, room: i32, anchor: Anchor) {
        let said = Said { lang: crate::domain::plan::Language::English, text: text.to_owned() };
        for (line, y) in wrapped(&said, SMALL.size, room, 2).iter().zip((y..).step_by(14)) {
            self.text((x, y), SMALL.at(anchor), &line.text);
        }
    }
}
