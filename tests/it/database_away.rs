//! A PostgreSQL server that goes down, again and again, under a service that takes what is written and sends mails.

use plumbline_tests::support::outbox::{DAY, copies, full_length, queue, states};
use plumbline_tests::support::postgres::Cluster;
use plumbline_tests::support::served::Served;
use plumbline_tests::support::service::{Record, clock_on};
use plumbline_tests::support::smtp::{Script, SmtpServer};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio::time::sleep;

const MAILS: usize = 40;

/// What became of requests to make actions, one after another.
#[derive(Default)]
struct Written {
    tried: usize,
    kept: Vec<String>,
    refused: usize,
}

impl Written {
    /// One more: recorded, or refused with when to come again.
    async fn one_more(&mut self, service: &Served) -> StatusCode {
        let reference = format!("W{}", self.tried);
        self.tried += 1;
        let draft = json!({"ref": reference, "title": "T", "due_date": "2018-03-31"});
        let answer = service.ask(Method::POST, "/api/v1/actions").bearer_auth(&service.key).json(&draft).send().await.unwrap();
        let status = answer.status();
        match status {
            StatusCode::CREATED => self.kept.push(reference),
            StatusCode::SERVICE_UNAVAILABLE => {
                assert!(answer.headers().contains_key("retry-after"));
                assert_eq!(answer.json::<Value>().await.unwrap()["code"], "unavailable");
                self.refused += 1;
            }
            other => panic!("{other}: {}", answer.text().await.unwrap()),
        }
        status
    }
}

async fn status(service: &Served, path: &str) -> StatusCode {
    service.ask(Method::GET, path).send().await.unwrap().status()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_sent_twice() {
    let outages: &[u64] = if full_length() { &[30, 300, 3_600] } else { &[2, 6] };
    let cluster = Cluster::start();
    let record = Record::at(&cluster.database_url());
    let server = SmtpServer::start(Script::default()).await;
    // Slowly, so that each outage finds mails that are still to go.
    let pace = ("PLUMBLINE_MAILS_PER_MINUTE", "180");
    let lease = [("PLUMBLINE_MAIL_DEADLINE_SECONDS", "4"), ("PLUMBLINE_MAIL_LEASE_SECONDS", "8")];
    let mut service = Served::start(&record, &["--today", DAY], &[("PLUMBLINE_SMTP_URL", &server.url()), pace, lease[0], lease[1]]);
    let mut written = Written::default();
    assert_eq!(written.one_more(&service).await, StatusCode::CREATED);
    let db = record.open();
    queue(&db, &clock_on(DAY), MAILS).await;
    for (n, outage) in outages.iter().enumerate() {
        server.answered(3 + 5 * n).await;
        cluster.stop_server();
        let begun = Instant::now();
        while begun.elapsed().as_secs() < *outage {
            assert_eq!(written.one_more(&service).await, StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(status(&service, "/livez").await, StatusCode::OK, "the process is well");
            assert_eq!(status(&service, "/readyz").await, StatusCode::SERVICE_UNAVAILABLE, "the service is not");
            sleep(Duration::from_millis(if *outage > 60 { 5_000 } else { 100 })).await;
        }
        cluster.start_server();
        let begun = Instant::now();
        while written.one_more(&service).await != StatusCode::CREATED {
            assert!(begun.elapsed().as_secs() < 10, "it is well again by itself: {}", service.logs());
            sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(status(&service, "/readyz").await, StatusCode::OK);
    }
    let begun = Instant::now();
    while states(&db).await != BTreeMap::from([("accepted", MAILS)]) {
        assert!(begun.elapsed().as_secs() < 120, "{:?} {}", states(&db).await, service.logs());
        sleep(Duration::from_millis(200)).await;
    }
    // Whoever was in hand for longer than a lease may be sent once more, the same to the byte.
    let (copies, longer) = (copies(server.taken()), outages.iter().filter(|outage| **outage > 8).count());
    assert_eq!(copies.len(), MAILS, "none is lost");
    let sent: usize = copies.into_values().sum();
    assert!(sent <= MAILS + longer, "{sent} copies");
    assert!(!service.logs().contains("panicked"), "{}", service.logs());
    let key = service.key.clone();
    for reference in &written.kept {
        let found = service.ask(Method::GET, &format!("/api/v1/actions/{reference}")).bearer_auth(&key).send().await.unwrap();
        assert_eq!(found.status(), StatusCode::OK, "{reference} was answered for, and is recorded");
    }
    assert!(written.refused > 0);
    service.stop().await;
}
