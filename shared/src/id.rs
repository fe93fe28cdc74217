//! Identifiers: UUIDv7 inside, the council's own ref beside it, and paths that accept either.

use crate::clock::Timestamp;
use icu_normalizer::ComposingNormalizerBorrowed;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// A UUIDv7: it tells items apart for ever, and sorts by when they were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = Uuid, example = "01a0f0a2-5f3a-7c31-9b1e-3f6a2d1c8e70")]
pub struct Id(Uuid);

/// What a path names an item by: its id, or its ref with `/` written `-`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// An id.
    Id(Id),
    /// A ref, as [`ref_key`] writes it.
    Ref(String),
}

impl Id {
    /// A new one, made at `instant`.
    pub fn new(instant: Timestamp) -> Self {
        let micros = instant.micros().max(0).unsigned_abs();
        let nanos = u32::try_from(micros % 1_000_000 * 1_000).unwrap_or(0);
        Self(Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, micros / 1_000_000, nanos)))
    }

    /// Its 128 bits, the first ones first.
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.into_bytes()
    }

    /// That of these bits.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for Id {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::try_parse(text).map(Self)
    }
}

impl Key {
    /// Reads a path segment or a reference in a body.
    pub fn parse(text: &str) -> Self {
        // No ref holds a NUL, and PostgreSQL would not even look for one.
        text.parse().map_or_else(|_| Self::Ref(ref_key(text).replace('\0', "\u{FFFD}")), Self::Id)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Ref(key) => f.write_str(key),
        }
    }
}

/// How a ref is written in a path, and compared: two refs that differ only in `/` and `-` would collide.
pub fn ref_key(reference: &str) -> String {
    composed(reference).replace('/', "-")
}

/// The text with each accented letter in one piece (Unicode's NFC): what looks the same is the same.
pub fn composed(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}
