//! What an import did, or what stands in its way.

use crate::domain::indicator::{DirectionBasis, Polarity, ToleranceKind};
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::risk::{Band, Movement, RiskDirection};
use crate::domain::status::{Direction, Rag};
use crate::model::import::{Mode, Outcome};
use serde::Serialize;

/// The most errors that one report holds.
pub const MAX_ERRORS: usize = 1000;
/// How much of a wrong value is quoted, in characters.
const QUOTED: usize = 200;

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Report {
    /// Tried only: nothing was stored.
    pub dry_run: bool,
    /// What is done with what is there already.
    pub mode: Mode,
    /// The record was changed (or, on trial, would be). False when the pack says what is recorded already, and when it has errors.
    pub changed: bool,
    /// What became of the rows of each file, in the order in which they were read.
    pub files: Vec<FileReport>,
    /// All that is wrong, by file and line. Nothing was stored if there is anything.
    pub errors: Vec<RowError>,
    /// The import stopped at 1,000 errors: there may be more.
    pub more_errors: bool,
    /// What is worth a look and stands in nobody's way.
    pub notes: Vec<Note>,
    /// How the statuses of results and risks compare with those that an earlier system printed; null where the pack states none.
    pub moving: Option<Moving>,
}

/// The most disagreements that one report holds.
pub const MAX_DISAGREEMENTS: usize = 1000;

/// Results and assessments of risks whose statuses an earlier system printed (`stated_rag`, `stated_band`, `stated_direction`), held
/// against the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Moving {
    /// How many results and assessments state something.
    pub stated: usize,
    /// Results where the rules say something else, by line.
    pub disagreements: Vec<Disagreement>,
    /// Assessments where they do, by line.
    pub risk_disagreements: Vec<RiskDisagreement>,
    /// There are more than 1,000 of either.
    pub more_disagreements: bool,
    /// Definitions under which an indicator would agree with all that is stated of it.
    pub proposals: Vec<Proposal>,
}

/// A result whose status is not the one that was printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Disagreement {
    /// Where `indicator_results` states it.
    pub line: u64,
    /// The indicator's ref.
    #[schema(example = "PC-M01")]
    pub indicator: String,
    /// The quarter.
    pub period: Period,
    /// The RAG that was printed.
    pub stated_rag: Option<Rag>,
    /// The RAG by the rules.
    pub rag: Rag,
    /// The direction that was printed.
    pub stated_direction: Option<Direction>,
    /// The direction by the rules.
    pub direction: Direction,
}

/// An assessment whose status is not the one that was printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RiskDisagreement {
    /// Where `risk_assessments` states it.
    pub line: u64,
    /// The risk's ref.
    #[schema(example = "SR-CH-14")]
    pub risk: String,
    /// The area that assessed it; null for a corporate risk.
    #[schema(example = "PD")]
    pub service_area: Option<String>,
    /// The quarter.
    pub period: Period,
    /// The residual score.
    pub score: i32,
    /// The band that was printed.
    pub stated_band: Option<Band>,
    /// The band of that score; null for one that no two factors give.
    pub band: Option<Band>,
    /// The direction that was printed.
    pub stated_direction: Option<Movement>,
    /// The direction by the rules.
    pub direction: RiskDirection,
}

/// What to change of an indicator for the rules to say all that is stated of it in the pack; null is left as it is. It is for a
/// person to decide whether the definition is wrong, or what was printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Proposal {
    /// The indicator's ref.
    #[schema(example = "PC-M01")]
    pub indicator: String,
    /// With how many results it would agree: all of the pack that state something of it.
    pub agrees_with: usize,
    /// The other polarity.
    pub polarity: Option<Polarity>,
    /// Another tolerance.
    pub tolerance: Option<Figure>,
    /// Measured in another way.
    pub tolerance_kind: Option<ToleranceKind>,
    /// Another margin that still counts as Green.
    pub green_within: Option<Figure>,
    /// Compared with something else.
    pub direction_basis: Option<DirectionBasis>,
}

/// Something worth a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Note {
    /// The file.
    #[schema(example = "people.csv")]
    pub file: String,
    /// A stable code.
    #[schema(value_type = String, example = "windows_1252")]
    pub code: &'static str,
    /// What it is.
    pub detail: String,
}

/// What became of the rows of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FileReport {
    /// Its name; for a sheet, that of the workbook and its own, such as `council.xlsx:indicators`.
    #[schema(example = "indicators.csv")]
    pub file: String,
    /// How many rows it has, without the header and blank rows.
    pub rows: usize,
    /// Rows that said something new.
    pub created: usize,
    /// Rows that changed what was recorded.
    pub updated: usize,
    /// Rows that said what was recorded already.
    pub unchanged: usize,
    /// Rows that were left out, since there was something already.
    pub skipped: usize,
    /// Rows that have an error.
    pub failed: usize,
}

impl FileReport {
    /// No rows yet.
    pub(super) const fn of(file: String) -> Self {
        Self { file, rows: 0, created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0 }
    }

    pub(super) const fn count(&mut self, outcome: Outcome) {
        self.rows += 1;
        match outcome {
            Outcome::Created => self.created += 1,
            Outcome::Updated => self.updated += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Skipped => self.skipped += 1,
            Outcome::Failed => self.failed += 1,
        }
    }
}

/// One thing that is wrong with a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RowError {
    /// The file.
    #[schema(example = "indicator_results.csv")]
    pub file: String,
    /// The line, or row of the sheet, on which the row starts; the header is on line 1. Absent when it is about the whole file.
    pub line: Option<u64>,
    /// The column.
    #[schema(example = "actual")]
    pub column: Option<String>,
    /// What stands there, cut short if it is long.
    #[schema(example = "1,234")]
    pub value: Option<String>,
    /// A stable code.
    #[schema(value_type = String, example = "invalid_figure")]
    pub code: &'static str,
    /// What is wrong, and what would be right.
    #[schema(example = "must be a number, with a dot for decimals and no separators, such as 1234.5")]
    pub detail: String,
}

impl RowError {
    /// An error of a file as a whole.
    pub(super) fn of_file(file: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, column: None, value: None, code, detail: detail.into() }
    }

    /// The same, on that line.
    pub(super) fn on(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// The same, in that column, where `value` stands.
    pub(super) fn at(mut self, column: &str, value: &str) -> Self {
        self.column = Some(column.to_owned());
        self.value = (!value.is_empty()).then(|| value.chars().take(QUOTED).collect());
        self
    }
}

impl Report {
    /// How many errors it holds, in words.
    pub fn count_of_errors(&self) -> String {
        match (self.errors.len(), self.more_errors) {
            (1, false) => "1 error".to_owned(),
            (many, false) => format!("{many} errors"),
            (many, true) => format!("more than {many} errors"),
        }
    }

    /// Notes an error, unless there are too many.
    pub(super) fn note(&mut self, error: RowError) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(error);
        } else {
            self.more_errors = true;
        }
    }
}
