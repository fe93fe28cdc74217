//! Pages of lists: how many, and from where.

use crate::db::Conn;
use crate::error::{Error, Result};
use crate::id::Id;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// The size of a page that asks for none.
pub const DEFAULT_LIMIT: usize = 50;
/// The largest page.
pub const MAX_LIMIT: usize = 100;
/// Rows looked at for one page when a filter is on a computed status: then a page may hold fewer items than its limit,
/// and its `next` leads on.
pub const MAX_SCANNED: usize = 2_000;

/// Which page of a list is wanted.
#[derive(Clone, Debug)]
pub struct PageRequest {
    /// At most so many items.
    pub limit: usize,
    /// From after this place.
    pub after: Option<Cursor>,
}

impl PageRequest {
    /// The bound to ask the database for; `None` where the rows can only be some of so few `ids`. PostgreSQL plans a statement that it
    /// keeps without knowing its limit: to reach what it takes for a small one, it would read the whole table in the list's order.
    pub fn limit_among(&self, ids: Option<&[Id]>) -> Option<i64> {
        let few = ids.is_some_and(|ids| ids.len() <= self.limit);
        (!few).then(|| i64::try_from(self.limit).unwrap_or(i64::MAX))
    }
}

/// A place in a sorted list: the sort value and the id of the last row seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Which order it belongs to.
    #[serde(rename = "s")]
    pub sort: String,
    /// The value sorted by.
    #[serde(rename = "v")]
    pub value: String,
    /// The id, which settles ties.
    #[serde(rename = "i")]
    pub id: String,
}

/// Part of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page starts; `None` at the end.
    pub next: Option<Cursor>,
}

impl Cursor {
    /// A place in a list sorted by several one-line texts and then by id.
    pub fn of_parts(sort: &str, parts: &[&str], id: String) -> Self {
        Self { sort: sort.to_owned(), value: parts.join("\n"), id }
    }

    /// The texts that [`Cursor::of_parts`] was given.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it was not given so many.
    pub fn parts<const N: usize>(&self) -> Result<[&str; N]> {
        let parts: Vec<&str> = self.value.split('\n').collect();
        parts.try_into().map_err(|_| not_of_this_list())
    }

    /// PostgreSQL knows no NUL, and fails at one instead of finding nothing.
    fn is_storable(&self) -> bool {
        !self.value.contains('\0') && !self.id.contains('\0')
    }

    /// As an opaque text for a URL, with the mark of the list that it belongs to.
    pub fn encode(&self, mark: &str) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&(mark, self)).unwrap_or_default())
    }

    /// The inverse of [`Cursor::encode`], for lists in that order and of that mark.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the text is not a cursor of such a list.
    pub fn decode(text: &str, sort: &str, mark: &str) -> Result<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        match serde_json::from_slice::<(String, Self)>(&bytes) {
            Ok((marked, cursor)) if cursor.sort == sort && marked == mark && cursor.is_storable() => Ok(cursor),
            _ => Err(not_of_this_list()),
        }
    }
}

/// The error for a cursor that was made elsewhere, or by hand.
pub fn not_of_this_list() -> Error {
    Error::field("?cursor", "invalid_cursor", "is not a cursor of this list, order and filters; follow the `next` of a page")
}

impl<T> Page<T> {
    /// The first `limit` of `rows`, which were read with a limit of one more; `place` tells where a row stands.
    pub fn cut(mut rows: Vec<T>, limit: usize, place: impl Fn(&T) -> Cursor) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(place);
        Self { items: rows, next }
    }

    /// The page with every item turned into something else.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next: self.next }
    }
}

impl PageRequest {
    /// A page of the items that `fits` keeps, read batch by batch with `load`: a filter on what the rules work out
    /// cannot be left to the database. At most `scan` rows are looked at; then the page ends early, and `next` leads on.
    ///
    /// # Errors
    /// Those of `load`.
    pub fn fill<T>(
        &self,
        scan: usize,
        place: impl Fn(&T) -> Cursor,
        fits: impl Fn(&T) -> bool,
        mut load: impl FnMut(&Self) -> Result<Vec<T>>,
    ) -> Result<Page<T>> {
        let mut items: Vec<T> = Vec::new();
        let mut request = Self { limit: self.limit + 1, after: self.after.clone() };
        let mut scanned = 0;
        loop {
            let mut batch = load(&request)?;
            let at_end = batch.len() < request.limit;
            scanned += batch.len();
            request.after = batch.last().map(&place).or(request.after);
            request.limit = MAX_LIMIT;
            batch.retain(&fits);
            items.append(&mut batch);
            if items.len() > self.limit {
                return Ok(Page::cut(items, self.limit, place));
            }
            if at_end {
                return Ok(Page { items, next: None });
            }
            if scanned >= scan {
                return Ok(Page { items, next: request.after });
            }
        }
    }
}

/// Rows read in one go where a use case goes through a whole list: bounds memory, and the values of a query.
const BATCH: usize = 500;

/// Goes through a whole list, batch by batch in the order of refs; `place` gives the ref, as paths write it, of a row.
///
/// # Errors
/// Those of `read` and `each`.
pub fn in_batches<T>(
    conn: &mut Conn,
    mut read: impl FnMut(&mut Conn, &PageRequest) -> Result<Vec<T>>,
    place: impl Fn(&T) -> &str,
    mut each: impl FnMut(&mut Conn, Vec<T>) -> Result<()>,
) -> Result<()> {
    let mut page = PageRequest { limit: BATCH, after: None };
    loop {
        let batch = read(conn, &page)?;
        let at_end = batch.len() < BATCH;
        page.after = batch.last().map(|last| Cursor { sort: "ref".to_owned(), value: place(last).to_owned(), id: String::new() });
        each(conn, batch)?;
        if at_end {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests;
