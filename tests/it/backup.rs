//! A record is backed up while it is written to, and comes back as it was.

use plumbline_shared::clock::Timestamp;
use plumbline_shared::db::Conn;
use plumbline_shared::store::schedule;
use plumbline_tests::support::postgres::programs;
use plumbline_tests::support::process::{command, ended, signal};
use plumbline_tests::support::service::{Backend, Record, answer};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// A service as a process.
struct Served {
    process: Child,
    base: String,
    key: String,
    client: Client,
    /// Kept open: it goes on telling.
    _told: std::io::Lines<BufReader<ChildStdout>>,
}

impl Served {
    /// Starts it; on the first start of a record it tells the key.
    fn start(record: &Record, key: Option<String>) -> Self {
        let mut process = command(record, &["serve", "--listen", "127.0.0.1:0", "--no-worker", "--today", "2017-10-16"]).spawn().unwrap();
        let mut told = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut lines = told.by_ref().map(Result::unwrap);
        let base = lines.find_map(|line| Some(line.split_once("listens on ")?.1.split_once(';')?.0.to_owned())).unwrap();
        let key = key.unwrap_or_else(|| lines.find_map(|line| line.trim().starts_with("plb_").then(|| line.trim().to_owned())).unwrap());
        Self { process, base, key, client: Client::new(), _told: told }
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let request = self.client.request(method, format!("{}/api/v1/{path}", self.base)).bearer_auth(&self.key);
        answer(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    async fn add(&self, n: usize) {
        let draft = json!({"ref": format!("A{n}"), "title": "T", "due_date": "2018-03-31"});
        assert_eq!(self.send(Method::POST, "actions", Some(draft)).await.0, StatusCode::CREATED);
    }

    /// What it says of everything that the test wrote.
    async fn answers(&self) -> Vec<(StatusCode, Value)> {
        let mut answers = Vec::new();
        for path in ["actions", "actions/A0", "people", "settings", "periods/2017-18-Q2/snapshot", "notifications"] {
            answers.push(self.send(Method::GET, path, None).await);
        }
        answers
    }

    fn stop(mut self) {
        signal(&self.process, "TERM");
        assert!(self.process.wait().unwrap().success());
    }
}

fn run(record: &Record, arguments: &[&str]) -> (i32, String) {
    let (code, out, err) = ended(command(record, arguments).output().unwrap());
    (code, format!("{out}{err}"))
}

fn mode(file: &Path) -> u32 {
    fs::metadata(file).unwrap().permissions().mode() & 0o777
}

/// The refs of a file's actions, by their number.
fn actions(file: &Path) -> Vec<usize> {
    use diesel::{QueryDsl, RunQueryDsl};
    use plumbline_shared::db::schema::actions;
    let Conn::Sqlite(mut conn) = Conn::open(&format!("sqlite:{}", file.display()).parse().unwrap()).unwrap() else { panic!("a file") };
    let refs: Vec<String> = actions::table.select(actions::reference).load(&mut conn).unwrap();
    let mut numbers: Vec<usize> = refs.iter().map(|reference| reference[1..].parse().unwrap()).collect();
    numbers.sort_unstable();
    numbers
}

fn kept_aside(record: &Record) -> Vec<PathBuf> {
    let files = fs::read_dir(record.folder()).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.to_string_lossy().contains(".before-restore-")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_writes_is_one_state_and_comes_back() {
    let record = Record::new(Backend::Sqlite);
    let served = Arc::new(Served::start(&record, None));
    let (done, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let writer = tokio::spawn({
        let (served, done, written) = (Arc::clone(&served), Arc::clone(&done), Arc::clone(&written));
        async move {
            while !done.load(Ordering::SeqCst) {
                served.add(written.load(Ordering::SeqCst)).await;
                written.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    for n in 0..4 {
        let (name, before) = (format!("backup-{n}.db"), written.load(Ordering::SeqCst));
        let (mut backup, file) = (command(&record, &["backup", &name]), record.folder().join(&name));
        let (code, out, err) = ended(tokio::task::spawn_blocking(move || backup.output().unwrap()).await.unwrap());
        assert!(code == 0 && out.contains("whole"), "{out}{err}");
        let found = actions(&file);
        assert_eq!((found.clone(), mode(&file)), ((0..found.len()).collect(), 0o600), "what was written first is there");
        assert!((before..=written.load(Ordering::SeqCst) + 1).contains(&found.len()), "{before} {}", found.len());
    }
    done.store(true, Ordering::SeqCst);
    writer.await.unwrap();
    let before = served.answers().await;
    assert!(before.iter().all(|(status, _)| *status == StatusCode::OK), "{before:?}");
    assert_eq!(run(&record, &["backup", "last.db"]).0, 0);
    let total = written.load(Ordering::SeqCst);
    served.add(total).await;
    let (code, said) = run(&record, &["restore", "last.db"]);
    assert!(code == 1 && said.contains("in use"), "{said}");
    assert_eq!(served.send(Method::GET, &format!("actions/A{total}"), None).await.0, StatusCode::OK, "nothing has changed");
    let served = Arc::into_inner(served).unwrap();
    let key = served.key.clone();
    served.stop();
    // Where the tests may: as root restores what belongs to a service.
    let database = record.folder().join("record.db");
    let theirs = chown(&database, Some(4321), Some(4321)).is_ok();
    let (code, said) = run(&record, &["restore", "last.db"]);
    assert!(code == 0 && said.contains(".before-restore-"), "{said}");
    assert_eq!((mode(&database), fs::metadata(&database).unwrap().uid() == 4321), (0o600, theirs));
    let served = Served::start(&record, Some(key));
    assert_eq!(served.answers().await, before);
    served.stop();
    let [aside] = &kept_aside(&record)[..] else { panic!("one file") };
    assert_eq!(actions(aside).len(), total + 1, "with what was written last");
}

/// A record that was not closed is in its log still: a service that was killed.
#[test]
fn what_a_killed_service_wrote_is_kept_aside() {
    let record = Record::new(Backend::Sqlite);
    let (code, said) = run(&record, &["backup", "empty.db"]);
    assert_eq!(code, 0, "{said}");
    let mut served = Served::start(&record, None);
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        for n in 0..3 {
            served.add(n).await;
        }
    });
    signal(&served.process, "KILL");
    served.process.wait().unwrap();
    assert!(record.folder().join("record.db-wal").metadata().unwrap().len() > 0);
    let (code, said) = run(&record, &["restore", "empty.db"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!((actions(&record.folder().join("record.db")), actions(&kept_aside(&record)[0])), (vec![], vec![0, 1, 2]));
}

#[test]
fn what_is_no_backup_replaces_nothing() {
    let record = Record::new(Backend::Sqlite);
    let file = |name: &str| record.folder().join(name);
    assert_eq!(run(&record, &["backup", "good.db"]).0, 0);
    let good = fs::read(file("good.db")).unwrap();
    let mut torn = good.clone();
    torn[8192..16384].fill(0x5a);
    for (name, bytes) in [("text", &b"not a database"[..]), ("empty", b""), ("short", &good[..good.len() / 2]), ("torn", &torn)] {
        fs::write(file(name), bytes).unwrap();
    }
    let sqlite = |name: &str, sql: &str| {
        Conn::open(&format!("sqlite:{}", file(name).display()).parse().unwrap()).unwrap().execute_batch(sql).unwrap();
    };
    sqlite("foreign", "CREATE TABLE t (a TEXT)");
    fs::write(file("newer"), &good).unwrap();
    sqlite("newer", "INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000000')");
    fs::write(file("open"), &good).unwrap();
    fs::write(file("open-wal"), "x").unwrap();
    let (database, before) = (file("record.db"), fs::read(file("record.db")).unwrap());
    for (name, told) in [
        ("none", "No such file"),
        ("text", "no Plumbline database"),
        ("empty", "it is empty"),
        ("short", "no Plumbline database"),
        ("torn", "no Plumbline database"),
        ("foreign", "it holds other things"),
        ("newer", "20990101000000"),
        ("open", "open-wal"),
    ] {
        let (code, said) = run(&record, &["restore", name]);
        assert!(code == 1 && said.contains(told), "{name}: {code} {said}");
        assert!(
            fs::read(&database).unwrap() == before && !file("record.db.restoring").exists() && kept_aside(&record).is_empty(),
            "{name}"
        );
    }
    let (code, said) = run(&record, &["backup", "good.db"]);
    assert!(code == 1 && said.contains("exists already") && fs::read(file("good.db")).unwrap() == good, "{said}");
    let (code, said) = run(&record, &["backup", "/nonexistent/x"]);
    assert!(code == 1 && said.contains("no folder /nonexistent") && !said.contains("database"), "{said}");
    let (code, said) = run(&record, &["backup", "new.db", "--database-url", "sqlite:none.db"]);
    assert!(code == 1 && !file("none.db").exists() && !file("new.db").exists(), "{said}");
    let (code, said) = run(&record, &["restore", "good.db", "--database-url", "sqlite:made.db"]);
    assert!(code == 0 && file("made.db").is_file(), "{said}");
}

/// The tools that are told for PostgreSQL do what is asked, as they are told.
#[test]
fn postgres_has_tools_of_its_own() {
    let record = Record::new(Backend::Postgres);
    let carry_out = |command: &str| {
        let (code, said) = run(&record, &[command, "FILE"]);
        let line = said.trim().split_once("has tools of its own: ").unwrap_or_else(|| panic!("{said}")).1;
        assert_eq!(code, 1, "{said}");
        let path = format!("{}:{}", programs().display(), std::env::var("PATH").unwrap());
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).current_dir(record.folder()).env("PATH", path).env("PLUMBLINE_DATABASE_URL", &record.url);
        let (code, out, err) = ended(shell.output().unwrap());
        assert_eq!(code, 0, "{line}: {out}{err}");
    };
    let beat = || schedule::last_beat(&mut record.conn()).unwrap().map(Timestamp::micros);
    record.conn().execute_batch("INSERT INTO workers VALUES ('one', 1, 2)").unwrap();
    carry_out("backup");
    record.conn().execute_batch("UPDATE workers SET last_tick_at = 3").unwrap();
    assert_eq!(beat(), Some(3));
    carry_out("restore");
    assert_eq!(beat(), Some(2));
}
