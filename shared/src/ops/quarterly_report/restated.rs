//! What was changed after a quarter had been signed off.

use super::scope::Target;
use super::texts::about;
use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::domain::plan::PeriodState;
use crate::error::Result;
use crate::id::Id;
use crate::model::history::{Event, HistoryEvent, Subject};
use crate::model::report::RestatedLine;
use crate::model::settings::Settings;
use crate::ops::history::view;
use crate::ops::narratives::scope_refs;
use crate::store::history::{self as store, HistoryFilter};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Fields that are told apart from the rest, or that say who somebody is.
const APART: [&str; 3] = ["/restatement_reason", "/author", "/state"];

/// Fields of an action, of an indicator and of the settings that the status of every quarter depends on.
const OF_ACTIONS: [&str; 2] = ["/start_date", "/due_date"];
const ENDS: [&str; 4] = ["/ends_on", "/lifecycle", "/start_date", "/due_date"];
const OF_INDICATORS: [&str; 10] = [
    "/polarity",
    "/unit",
    "/frequency",
    "/reporting_quarter",
    "/band_low",
    "/band_high",
    "/tolerance",
    "/tolerance_kind",
    "/green_within",
    "/direction_basis",
];
const OF_SETTINGS: [&str; 7] = [
    "/fiscal_year_start",
    "/tolerance",
    "/tolerance_kind",
    "/green_within",
    "/direction_basis",
    "/action_thresholds",
    "/overall_thresholds",
];

/// What the report holds.
pub(super) struct Within<'a> {
    pub target: &'a Target,
    pub actions: &'a HashSet<Id>,
    pub measures: &'a HashSet<Id>,
    pub risks: &'a HashSet<Id>,
}

/// What was written of quarters that were signed off, since the latest report before this one was, and of this quarter since it was; and
/// what was written to items and to the settings that their statuses depend on.
pub(super) fn load(conn: &mut Conn, within: &Within<'_>, settings: &Settings, period: Period) -> Result<Vec<RestatedLine>> {
    let closings = first_closings(conn)?;
    let before = closings.range(..period).next_back().map(|(_, number)| *number);
    let Some(since) = before.into_iter().chain(closings.get(&period).copied()).min() else { return Ok(Vec::new()) };
    let mut lines = Vec::new();
    // Who restates the same thing again for the same reason leaves no other; while a quarter is open again, that is why.
    let mut reasons: HashMap<(Period, Option<Id>), String> = HashMap::new();
    let mut reopened: HashMap<Period, Option<String>> = HashMap::new();
    for (number, row) in store::of_quarters_since(conn, period, since)? {
        let was_closed = |of: Period| closings.get(&of).is_some_and(|closing| *closing < number) && (of == period || before < Some(number));
        let mut event = view(row)?;
        let Some(of) = event.period else {
            let latest = closings.range(..=period).rev().map(|(of, _)| *of).find(|of| was_closed(*of));
            let reason = said(&event, "/reason");
            let Some(of) = latest.filter(|of| bears_on(&mut event, of.last_day(settings.fiscal_year_start))) else { continue };
            if let Some(reference) = within.reference(conn, &event)? {
                lines.push(line(of, event, reference, reason));
            }
            continue;
        };
        if !was_closed(of) {
            continue;
        }
        if event.kind == Subject::Period {
            let closed = |state: Option<&str>| state == Some(PeriodState::Closed.as_str());
            let state = event.changes.iter().find(|change| change.field == "/state");
            if state.is_some_and(|state| closed(state.to.as_str())) {
                reopened.remove(&of);
                reasons.retain(|(quarter, _), _| *quarter != of);
            } else if state.is_some_and(|state| closed(state.from.as_str())) {
                let reason = said(&event, "/reason");
                reasons.retain(|(quarter, _), _| *quarter != of);
                reopened.insert(of, reason.clone());
                event.changes.retain(|change| change.field == "/state");
                let (about, reference) = (event.kind, of.to_string());
                lines.push(RestatedLine { period: of, about, reference, changes: event.changes, reason, at: event.at });
            }
            continue;
        }
        let Some(reference) = within.reference(conn, &event)? else { continue };
        let key = (of, event.item_id);
        if let Some(reason) = said(&event, "/restatement_reason") {
            reasons.insert(key, reason);
        }
        let reason = reasons.get(&key).or_else(|| reopened.get(&of)?.as_ref()).cloned();
        lines.push(line(of, event, reference, reason));
    }
    // By quarter; within one, as they were written.
    lines.sort_by_key(|line| line.period);
    Ok(lines)
}

/// Does what was written to an item or to the settings bear on a quarter that ended on that day? Leaves what does.
fn bears_on(event: &mut HistoryEvent, last_day: Day) -> bool {
    let day = |field: &str| said(event, field).and_then(|day| day.parse::<Day>().ok());
    let ends =
        event.changes.iter().filter(|change| change.field == "/ends_on").flat_map(|change| [change.from.as_str(), change.to.as_str()]);
    let ended = ends.flatten().filter_map(|day| day.parse::<Day>().ok()).any(|day| day < last_day);
    let fields: &[&str] = match (event.kind, event.event) {
        (Subject::Action, Event::Created) if day("/start_date").is_some_and(|start| start <= last_day) => &OF_ACTIONS,
        (Subject::Action, Event::Changed) if ended => &ENDS,
        (Subject::Action, Event::Changed) if day("/agreed_on").is_none_or(|agreed| agreed <= last_day) => &OF_ACTIONS,
        (Subject::Indicator, Event::Changed) => &OF_INDICATORS,
        (Subject::Settings, Event::Changed) => &OF_SETTINGS,
        _ => &[],
    };
    let within =
        |field: &str| fields.iter().any(|known| field.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    event.changes.retain(|change| within(&change.field));
    !event.changes.is_empty()
}

fn line(period: Period, event: HistoryEvent, reference: String, reason: Option<String>) -> RestatedLine {
    let changes = event.changes.into_iter().filter(|change| !APART.contains(&change.field.as_str())).collect();
    RestatedLine { period, about: event.kind, reference, changes, reason, at: event.at }
}

fn said(event: &HistoryEvent, field: &str) -> Option<String> {
    let change = event.changes.iter().find(|change| change.field == field)?;
    change.to.as_str().map(str::to_owned)
}

/// Of each quarter that ever was signed off, the number of the event with which it first was.
fn first_closings(conn: &mut Conn) -> Result<BTreeMap<Period, i64>> {
    let filter = HistoryFilter { kind: Some(Subject::Period), ..HistoryFilter::default() };
    let mut found = BTreeMap::new();
    // The latest come first: what is left of each quarter is the first.
    for (number, row) in store::list(conn, &filter, &PageRequest { limit: usize::MAX, after: None })? {
        let event = view(row)?;
        if let (Some(period), Some(PeriodState::Closed)) = (event.period, said(&event, "/state").and_then(|state| state.parse().ok())) {
            found.insert(period, number);
        }
    }
    Ok(found)
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
            Subject::Settings => Some(reference()),
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
