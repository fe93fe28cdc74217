//! What becomes of an action: it is carried, replaced or closed.

use super::proposal::Standing;
use super::{Rolling, free_ref};
use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::domain::action::Lifecycle;
use crate::domain::rollover::{ActionOutcome, Decision, successor_due};
use crate::error::{Error, FieldError, Result};
use crate::id::{Id, Key, ref_key};
use crate::model::action::{ActionDraft, ActionSort};
use crate::model::rollover::{ActionDecision, RolledAction};
use crate::ops::action_status::ActionFacts;
use crate::ops::actions;
use crate::ops::context::{ref_taken, resolve};
use crate::ops::history::{self, About};
use crate::ops::references::check_current;
use crate::store::actions::{self as action_store, ActionFilter, ActionRecord};
use crate::store::refs::Kind;
use std::collections::HashSet;

impl Rolling<'_> {
    /// What becomes of an action, and what was written to.
    pub(super) fn action(&self, conn: &mut Conn, decision: &ActionDecision, seen: &mut HashSet<Id>) -> Result<(RolledAction, Vec<Id>)> {
        let none = || Error::field("/action", "unknown_reference", "must name an action");
        let id = resolve(conn, Kind::Action, "/action", Some(&decision.action))?.ok_or_else(none)?;
        if !seen.insert(id) {
            return Err(Error::field("/action", "repeated", "is decided already, further up; leave one of the two out"));
        }
        let old = actions::find(conn, &Key::Id(id))?;
        let successor = self.successor(conn, id)?;
        let done = |outcome, new: Option<String>| RolledAction { reference: old.row.reference.clone(), outcome, succeeded_by: new };
        if let Some(before) = decided_before(&old, successor.as_ref()) {
            check_same(decision, before, &old, successor.as_ref())?;
            return Ok((done(ActionOutcome::Unchanged, successor.map(|new| new.row.reference)), Vec::new()));
        }
        check_current(Kind::Action, &old.row.reference, old.row.archived_at)?;
        if old.row.lifecycle != Lifecycle::Active {
            let detail = format!("is {}; only an active action is carried, replaced or closed", old.row.lifecycle);
            return Err(Error::field("/action", "not_active", detail));
        }
        self.check_standing(conn, &old, decision.decision)?;
        check_said(decision)?;
        let (outcome, lifecycle) = match decision.decision {
            Decision::Carry => (ActionOutcome::Carried, Lifecycle::Deferred),
            Decision::Replace => (ActionOutcome::Replaced, Lifecycle::Cancelled),
            Decision::Close => (ActionOutcome::Closed, Lifecycle::Cancelled),
            Decision::Complete => (ActionOutcome::Completed, Lifecycle::Completed),
        };
        let new = match decision.decision {
            Decision::Close | Decision::Complete => None,
            _ => Some(self.succeed(conn, &old, decision)?),
        };
        let ended = ActionDraft { lifecycle, ends_on: Some(self.last_day), ..actions::draft_of(&old) };
        actions::update(conn, self.context, self.settings, &old, ended)?;
        self.tell(conn, &old, decision)?;
        let (new_id, new_ref) = new.unzip();
        Ok((done(outcome, new_ref), [Some(id), new_id].into_iter().flatten().collect()))
    }

    /// Makes the action that takes the place of `old`: all that it says, but what was decided otherwise.
    fn succeed(&self, conn: &mut Conn, old: &ActionRecord, decision: &ActionDecision) -> Result<(Id, String)> {
        let start = self.settings.fiscal_year_start;
        let was = actions::draft_of(old);
        let reference = match &decision.reference {
            Some(given) => given.clone(),
            None => free_ref(conn, &was.reference, self.year)?,
        };
        // What is reworded goes on; the Welsh of another piece of work is not that of this one.
        let title_cy = was.title_cy.clone().filter(|_| decision.decision == Decision::Carry);
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

    /// Is the action of the year that ends; and completed only where it is finished?
    fn check_standing(&self, conn: &mut Conn, action: &ActionRecord, decision: Decision) -> Result<()> {
        let facts = ActionFacts::load(conn, &[action.row.id])?;
        let today = self.context.today(self.settings);
        let standing = Standing::of(&action.row, &facts, self.settings, today, self.year);
        let detail = match (standing, decision) {
            (Standing::Begins(start), _) => {
                let detail = format!("begins on {start}, and is no action of the year before {}; leave it alone", self.year);
                return Err(Error::field("/action", "not_of_the_year", detail));
            }
            (Standing::Finished, Decision::Complete) => return Ok(()),
            (Standing::Finished, _) => "must be complete: the action is at 100 %, and nothing of it is left to go on with",
            (Standing::Unfinished, Decision::Complete) => "cannot be complete: the action is not at 100 %; file that first",
            (Standing::Unfinished, _) => return Ok(()),
        };
        Err(Error::field("/decision", "inconsistent", detail))
    }

    /// What took the place of an action.
    fn successor(&self, conn: &mut Conn, old: Id) -> Result<Option<ActionRecord>> {
        let filter = ActionFilter { succeeds: Some(vec![old]), ..ActionFilter::default() };
        let page = PageRequest { limit: 1, after: None };
        let found = action_store::list(conn, &filter, ActionSort::Ref, &page)?;
        Ok(found.into_iter().next())
    }

    /// Keeps the decision and its reason in the history of the old action.
    fn tell(&self, conn: &mut Conn, old: &ActionRecord, decision: &ActionDecision) -> Result<()> {
        let about = About::item(Kind::Action, old.row.id, &old.row.reference);
        let decided = serde_json::json!({"rollover": decision.decision, "reason": decision.reason});
        history::note(conn, self.context, about, Some(&serde_json::json!({})), Some(&decided))
    }
}

