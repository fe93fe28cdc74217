use super::*;
use crate::domain::day::Day;

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn starts() -> impl Iterator<Item = FiscalStart> {
    (1..=12).flat_map(|month| [1, 6, 28].map(|day| FiscalStart::new(month, day).unwrap()))
}

#[test]
fn a_period_has_two_names() {
    for (text, label) in [("2017-18-Q2", "Q2 2017/18"), ("1999-00-Q4", "Q4 1999/00"), ("2099-00-Q1", "Q1 2099/00")] {
        assert_eq!(period(text).to_string(), text);
        assert_eq!(period(text).label(), label);
        let json = serde_json::to_string(&period(text)).unwrap();
        assert_eq!(json, format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<Period>(&json).unwrap(), period(text));
        assert_eq!(serde_json::from_value::<Period>(json.trim_matches('"').into()).unwrap(), period(text));
    }
}

#[test]
fn what_is_no_period_is_refused() {
    let wrong_texts = [
        "",
        "2017",
        "2017-18",
        "2017-18-",
        "2017-18-Q0",
        "2017-18-Q5",
        "2017-18-q2",
        "2017-19-Q2",
        "2017-2018-Q2",
        "2017/18-Q2",
        "2017-18-Q2 ",
        " 2017-18-Q2",
        "2017-18-Q2-",
        "17-18-Q2",
        "+201-02-Q1",
        "1899-00-Q4",
        "2200-01-Q1",
        "2017-18-Q2\0",
    ];
    for text in wrong_texts {
        assert_eq!(text.parse::<Period>(), Err(PeriodError), "{text:?}");
    }
    assert!(serde_json::from_str::<Period>("2017").is_err());
}

#[test]
fn every_period_survives_its_text_and_its_index() {
    let mut previous = None;
    for index in 1900 * 4..2200 * 4 {
        let period = Period::from_index(index).unwrap();
        assert_eq!(period.index(), index);
        assert_eq!(period.to_string().parse(), Ok(period));
        assert_eq!(Period::new(period.year(), period.quarter()), Some(period));
        assert_eq!(previous, period.plus(-1));
        previous = Some(period);
    }
    for index in [i32::MIN, 1900 * 4 - 1, 2200 * 4, i32::MAX] {
        assert_eq!(Period::from_index(index), None);
    }
    assert_eq!(Period::new(i32::MAX, Quarter::Q1), None);
    assert_eq!(period("2017-18-Q2").plus(i32::MAX), None);
}

#[test]
fn quarters_begin_and_end_where_the_year_says() {
    let cases = [
        (4, 1, "2017-18-Q1", "2017-04-01", "2017-06-30"),
        (4, 1, "2017-18-Q2", "2017-07-01", "2017-09-30"),
        (4, 1, "2017-18-Q4", "2018-01-01", "2018-03-31"),
        (1, 1, "2017-18-Q1", "2017-01-01", "2017-03-31"),
        (1, 1, "2017-18-Q4", "2017-10-01", "2017-12-31"),
        (11, 28, "2019-20-Q1", "2019-11-28", "2020-02-27"),
        (11, 28, "2019-20-Q2", "2020-02-28", "2020-05-27"),
        (12, 1, "2019-20-Q1", "2019-12-01", "2020-02-29"),
    ];
    for (month, start_day, text, first, last) in cases {
        let start = FiscalStart::new(month, start_day).unwrap();
        assert_eq!(
            (period(text).first_day(start), period(text).last_day(start)),
            (day(first), day(last)),
            "{text} from {start_day}/{month}"
        );
    }
}

#[test]
fn quarters_tile_the_days_and_containing_agrees() {
    let (first, last) = (day("1990-01-01"), day("2100-12-31"));
    for start in starts() {
        let mut period = Period::containing(first, start).unwrap();
        for day in first.onwards().take_while(|&day| day <= last) {
            if day > period.last_day(start) {
                period = period.plus(1).unwrap();
                assert_eq!(period.first_day(start), day, "neither gap nor overlap before {day}, {start:?}");
            }
            assert_eq!(Period::containing(day, start), Some(period), "{day}, {start:?}");
            assert!(period.first_day(start) <= day && day <= period.last_day(start));
        }
    }
}

#[test]
fn a_year_is_four_quarters_from_its_first_day() {
    for start in starts() {
        let (first, last) = (period("2023-24-Q1"), period("2023-24-Q4"));
        assert_eq!(first.first_day(start), last.first_day_of_year(start));
        assert_eq!(last.last_day(start).plus(1), period("2024-25-Q1").first_day(start));
    }
}

#[test]
fn the_latest_period_ended_is_the_one_before_the_running_one() {
    let latest = |text| Period::latest_ended_before(day(text), FiscalStart::APRIL).unwrap();
    assert_eq!(latest("2017-09-30"), period("2017-18-Q1"));
    assert_eq!(latest("2017-10-01"), period("2017-18-Q2"));
    assert_eq!(Period::containing(day("1900-03-31"), FiscalStart::APRIL), None);
    assert_eq!(Period::containing(Day::MAX, FiscalStart::APRIL), None);
}

#[test]
fn a_fiscal_year_starts_on_a_day_that_every_year_has() {
    for (month, day) in [(0, 1), (13, 1), (4, 0), (4, 29), (2, 31)] {
        assert_eq!(FiscalStart::new(month, day), None);
        assert!(serde_json::from_str::<FiscalStart>(&format!(r#"{{"month": {month}, "day": {day}}}"#)).is_err());
    }
    assert_eq!(serde_json::from_str::<FiscalStart>(r#"{"month": 4, "day": 1}"#).unwrap(), FiscalStart::APRIL);
    assert!(serde_json::from_str::<FiscalStart>(r#"{"month": 4, "day": 1, "year": 2017}"#).is_err());
}
