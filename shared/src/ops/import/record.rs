//! What every form of file comes down to: records, one after the other.

use crate::error::Result;

/// Why something cannot be read: a stable code, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) detail: String,
}

/// One record of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    /// The line, or row of a sheet, on which it starts.
    pub(super) line: u64,
    /// Why it could not be read as a whole.
    pub(super) fault: Option<Fault>,
    /// The columns of its fields, where each record names its own; else those of the header, which is the first record.
    pub(super) names: Option<Vec<String>>,
    pub(super) fields: Vec<Field>,
    /// Fields that it lacks at its end are empty: sheets leave them out.
    pub(super) may_be_short: bool,
}

/// One value of a record, as text.
#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    /// As it stands there, spaces around it too.
    pub(super) text: String,
    /// Of a file whose texts may have a guard before them.
    pub(super) guarded: bool,
    /// It was a list.
    pub(super) several: bool,
    pub(super) fault: Option<Fault>,
}

/// Takes a record; false when it wants no more.
pub(super) type Sink<'a> = &'a mut dyn FnMut(Record) -> Result<bool>;

/// What ended the reading of a file before its end: where, and why.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) line: Option<u64>,
    pub(super) fault: Fault,
}

/// What reading a file came to.
pub(super) type Ended = Result<Option<Broken>>;

impl Fault {
    pub(super) fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

impl Broken {
    pub(super) fn new(line: impl Into<Option<u64>>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { line: line.into(), fault: Fault::new(code, detail) }
    }
}

impl Field {
    /// A value.
    pub(super) fn of(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }

    /// The same, of a CSV file.
    pub(super) fn guarded(text: &str) -> Self {
        Self { guarded: true, ..Self::of(text) }
    }

    /// There is nothing to be seen in it.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && self.fault.is_none()
    }

    /// One that cannot be read.
    pub(super) fn faulty(text: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { text: text.into(), fault: Some(Fault::new(code, detail)), ..Self::default() }
    }
}
