//! Explanations as sentences: all that the rules give, in both languages.

use super::super::samples::{day, figure, indicator, missed, overdue, quarter_two, rising, why_rag};
use super::super::words::{Words, why_sentence};
use crate::domain::action::{Lifecycle, Progress, Schedule, Thresholds};
use crate::domain::alert;
use crate::domain::explanation::Explanation;
use crate::domain::indicator::{Definition, History, Polarity, ToleranceKind};
use crate::domain::period::FiscalStart;
use crate::domain::plan::Language::{English, Welsh};
use crate::domain::risk::{self, Assessed, Movement};
use std::collections::BTreeSet;

fn absolute(definition: Definition) -> Definition {
    Definition { tolerance_kind: ToleranceKind::Absolute, tolerance: 2.into(), ..definition }
}

fn band(low: i32, high: i32) -> Definition {
    Definition { band_low: Some(low.into()), band_high: Some(high.into()), ..indicator(Polarity::Band) }
}

fn stated_up() -> Explanation {
    let assessed = Assessed { residual: 12, forecast: None, stated_direction: Some(Movement::Up) };
    alert::risk_rising(&assessed, &risk::assess(&assessed, None), None).unwrap()
}

#[test]
fn explanations_are_sentences_in_both_languages() {
    let (september, october) = (day(2017, 9, 30), day(2017, 10, 16));
    let table = [
        (
            overdue(september, september, october, 40),
            None,
            "16 days overdue. It was due on 30 September 2017. It is 40% complete.",
            "16 diwrnod yn hwyr. Roedd i'w gwblhau erbyn 30 Medi 2017. Mae 40% wedi'i gwblhau.",
        ),
        (
            overdue(day(2017, 10, 15), day(2017, 3, 31), october, 0),
            None,
            "1 day overdue. It was due on 15 October 2017. It was first due on 31 March 2017. It is 0% complete.",
            "1 diwrnod yn hwyr. Roedd i'w gwblhau erbyn 15 Hydref 2017. Y dyddiad gwreiddiol oedd 31 Mawrth 2017. Mae 0% wedi'i gwblhau.",
        ),
        (
            missed("76", "60", Polarity::Lower),
            Some("seconds"),
            "76 seconds against a target of 60 seconds. Lower is better. The gap is 26.7%; the tolerance is 10%.",
            "76 eiliad yn erbyn targed o 60 eiliad. Gorau po isaf. Y bwlch yw 26.7%; y goddefiant yw 10%.",
        ),
        (
            missed("89.99", "100", Polarity::Higher),
            Some("percent"),
            "89.99% against a target of 100%. Higher is better. The gap is 10.01%; the tolerance is 10%.",
            "89.99% yn erbyn targed o 100%. Gorau po uchaf. Y bwlch yw 10.01%; y goddefiant yw 10%.",
        ),
        (
            missed("89.999", "100", Polarity::Higher),
            Some("percent"),
            "89.999% against a target of 100%. Higher is better. The gap is just over 10%; the tolerance is 10%.",
            "89.999% yn erbyn targed o 100%. Gorau po uchaf. Mae'r bwlch ychydig dros 10%; y goddefiant yw 10%.",
        ),
        (
            missed("7", "2", Polarity::Lower),
            Some("rank"),
            "7th against a target of 2nd. First place is best. The gap is 250%; the tolerance is 10%.",
            "7fed yn erbyn targed o 2il. Y safle cyntaf sydd orau. Y bwlch yw 250%; y goddefiant yw 10%.",
        ),
        (
            missed("3", "0", Polarity::Lower),
            None,
            "3 against a target of 0. Lower is better. A target of 0 is either met or missed.",
            "3 yn erbyn targed o 0. Gorau po isaf. Naill ai caiff targed o 0 ei gyrraedd neu ei fethu.",
        ),
        (
            why_rag(&band(3, 8), "12", None),
            Some("days"),
            "12 days, above the limit of 8 days. The gap is 50%; the tolerance is 10%.",
            "12 diwrnod, uwchlaw'r terfyn o 8 diwrnod. Y bwlch yw 50%; y goddefiant yw 10%.",
        ),
        (
            why_rag(&absolute(band(3, 8)), "0", None),
            Some("percent"),
            "0%, below the limit of 3%. The gap is 3 percentage points; the tolerance is 2 percentage points.",
            "0%, islaw'r terfyn o 3%. Y bwlch yw 3 phwynt canran; y goddefiant yw 2 bwynt canran.",
        ),
        (why_rag(&band(-5, 0), "4", None), None, "4, above the limit of 0.", "4, uwchlaw'r terfyn o 0."),
        (
            rising(9, None, Some(Movement::Up)),
            None,
            "Residual score 9 (medium/high), forecast to rise.",
            "Sgôr weddilliol 9 (canolig/uchel), a rhagwelir y bydd yn codi.",
        ),
        (rising(6, Some(4), None), None, "Residual score up from 4 to 6 (medium).", "Sgôr weddilliol wedi codi o 4 i 6 (canolig)."),
        (
            rising(12, Some(8), Some(Movement::Up)),
            None,
            "Residual score up from 8 to 12 (high). It is forecast to rise further.",
            "Sgôr weddilliol wedi codi o 8 i 12 (uchel). Rhagwelir y bydd yn codi eto.",
        ),
        (stated_up(), None, "Residual score 12 (high), reported as rising.", "Sgôr weddilliol 12 (uchel), a nodwyd ei bod yn codi."),
    ];
    for (explanation, unit, english, welsh) in table {
        assert_eq!(why_sentence(&explanation, English, unit, None), english);
        assert_eq!(why_sentence(&explanation, Welsh, unit, None), welsh);
    }
}

