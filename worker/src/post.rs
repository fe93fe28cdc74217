//! How this process sends mail: from whom, through what, and with which links.

use crate::metrics::{self, Outcomes};
use plumbline_shared::config::{Config, ConfigError};
use plumbline_shared::domain::plan::Language;
use plumbline_shared::link::Signer;
use plumbline_shared::mail::{Draft, Mailbox, MessageError, Outcome, Sender, Transport};
use plumbline_shared::ops::audience::Origin;
use plumbline_shared::ops::outbox::Wording;
use plumbline_shared::render::Rendered;
use std::time::Duration;

/// How mail is sent. Without a transport, mails are composed and held.
pub struct Post {
    transport: Option<Transport>,
    from: Sender,
    reply_to: Sender,
    wording: Wording,
    lease: Duration,
    pace: Option<Duration>,
    redirect: Option<Sender>,
    outcomes: Outcomes,
}

impl Post {
    /// As configured.
    ///
    /// # Errors
    /// [`ConfigError`] when mail cannot go out that way.
    pub fn new(config: &Config, signer: Signer) -> Result<Self, ConfigError> {
        let deadline = Duration::from_secs(config.mail_deadline_seconds.into());
        let transport = config.smtp_url.as_ref().map(|destination| Transport::new(destination, deadline)).transpose();
        let transport = transport.map_err(|error| config.fault("smtp_url", error))?;
        let from = config.mail_from.clone();
        // Without an address of its own to reply to there is no team: replies then go where mails come from.
        let team = config.mail_reply_to.as_ref().map(|team| team.address.clone());
        let reply_to = config.mail_reply_to.clone().unwrap_or_else(|| from.clone());
        let (public_url, address) = (config.public_url.clone(), reply_to.address.clone());
        let wording = Wording { signer, public_url, link_days: config.link_days, reply_to: address, team };
        let lease = Duration::from_secs(config.mail_lease_seconds.into());
        let pace = Duration::from_secs(60).checked_div(config.mails_per_minute);
        let redirect = config.mail_redirect.clone();
        Ok(Self { transport, from, reply_to, wording, lease, pace, redirect, outcomes: metrics::outcomes() })
    }

    /// For how long a worker has a mail in hand.
    pub const fn lease(&self) -> Duration {
        self.lease
    }

    /// How long a worker waits from one mail to the next, where it is not to send more.
    pub const fn pace(&self) -> Option<Duration> {
        self.pace
    }

    /// Can mails go out, or are they held?
    pub const fn sends(&self) -> bool {
        self.transport.is_some()
    }

    /// Where mails come from.
    pub fn origin(&self) -> Origin {
        let domain = self.from.address.rsplit('@').next().unwrap_or("localhost").to_owned();
        Origin { domain, team: self.wording.team.clone() }
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
        fn mailbox(sender: &Sender) -> Mailbox<'_> {
            Mailbox { name: &sender.name, address: &sender.address }
        }
        let marked = self.redirect.as_ref().map(|_| format!("[{}] {}", mail.address, words.subject));
        let to = self.redirect.as_ref().map_or(Mailbox { name: mail.name, address: mail.address }, mailbox);
        let draft = Draft {
            from: mailbox(&self.from),
            reply_to: mailbox(&self.reply_to),
            to,
            subject: marked.as_deref().unwrap_or(&words.subject),
            text: &words.text,
            html: &words.html,
            message_id: mail.message_id,
            date: mail.date,
            languages: mail.languages,
            references: &[],
            unsubscribe: mail.unsubscribe,
        };
        draft.freeze()
    }

    /// Where a mail for that address goes: there, or to where all are redirected.
    pub fn sent_to<'a>(&'a self, address: &'a str) -> &'a str {
        self.redirect.as_ref().map_or(address, |redirect| redirect.address.as_str())
    }

    /// Hands the bytes over: to that address, or to the one that all mails are redirected to. That one's refusal says nothing
    /// about the address the mail was for.
    pub async fn send(&self, address: &str, bytes: &[u8]) -> Outcome {
        let sent_to = self.sent_to(address);
        let outcome = match &self.transport {
            Some(transport) => match transport.deliver(&self.from.address, sent_to, bytes).await {
                Outcome::Refused { reply, .. } if self.redirect.is_some() => Outcome::Refused { reply, address: false },
                outcome => outcome,
            },
            None => Outcome::ChannelDown { detail: "no smtp_url is set".to_owned() },
        };
        self.outcomes.get_or_create(&metrics::outcome(outcome.name())).inc();
        outcome
    }

    /// What became of all that was sent, counted since the start.
    pub const fn outcomes(&self) -> &Outcomes {
        &self.outcomes
    }

    /// From now on the mail server has seconds to answer, and not the whole deadline: the worker is to stop.
    pub fn hurry(&self) {
        if let Some(transport) = &self.transport {
            transport.hurry();
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
    /// Where they end such mails, if they may.
    pub unsubscribe: Option<&'a str>,
}

/// The languages that a mail in that one is in, in their order; in both when it is unknown.
pub const fn languages(language: Option<Language>) -> &'static [&'static str] {
    match language {
        Some(Language::English) => &["en"],
        Some(Language::Welsh) => &["cy"],
        None => &["cy", "en"],
    }
}
