//! The check of 16 October 2017, delivered to a mail server that is not ours.

use futures_util::future::join_all;
use mail_parser::{Message, MessageParser};
use plumbline_shared::error::{Error, Result};
use plumbline_shared::ops::Context;
use plumbline_shared::ops::run_check::{CheckReport, preview_check, run_check};
use plumbline_shared::store;
use plumbline_tests::on_both;
use plumbline_tests::support::aiosmtpd::Aiosmtpd;
use plumbline_tests::support::pack::{expected, import_council};
use plumbline_tests::support::service::{Backend, Service, Setup, clock_on};
use plumbline_worker::deliver::Delivery;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

on_both!(the_owners_are_told, many_workers_send_each_mail_once, what_is_put_right_resolves, a_check_in_the_past_is_only_rehearsed);

const DAY: &str = "2017-10-16";

/// Who is told of what: each rule and ref, by address. Worked out from the pack by other means than ours.
fn expected_told() -> BTreeMap<String, Vec<String>> {
    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in expected("alerts.csv") {
        let [email, rule, reference] = row.as_slice() else { panic!("{row:?}") };
        told.entry(email.clone()).or_default().push(format!("{rule} {reference}"));
    }
    told
}

async fn council(backend: Backend, smtp: &Aiosmtpd) -> Service {
    let setup = Setup { clock: clock_on(DAY), smtp_url: smtp.url(), worker: false };
    let service = Service::start(backend, setup).await;
    import_council(&service).await;
    service
}

/// The check that `plumbline check` makes.
async fn check(service: &Service, day: &str, dry_run: bool) -> Result<CheckReport> {
    let context = Context::new(service.clock.now(), "command line");
    let (day, origin) = (day.parse().unwrap(), service.post.origin());
    let job = move |conn: &mut plumbline_shared::db::Conn| {
        let (settings, _) = store::settings::load(conn)?;
        let check = if dry_run { preview_check } else { run_check };
        check(conn, &context, &settings, day, &origin)
    };
    if dry_run { service.db.rehearse(job).await } else { service.db.write(job).await }
}

async fn send(service: &Service) -> usize {
    let mut delivery = Delivery::new(service.db.clone(), service.clock.clone(), Arc::clone(&service.post));
    delivery.pump(&CancellationToken::new()).await
}

fn told(report: &CheckReport) -> BTreeMap<String, Vec<String>> {
    let items = |recipient: &plumbline_shared::ops::run_check::Recipient| {
        let mut items: Vec<_> = recipient.items.iter().map(|item| format!("{} {}", item.rule, item.reference)).collect();
        items.sort();
        items
    };
    report.recipients.iter().map(|recipient| (recipient.email.clone(), items(recipient))).collect()
}

fn address(message: &Message) -> String {
    message.to().unwrap().first().unwrap().address().unwrap().to_owned()
}

/// The paths of the links to items, in the order of the text.
fn links(text: &str) -> Vec<String> {
    let starts = text.match_indices("/items/").map(|(start, _)| start);
    starts.map(|start| text[start..].split_whitespace().next().unwrap().to_owned()).collect()
}

async fn record(service: &Service) -> [Value; 2] {
    [service.get("/api/v1/alerts?limit=100").await, service.get("/api/v1/notifications").await]
}

async fn the_owners_are_told(backend: Backend) {
    let smtp = Aiosmtpd::start();
    let service = council(backend, &smtp).await;
    let report = check(&service, DAY, false).await.unwrap();
    let wanted = expected_told();
    assert_eq!(told(&report), wanted);
    assert_eq!((report.opened, report.resolved, report.unreachable.len(), send(&service).await), (26, 0, 0, wanted.len()));

    let taken = smtp.taken();
    let mut messages: Vec<_> = taken.iter().map(|bytes| MessageParser::default().parse(bytes).unwrap()).collect();
    messages.sort_by_key(address);
    assert_eq!(messages.iter().map(address).collect::<Vec<_>>(), wanted.keys().cloned().collect::<Vec<_>>());
    for (message, (email, items)) in messages.iter().zip(&wanted) {
        let language = if ["cs.lead@cyngor.example", "it.lead@cyngor.example"].contains(&email.as_str()) { "cy" } else { "en" };
        read_message(message, items, language);
        open_links(&service, message, items).await;
    }
    let log = service.get("/api/v1/notifications?state=accepted").await;
    assert_eq!(log["items"].as_array().map(Vec::len), Some(wanted.len()), "{log}");

    let again = check(&service, DAY, false).await.unwrap();
    assert_eq!((told(&again).len(), again.opened, send(&service).await, smtp.taken().len()), (0, 0, 0, wanted.len()));

    let path = &links(&messages[0].body_text(0).unwrap())[0];
    let status = async |path: String| service.request(Method::GET, &path).send().await.unwrap().status();
    assert_eq!(status(format!("{path}A")).await, StatusCode::NOT_FOUND, "a link that was tampered with");
    service.clock.set(clock_on("2019-10-16").now().instant);
    assert_eq!(status(path.clone()).await, StatusCode::GONE);
    service.stop().await;
}

