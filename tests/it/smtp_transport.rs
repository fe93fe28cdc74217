//! What becomes of a message, for every way in which a mail server can answer, or fail to.

use std::{sync::Arc, time::Duration};

use futures_util::future::join_all;
use plumbline_shared::mail::{Outcome, Transport};
use plumbline_tests::support::smtp::{Act, Script, SmtpServer, Stage};
use tokio_rustls::rustls::RootCertStore;

pub const FROM: &str = "reminders@council.example";
pub const TO: &str = "owner@council.example";
pub const MESSAGE: &[u8] = b"Message-ID: <1@council.example>\r\nSubject: A test\r\n\r\nOne line.\r\n.\r\n..and dots\r\n";

/// Where a server can answer what it should not.
pub const STAGES: [Stage; 6] = [Stage::Greeting, Stage::Ehlo, Stage::Mail, Stage::Rcpt, Stage::Data, Stage::End];

/// What it answers.
pub const REPLIES: [u16; 14] = [220, 250, 251, 354, 421, 450, 451, 452, 500, 503, 530, 550, 552, 554];
/// What then becomes of the mail, by [`letter`].
pub const EXPECTED: [&str; 6] = [
    "A A A C C C C C C C C C C C", // greeting
    "A A A C C C C C C C C C C C", // EHLO
    "A A A C C C C C C C C C C C", // MAIL
    "A A A C D D D D R R R R R R", // RCPT
    "C C C A D D D D R R R R R R", // DATA
    "A A A U D D D D R R R R R R", // end of the message
];

pub fn transport(url: &str, deadline: Duration) -> Transport {
    Transport::with_authorities(&url.parse().unwrap(), deadline, RootCertStore::empty()).unwrap()
}

pub fn letter(outcome: &Outcome) -> char {
    match outcome {
        Outcome::Accepted { .. } => 'A',
        Outcome::Deferred { .. } => 'D',
        Outcome::Refused { .. } => 'R',
        Outcome::Uncertain { .. } => 'U',
        Outcome::ChannelDown { .. } | Outcome::BrokenOff { .. } => 'C',
        Outcome::Unsendable { .. } => 'X',
    }
}

/// One message to a server that behaves like this: the outcome, and how many messages it accepted.
async fn one(script: Script, deadline: Duration) -> (Outcome, usize) {
    let server = SmtpServer::start(script).await;
    let outcome = transport(&server.url(), deadline).deliver(FROM, TO, MESSAGE).await;
    (outcome, server.taken().iter().filter(|taken| taken.answered).count())
}

#[tokio::test]
async fn every_reply_at_every_stage_has_its_outcome() {
    for (stage, expected) in STAGES.into_iter().zip(EXPECTED) {
        let cells = REPLIES.map(|code| one(Script::default().on(stage, Act::reply(code, "as told")), Duration::from_secs(20)));
        let outcomes = join_all(cells).await;
        let got: Vec<String> = outcomes.iter().map(|(outcome, _)| letter(outcome).to_string()).collect();
        assert_eq!(got.join(" "), expected, "at {stage:?}, for {REPLIES:?}");
        for (code, (outcome, accepted)) in REPLIES.into_iter().zip(outcomes) {
            assert_eq!(accepted, usize::from(letter(&outcome) == 'A'), "{code} at {stage:?}: {outcome:?}");
            match outcome {
                Outcome::Deferred { reply } | Outcome::Refused { reply, .. } => assert_eq!(reply.to_string(), format!("{code} as told")),
                Outcome::ChannelDown { detail } => assert!(detail.contains(&code.to_string()), "{detail}"),
                _ => {}
            }
        }
    }
}

