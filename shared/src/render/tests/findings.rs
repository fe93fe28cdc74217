//! Findings: each has a sentence in either language, of the same values.

use super::super::words::Words;
use crate::domain::action::{Lifecycle, Progress, Schedule};
use crate::domain::day::Day;
use crate::domain::explanation::Explanation;
use crate::domain::finding::texts::{Measure, Measures};
use crate::domain::finding::{FindingKind, Found, actions, commentary_copied, measures, red_unexplained, risks};
use crate::domain::indicator::Polarity;
use crate::domain::number::Figure;
use crate::domain::period::{FiscalStart, Period};
use crate::domain::plan::Language::{English, Welsh};
use crate::domain::risk::{Band, Movement, RiskDirection};
use crate::domain::status::{Direction, Rag};
use crate::model::settings::Settings;
use std::collections::BTreeSet;

fn figure(text: &str) -> Option<Figure> {
    Some(text.parse().unwrap())
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// One of each, with its sentence in both languages.
fn each() -> Vec<(Found, &'static str, &'static str)> {
    let period: Period = "2017-18-Q2".parse().unwrap();
    let before = (period.plus(-1).unwrap(), day("2017-06-30"));
    let schedule = |start: &str, due: &str| Schedule { start: day(start), due: day(due), lifecycle: Lifecycle::Active };
    let under_way = schedule("2017-04-01", "2017-09-30");
    let met = Explanation::new("indicator_rag", "met", "It is met.".to_owned()).with("actual", figure("51")).with("target", figure("50"));
    let better = Explanation::new("indicator_direction", "better_than_prior_year", "Better.".to_owned())
        .with("actual", figure("51"))
        .with("prior_period", Some(before.0))
        .with("prior_actual", figure("49"));
    let thresholds = Settings::default().action_thresholds.into();
    let update = Progress { percent_complete: figure("100").unwrap(), reported_rag: Some(Rag::Amber) };
    let status = under_way.status(period, FiscalStart::APRIL, day("2017-10-16"), Some(&update), &thresholds);
    let done = under_way.explain(&status, &thresholds);
    let told = Measures::new(vec![Measure {
        reference: "CPM/223".to_owned(),
        unit: "percent".to_owned(),
        actual: figure("50.8"),
        ..Measure::default()
    }]);
    let told = told.check("narrative", "CPM/223 was 48.8%.", None).remove(0);
    vec![
        (
            red_unexplained(Rag::Red, [None; 2]).unwrap(),
            "It is Red, and nobody has said why.",
            "Mae'n goch, ac nid oes neb wedi dweud pam.",
        ),
        (
            commentary_copied("commentary in Welsh", Some("a"), Some("a")).unwrap(),
            "The commentary in Welsh is word for word that of the quarter before.",
            "Mae'r sylwadau Cymraeg yr un fath, air am air, ag yn y chwarter blaenorol.",
        ),
        (
            actions::rag_challenged(&status, &done).unwrap(),
            "It is reported Amber, where Green is expected. It is 100% complete.",
            "Y statws a nodwyd yw Oren, ond Gwyrdd a ddisgwylir. Mae 100% wedi'i gwblhau.",
        ),
        (
            actions::completed_incomplete(Lifecycle::Completed, figure("80")).unwrap(),
            "It is completed, and its latest update says 80%.",
            "Nodwyd ei fod wedi'i gwblhau, ond 80% sydd yn ei ddiweddariad diwethaf.",
        ),
        (
            actions::update_missing(&under_way, period, day("2017-09-30")),
            "It is due on 30 September 2017, and has no update for Q2 2017/18.",
            "Mae i'w gwblhau erbyn 30 Medi 2017, ac nid oes diweddariad ar gyfer Ch2 2017/18.",
        ),
        (
            actions::update_missing(&under_way, period, day("2017-10-01")),
            "It was due on 30 September 2017, and has no update for Q2 2017/18.",
            "Roedd i'w gwblhau erbyn 30 Medi 2017, ac nid oes diweddariad ar gyfer Ch2 2017/18.",
        ),
        (
            measures::result_missing(period),
            "A result is due for Q2 2017/18, and none is in.",
            "Mae canlyniad i'w gyflwyno ar gyfer Ch2 2017/18, ond nid oes un wedi dod i law.",
        ),
        (
            risks::assessment_missing(period),
            "An assessment is due for Q2 2017/18, and none is in.",
            "Mae asesiad i'w gyflwyno ar gyfer Ch2 2017/18, ond nid oes un wedi dod i law.",
        ),
        (
            actions::due_before_start(&schedule("2017-04-01", "2017-03-01"), true).unwrap(),
            "It is due on 1 March 2017, before it starts on 1 April 2017.",
            "Mae i'w gwblhau erbyn 1 Mawrth 2017, cyn iddo ddechrau ar 1 Ebrill 2017.",
        ),
        (
            actions::due_before_start(&schedule("2017-04-01", "2017-03-01"), false).unwrap(),
            "It is due on 1 March 2017; no start is recorded, and the year of its first update began on 1 April 2017 only.",
            "Mae i'w gwblhau erbyn 1 Mawrth 2017; nid oes dyddiad dechrau wedi'i gofnodi, ac ar 1 Ebrill 2017 y dechreuodd blwyddyn ei ddiweddariad cyntaf.",
        ),
        (
            actions::no_movement(&under_way, before, figure("40"), figure("40")).unwrap(),
            "It is 40% complete, as it was in Q1 2017/18.",
            "Mae 40% wedi'i gwblhau, fel yr oedd yn Ch1 2017/18.",
        ),
        (
            measures::ratio_differs("percent", figure("48.8"), figure("64"), figure("126")).unwrap(),
            "64 of 126 is 50.8%, and 48.8% is given.",
            "50.8% yw 64 o 126, ond 48.8% a nodwyd.",
        ),
        (
            measures::stated_rag_differs(Some(Rag::Red), Rag::Green, &met).unwrap(),
            "It was printed Red, and by the rules it is Green. 51 meets the target of 50.",
            "Coch a argraffwyd, ond Gwyrdd ydyw yn ôl y rheolau. Mae 51 yn cyrraedd y targed o 50.",
        ),
        (
            measures::stated_direction_differs(Some(Direction::Same), Direction::Improved, &better).unwrap(),
            "It was printed “Same”, and by the rules it is “Improved”. 51 now, 49 in Q1 2017/18: better.",
            "“Yr un fath” a argraffwyd, ond “Wedi gwella” sy'n gywir yn ôl y rheolau. 51 nawr, 49 yn Ch1 2017/18: gwell.",
        ),
        (
            risks::stated_direction_differs(Some(Movement::Down), RiskDirection::Increasing).unwrap(),
            "It was printed “Down”, and against its latest earlier assessment it is “Increasing”.",
            "“I lawr” a argraffwyd, ond o gymharu â'r asesiad blaenorol “Yn cynyddu” sy'n gywir.",
        ),
        (
            risks::stated_band_differs(Some(Band::Low), 12).unwrap(),
            "It was printed low, and a score of 12 is high.",
            "Band “isel” a argraffwyd, ond band sgôr o 12 yw “uchel”.",
        ),
        (
            measures::target_below_last_year(Polarity::Higher, figure("80"), Some((before.0, figure("85").unwrap()))).unwrap(),
            "Its target is 80, and 85 was reached in Q1 2017/18. Higher is better.",
            "80 yw'r targed, a chyrhaeddwyd 85 yn Ch1 2017/18. Gorau po uchaf.",
        ),
        (
            measures::shared_alias("223", "CPM/223", &["CPM/9"]).unwrap(),
            "The alias 223 is on CPM/223, and on CPM/9.",
            "Mae'r enw arall 223 ar CPM/223, ac ar CPM/9 hefyd.",
        ),
        (
            risks::impossible_score(7).unwrap(),
            "No likelihood and impact from 1 to 4 give a score of 7.",
            "Nid oes tebygolrwydd ac effaith o 1 i 4 sy'n rhoi sgôr o 7.",
        ),
        (
            risks::rise_unmitigated(true, 12, 0, None).unwrap(),
            "Its score of 12 is rising, and nothing is recorded that is to bring it down.",
            "Mae ei sgôr o 12 yn codi, ac nid oes dim wedi'i gofnodi i'w gostwng.",
        ),
        (
            told,
            "The narrative says 48.8% of CPM/223, whose result is 50.8.",
            "Mae'r naratif yn dweud 48.8% am CPM/223, ond 50.8 yw'r canlyniad.",
        ),
    ]
}

#[test]
fn every_finding_is_told_in_either_language() {
    let (english, welsh) = (Words::of_reports(English), Words::of_reports(Welsh));
    let found = each();
    for (found, en, cy) in &found {
        for (words, expected) in [(&english, en), (&welsh, cy)] {
            let said = words.finding(&found.told);
            assert_eq!((said.lang, said.text.as_str()), (words.language(), *expected));
        }
    }
    let kinds: BTreeSet<&str> = found.iter().map(|(found, ..)| found.kind.as_str()).collect();
    assert_eq!(kinds, FindingKind::ALL.iter().map(|kind| kind.as_str()).collect(), "every kind is here");
}

#[test]
fn what_is_new_to_the_words_is_told_in_english() {
    let mut told = red_unexplained(Rag::Red, [None; 2]).unwrap().told;
    told.what.reason = "something_new".into();
    let said = Words::of_reports(Welsh).finding(&told);
    assert_eq!((said.lang, said.text.as_str()), (English, "It is Red, and nobody has said why."));
}
