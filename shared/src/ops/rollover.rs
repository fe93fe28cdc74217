//! Rolling a plan over into the next fiscal year: what is decided of unfinished actions, and the new targets, at once or not at all.

use super::context::{Context, IMPORT};
use super::precondition::Precondition;
use super::reconcile_alerts::follow;
use crate::db::Conn;
use crate::domain::alert::ItemKind;
use crate::domain::day::Day;
use crate::domain::rollover::{FiscalYear, successor_ref};
use crate::error::{Error, FieldError, Result};
use crate::id::Key;
use crate::model::rollover::{RolledOver, RolloverDraft};
use crate::model::settings::Settings;
use crate::store::refs::{self, Kind};
use std::collections::{BTreeSet, HashSet};

mod changes;
mod decisions;
mod pages;
mod proposal;
mod sheets;
mod targets;
mod workbook;

pub use changes::{CHANGES_SORT, PlanChangeQuery, changes};
pub use proposal::{SORT, propose};
pub use sheets::{NO_TARGET, roll_over_workbook};
pub use workbook::workbook;

/// The most actions of one request.
pub const MOST_ACTIONS: usize = 1_000;
/// The most targets of one request.
pub const MOST_TARGETS: usize = 4_000;

/// The ref of an action's successor, where none is given: the first that no archived action keeps.
fn free_ref(conn: &mut Conn, old: &str, year: FiscalYear) -> Result<String> {
    let first = successor_ref(old, year);
    let mut proposed = first.clone();
    for number in 2.. {
        if !is_archived(conn, &proposed)? {
            break;
        }
        proposed = format!("{first}/{number}");
    }
    Ok(proposed)
}

fn is_archived(conn: &mut Conn, reference: &str) -> Result<bool> {
    let id = refs::find_id(conn, Kind::Action, &Key::parse(reference))?;
    id.map_or(Ok(false), |id| refs::is_archived(conn, Kind::Action, id))
}

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
    let last_day = ending(context, settings, year)?.last_day(settings.fiscal_year_start);
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

/// The year that ends, where a plan can be rolled over into `year` now: the year that runs, or the next one.
fn ending(context: &Context, settings: &Settings, year: FiscalYear) -> Result<FiscalYear> {
    let (today, start) = (context.today(settings), settings.fiscal_year_start);
    let from = before(year)?;
    let is_late = year.last_day(start) < today;
    if is_late || from.first_day(start) > today {
        let which = if is_late { "has ended" } else { "is more than a year ahead" };
        let detail = format!("must be the year that runs, or the next one; {year} {which}");
        return Err(Error::field("/year", "out_of_range", detail));
    }
    Ok(from)
}

/// The year before.
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
}

#[cfg(test)]
mod tests;
