//! The key itself: `plb_<id>_<secret><checksum>`, of which only a hash is kept.

use crate::digits::hex;
use crate::error::{Error, Result};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A whole key, as its holder has it: shown once.
#[derive(Debug)]
pub struct Token {
    /// The public part, by which it is looked up.
    pub id: String,
    secret: SecretString,
}

const ID_LENGTH: usize = 12;
const SECRET_LENGTH: usize = 64;
const CHECKSUM_LENGTH: usize = 6;

impl Token {
    /// What every key begins with.
    pub const PREFIX: &str = "plb_";

    /// A new key: 48 random bits to tell it by, and 256 that are its secret.
    ///
    /// # Errors
    /// [`Error::Internal`] when the machine gives no random numbers.
    pub fn generate() -> Result<Self> {
        Ok(Self { id: hex(&random::<{ ID_LENGTH / 2 }>()?), secret: hex(&random::<{ SECRET_LENGTH / 2 }>()?).into() })
    }

    /// Another secret for the key of that id.
    ///
    /// # Errors
    /// As [`Token::generate`].
    pub fn renew(id: &str) -> Result<Self> {
        Ok(Self { id: id.to_owned(), ..Self::generate()? })
    }

    /// Reads a key; `None` when it is not one, or was mistyped (its checksum tells without a look-up).
    pub fn parse(text: &str) -> Option<Self> {
        let (id, rest) = text.strip_prefix(Self::PREFIX)?.split_once('_')?;
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
        format!("{}{}_{secret}{}", Self::PREFIX, self.id, checksum(&self.id, secret))
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

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::Internal(format!("no random numbers: {error}")))?;
    Ok(bytes)
}

fn checksum(id: &str, secret: &str) -> String {
    let mut sum = hex(&Sha256::digest(format!("{id}{secret}").as_bytes()));
    sum.truncate(CHECKSUM_LENGTH);
    sum
}
