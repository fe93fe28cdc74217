//! How values of ours are stored: the same way on both databases.

use crate::clock::Timestamp;
use crate::domain::action::Lifecycle;
use crate::domain::alert::{ItemKind, Rule};
use crate::domain::indicator::{Basis, Category, DirectionBasis, Frequency, Polarity, ToleranceKind};
use crate::domain::number::Figure;
use crate::domain::period::{Period, Quarter};
use crate::domain::plan::{Language, PeriodState, PlanLevel, ProjectStatus};
use crate::domain::risk::{Band, Factor, Movement, RiskKind};
use crate::domain::status::{Direction, Rag};
use crate::id::Id;
use crate::model::key::Role;
use crate::model::notification::State;
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromStaticSqlRow, Queryable};
use diesel::expression::AsExpression;
use diesel::internal::derives::as_expression::Bound;
use diesel::pg::Pg;
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Integer, Nullable, SingleValue, Text};
use diesel::sqlite::Sqlite;

/// Stores `$type` as the SQL type `$sql`, through the Rust type `$raw`.
macro_rules! stored {
    ($($type:ty),+ => $sql:ty, $raw:ty, $into:expr, $from:expr) => {$(
        impl AsExpression<$sql> for $type {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl AsExpression<Nullable<$sql>> for $type {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<'a> AsExpression<$sql> for &'a $type {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<'a> AsExpression<Nullable<$sql>> for &'a $type {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<DB: Backend> ToSql<Nullable<$sql>, DB> for $type where $type: ToSql<$sql, DB> {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                <$type as ToSql<$sql, DB>>::to_sql(self, out)
            }
        }
        impl ToSql<$sql, Sqlite> for $type {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                let into: fn(&$type) -> $raw = $into;
                out.set_value(into(self));
                Ok(IsNull::No)
            }
        }
        impl ToSql<$sql, Pg> for $type {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                let into: fn(&$type) -> $raw = $into;
                <$raw as ToSql<$sql, Pg>>::to_sql(&into(self), &mut out.reborrow())
            }
        }
        impl<DB: Backend> FromSql<$sql, DB> for $type where $raw: FromSql<$sql, DB> {
            fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let from: fn($raw) -> Option<$type> = $from;
                let raw = <$raw as FromSql<$sql, DB>>::from_sql(bytes)?;
                from(raw).ok_or_else(|| concat!("a stored value is not a ", stringify!($type)).into())
            }
        }
        impl<ST: SingleValue, DB: Backend> Queryable<ST, DB> for $type where $type: FromStaticSqlRow<ST, DB> {
            type Row = Self;
            fn build(row: Self) -> deserialize::Result<Self> { Ok(row) }
        }
        impl QueryId for $type {
            type QueryId = Self;
            const HAS_STATIC_QUERY_ID: bool = false;
        }
    )+};
}

stored!(Id => Text, String, |id| id.to_string(), |text| text.parse().ok());
stored!(Timestamp => BigInt, i64, |instant| instant.micros(), |micros| Some(Timestamp::from_micros(micros)));
stored!(Figure => BigInt, i64, |figure| figure.millionths(), Figure::from_millionths);
stored!(Factor => Integer, i32, |factor| factor.value(), Factor::new);
stored!(Period => Integer, i32, |period| period.index(), Period::from_index);
stored!(
    Band, Basis, Category, Direction, DirectionBasis, Frequency, ItemKind, Language, Lifecycle, Movement, PeriodState, PlanLevel,
    Polarity, ProjectStatus, Quarter, Rag, RiskKind, Role, Rule, State, ToleranceKind
    => Text, String, |token| token.as_str().to_owned(), |text| text.parse().ok()
);
