use super::{FindingQuery, all, list};
use crate::db::page::PageRequest;
use crate::ops::Scope;
use crate::ops::import::{Pack, PackFile, import as load};
use crate::ops::judgements;
use crate::ops::test_record::{Record, day, on, period};
use serde_json::json;
use std::collections::BTreeSet;

/// Something of every kind, and beside it what is as it should be.
const PACK: [(&str, &str); 9] = [
    (
        "actions.csv",
        "ref,title,service_area,start_date,due_date,lifecycle\n\
         A1,T,HR,2017-04-01,2017-09-30,active\nA2,T,HR,2017-12-01,2017-11-30,active\nA3,T,HR,2017-04-01,2018-03-31,completed\n\
         A4,T,HR,2017-04-01,2018-03-31,active\nA5,T,HR,2017-04-01,2018-03-31,active\nA6,T,IT,2017-04-01,2018-03-31,active\n\
         A7,T,HR,2017-04-01,2018-03-31,active\n",
    ),
    (
        "action_updates.csv",
        "ref,period,percent_complete,reported_rag,commentary\n\
         A3,2017-18-Q2,80,,\nA4,2017-18-Q1,25,,Same.\nA4,2017-18-Q2,25,, SAME.\nA5,2017-18-Q2,10,red,\n\
         A6,2017-18-Q2,25,green,M1 is 50.8%.\nA7,2017-18-Q1,25,,One.\nA7,2017-18-Q2,50,green,Two.\n",
    ),
    (
        "indicators.csv",
        "ref,aliases,title,polarity,unit,frequency,service_area\n\
         M1,X;Y,T,higher,percent,quarterly,HR\nM2,X,T,higher,percent,quarterly,HR\nM3,,T,lower,days,quarterly,HR\n",
    ),
    (
        "indicator_results.csv",
        "ref,period,actual,target,numerator,denominator,commentary,stated_rag,stated_direction\n\
         M1,2016-17-Q2,71,,,,,,\nM1,2017-18-Q2,48.8,60,64,126,Few.,green,improved\n\
         M3,2016-17-Q2,4,,,,,,\nM3,2017-18-Q2,3,4,,,M3 is 3 days.,green,improved\n",
    ),
    ("risks.csv", "ref,kind,title,service_areas,mitigating_actions\nR1,corporate,T,,\nR2,service,T,HR;IT,Train two more.\n"),
    (
        "risk_assessments.csv",
        "ref,service_area,period,residual_likelihood,residual_impact,residual_score,stated_direction,stated_band,forecast\n\
         R1,,2017-18-Q2,,,7,,medium,up\nR2,HR,2017-18-Q1,2,2,,,medium,same\nR2,HR,2017-18-Q2,3,3,,down,low,same\n\
         R2,IT,2017-18-Q1,2,2,,,,same\n",
    ),
    ("projects.csv", "ref,title,programme\nS1,T,Reshaping\nS2,T,Reshaping\n"),
    ("project_statuses.csv", "ref,period,status,commentary\nS1,2017-18-Q2,red,\nS2,2017-18-Q2,green,M1 stood at 15%.\n"),
    (
        "narratives.csv",
        "scope,period,section,language,text\ncouncil,2017-18-Q2,position,en,As Y is 12%.\nHR,2017-18-Q2,position,en,M1 is 13%.\n\
         council,2017-18-Q1,position,en,M1 is 14%.\n",
    ),
];

const FOUND: [&str; 22] = [
    "A1|return_missing|2017-09-30|none",
    "A2|due_before_start|2017-11-30|2017-12-01",
    "A3|completed_incomplete|completed|80",
    "A4|commentary_copied|SAME.|Same.",
    "A4|no_movement|25|25",
    "A5|red_unexplained|red|none",
    "A6|rag_challenged|green|red",
    "A6|text_differs|50.8%|48.8",
    "HR position en|text_differs|13%|48.8",
    "M1|ratio_differs|48.8|64 of 126 (50.8)",
    "M1|shared_alias|X|M2",
    "M1|stated_direction_differs|improved|declined",
    "M1|stated_rag_differs|green|red",
    "M1|target_below_last_year|60|71",
    "M2|return_missing|2017-18-Q2|none",
    "R1|impossible_score|7|none",
    "R1|rise_unmitigated|7, rising|none",
    "R2|return_missing|2017-18-Q2|none",
    "R2|stated_band_differs|low|medium/high (9)",
    "R2|stated_direction_differs|down|increasing",
    "S1|red_unexplained|red|none",
    "S2|text_differs|15%|48.8",
];

#[test]
fn every_kind_is_found_and_nothing_else() {
    let mut record = Record::new();
    let files = PACK.iter().map(|(name, text)| PackFile { name: (*name).to_owned(), bytes: text.as_bytes().to_vec() }).collect();
    load(&mut record.conn, &on("2017-10-16"), &record.settings, &Pack::new(files).unwrap(), false).unwrap();
    let mut found = |as_of: &str| -> BTreeSet<String> {
        let scope = Scope::now(period("2017-18-Q2"), day(as_of));
        let found = all(&mut record.conn, &record.settings, None, scope).unwrap();
        found.iter().map(|one| format!("{}|{}|{}|{}", one.item.reference, one.kind, one.says.value, one.against.value)).collect()
    };
    // The alias Y could be any word: what is said of it is not looked at.
    assert_eq!(found("2017-10-16"), FOUND.map(str::to_owned).into());
    // A judgement's reason is printed, too.
    let judgement =
        serde_json::from_value(json!({"scope": "council", "part": "measures", "rag": "amber", "reason": "M1 is 16%."})).unwrap();
    judgements::put(&mut record.conn, &on("2017-10-16"), period("2017-18-Q2"), vec![judgement]).unwrap();
    let scope = Scope::now(period("2017-18-Q2"), day("2017-10-16"));
    let of_reasons = all(&mut record.conn, &record.settings, None, scope).unwrap().into_iter().filter(|one| one.says.place == "reason");
    let told: Vec<_> = of_reasons.map(|one| format!("{}|{}", one.item.reference, one.says.value)).collect();
    assert_eq!(told, ["council measures|16%"]);
    let mut found = |as_of: &str| -> BTreeSet<String> {
        let scope = Scope::now(period("2017-18-Q2"), day(as_of));
        let found = all(&mut record.conn, &record.settings, None, scope).unwrap();
        found.iter().map(|one| format!("{}|{}|{}|{}", one.item.reference, one.kind, one.says.value, one.against.value)).collect()
    };
    // On the last day of the quarter only what is due by then is owed.
    let missing: Vec<String> = found("2017-09-30").into_iter().filter(|one| one.contains("return_missing")).collect();
    assert_eq!(missing, ["A1|return_missing|2017-09-30|none"]);
}

#[test]
fn a_scope_is_named_as_texts_or_as_reports_name_it() {
    let mut record = Record::new();
    let mut count = |scope: &str| {
        let query = FindingQuery { scope: Some(scope.to_owned()), ..FindingQuery::default() };
        let page = PageRequest { limit: 10, after: None };
        list(&mut record.conn, &record.settings, &query, Scope::now(period("2017-18-Q2"), day("2017-10-16")), &page).map(|_| ())
    };
    for scope in ["council", "HR", "service_area:HR"] {
        count(scope).unwrap();
    }
    for scope in ["plan:HR", "directorate:HR", "service_area:", "programme:HR", "area:HR"] {
        count(scope).unwrap_err();
    }
}
