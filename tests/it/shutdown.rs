//! A service that is told to stop answers what it has begun.

use plumbline_shared::id::Key;
use plumbline_shared::store::refs::{Kind, find_id};
use plumbline_tests::on_both;
use plumbline_tests::support::process::{command, ended, signal};
use plumbline_tests::support::service::{Backend, Record};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

on_both!(requests_in_flight_are_answered);

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
