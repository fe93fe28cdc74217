//! The conditions of risks.

use crate::domain::explanation::Explanation;
use crate::domain::number::Figure;
use crate::domain::risk;

/// Why there ought to be an alert about a rising risk; `None` if it is not rising. `earlier` is the residual score of the
/// latest earlier assessment of the same pair.
pub fn risk_rising(current: &risk::Assessed, status: &risk::Status, earlier: Option<i32>) -> Option<Explanation> {
    let forecast_up = current.forecast == Some(risk::Movement::Up);
    let (reason, why) = match (status.direction == risk::RiskDirection::Increasing, forecast_up) {
        (true, true) => ("score_increased_and_forecast_up", "has gone up and is forecast to go up further"),
        (true, false) => ("score_increased", "has gone up"),
        (false, true) => ("forecast_up", "is forecast to go up"),
        (false, false) => return None,
    };
    let was = earlier.filter(|&earlier| earlier != current.residual).map(|earlier| format!(" (it was {earlier})")).unwrap_or_default();
    let explanation = Explanation::new("risk_rising", reason, format!("Its residual score of {}{was} {why}.", current.residual))
        .with("residual_score", Some(Figure::from(current.residual)))
        .with("band", status.band.map(risk::Band::as_str))
        .with("previous_score", earlier.map(Figure::from))
        .with("forecast", current.forecast.map(risk::Movement::as_str));
    Some(explanation)
}

/// Something that is to bring a risk down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mitigation {
    /// The ref of the service action.
    pub reference: String,
    /// Completed, given up, put off or archived: nothing more comes of it.
    pub closed: bool,
    /// Past its due date.
    pub overdue: bool,
}

/// Why there ought to be an alert about a rising risk and what is to bring it down: all of it closed, or one of it overdue.
/// A risk without any is no matter of this rule: it is found by who checks the record.
pub fn unmitigated_rise(rising: &Explanation, mitigations: &[Mitigation]) -> Option<Explanation> {
    let refs = |kept: fn(&Mitigation) -> bool| {
        let refs: Vec<&str> = mitigations.iter().filter(|one| kept(one)).map(|one| one.reference.as_str()).collect();
        (!refs.is_empty()).then(|| refs.join(", "))
    };
    let overdue = refs(|one| one.overdue);
    let all_closed = !mitigations.is_empty() && mitigations.iter().all(|one| one.closed);
    let (reason, summary) = match &overdue {
        Some(refs) => ("mitigation_overdue", format!("It is rising, and what is to bring it down is overdue: {refs}.")),
        None if all_closed => ("mitigations_closed", "It is rising, and all that was to bring it down is closed.".to_owned()),
        None => return None,
    };
    let explanation = Explanation::new("unmitigated_rise", reason, summary)
        .with("residual_score", rising.input("residual_score").cloned())
        .with("overdue", overdue)
        .with("closed", refs(|one| one.closed));
    Some(explanation)
}
