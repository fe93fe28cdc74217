//! What the document says of parameters that mean the same wherever they are.

use super::conditions::problem;
use plumbline_shared::db::page::{DEFAULT_LIMIT, MAX_LIMIT};
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::schema::{Ref, Schema};
use utoipa::openapi::{ObjectBuilder, RefOr, Type};

/// Bounds the size of pages, and says what a quarter looks like.
pub fn describe(operation: &mut Operation) {
    let mut in_path = false;
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else { continue };
        match (parameter.name.as_str(), &parameter.parameter_in) {
            ("limit", ParameterIn::Query) => parameter.schema = Some(size_of_page()),
            ("period", place) => {
                in_path |= *place == ParameterIn::Path;
                parameter.schema = Some(RefOr::Ref(Ref::from_schema_name("Period")));
            }
            _ => without_null(parameter),
        }
    }
    if in_path {
        let lost = || RefOr::T(problem("There is no such quarter, or nothing of it"));
        operation.responses.responses.entry("404".to_owned()).or_insert_with(lost);
    }
}

fn size_of_page() -> RefOr<Schema> {
    let size = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(MAX_LIMIT));
    size.default(Some(DEFAULT_LIMIT.into())).into()
}

/// A query has no null: what may be left out is not sent.
fn without_null(parameter: &mut Parameter) {
    use utoipa::openapi::schema::SchemaType::{Array, Type as Single};
    match &mut parameter.schema {
        Some(RefOr::T(Schema::Object(schema))) => {
            if let Array(types) = &schema.schema_type
                && let [one, Type::Null] | [Type::Null, one] = types.as_slice()
            {
                schema.schema_type = Single(one.clone());
            }
        }
        Some(RefOr::T(Schema::OneOf(choice))) => {
            let null =
                |schema: &RefOr<Schema>| matches!(schema, RefOr::T(Schema::Object(object)) if object.schema_type == Single(Type::Null));
            choice.items.retain(|schema| !null(schema));
            if let [only] = choice.items.as_slice() {
                parameter.schema = Some(only.clone());
            }
        }
        _ => {}
    }
}
