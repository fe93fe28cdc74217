//! The outbox against servers that answer anything at any step, or never to the end, and against mails that nobody can word.

use crate::smtp_transport::{EXPECTED, REPLIES, STAGES};
use chrono::Duration;
use plumbline_shared::clock::Timestamp;
use plumbline_shared::ops::Context;
use plumbline_shared::ops::measures::measure;
use plumbline_shared::store::schedule;
use plumbline_tests::on_both;
use plumbline_tests::support::outbox::{DAY, address, context, copies, full_length, pump, queue, rows, states};
use plumbline_tests::support::service::{Backend, Record, Service, Setup, clock_on};
use plumbline_tests::support::smtp::{Act, Script, SmtpServer, Stage};
use plumbline_worker::deliver::Delivery;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

on_both!(
    a_server_that_takes_none_is_told_of,
    every_reply_at_every_stage_leaves_its_state,
    a_tarpit_keeps_nobody_else_waiting,
    mails_that_nobody_can_word_stop_no_others
);

/// Seconds that a mail may take, all told: the service's own, or fewer.
fn deadline() -> u32 {
    if full_length() { 60 } else { 2 }
}

async fn started(backend: Backend, owners: usize) -> (Service, SmtpServer) {
    let server = SmtpServer::start(Script::default()).await;
    let setup = Setup { clock: clock_on(DAY), smtp_url: server.url(), worker: false };
    let service = Service::start_with(Record::new(backend), setup, |config| config.mail_deadline_seconds = deadline()).await;
    queue(&service.db, &service.clock, owners).await;
    (service, server)
}

async fn run(service: &Service, sql: &str) {
    let sql = sql.to_owned();
    service.db.write(move |conn| conn.execute_batch(&sql)).await.unwrap();
}

async fn every_reply_at_every_stage_leaves_its_state(backend: Backend) {
    let (service, server) = started(backend, 1).await;
    let state = |letter| match letter {
        "A" => ("accepted", 1),
        "D" => ("deferred", 1),
        "R" => ("refused", 1),
        "U" => ("uncertain", 1),
        // The channel is down: no attempt is spent.
        _ => ("pending", 0),
    };
    let mut cells = 0;
    for (stage, expected) in STAGES.into_iter().zip(EXPECTED) {
        for (code, letter) in REPLIES.into_iter().zip(expected.split(' ')) {
            run(&service, "DELETE FROM suppressed_addresses; UPDATE notifications SET state = 'pending', attempts = 0, settled_at = NULL, next_attempt_at = 0").await;
            service.post.close().await;
            server.change(Script::default().on(stage, Act::reply(code, "as told")));
            assert_eq!(pump(&service).await, 1, "{code} at {stage:?}");
            let row = rows(&service.db).await.remove(0);
            assert_eq!((row.state.as_str(), row.attempts), state(letter), "{code} at {stage:?}: {:?}", row.last_reply);
            cells += 1;
        }
    }
    assert_eq!(cells, 84);
}

async fn a_server_that_takes_none_is_told_of(backend: Backend) {
    let (service, server) = started(backend, 2).await;
    let worker = context(service.clock.now()).new_id();
    let beat = async |at: Timestamp| {
        service.db.write(move |conn| schedule::beat(conn, worker, at, Timestamp::from_micros(0))).await.unwrap();
    };
    let mail = async || {
        let ready = service.get("/readyz").await;
        (ready["status"].clone(), ready["mail"].clone(), ready["mail_resumes_at"].clone())
    };
    let well = (json!("ok"), json!("ok"), Value::Null);
    let now = service.clock.now().instant;
    beat(now).await;
    server.change(Script::default().on(Stage::Greeting, Act::reply(421, "come back later")));
    let mut delivery = Delivery::new(service.db.clone(), service.clock.clone(), service.post.clone()).of(worker);
    assert_eq!((mail().await, delivery.pump(&CancellationToken::new()).await), (well.clone(), 1));
    let resumes = json!(now.plus(Duration::seconds(15)));
    let waiting = (json!("ok"), json!("waiting: the server takes none"), resumes);
    assert_eq!(mail().await, waiting, "the API answers all the same");

    later(&service, Duration::minutes(5));
    assert_eq!(mail().await, waiting, "until a mail goes, whether that worker lives or not");
    server.change(Script::default());
    let mut delivery = Delivery::new(service.db.clone(), service.clock.clone(), service.post.clone()).of(worker);
    assert_eq!(delivery.pump(&CancellationToken::new()).await, 2);
    assert_eq!(mail().await, well);
}

async fn a_tarpit_keeps_nobody_else_waiting(backend: Backend) {
    let (service, server) = started(backend, 6).await;
    let pause = std::time::Duration::from_millis(if full_length() { 10_000 } else { 100 });
    let slow = Act::Trickle(vec![b'2'; 1_000], pause);
    server.change(Script::default().recipient(&address(0), slow));
    let begun = Instant::now();
    pump(&service).await;
    // Those before it have gone; with it the channel rests.
    later(&service, Duration::minutes(1));
    pump(&service).await;
    later(&service, Duration::minutes(1));
    pump(&service).await;
    assert!(begun.elapsed().as_secs() < u64::from(deadline()) * 5, "each attempt ends in time: {:?}", begun.elapsed());
    let sent = copies(server.taken());
    assert_eq!(sent, (1..6).map(|n| (address(n), 1)).collect(), "the others have theirs, once");
}

fn later(service: &Service, duration: Duration) {
    service.clock.set(service.clock.now().instant.plus(duration));
}

async fn mails_that_nobody_can_word_stop_no_others(backend: Backend) {
    let (poison, good) = (20, if full_length() { 500 } else { 60 });
    let (service, server) = started(backend, poison + good).await;
    // What they are about cannot be read from the record any more; and they come first.
    let theirs: String = (0..poison).map(|n| format!("'{}',", address(n))).collect();
    let whose = format!("(SELECT id FROM people WHERE email IN ({}))", theirs.trim_end_matches(','));
    run(&service, &format!("UPDATE alerts SET item_id = '?' || item_id WHERE owner_id IN {whose}; UPDATE notifications SET next_attempt_at = 0 WHERE person_id IN {whose}")).await;
    assert_eq!(pump(&service).await, poison + good, "all are taken in hand at once");
    let age = async || {
        let context = Context::new(service.clock.now(), "");
        service.db.read(move |conn| measure(conn, &context)).await.unwrap().oldest_mail_seconds
    };
    assert_eq!(states(&service.db).await, BTreeMap::from([("accepted", good), ("sending", poison)]));
    later(&service, Duration::minutes(1));
    assert_eq!(age().await, 60);
    for _ in 0..13 {
        later(&service, Duration::hours(1));
        pump(&service).await;
    }
    assert_eq!(states(&service.db).await, BTreeMap::from([("accepted", good), ("dead", poison)]), "given up after the usual attempts");
    assert_eq!(age().await, 0, "nothing waits any more");
    assert!(copies(server.taken()).values().all(|copies| *copies == 1));
}
