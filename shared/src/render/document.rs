//! A document as a run of blocks, for faces that are typeset: each writer sets the same blocks in its own way.

use super::chart::Picture;
pub use super::phrase::Said;
use crate::domain::plan::Language;

/// What stands on every page, or nowhere in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The language that it is in, where nothing else is said.
    pub lang: Language,
    /// What the file is called.
    pub title: String,
    /// Whose it is.
    pub organisation: String,
    /// What it is of, short enough for the head of a page.
    pub running: String,
    /// The heading of the contents list.
    pub contents: String,
    /// `Page 3 of 12`, where `{n}` is the page and `{of}` the last one.
    pub page: String,
    /// When it was made, in seconds since 1970, UTC.
    pub made_at: i64,
}

/// A part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Of level 1 (the document's), 2 (a part, which the contents list) or 3 and on.
    Heading(u8, Said),
    /// Text of one kind.
    Text(Text),
    /// Sentences that were generated, set apart from what people wrote.
    Told(Vec<String>),
    /// How the whole stands, large.
    Cards(Vec<Card>),
    /// The contents list: the headings of level 2, in their order.
    Contents(Vec<String>),
    /// Rows under a head that is repeated on every page.
    Table(Table),
    /// Pictures, side by side where there is room.
    Pictures(Vec<Picture>),
}

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// What kind.
    pub style: Style,
    /// Its words; those of one run look alike.
    pub runs: Vec<Run>,
}

/// What kind of paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Running text.
    #[default]
    Body,
    /// A remark in small letters.
    Small,
    /// An item of a list, so deep in others.
    Item(u8),
}

/// Words that look alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// They.
    pub text: String,
    /// In which language.
    pub lang: Language,
    /// In bold letters.
    pub bold: bool,
    /// In italics.
    pub italic: bool,
    /// In which colour.
    pub tone: Tone,
    /// The address on the web, or for mail, that it leads to; in ASCII.
    pub link: Option<String>,
}

/// A colour that a shape or a word says as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// That of text.
    #[default]
    Ink,
    /// Of lesser weight.
    Soft,
    /// As it should be.
    Good,
    /// To be watched.
    Up,
    /// Not as it should be.
    Bad,
}

/// How something stands, large.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What.
    pub label: String,
    /// Its status: a shape and a word.
    pub status: Run,
    /// Its direction, and why it is so.
    pub lines: Vec<String>,
}

/// A table; the first cell of a row is its heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for each column.
    pub rows: Vec<Row>,
    /// Its rows are a word and a figure or so: it takes half the width.
    pub short: bool,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// Its share of the width, of the sum of all.
    pub share: u16,
    /// Figures, set to the right.
    pub figures: bool,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Paragraphs of each cell.
    pub cells: Vec<Vec<Text>>,
    /// It is the sum of others.
    pub sum: bool,
}

impl Run {
    /// Plain words.
    pub fn plain(said: Said) -> Self {
        Self { text: said.text, lang: said.lang, bold: false, italic: false, tone: Tone::Ink, link: None }
    }

    /// In bold.
    #[must_use]
    pub fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// In that colour.
    #[must_use]
    pub fn in_tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }
}

impl From<Said> for Text {
    fn from(said: Said) -> Self {
        Self { style: Style::Body, runs: vec![Run::plain(said)] }
    }
}

impl Tone {
    /// By the name that pages know it by.
    pub fn named(name: &str) -> Self {
        match name {
            "good" => Self::Good,
            "up" => Self::Up,
            "bad" => Self::Bad,
            "soft" => Self::Soft,
            _ => Self::Ink,
        }
    }
}
