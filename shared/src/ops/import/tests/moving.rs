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
