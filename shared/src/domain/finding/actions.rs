//! What is found about service actions.

use super::{FindingKind, Found, NONE, what};
use crate::domain::action::{Lifecycle, Schedule, Status};
use crate::domain::day::Day;
use crate::domain::explanation::{Explanation, spoken};
use crate::domain::number::Figure;
use crate::domain::period::Period;

/// Is the reported RAG another than the expected one? `why` tells why that is expected.
pub fn rag_challenged(status: &Status, why: &Explanation) -> Option<Found> {
    status.challenged.then(|| {
        let (rag, expected) = (status.rag, status.expected);
        let sentence = format!("It is reported {rag}, where {expected} is expected: {}", lower_first(&why.summary));
        let what = what("rag_challenged", sentence).with("rag", Some(rag.as_str())).with("expected_rag", Some(expected.as_str()));
        let (says, against) = (("reported RAG", rag.to_string()), ("expected RAG", expected.to_string()));
        Found::new(FindingKind::RagChallenged, says, against, what).because(why)
    })
}

/// Is it completed, and its latest update below 100 %?
pub fn completed_incomplete(lifecycle: Lifecycle, latest: Option<Figure>) -> Option<Found> {
    let percent = latest.filter(|percent| lifecycle == Lifecycle::Completed && *percent < Figure::from(100))?;
    let sentence = format!("It is completed, and its latest update says {percent} %.");
    let what = what("completed_incomplete", sentence).with("percent", Some(percent));
    let (says, against) = (("lifecycle", lifecycle.to_string()), ("percent complete", percent.to_string()));
    Some(Found::new(FindingKind::CompletedIncomplete, says, against, what))
}

/// That no update is in which is owed on `day`, for an action that is due then.
pub fn update_missing(schedule: &Schedule, period: Period, day: Day) -> Found {
    let (case, is) = if schedule.due < day { ("update_late", "was") } else { ("update_missing", "is") };
    let sentence = format!("It {is} due on {}, and has no update for {}.", spoken(schedule.due), period.label());
    let what = what(case, sentence).with("due", Some(schedule.due)).with("period", Some(period));
    let place = format!("update for {}", period.label());
    Found::new(FindingKind::ReturnMissing, ("due date", schedule.due.to_string()), (&place, NONE.to_owned()), what)
}

/// Is it due before it starts? `stated`: the start is recorded, and not worked out from the fiscal year.
pub fn due_before_start(schedule: &Schedule, stated: bool) -> Option<Found> {
    (schedule.due < schedule.start).then(|| {
        let (due, start) = (spoken(schedule.due), spoken(schedule.start));
        let what = if stated {
            what("due_before_start", format!("It is due on {due}, before it starts on {start}."))
        } else {
            let sentence = format!("It is due on {due}; no start is recorded, and the year of its first update began on {start} only.");
            what("due_before_year", sentence)
        };
        let what = what.with("due", Some(schedule.due)).with("start", Some(schedule.start));
        Found::new(FindingKind::DueBeforeStart, ("due date", schedule.due.to_string()), ("start", schedule.start.to_string()), what)
    })
}

/// Is an action under way exactly as far as a quarter ago? One that began since then could not be further.
pub fn no_movement(schedule: &Schedule, previous: (Period, Day), now: Option<Figure>, before: Option<Figure>) -> Option<Found> {
    let (period, last_day) = previous;
    let percent = now.filter(|now| before == Some(*now) && *now < Figure::from(100))?;
    (schedule.lifecycle == Lifecycle::Active && schedule.start <= last_day).then(|| {
        let label = period.label();
        let what = what("no_movement", format!("It is {percent} % complete, as it was in {label}."));
        let what = what.with("percent", Some(percent)).with("period", Some(period));
        let before = format!("percent complete in {label}");
        Found::new(FindingKind::NoMovement, ("percent complete", percent.to_string()), (&before, percent.to_string()), what)
    })
}

/// As it goes on after a colon.
fn lower_first(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}
