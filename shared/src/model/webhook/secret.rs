//! What deliveries are signed with (Standard Webhooks, symmetric).

use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::id::Id;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// A webhook's secret: `whsec_` and 256 bits in base64. It is not shown by `Debug`.
#[derive(Clone, Debug)]
pub struct Secret(SecretString);

const PREFIX: &str = "whsec_";

impl Secret {
    /// A new one.
    ///
    /// # Errors
    /// [`Error::Internal`] when the machine gives no random numbers.
    pub fn generate() -> Result<Self> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|error| Error::Internal(format!("no random numbers: {error}")))?;
        Ok(Self(format!("{PREFIX}{}", BASE64.encode(bytes)).into()))
    }

    /// One that is kept.
    pub fn kept(text: String) -> Self {
        Self(text.into())
    }

    /// As its receiver has it, and the record keeps it.
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }

    /// One entry of `webhook-signature`: of a body that is sent at that instant.
    pub fn sign(&self, id: Id, at: Timestamp, body: &str) -> String {
        let key = BASE64.decode(self.reveal().trim_start_matches(PREFIX)).unwrap_or_default();
        // An HMAC key may have any length, so making one cannot fail.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key) else { return String::new() };
        mac.update(format!("{id}.{}.", at.utc().timestamp()).as_bytes());
        mac.update(body.as_bytes());
        format!("v1,{}", BASE64.encode(mac.finalize().into_bytes()))
    }
}
