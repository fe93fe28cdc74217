//! The conditions of indicators.

use crate::domain::explanation::Explanation;
use crate::domain::indicator;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::status::Rag;

/// Why there ought to be an alert about a result: what makes it Red, if it is.
pub fn measure_red(assessment: &indicator::Assessment) -> Option<Explanation> {
    (assessment.rag == Rag::Red).then(|| assessment.rag_explanation.clone())
}

/// Why there ought to be an alert about a Red result without a word of explanation.
pub fn explanation_missing(assessment: &indicator::Assessment, period: Period, commentary: Option<&str>) -> Option<Explanation> {
    let explained = commentary.is_some_and(|text| !text.trim().is_empty());
    if assessment.rag != Rag::Red || explained {
        return None;
    }
    let summary = format!("Its result for {} is Red, and nobody has said why.", period.label());
    Some(Explanation::new("explanation_missing", "red_without_commentary", summary).with("period", Some(period)))
}

/// Why there ought to be an alert about what has been Red in `quarters`, the returns of as many quarters running, the latest
/// first: at least `least` of them.
pub fn chronic_red(quarters: &[Period], least: u32) -> Option<Explanation> {
    let (latest, first) = (quarters.first()?, quarters.last()?);
    let count = u32::try_from(quarters.len()).unwrap_or(u32::MAX);
    if count < least {
        return None;
    }
    let summary = format!("It has been Red {count} times running, from {} to {}.", first.label(), latest.label());
    let explanation = Explanation::new("chronic_red", "red_running", summary)
        .with("quarters", Some(Figure::from(count)))
        .with("since_period", Some(*first))
        .with("period", Some(*latest));
    Some(explanation)
}
