use super::*;
use serde_json::json;

fn found(before: Value, after: Value) -> Vec<(String, Value, Value)> {
    let side = |value: &Value| (!value.is_null()).then(|| value.clone());
    let changes = changes(side(&before).as_ref(), side(&after).as_ref(), &["revision"]).unwrap();
    changes.into_iter().map(|change| (change.field, change.from, change.to)).collect()
}

#[test]
fn what_differs_is_named_by_its_place() {
    let change = |field: &str, from: Value, to: Value| (field.to_owned(), from, to);
    let nothing = Value::Null;
    let cases = [
        (json!({"a": 1, "b": 2}), json!({"a": 1, "b": 2}), vec![]),
        (json!({"a": 1, "revision": 1}), json!({"a": 1, "revision": 2}), vec![]),
        (json!({"a": 1}), json!({"a": 2}), vec![change("/a", json!(1), json!(2))]),
        (json!({"a": "x"}), json!({"a": null}), vec![change("/a", json!("x"), json!(null))]),
        (json!({"a": 1}), json!({}), vec![change("/a", json!(1), json!(null))]),
        (json!({}), json!({"a": 1}), vec![change("/a", json!(null), json!(1))]),
        (
            nothing.clone(),
            json!({"a": 1, "b": null, "c": []}),
            vec![change("/a", json!(null), json!(1)), change("/c", json!(null), json!([]))],
        ),
        (json!({"a": 1}), nothing, vec![change("/a", json!(1), json!(null))]),
        (json!({"a": [1, 2]}), json!({"a": [1]}), vec![change("/a", json!([1, 2]), json!([1]))]),
        (
            json!({"rules": {"red": {"enabled": true, "days": 7}}}),
            json!({"rules": {"red": {"enabled": false, "days": 7}, "late/ish~": {}}}),
            vec![change("/rules/red/enabled", json!(true), json!(false))],
        ),
        (json!({"a": {"x/y~": 1}}), json!({"a": {"x/y~": 2}}), vec![change("/a/x~1y~0", json!(1), json!(2))]),
        (json!({"a": 1}), json!({"a": {"b": 2}}), vec![change("/a", json!(1), json!({"b": 2}))]),
    ];
    for (before, after, expected) in cases {
        assert_eq!(found(before.clone(), after.clone()), expected, "{before} to {after}");
    }
}
