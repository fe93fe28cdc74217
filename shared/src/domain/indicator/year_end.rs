//! Where a measure that adds up over the year will stand at its end, and what its target still takes.

use super::{Basis, Definition, Frequency, Polarity};
use crate::domain::explanation::Explanation;
use crate::domain::number::{Figure, ONE};
use crate::domain::period::{Period, Quarter};
use serde::Serialize;

tokens! {
    /// Where a measure is going, if the rest of the year is like what has passed.
    pub enum Outlook {
        /// The target of the year is met already, and more cannot harm it.
        Reached = "reached",
        /// It will be met at this rate.
        OnCourse = "on_course",
        /// It will be missed at this rate.
        OffCourse = "off_course",
        /// It cannot be met any more: the year has ended, or less is better and it is passed.
        OutOfReach = "out_of_reach",
    }
}

/// Where a cumulative measure will stand at the end of the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct YearEnd {
    /// The figure at the end of the year at the rate so far; absent where that cannot be told.
    #[schema(example = 180)]
    pub forecast: Option<Figure>,
    /// The target of the year: that of its last quarter.
    #[schema(example = 240)]
    pub target: Option<Figure>,
    /// What each quarter that is left must bring for the target to be met; where less is better, what it may bring at most. Absent
    /// without a target, in the last quarter, and where the target is out of reach.
    #[schema(example = 75)]
    pub needed_per_quarter: Option<Figure>,
    /// Where it is going; absent without a target or a forecast.
    pub outlook: Option<Outlook>,
    /// Why: a reason code, and a sentence.
    pub explanation: Explanation,
}

/// What is known of the year so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct YearSoFar {
    /// The figure of the quarter: the year's to date.
    pub actual: Option<Figure>,
    /// That figure is a share, given with its numerator and its denominator: it does not grow with the year.
    pub share: bool,
    /// The target of the year's last quarter.
    pub target: Option<Figure>,
}

/// Can figures of that unit add up over a year? A rank cannot, and seconds are those until something is answered: the year's are on average.
pub fn adds_up(unit: &str) -> bool {
    !matches!(unit, "rank" | "seconds")
}

/// How many quarters a year has.
const QUARTERS: i128 = 4;

impl Definition {
    /// The forecast for the end of the year that `period` is in; `None` for a measure that does not add up over the year.
    pub fn year_end(&self, period: Period, year: YearSoFar) -> Option<YearEnd> {
        if self.basis != Basis::Cumulative || self.frequency != Frequency::Quarterly {
            return None;
        }
        let elapsed: i128 = match period.quarter() {
            Quarter::Q1 => 1,
            Quarter::Q2 => 2,
            Quarter::Q3 => 3,
            Quarter::Q4 => QUARTERS,
        };
        let target = year.target.filter(|_| self.polarity != Polarity::Band);
        let nothing = |reason: &'static str, summary: String| (None, None, None, reason, summary);
        let (forecast, needed, outlook, reason, summary) = match year.actual {
            None => nothing("not_reported", super::not_reported(period)),
            Some(_) if year.share => {
                nothing("share", "It is a share of the year so far, which does not grow from quarter to quarter.".to_owned())
            }
            Some(actual) => self.going(actual, target, elapsed),
        };
        let explanation = Explanation::new("indicator_year_end", reason, summary)
            .with("period", Some(period))
            .with("actual", year.actual)
            .with("quarters_elapsed", u32::try_from(elapsed).ok().map(Figure::from))
            .with("target", target)
            .with("forecast", forecast)
            .with("needed_per_quarter", needed)
            .with("polarity", Some(self.polarity.as_str()));
        Some(YearEnd { forecast, target, needed_per_quarter: needed, outlook, explanation })
    }

    fn going(&self, actual: Figure, target: Option<Figure>, elapsed: i128) -> Going {
        let one = i128::from(ONE);
        let left = QUARTERS - elapsed;
        let forecast = Figure::quotient(actual.wide() * QUARTERS, elapsed * one, 6);
        let told = forecast.map(|forecast| forecast.to_string()).unwrap_or_default();
        if self.polarity == Polarity::Band {
            let summary = format!("At the rate so far it comes to {told} at the end of the year; a band sets no target for a year.");
            return (forecast, None, None, "band", summary);
        }
        let Some(target) = target else {
            let summary = format!("At the rate so far it comes to {told} at the end of the year, for which no target is set.");
            return (forecast, None, None, "no_year_target", summary);
        };
        // Exactly: the forecast itself is rounded.
        let (at_this_rate, wanted) = (actual.wide() * QUARTERS, target.wide() * elapsed);
        let lower = self.polarity == Polarity::Lower;
        let met = if lower { at_this_rate <= wanted } else { at_this_rate >= wanted };
        let needed = Figure::quotient(target.wide() - actual.wide(), left * one, 6);
        let says = needed.map(|needed| needed.to_string()).unwrap_or_default();
        let (needed, outlook, summary) = if left == 0 {
            let outlook = if met { Outlook::Reached } else { Outlook::OutOfReach };
            (None, outlook, format!("The year has ended at {actual}, against a target of {target}."))
        } else if !lower && actual >= target {
            (Some(Figure::ZERO), Outlook::Reached, format!("The year's target of {target} is met already."))
        } else if lower && actual > target {
            (None, Outlook::OutOfReach, format!("The year's target of {target} is passed already, and less is better."))
        } else {
            let outlook = if met { Outlook::OnCourse } else { Outlook::OffCourse };
            let takes = if lower { "may bring at most" } else { "must bring" };
            let summary = format!(
                "At the rate so far it comes to {told} at the end of the year; for the target of {target}, each quarter left {takes} {says}."
            );
            (needed, outlook, summary)
        };
        (forecast, needed, Some(outlook), outlook.as_str(), summary)
    }
}

