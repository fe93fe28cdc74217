//! The text: each block in the elements that word processors have for it.

use super::Package;
use super::drawing::drawing;
use super::parts::{R, W};
use super::xml::Xml;
use crate::fonts::Fonts;
use crate::pictures::png;
use plumbline_shared::error::Result;
use plumbline_shared::render::chart::Picture;
use plumbline_shared::render::document::{Block, Card, Head, Run, Said, Style, Text};

/// The width of what is set, in twentieths of a point: A4 on its side, as tables with commentary are wide, less two centimetres at each end.
pub(super) const CONTENT: u16 = 14_570;
/// The same, in the units of pictures.
const WIDE: i64 = 9_251_950;
/// Between two pictures that stand beside each other.
const GAP: i64 = 120_000;

/// The text of a document, as it is written.
pub struct Body<'a> {
    xml: Option<Xml>,
    pub(super) head: &'a Head,
    pub(super) fonts: &'a mut Fonts,
    pictures: usize,
    /// Parts that were begun, each with a bookmark.
    parts: usize,
}

/// A text that is written.
pub struct Finished {
    pub xml: Vec<u8>,
    /// How many pictures it has.
    pub pictures: usize,
    /// Where its runs lead, each by the id that it has in the text.
    pub links: Vec<(String, String)>,
}

impl<'a> Body<'a> {
    pub const fn new(head: &'a Head, fonts: &'a mut Fonts) -> Self {
        Self { xml: None, head, fonts, pictures: 0, parts: 0 }
    }

    /// Sets a block; its pictures go into the package.
    pub fn set(&mut self, block: Block, package: &mut Package) -> Result<()> {
        let mut xml = match self.xml.take() {
            Some(xml) => xml,
            None => begun()?,
        };
        self.block(&mut xml, block, package)?;
        self.xml = Some(xml);
        Ok(())
    }

    /// All of it.
    pub fn finish(self) -> Result<Finished> {
        let mut xml = match self.xml {
            Some(xml) => xml,
            None => begun()?,
        };
        xml.open("w:sectPr", &[])?;
        xml.empty("w:headerReference", &[("w:type", "default"), ("r:id", "header")])?;
        xml.empty("w:footerReference", &[("w:type", "default"), ("r:id", "footer")])?;
        xml.empty("w:pgSz", &[("w:w", "16838"), ("w:h", "11906"), ("w:orient", "landscape")])?;
        let margins = [("w:top", "1304"), ("w:right", "1134"), ("w:bottom", "1134"), ("w:left", "1134")];
        let edges = [("w:header", "567"), ("w:footer", "567"), ("w:gutter", "0")];
        xml.empty("w:pgMar", &[margins.as_slice(), &edges].concat())?;
        xml.close("w:sectPr")?;
        xml.close("w:body")?;
        let links = xml.links();
        Ok(Finished { xml: xml.end("w:document")?, pictures: self.pictures, links })
    }

    fn block(&mut self, xml: &mut Xml, block: Block, package: &mut Package) -> Result<()> {
        match block {
            Block::Heading(level, said) => self.heading(xml, level, said),
            Block::Text(text) => self.text(xml, &text),
            Block::Told(sentences) => {
                for sentence in sentences {
                    self.line(xml, "Told", &[self.ours(sentence)])?;
                }
                self.line(xml, "Small", &[])
            }
            Block::Cards(cards) => cards.into_iter().try_for_each(|card| self.card(xml, card)),
            Block::Contents(parts) => self.contents(xml, parts),
            Block::Table(table) => self.table(xml, table),
            Block::Pictures(pictures) => pictures.chunks(3).try_for_each(|row| self.pictures(xml, row, package)),
        }
    }

    pub(super) fn ours(&self, text: String) -> Run {
        Run::plain(Said { lang: self.head.lang, text })
    }

    pub(super) fn line(&self, xml: &mut Xml, style: &str, runs: &[Run]) -> Result<()> {
        xml.paragraph(style, false)?;
        runs.iter().try_for_each(|run| xml.run(run, self.head.lang))?;
        xml.close("w:p")
    }

    /// A heading; a part has a bookmark, which the contents lead to.
    fn heading(&mut self, xml: &mut Xml, level: u8, said: Said) -> Result<()> {
        xml.paragraph(&format!("Heading{}", level.clamp(1, 6)), false)?;
        if level == 2 {
            self.parts += 1;
            let id = self.parts.to_string();
            xml.empty("w:bookmarkStart", &[("w:id", &id), ("w:name", &bookmark(self.parts))])?;
            xml.run(&Run::plain(said), self.head.lang)?;
            xml.empty("w:bookmarkEnd", &[("w:id", &id)])?;
        } else {
            xml.run(&Run::plain(said), self.head.lang)?;
        }
        xml.close("w:p")
    }

