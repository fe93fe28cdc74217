//! Tables of a use case of its own, read as those of a pack are.

use super::format::FileFormat;
use super::pack::Pack;
use super::report::{Report, RowError};
use super::row::Row;
use super::sheet::Sheet;
use crate::error::Result;

/// The rows of the pack's table of that format, if it has it; what is wrong with them goes to the report.
///
/// # Errors
/// Those of reading a file.
pub(in crate::ops) fn rows(pack: &Pack, format: &'static FileFormat, report: &mut Report) -> Result<Vec<Row>> {
    let Some(source) = pack.of(format) else { return Ok(Vec::new()) };
    let (mut sheet, mut rows) = (Sheet::new(format, &source.name), Vec::new());
    let broken = source.each(&mut |record| {
        rows.extend(sheet.take(record, report));
        Ok(!report.more_errors && !sheet.unusable)
    })?;
    if let Some(broken) = broken {
        let error = RowError::of_file(&source.name, broken.fault.code, broken.fault.detail);
        report.note(RowError { line: broken.line, ..error });
    }
    Ok(rows)
}
