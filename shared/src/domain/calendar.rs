//! Working days, return deadlines and the day on which a record takes effect.

use super::period::{FiscalStart, Period};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// Which days are worked: not weekends, nor bank holidays of England and Wales, as the organisation has edited them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkingDays {
    /// Days off beyond the computed ones.
    pub extra_holidays: BTreeSet<NaiveDate>,
    /// Computed bank holidays that this organisation works.
    pub worked_holidays: BTreeSet<NaiveDate>,
}

impl WorkingDays {
    /// Is `day` worked?
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        todo!()
    }

    /// The `n`th working day after `day` (day 1 is the first); `day` itself for 0.
    pub fn nth_after(&self, day: NaiveDate, n: u32) -> NaiveDate {
        todo!()
    }
}

/// Is `day` a bank holiday in England and Wales? Computed, with Easter, substitute days and a table of one-offs.
pub fn is_bank_holiday(day: NaiveDate) -> bool {
    todo!()
}

/// The last day on which returns for `period` are in time: the `days`th working day after its last day.
pub fn return_deadline(period: Period, start: FiscalStart, working_days: &WorkingDays, days: u32) -> NaiveDate {
    working_days.nth_after(period.last_day(start), days)
}

/// The day on which a record filed on `filed` for `period` takes effect: the earlier of the two.
pub fn effect_day(filed: NaiveDate, period: Period, start: FiscalStart) -> NaiveDate {
    filed.min(period.last_day(start))
}
