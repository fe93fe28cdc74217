use super::*;

fn assessed(residual: i32, forecast: Option<Movement>, stated_direction: Option<Movement>) -> Assessed {
    Assessed { residual, forecast, stated_direction }
}

#[test]
fn every_product_of_two_factors_has_a_band_and_nothing_else_has() {
    let matrix = [
        [Band::Low, Band::Low, Band::MediumLow, Band::Medium],
        [Band::Low, Band::Medium, Band::Medium, Band::MediumHigh],
        [Band::MediumLow, Band::Medium, Band::MediumHigh, Band::High],
        [Band::Medium, Band::MediumHigh, Band::High, Band::High],
    ];
    let mut possible = Vec::new();
    for (row, likelihood) in matrix.into_iter().zip(1..) {
        for (expected, impact) in row.into_iter().zip(1..) {
            possible.push(likelihood * impact);
            assert_eq!(band(likelihood * impact), Some(expected), "{likelihood} × {impact}");
        }
    }
    for score in (-20..=40).filter(|score| !possible.contains(score)).chain([i32::MIN, i32::MAX]) {
        assert_eq!(band(score), None, "{score}");
    }
}

#[test]
fn direction_is_that_of_the_score_or_else_as_stated() {
    use RiskDirection::{Decreasing, EstablishingBaseline, Increasing, Same};
    let cases = [
        (6, Some(4), None, Increasing, "score_increased"),
        (6, Some(6), Some(Movement::Up), Same, "score_unchanged"),
        (6, Some(9), Some(Movement::Up), Decreasing, "score_decreased"),
        (6, None, Some(Movement::Up), Increasing, "stated_up"),
        (6, None, Some(Movement::Same), Same, "stated_same"),
        (6, None, Some(Movement::Down), Decreasing, "stated_down"),
        (6, None, None, EstablishingBaseline, "no_earlier_assessment"),
    ];
    for (score, earlier, stated, direction, reason) in cases {
        let status = assess(&assessed(score, None, stated), earlier);
        assert_eq!((status.direction, status.direction_explanation.reason.as_ref()), (direction, reason), "{score} after {earlier:?}");
        assert_eq!(status.rising, direction == Increasing);
    }
}

#[test]
fn a_risk_rises_by_forecast_or_by_score() {
    let cases = [
        (Some(Movement::Up), Some(9), true),
        (Some(Movement::Up), None, true),
        (Some(Movement::Down), Some(4), true),
        (Some(Movement::Same), Some(6), false),
        (None, None, false),
    ];
    for (forecast, earlier, rising) in cases {
        assert_eq!(assess(&assessed(6, forecast, None), earlier).rising, rising, "{forecast:?} after {earlier:?}");
    }
}

#[test]
fn an_impossible_score_says_so() {
    let status = assess(&assessed(7, None, None), None);
    assert_eq!((status.band, status.band_explanation.reason.as_ref()), (None, "impossible_score"));
}

#[test]
fn a_factor_is_one_to_four() {
    for value in [i32::MIN, 0, 5, i32::MAX] {
        assert_eq!(Factor::new(value), None);
        assert!(serde_json::from_str::<Factor>(&value.to_string()).is_err());
    }
    for value in 1..=4 {
        let factor = Factor::new(value).unwrap();
        assert_eq!((factor.value(), serde_json::to_string(&factor).unwrap()), (value, value.to_string()));
    }
}
