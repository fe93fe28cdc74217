//! The sheets of the workbook: their columns, and what was decided in them.

use super::roll_over;
use crate::db::Conn;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::rollover::{Decision, FiscalYear};
use crate::error::{Error, FieldError, Result};
use crate::model::rollover::{ActionDecision, RolledOver, RolloverDraft, TargetDraft};
use crate::model::settings::Settings;
use crate::ops::context::Context;
use crate::ops::import::{Column, FileFormat, Holds, Pack, Report, Row, RowError, rows};

/// What stands in the place of a target that is to be taken away; an empty cell leaves it as it is.
pub const NO_TARGET: &str = "none";

/// A column that tells something, and that is not read.
const fn told(name: &'static str, holds: Holds, about: &'static str) -> Column {
    Column::new(name, holds, about).fills("")
}

const YEAR: Column = told("year", Holds::Text, "The year to come. A sheet of another year is refused.");

/// What is to become of unfinished actions.
pub(super) static ACTIONS: FileFormat = FileFormat::apart(
    "actions",
    "An action at work, and what is to become of it.",
    &[
        YEAR,
        Column::new("ref", Holds::Text, "The action of the year that ends.").fills("action").required().key(),
        told("title", Holds::Text, "What is to be done."),
        told("title_cy", Holds::Text, "The same in Welsh."),
        told("corporate_action", Holds::Text, "The corporate action it serves."),
        told("service_area", Holds::Text, "The service area."),
        told("owner", Holds::Text, "Who answers for it."),
        told("due_date", Holds::Date, "The due date that counts today."),
        told("percent_complete", Holds::Figure, "How far it is, in percent, by the latest update."),
        told("rag", Holds::Text, "What is printed of it for the last quarter of the year that has begun."),
        Column::new("decision", Holds::Token(Decision::TOKENS), "What is to become of it; empty to leave it alone."),
        Column::new("new_ref", Holds::Text, "The ref of the new action; when empty, the one proposed.").fills("ref"),
        Column::new("new_title", Holds::Text, "The title of the new action: needed to replace; to carry, the old one when empty.")
            .fills("title"),
        Column::new("new_title_cy", Holds::Text, "The same in Welsh.").fills("title_cy"),
        Column::new("new_due_date", Holds::Date, "When the new action is due; when empty, the day proposed.").fills("due_date"),
        Column::new("reason", Holds::Text, "Why: needed to close or replace; kept in the history of the old action."),
        told("proposed_ref", Holds::Text, "The ref of the new action, where none is given."),
        told("proposed_due_date", Holds::Date, "When the new action is due, where no day is given."),
    ],
);

const TARGET: &str = "The target of the quarter; empty to leave it as it is, none to take it away.";
const LAST_ACTUAL: &str = "The figure of the quarter a year before.";
const LAST_TARGET: &str = "The target of the quarter a year before.";
const LAST_RAG: &str = "The RAG of the quarter a year before.";
const FLAG: &str = "That the recorded target is below last year's figure, read through the polarity; one that is typed in turns red as \
                    it is. It stands in the way of nothing.";

/// The targets of indicators, a row for each.
pub(super) static TARGETS: FileFormat = FileFormat::apart(
    "targets",
    "An indicator, and its targets for the year to come.",
    &[
        YEAR,
        Column::new("indicator", Holds::Text, "The indicator's ref.").required().key(),
        told("title", Holds::Text, "What it measures."),
        told("polarity", Holds::Text, "Whether higher or lower is better."),
        told("q1_last_actual", Holds::Figure, LAST_ACTUAL),
        told("q1_last_target", Holds::Figure, LAST_TARGET),
        told("q1_last_rag", Holds::Text, LAST_RAG),
        Column::new("q1_target", Holds::Text, TARGET),
        told("q1_flag", Holds::Text, FLAG),
        told("q2_last_actual", Holds::Figure, LAST_ACTUAL),
        told("q2_last_target", Holds::Figure, LAST_TARGET),
        told("q2_last_rag", Holds::Text, LAST_RAG),
        Column::new("q2_target", Holds::Text, TARGET),
        told("q2_flag", Holds::Text, FLAG),
        told("q3_last_actual", Holds::Figure, LAST_ACTUAL),
        told("q3_last_target", Holds::Figure, LAST_TARGET),
        told("q3_last_rag", Holds::Text, LAST_RAG),
        Column::new("q3_target", Holds::Text, TARGET),
        told("q3_flag", Holds::Text, FLAG),
        told("q4_last_actual", Holds::Figure, LAST_ACTUAL),
        told("q4_last_target", Holds::Figure, LAST_TARGET),
        told("q4_last_rag", Holds::Text, LAST_RAG),
        Column::new("q4_target", Holds::Text, TARGET),
        told("q4_flag", Holds::Text, FLAG),
    ],
);