#[tokio::test]
async fn no_answer_means_the_channel_is_down_before_the_end_and_uncertainty_after_it() {
    let faults = [
        Act::Drop,
        Act::Stall,
        Act::Raw(b"hello\r\n".to_vec()),
        Act::Raw(b"25\r\n".to_vec()),
        Act::Raw(b"999 no such class\r\n".to_vec()),
        Act::Raw(b"250-one\r\n451 two codes in one answer\r\n".to_vec()),
        Act::ReplyAndClose(199, "too low".to_owned()),
        // A tarpit: the answer begins, and goes on for ever.
        Act::Trickle(vec![b'2'; 10_000], Duration::from_millis(20)),
    ];
    let cells: Vec<_> = STAGES.iter().flat_map(|stage| faults.iter().map(move |fault| (*stage, fault.clone()))).collect();
    // All at once, so that the deadline is waited for once.
    let deadline = Duration::from_secs(2);
    let outcomes = join_all(cells.iter().map(|(stage, fault)| one(Script::default().on(*stage, fault.clone()), deadline))).await;
    for ((stage, fault), (outcome, _)) in cells.iter().zip(outcomes) {
        let expected = if *stage == Stage::End { 'U' } else { 'C' };
        assert_eq!(letter(&outcome), expected, "{fault:?} at {stage:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn an_endless_line_is_not_read_for_ever() {
    let (outcome, _) = one(Script::default().on(Stage::End, Act::Raw(vec![b'2'; 1_000_000])), Duration::from_secs(20)).await;
    assert_eq!(letter(&outcome), 'U');
}

#[tokio::test]
async fn acceptance_is_understood_in_every_form_that_servers_use() {
    let forms: [&[u8]; 5] = [
        b"250\r\n",
        b"250 \xfcbernommen f\xfcr Zustellung\r\n",
        b"250 bare line feed\n",
        b"250-one\r\n250-two\r\n250 three\r\n",
        b"261 odd\r\n",
    ];
    for form in forms {
        let (outcome, accepted) = one(Script::default().on(Stage::End, Act::Raw(form.to_vec())), Duration::from_secs(20)).await;
        assert_eq!((letter(&outcome), accepted), ('A', 1), "{form:?}");
    }
    let slow = Act::After(Duration::from_millis(50), Box::new(Act::reply(250, "late")));
    assert_eq!(letter(&one(Script::default().on(Stage::End, slow), Duration::from_secs(20)).await.0), 'A');
}

#[tokio::test]
async fn a_break_within_the_message_is_no_delivery() {
    let server = SmtpServer::start(Script::default().on(Stage::Data, Act::DropAfterReading(1_000))).await;
    // More than any socket buffers, so that the break is met while writing.
    let bytes = b"A line of a long message.\r\n".repeat(500_000);
    let outcome = transport(&server.url(), Duration::from_secs(20)).deliver(FROM, TO, &bytes).await;
    assert_eq!(letter(&outcome), 'C', "{outcome:?}");
}

#[tokio::test]
async fn the_server_gets_the_exact_bytes_and_the_envelope() {
    let server = SmtpServer::start(Script::default()).await;
    let transport = transport(&server.url(), Duration::from_secs(20));
    assert_eq!(letter(&transport.deliver(FROM, TO, MESSAGE).await), 'A');
    assert_eq!(letter(&transport.deliver("", TO, MESSAGE).await), 'A');
    server.answered(2).await;
    let taken = server.taken();
    assert_eq!(taken.iter().map(|taken| taken.from.as_str()).collect::<Vec<_>>(), [FROM, ""]);
    assert!(taken.iter().all(|taken| taken.to == [TO] && taken.bytes == MESSAGE));
}

#[tokio::test]
async fn a_connection_is_used_again_and_a_dead_one_goes_unnoticed() {
    let farewells = [
        // How the first connection ends, and how many connections two messages take.
        (Act::reply(250, "stay"), 1),
        (Act::ReplyAndClose(250, "taken, and goodbye".to_owned()), 2),
        (Act::Raw(b"250 taken\r\n421 idle for too long\r\n".to_vec()), 2),
    ];
    for (farewell, connections) in farewells {
        let server = SmtpServer::start(Script::default().once(Stage::End, farewell)).await;
        let transport = transport(&server.url(), Duration::from_secs(20));
        for _ in 0..2 {
            assert_eq!(letter(&transport.deliver(FROM, TO, MESSAGE).await), 'A');
        }
        assert_eq!((server.taken().len(), server.connections()), (2, connections));
    }
}

#[tokio::test]
async fn an_idle_connection_that_went_silent_does_not_use_up_the_deadline() {
    let server = SmtpServer::start(Script::default().once(Stage::Reset, Act::Stall)).await;
    let transport = transport(&server.url(), Duration::from_secs(6));
    for _ in 0..2 {
        assert_eq!(letter(&transport.deliver(FROM, TO, MESSAGE).await), 'A');
    }
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn one_refused_recipient_harms_nobody_else() {
    let bad = "gone@council.example";
    let server = SmtpServer::start(Script::default().recipient(bad, Act::reply(550, "<gone@council.example> unknown\u{7}"))).await;
    let transport = Arc::new(transport(&server.url(), Duration::from_secs(20)));
    let recipients: Vec<String> = (0..50).map(|n| if n == 20 { bad.to_owned() } else { format!("owner{n}@council.example") }).collect();
    let sends = recipients.iter().cloned().map(|to| {
        let transport = Arc::clone(&transport);
        tokio::spawn(async move { transport.deliver(FROM, &to, MESSAGE).await })
    });
    let outcomes = join_all(sends).await;
    for (to, outcome) in recipients.iter().zip(outcomes) {
        let outcome = outcome.unwrap();
        assert_eq!(letter(&outcome), if to == bad { 'R' } else { 'A' });
        assert!(!format!("{outcome:?}").contains('@'), "an address is shown: {outcome:?}");
    }
    let mut reached: Vec<String> = server.taken().into_iter().flat_map(|taken| taken.to).collect();
    reached.sort();
    reached.dedup();
    assert_eq!((reached.len(), server.taken().len()), (49, 49));
    assert!(server.connections() <= 3, "{} connections", server.connections());
}

#[tokio::test]
async fn closing_says_goodbye_and_sending_goes_on() {
    let server = SmtpServer::start(Script::default()).await;
    let transport = transport(&server.url(), Duration::from_secs(20));
    assert_eq!(letter(&transport.deliver(FROM, TO, MESSAGE).await), 'A');
    transport.close().await;
    assert_eq!(server.commands().last().map(String::as_str), Some("QUIT"));
    assert_eq!(letter(&transport.deliver(FROM, TO, MESSAGE).await), 'A');
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn nobody_listening_is_a_channel_that_is_down() {
    let server = SmtpServer::start(Script::default()).await;
    let url = format!("{}?tls=none", server.url());
    let transport = Transport::new(&url.parse().unwrap(), Duration::from_secs(20)).unwrap();
    assert_eq!(letter(&transport.deliver(FROM, TO, MESSAGE).await), 'A');
    drop(server);
    tokio::task::yield_now().await;
    assert_eq!(letter(&transport.deliver(FROM, TO, MESSAGE).await), 'C');
}

#[tokio::test]
async fn a_directory_holds_each_message_once_however_often_it_is_sent() {
    let parent = tempfile::tempdir().unwrap();
    let directory = parent.path().join("made/on/demand");
    let transport = transport(&format!("file:{}", directory.display()), Duration::from_secs(20));
    let other = String::from_utf8(MESSAGE.to_vec()).unwrap().replace("<1@", "<../../2@");
    let outcomes = join_all([MESSAGE, other.as_bytes(), MESSAGE, MESSAGE].map(|bytes| transport.deliver(FROM, TO, bytes))).await;
    assert!(outcomes.iter().all(|outcome| letter(outcome) == 'A'), "{outcomes:?}");
    let mut names: Vec<_> = std::fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["1@council.example.eml", "_.._2@council.example.eml"]);
    assert_eq!(std::fs::read(directory.join("1@council.example.eml")).unwrap(), MESSAGE);

    let occupied = parent.path().join("a file");
    std::fs::write(&occupied, "").unwrap();
    let blocked = self::transport(&format!("file:{}", occupied.display()), Duration::from_secs(20));
    assert_eq!(letter(&blocked.deliver(FROM, TO, MESSAGE).await), 'C');
}
