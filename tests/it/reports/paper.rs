//! The report on paper and as a workbook, read back by other readers than what wrote it.

use super::frozen::bytes;
use super::{REPORT, each, start};
use calamine::{Data, Reader, Xlsx};
use lopdf::{Dictionary, Document, Object};
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service};
use serde_json::Value;
use std::io::{Cursor, Read};

on_both!(
    a_pdf_is_tagged_and_complete,
    contents_and_bookmarks_lead_to_their_parts,
    a_document_for_word_processors_is_complete,
    a_workbook_holds_numbers_and_days
);

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The text of each page, without spaces.
fn pages(pdf: &Document) -> Vec<String> {
    pdf.get_pages().keys().map(|page| squeezed(&pdf.extract_text(&[*page]).unwrap())).collect()
}

fn catalog<'d>(pdf: &'d Document, key: &[u8]) -> &'d Object {
    let catalog = pdf.catalog().unwrap();
    pdf.dereference(catalog.get(key).unwrap()).unwrap().1
}

/// Every element of the structure tree of that kind.
fn elements<'d>(pdf: &'d Document, kind: &str) -> Vec<&'d Dictionary> {
    let dictionaries = pdf.objects.values().filter_map(|object| object.as_dict().ok());
    dictionaries
        .filter(|one| one.has_type(b"StructElem") && one.get(b"S").and_then(Object::as_name).is_ok_and(|of| of == kind.as_bytes()))
        .collect()
}

/// Every ref of the appendices.
async fn refs(service: &Service) -> Vec<String> {
    let report = service.get(REPORT).await;
    let parts: [(&Value, &str); 2] = [(&report["actions"], "actions"), (&report["measures"], "measures")];
    parts.into_iter().flat_map(|(groups, items)| each(groups, items, "ref")).map(squeezed).collect()
}

async fn a_pdf_is_tagged_and_complete(backend: Backend) {
    let service = start(backend).await;
    let refs = refs(&service).await;
    assert_eq!(refs.len(), 132);
    for (language, tag, head) in [("en", "en-GB", "Progress and outcomes"), ("cy", "cy-GB", "Cynnydd a chanlyniadau")] {
        let body = bytes(&service, &format!("{REPORT}.pdf?language={language}")).await;
        let pdf = Document::load_mem(&body).unwrap();
        assert_eq!(catalog(&pdf, b"Lang").as_str().unwrap(), tag.as_bytes());
        assert!(catalog(&pdf, b"MarkInfo").as_dict().unwrap().get(b"Marked").unwrap().as_bool().unwrap());
        assert!(catalog(&pdf, b"StructTreeRoot").as_dict().is_ok() && catalog(&pdf, b"Outlines").as_dict().is_ok());
        let xmp = catalog(&pdf, b"Metadata").as_stream().unwrap();
        let xmp = String::from_utf8(xmp.decompressed_content().unwrap_or_else(|_| xmp.content.clone())).unwrap();
        assert!(xmp.contains("pdfuaid") && xmp.contains("2017"), "{xmp}");
        let texts = pages(&pdf);
        let (whole, count) = (texts.concat(), texts.len());
        for reference in &refs {
            assert!(whole.contains(reference), "{language}: {reference} is not there");
        }
        let fonts: Vec<&Dictionary> =
            pdf.objects.values().filter_map(|object| object.as_dict().ok()).filter(|one| one.has_type(b"FontDescriptor")).collect();
        let embedded = |font: &&Dictionary| [b"FontFile2".as_slice(), b"FontFile3"].iter().any(|key| font.has(key));
        assert!(!fonts.is_empty() && fonts.iter().all(embedded));
        let (tables, headings) = (elements(&pdf, "Table"), elements(&pdf, "TH"));
        assert!(tables.len() >= 15 && headings.len() > 132, "{} tables, {} headings", tables.len(), headings.len());
        assert!(headings.iter().all(|heading| heading.has(b"A")), "a heading without a scope");
        let figures = elements(&pdf, "Figure");
        assert!(
            !figures.is_empty()
                && figures.iter().all(|figure| figure.get(b"Alt").is_ok_and(|alt| alt.as_str().is_ok_and(|alt| !alt.is_empty())))
        );
        // A head stands on every page that its table has rows on, though it is tagged but once.
        let heads = texts.iter().filter(|page| page.contains(&squeezed(head))).count();
        assert!(heads > 5 && heads < count, "{heads} of {count}");
        for (number, page) in texts.iter().enumerate() {
            let foot = if language == "en" { format!("Page{}of{count}", number + 1) } else { format!("Tudalen{}o{count}", number + 1) };
            assert!(page.contains(&foot), "{foot}: {page}");
        }
    }
    service.stop().await;
}

