use super::actions::{completed_incomplete, due_before_start, no_movement};
use super::measures::{ratio_differs, shared_alias, stated_direction_differs, stated_rag_differs, target_below_last_year};
use super::risks::{impossible_score, rise_unmitigated, stated_band_differs, stated_direction_differs as stated_movement_differs};
use super::{FindingKind, Found, commentary_copied, red_unexplained};
use crate::domain::action::{Lifecycle, Schedule};
use crate::domain::day::Day;
use crate::domain::explanation::Explanation;
use crate::domain::indicator::Polarity;
use crate::domain::number::Figure;
use crate::domain::period::Period;
use crate::domain::risk::{Band, Factor, Movement, RiskDirection};
use crate::domain::status::{Direction, Rag};
use proptest::prelude::*;

fn figure(text: &str) -> Option<Figure> {
    Some(text).filter(|text| !text.is_empty()).map(|text| text.parse().unwrap())
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn why() -> Explanation {
    Explanation::new("indicator_rag", "met", String::new())
}

fn values(found: Option<Found>) -> Option<(String, String)> {
    found.map(|found| (found.says.value, found.against.value))
}

fn is(left: &str, right: &str) -> Option<(String, String)> {
    Some((left.to_owned(), right.to_owned()))
}

#[test]
fn a_percentage_is_held_against_what_it_is_made_of() {
    let cases = [
        ("percent", "50.8", "64", "126", None),
        ("percent", "48.8", "64", "126", is("48.8", "64 of 126 (50.8)")),
        ("percent", "51", "64", "126", None),
        ("percent", "50", "64", "126", is("50", "64 of 126 (50.8)")),
        ("percent", "50.79", "64", "126", None),
        // Half goes up.
        ("percent", "12.5", "1", "8", None),
        ("percent", "13", "1", "8", None),
        ("percent", "12", "1", "8", is("12", "1 of 8 (12.5)")),
        ("percent", "100", "3", "3", None),
        ("percent", "0", "0", "7", None),
        ("percent", "5", "5", "0", None),
        ("percent", "", "1", "2", None),
        ("percent", "5", "", "2", None),
        ("days", "5", "1", "2", None),
    ];
    for (unit, actual, numerator, denominator, expected) in cases {
        let found = ratio_differs(unit, figure(actual), figure(numerator), figure(denominator));
        assert_eq!(values(found), expected, "{actual}: {numerator} of {denominator}");
    }
}

#[test]
fn red_is_to_be_explained_in_some_language() {
    for (rag, texts, expected) in [
        (Rag::Red, [None, None], true),
        (Rag::Red, [Some(" \n"), None], true),
        (Rag::Red, [Some("Late."), None], false),
        (Rag::Red, [None, Some("Hwyr.")], false),
        (Rag::Amber, [None, None], false),
        (Rag::NotApplicable, [None, None], false),
    ] {
        assert_eq!(red_unexplained(rag, texts).is_some(), expected, "{rag} {texts:?}");
    }
}

#[test]
fn a_commentary_is_a_copy_whatever_its_spaces() {
    for (now, before, expected) in [
        (Some("All well."), Some("All well."), true),
        (Some(" all\n WELL. "), Some("All well."), true),
        (Some("All well!"), Some("All well."), false),
        (Some(" "), Some(""), false),
        (None, None, false),
        (Some("All well."), None, false),
    ] {
        assert_eq!(commentary_copied("commentary", now, before).is_some(), expected, "{now:?} {before:?}");
    }
}

#[test]
fn actions_contradict_themselves() {
    for (lifecycle, percent, expected) in [
        (Lifecycle::Completed, "99.9", true),
        (Lifecycle::Completed, "100", false),
        (Lifecycle::Completed, "", false),
        (Lifecycle::Active, "10", false),
    ] {
        assert_eq!(completed_incomplete(lifecycle, figure(percent)).is_some(), expected, "{lifecycle} {percent}");
    }
    let schedule = |start: &str, due: &str, lifecycle| Schedule { start: day(start), due: day(due), lifecycle };
    for (start, due, expected) in
        [("2017-04-01", "2017-04-01", false), ("2017-04-02", "2017-04-01", true), ("2017-04-01", "2018-03-31", false)]
    {
        let found = [true, false].map(|stated| due_before_start(&schedule(start, due, Lifecycle::Active), stated).is_some());
        assert_eq!(found, [expected; 2], "{start} {due}");
    }
    let before = ("2017-18-Q1".parse().unwrap(), day("2017-06-30"));
    for (start, lifecycle, then, now, expected) in [
        ("2017-04-01", Lifecycle::Active, "25", "25", true),
        ("2017-06-30", Lifecycle::Active, "0", "0", true),
        ("2017-07-01", Lifecycle::Active, "0", "0", false),
        ("2017-04-01", Lifecycle::Active, "25", "25.5", false),
        ("2017-04-01", Lifecycle::Active, "30", "25", false),
        ("2017-04-01", Lifecycle::Active, "100", "100", false),
        ("2017-04-01", Lifecycle::Active, "", "25", false),
        ("2017-04-01", Lifecycle::Active, "", "", false),
        ("2017-04-01", Lifecycle::Deferred, "25", "25", false),
    ] {
        let found = no_movement(&schedule(start, "2018-03-31", lifecycle), before, figure(now), figure(then));
        assert_eq!(found.is_some(), expected, "{start} {lifecycle} {then} {now}");
    }
}

#[test]
fn what_was_stated_is_held_against_the_rule() {
    assert_eq!(values(stated_rag_differs(Some(Rag::Green), Rag::Red, &why())), is("green", "red"));
    assert_eq!(values(stated_rag_differs(Some(Rag::Red), Rag::Red, &why())), None);
    assert_eq!(values(stated_rag_differs(None, Rag::Red, &why())), None);
    assert_eq!(values(stated_direction_differs(Some(Direction::Same), Direction::Declined, &why())), is("same", "declined"));
    assert_eq!(values(stated_direction_differs(Some(Direction::Same), Direction::Same, &why())), None);
    assert_eq!(values(stated_band_differs(Some(Band::Medium), 12)), is("medium", "high (12)"));
    assert_eq!(values(stated_band_differs(Some(Band::High), 12)), None);
    assert_eq!(values(stated_band_differs(Some(Band::High), 7)), None);
    use RiskDirection::{Decreasing, EstablishingBaseline, Increasing, Same};
    let agreeing = [(Movement::Up, Increasing), (Movement::Same, Same), (Movement::Down, Decreasing)];
    for (stated, _) in agreeing {
        for direction in [Increasing, Same, Decreasing, EstablishingBaseline] {
            let agrees = direction == EstablishingBaseline || agreeing.contains(&(stated, direction));
            assert_eq!(stated_movement_differs(Some(stated), direction).is_none(), agrees, "{stated} {direction}");
        }
    }
}

#[test]
fn a_target_is_no_worse_than_what_was_reached() {
    let year = |reached: &str| figure(reached).map(|reached| ("2016-17-Q2".parse::<Period>().unwrap(), reached));
    for (polarity, target, reached, expected) in [
        (Polarity::Higher, "84.9", "85", true),
        (Polarity::Higher, "85", "85", false),
        (Polarity::Higher, "86", "85", false),
        (Polarity::Lower, "3.3", "3.2", true),
        (Polarity::Lower, "3.2", "3.2", false),
        (Polarity::Lower, "3.1", "3.2", false),
        (Polarity::Band, "1", "3", false),
        (Polarity::Higher, "", "85", false),
        (Polarity::Higher, "1", "", false),
    ] {
        assert_eq!(target_below_last_year(polarity, figure(target), year(reached)).is_some(), expected, "{polarity} {target} {reached}");
    }
}

#[test]
fn risks_that_rise_have_something_against_them() {
    for (rising, actions, text, expected) in [
        (true, 0, None, true),
        (true, 0, Some(" "), true),
        (true, 1, None, false),
        (true, 0, Some("Train two more."), false),
        (false, 0, None, false),
    ] {
        assert_eq!(rise_unmitigated(rising, 8, actions, text).is_some(), expected, "{rising} {actions} {text:?}");
    }
    assert!(shared_alias("HR/M1", "CPM/1", &[]).is_none());
    assert_eq!(values(shared_alias("HR/M1", "CPM/1", &["CPM/2", "CPM/3"])), is("HR/M1", "CPM/2, CPM/3"));
}

#[test]
fn every_kind_says_what_settles_it() {
    for kind in FindingKind::ALL {
        assert!(kind.remedy().ends_with('.'), "{kind}");
    }
}

proptest! {
    #[test]
    fn a_score_is_possible_exactly_where_two_factors_give_it(score in -20_i32..40) {
        let factors = (1..=4).filter_map(Factor::new).map(Factor::value);
        let given = factors.clone().any(|likelihood| factors.clone().any(|impact| likelihood * impact == score));
        prop_assert_eq!(impossible_score(score).is_none(), given);
    }

    /// A percentage that is worked out of its parts, at any number of decimals, is never found fault with; one off by one in the last
    /// decimal always is, unless that decimal is a nought, which leaves no trace.
    #[test]
    fn a_percentage_is_right_as_it_rounds(numerator in 0_i32..1_000, denominator in 1_i32..1_000, decimals in 0_u32..4) {
        let (numerator, denominator) = (Figure::from(numerator), Figure::from(denominator));
        let right = Figure::quotient(numerator.wide() * 100, denominator.wide(), decimals).unwrap();
        prop_assert_eq!(ratio_differs("percent", Some(right), Some(numerator), Some(denominator)), None);
        let unit = Figure::quotient(1, 10_i128.pow(decimals), decimals).unwrap();
        let off = Figure::from_millionths(right.millionths() + unit.millionths()).unwrap();
        if off.decimal().scale() == decimals {
            prop_assert!(ratio_differs("percent", Some(off), Some(numerator), Some(denominator)).is_some());
        }
    }
}
