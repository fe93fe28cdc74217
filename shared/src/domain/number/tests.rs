use super::*;
use proptest::prelude::*;

fn figure(text: &str) -> Figure {
    text.parse().unwrap()
}

fn limits() -> std::ops::Range<i64> {
    1 - LIMIT..LIMIT
}

#[test]
fn text_is_read_as_it_is_written() {
    let cases = [
        ("0", "0"),
        ("-0", "0"),
        ("-0.000", "0"),
        ("007", "7"),
        ("67.130", "67.13"),
        ("-1.5", "-1.5"),
        ("0.000001", "0.000001"),
        ("1.0000000000", "1"),
        ("0000000000000000000000000000000000001.5", "1.5"),
        ("999999999999.999999", "999999999999.999999"),
        ("-999999999999.999999", "-999999999999.999999"),
    ];
    for (text, shown) in cases {
        assert_eq!(figure(text).to_string(), shown, "{text}");
    }
}

#[test]
fn what_is_not_plain_digits_is_refused() {
    let not_numbers = ["", "-", ".", "+1", ".5", "5.", "-.5", "--1", "1-", "1,234", "1 234", "1_000", "1e3", "0x10", "NaN", "inf", "1.2.3"];
    for text in not_numbers.into_iter().chain([" 1", "1\n", "1\0", "\0", "½", "١٢", "１"]) {
        assert_eq!(text.parse::<Figure>(), Err(FigureError::NotANumber), "{text:?}");
    }
    for text in ["0.0000001", "-1.1234567", "1.00000000000000000000000000000000001"] {
        assert_eq!(text.parse::<Figure>(), Err(FigureError::TooManyDecimals), "{text}");
    }
    for text in ["1000000000000", "-1000000000000", "999999999999999999999999999999999999"] {
        assert_eq!(text.parse::<Figure>(), Err(FigureError::TooLarge), "{text}");
    }
}

#[test]
fn json_takes_numbers_and_plain_strings() {
    let cases = [("67.13", "67.13"), ("\"67.130\"", "67.13"), ("-0.0", "0"), ("1e-05", "0.00001"), ("1.5E2", "150"), ("12e+1", "120")];
    for (json, shown) in cases {
        assert_eq!(serde_json::from_str::<Figure>(json).unwrap().to_string(), shown, "{json}");
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::from_value::<Figure>(value).unwrap().to_string(), shown, "{json} by way of a value");
    }
    let refused = [
        "null",
        "true",
        "[]",
        "{}",
        "\"\"",
        "\"1e3\"",
        "\".5\"",
        "\"1_000\"",
        "1e12",
        "1e-7",
        "1e99",
        "1.00000000000000000000000000000000001e0",
        "1.00000000000000000000000000000000001",
    ];
    for json in refused {
        assert!(serde_json::from_str::<Figure>(json).is_err(), "{json}");
    }
    assert_eq!(serde_json::from_str::<Option<Figure>>("null").unwrap(), None);
}

#[test]
fn quotients_are_rounded_once_and_half_away_from_zero() {
    let cases = [
        (1, 3, 2, "0.33"),
        (2, 3, 2, "0.67"),
        (1, 8, 2, "0.13"),
        (-1, 8, 2, "-0.13"),
        (1, -8, 2, "-0.13"),
        (-1, -8, 2, "0.13"),
        // Rounded twice, by way of 0.125, this would be 0.13.
        (1_249_999, 10_000_000, 2, "0.12"),
        (0, 7, 2, "0"),
        (27 * 100, 38, 2, "71.05"),
    ];
    for (numerator, denominator, decimals, shown) in cases {
        assert_eq!(Figure::quotient(numerator, denominator, decimals).unwrap().to_string(), shown, "{numerator} ÷ {denominator}");
    }
    for (numerator, denominator, decimals) in
        [(1, 0, 2), (i128::MAX, 1, 2), (i128::MIN, 1, 0), (1, i128::MIN, 0), (1, 1, 40), (1_000_000_000_000, 1, 2)]
    {
        assert_eq!(Figure::quotient(numerator, denominator, decimals), None, "{numerator} ÷ {denominator}");
    }
    assert_eq!(Figure::rounded(figure("0.125").decimal(), 2), Some(figure("0.13")));
    assert_eq!(figure("-999999999999").minus(figure("1")), None);
}

proptest! {
    #[test]
    fn every_figure_survives_every_round_trip(millionths in limits()) {
        let figure = Figure::from_millionths(millionths).unwrap();
        prop_assert_eq!(figure.millionths(), millionths);
        prop_assert_eq!(figure.to_string().parse::<Figure>().unwrap(), figure);
        let json = serde_json::to_string(&figure).unwrap();
        prop_assert_eq!(&json, &figure.to_string());
        prop_assert_eq!(serde_json::from_str::<Figure>(&json).unwrap(), figure);
        prop_assert_eq!(serde_json::from_value::<Figure>(serde_json::to_value(figure).unwrap()).unwrap(), figure);
    }

    #[test]
    fn figures_are_ordered_as_their_millionths(one in limits(), other in limits()) {
        let (a, b) = (Figure::from_millionths(one).unwrap(), Figure::from_millionths(other).unwrap());
        prop_assert_eq!(a.cmp(&b), one.cmp(&other));
        prop_assert_eq!(a.minus(b), one.checked_sub(other).and_then(Figure::from_millionths));
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}|[-+.0-9eE_]{0,40}") {
        if let Ok(figure) = text.parse::<Figure>() {
            prop_assert_eq!(figure.to_string().parse::<Figure>().unwrap(), figure);
        }
        let _ = serde_json::from_str::<Figure>(&text);
    }

    #[test]
    fn what_lies_outside_the_limits_is_no_figure(beyond in 0..i64::MAX - LIMIT) {
        prop_assert_eq!(Figure::from_millionths(LIMIT + beyond), None);
        prop_assert_eq!(Figure::from_millionths(-LIMIT - beyond), None);
    }
}
