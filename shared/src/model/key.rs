//! API keys: `plb_<id>_<secret><checksum>`, of which only a hash is kept.

use crate::clock::Timestamp;
use crate::domain::access::Role;
use crate::error::{Error, Result};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A key as its list shows it.
#[derive(Clone, Debug, Serialize)]
pub struct ApiKey {
    /// The public part.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it is refused.
    pub revoked_at: Option<Timestamp>,
}

/// A whole key, as its holder has it: shown once.
#[derive(Debug)]
pub struct Token {
    /// The public part, by which it is looked up.
    pub id: String,
    secret: SecretString,
}

const PREFIX: &str = "plb_";
const ID_LENGTH: usize = 12;
const SECRET_LENGTH: usize = 64;
const CHECKSUM_LENGTH: usize = 6;

impl Token {
    /// A new key: 48 random bits to tell it by, and 256 that are its secret.
    ///
    /// # Errors
    /// [`Error::Internal`] when the machine gives no random numbers.
    pub fn generate() -> Result<Self> {
        let mut bytes = [0_u8; 38];
        getrandom::fill(&mut bytes).map_err(|error| Error::Internal(format!("no random numbers: {error}")))?;
        let (id, secret) = bytes.split_at(6);
        Ok(Self { id: hex(id), secret: hex(secret).into() })
    }

    /// Reads a key; `None` when it is not one, or was mistyped (its checksum tells without a look-up).
    pub fn parse(text: &str) -> Option<Self> {
        let (id, rest) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
        if id.len() != ID_LENGTH || rest.len() != SECRET_LENGTH + CHECKSUM_LENGTH || !plain(id) || !plain(rest) {
            return None;
        }
        let (secret, sum) = rest.split_at_checked(SECRET_LENGTH)?;
        (checksum(id, secret) == sum).then(|| Self { id: id.to_owned(), secret: secret.to_owned().into() })
    }

    /// The whole key, for its holder.
    pub fn reveal(&self) -> String {
        let secret = self.secret.expose_secret();
        format!("{PREFIX}{}_{secret}{}", self.id, checksum(&self.id, secret))
    }

    /// What is kept of the secret. It is random and long, so a plain hash is enough (OWASP ASVS 6.5.2).
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(self.secret.expose_secret().as_bytes()))
    }

    /// Is its secret the one that `hash` was made of? Takes as long for a wrong one.
    pub fn matches(&self, hash: &str) -> bool {
        self.hash().as_bytes().ct_eq(hash.as_bytes()).into()
    }
}

fn checksum(id: &str, secret: &str) -> String {
    let mut sum = hex(&Sha256::digest(format!("{id}{secret}").as_bytes()));
    sum.truncate(CHECKSUM_LENGTH);
    sum
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
