//! Elements of the document, written one after the other.

use crate::tags::bcp47;
use crate::{colour_of, fault};
use plumbline_shared::domain::plan::Language;
use plumbline_shared::error::Result;
use plumbline_shared::render::document::{Run, Tone};
use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

/// XML that is being written.
pub struct Xml {
    writer: Writer<Vec<u8>>,
    /// Where runs lead that lead somewhere, each address once.
    links: Vec<String>,
}

/// Attributes by their names.
pub type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Xml {
    /// A document of that root, which is still to be ended.
    pub fn begin(root: &str, attributes: Attributes<'_>) -> Result<Self> {
        let writer = Writer::new(br#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#.to_vec());
        let mut xml = Self { writer, links: Vec::new() };
        xml.open(root, attributes)?;
        Ok(xml)
    }

    /// Begins an element.
    pub fn open(&mut self, name: &str, attributes: Attributes<'_>) -> Result<()> {
        self.event(Event::Start(element(name, attributes)))
    }

    /// Ends one.
    pub fn close(&mut self, name: &str) -> Result<()> {
        self.event(Event::End(BytesEnd::new(name)))
    }

    /// An element with nothing in it.
    pub fn empty(&mut self, name: &str, attributes: Attributes<'_>) -> Result<()> {
        self.event(Event::Empty(element(name, attributes)))
    }

    /// An element with a text in it.
    pub fn text(&mut self, name: &str, attributes: Attributes<'_>, text: &str) -> Result<()> {
        self.open(name, attributes)?;
        self.event(Event::Text(BytesText::new(&allowed(text))))?;
        self.close(name)
    }

    fn event(&mut self, event: Event<'_>) -> Result<()> {
        self.writer.write_event(event).map_err(fault)
    }

    /// All of it.
    pub fn end(mut self, root: &str) -> Result<Vec<u8>> {
        self.close(root)?;
        Ok(self.writer.into_inner())
    }

    /// Opens a paragraph of a style, kept with what follows if that is asked for.
    pub fn paragraph(&mut self, style: &str, right: bool) -> Result<()> {
        self.open("w:p", &[])?;
        self.open("w:pPr", &[])?;
        self.empty("w:pStyle", &[("w:val", style)])?;
        if right {
            self.empty("w:jc", &[("w:val", "end")])?;
        }
        self.close("w:pPr")
    }

    /// Words that look alike, in a document of that language.
    pub fn run(&mut self, run: &Run, of: Language) -> Result<()> {
        if let Some(link) = &run.link {
            let known = self.links.iter().position(|known| known == link);
            let place = known.unwrap_or_else(|| {
                self.links.push(link.clone());
                self.links.len() - 1
            });
            self.open("w:hyperlink", &[("r:id", &link_id(place)), ("w:history", "1")])?;
        }
        self.open("w:r", &[])?;
        self.open("w:rPr", &[])?;
        if run.link.is_some() {
            self.empty("w:rStyle", &[("w:val", "Hyperlink")])?;
        }
        if run.bold {
            self.empty("w:b", &[])?;
        }
        if run.italic {
            self.empty("w:i", &[])?;
        }
        if let Some(colour) = colour(run.tone) {
            self.empty("w:color", &[("w:val", &colour)])?;
        }
        if run.lang != of {
            self.empty("w:lang", &[("w:val", bcp47(run.lang))])?;
        }
        self.close("w:rPr")?;
        self.text("w:t", &[("xml:space", "preserve")], &run.text)?;
        self.close("w:r")?;
        if run.link.is_some() { self.close("w:hyperlink") } else { Ok(()) }
    }

    /// Where its runs lead, each by the id that it has in the text.
    pub fn links(&self) -> Vec<(String, String)> {
        self.links.iter().enumerate().map(|(place, link)| (link_id(place), link.clone())).collect()
    }

    /// Plain words of ours.
    pub fn words(&mut self, text: &str) -> Result<()> {
        self.open("w:r", &[])?;
        self.text("w:t", &[("xml:space", "preserve")], text)?;
        self.close("w:r")
    }

    /// What a word processor fills in, with what stands there until it does.
    pub fn field(&mut self, instruction: &str, shown: &str) -> Result<()> {
        self.open("w:fldSimple", &[("w:instr", instruction), ("w:dirty", "true")])?;
        self.words(shown)?;
        self.close("w:fldSimple")
    }
}

fn link_id(place: usize) -> String {
    format!("link{}", place + 1)
}

fn element<'a>(name: &'a str, attributes: Attributes<'_>) -> BytesStart<'a> {
    let mut element = BytesStart::new(name);
    for (name, value) in attributes {
        element.push_attribute((*name, allowed(value).as_str()));
    }
    element
}

/// The characters that XML can hold.
fn allowed(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') { ' ' } else { c }).collect()
}

/// What a tone is, unless it is that of text.
fn colour(tone: Tone) -> Option<String> {
    let [red, green, blue] = colour_of(tone);
    (tone != Tone::Ink).then(|| format!("{red:02X}{green:02X}{blue:02X}"))
}
