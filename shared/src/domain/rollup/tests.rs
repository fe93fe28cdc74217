use super::*;
use proptest::prelude::*;

fn figure(text: &str) -> Figure {
    text.parse().unwrap()
}

fn thresholds() -> Thresholds {
    Thresholds { green: figure("0.7"), amber: figure("0.4") }
}

fn counts(green: u32, amber: u32, red: u32, not_applicable: u32) -> Counts {
    Counts { green, amber, red, not_applicable }
}

#[test]
fn a_mean_suggests_a_status() {
    let cases = [
        (counts(11, 3, 9, 10), Rag::Amber, Some("0.543"), "reaches_amber"),
        (counts(84, 4, 7, 5), Rag::Green, Some("0.905"), "reaches_green"),
        (counts(7, 0, 3, 0), Rag::Green, Some("0.7"), "reaches_green"),
        (counts(4, 0, 6, 0), Rag::Amber, Some("0.4"), "reaches_amber"),
        (counts(0, 4, 1, 0), Rag::Amber, Some("0.4"), "reaches_amber"),
        // Both round to the threshold and are below it.
        (counts(69_999, 0, 30_001, 0), Rag::Amber, Some("0.7"), "reaches_amber"),
        (counts(39_999, 0, 60_001, 0), Rag::Red, Some("0.4"), "below_amber"),
        (counts(0, 0, 1, 0), Rag::Red, Some("0"), "below_amber"),
        (counts(0, 0, 0, 4), Rag::NotApplicable, None, "nothing_rated"),
        (counts(u32::MAX, 0, 0, 0), Rag::Green, Some("1"), "reaches_green"),
    ];
    for (counts, rag, mean, reason) in cases {
        let suggestion = counts.suggest(&thresholds());
        assert_eq!((suggestion.rag, suggestion.mean), (rag, mean.map(figure)), "{counts:?}");
        assert_eq!(suggestion.explanation.reason, reason);
    }
}

#[test]
fn a_scope_is_the_mean_of_its_two_means() {
    let (actions, measures, none) = (counts(84, 4, 7, 5), counts(11, 3, 9, 10), counts(0, 0, 0, 3));
    let cases = [
        (actions, measures, Rag::Green, Some("0.724")),
        (actions, none, Rag::Green, Some("0.905")),
        (none, measures, Rag::Amber, Some("0.543")),
        (none, none, Rag::NotApplicable, None),
        // Many actions weigh no more than one measure: (1 + 0.4) ÷ 2.
        (counts(1000, 0, 0, 0), counts(2, 0, 3, 0), Rag::Green, Some("0.7")),
    ];
    for (actions, measures, rag, mean) in cases {
        let suggestion = overall(&actions, &measures, &thresholds());
        assert_eq!((suggestion.rag, suggestion.mean), (rag, mean.map(figure)), "{actions:?}, {measures:?}");
    }
    let explanation = overall(&actions, &measures, &thresholds()).explanation;
    assert_eq!(explanation.input("actions_mean"), Some(&figure("0.905").into()));
    assert_eq!(explanation.input("measures_mean"), Some(&figure("0.543").into()));
    assert_eq!(explanation.summary, "The mean of 0.724 reaches 0.7, from which it is Green.");
}

#[test]
fn counting() {
    let mut counted = Counts::default();
    for rag in [Rag::Green, Rag::Green, Rag::Amber, Rag::Red, Rag::NotApplicable] {
        counted.add(rag);
    }
    assert_eq!((counted, counted.total()), (counts(2, 1, 1, 1), 5));
    assert_eq!(serde_json::to_string(&counted).unwrap(), r#"{"green":2,"amber":1,"red":1,"n/a":1}"#);
}

#[test]
fn a_scope_travels_by_its_printed_status() {
    let (travelled, explanation) = direction(Some(Rag::Red), Rag::Amber);
    assert_eq!((travelled, explanation.rule.as_ref()), (Direction::Improved, "overall_direction"));
}

proptest! {
    #[test]
    fn one_more_green_is_never_worse_and_one_more_red_never_better(green in 0..50_u32, amber in 0..50_u32, red in 0..50_u32, na in 0..9_u32) {
        let counted = counts(green, amber, red, na);
        prop_assume!(green + amber + red > 0);
        let rag = |counts: Counts| counts.suggest(&thresholds()).rag;
        let (greener, redder) = (Counts { green: green + 1, ..counted }, Counts { red: red + 1, ..counted });
        prop_assert!(rag(greener) <= rag(counted) && rag(counted) <= rag(redder));
        prop_assert_eq!(rag(Counts { not_applicable: na + 1, ..counted }), rag(counted));
        prop_assert_eq!(overall(&counted, &counted, &thresholds()).rag, rag(counted), "two equal halves suggest what each does");
    }
}
