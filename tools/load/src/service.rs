//! The service under load: its command line, its process, its memory.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::Fallible;
use crate::council::TODAY;
use crate::http::Connection;

/// The binary and the surroundings it runs in.
pub struct Plumbline {
    /// An absolute path.
    pub binary: PathBuf,
    /// Where it runs, and where its log goes.
    pub dir: PathBuf,
    /// Its database.
    pub database_url: String,
}

impl Plumbline {
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(args).current_dir(&self.dir).env("PLUMBLINE_DATABASE_URL", &self.database_url).env("PLUMBLINE_TODAY", TODAY);
        // All the load comes with one key.
        command.env("PLUMBLINE_REQUESTS_PER_MINUTE", "0");
        command.stdin(Stdio::null());
        command
    }

    /// Runs one command to its end, gives what it printed. Fails with its error output.
    pub fn run(&self, args: &[&str]) -> Fallible<String> {
        let output = self.command(args).output()?;
        if output.status.success() {
            return Ok(String::from_utf8(output.stdout)?);
        }
        Err(format!("plumbline {} failed ({})\n{}", args.join(" "), output.status, String::from_utf8_lossy(&output.stderr)).into())
    }

    /// Starts one command that goes on until it is stopped.
    pub fn start(&self, args: &[&str]) -> Fallible<Process> {
        let log = self.dir.join("plumbline.log");
        let written = File::create(&log)?;
        let child = self.command(args).stdout(written.try_clone()?).stderr(written).spawn()?;
        Ok(Process { child, log })
    }
}

/// Memory of a process, in KiB.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory {
    /// Resident now.
    pub now: u64,
    /// The most that ever was resident.
    pub peak: u64,
}

/// A running program, killed when dropped.
pub struct Process {
    child: Child,
    log: PathBuf,
}

/// A running service, killed when dropped.
pub struct Service {
    process: Process,
    /// Where it answers.
    pub address: SocketAddr,
}

impl Service {
    /// Starts the service and waits, at most thirty seconds, until it answers.
    pub async fn start(plumbline: &Plumbline) -> Fallible<Self> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let process = plumbline.start(&["serve", "--no-worker", "--listen", &address.to_string()])?;
        let mut service = Self { process, address };
        for _ in 0..600 {
            if service.answers().await {
                return Ok(service);
            }
            if !service.process.runs()? {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(format!("the service does not answer on {address}; its log:\n{}", service.process.log()?).into())
    }

    async fn answers(&self) -> bool {
        let Ok(mut connection) = Connection::open(self.address).await else { return false };
        connection.exchange(b"GET /livez HTTP/1.1\r\nhost: load.example\r\n\r\n").await.is_ok_and(|status| status == 200)
    }

    /// The service's memory, where the system tells (Linux).
    pub fn memory(&self) -> Option<Memory> {
        self.process.memory()
    }
}

impl Process {
    /// Its memory, where the system tells (Linux).
    pub fn memory(&self) -> Option<Memory> {
        memory(&fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?)
    }

    /// Has it not ended?
    pub fn runs(&mut self) -> Fallible<bool> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// What it has said so far.
    pub fn log(&self) -> Fallible<String> {
        Ok(fs::read_to_string(&self.log)?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A service that has ended already is as good as killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn memory(status: &str) -> Option<Memory> {
    let kib = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)?.trim().strip_suffix(" kB")?.parse().ok());
    Some(Memory { now: kib("VmRSS:")?, peak: kib("VmHWM:")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_memory_as_linux_writes_it() {
        let status = "Name:\tplumbline\nVmPeak:\t  999999 kB\nVmHWM:\t   24704 kB\nVmRSS:\t   20480 kB\nThreads:\t9\n";
        assert_eq!(memory(status), Some(Memory { now: 20_480, peak: 24_704 }));
        assert_eq!(memory("Name:\tplumbline\n"), None);
    }

    #[test]
    fn a_failed_command_says_what_it_said() {
        let plumbline = Plumbline { binary: "/bin/sh".into(), dir: "/".into(), database_url: "sqlite:none".into() };
        let error = plumbline.run(&["-c", "echo $PLUMBLINE_DATABASE_URL is wrong >&2; exit 3"]).unwrap_err().to_string();
        assert!(error.contains("sqlite:none is wrong") && error.contains('3'), "{error}");
        assert_eq!(plumbline.run(&["-c", "echo a key"]).unwrap(), "a key\n");
    }
}
