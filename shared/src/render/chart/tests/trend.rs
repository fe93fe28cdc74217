//! Measures over their quarters.

use super::super::{Picture, Quarterly, Trend, trend};
use super::{HOSTILE, all, english, figure, is_sound, number, period, taken, texts, welsh};
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::status::Rag;
use crate::render::words::Words;
use proptest::prelude::*;
use roxmltree::Document;

/// Consecutive quarters from that one, `-` for what is not known.
pub(super) fn quarters(first: &str, figures: &[(&str, &str)]) -> Vec<Quarterly> {
    let known = |text: &str| (text != "-").then(|| figure(text));
    let of = |(index, (actual, target)): (usize, &(&str, &str))| Quarterly {
        period: period(first).plus(i32::try_from(index).unwrap()).unwrap(),
        actual: known(actual),
        target: known(target),
    };
    figures.iter().enumerate().map(of).filter(|quarter| quarter.actual.or(quarter.target).is_some()).collect()
}

pub(super) fn chart(unit: &str, quarters: Vec<Quarterly>) -> Trend<'_> {
    Trend { title: "CPM/210 Answered in time".into(), unit, decimals: 1, every: 1, band: (None, None), rag: Rag::Amber, quarters }
}

fn drawn(words: &Words, chart: &Trend<'_>) -> Picture {
    let picture = trend(words, "t", chart);
    is_sound(&picture, "t");
    no_text_is_in_anothers_way(&picture);
    picture
}

fn no_text_is_in_anothers_way(picture: &Picture) {
    let document = Document::parse(&picture.svg).unwrap();
    let mut places: Vec<_> = all(&document, "text").map(|node| (number(node, "y"), taken(node), node.text().unwrap_or_default())).collect();
    places.sort_unstable();
    for pair in places.windows(2) {
        assert!(pair[0].0 != pair[1].0 || pair[0].1.1 < pair[1].1.0, "{pair:?}");
    }
}

pub(super) fn eight() -> Vec<Quarterly> {
    let figures =
        [("96.1", "97"), ("95.4", "97"), ("-", "97"), ("97.2", "97"), ("98", "98"), ("97.1", "98"), ("95.9", "98"), ("94.8", "98")];
    quarters("2015-16-Q4", &figures)
}

pub(super) fn samples(words: &Words) -> Vec<Picture> {
    let of = |id: &str, chart: Trend<'_>| trend(words, id, &chart);
    let yearly = eight().into_iter().filter(|quarter| quarter.period.index() % 4 == 0).collect();
    let band = Trend { band: (Some(figure("94")), Some(figure("97"))), rag: Rag::Red, ..chart("percent", eight()) };
    vec![
        of("t1", chart("percent", eight())),
        of("t2", Trend { every: 4, rag: Rag::Green, ..chart("number", yearly) }),
        of("t3", chart("percent", quarters("2017-18-Q2", &[("98.6", "97")]))),
        of("t4", band),
        of(
            "t5",
            Trend {
                rag: Rag::Red,
                ..chart("currency", quarters("2016-17-Q3", &[("-1250000", "-"), ("0", "500000"), ("1250000.5", "2500000")]))
            },
        ),
        of("t6", chart("percent", Vec::new())),
        of("t7", Trend { rag: Rag::Green, ..chart("days", quarters("2016-17-Q1", &[("5", "5"), ("5", "5"), ("5", "5")])) }),
    ]
}

/// The points of the line, and whether each is joined to the one before it.
fn line(picture: &Picture) -> Vec<(bool, i32, i32)> {
    let document = Document::parse(&picture.svg).unwrap();
    let Some(path) = all(&document, "path").find(|node| node.attribute("stroke-width") == Some("2") && node.attribute("fill").is_some())
    else {
        return Vec::new();
    };
    let path = path.attribute("d").unwrap().replace('M', ";M").replace('L', ";L");
    let point = |part: &str| {
        let (x, y) = part[1..].split_once(' ').unwrap();
        (part.starts_with('L'), x.parse().unwrap(), y.parse().unwrap())
    };
    path.split(';').filter(|part| !part.is_empty()).map(point).collect()
}

#[test]
fn points_stand_in_order_and_a_gap_is_a_gap() {
    let points = line(&drawn(&english(), &chart("percent", eight())));
    assert_eq!(points.iter().map(|point| point.0).collect::<Vec<_>>(), [false, true, false, true, true, true, true]);
    assert!(points.windows(2).all(|pair| pair[0].1 < pair[1].1));
    // The quarter that is missing keeps its room.
    let step = |index: usize| points[index + 1].1 - points[index].1;
    assert!((step(1) - step(0) - step(2)).abs() <= 1, "{points:?}");
    let y = |index: usize| points[index].2;
    assert!(y(3) < y(0) && y(1) > y(0) && y(6) > y(1), "{points:?}");
}

#[test]
fn yearly_figures_are_joined_over_the_year() {
    let yearly: Vec<Quarterly> = eight().into_iter().filter(|quarter| quarter.period.index() % 4 == 0).collect();
    let joined =
        |every| line(&drawn(&english(), &Trend { every, ..chart("percent", yearly.clone()) })).iter().filter(|point| point.0).count();
    assert_eq!((joined(4), joined(1)), (1, 0));
}

