//! What a report says of itself: judgements, findings, what was restated, and which texts are drafts.

use super::{REPORT, start};
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service};
use reqwest::Method;
use serde_json::{Value, json};

on_both!(judgements_findings_restatements_and_drafts_are_told, each_part_has_its_own);

pub(super) async fn put(service: &Service, path: &str, body: Value) {
    let request = service.request(Method::PUT, &format!("/api/v1/{path}")).bearer_auth(&service.admin);
    let answer = request.header("if-match", "*").json(&body).send().await.unwrap();
    assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
}

pub(super) async fn page(service: &Service, path: &str) -> String {
    let request = service.request(Method::GET, path).bearer_auth(&service.reader);
    request.send().await.unwrap().text().await.unwrap()
}

/// The quarter before is signed off, and one of its results restated twice: it was never given, then a slip was put right.
pub(super) async fn restate(service: &Service) {
    let close = json!({"state": "closed", "with_open_items": true, "reason": "Taken over from paper."});
    put(service, "periods/2017-18-Q1/state", close).await;
    for (actual, reason) in [(80.5, "It came late."), (81.25, "Two cases were counted twice.")] {
        let result = json!({"actual": actual, "target": 85, "restatement_reason": reason});
        put(service, "indicators/CPM-223/results/2017-18-Q1", result).await;
    }
}

async fn judgements_findings_restatements_and_drafts_are_told(backend: Backend) {
    let service = start(backend).await;
    let before = service.get(REPORT).await;
    let judged = json!([{"scope": "council", "part": "overall", "rag": "amber", "reason": "The money <outlook> weighs more."}]);
    put(&service, "judgements/2017-18-Q2", judged).await;
    let text =
        |section: &str, state: &str| json!({"scope": "council", "section": section, "language": "en", "text": "Well.", "state": state});
    put(&service, "narratives/2017-18-Q2", json!([text("achievements", "ready"), text("challenges", "draft")])).await;
    let challenged = service.get("/api/v1/findings?period=2017-18-Q2&kind=rag_challenged").await["items"][0].clone();
    let path = format!("/api/v1/findings/{}/accept", challenged["id"].as_str().unwrap());
    service.send(Method::POST, &path, json!({"reason": "The contract was signed on 2 October."})).await;
    restate(&service).await;

    let report = service.get(REPORT).await;
    let whole = &report["overall"]["whole"];
    assert_eq!((&whole["rag"], &whole["suggested"]["rag"]), (&json!("amber"), &json!("green")));
    assert_eq!((&whole["judged"]["reason"], &whole["judged"]["by"]), (&json!("The money <outlook> weighs more."), &json!("editor")));
    assert_eq!(report["overall"]["actions"], before["overall"]["actions"], "what was not judged is as it was");

    // Every finding of the list is in the report, and one of them let stand.
    let (mut listed, mut next) = (Vec::new(), Some("/api/v1/findings?period=2017-18-Q2&limit=100".to_owned()));
    while let Some(path) = next {
        let page = service.get(&path).await;
        listed.extend(page["items"].as_array().unwrap().iter().cloned());
        next = page["next"].as_str().map(str::to_owned);
    }
    let findings = &report["findings"];
    let of = |severity: &str| listed.iter().filter(|one| one["severity"] == severity && one["accepted"].is_null()).count();
    let expected = json!({"blocking": of("blocking"), "warning": of("warning"), "note": of("note"), "accepted": 1});
    assert_eq!(findings["counts"], expected);
    assert_eq!(findings["open"].as_array().unwrap().len() + 1, listed.len());
    let accepted = &findings["accepted"][0];
    assert_eq!(
        (&accepted["kind"], &accepted["ref"], &accepted["reason"]),
        (&json!("rag_challenged"), &json!("FS/AM026"), &json!("The contract was signed on 2 October."))
    );
    assert!(before["findings"]["open"].as_array().unwrap().iter().any(|one| one["ref"] == "FS/AM026" && one["kind"] == "rag_challenged"));

    let restated = report["restated"].as_array().unwrap();
    let told = |line: &Value| {
        let change = line["changes"].as_array().unwrap().iter().find(|change| change["field"] == "/actual").unwrap().clone();
        json!([line["period"], line["ref"], change["from"], change["to"], line["reason"]])
    };
    assert_eq!(
        restated.iter().map(told).collect::<Vec<_>>(),
        [
            json!(["2017-18-Q1", "CPM/223", null, 80.5, "It came late."]),
            json!(["2017-18-Q1", "CPM/223", 80.5, 81.25, "Two cases were counted twice."]),
        ]
    );
    assert_eq!(before["restated"], json!([]));

    let drafts: Vec<&Value> = report["narratives"].as_array().unwrap().iter().map(|part| &part["drafts"]).collect();
    assert_eq!(drafts, [&json!([]), &json!(["en"])]);
    for (language, words) in [
        (
            "en",
            [
                "Judged Amber by an editor, where Green is suggested: The money &#60;outlook&#62; weighs more.",
                "◇</span> Draft: this text is not finished",
                "1 was let stand, for the reason given.",
                "2 things were changed after their quarter had been signed off.",
                "Actual: 80.5 → 81.25",
                "The reported status is not the expected one",
            ],
        ),
        (
            "cy",
            [
                "Barnwyd yn Oren gan olygydd, lle awgrymir Gwyrdd: The money &#60;outlook&#62; weighs more.",
                "◇</span> Drafft: nid yw'r testun hwn wedi'i orffen",
                "Derbyniwyd 1, am y rheswm a roddwyd.",
                "Newidiwyd 2 beth ar ôl i'w chwarter gael ei gymeradwyo'n derfynol.",
                "Gwirioneddol: 80.5 → 81.25",
                "Nid y statws disgwyliedig a nodwyd",
            ],
        ),
    ] {
        let page = page(&service, &format!("{REPORT}.html?language={language}")).await.replace("&#39;", "'");
        for words in words {
            assert!(page.contains(words), "{language}: {words}");
        }
        assert_eq!(page.matches("◇</span>").count(), 1, "the text that is ready is no draft");
    }
    service.stop().await;
}

