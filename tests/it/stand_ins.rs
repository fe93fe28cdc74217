//! Those who hear of what is not theirs: each by a clock of their own, whatever the others want, and what was not said counts for
//! nobody.

use chrono::Duration;
use mail_parser::MessageParser;
use plumbline_shared::config::{Config, Overrides};
use plumbline_shared::domain::day::Day;
use plumbline_shared::link::Signer;
use plumbline_tests::on_both;
use plumbline_tests::support::outbox::{check_on, pump};
use plumbline_tests::support::service::{Backend, Service, Setup, clock_on};
use plumbline_tests::support::smtp::{Act, Script, SmtpServer, Stage};
use plumbline_worker::Post;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;

on_both!(
    who_wants_none_takes_none_from_the_others,
    who_is_put_off_is_told_at_the_next,
    each_who_heard_is_told_that_it_is_over,
    what_a_mail_left_out_was_not_told,
    what_was_worded_for_a_trial_stays_in_it
);

const OWNER: &str = "owner@vale.example";
const DEPUTY: &str = "deputy@vale.example";
const MANAGER: &str = "manager@vale.example";

/// On Monday 2 October 2017: an owner who has left, whose deputy and manager stand in for their one action.
async fn start(backend: Backend, due: &str) -> (Service, SmtpServer) {
    let server = SmtpServer::start(Script::default()).await;
    let setup = Setup { clock: clock_on("2017-10-02"), smtp_url: server.url(), worker: false };
    let service = Service::start(backend, setup).await;
    let off = json!({"enabled": false});
    put(
        &service,
        Method::PATCH,
        "settings",
        json!({"alerts": {"rules": {"explanation_missing": off, "return_missing": off, "return_due": off}}}),
    )
    .await;
    for email in [MANAGER, DEPUTY] {
        put(&service, Method::POST, "people", json!({"email": email, "name": email, "language": "en"})).await;
    }
    let owner = json!({"email": OWNER, "name": OWNER, "manager": MANAGER, "language": "en"});
    put(&service, Method::POST, "people", owner).await;
    let action = json!({"ref": "A1", "title": "Resurface", "due_date": due, "owner": OWNER, "deputy": DEPUTY});
    put(&service, Method::POST, "actions", action).await;
    (service, server)
}

async fn put(service: &Service, method: Method, path: &str, body: Value) -> Value {
    let (status, body) = service.send(method, &format!("/api/v1/{path}"), body).await;
    assert!(status.is_success(), "{path}: {status} {body}");
    body
}

async fn leaves(service: &Service) {
    put(service, Method::PATCH, &format!("people/{OWNER}"), json!({"active": false})).await;
}

/// Whom the daily checks of so many working days from that day on write to, with the day.
async fn told(service: &Service, from: &str, days: usize) -> Vec<(String, String)> {
    let mut told = Vec::new();
    let from: Day = from.parse().unwrap();
    let working = plumbline_shared::model::settings::Settings::default().working_days();
    for day in from.onwards().filter(|day| working.is_working_day(*day)).take(days) {
        service.clock.set(clock_on(&day.to_string()).now().instant);
        told.extend(check_on(&service.db, &service.clock, &day.to_string()).await.into_iter().map(|email| (day.to_string(), email)));
    }
    told
}

fn days_of<'a>(told: &'a [(String, String)], who: &str) -> Vec<&'a str> {
    told.iter().filter(|(_, email)| email == who).map(|(day, _)| day.as_str()).collect()
}

/// A reminder that nobody need take: the manager takes none. The deputy hears of it once, and again by the cadence.
async fn who_wants_none_takes_none_from_the_others(backend: Backend) {
    let (service, _server) = start(backend, "2017-10-26").await;
    leaves(&service).await;
    put(&service, Method::PATCH, &format!("people/{MANAGER}"), json!({"optional_mail": "off"})).await;
    put(&service, Method::PATCH, &format!("people/{DEPUTY}"), json!({"optional_mail": "daily"})).await;
    let told = told(&service, "2017-10-02", 10).await;
    // On the 12th it is due in two weeks.
    assert_eq!(days_of(&told, DEPUTY), ["2017-10-02", "2017-10-09", "2017-10-12"]);
    assert_eq!(told.len(), 3, "{told:?}");
    service.stop().await;
}

