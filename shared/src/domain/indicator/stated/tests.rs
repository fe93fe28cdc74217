use super::*;
use crate::domain::indicator::{Basis, Frequency};

fn figure(text: &str) -> Figure {
    text.parse().unwrap()
}

fn definition() -> Definition {
    Definition {
        polarity: Polarity::Higher,
        frequency: Frequency::Quarterly,
        reporting_quarter: None,
        basis: Basis::InPeriod,
        band_low: None,
        band_high: None,
        tolerance: Figure::from(10),
        tolerance_kind: ToleranceKind::Relative,
        green_within: Figure::ZERO,
        direction_basis: DirectionBasis::PriorYear,
    }
}

/// Against a target of 100, after 100 a year ago and 90 a quarter ago.
fn stated(actual: &str, rag: Rag, direction: Option<Direction>) -> Stated {
    let reported = |actual: &str| Reported { actual: Some(figure(actual)), target: Some(Figure::from(100)), comparable: true };
    Stated {
        period: "2017-18-Q2".parse().unwrap(),
        result: reported(actual),
        prior_year: Some(reported("100")),
        previous: Some(reported("90")),
        reported_last_year: true,
        rag: Some(rag),
        direction,
    }
}

#[test]
fn what_agrees_needs_no_other_definition() {
    let printed = [stated("95", Rag::Amber, Some(Direction::Declined)), stated("100", Rag::Green, None), stated("89", Rag::Red, None)];
    assert!(printed.iter().all(|printed| printed.agrees(&definition())));
    assert_eq!(agreeing(&definition(), &printed), None);
}

#[test]
fn the_smallest_change_that_makes_all_agree_is_proposed() {
    let own = definition();
    let cases: [(&[Stated], Definition); 6] = [
        // 95 of 100 is Green where less is better.
        (&[stated("95", Rag::Green, Some(Direction::Improved))], Definition { polarity: Polarity::Lower, ..own.clone() }),
        (&[stated("88", Rag::Amber, None)], Definition { tolerance: Figure::from(15), ..own.clone() }),
        (&[stated("94", Rag::Red, None), stated("95", Rag::Amber, None)], Definition { tolerance: Figure::from(5), ..own.clone() }),
        (&[stated("96", Rag::Green, None), stated("94", Rag::Amber, None)], Definition { green_within: Figure::from(5), ..own.clone() }),
        (
            &[stated("95", Rag::Amber, Some(Direction::Improved))],
            Definition { direction_basis: DirectionBasis::PreviousPeriod, ..own.clone() },
        ),
        (
            &[stated("96", Rag::Green, None), stated("86", Rag::Amber, None)],
            Definition { tolerance: Figure::from(15), green_within: Figure::from(5), ..own.clone() },
        ),
    ];
    for (printed, wanted) in cases {
        assert_eq!(agreeing(&own, printed), Some(wanted), "{printed:?}");
    }
}

#[test]
fn nothing_is_proposed_where_no_rule_says_it_all() {
    assert_eq!(agreeing(&definition(), &[stated("95", Rag::Red, None), stated("95", Rag::Green, None)]), None);
    assert_eq!(agreeing(&definition(), &[stated("100", Rag::Red, None)]), None);
}