/// What was decided of an action before, if anything was.
fn decided_before(old: &ActionRecord, successor: Option<&ActionRecord>) -> Option<Decision> {
    match (old.row.lifecycle, successor) {
        (Lifecycle::Deferred, Some(_)) => Some(Decision::Carry),
        (_, Some(_)) => Some(Decision::Replace),
        (Lifecycle::Cancelled, None) => Some(Decision::Close),
        (Lifecycle::Completed, None) => Some(Decision::Complete),
        _ => None,
    }
}

/// Is what is decided now what was decided before? What is to be another way is not left undone in silence.
fn check_same(decision: &ActionDecision, before: Decision, old: &ActionRecord, successor: Option<&ActionRecord>) -> Result<()> {
    let done = match before {
        Decision::Carry => "carried over",
        Decision::Replace => "replaced",
        Decision::Close => "closed",
        Decision::Complete => "completed",
    };
    let old = &old.row.reference;
    if decision.decision != before {
        let detail = format!("is another than before: {old} was {done}; correct that by hand, or leave it out");
        return Err(Error::field("/decision", "decided_otherwise", detail));
    }
    let Some(new) = successor.map(|new| &new.row) else { return check_said(decision) };
    let said = [
        ("/ref", decision.reference.as_ref().is_none_or(|reference| ref_key(reference) == new.ref_key)),
        ("/title", decision.title.as_ref().is_none_or(|title| title.trim() == new.title)),
        ("/title_cy", decision.title_cy.as_ref().is_none_or(|title| Some(title.trim()) == new.title_cy.as_deref())),
        ("/due_date", decision.due_date.is_none_or(|due| due == new.due_date)),
    ];
    let other = said.into_iter().filter(|(_, same)| !same);
    let wrong: Vec<FieldError> = other
        .map(|(pointer, _)| {
            let detail = format!("is another than that of {}, as which {old} was {done}; correct that action itself", new.reference);
            FieldError::new(pointer, "decided_otherwise", detail)
        })
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// Is all said that the decision needs, and nothing that it has no use for?
fn check_said(decision: &ActionDecision) -> Result<()> {
    let blank = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
    let mut wrong = Vec::new();
    if matches!(decision.decision, Decision::Close | Decision::Replace) && blank(&decision.reason) {
        wrong.push(FieldError::new("/reason", "missing_reason", "must say why the action ends"));
    }
    if decision.decision == Decision::Replace && blank(&decision.title) {
        wrong.push(FieldError::new("/title", "missing", "must be the title of what takes its place; to go on with the same, carry it"));
    }
    if matches!(decision.decision, Decision::Close | Decision::Complete) {
        let given = [
            ("/ref", decision.reference.is_some()),
            ("/title", decision.title.is_some()),
            ("/title_cy", decision.title_cy.is_some()),
            ("/due_date", decision.due_date.is_some()),
        ];
        let useless = given.into_iter().filter(|(_, given)| *given);
        wrong.extend(
            useless.map(|(pointer, _)| FieldError::new(pointer, "inconsistent", "must be left out: nothing takes the place of what ends")),
        );
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}
