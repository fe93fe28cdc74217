//! Whoever wants no more of what is no duty stops it, and it stays stopped.

use super::{OWNER, made, open, post, read, start, subscriber};
use mail_parser::MessageParser;
use plumbline_shared::config::Config;
use plumbline_shared::domain::alert::Rule;
use plumbline_tests::on_both;
use plumbline_tests::support::outbox::{check_on, pump};
use plumbline_tests::support::service::{Backend, Record, Service, Setup, clock_on};
use plumbline_tests::support::smtp::{Script, SmtpServer};
use reqwest::{Method, StatusCode};
use serde_json::{Map, Value, json};

on_both!(optional_mails_stop_with_one_click, a_mail_that_is_stopped_does_not_come_again);

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

/// From the header of a mail that went out, as a mail program follows it, to the check that follows.
async fn a_mail_that_is_stopped_does_not_come_again(backend: Backend) {
    let server = SmtpServer::start(Script::default()).await;
    let setup = Setup { clock: clock_on("2017-10-16"), smtp_url: server.url(), worker: false };
    // Mail programs follow one click to https only.
    let public = |config: &mut Config| config.public_url = "https://plumbline.example".to_owned();
    let service = Service::start_with(Record::new(backend), setup, public).await;
    let on = |rule: &Rule| *rule == Rule::ActionDueSoon;
    let rules: Map<String, Value> = Rule::ALL.iter().map(|rule| (rule.to_string(), json!({"enabled": on(rule)}))).collect();
    made(&service, Method::PATCH, "settings", json!({"alerts": {"rules": rules}})).await;
    for (number, language) in [(1, "en"), (2, "cy")] {
        let person = format!("owner{number}@vale.example");
        made(&service, Method::POST, "people", json!({"email": person, "name": person, "language": language})).await;
        let action = json!({"ref": format!("A{number}"), "title": "T", "owner": person, "due_date": "2017-11-14"});
        made(&service, Method::POST, "actions", action).await;
    }
    let everybody = ["owner1@vale.example", "owner2@vale.example"];
    assert_eq!(check_on(&service.db, &service.clock, "2017-10-16").await, everybody);
    assert_eq!(pump(&service).await, 2);
    let mails = server.taken();
    let mail = mails.iter().find(|mail| mail.to == everybody[..1]).unwrap();
    let message = MessageParser::default().parse(&mail.bytes).unwrap();
    let of = |name: &str| message.header_raw(name).map(|value| value.split_whitespace().collect::<String>()).unwrap_or_default();
    assert_eq!(of("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    let link = of("List-Unsubscribe");
    let path = link.strip_prefix("<https://plumbline.example").and_then(|rest| rest.strip_suffix('>')).unwrap();
    let stopped = read(service.request(Method::POST, path).body("List-Unsubscribe=One-Click")).await;
    assert_eq!(stopped.status, StatusCode::OK, "{}", stopped.html);
    // The second stage of fourteen days: for whoever has not stopped it.
    service.clock.set(clock_on("2017-10-31").now().instant);
    assert_eq!(check_on(&service.db, &service.clock, "2017-10-31").await, everybody[1..]);
    assert_eq!(pump(&service).await, 1);
    assert_eq!(server.taken().len(), 3);
}