/// The columns that hold targets, in the order of the quarters.
const TARGET_COLUMNS: [&str; 4] = ["q1_target", "q2_target", "q3_target", "q4_target"];

/// Carries out what was decided in the workbook for `year`, as [`roll_over`] does.
///
/// # Errors
/// [`Error::Invalid`] with all that is wrong, each by its sheet, row and column; as [`roll_over`]. Nothing is changed then.
pub fn roll_over_workbook(
    conn: &mut Conn,
    context: &Context,
    settings: &Settings,
    year: FiscalYear,
    pack: &Pack,
    dry_run: bool,
) -> Result<RolledOver> {
    let filled = Filled::read(pack, year)?;
    // Where something cannot be read, what can be is tried all the same: all that is wrong is told at once.
    let rolled = roll_over(conn, context, settings, year, &filled.draft, dry_run || !filled.wrong.is_empty());
    let mut wrong = match rolled {
        Err(Error::Invalid(errors)) => errors.into_iter().map(|error| filled.placed(error)).collect(),
        Ok(rolled) if filled.wrong.is_empty() => return Ok(rolled),
        Ok(_) => Vec::new(),
        Err(other) => return Err(other),
    };
    wrong.extend(filled.wrong);
    wrong.sort_by_key(|(place, _)| *place);
    Err(Error::Invalid(wrong.into_iter().map(|(_, error)| error).collect()))
}

/// Which sheet and row something stands in; the whole workbook before all of them.
type Place = (usize, u64);

/// What was decided, and where it stands.
#[derive(Default)]
struct Filled {
    draft: RolloverDraft,
    /// The rows of the actions of the draft.
    actions: Vec<u64>,
    /// The rows and columns of its targets.
    targets: Vec<(u64, &'static str)>,
    wrong: Vec<(Place, FieldError)>,
}

impl Filled {
    fn read(pack: &Pack, year: FiscalYear) -> Result<Self> {
        let mut filled = Self::default();
        let mut report = Report::default();
        let (actions, targets) = (rows(pack, &ACTIONS, &mut report)?, rows(pack, &TARGETS, &mut report)?);
        if !pack.has(&ACTIONS) && !pack.has(&TARGETS) {
            let detail =
                format!("must be the workbook of {year}, with its sheets actions and targets; read it, fill it in, and send it back");
            return Err(Error::field("", "empty_pack", detail));
        }
        for (sheet, rows) in [(&ACTIONS, &actions), (&TARGETS, &targets)] {
            filled.check_whole(sheet, pack.has(sheet), rows);
        }
        for row in actions.iter().filter(|row| row.counts()) {
            if filled.is_of(&ACTIONS, row, year) {
                filled.action(row);
            }
        }
        for row in targets.iter().filter(|row| row.counts()) {
            if filled.is_of(&TARGETS, row, year) {
                filled.targets_of(row, year);
            }
        }
        filled.wrong.extend(report.errors.into_iter().map(unread));
        Ok(filled)
    }

    /// Is the sheet there, with every column that is read? What was renamed or taken out would be left undone in silence.
    fn check_whole(&mut self, sheet: &'static FileFormat, is_there: bool, rows: &[Row]) {
        let place = (order(sheet.name), 0);
        if !is_there {
            let detail = "is missing; send the workbook with both of its sheets, called as they were";
            self.wrong.push((place, at(sheet.name, None, None, "missing_sheet", detail)));
        }
        let Some(row) = rows.first() else { return };
        for column in sheet.columns.iter().filter(|column| !column.field.is_empty() && !row.has(column.name)) {
            let detail = "is missing; put the column back, empty if nothing is to be said there";
            self.wrong.push((place, at(sheet.name, None, Some(column.name), "missing_column", detail)));
        }
    }

