//! Civil days.

use crate::digits::{digits, put};
use chrono::{Datelike, NaiveDate, TimeDelta};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

/// A civil day, `2026-10-15`: read in that one form (RFC 3339, `full-date`), and written so in one piece.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

/// Why a text is not a [`Day`].
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be a day such as 2026-10-15")]
pub struct DayError;

impl Day {
    /// Later than all that anything is recorded for.
    pub const MAX: Self = Self(NaiveDate::MAX);

    /// That day of the calendar; `None` where it has none.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// The day so many days later (negative: earlier); itself at either end of time.
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        let moved = TimeDelta::try_days(days).and_then(|days| self.checked_add_signed(days));
        moved.map_or(self, Self)
    }

    /// It and every later day.
    pub fn onwards(self) -> impl Iterator<Item = Self> {
        self.iter_days().map(Self)
    }

    /// How many days after `earlier` it is.
    pub fn since(self, earlier: Self) -> i64 {
        self.signed_duration_since(*earlier).num_days()
    }

    /// Years of four digits are all that anything is recorded for; what lies outside them is left to chrono.
    pub(crate) fn full_date(self) -> Option<[u8; 10]> {
        let year = u32::try_from(self.year()).ok().filter(|year| *year < 10_000)?;
        let ([a, b, c, d], [e, g], [h, i]) = (digits(year), digits(self.month()), digits(self.day()));
        Some([a, b, c, d, b'-', e, g, b'-', h, i])
    }
}

impl Deref for Day {
    type Target = NaiveDate;

    fn deref(&self) -> &NaiveDate {
        &self.0
    }
}

impl From<NaiveDate> for Day {
    fn from(day: NaiveDate) -> Self {
        Self(day)
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let &[a, b, c, d, b'-', e, g, b'-', h, i] = text.as_bytes() else { return Err(DayError) };
        let (year, month, day) = (number([a, b, c, d]), number([e, g]), number([h, i]));
        let day = year.zip(month).zip(day).and_then(|((year, month), day)| Self::new(year.try_into().ok()?, month, day));
        day.ok_or(DayError)
    }
}

fn number<const N: usize>(digits: [u8; N]) -> Option<u32> {
    digits.into_iter().try_fold(0, |number, digit| Some(number * 10 + char::from(digit).to_digit(10)?))
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.full_date() {
            Some(text) => put(f, &text),
            None => self.0.fmt(f),
        }
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.full_date().as_ref().map(|text| str::from_utf8(text)) {
            Some(Ok(text)) => serializer.serialize_str(text),
            _ => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl serde::de::Visitor<'_> for Text {
            type Value = Day;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a day such as 2026-10-15")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Day, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Text)
    }
}

impl utoipa::PartialSchema for Day {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::Date)))
            .description(Some("A civil day (RFC 3339, full-date)."))
            .examples([serde_json::json!("2026-10-15")])
            .into()
    }
}

impl utoipa::ToSchema for Day {}

#[cfg(test)]
mod tests;
