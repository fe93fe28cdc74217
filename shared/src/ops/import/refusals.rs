//! What the rules refuse, told by row and column.

use super::format::{FileFormat, parts};
use super::report::RowError;
use super::row::Row;
use crate::error::{Error, FieldError, Result};

/// What is wrong with a row, by column; faults that are not the row's are passed on.
pub(super) fn row_errors(format: &FileFormat, name: &str, row: &Row, error: Error) -> Result<Vec<RowError>> {
    let whole = |code, detail: String| vec![RowError::of_file(name, code, detail).on(row.line)];
    match error {
        Error::Invalid(fields) => Ok(fields.into_iter().map(|field| field_error(format, name, row, field)).collect()),
        Error::Conflict { code, detail } => Ok(whole(code, detail)),
        Error::Duplicate => Err(Error::Unavailable("someone else recorded the same meanwhile".to_owned())),
        Error::NotFound { .. } => Ok(whole("unknown_reference", error.to_string())),
        Error::Malformed(_)
        | Error::Forbidden(_)
        | Error::Stale { .. }
        | Error::Unconditional { .. }
        | Error::Unavailable(_)
        | Error::Contended(_)
        | Error::Internal(_) => Err(error),
    }
}

/// A field's error, at the column that fills it.
fn field_error(format: &FileFormat, name: &str, row: &Row, error: FieldError) -> RowError {
    let mut path = error.pointer.trim_start_matches('/').split('/');
    let field = path.next().unwrap_or_default();
    let found = RowError::of_file(name, error.code, error.detail).on(row.line);
    let Some(column) = format.columns.iter().find(|column| column.field == field || column.name == field) else { return found };
    let text = row.text(column.name);
    let part = path.next().and_then(|index| parts(text).nth(index.parse().ok()?));
    found.at(column.name, part.unwrap_or(text))
}
