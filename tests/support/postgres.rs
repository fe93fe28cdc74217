//! A throw-away PostgreSQL cluster, one per test process, made from the installed programs.
//!
//! It listens on a socket in its own folder under `/tmp` (a socket's path must be short) and on no network port.
//! `fsync` and `full_page_writes` are off, which only a power cut could tell; `synchronous_commit` stays on.
//! A watchdog (`cluster.sh`) stops it and removes the folder when this process ends, even when it is killed; it keeps
//! our standard error open until then, so whoever reads the tests' output to its end finds nothing left behind.
//!
//! Made for `cargo test`, where all tests share one process; under nextest every test pays for a cluster of its own.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

use diesel::{Connection, PgConnection, RunQueryDsl};

static CLUSTER: OnceLock<Cluster> = OnceLock::new();
static TEMPLATE: OnceLock<()> = OnceLock::new();

/// A cluster; it goes with its owner.
pub struct Cluster {
    dir: PathBuf,
    made: AtomicUsize,
    /// What the watchdog says.
    said: Mutex<BufReader<ChildStdout>>,
    /// Holds the pipe whose closing tells the watchdog that we are gone.
    watchdog: Mutex<Child>,
}

/// The URL of a new, empty database of its own. Panics, saying what to install, where PostgreSQL is missing.
pub fn database_url() -> String {
    cluster().database_url()
}

/// The URL of a new database to which the schema has been applied. `migrate` is given the URL of a database to migrate;
/// it runs once per process, every later call copies the result, so all callers must pass the same migrations.
pub fn fresh(migrate: impl Fn(&str)) -> String {
    let cluster = cluster();
    TEMPLATE.get_or_init(|| {
        cluster.sql("DROP DATABASE IF EXISTS migrated");
        cluster.sql("CREATE DATABASE migrated");
        migrate(&cluster.url("migrated"));
    });
    cluster.create("migrated")
}

/// The folder that holds the data, the socket and the server's log of this process's cluster.
pub fn folder() -> &'static Path {
    &cluster().dir
}

fn cluster() -> &'static Cluster {
    CLUSTER.get_or_init(Cluster::start)
}

impl Cluster {
    /// One of its own, for a test that stops the server.
    pub fn start() -> Self {
        let bin = programs();
        let dir = tempfile::Builder::new().prefix("plumbline-").tempdir_in("/tmp").expect("a folder in /tmp");
        let mut watchdog = shell_for(dir.path())
            .args([bin.as_path(), dir.path()])
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin")
            .current_dir(&dir)
            // Its own process group: Ctrl-C in the terminal must reach us, not the one that cleans up after us.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell runs");
        let said = Mutex::new(BufReader::new(watchdog.stdout.take().expect("piped")));
        let cluster = Self { dir: dir.keep(), made: AtomicUsize::new(1), said, watchdog: Mutex::new(watchdog) };
        cluster.is_ready(&format!("PostgreSQL from {}", bin.display()));
        cluster
    }

    /// The URL of a new, empty database.
    pub fn database_url(&self) -> String {
        self.create("template1")
    }

    /// Stops the server, as a crash would.
    pub fn stop_server(&self) {
        self.tell("stop");
    }

    /// Starts it again.
    pub fn start_server(&self) {
        self.tell("start");
    }

    fn tell(&self, word: &str) {
        let mut watchdog = self.watchdog.lock().expect("nobody panicked");
        writeln!(watchdog.stdin.as_mut().expect("piped"), "{word}").expect("the watchdog listens");
        self.is_ready(word);
    }

    fn is_ready(&self, what: &str) {
        let mut said = String::new();
        self.said.lock().expect("nobody panicked").read_line(&mut said).expect("the watchdog speaks UTF-8");
        assert_eq!(said, "ready\n", "{what}: it failed; its log is above");
    }

    fn create(&self, template: &str) -> String {
        let name = format!("test{}", self.made.fetch_add(1, Ordering::Relaxed));
        self.sql(&format!("CREATE DATABASE {name} TEMPLATE {template}"));
        self.url(&name)
    }

    fn sql(&self, statement: &str) {
        let mut connection = PgConnection::establish(&self.url("postgres")).expect("the cluster accepts connections");
        diesel::sql_query(statement).execute(&mut connection).expect(statement);
    }

    /// In the one form that libpq and strict URL parsers both read: no user before an empty host.
    fn url(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&port=5432&user=plumbline", self.dir.display())
    }
}

/// The folder of the server's programs: from PATH, or the newest that Debian's packages keep outside it.
pub fn programs() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut debian: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().and_then(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))))
        .collect();
    debian.sort();
    std::env::split_paths(&path)
        .chain(debian.into_iter().rev().map(|(_, bin)| bin))
        .find(|bin| ["initdb", "postgres"].iter().all(|program| bin.join(program).is_file()))
        .expect("the tests need a PostgreSQL server (initdb, postgres): `./check --setup`, or on Debian `apt install postgresql`")
}

/// `sh -c cluster.sh` as the owner of `dir`. PostgreSQL refuses to run as root, so root hands the folder over first.
fn shell_for(dir: &Path) -> Command {
    const SCRIPT: &str = include_str!("cluster.sh");
    let we_are_root = fs::metadata(dir).expect("the folder was just made").uid() == 0;
    if !we_are_root {
        return command("sh", &["-c", SCRIPT, "cluster"]);
    }
    let user = ["postgres", "nobody"].into_iter().find(|user| succeeds("id", &[user])).expect("a user `postgres` or `nobody`");
    assert!(succeeds("chown", &[user, &dir.display().to_string()]), "root can give a folder to {user}");
    if succeeds("setpriv", &["--version"]) {
        let group = Command::new("id").args(["-g", user]).output().expect("id runs").stdout;
        let group = String::from_utf8(group).expect("a number");
        command("setpriv", &["--reuid", user, "--regid", group.trim(), "--clear-groups", "sh", "-c", SCRIPT, "cluster"])
    } else if succeeds("runuser", &["--version"]) {
        command("runuser", &["-u", user, "--", "sh", "-c", SCRIPT, "cluster"])
    } else {
        command("su", &["-s", "/bin/sh", "-c", SCRIPT, user, "cluster"])
    }
}

fn command(program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args);
    command
}

fn succeeds(program: &str, args: &[&str]) -> bool {
    command(program, args).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
