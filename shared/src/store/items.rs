//! What the tables of items without a history of their own have in common.

/// `find`, `list`, `insert` and `update` of the table `$table`, whose rows have an id, a unique ref and a version. The
/// macro `records!` of the calling file is the query of its records; the block adds the filters that are its own.
macro_rules! item_table {
    ($table:ident, $kind:expr, $row:ty, $record:ty, $filter_type:ty, |$query:ident, $filter:ident| $filters:block) => {
        /// The record that `key` names.
        ///
        /// # Errors
        /// Those of the database.
        pub fn find(conn: &mut Conn, key: &Key) -> Result<Option<$record>> {
            let Some(id) = crate::store::refs::find_id(conn, $kind, key)? else {
                return Ok(None);
            };
            Ok(on!(conn, c => records!().filter($table::id.eq(id)).first(c).optional())?)
        }

        /// Records in the order of their refs, at most `page.limit`, from after `page.after`.
        ///
        /// # Errors
        /// Those of the database.
        pub fn list(conn: &mut Conn, $filter: &$filter_type, page: &PageRequest) -> Result<Vec<$record>> {
            let limit = i64::try_from(page.limit).unwrap_or(i64::MAX);
            let rows = on!(conn, c => {
                let mut $query = records!().filter($table::archived_at.is_not_null().eq($filter.archived)).into_boxed::<DB>();
                $filters
                if let Some(text) = &$filter.text {
                    $query = $query.filter($table::search.like(crate::store::contains(text)).escape('\\'));
                }
                if let Some(after) = &page.after {
                    $query = $query.filter($table::ref_key.gt(&after.value));
                }
                $query.order($table::ref_key).limit(limit).load(c)
            })?;
            Ok(rows)
        }

        /// # Errors
        /// [`crate::error::Error::Duplicate`] when the ref is taken.
        pub fn insert(conn: &mut Conn, row: &$row) -> Result<()> {
            on!(conn, c => diesel::insert_into($table::table).values(row).execute(c))?;
            Ok(())
        }

        /// Writes `row` over the row of the version before it; `false` when that is not the stored one any more.
        ///
        /// # Errors
        /// [`crate::error::Error::Duplicate`] when the ref is taken.
        pub fn update(conn: &mut Conn, row: &$row) -> Result<bool> {
            let current = $table::table.filter($table::id.eq(row.id)).filter($table::version.eq(row.version - 1));
            Ok(on!(conn, c => diesel::update(current).set(row).execute(c))? == 1)
        }
    };
}