/// Forecast, what is needed, where it is going, the reason code and the sentence.
type Going = (Option<Figure>, Option<Figure>, Option<Outlook>, &'static str, String);

#[cfg(test)]
mod tests {
    use super::super::{DirectionBasis, ToleranceKind};
    use super::*;

    fn definition(polarity: Polarity, basis: Basis) -> Definition {
        Definition {
            polarity,
            frequency: Frequency::Quarterly,
            reporting_quarter: None,
            basis,
            band_low: None,
            band_high: None,
            tolerance: Figure::from(10),
            tolerance_kind: ToleranceKind::Relative,
            green_within: Figure::ZERO,
            direction_basis: DirectionBasis::PriorYear,
        }
    }

    fn figure(text: &str) -> Option<Figure> {
        (!text.is_empty()).then(|| text.parse().unwrap())
    }

    #[test]
    fn the_rate_so_far_tells_the_year_s_end() {
        use Polarity::{Band, Higher, Lower};
        let cases = [
            // Polarity, quarter, to date, the year's target: forecast, needed per quarter, reason.
            (Higher, Quarter::Q1, "30", "200", "120", "56.666667", "off_course"),
            (Higher, Quarter::Q2, "90", "240", "180", "75", "off_course"),
            (Higher, Quarter::Q2, "120", "240", "240", "60", "on_course"),
            (Higher, Quarter::Q3, "1", "1.333334", "1.333333", "0.333334", "off_course"),
            (Higher, Quarter::Q3, "250", "240", "333.333333", "0", "reached"),
            (Higher, Quarter::Q4, "239.9", "240", "239.9", "", "out_of_reach"),
            (Higher, Quarter::Q4, "240", "240", "240", "", "reached"),
            (Lower, Quarter::Q2, "4.5", "8.5", "9", "2", "off_course"),
            (Lower, Quarter::Q2, "4", "8.5", "8", "2.25", "on_course"),
            (Lower, Quarter::Q2, "8.5", "8.5", "17", "0", "off_course"),
            (Lower, Quarter::Q3, "9", "8.5", "12", "", "out_of_reach"),
            (Lower, Quarter::Q1, "0", "0", "0", "0", "on_course"),
            (Higher, Quarter::Q2, "-10", "5", "-20", "7.5", "off_course"),
            (Higher, Quarter::Q3, "10", "", "13.333333", "", "no_year_target"),
            (Band, Quarter::Q2, "10", "20", "20", "", "band"),
            (Higher, Quarter::Q2, "", "240", "", "", "not_reported"),
        ];
        for (polarity, quarter, actual, target, forecast, needed, reason) in cases {
            let period = Period::new(2026, quarter).unwrap();
            let year = YearSoFar { actual: figure(actual), share: false, target: figure(target) };
            let found = definition(polarity, Basis::Cumulative).year_end(period, year).unwrap();
            let told = (found.forecast, found.needed_per_quarter, &*found.explanation.reason);
            assert_eq!(told, (figure(forecast), figure(needed), reason), "{polarity} {quarter} {actual} {target}");
        }
    }

    #[test]
    fn what_does_not_add_up_has_none() {
        assert_eq!(["number", "days", "percent", "rate_per_1000", "seconds", "rank"].map(adds_up), [true, true, true, true, false, false]);
        let period = Period::new(2026, Quarter::Q2).unwrap();
        let year = YearSoFar { actual: figure("48"), share: true, target: figure("50") };
        let share = definition(Polarity::Higher, Basis::Cumulative).year_end(period, year).unwrap();
        assert_eq!((share.forecast, &*share.explanation.reason), (None, "share"));
        assert_eq!(definition(Polarity::Higher, Basis::InPeriod).year_end(period, year), None);
        let annual = Definition { frequency: Frequency::Annual, ..definition(Polarity::Higher, Basis::Cumulative) };
        assert_eq!(annual.year_end(period, year), None);
    }
}
