//! What is found about service actions.

use super::{FindingKind, Found, NONE};
use crate::domain::action::{Lifecycle, Schedule, Status};
use crate::domain::day::Day;
use crate::domain::explanation::spoken;
use crate::domain::number::Figure;
use crate::domain::period::Period;

/// Is the reported RAG another than the expected one? `why` tells why that is expected.
pub fn rag_challenged(status: &Status, why: &str) -> Option<Found> {
    status.challenged.then(|| {
        let sentence = format!("It is reported {}, where {} is expected: {}", status.rag, status.expected, lower_first(why));
        Found::new(
            FindingKind::RagChallenged,
            ("reported RAG", status.rag.to_string()),
            ("expected RAG", status.expected.to_string()),
            sentence,
        )
    })
}

/// Is it completed, and its latest update below 100 %?
pub fn completed_incomplete(lifecycle: Lifecycle, latest: Option<Figure>) -> Option<Found> {
    let percent = latest.filter(|percent| lifecycle == Lifecycle::Completed && *percent < Figure::from(100))?;
    let sentence = format!("It is completed, and its latest update says {percent} %.");
    Some(Found::new(
        FindingKind::CompletedIncomplete,
        ("lifecycle", lifecycle.to_string()),
        ("percent complete", percent.to_string()),
        sentence,
    ))
}

/// That no update is in which is owed on `day`, for an action that is due then.
pub fn update_missing(schedule: &Schedule, period: Period, day: Day) -> Found {
    let (due, is) = (spoken(schedule.due), if schedule.due < day { "was" } else { "is" });
    let sentence = format!("It {is} due on {due}, and has no update for {}.", period.label());
    Found::new(
        FindingKind::ReturnMissing,
        ("due date", schedule.due.to_string()),
        (&format!("update for {}", period.label()), NONE.to_owned()),
        sentence,
    )
}

/// Is it due before it starts? `stated`: the start is recorded, and not worked out from the fiscal year.
pub fn due_before_start(schedule: &Schedule, stated: bool) -> Option<Found> {
    (schedule.due < schedule.start).then(|| {
        let (due, start) = (spoken(schedule.due), spoken(schedule.start));
        let sentence = if stated {
            format!("It is due on {due}, before it starts on {start}.")
        } else {
            format!("It is due on {due}; no start is recorded, and the year of its first update began on {start} only.")
        };
        Found::new(FindingKind::DueBeforeStart, ("due date", schedule.due.to_string()), ("start", schedule.start.to_string()), sentence)
    })
}

/// Is an action under way exactly as far as a quarter ago? One that began since then could not be further.
pub fn no_movement(schedule: &Schedule, previous: (Period, Day), now: Option<Figure>, before: Option<Figure>) -> Option<Found> {
    let (period, last_day) = previous;
    let percent = now.filter(|now| before == Some(*now) && *now < Figure::from(100))?;
    (schedule.lifecycle == Lifecycle::Active && schedule.start <= last_day).then(|| {
        let label = period.label();
        let sentence = format!("It is {percent} % complete, as it was in {label}.");
        let before = format!("percent complete in {label}");
        Found::new(FindingKind::NoMovement, ("percent complete", percent.to_string()), (&before, percent.to_string()), sentence)
    })
}

/// As it goes on after a colon.
fn lower_first(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
