//! Signed links: each opens one page for one person, until a day, without logging in: about one item, or about what mails they want.

use crate::db::Conn;
use crate::domain::alert::ItemKind;
use crate::domain::day::Day;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::store;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chrono::{Datelike, NaiveDate};
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
const PURPOSE: u8 = 1;
/// The purpose of a link that says which mails a person wants.
const MAILS: u8 = 2;
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

    /// The link's token: 7-bit, safe in a path, and short, since a mail may hold hundreds.
    pub fn sign(&self, target: &Target) -> String {
        let kind = ItemKind::ALL.iter().position(|kind| *kind == target.kind).and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX);
        let mut body = vec![PURPOSE, kind];
        body.extend(written(target.last_day));
        body.extend(target.person.to_bytes());
        body.extend(target.item.to_bytes());
        body.extend(target.service_area.into_iter().flat_map(Id::to_bytes));
        self.sealed(&body)
    }

    /// The token of the link with which a person says which mails they want.
    pub fn sign_mails(&self, subscriber: &Subscriber) -> String {
        let mut body = vec![MAILS];
        body.extend(written(subscriber.last_day));
        body.extend(subscriber.person.to_bytes());
        self.sealed(&body)
    }

    /// Whose choice of mails a token opens; `None` unless we signed it for that.
    pub fn read_mails(&self, token: &str) -> Option<Subscriber> {
        let body = self.unsealed(token)?;
        let (last_day, rest) = read_day(body.strip_prefix(&[MAILS])?)?;
        let (person, []) = read_id(rest)? else { return None };
        Some(Subscriber { person, last_day })
    }

    /// What a token opens; `None` unless we signed it.
    pub fn read(&self, token: &str) -> Option<Target> {
        let body = self.unsealed(token)?;
        let (kind, rest) = body.strip_prefix(&[PURPOSE])?.split_first()?;
        let kind = *ItemKind::ALL.get(usize::from(*kind))?;
        let (last_day, rest) = read_day(rest)?;
        let (person, rest) = read_id(rest)?;
        let (item, rest) = read_id(rest)?;
        let service_area = match rest {
            [] => None,
            rest => {
                let (area, []) = read_id(rest)? else { return None };
                Some(area)
            }
        };
        Some(Target { kind, item, service_area, person, last_day })
    }

    fn sealed(&self, body: &[u8]) -> String {
        format!("{}.{}", BASE64.encode(body), BASE64.encode(self.signature(body)))
    }

    fn unsealed(&self, token: &str) -> Option<Vec<u8>> {
        let (body, signature) = token.split_once('.')?;
        let (body, signature) = (BASE64.decode(body).ok()?, BASE64.decode(signature).ok()?);
        let ours = signature.len() == SIGNATURE && bool::from(subtle::ConstantTimeEq::ct_eq(&*self.signature(&body), &*signature));
        ours.then_some(body)
    }

    fn signature(&self, body: &[u8]) -> Vec<u8> {
        // An HMAC key may have any length, so making one cannot fail.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.key.expose_secret().as_bytes()) else {
            return Vec::new();
        };
        mac.update(body);
        mac.finalize().into_bytes().iter().copied().take(SIGNATURE).collect()
    }
}

fn written(day: Day) -> [u8; 4] {
    day.num_days_from_ce().to_be_bytes()
}

fn read_day(bytes: &[u8]) -> Option<(Day, &[u8])> {
    let (day, rest) = bytes.split_first_chunk()?;
    Some((NaiveDate::from_num_days_from_ce_opt(i32::from_be_bytes(*day))?.into(), rest))
}

fn read_id(bytes: &[u8]) -> Option<(Id, &[u8])> {
    let (id, rest) = bytes.split_first_chunk()?;
    Some((Id::from_bytes(*id), rest))
}
