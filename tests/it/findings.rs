//! Before sign-off: what disagrees is found, settled or let stand; what editors judge is printed; then a quarter is signed off.

use plumbline_tests::on_both;
use plumbline_tests::support::pack::{expected, import_council};
use plumbline_tests::support::service::{Backend, Service, Setup, answer};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;

on_both!(
    the_councils_findings_are_told,
    a_text_is_held_against_the_result,
    an_acceptance_holds_for_its_values,
    each_scope_has_its_own,
    judgements_are_printed_before_suggestions,
    a_quarter_is_signed_off_with_what_is_open_told
);

const Q2: &str = "2017-18-Q2";
const FINDINGS: &str = "/api/v1/findings?period=2017-18-Q2";

async fn council(backend: Backend) -> Service {
    let service = Service::start(backend, Setup::on("2017-10-16")).await;
    import_council(&service).await;
    service
}

/// All findings of a query, page by page, in their order.
async fn findings(service: &Service, more: &str) -> Vec<Value> {
    let (mut found, mut next) = (Vec::new(), Some(format!("{FINDINGS}&limit=7{more}")));
    while let Some(path) = next {
        let page = service.get(&path).await;
        found.extend(page["items"].as_array().unwrap().iter().cloned());
        next = page["next"].as_str().map(str::to_owned);
    }
    found
}

/// Kind, ref, and the two values.
fn told(finding: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let parts = [&finding["kind"], &finding["item"]["ref"], &finding["says"]["value"], &finding["against"]["value"]];
    parts.map(text).join("|")
}

async fn put(service: &Service, path: &str, body: Value) {
    let (status, answer) = service.send(Method::PUT, &format!("/api/v1/{path}"), body).await;
    assert!(status.is_success(), "{path}: {answer}");
}

/// A narrative of the quarter's Corporate Health; ready to be printed.
async fn write(service: &Service, text: &str) {
    let row = json!({"scope": "CH", "section": "position_statement", "language": "en", "text": text, "state": "ready"});
    put(service, &format!("narratives/{Q2}"), json!([row])).await;
}

