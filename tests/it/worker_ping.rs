//! A dead man's switch hears from the worker for as long as all is well, and from nobody else.

use plumbline_shared::config::{Config, Overrides};
use plumbline_tests::on_both;
use plumbline_tests::support::process::{command, ended, signal};
use plumbline_tests::support::receiver::{Receiver, Reply};
use plumbline_tests::support::service::{Backend, Record, Service, Setup, clock_on};
use plumbline_worker::ping::Ping;
use plumbline_worker::{Worker, outbound};
use std::time::{Duration, Instant};
use tokio::time::sleep;

on_both!(a_round_that_went_well_is_told, a_worker_tells_it_without_a_word_of_where);

const TOKEN: &str = "campanula";

fn worker(service: &Service, switch: &Receiver) -> (Worker, Ping) {
    let mut config = Config::load(None, &Overrides::default()).unwrap();
    config.worker_ping_url = Some(switch.url().parse().unwrap());
    let ping = Ping::new(&config).unwrap();
    let worker = Worker::new(service.db.clone(), service.clock.clone(), service.post.clone(), outbound(&config));
    (worker.with_ping(Some(ping.clone())), ping)
}

async fn called(ping: &Ping, outcome: &'static str) -> u64 {
    let begun = Instant::now();
    let count = || ping.counted().get_or_create(&[("outcome", outcome)]).get();
    while count() == 0 && begun.elapsed() < Duration::from_secs(5) {
        sleep(Duration::from_millis(20)).await;
    }
    count()
}

async fn a_round_that_went_well_is_told(backend: Backend) {
    let service = Service::start(backend, Setup { clock: clock_on("2017-10-16"), smtp_url: String::new(), worker: false }).await;
    let switch = Receiver::start([]).await;
    // The record has lost what a round needs, as one that is away has.
    let mut record = service.record.conn();
    record.execute_batch("ALTER TABLE workers RENAME TO lost").unwrap();
    let (lame, _) = worker(&service, &switch);
    lame.tick().await;
    sleep(Duration::from_millis(500)).await;
    assert_eq!(switch.requests().len(), 0, "nothing is well");
    record.execute_batch("ALTER TABLE lost RENAME TO workers").unwrap();

    let (sound, ping) = worker(&service, &switch);
    sound.tick().await;
    assert_eq!(called(&ping, "answered").await, 1);
    sound.tick().await;
    sleep(Duration::from_millis(200)).await;
    assert_eq!(switch.requests().len(), 1, "once a minute is enough");

    for reply in [Reply::Status(404, ""), Reply::Nothing, Reply::Redirect(switch.url())] {
        switch.next([reply]);
        let (sound, ping) = worker(&service, &switch);
        sound.tick().await;
        assert_eq!((called(&ping, "failed").await, sound.pulse().beats()), (1, true));
    }
    service.stop().await;
}

async fn a_worker_tells_it_without_a_word_of_where(backend: Backend) {
    for (arguments, replies) in [(vec!["worker"], vec![]), (vec!["serve"], vec![Reply::Status(500, "")])] {
        let (record, switch) = (Record::new(backend), Receiver::start(replies).await);
        let mut process = command(&record, &arguments);
        let url = format!("{}/{TOKEN}", switch.url());
        let set = [("WORKER_PING_URL", url.as_str()), ("LOG", "trace"), ("LISTEN", "127.0.0.1:0")];
        process.envs(set.map(|(key, value)| (format!("PLUMBLINE_{key}"), value)));
        // It logs more than a pipe holds.
        let logs = record.folder().join("log");
        let file = std::fs::File::create(&logs).unwrap();
        let process = process.stdout(file.try_clone().unwrap()).stderr(file).spawn().unwrap();
        let begun = Instant::now();
        while switch.requests().is_empty() && begun.elapsed() < Duration::from_secs(20) {
            sleep(Duration::from_millis(50)).await;
        }
        sleep(Duration::from_millis(300)).await;
        signal(&process, "TERM");
        let (code, ..) = ended(tokio::task::spawn_blocking(|| process.wait_with_output().unwrap()).await.unwrap());
        let logs = std::fs::read_to_string(logs).unwrap();
        assert_eq!((switch.requests().len(), code), (1, 0), "{arguments:?}: {logs}");
        let told: Vec<_> = logs.lines().filter(|line| line.contains(TOKEN)).collect();
        assert!(told.is_empty(), "{told:?}");
    }
    let record = Record::new(backend);
    let mut shown = command(&record, &["config", "check"]);
    let output = shown.env("PLUMBLINE_WORKER_PING_URL", format!("http://localhost:9/{TOKEN}")).output().unwrap();
    let (code, out, err) = ended(output);
    assert!(code == 0 && out.contains("worker_ping_url") && !format!("{out}{err}").contains(TOKEN), "{out}{err}");
}
