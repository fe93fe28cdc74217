use super::*;
use crate::domain::action::Lifecycle;
use crate::domain::risk::Movement;
use crate::domain::status::Direction;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn figure(text: &str) -> Figure {
    text.parse().unwrap()
}

#[test]
fn mentions_come_at_once_then_after_the_waits() {
    let cadence = Cadence::default();
    let first = day("2017-10-16");
    assert!(cadence.is_due(0, None, first));
    let mut last = first;
    for (mentions, wait) in [(1, 7), (2, 7), (3, 7), (4, 28), (5, 28), (u32::MAX, 28)] {
        let next = cadence.next_mention(mentions, last);
        assert_eq!(next.since(last), wait, "after {mentions}");
        assert!(!cadence.is_due(mentions, Some(last), next.plus(-1)));
        assert!(cadence.is_due(mentions, Some(last), next));
        // A day of downtime loses nothing.
        assert!(cadence.is_due(mentions, Some(last), next.plus(1)));
        last = next;
    }
    assert_eq!(Cadence(vec![1]).next_mention(9, first), day("2017-10-17"));
    assert_eq!(Cadence(vec![]).next_mention(1, first), day("2017-11-13"));
}

#[test]
fn an_overdue_action_says_since_when() {
    let schedule = Schedule { start: day("2017-04-01"), due: day("2017-09-30"), lifecycle: Lifecycle::Active };
    assert_eq!(action_overdue(&schedule, schedule.due, None, day("2017-09-30")), None);
    assert_eq!(action_overdue(&schedule, schedule.due, Some(figure("100")), day("2017-10-01")), None);

    let why = action_overdue(&schedule, schedule.due, None, day("2017-10-01")).unwrap();
    assert_eq!(why.summary, "It was due on 30 September 2017, 1 day ago, and is 0 % complete.");
    assert_eq!((why.input("days_overdue"), why.input("original_due")), (Some(&figure("1").into()), None));

    let why = action_overdue(&schedule, day("2017-06-30"), Some(figure("80")), day("2017-10-12")).unwrap();
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
