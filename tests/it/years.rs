//! Years of a worker's life on a clock that the test moves: every check once, at the organisation's hour, and once for all that was
//! missed by a worker that was away.

use chrono::{MappedLocalTime, NaiveTime, TimeDelta, TimeZone, Utc};
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Date, Text};
use plumbline_shared::clock::{Now, Timestamp};
use plumbline_shared::config::{Config, Overrides};
use plumbline_shared::db::Conn;
use plumbline_shared::domain::day::Day;
use plumbline_shared::domain::period::Period;
use plumbline_shared::model::settings::Settings;
use plumbline_tests::on_both;
use plumbline_tests::support::outbox::{add_owners, address, copies, full_length, pump, states};
use plumbline_tests::support::service::{Backend, Record, Service, Setup, clock_on};
use plumbline_tests::support::smtp::{Act, Script, SmtpServer, Stage};
use plumbline_worker::{Worker, outbound};
use reqwest::Method;
use serde_json::json;
use std::collections::{BTreeMap, HashSet};
use std::time::Duration;
use tokio::time::sleep;

on_both!(
    each_check_of_ten_years_is_made_once,
    who_was_away_writes_to_each_person_once,
    a_clock_that_jumps_tells_nobody_twice,
    a_clock_that_jumps_while_a_mail_is_sent_costs_a_copy_at_most
);

