//! The quarterly report: read in a bounded number of queries, however much it holds, and put together.

mod actions;
mod areas;
mod comparison;
mod csv;
mod faces;
mod findings;
mod items;
mod judged;
mod measures;
mod plan;
mod resources;
mod restated;
mod risks;
mod scope;
mod sums;
mod tables;
mod texts;
mod xlsx;

pub use comparison::{Between, CHANGES_SORT, ChangeQuery, changes, compare};
pub use csv::{csv_files, csv_zip};
pub use faces::{CSV, FaceOf, HTML, JSON, XLSX};
pub use scope::{ReportOf, UnknownScope};
pub use tables::{Cell, Table, tables};
pub use xlsx::xlsx;

use crate::db::Conn;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::domain::plan::PlanLevel;
use crate::domain::risk::band;
use crate::error::Result;
use crate::id::Id;
use crate::model::report::{
    ActionLine, AreaRef, CorporateActionRow, Header, MatrixCell, MeasureLine, Method, ObjectiveSection, Overall, Report, RiskLine,
    SnapshotRow,
};
use crate::model::settings::Settings;
use crate::ops::context::{Context, Scope};
use crate::ops::snapshot::SnapshotScope;
use crate::store::periods;
use actions::Actions;
use areas::Areas;
use items::Items;
use judged::{Judged, JudgedOf, is_share};
use measures::{Measures, Which};
use plan::PlanTree;
use restated::Within;
use scope::Target;
use std::collections::HashMap;
use sums::{ActionsSum, Sum};
use texts::Texts;

/// The report of a part of the council, or of the whole, for a period: by what is recorded now, as the rules have it on `as_of`
/// (today, unless given).
///
/// # Errors
/// [`crate::error::Error::NotFound`] when there is no such part.
pub fn report(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    of: &ReportOf,
    period: Period,
    as_of: Option<Day>,
) -> Result<Report> {
    let scope = context.scope(settings, Some(period), as_of)?;
    let target = of.find(conn)?;
    let (plan, areas) = (PlanTree::load(conn)?, Areas::load(conn)?);
    let Items { actions, measures, risks, findings, comparison } = Items::load(conn, settings, &target, scope, &areas)?;
    let texts = Texts::load(conn, &target, (&plan, &areas), period)?;
    let resources = resources::load(conn, settings, &target, scope, &measures.ids)?;
    let sums = Sums::of(&plan, &actions, &measures);
    let judged = Judged::load(conn, period)?;
    let within = Within { target: &target, actions: &actions.ids, measures: &measures.ids, risks: &risks.ids };
    let stored = target.stored();
    let own = stored.as_deref().map(|name| judged.of(name)).unwrap_or_default();
    let restated = restated::load(conn, &within, settings, period)?;
    let [corporate_risks, service_risks] = risks.sections();
    let mut report = Report {
        header: header(conn, context, settings, &target, scope)?,
        overall: sums.overall(settings, own),
        snapshot: sums.rows(settings, &plan, (&target, &judged)),
        objectives: objectives(settings, &plan, (&target, &judged), &actions, &measures, &texts),
        red_actions: actions.groups(&plan, true),
        red_measures: measures.groups(&plan, Which::Red),
        narratives: texts.narratives,
        findings,
        restated,
        comparison,
        resources,
        corporate_risks,
        service_risks,
        method: method(settings),
        service_areas: Vec::new(),
        actions: actions.groups(&plan, false),
        measures: measures.groups(&plan, Which::OfTheSet),
        additional_measures: measures.groups(&plan, Which::Additional),
    };
    report.service_areas = named_areas(&report, &areas);
    Ok(report)
}

fn header(conn: &mut Conn, context: &Context, settings: &Settings, target: &Target, scope: Scope) -> Result<Header> {
    let (period, fiscal) = (scope.period, settings.fiscal_year_start);
    Ok(Header {
        organisation: settings.organisation.clone(),
        organisation_cy: settings.organisation_cy.clone(),
        scope: target.scope.clone(),
        period,
        first_day: period.first_day(fiscal),
        last_day: period.last_day(fiscal),
        state: periods::state(conn, period)?,
        as_of: scope.as_of,
        made_at: context.at(),
    })
}

/// What each outcome or objective has directly under it, and what belongs to none.
struct Sums(HashMap<Option<Id>, Sum>);

impl Sums {
    fn of(plan: &PlanTree, actions: &Actions, measures: &Measures) -> Self {
        let mut sums: HashMap<Option<Id>, Sum> = HashMap::new();
        for (item, sum) in &actions.sums {
            sums.entry(plan.objective_of(*item)).or_default().actions.merge(sum);
        }
        for (item, sum) in &measures.sums {
            sums.entry(*item).or_default().measures = *sum;
        }
        Self(sums)
    }

