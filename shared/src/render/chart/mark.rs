//! Shapes that tell what colours tell, too.

use super::canvas::{Anchor, Canvas, Pen};
use super::fit::width;
use super::palette::{self, GREY, PAPER};
use super::timeline::Stage;
use crate::domain::status::Rag;

/// The four statuses, in the order in which they are drawn.
pub(super) const RAGS: [Rag; 4] = [Rag::Green, Rag::Amber, Rag::Red, Rag::NotApplicable];

/// The size of letters in a legend.
pub(super) const LEGEND: Pen = Pen::new(12);

/// An outline around `(x, y)`, `r` pixels to each side.
fn outline(shape: Shape, (x, y): (i32, i32), r: i32) -> String {
    let d = 2 * r;
    match shape {
        Shape::Circle => format!("M{} {y}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0z", x - r),
        Shape::Diamond => format!("M{x} {}l{r} {r}l-{r} {r}l-{r} -{r}z", y - r),
        Shape::Square => format!("M{} {}h{d}v{d}h-{d}z", x - r, y - r),
        Shape::Up => format!("M{x} {}l{r} {d}h-{d}z", y - r),
        Shape::Down => format!("M{x} {}l{r} -{d}h-{d}z", y + r),
        Shape::Cross => format!("M{} {}l{d} {d}m0 -{d}l-{d} {d}", x - r, y - r),
    }
}

/// A shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Circle,
    Diamond,
    Square,
    Up,
    Down,
    Cross,
}

impl Shape {
    /// That of a status, the same as beside words: the circle is filled for Green, hollow for N/A.
    pub const fn of(rag: Rag) -> Self {
        match rag {
            Rag::Green | Rag::NotApplicable => Self::Circle,
            Rag::Amber => Self::Diamond,
            Rag::Red => Self::Square,
        }
    }

    const fn of_stage(stage: Stage) -> Self {
        match stage {
            Stage::Done => Self::Circle,
            Stage::Late => Self::Square,
            Stage::Due => Self::Diamond,
            Stage::Stopped => Self::Cross,
        }
    }
}

impl Canvas {
    /// A shape with its outline.
    pub fn mark(&mut self, shape: Shape, place: (i32, i32), r: i32, (fill, edge): (&str, &str)) {
        let outline = outline(shape, place, r);
        let width = if shape == Shape::Cross { 2 } else { 1 };
        self.draw(
            "path",
            &[("d", outline.as_str().into()), ("fill", fill.into()), ("stroke", edge.into()), ("stroke-width", width.into())],
        );
    }

    /// The shape of a status, on the page.
    pub fn status(&mut self, rag: Rag, place: (i32, i32), r: i32) {
        let tone = palette::rag(rag);
        let fill = if rag == Rag::NotApplicable { PAPER } else { tone.fill };
        self.mark(Shape::of(rag), place, r, (fill, tone.edge));
    }

    /// The shape of how far an action is.
    pub fn stage(&mut self, stage: Stage, place: (i32, i32), r: i32) {
        let (fill, edge) = match stage {
            Stage::Done => (palette::rag(Rag::Green).fill, palette::rag(Rag::Green).edge),
            Stage::Late => (palette::rag(Rag::Red).fill, palette::rag(Rag::Red).edge),
            Stage::Due => (PAPER, palette::BLUE),
            Stage::Stopped => ("none", GREY),
        };
        self.mark(Shape::of_stage(stage), place, r, (fill, edge));
    }

    /// Shapes with their words, from `x` on, in as many lines as they need within `right`; where the last line stands.
    pub fn legend<T: Copy>(
        &mut self,
        (x, y): (i32, i32),
        right: i32,
        entries: &[(T, String)],
        draw: impl Fn(&mut Self, T, (i32, i32)),
    ) -> i32 {
        let mut place = (x, y);
        for (at, (what, words)) in legend_places((x, y), right, entries).into_iter().zip(entries) {
            draw(self, *what, (at.0 + 6, at.1 - 4));
            self.text((at.0 + 18, at.1), LEGEND.at(Anchor::Start), words);
            place = at;
        }
        place.1
    }
}

/// Where each entry of a legend stands.
fn legend_places<T>((x, y): (i32, i32), right: i32, entries: &[(T, String)]) -> Vec<(i32, i32)> {
    let mut at = (x, y);
    let mut places = Vec::new();
    for (_, words) in entries {
        let room = 18 + width(words, LEGEND.size);
        if at.0 > x && at.0 + room > right {
            at = (x, at.1 + 18);
        }
        places.push(at);
        at.0 += room + 16;
    }
    places
}

/// How high a legend is.
pub(super) fn legend_height<T>(x: i32, right: i32, entries: &[(T, String)]) -> i32 {
    legend_places((x, 18), right, entries).last().map_or(0, |(_, y)| *y)
}
