//! The program as a process: the test program itself, told by the environment to be `plumbline`.

use super::service::Record;
use clap::Parser;
use plumbline::commands::{self, Arguments};
use std::process::{Child, Command, ExitCode, Output, Stdio};

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
