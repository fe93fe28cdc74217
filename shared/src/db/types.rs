//! How values of ours are stored: the same way on both databases.

use crate::clock::Timestamp;
use crate::domain::access::Role;
use crate::domain::action::Lifecycle;
use crate::domain::alert::{ItemKind, Rule};
use crate::domain::indicator::{Basis, Category, DirectionBasis, Frequency, Polarity, ToleranceKind};
use crate::domain::number::Figure;
use crate::domain::period::{Period, Quarter};
use crate::domain::plan::{Language, PeriodState, PlanLevel, ProjectStatus};
use crate::domain::risk::{Band, Factor, Movement, RiskKind};
use crate::domain::status::{Direction, Rag};
use crate::id::Id;
use crate::model::notification::State;
use chrono::NaiveDate;
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow, FromStaticSqlRow, Queryable};
use diesel::expression::AsExpression;
use diesel::internal::derives::as_expression::Bound;
use diesel::pg::{Pg, PgValue};
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Date, Integer, Nullable, SingleValue, Text};
use diesel::sqlite::{Sqlite, SqliteValue};

/// Stores `$type` as the SQL type `$sql`, through the Rust type `$raw`.
macro_rules! stored {
    ($($type:ty),+ => $sql:ty, $raw:ty, $into:expr, $from:expr) => {$(
        bound!($type, $sql, $raw, $into);
        impl<DB: Backend> FromSql<$sql, DB> for $type where $raw: FromSql<$sql, DB> {
            fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let from: fn($raw) -> Option<$type> = $from;
                let raw = <$raw as FromSql<$sql, DB>>::from_sql(bytes)?;
                from(raw).ok_or_else(|| concat!("a stored value is not a ", stringify!($type)).into())
            }
        }
    )+};
}

/// Stores `$type` as the text that it displays and parses; read where it lies.
macro_rules! stored_text {
    ($($type:ty),+) => {$(
        bound!($type, Text, String, |value| value.to_string());
        impl FromSql<Text, Sqlite> for $type {
            fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
                Ok(value.read_text().parse()?)
            }
        }
        impl FromSql<Text, Pg> for $type {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                Ok(str::from_utf8(value.as_bytes())?.parse()?)
            }
        }
    )+};
}

/// What writing and selecting `$type` take.
macro_rules! bound {
    ($type:ty, $sql:ty, $raw:ty, $into:expr) => {
        impl AsExpression<$sql> for $type {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }
        impl AsExpression<Nullable<$sql>> for $type {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }
        impl<'a> AsExpression<$sql> for &'a $type {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }
        impl<'a> AsExpression<Nullable<$sql>> for &'a $type {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }
        impl<DB: Backend> ToSql<Nullable<$sql>, DB> for $type
        where
            $type: ToSql<$sql, DB>,
        {
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
        impl<ST: SingleValue, DB: Backend> Queryable<ST, DB> for $type
        where
            $type: FromStaticSqlRow<ST, DB>,
        {
            type Row = Self;
            fn build(row: Self) -> deserialize::Result<Self> {
                Ok(row)
            }
        }
        impl QueryId for $type {
            type QueryId = Self;
            const HAS_STATIC_QUERY_ID: bool = false;
        }
    };
}

stored!(Timestamp => BigInt, i64, |instant| instant.micros(), |micros| Some(Timestamp::from_micros(micros)));
stored!(Figure => BigInt, i64, |figure| figure.millionths(), Figure::from_millionths);
stored!(Factor => Integer, i32, |factor| factor.value(), Factor::new);
stored!(Period => Integer, i32, |period| period.index(), Period::from_index);
stored_text!(
    Id,
    Band,
    Basis,
    Category,
    Direction,
    DirectionBasis,
    Frequency,
    ItemKind,
    Language,
    Lifecycle,
    Movement,
    PeriodState,
    PlanLevel,
    Polarity,
    ProjectStatus,
    Quarter,
    Rag,
    RiskKind,
    Role,
    Rule,
    State,
    ToleranceKind
);

/// A civil date of a row: diesel's own reading of SQLite's text tries one pattern after another.
#[derive(Debug, FromSqlRow)]
pub struct Day(NaiveDate);

impl From<Day> for NaiveDate {
    fn from(day: Day) -> Self {
        day.0
    }
}

impl FromSql<Date, Sqlite> for Day {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let text = value.read_text();
        civil(text).map(Self).ok_or_else(|| "a stored value is not a date".into())
    }
}

fn civil(text: &str) -> Option<NaiveDate> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

impl FromSql<Date, Pg> for Day {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        FromSql::<Date, Pg>::from_sql(value).map(Self)
    }
}

/// The same, or none.
#[derive(Debug, FromSqlRow)]
pub struct MaybeDay(Option<NaiveDate>);

impl From<MaybeDay> for Option<NaiveDate> {
    fn from(day: MaybeDay) -> Self {
        day.0
    }
}

impl<DB: Backend> FromSql<Nullable<Date>, DB> for MaybeDay
where
    Day: FromSql<Date, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Self::from_nullable_sql(Some(value))
    }

    fn from_nullable_sql(value: Option<DB::RawValue<'_>>) -> deserialize::Result<Self> {
        Ok(Self(value.map(Day::from_sql).transpose()?.map(NaiveDate::from)))
    }
}
