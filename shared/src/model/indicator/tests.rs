use super::IndicatorDraft;
use crate::read::from_json;
use serde_json::{Value, json};

/// What is wrong with a sound draft that was changed so; empty when nothing is.
fn told(change: Value) -> String {
    let mut draft = json!({"ref": "A/1", "title": "T", "polarity": "lower", "unit": "days", "frequency": "quarterly"});
    json_patch::merge(&mut draft, &change);
    from_json(draft).and_then(IndicatorDraft::check).map_or_else(|error| error.to_string(), |_| String::new())
}

#[test]
fn a_frequency_that_is_not_kept_is_told() {
    for (frequency, wanted) in [
        (json!("quarterly"), ""),
        (json!("monthly"), "/frequency: monthly indicators are not supported: report them by quarter"),
        (json!("weekly"), "/frequency: must be one of: quarterly, annual, biennial"),
        (json!(4), "/frequency: must be a text"),
    ] {
        assert_eq!(told(json!({"frequency": frequency})), wanted, "{frequency}");
    }
}

#[test]
fn what_counts_as_green_is_within_the_tolerance() {
    let (larger, negative) = ("/green_within: must not be larger than the tolerance", "/tolerance: must not be negative");
    for (tolerance, green_within, wanted) in [
        (json!(5), json!(5), ""),
        (json!(5), json!(5.000001), larger),
        (json!(0), json!(0), ""),
        (json!(null), json!(50), ""),
        (json!(5), json!(null), ""),
        (json!(-1), json!(2), negative),
        (json!(100), json!(100), ""),
    ] {
        for kind in [json!(null), json!("relative"), json!("absolute")] {
            let change = json!({"tolerance": tolerance, "green_within": green_within, "tolerance_kind": kind});
            assert_eq!(told(change.clone()), wanted, "{change}");
        }
    }
}

#[test]
fn a_share_of_the_target_is_at_most_all_of_it() {
    let told_of = |pointer: &str| {
        format!("{pointer}: must not be more than 100 percent of the target; give tolerance_kind absolute where it is in points")
    };
    for (kind, wanted) in
        [(json!(null), told_of("/tolerance")), (json!("relative"), told_of("/tolerance")), (json!("absolute"), String::new())]
    {
        for tolerance in [json!(100.000001), json!(1e9), json!(999_999_999_999_i64)] {
            assert_eq!(told(json!({"tolerance": tolerance, "tolerance_kind": kind})), wanted, "{tolerance} {kind}");
        }
    }
    assert_eq!(told(json!({"green_within": 101})), told_of("/green_within"));
}
