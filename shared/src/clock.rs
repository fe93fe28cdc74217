//! The one place that reads the machine's clock.

use crate::digits;
use crate::domain::day::Day;
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// An instant, to the microsecond: what both databases keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// The present as a use case sees it. Passed in, so that a rule never asks for it.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// The instant.
    pub instant: Timestamp,
    /// The day that a trial has fixed.
    fixed_today: Option<Day>,
}

/// Tells the time.
#[derive(Clone, Debug)]
pub struct Clock {
    source: Source,
    fixed_today: Option<Day>,
}

#[derive(Clone, Debug)]
enum Source {
    System,
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock; for trials, the organisation's day can be fixed.
    pub const fn system(fixed_today: Option<Day>) -> Self {
        Self { source: Source::System, fixed_today }
    }

    /// A clock that stands still until it is set. Clones share its time.
    pub fn manual(start: Timestamp) -> Self {
        Self { source: Source::Manual(Arc::new(AtomicI64::new(start.0))), fixed_today: None }
    }

    /// Moves a manual clock; the machine's clock is left alone.
    pub fn set(&self, instant: Timestamp) {
        if let Source::Manual(micros) = &self.source {
            micros.store(instant.0, Ordering::SeqCst);
        }
    }

    /// The present.
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> Now {
        let micros = match &self.source {
            Source::System => Utc::now().timestamp_micros(),
            Source::Manual(micros) => micros.load(Ordering::SeqCst),
        };
        Now { instant: Timestamp(micros), fixed_today: self.fixed_today }
    }
}

impl Now {
    /// The present of a trial, or of a test.
    pub const fn at(instant: Timestamp, fixed_today: Option<Day>) -> Self {
        Self { instant, fixed_today }
    }

    /// The organisation's day.
    pub fn today(&self, zone: Tz) -> Day {
        self.local(zone).date().into()
    }

    /// The organisation's day and time of day.
    pub fn local(&self, zone: Tz) -> NaiveDateTime {
        let local = self.instant.utc().with_timezone(&zone).naive_local();
        self.fixed_today.map_or(local, |day| day.and_time(local.time()))
    }
}

impl Timestamp {
    /// The instant so many microseconds after 1970.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// As a date and time in UTC.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or_default()
    }

    /// The instant so much later (or earlier, if negative).
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration.num_microseconds().unwrap_or(i64::MAX)))
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(instant: DateTime<Utc>) -> Self {
        Self(instant.timestamp_micros())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        digits::instant(self.utc(), f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl FromStr for Timestamp {
    type Err = NotAnInstant;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        DateTime::parse_from_rfc3339(text).map(|instant| instant.to_utc().into()).map_err(|_| NotAnInstant)
    }
}

/// A text that is no instant.
#[derive(Debug, thiserror::Error)]
#[error("must be an instant such as 2017-10-16T08:00:00Z")]
pub struct NotAnInstant;

impl utoipa::PartialSchema for Timestamp {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::DateTime)))
            .description(Some("An instant in UTC (RFC 3339), to the microsecond."))
            .examples([serde_json::json!("2017-10-16T08:00:00.000000Z")])
            .into()
    }
}

impl utoipa::ToSchema for Timestamp {}
