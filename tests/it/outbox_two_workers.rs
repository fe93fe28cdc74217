//! Workers that share a record send each mail once.

use futures_util::future::join_all;
use plumbline_tests::on_both;
use plumbline_tests::support::outbox::{copies, full_length, pump, queue, states};
use plumbline_tests::support::service::{Backend, Service, Setup, clock_on};
use plumbline_tests::support::smtp::{Script, SmtpServer};
use plumbline_worker::deliver::Delivery;
use std::collections::BTreeMap;
use tokio_util::sync::CancellationToken;

on_both!(five_workers_send_each_mail_once);

async fn five_workers_send_each_mail_once(backend: Backend) {
    let (count, rounds) = if full_length() { (2_000, 50) } else { (300, 1) };
    for _ in 0..rounds {
        let server = SmtpServer::start(Script::default()).await;
        let setup = Setup { clock: clock_on("2017-10-16"), smtp_url: server.url(), worker: false };
        let service = Service::start(backend, setup).await;
        queue(&service.db, &service.clock, count).await;
        let worker = |_| async {
            let db = service.record.open();
            let taken = Delivery::new(db.clone(), service.clock.clone(), service.post.clone()).pump(&CancellationToken::new()).await;
            db.close();
            taken
        };
        let taken = join_all((0..5).map(worker)).await;
        assert_eq!((taken.iter().sum(), pump(&service).await), (count, 0), "{taken:?}");
        assert!(taken.iter().all(|taken| *taken > 0), "every worker had a share: {taken:?}");
        assert_eq!(states(&service.db).await, BTreeMap::from([("accepted", count)]));
        let copies = copies(server.taken());
        assert!(copies.len() == count && copies.values().all(|copies| *copies == 1), "{copies:?}");
    }
}
