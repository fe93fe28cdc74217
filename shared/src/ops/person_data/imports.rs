//! People in what is kept of imports: as the ref of a row, and in what was wrong.

use super::{NAME, Names};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::store::imports as store;
use serde_json::Value;
use std::collections::BTreeSet;

/// Columns that name people.
const COLUMNS: [&str; 7] = ["email", "ref", "name", "manager_email", "owner_email", "deputy_email", "author_email"];

/// Imports of which what is kept names the person.
pub(super) fn naming(conn: &mut Conn, names: &Names) -> Result<BTreeSet<Id>> {
    each(conn, names, "", |_, _| Ok(()))
}

/// Takes the person out of them: `reference` stands in place of their refs and addresses. Gives how many imports named them.
pub(super) fn take_out(conn: &mut Conn, names: &Names, reference: &str) -> Result<usize> {
    let write = |conn: &mut Conn, found: Found| match found {
        Found::Rows(row) => store::update_block(conn, &row),
        Found::Errors(record) => store::update(conn, &record),
    };
    Ok(each(conn, names, reference, write)?.len())
}

/// What is kept of an import, with the person taken out.
enum Found {
    Rows(store::BlockRow),
    Errors(store::ImportRecord),
}

fn each(conn: &mut Conn, names: &Names, reference: &str, mut with: impl FnMut(&mut Conn, Found) -> Result<()>) -> Result<BTreeSet<Id>> {
    let mut imports = BTreeSet::new();
    for text in names.refs.iter().chain(&names.names) {
        let stored = Value::from(text.as_str()).to_string();
        let stored = stored.trim_matches('"');
        for row in store::blocks_containing(conn, stored)? {
            let own = row.kind == "people";
            if let Some(body) = reworded(&row.body, |value| rows_without(value, names, reference, own))? {
                imports.insert(row.import_id);
                with(conn, Found::Rows(store::BlockRow { body, ..row }))?;
            }
        }
        for record in store::with_errors_containing(conn, stored)? {
            let errors = record.errors.as_deref().unwrap_or("[]");
            if let Some(errors) = reworded(errors, |value| errors_without(value, names, reference))? {
                imports.insert(record.id);
                with(conn, Found::Errors(store::ImportRecord { errors: Some(errors), ..record }))?;
            }
        }
    }
    Ok(imports)
}

/// JSON after a change; none where that changes nothing.
fn reworded(stored: &str, change: impl FnOnce(&mut Value)) -> Result<Option<String>> {
    let was: Value = serde_json::from_str(stored).map_err(|error| Error::Internal(format!("what is kept of an import: {error}")))?;
    let mut is = was.clone();
    change(&mut is);
    Ok((is != was).then(|| is.to_string()))
}

/// Rows are lists: the third is their ref, the last a code and what is wrong. `own`: they are people.
fn rows_without(rows: &mut Value, names: &Names, reference: &str, own: bool) {
    for row in rows.as_array_mut().into_iter().flatten() {
        if let Some(named) = row.get_mut(2) {
            reword(named, names, reference, own);
        }
        if let Some(detail) = row.pointer_mut("/4/1") {
            reword(detail, names, reference, false);
        }
    }
}

fn errors_without(errors: &mut Value, names: &Names, reference: &str) {
    for error in errors.as_array_mut().into_iter().flatten() {
        let own = error.get("column").and_then(Value::as_str).is_some_and(|column| COLUMNS.contains(&column));
        for (member, own) in [("value", own), ("detail", false)] {
            if let Some(text) = error.get_mut(member) {
                reword(text, names, reference, own);
            }
        }
    }
}

/// A text without the person: `own` where the whole of it may be their ref or name; in others, addresses and quoted refs only.
fn reword(value: &mut Value, names: &Names, reference: &str, own: bool) {
    let Some(text) = value.as_str() else { return };
    let is_ref = names.refs.iter().any(|known| known.eq_ignore_ascii_case(text));
    let new = match (own, is_ref, names.names.contains(text)) {
        (true, true, _) => reference.to_owned(),
        (true, false, true) => NAME.to_owned(),
        _ => names.refs.iter().fold(text.to_owned(), |text, known| {
            if known.contains('@') {
                without(&text, known, reference)
            } else {
                without(&text, &format!("person {known:?}"), &format!("person {reference:?}"))
            }
        }),
    };
    *value = Value::from(new);
}

/// `text` with `new` in place of `word`, in letters of any case, where that is not a part of a longer address.
fn without(text: &str, word: &str, new: &str) -> String {
    let part = |char: char| char.is_alphanumeric() || "._%+-@".contains(char);
    let (mut kept, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(first) = rest.chars().next() {
        let here = rest.get(..word.len()).filter(|here| here.eq_ignore_ascii_case(word) && !kept.ends_with(part));
        let after = rest.get(word.len()..).filter(|after| here.is_some() && !continues(after));
        if let Some(after) = after {
            kept.push_str(new);
            rest = after;
        } else {
            kept.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    kept
}

/// Does an address go on so? A full stop may end a sentence.
fn continues(after: &str) -> bool {
    let mut chars = after.chars();
    match chars.next() {
        Some('.') => chars.next().is_some_and(char::is_alphanumeric),
        Some(next) => next.is_alphanumeric() || next == '-',
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn an_address_is_taken_out_and_no_longer_one() {
        let cases = [
            ("there is no person \"Ann@x.example\", add it", "there is no person \"-\", add it"),
            ("ann@x.example", "-"),
            ("ann@x.example. Ann@X.example", "-. -"),
            ("joann@x.example, jo.ann@x.example, ann@x.example.org, ann@x.examples", ""),
            ("é ann@x.example é", "é - é"),
            ("", ""),
        ];
        for (text, wanted) in cases {
            let wanted = if wanted.is_empty() { text } else { wanted };
            assert_eq!(without(text, "ann@x.example", "-"), wanted);
        }
    }
}
