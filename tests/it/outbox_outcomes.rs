//! What becomes of a mail when servers, records and people misbehave.

use chrono::Duration;
use mail_parser::MessageParser;
use plumbline_shared::config::{Config, Overrides};
use plumbline_shared::link::Signer;
use plumbline_tests::on_both;
use plumbline_tests::support::outbox::{DAY, add, add_owners, address, check, check_on, copies, pump, queue, rows, states};
use plumbline_tests::support::service::{Backend, Service, Setup, clock_on};
use plumbline_tests::support::smtp::{Act, Script, SmtpServer, Stage};
use plumbline_worker::Post;
use reqwest::{Method, StatusCode};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::time::sleep;

on_both!(
    an_answer_that_never_came_is_asked_for_once_more,
    what_may_have_arrived_stays_so_while_it_is_put_off,
    greylisting_is_waited_out,
    a_server_that_never_wants_it_is_given_up,
    what_was_put_off_is_not_said_after_the_next_digest,
    an_outage_spends_no_attempts,
    one_bad_address_harms_nobody_else,
    a_mail_at_which_the_server_hangs_up_is_given_up_and_holds_up_no_others,
    who_wants_no_reminders_gets_none_that_waited,
    what_was_put_off_goes_out_as_things_are_by_then,
    a_server_that_stalls_does_not_hold_up_the_end,
    what_is_no_longer_true_is_not_said,
    names_that_nobody_should_have_stop_nothing,
    what_was_left_behind_is_uncertain_and_not_tried_for_ever,
    an_outcome_is_put_down_although_the_record_was_away,
);

async fn started(backend: Backend, script: Script) -> (Service, SmtpServer) {
    let server = SmtpServer::start(script).await;
    let setup = Setup { clock: clock_on(DAY), smtp_url: server.url(), worker: false };
    (Service::start(backend, setup).await, server)
}

fn later(service: &Service, duration: Duration) {
    service.clock.set(service.clock.now().instant.plus(duration));
}

