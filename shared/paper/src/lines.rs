//! Text, shaped and broken into lines.

use crate::fonts::{FAMILY, Fonts};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::{Alignment, AlignmentOptions, FontFamily, FontStyle, FontWeight, Layout, LineHeight, OverflowWrap, StyleProperty};
use plumbline_shared::domain::plan::Language;
use plumbline_shared::error::Result;
use plumbline_shared::render::document::{Run, Tone};
use std::ops::Range;
use std::rc::Rc;

/// What text is set in.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Points.
    pub size: f32,
    /// Points from the left edge to the right one.
    pub width: f32,
    /// Figures stand to the right.
    pub right: bool,
}

/// A line, to be drawn wherever there is room for it.
#[derive(Clone, Debug)]
pub struct Line {
    /// Points that it takes.
    pub height: f32,
    /// Where its letters stand, from its top.
    pub baseline: f32,
    /// Its letters.
    pub pieces: Vec<Piece>,
    /// The text that they are of, and that of the lines beside it.
    pub text: Rc<str>,
}

/// Letters of one look.
#[derive(Clone, Debug)]
pub struct Piece {
    pub font: Font,
    pub size: f32,
    pub tone: Tone,
    pub lang: Language,
    /// From the left edge, where it begins and where it ends.
    pub x: f32,
    pub end: f32,
    /// Where it leads.
    pub link: Option<Rc<str>>,
    pub glyphs: Vec<KrillaGlyph>,
}

/// A hundred thousand letters are no paragraph; what is longer is cut rather than shaped for minutes.
const LONGEST: usize = 100_000;

/// A paragraph as lines.
pub fn lines(fonts: &mut Fonts, runs: &[Run], setting: Setting) -> Result<Vec<Line>> {
    let (text, spans) = joined(fonts, runs);
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let mut layout = layout(fonts, &text, &spans, setting.size, OverflowWrap::Anywhere);
    layout.break_all_lines(Some(setting.width));
    layout.align(if setting.right { Alignment::End } else { Alignment::Start }, AlignmentOptions::default());
    let shared: Rc<str> = text.as_str().into();
    let mut lines = Vec::with_capacity(layout.len());
    for line in layout.lines() {
        let metrics = line.metrics();
        let top = metrics.block_min_coord;
        let (mut pieces, mut x) = (Vec::new(), metrics.offset);
        for run in line.runs() {
            let (font, size) = (fonts.embedded(run.font())?, run.font_size());
            let mut piece: Option<Piece> = None;
            for cluster in run.visual_clusters() {
                // What is joined with the letter before has none of its own.
                if cluster.is_ligature_continuation() {
                    if let Some(last) = piece.as_mut().and_then(|piece| piece.glyphs.last_mut()) {
                        last.text_range.end = cluster.text_range().end;
                    }
                    continue;
                }
                let range = cluster.text_range();
                let (tone, lang, link) = spans
                    .iter()
                    .find(|(span, _)| span.contains(&range.start))
                    .map_or((Tone::Ink, Language::English, None), |(_, run)| (run.tone, run.lang, run.link.as_deref()));
                if piece.as_ref().is_some_and(|piece| (piece.tone, piece.lang, piece.link.as_deref()) != (tone, lang, link)) {
                    pieces.extend(piece.take());
                }
                for glyph in cluster.glyphs() {
                    let piece = piece.get_or_insert_with(|| Piece {
                        font: font.clone(),
                        size,
                        tone,
                        lang,
                        x,
                        end: x,
                        link: link.map(Into::into),
                        glyphs: Vec::new(),
                    });
                    let id = GlyphId::new(glyph.id);
                    piece.glyphs.push(KrillaGlyph::new(id, glyph.advance / size, glyph.x / size, glyph.y / size, 0.0, range.clone(), None));
                    x += glyph.advance;
                    piece.end = x;
                }
            }
            pieces.extend(piece);
        }
        let height = metrics.block_max_coord - top;
        lines.push(Line { height, baseline: metrics.baseline - top, pieces, text: Rc::clone(&shared) });
    }
    Ok(lines)
}

/// The points that the longest word takes: less, and it is broken.
pub fn longest_word(fonts: &mut Fonts, runs: &[Run], size: f32) -> f32 {
    let (text, spans) = joined(fonts, runs);
    layout(fonts, &text, &spans, size, OverflowWrap::Normal).calculate_content_widths().min
}

/// What is shaped, and to be broken into lines.
fn layout(fonts: &mut Fonts, text: &str, spans: &[(Range<usize>, &Run)], size: f32, wrap: OverflowWrap) -> Layout<()> {
    let mut builder = fonts.layouts.ranged_builder(&mut fonts.context, text, 1.0, false);
    builder.push_default(StyleProperty::FontFamily(FontFamily::named(FAMILY)));
    builder.push_default(StyleProperty::FontSize(size));
    builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(1.32)));
    builder.push_default(StyleProperty::OverflowWrap(wrap));
    for (range, run) in spans {
        if run.bold {
            builder.push(StyleProperty::FontWeight(FontWeight::BOLD), range.clone());
        }
        if run.italic {
            builder.push(StyleProperty::FontStyle(FontStyle::Italic), range.clone());
        }
    }
    builder.build(text)
}

/// The words of all runs one after the other, and where in them each is. What has no letter shows as one that says so.
fn joined<'r>(fonts: &Fonts, runs: &'r [Run]) -> (String, Vec<(Range<usize>, &'r Run)>) {
    let mut text = String::new();
    let mut spans = Vec::with_capacity(runs.len());
    for run in runs {
        let begin = text.len();
        let room = LONGEST.saturating_sub(begin);
        let letter = |letter: char| match letter {
            '\n' | '\r' | '\t' => ' ',
            letter if letter.is_control() || !fonts.have(letter) => '\u{FFFD}',
            letter => letter,
        };
        text.extend(run.text.chars().take(room).map(letter));
        spans.push((begin..text.len(), run));
    }
    (text, spans)
}

/// How high they are together.
pub fn height(lines: &[Line]) -> f32 {
    lines.iter().map(|line| line.height).sum()
}
