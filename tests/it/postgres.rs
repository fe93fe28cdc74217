//! The throw-away PostgreSQL cluster keeps its promises.

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use diesel::sql_types::{Integer, Text};
use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};
use plumbline_tests::support::postgres;
use plumbline_tests::support::service::{Backend, Record};

const VICTIM: &str = "PLUMBLINE_TEST_VICTIM";

fn connect(url: &str) -> PgConnection {
    PgConnection::establish(url).unwrap()
}

fn secrets(url: &str) -> i32 {
    let count = diesel::dsl::sql::<Integer>("(SELECT count(*)::int FROM secrets)");
    diesel::select(count).get_result(&mut connect(url)).unwrap()
}

#[test]
fn each_fresh_record_has_the_schema_and_nobody_elses_rows() {
    let records: Vec<Record> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| Record::new(Backend::Postgres))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    for Record { url, .. } in &records {
        assert_eq!(secrets(url), 0, "{url}");
        sql_query("INSERT INTO secrets VALUES ('mine', 'x')").execute(&mut connect(url)).unwrap();
        assert_eq!(secrets(url), 1, "{url}");
    }
}

#[test]
fn an_unmigrated_database_is_empty_and_its_commits_are_synchronous() {
    let mut connection = connect(&postgres::database_url());
    sql_query("SELECT * FROM secrets").execute(&mut connection).unwrap_err();
    let setting = |name: &str| diesel::dsl::sql::<Text>(&format!("current_setting('{name}')"));
    let [commit, addresses] =
        ["synchronous_commit", "listen_addresses"].map(|name| diesel::select(setting(name)).get_result::<String>(&mut connection).unwrap());
    assert_eq!((commit.as_str(), addresses.as_str()), ("on", ""));
}

/// Runs this very test in a process of its own, kills that, and waits for the watchdog to let go of its standard error.
#[test]
fn a_killed_test_process_leaves_nothing_behind() {
    if std::env::var_os(VICTIM).is_some() {
        println!("\nfolder {}", postgres::folder().display());
        std::io::stdin().read_line(&mut String::new()).unwrap();
        return;
    }
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "postgres::a_killed_test_process_leaves_nothing_behind", "--nocapture"])
        .env(VICTIM, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(victim.stdout.take().unwrap()).lines().map(Result::unwrap);
    let folder = lines.filter_map(|line| line.strip_prefix("folder ").map(PathBuf::from)).next().expect("the victim names its folder");
    let server: u32 = std::fs::read_to_string(folder.join("data/postmaster.pid")).unwrap().lines().next().unwrap().parse().unwrap();

    victim.kill().unwrap();
    victim.wait().unwrap();
    victim.stderr.take().unwrap().read_to_string(&mut String::new()).unwrap();

    assert!(!folder.exists(), "{} is still there", folder.display());
    assert!(!PathBuf::from(format!("/proc/{server}")).exists(), "PostgreSQL still runs as process {server}");
}
