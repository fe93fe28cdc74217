//! Pictures as points, for word processors.

use crate::fault;
use crate::fonts::Fonts;
use plumbline_shared::error::Result;
use plumbline_shared::render::chart::Picture;
use resvg::tiny_skia::{Color, Pixmap, Transform};

/// How much finer than its own points a picture is drawn.
const FINER: u16 = 2;

/// A picture as a PNG file.
pub fn png(fonts: &Fonts, picture: &Picture) -> Result<Vec<u8>> {
    let tree = fonts.picture(&picture.svg)?;
    let size = tree.size().to_int_size();
    let pixels = |length: u32| length.saturating_mul(u32::from(FINER)).min(8192);
    let mut points = Pixmap::new(pixels(size.width()), pixels(size.height())).ok_or_else(|| fault("a picture has no size"))?;
    points.fill(Color::WHITE);
    let finer = f32::from(FINER);
    resvg::render(&tree, Transform::from_scale(finer, finer), &mut points.as_mut());
    points.encode_png().map_err(fault)
}
