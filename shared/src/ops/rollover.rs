//! Rolling a plan over into the next fiscal year: what is decided of unfinished actions, and the new targets, at once or not at all.

use super::context::{Context, IMPORT, Scope, ref_taken, resolve};
use super::findings::target_below_last_year;
use super::history::{self, About};
use super::import::result_draft;
use super::indicator_status::ResultsByIndicator;
use super::precondition::Precondition;
use super::reconcile_alerts::follow;
use super::references::check_current;
use super::{actions, record_result};
use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::domain::action::Lifecycle;
use crate::domain::alert::ItemKind;
use crate::domain::day::Day;
use crate::domain::rollover::{ActionOutcome, Decision, FiscalYear, successor_due, successor_ref, target_outcome};
use crate::error::{Error, FieldError, Result};
use crate::id::{Id, Key};
use crate::model::action::ActionDraft;
use crate::model::indicator_result::ResultDraft;
use crate::model::rollover::{ActionDecision, RolledAction, RolledOver, RolledTarget, RolloverDraft, TargetDraft};
use crate::model::settings::Settings;
use crate::store::actions::{self as action_store, ActionFilter, ActionRecord};
use crate::store::indicators as indicator_store;
use crate::store::refs::Kind;
use std::collections::{BTreeSet, HashSet};

mod proposal;

pub use proposal::propose;

/// The most actions of one request.
pub const MOST_ACTIONS: usize = 1_000;
/// The most targets of one request.
pub const MOST_TARGETS: usize = 4_000;

/// Carries out what was decided for `year`; with `dry_run`, the same is told and nothing is changed.
///
/// # Errors
/// [`Error::Invalid`] with all that is wrong, each by its place; [`Error::Forbidden`] for what may not be changed. Nothing is changed
/// then.
pub fn roll_over(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    year: FiscalYear,
    draft: &RolloverDraft,
    dry_run: bool,
) -> Result<RolledOver> {
    check_size("/actions", draft.actions.len(), MOST_ACTIONS)?;
    check_size("/targets", draft.targets.len(), MOST_TARGETS)?;
    let last_day = before(year)?.last_day(settings.fiscal_year_start);
    // It changes many items in an order of its own, as an import does.
    conn.lock(IMPORT)?;
    let each = Context { expected: Precondition::Waived, ..context.clone() };
    conn.begin_write()?;
    let rolled = Rolling { context: &each, settings, year, last_day, wrong: Vec::new() }.all(conn, draft);
    match &rolled {
        Ok(_) if !dry_run => conn.commit()?,
        _ => conn.rollback()?,
    }
    Ok(RolledOver { dry_run, ..rolled? })
}

/// The year that ends.
fn before(year: FiscalYear) -> Result<FiscalYear> {
    let none = || Error::field("/year", "out_of_range", "must be a year that another comes before");
    year.before().ok_or_else(none)
}

fn check_size(pointer: &str, count: usize, most: usize) -> Result<()> {
    if count <= most {
        return Ok(());
    }
    Err(Error::field(pointer, "too_many", format!("must be at most {most}; send the others in further requests")))
}

struct Rolling<'a> {
    context: &'a Context,
    settings: &'a Settings,
    year: FiscalYear,
    /// The last day of the year that ends: what does not go on is at work until then.
    last_day: Day,
    /// All that is wrong, by its place.
    wrong: Vec<FieldError>,
}

