//! Which alerts ought to exist at a day: the rules, applied to what is recorded.

use super::context::Scope;
use crate::db::Conn;
use crate::domain::alert::{ItemKind, ReturnWindow, Rule, Subject};
use crate::domain::calendar::return_deadline;
use crate::domain::day::Day;
use crate::domain::explanation::Explanation;
use crate::domain::period::Period;
use crate::domain::plan::PeriodState;
use crate::error::Result;
use crate::id::{Id, Key};
use crate::model::settings::{RuleSettings, Settings};
use crate::store::refs::{self, Kind};
use crate::store::{former_refs, periods};
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};

mod actions;
mod indicators;
mod risks;
mod still_so;

pub use still_so::still_so;

/// Which items are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Items<'a> {
    /// Every one.
    All,
    /// Those of a kind.
    Of(ItemKind, &'a [Id]),
}

/// An alert that ought to be open.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in the columns of alerts")]
pub struct Wanted {
    pub rule: Rule,
    pub item_kind: ItemKind,
    pub item_id: Id,
    pub service_area_id: Option<Id>,
    /// The period or due date it is about.
    pub subject: Subject,
    pub owner_id: Option<Id>,
    /// Why, as it is kept: of many alerts, explanations would take several times the room.
    pub why: String,
    pub stage: Option<i32>,
}

/// An explanation as an alert keeps it. Named facts can always be written.
fn written(why: &Explanation) -> String {
    serde_json::to_string(why).unwrap_or_default()
}

impl<'a> Items<'a> {
    /// The ids of those that are looked at; `None` for all.
    pub const fn ids(self) -> Option<&'a [Id]> {
        match self {
            Self::All => None,
            Self::Of(_, ids) => Some(ids),
        }
    }

    fn includes(self, kind: ItemKind) -> bool {
        match self {
            Self::All => true,
            Self::Of(only, _) => only == kind,
        }
    }
}

/// The alerts about `items` that ought to be open at `day`, by the rules that are switched on.
///
/// # Errors
/// Those of the database.
pub fn wanted(conn: &mut Conn, settings: &Settings, day: Day, items: Items<'_>) -> Result<Vec<Wanted>> {
    let rules = Rules::load(conn, settings)?;
    look(conn, &Sweep { settings, day, items, rules, window: OnceCell::new() })
}

fn look(conn: &mut Conn, sweep: &Sweep<'_>) -> Result<Vec<Wanted>> {
    let Sweep { settings, day, items, .. } = *sweep;
    let mut found = Vec::new();
    if items.includes(ItemKind::Action) {
        actions::sweep(conn, sweep, &mut found)?;
    }
    if let (Some(ended), true) = (settings.reporting_period(day), items.includes(ItemKind::Indicator)) {
        indicators::sweep(conn, sweep, ended, &mut found)?;
    }
    if let (Some(ended), true) = (settings.reporting_period(day), items.includes(ItemKind::Risk)) {
        risks::sweep(conn, sweep, ended, &mut found)?;
    }
    Ok(found)
}

/// One look at the record.
struct Sweep<'a> {
    settings: &'a Settings,
    day: Day,
    items: Items<'a>,
    rules: Rules,
    window: OnceCell<Option<ReturnWindow>>,
}

impl Sweep<'_> {
    fn scope(&self, period: Period) -> Scope {
        Scope::now(period, self.day)
    }

    /// The quarter that returns are asked for: the latest that has ended, unless it is signed off.
    fn window(&self, conn: &mut Conn) -> Result<Option<ReturnWindow>> {
        if let Some(known) = self.window.get() {
            return Ok(*known);
        }
        let found = match self.settings.reporting_period(self.day) {
            Some(period) if periods::state(conn, period)? != PeriodState::Closed => Some(window_of(self.settings, period)),
            _ => None,
        };
        Ok(*self.window.get_or_init(|| found))
    }

    /// Does the rule ask for returns of that area's items, for a quarter of that deadline? One about missing returns may have
    /// days of grace.
    fn asks_for(&self, rule: Rule, area: Option<Id>, deadline: Day) -> bool {
        let late = self.day.since(deadline);
        let is_late = |settings: &RuleSettings| late > i64::from(settings.days.unwrap_or_default());
        self.rules.about(rule, area).is_some_and(|settings| rule == Rule::ReturnDue || is_late(settings))
    }

    /// Is either rule about returns on?
    fn asks_for_returns(&self) -> bool {
        self.rules.on(Rule::ReturnDue) || self.rules.on(Rule::ReturnMissing)
    }
}

/// The quarter, and until when returns for it are in time.
fn window_of(settings: &Settings, period: Period) -> ReturnWindow {
    let (start, days) = (settings.fiscal_year_start, settings.return_deadline_days);
    ReturnWindow { period, deadline: return_deadline(period, start, &settings.working_days(), days) }
}

/// The rules that are on.
struct Rules(BTreeMap<Rule, InForce>);

struct InForce {
    settings: RuleSettings,
    /// Only about items of these; none: about all.
    areas: Option<HashSet<Id>>,
}

impl Rules {
    fn load(conn: &mut Conn, settings: &Settings) -> Result<Self> {
        let mut rules = BTreeMap::new();
        for rule in Rule::ALL.iter().copied() {
            let Some(settings) = settings.alerts.rule(rule) else { continue };
            let areas = if settings.service_areas.is_empty() { None } else { Some(areas(conn, &settings)?) };
            rules.insert(rule, InForce { settings, areas });
        }
        Ok(Self(rules))
    }

    fn on(&self, rule: Rule) -> bool {
        self.0.contains_key(&rule)
    }

    /// The settings of a rule that is on, and about items of that area.
    fn about(&self, rule: Rule, area: Option<Id>) -> Option<&RuleSettings> {
        let rule = self.0.get(&rule)?;
        let included = rule.areas.as_ref().is_none_or(|areas| area.is_some_and(|area| areas.contains(&area)));
        included.then_some(&rule.settings)
    }
}

/// The areas that a rule is limited to; one that is called something else by now is still that one.
fn areas(conn: &mut Conn, settings: &RuleSettings) -> Result<HashSet<Id>> {
    let mut found = HashSet::new();
    for reference in &settings.service_areas {
        let key = Key::parse(reference);
        let id = match (refs::find_id(conn, Kind::ServiceArea, &key)?, &key) {
            (None, Key::Ref(former)) => former_refs::find(conn, Kind::ServiceArea, former)?.map(|(id, _)| id),
            (id, _) => id,
        };
        found.extend(id);
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
