//! A mail server that is not ours: Debian's aiosmtpd, which puts what it takes into a mailbox folder.

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// A running server; it stops when dropped.
pub struct Aiosmtpd {
    port: u16,
    mailbox: TempDir,
    process: Child,
}

impl Aiosmtpd {
    /// Starts one on a free port of 127.0.0.1.
    ///
    /// # Panics
    /// When it is not installed: a test of real delivery is never skipped.
    pub fn start() -> Self {
        // Another process may take the port between the question and the use of it.
        (0..5).find_map(|_| Self::attempt()).expect("aiosmtpd answers on a free port")
    }

    fn attempt() -> Option<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let mailbox = tempfile::tempdir().unwrap();
        let process = Command::new("aiosmtpd")
            .args(["--nosetuid", "--listen", &format!("127.0.0.1:{port}"), "--class", "aiosmtpd.handlers.Mailbox"])
            .arg(mailbox.path().join("taken"))
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("aiosmtpd does not start ({error}); `./check --setup` installs it"));
        let mut server = Self { port, mailbox, process };
        for _ in 0..200 {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                return Some(server);
            }
            if server.process.try_wait().unwrap().is_some() {
                return None;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        None
    }

    /// What to set as `smtp_url`.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}?tls=none", self.port)
    }

    /// The messages it has taken so far, in no order.
    pub fn taken(&self) -> Vec<Vec<u8>> {
        read_all(&self.mailbox.path().join("taken/new"))
    }
}

fn read_all(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
}

impl Drop for Aiosmtpd {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
