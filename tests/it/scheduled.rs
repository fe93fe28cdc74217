//! A service with its worker inside makes its check by itself, at the organisation's hour, and mails who needs it.

use plumbline_shared::clock::{Clock, Timestamp};
use plumbline_tests::on_both;
use plumbline_tests::support::outbox::{add_owners, address};
use plumbline_tests::support::service::{Backend, Record, Service, Setup};
use std::time::{Duration, Instant};
use tokio::time::sleep;

on_both!(the_daily_check_makes_itself);

fn instant(text: &str) -> Timestamp {
    text.parse::<chrono::DateTime<chrono::Utc>>().unwrap().into()
}

/// Longer than a worker takes to look at the clock (every minute) and then at the outbox (every five seconds).
const LONGEST: Duration = Duration::from_secs(90);

async fn the_daily_check_makes_itself(backend: Backend) {
    let record = Record::new(backend);
    let mailbox = record.folder().join("mailbox");
    // In summer nine o'clock in London is eight in UTC.
    let clock = Clock::manual(instant("2017-10-18T07:59:30Z"));
    add_owners(&record.open(), &clock, 2).await;
    let setup = Setup { clock: clock.clone(), smtp_url: format!("file:{}", mailbox.display()), worker: true };
    let service = Service::start_on(record, setup).await;
    let alive = async || service.get("/readyz").await["worker"].clone();
    let begun = Instant::now();
    while alive().await != "ok" {
        assert!(begun.elapsed() < LONGEST, "the worker does not live: {}", alive().await);
        sleep(Duration::from_millis(100)).await;
    }
    let mails = || std::fs::read_dir(&mailbox).map_or(0, Iterator::count);
    let queued = service.get("/api/v1/notifications").await["items"].as_array().unwrap().len();
    assert_eq!((mails(), queued), (0, 0), "not before the hour");
    clock.set(instant("2017-10-18T08:00:05Z"));
    while mails() < 2 {
        assert!(begun.elapsed() < 2 * LONGEST, "no check was made");
        sleep(Duration::from_millis(200)).await;
    }
    let sent = service.get("/api/v1/notifications?day=2017-10-18&check=daily").await;
    let mut to: Vec<_> = sent["items"].as_array().unwrap().iter().map(|mail| mail["person"]["ref"].as_str().unwrap()).collect();
    to.sort();
    assert_eq!(to, [address(0), address(1)], "{sent}");
    assert_eq!(mails(), 2, "each once");
    service.stop().await;
}
