//! What Prometheus finds: true, of few values, and all that the alert rules ask for.

use chrono::Duration;
use clap::Parser;
use plumbline::commands::Arguments;
use plumbline_shared::domain::timetable::Check;
use plumbline_shared::ops::Context;
use plumbline_shared::ops::measures::{Measures, measure};
use plumbline_shared::store::schedule;
use plumbline_tests::on_both;
use plumbline_tests::support::outbox::{DAY, address, queue};
use plumbline_tests::support::process::command;
use plumbline_tests::support::service::{Backend, Record, clock_on};
use plumbline_tests::support::smtp::{Act, Script, SmtpServer};
use reqwest::{Client, Method};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::Child;
use std::time::Instant;

on_both!(requests_are_told_by_route, the_worker_tells_what_became_of_mails, a_check_that_is_due_is_told);

const RULES: &str = include_str!("../../ops/prometheus-rules.yaml");
const DASHBOARD: &str = include_str!("../../ops/grafana-dashboard.json");
const UNITS: [&str; 2] = [include_str!("../../ops/systemd/plumbline.service"), include_str!("../../ops/systemd/plumbline-worker.service")];

/// A program of Plumbline that tells its measures; it ends with the test.
struct Watched {
    process: Child,
    api: Option<String>,
    metrics: String,
}

impl Watched {
    fn start(record: &Record, arguments: &[&str]) -> Self {
        let mut process = command(record, &[arguments, &["--metrics-listen", "127.0.0.1:0"]].concat()).spawn().unwrap();
        let logs = BufReader::new(process.stderr.take().unwrap());
        let mut logs = logs.lines().map(Result::unwrap);
        let metrics = logs.find_map(|line| Some(format!("http://{}/metrics", line.split_once("/metrics address=")?.1.trim()))).unwrap();
        // Whoever writes must not be made to wait for a reader.
        std::thread::spawn(move || logs.for_each(drop));
        let mut told = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let serves = arguments.contains(&"serve");
        let api = serves.then(|| told.find_map(|line| Some(line.split_once("listens on ")?.1.split_once(';')?.0.to_owned())).unwrap());
        std::thread::spawn(move || told.for_each(drop));
        Self { process, api, metrics }
    }

