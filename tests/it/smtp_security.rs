//! What a mail server, somebody on the way to it, or the author of a message cannot make the client do.

use std::time::Duration;

use plumbline_shared::mail::{Destination, Outcome, Tls, Transport};
use plumbline_tests::support::{
    certificate::tls_for,
    smtp::{Act, Script, SmtpServer, Stage},
};
use proptest::prelude::*;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::rustls::RootCertStore;

use super::smtp_transport::{FROM, MESSAGE, TO, letter, transport};

const DEADLINE: Duration = Duration::from_secs(20);

async fn deliver(url: &str, authorities: RootCertStore) -> Outcome {
    Transport::with_authorities(&url.parse().unwrap(), DEADLINE, authorities).unwrap().deliver(FROM, TO, MESSAGE).await
}

/// Nothing of the message or its people has left.
fn assert_nothing_sent(server: &SmtpServer, outcome: &Outcome, reason: &str) {
    assert!(matches!(outcome, Outcome::ChannelDown { detail } if detail.contains(reason)), "{outcome:?}");
    assert!(server.taken().is_empty());
    let harmless = |line: &String| line.starts_with("EHLO") || line == "STARTTLS";
    assert!(server.commands().iter().all(harmless), "{:?}", server.commands());
}

#[tokio::test]
async fn required_tls_never_falls_back_to_plain_text() {
    let (acceptor, _) = tls_for("127.0.0.1");
    let (_, strangers) = tls_for("127.0.0.1");
    let (elsewhere, trusted_elsewhere) = tls_for("mail.example");
    let cases = [
        ("does not offer STARTTLS", Script::default(), strangers.clone()),
        ("454 not now", Script::default().starttls(acceptor.clone()).on(Stage::StartTls, Act::reply(454, "not now")), strangers.clone()),
        ("TLS failed", Script::default().starttls(acceptor), strangers),
        ("TLS failed", Script::default().starttls(elsewhere), trusted_elsewhere),
    ];
    for (reason, script, authorities) in cases {
        let server = SmtpServer::start(script).await;
        let outcome = deliver(&format!("{}?tls=required", server.url()), authorities).await;
        assert_nothing_sent(&server, &outcome, reason);
    }
}

#[tokio::test]
async fn words_slipped_in_before_the_handshake_are_not_believed() {
    let (acceptor, authorities) = tls_for("127.0.0.1");
    let injected = Act::Raw(b"220 go on\r\n250-sink\r\n250 AUTH PLAIN\r\n".to_vec());
    let server = SmtpServer::start(Script::default().starttls(acceptor).on(Stage::StartTls, injected)).await;
    let outcome = deliver(&format!("{}?tls=required", server.url()), authorities).await;
    assert_nothing_sent(&server, &outcome, "ahead of the TLS handshake");
}

#[tokio::test]
async fn verified_tls_carries_the_message_and_the_password() {
    let (acceptor, authorities) = tls_for("127.0.0.1");
    for (offer, signed_in) in [("AUTH PLAIN LOGIN", "AUTH PLAIN AGpvaG4AcEBzcw=="), ("AUTH LOGIN", "cEBzcw==")] {
        let secure = [
            ("smtp", "?tls=required", Script::default().starttls(acceptor.clone()).offer(offer)),
            ("smtp", "?tls=opportunistic", Script::default().starttls(acceptor.clone()).offer(offer)),
            ("smtps", "", Script::default().implicit_tls(acceptor.clone()).offer(offer)),
        ];
        for (scheme, query, script) in secure {
            let server = SmtpServer::start(script).await;
            let outcome = deliver(&format!("{scheme}://john:p%40ss@127.0.0.1:{}{query}", server.port()), authorities.clone()).await;
            assert_eq!(letter(&outcome), 'A', "{scheme}{query}: {outcome:?}");
            assert_eq!(server.taken().len(), 1);
            assert!(server.commands().iter().any(|line| line == signed_in), "{:?}", server.commands());
            assert_eq!(server.commands().iter().any(|line| line == "STARTTLS"), scheme == "smtp");
        }
    }
}