/// A judgement is of all of something: it is not printed where only a share of it stands.
async fn each_part_has_its_own(backend: Backend) {
    let service = start(backend).await;
    let judge = |scope: &str, part: &str| json!({"scope": scope, "part": part, "rag": "red", "reason": "As judged."});
    let rows = json!([judge("CH-PEOPLE", "overall"), judge("CP1", "overall"), judge("HR", "actions"), judge("CH", "measures")]);
    put(&service, "judgements/2017-18-Q2", rows).await;
    let read = async |scope: &str| service.get(&format!("/api/v1/reports/{scope}/2017-18-Q2")).await;
    let is_judged = |verdict: &Value| !verdict["judged"].is_null();
    let row = |report: &Value, code: &str| {
        let rows = report["snapshot"].as_array().unwrap().clone();
        rows.into_iter().find(|row| row["item"]["ref"] == code).unwrap_or_else(|| panic!("no row of {code}"))
    };
    let corporate = |report: &Value| {
        let sections = report["objectives"].as_array().unwrap();
        let mut rows = sections.iter().flat_map(|section| section["corporate_actions"].as_array().unwrap());
        rows.find(|row| row["item"]["ref"] == "CP1").map(|row| is_judged(&row["actions"]["overall"]))
    };
    let council = read("council").await;
    assert!(is_judged(&row(&council, "CH-PEOPLE")["whole"]) && !is_judged(&council["overall"]["whole"]));
    assert_eq!(corporate(&council), Some(true));
    let people = read("plan:CH-PEOPLE").await;
    assert!(is_judged(&people["overall"]["whole"]) && is_judged(&row(&people, "CH-PEOPLE")["whole"]));
    assert!(is_judged(&read("plan:CH").await["overall"]["measures"]["overall"]));
    let area = read("service_area:HR").await;
    assert!(is_judged(&area["overall"]["actions"]["overall"]) && !is_judged(&area["overall"]["whole"]));
    assert!(area["snapshot"].as_array().unwrap().iter().all(|row| !is_judged(&row["whole"])));
    // Next quarter moves against what was printed.
    let later = service.get("/api/v1/reports/plan:CH-PEOPLE/2017-18-Q3").await;
    let inputs = later["overall"]["whole"]["direction_explanation"].to_string();
    assert!(inputs.contains("red"), "{inputs}");
    service.stop().await;
}