    fn total<'a>(sums: impl Iterator<Item = &'a Sum>) -> Sum {
        let mut total = Sum::default();
        sums.for_each(|sum| total.merge(sum));
        total
    }

    fn overall(&self, settings: &Settings, judged: JudgedOf<'_>) -> Overall {
        let total = Self::total(self.0.values());
        Overall {
            actions: total.actions.tally(settings, judged),
            measures: total.measures(settings, judged),
            whole: total.whole(settings, judged),
        }
    }

    /// A row for each that has something, after a subtotal for each outcome where there are several.
    fn rows(&self, settings: &Settings, plan: &PlanTree, (target, judged): (&Target, &Judged)) -> Vec<SnapshotRow> {
        let row = |item: Option<Id>, subtotal: bool, alone: bool, sum: &Sum| {
            let level = item.and_then(|id| plan.row(id)).map(|row| row.level);
            let whole = item.filter(|id| target.holds_all_of(*id) && !is_share(level, subtotal, alone)).map(|id| id.to_string());
            let judged = whole.as_deref().map(|name| judged.of(name)).unwrap_or_default();
            SnapshotRow {
                item: plan.named(item),
                subtotal,
                actions: sum.actions.tally(settings, judged),
                measures: sum.measures(settings, judged),
                whole: sum.whole(settings, judged),
            }
        };
        let mut items: Vec<(&Option<Id>, &Sum)> = self.0.iter().filter(|(_, sum)| !sum.is_empty()).collect();
        items.sort_by_key(|(item, _)| plan.place(**item));
        let outcomes: Vec<Option<Id>> = items.iter().map(|(item, _)| plan.outcome_of(**item)).collect();
        let several = outcomes.iter().any(|outcome| outcomes.first() != Some(outcome));
        let mut rows = Vec::new();
        for (place, ((item, sum), outcome)) in items.iter().zip(&outcomes).enumerate() {
            let begins = place == 0 || outcomes.get(place - 1) != Some(outcome);
            let parts = || items.iter().zip(&outcomes).filter(|(_, of)| *of == outcome).map(|((_, sum), _)| *sum);
            let alone = parts().count() == 1;
            if several && begins && outcome.is_some() && !alone {
                rows.push(row(*outcome, true, alone, &Self::total(parts())));
            }
            rows.push(row(**item, false, alone, sum));
        }
        rows
    }
}

/// Each outcome or objective of the report that has corporate actions, actions or measures.
fn objectives(
    settings: &Settings,
    plan: &PlanTree,
    (target, judged): (&Target, &Judged),
    actions: &Actions,
    measures: &Measures,
    texts: &Texts,
) -> Vec<ObjectiveSection> {
    let within = match &target.of {
        SnapshotScope::Council => Some(None),
        SnapshotScope::Plan(items) => Some(Some(items.as_slice())),
        // What a service does for the plan shows where it does something.
        SnapshotScope::Areas(_) => None,
    };
    let planned = within.map(|only| plan.current(PlanLevel::CorporateAction, only).map(|row| Some(row.id)).collect::<Vec<_>>());
    let nothing = ActionsSum::default();
    let mut corporate: Vec<Option<Id>> = actions.sums.keys().copied().chain(planned.unwrap_or_default()).collect();
    corporate.sort_by_key(|item| plan.place(*item));
    corporate.dedup();
    let mut rows: HashMap<Option<Id>, Vec<CorporateActionRow>> = HashMap::new();
    for item in corporate {
        let sum = actions.sums.get(&item).unwrap_or(&nothing);
        let note = item.and_then(|id| texts.notes.get(&id).cloned());
        let note_drafts = item.and_then(|id| texts.note_drafts.get(&id).cloned()).unwrap_or_default();
        let whole = item.filter(|id| target.holds_all_of(*id)).map(|id| id.to_string());
        let judged = whole.as_deref().map(|name| judged.of(name).of_actions_alone()).unwrap_or_default();
        let row = CorporateActionRow { item: plan.named(item), actions: sum.tally(settings, judged), aside: sum.aside, note, note_drafts };
        rows.entry(plan.objective_of(item)).or_default().push(row);
    }
    let mut facts = measures.facts(settings);
    let mut items: Vec<Option<Id>> = rows.keys().chain(facts.keys()).copied().collect();
    items.sort_by_key(|item| plan.place(*item));
    items.dedup();
    let section = |item| ObjectiveSection {
        item: plan.named(item),
        measures: facts.remove(&item).unwrap_or_default(),
        corporate_actions: rows.remove(&item).unwrap_or_default(),
    };
    items.into_iter().map(section).collect()
}

fn method(settings: &Settings) -> Method {
    let cell = |likelihood: i32, impact: i32| {
        let score = likelihood * impact;
        MatrixCell { likelihood, impact, score, band: band(score) }
    };
    Method {
        tolerance: settings.tolerance,
        tolerance_kind: settings.tolerance_kind,
        green_within: settings.green_within,
        direction_basis: settings.direction_basis,
        action_thresholds: settings.action_thresholds,
        overall_thresholds: settings.overall_thresholds,
        matrix: (1..=4).rev().map(|likelihood| (1..=4).map(|impact| cell(likelihood, impact)).collect()).collect(),
    }
}

fn named_areas(report: &Report, known: &Areas) -> Vec<AreaRef> {
    let actions = report.actions.iter().flat_map(|group| &group.actions).map(|line: &ActionLine| &line.service_area);
    let measures = report.measures.iter().chain(&report.additional_measures).flat_map(|group| &group.measures);
    let measures = measures.map(|line: &MeasureLine| &line.service_area);
    let risks = report.service_risks.risks.iter().map(|line: &RiskLine| &line.service_area);
    let by_area = report.resources.breakdowns.iter().filter(|table| table.dimension.eq_ignore_ascii_case("service area"));
    let parts = by_area.flat_map(|table| &table.rows).map(|row| row.label.as_str()).collect();
    areas::each_once(actions.chain(measures).chain(risks).flatten().chain(known.of_names(&parts)))
}
