//! A token as it is sent: a JWS in its compact form (RFC 7515), taken apart, and not yet believed.

use super::claims::Claims;
use super::keys::Algorithm;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// What is wrong with a token; its words are safe to be told to whoever sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub &'static str);

/// A token, and nothing of it believed.
pub struct Token<'a> {
    /// By what it claims to be signed.
    pub header: Header,
    /// What it claims.
    pub claims: Claims,
    /// What is signed, as it was sent.
    pub signed: &'a str,
    /// The signature.
    pub signature: Vec<u8>,
}

/// What counts of a header. Keys, and addresses of keys, that a token brings along are not even read.
pub struct Header {
    /// How it is signed.
    pub algorithm: Algorithm,
    /// With which of the issuer's keys.
    pub key_id: Option<String>,
}

/// The fields of an object, each there once: what is there twice others might read otherwise.
#[derive(Default)]
pub struct Fields(pub BTreeMap<String, Value>);

/// Characters of the longest token that is looked at.
const LONGEST: usize = 16 * 1024;

impl<'a> Token<'a> {
    /// Takes it apart.
    ///
    /// # Errors
    /// [`Invalid`] for what is no signed token of a kind that is accepted.
    pub fn parse(text: &'a str) -> Result<Self, Invalid> {
        if text.len() > LONGEST {
            return Err(Invalid("the token is too long"));
        }
        let none = Invalid("it is neither an API key nor a signed token");
        let (signed, signature) = text.rsplit_once('.').ok_or(none)?;
        let (header, claims) = signed.split_once('.').ok_or(none)?;
        let header = Header::read(fields(header).ok_or(none)?)?;
        let claims = Claims::new(fields(claims).ok_or(none)?);
        Ok(Self { header, claims, signed, signature: decode(signature).filter(|bytes| !bytes.is_empty()).ok_or(none)? })
    }
}

impl Header {
    fn read(Fields(fields): Fields) -> Result<Self, Invalid> {
        let text = |name| fields.get(name).map(|value| value.as_str().ok_or(Invalid("a field of the token's header is no text")));
        let algorithm = text("alg").transpose()?.and_then(Algorithm::named);
        let algorithm = algorithm.ok_or(Invalid("the token is not signed by RS256, PS256, ES256 or EdDSA"))?;
        if fields.contains_key("crit") {
            return Err(Invalid("the token asks for extensions that are not known here"));
        }
        let typ = text("typ").transpose()?.unwrap_or("JWT");
        if !["JWT", "at+jwt", "application/at+jwt"].iter().any(|known| known.eq_ignore_ascii_case(typ)) {
            return Err(Invalid("the token is of another type than an access token"));
        }
        Ok(Self { algorithm, key_id: text("kid").transpose()?.map(str::to_owned) })
    }
}

fn fields(part: &str) -> Option<Fields> {
    serde_json::from_slice(&decode(part)?).ok()
}

/// The bytes of a part; only its one canonical form is read.
fn decode(part: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(part).ok()
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Once;
        impl<'de> Visitor<'de> for Once {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Fields::default();
                while let Some((name, value)) = map.next_entry()? {
                    if fields.0.insert(name, value).is_some() {
                        return Err(A::Error::custom("a field is there twice"));
                    }
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Once)
    }
}