/// On both sides of the equator, one on the half hour, and one whose clocks change by half an hour.
const ZONES: [&str; 5] = ["Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "Australia/Lord_Howe"];
/// When the worker looks at the clock, by the clock on the wall: also in the hours that are left out or come twice.
const LOOKS: [(u32, u32, u32); 4] = [(2, 15, 0), (8, 59, 59), (9, 0, 0), (23, 30, 0)];

/// A check that was made: which, for what day, and when.
#[derive(diesel::QueryableByName)]
struct Made {
    #[diesel(sql_type = Text)]
    check_name: String,
    #[diesel(sql_type = Date)]
    day: chrono::NaiveDate,
    #[diesel(sql_type = BigInt)]
    started_at: i64,
}

/// Something that somebody was told of as new: by which rule, about what, and in which check.
#[derive(diesel::QueryableByName)]
struct Told {
    #[diesel(sql_type = Text)]
    rule: String,
    #[diesel(sql_type = Text)]
    subject: String,
    #[diesel(sql_type = Text)]
    check_name: String,
    #[diesel(sql_type = Date)]
    day: chrono::NaiveDate,
}

fn all<T>(conn: &mut Conn, sql: &str) -> Vec<T>
where
    T: diesel::QueryableByName<diesel::sqlite::Sqlite> + diesel::QueryableByName<diesel::pg::Pg> + 'static,
{
    let query = diesel::sql_query(sql);
    match conn {
        Conn::Sqlite(conn) => query.load(conn).unwrap(),
        Conn::Postgres(conn) => query.load(conn).unwrap(),
    }
}

fn worker(service: &Service) -> Worker {
    let calls = outbound(&Config::load(None, &Overrides::default()).unwrap());
    Worker::new(service.db.clone(), service.clock.clone(), service.post.clone(), calls)
}

async fn send(service: &Service, method: Method, path: &str, body: serde_json::Value) {
    let (status, body) = service.send(method, &format!("/api/v1/{path}"), body).await;
    assert!(status.is_success(), "{path}: {status} {body}");
}

async fn each_check_of_ten_years_is_made_once(backend: Backend) {
    let (from, days) = ("2025-10-01".parse::<Day>().unwrap(), if full_length() { 3653 } else { 190 });
    // The short form: the zone of most, and the oddest.
    let zones = if full_length() { &ZONES[..] } else { &["Europe/London", "Australia/Lord_Howe"] };
    for zone in zones.iter().copied() {
        let settings = Settings { time_zone: zone.parse().unwrap(), ..Settings::default() };
        let setup = Setup { clock: clock_on("2025-09-29"), smtp_url: String::new(), worker: false };
        let team = |config: &mut Config| config.mail_reply_to = Some("team@council.example".parse().unwrap());
        let service = Service::start_with(Record::new(backend), setup, team).await;
        send(&service, Method::PATCH, "settings", json!({"time_zone": zone})).await;
        add_owners(&service.db, &service.clock, 1).await;
        let owner = address(0);
        let measure = json!({"ref": "M1", "title": "T", "polarity": "higher", "unit": "number", "frequency": "quarterly", "owner": owner});
        send(&service, Method::POST, "indicators", measure).await;
        let worker = worker(&service);
        worker.tick().await;
        for day in from.onwards().take(days) {
            for (hour, minute, second) in LOOKS {
                let local = day.and_time(NaiveTime::from_hms_opt(hour, minute, second).unwrap());
                let instants = match settings.time_zone.from_local_datetime(&local) {
                    MappedLocalTime::None => vec![],
                    MappedLocalTime::Single(instant) => vec![instant],
                    MappedLocalTime::Ambiguous(first, second) => vec![first, second],
                };
                for instant in instants {
                    service.clock.set(Timestamp::from(instant.with_timezone(&Utc)));
                    worker.tick().await;
                }
            }
        }
        holds(&mut service.record.conn(), &settings, from, from.plus(i64::try_from(days).unwrap()), zone);
    }
}

/// What was made and told from `first` to before `last`: what ought to have been, and nothing twice.
fn holds(conn: &mut Conn, settings: &Settings, first: Day, last: Day, zone: &str) {
    let made: Vec<Made> = all(conn, "SELECT check_name, day, started_at FROM check_runs ORDER BY day");
    let made: Vec<Made> = made.into_iter().filter(|made| Day::from(made.day) >= first).collect();
    for made in &made {
        let local = Now::at(Timestamp::from_micros(made.started_at), None).local(settings.time_zone);
        assert_eq!((local.date(), local.time()), (made.day, settings.alerts.send_at), "{zone} {}", made.check_name);
    }
    let days = |check: &str| made.iter().filter(|made| made.check_name == check).map(|made| Day::from(made.day)).collect::<Vec<_>>();
    let working: Vec<Day> =
        first.onwards().take_while(|day| *day < last).filter(|day| settings.working_days().is_working_day(*day)).collect();
    assert_eq!(days("daily"), working, "{zone}");
    let start = settings.fiscal_year_start;
    let ended = (0..60).map(|n| Period::containing(first, start).unwrap().plus(n - 1).unwrap());
    let ended: Vec<Period> = ended.take_while(|quarter| settings.timetable().quarterly(*quarter) < last).collect();
    let quarterly: Vec<Day> = ended.iter().map(|quarter| settings.timetable().quarterly(*quarter)).collect();
    assert_eq!(days("quarterly"), quarterly, "{zone}");
    let summaries: Vec<Made> =
        all(conn, "SELECT check_name, day, created_at AS started_at FROM notifications WHERE check_name = 'summary' ORDER BY day");
    assert_eq!(summaries.iter().map(|made| Day::from(made.day)).collect::<Vec<_>>(), quarterly, "{zone}: a summary for each quarter");
    // The mail that opens a quarter's returns, the one on the day after the deadline, and reminders in between.
    let lines = |state: &str| {
        format!(
            "SELECT a.rule, a.subject, n.check_name, n.day FROM notification_alerts l JOIN notifications n ON n.id = l.notification_id \
             JOIN alerts a ON a.id = l.alert_id JOIN people p ON p.id = n.person_id \
             WHERE l.state = '{state}' AND p.email = '{}' AND a.item_kind = 'indicator' ORDER BY n.day",
            address(0)
        )
    };
    let new: Vec<Told> = all(conn, &lines("new"));
    let told = |told: &[Told], rule: &str| {
        let of_rule = told.iter().filter(|told| told.rule == rule);
        of_rule.map(|told| (told.subject.clone(), told.check_name.clone(), Day::from(told.day))).collect::<Vec<_>>()
    };
    let missing = ended.iter().zip(&quarterly).map(|(quarter, day)| (quarter.to_string(), "quarterly".to_owned(), *day));
    assert_eq!(told(&new, "return_missing"), missing.collect::<Vec<_>>(), "{zone}: the deadline check");
    let opening = |quarter: &Period| settings.working_days().nth_after(quarter.last_day(start), 1);
    let opened = ended.iter().map(|quarter| (quarter.to_string(), "daily".to_owned(), opening(quarter)));
    let due: Vec<_> = told(&new, "return_due").into_iter().filter(|(_, _, day)| *day <= *quarterly.last().unwrap()).collect();
    assert_eq!(due, opened.collect::<Vec<_>>(), "{zone}: the opening mail");
    let open: Vec<Told> = all(conn, &lines("open"));
    let reminded: HashSet<String> = told(&open, "return_due").into_iter().map(|(quarter, ..)| quarter).collect();
    assert!(ended.iter().all(|quarter| reminded.contains(&quarter.to_string())), "{zone}: a reminder in each quarter: {reminded:?}");
}

/// Five owners, whose first digests were queued at nine on 17 October 2017 and lie.
async fn queued(backend: Backend) -> (Service, SmtpServer, Worker) {
    let server = SmtpServer::start(Script::default()).await;
    let setup = Setup { clock: clock_on("2017-10-16"), smtp_url: server.url(), worker: false };
    let service = Service::start(backend, setup).await;
    add_owners(&service.db, &service.clock, 5).await;
    let worker = worker(&service);
    worker.tick().await;
    service.clock.set(clock_on("2017-10-17").now().instant);
    worker.tick().await;
    assert_eq!(states(&service.db).await, BTreeMap::from([("pending", 5)]));
    (service, server, worker)
}

fn later(service: &Service, duration: TimeDelta) {
    service.clock.set(service.clock.now().instant.plus(duration));
}

async fn who_was_away_writes_to_each_person_once(backend: Backend) {
    for (away, another) in [(1, false), (24, false), (10 * 24, true), (100 * 24, true), (184 * 24, true)] {
        let (service, server, worker) = queued(backend).await;
        // One was taken in hand, and the mail server was not there.
        server.change(Script::default().on(Stage::Greeting, Act::reply(421, "closed")));
        assert_eq!(pump(&service).await, 1);
        server.change(Script::default());
        send(&service, Method::PATCH, "actions/AC0", json!({"lifecycle": "completed"})).await;
        later(&service, TimeDelta::hours(away));
        for _ in 0..3 {
            worker.tick().await;
            pump(&service).await;
        }
        let written_to: BTreeMap<String, usize> = (1..5).map(|n| (address(n), 1)).collect();
        assert_eq!(copies(server.taken()), written_to, "{away} hours: one mail to each, none about what is done");
        let superseded = if another { 5 } else { 1 };
        assert_eq!(states(&service.db).await, BTreeMap::from([("accepted", 4), ("superseded", superseded)]), "{away} hours");
    }
}

async fn a_clock_that_jumps_tells_nobody_twice(backend: Backend) {
    let (service, server, worker) = queued(backend).await;
    pump(&service).await;
    let once: BTreeMap<String, usize> = (0..5).map(|n| (address(n), 1)).collect();
    // Forward, and back to where it was.
    for jump in [TimeDelta::hours(1), TimeDelta::days(1)] {
        for jump in [jump, -jump, -jump, jump] {
            later(&service, jump);
            worker.tick().await;
            pump(&service).await;
            assert_eq!(copies(server.taken()), once, "{jump}");
        }
    }
    let mut told = Vec::new();
    for jump in [TimeDelta::days(90), TimeDelta::days(-90), TimeDelta::days(-90), TimeDelta::days(90), TimeDelta::days(90)] {
        later(&service, jump);
        worker.tick().await;
        pump(&service).await;
        told.push(server.taken().len());
    }
    assert_eq!(told, [10, 10, 10, 10, 10], "what ninety days make due is told once");
}

/// Leases end by the clock: while one worker sends, it jumps, and another worker looks.
async fn a_clock_that_jumps_while_a_mail_is_sent_costs_a_copy_at_most(backend: Backend) {
    for hours in [1, 24, 90 * 24] {
        for jump in [TimeDelta::hours(hours), TimeDelta::hours(-hours)] {
            let (service, server, _worker) = queued(backend).await;
            let late = Act::After(Duration::from_millis(600), Box::new(Act::reply(250, "taken late")));
            server.change(Script::default().once(Stage::End, late));
            let beside = async {
                while server.taken().is_empty() {
                    sleep(Duration::from_millis(10)).await;
                }
                later(&service, jump);
                pump(&service).await;
            };
            tokio::join!(pump(&service), beside);
            // Back, or well beyond: every lease has ended.
            later(&service, TimeDelta::hours(2 * hours));
            pump(&service).await;
            let copies = copies(server.taken());
            assert_eq!(states(&service.db).await, BTreeMap::from([("accepted", 5)]), "{jump}");
            assert_eq!(copies.len(), 5, "{jump}");
            assert!(copies.into_values().sum::<usize>() <= 6, "{jump}: one lease was lost");
        }
    }
}
