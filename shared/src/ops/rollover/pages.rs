//! Pages of a list of actions and then indicators, each by ref.

use crate::db::page::{Cursor, PageRequest, not_of_this_list};
use crate::domain::alert::ItemKind;
use crate::error::Result;

/// In which of the two a page starts, and from after which ref.
pub(super) fn start(page: &PageRequest, sort: &str) -> Result<(ItemKind, Option<Cursor>)> {
    let Some(cursor) = page.after.as_ref() else { return Ok((ItemKind::Action, None)) };
    if cursor.sort != sort {
        return Err(not_of_this_list());
    }
    let [kind, key] = cursor.parts()?;
    let kind = kind.parse().map_err(|_| not_of_this_list())?;
    Ok((kind, Some(by_ref(key)).filter(|after| !after.value.is_empty())))
}

/// The place after the item of that kind and ref; before the first of the kind, where the ref is empty.
pub(super) fn after(sort: &str, kind: ItemKind, key: &str) -> Cursor {
    Cursor::of_parts(sort, &[kind.as_str(), key], String::new())
}

/// The place in a list by refs.
pub(super) fn by_ref(key: &str) -> Cursor {
    Cursor { sort: "ref".to_owned(), value: key.to_owned(), id: String::new() }
}