    async fn page(&self) -> String {
        let answer = reqwest::get(&self.metrics).await.unwrap();
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("application/openmetrics-text"));
        let page = answer.text().await.unwrap();
        assert!(page.ends_with("# EOF\n") && page.matches("# EOF").count() == 1, "{page}");
        page
    }

    /// The page, once it tells that.
    async fn page_with(&self, line: &str) -> String {
        let begun = Instant::now();
        loop {
            let page = self.page().await;
            if page.lines().any(|one| one == line) {
                return page;
            }
            assert!(begun.elapsed().as_secs() < 20, "{line}: {page}");
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// The number that a page tells of that.
fn value(page: &str, measure: &str) -> i64 {
    let line = page.lines().find_map(|line| line.strip_prefix(measure)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{measure}: {page}")).parse().unwrap()
}

/// Every word of a text that begins as measures do.
fn measures(text: &str) -> BTreeSet<&str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    words.filter(|word| word.starts_with("plumbline_")).collect()
}

async fn requests_are_told_by_route(backend: Backend) {
    let record = Record::new(backend);
    // A check was made, so that there is all that can be told.
    queue(&record.open(), &clock_on(DAY), 1).await;
    let watched = Watched::start(&record, &["serve", "--listen", "127.0.0.1:0"]);
    let (client, api) = (Client::new(), watched.api.clone().unwrap());
    let send = async |method: Method, path: &str| client.request(method, format!("{api}{path}")).send().await.unwrap().status().as_u16();
    assert_eq!(send(Method::GET, "/metrics").await, 404, "the API does not tell them");
    assert_eq!(send(Method::GET, "/livez").await, 200);
    for n in 0..20 {
        assert_eq!(send(Method::GET, &format!("/api/v1/actions/Jo-Bloggs-{n}")).await, 401);
        assert_eq!(send(Method::GET, &format!("/nobody-knows-{n}")).await, 404);
        send(Method::from_bytes(format!("JO{n}").as_bytes()).unwrap(), "/livez").await;
    }
    let page = watched.page_with("plumbline_database_up 1").await;
    let count = |labels: &str| value(&page, &format!("plumbline_http_request_duration_seconds_count{{{labels}}}"));
    assert_eq!(count(r#"route="/livez",method="GET",status="2xx""#), 1);
    assert_eq!(count(r#"route="/api/v1/actions/{key}",method="GET",status="4xx""#), 20);
    assert_eq!(count(r#"route="-",method="GET",status="4xx""#), 21);
    assert!(!page.contains("nobody") && !page.contains("Jo") && !page.contains("JO"), "{page}");
    let series = page.lines().filter(|line| line.contains("duration_seconds_count")).count();
    assert!(series <= 5, "{series} series: {page}");
    // A worker is in the process.
    let ticked = value(&page, "plumbline_worker_last_tick_timestamp_seconds");
    assert!(ticked > value(&page, "plumbline_outbox_oldest_mail_seconds"), "{page}");
    for (asked, least) in [(measures(RULES), 8), (measures(DASHBOARD), 12)] {
        let missing: Vec<_> = asked.iter().filter(|name| !measures(&page).contains(*name)).collect();
        assert!(missing.is_empty() && asked.len() >= least, "asked for and told nowhere: {missing:?}");
    }
}

async fn the_worker_tells_what_became_of_mails(backend: Backend) {
    let (record, server) =
        (Record::new(backend), SmtpServer::start(Script::default().recipient(&address(1), Act::reply(550, "nobody"))).await);
    queue(&record.open(), &clock_on(DAY), 3).await;
    let held = Watched::start(&record, &["worker"]);
    let page = held.page_with(r#"plumbline_outbox_mails{state="pending"} 3"#).await;
    assert_eq!(value(&page, "plumbline_mail_sends"), 0);
    assert!(value(&page, "plumbline_outbox_oldest_mail_seconds") > 86_400, "{page}");
    assert_eq!(value(&page, r#"plumbline_mail_attempts_total{outcome="accepted"}"#), 0);
    drop(held);
    let sending = Watched::start(&record, &["worker", "--smtp-url", &server.url()]);
    let page = sending.page_with(r#"plumbline_mail_attempts_total{outcome="accepted"} 2"#).await;
    assert_eq!(value(&page, "plumbline_mail_sends"), 1);
    sending.page_with(r#"plumbline_outbox_mails{state="refused"} 1"#).await;
    // An attempt is counted before its mail is put down.
    let page = sending.page_with("plumbline_outbox_oldest_mail_seconds 0").await;
    assert_eq!(value(&page, r#"plumbline_mail_attempts_total{outcome="refused"}"#), 1);
    assert_eq!(value(&page, r#"plumbline_outbox_mails{state="pending"}"#), 0);
    assert!(value(&page, r#"plumbline_check_last_made_timestamp_seconds{check="daily"}"#) > 1_508_000_000, "{page}");
    assert!(!page.contains("council.example") && !page.contains("Owner"), "{page}");
}

async fn a_check_that_is_due_is_told(backend: Backend) {
    let (record, clock) = (Record::new(backend), clock_on(DAY));
    let db = record.open();
    let measured = async || -> Measures {
        let context = Context::new(clock.now(), "");
        db.read(move |conn| measure(conn, &context)).await.unwrap()
    };
    let due = |measures: &Measures| measures.checks.iter().filter(|one| one.due).map(|one| one.check).collect::<Vec<_>>();
    assert_eq!(due(&measured().await), [], "none before the first start");
    db.write(|conn| schedule::set_next(conn, "daily", DAY.parse().unwrap())).await.unwrap();
    assert_eq!(due(&measured().await), [Check::Daily]);
    let noon = clock.now().instant;
    clock.set(noon.plus(Duration::hours(-11)));
    assert_eq!(due(&measured().await), [], "before the organisation's hour");
    clock.set(noon.plus(Duration::days(5)));
    assert_eq!(due(&measured().await), [], "on a Saturday");
    clock.set(noon);
    queue(&db, &clock, 2).await;
    clock.set(noon.plus(Duration::minutes(90)));
    let measures = measured().await;
    assert_eq!(measures.oldest_mail_seconds, 90 * 60);
    assert_eq!(
        measures.checks.iter().map(|one| one.made_at).collect::<Vec<_>>(),
        [Some(noon), Some(noon)],
        "that day is the quarter's, too"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_database_a_process_tells_so() {
    let record = Record::new(Backend::Postgres);
    let watched = Watched::start(&record, &["worker"]);
    watched.page_with("plumbline_database_up 1").await;
    let mut conn = record.conn();
    conn.execute_batch(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT 0', current_database());
         PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid(); END $$",
    )
    .unwrap();
    let page = watched.page_with("plumbline_database_up 0").await;
    assert!(!page.contains("plumbline_outbox") && page.contains("plumbline_mail_attempts_total"), "{page}");
    conn.execute_batch("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT -1', current_database()); END $$").unwrap();
    let page = watched.page_with("plumbline_database_up 1").await;
    assert!(page.contains("plumbline_outbox_oldest_mail_seconds 0"), "{page}");
}

#[test]
fn the_units_start_what_there_is() {
    for unit in UNITS {
        let start = unit.lines().find_map(|line| line.strip_prefix("ExecStart=/usr/bin/")).unwrap();
        assert!(Arguments::try_parse_from(start.split(' ')).is_ok(), "{start}");
    }
}