fn only(state: &'static str, count: usize) -> BTreeMap<&'static str, usize> {
    BTreeMap::from([(state, count)])
}

async fn an_answer_that_never_came_is_asked_for_once_more(backend: Backend) {
    let (service, server) = started(backend, Script::default().on(Stage::End, Act::Drop)).await;
    queue(&service.db, &service.clock, 1).await;
    for (state, wait) in
        [("uncertain", Duration::minutes(5)), ("uncertain_final", Duration::days(1)), ("uncertain_final", Duration::days(9))]
    {
        pump(&service).await;
        let listed = service.get(&format!("/api/v1/notifications?state={state}")).await;
        assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{state} is told: {listed}");
        later(&service, wait);
    }
    assert_eq!(copies(server.taken()), BTreeMap::from([(address(0), 2)]));
}

async fn what_may_have_arrived_stays_so_while_it_is_put_off(backend: Backend) {
    let drop = || Script::default().on(Stage::End, Act::Drop);
    let (service, server) = started(backend, drop()).await;
    queue(&service.db, &service.clock, 1).await;
    pump(&service).await;
    for _ in 0..2 {
        later(&service, Duration::hours(2));
        server.change(Script::default().on(Stage::Rcpt, Act::reply(451, "later, please")));
        pump(&service).await;
        assert_eq!(states(&service.db).await, only("uncertain", 1), "a copy may be there still");
    }
    server.change(drop());
    for _ in 0..3 {
        later(&service, Duration::days(1));
        pump(&service).await;
    }
    assert_eq!(states(&service.db).await, only("uncertain_final", 1));
    assert_eq!(copies(server.taken()), BTreeMap::from([(address(0), 2)]));
}

async fn greylisting_is_waited_out(backend: Backend) {
    let later_please = || Act::reply(451, "later, please");
    let (service, server) = started(backend, Script::default().once(Stage::Rcpt, later_please()).once(Stage::Rcpt, later_please())).await;
    queue(&service.db, &service.clock, 1).await;
    for minutes in [5, 15] {
        assert_eq!(pump(&service).await, 1);
        assert_eq!(states(&service.db).await, only("deferred", 1));
        later(&service, Duration::minutes(minutes) - Duration::microseconds(1));
        assert_eq!(pump(&service).await, 0, "not before {minutes} minutes");
        later(&service, Duration::microseconds(1));
    }
    assert_eq!((pump(&service).await, states(&service.db).await), (1, only("accepted", 1)));
    assert_eq!((copies(server.taken()).len(), rows(&service.db).await[0].attempts), (1, 3));
}

async fn a_server_that_never_wants_it_is_given_up(backend: Backend) {
    let (service, server) = started(backend, Script::default().on(Stage::Rcpt, Act::reply(450, "not now"))).await;
    queue(&service.db, &service.clock, 1).await;
    let mut waits = Vec::new();
    while pump(&service).await > 0 && states(&service.db).await == only("deferred", 1) {
        let wait = rows(&service.db).await[0].next_attempt_at.micros() - service.clock.now().instant.micros();
        waits.push(wait);
        service.clock.set(service.clock.now().instant.plus(Duration::microseconds(wait)));
    }
    assert!(waits.is_sorted() && waits[0] == 5 * 60_000_000, "{waits:?}");
    let total = Duration::microseconds(waits.iter().sum());
    assert!(Duration::days(4) < total && total < Duration::days(5), "{total}");
    assert_eq!(states(&service.db).await, only("dead", 1));
    assert_eq!(server.taken().len(), 0);
}

/// The server asks to try later; meanwhile the next digest comes, which says it all, and may go first.
async fn what_was_put_off_is_not_said_after_the_next_digest(backend: Backend) {
    for first in [false, true] {
        let (service, server) = started(backend, Script::default().once(Stage::Rcpt, Act::reply(451, "later, please"))).await;
        queue(&service.db, &service.clock, 1).await;
        assert_eq!((pump(&service).await, states(&service.db).await), (1, only("deferred", 1)));
        later(&service, Duration::days(7));
        if first {
            let at = service.clock.now().instant.plus(Duration::hours(1)).micros();
            let put_off = format!("UPDATE notifications SET next_attempt_at = {at}");
            service.db.write(move |conn| conn.execute_batch(&put_off)).await.unwrap();
        }
        assert_eq!(check_on(&service.db, &service.clock, "2017-10-23").await, [address(0)]);
        pump(&service).await;
        later(&service, Duration::hours(1));
        pump(&service).await;
        assert_eq!(states(&service.db).await, BTreeMap::from([("accepted", 1), ("superseded", 1)]));
        assert_eq!(copies(server.taken()), BTreeMap::from([(address(0), 1)]));
    }
}

/// Six hours of a server that turns everybody away, or is not there at all.
async fn an_outage_spends_no_attempts(backend: Backend) {
    let (mut service, server) = started(backend, Script::default().on(Stage::Greeting, Act::reply(421, "closed"))).await;
    queue(&service.db, &service.clock, 5).await;
    let overrides = Overrides { smtp_url: Some("smtp://127.0.0.1:1".to_owned()), ..Overrides::default() };
    let nowhere = Post::new(&Config::load(None, &overrides).unwrap(), service.db.write(Signer::load).await.unwrap()).unwrap();
    let somewhere = std::mem::replace(&mut service.post, Arc::new(nowhere));
    for step in 0..36 {
        if step == 18 {
            service.post = somewhere.clone();
        }
        pump(&service).await;
        assert_eq!(states(&service.db).await, only("pending", 5));
        later(&service, Duration::minutes(10));
    }
    assert!(rows(&service.db).await.iter().all(|row| row.attempts == 0), "no attempt was spent");
    assert!(server.connections() > 0);
    server.change(Script::default());
    assert_eq!((pump(&service).await, states(&service.db).await), (5, only("accepted", 5)));
    assert!(copies(server.taken()).values().all(|copies| *copies == 1));
}

async fn one_bad_address_harms_nobody_else(backend: Backend) {
    let (service, server) = started(backend, Script::default().recipient(&address(7), Act::reply(550, "no such person"))).await;
    queue(&service.db, &service.clock, 50).await;
    pump(&service).await;
    assert_eq!(states(&service.db).await, BTreeMap::from([("accepted", 49), ("refused", 1)]));
    let copies = copies(server.taken());
    assert!(copies.len() == 49 && !copies.contains_key(&address(7)) && copies.values().all(|copies| *copies == 1));
    later(&service, Duration::days(9));
    assert_eq!(pump(&service).await, 0, "a refusal is final");
}

async fn a_mail_at_which_the_server_hangs_up_is_given_up_and_holds_up_no_others(backend: Backend) {
    let bad = address(0);
    let (service, server) = started(backend, Script::default().recipient(&bad, Act::Drop)).await;
    queue(&service.db, &service.clock, 3).await;
    let first = format!("UPDATE notifications SET next_attempt_at = 0 WHERE person_id = (SELECT id FROM people WHERE email = '{bad}')");
    service.db.write(move |conn| conn.execute_batch(&first)).await.unwrap();
    let state = async |n: usize| rows(&service.db).await.into_iter().find(|row| row.address.as_deref() == Some(&address(n))).unwrap();
    // What is the matter can only be seen beside others: until then it is the channel.
    for _ in 0..4 {
        pump(&service).await;
        service.post.close().await;
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        later(&service, Duration::minutes(20));
    }
    assert_eq!(states(&service.db).await, BTreeMap::from([("accepted", 2), ("deferred", 1)]));
    assert!(state(0).await.attempts > 0);
    for _ in 0..14 {
        later(&service, Duration::days(1));
        pump(&service).await;
    }
    assert_eq!(states(&service.db).await, BTreeMap::from([("accepted", 2), ("dead", 1)]), "given up after the usual attempts");
    assert!(copies(server.taken()).values().all(|copies| *copies == 1));
}

async fn who_wants_no_reminders_gets_none_that_waited(backend: Backend) {
    let (service, server) = started(backend, Script::default()).await;
    let (owner, due) = (
        json!({"email": address(0), "name": "Owner"}),
        json!({"ref": "A1", "title": "Soon", "owner": address(0), "due_date": "2017-10-31"}),
    );
    for (path, body) in [("people", owner), ("actions", due)] {
        assert!(service.send(Method::POST, &format!("/api/v1/{path}"), body).await.0.is_success());
    }
    let rules = json!({"alerts": {"rules": {"return_missing": {"enabled": false}, "return_due": {"enabled": false}}}});
    assert!(service.send(Method::PATCH, "/api/v1/settings", rules).await.0.is_success());
    check(&service.db, &service.clock).await;
    assert_eq!(states(&service.db).await, only("pending", 1));
    let (status, _) = service.send(Method::PATCH, &format!("/api/v1/people/{}", address(0)), json!({"optional_mail": "off"})).await;
    assert_eq!(status, StatusCode::OK);
    pump(&service).await;
    assert_eq!((states(&service.db).await, server.taken().len()), (only("superseded", 1), 0));
}

async fn what_was_put_off_goes_out_as_things_are_by_then(backend: Backend) {
    let greylisted = Script::default().on(Stage::Rcpt, Act::reply(451, "later, please"));
    let (service, server) = started(backend, greylisted).await;
    let send = async |method: Method, path: &str, body: serde_json::Value| {
        let (status, answer) = service.send(method, &format!("/api/v1/{path}"), body).await;
        assert!(status.is_success(), "{path}: {answer}");
    };
    send(Method::PATCH, "settings", json!({"alerts": {"rules": {"return_missing": {"enabled": false}, "return_due": {"enabled": false}}}}))
        .await;
    for person in ["moved", "busy"] {
        let email = format!("{person}@council.example");
        send(Method::POST, "people", json!({"email": email, "name": person, "language": "en"})).await;
        for number in 1..=2 {
            let reference = format!("{person}/{number}");
            send(Method::POST, "actions", json!({"ref": reference, "title": reference, "owner": email, "due_date": "2017-08-31"})).await;
        }
    }
    check(&service.db, &service.clock).await;
    pump(&service).await;
    assert_eq!(states(&service.db).await, only("deferred", 2));
    let before: Vec<String> = rows(&service.db).await.into_iter().map(|row| row.message_id).collect();
    send(Method::PATCH, "people/moved@council.example", json!({"email": "there@council.example"})).await;
    send(Method::PATCH, "actions/busy-1", json!({"lifecycle": "cancelled"})).await;
    server.change(Script::default());
    later(&service, Duration::hours(1));
    pump(&service).await;
    assert_eq!(states(&service.db).await, only("accepted", 2));
    let mut taken = server.taken();
    taken.sort_by(|one, other| one.to.cmp(&other.to));
    assert_eq!(taken.iter().map(|mail| mail.to[0].as_str()).collect::<Vec<_>>(), ["busy@council.example", "there@council.example"]);
    for mail in &taken {
        let message = MessageParser::default().parse(&mail.bytes).unwrap();
        assert!(before.iter().all(|id| message.message_id() != Some(id)), "other words have another Message-ID");
        let text = message.body_text(0).unwrap().into_owned();
        assert!(!text.contains("busy/1") && text.contains("/2"), "{text}");
    }
}

async fn a_server_that_stalls_does_not_hold_up_the_end(backend: Backend) {
    let (service, _server) = started(backend, Script::default().on(Stage::End, Act::Stall)).await;
    queue(&service.db, &service.clock, 1).await;
    let (post, begun) = (service.post.clone(), std::time::Instant::now());
    let stopping = async {
        sleep(std::time::Duration::from_secs(1)).await;
        post.hurry();
    };
    tokio::join!(pump(&service), stopping);
    assert!(begun.elapsed() < std::time::Duration::from_secs(30), "{:?}", begun.elapsed());
    assert_eq!(states(&service.db).await, only("uncertain", 1), "settled, and not left behind");
}

async fn what_is_no_longer_true_is_not_said(backend: Backend) {
    let (service, server) = started(backend, Script::default()).await;
    add_owners(&service.db, &service.clock, 2).await;
    let draft = json!({"ref": "AC9", "title": "Action 9", "owner": address(1), "due_date": "2017-07-31"});
    assert_eq!(service.send(Method::POST, "/api/v1/actions", draft).await.0, StatusCode::CREATED);
    assert_eq!(check(&service.db, &service.clock).await, 2);
    for action in ["AC0", "AC9"] {
        let (status, body) = service.send(Method::PATCH, &format!("/api/v1/actions/{action}"), json!({"lifecycle": "completed"})).await;
        assert_eq!(status, StatusCode::OK, "{body}");
    }
    pump(&service).await;
    assert_eq!(states(&service.db).await, BTreeMap::from([("accepted", 1), ("superseded", 1)]));
    let [mail] = &server.taken()[..] else { panic!("one mail") };
    let text = MessageParser::default().parse(&mail.bytes).unwrap().body_text(0).unwrap().into_owned();
    assert_eq!(mail.to, [address(1)]);
    assert!(text.contains("AC1") && !text.contains("AC9"), "{text}");
}

async fn names_that_nobody_should_have_stop_nothing(backend: Backend) {
    let (service, server) = started(backend, Script::default()).await;
    let line = |code: &str| if backend == Backend::Sqlite { format!("char({code})") } else { format!("chr({code})") };
    let mut names: Vec<String> =
        ["13", "10", "8238"].iter().map(|code| format!("'Jo' || {} || 'Bcc: all@council.example'", line(code))).collect();
    names.extend([format!("'{}'", "x".repeat(10_000)), "''".to_owned(), "'Jo Ŵyn'".to_owned()]);
    if backend == Backend::Sqlite {
        // PostgreSQL keeps no such text.
        names.push("'Jo' || char(0) || 'x'".to_owned());
    }
    let count = names.len();
    let named = |(n, name): (usize, String)| (name.clone(), format!("'R{n}' || {name}"), format!("'T' || {name}"));
    add(&service.db, &service.clock, names.into_iter().enumerate().map(named).collect()).await;
    assert_eq!(check(&service.db, &service.clock).await, count);
    pump(&service).await;
    assert_eq!(states(&service.db).await, only("accepted", count), "{:?}", rows(&service.db).await);
    for mail in server.taken() {
        let message = MessageParser::default().parse(&mail.bytes).unwrap();
        let to = message.to().unwrap();
        assert_eq!((to.iter().count(), to.first().unwrap().address()), (1, mail.to.first().map(String::as_str)));
        assert!(message.bcc().is_none());
    }
}

async fn what_was_left_behind_is_uncertain_and_not_tried_for_ever(backend: Backend) {
    let (service, server) = started(backend, Script::default().on(Stage::Rcpt, Act::reply(450, "not now"))).await;
    queue(&service.db, &service.clock, 3).await;
    pump(&service).await;
    let left = |n: usize, attempts: i32| {
        format!(
            "UPDATE notifications SET state = 'sending', leased_until = 1, attempts = {attempts} \
             WHERE person_id = (SELECT id FROM people WHERE email = '{}');",
            address(n)
        )
    };
    let sql = format!("{}{}", left(0, 1), left(1, 12));
    service.db.write(move |conn| conn.execute_batch(&sql)).await.unwrap();
    service.post.close().await;
    server.change(Script::default().on(Stage::Greeting, Act::reply(421, "closed")));
    // Whichever of the two is first: the server being away stops a worker.
    assert_eq!(pump(&service).await + pump(&service).await, 1);
    assert_eq!(
        states(&service.db).await,
        BTreeMap::from([("dead", 1), ("deferred", 1), ("uncertain", 1)]),
        "known to be unsure while the server is away"
    );
    server.change(Script::default().on(Stage::End, Act::Drop));
    later(&service, Duration::hours(1));
    pump(&service).await;
    assert_eq!(
        states(&service.db).await,
        BTreeMap::from([("dead", 1), ("uncertain", 1), ("uncertain_final", 1)]),
        "it had its second copy"
    );
}

/// The record goes while the server takes the mail, and comes back: the mail was sent once, and that is known.
async fn an_outcome_is_put_down_although_the_record_was_away(backend: Backend) {
    let slow = Act::After(std::time::Duration::from_millis(1500), Box::new(Act::reply(250, "taken")));
    let (service, server) = started(backend, Script::default().on(Stage::End, slow)).await;
    queue(&service.db, &service.clock, 1).await;
    let mut other = service.record.conn();
    let outage = async {
        while server.taken().is_empty() {
            sleep(std::time::Duration::from_millis(20)).await;
        }
        let (away, back) = match backend {
            // Longer than a writer waits for the lock.
            Backend::Sqlite => ("BEGIN IMMEDIATE", "ROLLBACK"),
            Backend::Postgres => (
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT 0', current_database());
                 PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid(); END $$",
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT -1', current_database()); END $$",
            ),
        };
        other.execute_batch(away).unwrap();
        sleep(std::time::Duration::from_secs(if backend == Backend::Sqlite { 13 } else { 4 })).await;
        other.execute_batch(back).unwrap();
    };
    assert_eq!(tokio::join!(pump(&service), outage).0, 1);
    assert_eq!(states(&service.db).await, only("accepted", 1));
    later(&service, Duration::days(1));
    assert_eq!((pump(&service).await, server.taken().len()), (0, 1));
}
