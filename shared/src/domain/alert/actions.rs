//! The conditions of service actions.

use super::days;
use crate::domain::action::{self, Lifecycle, RagSource, Schedule, Thresholds};
use crate::domain::day::Day;
use crate::domain::explanation::{Explanation, spoken};
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::status::Rag;

/// Why there ought to be an alert about an action past its due date on `day`, by more than `grace` days; `None` if there ought
/// not. `latest_percent` is of the latest update in effect, of whatever period.
pub fn action_overdue(schedule: &Schedule, original_due: Day, latest_percent: Option<Figure>, grace: u32, day: Day) -> Option<Explanation> {
    let late = day.since(schedule.due);
    if !schedule.is_overdue(day, latest_percent) || late <= i64::from(grace) {
        return None;
    }
    let percent = latest_percent.unwrap_or_default();
    let summary = format!("It was due on {}, {} ago, and is {percent} % complete.", spoken(schedule.due), days(late));
    let explanation = Explanation::new("action_overdue", "past_due_and_not_complete", summary)
        .with("due", Some(schedule.due))
        .with("original_due", Some(original_due).filter(|&original| original != schedule.due))
        .with("days_overdue", Figure::quotient(late.into(), 1, 0))
        .with("percent_complete", Some(percent));
    Some(explanation)
}

/// That an action is due soon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueSoon {
    /// The nearest of the stages that it has come within.
    pub stage: u32,
    /// Why.
    pub why: Explanation,
}

/// Is an action to be finished within the days of one of `stages`, counted from `day`, and not complete? Today counts; a date
/// that has passed is overdue instead.
pub fn action_due_soon(schedule: &Schedule, latest_percent: Option<Figure>, stages: &[u32], day: Day) -> Option<DueSoon> {
    let left = schedule.due.since(day);
    if left < 0 || !is_open(schedule, latest_percent) {
        return None;
    }
    let stage = stages.iter().copied().filter(|stage| left <= i64::from(*stage)).min()?;
    let percent = latest_percent.unwrap_or_default();
    let when = if left == 0 { "today".to_owned() } else { format!("in {}", days(left)) };
    let summary = format!("It is due on {}, {when}, and is {percent} % complete.", spoken(schedule.due));
    let why = Explanation::new("action_due_soon", "due_within_stage", summary)
        .with("due", Some(schedule.due))
        .with("days_left", Figure::quotient(left.into(), 1, 0))
        .with("stage", Some(Figure::from(stage)))
        .with("percent_complete", Some(percent));
    Some(DueSoon { stage, why })
}

/// Why there ought to be an alert about what is printed of an action for `period`, if that is Red. Only for active actions: who
/// has finished, put off or given up an action has nothing left to put right.
pub fn action_red(
    schedule: &Schedule,
    status: &action::Status,
    thresholds: &Thresholds,
    period: Period,
    percent: Option<Figure>,
) -> Option<Explanation> {
    if status.rag != Rag::Red || schedule.lifecycle != Lifecycle::Active {
        return None;
    }
    if status.source == RagSource::Expected {
        return Some(schedule.explain(status, thresholds));
    }
    let complete = percent.map(|percent| format!(", at {percent} % complete")).unwrap_or_default();
    let summary = format!("Its owner reported it Red for {}{complete}.", period.label());
    let explanation = Explanation::new("action_red", "reported_red", summary)
        .with("period", Some(period))
        .with("percent_complete", percent)
        .with("expected_rag", Some(status.expected.as_str()))
        .with("due", Some(schedule.due));
    Some(explanation)
}

/// An action's progress at two ends of a quarter, and how often its date was moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slip {
    /// The latest quarter reported, and how far the action was.
    pub reported: Option<Reported>,
    /// The quarter before that one.
    pub before: Option<Reported>,
    /// How often its due date was moved to a later day.
    pub moves: u32,
    /// Its first due date.
    pub original_due: Day,
}

/// How far an action was in a quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reported {
    /// The quarter.
    pub period: Period,
    /// Its last day.
    pub last_day: Day,
    /// 0–100.
    pub percent: Figure,
}

/// Is an action under way slipping without anyone saying so: no further (by at most `tolerance` percentage points) than a
/// quarter ago, or put off at least `most_moves` times? What is put off comes first.
pub fn quiet_slip(
    schedule: &Schedule,
    latest_percent: Option<Figure>,
    slip: &Slip,
    tolerance: Figure,
    most_moves: u32,
) -> Option<(super::Subject, Explanation)> {
    if !is_open(schedule, latest_percent) {
        return None;
    }
    if slip.moves >= most_moves {
        let summary = format!(
            "Its due date has been put off {} times: first due on {}, now on {}.",
            slip.moves,
            spoken(slip.original_due),
            spoken(schedule.due)
        );
        let why = Explanation::new("quiet_slip", "put_off_again", summary)
            .with("moves", Some(Figure::from(slip.moves)))
            .with("original_due", Some(slip.original_due))
            .with("due", Some(schedule.due));
        return Some((super::Subject::Due(schedule.due), why));
    }
    let (now, before) = (slip.reported?, slip.before?);
    // One that starts in the course of the quarter before could not be further then.
    let moved = now.percent.wide() - before.percent.wide();
    if before.period.plus(1) != Some(now.period) || schedule.start > before.last_day || moved > tolerance.wide() {
        return None;
    }
    let summary = format!(
        "It was {} % complete in {} and is {} % complete in {}.",
        before.percent,
        before.period.label(),
        now.percent,
        now.period.label()
    );
    let why = Explanation::new("quiet_slip", "no_further", summary)
        .with("period", Some(now.period))
        .with("percent_complete", Some(now.percent))
        .with("previous_period", Some(before.period))
        .with("previous_percent", Some(before.percent));
    Some((super::Subject::Period(now.period), why))
}

/// Active, and not at 100 %.
fn is_open(schedule: &Schedule, latest_percent: Option<Figure>) -> bool {
    schedule.lifecycle == Lifecycle::Active && latest_percent.is_none_or(|percent| percent < Figure::from(100))
}
