//! What the holder of a mail's link does without logging in: sees the item, files its return, answers its alerts, chooses mails.

mod bound;
mod choice;
mod refused;

use plumbline_shared::domain::alert::{ItemKind, Rule};
use plumbline_shared::link::{Subscriber, Target};
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service, Setup};
use reqwest::{Method, StatusCode};
use serde_json::{Map, Value, json};

on_both!(each_return_is_filed_once, the_quarter_that_is_asked_for_comes_first, opening_changes_nothing, alerts_are_answered);

const OWNER: &str = "owner@vale.example";
const OTHER: &str = "other@vale.example";
const QUARTER: &str = "2017-18-Q2";

/// An answer, after what it redirected to.
struct Page {
    status: StatusCode,
    query: String,
    html: String,
}

/// On 16 October 2017: an action, an indicator and a service risk of one owner, who reads English.
async fn start(backend: Backend) -> Service {
    let service = Service::start(backend, Setup::on("2017-10-16")).await;
    let on = [Rule::ActionOverdue, Rule::RiskRising, Rule::ReturnDue];
    let rules: Map<String, Value> = Rule::ALL.iter().map(|rule| (rule.to_string(), json!({"enabled": on.contains(rule)}))).collect();
    made(&service, Method::PATCH, "settings", json!({"alerts": {"rules": rules}})).await;
    for email in [OWNER, OTHER] {
        made(&service, Method::POST, "people", json!({"email": email, "name": email, "language": "en"})).await;
    }
    made(&service, Method::POST, "service-areas", json!({"ref": "HS", "name": "Housing"})).await;
    let whose = |more: Value| {
        let mut item = json!({"title": "T", "owner": OWNER});
        item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        item
    };
    made(&service, Method::POST, "actions", whose(json!({"ref": "A1", "due_date": "2017-07-31"}))).await;
    let measure = json!({"ref": "M1", "polarity": "higher", "unit": "number", "frequency": "quarterly"});
    made(&service, Method::POST, "indicators", whose(measure)).await;
    made(&service, Method::POST, "risks", whose(json!({"ref": "R1", "kind": "service", "service_areas": ["HS"]}))).await;
    service
}

async fn made(service: &Service, method: Method, path: &str, body: Value) -> Value {
    let (status, body) = service.send(method, &format!("/api/v1/{path}"), body).await;
    assert!(status.is_success(), "{path}: {status} {body}");
    body
}

async fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(service: &Service, path: &str) -> T {
    service.get(&format!("/api/v1/{path}")).await["id"].as_str().unwrap().parse().unwrap()
}

async fn target(service: &Service, kind: ItemKind, person: &str) -> Target {
    let path = match kind {
        ItemKind::Action => "actions/A1",
        ItemKind::Indicator => "indicators/M1",
        ItemKind::Risk => "risks/R1",
    };
    let service_area = if kind == ItemKind::Risk { Some(id(service, "service-areas/HS").await) } else { None };
    let (item, person) = (id(service, path).await, id(service, &format!("people/{person}")).await);
    Target { kind, item, service_area, person, last_day: "2017-11-30".parse().unwrap() }
}

fn path_of(service: &Service, target: &Target) -> String {
    format!("/items/{}", service.post.wording().signer.sign(target))
}

async fn link(service: &Service, kind: ItemKind) -> String {
    path_of(service, &target(service, kind, OWNER).await)
}

async fn subscriber(service: &Service) -> Subscriber {
    Subscriber { person: id(service, &format!("people/{OWNER}")).await, last_day: "2018-10-16".parse().unwrap() }
}

async fn read(request: reqwest::RequestBuilder) -> Page {
    let response = request.send().await.unwrap();
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    if header("content-type").starts_with("text/html") {
        assert_eq!((header("cache-control").as_str(), header("referrer-policy").as_str()), ("no-store", "no-referrer"));
        assert!(header("content-security-policy").contains("default-src 'none'"));
    }
    let (status, query) = (response.status(), response.url().query().unwrap_or_default().to_owned());
    Page { status, query, html: response.text().await.unwrap() }
}

async fn open(service: &Service, path: &str) -> Page {
    read(service.request(Method::GET, path)).await
}

/// As a browser sends it.
fn typed(fields: &[(&str, &str)]) -> String {
    let mut url = reqwest::Url::parse("http://localhost").unwrap();
    url.query_pairs_mut().extend_pairs(fields);
    url.query().unwrap_or_default().to_owned()
}

async fn post(service: &Service, path: &str, fields: &[(&str, &str)]) -> Page {
    read(service.request(Method::POST, path).body(typed(fields))).await
}

/// The returns of the three items, as the API lists their revisions; and how much history there is.
async fn record(service: &Service) -> Value {
    let mut all = Vec::new();
    for path in ["actions/A1/updates/2017-18-Q2", "indicators/M1/results/2017-18-Q2", "risks/R1/assessments/2017-18-Q2/HS"] {
        let (_, revisions) = service.send(Method::GET, &format!("/api/v1/{path}"), Value::Null).await;
        all.push(revisions);
    }
    all.push(service.get("/api/v1/history?limit=100").await);
    all.push(service.get("/api/v1/alerts?limit=100").await);
    json!(all)
}