async fn many_workers_send_each_mail_once(backend: Backend) {
    let smtp = Aiosmtpd::start();
    let service = council(backend, &smtp).await;
    let reports = join_all((0..4).map(|_| check(&service, DAY, false))).await;
    let told: usize = reports.iter().map(|report| report.as_ref().unwrap().recipients.len()).sum();
    let wanted = expected_told();
    assert_eq!(told, wanted.len());
    let sent: usize = join_all((0..4).map(|_| send(&service))).await.into_iter().sum();
    let mut addresses: Vec<_> = smtp.taken().iter().map(|bytes| address(&MessageParser::default().parse(bytes).unwrap())).collect();
    addresses.sort();
    assert_eq!((sent, addresses), (wanted.len(), wanted.into_keys().collect()));
    service.stop().await;
}

/// Its headers are those of an automatic mail, and both of its bodies name every item.
fn read_message(message: &Message, items: &[String], language: &str) {
    let header = |name: &str| message.header_raw(name).map(|value| value.trim().to_owned()).unwrap_or_default();
    assert_eq!((header("Auto-Submitted").as_str(), header("X-Auto-Response-Suppress").as_str()), ("auto-generated", "All"));
    assert_eq!(header("Content-Language"), language);
    assert!(message.message_id().is_some() && message.date().is_some() && message.reply_to().is_some(), "{message:?}");
    let (text, html) = (message.body_text(0).unwrap(), message.body_html(0).unwrap());
    for item in items {
        let reference = item.split(' ').nth(1).unwrap();
        assert!(text.contains(reference) && html.contains(reference), "{reference} in\n{text}\n{html}");
    }
    let greeting = if language == "cy" { "Annwyl" } else { "Dear" };
    assert!(text.contains(greeting), "{language}: {text}");
}

/// Each link opens a page of an item of the mail; opening it, however often, changes nothing.
async fn open_links(service: &Service, message: &Message<'_>, items: &[String]) {
    let before = record(service).await;
    let paths = links(&message.body_text(0).unwrap());
    assert_eq!(paths.len(), items.len());
    let mut pages = String::new();
    for path in paths {
        for method in [Method::HEAD, Method::GET, Method::GET] {
            let response = service.request(method.clone(), &path).send().await.unwrap();
            assert_eq!(
                (response.status(), response.headers()["content-type"].as_bytes()),
                (StatusCode::OK, "text/html; charset=utf-8".as_bytes())
            );
            let body = response.text().await.unwrap();
            assert_eq!(body.is_empty(), method == Method::HEAD, "{path}");
            pages.push_str(&body);
        }
    }
    for item in items {
        let reference = item.split(' ').nth(1).unwrap();
        assert!(pages.contains(reference), "a page shows {reference}");
    }
    assert_eq!(record(service).await, before);
}

async fn what_is_put_right_resolves(backend: Backend) {
    let smtp = Aiosmtpd::start();
    let service = council(backend, &smtp).await;
    check(&service, DAY, false).await.unwrap();
    let mails = expected_told().len();
    assert_eq!(send(&service).await, mails);
    let of_item = "/api/v1/alerts?item_kind=action&item=IT-IT022";
    assert_eq!(service.get(&format!("{of_item}&open=true")).await["items"].as_array().map(Vec::len), Some(2));
    let done = json!({"percent_complete": 100, "reported_rag": "green"});
    let (status, body) = service.send(Method::PUT, "/api/v1/actions/IT-IT022/updates/2017-18-Q2", done).await;
    assert_eq!((status, &body["status"]["overdue"]), (StatusCode::OK, &Value::Bool(false)), "{body}");
    let again = check(&service, DAY, false).await.unwrap();
    assert_eq!((again.opened, told(&again).len(), send(&service).await, smtp.taken().len()), (0, 0, 0, mails));
    let resolved = service.get(&format!("{of_item}&open=false")).await;
    let mut rules: Vec<_> = resolved["items"].as_array().unwrap().iter().map(|alert| (&alert["rule"], &alert["resolved_on"])).collect();
    rules.sort_by_key(|(rule, _)| rule.to_string());
    assert_eq!(rules, [(&json!("action_overdue"), &json!(DAY)), (&json!("action_red"), &json!(DAY))], "{resolved}");
    let open = service.get(&format!("{of_item}&open=true")).await;
    assert_eq!(open["items"], json!([]));
    service.stop().await;
}

async fn a_check_in_the_past_is_only_rehearsed(backend: Backend) {
    let smtp = Aiosmtpd::start();
    let service = council(backend, &smtp).await;
    check(&service, DAY, false).await.unwrap();
    let before = record(&service).await;
    let refused = check(&service, "2017-10-13", false).await;
    assert!(matches!(refused, Err(Error::Conflict { code: "check_in_the_past", .. })), "{refused:?}");
    let rehearsed = check(&service, "2017-10-13", true).await.unwrap();
    assert_eq!(rehearsed.day.to_string(), "2017-10-13");
    assert_eq!(record(&service).await, before);
    assert_eq!(smtp.taken().len(), 0);
    service.stop().await;
}
