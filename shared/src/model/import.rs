//! Imports as they are kept: what was asked, how far it is, and what became of each row.

use crate::clock::Timestamp;
use crate::id::Id;
use crate::ops::Change;
use crate::ops::import::{Report, Step};
use serde::Serialize;
use serde_json::Value;

tokens! {
    /// What an import does with what is there already.
    #[derive(Default)]
    pub enum Mode {
        /// What the pack says takes its place.
        #[default]
        Update = "update",
        /// It is left alone.
        Skip = "skip",
        /// A row that says something else is an error.
        Refuse = "refuse",
    }
}

tokens! {
    /// What became of a row; of an import that was refused or tried only, what would have.
    pub enum Outcome {
        /// It said something new.
        Created = "created",
        /// It changed what was recorded.
        Updated = "updated",
        /// It said what was recorded already.
        Unchanged = "unchanged",
        /// It was left out, since there was something already.
        Skipped = "skipped",
        /// It has an error.
        Failed = "failed",
    }
}

tokens! {
    /// What an import is at, or came to.
    pub enum ImportState {
        /// It is at work, or about to be.
        Running = "running",
        /// It was carried out; or, tried only, it could have been.
        Done = "done",
        /// The pack has errors: nothing was stored.
        Refused = "refused",
        /// A fault of the service stopped it: nothing was stored.
        Failed = "failed",
        /// Its process ended before it did: nothing was stored.
        Interrupted = "interrupted",
    }
}

impl From<Change> for Outcome {
    fn from(change: Change) -> Self {
        match change {
            Change::Created => Self::Created,
            Change::Updated => Self::Updated,
            Change::Unchanged => Self::Unchanged,
        }
    }
}

/// An import.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Import {
    /// Its id.
    pub id: Id,
    /// What it is at, or came to.
    pub state: ImportState,
    /// What it does with what is there already.
    pub mode: Mode,
    /// Tried only: the record stays as it is.
    pub dry_run: bool,
    /// By which key or command.
    #[schema(example = "key:3f9a1c2b7d4e")]
    pub actor: String,
    /// In which request; absent for commands.
    pub request_id: Option<String>,
    /// When it came.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// How far it is, while it runs in the process that answers.
    pub progress: Option<Step>,
    /// What it did, or what stands in its way; in lists without its errors. Absent until it has ended.
    #[schema(value_type = Option<Report>)]
    pub report: Option<Value>,
    /// What stopped it, where that was a fault.
    pub fault: Option<String>,
}

/// What became of one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ImportRow {
    /// The file, or the workbook and its sheet.
    #[schema(example = "indicator_results.csv")]
    pub file: String,
    /// The line, or row of the sheet, on which it starts.
    pub line: u64,
    /// What it is about.
    #[serde(rename = "ref")]
    #[schema(example = "PC/M08")]
    pub reference: String,
    /// The quarter, where it is about one.
    #[schema(example = "2026-27-Q2")]
    pub period: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// Of one that failed, what is wrong first: a stable code.
    #[schema(example = "invalid_figure")]
    pub code: Option<String>,
    /// What is wrong, and what would be right.
    pub detail: Option<String>,
}
