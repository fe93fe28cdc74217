//! Mails in a trial: all to one address, no faster than asked for, and one by hand.

use mail_parser::MessageParser;
use plumbline_shared::config::{Config, Overrides};
use plumbline_shared::link::Signer;
use plumbline_tests::on_both;
use plumbline_tests::support::outbox::{DAY, address, pump, queue, states};
use plumbline_tests::support::process::{command, ended};
use plumbline_tests::support::service::{Backend, Record, Service, Setup, clock_on};
use plumbline_tests::support::smtp::{Act, Script, SmtpServer, Stage};
use plumbline_worker::Post;
use std::sync::Arc;
use std::time::{Duration, Instant};

on_both!(
    all_mails_go_to_one_address,
    a_refusal_there_is_none_of_the_recipient_s,
    a_worker_keeps_its_pace,
    one_mail_by_hand_tells_what_the_server_said
);

/// A service that sends as the lines of a file say.
async fn service(backend: Backend, server: &SmtpServer, lines: &str) -> Service {
    let setup = Setup { clock: clock_on(DAY), smtp_url: server.url(), worker: false };
    let mut service = Service::start(backend, setup).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plumbline.toml");
    std::fs::write(&file, lines).unwrap();
    let overrides = Overrides { smtp_url: Some(server.url()), ..Overrides::default() };
    let config = Config::load(Some(&file), &overrides).unwrap();
    service.post = Arc::new(Post::new(&config, service.db.write(Signer::load).await.unwrap()).unwrap());
    service
}

async fn all_mails_go_to_one_address(backend: Backend) {
    let server = SmtpServer::start(Script::default()).await;
    let service = service(backend, &server, "mail_redirect = \"Trial <trial@council.example>\"").await;
    queue(&service.db, &service.clock, 2).await;
    assert_eq!(pump(&service).await, 2);
    let mut subjects = Vec::new();
    for taken in server.taken() {
        assert_eq!(taken.to, ["trial@council.example"]);
        let message = MessageParser::default().parse(&taken.bytes).unwrap();
        assert_eq!(message.to().unwrap().first().unwrap().address(), Some("trial@council.example"));
        subjects.push(message.subject().unwrap().to_owned());
    }
    subjects.sort();
    for (n, subject) in subjects.iter().enumerate() {
        assert!(subject.starts_with(&format!("[{}] ", address(n))), "{subject}");
    }
    service.stop().await;
}

async fn a_refusal_there_is_none_of_the_recipient_s(backend: Backend) {
    let server = SmtpServer::start(Script::default().on(Stage::Rcpt, Act::reply(550, "no such user"))).await;
    let service = service(backend, &server, "mail_redirect = \"trial@council.example\"").await;
    queue(&service.db, &service.clock, 1).await;
    pump(&service).await;
    assert_eq!(states(&service.db).await.keys().copied().collect::<Vec<_>>(), ["refused"]);
    let suppressed = service.get("/api/v1/suppressions").await;
    assert_eq!(suppressed["items"].as_array().map(Vec::len), Some(0), "{suppressed}");
    service.stop().await;
}

async fn a_worker_keeps_its_pace(backend: Backend) {
    let server = SmtpServer::start(Script::default()).await;
    let service = service(backend, &server, "mails_per_minute = 600").await;
    queue(&service.db, &service.clock, 4).await;
    let begun = Instant::now();
    assert_eq!(pump(&service).await, 4);
    assert!(begun.elapsed() >= Duration::from_millis(300), "{:?}", begun.elapsed());
    service.stop().await;
}

async fn one_mail_by_hand_tells_what_the_server_said(backend: Backend) {
    let (record, server) = (Record::new(backend), SmtpServer::start(Script::default()).await);
    let test = async |url: String| {
        let mut process = command(&record, &["mail", "test", "Beth Callow <beth@council.example>", "--smtp-url", &url]);
        ended(tokio::task::spawn_blocking(move || process.output().unwrap()).await.unwrap())
    };
    let (code, out, err) = test(server.url()).await;
    assert!(code == 0 && out.contains("took a mail to beth@council.example: 250"), "{out}{err}");
    let taken = server.taken();
    let message = MessageParser::default().parse(&taken[0].bytes).unwrap();
    assert_eq!(message.to().unwrap().first().unwrap().name(), Some("Beth Callow"));

    server.change(Script::default().on(Stage::Rcpt, Act::reply(550, "no such user")));
    let (code, _, err) = test(server.url()).await;
    assert!(code == 1 && err.contains("refused a mail to beth@council.example: 550"), "{err}");
    let (code, _, err) = test(String::new()).await;
    assert!(code == 1 && err.contains("smtp_url is not set"), "{err}");
}
