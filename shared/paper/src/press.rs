//! Sets one block after the other on pages, and begins a new page where there is no room.

mod back;
mod front;

use crate::fault;
use crate::fonts::Fonts;
use crate::lines::{Line, Setting, height, lines};
use crate::sheet::{self, BOTTOM, MARGIN, Mark, TOP, WIDTH};
use crate::tags::{self, Part, Tags};
use back::{metadata, outline};
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::tagging::Tag;
use krilla::{Document, SerializeSettings};
use plumbline_shared::domain::plan::Language;
use plumbline_shared::error::Result;
use plumbline_shared::render::chart::Picture;
use plumbline_shared::render::document::{Block, Head, Run, Said, Style, Text, Tone};

/// The width of what is set.
pub const CONTENT: f32 = WIDTH - 2.0 * MARGIN;
/// Longer lines are hard to read.
const MEASURE: f32 = 540.0;
const BODY: f32 = 10.0;
const SMALL: f32 = 8.5;
/// Between two things.
const GAP: f32 = 8.0;
/// Points for a CSS pixel of a picture.
const SCALE: f32 = 0.75;
/// The most of a page's height that a picture takes.
const TALLEST: f32 = 420.0;

/// Where a heading came to stand.
#[derive(Clone, Debug)]
struct Place {
    level: u8,
    text: String,
    page: usize,
    y: f32,
}

/// What is known of a document when all of it has been set once.
pub struct Found {
    places: Vec<Place>,
    pages: usize,
}

/// A document that is being set.
pub struct Press<'h> {
    head: &'h Head,
    pub fonts: Fonts,
    pub tags: Tags,
    /// Where the next thing goes on this page.
    pub y: f32,
    marks: Vec<Mark>,
    page: usize,
    places: Vec<Place>,
    list: Option<Part>,
    /// Headings and sentences that are to stand on the page of what comes next.
    held: Vec<Block>,
    /// None when it is only measured.
    ink: Option<(Document, Found)>,
}

impl<'h> Press<'h> {
    /// Only to find out where everything comes to stand.
    pub fn proof(head: &'h Head) -> Self {
        let (fonts, tags) = (Fonts::new(), Tags::default());
        Self { head, fonts, tags, y: TOP, marks: Vec::new(), page: 0, places: Vec::new(), list: None, held: Vec::new(), ink: None }
    }

    /// To be printed, with what was found.
    pub fn print(head: &'h Head, found: Found) -> Result<Self> {
        let configuration = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
        let configuration = configuration.map_err(|error| fault(format!("{error:?}")))?;
        let document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
        Ok(Self { ink: Some((document, found)), ..Self::proof(head) })
    }

    /// What was found, of a proof.
    pub fn end(mut self) -> Result<Found> {
        self.release(0.0)?;
        self.turn()?;
        Ok(Found { places: self.places, pages: self.page })
    }

    /// The file.
    pub fn finish(mut self) -> Result<Vec<u8>> {
        self.release(0.0)?;
        self.turn()?;
        let Some((mut document, found)) = self.ink else { return Err(fault("it is a proof")) };
        document.set_outline(outline(&found.places));
        document.set_metadata(metadata(self.head));
        document.set_tag_tree(self.tags.written(self.head.lang));
        document.finish().map_err(|error| fault(format!("{error:?}")))
    }

    /// Sets a block: a heading, and the sentences below it, with the beginning of what comes next.
    pub fn set(&mut self, block: Block) -> Result<()> {
        let follows = matches!(self.held.last(), Some(Block::Told(_)));
        match block {
            Block::Heading(level, _) if level > 1 && !follows => self.held.push(block),
            Block::Told(_) => self.held.push(block),
            Block::Heading(level, _) if level > 1 => {
                self.release(0.0)?;
                self.held.push(block);
            }
            _ => {
                self.release(beginning(&block))?;
                self.begin(block)?;
            }
        }
        Ok(())
    }

    /// Sets what was held, where there is room for so much below it, too.
    fn release(&mut self, below: f32) -> Result<()> {
        let held = std::mem::take(&mut self.held);
        let mut tall = 0.0;
        for block in &held {
            tall += match block {
                Block::Heading(level, said) => {
                    let (size, above) = letters(*level);
                    above + height(&self.lines(&[Run::plain(said.clone()).bold()], size, CONTENT)?) + GAP / 2.0
                }
                Block::Told(sentences) => {
                    let mut told = GAP;
                    for sentence in sentences {
                        told += height(&self.lines(&[Run::plain(self.ours(sentence.clone()))], BODY, CONTENT - 2.0 * GAP)?);
                    }
                    told
                }
                _ => 0.0,
            };
        }
        // What no page has room for goes on on the next; what is held stays together.
        self.need(if tall + below > BOTTOM - TOP { tall } else { tall + below })?;
        held.into_iter().try_for_each(|block| self.begin(block))
    }

