//! Handing a message to a mail server.
//!
//! Our own small client, because the step at which a conversation ends decides whether the message may be sent again: the client
//! of lettre 0.11 does not tell a break before the end of the message from one after it; it takes "accepted" in Latin-1, with
//! an unknown second digit or without a text for no answer, which would send the mail twice; and it keeps plain text received before a TLS
//! handshake as if it had come after.

mod pool;
mod reply;
mod session;

pub(super) use pool::Pool;
