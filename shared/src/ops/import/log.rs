//! What became of each row, to be kept: blocks of rows, since there may be many.

use super::record::Fault;
use super::row::Row;
use crate::error::{Error, Result};
use crate::model::import::{ImportRow, Outcome};
use serde::{Deserialize, Serialize};

/// Rows of one block.
pub const BLOCK: usize = 500;

/// Rows of one file, in the order in which they were dealt with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The file's name.
    pub file: String,
    /// What its rows are, such as `indicators`.
    pub kind: String,
    /// JSON.
    pub body: String,
}

/// One row, short: line, outcome, ref, period, and what is wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Kept(u64, Outcome, String, Option<String>, Option<(String, String)>);

impl Kept {
    pub(super) fn new(row: &Row, outcome: Outcome, fault: Option<&Fault>) -> Self {
        let reference = row.cells.iter().find(|cell| cell.column.key).map(|cell| cell.text.clone());
        let period = Some(row.text("period")).filter(|period| !period.is_empty()).map(str::to_owned);
        let fault = fault.map(|fault| (fault.code.to_owned(), fault.detail.clone()));
        Self(row.line, outcome, reference.unwrap_or_default(), period, fault)
    }
}

impl Block {
    pub(super) fn new(file: &str, kind: &str, rows: &[Kept]) -> Result<Self> {
        let body = serde_json::to_string(rows).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Self { file: file.to_owned(), kind: kind.to_owned(), body })
    }

    /// Its rows.
    ///
    /// # Errors
    /// [`Error::Internal`] when it was not written by this program.
    pub fn rows(&self) -> Result<Vec<ImportRow>> {
        let rows: Vec<Kept> = serde_json::from_str(&self.body).map_err(|error| Error::Internal(error.to_string()))?;
        let row = |Kept(line, outcome, reference, period, fault): Kept| {
            let (code, detail) = fault.unzip();
            ImportRow { file: self.file.clone(), line, reference, period, outcome, code, detail }
        };
        Ok(rows.into_iter().map(row).collect())
    }
}