    fn begin(&mut self, block: Block) -> Result<()> {
        if !matches!(&block, Block::Text(Text { style: Style::Item(_), .. })) {
            self.list = None;
        }
        match block {
            Block::Heading(level, said) => self.heading(level, said),
            Block::Text(text) => self.text(&text),
            Block::Told(sentences) => self.told(sentences),
            Block::Cards(cards) => self.cards(cards),
            Block::Contents(parts) => self.contents(parts),
            Block::Table(table) => self.table(table),
            Block::Pictures(pictures) => self.pictures(pictures),
        }
    }

    fn heading(&mut self, level: u8, said: Said) -> Result<()> {
        let (size, above) = letters(level);
        let (text, part) = (said.text.clone(), tags::heading(level.min(6), &said.text));
        let set = self.lines(&[Run::plain(said).bold()], size, CONTENT)?;
        if set.is_empty() {
            // It has no words, but the contents list counts it.
            self.places.push(Place { level, text, page: self.page, y: self.y });
            return Ok(());
        }
        let above = if self.y > TOP { above } else { 0.0 };
        self.need(above + height(&set))?;
        if self.y > TOP {
            self.y += above;
        }
        self.places.push(Place { level, text, page: self.page, y: self.y });
        let part = self.tags.at_top(part);
        self.place(set, MARGIN, part)?;
        self.y += GAP / 2.0;
        Ok(())
    }

    fn text(&mut self, text: &Text) -> Result<()> {
        let (size, indent) = match text.style {
            Style::Small => (SMALL, 0.0),
            Style::Body => (BODY, 0.0),
            Style::Item(depth) => (BODY, 10.0 + 14.0 * f32::from(depth)),
        };
        let set = self.lines(&text.runs, size, MEASURE - indent)?;
        if set.is_empty() {
            return Ok(());
        }
        let part = match text.style {
            Style::Item(_) => {
                let list = match self.list {
                    Some(list) => list,
                    None => self.tags.at_top(tags::list()),
                };
                self.list = Some(list);
                let item = self.tags.within(list, Tag::LI);
                self.tags.within(item, Tag::LBody)
            }
            _ => self.tags.at_top(Tag::P),
        };
        // Neither its first line nor its last one stands alone on a page.
        if set.len() > 1 {
            self.need(height(set.get(..2).unwrap_or_default()))?;
        }
        self.place(set, MARGIN + indent, part)?;
        self.y += if matches!(text.style, Style::Item(_)) { 2.0 } else { GAP };
        Ok(())
    }

    /// Sentences on a shade.
    fn told(&mut self, sentences: Vec<String>) -> Result<()> {
        for sentence in sentences {
            let part = self.tags.at_top(Tag::P);
            for line in self.lines(&[Run::plain(self.ours(sentence))], BODY, CONTENT - 2.0 * GAP)? {
                self.need(line.height)?;
                self.marks.push(Mark::Area([MARGIN, self.y, CONTENT, line.height + 1.0], sheet::shade()));
                self.place(vec![line], MARGIN + GAP, part)?;
            }
        }
        self.y += GAP;
        Ok(())
    }

    fn pictures(&mut self, pictures: Vec<Picture>) -> Result<()> {
        let columns: usize = if pictures.len() > 1 { 3 } else { 1 };
        let columns_wide = if columns == 1 { 1.0 } else { 3.0 };
        let room = (CONTENT - GAP * (columns_wide - 1.0)) / columns_wide;
        let mut waiting = pictures.into_iter().peekable();
        while waiting.peek().is_some() {
            let mut row = Vec::new();
            for picture in waiting.by_ref().take(columns) {
                let (wide, tall) = (pixels(picture.width), pixels(picture.height));
                let scale = scale(&picture, room);
                let caption = self.lines(&[Run::plain(self.ours(picture.title)).in_tone(Tone::Soft)], SMALL, room)?;
                row.push((picture.svg, picture.text, wide * scale, tall * scale, caption));
            }
            let tallest = row.iter().map(|(_, _, _, tall, caption)| tall + height(caption) + 2.0).fold(0.0, f32::max);
            self.need(tallest)?;
            let (top, mut left) = (self.y, MARGIN);
            for (svg, text, wide, tall, caption) in row {
                let figure = self.tags.at_top(Tag::Figure(Some(text)));
                self.marks.push(Mark::Picture(svg, [left, top, wide, tall], figure));
                self.y = top + tall + 2.0;
                let part = self.tags.at_top(Tag::P);
                self.place(caption, left, part)?;
                left += room + GAP;
            }
            self.y = top + tallest + GAP;
        }
        Ok(())
    }

