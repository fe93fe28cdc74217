use super::*;
use std::io::{Read, Write};
use std::net::{IpAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};

const DEADLINE: Duration = Duration::from_secs(2);

/// A server on 127.0.0.1 that gives each caller those bytes, after that time, and counts them.
struct Server {
    port: u16,
    seen: Arc<AtomicUsize>,
}

impl Server {
    fn start(answer: &'static [u8], after: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, seen) = (listener.local_addr().unwrap().port(), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                counted.fetch_add(1, Ordering::SeqCst);
                std::thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    let mut request = [0; 4096];
                    drop(stream.read(&mut request));
                    std::thread::sleep(after);
                    drop(stream.write_all(answer));
                });
            }
        });
        Self { port, seen }
    }

    fn seen(&self) -> usize {
        self.seen.load(Ordering::SeqCst)
    }
}

/// Every name leads to these, whatever port is asked for: to that of the server.
fn leading_to(addresses: &'static [&'static str], port: u16) -> Lookup {
    Arc::new(move |_, _| Ok(addresses.iter().map(|address| SocketAddr::new(address.parse().unwrap(), port)).collect()))
}

fn refused(outbound: &Outbound, url: &str) -> bool {
    matches!(outbound.post(url, &[], "{}"), Err(CallError::Refused(_)))
}

