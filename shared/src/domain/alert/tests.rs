use super::*;
use crate::domain::action::{Lifecycle, Schedule};
use crate::domain::explanation::Explanation;
use crate::domain::number::Figure;
use crate::domain::risk::Movement;
use crate::domain::status::{Direction, Rag};
use crate::domain::{indicator, risk};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn figure(text: &str) -> Figure {
    text.parse().unwrap()
}

#[test]
fn mentions_come_after_the_waits() {
    let cadence = Cadence::default();
    let first = day("2017-10-16");
    let mut last = first;
    for (mentions, wait) in [(1, 7), (2, 7), (3, 7), (4, 28), (5, 28), (u32::MAX, 28)] {
        let next = cadence.next_mention(mentions, last);
        assert_eq!(next.since(last), wait, "after {mentions}");
        last = next;
    }
    assert_eq!(Cadence(vec![1]).next_mention(9, first), day("2017-10-17"));
    assert_eq!(Cadence(vec![]).next_mention(1, first), day("2017-11-13"));
}

#[test]
fn an_overdue_action_says_since_when() {
    let schedule = Schedule { start: day("2017-04-01"), due: day("2017-09-30"), lifecycle: Lifecycle::Active };
    assert_eq!(action_overdue(&schedule, schedule.due, None, 0, day("2017-09-30")), None);
    assert_eq!(action_overdue(&schedule, schedule.due, Some(figure("100")), 0, day("2017-10-01")), None);

    let why = action_overdue(&schedule, schedule.due, None, 0, day("2017-10-01")).unwrap();
    assert_eq!(why.summary, "It was due on 30 September 2017, 1 day ago, and is 0 % complete.");
    assert_eq!((why.input("days_overdue"), why.input("original_due")), (Some(&figure("1").into()), None));

    let why = action_overdue(&schedule, day("2017-06-30"), Some(figure("80")), 0, day("2017-10-12")).unwrap();
    assert_eq!(why.summary, "It was due on 30 September 2017, 12 days ago, and is 80 % complete.");
    assert_eq!(why.input("original_due"), Some(&day("2017-06-30").into()));
    assert_eq!((why.rule.as_ref(), why.input("percent_complete")), ("action_overdue", Some(&figure("80").into())));
}

#[test]
fn a_red_measure_says_why_it_is_red_and_no_other_colour_alerts() {
    for rag in Rag::ALL.iter().copied() {
        let explanation = |rule| Explanation::new(rule, "reason", "A sentence.".to_owned());
        let assessment = indicator::Assessment {
            rag,
            rag_explanation: explanation("indicator_rag"),
            direction: Direction::Declined,
            direction_explanation: explanation("indicator_direction"),
        };
        assert_eq!(measure_red(&assessment), (rag == Rag::Red).then(|| explanation("indicator_rag")), "{rag}");
    }
}

#[test]
fn a_rising_risk_says_what_rose() {
    let cases = [
        (Some(Movement::Up), Some(6), Some(("forecast_up", "Its residual score of 6 is forecast to go up."))),
        (Some(Movement::Up), None, Some(("forecast_up", "Its residual score of 6 is forecast to go up."))),
        (Some(Movement::Same), Some(4), Some(("score_increased", "Its residual score of 6 (it was 4) has gone up."))),
        (
            Some(Movement::Up),
            Some(4),
            Some(("score_increased_and_forecast_up", "Its residual score of 6 (it was 4) has gone up and is forecast to go up further.")),
        ),
        (Some(Movement::Down), Some(9), None),
        (None, None, None),
    ];
    for (forecast, earlier, expected) in cases {
        let current = risk::Assessed { residual: 6, forecast, stated_direction: None };
        let status = risk::assess(&current, earlier);
        let why = risk_rising(&current, &status, earlier);
        assert_eq!(why.as_ref().map(|why| (why.reason.as_ref(), why.summary.as_str())), expected, "{forecast:?} after {earlier:?}");
        assert_eq!(why.is_some(), status.rising);
        assert!(why.is_none_or(|why| why.input("previous_score") == earlier.map(|score| Figure::from(score).into()).as_ref()));
    }
}

#[test]
fn overdue_may_have_days_of_grace() {
    let schedule = Schedule { start: day("2017-04-01"), due: day("2017-09-30"), lifecycle: Lifecycle::Active };
    let overdue = |grace, on: &str| action_overdue(&schedule, schedule.due, None, grace, day(on)).is_some();
    for (grace, on, expected) in
        [(0, "2017-10-01", true), (3, "2017-10-03", false), (3, "2017-10-04", true), (366, "2018-10-01", false), (366, "2018-10-02", true)]
    {
        assert_eq!(overdue(grace, on), expected, "{grace} {on}");
    }
}

#[test]
fn an_action_is_due_soon_by_the_nearest_stage() {
    let due = day("2017-12-31");
    let schedule = |lifecycle| Schedule { start: day("2017-04-01"), due, lifecycle };
    let cases = [
        (31, None, None),
        (30, None, Some(30)),
        (15, None, Some(30)),
        (14, None, Some(14)),
        (8, Some("99.99"), Some(14)),
        (7, None, Some(7)),
        (0, None, Some(7)),
        (-1, None, None),
        (7, Some("100"), None),
    ];
    for (left, percent, stage) in cases {
        let soon = action_due_soon(&schedule(Lifecycle::Active), percent.map(figure), &[14, 30, 7], due.plus(-left));
        assert_eq!(soon.map(|soon| soon.stage), stage, "{left} days before, {percent:?}");
    }
    for lifecycle in [Lifecycle::Completed, Lifecycle::Deferred, Lifecycle::Cancelled] {
        assert_eq!(action_due_soon(&schedule(lifecycle), None, &[30], due), None);
    }
    let why = action_due_soon(&schedule(Lifecycle::Active), None, &[30], due.plus(-1)).unwrap().why;
    assert_eq!(why.summary, "It is due on 31 December 2017, in 1 day, and is 0 % complete.");
}

