//! How much an import takes: what is larger is refused, and the limit named, before it can fill memory or disk.

use crate::error::Error;

/// The most files of one pack, those of its archives and sheets of its workbooks included.
pub const MAX_FILES: usize = 64;
/// The largest file of a pack, in bytes, unpacked.
pub const MAX_BYTES: u64 = 128 << 20;
/// The most that one archive or workbook may unpack to, in bytes.
pub const MAX_UNPACKED: u64 = 256 << 20;
/// How much larger than packed a file may be; text of people and systems stays far below.
pub const MAX_RATIO: u64 = 200;
/// Below this size, in bytes, a ratio harms nobody.
pub(super) const RATIO_FROM: u64 = 1 << 20;
/// The most entries of an archive or a workbook, folders and pictures included.
pub const MAX_ENTRIES: usize = 1_000;
/// The most rows of one file.
pub const MAX_ROWS: u64 = 500_000;
/// The most values of one row.
pub const MAX_COLUMNS: usize = 256;
/// The longest row, in bytes.
pub const MAX_ROW_BYTES: usize = 1 << 20;
/// The most that the shared texts of a workbook may come to, in bytes: they are held in memory.
pub(super) const MAX_STRINGS_BYTES: u64 = 24 << 20;
/// The most shared texts of a workbook.
pub(super) const MAX_STRINGS: u64 = 300_000;
/// The largest other part of a workbook that is held in memory, such as its styles, in bytes.
pub(super) const MAX_PART_BYTES: u64 = 2 << 20;
/// The most elements of such a part.
pub(super) const MAX_PART_ELEMENTS: u64 = 40_000;
/// The longest text of a workbook's XML, in bytes: a cell holds 32,767 characters.
pub(super) const MAX_XML_TEXT: u64 = 256 << 10;

/// What is too large, and by which limit.
pub(super) fn too_large(name: &str, detail: impl Into<String>) -> Error {
    Error::field(name, "too_large", detail)
}

/// What to do about too many rows.
pub(super) fn too_many_rows() -> String {
    format!("has more than {MAX_ROWS} rows, which is the most; split it, and import one part after the other")
}

/// So many bytes, as people say it.
pub(super) fn mebibytes(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}
