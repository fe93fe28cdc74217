//! An UPDATE that stays prepared. Diesel prepares its own anew each time, as the columns that it sets may differ from call to
//! call; planning costs more than running it.

use diesel::backend::Backend;
use diesel::query_builder::{AsChangeset, AstPass, QueryFragment, QueryId};
use diesel::query_dsl::RunQueryDsl;
use diesel::result::QueryResult;

/// `UPDATE table SET changes WHERE condition`, for changes that always set the same columns (`treat_none_as_null`).
pub fn kept_update<T, C: AsChangeset<Target = T>, W>(table: T, changes: C, condition: W) -> KeptUpdate<T, C::Changeset, W> {
    KeptUpdate { table, changes: changes.as_changeset(), condition }
}

/// See [`kept_update`].
#[derive(Debug, Clone)]
pub struct KeptUpdate<T, C, W> {
    table: T,
    changes: C,
    condition: W,
}

/// It is kept by its text: diesel's changesets have no identity of their own.
impl<T, C, W> QueryId for KeptUpdate<T, C, W> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<T, C, W, DB> QueryFragment<DB> for KeptUpdate<T, C, W>
where
    DB: Backend,
    T: QueryFragment<DB>,
    C: QueryFragment<DB>,
    W: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE ");
        self.table.walk_ast(out.reborrow())?;
        out.push_sql(" SET ");
        self.changes.walk_ast(out.reborrow())?;
        out.push_sql(" WHERE ");
        self.condition.walk_ast(out.reborrow())
    }
}

impl<T, C, W, Conn> RunQueryDsl<Conn> for KeptUpdate<T, C, W> {}
