//! What the server is told to do.

use std::time::Duration;

use tokio_rustls::TlsAcceptor;

/// A step of the conversation at which the server can misbehave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Greeting,
    Ehlo,
    StartTls,
    Auth,
    Reset,
    Mail,
    Rcpt,
    Data,
    /// The message has been read to its end.
    End,
}

/// What the server does at a step.
#[derive(Debug, Clone)]
pub enum Act {
    /// Answers `code text`; a text of several lines makes an answer of several lines.
    Reply(u16, String),
    /// Sends these bytes in place of an answer, and goes on.
    Raw(Vec<u8>),
    /// Waits, then does the other thing.
    After(Duration, Box<Act>),
    /// Sends these bytes one at a time with a pause before each, and then goes on.
    Trickle(Vec<u8>, Duration),
    /// Never answers, and keeps the connection.
    Stall,
    /// Answers `code text`, then closes the connection.
    ReplyAndClose(u16, String),
    /// Closes the connection without an answer.
    Drop,
    /// At DATA: asks for the message, reads this many bytes of it, and closes the connection.
    DropAfterReading(usize),
}

impl Act {
    pub fn reply(code: u16, text: &str) -> Self {
        Self::Reply(code, text.to_owned())
    }

    /// The code it answers; 0 if it gives no proper answer.
    pub(super) fn code(&self) -> u16 {
        match self {
            Self::Reply(code, _) | Self::ReplyAndClose(code, _) => *code,
            Self::Raw(bytes) | Self::Trickle(bytes, _) => {
                bytes.get(..3).and_then(|code| std::str::from_utf8(code).ok()?.parse().ok()).unwrap_or(0)
            }
            Self::After(_, act) => act.code(),
            Self::Stall | Self::Drop | Self::DropAfterReading(_) => 0,
        }
    }
}

/// How the server behaves; where nothing is said, it accepts.
#[derive(Default)]
pub struct Script {
    rules: Vec<Rule>,
    tls: Option<Tls>,
    lax: bool,
    offers: Vec<String>,
}

#[derive(Clone)]
pub(super) enum Tls {
    Implicit(TlsAcceptor),
    StartTls(TlsAcceptor),
}

struct Rule {
    stage: Stage,
    /// Only for a command that holds this text (an address, say).
    about: Option<String>,
    /// How often it still applies.
    left: usize,
    act: Act,
}

impl Script {
    /// At this step, always.
    pub fn on(self, stage: Stage, act: Act) -> Self {
        self.rule(stage, None, usize::MAX, act)
    }

    /// At this step, the next time it comes; several are used up in order, and before what applies always.
    pub fn once(self, stage: Stage, act: Act) -> Self {
        self.rule(stage, None, 1, act)
    }

    /// When RCPT names this address, always.
    pub fn recipient(self, address: &str, act: Act) -> Self {
        self.rule(Stage::Rcpt, Some(address.to_owned()), usize::MAX, act)
    }

    /// Offers an extension in the answer to EHLO.
    pub fn offer(mut self, extension: &str) -> Self {
        self.offers.push(extension.to_owned());
        self
    }

    /// Speaks TLS from the first byte.
    pub fn implicit_tls(mut self, acceptor: TlsAcceptor) -> Self {
        self.tls = Some(Tls::Implicit(acceptor));
        self
    }

    /// Offers STARTTLS.
    pub fn starttls(mut self, acceptor: TlsAcceptor) -> Self {
        self.tls = Some(Tls::StartTls(acceptor));
        self.offer("STARTTLS")
    }

    /// Takes a dot between any two of CR and LF for the end of a message, as careless servers do.
    pub fn lax(mut self) -> Self {
        self.lax = true;
        self
    }

    fn rule(mut self, stage: Stage, about: Option<String>, left: usize, act: Act) -> Self {
        self.rules.push(Rule { stage, about, left, act });
        self
    }

    pub(super) fn tls(&self) -> Option<Tls> {
        self.tls.clone()
    }

    pub(super) fn is_lax(&self) -> bool {
        self.lax
    }

    /// The lines of the answer to EHLO.
    pub(super) fn greeting_lines(&self) -> String {
        [&["sink".to_owned()], &self.offers[..]].concat().join("\n")
    }

    /// What to do now, if anything special; rules for a number of times go first, and are used up.
    pub(super) fn next(&mut self, stage: Stage, line: &str) -> Option<Act> {
        let applies = |rule: &Rule| rule.stage == stage && rule.left > 0 && rule.about.as_ref().is_none_or(|about| line.contains(about));
        let numbered = self.rules.iter().position(|rule| applies(rule) && rule.left < usize::MAX);
        if let Some(index) = numbered {
            self.rules[index].left -= 1;
            return Some(self.rules[index].act.clone());
        }
        self.rules.iter().find(|rule| applies(rule)).map(|rule| rule.act.clone())
    }
}