impl Rolling<'_> {
    fn all(mut self, conn: &mut Conn, draft: &RolloverDraft) -> Result<RolledOver> {
        let (mut written, mut seen) = (BTreeSet::new(), HashSet::new());
        let mut actions = Vec::with_capacity(draft.actions.len());
        for (index, decision) in draft.actions.iter().enumerate() {
            let done = self.apart(conn, &format!("/actions/{index}"), |this, conn| this.action(conn, decision, &mut seen))?;
            if let Some((rolled, ids)) = done {
                written.extend(ids);
                actions.push(rolled);
            }
        }
        let (mut indicators, mut seen) = (BTreeSet::new(), HashSet::new());
        let mut targets = Vec::with_capacity(draft.targets.len());
        for (index, target) in draft.targets.iter().enumerate() {
            let done = self.apart(conn, &format!("/targets/{index}"), |this, conn| this.target(conn, target, &mut seen))?;
            if let Some((id, rolled)) = done {
                indicators.insert(id);
                targets.push((id, rolled));
            }
        }
        if !self.wrong.is_empty() {
            return Err(Error::Invalid(self.wrong));
        }
        let targets = self.flagged(conn, targets)?;
        for (kind, ids) in [(ItemKind::Action, written), (ItemKind::Indicator, indicators)] {
            for id in ids {
                follow(conn, self.context, self.settings, kind, id)?;
            }
        }
        Ok(RolledOver { year: self.year.to_string(), dry_run: false, actions, targets })
    }

    /// Does a part in a savepoint of its own, so that what is wrong with the others is found as well. What is at odds with what is
    /// recorded is told by its place, too.
    fn apart<T>(&mut self, conn: &mut Conn, place: &str, part: impl FnOnce(&Self, &mut Conn) -> Result<T>) -> Result<Option<T>> {
        conn.begin_write()?;
        let error = match part(self, conn) {
            Ok(done) => {
                conn.commit()?;
                return Ok(Some(done));
            }
            Err(error) => error,
        };
        conn.rollback()?;
        match error.under(place) {
            Error::Invalid(errors) => self.wrong.extend(errors),
            Error::Conflict { code, detail } => self.wrong.push(FieldError::new(place, code, detail)),
            other => return Err(other),
        }
        Ok(None)
    }

    /// What becomes of an action, and what was written to.
    fn action(&self, conn: &mut Conn, decision: &ActionDecision, seen: &mut HashSet<Id>) -> Result<(RolledAction, Vec<Id>)> {
        let none = || Error::field("/action", "unknown_reference", "must name an action");
        let id = resolve(conn, Kind::Action, "/action", Some(&decision.action))?.ok_or_else(none)?;
        if !seen.insert(id) {
            return Err(Error::field("/action", "repeated", "is decided already, further up; leave one of the two out"));
        }
        let old = actions::find(conn, &Key::Id(id))?;
        let successor = self.successor(conn, id)?;
        let done = |outcome, new: Option<String>| RolledAction { reference: old.row.reference.clone(), outcome, succeeded_by: new };
        let closed_before = decision.decision == Decision::Close && old.row.lifecycle == Lifecycle::Cancelled;
        if successor.is_some() && decision.decision != Decision::Close || closed_before {
            return Ok((done(ActionOutcome::Unchanged, successor), Vec::new()));
        }
        check_current(Kind::Action, &old.row.reference, old.row.archived_at)?;
        if old.row.lifecycle != Lifecycle::Active {
            let detail = format!("is {}; only an active action is carried, replaced or closed", old.row.lifecycle);
            return Err(Error::field("/action", "not_active", detail));
        }
        check_said(decision)?;
        let (outcome, lifecycle) = match decision.decision {
            Decision::Carry => (ActionOutcome::Carried, Lifecycle::Deferred),
            Decision::Replace => (ActionOutcome::Replaced, Lifecycle::Cancelled),
            Decision::Close => (ActionOutcome::Closed, Lifecycle::Cancelled),
        };
        let new = match decision.decision {
            Decision::Close => None,
            _ => Some(self.succeed(conn, &old, decision)?),
        };
        let ended = ActionDraft { lifecycle, ..actions::draft_of(&old) };
        actions::update(conn, self.context, self.settings, &old, ended)?;
        action_store::end_on(conn, id, self.last_day)?;
        self.tell(conn, &old, decision)?;
        let (new_id, new_ref) = new.unzip();
        Ok((done(outcome, new_ref), [Some(id), new_id].into_iter().flatten().collect()))
    }

    /// Makes the action that takes the place of `old`: all that it says, but what was decided otherwise.
    fn succeed(&self, conn: &mut Conn, old: &ActionRecord, decision: &ActionDecision) -> Result<(Id, String)> {
        let start = self.settings.fiscal_year_start;
        let was = actions::draft_of(old);
        let reference = decision.reference.clone().unwrap_or_else(|| successor_ref(&was.reference, self.year));
        // The Welsh of another title is not that of this one.
        let title_cy = if decision.title.is_some() { None } else { was.title_cy.clone() };
        let due = decision.due_date.unwrap_or_else(|| successor_due(old.row.due_date, self.year, start));
        if due < self.year.first_day(start) {
            return Err(Error::field("/due_date", "out_of_range", format!("must be in {} or later", self.year)));
        }
        let new = ActionDraft {
            title: decision.title.clone().unwrap_or_else(|| was.title.clone()),
            title_cy: decision.title_cy.clone().or(title_cy),
            start_date: Some(self.year.first_day(start)),
            due_date: due,
            lifecycle: Lifecycle::Active,
            succeeds: Some(old.row.id.to_string()),
            reference: reference.clone(),
            ..was
        };
        let taken = |error| match error {
            Error::Conflict { code, detail } => Error::field("/ref", code, format!("{detail}; give another ref")),
            other => ref_taken(other, Kind::Action, &reference),
        };
        let id = actions::create(conn, self.context, self.settings, new).map_err(taken)?;
        Ok((id, reference))
    }

    /// The ref of what took the place of an action from the year's first day on.
    fn successor(&self, conn: &mut Conn, old: Id) -> Result<Option<String>> {
        let filter = ActionFilter { succeeds: Some(vec![old]), ..ActionFilter::default() };
        let page = PageRequest { limit: 1, after: None };
        let found = action_store::list(conn, &filter, crate::model::action::ActionSort::Ref, &page)?;
        Ok(found.into_iter().next().map(|record| record.row.reference))
    }

    /// Keeps the decision and its reason in the history of the old action.
    fn tell(&self, conn: &mut Conn, old: &ActionRecord, decision: &ActionDecision) -> Result<()> {
        let about = About::item(Kind::Action, old.row.id, &old.row.reference);
        let decided = serde_json::json!({"rollover": decision.decision, "reason": decision.reason});
        history::note(conn, self.context, about, Some(&serde_json::json!({})), Some(&decided))
    }

    /// Records a target, beside whatever else is recorded of that quarter.
    fn target(&self, conn: &mut Conn, draft: &TargetDraft, seen: &mut HashSet<(Id, i32)>) -> Result<(Id, RolledTarget)> {
        let period = draft.period;
        if !self.year.quarters().contains(&period) {
            return Err(Error::field("/period", "out_of_range", format!("must be a quarter of {}", self.year)));
        }
        let none = || Error::field("/indicator", "unknown_reference", "must name an indicator");
        let id = resolve(conn, Kind::Indicator, "/indicator", Some(&draft.indicator))?.ok_or_else(none)?;
        if !seen.insert((id, period.index())) {
            return Err(Error::field("/indicator", "repeated", "has a target for that quarter already, further up; leave one out"));
        }
        let latest = indicator_store::last_revision(conn, id, period)?;
        let before = latest.as_ref().and_then(|row| row.target);
        let outcome = target_outcome(before, draft.target);
        let reference = if before == draft.target {
            super::indicators::find(conn, &Key::Id(id))?.row.reference
        } else {
            let result = ResultDraft { target: draft.target, ..latest.as_ref().map_or_else(nothing, result_draft) };
            let recorded = record_result::record(conn, self.context, self.settings, &Key::Id(id), period, result);
            recorded.map_err(|error| at("/period", error))?.1.1.indicator
        };
        Ok((id, RolledTarget { indicator: reference, period, outcome, target: draft.target, flag: None }))
    }

    /// The same, telling which of them are below last year's figure.
    fn flagged(&self, conn: &mut Conn, targets: Vec<(Id, RolledTarget)>) -> Result<Vec<RolledTarget>> {
        let ids: Vec<Id> = targets.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>().into_iter().collect();
        let filter = indicator_store::IndicatorFilter { ids: Some(ids), either: true, ..Default::default() };
        let records = indicator_store::list(conn, &filter, &PageRequest { limit: MOST_TARGETS, after: None })?;
        let today = self.context.today(self.settings);
        let mut flags = std::collections::HashMap::new();
        for period in self.year.quarters() {
            let results = ResultsByIndicator::load(conn, &records, Scope::now(period, today))?;
            for record in &records {
                let flag = target_below_last_year(record, period, &results).map(|found| found.sentence);
                flags.extend(flag.map(|flag| ((record.row.id, period.index()), flag)));
            }
        }
        let with = |(id, target): (Id, RolledTarget)| {
            let flag = flags.get(&(id, target.period.index())).cloned();
            RolledTarget { flag, ..target }
        };
        Ok(targets.into_iter().map(with).collect())
    }
}

