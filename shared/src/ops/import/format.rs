//! The format of the files of a pack: one table that is read by, and that documents itself.

use super::row::Row;
use super::session::Session;
use crate::domain::day::Day;
use crate::domain::indicator::{Frequency, MONTHLY};
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::error::Result;
use crate::id::ref_key;
use crate::model::import::Outcome;
use crate::store::refs::Kind;
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::fmt;

/// Stores a row, and tells what became of it.
pub(super) type SaveOne = fn(&mut Session<'_>, &Row) -> Result<Outcome>;
/// Stores rows, and tells what became of each, or why it is refused.
pub(super) type SaveMany = fn(&mut Session<'_>, &[&Row]) -> Result<Vec<Result<Outcome>>>;

/// How rows are stored.
#[derive(Clone, Copy, Debug)]
pub(super) enum Save {
    /// One by one.
    Each(SaveOne),
    /// Many at once, since there may be very many.
    Together(SaveMany),
    /// Not by an import: by the use case that reads them.
    Apart,
}

/// One file of the format.
#[derive(Clone, Copy, Debug, Serialize, utoipa::ToSchema)]
pub struct FileFormat {
    /// Its name.
    #[schema(value_type = String, example = "indicators.csv")]
    pub name: &'static str,
    /// What a row of it is.
    #[schema(value_type = String)]
    pub about: &'static str,
    /// Its columns, which may come in any order.
    #[schema(value_type = Vec<Column>)]
    pub columns: &'static [Column],
    /// What its rows are, when others refer to them.
    #[serde(skip)]
    #[schema(ignore)]
    pub(crate) kind: Option<Kind>,
    /// Stores a row.
    #[serde(skip)]
    #[schema(ignore)]
    pub(super) save: Save,
}

/// One column of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Column {
    /// Its name in the header.
    #[schema(value_type = String, example = "owner_email")]
    pub name: &'static str,
    /// What its cells hold.
    #[schema(value_type = String, example = "ref (person)")]
    pub holds: Holds,
    /// Each row must have a value.
    pub required: bool,
    /// Rows are told apart by it (with the other key columns): no two rows of a file may agree in all of them.
    pub key: bool,
    /// What it means.
    #[schema(value_type = String)]
    pub about: &'static str,
    /// The field of the draft that it fills.
    #[serde(skip)]
    #[schema(ignore)]
    pub(crate) field: &'static str,
}

/// What a cell holds. Several values are separated by semicolons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Text.
    Text,
    /// Several texts.
    Texts,
    /// An exact decimal.
    Figure,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Flag,
    /// A day.
    Date,
    /// A quarter.
    Period,
    /// One of these words.
    Token(&'static [&'static str]),
    /// An e-mail address, whatever its case.
    Email,
    /// The ref of an item.
    Ref(Kind),
    /// The refs of several items.
    Refs(Kind),
}

impl FileFormat {
    /// A table that is in no pack, and that a use case reads by itself.
    pub(in crate::ops) const fn apart(name: &'static str, about: &'static str, columns: &'static [Column]) -> Self {
        Self { name, about, columns, kind: None, save: Save::Apart }
    }

    /// Its name without an ending: what a sheet of it is named.
    pub fn stem(&self) -> &'static str {
        self.name.strip_suffix(".csv").unwrap_or(self.name)
    }
}

impl Column {
    /// A column that may be left out, filling the field of its name.
    pub(crate) const fn new(name: &'static str, holds: Holds, about: &'static str) -> Self {
        Self { name, holds, required: false, key: false, about, field: name }
    }

    /// The same, needed.
    pub(in crate::ops) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same, telling rows apart.
    pub(in crate::ops) const fn key(mut self) -> Self {
        self.key = true;
        self
    }

    /// The same, filling that field; none at all when it is empty.
    pub(in crate::ops) const fn fills(mut self, field: &'static str) -> Self {
        self.field = field;
        self
    }
}

impl Holds {
    /// Does it hold words of people's own, of which a spreadsheet may take some for a formula?
    pub(crate) const fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Texts | Self::Email | Self::Ref(_) | Self::Refs(_))
    }

    /// The value of a cell that is not empty, in a column where each row must have one or not.
    ///
    /// # Errors
    /// A stable code, and what would be right.
    pub(super) fn read(self, text: &str, required: bool) -> std::result::Result<Value, (&'static str, String)> {
        let json = |text: String| Ok(Value::String(text));
        match self {
            Self::Text | Self::Ref(_) => json(text.to_owned()),
            Self::Email => json(text.to_lowercase()),
            Self::Texts | Self::Refs(_) => Ok(parts(text).map(|part| Value::String(part.to_owned())).collect()),
            Self::Figure => {
                text.parse::<Figure>().map_or_else(|error| Err(("invalid_figure", error.to_string())), |figure| json(figure.to_string()))
            }
            Self::Integer => text
                .parse::<i32>()
                .map_or_else(|_| Err(("invalid_integer", "must be a whole number in digits, such as 2".to_owned())), |n| Ok(n.into())),
            Self::Flag => match text {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                _ => Err(("invalid_flag", "must be true or false".to_owned())),
            },
            Self::Date => text.parse::<Day>().map_or_else(|error| Err(("invalid_date", error.to_string())), |day| json(day.to_string())),
            Self::Period => {
                text.parse::<Period>().map_or_else(|error| Err(("invalid_period", error.to_string())), |period| json(period.to_string()))
            }
            Self::Token(allowed) if allowed.contains(&text) => json(text.to_owned()),
            Self::Token(Frequency::TOKENS) if text == "monthly" => Err(("unknown_token", MONTHLY.to_owned())),
            Self::Token(_) => Err(("unknown_token", format!("must be {self}{}", if required { "" } else { ", or empty" }))),
        }
    }
}

/// The values of a cell that may hold several.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty())
}

/// What tells items of a kind apart, however they are written: people are named by addresses.
pub(super) fn item_key(kind: Option<Kind>, text: &str) -> String {
    let key = ref_key(text);
    if kind == Some(Kind::Person) { key.to_lowercase() } else { key }
}

impl fmt::Display for Holds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("text"),
            Self::Texts => f.write_str("texts separated by ;"),
            Self::Figure => f.write_str("figure, with a dot and no separators"),
            Self::Integer => f.write_str("whole number"),
            Self::Flag => f.write_str("true or false"),
            Self::Date => f.write_str("day, YYYY-MM-DD"),
            Self::Period => f.write_str("period, such as 2017-18-Q2"),
            Self::Token(allowed) => write!(f, "one of: {}", allowed.join(", ")),
            Self::Email => f.write_str("e-mail address"),
            Self::Ref(kind) => write!(f, "ref ({})", kind.name()),
            Self::Refs(kind) => write!(f, "refs separated by ; ({})", kind.name()),
        }
    }
}

impl Serialize for Holds {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
