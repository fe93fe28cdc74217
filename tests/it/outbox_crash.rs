//! A worker that is killed, or sleeps past its lease, loses nothing and sends next to nothing twice.
//!
//! The workers are processes: this test program itself, told by the environment to be one.

use plumbline_shared::clock::Clock;
use plumbline_shared::config::Overrides;
use plumbline_shared::db::Db;
use plumbline_shared::model::notification::State;
use plumbline_tests::on_both;
use plumbline_tests::support::outbox::{copies, full_length, queue, rows, states};
use plumbline_tests::support::process::signal;
use plumbline_tests::support::service::{Backend, Record};
use plumbline_tests::support::smtp::{Act, Script, SmtpServer, Stage};
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::time::sleep;

on_both!(
    a_killed_worker_costs_one_copy_at_most,
    workers_killed_at_any_moment_lose_nothing,
    a_claim_that_was_left_behind_is_taken_over,
    a_worker_that_slept_past_its_lease_settles_nothing
);

const BE_A_WORKER: &str = "BE_A_WORKER";
const LEASE: Duration = Duration::from_secs(8);

/// No test: the worker that the tests start.
#[test]
fn worker_process() {
    if std::env::var_os(BE_A_WORKER).is_some() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(plumbline_worker::alone::main(None, &Overrides::default()));
    }
}

/// A worker of its own, killed when dropped.
struct Process(Child);

impl Process {
    fn start(record: &Record, server: &SmtpServer) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "outbox_crash::worker_process", "--nocapture"]).stdout(Stdio::null());
        let settings = [
            (BE_A_WORKER, "yes"),
            ("PLUMBLINE_DATABASE_URL", &record.url),
            ("PLUMBLINE_SMTP_URL", &server.url()),
            ("PLUMBLINE_LOG", "warn"),
            ("PLUMBLINE_MAIL_DEADLINE_SECONDS", "4"),
            ("PLUMBLINE_MAIL_LEASE_SECONDS", &LEASE.as_secs().to_string()),
        ];
        Self(command.envs(settings).spawn().unwrap())
    }

    fn runs(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

async fn prepared(backend: Backend, count: usize) -> (Record, Db) {
    let record = Record::new(backend);
    let db = record.open();
    queue(&db, &Clock::system(None), count).await;
    (record, db)
}

async fn until(what: &str, longest: Duration, mut holds: impl AsyncFnMut() -> bool) -> Duration {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < longest, "{what}: not within {longest:?}");
        sleep(Duration::from_millis(20)).await;
    }
    begun.elapsed()
}

async fn a_killed_worker_costs_one_copy_at_most(backend: Backend) {
    let kills = if full_length() { 100 } else { 20 };
    let count = kills * 3;
    let server = SmtpServer::start(Script::default()).await;
    let (record, db) = prepared(backend, count).await;
    for _ in 0..kills {
        // A worker may live for some mails; each is killed as soon as the server has answered one.
        let answered = server.taken().iter().filter(|mail| mail.answered).count();
        let worker = Process::start(&record, &server);
        server.answered(answered + 1).await;
        drop(worker);
    }
    let _worker = Process::start(&record, &server);
    let all = BTreeMap::from([("accepted", count)]);
    until("all is accepted", LEASE * 4, async || states(&db).await == all).await;
    let copies = copies(server.taken());
    let extra = copies.values().sum::<usize>() - copies.len();
    eprintln!("{backend:?}: {kills} kills, {count} mails, {extra} copies more");
    assert_eq!(copies.len(), count, "none is lost");
    assert!(extra <= kills, "{extra} copies more for {kills} kills");
    assert!(extra > 0, "no kill came between the server's answer and its being put down: the test has missed its point");
}

/// Five of them, one killed at a time, wherever it happens to be; another takes its place.
async fn workers_killed_at_any_moment_lose_nothing(backend: Backend) {
    let (count, kills) = if full_length() { (2_000, 100) } else { (200, 8) };
    let server = SmtpServer::start(Script::default()).await;
    let (record, db) = prepared(backend, count).await;
    let mut workers: Vec<Process> = (0..5).map(|_| Process::start(&record, &server)).collect();
    for kill in 1..=kills {
        server.answered(count * kill / (kills + 1)).await;
        let chance = usize::try_from(RandomState::new().hash_one(kill) % 250).unwrap();
        sleep(Duration::from_millis(chance as u64)).await;
        let victim = chance % workers.len();
        workers[victim] = Process::start(&record, &server);
    }
    let all = BTreeMap::from([("accepted", count)]);
    until("all is accepted", LEASE * 4, async || states(&db).await == all).await;
    let copies = copies(server.taken());
    assert_eq!(copies.len(), count, "none is lost");
    let rows = rows(&db).await;
    // Taken in hand a second time only where whoever had it was killed; and sent no oftener than taken in hand.
    let again: i64 = rows.iter().map(|row| row.fence - 1).sum();
    let extra = copies.values().sum::<usize>() - count;
    eprintln!("{backend:?}: {kills} kills, {count} mails, {again} taken again, {extra} copies more");
    assert!(extra <= usize::try_from(again).unwrap() && again <= i64::try_from(kills).unwrap(), "{extra} copies more, {again} taken again");
}

async fn a_claim_that_was_left_behind_is_taken_over(backend: Backend) {
    let server = SmtpServer::start(Script::default().once(Stage::End, Act::Stall)).await;
    let (record, db) = prepared(backend, 1).await;
    let worker = Process::start(&record, &server);
    until("it is being sent", LEASE * 2, async || server.taken().len() == 1).await;
    drop(worker);
    assert_eq!(states(&db).await, BTreeMap::from([("sending", 1)]));
    let _worker = Process::start(&record, &server);
    let longest = LEASE + Duration::from_secs(10);
    until("it is sent by another", longest, async || states(&db).await == BTreeMap::from([("accepted", 1)])).await;
    assert_eq!(copies(server.taken()).into_values().collect::<Vec<_>>(), [2]);
}

async fn a_worker_that_slept_past_its_lease_settles_nothing(backend: Backend) {
    let late = Act::After(Duration::from_secs(1), Box::new(Act::reply(250, "taken late")));
    let server = SmtpServer::start(Script::default().once(Stage::End, late)).await;
    let (record, db) = prepared(backend, 1).await;
    let mut sleeper = Process::start(&record, &server);
    until("it is being sent", LEASE * 2, async || server.taken().len() == 1).await;
    signal(&sleeper.0, "STOP");
    let other = Process::start(&record, &server);
    until("another has sent it", LEASE * 3, async || states(&db).await == BTreeMap::from([("accepted", 1)])).await;
    if full_length() {
        sleep(LEASE * 2).await;
    }
    drop(other);
    let settled = rows(&db).await;
    assert_eq!((settled[0].state, settled[0].fence), (State::Accepted, 2));
    signal(&sleeper.0, "CONT");
    sleep(Duration::from_secs(3)).await;
    assert!(sleeper.runs());
    assert_eq!(rows(&db).await, settled, "the late one wrote nothing");
    assert_eq!(copies(server.taken()).into_values().collect::<Vec<_>>(), [2]);
}
