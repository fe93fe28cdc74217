//! What pictures are made of: scales, shares of a bar, texts that fit, ids.

use super::super::canvas::Canvas;
use super::super::fit::{cut, width, wrapped};
use super::super::scale::{Scale, shares};
use super::{HOSTILE, figure, is_sound, said};
use crate::domain::number::Figure;
use crate::domain::plan::Language;
use proptest::prelude::*;
use roxmltree::Document;
use std::collections::BTreeSet;

#[test]
fn ids_are_the_pictures_own() {
    let typed = ["CPM/210", "CPM-210", "CPM 210", "CPM_210", "CPM_2f_210", "Ŵ", "\"><script>", "", "_"];
    let ids: BTreeSet<String> = typed
        .iter()
        .map(|id| {
            let picture = Canvas::new(id, Language::English, (10, 10), "title".into(), "text".into()).finish();
            let document = Document::parse(&picture.svg).unwrap();
            let id = document.root_element().attribute("aria-labelledby").unwrap().to_owned();
            assert!(id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{id}");
            id
        })
        .collect();
    assert_eq!(ids.len(), typed.len());
}

#[test]
fn what_was_typed_stays_text() {
    for typed in HOSTILE {
        let picture = Canvas::new("x", Language::Welsh, (10, 10), typed.into(), typed.into()).finish();
        is_sound(&picture, "x");
        assert!(!picture.svg.contains("<script"));
    }
}

#[test]
fn labels_are_wrapped_and_cut() {
    let lines = |text: &str| wrapped(&said(text), 13, 100, 2).into_iter().map(|line| line.text).collect::<Vec<_>>();
    assert_eq!(lines("Housing"), ["Housing"]);
    assert_eq!(lines("Housing and Building Services"), ["Housing and", "Building Ser…"]);
    assert_eq!(lines("Housing and Finance"), ["Housing and", "Finance"]);
    assert_eq!(lines("Llanfairpwllgwyngyllgogerychwyrndrobwll"), ["Llanfairpwllg…"]);
    assert_eq!(lines(""), [""]);
}

#[test]
fn a_scale_goes_from_end_to_end() {
    let figures = ["-5", "0", "15"].map(figure);
    let scale = Scale::of_figures(figures, (100, 0));
    assert_eq!(figures.map(|figure| scale.figure(figure)), [100, 75, 0]);
    assert_eq!((scale.figure(figure("-6")), scale.figure(figure("99"))), (100, 0));
    assert_eq!(Scale::of_figures([figure("7")], (0, 100)).figure(figure("7")), 50);
    assert_eq!(Scale::of_figures([], (0, 100)).figure(figure("7")), 50);
}

proptest! {
    #[test]
    fn shares_add_up_to_the_whole(parts in proptest::array::uniform4(0_u32..2000)) {
        let shares = shares(&parts, 200, 2);
        let total: u32 = parts.iter().sum();
        prop_assert_eq!(shares.iter().sum::<i32>(), if total == 0 { 0 } else { 200 });
        for (part, share) in parts.iter().zip(&shares) {
            prop_assert_eq!(*part == 0, *share == 0);
            // The largest part gives what the least take.
            let exact = i64::from(*part) * 200 / i64::from(total.max(1));
            prop_assert!((i64::from(*share) - exact).abs() <= 6, "{:?} {:?}", parts, shares);
        }
    }

    #[test]
    fn an_order_of_figures_is_one_of_places(figures in proptest::collection::vec(-1_000_000_000_000_i64..1_000_000_000_000, 1..9)) {
        let figures: Vec<Figure> = figures.into_iter().filter_map(Figure::from_millionths).collect();
        let scale = Scale::of_figures(figures.iter().copied(), (90, 10));
        for (one, other) in figures.iter().zip(figures.iter().skip(1)) {
            let (low, high) = (one.min(other), one.max(other));
            prop_assert!(scale.figure(*low) >= scale.figure(*high));
            prop_assert!((10..=90).contains(&scale.figure(*one)));
        }
    }

    #[test]
    fn what_is_cut_fits(text in ".{0,60}", room in 20..200) {
        let cut = cut(&text, 12, room);
        prop_assert!(width(&cut, 12) <= room, "{:?}", cut);
        prop_assert!(cut == text || cut.ends_with('…'));
    }
}
