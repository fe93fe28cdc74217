//! Bodies, rows and queries read into types; what does not fit is told in plain words, with its place.

mod by_name;

use crate::error::{Error, FieldError, Result};
use by_name::ByName;
use serde::de::{self, Deserialize, DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_path_to_error::{Path, Segment};
use std::collections::HashSet;
use std::fmt;

/// The most that is told of one value.
const MOST_TOLD: usize = 20;

/// What JSON text says.
///
/// # Errors
/// [`Error::Malformed`] for what is not JSON; [`Error::Invalid`] for a field that is there twice.
pub fn json(bytes: &[u8]) -> Result<Value> {
    let not_json = |error: &serde_json::Error| Error::Malformed(format!("The body is not valid JSON: {error}."));
    let reader = &mut serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize::<_, Unique>(&mut *reader).map_err(|error| match error.inner() {
        doubled if doubled.is_data() => Error::Invalid(vec![unfit(error.path(), &doubled.to_string())]),
        syntax => not_json(syntax),
    })?;
    reader.end().map_err(|error| not_json(&error))?;
    serde_json::from_slice(bytes).map_err(|error| not_json(&error))
}

/// A value of its JSON.
///
/// # Errors
/// [`Error::Invalid`] with the fields that do not fit, up to the first that is missing: that ends the reading of its object.
pub fn from_json<T: DeserializeOwned>(mut value: Value) -> Result<T> {
    let mut errors: Vec<FieldError> = Vec::new();
    loop {
        let error = match serde_path_to_error::deserialize(ByName(&value)) {
            Ok(read) if errors.is_empty() => return Ok(read),
            Ok(_) => return Err(Error::Invalid(errors)),
            Err(error) => unfit(error.path(), &error.inner().to_string()),
        };
        // What was taken away to see the rest is missing now: that is no news.
        if errors.iter().any(|known| known.pointer == error.pointer) {
            return Err(Error::Invalid(errors));
        }
        let goes_on = take_away(&mut value, &error.pointer);
        errors.push(error);
        if !goes_on || errors.len() == MOST_TOLD {
            return Err(Error::Invalid(errors));
        }
    }
}

/// Takes a member of an object away; false when there is none.
fn take_away(value: &mut Value, pointer: &str) -> bool {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return false };
    let object = value.pointer_mut(parent).and_then(Value::as_object_mut);
    object.is_some_and(|object| object.shift_remove(&name.replace("~1", "/").replace("~0", "~")).is_some())
}

/// The error for a value that could not be read at `path`, of what serde says about it.
pub fn unfit(path: &Path, said: &str) -> FieldError {
    let place = pointer(path);
    // Of a field that is missing or doubled serde says the name, and the place around it.
    let name = || said.split_once('`').and_then(|(_, rest)| rest.rsplit_once('`')).map_or("", |(name, _)| name);
    let named = || format!("{place}/{}", escaped(name()));
    match said.split_once(" field ").map(|(what, _)| what) {
        Some("missing") => FieldError::new(named(), "missing_field", "must be given"),
        Some("duplicate") => FieldError::new(named(), "duplicate_field", "is there twice; keep one"),
        Some("unknown") => FieldError::new(place, "unknown_field", unknown(said)),
        _ => FieldError::new(place, "invalid_value", plain(said)),
    }
}

/// ``unknown field `a`, expected one of `b`, `c` ``, as a sentence.
fn unknown(said: &str) -> String {
    let (unknown, known) = said.rsplit_once(", expected ").unwrap_or((said, "none"));
    let known = known.strip_prefix("one of ").unwrap_or(known);
    format!("{}; there are {known}", unknown.replacen("unknown field", "there is no field", 1))
}

/// The JSON Pointer (RFC 6901) of a place where reading stopped.
fn pointer(path: &Path) -> String {
    let segment = |segment: &Segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", escaped(key)),
        Segment::Enum { variant } => format!("/{variant}"),
        Segment::Unknown => String::new(),
    };
    path.iter().map(segment).collect()
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

const WHOLE: &str = "must be a whole number, neither too large nor too small";

/// What the libraries say where a text is no number or flag, and what would be right.
const SAYINGS: [(&str, &str); 6] = [
    ("invalid number", WHOLE),
    ("too large to fit", WHOLE),
    ("too small to fit", WHOLE),
    ("invalid digit", WHOLE),
    ("cannot parse integer", WHOLE),
    ("`true` or `false`", "must be true or false"),
];

/// What is expected, as serde names it and as people do.
const WANTED: [(&str, &str); 5] = [
    ("a boolean", "true or false"),
    ("a string", "a text"),
    ("a borrowed string", "a text"),
    ("a sequence", "a list"),
    ("a map", "an object"),
];

/// What a library says of a value, in plain words: what would be right.
pub(crate) fn plain(said: &str) -> String {
    if said.starts_with("must ") {
        return said.to_owned();
    }
    if let Some((_, plain)) = SAYINGS.iter().find(|(known, _)| said.contains(known)) {
        return (*plain).to_owned();
    }
    let Some((_, wanted)) = said.rsplit_once(", expected ") else { return said.to_owned() };
    if wanted.strip_prefix(['i', 'u']).is_some_and(|bits| bits == "size" || bits.parse::<u8>().is_ok()) {
        return WHOLE.to_owned();
    }
    let wanted = match WANTED.iter().find(|(known, _)| *known == wanted) {
        Some((_, plain)) => plain,
        None if wanted.starts_with("struct ") => "an object",
        None => wanted,
    };
    format!("must be {wanted}")
}

/// Any JSON in which no object has a field twice.
struct Unique;

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> std::result::Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> std::result::Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> std::result::Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> std::result::Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> std::result::Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> std::result::Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> std::result::Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    /// Some numbers come this way too: serde_json shows them as objects, to keep their digits.
    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> std::result::Result<Self, A::Error> {
        let mut seen = HashSet::new();
        while let Some((name, _)) = fields.next_entry::<String, Self>()? {
            if let Some(name) = seen.replace(name) {
                return Err(de::Error::custom(format!("duplicate field `{name}`")));
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests;
