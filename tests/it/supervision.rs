//! systemd is told when the service is ready, that it lives, and that it stops.

use plumbline_tests::support::process::{command, ended, signal};
use plumbline_tests::support::service::{Backend, Record};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixDatagram;
use std::time::Duration;

/// What systemd has been told next.
fn told(socket: &UnixDatagram) -> String {
    let mut bytes = [0; 256];
    let length = socket.recv(&mut bytes).unwrap();
    String::from_utf8(bytes[..length].to_vec()).unwrap().trim_end().to_owned()
}

/// A port that nobody has just now.
fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn lives(address: &str) -> bool {
    let mut answer = String::new();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    stream.read_to_string(&mut answer).unwrap();
    answer.starts_with("HTTP/1.1 200")
}

/// The exit code of what asks whether a service answers.
fn ping(record: &Record, address: &str) -> i32 {
    ended(command(record, &["ping"]).env("PLUMBLINE_LISTEN", address).output().unwrap()).0
}

#[test]
fn systemd_is_told_how_the_service_is() {
    let address = format!("127.0.0.1:{}", port());
    for (arguments, answers) in
        [(vec!["serve", "--listen", &address], true), (vec!["serve", "--no-worker", "--listen", &address], true), (vec!["worker"], false)]
    {
        let record = Record::new(Backend::Sqlite);
        let path = record.folder().join("notify");
        let socket = UnixDatagram::bind(&path).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut supervised = command(&record, &arguments);
        let process = supervised.env("NOTIFY_SOCKET", &path).env("WATCHDOG_USEC", "300000").spawn().unwrap();
        assert_eq!(told(&socket), "READY=1", "{arguments:?}");
        assert!(!answers || lives(&address), "who is ready answers");
        assert_eq!(ping(&record, &address), i32::from(!answers), "{arguments:?}");
        for _ in 0..3 {
            assert_eq!(told(&socket), "WATCHDOG=1", "{arguments:?}");
        }
        signal(&process, "TERM");
        let last = (0..20).map(|_| told(&socket)).find(|state| state != "WATCHDOG=1");
        assert_eq!(last.as_deref(), Some("STOPPING=1"), "{arguments:?}");
        let (code, _, err) = ended(process.wait_with_output().unwrap());
        assert_eq!((code, err.contains("cannot be told")), (0, false), "{err}");
    }
}
