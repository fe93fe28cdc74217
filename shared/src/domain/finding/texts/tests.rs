use super::{Measure, Measures};
use crate::domain::finding::FindingKind;
use crate::domain::number::Figure;
use proptest::prelude::*;

fn figure(text: &str) -> Figure {
    text.parse().unwrap()
}

fn figures(texts: &str) -> Vec<Figure> {
    texts.split_whitespace().map(figure).collect()
}

/// Of one unit each: the ref, an alias, the unit, the result, what else of the quarter is recorded, and the quarter before.
fn measures() -> Measures {
    let table = [
        ("CPM/223", "PD/M029", "percent", "50.8", "85 64 126 71", "62.4"),
        ("CPM/224", "PD/M030", "percent", "40", "45 38.25", ""),
        ("CPM/019", "HR/M007", "days", "4.45", "4.45 3.76", "2.1"),
        ("T/9", "", "seconds", "76", "60 71", ""),
        ("F/1", "", "currency", "1250000", "1300000", ""),
        ("R/1", "", "rank", "7", "2 1", ""),
        ("N/1", "", "number", "131", "120 97", ""),
        ("PAM 12", "", "number", "-3.25", "", ""),
        ("NONE/1", "", "percent", "", "50", ""),
        ("A/1", "SAME/1", "percent", "10", "", ""),
        ("A/2", "SAME/1", "percent", "20", "", ""),
        ("BARE", "", "percent", "1", "", ""),
    ];
    let measure = |(reference, alias, unit, actual, besides, earlier): (&str, &str, &str, &str, &str, &str)| Measure {
        reference: reference.to_owned(),
        aliases: Some(alias.to_owned()).filter(|alias| !alias.is_empty()).into_iter().collect(),
        unit: unit.to_owned(),
        actual: Some(actual).filter(|actual| !actual.is_empty()).map(figure),
        parts: (reference == "CPM/223").then(|| (figure("64"), figure("126"))),
        besides: figures(besides),
        earlier: figures(earlier),
    };
    Measures::new(table.into_iter().map(measure).collect())
}

/// What is said of which measure, and is not so.
fn found(text: &str) -> Vec<(String, String)> {
    found_in(text, None)
}

/// The same, in a commentary on that measure's own result.
fn found_in(text: &str, own: Option<&str>) -> Vec<(String, String)> {
    let found = measures().check("commentary", text, own);
    assert!(found.iter().all(|found| found.kind == FindingKind::TextDiffers && found.says.place == "commentary"), "{found:?}");
    found.into_iter().map(|found| (found.says.value, found.against.place.trim_start_matches("result of ").to_owned())).collect()
}

