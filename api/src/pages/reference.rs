//! The document as one plain page, to be read, printed, and gone through by keyboard or screen reader.

use crate::openapi;
use askama::Template;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The page.
///
/// # Errors
/// When the document is not what a build of this program wrote.
pub fn page() -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    Ok(Reference::of(&serde_json::from_str(openapi::WRITTEN)?).render()?)
}

#[derive(Template)]
#[template(path = "reference.html")]
struct Reference {
    title: String,
    about: Vec<Part>,
    groups: Vec<Group>,
    schemas: Vec<SchemaEntry>,
}

struct Group {
    id: String,
    name: String,
    about: Vec<Part>,
    operations: Vec<Operation>,
}

struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    about: Vec<Part>,
    deprecated: bool,
    parameters: Vec<Field>,
    bodies: Vec<Body>,
    answers: Vec<Field>,
}

struct Body {
    media: String,
    shape: Shape,
    example: Option<String>,
}

struct SchemaEntry {
    name: String,
    about: Vec<Part>,
    shape: Shape,
    fields: Vec<Field>,
}

/// A parameter, an answer, or a field of a schema.
struct Field {
    name: String,
    required: bool,
    /// Where it goes, before its type.
    note: &'static str,
    shape: Shape,
    about: Vec<Part>,
}

/// A type in words, with the schema that it leads to, if it does.
#[derive(Default)]
struct Shape {
    before: String,
    link: Option<String>,
    after: String,
}

/// A piece of a description.
enum Part {
    Text(String),
    Code(String),
    Strong(String),
    Break,
}

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

impl Reference {
    fn of(document: &Value) -> Self {
        let mut by_tag: BTreeMap<&str, Vec<Operation>> = BTreeMap::new();
        for (path, item) in members(at(document, "/paths")) {
            for method in METHODS {
                if let Some(operation) = item.get(method) {
                    by_tag.entry(text(at(operation, "/tags/0"))).or_default().push(Operation::of(path, method, operation));
                }
            }
        }
        let groups = at(document, "/tags").as_array().into_iter().flatten().map(|tag| {
            let name = text(at(tag, "/name"));
            let id = format!("group-{}", name.to_lowercase().replace(' ', "-"));
            Group { id, name: name.to_owned(), about: parts(at(tag, "/description")), operations: by_tag.remove(name).unwrap_or_default() }
        });
        Self {
            title: text(at(document, "/info/title")).to_owned(),
            about: parts(at(document, "/info/description")),
            groups: groups.collect(),
            schemas: members(at(document, "/components/schemas")).map(SchemaEntry::of).collect(),
        }
    }
}

impl Operation {
    fn of(path: &str, method: &str, operation: &Value) -> Self {
        let bodies = members(at(operation, "/requestBody/content")).map(|(media, content)| Body {
            media: media.to_owned(),
            shape: Shape::of(at(content, "/schema")),
            example: content.get("example").map(|example| serde_json::to_string_pretty(example).unwrap_or_default()),
        });
        let answers = members(at(operation, "/responses")).map(|(status, answer)| Field {
            name: status.to_owned(),
            required: false,
            note: "",
            shape: members(at(answer, "/content")).next().map(|(_, content)| Shape::of(at(content, "/schema"))).unwrap_or_default(),
            about: parts(at(answer, "/description")),
        });
        Self {
            id: text(at(operation, "/operationId")).to_owned(),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(at(operation, "/summary")).to_owned(),
            about: parts(at(operation, "/description")),
            deprecated: at(operation, "/deprecated") == true,
            parameters: at(operation, "/parameters").as_array().into_iter().flatten().map(Field::of_parameter).collect(),
            bodies: bodies.collect(),
            answers: answers.collect(),
        }
    }
}

impl SchemaEntry {
    fn of((name, schema): (&str, &Value)) -> Self {
        let required: Vec<&str> = at(schema, "/required").as_array().into_iter().flatten().map(text).collect();
        let field = |(name, field): (&str, &Value)| Field {
            name: name.to_owned(),
            required: required.contains(&name),
            note: "",
            shape: Shape::of(field),
            about: parts(at(field, "/description")),
        };
        let fields = members(at(schema, "/properties")).map(field).collect();
        Self { name: name.to_owned(), about: parts(at(schema, "/description")), shape: Shape::of(schema), fields }
    }
}

