//! Signed links: each opens one page for one person, until a day, without logging in: about one item, or about what mails they want.

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

/// Whose choice of mails a link opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subscriber {
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
/// The purpose of a link that says which mails a person wants.
const MAILS: &str = "mails";
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
        self.sealed(&body)
    }

    /// The token of the link with which a person says which mails they want.
    pub fn sign_mails(&self, subscriber: &Subscriber) -> String {
        self.sealed(&format!("{MAILS}|{}|{}", subscriber.person, subscriber.last_day))
    }

    /// Whose choice of mails a token opens; `None` unless we signed it for that.
    pub fn read_mails(&self, token: &str) -> Option<Subscriber> {
        let body = self.unsealed(token)?;
        let mut parts = body.split('|');
        (parts.next()? == MAILS).then_some(())?;
        Some(Subscriber { person: parts.next()?.parse().ok()?, last_day: parts.next()?.parse().ok()? })
    }

    /// What a token opens; `None` unless we signed it.
    pub fn read(&self, token: &str) -> Option<Target> {
        let body = self.unsealed(token)?;
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

    fn sealed(&self, body: &str) -> String {
        format!("{}.{}", BASE64.encode(body), BASE64.encode(self.signature(body)))
    }

    fn unsealed(&self, token: &str) -> Option<String> {
        let (body, signature) = token.split_once('.')?;
        let body = String::from_utf8(BASE64.decode(body).ok()?).ok()?;
        let signature = BASE64.decode(signature).ok()?;
        let ours = signature.len() == SIGNATURE && bool::from(subtle::ConstantTimeEq::ct_eq(&*self.signature(&body), &*signature));
        ours.then_some(body)
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
