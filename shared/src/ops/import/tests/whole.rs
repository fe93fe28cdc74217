//! A pack of every file, and what its aggregates make of it.

use super::super::format;
use super::{World, counts, errors};
use crate::id::Key;
use crate::model::settings::Settings;
use crate::ops::Scope;
use crate::ops::{actions, assess_risk, due_dates, risks};

const PACK: [(&str, &str); 16] = [
    ("directorates.csv", "code,name,name_cy\nLAW,Legal,Y Gyfraith\n"),
    ("service_areas.csv", "code,name,name_cy,directorate\nRO,Roads,Ffyrdd,Streets and Parks\nPK,Parks,Parciau,Streets and Parks\n"),
    (
        "people.csv",
        "email,name,language,service_area,manager_email\n\
         Roads.Lead@ferry.example,Head of Roads,cy,RO,director@ferry.example\ndirector@ferry.example,Director of Streets,,,\n",
    ),
    (
        "plan.csv",
        "level,code,parent_code,title,target_year,number\ncorporate_action,FE1,FE-MOVE,Mend the worst roads first,2019/20,\n\
         objective,FE-MOVE,FE,Getting about,,2\noutcome,FE,,A borough on the move,,\n",
    ),
    (
        "actions.csv",
        "ref,title,corporate_action,service_area,owner_email,deputy_email,start_date,due_date,lifecycle\n\
         RO/A1,\"Survey all A roads, then B roads\",FE1,RO,roads.lead@ferry.example,director@ferry.example,2017-04-01,2017-09-30,active\n\
         RO/A2,Close the old depot,FE1,RO,,,,2017-06-30,completed\n",
    ),
    (
        "action_due_dates.csv",
        "ref,due_date,agreed_on,reason,period\nRO/A2,2017-07-31,2017-06-01,The keys were lost,\n\
         RO/A2,2017-08-31,2017-06-30,They were not found,2017-18-Q1\n",
    ),
    (
        "action_updates.csv",
        "ref,period,percent_complete,reported_rag,commentary,revised_due_date,revision_reason\n\
         RO/A1,2017-18-Q1,40,green,,,\nRO/A1,2017-18-Q2,62.5,red,,2018-01-31,The survey van was written off\n",
    ),
    (
        "indicators.csv",
        "ref,title,objective,polarity,unit,decimals,frequency,owner_email,service_area,additional\n\
         FE/001,Potholes mended within a week,FE-MOVE,higher,percent,1,quarterly,roads.lead@ferry.example,RO,false\n",
    ),
    (
        "indicator_results.csv",
        "ref,period,actual,target,numerator,denominator,stated_rag,stated_direction\n\
         FE/001,2016-17-Q2,80,75,,,green,n/a\nFE/001,2017-18-Q2,66.7,75,2,3,red,declined\n",
    ),
    (
        "risks.csv",
        "ref,kind,title,category,owner_email,service_areas,objectives,controls,mitigating_actions\n\
         FR1,corporate,A hard winter,Weather,director@ferry.example,,FE;FE-MOVE,Salt is in store,\n\
         FR2,service,Too few drivers,,roads.lead@ferry.example,RO; PK,FE,,Train two more\n",
    ),
    (
        "risk_assessments.csv",
        "ref,service_area,period,inherent_likelihood,inherent_impact,residual_likelihood,residual_impact,residual_score,stated_direction,stated_band,forecast,reason\n\
         FR1,,2017-18-Q2,3,4,2,3,,up,medium,same,\nFR2,RO,2017-18-Q2,,,,,7,,,up,Two have left\n",
    ),
    ("projects.csv", "ref,title,programme,tranche\nP1,One depot,New Ways,1;2\n"),
    ("project_statuses.csv", "ref,period,status,commentary\nP1,2017-18-Q2,completed,The keys are handed over.\n"),
    (
        "breakdowns.csv",
        "ref,measure,dimension,value_label,period,value,unit\nFE/001,Potholes mended,ward,\"Quay, north\",2017-18-Q2,54.3,percent\n\
         ,Thanks received,service area,Parks,2017-18-Q2,12,number\n",
    ),
    (
        "narratives.csv",
        "scope,period,section,language,text,author_email,state\ncouncil,2017-18-Q2,achievements,en,\"Two lines,\nof thanks.\",director@ferry.example,ready\n\
         RO,2017-18-Q2,challenges,cy,Y gaeaf.,,\nstreets-and-parks,2017-18-Q2,challenges,en,Winter.,,draft\n",
    ),
    (
        "judgements.csv",
        "scope,period,part,rag,reason\ncouncil,2017-18-Q2,overall,green,Better since.\nRO,2017-18-Q2,actions,amber,One slipped.\n",
    ),
];

/// The pack with one file in place of its own.
fn with(name: &'static str, text: &'static str) -> Vec<(&'static str, &'static str)> {
    PACK.into_iter().map(|file| if file.0 == name { (name, text) } else { file }).collect()
}

#[test]
fn every_file_is_taken_and_a_second_import_changes_nothing() {
    assert_eq!(PACK.map(|file| file.0).to_vec(), format().iter().map(|file| file.name).collect::<Vec<_>>());
    let mut world = World::new();
    let first = world.store(&PACK);
    assert!(first.changed && first.files.iter().all(|file| file.created == file.rows && file.rows > 0), "{first:?}");
    let second = world.store(&PACK);
    assert!(!second.changed && second.files.iter().all(|file| file.unchanged == file.rows), "{second:?}");
    for file in PACK {
        assert!(!world.store(&[file]).changed, "{file:?}");
    }
}

