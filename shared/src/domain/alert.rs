//! Alerts: which ought to exist, when one is mentioned, and to whom.

use super::action::Schedule;
use super::day::Day;
use super::explanation::{Explanation, spoken};
use super::number::Figure;
use super::period::Period;
use super::status::Rag;
use super::{indicator, risk};

tokens! {
    /// A condition that makes an alert.
    pub enum Rule {
        /// Past its due date, active and not complete.
        ActionOverdue = "action_overdue",
        /// The result of the latest period reported is Red.
        MeasureRed = "measure_red",
        /// Forecast up, or its score went up.
        RiskRising = "risk_rising",
    }
}

tokens! {
    /// What an alert is about.
    pub enum ItemKind {
        /// A service action.
        Action = "action",
        /// An indicator.
        Indicator = "indicator",
        /// A risk (a service risk: one area's assessment of it).
        Risk = "risk",
    }
}

/// What makes an alert the same alert from day to day: its item, and the period or due date it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The quarter whose result or assessment it is about.
    Period(Period),
    /// The due date that has passed.
    Due(Day),
}

/// The waits, in days, between one mention of an alert and the next; the last one repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cadence(pub Vec<u32>);

impl Cadence {
    /// The day from which an alert is due for mention again, `mentions` digests (at least one) having listed it as due,
    /// the last on `last`.
    pub fn next_mention(&self, mentions: u32, last: Day) -> Day {
        let index = usize::try_from(mentions.saturating_sub(1)).unwrap_or(usize::MAX);
        let wait = self.0.get(index).or(self.0.last()).copied().unwrap_or(28);
        last.plus(wait.into())
    }

    /// Is an alert due for mention on `today`? At once if it never was mentioned; `last` is the latest day on which a digest
    /// listed it as due, the last of `mentions`.
    pub fn is_due(&self, mentions: u32, last: Option<Day>, today: Day) -> bool {
        last.is_none_or(|last| self.next_mention(mentions, last) <= today)
    }
}

impl Default for Cadence {
    /// After 7, 7, 7, then every 28 days.
    fn default() -> Self {
        Self(vec![7, 7, 7, 28])
    }
}

/// Why there ought to be an alert about an action past its due date on `day`; `None` if there ought not. `latest_percent` is
/// of the latest update in effect, of whatever period.
pub fn action_overdue(schedule: &Schedule, original_due: Day, latest_percent: Option<Figure>, day: Day) -> Option<Explanation> {
    if !schedule.is_overdue(day, latest_percent) {
        return None;
    }
    let days = day.since(schedule.due);
    let (percent, days_word) = (latest_percent.unwrap_or_default(), if days == 1 { "day" } else { "days" });
    let summary = format!("It was due on {}, {days} {days_word} ago, and is {percent} % complete.", spoken(schedule.due));
    let explanation = Explanation::new("action_overdue", "past_due_and_not_complete", summary)
        .with("due", Some(schedule.due))
        .with("original_due", Some(original_due).filter(|&original| original != schedule.due))
        .with("days_overdue", Figure::quotient(days.into(), 1, 0))
        .with("percent_complete", Some(percent));
    Some(explanation)
}

/// Why there ought to be an alert about a result: what makes it Red, if it is.
pub fn measure_red(assessment: &indicator::Assessment) -> Option<Explanation> {
    (assessment.rag == Rag::Red).then(|| assessment.rag_explanation.clone())
}

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

#[cfg(test)]
mod tests;