#[tokio::test]
async fn opportunistic_tls_goes_without_where_it_does_not_work() {
    let (acceptor, _) = tls_for("127.0.0.1");
    for script in [Script::default(), Script::default().starttls(acceptor)] {
        let server = SmtpServer::start(script).await;
        let outcome = deliver(&format!("{}?tls=opportunistic", server.url()), RootCertStore::empty()).await;
        assert_eq!((letter(&outcome), server.taken().len()), ('A', 1), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_failure_to_sign_in_is_the_channels() {
    let cases = [
        (Script::default(), "neither AUTH PLAIN nor AUTH LOGIN"),
        (Script::default().offer("AUTH PLAIN").on(Stage::Auth, Act::reply(535, "wrong for john@council.example")), "535 wrong"),
        (Script::default().offer("AUTH PLAIN").on(Stage::Auth, Act::reply(454, "not now")), "454 not now"),
        (
            Script::default().offer("AUTH PLAIN").on(Stage::Auth, Act::reply(502, "unrecognised command: AUTH PLAIN AGpvaG4Ac2VjcmV0")),
            "502 unrecognised command: AUTH PLAIN …",
        ),
        (Script::default().offer("AUTH PLAIN").on(Stage::Auth, Act::Drop), "at AUTH"),
    ];
    for (script, reason) in cases {
        let server = SmtpServer::start(script).await;
        let outcome = deliver(&format!("smtp://john:secret@127.0.0.1:{}", server.port()), RootCertStore::empty()).await;
        assert!(matches!(&outcome, Outcome::ChannelDown { detail } if detail.contains(reason)), "{outcome:?}");
        assert!(server.taken().is_empty() && !format!("{outcome:?}").contains("john"));
    }
}

/// A raw client with a careless body: the sink that is fooled by it proves that the next test can fail.
#[tokio::test]
async fn the_lax_sink_is_fooled_by_smuggled_messages_and_the_strict_one_is_not() {
    for (script, messages) in [(Script::default(), 1), (Script::default().lax(), 2)] {
        let server = SmtpServer::start(script).await;
        let mut tcp = TcpStream::connect(("127.0.0.1", server.port())).await.unwrap();
        let smuggled = "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\nHidden";
        let all =
            format!("EHLO x\r\nMAIL FROM:<{FROM}>\r\nRCPT TO:<{TO}>\r\nDATA\r\nSubject: s\r\n\r\nText\n.\n{smuggled}\r\n.\r\nQUIT\r\n");
        tcp.write_all(all.as_bytes()).await.unwrap();
        tcp.read_to_end(&mut Vec::new()).await.unwrap();
        assert_eq!(server.taken().len(), messages);
    }
}

#[tokio::test]
async fn what_could_smuggle_or_inject_is_not_sent() {
    let server = SmtpServer::start(Script::default().lax()).await;
    let transport = transport(&server.url(), DEADLINE);
    let long_line = [vec![b'x'; 999], b"\r\n".to_vec()].concat();
    let bodies: [&[u8]; 9] = [
        b"",
        b"a\n.\n",
        b"a\r.\r",
        b"a\n.\r\nb\r\n",
        b"a\r\n.\nb\r\n",
        b"no end of line",
        b"nul \0\r\n",
        "\u{175}\r\n".as_bytes(),
        &long_line,
    ];
    for body in bodies {
        let outcome = transport.deliver(FROM, TO, body).await;
        assert_eq!(letter(&outcome), 'X', "{:?}", String::from_utf8_lossy(body));
    }
    let addresses = [
        "a@x.example>\r\nDATA",
        "a@x.example\r\nRCPT TO:<b@x.example",
        "a@x.example> SIZE=1",
        "no address",
        "",
        "\u{175}@x.example",
        "a\0@x.example",
    ];
    for address in addresses {
        assert_eq!(letter(&transport.deliver(FROM, address, MESSAGE).await), 'X', "{address:?}");
        if !address.is_empty() {
            assert_eq!(letter(&transport.deliver(address, TO, MESSAGE).await), 'X', "{address:?}");
        }
    }
    assert_eq!(server.connections(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Lines made of dots and little else arrive as one message, byte for byte, at strict and careless servers.
    #[test]
    fn dots_in_every_place_arrive_as_one_message(lines in prop::collection::vec("[.a ]{0,4}", 1..12), lax in any::<bool>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let bytes = lines.iter().map(|line| format!("{line}\r\n")).collect::<String>().into_bytes();
        let taken = runtime.block_on(async {
            let script = if lax { Script::default().lax() } else { Script::default() };
            let server = SmtpServer::start(script).await;
            let outcome = transport(&server.url(), DEADLINE).deliver(FROM, TO, &bytes).await;
            assert_eq!(letter(&outcome), 'A');
            server.taken()
        });
        prop_assert_eq!(taken.len(), 1);
        prop_assert_eq!(&taken[0].bytes, &bytes);
    }
}

#[test]
fn a_destination_shows_no_credentials() {
    let destination: Destination = "smtp://canary-user:canary-word@mail.example?tls=required".parse().unwrap();
    for shown in [format!("{destination:?}"), destination.to_string()] {
        assert!(!shown.contains("canary"), "{shown}");
    }
    assert!(matches!(destination, Destination::Smtp(server) if server.tls == Tls::Required));
}