async fn contents_and_bookmarks_lead_to_their_parts(backend: Backend) {
    let service = start(backend).await;
    let pdf = Document::load_mem(&bytes(&service, &format!("{REPORT}.pdf")).await).unwrap();
    let texts = pages(&pdf);
    let contents = texts.iter().position(|page| page.contains("Contents")).unwrap();
    let listed = texts[contents..].iter().take(2).cloned().collect::<String>();
    let toc = pdf.get_toc().unwrap();
    let parts: Vec<_> = toc.toc.iter().filter(|entry| entry.level == 1).collect();
    assert!(parts.len() >= 10, "{}", parts.len());
    for part in parts {
        let title = squeezed(&part.title);
        assert!(texts[part.page - 1].contains(&title), "{} is not on page {}", part.title, part.page);
        let (before, after) = (format!("{}{title}", part.page), format!("{title}{}", part.page));
        assert!(listed.contains(&before) || listed.contains(&after), "{title} {}: {listed}", part.page);
    }
    service.stop().await;
}

async fn a_document_for_word_processors_is_complete(backend: Backend) {
    let service = start(backend).await;
    let refs = refs(&service).await;
    for language in ["en", "cy"] {
        let body = bytes(&service, &format!("{REPORT}.docx?language={language}")).await;
        let mut zip = zip::ZipArchive::new(Cursor::new(body)).unwrap();
        let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
        let mut part = |name: &str| {
            let mut text = String::new();
            zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            text
        };
        // Each part is XML, and every part that another names is there.
        for name in names.iter().filter(|name| name.ends_with(".xml") || name.ends_with(".rels")) {
            roxmltree::Document::parse(&part(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        let relations = part("word/_rels/document.xml.rels");
        let relations = roxmltree::Document::parse(&relations).unwrap();
        for target in relations.descendants().filter_map(|node| node.attribute("Target")) {
            assert!(names.contains(&format!("word/{target}")), "{target}");
        }
        let text = part("word/document.xml");
        let document = roxmltree::Document::parse(&text).unwrap();
        let w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        let of = |name: &str| document.descendants().filter(|node| node.tag_name().name() == name).collect::<Vec<_>>();
        let styled = |style: &str| of("pStyle").iter().filter(|node| node.attribute((w, "val")) == Some(style)).count();
        assert_eq!((styled("Heading1"), of("tbl").len()), (1, of("tblHeader").len()));
        assert!(styled("Heading2") >= 10 && styled("Heading2") == of("bookmarkStart").len() && styled("Heading2") == styled("TOC2"));
        assert!(
            of("docPr").len() > 10 && of("docPr").iter().all(|picture| picture.attribute("descr").is_some_and(|text| !text.is_empty()))
        );
        let whole = squeezed(&of("t").iter().filter_map(|node| node.text()).collect::<String>());
        for reference in &refs {
            assert!(whole.contains(reference), "{reference} is not there");
        }
        let lang = if language == "en" { "en-GB" } else { "cy-GB" };
        assert!(part("word/styles.xml").contains(&format!("w:lang w:val=\"{lang}\"")));
    }
    service.stop().await;
}

async fn a_workbook_holds_numbers_and_days(backend: Backend) {
    let service = start(backend).await;
    let body = bytes(&service, &format!("{REPORT}.xlsx")).await;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(body)).unwrap();
    let csv = bytes(&service, &format!("{REPORT}.csv.zip")).await;
    let mut zip = zip::ZipArchive::new(Cursor::new(csv)).unwrap();
    let sheets = book.sheet_names().to_vec();
    let tables: Vec<String> = zip.file_names().map(|name| name.unwrap().trim_end_matches(".csv").to_owned()).collect();
    assert_eq!(sheets, tables);
    for name in &sheets {
        let mut file = String::new();
        zip.by_name(&format!("{name}.csv")).unwrap().read_to_string(&mut file).unwrap();
        let mut reader = csv::Reader::from_reader(file.as_bytes());
        let columns: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let range = book.worksheet_range(name).unwrap();
        let rows: Vec<&[Data]> = range.rows().collect();
        assert_eq!(rows[0].iter().map(ToString::to_string).collect::<Vec<_>>(), columns, "{name}");
        assert_eq!(rows.len() - 1, reader.records().count(), "{name}");
    }
    let actions = book.worksheet_range("actions").unwrap();
    let place =
        |name: &str| actions.rows().next().unwrap().iter().position(|cell| matches!(cell, Data::String(text) if text == name)).unwrap();
    let (due, percent) = (place("due"), place("percent_complete"));
    let held: Vec<_> = actions.rows().skip(1).collect();
    assert!(held.iter().all(|row| matches!(row[due], Data::DateTime(_))), "a day is no day");
    assert!(held.iter().all(|row| matches!(row[percent], Data::Float(_) | Data::Int(_) | Data::Empty)), "a number is no number");
    assert!(held.iter().any(|row| matches!(row[percent], Data::Float(_) | Data::Int(_))));
    service.stop().await;
}
