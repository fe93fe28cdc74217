//! How right forecasts of risks were.

use super::Movement;
use crate::domain::period::Period;
use std::cmp::Ordering;

tokens! {
    /// How a forecast compares with what came.
    pub enum Accuracy {
        /// The score went where it was said to go.
        Right = "right",
        /// It came out higher than was said.
        TooLow = "too_low",
        /// It came out lower than was said.
        TooHigh = "too_high",
    }
}

/// What one assessment says that forecasts are judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// The quarter that was assessed.
    pub period: Period,
    /// The residual score.
    pub score: i32,
    /// Where its owner expected it to go.
    pub forecast: Option<Movement>,
}

/// How right a forecast was, `score` being the one it was made at and `next` that of the next assessment.
pub fn accuracy(forecast: Movement, score: i32, next: i32) -> Accuracy {
    let came = match next.cmp(&score) {
        Ordering::Less => Movement::Down,
        Ordering::Equal => Movement::Same,
        Ordering::Greater => Movement::Up,
    };
    // Movements are ordered from the highest to the lowest.
    match forecast.cmp(&came) {
        Ordering::Equal => Accuracy::Right,
        Ordering::Greater => Accuracy::TooLow,
        Ordering::Less => Accuracy::TooHigh,
    }
}

/// Each forecast that was made from `first` to `last`, of the assessments of one risk (by one area) in the order of their quarters: how
/// right it was, or `None` while there is no later assessment.
pub fn judged(assessments: &[Forecast], first: Period, last: Period) -> Vec<Option<Accuracy>> {
    let next = assessments.iter().skip(1).map(Some).chain([None]);
    let of = |(made, next): (&Forecast, Option<&Forecast>)| {
        let forecast = made.forecast.filter(|_| (first..=last).contains(&made.period))?;
        Some(next.map(|next| accuracy(forecast, made.score, next.score)))
    };
    assessments.iter().zip(next).filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::period::Quarter;

    #[test]
    fn a_forecast_is_held_against_the_next_assessment() {
        use Accuracy::{Right, TooHigh, TooLow};
        use Movement::{Down, Same, Up};
        let cases = [
            (Up, 6, 9, Right),
            (Up, 6, 6, TooHigh),
            (Up, 6, 4, TooHigh),
            (Same, 6, 9, TooLow),
            (Same, 6, 6, Right),
            (Same, 6, 4, TooHigh),
            (Down, 6, 9, TooLow),
            (Down, 6, 6, TooLow),
            (Down, 6, 4, Right),
        ];
        for (forecast, score, next, expected) in cases {
            assert_eq!(accuracy(forecast, score, next), expected, "{forecast} {score} {next}");
        }
    }

    #[test]
    fn quarters_without_a_forecast_or_assessment_are_passed_over() {
        let at = |year: i32, quarter: Quarter| Period::new(year, quarter).unwrap();
        let made = |period: Period, score: i32, forecast: Option<Movement>| Forecast { period, score, forecast };
        let assessments = [
            made(at(2025, Quarter::Q4), 4, Some(Movement::Up)),
            made(at(2026, Quarter::Q1), 6, None),
            made(at(2026, Quarter::Q2), 6, Some(Movement::Down)),
            // Nothing in the third quarter.
            made(at(2026, Quarter::Q4), 4, Some(Movement::Same)),
        ];
        let (first, last) = (at(2025, Quarter::Q1), at(2026, Quarter::Q4));
        assert_eq!(judged(&assessments, first, last), [Some(Accuracy::Right), Some(Accuracy::Right), None]);
        assert_eq!(judged(&assessments, at(2026, Quarter::Q1), at(2026, Quarter::Q2)), [Some(Accuracy::Right)]);
        assert_eq!(judged(&[], first, last), []);
    }
}
