//! The tables of the document, row by row.

use super::super::compared::ChangeTable;
use super::Face;
use crate::model::report::{ActionLine, BreakdownRow, BreakdownTable, CorporateActionRow, MeasureLine, RiskSection, Tranche};
use crate::render::clean::one_line;
use crate::render::document::{Column, Row, Run, Said, Style, Table, Text};
use crate::render::page_view::Mark;

/// The columns of a table by the keys of their headings, their shares of the width, and whether they hold figures.
type Columns<'a> = &'a [(&'a str, u16, bool)];

impl Face<'_> {
    pub(super) fn table(&self, caption: String, columns: Columns<'_>, rows: Vec<Row>) -> Table {
        let column = |(key, share, figures): &(&str, u16, bool)| Column { heading: self.text(key), share: *share, figures: *figures };
        Table { caption, columns: columns.iter().map(column).collect(), rows, short: false }
    }

    pub(super) fn cell(&self, text: String) -> Vec<Text> {
        if text.is_empty() { Vec::new() } else { vec![self.ours(text).into()] }
    }

    /// A ref in bold, and a title.
    fn named_cell(&self, reference: String, title: Said) -> Vec<Text> {
        let mut runs = vec![Run::plain(self.ours(format!("{reference} "))).bold()];
        runs.push(Run::plain(title));
        vec![Text { style: Style::Body, runs }]
    }

    pub(super) fn status_cell(&self, mark: &Mark, why: Vec<Said>) -> Vec<Text> {
        let status = Text { style: Style::Body, runs: vec![self.mark(mark)] };
        [status].into_iter().chain(why.into_iter().map(|said| self.remark(said))).collect()
    }

    fn noted_cell(&self, text: String, notes: Vec<String>) -> Vec<Text> {
        let notes = notes.into_iter().map(|note| self.remark(self.ours(note)));
        self.cell(text).into_iter().chain(notes).collect()
    }

    pub(super) fn counts_table(&self, actions: bool) -> Table {
        let mut columns = vec![
            ("report-column-objective", 32, false),
            ("rag-green", 9, true),
            ("rag-amber", 11, true),
            ("rag-red", 9, true),
            ("rag-n_a", 17, true),
            ("report-column-total", 12, true),
        ];
        if !actions {
            columns.push(("report-column-in", 14, true));
        }
        columns.extend([("report-column-status", 40, false), ("report-column-direction", 16, false)]);
        let rows = if actions { self.action_rows() } else { self.measure_rows() }.into_iter().map(|row| {
            let counts = [row.counts.green, row.counts.amber, row.counts.red, row.counts.not_applicable, row.total];
            let mut cells = vec![vec![row.name.into()]];
            cells.extend(counts.map(|count| self.cell(count.to_string())));
            if !actions {
                cells.push(self.cell(row.reported));
            }
            cells.extend([self.status_cell(&row.mark, row.why), self.cell(row.direction)]);
            Row { cells, sum: row.sum }
        });
        let caption = if actions { "report-actions-by-objective" } else { "report-measures-by-objective" };
        self.table(self.text(caption), &columns, rows.collect())
    }

    /// How each outcome and objective stands as a whole; none where the report is of one alone.
    pub(super) fn wholes_table(&self) -> Option<Table> {
        let columns = [("report-column-objective", 50, false), ("report-column-status", 60, false), ("report-column-direction", 20, false)];
        let rows = self.whole_rows().into_iter().map(|row| {
            let cells = vec![vec![row.name.into()], self.status_cell(&row.mark, row.why), self.cell(row.direction)];
            Row { cells, sum: row.sum }
        });
        let rows: Vec<Row> = rows.collect();
        (!rows.is_empty()).then(|| self.table(self.text("report-whole-by-objective"), &columns, rows))
    }

    pub(super) fn changes_table(&self, table: ChangeTable) -> Table {
        let columns = [
            ("report-column-about", 46, false),
            ("report-column-was", 20, false),
            ("report-column-is", 20, false),
            ("report-column-change", 30, false),
        ];
        let rows = table.lines.into_iter().map(|line| {
            let standing = |mark: Option<Mark>| mark.map(|mark| self.status_cell(&mark, Vec::new())).unwrap_or_default();
            let cells = vec![self.named_cell(line.reference, line.title), standing(line.was), standing(line.is), self.cell(line.change)];
            Row { cells, sum: false }
        });
        self.table(table.caption, &columns, rows.collect())
    }

    pub(super) fn corporate_actions_table(&self, caption: String, rows: &[CorporateActionRow]) -> Table {
        let columns = [
            ("report-column-corporate-action", 34, false),
            ("report-column-year", 9, false),
            ("report-column-actions", 15, true),
            ("report-column-status", 22, false),
            ("report-column-direction", 13, false),
            ("report-column-note", 26, false),
        ];
        let rows = rows.iter().map(|row| {
            let year = row.item.as_ref().and_then(|item| item.target_year.clone()).unwrap_or_default();
            let draft = self.note_is_draft(row).then(|| self.draft_mark());
            let note = self.aside(&row.aside).into_iter().map(|note| self.ours(note).into());
            let cells = vec![
                vec![self.corporate_action(row.item.as_ref()).into()],
                self.cell(year),
                self.cell(row.actions.total.to_string()),
                self.status_cell(&self.verdict(&row.actions.overall), self.overall_why(&row.actions.overall)),
                self.cell(self.moved(&row.actions.overall)),
                note.chain(draft).chain(self.note_texts(row)).collect(),
            ];
            Row { cells, sum: false }
        });
        self.table(caption, &columns, rows.collect())
    }

    /// `why`: with why each status is what it is, and not only with what is remarkable.
    pub(super) fn actions_table(&self, caption: String, actions: &[ActionLine], why: bool) -> Table {
        let columns = [
            ("report-column-action", 30, false),
            ("report-column-due", 13, false),
            ("report-column-complete", 12, true),
            ("report-column-status", 18, false),
            ("report-column-direction", 12, false),
            ("report-column-commentary", 40, false),
        ];
        let rows = actions.iter().map(|line| {
            let line = self.action(line);
            let cells = vec![
                self.named_cell(line.reference, line.title),
                self.noted_cell(line.due, line.due_notes),
                self.cell(line.complete),
                self.status_cell(&line.mark, if why { line.why } else { line.remarks }),
                self.cell(line.direction),
                self.typed_texts(line.commentary),
            ];
            Row { cells, sum: false }
        });
        self.table(caption, &columns, rows.collect())
    }

    /// `why`: with why each status is what it is, and not only with what is remarkable.
    pub(super) fn measures_table(&self, caption: String, measures: &[MeasureLine], why: bool) -> Table {
        let columns = [
            ("report-column-measure", 30, false),
            ("report-column-last-year", 11, true),
            ("report-column-actual", 13, true),
            ("report-column-target", 11, true),
            ("report-column-status", 18, false),
            ("report-column-direction", 12, false),
            ("report-column-commentary", 36, false),
        ];
        let rows = measures.iter().map(|line| {
            let line = self.measure(line);
            let cells = vec![
                self.named_cell(line.reference, line.title),
                self.cell(line.last_year),
                self.noted_cell(line.actual, line.notes),
                self.cell(line.target),
                self.status_cell(&line.mark, if why { line.why } else { line.remarks }),
                self.cell(line.direction),
                self.typed_texts(line.commentary),
            ];
            Row { cells, sum: false }
        });
        self.table(caption, &columns, rows.collect())
    }

    pub(super) fn breakdown_table(&self, table: &BreakdownTable) -> Table {
        let row =
            |row: &BreakdownRow| Row { cells: vec![vec![self.label(&row.label).into()], self.cell(self.part(row, table))], sum: false };
        let columns = vec![
            Column { heading: self.dimension(table), share: 60, figures: false },
            Column { heading: self.text("report-column-value"), share: 20, figures: true },
        ];
        Table { caption: self.breakdown_caption(table), columns, rows: table.rows.iter().map(row).collect(), short: true }
    }

    pub(super) fn projects_table(&self, caption: String, tranche: &Tranche) -> Table {
        let columns = [("report-column-project", 40, false), ("report-column-status", 22, false), ("report-column-commentary", 50, false)];
        let mut rows: Vec<Row> = tranche
            .projects
            .iter()
            .map(|project| {
                let title = self.named(&project.title, project.title_cy.as_deref());
                let cells = vec![
                    self.named_cell(one_line(&project.reference), title),
                    self.status_cell(&self.project(&project.status), Vec::new()),
                    self.typed_texts(self.typed(project.commentary.as_ref())),
                ];
                Row { cells, sum: false }
            })
            .collect();
        let overall = self.status_cell(&self.suggested(&tranche.overall), self.suggestion_why(&tranche.overall));
        rows.push(Row { cells: vec![self.cell(self.text("report-overall")), overall, Vec::new()], sum: true });
        self.table(caption, &columns, rows)
    }

    pub(super) fn risks_table(&self, caption: String, section: &RiskSection, of_services: bool) -> Table {
        let mut columns = vec![("report-column-risk", 30, false)];
        if of_services {
            columns.push(("report-column-area", 16, false));
        }
        columns.extend([
            ("report-column-likelihood", 15, false),
            ("report-column-impact", 14, false),
            ("report-column-score", 18, false),
            ("report-column-direction", 14, false),
            ("report-column-forecast", 17, false),
            ("report-column-reason", 26, false),
        ]);
        let rows = section.risks.iter().map(|line| {
            let line = self.risk(line);
            let mut cells = vec![self.named_cell(line.reference, line.title)];
            if of_services {
                cells.push(line.area.map(Text::from).into_iter().collect());
            }
            cells.extend([
                self.cell(line.likelihood),
                self.cell(line.impact),
                self.status_cell(&line.mark, line.remarks),
                self.cell(line.direction),
                self.cell(line.forecast),
                self.typed_texts(line.reason),
            ]);
            Row { cells, sum: false }
        });
        self.table(caption, &columns, rows.collect())
    }
}
