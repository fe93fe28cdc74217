//! From figures and days to places in a picture.

use crate::domain::day::Day;
use crate::domain::number::Figure;

/// A straight scale: `low` is drawn at `from`, `high` at `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    low: i128,
    high: i128,
    from: i32,
    to: i32,
}

impl Scale {
    /// One for all those figures; the middle, where they are all the same.
    pub fn of_figures(figures: impl IntoIterator<Item = Figure> + Clone, (from, to): (i32, i32)) -> Self {
        let wide = || figures.clone().into_iter().map(Figure::wide);
        Self { low: wide().min().unwrap_or_default(), high: wide().max().unwrap_or_default(), from, to }
    }

    /// One from the first day to the last.
    pub fn of_days((first, last): (Day, Day), (from, to): (i32, i32)) -> Self {
        Self { low: 0, high: i128::from(last.since(first)), from, to }
    }

    /// Where that stands; at the nearer end, if it is outside.
    pub fn at(&self, value: i128) -> i32 {
        let (range, length) = (self.high - self.low, i128::from(self.to) - i128::from(self.from));
        if range <= 0 {
            return self.from + (self.to - self.from) / 2;
        }
        let along = (value.clamp(self.low, self.high) - self.low) * length;
        let rounded = (2 * along + range * along.signum()) / (2 * range);
        self.from.saturating_add(i32::try_from(rounded).unwrap_or_default())
    }

    /// Where that figure stands.
    pub fn figure(&self, figure: Figure) -> i32 {
        self.at(figure.wide())
    }
}

/// `whole` pixels for `parts`, each part by its size, none that counts below `least`; they add up to `whole`, unless all are 0.
pub(super) fn shares(parts: &[u32], whole: i32, least: i32) -> Vec<i32> {
    let total: i64 = parts.iter().map(|part| i64::from(*part)).sum();
    if total == 0 {
        return vec![0; parts.len()];
    }
    let share = |part: &u32| match part {
        0 => 0,
        part => i32::try_from(i64::from(*part) * i64::from(whole) / total).unwrap_or(whole).max(least),
    };
    let mut shares: Vec<i32> = parts.iter().map(share).collect();
    let rest = whole - shares.iter().sum::<i32>();
    // The largest gives and takes what rounding leaves: there it is seen least.
    if let Some(largest) = shares.iter_mut().max() {
        *largest += rest;
    }
    shares
}
