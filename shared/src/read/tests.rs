use super::{from_json, json};
use crate::domain::day::Day;
use crate::error::Error;
use crate::model::settings::Settings;
use crate::ops::test_record::codes;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only whether they can be read matters")]
struct Outer {
    title: String,
    parts: Vec<Inner>,
    #[serde(default)]
    level: Option<Level>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only whether they can be read matters")]
struct Inner {
    share: u8,
    day: Option<Day>,
    active: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    High,
    Low,
}

/// Each error as `pointer: detail`.
fn told(value: Value) -> Vec<String> {
    match from_json::<Outer>(value) {
        Err(Error::Invalid(errors)) => errors.into_iter().map(|error| format!("{}: {}", error.pointer, error.detail)).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_does_not_fit_is_told_in_plain_words() {
    for (value, wanted) in [
        (json!({"parts": []}), "/title: must be given"),
        (json!({"title": "T", "parts": [{"share": 1}, {}]}), "/parts/1/share: must be given"),
        (json!({"title": 5, "parts": []}), "/title: must be a text"),
        (json!({"title": null, "parts": []}), "/title: must be a text"),
        (json!({"title": "T", "parts": {}}), "/parts: must be a list"),
        (json!({"title": "T", "parts": "x"}), "/parts: must be a list"),
        (json!({"title": "T", "parts": [5]}), "/parts/0: must be an object"),
        (json!({"title": "T", "parts": [[1, null, null]]}), "/parts/0: must be an object"),
        (json!({"title": "T", "parts": [{"share": "x"}]}), "/parts/0/share: must be a whole number, neither too large nor too small"),
        (json!({"title": "T", "parts": [{"share": 1.5}]}), "/parts/0/share: must be a whole number, neither too large nor too small"),
        (json!({"title": "T", "parts": [{"share": 256}]}), "/parts/0/share: must be a whole number, neither too large nor too small"),
        (json!({"title": "T", "parts": [{"share": -1}]}), "/parts/0/share: must be a whole number, neither too large nor too small"),
        (json!({"title": "T", "parts": [{"share": 1, "active": "no"}]}), "/parts/0/active: must be true or false"),
        (json!({"title": "T", "parts": [{"share": 1, "day": 5}]}), "/parts/0/day: must be a day such as 2026-10-15"),
        (json!({"title": "T", "parts": [], "level": "middling"}), "/level: must be `high` or `low`"),
        (json!({"title": "T", "parts": [], "colour": 1}), "/colour: there is no field `colour`; there are `title`, `parts`, `level`"),
        (json!({"title": "T", "parts": [], "a/b~c": 1}), "/a~1b~0c: there is no field `a/b~c`; there are `title`, `parts`, `level`"),
    ] {
        assert_eq!(told(value.clone()), [wanted], "{value}");
    }
    for day in ["16/10/2017", "2017-02-30", "2017-10", "2017-10-16T00:00:00", "", "soon", "99999999-01-01", "2020-1-1", "+2020-01-01"] {
        let value = json!({"title": "T", "parts": [{"share": 1, "day": day}]});
        assert_eq!(told(value), ["/parts/0/day: must be a day such as 2026-10-15"], "{day}");
    }
}

#[test]
fn what_is_wrong_with_the_whole_is_told_without_a_place() {
    for value in [json!(5), json!("x"), json!([]), json!(["T", []]), json!(["T", [], null])] {
        assert_eq!(from_json::<Outer>(value.clone()).unwrap_err().to_string(), "must be an object", "{value}");
    }
}

#[test]
fn several_are_told_at_once() {
    let value = json!({"title": 5, "colour": 1, "level": 7, "parts": [{"share": "x", "day": "soon", "size": 1}]});
    let pointers: Vec<_> = told(value).into_iter().map(|told| told.split_once(':').unwrap().0.to_owned()).collect();
    assert_eq!(pointers, ["/title", "/colour", "/level", "/parts/0/share", "/parts/0/day", "/parts/0/size"]);
    let many: serde_json::Map<_, _> = (0..1_000).map(|n| (format!("field{n}"), Value::Null)).collect();
    assert_eq!(told(Value::Object(many)).len(), 20, "and no more than a reader can use");
}

#[test]
fn a_field_that_is_there_twice_is_named() {
    for (text, pointer) in [
        (r#"{"title": "T", "title": "U"}"#, "/title"),
        (r#"{"parts": [{}, {"share": 1.50, "share": 1.50}]}"#, "/parts/1/share"),
        (r#"{"a/b": {"~": null, "~": null}}"#, "/a~1b/~0"),
        (r#"{"a`b": 1, "a`b": 2}"#, "/a`b"),
    ] {
        assert_eq!(codes(&json(text.as_bytes()).unwrap_err()), [(pointer, "duplicate_field")], "{text}");
    }
    let sound = r#"{"a": {"a": 1, "b": [true, null, "x", 1.500, -3e400]}, "b": {"a": 2}}"#;
    assert_eq!(json(sound.as_bytes()).unwrap().to_string(), sound.replace([' '], "").replace("-3e400", "-3e+400"));
}

#[test]
fn what_is_not_json_is_told_with_its_line() {
    for (text, said) in [("{\n\n oops}", "line 3"), ("", "EOF"), ("{} {}", "trailing"), (r#""\ud800""#, "line 1"), ("[1,]", "line 1")] {
        match json(text.as_bytes()) {
            Err(Error::Malformed(detail)) => assert!(detail.contains(said), "{text}: {detail}"),
            other => panic!("{text}: {other:?}"),
        }
    }
    assert!(matches!(json(&[b'"', 0xff, b'"']), Err(Error::Malformed(_))));
}

#[test]
fn a_setting_that_does_not_fit_is_told() {
    for (value, pointer) in [
        (json!({"alerts": {"send_at": "25:00"}}), "/alerts/send_at"),
        (json!({"time_zone": "Mars/Crater"}), "/time_zone"),
        (json!({"alerts": {"rules": {"measure_red": {"enabled": "no"}}}}), "/alerts/rules/measure_red/enabled"),
    ] {
        assert_eq!(codes(&from_json::<Settings>(value).unwrap_err()), [(pointer, "invalid_value")]);
    }
}