/// A quarter of which nothing is recorded.
const fn nothing() -> ResultDraft {
    ResultDraft {
        actual: None,
        target: None,
        numerator: None,
        denominator: None,
        provisional: false,
        comparable: true,
        commentary: None,
        commentary_cy: None,
        stated_rag: None,
        stated_direction: None,
        restatement_reason: None,
    }
}

/// A conflict with what is recorded, told at a field.
fn at(pointer: &str, error: Error) -> Error {
    match error {
        Error::Conflict { code, detail } => Error::field(pointer, code, detail),
        other => other,
    }
}

/// Is all said that the decision needs, and nothing that it has no use for?
fn check_said(decision: &ActionDecision) -> Result<()> {
    let blank = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
    let mut wrong = Vec::new();
    if decision.decision != Decision::Carry && blank(&decision.reason) {
        wrong.push(FieldError::new("/reason", "missing_reason", "must say why the action ends"));
    }
    if decision.decision == Decision::Replace && blank(&decision.title) {
        wrong.push(FieldError::new("/title", "missing", "must be the title of what takes its place; to go on with the same, carry it"));
    }
    if decision.decision == Decision::Close {
        let given =
            [("/ref", decision.reference.is_some()), ("/title", decision.title.is_some()), ("/due_date", decision.due_date.is_some())];
        let useless = given.into_iter().filter(|(_, given)| *given);
        wrong.extend(
            useless.map(|(pointer, _)| {
                FieldError::new(pointer, "inconsistent", "must be left out: nothing takes the place of what is closed")
            }),
        );
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

#[cfg(test)]
mod tests;
