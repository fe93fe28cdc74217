//! What a committee has read and what the record says since: every difference is told once, with the reason that was given for it.

use super::checks::put;
use super::start;
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

on_both!(
    a_reopened_quarter_tells_why,
    what_is_restated_late_is_in_the_next_report,
    what_bears_on_a_signed_off_quarter_is_told,
    an_address_that_was_given_out_stays
);

async fn state(service: &Service, quarter: &str, state: &str, reason: Option<&str>) {
    let body = json!({"state": state, "with_open_items": state == "closed", "reason": reason});
    put(service, &format!("periods/{quarter}/state"), body).await;
}

async fn close(service: &Service, quarter: &str) {
    state(service, quarter, "closed", Some("The committee meets tomorrow.")).await;
}

async fn result(service: &Service, quarter: &str, actual: u32, reason: Option<&str>) {
    let body = json!({"actual": actual, "target": 85, "restatement_reason": reason});
    put(service, &format!("indicators/CPM-223/results/{quarter}"), body).await;
}

/// What, of which quarter, and why.
async fn told(service: &Service, report: &str) -> Vec<(String, String, String)> {
    let report = service.get(&format!("/api/v1/reports/{report}")).await;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let lines = report["restated"].as_array().unwrap().iter();
    lines.map(|line| (text(&line["period"]), text(&line["ref"]), text(&line["reason"]))).collect()
}

fn line(period: &str, reference: &str, reason: &str) -> (String, String, String) {
    (period.to_owned(), reference.to_owned(), reason.to_owned())
}

async fn a_reopened_quarter_tells_why(backend: Backend) {
    let service = start(backend).await;
    close(&service, "2017-18-Q2").await;
    result(&service, "2017-18-Q2", 60, Some("Second audit.")).await;
    // By way of review, of which nobody says why.
    state(&service, "2017-18-Q2", "in_review", Some("Figures were wrong.")).await;
    state(&service, "2017-18-Q2", "open", None).await;
    result(&service, "2017-18-Q2", 61, None).await;
    let expected = [
        line("2017-18-Q2", "CPM/223", "Second audit."),
        line("2017-18-Q2", "2017-18-Q2", "Figures were wrong."),
        line("2017-18-Q2", "CPM/223", "Figures were wrong."),
    ];
    assert_eq!(told(&service, "council/2017-18-Q2").await, expected);
    // What the committee read first is still another: the report that takes its place says so, and so does the next one.
    close(&service, "2017-18-Q2").await;
    for report in ["council/2017-18-Q2", "council/2017-18-Q2?as=restated", "council/2017-18-Q3"] {
        assert_eq!(told(&service, report).await, expected, "{report}");
    }
    let page = service.request(Method::GET, "/api/v1/reports/council/2017-18-Q3.html?language=cy").bearer_auth(&service.admin);
    let page = page.send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Chwarter 2017-18-Q2") && page.contains("Cafodd ei agor eto"), "{page}");
    service.stop().await;
}

async fn what_is_restated_late_is_in_the_next_report(backend: Backend) {
    let service = start(backend).await;
    close(&service, "2017-18-Q1").await;
    result(&service, "2017-18-Q1", 40, Some("Counted twice.")).await;
    close(&service, "2017-18-Q2").await;
    assert_eq!(told(&service, "council/2017-18-Q2").await, [line("2017-18-Q1", "CPM/223", "Counted twice.")]);
    assert_eq!(told(&service, "council/2017-18-Q3").await, [], "it was in the report before");
    result(&service, "2017-18-Q1", 41, Some("Audit.")).await;
    assert_eq!(told(&service, "council/2017-18-Q3").await, [line("2017-18-Q1", "CPM/223", "Audit.")]);
    service.stop().await;
}