#[test]
fn a_return_is_due_through_the_deadline_and_missing_after_it() {
    let window = ReturnWindow { period: "2017-18-Q2".parse().unwrap(), deadline: day("2017-10-13") };
    for (on, rule, summary) in [
        ("2017-10-01", Rule::ReturnDue, "An update for Q2 2017/18 is due by 13 October 2017."),
        ("2017-10-13", Rule::ReturnDue, "An update for Q2 2017/18 is due by 13 October 2017."),
        ("2017-10-14", Rule::ReturnMissing, "An update for Q2 2017/18 was due by 13 October 2017, 1 day ago, and is not in."),
    ] {
        let (found, why) = return_outstanding(Return::Update, window, day(on));
        assert_eq!((found, why.summary.as_str(), why.rule.as_ref()), (rule, summary, rule.as_str()));
    }
}

#[test]
fn what_stands_still_or_is_put_off_again_slips_quietly() {
    let [q1, q2]: [Period; 2] = ["2017-18-Q1".parse().unwrap(), "2017-18-Q2".parse().unwrap()];
    let reported = |period, percent: &str| Reported {
        period,
        last_day: day(if period == q1 { "2017-06-30" } else { "2017-09-30" }),
        percent: figure(percent),
    };
    let still = |before: &str, now: &str| Slip {
        reported: Some(reported(q2, now)),
        before: Some(reported(q1, before)),
        moves: 0,
        original_due: day("2018-03-31"),
    };
    let schedule = Schedule { start: day("2017-04-01"), due: day("2018-03-31"), lifecycle: Lifecycle::Active };
    let reason = |schedule: &Schedule, slip: &Slip, tolerance: &str| {
        quiet_slip(schedule, slip.reported.map(|now| now.percent), slip, figure(tolerance), 2)
            .map(|(subject, why)| (subject.to_string(), why.reason))
    };
    let none = |slip: &Slip, tolerance| assert_eq!(reason(&schedule, slip, tolerance), None, "{slip:?}");
    assert_eq!(reason(&schedule, &still("40", "40"), "0"), Some(("2017-18-Q2".to_owned(), "no_further".into())));
    assert_eq!(reason(&schedule, &still("40", "45"), "5"), Some(("2017-18-Q2".to_owned(), "no_further".into())));
    none(&still("40", "40.01"), "0");
    none(&still("100", "100"), "0");
    none(&Slip { before: None, ..still("40", "40") }, "0");
    // It had not begun when the quarter before ended.
    assert_eq!(reason(&Schedule { start: day("2017-07-01"), ..schedule }, &still("0", "0"), "0"), None);
    assert_eq!(
        reason(&Schedule { start: day("2017-06-30"), ..schedule }, &still("0", "0"), "0").map(|(_, reason)| reason),
        Some("no_further".into())
    );
    none(&Slip { moves: 1, ..still("40", "60") }, "0");
    assert_eq!(reason(&schedule, &Slip { moves: 2, ..still("40", "60") }, "0"), Some(("2018-03-31".to_owned(), "put_off_again".into())));
    assert_eq!(reason(&Schedule { lifecycle: Lifecycle::Deferred, ..schedule }, &Slip { moves: 9, ..still("4", "4") }, "0"), None);
}

#[test]
fn a_rise_is_unmitigated_when_what_should_stop_it_is_closed_or_late() {
    let current = risk::Assessed { residual: 12, forecast: Some(Movement::Up), stated_direction: None };
    let rising = risk_rising(&current, &risk::assess(&current, None), None).unwrap();
    let one = |closed, overdue| Mitigation { reference: format!("A/{}", i32::from(closed) + 2 * i32::from(overdue)), closed, overdue };
    let [open, closed, overdue] = [one(false, false), one(true, false), one(false, true)];
    let reason = |mitigations: &[&Mitigation]| {
        let mitigations: Vec<_> = mitigations.iter().copied().cloned().collect();
        unmitigated_rise(&rising, &mitigations).map(|why| why.reason)
    };
    assert_eq!(reason(&[]), None, "none recorded: for who checks the record");
    assert_eq!(reason(&[&open]), None);
    assert_eq!(reason(&[&closed, &open]), None);
    assert_eq!(reason(&[&closed, &closed]), Some("mitigations_closed".into()));
    assert_eq!(reason(&[&open, &overdue]), Some("mitigation_overdue".into()));
    assert_eq!(reason(&[&closed, &overdue]), Some("mitigation_overdue".into()));
}

#[test]
fn red_is_chronic_from_so_many_returns_running() {
    let quarters: Vec<Period> = ["2017-18-Q2", "2017-18-Q1", "2016-17-Q4"].iter().map(|text| text.parse().unwrap()).collect();
    assert_eq!(chronic_red(&quarters[..2], 3), None);
    assert_eq!(chronic_red(&[], 2), None);
    let why = chronic_red(&quarters, 3).unwrap();
    assert_eq!(why.summary, "It has been Red 3 times running, from Q4 2016/17 to Q2 2017/18.");
}
