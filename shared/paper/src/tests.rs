//! Whatever was typed, and however much of it: it is set, it ends, and it keeps to the standard.

use crate::{docx, typeset};
use lopdf::Document;
use plumbline_shared::domain::plan::Language;
use plumbline_shared::domain::rollup::Counts;
use plumbline_shared::render::chart::{Said, Snapshot, SnapshotBar, snapshot};
use plumbline_shared::render::document::{Block, Card, Column, Head, Row, Run, Style, Table, Text, Tone};
use plumbline_shared::render::words::Words;
use proptest::prelude::*;
use std::io::{Cursor, Read};

fn head(title: &str) -> Head {
    Head {
        lang: Language::Welsh,
        title: format!("Adroddiad {title}"),
        organisation: title.to_owned(),
        running: title.to_owned(),
        contents: "Cynnwys".to_owned(),
        page: "Tudalen {n} o {of}".to_owned(),
        made_at: 1_500_000_000,
    }
}

fn said(text: &str) -> Said {
    Said { lang: Language::English, text: text.to_owned() }
}

/// A block of each kind, with that text wherever a text may stand, and a table of so many rows.
fn all(text: &str, rows: usize) -> Vec<Block> {
    let cell = || vec![Text::from(said(text)), Text { style: Style::Small, runs: vec![Run::plain(said(text)).bold().in_tone(Tone::Up)] }];
    let column = |share, figures| Column { heading: text.to_owned(), share, figures };
    let columns = vec![column(3, false), column(1, true), column(0, false)];
    let row = |number: usize| Row {
        cells: vec![vec![said(&format!("REF{number:04}")).into()], cell(), Vec::new()],
        sum: number.is_multiple_of(7),
    };
    let table = Table { caption: text.to_owned(), columns, rows: (0..rows).map(row).collect(), short: false };
    let card = Card { label: text.to_owned(), status: Run::plain(said(text)), lines: vec![text.to_owned()] };
    let bar = || SnapshotBar { label: said(text), counts: Counts { green: 1, ..Counts::default() } };
    let picture = || snapshot(&Words::of_reports(Language::Welsh), text, &Snapshot { title: text.to_owned(), bars: vec![bar()] });
    vec![
        Block::Heading(1, said(text)),
        Block::Heading(2, said(text)),
        Block::Cards(vec![card.clone(), card]),
        Block::Contents(vec![text.to_owned()]),
        Block::Heading(3, said(text)),
        Block::Told(vec![text.to_owned()]),
        Block::Text(Text { style: Style::Item(3), runs: vec![Run::plain(said("• ")), Run { italic: true, ..Run::plain(said(text)) }] }),
        Block::Text(said(text).into()),
        Block::Pictures(vec![picture()]),
        Block::Pictures(vec![picture(), picture(), picture()]),
        Block::Table(table),
        Block::Table(Table { rows: vec![Row::default()], short: true, ..Table::default() }),
    ]
}

fn pdf(head: &Head, blocks: &[Block]) -> Document {
    let bytes = typeset(head, &|each| blocks.iter().cloned().try_for_each(each)).unwrap();
    Document::load_mem(&bytes).unwrap()
}

/// The text of a document for word processors, which is XML.
fn text(head: &Head, blocks: &[Block]) -> String {
    let bytes = docx::written(head, &|each| blocks.iter().cloned().try_for_each(each)).unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
    roxmltree::Document::parse(&text).unwrap();
    text
}

#[test]
fn a_table_of_many_pages_keeps_its_head_and_every_row() {
    let mut blocks = all("Ŵyl ŷd ’n – £3 ●▲■◆◇▽", 300);
    if let Some(Block::Table(table)) = blocks.get_mut(10) {
        table.columns.first_mut().unwrap().heading = "HEADING".to_owned();
    }
    let pdf = pdf(&head("Cyngor"), &blocks);
    let mut found = 0;
    for page in pdf.get_pages().keys() {
        let text = pdf.extract_text(&[*page]).unwrap();
        let rows = text.matches("REF").count();
        found += rows;
        assert!(rows == 0 || text.matches("HEADING").count() == 1, "page {page}: {text}");
        assert!(!text.contains('\u{FFFD}'), "a letter is missing: {text}");
    }
    assert_eq!(found, 300);
}

#[test]
fn the_same_blocks_are_the_same_bytes() {
    let (head, blocks) = (head("Cyngor"), all("Yr un geiriau", 9));
    let source = |each: &mut dyn FnMut(Block) -> plumbline_shared::error::Result<()>| blocks.iter().cloned().try_for_each(each);
    assert!(typeset(&head, &source).unwrap() == typeset(&head, &source).unwrap());
    assert!(docx::written(&head, &source).unwrap() == docx::written(&head, &source).unwrap());
}

