//! How values of ours are stored: the same way on both databases.

use crate::clock::Timestamp;
use crate::domain::access::Role;
use crate::domain::action::Lifecycle;
use crate::domain::alert::{Ending, ItemKind, Quiet, Rule};
use crate::domain::day::Day;
use crate::domain::indicator::{Basis, Category, DirectionBasis, Frequency, Polarity, ToleranceKind};
use crate::domain::number::Figure;
use crate::domain::period::{Period, Quarter};
use crate::domain::plan::{Language, NarrativeState, PeriodState, PlanLevel, ProjectStatus};
use crate::domain::reminder::{OptionalMail, Workday};
use crate::domain::risk::{Band, Factor, Movement, RiskKind};
use crate::domain::rollup::Part;
use crate::domain::status::{Direction, Rag};
use crate::id::Id;
use crate::model::history::{Event, Subject};
use crate::model::import::{ImportState, Mode};
use crate::model::notification::State;
use crate::model::webhook::{DeliveryState, EventType, HookState};
use chrono::NaiveDate;
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromStaticSqlRow, Queryable};
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

/// What writing `$type` as `$raw`, and selecting it, take.
macro_rules! bound {
    ($type:ty, $sql:ty, $raw:ty, $into:expr) => {
        expressed!($type, $sql);
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
    };
}

/// What `$type` needs to stand in queries and rows.
macro_rules! expressed {
    ($type:ty, $sql:ty) => {
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
    ImportState,
    ItemKind,
    Language,
    Lifecycle,
    Mode,
    OptionalMail,
    Workday,
    Movement,
    NarrativeState,
    Part,
    PeriodState,
    PlanLevel,
    Polarity,
    ProjectStatus,
    Quarter,
    Quiet,
    Ending,
    Rag,
    RiskKind,
    Role,
    Event,
    Subject,
    Rule,
    State,
    DeliveryState,
    EventType,
    HookState,
    ToleranceKind
);

expressed!(Day, Date);

impl ToSql<Date, Sqlite> for Day {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.to_string());
        Ok(IsNull::No)
    }
}

impl ToSql<Date, Pg> for Day {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <NaiveDate as ToSql<Date, Pg>>::to_sql(self, &mut out.reborrow())
    }
}

/// Diesel's own reading of SQLite's text tries one pattern after another.
impl FromSql<Date, Sqlite> for Day {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(value.read_text().parse()?)
    }
}

impl FromSql<Date, Pg> for Day {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        <NaiveDate as FromSql<Date, Pg>>::from_sql(value).map(Self::from)
    }
}