/// One mail a check: deputy and manager take turns, and then both wait for the cadence.
async fn who_is_put_off_is_told_at_the_next(backend: Backend) {
    let (service, _server) = start(backend, "2017-07-31").await;
    leaves(&service).await;
    put(&service, Method::PATCH, "settings", json!({"alerts": {"most_mails": 1}})).await;
    let told = told(&service, "2017-10-02", 8).await;
    assert_eq!(days_of(&told, DEPUTY), ["2017-10-02", "2017-10-09"], "{told:?}");
    assert_eq!(days_of(&told, MANAGER), ["2017-10-03", "2017-10-10"], "{told:?}");
    service.stop().await;
}

/// The manager's next digest comes a day after the deputy's: both are told once that the action is done.
async fn each_who_heard_is_told_that_it_is_over(backend: Backend) {
    let (service, server) = start(backend, "2017-07-31").await;
    leaves(&service).await;
    told(&service, "2017-10-02", 1).await;
    pump(&service).await;
    put(&service, Method::PATCH, "actions/A1", json!({"lifecycle": "completed"})).await;
    assert_eq!(told(&service, "2017-10-03", 1).await, [], "what is over is no reason for a digest of its own");
    pump(&service).await;
    let over = |of: &str| {
        let texts = server.taken().into_iter().filter(|mail| mail.to == [of]).map(|mail| {
            let text = MessageParser::default().parse(&mail.bytes).unwrap().body_text(0).unwrap().into_owned();
            text.contains("A1") && text.contains("o longer overdue")
        });
        texts.filter(|over| *over).count()
    };
    // Something else of each of them, a day apart.
    for (n, (who, day)) in [(DEPUTY, "2017-10-04"), (MANAGER, "2017-10-05")].into_iter().enumerate() {
        let action = json!({"ref": format!("B{n}"), "title": "Other", "due_date": "2017-07-31", "owner": who});
        put(&service, Method::POST, "actions", action).await;
        assert_eq!(told(&service, day, 1).await, [(day.to_owned(), who.to_owned())]);
        pump(&service).await;
    }
    assert_eq!((over(DEPUTY), over(MANAGER)), (1, 1));
    told(&service, "2017-10-11", 3).await;
    pump(&service).await;
    assert_eq!((over(DEPUTY), over(MANAGER)), (1, 1), "once");
    service.stop().await;
}

/// Of two actions in a digest that waits, one gets another owner: it was not told, and its new owner hears of it as of something
/// new.
async fn what_a_mail_left_out_was_not_told(backend: Backend) {
    let (service, server) = start(backend, "2017-07-31").await;
    let action = json!({"ref": "A2", "title": "Drain", "due_date": "2017-07-31", "owner": OWNER});
    put(&service, Method::POST, "actions", action).await;
    assert_eq!(check_on(&service.db, &service.clock, "2017-10-02").await, [OWNER]);
    put(&service, Method::PATCH, "actions/A2", json!({"owner": DEPUTY})).await;
    assert_eq!(pump(&service).await, 1);
    assert_eq!(server.taken().len(), 1);
    let sent =
        async |item: &str| service.get(&format!("/api/v1/alerts?item_kind=action&item={item}")).await["items"][0]["first_sent_on"].clone();
    assert_eq!((sent("A1").await, sent("A2").await), (json!("2017-10-02"), Value::Null));
    service.clock.set(service.clock.now().instant.plus(Duration::days(1)));
    assert_eq!(check_on(&service.db, &service.clock, "2017-10-03").await, [DEPUTY]);
    service.stop().await;
}

/// A mail that waits when the trial ends is not sent to its recipient with the trial's words.
async fn what_was_worded_for_a_trial_stays_in_it(backend: Backend) {
    let (mut service, server) = start(backend, "2017-07-31").await;
    let plain = service.post.clone();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plumbline.toml");
    std::fs::write(&file, "mail_redirect = \"trial@council.example\"").unwrap();
    let config = Config::load(Some(&file), &Overrides { smtp_url: Some(server.url()), ..Overrides::default() }).unwrap();
    service.post = Arc::new(Post::new(&config, service.db.write(Signer::load).await.unwrap()).unwrap());
    server.change(Script::default().on(Stage::Rcpt, Act::reply(451, "later")));
    check_on(&service.db, &service.clock, "2017-10-02").await;
    assert_eq!(pump(&service).await, 1);
    server.change(Script::default());
    service.post = plain;
    service.clock.set(service.clock.now().instant.plus(Duration::hours(2)));
    assert_eq!(pump(&service).await, 1);
    assert_eq!(server.taken().into_iter().map(|mail| mail.to).collect::<Vec<_>>(), [["trial@council.example"]]);
    service.stop().await;
}
