//! Sorted bars.

use super::super::{Breakdown, BreakdownBar, Picture, breakdown};
use super::{HOSTILE, all, english, figure, is_sound, number, said, texts, welsh};
use crate::render::words::Words;
use roxmltree::Document;

fn chart(unit: &str, bars: &[(&str, &str)]) -> Breakdown {
    let bars = bars.iter().map(|(label, value)| BreakdownBar { label: said(label), value: figure(value) }).collect();
    Breakdown { title: "Days lost by service area".into(), unit: unit.into(), bars }
}

fn drawn(words: &Words, unit: &str, bars: &[(&str, &str)]) -> Picture {
    let picture = breakdown(words, "b", &chart(unit, bars));
    is_sound(&picture, "b");
    picture
}

pub(super) fn samples(words: &Words) -> Vec<Picture> {
    let days = [
        ("Performance and Development", "6.48"),
        ("Democratic Services", "11.26"),
        ("Resources Management and Safeguarding", "8.85"),
        ("Children and Young People Services, with a very long name indeed", "5.79"),
        ("Nobody", "0"),
    ];
    let savings = [("Housing", "-120500.5"), ("Learning", "84000"), ("Social Services", "-3000"), ("Resources", "0")];
    vec![breakdown(words, "b1", &chart("days", &days)), breakdown(words, "b2", &chart("currency", &savings))]
}

/// The left end and the width of each bar.
fn bars(picture: &Picture) -> Vec<(i32, i32)> {
    let document = Document::parse(&picture.svg).unwrap();
    all(&document, "rect").map(|node| (number(node, "x"), number(node, "width"))).collect()
}

#[test]
fn the_longest_bar_comes_first_and_lengths_are_as_the_figures() {
    let picture = drawn(&english(), "days", &[("b", "2"), ("a", "8"), ("c", "0"), ("d", "4")]);
    assert_eq!(texts(&picture), ["a", "8 days", "d", "4 days", "b", "2 days", "c", "0 days"]);
    let bars = bars(&picture);
    let longest = bars[0].1;
    assert!(longest > 300 && bars.iter().all(|bar| bar.0 == bars[0].0));
    assert!((bars[1].1 * 2 - longest).abs() <= 1 && (bars[2].1 * 4 - longest).abs() <= 3 && bars[3].1 == 0);
}

#[test]
fn what_is_below_zero_goes_the_other_way() {
    let picture = drawn(&english(), "currency", &[("up", "50"), ("down", "-50"), ("none", "0")]);
    let bars = bars(&picture);
    let zero = bars[0].0;
    assert_eq!((bars[1].0, bars[2].0 + bars[2].1), (zero, zero));
    assert!((bars[0].1 - bars[2].1).abs() <= 1 && bars[0].1 > 0);
}

#[test]
fn every_figure_is_in_the_words() {
    let bars = [("Housing", "1"), ("Finance", "2.5")];
    assert_eq!(drawn(&english(), "days", &bars).text, "Finance 2.5 days; Housing 1 day.");
    assert_eq!(drawn(&welsh(), "years", &bars).text, "Finance 2.5 mlynedd; Housing 1 flwyddyn.");
}

#[test]
fn nothing_zeros_and_endless_figures_can_be_drawn() {
    assert_eq!(drawn(&english(), "days", &[]).text, "There is nothing to show.");
    assert_eq!(bars(&drawn(&english(), "days", &[("a", "0"), ("b", "0")])), [(216, 0), (216, 0)]);
    assert!(bars(&drawn(&english(), "days", &[("a", "0.000001")]))[0].1 > 300);
    drawn(&welsh(), "currency", &[("a", "999999999999.999999"), ("b", "-999999999999.999999")]);
    let many: Vec<(&str, &str)> = HOSTILE.iter().cycle().map(|label| (*label, "3")).take(60).collect();
    drawn(&english(), "<b>&", &many);
}

#[test]
fn the_picture_is_as_it_was_approved() {
    insta::assert_snapshot!(samples(&english()).remove(1).svg.replace("><", ">\n<"));
}
