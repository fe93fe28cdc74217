//! The use cases that are the same for all items without a status to compute.

/// The use cases `get`, `list`, `create`, `update` and `patch` of items of `$kind`. The calling file says what is their
/// own: `filter` (from a query to what is stored), `row` (from a checked draft to a row, with the rules that need the
/// record), `draft_of` (back from a record to the draft that would write it again) and `view`.
macro_rules! item_use_cases {
    ($kind:expr, $query:ty, $draft:ty, $view:ty, $row:ident, $record:ty) => {
        /// The item that `key` names.
        ///
        /// # Errors
        /// [`Error::NotFound`] when there is none.
        pub fn get(conn: &mut Conn, key: &Key) -> Result<$view> {
            store::find(conn, key)?.map(view).ok_or_else(|| Error::not_found($kind.name(), key))
        }

        /// A page of items in the order of their refs.
        ///
        /// # Errors
        /// [`Error::Invalid`] when the query names something unknown.
        pub fn list(conn: &mut Conn, query: $query, page: &PageRequest) -> Result<Page<$view>> {
            let filter = filter(conn, query)?;
            let place = |item: &$view| Cursor { sort: SORT.to_owned(), value: ref_key(&item.reference), id: item.id.to_string() };
            page.fill(MAX_SCANNED, place, |_| true, |page| Ok(store::list(conn, &filter, page)?.into_iter().map(view).collect()))
        }

        /// Makes an item.
        ///
        /// # Errors
        /// [`Error::Invalid`] for its fields, [`Error::Conflict`] when its ref is taken.
        pub fn create(conn: &mut Conn, context: &Context, draft: $draft) -> Result<Id> {
            context.authority.check_common(&format!("a {}", $kind.name()))?;
            let row = row(conn, context, draft.check()?, None)?;
            store::insert(conn, &row).map_err(|error| ref_taken(error, $kind, &row.reference))?;
            note_item(conn, context, row.id, None)?;
            Ok(row.id)
        }

        /// Writes `draft` over the stored item, unless it says the same.
        ///
        /// # Errors
        /// As [`create`]; [`Error::Conflict`] when it was changed meanwhile.
        pub fn update(conn: &mut Conn, context: &Context, record: &$record, draft: $draft) -> Result<Change> {
            let current = &record.row;
            context.authority.check_common(&format!("a {}", $kind.name()))?;
            context.expected.check(current.version)?;
            let row = row(conn, context, draft.check()?, Some(current))?;
            if ($row { version: current.version, updated_at: current.updated_at, ..row.clone() }) == *current {
                return Ok(Change::Unchanged);
            }
            let written = store::update(conn, &row).map_err(|error| ref_taken(error, $kind, &row.reference))?;
            if !written {
                return Err(changed_meanwhile());
            }
            note_item(conn, context, row.id, Some(&draft_of(record)))?;
            Ok(Change::Updated)
        }

        /// Notes what has become of an item in its history, as the draft that would write it so.
        fn note_item(conn: &mut Conn, context: &Context, id: Id, before: Option<&$draft>) -> Result<()> {
            let Some(after) = store::find(conn, &Key::Id(id))? else { return Ok(()) };
            history::note(conn, context, About::item($kind, id, &after.row.reference), before, Some(&draft_of(&after)))
        }

        /// Changes an item by a JSON Merge Patch, and gives its id.
        ///
        /// # Errors
        /// As [`update`]; [`Error::NotFound`] when there is none.
        pub fn patch(conn: &mut Conn, context: &Context, key: &Key, patch: &serde_json::Value) -> Result<Id> {
            let find = |conn: &mut Conn| store::find(conn, key)?.ok_or_else(|| Error::not_found($kind.name(), key));
            let record = for_change(conn, $kind, |record: &$record| record.row.id, find)?;
            let draft = merged(&draft_of(&record), patch)?;
            let id = record.row.id;
            update(conn, context, &record, draft)?;
            Ok(id)
        }
    };
}
