use super::*;
use crate::domain::indicator::Polarity;
use crate::domain::number::Figure;

const INDICATORS: &str = "ref,title,polarity,unit,frequency\nA,Sickness,higher,days,quarterly\nB,Calls,higher,number,quarterly\nC,Visits,higher,number,quarterly\n";

#[test]
fn what_was_printed_is_held_against_the_rules() {
    let results = "ref,period,actual,target,stated_rag,stated_direction\n\
        A,2016-17-Q2,80,100,,\n\
        A,2017-18-Q1,90,100,green,\n\
        A,2017-18-Q2,90,100,green,declined\n\
        B,2017-18-Q2,88,100,amber,\n\
        C,2017-18-Q2,100,100,green,n/a\n";
    let files = [("indicators.csv", INDICATORS), ("indicator_results.csv", results)];
    let report = World::new().store(&files);
    let moving = report.moving.unwrap();
    assert_eq!((moving.stated, moving.more_disagreements), (4, false));
    let told: Vec<_> = moving
        .disagreements
        .iter()
        .map(|found| (found.line, found.indicator.as_str(), found.rag.as_str(), found.direction.as_str()))
        .collect();
    assert_eq!(told, [(3, "A", "amber", "n/a"), (4, "A", "amber", "improved"), (5, "B", "red", "n/a")]);
    let [a, b] = moving.proposals.as_slice() else { panic!("{:?}", moving.proposals) };
    assert_eq!((a.indicator.as_str(), a.agrees_with, a.polarity, a.tolerance), ("A", 2, Some(Polarity::Lower), None));
    assert_eq!((b.indicator.as_str(), b.agrees_with, b.polarity, b.tolerance), ("B", 1, None, Some(Figure::from(15))));
}

#[test]
fn a_dry_run_tells_the_same_and_a_pack_that_states_nothing_tells_nothing() {
    let results: &[u8] = b"ref,period,actual,target,stated_rag\nA,2017-18-Q2,90,100,green\n";
    let mut world = World::new();
    let tried = world.run(&[("indicators.csv", INDICATORS.as_bytes()), ("indicator_results.csv", results)], true).unwrap();
    assert_eq!(tried.moving.unwrap().disagreements.len(), 1);
    assert_eq!(world.store(&[("indicators.csv", INDICATORS)]).moving, None);
}

#[test]
fn what_was_printed_of_risks_is_held_against_their_scores() {
    let assessments = "ref,service_area,period,residual_score,stated_direction,stated_band\n\
        R,PD,2017-18-Q1,9,up,medium/high\n\
        R,PD,2017-18-Q2,12,same,medium\n\
        R,ED,2017-18-Q2,12,down,high\n\
        C,,2017-18-Q1,7,,low\n\
        C,,2017-18-Q2,6,up,medium\n";
    let files = [
        ("service_areas.csv", "code,name\nPD,Performance\nED,Education\n"),
        ("risks.csv", "ref,kind,title,service_areas\nR,service,Old telephones,PD;ED\nC,corporate,A hard winter,\n"),
        ("risk_assessments.csv", assessments),
    ];
    let bytes: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let mut world = World::new();
    let tried = world.run(&bytes, true).unwrap().moving.unwrap();
    assert_eq!(Some(&tried), world.store(&files).moving.as_ref());
    assert_eq!((tried.stated, tried.disagreements.len(), tried.more_disagreements), (5, 0, false));
    let told: Vec<_> = tried
        .risk_disagreements
        .iter()
        .map(|found| {
            let band = found.band.map(|band| band.to_string()).unwrap_or_default();
            (found.line, found.risk.as_str(), found.service_area.as_deref(), found.score, band, found.direction.as_str())
        })
        .collect();
    // A first assessment has the direction that is stated; a score that cannot be has no band to hold one against.
    let (high, medium) = ("high".to_owned(), "medium".to_owned());
    assert_eq!(told, [(3, "R", Some("PD"), 12, high, "increasing"), (6, "C", None, 6, medium, "decreasing")]);
}
