//! A record with mails to send: people who each own an action that is long overdue, and the check that queues their digests.

use super::service::{CONNECTIONS, Service};
use super::smtp::Taken;
use plumbline_shared::clock::{Clock, Now};
use plumbline_shared::db::Db;
use plumbline_shared::db::page::PageRequest;
use plumbline_shared::error::Error;
use plumbline_shared::id::Id;
use plumbline_shared::ops::audience::Origin;
use plumbline_shared::ops::{Context, run_check};
use plumbline_shared::store::notifications::{NotificationFilter, NotificationRow};
use plumbline_shared::store::{notifications, settings};
use plumbline_worker::deliver::Delivery;
use std::collections::BTreeMap;
use tokio_util::sync::CancellationToken;

/// The day of the check.
pub const DAY: &str = "2017-10-16";

/// Who does what at that time.
pub fn context(now: Now) -> Context {
    Context::new(now, "test")
}

/// Where mails come from.
pub fn origin() -> Origin {
    Origin { domain: "council.example".to_owned(), team: None }
}

/// As the address of the `n`th owner.
pub fn address(n: usize) -> String {
    format!("owner{n}@council.example")
}

/// Adds `count` people, each with one overdue action `AC0`, `AC1`, …
pub async fn add_owners(db: &Db, clock: &Clock, count: usize) {
    let named: Vec<_> = (0..count).map(|n| (format!("'Owner {n}'"), format!("'AC{n}'"), format!("'Action {n}'"))).collect();
    add(db, clock, named).await;
}

/// Adds a person for each name, and an overdue action of theirs with that ref and title. All are SQL expressions, so that
/// what no use case would accept can be stored.
pub async fn add(db: &Db, clock: &Clock, rows: Vec<(String, String, String)>) {
    let instant = clock.now().instant;
    let sql = rows.iter().enumerate().map(|(n, (name, reference, title))| {
        let (person, action, email) = (Id::new(instant), Id::new(instant), address(n));
        format!(
            "INSERT INTO people (id, reference, ref_key, search, email, name, language, service_area_id, manager_id, active, archived_at, version, created_at, updated_at) VALUES ('{person}', '{email}', '{email}', '', '{email}', {name}, 'en', NULL, NULL, TRUE, NULL, 1, 0, 0);
             INSERT INTO actions VALUES ('{action}', {reference}, 'AC{n}', '', {title}, NULL, NULL, NULL, '{person}', NULL, NULL,
                '2017-07-31', '2017-07-31', 'active', '2017-04-01', NULL, 1, 0, 0, NULL, NULL);"
        )
    });
    let sql: String = sql.collect();
    db.write(move |conn| conn.execute_batch(&sql)).await.unwrap();
}

/// Makes the check; how many digests it queued.
pub async fn check(db: &Db, clock: &Clock) -> usize {
    check_on(db, clock, DAY).await.len()
}

/// Makes the check for that day; the addresses that it queued digests for.
pub async fn check_on(db: &Db, clock: &Clock, day: &str) -> Vec<String> {
    let (context, day) = (context(clock.now()), day.parse().unwrap());
    let report = db.write(move |conn| {
        let (settings, _) = settings::load(conn)?;
        run_check::run_check(conn, &context, &settings, day, &origin())
    });
    report.await.unwrap().recipients.into_iter().map(|recipient| recipient.email).collect()
}

/// Adds owners and queues a digest for each.
pub async fn queue(db: &Db, clock: &Clock, count: usize) {
    add_owners(db, clock, count).await;
    assert_eq!(check(db, clock).await, count);
}

/// All notifications, newest first. After an outage each of the handle's connections is lost once.
pub async fn rows(db: &Db) -> Vec<NotificationRow> {
    for _ in 0..=CONNECTIONS {
        let page = PageRequest { limit: 10_000, after: None };
        match db.read(move |conn| notifications::list(conn, &NotificationFilter::default(), &page)).await {
            Ok(rows) => return rows.into_iter().map(|(row, _)| row).collect(),
            Err(Error::Unavailable(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
    panic!("the record stays away")
}

/// How many notifications are in each state.
pub async fn states(db: &Db) -> BTreeMap<&'static str, usize> {
    let mut states = BTreeMap::new();
    for row in rows(db).await {
        *states.entry(row.state.as_str()).or_default() += 1;
    }
    states
}

/// What a worker that starts now sends before it first rests; how many mails it took in hand.
pub async fn pump(service: &Service) -> usize {
    let mut delivery = Delivery::new(service.db.clone(), service.clock.clone(), service.post.clone());
    delivery.pump(&CancellationToken::new()).await
}

/// What a server has taken, by recipient. Every mail has one, and all its copies are the same to the byte.
pub fn copies(taken: Vec<Taken>) -> BTreeMap<String, usize> {
    let mut bytes: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    for mail in taken {
        let [to] = &mail.to[..] else { panic!("one recipient: {:?}", mail.to) };
        bytes.entry(to.clone()).or_default().push(mail.bytes);
    }
    let identical = |copies: &Vec<Vec<u8>>| copies.iter().all(|copy| copy == &copies[0]);
    assert!(bytes.values().all(identical), "copies differ");
    bytes.into_iter().map(|(to, copies)| (to, copies.len())).collect()
}

/// Whether the long forms of the tests are asked for: see tests/README.md.
pub fn full_length() -> bool {
    std::env::var_os("FULL_LENGTH").is_some()
}