    /// Begins a new page unless there is room for so much; what no page has room for begins here.
    pub fn need(&mut self, tall: f32) -> Result<()> {
        if self.y + tall > BOTTOM && self.y > TOP { self.turn() } else { Ok(()) }
    }

    /// Places lines one below the other, over pages if need be.
    fn place(&mut self, lines: Vec<Line>, left: f32, part: Part) -> Result<()> {
        for line in lines {
            self.need(line.height)?;
            let tall = line.height;
            self.marks.push(Mark::Line(left, self.y, line, Some(part)));
            self.y += tall;
        }
        Ok(())
    }

    /// Puts something on this page.
    pub fn mark(&mut self, mark: Mark) {
        self.marks.push(mark);
    }

    /// Ends this page.
    pub fn turn(&mut self) -> Result<()> {
        self.furnish()?;
        let marks = std::mem::take(&mut self.marks);
        if let Some((document, _)) = &mut self.ink {
            sheet::draw(document, &mut self.tags, &self.fonts, marks)?;
        }
        self.page += 1;
        self.y = TOP;
        Ok(())
    }

    /// What stands on every page.
    fn furnish(&mut self) -> Result<()> {
        let soft = |text: String| [Run::plain(Said { lang: self.head.lang, text }).in_tone(Tone::Soft)];
        let last = self.ink.as_ref().map_or(0, |(_, found)| found.pages);
        let page = self.head.page.replace("{n}", &(self.page + 1).to_string()).replace("{of}", &last.to_string());
        let (running, page) = (soft(self.head.running.clone()), soft(page));
        let above = self.lines(&running, SMALL, CONTENT)?;
        let below = self.set_right(&page, CONTENT)?;
        self.marks.push(Mark::Area([MARGIN, TOP - 14.0, CONTENT, 0.75], sheet::rule()));
        for line in above.into_iter().take(1) {
            self.marks.push(Mark::Line(MARGIN, TOP - 28.0, line, None));
        }
        for line in below {
            self.marks.push(Mark::Line(MARGIN, BOTTOM + 14.0, line, None));
        }
        Ok(())
    }

    /// The language of the document.
    pub const fn language(&self) -> Language {
        self.head.lang
    }

    fn ours(&self, text: String) -> Said {
        Said { lang: self.head.lang, text }
    }

    /// Lines of that size and width.
    pub fn lines(&mut self, runs: &[Run], size: f32, width: f32) -> Result<Vec<Line>> {
        lines(&mut self.fonts, runs, Setting { size, width, right: false })
    }

    fn set_right(&mut self, runs: &[Run], width: f32) -> Result<Vec<Line>> {
        lines(&mut self.fonts, runs, Setting { size: SMALL, width, right: true })
    }
}

/// The points of a heading's letters, and of the space above it.
const fn letters(level: u8) -> (f32, f32) {
    match level {
        1 => (22.0, 0.0),
        2 => (16.0, 24.0),
        3 => (12.5, 14.0),
        _ => (10.5, 8.0),
    }
}

/// About how much of a block is to stand on the page of its heading.
fn beginning(block: &Block) -> f32 {
    match block {
        Block::Pictures(pictures) => pictures.first().map_or(0.0, |picture| pixels(picture.height) * scale(picture, CONTENT) + 26.0),
        Block::Table(_) | Block::Cards(_) => 110.0,
        // That it is a draft, and the first lines.
        _ => 52.0,
    }
}

/// Points for a pixel of a picture that has so much room.
fn scale(picture: &Picture, room: f32) -> f32 {
    (room / pixels(picture.width)).min(SCALE).min(TALLEST / pixels(picture.height))
}

/// A length of a picture.
fn pixels(length: i32) -> f32 {
    f32::from(u16::try_from(length.max(1)).unwrap_or(u16::MAX))
}
