//! A report as tables: for files that programs read, in no language.

mod checks;
mod compared;
mod lines;

use crate::domain::number::Figure;
use crate::domain::plan::Language;
use crate::domain::rollup::Counts;
use crate::model::report::{ActionsTally, AreaRef, CorporateActionRow, NarrativeText, PlanRef, Report, SnapshotRow, Text, Verdict};
use checks::{findings, restated};
use compared::changes;
use lines::{actions, measures, risks};
use std::fmt::Display;

/// A table of a report.
pub struct Table {
    /// What it holds, as its file is called.
    pub name: &'static str,
    /// The names of its columns.
    pub columns: &'static [&'static str],
    /// Its rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

/// One value of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// What somebody typed.
    Text(String),
    /// A number.
    Number(Figure),
    /// A day, a token, yes or no: never what somebody typed.
    Token(String),
}

/// Every table of a report, in their order.
pub fn tables(report: &Report) -> Vec<Table> {
    vec![
        snapshot(report),
        corporate_actions(report),
        actions(report),
        measures(report),
        risks(report),
        breakdowns(report),
        projects(report),
        narratives(report),
        findings(report),
        restated(report),
        changes(report),
    ]
}

fn text(value: impl Into<String>) -> Cell {
    Cell::Text(value.into())
}

fn maybe_text(value: Option<&String>) -> Cell {
    value.map_or(Cell::Empty, text)
}

fn number(value: impl Into<Figure>) -> Cell {
    Cell::Number(value.into())
}

fn maybe_number(value: Option<impl Into<Figure>>) -> Cell {
    value.map_or(Cell::Empty, number)
}

fn token(value: impl Display) -> Cell {
    Cell::Token(value.to_string())
}

fn maybe_token(value: Option<impl Display>) -> Cell {
    value.map_or(Cell::Empty, token)
}

/// The ref of an item of the plan.
fn item(item: Option<&PlanRef>) -> Cell {
    item.map_or(Cell::Empty, |item| text(&item.reference))
}

fn area(area: Option<&AreaRef>) -> Cell {
    area.map_or(Cell::Empty, |area| text(&area.reference))
}

/// Both languages of a text.
fn both(written: Option<&Text>) -> [Cell; 2] {
    [maybe_text(written.and_then(|text| text.en.as_ref())), maybe_text(written.and_then(|text| text.cy.as_ref()))]
}

/// The languages in which something is a draft.
fn drafts(languages: &[Language]) -> Cell {
    if languages.is_empty() { Cell::Empty } else { token(languages.iter().map(|language| language.as_str()).collect::<Vec<_>>().join(" ")) }
}

/// A title in both languages.
fn titled(title: &str, title_cy: Option<&String>) -> [Cell; 2] {
    [text(title), maybe_text(title_cy)]
}

fn counted(counts: &Counts, total: u32) -> [Cell; 5] {
    [counts.green, counts.amber, counts.red, counts.not_applicable, total].map(number)
}

fn verdict(verdict: &Verdict) -> [Cell; 2] {
    [token(verdict.rag), token(verdict.direction)]
}

/// What the figures suggest, and why an editor judged otherwise.
fn judged(verdict: &Verdict) -> [Cell; 2] {
    [token(verdict.suggested.rag), maybe_text(verdict.judged.as_ref().map(|judged| &judged.reason))]
}

fn snapshot(report: &Report) -> Table {
    let whole = SnapshotRow {
        item: None,
        subtotal: true,
        actions: report.overall.actions.clone(),
        measures: report.overall.measures.clone(),
        whole: report.overall.whole.clone(),
    };
    let row = |(kind, row): (&str, &SnapshotRow)| {
        let title = row.item.as_ref().map_or([Cell::Empty, Cell::Empty], |item| titled(&item.title, item.title_cy.as_ref()));
        let parts = [
            vec![token(kind), item(row.item.as_ref())],
            title.into(),
            tally(&row.actions),
            counted(&row.measures.counts, row.measures.total).into(),
        ];
        let due = [row.measures.due, row.measures.reported].map(number);
        let whole = [verdict(&row.measures.overall), verdict(&row.whole)].concat();
        let judged = [&row.actions.overall, &row.measures.overall, &row.whole].map(judged).concat();
        [parts.concat(), due.into(), whole, judged].concat()
    };
    let kind = |row: &SnapshotRow| if row.subtotal { "subtotal" } else { "part" };
    let rows = report.snapshot.iter().map(|row| (kind(row), row)).chain([("total", &whole)]);
    Table {
        name: "snapshot",
        columns: &[
            "row",
            "ref",
            "title",
            "title_cy",
            "actions_green",
            "actions_amber",
            "actions_red",
            "actions_na",
            "actions_total",
            "actions_rag",
            "actions_direction",
            "measures_green",
            "measures_amber",
            "measures_red",
            "measures_na",
            "measures_total",
            "measures_due",
            "measures_reported",
            "measures_rag",
            "measures_direction",
            "overall_rag",
            "overall_direction",
            "actions_suggested",
            "actions_judged_because",
            "measures_suggested",
            "measures_judged_because",
            "overall_suggested",
            "overall_judged_because",
        ],
        rows: rows.map(row).collect(),
    }
}

