use super::{Day, DayError};
use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::json;

#[test]
fn a_day_is_read_in_one_form_alone() {
    for text in [
        "2020-1-1",
        "2020-01-1",
        "020-01-01",
        "+2020-01-01",
        "-2020-01-01",
        "02020-01-01",
        "2020-01-01 ",
        " 2020-01-01",
        "2020 01 01",
        "2020/01/01",
        "20200101",
        "2020-01-01T00:00:00Z",
        "2020-W01-1",
        "2020-001",
        "2020-+1-01",
        "2020-00-10",
        "2020-13-01",
        "2020-10-00",
        "2019-02-29",
        "２020-01-0",
        "٢٠٢٠-١-١",
        "",
    ] {
        assert_eq!(text.parse::<Day>(), Err(DayError), "{text}");
        assert_eq!(serde_json::from_value::<Day>(json!(text)).unwrap_err().to_string(), "must be a day such as 2026-10-15", "{text}");
    }
    for (text, year, month, day) in [("2020-02-29", 2020, 2, 29), ("0000-01-01", 0, 1, 1), ("9999-12-31", 9999, 12, 31)] {
        assert_eq!(text.parse(), Ok(Day::new(year, month, day).unwrap()));
    }
}

proptest! {
    #[test]
    fn days_are_written_as_chrono_writes_them(days in -800_000..3_800_000_i32) {
        let chronos = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
        let day = Day::from(chronos);
        prop_assert_eq!(day.to_string(), chronos.to_string());
        prop_assert_eq!(json!(day), json!(chronos));
        // Those of four digits are read back.
        prop_assert_eq!(day.to_string().parse().ok(), day.full_date().map(|_| day));
    }
}
