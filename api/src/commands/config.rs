//! `plumbline config`: what is set, by whom, and what is wrong with it.

use super::{Failure, Outcome, say, say_json};
use clap::Subcommand;
use plumbline_shared::config::{Overrides, Report};
use plumbline_worker::logging;
use std::path::Path;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Settings {
    /// Show every setting with who set it, and everything that is wrong; passwords are not shown.
    Check {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
}

impl Settings {
    pub fn run(self, file: Option<&Path>, overrides: &Overrides) -> Outcome {
        let Self::Check { json } = self;
        let mut report = Report::new(file, overrides);
        if let Some(fault) = report.config.as_ref().and_then(|config| logging::filter(config).err()) {
            report.faults.push(fault);
        }
        if json {
            say_json(&report)?;
        } else {
            print(&report)?;
        }
        Ok(if report.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn print(report: &Report) -> Result<(), Failure> {
    for setting in &report.settings {
        let value = setting.value.as_str().map_or_else(|| setting.value.to_string(), str::to_owned);
        let value = if value.is_empty() { "(empty)" } else { &value };
        say(&format!("{:22} {value:40} {}", setting.key, setting.source))?;
    }
    report.warnings.iter().try_for_each(|one| say(&format!("Warning: {}: {}; {}.", one.key, one.detail, one.remedy)))?;
    match report.faults.len() {
        0 => say("The settings are good."),
        _ => report.faults.iter().try_for_each(|fault| say(&format!("Fault: {}", fault.told()))),
    }
}