#[test]
fn what_an_old_report_says_is_taken_though_the_api_would_refuse_it() {
    let mut world = World::new();
    world.store(&PACK);
    let scope = Scope::now("2017-18-Q2".parse().unwrap(), "2017-10-10".parse().unwrap());
    let action = actions::get(&mut world.conn, &Settings::default(), &Key::parse("RO/A1"), scope).unwrap();
    assert_eq!((action.due_date.to_string(), action.original_due_date.to_string()), ("2018-01-31".to_owned(), "2017-09-30".to_owned()));
    assert_eq!(action.owner.unwrap().reference, "roads.lead@ferry.example");
    let dates = due_dates::list(&mut world.conn, &world.context, &Settings::default(), &Key::parse("RO/A1")).unwrap();
    assert_eq!(dates.len(), 2);
    let risk = risks::get(&mut world.conn, &Key::parse("FR2"), scope).unwrap();
    let scores: Vec<_> = risk.assessments.iter().map(|area| (area.status.score, area.status.band)).collect();
    assert_eq!(scores, [(Some(7), None), (None, None)]);
}

#[test]
fn new_factors_replace_a_score_that_is_not_given_again() {
    let mut world = World::new();
    world.store(&PACK);
    let table = "ref,service_area,period,residual_likelihood,residual_impact\nFR1,,2017-18-Q2,3,3\nFR2,RO,2017-18-Q2,2,4\n";
    assert_eq!(counts(&world.store(&[("risk_assessments.csv", table)])), [(2, 0, 2, 0)]);
    let period = "2017-18-Q2".parse().unwrap();
    let key = assess_risk::PairKey { risk: Key::parse("FR1"), service_area: None };
    let latest = assess_risk::revisions(&mut world.conn, &key, period).unwrap().remove(0);
    assert_eq!((latest.residual_score, latest.inherent_score), (9, Some(12)));
}

#[test]
fn a_revised_due_date_is_not_lost_when_the_action_comes_again() {
    let mut world = World::new();
    world.store(&PACK);
    let updates = "ref,period,percent_complete\nRO/A1,2017-18-Q2,70\n";
    assert_eq!(counts(&world.store(&[("action_updates.csv", updates)])), [(1, 0, 1, 0)]);
    assert!(!world.store(&[PACK[4]]).changed);
    let dates = due_dates::list(&mut world.conn, &world.context, &Settings::default(), &Key::parse("RO/A1")).unwrap();
    assert_eq!(dates.len(), 2);
}

#[test]
fn what_does_not_fit_is_told_by_column() {
    let areas = "ref,service_area,period,residual_likelihood,residual_impact,residual_score\n\
        FR1,RO,2017-18-Q2,2,2,\nFR2,,2017-18-Q2,2,2,\nFR2,XX,2017-18-Q2,2,2,\nFR1,,2017-18-Q1,5,2,\nFR1,,2016-17-Q1,2,2,5\n";
    let updates = "ref,period,percent_complete,reported_rag,revised_due_date,revision_reason\n\
        RO/A1,2017-18-Q1,101,n/a,31/01/2018,\nRO/A2,2017-18-Q1,100,,2018-01-31,\nRO/A9,2017-18-Q1,1,,,\n";
    let people =
        "email,name,language\nno address,N,fr\nroads.lead@ferry.example,L,en\ndirector@ferry.example,D,\nDirector@ferry.example,E,\n";
    let plan = "level,code,parent_code,title,target_year\noutcome,FE,,T,\nobjective,FE-MOVE,FE,T,2019\ncorporate_action,FE1,FE1,T,\n";
    for (name, text, expected) in [
        (
            "risk_assessments.csv",
            areas,
            vec![
                (2, "service_area", "RO", "inconsistent"),
                (3, "service_area", "", "inconsistent"),
                (4, "service_area", "XX", "unknown_reference"),
                (5, "residual_likelihood", "5", "invalid_value"),
                (6, "residual_score", "5", "inconsistent"),
            ],
        ),
        (
            "action_updates.csv",
            updates,
            vec![
                (2, "reported_rag", "n/a", "unknown_token"),
                (2, "revised_due_date", "31/01/2018", "invalid_date"),
                (3, "revision_reason", "", "inconsistent"),
                (4, "ref", "RO/A9", "unknown_reference"),
            ],
        ),
        ("people.csv", people, vec![(2, "language", "fr", "unknown_token"), (5, "email", "Director@ferry.example", "duplicate_row")]),
        ("plan.csv", plan, vec![(3, "target_year", "2019", "invalid_year"), (4, "parent_code", "FE1", "unknown_reference")]),
    ] {
        assert_eq!(errors(&World::new().import(&with(name, text))), expected, "{name}");
    }
}

#[test]
fn an_item_that_failed_is_not_missed_again() {
    let plan = "level,code,parent_code,title\noutcome,FE,,\n";
    assert_eq!(errors(&World::new().import(&with("plan.csv", plan)))[0], (2, "title", "", "missing_value"));
    let areas = "code,name\nRO,\nPK,Parks\n";
    let report = World::new().import(&with("service_areas.csv", areas));
    // The directorate is missing for another reason: nobody names it any more.
    assert_eq!(errors(&report), [(2, "name", "", "missing_value"), (5, "scope", "streets-and-parks", "unknown_reference")]);
}
