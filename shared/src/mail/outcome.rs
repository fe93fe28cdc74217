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
        /// It is the address that the server does not take, whoever writes to it and whatever they say.
        address: bool,
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
    /// As when the channel is down, but other mails went through since the last time: it is this one at which the server hangs up.
    /// Whoever keeps count of the mails says so; no transport can.
    BrokenOff {
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
    pub const NAMES: [&str; 7] = ["accepted", "deferred", "refused", "uncertain", "channel_down", "broken_off", "unsendable"];

    /// Its name, for logs and measures.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Deferred { .. } => "deferred",
            Self::Refused { .. } => "refused",
            Self::Uncertain { .. } => "uncertain",
            Self::ChannelDown { .. } => "channel_down",
            Self::BrokenOff { .. } => "broken_off",
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

    /// Said to RCPT: is it about that one address? An enhanced code (RFC 3463) says so, the others about the sender, the server or
    /// its rules; where there is none, or one that says nothing, the code does. A server that relays for nobody says the same to
    /// every recipient, often with the code of an address.
    pub(super) fn refuses_address(&self) -> bool {
        if !self.is_permanent() {
            return false;
        }
        match self.enhanced() {
            // Exchange Online has 5.4.1 for people whom it does not know.
            Some((1, detail)) => !matches!(detail, 7 | 8),
            Some((2, 1) | (4, 1)) => true,
            Some((0 | 5, 0)) | None => matches!(self.code, 550 | 551 | 553 | 556) && !self.blames_another(),
            Some(_) => false,
        }
    }

    /// Does it speak of something else than whether there is such a person?
    fn blames_another(&self) -> bool {
        const OTHERS: [&str; 22] = [
            "authenticat",
            "banned",
            "black list",
            "blacklist",
            "block",
            "dkim",
            "dmarc",
            "dnsbl",
            "is full",
            "limit",
            "mailbox full",
            "policy",
            "quota",
            "rbl",
            "relay",
            "reputation",
            "rule",
            "sender",
            "spam",
            "spf",
            "too many",
            "virus",
        ];
        let text = self.text.to_ascii_lowercase();
        OTHERS.iter().any(|other| text.contains(other))
    }

    /// Subject and detail of the enhanced code of a permanent failure, wherever in the text it stands.
    fn enhanced(&self) -> Option<(u16, u16)> {
        self.text.split_whitespace().find_map(|word| {
            let mut parts = word.trim_matches(|c: char| !c.is_ascii_digit()).split('.');
            let (class, subject, detail, end) = (parts.next()?, parts.next()?, parts.next()?, parts.next());
            (class == "5" && end.is_none()).then_some((subject.parse().ok()?, detail.parse().ok()?))
        })
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.text.replace('\n', " "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_an_address_is_told_from_what_is_said_of_the_sender() {
        let cases = [
            (550, "no such person", true),
            (550, "5.1.1 <(address) User unknown", true),
            (550, "5.4.1 Recipient address rejected: Access denied. [AM6EUR05FT012.eop-eur05.prod.protection.outlook.com]", true),
            (550, "5.2.1 mailbox disabled", true),
            (550, "5.5.0 Requested action not taken: mailbox unavailable", true),
            (551, "user not local", true),
            (553, "mailbox name not allowed", true),
            (554, "5.1.10 RESOLVER.ADR.RecipientNotFound", true),
            (550, "not listed in Domino Directory", true),
            (550, "Unrouteable address", true),
            (550, "relay not permitted", false),
            (550, "Mailbox full", false),
            (550, "rejected because 192.0.2.7 is in a black list at zen.spamhaus.org", false),
            (550, "Message refused by policy: too many recipients today", false),
            (550, "Sender verify failed", false),
            (553, "quota exceeded", false),
            (554, "5.7.1 Relay access denied", false),
            (550, "5.7.1 Service unavailable, client host [192.0.2.1] blocked", false),
            (553, "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", false),
            (550, "5.1.8 sender address rejected: domain not found", false),
            (552, "5.2.2 mailbox full", false),
            (552, "mailbox full", false),
            (554, "transaction failed", false),
            (501, "syntax error", false),
            (530, "5.7.0 authentication required", false),
            (450, "4.1.1 not now", false),
        ];
        for (code, text, wanted) in cases {
            let reply = Reply { code, text: text.to_owned() };
            assert_eq!(reply.refuses_address(), wanted, "{reply}");
        }
    }
}
