//! Taking changes back.

use crate::error::{Error, Result};
use crate::model::history::FieldChange;
use serde::Serialize;
use serde_json::{Map, Value};

/// A value as its history writes it.
pub fn written(value: &impl Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(|error| Error::Internal(error.to_string()))
}

/// The changes of a stored event.
pub fn read(changes: &str) -> Result<Vec<FieldChange>> {
    serde_json::from_str(changes).map_err(|error| Error::Internal(format!("stored changes: {error}")))
}

/// Takes an event's changes back: what was nothing before is left out, as what was never written is.
pub fn undo(value: &mut Value, changes: &[FieldChange]) {
    for change in changes {
        let names: Vec<String> = change.field.split('/').skip(1).map(|name| name.replace("~1", "/").replace("~0", "~")).collect();
        put(value, &names, &change.from);
    }
}

fn put(value: &mut Value, names: &[String], was: &Value) {
    let Some((name, inner)) = names.split_first() else {
        *value = was.clone();
        return;
    };
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    let Some(fields) = value.as_object_mut() else { return };
    if inner.is_empty() && was.is_null() {
        fields.shift_remove(name);
    } else {
        put(fields.entry(name.as_str()).or_insert(Value::Null), inner, was);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_changed_is_as_it_was() {
        let change = |field: &str, from: Value| FieldChange { field: field.to_owned(), from, to: json!("whatever") };
        let cases = [
            (json!({"a": 2, "b": 3}), vec![change("/a", json!(1))], json!({"a": 1, "b": 3})),
            (json!({"a": 2}), vec![change("/a", Value::Null)], json!({})),
            (json!({}), vec![change("/a", json!([1]))], json!({"a": [1]})),
            (json!({"r": {"x": {"on": true}}}), vec![change("/r/x/on", json!(false))], json!({"r": {"x": {"on": false}}})),
            (json!({"r": null}), vec![change("/r/x", json!(1))], json!({"r": {"x": 1}})),
            (json!({"a/b~": 2}), vec![change("/a~1b~0", json!(1))], json!({"a/b~": 1})),
            (json!({"a": 3}), vec![change("/a", json!(2)), change("/a", json!(1))], json!({"a": 1})),
        ];
        for (mut value, changes, was) in cases {
            undo(&mut value, &changes);
            assert_eq!(value, was, "{changes:?}");
        }
    }
}
