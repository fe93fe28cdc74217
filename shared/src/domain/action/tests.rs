use super::*;
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn figure(text: &str) -> Figure {
    text.parse().unwrap()
}

fn q2() -> Period {
    "2017-18-Q2".parse().unwrap()
}

fn thresholds() -> Thresholds {
    Thresholds { green: figure("0.9"), amber: figure("0.7") }
}

fn schedule(start: &str, due: &str, lifecycle: Lifecycle) -> Schedule {
    Schedule { start: day(start), due: day(due), lifecycle }
}

fn status_of(schedule: Schedule, as_of: Day, percent: Option<&str>, reported_rag: Option<Rag>) -> Status {
    let update = percent.map(|percent| Progress { percent_complete: figure(percent), reported_rag });
    schedule.status(q2(), FiscalStart::APRIL, as_of, update.as_ref(), &thresholds())
}

#[test]
fn the_first_case_that_applies_gives_the_expected_rag() {
    use Lifecycle::{Active, Cancelled, Completed, Deferred};
    use Rag::{Amber, Green, NotApplicable, Red};
    // 100 days of work, of which 50 have gone by at the quarter's end.
    let (start, due) = ("2017-08-11", "2017-11-19");
    let cases = [
        (schedule(start, due, Deferred), "2017-12-01", Some("100"), NotApplicable, "deferred"),
        (schedule(start, due, Cancelled), "2017-12-01", Some("100"), NotApplicable, "cancelled"),
        (schedule(start, due, Completed), "2017-12-01", None, Green, "completed"),
        (schedule("2018-01-01", due, Completed), "2017-12-01", None, Green, "completed"),
        (schedule("2018-01-01", "2018-03-31", Active), "2017-12-01", Some("100"), Green, "complete"),
        (schedule("2017-10-01", "2018-03-31", Active), "2017-12-01", None, NotApplicable, "not_started"),
        (schedule("2017-10-01", "2018-03-31", Active), "2017-12-01", Some("5"), NotApplicable, "not_started"),
        (schedule(start, "2017-07-01", Active), "2017-12-01", None, NotApplicable, "no_update"),
        (schedule(start, due, Active), "2017-12-01", Some("45"), Green, "on_track"),
        (schedule(start, due, Active), "2017-12-01", Some("44.999999"), Amber, "slightly_behind"),
        (schedule(start, due, Active), "2017-12-01", Some("35"), Amber, "slightly_behind"),
        (schedule(start, due, Active), "2017-12-01", Some("34.999999"), Red, "well_behind"),
        (schedule("2017-09-30", due, Active), "2017-12-01", Some("0"), Green, "nothing_expected_yet"),
        // Due on the quarter's last day: reached at its end, and not yet on the day before.
        (schedule(start, "2017-09-30", Active), "2017-09-30", Some("99.99"), Red, "due_reached"),
        (schedule(start, "2017-09-30", Active), "2017-12-01", Some("99.99"), Red, "due_reached"),
        (schedule(start, "2017-09-30", Active), "2017-09-29", Some("97"), Green, "on_track"),
        // Due within the quarter: due today is not past.
        (schedule(start, "2017-09-15", Active), "2017-09-15", Some("90"), Green, "on_track"),
        (schedule(start, "2017-09-15", Active), "2017-09-16", Some("90"), Red, "due_reached"),
        // Due before it starts.
        (schedule("2017-04-01", "2016-03-31", Active), "2017-12-01", Some("80"), Red, "due_reached"),
    ];
    for (schedule, as_of, percent, expected, reason) in cases {
        let status = status_of(schedule, day(as_of), percent, None);
        assert_eq!((status.expected, status.reason.as_str()), (expected, reason), "{schedule:?} at {as_of} with {percent:?}");
        assert_eq!((status.rag, status.source, status.challenged), (expected, RagSource::Expected, false));
    }
}

#[test]
fn an_explanation_says_what_was_expected_and_by_when() {
    let schedule = schedule("2017-08-11", "2017-11-19", Lifecycle::Active);
    let why = schedule.explain(&status_of(schedule, day("2017-12-01"), Some("37.5"), None), &thresholds());
    assert_eq!(why.summary, "It is 37.5 % complete where 50 % is expected by 30 September 2017: it is a little behind.");
    assert_eq!(why.input("ratio"), Some(&figure("0.75").into()));
    assert_eq!(why.input("day"), Some(&day("2017-09-30").into()));
}

#[test]
fn the_owners_judgement_is_printed_and_may_be_challenged() {
    let on_track = schedule("2017-08-11", "2017-11-19", Lifecycle::Active);
    let deferred = Schedule { lifecycle: Lifecycle::Deferred, ..on_track };
    let cases = [
        (on_track, Some(Rag::Green), Rag::Green, RagSource::Reported, false),
        (on_track, Some(Rag::Red), Rag::Red, RagSource::Reported, true),
        (on_track, Some(Rag::NotApplicable), Rag::Green, RagSource::Expected, false),
        (on_track, None, Rag::Green, RagSource::Expected, false),
        (deferred, Some(Rag::Red), Rag::Red, RagSource::Reported, false),
    ];
    for (schedule, reported, rag, source, challenged) in cases {
        let status = status_of(schedule, day("2017-10-01"), Some("50"), reported);
        assert_eq!((status.rag, status.source, status.challenged), (rag, source, challenged), "{reported:?}");
    }
}

