//! Plumbline's command line.

use clap::Parser;
use plumbline::commands::{self, Arguments};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    commands::run(Arguments::parse()).await
}
