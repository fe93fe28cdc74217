//! Service actions and their due dates, as they are written and read.

use super::action_update::ActionUpdate;
use super::check::{Check, given};
use super::link::Link;
use crate::clock::Timestamp;
use crate::domain::action::{Lifecycle, RagSource};
use crate::domain::day::Day;
use crate::domain::explanation::Explanation;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::status::{Direction, Rag};
use crate::error::Result;
use crate::id::{Id, composed};
use chrono::Datelike;
use serde::{Deserialize, Serialize};

tokens! {
    /// The orders of a list of actions.
    pub enum ActionSort {
        /// By ref.
        Ref = "ref",
        /// The earliest due first.
        Due = "due",
        /// The latest due first.
        DueDescending = "-due",
    }
}

/// A service action as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionDraft {
    /// The council's own ref; unique.
    #[serde(rename = "ref")]
    #[schema(example = "HC/02", min_length = 1, max_length = 64)]
    pub reference: String,
    /// What is to be done.
    #[schema(example = "Replace twelve diesel vans with electric ones", min_length = 1, max_length = 500)]
    pub title: String,
    /// The same in Welsh.
    #[serde(default)]
    pub title_cy: Option<String>,
    /// The corporate action it serves: an id or ref of the plan.
    #[serde(default)]
    pub corporate_action: Option<String>,
    /// An id or ref of a service area.
    #[serde(default)]
    pub service_area: Option<String>,
    /// Who answers for it: an id or ref of a person.
    #[serde(default)]
    pub owner: Option<String>,
    /// Who stands in: an id or ref of a person.
    #[serde(default)]
    pub deputy: Option<String>,
    /// First day of work; without one, the first day of the fiscal year of its earliest update, or else of its due date.
    #[serde(default)]
    pub start_date: Option<Day>,
    /// The original due date. It may be corrected until the action begins or something is recorded of it; then it is kept.
    pub due_date: Day,
    /// Where it is in its life.
    #[serde(default = "active")]
    pub lifecycle: Lifecycle,
    /// The last day that it is at work, where its lifecycle holds from the next day on only; an active action has none.
    #[serde(default)]
    pub ends_on: Option<Day>,
    /// Archived: kept with its history, out of lists and alerts.
    #[serde(default)]
    pub archived: bool,
    /// The action of an earlier plan whose place it takes: an id or ref of an action. One may be succeeded by several.
    #[serde(default)]
    pub succeeds: Option<String>,
}

/// A service action as it is read, with its status for a period.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Action {
    /// Its id.
    pub id: Id,
    /// The council's own ref.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What is to be done.
    pub title: String,
    /// The same in Welsh.
    pub title_cy: Option<String>,
    /// The corporate action it serves.
    pub corporate_action: Option<Link>,
    /// The service area.
    pub service_area: Option<Link>,
    /// Who answers for it.
    pub owner: Option<Link>,
    /// Who stands in.
    pub deputy: Option<Link>,
    /// First day of work, where it was stated.
    pub start_date: Option<Day>,
    /// First day of work: the stated one, or the one that the rules take instead.
    pub start: Day,
    /// The due date at first.
    pub original_due_date: Day,
    /// The due date that counts at `status.as_of`: the latest agreed by then, or else the original.
    pub due_date: Day,
    /// Whether that is a revised one.
    pub revised: bool,
    /// Where it is in its life.
    pub lifecycle: Lifecycle,
    /// The last day that it is at work, where its lifecycle holds from the next day on only, as when a plan is rolled over: until then it
    /// counts as active.
    pub ends_on: Option<Day>,
    /// Out of lists and alerts.
    pub archived: bool,
    /// The action of an earlier plan whose place it takes.
    pub succeeds: Option<Link>,
    /// The actions of a later plan that take its place, in the order of their refs.
    pub succeeded_by: Vec<Link>,
    /// Grows with every change of the item.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Its status for the period asked for.
    pub status: ActionStatus,
    /// The update that the status is of; none was made when absent.
    pub update: Option<ActionUpdate>,
}

