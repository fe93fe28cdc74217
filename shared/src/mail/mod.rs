//! The lowest layer of e-mail: where it goes, what its bytes are, and what became of handing it over. No database, no clock.
//!
//! A [`Draft`] is frozen into bytes once; those bytes are what every attempt sends. [`Transport::deliver`] answers with an
//! [`Outcome`], of which there are more than two: mail that was handed over without an answer is neither sent nor unsent.

mod address;
mod directory;
mod message;
mod outcome;
mod smtp;
mod transport;
mod url;

pub use address::{AddressError, Sender, SenderError, check as check_address};
pub use message::{Draft, Mailbox, MessageError};
pub use outcome::{Outcome, Reply};
pub use transport::{Transport, TransportError};
pub use url::{Credentials, Destination, Server, Tls, UrlError};
