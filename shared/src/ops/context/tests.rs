use super::merged;
use crate::model::settings::Settings;
use crate::ops::test_record::codes;
use serde_json::json;

#[test]
fn a_patch_cannot_clear_what_does_not_exist() {
    let cases = [(json!({"colour": null}), "/colour"), (json!({"alerts": {"colour": null}}), "/alerts/colour")];
    for (patch, pointer) in cases {
        assert_eq!(codes(&merged(&Settings::default(), &patch).unwrap_err()), [(pointer, "unknown_field")]);
    }
    assert_eq!(merged(&Settings::default(), &json!({"organisation_cy": null})).unwrap(), Settings::default());
}
