//! What pictures are drawn on: SVG, written as it is drawn.

use super::fit::one_line;
use super::palette::INK;
use super::{Picture, Said};
use crate::domain::plan::Language;
use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

/// The letters: whichever of these the reader has. Widths are reckoned for the widest of them.
const FONT: &str = "Arial, Helvetica, Liberation Sans, DejaVu Sans, sans-serif";

/// A picture that is being drawn.
pub(super) struct Canvas {
    writer: Writer<Vec<u8>>,
    language: Language,
    id: String,
    picture: Picture,
}

/// The value of an attribute.
pub(super) enum Value<'a> {
    Number(i32),
    Text(&'a str),
}

impl From<i32> for Value<'_> {
    fn from(number: i32) -> Self {
        Self::Number(number)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

/// Where a text stands, and how it looks.
#[derive(Clone, Copy)]
pub(super) struct Pen {
    /// In pixels.
    pub size: i32,
    pub colour: &'static str,
    pub bold: bool,
    pub anchor: Anchor,
}

/// Which end of a text stands at its place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Pen {
    pub const fn new(size: i32) -> Self {
        Self { size, colour: INK, bold: false, anchor: Anchor::Start }
    }

    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub const fn at(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    pub const fn colour(self, colour: &'static str) -> Self {
        Self { colour, ..self }
    }
}

impl Canvas {
    /// A picture of that size. `id` is its own on the page; other than letters and digits of it are rewritten, each `id` to another.
    pub fn new(id: &str, language: Language, (width, height): (i32, i32), title: String, text: String) -> Self {
        let picture = Picture { svg: String::new(), title, text, width, height };
        let mut canvas = Self { writer: Writer::new(Vec::with_capacity(4096)), language, id: plain_id(id), picture };
        canvas.begin();
        canvas
    }

    fn begin(&mut self) {
        let Picture { width, height, title, text, .. } = &self.picture;
        let (title, text) = (title.clone(), text.clone());
        let (title_id, text_id) = (self.own("title"), self.own("text"));
        let (view, width, height) = (format!("0 0 {width} {height}"), *width, *height);
        let lang = self.language.as_str();
        self.start(
            "svg",
            &[
                ("xmlns", "http://www.w3.org/2000/svg".into()),
                ("width", width.into()),
                ("height", height.into()),
                ("viewBox", view.as_str().into()),
                ("role", "img".into()),
                ("aria-labelledby", title_id.as_str().into()),
                ("aria-describedby", text_id.as_str().into()),
                ("lang", lang.into()),
                ("font-family", FONT.into()),
            ],
        );
        self.written("title", &[("id", title_id.as_str().into())], &title);
        self.written("desc", &[("id", text_id.as_str().into())], &text);
    }

    /// An id of a part of this picture.
    pub fn own(&self, part: &str) -> String {
        format!("{}-{part}", self.id)
    }

    /// The picture.
    pub fn finish(mut self) -> Picture {
        self.end("svg");
        let svg = String::from_utf8(self.writer.into_inner()).unwrap_or_default();
        Picture { svg, ..self.picture }
    }

    /// An element without content.
    pub fn draw(&mut self, name: &str, attributes: &[(&str, Value<'_>)]) {
        let element = element(name, attributes);
        self.event(Event::Empty(element));
    }

    /// An element, up to its [`Canvas::end`].
    pub fn start(&mut self, name: &str, attributes: &[(&str, Value<'_>)]) {
        let element = element(name, attributes);
        self.event(Event::Start(element));
    }

    pub fn end(&mut self, name: &str) {
        self.event(Event::End(BytesEnd::new(name)));
    }

    pub fn rect(&mut self, (x, y): (i32, i32), (width, height): (i32, i32), fill: &str) {
        self.draw("rect", &[("x", x.into()), ("y", y.into()), ("width", width.into()), ("height", height.into()), ("fill", fill.into())]);
    }

    /// A straight line; of no length, it is none.
    pub fn line(&mut self, (x1, y1): (i32, i32), (x2, y2): (i32, i32), stroke: &str, dashes: &str) {
        if (x1, y1) == (x2, y2) {
            return;
        }
        let ends = [("x1", x1.into()), ("y1", y1.into()), ("x2", x2.into()), ("y2", y2.into())];
        let [a, b, c, d] = ends;
        let stroke = ("stroke", stroke.into());
        match dashes {
            "" => self.draw("line", &[a, b, c, d, stroke]),
            dashes => self.draw("line", &[a, b, c, d, stroke, ("stroke-dasharray", dashes.into())]),
        }
    }

    /// Words of ours, their baseline at `y`.
    pub fn text(&mut self, place: (i32, i32), pen: Pen, text: &str) {
        self.said(place, pen, self.language, text);
    }

    /// What somebody typed, in the language it is in.
    pub fn typed(&mut self, place: (i32, i32), pen: Pen, said: &Said) {
        self.said(place, pen, said.lang, &said.text);
    }

    fn said(&mut self, (x, y): (i32, i32), pen: Pen, language: Language, text: &str) {
        let anchor = match pen.anchor {
            Anchor::Start => None,
            Anchor::Middle => Some("middle"),
            Anchor::End => Some("end"),
        };
        let fixed = [("x", x.into()), ("y", y.into()), ("font-size", pen.size.into()), ("fill", pen.colour.into())];
        let others = [
            anchor.map(|anchor| ("text-anchor", anchor.into())),
            pen.bold.then(|| ("font-weight", "bold".into())),
            (language != self.language).then(|| ("lang", language.as_str().into())),
        ];
        let attributes: Vec<(&str, Value<'_>)> = fixed.into_iter().chain(others.into_iter().flatten()).collect();
        self.written("text", &attributes, text);
    }

    fn written(&mut self, name: &str, attributes: &[(&str, Value<'_>)], text: &str) {
        self.start(name, attributes);
        self.event(Event::Text(BytesText::new(&one_line(text))));
        self.end(name);
    }

    fn event(&mut self, event: Event<'_>) {
        // A vector takes whatever is written to it.
        let written = self.writer.write_event(event);
        debug_assert!(written.is_ok());
    }
}

fn element<'a>(name: &'a str, attributes: &[(&str, Value<'_>)]) -> BytesStart<'a> {
    let mut element = BytesStart::new(name);
    for (name, value) in attributes {
        match value {
            Value::Number(number) => element.push_attribute((*name, number.to_string().as_str())),
            Value::Text(text) => element.push_attribute((*name, *text)),
        }
    }
    element
}

/// An id that may stand in a list of ids and in `url(#…)`, another for every other `id`.
fn plain_id(id: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c.to_string() } else { format!("_{:x}_", u32::from(c)) };
    format!("chart-{}", id.chars().map(plain).collect::<String>())
}
