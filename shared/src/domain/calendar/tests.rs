use super::*;
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn bank_holidays(year: i32) -> Vec<String> {
    let first = Day::new(year, 1, 1).unwrap();
    let days = first.onwards().take_while(|day| day.year() == year);
    days.filter(|&day| is_bank_holiday(day)).map(|day| day.format("%m-%d").to_string()).collect()
}

#[test]
fn bank_holidays_are_those_of_the_published_lists() {
    let years = [
        (1978, "01-02 03-24 03-27 05-01 05-29 08-28 12-25 12-26"),
        (1981, "01-01 04-17 04-20 05-04 05-25 07-29 08-31 12-25 12-28"),
        (1995, "01-02 04-14 04-17 05-08 05-29 08-28 12-25 12-26"),
        (1999, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28 12-31"),
        (2000, "01-03 04-21 04-24 05-01 05-29 08-28 12-25 12-26"),
        (2002, "01-01 03-29 04-01 05-06 06-03 06-04 08-26 12-25 12-26"),
        (2008, "01-01 03-21 03-24 05-05 05-26 08-25 12-25 12-26"),
        (2010, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
        (2011, "01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27"),
        (2012, "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26"),
        (2017, "01-02 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
        (2018, "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26"),
        (2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
        (2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
        (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
        (2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"),
        (2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"),
        (2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
    ];
    for (year, published) in years {
        assert_eq!(bank_holidays(year).join(" "), published, "{year}");
    }
}

#[test]
fn every_year_has_eight_bank_holidays_and_the_extra_ones() {
    for year in 1978..=2199 {
        let extra = match year {
            1981 | 1999 | 2002 | 2011 | 2012 | 2023 => 1,
            2022 => 2,
            _ => 0,
        };
        assert_eq!(bank_holidays(year).len(), 8 + extra, "{year}");
    }
}

#[test]
fn easter_is_where_the_almanac_puts_it() {
    // With the earliest and the latest, and the years in which the cycle is corrected (1981, 2049, 2076, 2106, 2133).
    let easters = [
        "1818-03-22",
        "1943-04-25",
        "1954-04-18",
        "1981-04-19",
        "2000-04-23",
        "2008-03-23",
        "2016-03-27",
        "2019-04-21",
        "2024-03-31",
        "2038-04-25",
        "2049-04-18",
        "2076-04-19",
        "2100-03-28",
        "2106-04-18",
        "2133-04-19",
        "2285-03-22",
    ];
    for easter in easters.map(day) {
        assert_eq!(easter_sunday(easter.year()), Some(easter));
    }
    assert_eq!(easter_sunday(-44), None);
}

#[test]
fn returns_are_due_on_the_nth_working_day_after_the_quarter() {
    let standard = WorkingDays::default();
    let cases = [
        ("2017-18-Q2", 10, "2017-10-13"),
        ("2017-18-Q2", 1, "2017-10-02"),
        ("2017-18-Q2", 0, "2017-09-30"),
        // Over Christmas: 1 January is off.
        ("2017-18-Q3", 10, "2018-01-15"),
        // Over Easter: Good Friday is 30 March, Easter Monday 2 April.
        ("2017-18-Q4", 10, "2018-04-16"),
        ("2018-19-Q1", 10, "2018-07-13"),
    ];
    for (period, days, deadline) in cases {
        assert_eq!(return_deadline(period.parse().unwrap(), FiscalStart::APRIL, &standard, days), day(deadline), "{period}");
    }
}

#[test]
fn the_organisation_edits_its_days_off() {
    let working_days =
        WorkingDays { extra_holidays: [day("2017-10-05")].into(), worked_holidays: [day("2017-08-28"), day("2017-10-01")].into() };
    assert!(!working_days.is_working_day(day("2017-10-05")));
    assert!(working_days.is_working_day(day("2017-08-28")));
    assert!(!working_days.is_working_day(day("2017-10-01")), "a Sunday is no bank holiday that could be worked");
    assert_eq!(return_deadline("2017-18-Q2".parse().unwrap(), FiscalStart::APRIL, &working_days, 10), day("2017-10-16"));
}

#[test]
fn a_record_takes_effect_when_filed_or_at_the_end_of_its_period() {
    let period = "2017-18-Q2".parse().unwrap();
    for (filed, effect) in [("2017-08-01", "2017-08-01"), ("2017-09-30", "2017-09-30"), ("2017-10-12", "2017-09-30")] {
        assert_eq!(effect_day(day(filed), period, FiscalStart::APRIL), day(effect));
    }
}

proptest! {
    #[test]
    fn the_nth_working_day_has_n_working_days_behind_it(offset in 0i64..50_000, n in 1u32..60, extra in proptest::collection::btree_set(0i64..100, 0..8)) {
        let start = day("1980-01-01").plus(offset);
        let extra_holidays = extra.iter().map(|&days| start.plus(days)).collect();
        let working_days = WorkingDays { extra_holidays, ..WorkingDays::default() };
        let nth = working_days.nth_after(start, n);
        prop_assert!(working_days.is_working_day(nth));
        let between = start.onwards().skip(1).take_while(|&day| day <= nth).filter(|&day| working_days.is_working_day(day)).count();
        prop_assert_eq!(between, n as usize);
        prop_assert_eq!(working_days.nth_after(working_days.nth_after(start, n - 1), 1), nth);
    }
}