#[test]
fn where_figures_are_missing_the_line_is_dotted() {
    let dotted = |figures: &[(&str, &str)]| {
        let picture = drawn(&english(), &chart("percent", quarters("2016-17-Q2", figures)));
        let document = Document::parse(&picture.svg).unwrap();
        all(&document, "path").filter(|node| node.attribute("stroke-dasharray") == Some("1 4")).count()
    };
    let far_apart = [("71", "-"), ("-", "-"), ("-", "-"), ("-", "-"), ("50.8", "-")];
    assert_eq!((dotted(&far_apart), dotted(&far_apart[..1]), dotted(&[("71", "-"), ("50.8", "-")])), (1, 0, 0));
}

#[test]
fn as_many_quarters_are_named_as_have_room() {
    let named = |words: &Words, unit: &str, every| {
        let mut shown = texts(&drawn(words, &Trend { every, ..chart(unit, eight()) }));
        let figures = shown.iter().position(|text| !text.starts_with(['Q', 'C', '2'])).unwrap();
        shown.truncate(figures);
        shown
    };
    let all = ["Q4", "Q1", "2016/17", "Q2", "Q3", "Q4", "Q1", "2017/18", "Q2", "Q3"];
    assert_eq!(named(&english(), "percent", 1), all);
    assert_eq!(named(&welsh(), "rate_per_10000", 1), ["Ch1", "2016/17", "Ch3", "Ch1", "2017/18", "Ch3"]);
    assert_eq!(named(&english(), "percent", 4), ["Q3", "2016/17", "Q3", "2017/18"]);
    let shown = texts(&drawn(&welsh(), &chart("rate_per_10000", eight())));
    assert!(shown.contains(&"Targed 98.0 fesul 10,000".to_owned()), "{shown:?}");
}

#[test]
fn a_target_far_off_is_in_the_picture() {
    for target in ["-1000", "1000"] {
        let picture = drawn(&english(), &chart("percent", quarters("2017-18-Q1", &[("5", target), ("6", target)])));
        let (shown, points) = (texts(&picture), line(&picture));
        assert!(shown.iter().any(|text| text.starts_with("Target")), "{shown:?}");
        assert!(points.iter().all(|(_, _, y)| (14..=84).contains(y)) && points[0].2 - points[1].2 <= 1);
    }
}

#[test]
fn every_figure_is_in_the_words() {
    let two = || quarters("2017-18-Q1", &[("98.6", "97"), ("97", "97.5")]);
    assert_eq!(drawn(&english(), &chart("percent", two())).text, "Q1 2017/18 98.6% against 97.0%; Q2 2017/18 97.0% against 97.5%.");
    assert_eq!(drawn(&welsh(), &chart("percent", two())).text, "Ch1 2017/18 98.6% yn erbyn 97.0%; Ch2 2017/18 97.0% yn erbyn 97.5%.");
    let steady = chart("percent", quarters("2017-18-Q1", &[("98.6", "97"), ("-", "97")]));
    assert_eq!(drawn(&english(), &steady).text, "Q1 2017/18 98.6%; Q2 2017/18 no figure. The target is 97.0% throughout.");
    let band = Trend { band: (Some(figure("1")), None), ..chart("days", quarters("2017-18-Q1", &[("1", "-")])) };
    assert_eq!(drawn(&english(), &band).text, "Q1 2017/18 1.0 days. The band is 1.0 days or more.");
    assert_eq!(drawn(&welsh(), &chart("percent", Vec::new())).text, "Does dim i'w ddangos.");
}

#[test]
fn nothing_one_and_zeros_can_be_drawn() {
    for words in [english(), welsh()] {
        for figures in [vec![], vec![("5", "-")], vec![("-", "5")], vec![("0", "0"), ("0", "0")], vec![("-", "5"), ("-", "6")]] {
            drawn(&words, &chart("percent", quarters("2017-18-Q1", &figures)));
        }
        for unit in HOSTILE {
            drawn(&words, &chart(unit, eight()));
        }
        drawn(
            &words,
            &chart("number", quarters("2199-00-Q1", &[("999999999999.999999", "-999999999999.999999"), ("-999999999999.999999", "1")])),
        );
    }
}

proptest! {
    #[test]
    fn any_figures_can_be_drawn(
        first in 7600..8700_i32,
        figures in proptest::collection::vec((proptest::option::of(-10_i64.pow(17)..10_i64.pow(17)), proptest::option::of(-10_i64.pow(9)..10_i64.pow(9))), 0..9),
        low in proptest::option::of(-10_i64.pow(9)..10_i64.pow(9)),
    ) {
        let known = |value: Option<i64>| value.and_then(Figure::from_millionths);
        let of = |(index, (actual, target)): (i32, &(Option<i64>, Option<i64>))| Quarterly {
            period: Period::from_index(first + index).unwrap(), actual: known(*actual), target: known(*target),
        };
        let quarters = (0..).zip(&figures).map(of).filter(|quarter| quarter.actual.or(quarter.target).is_some()).collect();
        drawn(&welsh(), &Trend { band: (known(low), None), ..chart("currency", quarters) });
    }
}

#[test]
fn the_picture_is_as_it_was_approved() {
    insta::assert_snapshot!(samples(&english()).remove(0).svg.replace("><", ">\n<"));
}
