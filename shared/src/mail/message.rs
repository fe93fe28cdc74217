//! A message, from its words to the exact bytes that every attempt sends.

use std::{panic::catch_unwind, time::SystemTime};

use chrono::{DateTime, Datelike, Utc};
use lettre::message::{
    Body, Mailbox as LettreMailbox, Message, MultiPart, SinglePart,
    header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
};
use sha2::{Digest, Sha256};

use super::address::{self, AddressError};

/// Longest display name that is kept, in characters.
const MAX_NAME: usize = 120;
/// Longest subject that is kept, in characters.
const MAX_SUBJECT: usize = 250;
/// Longest Message-ID, in bytes: it must fit one header line.
const MAX_MESSAGE_ID: usize = 200;
/// Longest address to unsubscribe at, in bytes: with its name it must fit one header line.
const MAX_LINK: usize = 900;
/// How many earlier messages a reference names: the newest ones.
const MAX_REFERENCES: usize = 20;

/// An address and the name shown with it. What a name must not hold is taken out of it; an empty name is not shown.
#[derive(Debug, Clone, Copy)]
pub struct Mailbox<'a> {
    /// Name for people.
    pub name: &'a str,
    /// `name@domain`, printable ASCII.
    pub address: &'a str,
}

/// All that one message says. The same draft gives the same bytes.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// Sender.
    pub from: Mailbox<'a>,
    /// Who receives answers.
    pub reply_to: Mailbox<'a>,
    /// The one recipient.
    pub to: Mailbox<'a>,
    /// Subject line; cut and cleaned like a name.
    pub subject: &'a str,
    /// The words without markup.
    pub text: &'a str,
    /// The same in HTML.
    pub html: &'a str,
    /// `unique@domain`, without angle brackets; also names the MIME boundary.
    pub message_id: &'a str,
    /// When the message was composed, kept over retries. Years 1970 to 9999, to the second.
    pub date: DateTime<Utc>,
    /// Language tags, in the order of the text: `["cy", "en"]`.
    pub languages: &'a [&'a str],
    /// Message-IDs of earlier messages on the same matter, oldest first, without angle brackets.
    pub references: &'a [&'a str],
    /// Where the recipient ends such mails, if they may: one POST there does it (RFC 8058). A web address; for one click, https.
    pub unsubscribe: Option<&'a str>,
}

/// Why a draft cannot become a message. The text repeats nothing of the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// An address cannot be used.
    #[error("{field}: {error}")]
    Address {
        /// `from`, `reply_to` or `to`.
        field: &'static str,
        /// What is wrong with it.
        error: AddressError,
    },
    /// A Message-ID (its own or one referred to) is not `unique@domain`.
    #[error("a Message-ID is not of the form unique@domain, in at most {MAX_MESSAGE_ID} characters")]
    MessageId,
    /// No language, or something that is not a language tag.
    #[error("languages are tags such as en and cy, at least one")]
    Language,
    /// What ends such mails is no web address that a header can carry.
    #[error("the address to unsubscribe at is not http or https, in at most {MAX_LINK} printable characters")]
    Unsubscribe,
    /// A date that a message cannot carry.
    #[error("the date is outside the years 1970 to 9999")]
    Date,
    /// The library refused the parts, or panicked over them.
    #[error("the message could not be put together")]
    Build,
}

