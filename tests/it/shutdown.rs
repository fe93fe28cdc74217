//! A service that is told to stop answers what it has begun.

use plumbline_shared::id::Key;
use plumbline_shared::store::refs::{Kind, find_id};
use plumbline_tests::on_both;
use plumbline_tests::support::outbox::{DAY, address, copies, full_length, queue, states};
use plumbline_tests::support::process::{command, ended, signal};
use plumbline_tests::support::served::Served;
use plumbline_tests::support::service::{Backend, Record, clock_on};
use plumbline_tests::support::smtp::{Act, Script, SmtpServer, Stage};
use reqwest::{Method, StatusCode};
use serde_json::json;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

on_both!(requests_in_flight_are_answered, work_in_hand_is_finished);

/// How many requests are half sent when the signal comes.
const IN_FLIGHT: usize = 8;

/// The text between two others.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map(|(found, _)| found)
}

/// A request whose second half has not been sent yet, and that half.
fn half_sent(address: &str, key: &str, n: usize) -> (TcpStream, String) {
    let body = format!(r#"{{"ref": "A{n}", "title": "T", "due_date": "2018-03-31"}}"#);
    let (first, second) = body.split_at(body.len() / 2);
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = format!(
        "POST /api/v1/actions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{first}").as_bytes()).unwrap();
    (stream, second.to_owned())
}

async fn requests_in_flight_are_answered(backend: Backend) {
    let record = Record::new(backend);
    let mut process = command(&record, &["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address = lines.find_map(|line| between(&line, "listens on http://", ";").map(str::to_owned)).unwrap();
    let key = lines.find_map(|line| line.trim().starts_with("plb_").then(|| line.trim().to_owned())).unwrap();
    let begun: Vec<_> = (0..IN_FLIGHT).map(|n| half_sent(&address, &key, n)).collect();
    std::thread::sleep(Duration::from_millis(500));
    signal(&process, "TERM");
    let told = Instant::now();
    while TcpStream::connect(&address).is_ok() {
        assert!(told.elapsed() < Duration::from_secs(10), "it goes on taking requests");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(process.try_wait().unwrap().is_none(), "it waits for what it has begun");
    for (mut stream, rest) in begun {
        stream.write_all(rest.as_bytes()).unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(std::str::from_utf8(&answer).unwrap(), "HTTP/1.1 201");
    }
    let (code, _, err) = ended(process.wait_with_output().unwrap());
    assert_eq!(code, 0, "{err}");
    assert!(told.elapsed() < Duration::from_secs(20), "it ends when the last is answered");
    for n in 0..IN_FLIGHT {
        let found = find_id(&mut record.conn(), Kind::Action, &Key::parse(&format!("A{n}"))).unwrap();
        assert!(found.is_some(), "A{n} was answered for, and is recorded");
    }
}

/// Told to stop while it takes what four programs write and sends mails to a server that takes its time.
async fn work_in_hand_is_finished(backend: Backend) {
    for round in 0..if full_length() { 50 } else { 3 } {
        let (record, mails) = (Record::new(backend), 40);
        let slow = Act::After(Duration::from_millis(40), Box::new(Act::reply(250, "taken")));
        let server = SmtpServer::start(Script::default().on(Stage::End, slow)).await;
        let db = record.open();
        queue(&db, &clock_on(DAY), mails).await;
        let mut service = Served::start(&record, &["--today", DAY], &[("PLUMBLINE_SMTP_URL", &server.url())]);
        let (base, key) = (service.base.clone(), service.key.clone());
        let writers = (0..4).map(|writer| tokio::spawn(write_until_refused(base.clone(), key.clone(), writer)));
        let writers: Vec<_> = writers.collect();
        server.answered(3).await;
        tokio::time::sleep(Duration::from_millis(RandomState::new().hash_one(round) % 400)).await;
        let took = service.stop().await;
        assert!(took < Duration::from_secs(30), "{took:?}");
        let states = states(&db).await;
        assert!(states.keys().all(|state| ["accepted", "pending"].contains(state)), "none is left half sent: {states:?}");
        let sent = copies(server.taken());
        assert!(sent.values().all(|copies| *copies == 1) && sent.keys().all(|to| (0..mails).any(|n| *to == address(n))));
        assert_eq!(Some(&sent.len()), states.get("accepted"), "what was sent is put down");
        for writer in writers {
            for reference in writer.await.unwrap() {
                let found = find_id(&mut record.conn(), Kind::Action, &Key::parse(&reference)).unwrap();
                assert!(found.is_some(), "{reference} was answered for, and is recorded");
            }
        }
    }
}

/// The refs of the actions that were answered with 201, until the service is gone.
async fn write_until_refused(base: String, key: String, writer: usize) -> Vec<String> {
    let client = reqwest::Client::new();
    let mut written = Vec::new();
    for n in 0.. {
        let reference = format!("W{writer}-{n}");
        let draft = json!({"ref": reference, "title": "T", "due_date": "2018-03-31"});
        let sent = client.request(Method::POST, format!("{base}/api/v1/actions")).bearer_auth(&key).json(&draft).send().await;
        match sent {
            Ok(answer) => assert_eq!(answer.status(), StatusCode::CREATED),
            Err(_) => break,
        }
        written.push(reference);
    }
    written
}
