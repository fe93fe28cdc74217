use super::*;
use crate::domain::explanation::Fact;
use proptest::prelude::*;

mod properties;

fn figure(text: &str) -> Figure {
    text.parse().unwrap()
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// Quarterly, 10 % relative tolerance, compared with last year.
fn definition(polarity: Polarity) -> Definition {
    Definition {
        polarity,
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

fn band(low: Option<&str>, high: Option<&str>) -> Definition {
    Definition { band_low: low.map(figure), band_high: high.map(figure), ..definition(Polarity::Band) }
}

fn reported(actual: Option<Figure>, target: Option<Figure>) -> Reported {
    Reported { actual, target, comparable: true }
}

fn assess(definition: &Definition, actual: Option<Figure>, target: Option<Figure>, prior: Option<Figure>) -> Assessment {
    let prior = reported(prior, None);
    let history = History { prior: Some(&prior), reported_last_year: false };
    definition.assess(period("2017-18-Q2"), Some(&reported(actual, target)), history)
}

/// The RAG and its reason, in one word each.
fn rag(definition: &Definition, actual: &str, target: Option<&str>) -> (Rag, String) {
    let assessed = assess(definition, Some(figure(actual)), target.map(figure), None);
    (assessed.rag, assessed.rag_explanation.reason.into_owned())
}

#[test]
fn worked_cases() {
    use Polarity::{Higher, Lower};
    let cases = [
        (Higher, "79.53", "85", None, Rag::Amber, Some("6.44"), Direction::NotApplicable),
        (Lower, "76", "60", None, Rag::Red, Some("26.67"), Direction::NotApplicable),
        (Higher, "2.5", "3.2", Some("3.39"), Rag::Red, Some("21.88"), Direction::Declined),
        (Lower, "4.45", "4.45", Some("3.76"), Rag::Green, None, Direction::Declined),
        (Lower, "0", "0", Some("0"), Rag::Green, None, Direction::Same),
        (Lower, "12", "15", Some("12.7"), Rag::Green, None, Direction::Improved),
        (Lower, "7", "2", Some("1"), Rag::Red, Some("250"), Direction::Declined),
        (Higher, "50", "50", Some("100"), Rag::Green, None, Direction::Declined),
        (Higher, "99.94", "99.95", Some("99.97"), Rag::Amber, Some("0.01"), Direction::Declined),
        (Higher, "-11", "-10", Some("-12"), Rag::Amber, Some("10"), Direction::Improved),
    ];
    for (polarity, actual, target, prior, rag, miss, direction) in cases {
        let assessed = assess(&definition(polarity), Some(figure(actual)), Some(figure(target)), prior.map(figure));
        assert_eq!((assessed.rag, assessed.direction), (rag, direction), "{actual} against {target}, {polarity}");
        assert_eq!(
            assessed.rag_explanation.input("miss_percent"),
            miss.map(|miss| Fact::Figure(figure(miss))).as_ref(),
            "{actual} against {target}"
        );
    }
}

#[test]
fn the_tolerance_itself_is_amber_and_a_millionth_more_is_red() {
    use Polarity::{Higher, Lower};
    let absolute = |polarity| Definition { tolerance: figure("2"), tolerance_kind: ToleranceKind::Absolute, ..definition(polarity) };
    let cases = [
        (definition(Higher), "100", "90", "89.999999"),
        (definition(Lower), "100", "110", "110.000001"),
        (definition(Higher), "1.11111", "0.999999", "0.999998"),
        (definition(Higher), "-10", "-11", "-11.000001"),
        (definition(Lower), "-10", "-9", "-8.999999"),
        // Products of 36 digits: a 96-bit decimal would round them.
        (definition(Higher), "999999999999.999999", "900000000000", "899999999999.999999"),
        (absolute(Higher), "85", "83", "82.999999"),
        (absolute(Lower), "0", "2", "2.000001"),
        (absolute(Higher), "0", "-2", "-2.000001"),
    ];
    for (definition, target, at, past) in cases {
        assert_eq!(rag(&definition, at, Some(target)), (Rag::Amber, "missed_within_tolerance".into()), "{at} against {target}");
        assert_eq!(rag(&definition, past, Some(target)), (Rag::Red, "missed_beyond_tolerance".into()), "{past} against {target}");
    }
}

#[test]
fn a_green_margin_comes_before_the_tolerance() {
    let relative = Definition { green_within: figure("5"), ..definition(Polarity::Higher) };
    let absolute = Definition { tolerance_kind: ToleranceKind::Absolute, ..relative.clone() };
    for (definition, target, at, past) in [(&relative, "200", "190", "189.999999"), (&absolute, "200", "195", "194.999999")] {
        assert_eq!(rag(definition, at, Some(target)), (Rag::Green, "within_green_margin".into()));
        assert_eq!(rag(definition, past, Some(target)), (Rag::Amber, "missed_within_tolerance".into()));
        assert_eq!(rag(definition, target, Some(target)), (Rag::Green, "met".into()));
    }
}

#[test]
fn a_missed_target_of_zero_is_red_unless_points_are_tolerated() {
    let lower = Definition { green_within: figure("5"), ..definition(Polarity::Lower) };
    assert_eq!(rag(&lower, "0.000001", Some("0")), (Rag::Red, "target_zero_missed".into()));
    assert_eq!(rag(&lower, "-1", Some("0")), (Rag::Green, "met".into()));
    let points = Definition { tolerance_kind: ToleranceKind::Absolute, green_within: Figure::ZERO, ..lower };
    assert_eq!(rag(&points, "10", Some("0")), (Rag::Amber, "missed_within_tolerance".into()));
}

#[test]
fn a_band_is_inclusive_and_measures_from_the_limit_passed() {
    let both = band(Some("10"), Some("20"));
    let cases = [
        (&both, "10", Rag::Green, "inside_band"),
        (&both, "20", Rag::Green, "inside_band"),
        (&both, "9", Rag::Amber, "outside_band_within_tolerance"),
        (&both, "8.999999", Rag::Red, "outside_band_beyond_tolerance"),
        (&both, "22", Rag::Amber, "outside_band_within_tolerance"),
        (&both, "22.000001", Rag::Red, "outside_band_beyond_tolerance"),
        (&band(Some("10"), None), "1000", Rag::Green, "inside_band"),
        (&band(Some("10"), None), "8", Rag::Red, "outside_band_beyond_tolerance"),
        (&band(None, Some("20")), "-1000", Rag::Green, "inside_band"),
        (&band(None, Some("20")), "21", Rag::Amber, "outside_band_within_tolerance"),
        (&band(Some("0"), Some("1")), "-0.1", Rag::Red, "band_limit_zero_missed"),
        (&band(None, None), "1", Rag::NotApplicable, "no_target"),
        (&Definition { green_within: figure("5"), ..both.clone() }, "21", Rag::Green, "outside_band_within_green_margin"),
    ];
    for (definition, actual, expected, reason) in cases {
        // A target means nothing to a band.
        assert_eq!(rag(definition, actual, Some("5000")), (expected, reason.into()), "{actual}");
    }
}

#[test]
fn a_band_travels_by_its_distance() {
    let both = band(Some("10"), Some("20"));
    let cases = [
        ("12", "17", Direction::Same),
        ("9", "21", Direction::Same),
        ("9", "22", Direction::Improved),
        ("15", "21", Direction::Improved),
        ("21", "15", Direction::Declined),
        ("30", "7", Direction::Declined),
    ];
    for (actual, prior, direction) in cases {
        assert_eq!(assess(&both, Some(figure(actual)), None, Some(figure(prior))).direction, direction, "{actual}, was {prior}");
    }
    let without_limits = assess(&band(None, None), Some(figure("1")), None, Some(figure("2")));
    assert_eq!((without_limits.direction, without_limits.direction_explanation.reason.as_ref()), (Direction::NotApplicable, "no_target"));
}

#[test]
fn not_applicable_gives_the_first_reason() {
    let quarterly = definition(Polarity::Higher);
    let annual = Definition { frequency: Frequency::Annual, reporting_quarter: Some(Quarter::Q4), ..quarterly.clone() };
    let biennial = Definition { frequency: Frequency::Biennial, ..annual.clone() };
    let full = Some(reported(Some(figure("80")), Some(figure("85"))));
    let empty = Some(reported(None, Some(figure("85"))));
    let untargeted = Some(reported(Some(figure("80")), None));
    let cases = [
        (&annual, "2017-18-Q2", &full, false, Some("not_due_this_quarter")),
        (&annual, "2017-18-Q2", &None, false, Some("not_due_this_quarter")),
        (&annual, "2017-18-Q4", &full, true, None),
        (&biennial, "2017-18-Q4", &full, true, Some("not_due_this_quarter")),
        (&biennial, "2017-18-Q4", &full, false, None),
        (&quarterly, "2017-18-Q2", &None, false, Some("not_reported")),
        (&quarterly, "2017-18-Q2", &empty, false, Some("not_reported")),
        (&quarterly, "2017-18-Q2", &untargeted, false, Some("no_target")),
        (&quarterly, "2017-18-Q2", &full, false, None),
    ];
    for (definition, text, result, reported_last_year, reason) in cases {
        let assessed = definition.assess(period(text), result.as_ref(), History { prior: None, reported_last_year });
        let given = (assessed.rag == Rag::NotApplicable).then(|| assessed.rag_explanation.reason.into_owned());
        assert_eq!(given.as_deref(), reason, "{} in {text}", definition.frequency);
    }
}

#[test]
fn direction_needs_two_comparable_figures_but_no_target() {
    let quarterly = definition(Polarity::Higher);
    let annual = Definition { frequency: Frequency::Annual, reporting_quarter: Some(Quarter::Q4), ..quarterly.clone() };
    let previous = Definition { direction_basis: DirectionBasis::PreviousPeriod, ..quarterly.clone() };
    let cumulative = Definition { basis: Basis::Cumulative, ..previous.clone() };
    let (ten, nine) = (reported(Some(figure("10")), None), reported(Some(figure("9")), None));
    let (changed, nothing) = (Reported { comparable: false, ..ten.clone() }, reported(None, None));
    let cases = [
        (&quarterly, Some(&ten), Some(&nine), Direction::Improved, "better_than_prior_year"),
        (&quarterly, Some(&ten), Some(&ten), Direction::Same, "same_as_prior_year"),
        (&quarterly, Some(&nine), Some(&ten), Direction::Declined, "worse_than_prior_year"),
        (&previous, Some(&nine), Some(&ten), Direction::Declined, "worse_than_previous_period"),
        (&quarterly, Some(&ten), None, Direction::NotApplicable, "no_prior_year"),
        (&quarterly, Some(&ten), Some(&nothing), Direction::NotApplicable, "no_prior_year"),
        (&previous, Some(&ten), None, Direction::NotApplicable, "no_previous_period"),
        (&cumulative, Some(&ten), Some(&nine), Direction::NotApplicable, "no_previous_period"),
        (&quarterly, Some(&changed), Some(&nine), Direction::NotApplicable, "not_comparable"),
        // The mark is on the later result; that the earlier one has it too says nothing of these two.
        (&quarterly, Some(&ten), Some(&changed), Direction::Same, "same_as_prior_year"),
        (&quarterly, Some(&nothing), Some(&nine), Direction::NotApplicable, "not_reported"),
        (&quarterly, None, Some(&nine), Direction::NotApplicable, "not_reported"),
        (&annual, None, Some(&nine), Direction::NotApplicable, "not_due_this_quarter"),
        (&annual, Some(&ten), Some(&nine), Direction::Improved, "better_than_prior_year"),
    ];
    for (definition, result, prior, direction, reason) in cases {
        let assessed = definition.assess(period("2017-18-Q1"), result, History { prior, reported_last_year: false });
        assert_eq!((assessed.direction, assessed.direction_explanation.reason.as_ref()), (direction, reason));
    }
}

#[test]
fn compared_periods() {
    use DirectionBasis::{PreviousPeriod, PriorYear};
    use Frequency::{Annual, Biennial, Quarterly};
    let cases = [
        (Quarterly, PriorYear, Basis::Cumulative, "2017-18-Q1", Some("2016-17-Q1")),
        (Quarterly, PreviousPeriod, Basis::InPeriod, "2017-18-Q1", Some("2016-17-Q4")),
        (Quarterly, PreviousPeriod, Basis::Cumulative, "2017-18-Q1", None),
        (Quarterly, PreviousPeriod, Basis::Cumulative, "2017-18-Q2", Some("2017-18-Q1")),
        (Annual, PreviousPeriod, Basis::Cumulative, "2017-18-Q1", Some("2016-17-Q1")),
        (Annual, PriorYear, Basis::InPeriod, "2017-18-Q4", Some("2016-17-Q4")),
        (Biennial, PriorYear, Basis::InPeriod, "2017-18-Q4", Some("2015-16-Q4")),
        (Quarterly, PriorYear, Basis::InPeriod, "1900-01-Q1", None),
    ];
    for (frequency, direction_basis, basis, text, compared) in cases {
        let definition = Definition { frequency, direction_basis, basis, ..definition(Polarity::Higher) };
        assert_eq!(definition.compared_period(period(text)), compared.map(period), "{frequency}, {direction_basis}, {text}");
    }
}

#[test]
fn summaries_are_sentences() {
    let higher = definition(Polarity::Higher);
    let points = Definition { tolerance: figure("2"), tolerance_kind: ToleranceKind::Absolute, ..definition(Polarity::Lower) };
    let margin = Definition { green_within: figure("5"), ..higher.clone() };
    let cases = [
        (&higher, "79.53", "85", "79.53 against a target of 85 (higher is better) misses it by 6.44 %, within the tolerance of 10 %."),
        (&higher, "85", "85", "85 against a target of 85 (higher is better) meets it."),
        (
            &higher,
            "89.9999",
            "100",
            "89.9999 against a target of 100 (higher is better) misses it by just over 10 %, beyond the tolerance of 10 %.",
        ),
        (&points, "5", "2", "5 against a target of 2 (lower is better) misses it by 3, beyond the tolerance of 2."),
        (&margin, "96", "100", "96 against a target of 100 (higher is better) misses it by 4 %, within the 5 % that count as Green."),
        (&higher, "-1", "0", "-1 against a target of 0 (higher is better) misses it, and no share of 0 can be tolerated."),
        (&band(Some("10"), Some("20")), "22", "0", "22 against a band from 10 to 20 is outside it by 10 %, within the tolerance of 10 %."),
        (&band(None, Some("20")), "20", "0", "20 against a band up to 20 is inside it."),
    ];
    for (definition, actual, target, summary) in cases {
        assert_eq!(assess(definition, Some(figure(actual)), Some(figure(target)), None).rag_explanation.summary, summary);
    }
    let assessed = assess(&definition(Polarity::Lower), Some(figure("12")), None, Some(figure("12.7")));
    assert_eq!(assessed.direction_explanation.summary, "12 now, 12.7 in Q2 2016/17: better (lower is better).");
}
