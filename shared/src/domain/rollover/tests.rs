//! The rules of rolling over, as tables.

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn year() -> FiscalYear {
    "2027-28".parse().unwrap()
}

#[test]
fn a_year_is_read_as_it_is_written() {
    assert_eq!(year().to_string(), "2027-28");
    assert_eq!(year().before().unwrap().to_string(), "2026-27");
    assert_eq!(year().quarters().map(|period| period.to_string()), ["2027-28-Q1", "2027-28-Q2", "2027-28-Q3", "2027-28-Q4"]);
    assert_eq!("1999-00".parse::<FiscalYear>().unwrap().to_string(), "1999-00");
    for wrong in ["2027", "2027-29", "2027/28", "27-28", "", "2027-28-Q1"] {
        assert_eq!(wrong.parse::<FiscalYear>(), Err(FiscalYearError), "{wrong}");
    }
}

#[test]
fn a_successor_is_called_by_its_year() {
    for (old, new) in [
        ("HC/02", "HC/02/2027-28"),
        ("HC/02/2026-27", "HC/02/2027-28"),
        ("W020", "W020/2027-28"),
        ("2026-27", "2026-27/2027-28"),
        ("HC/2026-29", "HC/2026-29/2027-28"),
    ] {
        assert_eq!(successor_ref(old, year()), new);
    }
}

#[test]
fn a_successor_is_due_in_its_year_or_later() {
    for (old, new) in
        [("2026-09-30", "2028-03-31"), ("2027-03-31", "2028-03-31"), ("2027-04-01", "2027-04-01"), ("2029-03-31", "2029-03-31")]
    {
        assert_eq!(successor_due(day(old), year(), FiscalStart::APRIL), day(new), "{old}");
    }
}

#[test]
fn how_an_item_stands_in_the_new_plan() {
    use PlanMark::{Carried, Changed, New, Removed};
    for (before, now, differs, mark) in [
        (false, false, true, None),
        (false, true, true, Some(New)),
        (true, false, true, Some(Removed)),
        (true, true, true, Some(Changed)),
        (true, true, false, Some(Carried)),
    ] {
        assert_eq!(plan_mark(before, now, differs), mark);
    }
}

#[test]
fn what_becomes_of_a_target() {
    let figure = |text: &str| Some(text.parse::<Figure>().unwrap());
    for (before, after, outcome) in [
        (None, None, TargetOutcome::Same),
        (None, figure("4"), TargetOutcome::New),
        (figure("4"), figure("4.0"), TargetOutcome::Same),
        (figure("4"), figure("5"), TargetOutcome::Changed),
        (figure("0"), None, TargetOutcome::Removed),
    ] {
        assert_eq!(target_outcome(before, after), outcome, "{before:?} {after:?}");
    }
}
