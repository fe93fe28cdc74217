//! The mails of a dry run as they would be sent; only their links are left out, since they would open what nobody was sent yet.

use super::super::{Failure, say};
use plumbline_shared::clock::Clock;
use plumbline_shared::db::Conn;
use plumbline_shared::domain::plan::Language;
use plumbline_shared::error::Result;
use plumbline_shared::model::notification::Occasion;
use plumbline_shared::model::settings::Settings;
use plumbline_shared::ops::outbox::{Wording, draft};
use plumbline_shared::ops::run_check::{CheckReport, Recipient};
use plumbline_shared::render::{Message, Rendered};
use plumbline_worker::Post;
use plumbline_worker::post::{Envelope, languages};
use std::collections::HashMap;
use std::path::Path;

/// What a mail says before it is worded, and in which language it is to be; both when unknown.
pub type Drafted = (Message, Option<Language>);

/// What each recipient of a check would be told. To be rehearsed with it.
///
/// # Errors
/// Those of the database.
pub fn drafts(conn: &mut Conn, settings: &Settings, report: &CheckReport, wording: &Wording) -> Result<Vec<Option<Drafted>>> {
    report.recipients.iter().map(|recipient| draft(conn, settings, recipient.notification, wording)).collect()
}

/// Prints a mail's subject and text.
///
/// # Errors
/// When nothing can be printed.
pub fn print((message, language): &Drafted) -> std::result::Result<(), Failure> {
    let Rendered { subject, text, .. } = message.render(*language);
    say(&format!("\n  Subject: {subject}\n"))?;
    text.lines().try_for_each(|line| say(format!("  {line}").trim_end()))
}

/// Writes each mail into that folder, which is made when missing: as a file for a mail program (`.eml`) and as a page (`.html`), under
/// the address that it goes to; a further one whose address comes out the same is numbered.
///
/// # Errors
/// When a file cannot be written; where one is there from another run, it is written over.
pub fn write(folder: &Path, mails: &[(&Recipient, &Drafted)], (post, clock): (&Post, &Clock)) -> std::result::Result<(), Failure> {
    let cannot = |error: std::io::Error| Failure::Other(format!("{}: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(cannot)?;
    let mut names: HashMap<String, usize> = HashMap::new();
    for (recipient, (message, language)) in mails {
        let words = message.render(*language);
        let message_id = format!("{}@{}", recipient.notification, post.origin().domain);
        let (name, address, date) = (recipient.name.as_str(), recipient.email.as_str(), clock.now().instant.utc());
        let envelope = Envelope { name, address, message_id: &message_id, date, languages: languages(*language), unsubscribe: None };
        let bytes = post.freeze(&envelope, &words).map_err(|error| Failure::Other(format!("{address}: {error}")))?;
        let file = match recipient.occasion {
            Occasion::Summary => format!("{}-summary", file_name(address)),
            Occasion::Quarterly | Occasion::Daily => file_name(address),
        };
        let times = names.entry(file.to_lowercase()).and_modify(|times| *times += 1).or_insert(1);
        let file = if *times > 1 { format!("{file} ({times})") } else { file };
        std::fs::write(folder.join(format!("{file}.eml")), bytes).map_err(cannot)?;
        std::fs::write(folder.join(format!("{file}.html")), &words.html).map_err(cannot)?;
    }
    Ok(())
}

/// An address as part of a file's name: an address may hold what leads out of a folder.
fn file_name(address: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() || "@-_+.".contains(c) { c } else { '_' };
    address.trim_start_matches('.').chars().map(kept).collect()
}
