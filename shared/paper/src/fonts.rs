//! The letters: built in, so that every machine prints the same.

use crate::fault;
use krilla::text::Font;
use parley::fontique::{Blob, CharmapIndex, Collection, CollectionOptions, FontInfoOverride, FontWidth, SourceCache};
use parley::{FontContext, LayoutContext};
use plumbline_shared::error::Result;
use resvg::usvg::{self, fontdb};
use std::collections::HashMap;
use std::sync::Arc;

/// What they are called here.
pub const FAMILY: &str = "paper";

/// Regular, bold, and both in italics.
const FILES: [fn() -> &'static [u8]; 4] =
    [dejavu::sans_condensed::regular, dejavu::sans_condensed::bold, dejavu::sans_condensed::oblique, dejavu::sans_condensed::bold_oblique];

/// What shapes and draws letters.
pub struct Fonts {
    /// For text.
    pub context: FontContext,
    /// What layouts are made with.
    pub layouts: LayoutContext<()>,
    /// Which of them a layout means, by the id of its data.
    known: HashMap<u64, Font>,
    maps: Vec<CharmapIndex>,
    pictures: usvg::Options<'static>,
}

impl Fonts {
    pub fn new() -> Self {
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let (mut letters, mut maps) = (fontdb::Database::new(), Vec::new());
        for file in FILES {
            let named = FontInfoOverride { family_name: Some(FAMILY), width: Some(FontWidth::NORMAL), ..FontInfoOverride::default() };
            let registered = collection.register_fonts(Blob::new(Arc::new(file())), Some(named));
            maps.extend(registered.iter().flat_map(|(_, fonts)| fonts).map(|font| font.charmap_index()));
            letters.load_font_data(file().to_vec());
        }
        let family = letters.faces().next().and_then(|face| face.families.first()).map(|(name, _)| name.clone()).unwrap_or_default();
        letters.set_sans_serif_family(family.clone());
        let pictures = usvg::Options { font_family: family, fontdb: Arc::new(letters), ..usvg::Options::default() };
        let context = FontContext { collection, source_cache: SourceCache::default() };
        Self { context, layouts: LayoutContext::new(), known: HashMap::new(), maps, pictures }
    }

    /// The font of a run, as it is embedded.
    pub fn embedded(&mut self, font: &parley::FontData) -> Result<Font> {
        if let Some(known) = self.known.get(&font.data.id()) {
            return Ok(known.clone());
        }
        let (data, id) = font.data.clone().into_raw_parts();
        let made = Font::new(data.into(), font.index).ok_or_else(|| fault("a font cannot be read"))?;
        self.known.insert(id, made.clone());
        Ok(made)
    }

    /// Whether every font has a letter for it; what has none would be an empty box.
    pub fn have(&self, letter: char) -> bool {
        let known = |(map, file): (&CharmapIndex, fn() -> &'static [u8])| {
            map.charmap(file()).is_some_and(|map| map.map(letter).is_some_and(|glyph| glyph > 0))
        };
        letter.is_ascii() || self.maps.iter().zip(FILES).all(known)
    }

    /// A picture, read; what has no letter shows as one that says so.
    pub fn picture(&self, svg: &str) -> Result<usvg::Tree> {
        let svg: String = svg.chars().map(|letter| if self.have(letter) { letter } else { '\u{FFFD}' }).collect();
        usvg::Tree::from_str(&svg, &self.pictures).map_err(fault)
    }
}