fn update<'a>(percent: &'a str, revision: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("act", "update"), ("period", QUARTER), ("revision", revision), ("percent_complete", percent), ("commentary", "One\r\ntwo")]
}

async fn each_return_is_filed_once(backend: Backend) {
    let service = start(backend).await;
    type Filed<'a> = (ItemKind, Vec<(&'a str, &'a str)>, &'a str, Value);
    let returns: [Filed<'_>; 3] = [
        (
            ItemKind::Action,
            [update("40", "0"), vec![("reported_rag", "amber"), ("revised_due_date", "2018-01-31"), ("revision_reason", "Late")]].concat(),
            "actions/A1/updates",
            json!({"percent_complete": 40, "reported_rag": "amber", "commentary": "One\ntwo", "revised_due_date": "2018-01-31"}),
        ),
        (
            ItemKind::Indicator,
            vec![("act", "result"), ("period", QUARTER), ("revision", "0"), ("actual", " 4.5 "), ("target", "5"), ("provisional", "true")],
            "indicators/M1/results",
            json!({"actual": 4.5, "target": 5, "provisional": true}),
        ),
        (
            ItemKind::Risk,
            vec![
                ("act", "assessment"),
                ("period", QUARTER),
                ("revision", "0"),
                ("residual_likelihood", "2"),
                ("residual_impact", "3"),
                ("forecast", "up"),
                ("reason_cy", "Mae'r tŷ'n oer"),
            ],
            "risks/R1/assessments",
            json!({"residual_likelihood": 2, "residual_impact": 3, "residual_score": 6, "forecast": "up", "reason_cy": "Mae'r tŷ'n oer"}),
        ),
    ];
    for (kind, mut fields, path, wanted) in returns {
        let link = link(&service, kind).await;
        let before = open(&service, &link).await;
        // What is overdue is brought up to date in the quarter that runs; of what is not, the one that ended is reported.
        let (quarter, label) = if kind == ItemKind::Action { ("2017-18-Q3", "Q3") } else { (QUARTER, "Q2") };
        fields.iter_mut().filter(|(name, _)| *name == "period").for_each(|(_, period)| *period = quarter);
        assert!(
            before.html.contains(&format!("for {label} 2017/18")) && before.html.contains("Nothing is recorded for this quarter yet."),
            "{}",
            before.html
        );
        let page = post(&service, &link, &fields).await;
        assert_eq!((page.status, page.query.as_str()), (StatusCode::OK, format!("done={}", fields[0].1).as_str()), "{}", page.html);
        assert!(page.html.contains("is recorded."), "{}", page.html);
        let recorded = record(&service).await;
        let area = if kind == ItemKind::Risk { "/HS" } else { "" };
        let revisions = service.get(&format!("/api/v1/{path}/{quarter}{area}")).await["items"].clone();
        assert_eq!(revisions.as_array().map(Vec::len), Some(1), "{revisions}");
        for (name, value) in wanted.as_object().unwrap() {
            assert_eq!(&revisions[0][name], value, "{name} in {revisions}");
        }
        let actor = format!("link:{}", target(&service, kind, OWNER).await.person);
        assert_eq!(revisions[0]["recorded_by"], json!(actor));
        // The same form again, and the page that it fills in by now.
        let again = post(&service, &link, &fields).await;
        assert_eq!((again.status, again.query), (page.status, page.query.clone()));
        let fresh: Vec<_> = fields.iter().map(|(name, value)| (*name, if *name == "revision" { "1" } else { *value })).collect();
        assert_eq!(post(&service, &link, &fresh).await.query, page.query);
        assert_eq!(record(&service).await, recorded, "{backend:?} {kind}");
        let shown = open(&service, &link).await.html;
        // What is not overdue any more has a page of the quarter that ended again.
        assert!(
            kind == ItemKind::Action
                || fields.iter().skip(3).all(|(_, value)| shown.contains(&value.trim().replace("\r\n", "\n").replace('\'', "&#39;"))),
            "{shown}"
        );
    }
    service.stop().await;
}

