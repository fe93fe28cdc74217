//! What is found about indicators and their results.

use super::{FindingKind, Found, NONE, what};
use crate::domain::explanation::Explanation;
use crate::domain::indicator::Polarity;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::status::{Direction, Rag};

/// The unit of shares, in which a result can be held against its numerator and denominator.
pub const PERCENT: &str = "percent";

/// That no result is in which is owed.
pub fn result_missing(period: Period) -> Found {
    let what = what("result_missing", format!("A result is due for {}, and none is in.", period.label())).with("period", Some(period));
    Found::new(FindingKind::ReturnMissing, ("due for", period.to_string()), ("result", NONE.to_owned()), what)
}

/// Is a percentage another than its numerator ÷ its denominator, rounded half-up to the decimals it is given with?
pub fn ratio_differs(unit: &str, actual: Option<Figure>, numerator: Option<Figure>, denominator: Option<Figure>) -> Option<Found> {
    let (actual, numerator, denominator) = (actual?, numerator?, denominator?);
    let decimals = actual.decimal().scale();
    let share = |decimals| Figure::quotient(numerator.wide().checked_mul(100)?, denominator.wide(), decimals);
    if unit != PERCENT || share(decimals)? == actual {
        return None;
    }
    // One that differs in no decimal given differs in one that is shown.
    let shown = share(decimals.max(1))?;
    let sentence = format!("{numerator} of {denominator} is {shown} %, and {actual} % is given.");
    let what = what("ratio_differs", sentence).with("numerator", Some(numerator)).with("denominator", Some(denominator));
    let what = what.with("share", Some(shown)).with("actual", Some(actual));
    let parts = format!("{numerator} of {denominator} ({shown})");
    Some(Found::new(FindingKind::RatioDiffers, ("actual", actual.to_string()), ("numerator and denominator", parts), what))
}

/// Is the RAG that an earlier system printed another than the rule's?
pub fn stated_rag_differs(stated: Option<Rag>, rag: Rag, why: &Explanation) -> Option<Found> {
    let stated = stated.filter(|stated| *stated != rag)?;
    let sentence = format!("It was printed {stated}, and by the rules it is {rag}. {}", why.summary);
    let what = what("stated_rag_differs", sentence).with("stated_rag", Some(stated.as_str())).with("rag", Some(rag.as_str()));
    let (says, against) = (("stated RAG", stated.to_string()), ("RAG by the rules", rag.to_string()));
    Some(Found::new(FindingKind::StatedRagDiffers, says, against, what).because(why))
}

/// Is the direction that an earlier system printed another than the rule's?
pub fn stated_direction_differs(stated: Option<Direction>, direction: Direction, why: &Explanation) -> Option<Found> {
    let stated = stated.filter(|stated| *stated != direction)?;
    let sentence = format!("It was printed {stated}, and by the rules it is {direction}. {}", why.summary);
    let what = what("stated_direction_differs", sentence).with("stated_direction", Some(stated.as_str()));
    let (says, against) = (("stated direction", stated.to_string()), ("direction by the rules", direction.to_string()));
    let what = what.with("direction", Some(direction.as_str()));
    Some(Found::new(FindingKind::StatedDirectionDiffers, says, against, what).because(why))
}

/// Is less aimed for than was reached a year ago? For a band, there is no less.
pub fn target_below_last_year(polarity: Polarity, target: Option<Figure>, last_year: Option<(Period, Figure)>) -> Option<Found> {
    let (target, (period, reached)) = (target?, last_year?);
    let (less, better) = match polarity {
        Polarity::Higher => (target < reached, "higher"),
        Polarity::Lower => (target > reached, "lower"),
        Polarity::Band => (false, ""),
    };
    less.then(|| {
        let label = period.label();
        let sentence = format!("Its target is {target}, and {reached} was reached in {label} ({better} is better).");
        let what = what("target_below_last_year", sentence).with("target", Some(target)).with("reached", Some(reached));
        let what = what.with("period", Some(period)).with("polarity", Some(polarity.as_str()));
        let place = format!("actual of {label}");
        Found::new(FindingKind::TargetBelowLastYear, ("target", target.to_string()), (&place, reached.to_string()), what)
    })
}

/// Is an alias of `reference` on other indicators too?
pub fn shared_alias(alias: &str, reference: &str, others: &[&str]) -> Option<Found> {
    (!others.is_empty()).then(|| {
        let others = others.join(", ");
        let what = what("shared_alias", format!("The alias {alias} is on {reference}, and on {others}."));
        let what =
            what.with("alias", Some(alias.to_owned())).with("reference", Some(reference.to_owned())).with("others", Some(others.clone()));
        Found::new(FindingKind::SharedAlias, ("alias", alias.to_owned()), ("the same alias", others), what)
    })
}