    /// Is the row of that year?
    fn is_of(&mut self, sheet: &'static FileFormat, row: &Row, year: FiscalYear) -> bool {
        let said = row.text(YEAR.name);
        let is_of = said.is_empty() || said == year.to_string();
        if !is_of {
            let detail = format!("is of {said}, and this is to be {year}; send it to that year, or fill in the workbook of this one");
            self.note(sheet, row.line, YEAR.name, "other_year", detail);
        }
        is_of
    }

    fn action(&mut self, row: &Row) {
        if row.text("decision").is_empty() {
            let said =
                ["new_ref", "new_title", "new_title_cy", "new_due_date", "reason"].into_iter().find(|name| !row.text(name).is_empty());
            if let Some(said) = said {
                let detail = format!("must say what is to become of it, since {said} is filled in; or clear that");
                self.note(&ACTIONS, row.line, "decision", "missing_value", detail);
            }
            return;
        }
        match row.draft::<ActionDecision>(None) {
            Ok(decision) => {
                self.draft.actions.push(decision);
                self.actions.push(row.line);
            }
            Err(error) => self.note(&ACTIONS, row.line, "decision", "invalid_value", error.to_string()),
        }
    }

    fn targets_of(&mut self, row: &Row, year: FiscalYear) {
        for (period, column) in year.quarters().into_iter().zip(TARGET_COLUMNS) {
            let text = row.text(column).trim();
            if text.is_empty() {
                continue;
            }
            match if text == NO_TARGET { Ok(None) } else { text.parse::<Figure>().map(Some) } {
                Ok(target) => self.target(row, period, column, target),
                Err(error) => {
                    let detail = format!("{error}; or {NO_TARGET}, to take the target away");
                    self.note(&TARGETS, row.line, column, "invalid_figure", detail);
                }
            }
        }
    }

    fn target(&mut self, row: &Row, period: Period, column: &'static str, target: Option<Figure>) {
        self.draft.targets.push(TargetDraft { indicator: row.text("indicator").to_owned(), period, target });
        self.targets.push((row.line, column));
    }

    fn note(&mut self, sheet: &'static FileFormat, row: u64, column: &str, code: &'static str, detail: String) {
        let place = (order(sheet.name), row);
        self.wrong.push((place, at(sheet.name, Some(row), Some(column), code, &detail)));
    }

    /// An error of the draft, at the cell that it comes from.
    fn placed(&self, error: FieldError) -> (Place, FieldError) {
        let mut path = error.pointer.trim_start_matches('/').split('/');
        let (list, index, field) =
            (path.next().unwrap_or_default(), path.next().and_then(|index| index.parse::<usize>().ok()), path.next());
        let (row, column) = match (list, index) {
            ("actions", Some(index)) => {
                let column = ACTIONS.columns.iter().find(|column| Some(column.field) == field).map(|column| column.name);
                (self.actions.get(index).copied(), column)
            }
            ("targets", Some(index)) => {
                let place = self.targets.get(index).copied();
                let of_row = field.filter(|field| *field == "indicator");
                (place.map(|(row, _)| row), of_row.or(place.map(|(_, column)| column)))
            }
            _ => (None, None),
        };
        ((order(list), row.unwrap_or_default()), at(list, row, column, error.code, &error.detail))
    }
}

/// What could not be read, as it is told of the workbook.
fn unread(error: RowError) -> (Place, FieldError) {
    let sheet = error.file.rsplit(':').next().unwrap_or_default();
    ((order(sheet), error.line.unwrap_or_default()), at(sheet, error.line, error.column.as_deref(), error.code, &error.detail))
}

fn order(sheet: &str) -> usize {
    [ACTIONS.name, TARGETS.name].iter().position(|name| *name == sheet).map_or(0, |place| place + 1)
}

/// An error of a cell: it says where in words too, for those who look at the sheet.
fn at(sheet: &str, row: Option<u64>, column: Option<&str>, code: &'static str, detail: &str) -> FieldError {
    let parts = [Some(sheet.to_owned()), row.map(|row| row.to_string()), column.map(str::to_owned)];
    let pointer = parts.into_iter().flatten().map(|part| format!("/{part}")).collect::<String>();
    let place = [row.map(|row| format!(", row {row}")), column.map(|column| format!(", column {column}"))];
    let place = place.into_iter().flatten().collect::<String>();
    FieldError::new(pointer, code, format!("sheet {sheet}{place}: {detail}"))
}
