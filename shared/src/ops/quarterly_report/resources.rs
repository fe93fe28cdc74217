//! The resources of a report: breakdowns, and the projects of programmes.

use super::scope::Target;
use crate::db::Conn;
use crate::db::page::PageRequest;
use crate::domain::report::{by_ref, project_rag};
use crate::domain::rollup::{Counts, Thresholds};
use crate::error::Result;
use crate::id::Id;
use crate::model::project::Project;
use crate::model::report::{BreakdownRow, BreakdownTable, Programme, ProjectLine, Resources, ScopeKind, Text, Tranche};
use crate::model::settings::Settings;
use crate::ops::context::Scope;
use crate::ops::projects as project_ops;
use crate::store::breakdowns::{self, BreakdownFilter};
use crate::store::projects::{self, ProjectFilter};
use std::collections::{BTreeMap, HashSet};

const ALL: PageRequest = PageRequest { limit: usize::MAX, after: None };

/// Of the council, all there are; of a programme, its projects; of another part, the breakdowns of its measures.
pub(super) fn load(conn: &mut Conn, settings: &Settings, target: &Target, scope: Scope, measures: &HashSet<Id>) -> Result<Resources> {
    let programmes = match target.scope.kind {
        ScopeKind::Council => programmes(conn, settings, None, scope)?,
        ScopeKind::Programme => programmes(conn, settings, target.scope.reference.clone(), scope)?,
        _ => Vec::new(),
    };
    Ok(Resources { breakdowns: tables(conn, target, scope, measures)?, programmes })
}

fn tables(conn: &mut Conn, target: &Target, scope: Scope, measures: &HashSet<Id>) -> Result<Vec<BreakdownTable>> {
    let filter = BreakdownFilter { period: Some(scope.period), ..BreakdownFilter::default() };
    let mut tables: BTreeMap<(Option<String>, String, String, String), Vec<BreakdownRow>> = BTreeMap::new();
    for (row, indicator) in breakdowns::list(conn, &filter, &ALL)? {
        if target.is_council() || row.indicator_id.is_some_and(|id| measures.contains(&id)) {
            let table = (indicator.map(|link| link.reference), row.measure, row.dimension, row.unit);
            tables.entry(table).or_default().push(BreakdownRow { label: row.value_label, value: row.value });
        }
    }
    let table = |((indicator, measure, dimension, unit), mut rows): ((_, _, _, _), Vec<BreakdownRow>)| {
        rows.sort_by(|one, other| other.value.cmp(&one.value).then_with(|| by_ref(&one.label, &other.label)));
        BreakdownTable { indicator, measure, dimension, unit, rows }
    };
    Ok(tables.into_iter().map(table).collect())
}

fn programmes(conn: &mut Conn, settings: &Settings, only: Option<String>, scope: Scope) -> Result<Vec<Programme>> {
    let filter = ProjectFilter { programme: only, ..ProjectFilter::default() };
    let rows = projects::list(conn, &filter, &ALL)?;
    let mut found: BTreeMap<Option<String>, BTreeMap<Option<String>, Vec<ProjectLine>>> = BTreeMap::new();
    for project in project_ops::views(conn, scope, rows)? {
        let tranches = found.entry(project.programme.clone()).or_default();
        let line = line(&project);
        if project.tranches.is_empty() {
            tranches.entry(None).or_default().push(line.clone());
        }
        for tranche in project.tranches {
            tranches.entry(Some(tranche)).or_default().push(line.clone());
        }
    }
    let thresholds = settings.overall_thresholds.into();
    let programme = |(name, tranches): (_, BTreeMap<_, _>)| {
        let mut tranches: Vec<_> = tranches.into_iter().map(|(name, projects)| tranche(name, projects, &thresholds)).collect();
        let place = |tranche: &Tranche| tranche.name.clone().unwrap_or_default();
        tranches.sort_by(|one, other| by_ref(&place(one), &place(other)));
        Programme { name, tranches }
    };
    Ok(found.into_iter().map(programme).collect())
}

fn tranche(name: Option<String>, mut projects: Vec<ProjectLine>, thresholds: &Thresholds) -> Tranche {
    projects.sort_by(|one, other| by_ref(&one.reference, &other.reference));
    let mut counts = Counts::default();
    projects.iter().for_each(|project| counts.add(project_rag(project.status)));
    Tranche { name, counts, overall: counts.suggest(thresholds), projects }
}

fn line(project: &Project) -> ProjectLine {
    let report = project.report.as_ref();
    ProjectLine {
        reference: project.reference.clone(),
        title: project.title.clone(),
        title_cy: project.title_cy.clone(),
        status: project.status.status,
        commentary: report.and_then(|report| Text::given(report.commentary.clone(), report.commentary_cy.clone())),
    }
}