/// Explanations of results by every kind of definition.
fn of_results() -> Vec<Explanation> {
    let (higher, lower) = (indicator(Polarity::Higher), indicator(Polarity::Lower));
    let one_sided = Definition { band_low: None, ..band(3, 8) };
    let bands = [band(3, 8), band(0, 8), one_sided];
    let definitions = [higher, lower].into_iter().chain(bands).flat_map(|relative| [absolute(relative.clone()), relative]);
    let lenient = definitions.flat_map(|strict| [Definition { green_within: 1.into(), ..strict.clone() }, strict]);
    let results = |definition: &Definition| {
        let figures = ["-4", "0", "2.9", "2.99", "3", "5", "8.05", "8.5", "40"].map(|actual| why_rag(definition, actual, Some("3")));
        let others = [why_rag(definition, "3", Some("0")), why_rag(definition, "3", None)];
        let missing = definition.assess(quarter_two().unwrap(), None, History::default()).rag_explanation;
        figures.into_iter().chain(others).chain([missing]).collect::<Vec<_>>()
    };
    let annual = Definition {
        frequency: crate::domain::indicator::Frequency::Annual,
        reporting_quarter: Some(crate::domain::period::Quarter::Q4),
        ..indicator(Polarity::Higher)
    };
    lenient.flat_map(|definition| results(&definition)).chain(results(&annual)).collect()
}

/// Explanations of actions in every stage, half way through their time.
fn of_actions() -> Vec<Explanation> {
    let thresholds = Thresholds { green: figure("0.9"), amber: figure("0.7") };
    let starts = [day(2017, 4, 1), day(2017, 9, 30), day(2017, 12, 1)];
    let stages = Lifecycle::ALL.iter().flat_map(|&lifecycle| starts.map(|start| (lifecycle, start)));
    let schedules = stages.flat_map(|(lifecycle, start)| [day(2017, 9, 1), day(2018, 3, 31)].map(|due| Schedule { start, due, lifecycle }));
    let updates = [None, Some(0), Some(37), Some(50), Some(100)];
    let explained = |schedule: Schedule| {
        updates.map(|percent| {
            let update = percent.map(|percent: i32| Progress { percent_complete: percent.into(), reported_rag: None });
            let status = schedule.status(quarter_two().unwrap(), FiscalStart::APRIL, day(2017, 10, 16), update.as_ref(), &thresholds);
            schedule.explain(&status, &thresholds)
        })
    };
    schedules.flat_map(explained).collect()
}

#[test]
fn there_are_words_for_whatever_the_rules_say_of_results_and_actions() {
    let explanations = [of_results(), of_actions()].concat();
    let reasons: BTreeSet<&str> = explanations.iter().map(|explanation| &*explanation.reason).collect();
    assert_eq!(reasons.len(), 13 + 11, "{reasons:?}");
    let welsh = Words::new(Welsh);
    for explanation in explanations {
        let why = welsh.why(&explanation, Some("percent"), None);
        assert!([&why.headline, &why.detail, &why.short].iter().all(|said| said.lang == Welsh), "{explanation:?}");
        assert!(!why.sentence().is_empty() && !why.short.text.is_empty());
    }
}

#[test]
fn what_we_have_no_words_for_keeps_its_english_summary() {
    let unknown = Explanation::new("tidal_rule", "new_moon", "The tide is out.".to_owned());
    let incomplete = Explanation::new("action_overdue", "past_due_and_not_complete", "It is late.".to_owned());
    let odd = Explanation::new("indicator_rag", "met", "It is met.".to_owned());
    for (explanation, summary) in [(unknown, "The tide is out."), (incomplete, "It is late."), (odd, "It is met.")] {
        assert_eq!(why_sentence(&explanation, Welsh, None, None), summary);
        assert_eq!(Words::new(Welsh).why(&explanation, None, None).detail.lang, English);
    }
}

#[test]
fn a_risks_direction_is_told_in_either_language() {
    let stated = [Some(Movement::Up), Some(Movement::Same), Some(Movement::Down), None].map(|stated| (None, stated));
    let cases = [(Some(6), None), (Some(9), None), (Some(12), None)].into_iter().chain(stated);
    let moved = cases.map(|(earlier, stated_direction)| {
        risk::assess(&Assessed { residual: 9, forecast: None, stated_direction }, earlier).direction_explanation
    });
    let told: BTreeSet<(String, String)> = moved
        .map(|why| {
            assert_eq!(why_sentence(&why, English, None, None), why.summary);
            let welsh = Words::new(Welsh).why(&why, None, None);
            assert_eq!(welsh.detail.lang, Welsh, "{}", why.reason);
            (why.reason.to_string(), welsh.sentence())
        })
        .collect();
    assert_eq!(told.len(), 7);
    assert!(told.iter().all(|(_, welsh)| welsh.contains("asesiad blaenorol")), "{told:?}");
}