impl Draft<'_> {
    /// The exact bytes to store and to send: ASCII, lines end in CRLF, bodies are quoted-printable.
    ///
    /// # Errors
    /// If an address, a Message-ID, a language or the date cannot be used. No name, subject or body is refused.
    pub fn freeze(&self) -> Result<Vec<u8>, MessageError> {
        for id in self.references.iter().copied().chain([self.message_id]) {
            check_id(id)?;
        }
        if !(1970..=9999).contains(&self.date.year()) {
            return Err(MessageError::Date);
        }
        self.unsubscribe.map_or(Ok(()), check_link)?;
        let language = self.content_language()?;
        let from = mailbox("from", self.from)?;
        let reply_to = mailbox("reply_to", self.reply_to)?;
        let to = mailbox("to", self.to)?;
        // The library has panicked over a name before: a message that cannot be built must not end its worker.
        let built = catch_unwind(|| self.build(from, reply_to, to, language));
        built.map_err(|_| MessageError::Build)?
    }

    fn build(&self, from: LettreMailbox, reply_to: LettreMailbox, to: LettreMailbox, language: String) -> Result<Vec<u8>, MessageError> {
        let mut builder = Message::builder()
            .from(from)
            .reply_to(reply_to)
            .to(to)
            .subject(displayable(self.subject, MAX_SUBJECT))
            .message_id(Some(bracketed(self.message_id)))
            .date(SystemTime::from(self.date))
            .raw_header(header("Content-Language", language))
            .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
            .raw_header(header("X-Auto-Response-Suppress", "All".to_owned()));
        if !self.references.is_empty() {
            let newest = self.references.iter().skip(self.references.len().saturating_sub(MAX_REFERENCES));
            builder = builder.references(newest.map(|id| bracketed(id)).collect::<Vec<_>>().join(" "));
        }
        if let Some(link) = self.unsubscribe {
            builder = builder.raw_header(header("List-Unsubscribe", bracketed(link)));
            // Mail programs show their own button only for links that are encrypted and signed.
            if link.starts_with("https://") {
                builder = builder.raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
            }
        }
        let parts = MultiPart::alternative()
            .boundary(boundary(self.message_id))
            .singlepart(part(ContentType::TEXT_PLAIN, self.text)?)
            .singlepart(part(ContentType::TEXT_HTML, self.html)?);
        Ok(builder.multipart(parts).map_err(|_| MessageError::Build)?.formatted())
    }

    fn content_language(&self) -> Result<String, MessageError> {
        let is_tag = |tag: &&str| {
            (2..=35).contains(&tag.len())
                && tag.starts_with(|c: char| c.is_ascii_alphabetic())
                && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        if self.languages.is_empty() || !self.languages.iter().all(is_tag) {
            return Err(MessageError::Language);
        }
        Ok(self.languages.join(", "))
    }
}

fn mailbox(field: &'static str, mailbox: Mailbox<'_>) -> Result<LettreMailbox, MessageError> {
    let address = address::check(mailbox.address).map_err(|error| MessageError::Address { field, error })?;
    let name = displayable(mailbox.name, MAX_NAME);
    Ok(LettreMailbox::new(Some(name).filter(|name| !name.is_empty()), address))
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

fn part(kind: ContentType, text: &str) -> Result<SinglePart, MessageError> {
    // A bare CR could end a line, and with a dot the message, for a careless server.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let body = Body::new_with_encoding(text, ContentTransferEncoding::QuotedPrintable).map_err(|_| MessageError::Build)?;
    Ok(SinglePart::builder().header(kind).body(body))
}

fn check_id(id: &str) -> Result<(), MessageError> {
    let (left, right) = id.split_once('@').ok_or(MessageError::MessageId)?;
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.+=".contains(&byte));
    if id.len() <= MAX_MESSAGE_ID && plain(left) && plain(right) { Ok(()) } else { Err(MessageError::MessageId) }
}

fn check_link(link: &str) -> Result<(), MessageError> {
    let is_web = link.starts_with("https://") || link.starts_with("http://");
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"<>,\"\\".contains(&byte);
    if is_web && link.len() <= MAX_LINK && link.bytes().all(plain) { Ok(()) } else { Err(MessageError::Unsubscribe) }
}

fn bracketed(id: &str) -> String {
    format!("<{id}>")
}

/// The same for the same message; `=_` cannot occur in quoted-printable text, so no body can hold it.
fn boundary(message_id: &str) -> String {
    let digest = Sha256::digest(message_id.as_bytes());
    digest.iter().take(16).fold("=_".to_owned(), |boundary, byte| format!("{boundary}{byte:02x}"))
}

/// A header text without what could end a line, turn the reading direction round, or pass for an encoded word.
fn displayable(text: &str, max: usize) -> String {
    let visible = text.chars().filter(|&c| !is_invisible(c)).map(|c| if c.is_control() { ' ' } else { c });
    let visible: String = visible.collect::<String>().replace("=?", "= ?");
    let words = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(max).collect::<String>().trim_end().to_owned()
}

/// Directional marks, embeddings, overrides and isolates, and characters of no width.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
