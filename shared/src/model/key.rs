//! API keys, as they are written and read.

use super::check::Check;
use super::link::Link;
use crate::clock::Timestamp;
use crate::domain::access::{Ability, Role};
use crate::error::Result;
use crate::hidden::{is_break, is_hidden};
use serde::{Deserialize, Serialize};

mod token;

pub use token::Token;

/// The longest name of a key, in characters.
const NAME_LENGTH: usize = 100;
/// The most service areas that a key may be restricted to.
const MAX_AREAS: usize = 100;
/// The longest that an old secret goes on working, in hours: a week.
const MAX_OVERLAP: u32 = 7 * 24;

/// A key as it is asked for.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyDraft {
    /// What it is for.
    #[schema(example = "Recycling figures", min_length = 1, max_length = 100)]
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The person (id, ref or e-mail address) whose items the bearer may file returns of: for the role owner, and no other.
    #[serde(default)]
    #[schema(example = "carys.bevan@dyffrynalarch.example")]
    pub person: Option<String>,
    /// Only these abilities of the role's; without them, all.
    #[serde(default)]
    pub scopes: Option<Vec<Ability>>,
    /// Write only what belongs to these service areas (ids or refs), and to no other, and nothing that belongs to none; without
    /// them, everything. Reading is not restricted.
    #[serde(default)]
    #[schema(example = json!(["WR"]))]
    pub service_areas: Option<Vec<String>>,
    /// From when on it is refused; without one, it does not expire.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
}

/// How a key is given another secret.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RotationDraft {
    /// For how many hours the old secret works beside the new one: at most 168, a week; 0, the default, ends it at once.
    #[serde(default)]
    #[schema(example = 24, minimum = 0, maximum = 168)]
    pub overlap_hours: u32,
}

/// A key as its list shows it: without its secret, of which only a hash is kept.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ApiKey {
    /// The public part, which the record names as `key:` and the id.
    #[schema(example = "5f0c2d9a71be")]
    pub id: String,
    /// What it is for.
    #[schema(example = "Recycling figures")]
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Whose items the bearer may file returns of.
    pub person: Option<Link>,
    /// Only these abilities of the role's; null: all.
    pub scopes: Option<Vec<Ability>>,
    /// The only service areas in which it writes; null: everywhere.
    pub service_areas: Option<Vec<Link>>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is refused.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the hour; null: never.
    pub last_used_at: Option<Timestamp>,
    /// Until when the secret before the last rotation works.
    pub previous_secret_until: Option<Timestamp>,
    /// Since when it is refused.
    pub revoked_at: Option<Timestamp>,
}

/// A key with its secret: shown once.
// It has no `Debug`, so that it cannot be logged by mistake.
#[derive(Clone, Serialize, utoipa::ToSchema)]
pub struct IssuedKey {
    /// The whole key, which is not kept and not shown again.
    #[schema(example = "plb_5f0c2d9a71be_…")]
    pub key: String,
    /// What it may do.
    #[serde(flatten)]
    pub details: ApiKey,
}

impl KeyDraft {
    /// A key that does not expire and may do all that its role may.
    pub fn new(name: &str, role: Role) -> Self {
        Self { name: name.to_owned(), role, person: None, scopes: None, service_areas: None, expires_at: None }
    }

    /// What breaks a rule is told.
    ///
    /// # Errors
    /// All that is wrong with its fields.
    pub fn check(self, now: Timestamp) -> Result<Self> {
        let mut check = Check::new();
        let name = &self.name;
        let one_line = !name.trim().is_empty() && name.chars().count() <= NAME_LENGTH && !name.contains(|c| is_break(c) || is_hidden(c));
        check.require(one_line, "/name", "invalid_text", &format!("must be one line of 1 to {NAME_LENGTH} characters, none invisible"));
        let detail = "must be given for a key of the role owner, and for no other";
        check.require(self.person.is_some() == (self.role == Role::Owner), "/person", "inconsistent", detail);
        check.require(self.expires_at.is_none_or(|at| at > now), "/expires_at", "out_of_range", "must be yet to come");
        self.check_scopes(&mut check);
        let writes = self.abilities().any(|ability| ability != Ability::Read);
        let areas = self.service_areas.as_ref();
        let detail = "restrict what is written; this key writes nothing, and reading is not restricted";
        check.require(areas.is_none() || writes, "/service_areas", "inconsistent", detail);
        let some = areas.is_none_or(|areas| (1..=MAX_AREAS).contains(&areas.len()));
        check.require(some, "/service_areas", "out_of_range", &format!("must be 1 to {MAX_AREAS} areas; leave it out for all"));
        check.finish()?;
        Ok(self)
    }

    fn abilities(&self) -> impl Iterator<Item = Ability> {
        let has = |ability: &Ability| self.scopes.as_ref().is_none_or(|scopes| scopes.contains(ability));
        Ability::ALL.iter().copied().filter(move |ability| self.role.reach(*ability).is_some() && has(ability))
    }

    fn check_scopes(&self, check: &mut Check) {
        let Some(scopes) = &self.scopes else { return };
        check.require(!scopes.is_empty(), "/scopes", "missing_field", "must name at least one; leave it out for all that the role may do");
        for (index, scope) in scopes.iter().enumerate() {
            let pointer = format!("/scopes/{index}");
            check.require(
                self.role.reach(*scope).is_some(),
                &pointer,
                "inconsistent",
                &format!("is not what the role {} may do", self.role),
            );
            let before = scopes.iter().take(index).any(|earlier| earlier == scope);
            check.require(!before, &pointer, "repeated", "is in the list already");
        }
    }
}

impl RotationDraft {
    /// What breaks a rule is told.
    ///
    /// # Errors
    /// [`crate::error::Error::Invalid`] for an overlap that is too long.
    pub fn check(self) -> Result<Self> {
        let mut check = Check::new();
        let detail = format!("must be from 0 to {MAX_OVERLAP}");
        check.require(self.overlap_hours <= MAX_OVERLAP, "/overlap_hours", "out_of_range", &detail);
        check.finish()?;
        Ok(self)
    }
}
