//! Risks in their cells.

use super::super::{Matrix, Picture, PlacedRisk, matrix};
use super::{HOSTILE, all, english, is_sound, number, texts, welsh};
use crate::domain::risk::{Movement, RiskDirection};
use crate::render::words::Words;
use roxmltree::Document;

fn risk(label: &str, likelihood: i32, impact: i32) -> PlacedRisk {
    let known = |factor| (factor > 0).then_some(factor);
    PlacedRisk {
        label: label.to_owned(),
        likelihood: known(likelihood),
        impact: known(impact),
        score: known(likelihood * impact),
        direction: Some(RiskDirection::Same),
        forecast: Some(Movement::Same),
    }
}

fn chart(risks: Vec<PlacedRisk>) -> Matrix {
    Matrix { title: "Corporate risks".into(), risks }
}

fn drawn(words: &Words, risks: Vec<PlacedRisk>) -> Picture {
    let picture = matrix(words, "m", &chart(risks));
    is_sound(&picture, "m");
    picture
}

fn some() -> Vec<PlacedRisk> {
    vec![
        PlacedRisk { direction: Some(RiskDirection::Increasing), forecast: Some(Movement::Up), ..risk("CR1", 4, 4) },
        PlacedRisk { direction: Some(RiskDirection::Decreasing), ..risk("CR2", 2, 3) },
        PlacedRisk { forecast: Some(Movement::Down), ..risk("CR3", 2, 3) },
        risk("CR4", 2, 3),
        PlacedRisk { direction: Some(RiskDirection::EstablishingBaseline), ..risk("CR5", 1, 2) },
        PlacedRisk { score: Some(7), ..risk("CR6", 0, 0) },
        PlacedRisk { direction: None, forecast: None, ..risk("CR7", 0, 0) },
    ]
}

pub(super) fn samples(words: &Words) -> Vec<Picture> {
    let many =
        (0..60).map(|number| PlacedRisk { forecast: [Some(Movement::Up), None][number % 2], ..risk(&format!("SR{number} HS"), 3, 3) });
    vec![
        matrix(words, "m1", &chart(some())),
        matrix(words, "m2", &chart(many.chain([risk("SR-CH-14 Children and Young People", 1, 4)]).collect())),
    ]
}

/// The score that is written in the cell around a text.
fn cell_of(picture: &Picture, text: &str) -> String {
    let document = Document::parse(&picture.svg).unwrap();
    let place = |node: roxmltree::Node<'_, '_>| (number(node, "x"), number(node, "y"));
    let (x, y) = all(&document, "text").find(|node| node.text() == Some(text)).map(place).unwrap();
    let around = |node: &roxmltree::Node<'_, '_>| {
        let (left, top) = place(*node);
        (left..left + number(*node, "width")).contains(&x) && (top..top + number(*node, "height")).contains(&y)
    };
    let cell = all(&document, "rect").find(around).map(place).unwrap();
    let head = all(&document, "text").find(|node| place(*node) == (cell.0 + 6, cell.1 + 14)).unwrap();
    head.text().unwrap().to_owned()
}

#[test]
fn each_risk_stands_in_its_cell() {
    let every: Vec<PlacedRisk> =
        (1..=4).flat_map(|likelihood| (1..=4).map(move |impact| risk(&format!("R{likelihood}{impact}"), likelihood, impact))).collect();
    let picture = drawn(&english(), every);
    let bands = [
        ("R44", "16 (high)"),
        ("R43", "12 (high)"),
        ("R34", "12 (high)"),
        ("R33", "9 (medium/high)"),
        ("R42", "8 (medium/high)"),
        ("R24", "8 (medium/high)"),
        ("R32", "6 (medium)"),
        ("R41", "4 (medium)"),
        ("R22", "4 (medium)"),
        ("R31", "3 (medium/low)"),
        ("R13", "3 (medium/low)"),
        ("R21", "2 (low)"),
        ("R11", "1 (low)"),
    ];
    for (label, cell) in bands {
        assert_eq!(cell_of(&picture, label), cell, "{label}");
    }
    // Higher is more likely, further right is worse.
    let document = Document::parse(&picture.svg).unwrap();
    let place = |label: &str| {
        let node = all(&document, "text").find(|node| node.text() == Some(label)).unwrap();
        (number(node, "x"), number(node, "y"))
    };
    assert!(place("R41").1 < place("R11").1 && place("R41").0 == place("R11").0);
    assert!(place("R14").0 > place("R11").0 && place("R14").1 == place("R11").1);
}

#[test]
fn every_risk_is_in_the_words() {
    let text = drawn(&english(), some()).text;
    let lines = [
        "7 risks are shown.",
        "Likelihood 4 – almost certain, impact 4 – catastrophic, score 16 (high): CR1 (increasing; expected to rise).",
        "Likelihood 2 – possible, impact 3 – high, score 6 (medium): CR2 (decreasing), CR3 (expected to fall), CR4.",
        "Likelihood 1 – very unlikely, impact 2 – medium, score 2 (low): CR5 (establishing baseline).",
        "Without a place in the matrix: CR6: score 7, CR7.",
        "Where nothing is added to a risk, its score has not moved, and no move is forecast.",
    ];
    assert_eq!(text, lines.join(" "));
    let welsh = drawn(&welsh(), some().into_iter().take(1).collect()).text;
    assert!(welsh.starts_with(
        "Dangosir 1 risg. Tebygolrwydd 4 – bron yn sicr, effaith 4 – trychinebus, sgôr 16 (uchel): CR1 (yn cynyddu; disgwylir cynnydd)."
    ));
}

#[test]
fn sixty_in_a_cell_are_told_if_not_drawn() {
    let risks: Vec<PlacedRisk> = (0..60).map(|number| risk(&format!("SR-HS-{number:02}"), 3, 3)).collect();
    let picture = drawn(&english(), risks.clone());
    let shown = texts(&picture);
    let drawn = shown.iter().filter(|text| text.starts_with("SR-HS-")).count();
    let more = shown.iter().find_map(|text| text.strip_prefix("and ")?.strip_suffix(" more")?.parse::<usize>().ok()).unwrap();
    assert_eq!(drawn + more, 60);
    assert!(drawn >= 12 && risks.iter().all(|risk| picture.text.contains(&risk.label)));
    assert_eq!(cell_of(&picture, "SR-HS-00"), "9 (medium/high)");
}

#[test]
fn nothing_and_anything_can_be_drawn() {
    assert_eq!(drawn(&english(), Vec::new()).text, "There is nothing to show.");
    for words in [english(), welsh()] {
        let hostile = HOSTILE.iter().map(|label| PlacedRisk { direction: Some(RiskDirection::Increasing), ..risk(label, 2, 2) });
        drawn(&words, hostile.chain([risk("far", 9, 9), risk("half", 3, 0), risk("", -1, 2)]).collect());
    }
}

#[test]
fn the_picture_is_as_it_was_approved() {
    insta::assert_snapshot!(samples(&english()).remove(0).svg.replace("><", ">\n<"));
}
