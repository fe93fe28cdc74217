//! The report for word processors: headings, tables and pictures that can be edited, as an Office Open XML document.

mod body;
mod drawing;
mod parts;
mod table;
mod xml;

use crate::fonts::Fonts;
use crate::{Source, fault};
use body::{Body, Finished};
use plumbline_shared::domain::plan::Language;
use plumbline_shared::error::Result;
use plumbline_shared::model::report::Report;
use plumbline_shared::render::document::Head;
use plumbline_shared::render::report::{blocks, head};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The file that is being written.
struct Package(ZipWriter<Cursor<Vec<u8>>>);

impl Package {
    /// Adds a part; a picture is compressed in itself.
    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let method = if name.ends_with(".png") { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        self.0.start_file(name, SimpleFileOptions::default().compression_method(method)).map_err(fault)?;
        self.0.write_all(bytes).map_err(fault)
    }
}

/// The report as a document for word processors: headings that its navigation knows, table heads that repeat, pictures with their
/// words. The same report gives the same bytes.
///
/// # Errors
/// [`plumbline_shared::error::Error::Internal`] when it cannot be written.
pub fn docx(report: &Report, language: Language) -> Result<Vec<u8>> {
    written(&head(report, language), &|each| blocks(report, language, each))
}

pub(crate) fn written(head: &Head, source: Source<'_>) -> Result<Vec<u8>> {
    let mut fonts = Fonts::new();
    let mut package = Package(ZipWriter::new(Cursor::new(Vec::new())));
    package.add("[Content_Types].xml", parts::CONTENT_TYPES.as_bytes())?;
    package.add("_rels/.rels", parts::RELATIONS.as_bytes())?;
    package.add("docProps/core.xml", parts::properties(head)?.as_bytes())?;
    package.add("word/styles.xml", parts::styles(head.lang).as_bytes())?;
    package.add("word/settings.xml", parts::SETTINGS.as_bytes())?;
    package.add("word/numbering.xml", parts::numbering().as_bytes())?;
    package.add("word/header1.xml", parts::header(head)?.as_bytes())?;
    package.add("word/footer1.xml", parts::footer(head)?.as_bytes())?;
    // Pictures go into the file as they are drawn; the text that names them comes after.
    let mut body = Body::new(head, &mut fonts);
    source(&mut |block| body.set(block, &mut package))?;
    let Finished { xml: text, pictures, links } = body.finish()?;
    package.add("word/_rels/document.xml.rels", &parts::document_relations(pictures, &links)?)?;
    package.add("word/document.xml", &text)?;
    Ok(package.0.finish().map_err(fault)?.into_inner())
}
