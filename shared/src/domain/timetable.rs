//! When checks are due: civil days and the organisation's hour, so that clock changes move nothing.

use super::calendar::{WorkingDays, return_deadline};
use super::day::Day;
use super::period::{FiscalStart, Period};
use chrono::{NaiveDateTime, NaiveTime};

tokens! {
    /// A check of the timetable.
    pub enum Check {
        /// On the first working day after a quarter's return deadline. It comes first: what it mentions, the daily check of
        /// that day need not.
        Quarterly = "quarterly",
        /// Every working day.
        Daily = "daily",
    }
}

/// What the timetable depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timetable {
    /// Which days are worked.
    pub working_days: WorkingDays,
    /// The organisation's hour.
    pub send_at: NaiveTime,
    /// When fiscal years start.
    pub fiscal_start: FiscalStart,
    /// On which working day after a quarter returns are due.
    pub return_deadline_days: u32,
}

impl Timetable {
    /// The first day of a check on an installation that is made at `local`: the next one due, never one that has passed.
    pub fn first(&self, check: Check, local: NaiveDateTime) -> Day {
        let today = Day::from(local.date());
        self.after(check, if local.time() < self.send_at { today.plus(-1) } else { today })
    }

    /// The first day of a check after `day`.
    pub fn after(&self, check: Check, day: Day) -> Day {
        match check {
            Check::Daily => self.working_days.nth_after(day, 1),
            Check::Quarterly => self.quarterly_after(day),
        }
    }

    fn quarterly_after(&self, day: Day) -> Day {
        let candidates = self.quarters_about(day).map(|period| self.quarterly(period));
        candidates.filter(|candidate| *candidate > day).min().unwrap_or(Day::MAX)
    }

    /// The day of a check that was to be made on `next` by the timetable `was`, now that this one is in force: the quarter whose
    /// turn it is keeps its one check, which follows its deadline wherever that goes.
    pub fn moved(&self, check: Check, next: Day, was: &Self, today: Day) -> Day {
        match check {
            // What is due already stays so.
            Check::Daily => next.min(self.after(check, today)),
            Check::Quarterly => {
                let quarter = was.quarter_checked_on(next).filter(|_| was.fiscal_start == self.fiscal_start);
                let otherwise = || if next <= today { next } else { self.after(check, today) };
                quarter.map_or_else(otherwise, |quarter| self.quarterly(quarter))
            }
        }
    }

    /// The latest quarter whose check was to be made by `day`.
    pub fn checked_by(&self, day: Day) -> Option<Period> {
        self.quarters_about(day).filter(|quarter| self.quarterly(*quarter) <= day).max()
    }

    /// The quarter whose check is to be made on `day`, if one is.
    fn quarter_checked_on(&self, day: Day) -> Option<Period> {
        self.quarters_about(day).find(|quarter| self.quarterly(*quarter) == day)
    }

    /// A deadline falls within three months of its quarter's end: those whose check may come next.
    fn quarters_about(&self, day: Day) -> impl Iterator<Item = Period> {
        let current = Period::containing(day, self.fiscal_start);
        (-2..=2).filter_map(move |quarters| current?.plus(quarters))
    }

    /// The day of the check that follows the return deadline of `period`.
    pub fn quarterly(&self, period: Period) -> Day {
        let deadline = return_deadline(period, self.fiscal_start, &self.working_days, self.return_deadline_days);
        self.working_days.nth_after(deadline, 1)
    }

    /// Is a check that is next due on `next` to be made at `local`? On working days, from the organisation's hour on; one that
    /// was missed is made once, on the first such occasion.
    pub fn is_due(&self, next: Day, local: NaiveDateTime) -> bool {
        let today = Day::from(local.date());
        next <= today && local.time() >= self.send_at && self.working_days.is_working_day(today)
    }
}
