//! Checks are made once each, at the organisation's hour, whatever clocks and processes do.

use chrono::{NaiveDateTime, NaiveTime, TimeDelta, Utc};
use plumbline_shared::clock::{Now, Timestamp};
use plumbline_shared::domain::action::{Lifecycle, Schedule};
use plumbline_shared::domain::day::Day;
use plumbline_shared::domain::period::Period;
use plumbline_shared::domain::timetable::Check;
use plumbline_shared::model::settings::Settings;
use plumbline_shared::ops::run_check::run_due;
use plumbline_shared::ops::settings;
use plumbline_tests::on_both;
use plumbline_tests::support::outbox::{context, full_length, origin};
use plumbline_tests::support::service::{Backend, Record};
use proptest::prelude::*;
use serde_json::json;

on_both!(a_quarter_of_restarts_makes_each_check_once, what_was_missed_is_made_up_for_once, a_moved_deadline_takes_its_check_along);

/// On both sides of the equator, one on the half hour and one whose clocks change by half an hour.
const ZONES: [&str; 6] =
    ["Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo"];

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn settings_in(zone: &str) -> Settings {
    Settings { time_zone: zone.parse().unwrap(), ..Settings::default() }
}

/// That civil time in London.
fn london(local: NaiveDateTime) -> Now {
    Now::at(Timestamp::from(local.and_local_timezone(settings_in("Europe/London").time_zone).unwrap().with_timezone(&Utc)), None)
}

fn at(day: Day, hour: u32) -> Now {
    london(day.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap()))
}

/// The days of a check from `first` to before `last`.
fn expected(settings: &Settings, check: Check, first: Day, last: Day) -> Vec<Day> {
    let days = first.onwards().take_while(|day| *day < last);
    match check {
        Check::Daily => days.filter(|day| settings.working_days().is_working_day(*day)).collect(),
        Check::Quarterly => {
            let quarters = (-2..80).map(|n| Period::containing(first, settings.fiscal_year_start).unwrap().plus(n).unwrap());
            quarters.map(|quarter| settings.timetable().quarterly(quarter)).filter(|day| (first..last).contains(day)).collect()
        }
    }
}

/// The local times at which a check is made by somebody who looks every half hour.
fn made(settings: &Settings, check: Check, from: Day, to: Day) -> Vec<NaiveDateTime> {
    let timetable = settings.timetable();
    let start = Timestamp::from(from.and_time(NaiveTime::MIN).and_utc());
    let looks = to.since(from) * 48;
    let mut next = timetable.first(check, Now::at(start, None).local(settings.time_zone));
    let mut made = Vec::new();
    for look in 0..looks {
        let local = Now::at(start.plus(TimeDelta::minutes(30 * look)), None).local(settings.time_zone);
        if timetable.is_due(next, local) {
            made.push(local);
            next = timetable.after(check, local.date().into());
        }
    }
    made
}

#[test]
fn every_check_is_made_once_at_the_hour_through_all_clock_changes() {
    let (from, to) = (day("2024-01-02"), day(if full_length() { "2041-01-01" } else { "2030-01-01" }));
    for zone in ZONES {
        let settings = settings_in(zone);
        for check in Check::ALL.iter().copied() {
            let made = made(&settings, check, from, to);
            let hour = settings.alerts.send_at..settings.alerts.send_at + TimeDelta::minutes(30);
            let late: Vec<_> = made.iter().filter(|local| !hour.contains(&local.time())).collect();
            assert!(late.is_empty(), "{zone} {check}: {late:?}");
            let days: Vec<Day> = made.iter().map(|local| local.date().into()).collect();
            let last = days.last().unwrap().plus(1);
            let expected = expected(&settings, check, days[0], last);
            assert_eq!(days, expected, "{zone} {check}");
            assert!(days[0] <= from.plus(60) && last >= to.plus(-95), "{zone} {check}: {days:?}");
        }
    }
}

#[test]
fn every_quarter_has_one_check() {
    let settings = settings_in("Europe/London");
    let days: Vec<Day> = (0..480)
        .map(|n| {
            settings.timetable().quarterly(Period::containing(day("1990-01-01"), settings.fiscal_year_start).unwrap().plus(n).unwrap())
        })
        .collect();
    assert!(days.is_sorted_by(|a, b| a < b), "each later than the one before");
    assert!(days.iter().all(|day| settings.working_days().is_working_day(*day)));
}

/// A worker that is born, looks, and dies.
async fn look(record: &Record, now: Now) -> Vec<(Check, Day)> {
    let db = record.open();
    let made = db.write(move |conn| run_due(conn, &context(now), &origin())).await.unwrap();
    db.close();
    made.into_iter().map(|made| (made.check, made.day)).collect()
}