impl Field {
    fn of_parameter(parameter: &Value) -> Self {
        Self {
            name: text(at(parameter, "/name")).to_owned(),
            required: at(parameter, "/required") == true,
            note: match text(at(parameter, "/in")) {
                "path" => "path: ",
                "header" => "header: ",
                _ => "query: ",
            },
            shape: Shape::of(at(parameter, "/schema")),
            about: parts(at(parameter, "/description")),
        }
    }
}

impl Shape {
    fn of(schema: &Value) -> Self {
        if let Some(reference) = schema["$ref"].as_str() {
            return Self { link: reference.rsplit('/').next().map(str::to_owned), ..Self::default() };
        }
        let choices = ["oneOf", "anyOf", "allOf"].iter().find_map(|key| schema.get(*key)?.as_array());
        if let Some(choices) = choices {
            let nullable = choices.iter().any(|choice| at(choice, "/type") == "null");
            let Some(first) = choices.iter().find(|choice| at(choice, "/type") != "null") else { return Self::plain("null") };
            let shape = Self::of(first);
            return if nullable { Self { after: format!("{} or null", shape.after), ..shape } } else { shape };
        }
        if let Some(words) = at(schema, "/enum").as_array() {
            return Self::plain(words.iter().map(|word| word.as_str().unwrap_or("null")).collect::<Vec<_>>().join(", "));
        }
        let kinds: Vec<&str> = match at(schema, "/type") {
            Value::Array(kinds) => kinds.iter().map(text).collect(),
            kind => vec![text(kind)],
        };
        if kinds.contains(&"array") {
            let item = Self::of(at(schema, "/items"));
            return Self { before: format!("list of {}", item.before), ..item };
        }
        Self::plain([kinds.join(" or "), bounds(schema)].concat())
    }

    fn plain(words: impl Into<String>) -> Self {
        Self { before: words.into(), ..Self::default() }
    }
}

/// What a value may be besides its type.
fn bounds(schema: &Value) -> String {
    let said = |key: &str, words: &str| {
        schema.get(key).map(|bound| format!(", {words} {}", bound.as_str().map_or_else(|| bound.to_string(), str::to_owned)))
    };
    let all = [
        said("format", "as"),
        said("minimum", "at least"),
        said("maximum", "at most"),
        said("minLength", "characters at least"),
        said("maxLength", "characters at most"),
        said("default", "by default"),
    ];
    all.into_iter().flatten().collect()
}

/// Paragraphs, `code` and **strong** words: what our descriptions are written with.
fn parts(description: &Value) -> Vec<Part> {
    let mut found = Vec::new();
    for (index, paragraph) in text(description).split("\n\n").enumerate() {
        if index > 0 {
            found.push(Part::Break);
        }
        for (index, piece) in paragraph.split('`').enumerate() {
            if index % 2 == 1 {
                found.push(Part::Code(piece.to_owned()));
                continue;
            }
            let strong = |(index, piece): (usize, &str)| {
                if index % 2 == 1 { Part::Strong(piece.to_owned()) } else { Part::Text(piece.replace(" *", " ").replace("* ", " ")) }
            };
            found.extend(piece.split("**").enumerate().map(strong));
        }
    }
    found
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter).map(|(name, value)| (name.as_str(), value))
}

/// What is there, or null.
fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    static NOTHING: Value = Value::Null;
    value.pointer(pointer).unwrap_or(&NOTHING)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_set_as_they_are_meant() {
        let page =
            Reference::of(&serde_json::json!({"info": {"title": "T", "description": "One `a<b` and **two**.\n\nNext."}})).render().unwrap();
        assert!(page.contains("<p>One <code>a&#60;b</code> and <strong>two</strong>.</p>\n<p>Next.</p>"), "{page}");
    }

    #[test]
    fn every_operation_and_schema_is_there_and_every_link_leads_somewhere() {
        let page = page().unwrap();
        let document: Value = serde_json::from_str(openapi::WRITTEN).unwrap();
        let operations = members(&document["paths"]).flat_map(|(_, item)| members(item)).filter(|(method, _)| METHODS.contains(method));
        for (_, operation) in operations {
            assert!(page.contains(&format!("<h3 id={}>", operation["operationId"]).replace("\\\"", "\"")), "{}", operation["operationId"]);
        }
        let targets: Vec<&str> = page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(targets.len() > 200);
        for target in targets {
            assert!(page.contains(&format!("id=\"{target}\"")), "{target}");
        }
    }
}
