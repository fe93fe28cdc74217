//! The measures of a report.

use super::areas::Areas;
use super::plan::PlanTree;
use super::sums::MeasuresSum;
use crate::domain::indicator::Category;
use crate::domain::period::Period;
use crate::domain::report::by_ref;
use crate::domain::status::Rag;
use crate::id::Id;
use crate::model::report::{MeasureFacts, MeasureGroup, MeasureLine, Point, Text};
use crate::model::settings::Settings;
use crate::model::snapshot::MeasuresSnapshot;
use crate::ops::context::Scope;
use crate::ops::indicator_status::{ResultsByIndicator, definition, status};
use crate::ops::indicators::aliases;
use crate::ops::quarter::IndicatorsOfQuarter;
use crate::store::indicators::{IndicatorRecord, IndicatorRow};
use std::collections::{HashMap, HashSet};

/// How many quarters a trend shows, at most.
const TREND: i32 = 8;

/// Those of a report: their lines, and what those of the set add up to, by objective.
#[derive(Default)]
pub(super) struct Measures {
    lines: Vec<Placed>,
    pub sums: HashMap<Option<Id>, MeasuresSum>,
    /// All of them, additional ones too.
    pub ids: HashSet<Id>,
}

struct Placed {
    objective: Option<Id>,
    category: Option<Category>,
    additional: bool,
    line: MeasureLine,
}

/// Which measures a part of the report holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    OfTheSet,
    Red,
    Additional,
}

impl Measures {
    pub fn take(&mut self, settings: &Settings, scope: Scope, areas: &Areas, batch: &IndicatorsOfQuarter) {
        let IndicatorsOfQuarter { records, results } = batch;
        let before = scope.period.plus(-1).map(|period| Scope { period, ..scope });
        for IndicatorRecord { row, .. } in records.iter().filter(|record| record.row.archived_at.is_none()) {
            if !row.additional {
                let sum = self.sums.entry(row.objective_id).or_default();
                sum.now.count(row, settings, scope, results);
                if let Some(before) = before {
                    sum.before.count(row, settings, before, results);
                }
            }
            self.ids.insert(row.id);
            let line = line(row, settings, scope, results, areas);
            self.lines.push(Placed { objective: row.objective_id, category: row.category, additional: row.additional, line });
        }
    }

    /// In the order of their refs.
    pub fn sorted(mut self) -> Self {
        self.lines.sort_by(|one, other| by_ref(&one.line.reference, &other.line.reference));
        self
    }

    /// Those, by objective and category.
    pub fn groups(&self, plan: &PlanTree, which: Which) -> Vec<MeasureGroup> {
        let wanted = |placed: &&Placed| {
            placed.additional == (which == Which::Additional) && (which != Which::Red || placed.line.status.rag == Rag::Red)
        };
        let mut groups: HashMap<(Option<Id>, Option<Category>), Vec<MeasureLine>> = HashMap::new();
        for placed in self.lines.iter().filter(wanted) {
            groups.entry((placed.objective, placed.category)).or_default().push(placed.line.clone());
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_key(|((objective, category), _)| (plan.place(*objective), category.is_none(), *category));
        let group = |((objective, category), measures)| MeasureGroup { objective: plan.named(objective), category, measures };
        groups.into_iter().map(group).collect()
    }

    /// What is said of those of the set that belong to each objective.
    pub fn facts(&self, settings: &Settings) -> HashMap<Option<Id>, MeasureFacts> {
        let of_sum = |(objective, sum): (&Option<Id>, &MeasuresSum)| {
            let MeasuresSnapshot { total, due, reported, quarterly, annual, .. } = sum.now.finish(settings);
            (*objective, MeasureFacts { total, due, reported, quarterly, annual, ..MeasureFacts::default() })
        };
        let mut facts: HashMap<Option<Id>, MeasureFacts> = self.sums.iter().map(of_sum).collect();
        for placed in self.lines.iter().filter(|placed| !placed.additional) {
            facts.entry(placed.objective).or_default().note(&placed.line);
        }
        facts
    }
}

fn line(row: &IndicatorRow, settings: &Settings, scope: Scope, results: &ResultsByIndicator, areas: &Areas) -> MeasureLine {
    let result = results.in_effect(row.id, scope.period);
    // Where the direction is told from quarter to quarter, the year before is told all the same.
    let last_year = definition(row, settings).prior_year(scope.period);
    MeasureLine {
        reference: row.reference.clone(),
        aliases: aliases(row),
        title: row.title.clone(),
        title_cy: row.title_cy.clone(),
        service_area: areas.named(row.service_area_id),
        polarity: row.polarity,
        unit: row.unit.clone(),
        decimals: u8::try_from(row.decimals).unwrap_or_default(),
        frequency: row.frequency,
        reporting_quarter: row.reporting_quarter,
        band_low: row.band_low,
        band_high: row.band_high,
        last_year: last_year.and_then(|period| results.in_effect(row.id, period)).and_then(|result| result.actual),
        actual: result.and_then(|result| result.actual),
        target: result.and_then(|result| result.target),
        numerator: result.and_then(|result| result.numerator),
        denominator: result.and_then(|result| result.denominator),
        provisional: result.is_some_and(|result| result.provisional),
        status: status(scope, results.assess(row, settings, scope)),
        year_end: results.year_end(row, settings, scope),
        commentary: result.and_then(|result| Text::given(result.commentary.clone(), result.commentary_cy.clone())),
        trend: trend(row.id, scope.period, results),
    }
}

fn trend(indicator: Id, last: Period, results: &ResultsByIndicator) -> Vec<Point> {
    let point = |period: Period| {
        let result = results.in_effect(indicator, period)?;
        let known = result.actual.is_some() || result.target.is_some();
        known.then_some(Point { period, actual: result.actual, target: result.target })
    };
    (1 - TREND..=0).filter_map(|quarters| last.plus(quarters)).filter_map(point).collect()
}
