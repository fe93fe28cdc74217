//! How this process sends mail: from whom, through what, and with which links.

use plumbline_shared::config::Config;
use plumbline_shared::link::Signer;
use plumbline_shared::mail::{Destination, Draft, Mailbox, MessageError, Outcome, Transport, TransportError, UrlError};
use plumbline_shared::ops::audience::Sender;
use plumbline_shared::ops::outbox::Wording;
use plumbline_shared::render::Rendered;
use secrecy::ExposeSecret;
use std::time::Duration;

/// How mail is sent. Without a transport, mails are composed and held.
pub struct Post {
    transport: Option<Transport>,
    from_name: String,
    from_address: String,
    wording: Wording,
    lease: Duration,
}

/// Why the mail settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// `smtp_url` names no way to send.
    #[error("smtp_url {0}")]
    Url(#[from] UrlError),
    /// The way it names cannot be prepared.
    #[error("smtp_url cannot be used: {0}")]
    Transport(#[from] TransportError),
    /// `mail_from` is no address.
    #[error("mail_from must be an address, or a name and an address as in `Plumbline <plumbline@council.example>`")]
    From,
}

impl Post {
    /// As configured.
    ///
    /// # Errors
    /// [`PostError`] names the key.
    pub fn new(config: &Config, signer: Signer) -> Result<Self, PostError> {
        let (from_name, from_address) = mailbox(&config.mail_from).ok_or(PostError::From)?;
        let url = config.smtp_url.expose_secret();
        let deadline = Duration::from_secs(config.mail_deadline_seconds.into());
        let transport = if url.is_empty() { None } else { Some(Transport::new(&url.parse::<Destination>()?, deadline)?) };
        let reply_to = if config.mail_reply_to.is_empty() { from_address.clone() } else { config.mail_reply_to.clone() };
        // Without an address of its own to reply to there is no team: replies then go where mails come from.
        let team = mailbox(&config.mail_reply_to).map(|(_, address)| address);
        let wording = Wording { signer, public_url: config.public_url.clone(), link_days: config.link_days, reply_to, team };
        let lease = Duration::from_secs(config.mail_lease_seconds.into());
        Ok(Self { transport, from_name, from_address, wording, lease })
    }

    /// For how long a worker has a mail in hand.
    pub const fn lease(&self) -> Duration {
        self.lease
    }

    /// Can mails go out, or are they held?
    pub const fn sends(&self) -> bool {
        self.transport.is_some()
    }

    /// Where mails come from.
    pub fn sender(&self) -> Sender {
        let domain = self.from_address.rsplit('@').next().unwrap_or("localhost").to_owned();
        Sender { domain, team: self.wording.team.clone() }
    }

    /// What digests are worded with.
    pub const fn wording(&self) -> &Wording {
        &self.wording
    }

    /// Fixes the bytes of a mail.
    ///
    /// # Errors
    /// When it could not be sent by any server.
    pub fn freeze(&self, mail: &Envelope<'_>, words: &Rendered) -> Result<Vec<u8>, MessageError> {
        let reply_to = mailbox(&self.wording.reply_to).unwrap_or_default();
        let draft = Draft {
            from: Mailbox { name: &self.from_name, address: &self.from_address },
            reply_to: Mailbox { name: &reply_to.0, address: &reply_to.1 },
            to: Mailbox { name: mail.name, address: mail.address },
            subject: &words.subject,
            text: &words.text,
            html: &words.html,
            message_id: mail.message_id,
            date: mail.date,
            languages: mail.languages,
            references: &[],
        };
        draft.freeze()
    }

    /// Hands the bytes over.
    pub async fn send(&self, address: &str, bytes: &[u8]) -> Outcome {
        match &self.transport {
            Some(transport) => transport.deliver(&self.from_address, address, bytes).await,
            None => Outcome::ChannelDown { detail: "no smtp_url is set".to_owned() },
        }
    }

    /// Takes leave of the mail server.
    pub async fn close(&self) {
        if let Some(transport) = &self.transport {
            transport.close().await;
        }
    }
}

/// To whom a mail goes, and what tells it from others.
pub struct Envelope<'a> {
    /// Name of the recipient.
    pub name: &'a str,
    /// Their address.
    pub address: &'a str,
    /// Its Message-ID, without angle brackets.
    pub message_id: &'a str,
    /// When it was worded.
    pub date: chrono::DateTime<chrono::Utc>,
    /// The languages it is in, in their order.
    pub languages: &'a [&'a str],
}

/// The name and the address of `Name <address>`, or of an address alone.
fn mailbox(text: &str) -> Option<(String, String)> {
    let (name, address) = match text.split_once('<') {
        Some((name, rest)) => (name.trim().trim_matches('"'), rest.trim().strip_suffix('>')?),
        None => ("", text.trim()),
    };
    let (local, domain) = address.rsplit_once('@')?;
    let plain = !local.is_empty() && !domain.is_empty() && !address.contains([' ', '<', '>']);
    plain.then(|| (name.to_owned(), address.to_owned()))
}
