//! What was changed after a quarter had been signed off.

use super::scope::Target;
use super::texts::about;
use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::domain::period::Period;
use crate::domain::plan::PeriodState;
use crate::error::Result;
use crate::id::Id;
use crate::model::history::{HistoryEvent, Subject};
use crate::model::report::RestatedLine;
use crate::ops::history::view;
use crate::ops::narratives::scope_refs;
use crate::store::history::{self as store, HistoryFilter, HistoryRow};
use std::collections::{HashMap, HashSet};

/// Fields that are told apart from the rest, or that say who somebody is.
const APART: [&str; 3] = ["/restatement_reason", "/author", "/state"];

/// What the report holds.
pub(super) struct Within<'a> {
    pub target: &'a Target,
    pub actions: &'a HashSet<Id>,
    pub measures: &'a HashSet<Id>,
    pub risks: &'a HashSet<Id>,
}

/// Of the quarter before, and of this one: what was written since it was last signed off.
pub(super) fn load(conn: &mut Conn, within: &Within<'_>, period: Period) -> Result<Vec<RestatedLine>> {
    let mut lines = Vec::new();
    for period in period.plus(-1).into_iter().chain([period]) {
        let Some(closed) = last_closing(conn, period)? else { continue };
        // Who restates the same thing again for the same reason leaves no other.
        let mut reasons: HashMap<Option<Id>, String> = HashMap::new();
        let mut reopened = None;
        for row in store::of_period_since(conn, period, closed)? {
            let event = view(row)?;
            if event.kind == Subject::Period {
                reopened = said(&event, "/reason");
                continue;
            }
            let Some(reference) = within.reference(conn, &event)? else { continue };
            if let Some(reason) = said(&event, "/restatement_reason") {
                reasons.insert(event.item_id, reason);
            }
            let reason = reasons.get(&event.item_id).or(reopened.as_ref()).cloned();
            lines.push(line(period, event, reference, reason));
        }
    }
    Ok(lines)
}

fn line(period: Period, event: HistoryEvent, reference: String, reason: Option<String>) -> RestatedLine {
    let changes = event.changes.into_iter().filter(|change| !APART.contains(&change.field.as_str())).collect();
    RestatedLine { period, about: event.kind, reference, changes, reason, at: event.at }
}

fn said(event: &HistoryEvent, field: &str) -> Option<String> {
    let change = event.changes.iter().find(|change| change.field == field)?;
    change.to.as_str().map(str::to_owned)
}

/// The number of the event with which it was last signed off.
fn last_closing(conn: &mut Conn, period: Period) -> Result<Option<i64>> {
    let filter = HistoryFilter { kind: Some(Subject::Period), period: Some(period), ..HistoryFilter::default() };
    let changes: Vec<(i64, HistoryRow)> = store::list(conn, &filter, &PageRequest { limit: usize::MAX, after: None })?;
    for (number, row) in changes {
        if said(&view(row)?, "/state").as_deref() == Some(PeriodState::Closed.as_str()) {
            return Ok(Some(number));
        }
    }
    Ok(None)
}

impl Within<'_> {
    /// What an event is about, where the report holds that.
    fn reference(&self, conn: &mut Conn, event: &HistoryEvent) -> Result<Option<String>> {
        let council = self.target.is_council();
        let held = |ids: &HashSet<Id>| council || event.item_id.is_some_and(|id| ids.contains(&id));
        let reference = || event.reference.clone();
        Ok(match event.kind {
            Subject::Action => held(self.actions).then(reference),
            Subject::Indicator => held(self.measures).then(reference),
            Subject::Risk => held(self.risks).then(reference),
            // Nothing says to which part of the council they belong.
            Subject::Project | Subject::Breakdown => council.then(reference),
            Subject::Narrative | Subject::Judgement => {
                let stored = event.reference.split_once(' ').filter(|(scope, _)| about(self.target, scope).is_some());
                let Some((scope, which)) = stored else { return Ok(None) };
                let named = scope_refs(conn, [scope].into_iter())?.pop().map_or_else(|| scope.to_owned(), |(_, _, reference)| reference);
                Some(format!("{named} {which}"))
            }
            _ => None,
        })
    }
}
