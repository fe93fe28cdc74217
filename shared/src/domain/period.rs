//! Fiscal years, quarters and periods.

use super::day::Day;
use crate::digits::{digits, put};
use chrono::{Datelike, Months};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

tokens! {
    /// A quarter of a fiscal year.
    pub enum Quarter {
        /// The first three months.
        Q1 = "Q1",
        /// The second.
        Q2 = "Q2",
        /// The third.
        Q3 = "Q3",
        /// The last.
        Q4 = "Q4",
    }
}

/// A quarter of a fiscal year: `2017-18-Q2`. Ordered in time.
///
/// The year is the calendar year of the fiscal year's first day, whatever day that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period(i32);

/// Why a text is not a [`Period`].
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be a period such as 2017-18-Q2, of a year from 1900 to 2199")]
pub struct PeriodError;

/// The day on which fiscal years start: a day from 1 to 28 of any month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "RawFiscalStart", into = "RawFiscalStart")]
pub struct FiscalStart {
    /// 1 to 12.
    #[schema(minimum = 1, maximum = 12)]
    month: u32,
    /// 1 to 28.
    #[schema(minimum = 1, maximum = 28)]
    day: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFiscalStart {
    month: u32,
    day: u32,
}

const FIRST_YEAR: i32 = 1900;
const LAST_YEAR: i32 = 2199;

impl FiscalStart {
    /// 1 April.
    pub const APRIL: Self = Self { month: 4, day: 1 };

    /// A start on that day of that month; `None` unless the day is 1–28 and the month 1–12.
    pub fn new(month: u32, day: u32) -> Option<Self> {
        ((1..=12).contains(&month) && (1..=28).contains(&day)).then_some(Self { month, day })
    }
}

impl Default for FiscalStart {
    fn default() -> Self {
        Self::APRIL
    }
}

impl TryFrom<RawFiscalStart> for FiscalStart {
    type Error = &'static str;

    fn try_from(raw: RawFiscalStart) -> Result<Self, Self::Error> {
        Self::new(raw.month, raw.day).ok_or("must be a day from 1 to 28 of a month from 1 to 12")
    }
}

impl From<FiscalStart> for RawFiscalStart {
    fn from(start: FiscalStart) -> Self {
        Self { month: start.month, day: start.day }
    }
}

impl Period {
    /// The first there is.
    pub const FIRST: Self = Self(FIRST_YEAR * 4);
    /// The last there is.
    pub const LAST: Self = Self(LAST_YEAR * 4 + 3);

    /// The quarter of the fiscal year that starts in calendar year `year`; `None` outside 1900–2199.
    pub fn new(year: i32, quarter: Quarter) -> Option<Self> {
        Self::from_index(year.checked_mul(4)?.checked_add(quarter as i32)?)
    }

    /// The inverse of [`Period::index`].
    pub fn from_index(index: i32) -> Option<Self> {
        (Self::FIRST.0..=Self::LAST.0).contains(&index).then_some(Self(index))
    }

    /// A number that grows by one from each quarter to the next: how a period is stored.
    pub const fn index(self) -> i32 {
        self.0
    }

    /// The calendar year in which its fiscal year starts.
    pub const fn year(self) -> i32 {
        self.0.div_euclid(4)
    }

    /// Which quarter of the fiscal year it is.
    pub const fn quarter(self) -> Quarter {
        match self.0.rem_euclid(4) {
            0 => Quarter::Q1,
            1 => Quarter::Q2,
            2 => Quarter::Q3,
            _ => Quarter::Q4,
        }
    }

    /// The period so many quarters away (negative: earlier); `None` outside 1900–2199.
    pub fn plus(self, quarters: i32) -> Option<Self> {
        Self::from_index(self.0.checked_add(quarters)?)
    }

    /// The first day, for fiscal years that start on `start`.
    pub fn first_day(self, start: FiscalStart) -> Day {
        let year_start = self.first_day_of_year(start);
        year_start.checked_add_months(Months::new(3 * self.quarter() as u32)).map_or(year_start, Day::from)
    }

    /// The last day.
    pub fn last_day(self, start: FiscalStart) -> Day {
        let first = self.first_day(start);
        first.checked_add_months(Months::new(3)).map_or(first, |next| Day::from(next).plus(-1))
    }

    /// The first day of the fiscal year it belongs to.
    pub fn first_day_of_year(self, start: FiscalStart) -> Day {
        Day::new(self.year(), start.month, start.day).unwrap_or_default()
    }

    /// The period that holds `day`; `None` outside 1900–2199.
    pub fn containing(day: Day, start: FiscalStart) -> Option<Self> {
        let shifted_months = day.year() * 12 + day.month0() as i32 - (start.month as i32 - 1) - i32::from(day.day() < start.day);
        Self::from_index(shifted_months.div_euclid(3))
    }

    /// The latest period that ended before `day`.
    pub fn latest_ended_before(day: Day, start: FiscalStart) -> Option<Self> {
        Self::containing(day, start)?.plus(-1)
    }

    /// For people: `Q2 2017/18`.
    pub fn label(self) -> String {
        format!("{} {}/{:02}", self.quarter(), self.year(), (self.year() + 1).rem_euclid(100))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.year().unsigned_abs();
        let ([a, b, c, d], [e, g], [quarter]) = (digits(year), digits(year + 1), digits(self.quarter() as u32 + 1));
        put(f, &[a, b, c, d, b'-', e, g, b'-', b'Q', quarter])
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let mut parts = text.splitn(3, '-');
        let (year, next, quarter) = (parts.next(), parts.next(), parts.next());
        let year = year.filter(|year| year.len() == 4).and_then(|year| year.parse::<i32>().ok()).ok_or(PeriodError)?;
        let quarter = quarter.and_then(|quarter| quarter.parse::<Quarter>().ok()).ok_or(PeriodError)?;
        let period = Self::new(year, quarter).ok_or(PeriodError)?;
        // `2017-19-Q2` is a slip of the pen, not another period.
        if next == Some(format!("{:02}", (year + 1).rem_euclid(100)).as_str()) { Ok(period) } else { Err(PeriodError) }
    }
}

/// Is it the label of a fiscal year, such as `2019/20`?
pub fn is_fiscal_year(label: &str) -> bool {
    label.split_once('/').is_some_and(|(year, next)| format!("{year}-{next}-Q1").parse::<Period>().is_ok())
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl utoipa::PartialSchema for Period {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .description(Some("A quarter of a fiscal year."))
            .pattern(Some(r"^(19|20|21)\d{2}-\d{2}-Q[1-4]$"))
            .examples([serde_json::json!("2017-18-Q2")])
            .into()
    }
}

impl utoipa::ToSchema for Period {}

#[cfg(test)]
mod tests;