#[test]
fn links_lead_out_of_either_file() {
    let link = "https://example.org/a?b=1&c=%20";
    let words = "the whole of the council\u{2019}s plan, which is long enough for a line and the next one, ".repeat(3);
    let run = Run { link: Some(link.to_owned()), ..Run::plain(said(&words)) };
    let cell = Row { cells: vec![vec![Text { style: Style::Small, runs: vec![run.clone()] }]], sum: false };
    let columns = vec![Column { heading: "Note".to_owned(), share: 1, figures: false }];
    let blocks = [
        Block::Text(Text { style: Style::Item(0), runs: vec![Run::plain(said("\u{2022} ")), run] }),
        Block::Table(Table { columns, rows: vec![cell], ..Table::default() }),
    ];
    let pdf = pdf(&head("Cyngor"), &blocks);
    let dictionaries: Vec<_> = pdf.objects.values().filter_map(|object| object.as_dict().ok()).collect();
    let is = |dictionary: &&&lopdf::Dictionary, key: &[u8], value: &[u8]| {
        dictionary.get(key).is_ok_and(|found| found.as_name().is_ok_and(|name| name == value))
    };
    let ways: Vec<_> = dictionaries.iter().filter(|one| is(one, b"Subtype", b"Link")).collect();
    let tags = dictionaries.iter().filter(|one| is(one, b"S", b"Link")).count();
    // One for each line that the words take, each with a tag of its own and said in words.
    assert!(ways.len() > 3 && ways.len() == tags, "{} ways, {tags} tags", ways.len());
    for way in ways {
        let action = pdf.dereference(way.get(b"A").unwrap()).unwrap().1.as_dict().unwrap();
        assert_eq!(action.get(b"URI").unwrap().as_str().unwrap(), link.as_bytes());
        assert!(way.has(b"Contents") && way.has(b"StructParent"));
    }
    let bytes = docx::written(&head("Cyngor"), &|each| blocks.iter().cloned().try_for_each(each)).unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let (text, relations) = (part("word/document.xml"), part("word/_rels/document.xml.rels"));
    let (text, relations) = (roxmltree::Document::parse(&text).unwrap(), roxmltree::Document::parse(&relations).unwrap());
    let led: Vec<_> = relations.descendants().filter(|node| node.attribute("TargetMode") == Some("External")).collect();
    assert_eq!(led.iter().map(|node| node.attribute("Target")).collect::<Vec<_>>(), [Some(link)]);
    let id = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let used =
        text.descendants().filter(|node| node.has_tag_name(("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "hyperlink")));
    assert_eq!(used.map(|node| node.attribute((id, "id"))).collect::<Vec<_>>(), [led[0].attribute("Id"); 2]);
}

#[test]
fn what_is_hostile_is_set_and_ends() {
    let long = "W".repeat(10_000);
    let cases = [
        "",
        " ",
        "\0\u{1}\u{b}\u{7f}\u{FFFE}\u{FFFF}",
        "\u{202E}evil\u{202C} אבג שלום عربي",
        "😀👩‍👩‍👧‍👦🏴󠁧󠁢󠁷󠁬󠁳󠁿 日本語 हैलो",
        "e\u{301}\u{301}\u{301}\u{301} fi ffi \u{AD}\u{FEFF}\u{200B}",
        "<w:p>]]>&amp;\"'</w:p>",
        "{n}{of}%PDF-1.7 (\\) <<>>",
        long.as_str(),
    ];
    for case in cases {
        let (head, blocks) = (head(case), all(case, 3));
        assert!(!pdf(&head, &blocks).get_pages().is_empty(), "{case:?}");
        text(&head, &blocks);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_is_typed_is_set(typed in "(\\PC|[\\x00-\\x1f]|\\u{202E}|\\s){0,60}") {
        let (head, blocks) = (head(&typed), all(&typed, 2));
        prop_assert!(!pdf(&head, &blocks).get_pages().is_empty());
        text(&head, &blocks);
    }
}

#[test]
fn a_total_stands_with_a_row_that_it_is_of() {
    let columns = vec![Column { heading: "HEADING".to_owned(), share: 1, figures: false }];
    let row = |text: String, sum| Row { cells: vec![vec![said(&text).into()]], sum };
    // Over these, the last page ends before and after the total.
    for rows in 20..60 {
        let mut rows: Vec<Row> = (0..rows).map(|number| row(format!("REF{number}"), number == 5)).collect();
        rows.push(row("TOTAL".to_owned(), true));
        let table = Table { caption: "Counts".to_owned(), columns: columns.clone(), rows, short: false };
        let pdf = pdf(&head("Cyngor"), &[Block::Table(table)]);
        let pages: Vec<String> = pdf.get_pages().keys().map(|page| pdf.extract_text(&[*page]).unwrap()).collect();
        assert!(pages.iter().all(|text| text.contains("REF")), "{pages:?}");
        assert!(pages.iter().any(|text| text.contains("TOTAL")));
    }
}
