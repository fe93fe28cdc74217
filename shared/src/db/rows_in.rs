//! `(columns) IN (subquery)`: rows named by several columns at once, which diesel has no word for.

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::Bool;

/// Is the row that these columns name, none of them null, among the rows of `subquery`?
pub fn rows_in<C: Expression, S>(columns: C, subquery: S) -> RowsIn<C, S> {
    RowsIn { columns, subquery }
}

/// See [`rows_in`].
#[derive(Debug, Clone, QueryId)]
pub struct RowsIn<C, S> {
    columns: C,
    subquery: S,
}

// The subquery is whole in itself: whether the query around it groups depends on the columns alone.
impl<C: ValidGrouping<G>, S, G> ValidGrouping<G> for RowsIn<C, S> {
    type IsAggregate = C::IsAggregate;
}

impl<C: Expression, S> Expression for RowsIn<C, S> {
    type SqlType = Bool;
}

impl<C: AppearsOnTable<QS>, S, QS> AppearsOnTable<QS> for RowsIn<C, S> where Self: Expression {}

impl<C: SelectableExpression<QS>, S, QS> SelectableExpression<QS> for RowsIn<C, S> where Self: AppearsOnTable<QS> {}

impl<C, S, DB> QueryFragment<DB> for RowsIn<C, S>
where
    DB: diesel::backend::Backend,
    C: QueryFragment<DB>,
    S: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("(");
        self.columns.walk_ast(out.reborrow())?;
        out.push_sql(") IN (");
        self.subquery.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}
