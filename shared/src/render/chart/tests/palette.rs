//! Contrasts by WCAG 2.2: 4.5 to 1 for letters, 3 to 1 for what a picture is understood by.

use super::super::mark::RAGS;
use super::super::palette::{BLUE, GREY, INK, PAPER, Tone, band, rag};
use crate::domain::risk::Band;
use crate::domain::status::Rag;

const BANDS: [Band; 5] = [Band::Low, Band::MediumLow, Band::Medium, Band::MediumHigh, Band::High];

/// Relative luminance, as the guidelines define it.
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn the_formula_is_that_of_the_guidelines() {
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
    assert!((contrast("#777777", "#ffffff") - 4.478).abs() < 1e-3);
}

#[test]
fn letters_can_be_read() {
    for ink in [INK, GREY] {
        assert!(contrast(ink, PAPER) >= 4.5, "{ink}");
    }
    for of in BANDS {
        assert!(contrast(INK, band(of).fill) >= 4.5, "{of}");
    }
}

#[test]
fn shapes_can_be_told_from_what_is_around_them() {
    assert!(contrast(BLUE, PAPER) >= 3.0);
    for of in RAGS {
        let Tone { fill, ink, edge } = rag(of);
        assert!(contrast(edge, PAPER) >= 3.0, "{of} on the page");
        assert!(contrast(ink, fill) >= 3.0, "the shape in a bar of {of}");
        // An area is seen by itself or by its outline.
        assert!(contrast(fill, PAPER) >= 3.0 || contrast(edge, fill) >= 3.0, "{of}");
    }
    for of in BANDS {
        let Tone { fill, ink, .. } = band(of);
        assert!(contrast(ink, fill) >= 3.0 && contrast(GREY, fill) >= 3.0, "{of}");
    }
}

/// Without colours, neighbours differ in lightness or in what is drawn on them: Green and Red are both dark, so Red is striped.
#[test]
fn statuses_differ_in_grey() {
    let bright = |of: Rag| luminance(rag(of).fill);
    assert!(bright(Rag::Amber) > 2.0 * bright(Rag::Green) && bright(Rag::Amber) > 2.0 * bright(Rag::Red));
    assert!(bright(Rag::NotApplicable) > 1.5 * bright(Rag::Amber));
    assert!(contrast(super::super::palette::STRIPE, rag(Rag::Red).fill) >= 3.0);
}
