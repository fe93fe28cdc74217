//! What a document for word processors has besides its text.

use super::xml::Xml;
use crate::fault;
use crate::tags::bcp47;
use chrono::{DateTime, SecondsFormat};
use plumbline_shared::domain::plan::Language;
use plumbline_shared::error::Result;
use plumbline_shared::render::document::Head;

/// The namespace of text.
pub const W: (&str, &str) = ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main");
/// The namespace of what a part refers to.
pub const R: (&str, &str) = ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships");

pub const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;

pub const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

pub const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>"#;

/// What the text refers to: styles and the like, so many pictures, and the addresses that it leads to, each by its id.
pub fn document_relations(pictures: usize, links: &[(String, String)]) -> Result<Vec<u8>> {
    let root = "Relationships";
    let mut xml = Xml::begin(root, &[("xmlns", "http://schemas.openxmlformats.org/package/2006/relationships")])?;
    let mut one = |id: &str, what: &str, target: &str, outside: bool| {
        let kind = format!("http://schemas.openxmlformats.org/officeDocument/2006/relationships/{what}");
        let said = [("Id", id), ("Type", &kind), ("Target", target)];
        xml.empty("Relationship", &[said.as_slice(), if outside { &[("TargetMode", "External")] } else { &[] }].concat())
    };
    for (what, target) in
        [("styles", "styles"), ("settings", "settings"), ("numbering", "numbering"), ("header", "header1"), ("footer", "footer1")]
    {
        one(what, what, &format!("{target}.xml"), false)?;
    }
    for number in 1..=pictures {
        one(&format!("picture{number}"), "image", &format!("media/picture{number}.png"), false)?;
    }
    links.iter().try_for_each(|(id, link)| one(id, "hyperlink", link, true))?;
    xml.end(root)
}

/// Title, whose it is, its language, and when it was made.
pub fn properties(head: &Head) -> Result<String> {
    let made = DateTime::from_timestamp(head.made_at, 0).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Secs, true);
    let root = "cp:coreProperties";
    let mut xml = Xml::begin(
        root,
        &[
            ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
            ("xmlns:dcterms", "http://purl.org/dc/terms/"),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ],
    )?;
    xml.text("dc:title", &[], &head.title)?;
    xml.text("dc:creator", &[], &head.organisation)?;
    xml.text("dc:language", &[], bcp47(head.lang))?;
    for name in ["dcterms:created", "dcterms:modified"] {
        xml.text(name, &[("xsi:type", "dcterms:W3CDTF")], &made)?;
    }
    String::from_utf8(xml.end(root)?).map_err(fault)
}

/// What stands at the head of each page.
pub fn header(head: &Head) -> Result<String> {
    let mut xml = Xml::begin("w:hdr", &[W, R])?;
    xml.paragraph("Header", false)?;
    xml.words(&head.running)?;
    xml.close("w:p")?;
    String::from_utf8(xml.end("w:hdr")?).map_err(fault)
}

/// `Page 3 of 12`, as the word processor counts them.
pub fn footer(head: &Head) -> Result<String> {
    let mut xml = Xml::begin("w:ftr", &[W, R])?;
    xml.paragraph("Footer", true)?;
    let (before, rest) = head.page.split_once("{n}").unwrap_or((&head.page, ""));
    let (between, after) = rest.split_once("{of}").unwrap_or((rest, ""));
    xml.words(before)?;
    xml.field("PAGE", "1")?;
    xml.words(between)?;
    xml.field("NUMPAGES", "1")?;
    xml.words(after)?;
    xml.close("w:p")?;
    String::from_utf8(xml.end("w:ftr")?).map_err(fault)
}

/// Bullets, as deep as they go.
pub fn numbering() -> String {
    let level = |depth: usize| {
        let indent = 360 * (depth + 1);
        format!(
            r#"<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="start"/><w:pPr><w:ind w:start="{indent}" w:hanging="360"/></w:pPr></w:lvl>"#
        )
    };
    let levels: String = (0..9).map(level).collect();
    let (name, space) = W;
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:numbering {name}="{space}"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/>{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#
    )
}

/// The styles: those that word processors know by their names keep these.
pub fn styles(language: Language) -> String {
    let style = |id: &str, name: &str, paragraph: &str, letters: &str| {
        format!(
            r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"#
        )
    };
    let heading = |level: usize, before: u16, size: u16| {
        let outline = level - 1;
        let paragraph =
            format!(r#"<w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="80"/><w:outlineLvl w:val="{outline}"/>"#);
        style(&format!("Heading{level}"), &format!("heading {level}"), &paragraph, &format!(r#"<w:b/><w:sz w:val="{size}"/>"#))
    };
    let soft = r#"<w:color w:val="4C5A62"/>"#;
    let all = [
        heading(1, 0, 40),
        heading(2, 480, 30),
        heading(3, 280, 24),
        heading(4, 160, 20),
        heading(5, 160, 20),
        heading(6, 160, 20),
        style("Caption", "caption", r#"<w:keepNext/><w:spacing w:before="160" w:after="60"/>"#, "<w:b/>"),
        style("Told", "Told", r#"<w:keepNext/><w:keepLines/><w:shd w:val="clear" w:color="auto" w:fill="EEF2F0"/><w:spacing w:before="0" w:after="0"/>"#, ""),
        style("Small", "Small", r#"<w:spacing w:before="0" w:after="80"/>"#, &format!(r#"{soft}<w:sz w:val="17"/>"#)),
        style("Card", "Card", r#"<w:keepNext/><w:spacing w:before="120" w:after="20"/>"#, r#"<w:sz w:val="26"/>"#),
        style("Cell", "Cell", r#"<w:spacing w:before="0" w:after="30"/>"#, r#"<w:sz w:val="16"/>"#),
        style("CellNote", "Cell note", r#"<w:spacing w:before="0" w:after="30"/>"#, &format!(r#"{soft}<w:sz w:val="14"/>"#)),
        style("CellHead", "Cell head", r#"<w:keepNext/><w:spacing w:before="0" w:after="0"/>"#, r#"<w:b/><w:sz w:val="16"/>"#),
        style("Picture", "Picture", r#"<w:keepNext/><w:spacing w:before="120" w:after="40"/>"#, ""),
        style("PictureName", "Picture name", r#"<w:spacing w:before="0" w:after="160"/>"#, &format!(r#"{soft}<w:sz w:val="17"/>"#)),
        style("Header", "header", "", &format!(r#"{soft}<w:sz w:val="16"/>"#)),
        style("Footer", "footer", "", &format!(r#"{soft}<w:sz w:val="16"/>"#)),
        style(
            "TOC2",
            "toc 2",
            r#"<w:tabs><w:tab w:val="end" w:leader="dot" w:pos="14570"/></w:tabs><w:spacing w:before="0" w:after="40"/>"#,
            "",
        ),
        style("ListBullet", "List Bullet", r#"<w:contextualSpacing/>"#, ""),
        r#"<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="1B568C"/><w:u w:val="single"/></w:rPr></w:style>"#
            .to_owned(),
    ];
    let lang = bcp47(language);
    let (name, space) = W;
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles {name}="{space}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:eastAsia="Arial"/><w:color w:val="1D2A30"/><w:sz w:val="20"/><w:szCs w:val="20"/><w:lang w:val="{lang}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:widowControl/></w:pPr></w:style>{}</w:styles>"#,
        all.concat()
    )
}