#[test]
fn nothing_leads_into_the_network() {
    let server = Server::start(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", Duration::ZERO);
    let port = server.port;
    // What is a name among them leads to the machine itself, as localhost does.
    let outbound = Outbound::with_lookup(Allowed::default(), DEADLINE, leading_to(&["127.0.0.1"], port));
    let hosts = [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "127.0.0.1.",
        "0",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "169.254.170.2",
        "0xA9FEA9FE",
        "198.18.0.1",
        "192.0.2.1",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[ff02::1]",
        "[2001:db8::1]",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "１２７.０.０.１",
        "127。0。0。1",
        "①②⑦.0.0.1",
    ];
    for host in hosts {
        for scheme in ["https", "http"] {
            assert!(refused(&outbound, &format!("{scheme}://{host}:{port}/")), "{scheme} {host}");
        }
    }
    for url in [
        "file:///etc/passwd",
        "ftp://a.example/",
        "gopher://127.0.0.1:6379/_x",
        "//a.example/",
        "a.example",
        "",
        "https://",
        "https://user:word@a.example/",
        "https://user@a.example/",
        "http://a.example/",
        "unix:/run/a.sock",
        "data:,x",
    ] {
        assert!(refused(&outbound, url), "{url}");
    }
    assert_eq!(server.seen(), 0, "{} hosts", hosts.len());
    // The server would have been seen.
    let allowed = Outbound::new("127.0.0.0/8".parse().unwrap(), DEADLINE);
    assert_eq!(allowed.post(&format!("http://127.0.0.1:{port}/"), &[], "{}").unwrap().status, 200);
    assert_eq!(server.seen(), 1);
}

#[test]
fn what_cannot_be_meant_is_refused_before_it_is_stored() {
    let check = |allowed: &str, url: &str| Outbound::new(allowed.parse().unwrap(), DEADLINE).check(url).is_ok();
    for url in [
        "https://a.example/\r\nX: y",
        "https://a.ex\tample/",
        " https://a.example/",
        "https://a.example/ ",
        "https://a.example/\u{2028}",
        "https://a.example:0/",
        "https://localhost/",
        "https://LOCALHOST./",
        "https://a.localhost:8443/",
    ] {
        assert!(!check("", url), "{url:?}");
    }
    for (allowed, url) in [
        ("", "https://a.example:8443/b?c=d"),
        ("", "https://localhost.example/"),
        ("localhost", "https://localhost/"),
        ("127.0.0.0/8", "https://a.localhost/"),
    ] {
        assert!(check(allowed, url), "{url:?}");
    }
}

#[test]
fn every_address_of_a_name_counts() {
    let server = Server::start(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", Duration::ZERO);
    for addresses in [
        &["127.0.0.1"] as &[&str],
        &["::1"],
        &["::ffff:127.0.0.1"],
        &["10.0.0.1"],
        &["169.254.169.254"],
        &["1.1.1.1", "127.0.0.1"],
        &["127.0.0.1", "1.1.1.1"],
        &["2606:4700::1111", "fd00::1"],
    ] {
        let outbound = Outbound::with_lookup(Allowed::default(), DEADLINE, leading_to(addresses, server.port));
        assert!(refused(&outbound, "https://innocent.example/"), "{addresses:?}");
    }
    let nowhere = Outbound::with_lookup(Allowed::default(), DEADLINE, leading_to(&[], server.port));
    assert!(matches!(nowhere.post("https://innocent.example/", &[], ""), Err(CallError::Failed(_))));
    assert_eq!(server.seen(), 0);
}

/// A name that leads to an allowed server the first time, and to another after that: the connection goes where the check looked.
#[test]
fn a_name_is_looked_up_once_for_each_call() {
    let (good, bad) =
        (Server::start(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", Duration::ZERO), TcpListener::bind("127.0.0.2:0").unwrap());
    let (good_port, bad_port) = (good.port, bad.local_addr().unwrap().port());
    bad.set_nonblocking(true).unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let rebinding: Lookup = Arc::new(move |_, _| {
        Ok(vec![match counted.fetch_add(1, Ordering::SeqCst) {
            0 => SocketAddr::new(IpAddr::from([127, 0, 0, 1]), good_port),
            _ => SocketAddr::new(IpAddr::from([127, 0, 0, 2]), bad_port),
        }])
    });
    // Without TLS a name must be allowed; with it, its address must be. Here only the first address is.
    let outbound = Outbound::with_lookup("127.0.0.1/32".parse().unwrap(), DEADLINE, rebinding);
    // The server speaks no TLS, and yet was reached: at the address that was checked.
    assert!(matches!(outbound.post("https://rebinding.example/", &[], ""), Err(CallError::Failed(_))));
    assert_eq!((asked.load(Ordering::SeqCst), good.seen()), (1, 1));
    assert!(refused(&outbound, "https://rebinding.example/"));
    assert_eq!((asked.load(Ordering::SeqCst), good.seen()), (2, 1));
    assert_eq!(bad.accept().unwrap_err().kind(), io::ErrorKind::WouldBlock);
}

#[test]
fn a_redirect_is_an_answer() {
    let target = TcpListener::bind("127.0.0.1:0").unwrap();
    target.set_nonblocking(true).unwrap();
    let to = format!("HTTP/1.1 307 Go\r\nlocation: http://127.0.0.1:{}/\r\ncontent-length: 0\r\n\r\n", target.local_addr().unwrap().port());
    let server = Server::start(to.leak().as_bytes(), Duration::ZERO);
    let outbound = Outbound::new("127.0.0.1".parse().unwrap(), DEADLINE);
    let url = format!("http://127.0.0.1:{}/", server.port);
    assert_eq!(outbound.post(&url, &[], "{}").unwrap().status, 307);
    assert_eq!(outbound.get(&url).unwrap().0, 307);
    assert_eq!(target.accept().unwrap_err().kind(), io::ErrorKind::WouldBlock);
}

#[test]
fn a_call_ends_in_time() {
    let slow = Server::start(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", Duration::from_secs(5));
    let lookup: Lookup = Arc::new(|_, _| {
        std::thread::sleep(Duration::from_secs(5));
        Ok(Vec::new())
    });
    let deadline = Duration::from_millis(300);
    let allowed: Allowed = "127.0.0.1".parse().unwrap();
    let (late, lost) = (Outbound::new(allowed.clone(), deadline), Outbound::with_lookup(allowed, deadline, lookup));
    for (outbound, url) in [(late, format!("http://127.0.0.1:{}/", slow.port)), (lost, "https://a.example/".to_owned())] {
        let begun = std::time::Instant::now();
        assert_eq!(outbound.post(&url, &[], "{}"), Err(CallError::TimedOut), "{url}");
        assert!(begun.elapsed() < Duration::from_secs(2), "{url}");
    }
}

#[test]
fn an_answer_is_read_up_to_its_limit() {
    let small = Server::start(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", Duration::ZERO);
    let outbound = Outbound::new("127.0.0.1".parse().unwrap(), DEADLINE);
    assert_eq!(outbound.get(&format!("http://127.0.0.1:{}/", small.port)).unwrap(), (200, b"{}".to_vec()));
    let large = [b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &[b'x'; 2 * 1024 * 1024]].concat();
    let large = Server::start(large.leak(), Duration::ZERO);
    assert_eq!(outbound.get(&format!("http://127.0.0.1:{}/", large.port)), Err(CallError::Failed("the answer is too large".to_owned())));
}
