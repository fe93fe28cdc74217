//! What became of handing one message over.

use std::fmt;

/// What became of handing one message over to the next mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The server has it and answers for it.
    Accepted {
        /// Its answer to the message.
        reply: Reply,
    },
    /// 4xx to RCPT, DATA or the message: this recipient later.
    Deferred {
        /// Its answer.
        reply: Reply,
    },
    /// 5xx to RCPT, DATA or the message: this recipient never.
    Refused {
        /// Its answer.
        reply: Reply,
    },
    /// All of the message was sent and no usable answer came: it may have been accepted.
    Uncertain {
        /// What happened in place of an answer.
        detail: String,
    },
    /// Nothing was accepted, for a reason that has nothing to do with this message: no attempt is spent.
    ChannelDown {
        /// What stopped it, and at which step.
        detail: String,
    },
    /// The message or an address could be sent by no server; nothing was tried. Our mistake, not the recipient's.
    Unsendable {
        /// What is wrong with it.
        detail: String,
    },
}

impl Outcome {
    /// Every outcome's name.
    pub const NAMES: [&str; 6] = ["accepted", "deferred", "refused", "uncertain", "channel_down", "unsendable"];

    /// Its name, for logs and measures.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Deferred { .. } => "deferred",
            Self::Refused { .. } => "refused",
            Self::Uncertain { .. } => "uncertain",
            Self::ChannelDown { .. } => "channel_down",
            Self::Unsendable { .. } => "unsendable",
        }
    }
}

/// A server's answer. Safe to store and log: addresses and control characters are taken out of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Three digits, 200 to 599.
    pub code: u16,
    /// What the server said, lines separated by `\n`.
    pub text: String,
}

impl Reply {
    pub(super) fn is_positive(&self) -> bool {
        (200..300).contains(&self.code)
    }

    pub(super) fn is_transient(&self) -> bool {
        (400..500).contains(&self.code)
    }

    pub(super) fn is_permanent(&self) -> bool {
        (500..600).contains(&self.code)
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.text.replace('\n', " "))
    }
}
