//! Which quarters a trend is of.

use super::super::canvas::{Anchor, Canvas, Pen};
use super::super::fit::width;
use super::super::palette::{FAINT, GREY};
use super::{FOOT, Plot, WIDTH};
use crate::domain::period::Period;

const LABEL: Pen = Pen::new(10).colour(GREY).at(Anchor::Middle);
/// Between two labels.
const APART: i32 = 4;

impl Plot<'_> {
    /// As many quarters back from the latest as have room beside each other, and the year below the first that is named of it.
    pub(super) fn axis(&self, canvas: &mut Canvas) {
        canvas.line((self.left - 6, FOOT), (self.edge - 8, FOOT), FAINT, "");
        let (named, mut texts, mut free) = (self.named(), Vec::new(), WIDTH);
        for (index, (period, x, label)) in named.iter().enumerate() {
            let earlier = named.get(index + 1);
            let year = format!("{}/{:02}", period.year(), (period.year() + 1).rem_euclid(100));
            let wide = width(&year, LABEL.size);
            let from = (x - wide / 2).max(0);
            if earlier.is_none_or(|(earlier, ..)| earlier.year() < period.year()) && from + wide + APART <= free {
                let (x, pen) = if from == 0 { (0, LABEL.at(Anchor::Start)) } else { (*x, LABEL) };
                texts.push(((x, FOOT + 27), pen, year));
                free = from;
            }
            texts.push(((*x, FOOT + 13), LABEL, label.clone()));
        }
        // The oldest first, as they are read.
        for (place, pen, text) in texts.iter().rev() {
            canvas.text(*place, *pen, text);
        }
    }

    /// The quarters that are named, the latest first: of each year the same ones, so that none seems to follow on another that it does not.
    fn named(&self) -> Vec<(Period, i32, String)> {
        let last = self.chart.quarters.last().map_or(self.first, |quarter| quarter.period);
        let label = |period: Period| self.words.with("chart-quarter", &[("quarter", (period.quarter() as i32 + 1).into())]);
        let wide = (0..4).filter_map(|back| last.plus(-back)).map(|period| width(&label(period), LABEL.size)).max().unwrap_or_default();
        let fits = |apart: &i32| apart % self.chart.every.max(1) == 0 && apart * self.step / 100 >= wide + APART;
        let apart = [1, 2, 4, 8].into_iter().find(fits).unwrap_or(i32::MAX);
        let periods = (self.first.index()..=last.index()).rev().filter(|index| (last.index() - index) % apart == 0);
        periods.filter_map(Period::from_index).map(|period| (period, self.x(period), label(period))).collect()
    }
}
