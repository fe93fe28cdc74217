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
    let (changed, version) = patch(conn, context, &change).unwrap();
    assert_eq!(changed.organisation, "Swan Valley Council");
    assert_eq!(changed.alerts.cadence, Settings::default().alerts.cadence);
    assert_eq!(load(conn).unwrap(), (changed.clone(), version));

    assert_eq!(patch(conn, context, &change).unwrap(), (changed, 1));
    assert_eq!(load(conn).unwrap().1, 1, "nothing changed, so nothing was written");

    let (back, _) = patch(conn, context, &json!({"organisation": null, "tolerance": null, "alerts": null})).unwrap();
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
        (json!({"tolerance": 100.5}), "/tolerance", "out_of_range"),
        (json!({"tolerance": 1e9}), "/tolerance", "out_of_range"),
        (json!({"tolerance": 1e12, "tolerance_kind": "absolute"}), "/tolerance", "invalid_value"),
        (json!({"fiscal_year_start": [4, 1]}), "/fiscal_year_start", "invalid_value"),
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

#[test]
fn an_impossible_tolerance_is_told_once() {
    let cases = [
        (json!({"tolerance": -1}), vec!["/tolerance"]),
        (json!({"tolerance": -1, "green_within": -2}), vec!["/tolerance", "/green_within"]),
        (json!({"tolerance": 1, "green_within": 2}), vec!["/green_within"]),
    ];
    let mut scratch = Scratch::new();
    let (conn, context) = scratch.parts();
    for (change, pointers) in cases {
        let Err(Error::Invalid(errors)) = patch(conn, context, &change) else { panic!("{change} was taken") };
        assert_eq!(errors.iter().map(|error| error.pointer.as_str()).collect::<Vec<_>>(), pointers, "{change}");
    }
}

#[test]
fn the_fiscal_year_is_fixed_once_a_quarter_holds_anything() {
    let rows = [
        "INSERT INTO periods VALUES (8070, 'in_review', NULL, 0, 'test')",
        "INSERT INTO narratives VALUES ('n', 'council', 8070, 'position', 'en', 'Well.', 0, 'test', NULL, 'ready')",
        "INSERT INTO judgements VALUES ('j', 'council', 8070, 'overall', 'red', 'Late.', 0, 'test')",
        "INSERT INTO breakdowns VALUES ('b', NULL, 'Thanks', 'Area', 'HR', 8070, 1, 'number', 0, 'test')",
        "INSERT INTO project_statuses VALUES ('s', 'p', 8070, 1, 'green', NULL, NULL, '2017-09-30', NULL, 0, 'test')",
        "INSERT INTO action_updates VALUES ('u', 'a', 8070, 1, 0, NULL, NULL, NULL, NULL, NULL, '2017-09-30', NULL, 0, 'test')",
        "INSERT INTO indicator_results VALUES ('r', 'i', 8070, 1, NULL, 1, NULL, NULL, FALSE, TRUE, NULL, NULL, NULL, NULL, '2017-09-30', NULL, 0, 'test')",
        "INSERT INTO risk_assessments VALUES ('k', 'x', NULL, 8070, 1, NULL, NULL, NULL, NULL, 4, NULL, NULL, NULL, NULL, NULL, '2017-09-30', NULL, 0, 'test')",
    ];
    let january = json!({"fiscal_year_start": {"month": 1, "day": 1}});
    for row in rows {
        let mut scratch = Scratch::new();
        let (conn, context) = scratch.parts();
        let fiscal = patch(conn, context, &january).unwrap().0.fiscal_year_start;
        conn.execute_batch(&format!("PRAGMA foreign_keys = OFF; {row}")).unwrap();
        let error = patch(conn, context, &json!({"fiscal_year_start": null})).unwrap_err();
        assert!(matches!(error, Error::Conflict { code: "fiscal_year_fixed", .. }), "{row}: {error}");
        let (same, _) = patch(conn, context, &json!({"fiscal_year_start": {"month": 1, "day": 1}, "tolerance": 5})).unwrap();
        assert_eq!(same.fiscal_year_start, fiscal, "{row}");
    }
}