/// The computed status of an action in a period.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ActionStatus {
    /// The period.
    pub period: Period,
    /// The day that the rules were run for.
    pub as_of: Day,
    /// What is printed: the reported RAG, or the expected one where none was reported.
    pub rag: Rag,
    /// Which of the two that is.
    pub source: RagSource,
    /// What the rule expects.
    pub expected_rag: Rag,
    /// The owner's judgement, if given.
    pub reported_rag: Option<Rag>,
    /// Both exist and differ.
    pub challenged: bool,
    /// The printed RAG against the previous period's.
    pub direction: Direction,
    /// Past its due date at `as_of`, active and not complete.
    pub overdue: bool,
    /// How far it is, in percent, by the update of this period.
    pub percent_complete: Option<Figure>,
    /// How far it should be, in percent, at the end of the period or at `as_of`, whichever is earlier.
    pub expected_progress: Figure,
    /// Why.
    pub explanation: ActionExplanation,
}

/// Why an action's status is what it is.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ActionExplanation {
    /// Why that RAG is expected.
    pub rag: Explanation,
    /// Why that direction.
    pub direction: Explanation,
}

/// A revised due date as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DueDateDraft {
    /// The new due date.
    pub due_date: Day,
    /// Why it was moved.
    #[schema(example = "The supplier went out of business.", max_length = 20000)]
    pub reason: String,
    /// The day it was agreed; without one, today.
    #[serde(default)]
    pub agreed_on: Option<Day>,
}

/// A due date as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ActionDueDate {
    /// The day.
    pub due_date: Day,
    /// Whether it is the original one.
    pub original: bool,
    /// Whether it is the one that counts today.
    pub current: bool,
    /// Why it was moved there.
    pub reason: Option<String>,
    /// The day it was agreed; absent for the original.
    pub agreed_on: Option<Day>,
    /// The period whose update carried it, if one did.
    pub period: Option<Period>,
    /// When it was recorded; absent for the original.
    pub recorded_at: Option<Timestamp>,
    /// By which key or command; absent for the original.
    pub recorded_by: Option<String>,
}

const fn active() -> Lifecycle {
    Lifecycle::Active
}

impl ActionDraft {
    /// Blank texts become absent; what breaks a rule is told.
    ///
    /// # Errors
    /// All that is wrong with its fields.
    pub fn check(mut self) -> Result<Self> {
        self.title_cy = given(self.title_cy);
        self.ends_on = self.ends_on.filter(|_| self.lifecycle != Lifecycle::Active);
        self.reference = composed(&self.reference).into_owned();
        let mut check = Check::new();
        check.reference("/ref", &self.reference);
        check.title("/title", &self.title);
        check.optional_title("/title_cy", self.title_cy.as_deref());
        require_day(&mut check, "/start_date", self.start_date);
        require_day(&mut check, "/due_date", Some(self.due_date));
        require_day(&mut check, "/ends_on", self.ends_on);
        let begun = self.ends_on.zip(self.start_date).is_none_or(|(end, start)| end >= start);
        check.require(begun, "/ends_on", "out_of_range", "must not be before start_date");
        check.finish()?;
        Ok(self)
    }
}

impl DueDateDraft {
    /// What breaks a rule is told; `today` is the organisation's day.
    ///
    /// # Errors
    /// All that is wrong with its fields.
    pub fn check(&self, today: Day) -> Result<()> {
        let mut check = Check::new();
        require_day(&mut check, "/due_date", Some(self.due_date));
        check.require(!self.reason.trim().is_empty(), "/reason", "missing_reason", "must say why the date is moved");
        check.text("/reason", Some(&self.reason));
        require_day(&mut check, "/agreed_on", self.agreed_on);
        check.require(self.agreed_on.is_none_or(|day| day <= today), "/agreed_on", "out_of_range", "must not be after today");
        check.finish()
    }
}

/// A day, if given, must lie in the years that periods exist for.
pub(super) fn require_day(check: &mut Check, pointer: &str, day: Option<Day>) {
    let known = day.is_none_or(|day| (1900..=2199).contains(&day.year()));
    check.require(known, pointer, "out_of_range", "must be a day from 1900 to 2199");
}
