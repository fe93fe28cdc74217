//! Signed links: each opens one page about one item for one person, until a day, without logging in.

use crate::db::Conn;
use crate::domain::alert::ItemKind;
use crate::domain::day::Day;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::store;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// What a link opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The kind of item.
    pub kind: ItemKind,
    /// The item.
    pub item: Id,
    /// Which area's assessment of a service risk.
    pub service_area: Option<Id>,
    /// Whom the link was sent to.
    pub person: Id,
    /// The last day on which it opens.
    pub last_day: Day,
}

/// Signs and reads links.
#[derive(Clone, Debug)]
pub struct Signer {
    key: SecretString,
}

/// Part of what is signed: a link for one purpose opens nothing else.
const PURPOSE: &str = "view";
/// How much of the signature a link carries: 128 bits.
const SIGNATURE: usize = 16;

impl Signer {
    /// With the installation's key, which is made on first use and kept in the record, so that all processes share it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load(conn: &mut Conn) -> Result<Self> {
        let mut fresh = [0_u8; 32];
        getrandom::fill(&mut fresh).map_err(|error| Error::Internal(format!("no random numbers: {error}")))?;
        let key = store::keys::secret(conn, "link_signing", &BASE64.encode(fresh))?;
        Ok(Self { key: key.into() })
    }

    /// The link's token: 7-bit, safe in a path.
    pub fn sign(&self, target: &Target) -> String {
        let area = target.service_area.map(|area| area.to_string()).unwrap_or_default();
        let body = format!("{PURPOSE}|{}|{}|{area}|{}|{}", target.kind, target.item, target.person, target.last_day);
        format!("{}.{}", BASE64.encode(&body), BASE64.encode(self.signature(&body)))
    }

    /// What a token opens; `None` unless we signed it.
    pub fn read(&self, token: &str) -> Option<Target> {
        let (body, signature) = token.split_once('.')?;
        let body = String::from_utf8(BASE64.decode(body).ok()?).ok()?;
        let signature = BASE64.decode(signature).ok()?;
        if signature.len() != SIGNATURE || !bool::from(subtle::ConstantTimeEq::ct_eq(&*self.signature(&body), &*signature)) {
            return None;
        }
        let mut parts = body.split('|');
        (parts.next()? == PURPOSE).then_some(())?;
        Some(Target {
            kind: parts.next()?.parse().ok()?,
            item: parts.next()?.parse().ok()?,
            service_area: Some(parts.next()?).filter(|area| !area.is_empty()).map(str::parse).transpose().ok()?,
            person: parts.next()?.parse().ok()?,
            last_day: parts.next()?.parse().ok()?,
        })
    }

    fn signature(&self, body: &str) -> Vec<u8> {
        // An HMAC key may have any length, so making one cannot fail.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.key.expose_secret().as_bytes()) else {
            return Vec::new();
        };
        mac.update(body.as_bytes());
        mac.finalize().into_bytes().iter().copied().take(SIGNATURE).collect()
    }
}