async fn the_quarter_that_is_asked_for_comes_first(backend: Backend) {
    let service = start(backend).await;
    let rules: Map<String, Value> = Rule::ALL.iter().map(|rule| (rule.to_string(), json!({"enabled": true}))).collect();
    made(&service, Method::PATCH, "settings", json!({"alerts": {"rules": rules}})).await;
    // Red in the quarter before, and nobody said why; of the last one nothing is in.
    made(&service, Method::PUT, "indicators/M1/results/2017-18-Q1", json!({"actual": 50, "target": 100})).await;
    let rules: Vec<Value> = service.get("/api/v1/alerts?item_kind=indicator&item=M1&open=true").await["items"].as_array().unwrap().clone();
    assert_eq!(rules.iter().filter(|alert| alert["period"] == "2017-18-Q1").count(), 2, "{rules:?}");
    let path = link(&service, ItemKind::Indicator).await;
    let page = open(&service, &path).await.html;
    let quarters: Vec<&str> = page.split("name=\"period\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(quarters, ["2017-18-Q2", "2017-18-Q1"], "{page}");
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "each id stands once");
    // What is wrong is told at the form that was sent, and the other stays as it is recorded.
    let sent = [("act", "result"), ("period", "2017-18-Q1"), ("revision", "1"), ("actual", "half"), ("commentary", "Flooded.")];
    let again = post(&service, &path, &sent).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(again.html.matches("aria-invalid").count(), 1, "{}", again.html);
    assert!(again.html.contains("value=\"half\""));
    let sent = [("act", "result"), ("period", "2017-18-Q2"), ("revision", "0"), ("actual", "120"), ("target", "100")];
    assert_eq!(post(&service, &path, &sent).await.query, "done=result");
    let actual = async |quarter: &str| service.get(&format!("/api/v1/indicators/M1?period={quarter}")).await["result"]["actual"].clone();
    assert_eq!([actual("2017-18-Q1").await, actual("2017-18-Q2").await], [json!(50), json!(120)]);
    service.stop().await;
}

async fn opening_changes_nothing(backend: Backend) {
    let service = start(backend).await;
    let link = link(&service, ItemKind::Action).await;
    let before = record(&service).await;
    for query in ["", "?done=update", "?act=update&period=2017-18-Q2&revision=0&percent_complete=9", "?done=<b>", ""] {
        for method in [Method::GET, Method::HEAD] {
            let page = read(service.request(method, &format!("{link}{query}"))).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(!page.html.contains("<b>"));
        }
    }
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        assert_eq!(read(service.request(method, &link)).await.status, StatusCode::METHOD_NOT_ALLOWED);
    }
    assert_eq!(record(&service).await, before);
    assert_eq!(post(&service, &link, &update("9", "0")).await.query, "done=update");
    service.stop().await;
}

async fn alerts_are_answered(backend: Backend) {
    let service = start(backend).await;
    let link = link(&service, ItemKind::Action).await;
    let alerts = async || service.get("/api/v1/alerts?item_kind=action&item=A1&open=true").await["items"].as_array().unwrap().clone();
    let known = alerts().await;
    let alert = known[0]["id"].as_str().unwrap();
    let acknowledged = [("act", "acknowledge"), ("alert", alert), ("until", "2017-10-30"), ("reason", "It is being painted.")];
    for _ in 0..2 {
        assert_eq!(post(&service, &link, &acknowledged).await.query, "done=acknowledge");
    }
    let quiet = alerts().await[0]["quiet"].clone();
    assert_eq!((&quiet["until"], &quiet["reason"]), (&json!("2017-10-30"), &json!("It is being painted.")));
    let history = service.get(&format!("/api/v1/history?kind=alert&item={alert}")).await["items"].clone();
    assert_eq!(history.as_array().map(Vec::len), Some(1), "{history}");
    let page = open(&service, &link).await.html;
    assert!(page.contains("Acknowledged until 30 October 2017") && page.contains("It is being painted."), "{page}");
    assert_eq!(post(&service, &link, &[("act", "wake"), ("alert", alert)]).await.query, "done=wake");
    assert_eq!(alerts().await[0]["quiet"], Value::Null);
    for _ in 0..2 {
        assert_eq!(post(&service, &link, &[("act", "snooze"), ("alert", alert), ("until", "2017-10-20")]).await.query, "done=snooze");
    }
    assert_eq!(alerts().await[0]["quiet"]["kind"], json!("snoozed"));
    for fields in [
        vec![("act", "snooze"), ("alert", alert), ("until", "2019-10-20")],
        vec![("act", "snooze"), ("alert", alert), ("until", "")],
        vec![("act", "snooze"), ("alert", alert), ("until", "soon")],
        vec![("act", "snooze"), ("until", "2017-10-20")],
        vec![("act", "acknowledge"), ("alert", alert), ("until", "2017-10-20"), ("reason", " ")],
    ] {
        let page = post(&service, &link, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(page.html.contains("It was not recorded.") && page.html.contains("<title>Something is wrong"), "{}", page.html);
    }
    // An alert of another item is none of this link's.
    made(&service, Method::POST, "actions", json!({"ref": "A2", "title": "T", "owner": OWNER, "due_date": "2017-07-31"})).await;
    let other = service.get("/api/v1/alerts?item_kind=action&item=A2&open=true").await["items"][0]["id"].as_str().unwrap().to_owned();
    let page = post(&service, &link, &[("act", "snooze"), ("alert", &other), ("until", "2017-10-20")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    made(&service, Method::PUT, "actions/A1/updates/2017-18-Q2", json!({"percent_complete": 100})).await;
    let page = post(&service, &link, &[("act", "snooze"), ("alert", alert), ("until", "2017-10-20")]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.html.contains("there is nothing left to do"), "{}", page.html);
    service.stop().await;
}