async fn what_bears_on_a_signed_off_quarter_is_told(backend: Backend) {
    let service = start(backend).await;
    close(&service, "2017-18-Q2").await;
    let send = async |method: Method, path: &str, body: Value| {
        let (status, answer) = service.send(method, &format!("/api/v1/{path}"), body).await;
        assert!(status.is_success(), "{path}: {answer}");
    };
    let agreed = |day: &str| json!({"due_date": "2019-03-31", "reason": "Agreed earlier.", "agreed_on": day});
    send(Method::POST, "actions/FS-AM026/due-dates", agreed("2017-09-01")).await;
    send(Method::POST, "actions/FS-AM026/due-dates", agreed("2017-10-02")).await;
    send(Method::PATCH, "indicators/CPM-223", json!({"tolerance": 60, "title": "Another title"})).await;
    send(Method::PATCH, "settings", json!({"tolerance": 12})).await;
    let new = json!({"ref": "X/1", "title": "Late to the plan", "start_date": "2017-04-01", "due_date": "2018-03-31"});
    send(Method::POST, "actions", new).await;
    let later = json!({"ref": "X/2", "title": "Of the next quarter", "start_date": "2017-10-01", "due_date": "2018-03-31"});
    send(Method::POST, "actions", later).await;
    let report = service.get("/api/v1/reports/council/2017-18-Q2?as=restated").await;
    let fields = |line: &Value| {
        let fields = line["changes"].as_array().unwrap().iter().map(|change| change["field"].as_str().unwrap().to_owned());
        (line["ref"].as_str().unwrap().to_owned(), fields.collect::<Vec<_>>().join(" "), line["reason"].as_str().unwrap_or("").to_owned())
    };
    let told: Vec<_> = report["restated"].as_array().unwrap().iter().map(fields).collect();
    let expected = [
        ("FS/AM026", "/due_date", "Agreed earlier."),
        ("CPM/223", "/tolerance", ""),
        ("settings", "/tolerance", ""),
        ("X/1", "/start_date /due_date", ""),
    ];
    assert_eq!(told, expected.map(|(of, fields, why)| (of.to_owned(), fields.to_owned(), why.to_owned())));
    service.stop().await;
}

async fn an_address_that_was_given_out_stays(backend: Backend) {
    let service = start(backend).await;
    close(&service, "2017-18-Q2").await;
    let frozen = async || service.get("/api/v1/frozen-reports?period=2017-18-Q2").await["items"].as_array().unwrap().clone();
    let publish = async |id: &Value, published: bool| {
        let path = format!("/api/v1/frozen-reports/{}", id.as_str().unwrap());
        assert_eq!(service.send(Method::PATCH, &path, json!({"published": published})).await.0, StatusCode::OK);
    };
    let status = async |path: &str| service.request(Method::GET, path).send().await.unwrap().status();
    let first = frozen().await;
    let (council, outcome) = (&first[0], &first[1]);
    publish(&council["id"], true).await;
    publish(&outcome["id"], true).await;

    // The outcome is called otherwise, and its address stays.
    let link = outcome["public_link"].as_str().unwrap();
    let (renamed, answer) = service.send(Method::PATCH, "/api/v1/plan/CH", json!({"ref": "CHX"})).await;
    assert_eq!(renamed, StatusCode::OK, "{answer}");
    assert_eq!(status(link).await, StatusCode::OK);
    let list = service.request(Method::GET, "/public/reports/").send().await.unwrap();
    assert_eq!(list.headers()["x-robots-tag"], "noindex");
    let list = list.text().await.unwrap();
    let links: Vec<&str> = list.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let faces: Vec<&&str> = links.iter().filter(|link| link.contains("2017-18-Q2")).collect();
    assert_eq!(faces.len(), 2 * 2 * 7, "{list}");
    for face in faces {
        assert_eq!(status(&format!("/public/reports/{face}").replace("&amp;", "&")).await, StatusCode::OK, "{face}");
    }

    // What took the place of another is taken back for good.
    let public = "/public/reports/council/2017-18-Q2";
    state(&service, "2017-18-Q2", "open", Some("Late figures.")).await;
    close(&service, "2017-18-Q2").await;
    let again = frozen().await;
    let new = again.iter().find(|one| one["scope"] == "council" && one["superseded_at"].is_null()).unwrap();
    assert_eq!(status(public).await, StatusCode::OK, "the one before is shown until another is published");
    publish(&new["id"], true).await;
    publish(&new["id"], false).await;
    assert_eq!(status(public).await, StatusCode::NOT_FOUND);
    let page = service.request(Method::GET, public).header("accept", "text/html,*/*").send().await.unwrap();
    assert_eq!(page.status(), StatusCode::NOT_FOUND);
    let page = page.text().await.unwrap();
    assert!(page.contains("This report is not published") && page.contains("Nid yw&#39;r adroddiad hwn wedi&#39;i gyhoeddi"), "{page}");
    service.stop().await;
}
