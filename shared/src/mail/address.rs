//! Which e-mail addresses can be used.

use lettre::Address;
use std::str::FromStr;

/// The longest address that SMTP can carry (RFC 5321, section 4.5.3.1.3, without the angle brackets).
const MAX_LENGTH: usize = 254;

/// Why an address cannot be used. The text does not repeat the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Longer than any server takes.
    #[error("the address is longer than {MAX_LENGTH} characters")]
    TooLong,
    /// Control characters or letters outside ASCII.
    #[error("the address has characters other than printable ASCII (write the domain in its xn-- form)")]
    Characters,
    /// Not of the form `name@domain`.
    #[error("the address is not of the form name@domain")]
    Form,
}

/// Checks one address.
///
/// # Errors
/// If it is too long, holds anything but printable ASCII, or is not of the form `name@domain`.
pub fn check(address: &str) -> Result<Address, AddressError> {
    if address.len() > MAX_LENGTH {
        return Err(AddressError::TooLong);
    }
    if !address.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
        return Err(AddressError::Characters);
    }
    address.parse().map_err(|_| AddressError::Form)
}

/// From whom mail comes, or who answers it, as configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The name; empty where there is none.
    pub name: String,
    /// The address.
    pub address: String,
}

/// Why a text names no sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be an address, or a name and an address as in `Plumbline <plumbline@council.example>`")]
pub struct SenderError;

impl FromStr for Sender {
    type Err = SenderError;

    /// `name@domain`, or `Name <name@domain>`.
    fn from_str(text: &str) -> Result<Self, SenderError> {
        let (name, address) = match text.split_once('<') {
            Some((name, rest)) => (name.trim().trim_matches('"'), rest.trim().strip_suffix('>').ok_or(SenderError)?),
            None => ("", text.trim()),
        };
        let plain = check(address).is_ok() && !address.contains([' ', '<', '>']) && !name.chars().any(char::is_control);
        if plain { Ok(Self { name: name.to_owned(), address: address.to_owned() }) } else { Err(SenderError) }
    }
}
