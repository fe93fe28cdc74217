//! The direction of travel of a result: better, the same or worse.

use super::{Definition, DirectionBasis, Polarity, Reported, not_reported};
use crate::domain::explanation::Explanation;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::status::Direction;
use std::cmp::Ordering;

type Verdict = (Direction, &'static str, String);

impl Definition {
    pub(super) fn direction(
        &self,
        period: Period,
        due: bool,
        result: Option<&Reported>,
        prior: Option<&Reported>,
    ) -> (Direction, Explanation) {
        let compared = self.compared_period(period);
        let actual = result.and_then(|result| result.actual);
        let prior_actual = compared.and(prior).and_then(|prior| prior.actual);
        let comparable = result.is_some_and(|result| result.comparable);
        let (direction, reason, summary) = match (actual, prior_actual) {
            (None, _) if !due => (Direction::NotApplicable, "not_due_this_quarter", self.not_due(period)),
            (None, _) => (Direction::NotApplicable, "not_reported", not_reported(period)),
            (Some(_), None) => self.nothing_before(compared),
            (Some(_), Some(_)) if !comparable => {
                (Direction::NotApplicable, "not_comparable", "It is marked as not comparable with what was reported before.".to_owned())
            }
            (Some(actual), Some(prior)) => self.against(actual, prior, compared),
        };
        let explanation = Explanation::new("indicator_direction", reason, summary)
            .with("period", Some(period))
            .with("actual", actual)
            .with("prior_period", compared)
            .with("prior_actual", prior_actual)
            .with("change", actual.zip(prior_actual).and_then(|(actual, prior)| actual.minus(prior)))
            .with("polarity", Some(self.polarity.as_str()))
            .with("direction_basis", Some(self.direction_basis.as_str()));
        (direction, explanation)
    }

    fn nothing_before(&self, compared: Option<Period>) -> Verdict {
        let summary = match compared {
            Some(compared) => format!("There is no figure for {} to compare it with.", compared.label()),
            None => "A cumulative measure has nothing to be compared with in the first quarter.".to_owned(),
        };
        (Direction::NotApplicable, by_basis(self.direction_basis, "no_prior_year", "no_previous_period"), summary)
    }

    fn against(&self, actual: Figure, prior: Figure, compared: Option<Period>) -> Verdict {
        let (Some(now), Some(then)) = (self.badness(actual), self.badness(prior)) else {
            let summary = "Without a limit, its band cannot tell better from worse.".to_owned();
            return (Direction::NotApplicable, "no_target", summary);
        };
        let basis = self.direction_basis;
        let (direction, reason, word) = match now.cmp(&then) {
            Ordering::Less => (Direction::Improved, by_basis(basis, "better_than_prior_year", "better_than_previous_period"), "better"),
            Ordering::Equal => (Direction::Same, by_basis(basis, "same_as_prior_year", "same_as_previous_period"), "the same"),
            Ordering::Greater => (Direction::Declined, by_basis(basis, "worse_than_prior_year", "worse_than_previous_period"), "worse"),
        };
        let when = compared.map(|compared| format!(" in {}", compared.label())).unwrap_or_default();
        let reading = match self.polarity {
            Polarity::Band => "less far outside its band is better".to_owned(),
            polarity => format!("{polarity} is better"),
        };
        (direction, reason, format!("{actual} now, {prior}{when}: {word} ({reading})."))
    }

    /// A number that is smaller the better the figure is. `None` for a band without limits.
    fn badness(&self, figure: Figure) -> Option<i128> {
        match self.polarity {
            Polarity::Higher => Some(-figure.wide()),
            Polarity::Lower => Some(figure.wide()),
            Polarity::Band => self.shortfall(figure, None).map(|(size, _)| size.max(0)),
        }
    }
}

const fn by_basis(basis: DirectionBasis, prior_year: &'static str, previous_period: &'static str) -> &'static str {
    match basis {
        DirectionBasis::PriorYear => prior_year,
        DirectionBasis::PreviousPeriod => previous_period,
    }
}
