//! A disk that fills: what cannot be kept is refused and said, what was acknowledged is kept, and all goes on when there is room.

use plumbline_tests::support::outbox::{DAY, queue, states};
use plumbline_tests::support::served::Served;
use plumbline_tests::support::service::{Backend, Record, clock_on};
use plumbline_tests::support::smtp::{Script, SmtpServer};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// From now on no file of the process grows beyond that; `None` takes the bound away.
fn bound_files(process: u32, bytes: Option<u32>) {
    let bound = format!("--fsize={}:", bytes.map_or("unlimited".to_owned(), |bytes| bytes.to_string()));
    let set = Command::new("prlimit").args(["--pid", &process.to_string(), &bound]).status();
    assert!(set.expect("prlimit (Debian: util-linux) is needed").success());
}

/// As `Served::start`; to write beyond the bound is an error, not the end of the process.
fn start(record: &Record, flags: &[&str], settings: &[(&str, &str)]) -> Served {
    let inner = Served::command(record, flags, settings);
    let mut outer = Command::new("sh");
    outer.args(["-c", "trap '' XFSZ; exec \"$@\"", "sh"]).arg(inner.get_program()).args(inner.get_args());
    outer.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?)))).current_dir(inner.get_current_dir().unwrap());
    outer.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Served::started(outer)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_kept() {
    let record = Record::new(Backend::Sqlite);
    let mut service = start(&record, &["--no-worker"], &[]);
    let put = async |reference: String| {
        let draft = json!({"ref": reference, "title": "x".repeat(400), "due_date": "2018-03-31"});
        service.ask(Method::POST, "/api/v1/actions").bearer_auth(&service.key).json(&draft).send().await.unwrap()
    };
    let (mut kept, mut refused) = (Vec::new(), 0);
    let mut write = async |references: std::ops::Range<usize>| {
        for n in references {
            let answer = put(format!("A{n}")).await;
            match answer.status() {
                StatusCode::CREATED => kept.push(format!("A{n}")),
                StatusCode::SERVICE_UNAVAILABLE => {
                    assert!(answer.headers().contains_key("retry-after"));
                    assert_eq!(answer.json::<Value>().await.unwrap()["code"], "unavailable");
                    refused += 1;
                }
                other => panic!("{other}: {}", answer.text().await.unwrap()),
            }
        }
        (kept.len(), refused)
    };
    assert_eq!(write(0..20).await, (20, 0));
    bound_files(service.id(), Some(64 * 1024));
    let (some, refused) = write(20..80).await;
    assert!(refused > 0, "{some} were kept");
    // Whoever only reads is served, and whoever looks after it is told.
    let one = service.ask(Method::GET, "/api/v1/actions/A0").bearer_auth(&service.key).send().await.unwrap();
    assert_eq!(one.status(), StatusCode::OK);
    assert!(!service.logs().contains("panicked"), "{}", service.logs());
    bound_files(service.id(), None);
    let (all, _) = write(80..100).await;
    assert_eq!(all, some + 20, "all goes on by itself");
    service.stop().await;

    let mut conn = record.conn();
    #[derive(diesel::QueryableByName)]
    struct Text {
        #[diesel(sql_type = diesel::sql_types::Text)]
        text: String,
    }
    let mut texts = |sql: &str| -> Vec<String> {
        let plumbline_shared::db::Conn::Sqlite(conn) = &mut conn else { panic!() };
        diesel::RunQueryDsl::load::<Text>(diesel::sql_query(sql), conn).unwrap().into_iter().map(|row| row.text).collect()
    };
    assert_eq!(texts("SELECT integrity_check AS text FROM pragma_integrity_check"), ["ok"]);
    let mut stored = texts("SELECT reference AS text FROM actions");
    stored.sort();
    kept.sort();
    assert_eq!(stored, kept, "what was answered with 201, and nothing besides");
    assert_eq!(texts("SELECT reference AS text FROM history WHERE kind = 'action' AND event = 'created'").len(), kept.len());
}

/// The worker goes on trying: no mail is lost, and none is sent twice because its outcome could not be put down for a while.
#[tokio::test(flavor = "multi_thread")]
async fn mails_wait_for_room() {
    let (record, server) = (Record::new(Backend::Sqlite), SmtpServer::start(Script::default()).await);
    let url = server.url();
    let mut service = start(&record, &["--today", DAY], &[("PLUMBLINE_SMTP_URL", &url)]);
    bound_files(service.id(), Some(32 * 1024));
    let (db, clock) = (record.open(), clock_on(DAY));
    queue(&db, &clock, 5).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let during = states(&db).await;
    assert_ne!(during.get("accepted"), Some(&5), "there was no room to put all of it down");
    bound_files(service.id(), None);
    let begun = Instant::now();
    while states(&db).await != BTreeMap::from([("accepted", 5)]) {
        assert!(begun.elapsed().as_secs() < 90, "{during:?} {:?} {}", states(&db).await, service.logs());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let mut to: Vec<_> = server.taken().into_iter().map(|mail| mail.to).collect();
    to.sort();
    to.dedup();
    assert_eq!(to.len(), 5);
    assert!(!service.logs().contains("panicked"), "{}", service.logs());
    service.stop().await;
}