fn tally(tally: &ActionsTally) -> Vec<Cell> {
    [counted(&tally.counts, tally.total).as_slice(), &verdict(&tally.overall)].concat()
}

fn corporate_actions(report: &Report) -> Table {
    let row = |objective: Option<&PlanRef>, row: &CorporateActionRow| {
        let of = row.item.as_ref();
        let title = of.map_or([Cell::Empty, Cell::Empty], |item| titled(&item.title, item.title_cy.as_ref()));
        let year = maybe_token(of.and_then(|item| item.target_year.as_ref()));
        let aside = [row.aside.completed, row.aside.cancelled, row.aside.to_come].map(number);
        let parts = [vec![item(objective), item(of)], title.into(), vec![year], tally(&row.actions), aside.into()].concat();
        let notes = [both(row.note.as_ref()).as_slice(), &[drafts(&row.note_drafts)], &judged(&row.actions.overall)].concat();
        [parts, notes].concat()
    };
    let of_section =
        report.objectives.iter().flat_map(|section| section.corporate_actions.iter().map(move |one| (section.item.as_ref(), one)));
    Table {
        name: "corporate_actions",
        columns: &[
            "objective",
            "ref",
            "title",
            "title_cy",
            "target_year",
            "green",
            "amber",
            "red",
            "na",
            "total",
            "rag",
            "direction",
            "completed_before",
            "cancelled_before",
            "to_come",
            "note",
            "note_cy",
            "note_drafts",
            "suggested",
            "judged_because",
        ],
        rows: of_section.map(|(objective, one)| row(objective, one)).collect(),
    }
}

fn breakdowns(report: &Report) -> Table {
    let rows = report.resources.breakdowns.iter().flat_map(|table| {
        table.rows.iter().map(|row| {
            let of = maybe_text(table.indicator.as_ref());
            vec![of, text(&table.measure), text(&table.dimension), text(&row.label), number(row.value), text(&table.unit)]
        })
    });
    Table { name: "breakdowns", columns: &["indicator", "measure", "dimension", "value_label", "value", "unit"], rows: rows.collect() }
}

fn projects(report: &Report) -> Table {
    let tranches =
        report.resources.programmes.iter().flat_map(|programme| programme.tranches.iter().map(move |tranche| (programme, tranche)));
    let rows = tranches.flat_map(|(programme, tranche)| {
        tranche.projects.iter().map(|project| {
            let of = [
                maybe_text(programme.name.as_ref()),
                maybe_text(tranche.name.as_ref()),
                token(tranche.overall.rag),
                text(&project.reference),
            ];
            let title = titled(&project.title, project.title_cy.as_ref());
            [of.as_slice(), &title, &[maybe_token(project.status)], &both(project.commentary.as_ref())].concat()
        })
    });
    Table {
        name: "projects",
        columns: &["programme", "tranche", "tranche_rag", "ref", "title", "title_cy", "status", "commentary", "commentary_cy"],
        rows: rows.collect(),
    }
}

fn narratives(report: &Report) -> Table {
    let row = |part: &NarrativeText| {
        let about = if part.area.is_some() { area(part.area.as_ref()) } else { item(part.about.as_ref()) };
        [vec![about, text(&part.section)], both(Some(&part.text)).into(), vec![drafts(&part.drafts)]].concat()
    };
    let columns = &["about", "section", "text", "text_cy", "drafts"];
    Table { name: "narratives", columns, rows: report.narratives.iter().map(row).collect() }
}
