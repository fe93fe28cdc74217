//! The tables at the end: what the words mean, what disagrees, and what was changed since.

use super::super::checks::OpenFindings;
use super::Face;
use crate::model::report::{FindingLine, MatrixCell};
use crate::render::clean::one_line;
use crate::render::document::{Column, Row, Run, Style, Table, Text};
use crate::render::page_view::Mark;

impl Face<'_> {
    pub(super) fn glossary_table(&self) -> Table {
        let columns = [("report-column-term", 20, false), ("report-column-meaning", 80, false)];
        let rows = self.glossary().into_iter().map(|(term, meaning)| Row { cells: vec![self.cell(term), self.cell(meaning)], sum: false });
        self.table(self.text("report-glossary"), &columns, rows.collect())
    }

    pub(super) fn matrix_table(&self) -> Table {
        let corner = format!("{} / {}", self.text("report-column-likelihood"), self.text("report-column-impact"));
        let mut columns = vec![Column { heading: corner, share: 24, figures: false }];
        columns.extend((1..=4).map(|impact| Column { heading: self.impact(&impact), share: 19, figures: false }));
        let row = |row: &Vec<MatrixCell>| {
            let likelihood = row.first().map(|cell| self.likelihood(&cell.likelihood)).unwrap_or_default();
            let field = |cell| {
                let mark = self.field(cell);
                let word = format!("{} {}", cell.score, mark.word);
                self.status_cell(&Mark { word, ..mark }, Vec::new())
            };
            Row { cells: [self.cell(likelihood)].into_iter().chain(row.iter().map(field)).collect(), sum: false }
        };
        Table { caption: self.text("report-matrix"), columns, rows: self.report.method.matrix.iter().map(row).collect(), short: false }
    }

    pub(super) fn areas_table(&self) -> Table {
        let columns = [("report-column-code", 20, false), ("report-column-name", 80, false)];
        let rows = self.report.service_areas.iter().map(|area| {
            let name = self.named(&area.name, area.name_cy.as_deref());
            Row { cells: vec![self.cell(one_line(&area.reference)), vec![name.into()]], sum: false }
        });
        Table { short: true, ..self.table(self.text("report-areas"), &columns, rows.collect()) }
    }

    fn finding_cells(&self, line: &FindingLine) -> Vec<Vec<Text>> {
        let kind = Text { style: Style::Body, runs: vec![Run::plain(self.ours(self.kind(line))).bold()] };
        vec![
            self.cell(self.about(&line.about, &line.reference)),
            self.status_cell(&self.severity(line.severity), Vec::new()),
            vec![kind, self.sentence(line).into()],
        ]
    }

    pub(super) fn findings_table(&self, group: OpenFindings<'_>) -> Table {
        let columns = [("report-column-about", 20, false), ("report-column-severity", 14, false), ("report-column-finding", 66, false)];
        let rows = group.findings.into_iter().map(|line| Row { cells: self.finding_cells(line), sum: false });
        self.table(group.caption, &columns, rows.collect())
    }

    pub(super) fn accepted_table(&self) -> Table {
        let columns = [
            ("report-column-about", 18, false),
            ("report-column-severity", 13, false),
            ("report-column-finding", 42, false),
            ("report-column-why", 30, false),
        ];
        let rows = self.report.findings.accepted.iter().map(|accepted| {
            let reason = self.cell(self.let_stand(&accepted.reason));
            Row { cells: self.finding_cells(&accepted.finding).into_iter().chain([reason]).collect(), sum: false }
        });
        self.table(self.text("report-findings-accepted"), &columns, rows.collect())
    }

    pub(super) fn restated_table(&self) -> Table {
        let columns = [
            ("report-column-about", 20, false),
            ("report-column-quarter", 12, false),
            ("report-column-changed", 40, false),
            ("report-column-why", 30, false),
        ];
        let rows = self.report.restated.iter().map(|line| {
            let cells = vec![
                self.cell(self.about(&line.about, &line.reference)),
                self.cell(self.restated_in(line)),
                self.changes(line).into_iter().flat_map(|change| self.cell(change)).collect(),
                self.cell(self.why_restated(line)),
            ];
            Row { cells, sum: false }
        });
        self.table(self.text("report-restated"), &columns, rows.collect())
    }
}
