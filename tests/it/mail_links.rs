//! What the holder of a mail's link does without logging in: sees the item, files its return, answers its alerts, chooses mails.

use plumbline_shared::domain::alert::{ItemKind, Rule};
use plumbline_shared::link::{Subscriber, Target};
use plumbline_tests::on_both;
use plumbline_tests::support::service::{Backend, Service, Setup, clock_on};
use reqwest::{Method, StatusCode};
use serde_json::{Map, Value, json};

on_both!(
    each_return_is_filed_once,
    opening_changes_nothing,
    alerts_are_answered,
    a_link_is_bound_to_what_it_was_made_for,
    only_those_whose_item_it_is_act,
    what_cannot_be_taken_is_kept_and_told,
    what_another_filed_is_not_lost,
    a_signed_off_quarter_takes_nothing,
    other_sites_send_no_forms,
    optional_mails_stop_with_one_click,
);

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
    for (kind, fields, path, wanted) in returns {
        let link = link(&service, kind).await;
        let before = open(&service, &link).await;
        assert!(
            before.html.contains("for Q2 2017/18") && before.html.contains("Nothing is recorded for this quarter yet."),
            "{}",
            before.html
        );
        let page = post(&service, &link, &fields).await;
        assert_eq!((page.status, page.query.as_str()), (StatusCode::OK, format!("done={}", fields[0].1).as_str()), "{}", page.html);
        assert!(page.html.contains("is recorded."), "{}", page.html);
        let recorded = record(&service).await;
        let area = if kind == ItemKind::Risk { "/HS" } else { "" };
        let revisions = service.get(&format!("/api/v1/{path}/{QUARTER}{area}")).await["items"].clone();
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
        assert!(
            fields.iter().skip(3).all(|(_, value)| shown.contains(&value.trim().replace("\r\n", "\n").replace('\'', "&#39;"))),
            "{shown}"
        );
    }
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