    fn text(&self, xml: &mut Xml, text: &Text) -> Result<()> {
        let Style::Item(depth) = text.style else {
            return self.line(xml, if text.style == Style::Small { "Small" } else { "Normal" }, &text.runs);
        };
        xml.open("w:p", &[])?;
        xml.open("w:pPr", &[])?;
        xml.empty("w:pStyle", &[("w:val", "ListBullet")])?;
        // What has a bullet is an item of a list; a number stands as it was typed.
        let (first, rest) = text.runs.split_first().map_or((None, [].as_slice()), |(first, rest)| (Some(first), rest));
        let listed = first.and_then(|first| Some(Run { text: first.text.strip_prefix("• ")?.to_owned(), ..first.clone() }));
        if listed.is_some() {
            xml.open("w:numPr", &[])?;
            xml.empty("w:ilvl", &[("w:val", &depth.min(8).to_string())])?;
            xml.empty("w:numId", &[("w:val", "1")])?;
            xml.close("w:numPr")?;
        } else {
            xml.empty("w:ind", &[("w:start", &(360 * (u32::from(depth) + 1)).to_string())])?;
        }
        xml.close("w:pPr")?;
        let first = listed.as_ref().or(first);
        first.into_iter().chain(rest).try_for_each(|run| xml.run(run, self.head.lang))?;
        xml.close("w:p")
    }

    fn card(&self, xml: &mut Xml, card: Card) -> Result<()> {
        self.line(xml, "Card", &[self.ours(format!("{}: ", card.label)), card.status])?;
        card.lines.into_iter().try_for_each(|line| self.line(xml, "Small", &[self.ours(line)]))
    }

    /// A contents list that word processors can make anew; until they do, it leads to the parts.
    fn contents(&self, xml: &mut Xml, parts: Vec<String>) -> Result<()> {
        self.line(xml, "Caption", &[self.ours(self.head.contents.clone())])?;
        let last = parts.len();
        for (number, part) in (1..).zip(parts) {
            let name = bookmark(number);
            xml.paragraph("TOC2", false)?;
            if number == 1 {
                mark(xml, "begin")?;
                xml.open("w:r", &[])?;
                xml.text("w:instrText", &[("xml:space", "preserve")], r#" TOC \o "2-2" \h \z "#)?;
                xml.close("w:r")?;
                mark(xml, "separate")?;
            }
            xml.open("w:hyperlink", &[("w:anchor", &name), ("w:history", "1")])?;
            xml.words(&part)?;
            xml.open("w:r", &[])?;
            xml.empty("w:tab", &[])?;
            xml.close("w:r")?;
            xml.field(&format!(r"PAGEREF {name} \h"), "")?;
            xml.close("w:hyperlink")?;
            if number == last {
                mark(xml, "end")?;
            }
            xml.close("w:p")?;
        }
        Ok(())
    }

    /// Pictures beside each other, with their names below them.
    fn pictures(&mut self, xml: &mut Xml, row: &[Picture], package: &mut Package) -> Result<()> {
        let room = if row.len() > 1 { (WIDE - 2 * GAP) / 3 } else { WIDE };
        xml.paragraph("Picture", false)?;
        for picture in row {
            self.pictures += 1;
            package.add(&format!("word/media/picture{}.png", self.pictures), &png(self.fonts, picture)?)?;
            drawing(xml, self.pictures, picture, room)?;
        }
        xml.close("w:p")?;
        for picture in row {
            self.line(xml, "PictureName", &[self.ours(picture.title.clone())])?;
        }
        Ok(())
    }
}

fn begun() -> Result<Xml> {
    let mut xml = Xml::begin(
        "w:document",
        &[
            W,
            R,
            ("xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
            ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
            ("xmlns:pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
        ],
    )?;
    xml.open("w:body", &[])?;
    Ok(xml)
}

fn bookmark(part: usize) -> String {
    format!("part{part}")
}

/// Begins, parts or ends a field over several paragraphs.
fn mark(xml: &mut Xml, what: &str) -> Result<()> {
    xml.open("w:r", &[])?;
    xml.empty("w:fldChar", &[("w:fldCharType", what)])?;
    xml.close("w:r")
}