async fn the_councils_findings_are_told(backend: Backend) {
    let service = council(backend).await;
    let all = findings(&service, "").await;
    let found: Vec<String> = all.iter().map(told).collect();
    let of = |kind: &str| found.iter().filter(|one| one.starts_with(&format!("{kind}|"))).map(String::as_str).collect::<Vec<_>>();
    assert_eq!(of("rag_challenged"), ["rag_challenged|FS/AM026|green|red"]);
    assert!(of("return_missing").contains(&"return_missing|SL/F037|2017-09-30|none"), "{found:#?}");
    assert_eq!(of("text_differs").len(), 0);
    // Of every pair that was scored, what was printed of its band is found where it is not the score's, and nowhere else.
    let banded: BTreeSet<&str> = of("stated_band_differs").into_iter().collect();
    let printed = std::fs::read_to_string(plumbline_tests::support::pack::council().join("risk_assessments.csv")).unwrap();
    let differing = expected("risks.csv").into_iter().filter_map(|row| {
        let line = printed.lines().find(|line| line.starts_with(&format!("{},{},{Q2},", row[0], row[1])))?;
        let stated = line.split(',').nth(9)?;
        (!stated.is_empty() && stated != row[3]).then(|| format!("stated_band_differs|{}|{stated}|{} ({})", row[0], row[3], row[2]))
    });
    let differing: BTreeSet<String> = differing.collect();
    assert_eq!(banded, differing.iter().map(String::as_str).collect());
    assert!(banded.contains("stated_band_differs|SR-CH-14|medium|high (12)"), "{banded:?}");

    let ids: BTreeSet<&str> = all.iter().map(|finding| finding["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), all.len(), "each has its own id");
    let ranks = ["blocking", "warning", "note"];
    let order: Vec<_> = all.iter().map(|finding| ranks.iter().position(|rank| finding["severity"] == *rank).unwrap()).collect();
    assert!(order.is_sorted(), "those that matter most come first: {order:?}");
    for finding in &all {
        let link = finding["item"]["link"].as_str().unwrap();
        assert_eq!(service.get(link).await["ref"], finding["item"]["ref"], "{finding}");
        let words = ["sentence", "remedy"].map(|name| finding[name].as_str().unwrap());
        assert!(words.iter().all(|text| text.ends_with('.')), "{finding}");
    }
    for (filter, kept) in [("severity=blocking", "severity"), ("kind=return_missing", "kind")] {
        let value = filter.split('=').nth(1).unwrap();
        let wanted: Vec<_> = all.iter().filter(|finding| finding[kept] == value).cloned().collect();
        assert_eq!(findings(&service, &format!("&{filter}")).await, wanted);
    }
    service.stop().await;
}

async fn a_text_is_held_against_the_result(backend: Backend) {
    let service = council(backend).await;
    let differs = async || findings(&service, "&kind=text_differs").await;
    write(&service, "More complaints come in. Only **48.8%** of them were answered in time (CPM/223), against a target of 85%.").await;
    let found = differs().await;
    assert_eq!(found.iter().map(told).collect::<Vec<_>>(), ["text_differs|CH position_statement en|48.8%|50.8"]);
    let link = found[0]["item"]["link"].as_str().unwrap();
    assert_eq!(service.get(link).await["items"][0]["section"], "position_statement");
    // By an alias of the measure, too; and in what an owner says of an action.
    write(&service, "PD/M029 is 50.8 per cent, 64 of 126, and was 71% a year ago.").await;
    assert_eq!(differs().await.len(), 0);
    put(&service, &format!("actions/FS-AM026/updates/{Q2}"), json!({"percent_complete": 25, "commentary": "As PD/M029 is 48.8%."})).await;
    assert_eq!(differs().await.iter().map(told).collect::<Vec<_>>(), ["text_differs|FS/AM026|48.8%|50.8"]);
    // The figure itself, against what it is made of.
    put(&service, &format!("indicators/CPM-223/results/{Q2}"), json!({"actual": 48.8, "target": 85, "numerator": 64, "denominator": 126}))
        .await;
    // The owner's text is right now, and the narrative is not.
    let told_now: Vec<_> = differs().await.iter().map(told).collect();
    assert!(
        told_now.len() == 1 && told_now[0].starts_with("text_differs|CH position_statement en|50.8") && told_now[0].ends_with("|48.8"),
        "{told_now:?}"
    );
    let found = findings(&service, "&kind=ratio_differs").await;
    assert_eq!(found.iter().map(told).collect::<Vec<_>>(), ["ratio_differs|CPM/223|48.8|64 of 126 (50.8)"]);
    let red = findings(&service, "&kind=red_unexplained").await;
    assert!(red.iter().map(told).any(|one| one == "red_unexplained|CPM/223|red|none"), "it came without its commentary: {red:?}");
    service.stop().await;
}

async fn an_acceptance_holds_for_its_values(backend: Backend) {
    let service = council(backend).await;
    let challenged = async |more: &str| findings(&service, &format!("&kind=rag_challenged{more}")).await;
    let id = challenged("").await[0]["id"].as_str().unwrap().to_owned();
    let accept = format!("/api/v1/findings/{id}/accept");
    let say = |reason: &str| json!({"reason": reason});
    assert_eq!(service.send(Method::POST, &accept, say(" ")).await.1["errors"][0]["pointer"], "/reason");
    for reason in ["The valuer comes in November.", "The valuer has come.", "The valuer has come."] {
        let (status, body) = service.send(Method::POST, &accept, say(reason)).await;
        assert_eq!((status, &body["accepted"]["reason"]), (StatusCode::OK, &json!(reason)), "{body}");
    }
    assert_eq!((challenged("&accepted=true").await.len(), challenged("&accepted=false").await.len()), (1, 0));
    let history = service.get("/api/v1/history?kind=finding").await["items"].clone();
    let reasons: Vec<_> = history.as_array().unwrap().iter().map(|event| event["changes"][2]["to"].clone()).collect();
    assert_eq!(reasons, ["The valuer has come.", "The valuer comes in November."]);
    // Other words leave it, another value ends it.
    let update = |percent: u32| json!({"percent_complete": percent, "reported_rag": "green", "commentary": "The valuer."});
    put(&service, &format!("actions/FS-AM026/updates/{Q2}"), update(25)).await;
    assert_eq!(challenged("&accepted=true").await.len(), 1);
    put(&service, &format!("actions/FS-AM026/updates/{Q2}"), update(40)).await;
    let now = challenged("").await;
    assert_eq!((now.len(), told(&now[0]), &now[0]["accepted"]), (1, "rag_challenged|FS/AM026|green|amber".to_owned(), &Value::Null));
    assert_eq!(service.send(Method::POST, &accept, say("Gone.")).await.0, StatusCode::NOT_FOUND);
    put(&service, &format!("actions/FS-AM026/updates/{Q2}"), update(25)).await;
    assert_eq!(challenged("&accepted=true").await.len(), 1, "as it was, and as it was accepted");
    for (expected, left) in [(StatusCode::NO_CONTENT, 0), (StatusCode::NOT_FOUND, 0)] {
        assert_eq!(service.send(Method::DELETE, &accept, Value::Null).await.0, expected);
        assert_eq!(challenged("&accepted=true").await.len(), left);
    }
    for odd in ["2017-18-Q2-0", "x", "2017-18-Q2", "-"] {
        let (status, body) = service.send(Method::POST, &format!("/api/v1/findings/{odd}/accept"), say("x")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{odd}: {body}");
    }
    let reader = service.request(Method::POST, &accept).bearer_auth(&service.reader).json(&say("x"));
    assert_eq!(answer(reader).await.0, StatusCode::FORBIDDEN);
    service.stop().await;
}

async fn each_scope_has_its_own(backend: Backend) {
    let service = council(backend).await;
    let all = findings(&service, "").await;
    let sorted = |found: Vec<Value>| found.iter().map(|finding| finding["id"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>();
    for area in ["SL", "FS", "PD"] {
        let own: Vec<Value> = all.iter().filter(|finding| finding["item"]["service_area"]["ref"] == area).cloned().collect();
        assert!(!own.is_empty(), "{area}");
        assert_eq!(sorted(findings(&service, &format!("&scope={area}")).await), sorted(own), "{area}");
    }
    // All of the pack is under its outcome, but for the programme's projects.
    let planned: Vec<Value> = all.iter().filter(|finding| finding["item"]["kind"] != "project").cloned().collect();
    assert!(planned.len() < all.len());
    assert_eq!(findings(&service, "&scope=plan:CH").await, planned);
    assert_eq!(findings(&service, "&scope=CH").await, planned);
    assert_eq!(findings(&service, "&scope=council").await, all);
    let (status, problem) = service.send(Method::GET, &format!("{FINDINGS}&scope=XX"), Value::Null).await;
    assert_eq!((status, &problem["errors"][0]["pointer"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("?scope")));
    service.stop().await;
}

async fn judgements_are_printed_before_suggestions(backend: Backend) {
    let service = council(backend).await;
    let snapshot = async |more: &str| service.get(&format!("/api/v1/periods/{Q2}/snapshot{more}")).await;
    let overall = |snapshot: &Value| ["rag", "suggested"].map(|name| snapshot["printed"]["overall"][name].clone());
    assert_eq!(overall(&snapshot("").await), ["green", "green"]);
    let judge = |scope: &str, rag: &str| json!([{"scope": scope, "part": "overall", "rag": rag, "reason": "The outlook."}]);
    put(&service, &format!("judgements/{Q2}"), judge("council", "amber")).await;
    put(&service, "judgements/2017-18-Q1", judge("council", "red")).await;
    put(&service, &format!("judgements/{Q2}"), judge("HR", "red")).await;
    let found = snapshot("").await;
    assert_eq!((overall(&found), &found["direction"]), (["amber".into(), "green".into()], &json!("improved")));
    assert_eq!(found["printed"]["overall"]["judgement"]["reason"], "The outlook.");
    assert_eq!(overall(&snapshot("?service_area=HR").await)[0], "red");
    let listed = service.get(&format!("/api/v1/judgements?period={Q2}&scope=HR")).await["items"].clone();
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["rag"]), (1, &json!("red")));
    let event = service.get("/api/v1/history?kind=judgement").await["items"][0].clone();
    assert_eq!((&event["event"], &event["period"]), (&json!("created"), &json!(Q2)));
    let reader = service.request(Method::PUT, &format!("/api/v1/judgements/{Q2}")).bearer_auth(&service.reader);
    assert_eq!(answer(reader.json(&judge("council", "red"))).await.0, StatusCode::FORBIDDEN);
    service.stop().await;
}

async fn a_quarter_is_signed_off_with_what_is_open_told(backend: Backend) {
    let service = council(backend).await;
    let matters = async || {
        let list = service.get(&format!("/api/v1/periods/{Q2}/checklist")).await;
        let open = list["matters"].as_array().unwrap().iter().map(|matter| matter["open"].as_u64().unwrap()).collect::<Vec<_>>();
        (list["settled"].as_bool().unwrap(), open)
    };
    put(&service, &format!("narratives/{Q2}"), json!([{"scope": "CH", "section": "s", "language": "en", "text": "Well."}])).await;
    let missing = findings(&service, "&kind=return_missing").await;
    let blocking = findings(&service, "&severity=blocking").await;
    let open = [missing.len(), blocking.len() - missing.len(), 1].map(|count| count as u64);
    assert_eq!(matters().await, (false, open.to_vec()));

    let state = format!("/api/v1/periods/{Q2}/state");
    let (status, problem) = service.send(Method::PUT, &state, json!({"state": "closed", "reason": "Done."})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("open_items")), "{problem}");
    assert!(problem["detail"].as_str().unwrap().contains("The only narrative is a draft."), "{problem}");
    let (status, problem) = service.send(Method::PUT, &state, json!({"state": "closed", "with_open_items": true})).await;
    assert_eq!((status, &problem["errors"][0]["pointer"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("/reason")));

    put(
        &service,
        &format!("narratives/{Q2}"),
        json!([{"scope": "CH", "section": "s", "language": "en", "text": "Well.", "state": "ready"}]),
    )
    .await;
    for finding in &blocking {
        let path = format!("/api/v1/findings/{}/accept", finding["id"].as_str().unwrap());
        assert_eq!(service.send(Method::POST, &path, json!({"reason": "Known."})).await.0, StatusCode::OK);
    }
    assert_eq!(matters().await, (true, vec![0, 0, 0]));
    put(&service, &format!("periods/{Q2}/state"), json!({"state": "closed"})).await;
    service.stop().await;
}
