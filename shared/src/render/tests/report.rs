//! The sentences of reports: in the singular, in the plural and for none, in both languages.

use super::super::report::sentences::{measures, risks};
use super::super::words::Words;
use crate::domain::plan::Language::{English, Welsh};
use crate::model::report::{MeasureFacts, RiskFacts, RiskSection};

fn refs(count: u32) -> Vec<String> {
    (1..=count).map(|number| format!("M{number}")).collect()
}

/// Total, quarterly, due, reported; Green, Amber, Red.
fn facts([total, quarterly, due, reported]: [u32; 4], [green, amber, red]: [u32; 3]) -> MeasureFacts {
    MeasureFacts {
        total,
        quarterly,
        annual: total - quarterly,
        due,
        reported,
        rated: green + amber + red,
        green: refs(green),
        amber: refs(amber),
        red: refs(red),
    }
}

#[test]
fn measures_are_told_in_either_language() {
    let cases = [
        (facts([0; 4], [0; 3]), "No measure is set here.", "Nid oes mesur wedi'i osod yma."),
        (
            facts([1, 0, 0, 0], [0; 3]),
            "1 measure is set here. It is reported once a year or every other year, and not due this quarter.",
            "Mae 1 mesur wedi'i osod yma. Caiff ei adrodd unwaith y flwyddyn neu bob yn ail flwyddyn, ac nid yw i'w gyflwyno'r chwarter hwn.",
        ),
        (
            facts([2, 0, 0, 0], [0; 3]),
            "2 measures are set here. All are reported once a year or every other year, and none is due this quarter.",
            "Mae 2 fesur wedi'u gosod yma. Cânt i gyd eu hadrodd unwaith y flwyddyn neu bob yn ail flwyddyn, ac nid oes un i'w gyflwyno'r chwarter hwn.",
        ),
        (
            facts([1, 1, 1, 1], [1, 0, 0]),
            "1 measure is set here. Each quarter: 1; each year or every other year: 0. The 1 figure due this quarter is in. A status \
             applies to 1. 1 is Green: M1.",
            "Mae 1 mesur wedi'i osod yma. Bob chwarter: 1; bob blwyddyn neu bob dwy flynedd: 0. Mae'r 1 ffigur sydd i'w gyflwyno'r \
             chwarter hwn wedi dod i law. Mae statws gan 1. Mae 1 yn Wyrdd: M1.",
        ),
        (
            facts([1, 1, 1, 0], [0; 3]),
            "1 measure is set here. Each quarter: 1; each year or every other year: 0. The 1 figure due this quarter is not in. A status \
             applies to none.",
            "Mae 1 mesur wedi'i osod yma. Bob chwarter: 1; bob blwyddyn neu bob dwy flynedd: 0. Nid yw'r 1 ffigur sydd i'w gyflwyno'r \
             chwarter hwn wedi dod i law. Nid oes statws gan yr un.",
        ),
        (
            facts([6, 4, 4, 0], [0; 3]),
            "6 measures are set here. Each quarter: 4; each year or every other year: 2. None of the 4 figures due this quarter is in. A \
             status applies to none.",
            "Mae 6 mesur wedi'u gosod yma. Bob chwarter: 4; bob blwyddyn neu bob dwy flynedd: 2. Nid oes yr un o'r 4 ffigur sydd i'w \
             cyflwyno'r chwarter hwn wedi dod i law. Nid oes statws gan yr un.",
        ),
        (
            facts([3, 3, 3, 1], [0, 1, 0]),
            "3 measures are set here. Each quarter: 3; each year or every other year: 0. 1 of the 3 figures due this quarter is in. A \
             status applies to 1. 1 is Amber: M1.",
            "Mae 3 mesur wedi'u gosod yma. Bob chwarter: 3; bob blwyddyn neu bob dwy flynedd: 0. Mae 1 o'r 3 ffigur sydd i'w \
             cyflwyno'r chwarter hwn wedi dod i law. Mae statws gan 1. Mae 1 yn Oren: M1.",
        ),
        (
            facts([5, 5, 5, 4], [2, 0, 2]),
            "5 measures are set here. Each quarter: 5; each year or every other year: 0. 4 of the 5 figures due this quarter are in. A \
             status applies to 4. 2 are Green: M1, M2. 2 are Red: M1, M2.",
            "Mae 5 mesur wedi'u gosod yma. Bob chwarter: 5; bob blwyddyn neu bob dwy flynedd: 0. Mae 4 o'r 5 ffigur sydd i'w \
             cyflwyno'r chwarter hwn wedi dod i law. Mae statws gan 4. Mae 2 yn Wyrdd: M1, M2. Mae 2 yn Goch: M1, M2.",
        ),
    ];
    for (facts, english, welsh) in cases {
        assert_eq!(measures(&Words::of_reports(English), &facts).join(" "), english);
        assert_eq!(measures(&Words::of_reports(Welsh), &facts).join(" "), welsh);
    }
}

#[test]
fn risks_are_told_in_either_language() {
    let one = RiskFacts { risks: 1, total: 1, assessed: 1, high: 1, increasing: 1, forecast_up: 1, rising: 1, ..RiskFacts::default() };
    let several = RiskFacts {
        risks: 2,
        total: 3,
        assessed: 3,
        medium: 2,
        without_band: 1,
        unchanged: 1,
        decreasing: 1,
        establishing: 1,
        forecast_down: 2,
        ..RiskFacts::default()
    };
    let unassessed = RiskFacts { risks: 2, total: 2, ..RiskFacts::default() };
    let cases = [
        (RiskFacts::default(), "No risk is on the register.", "Nid oes risg ar y gofrestr."),
        (
            one,
            "1 risk is on the register. By band: 1 high. 1 has risen since the assessment before. None has fallen. 1 is forecast to rise. \
             None is forecast to fall.",
            "Mae 1 risg ar y gofrestr. Fesul band: 1 uchel. Mae 1 wedi codi ers yr asesiad blaenorol. Nid oes yr un wedi gostwng. \
             Rhagwelir y bydd 1 yn codi. Ni ragwelir y bydd yr un yn gostwng.",
        ),
        (
            several,
            "2 risks are on the register. Counted once for each service area that assesses them, that is 3. By band: 2 medium, 1 without a \
             band. None has risen since the assessment before. 1 has fallen. 1 has nothing to be compared with yet. None is forecast to \
             rise. 2 are forecast to fall.",
            "Mae 2 risg ar y gofrestr. O'u cyfrif unwaith am bob maes gwasanaeth sy'n eu hasesu, 3 yw hynny. Fesul band: 2 canolig, 1 \
             heb fand. Nid oes yr un wedi codi ers yr asesiad blaenorol. Mae 1 wedi gostwng. Nid oes dim i gymharu 1 ag ef eto. Ni \
             ragwelir y bydd yr un yn codi. Rhagwelir y bydd 2 yn gostwng.",
        ),
        (
            unassessed,
            "2 risks are on the register. 2 were not assessed this quarter.",
            "Mae 2 risg ar y gofrestr. Ni chafodd 2 eu hasesu'r chwarter hwn.",
        ),
    ];
    for (facts, english, welsh) in cases {
        let section = RiskSection { facts, risks: Vec::new() };
        assert_eq!(risks(&Words::of_reports(English), &section).join(" "), english);
        assert_eq!(risks(&Words::of_reports(Welsh), &section).join(" "), welsh);
    }
}
