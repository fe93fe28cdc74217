//! What a token claims: whether it holds here and now, and who it says that somebody is.

use super::Identity;
use super::token::{Fields, Invalid};
use crate::clock::Timestamp;
use crate::config::IssuerConfig;
use crate::domain::access::Role;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value;

/// The claims of a token.
pub struct Claims(Fields);

/// Seconds that clocks may be apart.
const LEEWAY: i64 = 60;
/// What only other tokens of an issuer have: those that tell an app who signed in, and that they signed out.
const OTHER_KINDS: [&str; 5] = ["nonce", "at_hash", "c_hash", "s_hash", "events"];

impl Claims {
    pub(super) const fn new(fields: Fields) -> Self {
        Self(fields)
    }

    /// Who issued it.
    pub fn issuer(&self) -> Option<&str> {
        self.get("iss")?.as_str()
    }

    /// Is it an access token for here, and for now?
    ///
    /// # Errors
    /// [`Invalid`] says why not.
    pub fn check(&self, config: &IssuerConfig, now: Timestamp) -> Result<(), Invalid> {
        let is_ours = |value: &Value| value.as_str().is_some_and(|text| config.audience.iter().any(|ours| ours == text));
        let for_us = match self.get("aud") {
            Some(Value::Array(several)) => several.iter().all(Value::is_string) && several.iter().any(is_ours),
            Some(one) => is_ours(one),
            None => false,
        };
        if !for_us {
            return Err(Invalid("the token is made out to another audience"));
        }
        let now = now.micros().div_euclid(1_000_000);
        let until = self.seconds("exp")?.ok_or(Invalid("the token does not say when it expires"))?;
        if now >= until.saturating_add(LEEWAY) {
            return Err(Invalid("the token has expired"));
        }
        let is_early = |from: Option<i64>| from.is_some_and(|from| from.saturating_sub(LEEWAY) > now);
        if is_early(self.seconds("nbf")?) || is_early(self.seconds("iat")?) {
            return Err(Invalid("the token is not valid yet"));
        }
        self.check_kind()
    }

    fn check_kind(&self) -> Result<(), Invalid> {
        let said =
            |name, wanted: &str| self.get(name).is_some_and(|value| !value.as_str().is_some_and(|text| text.eq_ignore_ascii_case(wanted)));
        if OTHER_KINDS.iter().any(|name| self.get(name).is_some()) || said("typ", "Bearer") || said("token_use", "access") {
            return Err(Invalid("it is not an access token; send the access token, not the ID token"));
        }
        Ok(())
    }

    /// Who it names, and in which role.
    pub fn identity(&self, config: &IssuerConfig) -> Identity {
        // An address that its issuer did not verify may be anybody's.
        let unverified = matches!(self.get("email_verified"), Some(verified) if *verified != true && *verified != "true");
        let name = self.reach(&config.person_claim).and_then(Value::as_str).map(str::trim);
        let person = name.filter(|name| !name.is_empty() && (config.person_claim != "email" || !unverified));
        let values: Vec<&str> = match self.reach(&config.roles_claim) {
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(words)) => words.split_whitespace().collect(),
            _ => Vec::new(),
        };
        let role: Option<Role> = values.into_iter().filter_map(|value| config.roles.get(value).copied()).max();
        Identity { person: person.map(str::to_owned), role: role.or(config.default_role) }
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.0.0.get(name)
    }

    /// The claim of that name, or the one inside others that it is a path to: some names hold dots of their own.
    fn reach(&self, name: &str) -> Option<&Value> {
        self.get(name).or_else(|| {
            let (first, rest) = name.split_once('.')?;
            rest.split('.').try_fold(self.get(first)?, |value, part| value.get(part))
        })
    }

    /// A date, in whole seconds since 1970.
    fn seconds(&self, name: &str) -> Result<Option<i64>, Invalid> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let read = |text: &str| text.parse::<Decimal>().or_else(|_| Decimal::from_scientific(text)).ok()?.to_i64();
        let seconds = value.as_number().and_then(|number| read(number.as_str()));
        seconds.map(Some).ok_or(Invalid("a date of the token is no number of seconds"))
    }
}

#[cfg(test)]
mod tests;
