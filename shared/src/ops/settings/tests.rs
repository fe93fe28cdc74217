use super::patch;
use crate::error::Error;
use crate::model::settings::Settings;
use crate::ops::scratch::Scratch;
use crate::store::settings::load;
use serde_json::json;

#[test]
fn a_patch_changes_what_it_names_and_null_brings_the_default_back() {
    let mut scratch = Scratch::new();
    let (conn, context) = scratch.parts();
    let change = json!({"organisation": "Swan Valley Council", "tolerance": 5, "alerts": {"rules": {"measure_red": {"enabled": false}}}});
    let changed = patch(conn, context, &change).unwrap();
    assert_eq!(changed.organisation, "Swan Valley Council");
    assert_eq!(changed.alerts.cadence, Settings::default().alerts.cadence);
    assert_eq!(load(conn).unwrap(), (changed.clone(), 1));

    assert_eq!(patch(conn, context, &change).unwrap(), changed);
    assert_eq!(load(conn).unwrap().1, 1, "nothing changed, so nothing was written");

    let back = patch(conn, context, &json!({"organisation": null, "tolerance": null, "alerts": null})).unwrap();
    assert_eq!(back, Settings::default());
}

#[test]
fn what_does_not_fit_is_refused_at_its_pointer() {
    let cases = [
        (json!({"colour": "green"}), "/colour", "unknown_field"),
        (json!({"alerts": {"rules": {"action_late": {}}}}), "/alerts/rules", "invalid_value"),
        (json!({"alerts": {"rules": {"measure_red": {"on": true}}}}), "/alerts/rules/measure_red/on", "unknown_field"),
        (json!({"alerts": {"cadence": [7, "x"]}}), "/alerts/cadence/1", "invalid_value"),
        (json!({"alerts": {"cadence": []}}), "/alerts/cadence", "out_of_range"),
        (json!({"time_zone": "Mars/Olympus"}), "/time_zone", "invalid_value"),
        (json!({"fiscal_year_start": {"day": 31}}), "/fiscal_year_start", "invalid_value"),
        (json!({"green_within": 11}), "/green_within", "out_of_range"),
        (json!(["tolerance"]), "", "invalid_value"),
    ];
    let mut scratch = Scratch::new();
    let (conn, context) = scratch.parts();
    for (change, pointer, code) in cases {
        let Err(Error::Invalid(errors)) = patch(conn, context, &change) else { panic!("{change} was taken") };
        assert_eq!((errors[0].pointer.as_str(), errors[0].code), (pointer, code), "{change}");
    }
    assert_eq!(load(conn).unwrap().1, 0);
}
