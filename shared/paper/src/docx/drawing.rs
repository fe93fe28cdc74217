//! Pictures in a line of text.

use super::xml::Xml;
use plumbline_shared::error::Result;
use plumbline_shared::render::chart::Picture;

/// The most that a picture is high, and a CSS pixel, in the units of pictures.
const TALL: i64 = 4_900_000;
const PIXEL: i64 = 9525;

/// A picture in a line of text, with all that it says for who cannot see it.
pub fn drawing(xml: &mut Xml, number: usize, picture: &Picture, room: i64) -> Result<()> {
    let (wide, tall) = (i64::from(picture.width.max(1)) * PIXEL, i64::from(picture.height.max(1)) * PIXEL);
    // The smaller of both scales, and never more than its own size.
    let (wide, tall) = if wide > room { (room, tall * room / wide) } else { (wide, tall) };
    let (wide, tall) = if tall > TALL { (wide * TALL / tall, TALL) } else { (wide, tall) };
    let (id, cx, cy) = (number.to_string(), wide.to_string(), tall.to_string());
    let name = format!("picture{number}");
    let said = [("id", id.as_str()), ("name", name.as_str()), ("descr", picture.text.as_str())];
    xml.open("w:r", &[])?;
    xml.open("w:drawing", &[])?;
    xml.open("wp:inline", &[("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")])?;
    xml.empty("wp:extent", &[("cx", &cx), ("cy", &cy)])?;
    xml.empty("wp:docPr", &[said.as_slice(), &[("title", picture.title.as_str())]].concat())?;
    xml.open("a:graphic", &[])?;
    xml.open("a:graphicData", &[("uri", "http://schemas.openxmlformats.org/drawingml/2006/picture")])?;
    xml.open("pic:pic", &[])?;
    xml.open("pic:nvPicPr", &[])?;
    xml.empty("pic:cNvPr", &said)?;
    xml.empty("pic:cNvPicPr", &[])?;
    xml.close("pic:nvPicPr")?;
    xml.open("pic:blipFill", &[])?;
    xml.empty("a:blip", &[("r:embed", &name)])?;
    xml.open("a:stretch", &[])?;
    xml.empty("a:fillRect", &[])?;
    xml.close("a:stretch")?;
    xml.close("pic:blipFill")?;
    xml.open("pic:spPr", &[])?;
    xml.open("a:xfrm", &[])?;
    xml.empty("a:off", &[("x", "0"), ("y", "0")])?;
    xml.empty("a:ext", &[("cx", &cx), ("cy", &cy)])?;
    xml.close("a:xfrm")?;
    xml.open("a:prstGeom", &[("prst", "rect")])?;
    xml.empty("a:avLst", &[])?;
    xml.close("a:prstGeom")?;
    for name in ["pic:spPr", "pic:pic", "a:graphicData", "a:graphic", "wp:inline", "w:drawing", "w:r"] {
        xml.close(name)?;
    }
    Ok(())
}
