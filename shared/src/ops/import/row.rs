//! A row of a file whose cells were read: what it says, and the draft that it describes.

use super::format::{Column, FileFormat, item_key};
use super::record::Fault;
use crate::error::{Error, Result};
use crate::ops::context::merged;
use crate::read::from_json;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// A row of a file: its cells, of the columns that the file has.
#[derive(Clone, Debug)]
pub(in crate::ops) struct Row {
    /// Where it starts; the header is on line 1.
    pub(in crate::ops) line: u64,
    /// What is wrong first, where something cannot be read.
    pub(super) fault: Option<Fault>,
    /// It says what an earlier row says, word for word.
    pub(super) repeated: bool,
    pub(super) cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) column: &'static Column,
    /// What stands there, without spaces around it.
    pub(super) text: String,
    /// What it means; null when it is empty.
    pub(super) value: Value,
}

impl Row {
    /// Can it be read, and does it say what no earlier row says?
    pub(in crate::ops) const fn counts(&self) -> bool {
        self.fault.is_none() && !self.repeated
    }

    /// What stands in that column; empty when the file does not have it.
    pub(in crate::ops) fn text(&self, column: &str) -> &str {
        self.cells.iter().find(|cell| cell.column.name == column).map_or("", |cell| &cell.text)
    }

    /// What stands in that column, as a value of ours.
    ///
    /// # Errors
    /// [`Error::Invalid`] at the column's name.
    pub(super) fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(&self, column: &str) -> Result<T> {
        self.text(column).parse().map_err(|error: T::Err| Error::field(format!("/{column}"), "invalid_value", error.to_string()))
    }

    /// The draft that the row describes: over what is stored where there is anything, so that a column which the file does
    /// not have leaves it alone and an empty cell clears it.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what does not fit together.
    pub(in crate::ops) fn draft<D: Serialize + DeserializeOwned>(&self, stored: Option<&D>) -> Result<D> {
        let filling = self.cells.iter().filter(|cell| !cell.column.field.is_empty());
        let fields: Map<String, Value> = filling.map(|cell| (cell.column.field.to_owned(), cell.value.clone())).collect();
        match stored {
            Some(stored) => merged(stored, &Value::Object(fields)),
            None => from_json(Value::Object(fields.into_iter().filter(|(_, value)| !value.is_null()).collect())),
        }
    }

    /// Does the file have that column?
    pub(in crate::ops) fn has(&self, column: &str) -> bool {
        self.cells.iter().any(|cell| cell.column.name == column)
    }

    pub(super) fn key_cells(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(|cell| cell.column.key)
    }

    /// What tells it from the other rows of its file, in short. A key that it does not have is an empty one.
    pub(super) fn key(&self, format: &FileFormat) -> Short {
        let keys = format.columns.iter().filter(|column| column.key);
        let parts: Vec<String> = keys.map(|column| item_key(format.kind, self.text(column.name))).collect();
        short(parts.iter().map(String::as_str))
    }

    /// What it says, in short.
    pub(super) fn said(&self) -> Short {
        short(self.cells.iter().flat_map(|cell| [cell.column.name, &cell.text]))
    }
}

/// A hash, which stands for texts of any length.
pub(super) type Short = [u8; 16];

fn short<'a>(parts: impl Iterator<Item = &'a str>) -> Short {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    let mut short = Short::default();
    digest.finalize().iter().zip(&mut short).for_each(|(from, to)| *to = *from);
    short
}
