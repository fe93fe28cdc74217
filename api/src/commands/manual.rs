//! `plumbline completions` and `plumbline man`: what the command line says of itself.

use super::{Arguments, Failure, Outcome, say};
use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::{Man, generate_to};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

pub fn completions(shell: Shell) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "plumbline", &mut script);
    write(&script)
}

pub fn pages(folder: Option<&Path>) -> Outcome {
    let Some(folder) = folder else {
        let mut page = Vec::new();
        Man::new(Arguments::command()).render(&mut page)?;
        return write(&page);
    };
    std::fs::create_dir_all(folder)?;
    generate_to(Arguments::command(), folder)?;
    say(&format!("The manual's pages are in {}.", folder.display()))?;
    Ok(ExitCode::SUCCESS)
}

fn write(bytes: &[u8]) -> Outcome {
    std::io::stdout().write_all(bytes).map_err(Failure::from)?;
    Ok(ExitCode::SUCCESS)
}