async fn a_link_is_bound_to_what_it_was_made_for(backend: Backend) {
    let service = start(backend).await;
    let target = target(&service, ItemKind::Action, OWNER).await;
    let signer = &service.post.wording().signer;
    let (token, mails) = (signer.sign(&target), signer.sign_mails(&subscriber(&service).await));
    let (body, signature) = token.split_once('.').unwrap();
    // Another item, person, day or purpose under the signature of this link.
    let others = [
        Target { item: id(&service, "indicators/M1").await, ..target },
        Target { kind: ItemKind::Indicator, ..target },
        Target { person: id(&service, &format!("people/{OTHER}")).await, ..target },
        Target { last_day: "2099-01-01".parse().unwrap(), ..target },
    ];
    let swapped = others.iter().map(|other| format!("{}.{signature}", signer.sign(other).split_once('.').unwrap().0));
    let flip = |at: usize| {
        let mut bent = token.clone();
        bent.replace_range(at..=at, if &token[at..=at] == "A" { "B" } else { "A" });
        bent
    };
    let bent = [flip(0), flip(body.len() / 2), flip(body.len() + 1), format!("{token}A"), body.to_owned(), String::from("x")];
    let fields = update("9", "0");
    for path in swapped.chain(bent).chain([mails.clone()]).map(|token| format!("/items/{token}")).chain([format!("/unsubscribe/{token}")]) {
        for status in [open(&service, &path).await.status, post(&service, &path, &fields).await.status] {
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    // A form for another kind of item, and none at all.
    for act in ["result", "assessment", "remove", ""] {
        let page = post(&service, &format!("/items/{token}"), &[("act", act), ("period", QUARTER), ("actual", "1")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{act}");
    }
    let before = record(&service).await;
    service.clock.set(clock_on("2018-12-01").now().instant);
    for path in [format!("/items/{token}"), format!("/unsubscribe/{mails}"), format!("/preferences/{mails}")] {
        let [opened, posted] = [open(&service, &path).await, post(&service, &path, &fields).await];
        assert_eq!((opened.status, posted.status), (StatusCode::GONE, StatusCode::GONE), "{path}");
        assert!(posted.html.contains("This link has expired") && posted.html.contains("mailto:"), "{}", posted.html);
    }
    assert_eq!(record(&service).await, before);
    service.stop().await;
}

async fn only_those_whose_item_it_is_act(backend: Backend) {
    let service = start(backend).await;
    let [owners, others] = [OWNER, OTHER].map(|person| target(&service, ItemKind::Action, person));
    let (owners, others) = (path_of(&service, &owners.await), path_of(&service, &others.await));
    let acts = async |link: &str, percent: &str| {
        let (page, revision) = (open(&service, link).await, service.get("/api/v1/actions/A1/updates/2017-18-Q2").await);
        let revision = revision["items"].as_array().unwrap().len().to_string();
        let (offers, posted) = (page.html.contains("<form"), post(&service, link, &update(percent, &revision)).await);
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(posted.status.is_success(), offers, "{}", posted.html);
        assert!(offers || (posted.status == StatusCode::FORBIDDEN && posted.html.contains("you must be its owner or deputy")));
        offers
    };
    assert_eq!([acts(&owners, "1").await, acts(&others, "2").await], [true, false]);
    let patch = async |path: &str, body: Value| made(&service, Method::PATCH, path, body).await;
    patch("actions/A1", json!({"deputy": OTHER})).await;
    assert_eq!([acts(&owners, "3").await, acts(&others, "4").await], [true, true]);
    patch("actions/A1", json!({"deputy": null, "owner": OTHER})).await;
    assert_eq!([acts(&owners, "5").await, acts(&others, "6").await], [false, true]);
    // Who stands in for a leaver acts for them; who has left does not.
    patch("actions/A1", json!({"owner": OWNER})).await;
    patch(&format!("people/{OWNER}"), json!({"manager": OTHER})).await;
    assert_eq!([acts(&owners, "7").await, acts(&others, "8").await], [true, false]);
    patch(&format!("people/{OWNER}"), json!({"active": false})).await;
    assert_eq!([acts(&owners, "9").await, acts(&others, "10").await], [false, true]);
    patch(&format!("people/{OTHER}"), json!({"active": false})).await;
    assert_eq!([acts(&owners, "11").await, acts(&others, "12").await], [false, false]);
    service.stop().await;
}

async fn what_cannot_be_taken_is_kept_and_told(backend: Backend) {
    let service = start(backend).await;
    let link = async |kind| link(&service, kind).await;
    let [action, measure, risk] = [link(ItemKind::Action).await, link(ItemKind::Indicator).await, link(ItemKind::Risk).await];
    let before = record(&service).await;
    // The form, a field and what is typed there; what is said.
    type Case<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], &'a str);
    let cases: [Case<'_>; 9] = [
        (&action, "update", &[("percent_complete", "101")], "Write a number from 0 to 100."),
        (&action, "update", &[("percent_complete", "")], "Write how far it is, from 0 to 100."),
        (&action, "update", &[("percent_complete", "half")], "Write a number from 0 to 100, such as 45."),
        (&action, "update", &[("percent_complete", "5"), ("reported_rag", "red")], "It is Red: say why"),
        (&action, "update", &[("percent_complete", "5")], "Give the new due date together with the reason."),
        (&action, "update", &[("percent_complete", "5"), ("commentary", "\u{7}")], "Write up to 20,000 characters"),
        (&measure, "result", &[("actual", "1,250")], "with a dot for decimals and no commas"),
        (&risk, "assessment", &[("reason", "Rain")], "Choose both the likelihood and the impact."),
        (
            &risk,
            "assessment",
            &[("inherent_likelihood", "1"), ("inherent_impact", "1"), ("residual_likelihood", "4"), ("residual_impact", "4")],
            "cannot be higher than the score without controls",
        ),
    ];
    for (link, act, typed, said) in cases {
        let fields = [&[("act", act), ("period", QUARTER), ("revision", "0"), ("revision_reason", "<Wedi'i> deipio")], typed].concat();
        let page = post(&service, link, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}");
        assert!(page.html.matches(said).count() >= 2, "at its field and in the list: {said} in {}", page.html);
        assert!(act != "update" || page.html.contains("&#60;Wedi&#39;i&#62; deipio"), "{}", page.html);
        assert!(!page.html.contains("<Wedi") && page.html.contains("aria-invalid=\"true\""));
        for place in page.html.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(page.html.contains(&format!("id=\"{place}\"")), "{place}");
        }
    }
    made(&service, Method::PATCH, &format!("people/{OWNER}"), json!({"language": "cy"})).await;
    let page = post(&service, &action, &[("act", "update"), ("period", QUARTER), ("percent_complete", "101")]).await;
    assert!(page.html.contains("Ysgrifennwch rif o 0 i 100.") && !page.html.contains("Write a number"), "{}", page.html);
    let next = post(&service, &action, &[("act", "update"), ("period", "2019-20-Q1"), ("percent_complete", "1")]).await;
    assert_eq!(next.status, StatusCode::UNPROCESSABLE_ENTITY);
    let after = record(&service).await;
    for at in [0, 1, 2, 4] {
        assert_eq!(after[at], before[at], "nothing has changed but the language of the owner");
    }
    service.stop().await;
}

async fn what_another_filed_is_not_lost(backend: Backend) {
    let service = start(backend).await;
    let link = link(&service, ItemKind::Action).await;
    let theirs = json!({"percent_complete": 70, "commentary": "Said by the performance team"});
    made(&service, Method::PUT, "actions/A1/updates/2017-18-Q2", theirs).await;
    let before = record(&service).await;
    let page = post(&service, &link, &update("40", "0")).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    for shown in ["somebody else filed something meanwhile", "value=\"40\"", "Recorded now:", "Said by the performance team", ">70<"] {
        assert!(
            page.html.contains(shown) || page.html.contains(&shown.replace('>', "<br>").replace("<br><", "<br>")),
            "{shown}: {}",
            page.html
        );
    }
    assert!(page.html.contains("name=\"revision\" value=\"1\""), "{}", page.html);
    assert_eq!(record(&service).await, before);
    assert_eq!(post(&service, &link, &update("40", "1")).await.query, "done=update");
    let revisions = service.get("/api/v1/actions/A1/updates/2017-18-Q2").await;
    assert_eq!((&revisions["items"][0]["percent_complete"], &revisions["items"][1]["percent_complete"]), (&json!(40), &json!(70)));
    service.stop().await;
}

async fn a_signed_off_quarter_takes_nothing(backend: Backend) {
    let service = start(backend).await;
    let link = link(&service, ItemKind::Action).await;
    assert_eq!(post(&service, &link, &update("40", "0")).await.query, "done=update");
    made(
        &service,
        Method::PUT,
        &format!("periods/{QUARTER}/state"),
        json!({"state": "closed", "with_open_items": true, "reason": "Trial."}),
    )
    .await;
    let before = record(&service).await;
    let opened = open(&service, &link).await;
    assert!(opened.html.contains("Q2 2017/18 is signed off") && !opened.html.contains("value=\"update\""), "{}", opened.html);
    let smuggled = [update("50", "1"), vec![("restatement_reason", "Because")]].concat();
    for fields in [update("50", "1"), smuggled] {
        let page = post(&service, &link, &fields).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(page.html.contains("Q2 2017/18 is signed off"), "{}", page.html);
    }
    assert_eq!(post(&service, &link, &update("40", "0")).await.query, "done=update", "what is there already does no harm");
    assert_eq!(record(&service).await, before);
    service.stop().await;
}

async fn other_sites_send_no_forms(backend: Backend) {
    let service = start(backend).await;
    let link = link(&service, ItemKind::Action).await;
    let origin = service.base.clone();
    let cases: [(&[(&str, &str)], StatusCode); 8] = [
        (&[("sec-fetch-site", "cross-site"), ("origin", "null")], StatusCode::FORBIDDEN),
        (&[("sec-fetch-site", "same-site")], StatusCode::FORBIDDEN),
        (&[("origin", "https://evil.example")], StatusCode::FORBIDDEN),
        (&[("origin", "nonsense")], StatusCode::FORBIDDEN),
        (&[("origin", &origin)], StatusCode::OK),
        (&[("sec-fetch-site", "same-origin"), ("origin", "null")], StatusCode::OK),
        (&[("origin", "null")], StatusCode::OK),
        (&[], StatusCode::OK),
    ];
    for (headers, wanted) in cases {
        let request = service.request(Method::POST, &link).body(typed(&update("40", "0")));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        assert_eq!(read(request).await.status, wanted, "{headers:?}");
    }
    let large = service.request(Method::POST, &link).body(vec![b'a'; 2 * 1024 * 1024]);
    assert_eq!(read(large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    service.stop().await;
}

async fn optional_mails_stop_with_one_click(backend: Backend) {
    let service = start(backend).await;
    let token = service.post.wording().signer.sign_mails(&subscriber(&service).await);
    let (path, other) = (format!("/unsubscribe/{token}"), format!("/preferences/{token}"));
    let person = async || service.get(&format!("/api/v1/people/{OWNER}")).await;
    for _ in 0..5 {
        assert!(open(&service, &path).await.html.contains("They come on any working day."));
        assert_eq!(read(service.request(Method::HEAD, &path)).await.status, StatusCode::OK);
    }
    assert_eq!(person().await["version"], json!(1));
    let parts = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
    let bodies = [
        ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
        ("multipart/form-data; boundary=b", parts),
        ("text/plain", "List-Unsubscribe=One-Click"),
    ];
    for (media, body) in bodies {
        let page = read(service.request(Method::POST, &path).header("content-type", media).body(body)).await;
        assert_eq!((page.status, page.query.as_str()), (StatusCode::OK, ""), "{media}: nothing is redirected");
        assert!(page.html.contains("They are switched off."), "{}", page.html);
        let person = person().await;
        assert_eq!((&person["optional_mail"], &person["version"]), (&json!("off"), &json!(2)));
    }
    let weekly = [("optional_mail", "weekly"), ("optional_mail_day", "thursday")];
    let page = post(&service, &other, &weekly).await;
    assert_eq!((page.status, page.query.as_str()), (StatusCode::OK, "done=weekly"));
    assert!(page.html.contains("Your choice is recorded.") && page.html.contains("Day: Thursday."), "{}", page.html);
    assert_eq!(post(&service, &other, &weekly).await.status, StatusCode::OK);
    assert_eq!(post(&service, &other, &[("optional_mail", "daily")]).await.query, "done=daily");
    assert_eq!(post(&service, &other, &[("optional_mail", "hourly")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let person = person().await;
    assert_eq!((&person["optional_mail"], &person["version"]), (&json!("daily"), &json!(4)));
    let told = service.get(&format!("/api/v1/history?kind=person&item={OWNER}")).await;
    assert_eq!(told["items"][0]["actor"], json!(format!("link:{}", person["id"].as_str().unwrap())));
    service.stop().await;
}