#[test]
fn due_today_is_not_overdue() {
    let action = |lifecycle| schedule("2017-04-01", "2017-09-30", lifecycle);
    let cases = [
        (Lifecycle::Active, "2017-09-29", None, false),
        (Lifecycle::Active, "2017-09-30", None, false),
        (Lifecycle::Active, "2017-10-01", None, true),
        (Lifecycle::Active, "2017-10-01", Some("99.999999"), true),
        (Lifecycle::Active, "2017-10-01", Some("100"), false),
        (Lifecycle::Completed, "2017-10-01", None, false),
        (Lifecycle::Deferred, "2017-10-01", None, false),
        (Lifecycle::Cancelled, "2017-10-01", None, false),
    ];
    for (lifecycle, today, latest, overdue) in cases {
        assert_eq!(action(lifecycle).is_overdue(day(today), latest.map(figure)), overdue, "{lifecycle} on {today}, {latest:?}");
    }
}

#[test]
fn expected_progress_runs_from_start_to_due() {
    let action = schedule("2017-04-01", "2018-03-31", Lifecycle::Active);
    for (at, percent) in [
        ("2016-01-01", "0"),
        ("2017-04-01", "0"),
        ("2017-09-30", "50"),
        ("2017-04-02", "0.27"),
        ("2018-03-31", "100"),
        ("2020-01-01", "100"),
    ] {
        assert_eq!(action.expected_progress(day(at)), figure(percent), "{at}");
    }
    let one_day = schedule("2017-09-15", "2017-09-15", Lifecycle::Active);
    assert_eq!(one_day.expected_progress(day("2017-09-14")), Figure::ZERO);
    assert_eq!(one_day.expected_progress(day("2017-09-15")), figure("100"));
}

#[test]
fn a_start_not_given_is_that_of_the_fiscal_year() {
    let due = day("2018-06-30");
    assert_eq!(default_start(Some(q2()), due, FiscalStart::APRIL), day("2017-04-01"));
    assert_eq!(default_start(None, due, FiscalStart::APRIL), day("2018-04-01"));
    assert_eq!(default_start(None, day("2018-03-31"), FiscalStart::APRIL), day("2017-04-01"));
    assert_eq!(default_start(None, Day::MAX, FiscalStart::APRIL), Day::MAX);
}

#[test]
fn direction_compares_what_was_printed() {
    use Rag::{Amber, Green, NotApplicable, Red};
    let cases = [
        (Some(Red), Amber, Direction::Improved, "better_than_previous_period"),
        (Some(Amber), Green, Direction::Improved, "better_than_previous_period"),
        (Some(Green), Green, Direction::Same, "same_as_previous_period"),
        (Some(Green), Red, Direction::Declined, "worse_than_previous_period"),
        (None, Green, Direction::NotApplicable, "no_previous_status"),
        (Some(NotApplicable), Green, Direction::NotApplicable, "no_previous_status"),
        (Some(Green), NotApplicable, Direction::NotApplicable, "no_current_status"),
    ];
    for (previous, current, expected, reason) in cases {
        let (direction, explanation) = direction(previous, current);
        assert_eq!((direction, explanation.reason.as_ref()), (expected, reason), "{previous:?} then {current}");
    }
}

proptest! {
    #[test]
    fn more_done_is_never_worse(start in 0..400_i64, length in 0..400_i64, at in 0..400_i64, one in 0..=100_000_000_i64, other in 0..=100_000_000_i64) {
        let after = |days| day("2016-10-01").plus(days);
        let schedule = Schedule { start: after(start), due: after(start + length), lifecycle: Lifecycle::Active };
        let expected = |millionths| {
            let percent_complete = Figure::from_millionths(millionths).unwrap();
            let update = Progress { percent_complete, reported_rag: None };
            schedule.status(q2(), FiscalStart::APRIL, after(at), Some(&update), &thresholds()).expected
        };
        let (less, more) = (expected(one.min(other)), expected(one.max(other)));
        // Whether it has started does not depend on the percentage, except that 100 % is always Green.
        prop_assert!(more <= less || (less == Rag::NotApplicable) == (more == Rag::NotApplicable));
        prop_assert!(more == Rag::Green || one.max(other) < 100_000_000);
        prop_assert!(less == Rag::NotApplicable || more <= less);
    }

    #[test]
    fn expected_progress_never_falls(start in 0..400_i64, due in 0..400_i64, one in 0..800_i64, other in 0..800_i64) {
        let after = |days| day("2016-10-01").plus(days);
        let schedule = Schedule { start: after(start), due: after(due), lifecycle: Lifecycle::Active };
        let (early, late) = (schedule.expected_progress(after(one.min(other))), schedule.expected_progress(after(one.max(other))));
        prop_assert!(Figure::ZERO <= early && early <= late && late <= figure("100"));
    }
}
