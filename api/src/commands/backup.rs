//! `plumbline backup` and `plumbline restore`.

use super::{Outcome, say};
use plumbline_shared::clock::Clock;
use plumbline_shared::config::Config;
use plumbline_shared::ops::{Context, backup};
use std::path::Path;
use std::process::ExitCode;

pub fn back_up(config: &Config, file: &Path) -> Outcome {
    backup::back_up(&config.database_url, file)?;
    let size = file.metadata()?.len().div_ceil(1024);
    say(&format!("Backed up to {} ({size} kB), which was checked and is whole.", file.display()))?;
    say("It holds names, addresses and the secret that signs links: keep it as safe as the database.")?;
    Ok(ExitCode::SUCCESS)
}

pub fn restore(config: &Config, file: &Path) -> Outcome {
    let context = Context::new(Clock::system(config.today).now(), "restore");
    let restored = backup::restore(&config.database_url, file, &context)?;
    say(&format!("Restored {}.", file.display()))?;
    if let Some(aside) = restored.aside {
        say(&format!("What was there before is kept as {}.", aside.display()))?;
    }
    if restored.mails_waiting > 0 {
        say(&format!("{} mails waited when the backup was made, and may have been sent since.", restored.mails_waiting))?;
        say("To look first, start `plumbline serve --no-worker` and read /api/v1/notifications; a worker would send them.")?;
    }
    Ok(ExitCode::SUCCESS)
}
