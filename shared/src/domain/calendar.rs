//! Working days, return deadlines and the day on which a record takes effect.

use super::day::Day;
use super::period::{FiscalStart, Period};
use chrono::{Datelike, Weekday};
use std::collections::BTreeSet;

/// Which days are worked: not weekends, nor bank holidays of England and Wales, as the organisation has edited them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkingDays {
    /// Days off beyond the computed ones.
    pub extra_holidays: BTreeSet<Day>,
    /// Computed bank holidays that this organisation works.
    pub worked_holidays: BTreeSet<Day>,
}

impl WorkingDays {
    /// Is `day` worked?
    pub fn is_working_day(&self, day: Day) -> bool {
        let holiday = is_bank_holiday(day) && !self.worked_holidays.contains(&day);
        !is_weekend(day) && !holiday && !self.extra_holidays.contains(&day)
    }

    /// The `n`th working day after `day` (day 1 is the first); `day` itself for 0.
    pub fn nth_after(&self, day: Day, n: u32) -> Day {
        (0..n).fold(day, |day, _| day.onwards().skip(1).find(|&next| self.is_working_day(next)).unwrap_or(day))
    }
}

/// Bank holidays that were given once: jubilees, weddings, a funeral, a coronation, the millennium, VE days, and the days to
/// which the spring holiday was moved to join a jubilee.
const ONE_OFFS: [(i32, u32, u32); 13] = [
    (1981, 7, 29),
    (1995, 5, 8),
    (1999, 12, 31),
    (2002, 6, 3),
    (2002, 6, 4),
    (2011, 4, 29),
    (2012, 6, 4),
    (2012, 6, 5),
    (2020, 5, 8),
    (2022, 6, 2),
    (2022, 6, 3),
    (2022, 9, 19),
    (2023, 5, 8),
];

/// Usual bank holidays that were moved elsewhere that year.
const MOVED_AWAY: [(i32, u32, u32); 5] = [(1995, 5, 1), (2002, 5, 27), (2012, 5, 28), (2020, 5, 4), (2022, 5, 30)];

/// Is `day` a bank holiday in England and Wales? Computed, with Easter, substitute days and a table of one-offs. Never a
/// weekend: what falls on one has its substitute. Good for years from 1978, the first with an early May holiday.
pub fn is_bank_holiday(day: Day) -> bool {
    let date = (day.year(), day.month(), day.day());
    !is_weekend(day) && (ONE_OFFS.contains(&date) || is_usual_holiday(day) && !MOVED_AWAY.contains(&date))
}

fn is_weekend(day: Day) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Is this weekday a holiday by the yearly rules alone?
fn is_usual_holiday(day: Day) -> bool {
    use Weekday::{Fri, Mon, Tue};
    let falls_on_easter = |days| Some(day.plus(days)) == easter_sunday(day.year());
    match (day.month(), day.day(), day.weekday()) {
        // The day itself, and the Monday that stands in for a Saturday or Sunday.
        (1, 1, _) | (1, 2 | 3, Mon) => true,
        // The first and last Mondays of May, and the last of August.
        (5, 1..=7 | 25..=31, Mon) | (8, 25..=31, Mon) => true,
        // The two days, and those that stand in: the 27th for Christmas Day, the 28th for Boxing Day.
        (12, 25 | 26, _) | (12, 27 | 28, Mon | Tue) => true,
        (3 | 4, _, Fri) => falls_on_easter(2),
        (3 | 4, _, Mon) => falls_on_easter(-1),
        _ => false,
    }
}

/// Easter Sunday: the Sunday after the first ecclesiastical full moon from 21 March on. `None` before the Gregorian calendar.
fn easter_sunday(year: i32) -> Option<Day> {
    if year < 1583 {
        return None;
    }
    let (century, golden) = (year / 100, year % 19);
    // Days from 21 March to that full moon; two dates that the cycle of 19 years would reach too late come a day earlier.
    let raw = (19 * golden + century - century / 4 - (8 * century + 13) / 25 + 15) % 30;
    let moon = raw - (raw / 28) * (1 - (29 / (raw + 1)) * ((21 - golden) / 11));
    // The moon's day of the week, Sunday being 0: Easter is the Sunday after it, never the day itself.
    let weekday = (year + year / 4 + moon + 2 - century + century / 4) % 7;
    Some(Day::new(year, 3, 28)?.plus(i64::from(moon - weekday)))
}

/// The last day on which returns for `period` are in time: the `days`th working day after its last day.
pub fn return_deadline(period: Period, start: FiscalStart, working_days: &WorkingDays, days: u32) -> Day {
    working_days.nth_after(period.last_day(start), days)
}

/// The day on which a record filed on `filed` for `period` takes effect: the earlier of the two.
pub fn effect_day(filed: Day, period: Period, start: FiscalStart) -> Day {
    filed.min(period.last_day(start))
}

#[cfg(test)]
mod tests;
