use super::{Context, merged};
use crate::domain::period::{FiscalStart, Period};
use crate::error::Error;
use crate::model::settings::Settings;
use crate::ops::test_record::{codes, on};
use serde_json::json;

#[test]
fn a_patch_cannot_clear_what_does_not_exist() {
    let cases = [(json!({"colour": null}), "/colour"), (json!({"alerts": {"colour": null}}), "/alerts/colour")];
    for (patch, pointer) in cases {
        assert_eq!(codes(&merged(&Settings::default(), &patch).unwrap_err()), [(pointer, "unknown_field")]);
    }
    assert_eq!(merged(&Settings::default(), &json!({"organisation_cy": null})).unwrap(), Settings::default());
}

#[test]
fn the_bounds_that_are_told_are_those_that_hold() {
    for start in [FiscalStart::APRIL, FiscalStart::new(1, 1).unwrap(), FiscalStart::new(12, 28).unwrap()] {
        let settings = Settings { fiscal_year_start: start, ..Settings::default() };
        let context: Context = on("2017-10-16");
        let (first, last) = (Period::FIRST.last_day(start).plus(1), Period::LAST.last_day(start));
        let told = format!("?as_of: must be a day from {first} to {last}, unless a period is given");
        for (day, period) in [(first.plus(-1), None), (first, Some(Period::FIRST)), (last, Period::LAST.plus(-1)), (last.plus(1), None)] {
            let scope = context.scope(&settings, None, Some(day));
            match period {
                Some(period) => assert_eq!(scope.unwrap().period, period, "{day}"),
                None => assert_eq!(scope.unwrap_err().to_string(), told, "{day}"),
            }
            assert_eq!(context.scope(&settings, Some(Period::FIRST), Some(day)).unwrap().as_of, day, "any day will do for a period");
        }
    }
    let error = on("2017-10-16").scope(&Settings::default(), None, "1900-01-01".parse().ok()).unwrap_err();
    assert!(error.to_string().contains("from 1900-07-01 to 2200-03-31"), "{error}");
    assert!(matches!(error, Error::Invalid(_)));
}