async fn a_quarter_of_restarts_makes_each_check_once(backend: Backend) {
    let record = Record::new(backend);
    let (from, to) = (day("2017-10-01"), day("2018-01-01"));
    let mut made = Vec::new();
    for day in from.onwards().take_while(|day| *day < to) {
        for hour in [0, 8, 9, 10, 17, 23] {
            let found = look(&record, at(day, hour)).await;
            assert!(found.is_empty() || hour == 9, "{day} {hour}:00: {found:?}");
            made.extend(found);
        }
    }
    for check in Check::ALL.iter().copied() {
        let days: Vec<Day> = made.iter().filter(|(made, _)| *made == check).map(|(_, day)| *day).collect();
        assert_eq!(days, expected(&settings_in("Europe/London"), check, from, to), "{check}");
    }
}

async fn what_was_missed_is_made_up_for_once(backend: Backend) {
    let record = Record::new(backend);
    let mut day = day("2017-10-18");
    assert_eq!(look(&record, at(day, 12)).await, [], "a new installation catches up with nothing");
    assert_eq!(look(&record, at(day, 23)).await, []);
    // The returns for the second quarter were due on 13 October; the third quarter's check falls into the last wait.
    for (away, quarterly) in [(1, false), (10, false), (100, true)] {
        day = day.plus(away);
        while !Settings::default().working_days().is_working_day(day) {
            day = day.plus(1);
        }
        let mut wanted = vec![(Check::Daily, day)];
        if quarterly {
            wanted.insert(0, (Check::Quarterly, day));
        }
        assert_eq!(look(&record, at(day, 8)).await, [], "not before the hour");
        assert_eq!(look(&record, at(day, 15)).await, wanted, "after {away} days");
        assert_eq!(look(&record, at(day, 15)).await, [], "and once");
    }
}

/// The deadline of the second quarter, 13 October, is moved, before it and after it; the check follows it, and is made once.
async fn a_moved_deadline_takes_its_check_along(backend: Backend) {
    for (changed_on, days, wanted) in [
        ("2017-10-02", json!({"return_deadline_days": 20}), "2017-10-30"),
        ("2017-10-02", json!({"bank_holidays": {"added": ["2017-10-16"]}}), "2017-10-17"),
        ("2017-10-11", json!({"return_deadline_days": 5}), "2017-10-11"),
        ("2017-10-18", json!({"return_deadline_days": 20}), "2017-10-16"),
        ("2017-10-02", json!({"alerts": {"send_at": "16:00"}}), "2017-10-16"),
    ] {
        let record = Record::new(backend);
        let mut made = Vec::new();
        for day in day("2017-09-29").onwards().take_while(|today| *today < day("2017-12-01")) {
            for hour in [8, 12, 17] {
                made.extend(look(&record, at(day, hour)).await.into_iter().filter(|(check, _)| *check == Check::Quarterly));
                if hour == 8 && day == self::day(changed_on) {
                    let (db, change) = (record.open(), days.clone());
                    db.write(move |conn| settings::patch(conn, &context(at(day, hour)), &change)).await.unwrap();
                    db.close();
                }
            }
        }
        assert_eq!(made, [(Check::Quarterly, self::day(wanted))], "{changed_on}: {days}");
    }
}

fn schedule(due: Day) -> Schedule {
    Schedule { start: due, due, lifecycle: Lifecycle::Active }
}

#[test]
fn overdue_begins_at_midnight_in_the_organisations_zone() {
    let due = day("2017-07-31");
    let settings = settings_in("Europe/London");
    let utc = |text: &str| Now::at(Timestamp::from(text.parse::<chrono::DateTime<Utc>>().unwrap()), None);
    let cases = [("2017-07-31T22:59:59Z", false), ("2017-07-31T23:00:00Z", true), ("2017-08-01T00:00:00Z", true)];
    for (instant, overdue) in cases {
        assert_eq!(schedule(due).is_overdue(utc(instant).today(settings.time_zone), None), overdue, "{instant}");
    }
    // In winter London's midnight is UTC's.
    let due = day("2017-12-31");
    for (instant, overdue) in [("2017-12-31T23:59:59Z", false), ("2018-01-01T00:00:00Z", true)] {
        assert_eq!(schedule(due).is_overdue(utc(instant).today(settings.time_zone), None), overdue, "{instant}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100_000))]

    #[test]
    fn overdue_is_later_than_the_due_date_by_the_calendar_on_the_wall(
        zone in prop::sample::select(&ZONES[..]), seconds in 1_400_000_000_i64..2_000_000_000, offset in -2_i64..=2,
    ) {
        let zone = settings_in(zone).time_zone;
        let instant = chrono::DateTime::from_timestamp(seconds, 0).unwrap();
        let wall = Day::from(instant.with_timezone(&zone).date_naive());
        let due = wall.plus(offset);
        let today = Now::at(Timestamp::from(instant), None).today(zone);
        prop_assert_eq!(schedule(due).is_overdue(today, None), offset < 0);
    }
}
