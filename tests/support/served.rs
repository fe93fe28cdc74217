//! The service as a process of its own, with settings in its environment.

use super::process::{command, signal};
use super::service::Record;
use reqwest::{Client, Method, RequestBuilder};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Command};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A service as a process; it ends with the test.
pub struct Served {
    /// Where it answers: `http://127.0.0.1:port`.
    pub base: String,
    /// The admin's key that its first start showed.
    pub key: String,
    child: Child,
    logs: Arc<Mutex<String>>,
}

impl Served {
    /// `plumbline serve` on a new record, with those flags and settings.
    pub fn start(record: &Record, flags: &[&str], settings: &[(&str, &str)]) -> Self {
        Self::started(Self::command(record, flags, settings))
    }

    /// As [`Served::start`], not yet started.
    pub fn command(record: &Record, flags: &[&str], settings: &[(&str, &str)]) -> Command {
        let mut command = command(record, &[&["serve", "--listen", "127.0.0.1:0"], flags].concat());
        command.envs(settings.iter().copied());
        command
    }

    /// That command, started on a new record.
    pub fn started(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let logs = keep(child.stderr.take().unwrap());
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let base = said.find_map(|line| Some(line.split_once("listens on ")?.1.split_once(';')?.0.to_owned()));
        let base = base.unwrap_or_else(|| panic!("it does not start: {}", logs.lock().unwrap()));
        let key = said.find(|line| line.trim().starts_with("plb_")).unwrap().trim().to_owned();
        std::thread::spawn(move || said.for_each(drop));
        Self { base, key, child, logs }
    }

    /// A request without a key.
    pub fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        Client::new().request(method, format!("{}{path}", self.base))
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has logged so far.
    pub fn logs(&self) -> String {
        self.logs.lock().unwrap().clone()
    }

    /// Stops it by SIGTERM; it must end well. How long that took.
    pub async fn stop(&mut self) -> Duration {
        let begun = Instant::now();
        signal(&self.child, "TERM");
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert!(status.success(), "{status}: {}", self.logs());
                return begun.elapsed();
            }
            assert!(begun.elapsed().as_secs() < 60, "it does not stop: {}", self.logs());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Reads to the end, so that whoever writes is not made to wait.
fn keep(mut from: ChildStderr) -> Arc<Mutex<String>> {
    let kept = Arc::new(Mutex::new(String::new()));
    let shared = Arc::clone(&kept);
    std::thread::spawn(move || {
        let mut piece = [0; 8192];
        while let Ok(read @ 1..) = from.read(&mut piece) {
            shared.lock().unwrap().push_str(&String::from_utf8_lossy(&piece[..read]));
        }
    });
    kept
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
