//! Mail as files, for trying things out and for places without a mail server.

use std::path::Path;

use tokio::{
    fs::{self, File},
    io::{self, AsyncWriteExt},
};

use super::outcome::{Outcome, Reply};

/// Longest file name made from a Message-ID, in characters.
const MAX_NAME: usize = 150;

/// Writes the message as `<Message-ID>.eml`, whole or not at all; the same message again replaces itself.
pub(super) async fn deliver(directory: &Path, bytes: &[u8]) -> Outcome {
    let Some(name) = file_name(bytes) else {
        return Outcome::Unsendable { detail: "the message has no Message-ID to name its file by".to_owned() };
    };
    match write(directory, &name, bytes).await {
        Ok(()) => Outcome::Accepted { reply: Reply { code: 250, text: format!("written to {name}") } },
        Err(error) => Outcome::ChannelDown { detail: format!("the mail directory cannot be written: {error}") },
    }
}

/// Sees whether messages could be written there.
pub(super) async fn probe(directory: &Path) -> io::Result<String> {
    if !fs::try_exists(directory).await? {
        return Ok(format!("the directory {} is made with the first mail", directory.display()));
    }
    let unique = getrandom::u64().map_err(io::Error::other)?;
    let draft = directory.join(format!(".probe.{unique:016x}.tmp"));
    File::create_new(&draft).await?;
    fs::remove_file(&draft).await?;
    Ok(format!("mails are written to {}", directory.display()))
}

async fn write(directory: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(directory).await?;
    let unique = getrandom::u64().map_err(io::Error::other)?;
    let draft = directory.join(format!(".{name}.{unique:016x}.tmp"));
    let written = async {
        let mut file = File::create_new(&draft).await?;
        file.write_all(bytes).await?;
        file.sync_all().await?;
        fs::rename(&draft, directory.join(name)).await
    };
    let result = written.await;
    if result.is_err() {
        let _ = fs::remove_file(&draft).await;
    }
    result
}

/// The Message-ID with all that could mean something to a file system replaced.
fn file_name(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let id = text.lines().take_while(|line| !line.is_empty()).find_map(|line| line.strip_prefix("Message-ID: "))?;
    let id = id.trim_matches(['<', '>', ' ']);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '@' | '+' | '.');
    let name: String = id.chars().take(MAX_NAME).map(|c| if plain(c) { c } else { '_' }).collect();
    let name = name.trim_start_matches('.');
    if name.is_empty() { None } else { Some(format!("{name}.eml")) }
}