#[test]
fn a_value_that_is_not_the_results_is_found() {
    let cases = [
        ("Complaints answered in time (CPM/223) stand at 48.8%.", "48.8%", "CPM/223"),
        ("Only **48.8%** of them were answered in time (CPM/223), against a target of 85%.", "48.8%", "CPM/223"),
        ("CPM/223 was 48.8 % (64 of 126).", "48.8%", "CPM/223"),
        ("cpm/223: 48.8 per cent", "48.8%", "CPM/223"),
        ("Only half were in time. Of PD/M029, 47% is what we reached.", "47%", "CPM/223"),
        ("48.8% of complaints were answered in time, as CPM/223 tells.", "48.8%", "CPM/223"),
        ("**CPM/223** is **48.8**, and will be better.", "48.8", "CPM/223"),
        ("CPM/223’s result was 48.8 in Q2.", "48.8", "CPM/223"),
        ("Mae CPM/223 yn 48.8 y cant.", "48.8%", "CPM/223"),
        ("| CPM/223 | 48.8% | Red |", "48.8%", "CPM/223"),
        ("- CPM/224 is 40%\n- CPM/223 is 40%", "40%", "CPM/223"),
        ("CPM/224 is 40%.\nCPM/223 is 40%.", "40%", "CPM/223"),
        ("CPM/224 is 38.3%, and CPM/223 is 51.8%.", "51.8%", "CPM/223"),
        ("Sickness (CPM/019) cost 4.6 days for each employee.", "4.6 days", "CPM/019"),
        ("T/9 is 75 seconds now.", "75 seconds", "T/9"),
        ("F/1: we spent £1,260,000.", "£1,260,000", "F/1"),
        ("For R/1 we are 8th in Wales.", "8th", "R/1"),
        ("N/1 stands at 132.", "132", "N/1"),
        ("PAM 12 was 3.3, for once.", "3.3", "PAM 12"),
        ("SAME/1 is 15%.", "15%", "A/1"),
        ("[CPM/223](https://x.example/a) is 48.8%.", "48.8%", "CPM/223"),
        ("CPM-223 stood at 48.8%", "48.8%", "CPM/223"),
        ("CPM/223–48.8%", "48.8%", "CPM/223"),
        ("CPM/223=48.8%", "48.8%", "CPM/223"),
        ("CPM/223: 48.8%, below the target.", "48.8%", "CPM/223"),
        ("CPM/223, whose target is 85%, stands at 48.8%.", "48.8%", "CPM/223"),
        ("CPM/223 rose to 48.8%, up on last year.", "48.8%", "CPM/223"),
        ("CPM/223 was ~~47%~~ 48.8%.", "48.8%", "CPM/223"),
        ("CPM/223, i.e. complaints answered in time, stood at 48.8%.", "48.8%", "CPM/223"),
        ("CPM/223:48.8%", "48.8%", "CPM/223"),
        ("T/9 took 1 minute 15 seconds.", "1 minute 15 seconds", "T/9"),
        ("Complaints (CPM/223): 62 of 126 were in time.", "62/126", "CPM/223"),
        ("CPM/223 saw 62 out of 126 complaints answered", "62/126", "CPM/223"),
        // Under a heading that names one measure.
        ("### Complaints (CPM/223)\n\nWe have a plan. The result was 48.8%, well below the target.", "48.8%", "CPM/223"),
        ("CPM/223\n---\n\n- 48.8% (64 of 126) were answered in time.", "48.8%", "CPM/223"),
        ("# CPM/224\n\n38.3%\n\n## CPM/223\n\nThe result was 40%.", "40%", "CPM/223"),
        ("# CPM/224\n\nIts neighbour, CPM/223, stands at 40%.", "40%", "CPM/223"),
        // Without a word on quarters, the quarter before is no answer.
        ("CPM/223 is 62.4%.", "62.4%", "CPM/223"),
    ];
    for (text, value, reference) in cases {
        // Of 3.25, rounded half-up, one decimal says 3.3: that one is right.
        let expected: Vec<(String, String)> = if value == "3.3" { Vec::new() } else { vec![(value.to_owned(), reference.to_owned())] };
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn what_is_no_value_of_the_measure_is_left_alone() {
    let cases = [
        // What is recorded, at the precision that is written; the target, the year before, what it is made of.
        "CPM/223 is 50.8% against a target of 85% (71% last year; 64 of 126).",
        "CPM/223 is 51%, which is 49.2% short of all.",
        "CPM/223 was 50.80 per cent.",
        "CPM/223 is 50.8%, while 62% of parking is paid for by phone.",
        "CPM/224: 38% last year, 38.3% to be exact, 40% now.",
        "CPM/019 rose to 4.45 days, from 3.76 days.",
        // Under a heading: of something else, of either of two measures, under the next.
        "# CPM/223\n\nThe result was 50.8%. In all, 62% of parking is paid for by phone.",
        "# CPM/223 and CPM/224\n\nThe result was 48.8%.",
        "# CPM/223\n\nAs expected.\n\n# Parking\n\nThe result was 48.8%.",
        "T/9 is 76 seconds; F/1 is £1,250,000; R/1 is 7th; N/1 is 131.",
        // The quarter before, where quarters are spoken of.
        "CPM/223 fell from 62.4% last quarter to 50.8%.",
        "CPM/223 was 62.4% in Q1.",
        // Of several measures in one sentence, each has its own.
        "CPM/223 and CPM/224 are 50.8% and 40%.",
        "SAME/1 is 20%.",
        // Dates, quarters, years, lists, counts of other things, other refs.
        "1. CPM/223 is to be discussed on 30 September 2017.",
        "CPM/223 in Q2 2017/18 is as told in section 4.",
        "CPM/223 was 2016 work.",
        "CPM/223 has 3 actions behind it, SL/F037 among them.",
        "CPM/223: 3 of 5 teams do better.",
        "N/1 is 12 short of what we hoped.",
        "For CPM/223 we train 25 people within 10 days.",
        "See CPM/225, which is 12%.",
        "XCPM/223 is 12%, and CPM/2234 is 13%.",
        // Changes and bounds.
        "CPM/223 fell by 20.2%, an increase of 5% over 2015.",
        "CPM/223 is below 60%, over 50%, and about 51.5%.",
        "CPM/223 lies between 45% and 60%.",
        "CPM/223 is 20 percentage points down, 20% points in the table.",
        "F/1 is £1.25 million.",
        "CPM/223 is 40.2% below target, 20.2% down on last year.",
        "CPM/223: a 5% increase in complaints.",
        "CPM/223: complaints rose 5%.",
        // What is aimed for, expected, or others'.
        "CPM/223 should reach 60% by Q3 and 86% by year end.",
        "CPM/223 is expected to be 70% at year end.",
        "CPM/223 forecast for year end is 75%.",
        "CPM/223: the Welsh average is 72%.",
        "CPM/223: 72% is the average of Wales.",
        "Disgwylir i CPM/223 fod yn well; dylai CPM/223 gyrraedd 60%.",
        "CPM/019: after 28 days absence staff are referred.",
        "CPM/223: 49% were late.",
        "CPM/223 is 2% lower than in Q1.",
        "CPM/223 target for next year: 90%.",
        "The target of CPM/223 is 90%.",
        "CPM/223 will be raised to 90% next year.",
        "CPM/223 is well below the 90% of Cardiff.",
        // The same in other words.
        "T/9 took 1 minute 16 seconds, or 1 minute and 16 seconds.",
        "CPM/223: 64 of the 126, 64/126, and 12 of 60 teams.",
        // Of another unit.
        "CPM/223 cost £12 and took 14 days.",
        "CPM/019 is 12% up.",
        // Another sentence.
        "CPM/223 is Red. Parking income is 12% higher.",
        "CPM/223 is Red.\n\nParking income is 12% higher.",
        // Nothing to hold it against, or a name that could be any word.
        "NONE/1 is 40%.",
        "The cupboards are BARE at 40%.",
        "No measure is named, and 12% is said.",
        "",
    ];
    for text in cases {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn its_own_commentary_speaks_of_a_measure_without_its_name() {
    let told = [
        ("Result stands at 48.8%.", "48.8%"),
        ("Our performance was 48.8%, since two posts were vacant.", "48.8%"),
        ("Only 48.8% (64 of 126) were answered in time.", "48.8%"),
        ("62 of 126 complaints were answered in time.", "62/126"),
        ("CPM/223 is 48.8%.", "48.8%"),
    ];
    for (text, value) in told {
        assert_eq!(found_in(text, Some("CPM/223")), [(value.to_owned(), "CPM/223".to_owned())], "{text}");
    }
    let left = [
        "50.8% (64 of 126) were answered in time.",
        "The result is 50.8%, and 20% of staff are new.",
        "Performance improved after 20% of staff were trained.",
        "12% of callers hung up.",
        "The result should be 60% by Q3.",
        "CPM/224 is 40%.",
    ];
    for text in left {
        assert_eq!(found_in(text, Some("CPM/223")), [], "{text}");
    }
    assert_eq!(found_in("Result stands at 48.8%.", Some("XYZ/1")), []);
}

proptest! {
    /// A result of two decimals, told with fewer, is told right exactly where it rounds so.
    #[test]
    fn a_value_is_held_at_the_precision_that_is_written(hundredths in 0_i32..10_000, told in 0_i32..1_000) {
        let actual = figure(&format!("{}.{:02}", hundredths / 100, hundredths % 100));
        let measures = Measures::new(vec![Measure { reference: "M/1".to_owned(), unit: "days".to_owned(), actual: Some(actual), ..Measure::default() }]);
        let text = format!("M/1 is {}.{} days.", told / 10, told % 10);
        let right = (hundredths + 5) / 10 == told;
        prop_assert_eq!(measures.check("commentary", &text, None).is_empty(), right, "{} of {}", text, actual);
    }

    #[test]
    fn no_text_is_too_odd(text in "\\PC*") {
        measures().check("commentary", &text, Some("CPM/223"));
        measures().check("commentary", &format!("CPM/223 {text} 12% {text} 62 of 126"), None);
    }
}
