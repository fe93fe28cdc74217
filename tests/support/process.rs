//! The program as a process: the test program itself, told by the environment to be `plumbline`.

use super::service::Record;
use clap::Parser;
use plumbline::commands::{self, Arguments};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitCode, Output, Stdio};
use std::time::Duration;

/// Holds the arguments of the process that is to be started.
const BE_PLUMBLINE: &str = "BE_PLUMBLINE";
/// Between two arguments; some of them hold line ends.
const BETWEEN: char = '\u{1f}';
/// What the test program itself writes before a test begins.
const PREAMBLE: &str = "\nrunning 1 test\n";

/// Becomes `plumbline` where the environment says so, and ends as it does. To be called by the test named in [`command`].
pub fn be_plumbline() {
    let Ok(arguments) = std::env::var(BE_PLUMBLINE) else { return };
    let arguments = Arguments::parse_from(std::iter::once("plumbline").chain(arguments.split(BETWEEN)));
    let ended = tokio::runtime::Runtime::new().unwrap().block_on(commands::run(arguments));
    let code = (0..=u8::MAX).find(|code| ExitCode::from(*code) == ended).unwrap();
    std::process::exit(code.into());
}

/// `plumbline` with those arguments, on that record and with no settings besides; its output is kept.
pub fn command(record: &Record, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "command_line::plumbline_process", "--nocapture"]).current_dir(record.folder());
    command.env(BE_PLUMBLINE, arguments.join(&BETWEEN.to_string())).env("PLUMBLINE_DATABASE_URL", &record.url);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Sends a signal, such as `TERM`: by the shell, which has `kill` built in where no program of that name is installed.
pub fn signal(process: &Child, name: &str) {
    assert!(Command::new("sh").arg("-c").arg(format!("kill -{name} {}", process.id())).status().unwrap().success());
}

/// What a process ended with: its exit code, standard output and standard error.
pub fn ended(output: Output) -> (i32, String, String) {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(output.stdout), text(output.stderr));
    (output.status.code().expect("no signal ended it"), out.strip_prefix(PREAMBLE).unwrap_or(&out).to_owned(), err)
}

/// The API as a process of its own, on that record: the process, its address, and the key that it gives to the first.
pub fn served(record: &Record) -> (Child, String, String) {
    let mut process = command(record, &["serve", "--no-worker", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address =
        lines.find_map(|line| line.split_once("listens on ").and_then(|(_, rest)| Some(rest.split_once(';')?.0.to_owned()))).unwrap();
    let key = lines.find_map(|line| line.trim().starts_with("plb_").then(|| line.trim().to_owned())).unwrap();
    // A process that nobody listens to fails.
    std::thread::spawn(move || lines.for_each(drop));
    (process, address, key)
}

/// The most that the process ever held, in KiB.
pub fn peak(process: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// How long the process has worked.
pub fn worked(process: &Child) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", process.id())).unwrap();
    // After the name, which may hold spaces: the 14th and 15th fields, in hundredths of a second.
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    Duration::from_millis(10 * (fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()))
}
