//! Rows and captions of the tables that add up, and how statuses are worked out.

use super::Face;
use crate::domain::indicator::ToleranceKind;
use crate::domain::number::Figure;
use crate::domain::plan::ProjectStatus;
use crate::domain::report::project_rag;
use crate::domain::rollup::{Counts, Suggestion};
use crate::model::report::{
    ActionGroup, Aside, BreakdownRow, BreakdownTable, MatrixCell, MeasureGroup, PlanRef, Programme, SnapshotRow, Tranche, Verdict,
};
use crate::render::called;
use crate::render::clean::one_line;
use crate::render::page_view::Mark;
use crate::render::phrase::Said;

/// What a table of the snapshot is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Actions,
    Measures,
    Whole,
}

/// A row of the snapshot.
pub(super) struct CountRow {
    pub name: Said,
    pub sum: bool,
    pub counts: Counts,
    pub total: u32,
    pub reported: String,
    pub mark: Mark,
    pub why: Vec<Said>,
    pub direction: String,
}

impl Face<'_> {
    /// The snapshot of actions.
    pub(super) fn action_rows(&self) -> Vec<CountRow> {
        self.rows(Of::Actions)
    }

    /// The snapshot of measures.
    pub(super) fn measure_rows(&self) -> Vec<CountRow> {
        self.rows(Of::Measures)
    }

    /// How each outcome and objective stands as a whole; nothing where the report is of one alone.
    pub(super) fn whole_rows(&self) -> Vec<CountRow> {
        Some(self.rows(Of::Whole)).filter(|rows| rows.len() > 2).unwrap_or_default()
    }

    /// Rows that hold any, and their total. An outcome with one part needs no subtotal.
    fn rows(&self, of: Of) -> Vec<CountRow> {
        let total = |row: &SnapshotRow| match of {
            Of::Actions => row.actions.total,
            Of::Measures => row.measures.total,
            Of::Whole => row.actions.total + row.measures.total,
        };
        let mut shown: Vec<&SnapshotRow> = Vec::new();
        for row in self.report.snapshot.iter().filter(|row| total(row) > 0) {
            // Its only part has as many.
            if shown.last().is_some_and(|last| last.subtotal && total(last) == total(row)) {
                shown.pop();
            }
            shown.push(row);
        }
        let parts = |row: &SnapshotRow| shown.iter().any(|other| other.subtotal && other.item == row.item);
        let mut rows: Vec<CountRow> = shown.iter().map(|row| self.row(row, of, !row.subtotal && parts(row))).collect();
        let overall = &self.report.overall;
        let whole = SnapshotRow {
            item: None,
            subtotal: true,
            actions: overall.actions.clone(),
            measures: overall.measures.clone(),
            whole: overall.whole.clone(),
        };
        rows.push(CountRow { name: self.ours(self.text("report-total")), ..self.row(&whole, of, false) });
        rows
    }

    /// `directly`: an outcome whose parts have rows of their own says that it is not their sum.
    fn row(&self, row: &SnapshotRow, of: Of, directly: bool) -> CountRow {
        let (counts, total, verdict) = match of {
            Of::Actions => (row.actions.counts, row.actions.total, &row.actions.overall),
            Of::Measures => (row.measures.counts, row.measures.total, &row.measures.overall),
            Of::Whole => (Counts::default(), row.actions.total + row.measures.total, &row.whole),
        };
        let name = self.objective(row.item.as_ref());
        let alone = |name: Said| Said { text: self.words.with("report-itself", &[("name", name.text.into())]), ..name };
        CountRow {
            name: if directly { alone(name) } else { name },
            sum: row.subtotal,
            counts,
            total,
            reported: self.reported(row.measures.reported, row.measures.due),
            mark: self.rag(verdict.rag),
            why: self.overall_why(verdict),
            direction: self.direction(verdict.direction),
        }
    }

    fn reported(&self, reported: u32, due: u32) -> String {
        let values = [("reported", reported.into()), ("due", due.into())];
        if due == 0 { self.text("report-none-due") } else { self.words.with("report-in", &values) }
    }

    /// An outcome or objective by its name; what belongs to none.
    pub(super) fn objective(&self, item: Option<&PlanRef>) -> Said {
        item.map_or_else(|| self.ours(self.text("report-unassigned")), |item| self.plan_name(item))
    }

    pub(super) fn corporate_action(&self, item: Option<&PlanRef>) -> Said {
        item.map_or_else(|| self.ours(self.text("report-unassigned-action")), |item| self.plan_name(item))
    }

    pub(super) fn verdict(&self, verdict: &Verdict) -> Mark {
        self.rag(verdict.rag)
    }

    pub(super) fn moved(&self, verdict: &Verdict) -> String {
        self.direction(verdict.direction)
    }

    pub(super) fn suggested(&self, suggestion: &Suggestion) -> Mark {
        self.rag(suggestion.rag)
    }

    pub(super) fn part(&self, row: &BreakdownRow, table: &BreakdownTable) -> String {
        // All with as many decimals as any.
        let decimals = table.rows.iter().map(|row| row.value.decimal().scale()).max().and_then(|most| u8::try_from(most).ok());
        self.words.figure(row.value, Some(&table.unit), decimals)
    }

    pub(super) fn field(&self, cell: &MatrixCell) -> Mark {
        self.band(cell.band)
    }

    pub(super) fn overall_why(&self, verdict: &Verdict) -> Vec<Said> {
        let judged = verdict.judged.as_ref().map(|judged| {
            let rag = |rag| self.rag(rag).word.into();
            let values = [("rag", rag(judged.rag)), ("reason", one_line(&judged.reason).into()), ("suggested", rag(verdict.suggested.rag))];
            self.ours(self.words.with("report-judged", &values))
        });
        judged.into_iter().chain(self.suggestion_why(&verdict.suggested)).collect()
    }

    pub(super) fn suggestion_why(&self, suggestion: &Suggestion) -> Vec<Said> {
        let thresholds = &self.report.method.overall_thresholds;
        let text = match suggestion.mean {
            None => self.text("report-unrated"),
            Some(mean) => {
                let values = [("mean", mean), ("green", thresholds.green), ("amber", thresholds.amber)];
                self.words.with("report-mean", &values.map(|(name, value)| (name, self.plain(value).into())))
            }
        };
        vec![self.ours(text)]
    }

    fn plain(&self, value: Figure) -> String {
        self.words.figure(value, None, None)
    }

    /// What does not count any more, or not yet.
    pub(super) fn aside(&self, aside: &Aside) -> Vec<String> {
        let kinds = [("report-completed", aside.completed), ("report-cancelled", aside.cancelled), ("report-to-come", aside.to_come)];
        kinds.into_iter().filter(|(_, count)| *count > 0).map(|(key, count)| self.words.with(key, &[("count", count.into())])).collect()
    }

    pub(super) fn caption(&self, key: &str, about: &str) -> String {
        format!("{}: {about}", self.text(key))
    }

    pub(super) fn group_caption(&self, key: &str, group: &ActionGroup) -> String {
        self.caption(key, &self.corporate_action(group.corporate_action.as_ref()).text)
    }

    pub(super) fn measures_caption(&self, key: &str, group: &MeasureGroup) -> String {
        let about = self.objective(group.objective.as_ref()).text;
        let category = group.category.map(|category| self.words.token("report-category", category.as_str()));
        self.caption(key, &[about].into_iter().chain(category).collect::<Vec<_>>().join(" – "))
    }

    pub(super) fn breakdown_caption(&self, table: &BreakdownTable) -> String {
        let of = table.indicator.as_deref().map(|indicator| format!("{} ", one_line(indicator))).unwrap_or_default();
        format!("{of}{}", called::caption(&self.words, self.report, table))
    }

    pub(super) fn dimension(&self, table: &BreakdownTable) -> String {
        called::heading(&self.words, table)
    }

    pub(super) fn label(&self, typed: &str) -> Said {
        called::label(&self.words, &self.report.service_areas, typed)
    }

    pub(super) fn programme(&self, programme: &Programme) -> String {
        match &programme.name {
            Some(name) => self.words.with("report-programme", &[("name", one_line(name).into())]),
            None => self.text("report-no-programme"),
        }
    }

    pub(super) fn tranche_caption(&self, programme: &Programme, tranche: &Tranche) -> String {
        let name = tranche.name.as_deref().map(|name| self.words.with("report-tranche", &[("name", one_line(name).into())]));
        [self.programme(programme)].into_iter().chain(name).collect::<Vec<_>>().join(" – ")
    }

    pub(super) fn project(&self, status: &Option<ProjectStatus>) -> Mark {
        let token = status.map_or("none", ProjectStatus::as_str);
        Mark { word: self.words.token("report-project", token), ..self.rag(project_rag(*status)) }
    }

    pub(super) fn likelihood(&self, factor: &i32) -> String {
        self.text(&format!("likelihood-{factor}"))
    }

    pub(super) fn impact(&self, factor: &i32) -> String {
        self.text(&format!("impact-{factor}"))
    }

    /// What the words of the report mean, by the settings in force.
    pub(super) fn glossary(&self) -> Vec<(String, String)> {
        let method = &self.report.method;
        let thresholds = |green: Figure, amber: Figure| [("green", self.plain(green).into()), ("amber", self.plain(amber).into())];
        let unit = if method.tolerance_kind == ToleranceKind::Relative { "percent" } else { "number" };
        let tolerance = self.figure(method.tolerance, unit);
        let (actions, overall) = (method.action_thresholds, method.overall_thresholds);
        let (key, within) = match method.green_within {
            Figure::ZERO => ("report-meaning-measure", String::new()),
            within => ("report-meaning-measure-within", self.figure(within, unit)),
        };
        let measure = self.words.with(key, &[("tolerance", tolerance.into()), ("within", within.into())]);
        let term = |name: &str| self.text(&format!("report-term-{name}"));
        vec![
            (term("outcome"), self.text("report-meaning-outcome")),
            (term("objective"), self.text("report-meaning-objective")),
            (term("action"), self.words.with("report-meaning-action", &thresholds(actions.green, actions.amber))),
            (term("measure"), measure),
            (term("direction"), self.text(&format!("report-meaning-direction-{}", method.direction_basis))),
            (term("overall"), self.words.with("report-meaning-overall", &thresholds(overall.green, overall.amber))),
            (term("inherent"), self.text("report-meaning-inherent")),
            (term("arrows"), self.text("report-meaning-arrows")),
            (term("not-applicable"), self.text("report-meaning-not-applicable")),
            (term("provisional"), self.text("report-meaning-provisional")),
        ]
    }
}
