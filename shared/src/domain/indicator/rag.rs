//! The RAG of a result against its target or band.

use super::{Definition, Polarity, Reported, ToleranceKind, not_reported};
use crate::domain::explanation::Explanation;
use crate::domain::number::{Figure, ONE};
use crate::domain::period::Period;
use crate::domain::status::Rag;

/// How a result does against what it is held against, from best to worst.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Met,
    WithinGreen,
    WithinTolerance,
    BeyondTolerance,
    /// Nothing is a share of 0.
    ZeroMissed,
}

impl Verdict {
    const fn rag(self) -> Rag {
        match self {
            Self::Met | Self::WithinGreen => Rag::Green,
            Self::WithinTolerance => Rag::Amber,
            Self::BeyondTolerance | Self::ZeroMissed => Rag::Red,
        }
    }

    const fn reason(self, polarity: Polarity) -> &'static str {
        let band = matches!(polarity, Polarity::Band);
        match self {
            Self::Met if band => "inside_band",
            Self::Met => "met",
            Self::WithinGreen if band => "outside_band_within_green_margin",
            Self::WithinGreen => "within_green_margin",
            Self::WithinTolerance if band => "outside_band_within_tolerance",
            Self::WithinTolerance => "missed_within_tolerance",
            Self::BeyondTolerance if band => "outside_band_beyond_tolerance",
            Self::BeyondTolerance => "missed_beyond_tolerance",
            Self::ZeroMissed if band => "band_limit_zero_missed",
            Self::ZeroMissed => "target_zero_missed",
        }
    }
}

impl Definition {
    pub(super) fn rag(&self, period: Period, due: bool, result: Option<&Reported>) -> (Rag, Explanation) {
        let (actual, target) = (result.and_then(|result| result.actual), result.and_then(|result| result.target));
        let held = actual.and_then(|actual| Some((actual, self.shortfall(actual, target)?)));
        let (rag, reason, summary) = match (due, actual, held) {
            (false, ..) => (Rag::NotApplicable, "not_due_this_quarter", self.not_due(period)),
            (true, None, _) => (Rag::NotApplicable, "not_reported", not_reported(period)),
            (true, Some(actual), None) => (Rag::NotApplicable, "no_target", format!("There is no target to hold {actual} against.")),
            (true, _, Some((actual, (size, limit)))) => {
                let verdict = self.verdict(size, limit);
                (verdict.rag(), verdict.reason(self.polarity), self.summary(actual, size, limit, verdict))
            }
        };
        let missed = held.map(|(_, miss)| miss).filter(|&(size, _)| due && size > 0);
        let band = self.polarity == Polarity::Band;
        let explanation = Explanation::new("indicator_rag", reason, summary)
            .with("period", Some(period))
            .with("due", Some(due))
            .with("actual", actual)
            .with("target", target.filter(|_| !band))
            .with("band_low", self.band_low.filter(|_| band))
            .with("band_high", self.band_high.filter(|_| band))
            .with("polarity", Some(self.polarity.as_str()))
            .with("variance", actual.zip(target).filter(|_| !band).and_then(|(actual, target)| actual.minus(target)))
            .with("miss", missed.and_then(|(size, _)| Figure::quotient(size, ONE.into(), 6)))
            .with("miss_percent", missed.and_then(|(size, limit)| percent_of(size, limit)))
            .with("tolerance", Some(self.tolerance))
            .with("tolerance_kind", Some(self.tolerance_kind.as_str()))
            .with("green_within", Some(self.green_within));
        (rag, explanation)
    }

    fn verdict(&self, size: i128, limit: Figure) -> Verdict {
        let within = |allowed: Figure| match self.tolerance_kind {
            ToleranceKind::Absolute => size <= allowed.wide(),
            ToleranceKind::Relative => size * 100 * i128::from(ONE) <= allowed.wide() * limit.wide().abs(),
        };
        if size <= 0 {
            Verdict::Met
        } else if self.tolerance_kind == ToleranceKind::Relative && limit == Figure::ZERO {
            Verdict::ZeroMissed
        } else if within(self.green_within) {
            Verdict::WithinGreen
        } else if within(self.tolerance) {
            Verdict::WithinTolerance
        } else {
            Verdict::BeyondTolerance
        }
    }

    fn summary(&self, actual: Figure, size: i128, limit: Figure, verdict: Verdict) -> String {
        let (against, met, missed) = match (self.polarity, self.band_low, self.band_high) {
            (Polarity::Band, Some(low), Some(high)) => (format!("a band from {low} to {high}"), "is inside it", "is outside it"),
            (Polarity::Band, Some(low), None) => (format!("a band from {low} up"), "is inside it", "is outside it"),
            (Polarity::Band, ..) => (format!("a band up to {limit}"), "is inside it", "is outside it"),
            (polarity, ..) => (format!("a target of {limit} ({polarity} is better)"), "meets it", "misses it"),
        };
        let (miss, sign) = match self.tolerance_kind {
            ToleranceKind::Relative => (percent_of(size, limit), " %"),
            ToleranceKind::Absolute => (Figure::quotient(size, ONE.into(), 6), ""),
        };
        // A miss that rounds to what it exceeds would read as if it did not.
        let by = |exceeded: Figure| match miss {
            Some(miss) if miss == exceeded => format!(" by just over {miss}{sign}"),
            Some(miss) => format!(" by {miss}{sign}"),
            None => String::new(),
        };
        let end = match verdict {
            Verdict::Met => met.to_owned(),
            Verdict::WithinGreen => format!("{missed}{}, within the {}{sign} that count as Green", by(Figure::ZERO), self.green_within),
            Verdict::WithinTolerance => format!("{missed}{}, within the tolerance of {}{sign}", by(self.green_within), self.tolerance),
            Verdict::BeyondTolerance => format!("{missed}{}, beyond the tolerance of {}{sign}", by(self.tolerance), self.tolerance),
            Verdict::ZeroMissed => format!("{missed}, and no share of 0 can be tolerated"),
        };
        format!("{actual} against {against} {end}.")
    }
}

/// The size of a miss in percent of what was missed, for people: rounded half up to two decimals.
fn percent_of(size: i128, limit: Figure) -> Option<Figure> {
    Figure::quotient(size * 100, limit.wide().abs(), 2)
}
