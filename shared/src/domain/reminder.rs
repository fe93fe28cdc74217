//! How often a person wants the reminders that they may do without. Duties are no matter of choice.

use super::calendar::WorkingDays;
use super::day::Day;
use chrono::Datelike;

tokens! {
    /// How often optional reminders come.
    pub enum OptionalMail {
        /// As soon as there is something.
        Daily = "daily",
        /// On one day of the week.
        Weekly = "weekly",
        /// Never.
        Off = "off",
    }
}

tokens! {
    /// A day on which councils work.
    pub enum Workday {
        /// The first day of the week.
        Monday = "monday",
        /// The day after.
        Tuesday = "tuesday",
        /// The middle of the week.
        Wednesday = "wednesday",
        /// The day after.
        Thursday = "thursday",
        /// The last.
        Friday = "friday",
    }
}

/// What a person has chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preference {
    /// How often.
    pub how: OptionalMail,
    /// On which day, where it is weekly.
    pub day: Workday,
}

impl Preference {
    /// What was chosen, or as soon as there is something; weekly is on Mondays unless another day was.
    pub fn of(how: Option<OptionalMail>, day: Option<Workday>) -> Self {
        Self { how: how.unwrap_or(OptionalMail::Daily), day: day.unwrap_or(Workday::Monday) }
    }

    /// Do they want none of what they may do without?
    pub fn is_off(self) -> bool {
        self.how == OptionalMail::Off
    }

    /// From which day on something is to be mentioned that is due for mention on `day`; `None` for someone who wants none of it.
    /// On a day off, or when nothing ran, it is the next day on which something does.
    pub fn mention_from(self, day: Day) -> Option<Day> {
        match self.how {
            OptionalMail::Daily => Some(day),
            OptionalMail::Off => None,
            OptionalMail::Weekly => Some(day.plus((self.day.number() - weekday(day)).rem_euclid(7))),
        }
    }

    /// From which day on the wait for the next mention counts, after one on `day`. Where that was the first day worked since their
    /// day of the week it is that day of the week: a bank holiday makes one reminder late, and not the next one a week later.
    pub fn waits_from(self, day: Day, working_days: &WorkingDays) -> Day {
        let chosen = day.plus(-(weekday(day) - self.day.number()).rem_euclid(7));
        let stood_for =
            self.how == OptionalMail::Weekly && chosen.onwards().take_while(|&off| off < day).all(|off| !working_days.is_working_day(off));
        if stood_for { chosen } else { day }
    }
}

/// Days since Monday.
fn weekday(day: Day) -> i64 {
    day.weekday().num_days_from_monday().into()
}

impl Workday {
    /// Days since Monday.
    const fn number(self) -> i64 {
        match self {
            Self::Monday => 0,
            Self::Tuesday => 1,
            Self::Wednesday => 2,
            Self::Thursday => 3,
            Self::Friday => 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekly_is_the_next_such_day() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let cases = [
            (OptionalMail::Daily, Workday::Monday, "2017-10-18", Some("2017-10-18")),
            (OptionalMail::Off, Workday::Monday, "2017-10-18", None),
            (OptionalMail::Weekly, Workday::Monday, "2017-10-16", Some("2017-10-16")),
            (OptionalMail::Weekly, Workday::Monday, "2017-10-17", Some("2017-10-23")),
            (OptionalMail::Weekly, Workday::Friday, "2017-10-21", Some("2017-10-27")),
            (OptionalMail::Weekly, Workday::Friday, "2017-10-16", Some("2017-10-20")),
        ];
        for (how, on, from, expected) in cases {
            let preference = Preference::of(Some(how), Some(on));
            assert_eq!(preference.mention_from(day(from)), expected.map(day), "{how} {on} {from}");
        }
        assert_eq!(Preference::of(None, None).mention_from(day("2017-10-18")), Some(day("2017-10-18")));
    }

    #[test]
    fn a_week_counts_from_the_chosen_day_where_that_one_was_off() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let cases = [
            // 1 May was a bank holiday.
            (OptionalMail::Weekly, Workday::Monday, "2017-05-02", "2017-05-01"),
            (OptionalMail::Weekly, Workday::Monday, "2017-05-03", "2017-05-03"),
            (OptionalMail::Weekly, Workday::Monday, "2017-05-09", "2017-05-09"),
            (OptionalMail::Weekly, Workday::Tuesday, "2017-05-02", "2017-05-02"),
            (OptionalMail::Daily, Workday::Monday, "2017-05-02", "2017-05-02"),
            // From Good Friday to Easter Monday.
            (OptionalMail::Weekly, Workday::Friday, "2017-04-18", "2017-04-14"),
            (OptionalMail::Weekly, Workday::Thursday, "2017-04-18", "2017-04-18"),
        ];
        for (how, on, last, expected) in cases {
            let preference = Preference::of(Some(how), Some(on));
            assert_eq!(preference.waits_from(day(last), &WorkingDays::default()), day(expected), "{how} {on} {last}");
        }
    }
}
