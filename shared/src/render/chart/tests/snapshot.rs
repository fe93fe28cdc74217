//! Bars of statuses.

use super::super::palette::rag;
use super::super::{Picture, Snapshot, SnapshotBar, snapshot};
use super::{HOSTILE, all, english, is_sound, number, said, texts, welsh};
use crate::domain::rollup::Counts;
use crate::domain::status::Rag;
use crate::render::words::Words;
use roxmltree::Document;

fn bar(label: &str, [green, amber, red, not_applicable]: [u32; 4]) -> SnapshotBar {
    SnapshotBar { label: said(label), counts: Counts { green, amber, red, not_applicable } }
}

fn drawn(words: &Words, bars: Vec<SnapshotBar>) -> Picture {
    let picture = snapshot(words, "s", &Snapshot { title: "Status of actions & measures".into(), bars });
    is_sound(&picture, "s");
    picture
}

pub(super) fn samples(words: &Words) -> Vec<Picture> {
    let of = |id: &str, bars| snapshot(words, id, &Snapshot { title: "Snapshot".into(), bars });
    vec![
        of("s1", vec![bar("Actions", [84, 4, 7, 5]), bar("Measures", [11, 3, 9, 9])]),
        of(
            "s2",
            vec![
                bar("People", [20, 0, 3, 1]),
                bar("An inclusive and safe Vale, with a long title that needs two lines", [0, 0, 5, 0]),
                bar("Assets", [0, 0, 0, 4]),
                bar("Financial", [0, 0, 0, 0]),
                bar("Customer", [1999, 1, 1, 1]),
                bar("ICT", [0, 3, 0, 3]),
            ],
        ),
    ]
}

/// The left and the right end of each part of each bar.
fn parts(picture: &Picture) -> Vec<(i32, i32)> {
    let document = Document::parse(&picture.svg).unwrap();
    let outlined = all(&document, "rect").filter(|node| node.attribute("stroke").is_some());
    outlined.map(|node| (number(node, "x"), number(node, "x") + number(node, "width"))).collect()
}

#[test]
fn the_parts_of_a_bar_are_the_whole() {
    for counts in [[84, 4, 7, 5], [11, 3, 9, 9], [1999, 1, 1, 1], [0, 0, 5, 0], [1, 0, 0, 1], [0, 1, 1, 0]] {
        let parts = parts(&drawn(&english(), vec![bar("Actions", counts)]));
        assert_eq!(parts.len(), counts.iter().filter(|count| **count > 0).count());
        assert_eq!((parts.first().unwrap().0, parts.last().unwrap().1), (196, 396));
        for pair in parts.windows(2) {
            assert!((0..=2).contains(&(pair[1].0 - pair[0].1)), "{pair:?}");
        }
    }
    // 84 of 100, of 200 pixels.
    assert_eq!(parts(&drawn(&english(), vec![bar("Actions", [84, 4, 7, 5])]))[0], (196, 364));
}

#[test]
fn a_status_is_told_by_shape_number_and_word() {
    let picture = drawn(&english(), vec![bar("Actions", [84, 4, 7, 5])]);
    for word in ["Green", "Amber", "Red", "Not applicable", "Actions", "84", "4", "7", "5", "100"] {
        assert!(texts(&picture).iter().any(|text| text == word), "{word}");
    }
    // Each shape stands in the legend, above its numbers and, where there is room, in the bar.
    let document = Document::parse(&picture.svg).unwrap();
    let of = |fill: &str| all(&document, "path").filter(|node| node.attribute("fill") == Some(fill)).count();
    assert_eq!((of(rag(Rag::Green).fill), of(rag(Rag::Amber).fill), of(rag(Rag::Red).fill)), (2, 2, 2));
}

#[test]
fn every_count_is_in_the_words() {
    let bars = || vec![bar("Actions", [84, 4, 7, 5]), bar("Measures", [0, 0, 0, 0])];
    assert_eq!(drawn(&english(), bars()).text, "Actions: 84 Green, 4 Amber, 7 Red, 5 not applicable; 100 in all. Measures: none.");
    let welsh = drawn(&welsh(), vec![bar("Camau", [84, 4, 7, 5]), bar("Mesurau", [0, 0, 0, 0])]);
    assert_eq!(welsh.text, "Camau: Gwyrdd 84, Oren 4, Coch 7, ddim yn berthnasol 5; cyfanswm 100. Mesurau: dim un.");
}

#[test]
fn nothing_one_and_many_can_be_drawn() {
    assert_eq!(drawn(&english(), Vec::new()).text, "There is nothing to show.");
    let many = drawn(&welsh(), (0..60).map(|count| bar(HOSTILE[count % HOSTILE.len()], [1, 2, 3, 4])).collect());
    assert!(many.height > 60 * 30);
    drawn(&english(), vec![bar("", [u32::MAX / 4; 4])]);
}

#[test]
fn the_picture_is_as_it_was_approved() {
    insta::assert_snapshot!(samples(&english()).remove(0).svg.replace("><", ">\n<"));
}
