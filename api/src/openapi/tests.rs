use super::document;
use serde_json::Value;
use std::collections::BTreeSet;

/// Every operation: where it is, and what the document says of it.
fn operations(document: &Value) -> Vec<(String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let of_path = |(path, item): (&String, &Value)| -> Vec<(String, Value)> {
        let methods =
            item.as_object().unwrap().iter().filter(|(name, _)| ["get", "put", "post", "patch", "delete"].contains(&name.as_str()));
        methods.map(|(method, operation)| (format!("{method} {path}"), operation.clone())).collect()
    };
    paths.iter().flat_map(of_path).collect()
}

fn said(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

/// What is missing from the description of an operation.
fn gaps(operation: &Value, tags: &BTreeSet<&str>) -> Vec<String> {
    let mut gaps = Vec::new();
    let mut require = |ok: bool, what: &str| {
        if !ok {
            gaps.push(what.to_owned());
        }
    };
    require(said(&operation["operationId"]), "an operationId");
    require(said(&operation["summary"]), "a summary");
    require(said(&operation["description"]), "a description");
    let own: Vec<&str> = operation["tags"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    require(!own.is_empty() && own.iter().all(|tag| tags.contains(tag)), "declared tags");
    for (media, content) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
        // Bytes cannot be shown.
        if content["schema"]["$ref"] == "#/components/schemas/Bytes" {
            continue;
        }
        require(!content["example"].is_null() || !content["examples"].is_null(), &format!("an example of its {media} body"));
    }
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        require(said(&response["description"]), &format!("a description of {status}"));
        let problem = response["content"]["application/problem+json"].is_object();
        require(!status.starts_with('4') || problem, &format!("a problem for {status}"));
    }
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        require(said(&parameter["description"]), &format!("a description of {}", parameter["name"]));
    }
    gaps
}

/// The names of the components that a part of the document refers to.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| references(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn every_operation_is_described_in_full() {
    let document = serde_json::to_value(document()).unwrap();
    let tags = document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    let operations = operations(&document);
    assert!(operations.len() >= 31, "{} operations", operations.len());
    let lacking: Vec<_> =
        operations.iter().map(|(place, operation)| (place, gaps(operation, &tags))).filter(|(_, gaps)| !gaps.is_empty()).collect();
    assert!(lacking.is_empty(), "{lacking:#?}");
}

#[test]
fn operation_ids_are_unique() {
    let document = serde_json::to_value(document()).unwrap();
    let mut seen = BTreeSet::new();
    for (place, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        assert!(seen.insert(id.clone()), "{id} of {place} is taken");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = serde_json::to_value(document()).unwrap();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.contains("#/components/schemas/PersonPatch"));
    let lost: Vec<_> = found.iter().filter(|place| document.pointer(place.trim_start_matches('#')).is_none()).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn a_patch_needs_no_field() {
    let document = serde_json::to_value(document()).unwrap();
    for (place, operation) in operations(&document).into_iter().filter(|(place, _)| place.starts_with("patch ")) {
        let reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].as_str().unwrap();
        let schema = document.pointer(reference.trim_start_matches('#')).unwrap();
        assert!(schema["properties"].is_object() && schema["required"].as_array().is_none_or(Vec::is_empty), "{place}: {schema}");
        assert!(!schema["properties"].to_string().contains("\"default\""), "what is left out stays as it is: {place}: {schema}");
    }
}

/// Generators take `Vec<u8>` for a list of numbers.
#[test]
fn files_are_bytes() {
    let document = serde_json::to_value(document()).unwrap();
    let mut seen = 0;
    for (place, operation) in operations(&document) {
        for (media, content) in operation["responses"]["200"]["content"].as_object().into_iter().flatten() {
            if media != "application/zip" && !media.contains("sheet") {
                continue;
            }
            assert_eq!(content["schema"]["$ref"], "#/components/schemas/Bytes", "{place}: {media}");
            seen += 1;
        }
    }
    assert_eq!(seen, 8);
}
