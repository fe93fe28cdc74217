//! A page: what stands where on it, and how it is drawn.

use crate::fault;
use crate::fonts::Fonts;
use crate::lines::Line;
use crate::tags::{Part, Tags, bcp47};
use crate::{LINK, colour_of};
use krilla::Document;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag, Tag};
use krilla_svg::{SurfaceExt, SvgSettings};
use plumbline_shared::error::Result;
use plumbline_shared::render::document::Tone;

/// A4 on its side: tables with commentary are wide. In points.
pub const WIDTH: f32 = 841.89;
pub const HEIGHT: f32 = 595.28;
/// Between text and edge.
pub const MARGIN: f32 = 42.0;
/// Where text begins, below the head, and where it ends, above the foot.
pub const TOP: f32 = 56.0;
pub const BOTTOM: f32 = HEIGHT - 48.0;

/// Something on a page.
pub enum Mark {
    /// A line of text, its left edge and top; without a part it is of the page, not of the text.
    Line(f32, f32, Line, Option<Part>),
    /// An area in a colour: left, top, width, height.
    Area([f32; 4], rgb::Color),
    /// A picture, where it stands.
    Picture(String, [f32; 4], Part),
    /// A way to a page and a height on it, from an area.
    Way([f32; 4], (usize, f32), Part, String),
}

/// Draws a page at the end of the document.
pub fn draw(document: &mut Document, tags: &mut Tags, fonts: &Fonts, marks: Vec<Mark>) -> Result<()> {
    let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| fault("a page has no size"))?;
    let mut page = document.start_page_with(settings);
    let mut ways = Vec::new();
    let mut surface = page.surface();
    for mark in marks {
        match mark {
            Mark::Line(x, y, line, part) => ways.extend(text(&mut surface, tags, (x, y), &line, part)),
            Mark::Area(area, colour) => {
                surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
                fill(&mut surface, area, colour);
                surface.end_tagged();
            }
            Mark::Picture(svg, [left, top, width, height], part) => {
                let tree = fonts.picture(&svg)?;
                let size = Size::from_wh(width, height).ok_or_else(|| fault("a picture has no size"))?;
                let place = surface.start_tagged(ContentTag::Other);
                surface.push_transform(&Transform::from_translate(left, top));
                surface.draw_svg(&tree, size, SvgSettings::default());
                surface.pop();
                surface.end_tagged();
                tags.place(part, place);
            }
            Mark::Way(area, (to, y), part, said) => {
                ways.push((area, Target::Destination(XyzDestination::new(to, Point::from_xy(MARGIN, y)).into()), part, said));
            }
        }
    }
    surface.finish();
    for ([left, top, width, height], target, part, said) in ways {
        let Some(area) = Rect::from_xywh(left, top, width, height) else { continue };
        let place = page.add_tagged_annotation(Annotation::new_link(LinkAnnotation::new(area, target), Some(said)));
        tags.place(part, place);
    }
    page.finish();
    Ok(())
}

/// An area of a page that leads somewhere: where it is, where it leads, its tag, and its words.
type Way = ([f32; 4], Target, Part, String);

/// Draws a line of text, and gives the ways out that are in it.
fn text(surface: &mut Surface<'_>, tags: &mut Tags, (x, y): (f32, f32), line: &Line, part: Option<Part>) -> Vec<Way> {
    let mut ways = Vec::new();
    for piece in &line.pieces {
        let link = piece.link.as_deref().zip(part);
        let part = link.map(|(_, part)| tags.within(part, Tag::Link)).or(part);
        let tag = match part {
            Some(_) => ContentTag::Span(SpanTag::empty().with_lang(Some(bcp47(piece.lang)))),
            None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Header)),
        };
        let place = surface.start_tagged(tag);
        surface.set_fill(Some(paint(if link.is_some() { way() } else { of(piece.tone) })));
        let start = Point::from_xy(x + piece.x, y + line.baseline);
        surface.draw_glyphs(start, &piece.glyphs, piece.font.clone(), &line.text, piece.size, false);
        surface.end_tagged();
        if let Some(part) = part {
            tags.place(part, place);
        }
        if let (Some((link, _)), Some(part)) = (link, part) {
            let (left, width) = (x + piece.x, piece.end - piece.x);
            // What leads somewhere is underlined, too: a colour alone says nothing to some.
            surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
            fill(surface, [left, y + line.baseline + 1.2, width, 0.6], way());
            surface.end_tagged();
            let action = Target::Action(Action::Link(LinkAction::new(link.to_owned())));
            ways.push(([left, y, width, line.height], action, part, link.to_owned()));
        }
    }
    ways
}

fn fill(surface: &mut Surface<'_>, [left, top, width, height]: [f32; 4], colour: rgb::Color) {
    let mut path = PathBuilder::new();
    let Some(area) = Rect::from_xywh(left, top, width, height) else { return };
    path.push_rect(area);
    if let Some(path) = path.finish() {
        surface.set_fill(Some(paint(colour)));
        surface.draw_path(&path);
    }
}

fn paint(colour: rgb::Color) -> Fill {
    Fill { paint: colour.into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

/// The colour of a tone.
pub fn of(tone: Tone) -> rgb::Color {
    let [red, green, blue] = colour_of(tone);
    rgb::Color::new(red, green, blue)
}

/// Of what leads somewhere.
fn way() -> rgb::Color {
    let [red, green, blue] = LINK;
    rgb::Color::new(red, green, blue)
}

/// Behind what is set apart.
pub fn shade() -> rgb::Color {
    rgb::Color::new(0xee, 0xf2, 0xf0)
}

/// Between rows.
pub fn rule() -> rgb::Color {
    rgb::Color::new(0xb9, 0xc3, 0xbf)
}
