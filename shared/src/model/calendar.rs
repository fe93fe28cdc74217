//! Calendar feeds, as they are asked for and shown.

use super::link::Link;
use crate::clock::Timestamp;
use crate::digits::hex;
use crate::domain::day::Day;
use crate::domain::period::Period;
use crate::domain::plan::Language;
use crate::error::{Error, Result};
use crate::id::Id;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A feed as it is asked for: of a person or of a service area; of neither, of everything.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarDraft {
    /// What this person owns (id, ref or e-mail address).
    #[serde(default)]
    #[schema(example = "carys.bevan@dyffrynalarch.example")]
    pub person: Option<String>,
    /// What belongs to this service area (id or ref).
    #[serde(default)]
    #[schema(example = "WR")]
    pub service_area: Option<String>,
}

/// A feed as it is listed: without its address, which is not kept.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Calendar {
    /// Its id.
    pub id: Id,
    /// Whose deadlines.
    pub person: Option<Link>,
    /// Which service area's.
    pub service_area: Option<Link>,
    /// When it was made.
    pub created_at: Timestamp,
    /// By which key or command.
    #[schema(example = "key:3f9a1c2b7d4e")]
    pub created_by: String,
    /// Since when it is not answered any more.
    pub revoked_at: Option<Timestamp>,
}

/// A feed with its address: shown once.
// It has no `Debug`, so that it cannot be logged by mistake.
#[derive(Clone, Serialize, utoipa::ToSchema)]
pub struct IssuedCalendar {
    /// What calendar programs subscribe to. Whoever has it sees these deadlines; it is not shown again.
    #[schema(example = "https://plumbline.council.example/calendar/….ics")]
    pub url: String,
    /// The feed.
    #[serde(flatten)]
    pub details: Calendar,
}

/// What a feed shows.
#[derive(Clone, Debug)]
pub struct Feed {
    /// Its id.
    pub id: Id,
    /// Whose deadlines: a person's name, a service area's, or the organisation's.
    pub name: String,
    /// The language of its words; both when unknown.
    pub language: Option<Language>,
    /// Its events in the order of their days.
    pub events: Vec<Deadline>,
}

/// One day of a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The day.
    pub day: Day,
    /// When it became what it is.
    pub stamp: Timestamp,
    /// What is due.
    pub due: Due,
}

/// What is due on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// An action is to be completed.
    Action {
        /// Its id.
        id: Id,
        /// Its version: it grows when the date moves.
        version: i64,
        /// Its ref.
        reference: String,
        /// Its title.
        title: String,
        /// The same in Welsh.
        title_cy: Option<String>,
    },
    /// Returns for a quarter are to be in.
    Returns {
        /// The quarter.
        period: Period,
        /// The refs of what they are of, in their order.
        of: Vec<String>,
    },
}

/// The secret part of a feed's address. It is not shown by `Debug`.
#[derive(Clone, Debug)]
pub struct FeedSecret(SecretString);

impl FeedSecret {
    /// A new one, of 256 random bits.
    ///
    /// # Errors
    /// [`Error::Internal`] when the machine gives no random numbers.
    pub fn generate() -> Result<Self> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|error| Error::Internal(format!("no random numbers: {error}")))?;
        Ok(Self(hex(&bytes).into()))
    }

    /// One that somebody asks with.
    pub fn given(text: &str) -> Self {
        Self(text.to_owned().into())
    }

    /// As it stands in the address.
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }

    /// What is kept of it. It is random and long, so a plain hash is enough.
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(self.reveal().as_bytes()))
    }
}
